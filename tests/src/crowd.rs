//! A wire between a program and its venue that counts the requests which pass, and puts a crowd's messages on the streams.
//!
//! It copies bytes both ways and changes none. What it adds are whole frames between two of the venue's: on the activity stream
//! trades of wallets that nobody follows, each a genuine one of this venue with another wallet in it; on the market stream the
//! venue's last message again, which says nothing new. A program cannot tell them from a busier venue's.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::frames::{self, Frame};

/// How often the crowd speaks.
const EVERY: Duration = Duration::from_millis(10);
/// Of ten of its messages so many are trades of the activity stream; the others are of books.
const TRADES_OF_TEN: u64 = 9;
/// So many genuine trades are kept to be told of others.
const KEPT_MOST: usize = 512;

/// A request that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// When, since the wire was made.
    pub at: Duration,
    /// Its method and path, without the query.
    pub what: String,
    /// How long until the first byte of its answer, where one came.
    pub answered: Option<Duration>,
}

/// The wire.
#[derive(Debug)]
pub struct Crowd {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    venue: SocketAddr,
    began: Instant,
    requests: Mutex<Vec<Passed>>,
    listeners: Mutex<Vec<Listener>>,
    /// Trades of the venue with a place for another wallet.
    trades: Mutex<Vec<Vec<u8>>>,
    a_second: AtomicU32,
    told: AtomicU64,
    passed_on: AtomicU64,
}

/// Somebody on a stream.
#[derive(Debug, Clone)]
struct Listener {
    kind: Kind,
    client: Arc<Mutex<TcpStream>>,
    last: Arc<Mutex<Option<Vec<u8>>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Requests,
    Activity,
    Market,
    /// A stream on which the crowd says nothing.
    Other,
}

impl Kind {
    fn of(head: &str) -> Self {
        if !head.to_ascii_lowercase().contains("upgrade: websocket") {
            return Self::Requests;
        }
        let path = head.split(' ').nth(1).unwrap_or_default();
        match path {
            "/rtds" | "/" => Self::Activity,
            "/ws/market" => Self::Market,
            _ => Self::Other,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Crowd {
    /// A wire to that venue, with nobody on it yet. It lasts as long as the process.
    ///
    /// # Panics
    /// When no port is free.
    #[must_use]
    pub fn before(venue: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            venue,
            began: Instant::now(),
            requests: Mutex::default(),
            listeners: Mutex::default(),
            trades: Mutex::default(),
            a_second: AtomicU32::new(0),
            told: AtomicU64::new(0),
            passed_on: AtomicU64::new(0),
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&accepting);
                std::thread::spawn(move || shared.join(&client));
            }
        });
        let speaking = Arc::clone(&shared);
        std::thread::spawn(move || speaking.speak());
        Self { address, shared }
    }

    /// Where the program finds its venue.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The crowd says so many messages a second from now on.
    pub fn says(&self, a_second: u32) {
        self.shared.a_second.store(a_second, Ordering::Relaxed);
    }

    /// Messages of the crowd so far, and of the venue.
    #[must_use]
    pub fn messages(&self) -> (u64, u64) {
        let shared = &self.shared;
        (
            shared.told.load(Ordering::Relaxed),
            shared.passed_on.load(Ordering::Relaxed),
        )
    }

    /// Time since it was made: what requests are stamped with.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.shared.began.elapsed()
    }

    /// The requests between those instants.
    #[must_use]
    pub fn requests(&self, from: Duration, to: Duration) -> Vec<Passed> {
        let requests = lock(&self.shared.requests);
        let between = requests.iter().filter(|passed| (from..to).contains(&passed.at));
        between.cloned().collect()
    }
}

