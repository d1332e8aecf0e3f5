//! The program at real-time speed in a crowd, as lines `name value unit`: `cargo xtask soak --sockets`.
//!
//! Three processes: the simulated venue with its habits; this one, which is the wire between and adds the crowd's messages to the
//! streams; and the program itself (`pilotfish-cli demo`) with the engine, following as many traders as asked. The figures are of
//! the program alone, as the system counts them and as its requests pass the wire, from the moment when every follow copies.
//!
//! A venue on this machine has no rate limits to plan for, so that the program asks as soon as it wants to: what is counted is
//! what it asks for, not what pacing would let through. `/sim/…` is the simulation's own and not counted.
//!
//! With `--speed` the venue's time runs faster, for a day of the program's memory in less than an hour; its processor time and its
//! requests are a crowd's only at 1.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement may fail"
)]

mod limits;
mod usage;

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use pilotfish_tests::crowd::Crowd;
use pilotfish_tests::database::Database;
use pilotfish_tests::process::Running;
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::wait_for;
use serde_json::Value;
use usage::Usage;

/// From the last follow that copies to the beginning of the measurement: the first lists and books are read meanwhile.
const SETTLES_IN: Duration = Duration::from_secs(30);
/// For the venue's start and for all baselines.
const PATIENCE: Duration = Duration::from_secs(300);
/// Between two looks at its memory.
const LOOKS_EVERY: Duration = Duration::from_secs(5);
/// Percent of each trader's changes that are copied.
const OF_EACH: &str = "5";

struct Asked {
    traders: usize,
    minutes: u64,
    a_second: u32,
    /// Of the venue's time.
    speed: u32,
    seed: u64,
    habits: String,
}

impl Asked {
    fn read() -> Self {
        let mut asked = Self {
            traders: 200,
            minutes: 10,
            a_second: 5_000,
            speed: 1,
            seed: 7,
            habits: "all".to_owned(),
        };
        let words: Vec<String> = std::env::args().skip(1).collect();
        for pair in words.chunks(2) {
            let value = pair.get(1).expect("every option has a value");
            match pair[0].as_str() {
                "--traders" => asked.traders = value.parse().expect("a number"),
                "--minutes" => asked.minutes = value.parse().expect("a number"),
                "--messages" => asked.a_second = value.parse().expect("a number"),
                "--speed" => asked.speed = value.parse().expect("a number"),
                "--seed" => asked.seed = value.parse().expect("a number"),
                "--habits" => asked.habits.clone_from(value),
                other => panic!("{other}: --traders, --minutes, --messages, --speed, --seed or --habits"),
            }
        }
        asked
    }
}

