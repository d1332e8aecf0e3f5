//! How long an order is under way inside the program, stage by stage, as lines `name value unit`: `cargo xtask bench path`.
//!
//! The real engine: core loop, core, store, executor, the signer, and the wire adapter's HTTP over a socket of this machine. What traders
//! do and what books show is handed in where the streams hand it in. A sample is one purchase of a followed trader, in a market in
//! which we hold shares and whose book was streamed 60 ms before; follows gather no rows, so that the row itself makes the signal
//! due. It ends when the last byte of the signed order is in the venue's socket, by the kernel's stamp: how long the venue's thread
//! then waits for a processor is not the program's. (Where the kernel gives none, when it has been read.) Every order is filled after
//! its sample.
//!
//! | stage | until |
//! |---|---|
//! | `inbox` | the core loop takes the row |
//! | `step` | the core wants the order placed: signal, limits, price on the streamed book |
//! | `sign` | the order is signed and its body made |
//! | `commit` | rows, events and bytes are in the database |
//! | `gate` | it may leave: its lane, its turn, no stop asked for |
//! | `written` | the last byte is in the venue's socket: authentication, HTTP, a system call |
//!
//! `durable` has the data on the disk of the build folder, each commit with its fsync; `memory` has them on a file system in memory,
//! where an fsync does nothing. `fsync` is what the disk alone takes for 16 KiB. TLS and the way to the venue are not in it, nor is
//! the wait for a rate limit, since none is met.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark may fail"
)]

use std::collections::BTreeMap;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use pilotfish_copy::entity::{FollowSettings, FollowStatus, GlobalLimits};
use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TxHash, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowKind, SnapshotPosition, UserInput};
use pilotfish_copy::market::{Book, Level, Market, Outcome, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Tick, Usd};
use pilotfish_engine::latency::{self, LatencyStage};
use pilotfish_engine::port::FeedEvent;
use pilotfish_engine::testing::until;
use pilotfish_engine::testing::venue::{Script, market};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, EngineHandle, EngineOptions, Home};
use tokio::sync::mpsc;

const MARKETS: usize = 100;
/// Followed traders, one run each.
const TRADERS: [usize; 2] = [1, 200];
const SAMPLES: usize = 1_000;
/// So long before a sample its book is streamed: the core loop has taken it by then.
const BOOK_BEFORE: Duration = Duration::from_millis(60);
const PATIENCE: Duration = Duration::from_secs(20);
const STAGES: [&str; 6] = ["inbox", "step", "sign", "commit", "gate", "written"];

#[tokio::main]
async fn main() {
    let samples = std::env::var("PILOTFISH_PATH_SAMPLES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(SAMPLES);
    let disk = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tell("fsync_alone", &fsyncs(disk));
    let memory = Path::new("/dev/shm");
    for (name, under) in [("durable", disk), ("memory", memory)] {
        if !under.is_dir() {
            eprintln!("no file system in memory here: without it there is no run without fsync");
            continue;
        }
        for traders in TRADERS {
            let measured = run(traders, under, samples).await;
            let one = measured.iter().filter(|sample| sample.commits == 1).count();
            println!("{name}_{traders}_one_commit {} %", one * 100 / measured.len().max(1));
            for (number, stage) in STAGES.iter().enumerate() {
                let took: Vec<Duration> = measured.iter().map(|sample| sample.stages[number]).collect();
                tell(&format!("{name}_{traders}_{stage}"), &took);
            }
            let totals: Vec<Duration> = measured.iter().map(|sample| sample.stages.iter().sum()).collect();
            tell(&format!("{name}_{traders}_total"), &totals);
        }
    }
}

/// Median and 99th percentile.
fn tell(name: &str, took: &[Duration]) {
    let mut sorted = took.to_vec();
    sorted.sort();
    for (part, thousandths) in [("median", 500), ("p99", 990)] {
        let place = (sorted.len() * thousandths / 1_000).min(sorted.len().saturating_sub(1));
        let ms = sorted.get(place).map_or(0.0, |at| at.as_secs_f64() * 1_000.0);
        println!("{name}_{part} {ms:.3} ms");
    }
}

/// What writing 16 KiB durably takes.
fn fsyncs(under: &Path) -> Vec<Duration> {
    let mut file = tempfile::tempfile_in(under).unwrap();
    let block = [7_u8; 16_384];
    (0..200)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&block).unwrap();
            file.sync_data().unwrap();
            began.elapsed()
        })
        .collect()
}

