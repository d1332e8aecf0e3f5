//! The network between a program and its venue: an HTTP proxy that alone knows where names lead, with the manners of real lines.
//!
//! What passes is encrypted from end to end, as it is out there, so that it can only be delayed, held up, swallowed or cut. Where a
//! request ends is seen by the sizes of TLS records: an order is by far the longest that goes to the host that takes orders.

mod line;
mod records;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The longest request to the proxy that is read, bytes.
const HEAD_MOST: usize = 8 * 1024;

/// How a line is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weather {
    /// From sending to arrival, each way.
    pub latency: Duration,
    /// Up to so much more, each piece its own.
    pub jitter: Duration,
    /// Bytes a second, each way of each connection; none for as many as come.
    pub bytes_per_s: Option<u32>,
}

/// What is done to a connection at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// A part of the order is on its way when the connection ends: the venue never has it.
    MidOrder,
    /// The venue has the whole order, and the connection ends when its answer is on the way back.
    Unanswered,
    /// The venue has the whole order, and from then on nothing comes back, and nothing ends either.
    Silent,
}

/// What a network is made with.
#[derive(Debug, Clone)]
pub struct NetworkOptions {
    /// Where the proxy listens.
    pub listen: SocketAddr,
    /// Where the names lead. Any other is refused, as one that nobody knows.
    pub names: BTreeMap<String, SocketAddr>,
    /// Name and password that it asks for.
    pub sign_in: Option<(String, String)>,
    /// The host that takes orders, for [`Network::arm`].
    pub orders: String,
}

impl NetworkOptions {
    /// All those names lead to that venue; the first of them takes orders.
    ///
    /// # Panics
    /// Without a name.
    #[must_use]
    pub fn to(venue: SocketAddr, names: &[&str]) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            names: names.iter().map(|name| ((*name).to_owned(), venue)).collect(),
            sign_in: None,
            orders: (*names.first().expect("a name")).to_owned(),
        }
    }
}

/// See the module. Dropping it ends every connection.
#[derive(Debug)]
pub struct Network {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    options: NetworkOptions,
    asked: Mutex<Vec<String>>,
    weather: watch::Sender<Weather>,
    /// Whether pieces pass; what waits goes on afterwards.
    passing: watch::Sender<bool>,
    /// Counted up whenever every connection ends.
    ended: watch::Sender<u64>,
    /// Connections that are older carry nothing any more, without ending.
    silent_before: AtomicU64,
    connections: AtomicU64,
    swallows: AtomicBool,
    armed: Mutex<Option<Cut>>,
    cuts: AtomicU32,
}

impl Drop for Network {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shared.ended.send_modify(|ends| *ends += 1);
    }
}

impl Network {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the address is taken.
    pub async fn start(options: NetworkOptions) -> Self {
        let listener = TcpListener::bind(options.listen).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            options,
            asked: Mutex::default(),
            weather: watch::Sender::new(Weather::default()),
            passing: watch::Sender::new(true),
            ended: watch::Sender::new(0),
            silent_before: AtomicU64::new(0),
            connections: AtomicU64::new(0),
            swallows: AtomicBool::new(false),
            armed: Mutex::default(),
            cuts: AtomicU32::new(0),
        });
        let serving = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, Arc::clone(&serving)));
            }
        });
        Self {
            address,
            shared,
            accepting,
        }
    }

    /// The proxy's address, without a sign-in.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same with a sign-in, as it stands in an environment variable.
    #[must_use]
    pub fn url_with(&self, name: &str, password: &str) -> String {
        format!("http://{name}:{password}@{}", self.address)
    }

    /// What it was asked so far: the first line of each request, and the status of its answer.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.shared.asked).clone()
    }

    /// How lines are from now on, those that stand too.
    pub fn set(&self, weather: Weather) {
        self.shared.weather.send_replace(weather);
    }

    /// Nothing passes until it is undone; then everything does that waited.
    pub fn stall(&self, stalls: bool) {
        self.shared.passing.send_replace(!stalls);
    }

    /// Every connection ends now. New ones may be made.
    pub fn cut_all(&self) {
        self.shared.ended.send_modify(|ends| *ends += 1);
    }

    /// Every connection that stands carries nothing any more, and does not end: the other side has gone without a word. New ones are
    /// well.
    pub fn silence_standing(&self) {
        let newest = self.shared.connections.load(Ordering::SeqCst);
        self.shared.silent_before.store(newest + 1, Ordering::SeqCst);
    }

    /// Whether new connections are taken and then left alone: no answer, no end.
    pub fn swallow(&self, swallows: bool) {
        self.shared.swallows.store(swallows, Ordering::SeqCst);
    }

    /// Does that to the next order that passes.
    pub fn arm(&self, cut: Cut) {
        *lock(&self.shared.armed) = Some(cut);
    }

    /// How often something was done to an order.
    #[must_use]
    pub fn cuts(&self) -> u32 {
        self.shared.cuts.load(Ordering::SeqCst)
    }
}