impl Shared {
    /// One connection, until either end closes it.
    fn join(self: Arc<Self>, client: &TcpStream) {
        let Ok(server) = TcpStream::connect(self.venue) else {
            return;
        };
        // Small requests must not wait for each other.
        for end in [client, &server] {
            let _ = end.set_nodelay(true);
        }
        let (Ok(client_again), Ok(server_again)) = (client.try_clone(), server.try_clone()) else {
            return;
        };
        let kind = Arc::new(Mutex::new(Kind::Requests));
        let open: Arc<Mutex<Option<usize>>> = Arc::default();
        let (shared, its_kind, its_open) = (Arc::clone(&self), Arc::clone(&kind), Arc::clone(&open));
        std::thread::spawn(move || {
            shared.answers(&server_again, client_again, &its_kind, &its_open);
        });
        self.requests(client, &server, &kind, &open);
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }

    fn requests(
        &self,
        mut client: &TcpStream,
        mut server: &TcpStream,
        kind: &Mutex<Kind>,
        open: &Mutex<Option<usize>>,
    ) {
        let mut piece = vec![0_u8; 65_536];
        while let Ok(count @ 1..) = client.read(&mut piece) {
            let asks = *lock(kind) == Kind::Requests;
            if let Some(what) = request_line(&piece[..count]).filter(|_| asks) {
                *lock(kind) = Kind::of(&String::from_utf8_lossy(&piece[..count]));
                let passed = Passed {
                    at: self.began.elapsed(),
                    what,
                    answered: None,
                };
                let mut requests = lock(&self.requests);
                let number = requests.len();
                requests.push(passed);
                drop(requests);
                *lock(open) = Some(number);
            }
            if server.write_all(&piece[..count]).is_err() {
                return;
            }
        }
    }

    fn answers(&self, mut server: &TcpStream, client: TcpStream, kind: &Mutex<Kind>, open: &Mutex<Option<usize>>) {
        let client = Arc::new(Mutex::new(client));
        let mut piece = vec![0_u8; 65_536];
        while let Ok(count @ 1..) = server.read(&mut piece) {
            let answered = lock(open).take();
            if let Some(number) = answered
                && let Some(passed) = lock(&self.requests).get_mut(number)
            {
                passed.answered = Some(self.began.elapsed().saturating_sub(passed.at));
            }
            let now = *lock(kind);
            if now != Kind::Requests {
                self.stream(server, &client, now, &piece[..count]);
                break;
            }
            if lock(&client).write_all(&piece[..count]).is_err() {
                break;
            }
        }
        let _ = lock(&client).shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }

    /// A stream's frames, from the answer to its handshake on.
    fn stream(&self, mut server: &TcpStream, client: &Arc<Mutex<TcpStream>>, kind: Kind, first: &[u8]) {
        let mut held = first.to_vec();
        let mut piece = vec![0_u8; 65_536];
        // The answer to the handshake goes first.
        let end = loop {
            if let Some(end) = held.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            let Ok(count @ 1..) = server.read(&mut piece) else {
                return;
            };
            held.extend_from_slice(&piece[..count]);
        };
        if lock(client).write_all(&held[..end]).is_err() {
            return;
        }
        held.drain(..end);
        let listener = Listener {
            kind,
            client: Arc::clone(client),
            last: Arc::default(),
        };
        lock(&self.listeners).push(listener.clone());
        loop {
            while let Some(Frame { length, text }) = frames::first(&held) {
                if let Some(text) = text {
                    self.heard(&listener, &held[..length], &held[text]);
                }
                if lock(client).write_all(&held[..length]).is_err() {
                    self.leaves(client);
                    return;
                }
                held.drain(..length);
            }
            match server.read(&mut piece) {
                Ok(count @ 1..) => held.extend_from_slice(&piece[..count]),
                _ => break,
            }
        }
        self.leaves(client);
    }

    fn leaves(&self, client: &Arc<Mutex<TcpStream>>) {
        lock(&self.listeners).retain(|listener| !Arc::ptr_eq(&listener.client, client));
    }

    /// Keeps what the crowd can say.
    fn heard(&self, listener: &Listener, frame: &[u8], text: &[u8]) {
        self.passed_on.fetch_add(1, Ordering::Relaxed);
        match listener.kind {
            Kind::Activity => {
                let mut trades = lock(&self.trades);
                let stranger = trades.len();
                if stranger < KEPT_MOST
                    && let Some(text) = told_of(text, stranger)
                {
                    trades.push(frames::of(&text));
                }
            }
            Kind::Market => {
                if text.windows(14).any(|words| words == b"\"price_change\"") {
                    *lock(&listener.last) = Some(frame.to_vec());
                }
            }
            Kind::Requests | Kind::Other => {}
        }
    }