struct Sample {
    stages: [Duration; 6],
    /// Turns of the core loop, each with a commit, from the row to the order's departure.
    commits: usize,
}

async fn run(traders: usize, under: &Path, samples: usize) -> Vec<Sample> {
    let folder = tempfile::tempdir_in(under).unwrap();
    let mut wire = Wire::open();
    let script = Script::over(PolymarketVenue::demo(&wire.url).unwrap());
    let expected = Arc::clone(&wire.expected);
    script.on_post(move |hash, body| {
        expected.lock().unwrap().insert(body.to_owned(), hash.clone());
    });
    script.scene(|scene| {
        scene.markets = (0..MARKETS).map(one_market).collect();
        scene.positions = (0..MARKETS).map(other_side).collect();
    });
    let options = EngineOptions::demo(Home::at(folder.path()), "http://127.0.0.1:1", 7, Bus::new());
    let engine = Engine::start_with(options, script.ports()).await.unwrap();
    if tokio::time::timeout(PATIENCE, engine.trading()).await.is_err() {
        panic!("it does not trade: {:?}", script.scene(|scene| scene.log.clone()));
    }
    follow(&engine, traders).await;
    let mut tx = 0;
    let mut trade = |number: usize| {
        tx += 1;
        row(number * 7 % traders, number % MARKETS, tx, &script)
    };
    // Each market's first order: its facts are read, and we hold shares in it.
    for number in 0..MARKETS {
        script.say(trade(number)).await;
        let order = wire.next().await;
        settle(&script, &order.hash).await;
    }
    latency::listen();
    let mut measured = Vec::with_capacity(samples);
    for number in 0..samples {
        script.say(FeedEvent::Book(book(number % MARKETS, &script))).await;
        tokio::time::sleep(BOOK_BEFORE).await;
        let event = trade(number);
        latency::take();
        let began = Instant::now();
        script.say(event).await;
        let order = wire.next().await;
        measured.extend(sample(began, &latency::take(), order.last));
        settle(&script, &order.hash).await;
    }
    eprintln!("{traders} traders: {} of {samples} samples", measured.len());
    engine.shutdown().await;
    measured
}

async fn follow(engine: &EngineHandle, traders: usize) {
    let wide = Usd::dollars(1_000_000);
    let limits = GlobalLimits {
        max_exposure: wide,
        max_daily_spend: wide,
        max_open_orders: 10_000,
        ..GlobalLimits::default()
    };
    engine.ask(UserInput::SetLimits { limits }).await.unwrap();
    for number in 0..traders {
        let settings = FollowSettings {
            max_order: wide,
            max_market: wide,
            max_total: wide,
            gather_ms: Some(0),
            ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
        };
        let name = format!("trader-{number}");
        let trader = trader(number);
        engine.ask(UserInput::Follow { trader, name, settings }).await.unwrap();
    }
    until(engine, "all follows copy", |core| {
        let follows = &core.state().follows;
        let active = follows.values().filter(|follow| follow.status == FollowStatus::Active);
        active.count() == traders && core.state().control.cash.is_some()
    })
    .await;
}