impl Shared {
    /// What is done to an order that passes now.
    fn take_cut(&self) -> Option<Cut> {
        let cut = lock(&self.armed).take();
        if cut.is_some() {
            self.cuts.fetch_add(1, Ordering::SeqCst);
        }
        cut
    }

    fn is_silent(&self, number: u64) -> bool {
        number < self.silent_before.load(Ordering::SeqCst)
    }

    fn note(&self, line: &str, status: &str) {
        lock(&self.asked).push(format!("{line} -> {status}"));
    }

    fn is_signed_in(&self, head: &str) -> bool {
        let Some((name, password)) = &self.options.sign_in else {
            return true;
        };
        let expected = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
        head.lines().any(|line| {
            line.split_once(':').is_some_and(|(header, value)| {
                header.eq_ignore_ascii_case("proxy-authorization") && value.trim() == expected
            })
        })
    }
}

fn lock<T>(what: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 0 to 1, another each time: a line's jitter follows no rule.
fn dice() -> f64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    f64::from(now.map_or(0, |since| since.subsec_nanos()) % 1_009) / 1_009.0
}

/// One connection to the proxy, from its request to its end.
async fn serve(mut client: TcpStream, shared: Arc<Shared>) {
    let number = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
    if shared.swallows.load(Ordering::SeqCst) {
        hold(&shared).await;
        return;
    }
    let Some(head) = head(&mut client).await else { return };
    let line = head.lines().next().unwrap_or_default().to_owned();
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (host, _) = target.rsplit_once(':').unwrap_or((target, ""));
    let known = shared.options.names.get(host).copied();
    let refusal = if method != "CONNECT" {
        Some("405 Method Not Allowed")
    } else if !shared.is_signed_in(&head) {
        Some("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"")
    } else if known.is_none() {
        Some("502 Bad Gateway")
    } else {
        None
    };
    if let Some(refusal) = refusal {
        shared.note(&line, &refusal[..3]);
        let answer = format!("HTTP/1.1 {refusal}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        // Whoever asked may have gone.
        let _ = client.write_all(answer.as_bytes()).await;
        return;
    }
    let Some(venue) = known else { return };
    let Ok(venue) = TcpStream::connect(venue).await else {
        return;
    };
    shared.note(&line, "200");
    if client
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await
        .is_ok()
    {
        let takes_orders = host == shared.options.orders;
        line::join(client, venue, number, takes_orders, &shared).await;
    }
}

/// Keeps a connection without a word until all connections end.
async fn hold(shared: &Shared) {
    // Nobody is left to tell when the sender is gone.
    let _ = shared.ended.subscribe().changed().await;
}

/// A request's head; none where the other side has gone or says too much.
async fn head(client: &mut TcpStream) -> Option<String> {
    let mut heard = Vec::new();
    while !heard.ends_with(b"\r\n\r\n") {
        if heard.len() >= HEAD_MOST {
            return None;
        }
        heard.push(client.read_u8().await.ok()?);
    }
    String::from_utf8(heard).ok()
}