#[tokio::main]
async fn main() {
    let asked = Asked::read();
    let user = tempfile::tempdir().expect("a folder");
    let home = tempfile::tempdir().expect("a folder");
    let (mut venue, address) = serve(user.path(), &asked);
    let crowd = Crowd::before(address);
    let traders = best_traders(address, asked.traders).await;
    let mut program = follow(user.path(), home.path(), &crowd, &asked, &traders);
    let began = Instant::now();
    while copying(home.path()).await < asked.traders {
        assert!(program.ended().is_none(), "it ended: {}", program.stderr());
        assert!(
            began.elapsed() < PATIENCE,
            "the follows do not begin: {}",
            program.stderr()
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    eprintln!("{} follows copy after {} s", asked.traders, began.elapsed().as_secs());
    crowd.says(asked.a_second);
    tokio::time::sleep(SETTLES_IN).await;

    let (from, messages) = (crowd.now(), crowd.messages());
    let before = Usage::of(program.id(), home.path()).await;
    let mut most_memory = before.memory_kb;
    let begins = Instant::now();
    let lasting = Duration::from_secs(asked.minutes * 60);
    let hours = |elapsed: Duration| elapsed.as_secs() * u64::from(asked.speed) / 3_600;
    while begins.elapsed() < lasting {
        let hour = hours(begins.elapsed());
        let left = lasting.saturating_sub(begins.elapsed());
        tokio::time::sleep(LOOKS_EVERY.min(left)).await;
        let now = hours(begins.elapsed());
        if now > hour {
            println!(
                "memory_{now}h {:.1} MB",
                as_f64(usage::memory_kb(program.id())) / 1_024.0
            );
        }
        assert!(program.ended().is_none(), "the program ended: {}", program.stderr());
        assert!(venue.ended().is_none(), "the venue ended: {}", venue.stderr());
        most_memory = most_memory.max(usage::memory_kb(program.id()));
    }
    let after = Usage::of(program.id(), home.path()).await;
    let (to, messages_after) = (crowd.now(), crowd.messages());
    let requests = crowd.requests(from, to);
    let seconds = (to - from).as_secs_f64();

    let unit = format!("with {} traders", asked.traders);
    println!("seconds {seconds:.0} s, {unit}");
    let told = (messages_after.0 - messages.0) + (messages_after.1 - messages.1);
    println!("stream_messages {:.0} 1/s", as_f64(told) / seconds);
    let cpu = (after.cpu_s - before.cpu_s) / seconds * 100.0;
    println!("cpu {cpu:.2} %");
    println!("memory {:.1} MB", as_f64(after.memory_kb) / 1_024.0);
    println!("memory_most {:.1} MB", as_f64(most_memory) / 1_024.0);
    println!(
        "memory_growth {:.1} MB",
        (as_f64(after.memory_kb) - as_f64(before.memory_kb)) / 1_024.0
    );
    let hourly = 3_600.0 / seconds;
    println!("commits {:.0} 1/h", as_f64(after.commits - before.commits) * hourly);
    println!("events {:.0} 1/h", as_f64(after.events - before.events) * hourly);
    println!("orders_signed {:.0} 1/h", as_f64(after.orders - before.orders) * hourly);
    let daily = 86_400.0 / seconds / 1_048_576.0;
    println!("written {:.1} MB/day", as_f64(after.written - before.written) * daily);
    println!(
        "database_growth {:.2} MB/day",
        as_f64(after.database.saturating_sub(before.database)) * daily
    );
    let found = limits::tell(&requests, from, to);
    println!(
        "cpu {cpu:.2} %, {} limits more than half used, {} of {} order reads later than 2 s",
        found.over_half, found.late, found.order_reads
    );
    // The rest of it is of no interest.
    program.kill();
    venue.kill();
}

/// No figure here has more than 52 bits.
fn as_f64(number: u64) -> f64 {
    number as f64
}

/// The simulated venue.
fn serve(user: &Path, asked: &Asked) -> (Running, SocketAddr) {
    let named = asked.traders.max(20).to_string();
    let (seed, speed) = (asked.seed.to_string(), asked.speed.to_string());
    let mut command = cli(user);
    command
        .args([
            "sim",
            "serve",
            "--speed",
            &speed,
            "--seed",
            &seed,
            "--habits",
            &asked.habits,
        ])
        .args(["--named-traders", &named]);
    let venue = Running::start(&mut command);
    let url = wait_for(PATIENCE, "the venue's address", || {
        venue.stdout().lines().next().map(str::to_owned)
    });
    let address = url.trim_start_matches("http://").parse().expect("an address");
    (venue, address)
}

/// The wallets at the top of the venue's leaderboard.
async fn best_traders(venue: SocketAddr, count: usize) -> Vec<String> {
    let url = format!("http://{venue}/v2/leaderboard?window=all&limit=1000");
    let answer = reqwest::get(url)
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a body");
    let board: Value = serde_json::from_str(&answer).expect("JSON");
    let rows = board["data"].as_array().expect("rows");
    let wallets: Vec<String> = rows
        .iter()
        .filter_map(|row| row["user_id"].as_str())
        .take(count)
        .map(str::to_owned)
        .collect();
    assert_eq!(
        wallets.len(),
        count,
        "the leaderboard is too short: {}",
        &answer[..answer.len().min(300)]
    );
    wallets
}

fn follow(user: &Path, home: &Path, crowd: &Crowd, asked: &Asked, traders: &[String]) -> Running {
    let seed = asked.seed.to_string();
    let mut command = cli(user);
    command
        .args(["demo", "--seed", &seed, "--venue", &crowd.url(), "--home"])
        .arg(home);
    for wallet in traders {
        command.args(["--follow", &format!("{wallet}:{OF_EACH}")]);
    }
    Running::start(&mut command)
}

/// So many follows copy.
async fn copying(home: &Path) -> usize {
    if !pilotfish_tests::database::path(home).exists() {
        return 0;
    }
    let mut database = Database::open(home).await;
    let made = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'copy_trading_config'";
    if database.number(made).await == 0 {
        return 0;
    }
    let question = "SELECT COUNT(*) FROM copy_trading_config WHERE status = 'active'";
    usize::try_from(database.number(question).await).expect("a count")
}
