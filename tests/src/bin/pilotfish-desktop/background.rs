//! A day in the background: the app without a window, its demo at full speed over sockets. Its memory is told by the hour of the venue.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use pilotfish_tests::desktop::Desktop;
use serde_json::json;

use crate::running::{App, settings};

pub(crate) const USAGE: &str = "\
pilotfish-desktop background [--hours H] [--traders N] [--seed S]

  --hours H    so many hours of the demo's venue, after a first one [default: 24]
  --traders N  how many of its traders are followed, the best ones [default: 20]
  --seed S     the demo's world [default: 7]
";

/// The demo's fastest.
const FAST: u32 = 600;
const HOUR_MS: i64 = 3_600_000;
/// Between two looks at the venue's clock.
const LOOK: Duration = Duration::from_millis(200);
/// An hour of the venue may take so long: it is six seconds, unless the machine is too busy.
const HOUR_WITHIN: Duration = Duration::from_secs(120);
/// Memory is flat where it has grown by less than so much from the first hour to the last: what is remembered of a day's orders, and what
/// an allocator holds on to.
const FLAT: f64 = 0.15;

struct Asked {
    hours: u32,
    traders: usize,
    seed: u64,
}

impl Asked {
    fn read(words: &[&str]) -> Option<Self> {
        let mut asked = Self {
            hours: 24,
            traders: 20,
            seed: 7,
        };
        for pair in words.chunks(2) {
            match pair {
                ["--hours", hours] => asked.hours = hours.parse().ok().filter(|hours| *hours > 0)?,
                ["--traders", count] => asked.traders = count.parse().ok()?,
                ["--seed", seed] => asked.seed = seed.parse().ok()?,
                _ => return None,
            }
        }
        Some(asked)
    }
}

/// Runs it and prints its memory, hour by hour.
pub(crate) fn print(words: &[&str]) -> ExitCode {
    let Some(asked) = Asked::read(words) else {
        eprintln!("{USAGE}");
        return ExitCode::FAILURE;
    };
    let Some(desktop) = Desktop::without_driver() else {
        return ExitCode::FAILURE;
    };
    let notifications = desktop.bus.notifications();
    let _tray = desktop.bus.tray();
    settings(&desktop, false);
    let seed = asked.seed.to_string();
    let app = App::start(&desktop, &["--hidden", "--seed", &seed]);
    app.runs();
    for wallet in best_traders(&app, asked.traders) {
        app.follow(&wallet, "5");
    }
    app.speed(FAST);
    let begun = now(&app);
    wait_for_hour(&app, begun, 1);
    let start = app.memory();
    println!("memory_hour_1 {start:.1} MB");
    let mut most = start;
    let mut end = start;
    for hour in 2..=asked.hours + 1 {
        wait_for_hour(&app, begun, hour);
        assert!(!app.has_page(), "a window was opened");
        end = app.memory();
        most = most.max(end);
        println!("memory_hour_{hour} {end:.1} MB");
    }
    let frame = app.frame();
    assert_eq!(frame["state"], "running", "it copies no longer: {frame}");
    let totals = app.ask("history_totals", &json!({ "filter": {} }));
    println!("follows {} traders", frame["follows"]);
    println!("fills {} fills", totals["fills"]);
    println!("notifications {} shown", notifications.shown().len());
    println!("memory_most {most:.1} MB");
    app.end();
    let is_flat = end <= start * (1.0 + FLAT);
    println!(
        "memory_mb start {start:.1}, end {end:.1}{}",
        if is_flat { "" } else { ": NOT FLAT" }
    );
    if is_flat { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The wallets at the top of the leaderboard.
fn best_traders(app: &App, count: usize) -> Vec<String> {
    let query = json!({ "window": "month", "order": "pnl", "category": null, "search": null });
    let board = app.ask("leaderboard", &json!({ "query": query }));
    let rows = board["rows"].as_array().expect("rows");
    let wallets: Vec<String> = rows
        .iter()
        .filter_map(|row| row["address"].as_str())
        .take(count)
        .map(str::to_owned)
        .collect();
    assert_eq!(wallets.len(), count, "the leaderboard is too short");
    wallets
}

/// The venue's time, ms.
fn now(app: &App) -> i64 {
    app.frame()["now"].as_i64().expect("a time")
}

fn wait_for_hour(app: &App, begun: i64, hour: u32) {
    let due = begun + i64::from(hour) * HOUR_MS;
    let asked = Instant::now();
    while now(app) < due {
        assert!(asked.elapsed() < HOUR_WITHIN, "the demo's clock does not get on");
        std::thread::sleep(LOOK);
    }
}