    /// Says what is due, again and again.
    fn speak(&self) {
        let mut began = Instant::now();
        let (mut owed, mut rate, mut turn) = (0_u64, 0_u32, 0_usize);
        loop {
            std::thread::sleep(EVERY);
            let now = self.a_second.load(Ordering::Relaxed);
            if now != rate {
                (began, owed, rate) = (Instant::now(), 0, now);
            }
            let due = u64::from(rate) * u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX) / 1_000;
            let count = due.saturating_sub(owed);
            owed = due;
            let trades = count * TRADES_OF_TEN / 10;
            turn = turn.wrapping_add(1);
            self.say(Kind::Activity, trades, turn);
            self.say(Kind::Market, count - trades, turn);
        }
    }

    fn say(&self, kind: Kind, count: u64, turn: usize) {
        let count = usize::try_from(count).unwrap_or(0);
        let listeners: Vec<Listener> = lock(&self.listeners)
            .iter()
            .filter(|listener| listener.kind == kind)
            .cloned()
            .collect();
        let Some(share) = count.checked_div(listeners.len()) else {
            return;
        };
        for listener in listeners {
            let mut batch = Vec::new();
            let mut told = 0;
            if kind == Kind::Activity {
                let trades = lock(&self.trades);
                for frame in trades.iter().cycle().skip(turn % trades.len().max(1)).take(share) {
                    batch.extend_from_slice(frame);
                    told += 1;
                }
            } else if let Some(frame) = lock(&listener.last).as_deref() {
                for _ in 0..share {
                    batch.extend_from_slice(frame);
                    told += 1;
                }
            }
            // A listener that has gone is forgotten by whoever reads its venue.
            if lock(&listener.client).write_all(&batch).is_ok() {
                self.told.fetch_add(told, Ordering::Relaxed);
            }
        }
    }
}

/// Method and path of a request that begins here.
fn request_line(piece: &[u8]) -> Option<String> {
    let begins = [&b"GET /"[..], b"POST /", b"DELETE /", b"PUT /", b"PATCH /"];
    if !begins.iter().any(|method| piece.starts_with(method)) {
        return None;
    }
    let line = piece.split(|byte| *byte == b'\r').next()?;
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let path = target.split('?').next()?;
    Some(format!("{method} {path}"))
}

/// The same trade, of a stranger.
fn told_of(text: &[u8], stranger: usize) -> Option<Vec<u8>> {
    const WALLET: &[u8] = b"\"proxyWallet\":\"0x";
    let at = text.windows(WALLET.len()).position(|words| words == WALLET)? + WALLET.len();
    let mut told = text.to_vec();
    let wallet = format!("feedfeed{stranger:032x}");
    told.get_mut(at..at + wallet.len())?.copy_from_slice(wallet.as_bytes());
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_by_its_method_and_path() {
        let line = request_line(b"GET /book?token_id=1 HTTP/1.1\r\nhost: x\r\n\r\n");
        assert_eq!(line.as_deref(), Some("GET /book"));
        assert_eq!(request_line(b"{\"order\":1}"), None);
        assert_eq!(Kind::of("GET /rtds HTTP/1.1\r\nUpgrade: websocket\r\n"), Kind::Activity);
        assert_eq!(Kind::of("GET /rtds HTTP/1.1\r\n"), Kind::Requests);
    }

    #[test]
    fn a_trade_of_a_stranger_differs_in_the_wallet_alone() {
        let text = br#"{"payload":{"proxyWallet":"0x1111111111111111111111111111111111111111","size":5}}"#;
        let told = told_of(text, 7).unwrap();
        let words = String::from_utf8(told).unwrap();
        assert_eq!(
            words,
            r#"{"payload":{"proxyWallet":"0xfeedfeed00000000000000000000000000000007","size":5}}"#
        );
        assert_eq!(told_of(b"PONG", 7), None);
    }
}