/// The order is filled, once the venue's answer to it is in.
async fn settle(script: &Script, hash: &OrderHash) {
    let began = Instant::now();
    while !script.scene(|scene| scene.orders.contains_key(hash)) {
        assert!(began.elapsed() < PATIENCE, "the order was not answered");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    script.fill(hash).await;
}

/// The stages between row and order, where all of them were noted.
fn sample(began: Instant, noted: &[(LatencyStage, Instant)], last_byte: Instant) -> Option<Sample> {
    let find = |latency, before: usize| noted[..before].iter().rposition(|(at, _)| *at == latency);
    let left = find(LatencyStage::Left, noted.len())?;
    let committed = find(LatencyStage::Committed, left)?;
    let signed = find(LatencyStage::Signed, committed)?;
    let decided = find(LatencyStage::Decided, signed)?;
    let taken = find(LatencyStage::Taken, decided)?;
    let at = |place: usize| noted[place].1;
    let ends = [at(taken), at(decided), at(signed), at(committed), at(left), last_byte];
    let mut before = began;
    let stages = ends.map(|end| {
        let took = end.saturating_duration_since(before);
        before = end;
        took
    });
    let commits = noted[..left]
        .iter()
        .filter(|(at, _)| *at == LatencyStage::Committed)
        .count();
    Some(Sample { stages, commits })
}

fn trader(number: usize) -> WalletAddress {
    WalletAddress::parse(&format!("0x{:040x}", 0x1000 + number)).unwrap()
}

fn token(market: usize, side: usize) -> TokenId {
    TokenId::new(&format!(
        "7132104567925221259462638553270691275033272857194253228963137931245{:010}",
        market * 2 + side
    ))
}

fn condition(market: usize) -> ConditionId {
    ConditionId::new(&format!("0x{market:064x}"))
}

fn one_market(number: usize) -> Market {
    let outcome = |side, name: &str| Outcome {
        token: token(number, side),
        name: name.to_owned(),
    };
    Market {
        condition: condition(number),
        slug: format!("market-{number}"),
        outcomes: [outcome(0, "Yes"), outcome(1, "No")],
        ..market()
    }
}

/// What each trader holds from the start: the outcome that is not traded here.
fn other_side(market: usize) -> SnapshotPosition {
    SnapshotPosition {
        token: token(market, 1),
        condition: condition(market),
        shares: "100".parse().unwrap(),
        average_cost: "0.4".parse().unwrap(),
        current_price: "0.42".parse().unwrap(),
        redeemable: false,
    }
}

fn row(who: usize, market: usize, tx: u64, script: &Script) -> FeedEvent {
    let row = ActivityRow {
        tx: TxHash::new(&format!("0x{tx:064x}")),
        token: token(market, 0),
        condition: condition(market),
        kind: RowKind::Trade(Side::Buy),
        shares: "120".parse().unwrap(),
        price: "0.58".parse().unwrap(),
        at: script.now(),
    };
    FeedEvent::Rows {
        trader: trader(who),
        rows: vec![row],
    }
}

fn book(market: usize, script: &Script) -> Book {
    let side = |best: i64, step: i64| -> Vec<Level> {
        (0..10)
            .map(|depth| Level {
                price: Price::from_micros(best + step * depth),
                shares: Shares::from_micros(1_000_000_000),
            })
            .collect()
    };
    Book {
        token: token(market, 0),
        observed_at: script.now(),
        bids: side(580_000, -1_000),
        asks: side(590_000, 1_000),
        tick: Tick::MILLI,
    }
}

/// An order as it came over the wire.
struct Arrived {
    hash: OrderHash,
    /// When its last byte was in the socket.
    last: Instant,
}

/// The venue's end: it says the time, gives an API key, and takes every order.
struct Wire {
    url: String,
    /// By the bytes of its body, which order is to come.
    expected: Arc<Mutex<BTreeMap<String, OrderHash>>>,
    arrived: mpsc::UnboundedReceiver<Arrived>,
}

impl Wire {
    fn open() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let expected: Arc<Mutex<BTreeMap<String, OrderHash>>> = Arc::default();
        let (sender, arrived) = mpsc::unbounded_channel();
        let known = Arc::clone(&expected);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, sender) = (Arc::clone(&known), sender.clone());
                std::thread::spawn(move || serve(stream, &known, &sender));
            }
        });
        Self { url, expected, arrived }
    }

    async fn next(&mut self) -> Arrived {
        let order = tokio::time::timeout(PATIENCE, self.arrived.recv()).await;
        order.expect("an order within the time").expect("the wire is open")
    }
}

