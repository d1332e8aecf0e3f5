//! The arguments of `demo` and `sim`.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Usd;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_sim_server::KeyAccount;
use pilotfish_world::FollowAsk;

use super::OPENING;
use crate::parse::{self, Pace};

#[derive(Debug, Subcommand)]
pub(crate) enum Simulated {
    /// Serve the simulated Polymarket on this machine.
    Serve(Serve),
    /// Compare the spread and depth of its books with those measured on the real exchange.
    Stats(Stats),
}

/// Options of `demo`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("recording").args(["replay", "replay_books"]))]
pub(crate) struct Demo {
    /// The seed of the simulated world.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Exchange seconds per second (`60`, `0.5`), or `max` for virtual time in one thread, without sockets or storage.
    #[arg(long, default_value = "60", value_parser = parse::pace)]
    pub(crate) speed: Pace,
    /// How long to run, in exchange time: `40h`, `3d`, `90m`.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// Whom to follow and at what percentage: NAME:PERCENT or ADDRESS:PERCENT. Repeatable.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// One JSON object per line, each with a `kind`, the last a `summary`.
    #[arg(long)]
    pub(crate) json: bool,
    /// The account's opening balance, pUSD.
    #[arg(long, default_value_t = OPENING, value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// Replay traders' recorded changes instead of simulated ones (changes_….csv.gz).
    #[arg(long, requires = "prices")]
    pub(crate) replay: Option<PathBuf>,
    /// The prices recorded with them (prices_….csv.gz).
    #[arg(long, requires = "replay")]
    pub(crate) prices: Option<PathBuf>,
    /// Replay recorded books instead of simulated ones (books_….jsonl.gz). The traders to follow are scripted: quarterhour,
    /// tothebell, bothbooks.
    #[arg(long, requires = "markets")]
    pub(crate) replay_books: Option<PathBuf>,
    /// The markets recorded with them (markets_….json).
    #[arg(long, requires = "replay_books")]
    pub(crate) markets: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) breadth: Broad,
    /// Start the replay at this time: `2026-07-20` or `2026-07-20T12:00Z`.
    #[arg(long, value_parser = parse::instant, requires = "recording")]
    pub(crate) from: Option<VenueMs>,
    /// Do not buy in markets that end within this many minutes [default: 60; with --replay-books 1].
    #[arg(long, value_name = "MINUTES")]
    pub(crate) min_minutes_to_resolution: Option<u32>,
    /// Which quirks of the real exchange to simulate: `all`, `likely`, `none`, or a comma-separated list [default: likely; none
    /// with a recording].
    #[arg(long, value_name = "HABITS", conflicts_with = "venue")]
    pub(crate) habits: Option<HabitSet>,
    /// Use a simulated exchange served elsewhere, http://127.0.0.1:PORT.
    #[arg(long, conflicts_with_all = ["recording", "balance"])]
    pub(crate) venue: Option<String>,
    /// Keep everything in this folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Delete the demo kept in the folder and start a new one; its data may be from an earlier Pilotfish.
    #[arg(long, requires = "home")]
    pub(crate) reset: bool,
}

impl Demo {
    /// A made-up world has its likely habits, and a recording is played as it was, unless others are asked for.
    pub(crate) fn habits_of_its_kind(&self) -> HabitSet {
        let recorded = self.replay.is_some() || self.replay_books.is_some();
        self.habits
            .clone()
            .unwrap_or_else(|| if recorded { HabitSet::none() } else { HabitSet::likely() })
    }
}

/// How broad a made-up world is.
#[derive(Debug, Args)]
pub(crate) struct Broad {
    /// Number of open markets in a simulated world.
    #[arg(long, value_name = "NUMBER", default_value_t = Breadth::LEAST.markets)]
    pub(crate) open_markets: usize,
    /// Number of named traders in a simulated world.
    #[arg(long, value_name = "NUMBER", default_value_t = Breadth::LEAST.traders)]
    pub(crate) named_traders: usize,
}

impl Default for Broad {
    fn default() -> Self {
        Self {
            open_markets: Breadth::LEAST.markets,
            named_traders: Breadth::LEAST.traders,
        }
    }
}

impl Broad {
    pub(crate) fn breadth(&self) -> Breadth {
        Breadth {
            markets: self.open_markets,
            traders: self.named_traders,
        }
    }
}

/// Options of `sim serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on, on this machine only; 0 picks a free one and prints it.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// The world.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Exchange seconds per second.
    #[arg(long, default_value = "1", value_parser = parse::pace)]
    pub(crate) speed: Pace,
    /// The opening balance of each account, pUSD.
    #[arg(long, default_value = "10000", value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// When the world starts, instead of now: `2026-11-02T00:00Z`.
    #[arg(long, value_parser = parse::instant)]
    pub(crate) start: Option<VenueMs>,
    #[command(flatten)]
    pub(crate) breadth: Broad,
    /// Keep the world's journal in this folder and continue from it.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// Which quirks of the real exchange to simulate: `all`, `likely`, `none`, or a comma-separated list.
    #[arg(long, value_name = "HABITS", default_value = "none")]
    pub(crate) habits: HabitSet,
    /// The longest that the quirks `corrected-payouts` (a resolution that is wrong at first, else for up to an hour) and
    /// `stuck-transactions` (a relayed transaction that waits, else for up to half an hour) last: `5m`.
    #[arg(long, value_name = "SPAN", value_parser = parse::span_ms)]
    pub(crate) habit_waits_at_most: Option<i64>,
    /// Keep the venue's rate limits: by address in real time, by signer in venue time.
    #[arg(long)]
    pub(crate) rate_limits: bool,
    /// A key that has an account with one wallet only: `0x…=deposit` (or `deposit_uups`, `proxy`, `safe`, `account`).
    /// Repeat it for more. Any other key has all of them once it asks for an API key.
    #[arg(long = "account", value_name = "ADDRESS=WALLET")]
    pub(crate) accounts: Vec<KeyAccount>,
    /// Serve https and wss, under a certificate of an authority that is made now and gone afterwards.
    #[arg(long, requires = "authority")]
    pub(crate) tls: bool,
    /// Where the certificate of that authority is written (PEM), for clients to trust.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) authority: Option<PathBuf>,
    /// A name that the server is reached by, beside localhost and the loopback addresses: `clob.test`. Repeat it for more.
    #[arg(long = "name", value_name = "NAME", requires = "tls")]
    pub(crate) names: Vec<String>,
    /// Listen on ::1 instead of 127.0.0.1.
    #[arg(long)]
    pub(crate) ipv6: bool,
}

/// Options of `sim stats`.
#[derive(Debug, Args)]
pub(crate) struct Stats {
    /// The world.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) breadth: Broad,
    /// How long the books are sampled, every half hour.
    #[arg(long = "for", default_value = "24h", value_parser = parse::span_ms)]
    pub(crate) length_ms: i64,
    /// Recorded books to compare with (books_….jsonl.gz), sampled every ten seconds.
    #[arg(long, requires = "markets")]
    pub(crate) replay_books: Option<PathBuf>,
    /// The markets recorded with them (markets_….json).
    #[arg(long, requires = "replay_books")]
    pub(crate) markets: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