/// Requests of one connection, until it is closed.
fn serve(
    mut stream: TcpStream,
    expected: &Mutex<BTreeMap<String, OrderHash>>,
    arrived: &mpsc::UnboundedSender<Arrived>,
) {
    stream.set_nodelay(true).unwrap();
    let mut held: Vec<u8> = Vec::new();
    let mut piece = [0_u8; 65_536];
    stamps::ask_for(&stream);
    while let Ok((count @ 1.., last)) = stamps::read(&mut stream, &mut piece) {
        held.extend_from_slice(&piece[..count]);
        while let Some((head, body, length)) = request(&held) {
            held.drain(..length);
            let answer = if head.starts_with("POST /order ") {
                let hash = expected
                    .lock()
                    .unwrap()
                    .remove(&body)
                    .expect("a committed order's bytes");
                let answer = format!(
                    r#"{{"success":true,"errorMsg":"","orderID":"{hash}","status":"live","makingAmount":"","takingAmount":""}}"#
                );
                // Nobody listens any more once the run is over.
                let _ = arrived.send(Arrived { hash, last });
                answer
            } else if head.starts_with("GET /time?") {
                let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                since_1970.expect("a clock after 1970").as_secs().to_string()
            } else {
                r#"{"apiKey":"6b7cbe0a-2b1a-4cb0-9d4c-0a7a5b1f4c11","secret":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I_Pz8-","passphrase":"words"}"#
                    .to_owned()
            };
            let text = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
                answer.len()
            );
            if stream.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// When bytes came into a socket, as the kernel says it.
#[cfg(target_os = "linux")]
mod stamps {
    use std::io::IoSliceMut;
    use std::net::TcpStream;
    use std::os::fd::AsRawFd;
    use std::time::{Duration, Instant, SystemTime};

    use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt, sockopt};
    use nix::sys::time::TimeSpec;

    pub(super) fn ask_for(stream: &TcpStream) {
        setsockopt(stream, sockopt::ReceiveTimestampns, &true).unwrap();
    }

    /// How many bytes were read, and when the last of them came.
    pub(super) fn read(stream: &mut TcpStream, piece: &mut [u8]) -> std::io::Result<(usize, Instant)> {
        let mut control = nix::cmsg_space!(TimeSpec);
        let mut pieces = [IoSliceMut::new(piece)];
        let read = recvmsg::<()>(stream.as_raw_fd(), &mut pieces, Some(&mut control), MsgFlags::empty())?;
        let (now, today) = (Instant::now(), SystemTime::now());
        let stamp = read.cmsgs()?.find_map(|message| match message {
            ControlMessageOwned::ScmTimestampns(at) => Some(SystemTime::UNIX_EPOCH + Duration::from(at)),
            _ => None,
        });
        let ago = stamp.and_then(|at| today.duration_since(at).ok()).unwrap_or_default();
        Ok((read.bytes, now.checked_sub(ago).unwrap_or(now)))
    }
}

/// When bytes were read: no stamps are asked for on this system.
#[cfg(not(target_os = "linux"))]
mod stamps {
    use std::io::Read;
    use std::net::TcpStream;
    use std::time::Instant;

    pub(super) fn ask_for(_: &TcpStream) {}

    pub(super) fn read(stream: &mut TcpStream, piece: &mut [u8]) -> std::io::Result<(usize, Instant)> {
        let count = stream.read(piece)?;
        Ok((count, Instant::now()))
    }
}

/// The first whole request of what was read: its head, its body and how many bytes it was.
fn request(held: &[u8]) -> Option<(String, String, usize)> {
    let end = held.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&held[..end]).into_owned();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length:")?
                .trim()
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let body = held.get(end..end + length)?;
    Some((head, String::from_utf8_lossy(body).into_owned(), end + length))
}
