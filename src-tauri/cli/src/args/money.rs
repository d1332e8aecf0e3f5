//! The arguments of `paper`, `live`, `redeem` and `approvals`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Usd;
use pilotfish_world::FollowAsk;

use super::{DELAY_MS, OPENING, StoreChoice};
use crate::parse;

#[derive(Debug, Subcommand)]
pub(crate) enum Paper {
    /// Run until it is interrupted. The account is made at the first run, and goes on at each further one.
    Run(PaperRun),
    /// What it came to: a cautious and an optimistic figure for each result.
    Results(PaperResults),
}

/// Options of `paper run`.
#[derive(Debug, Args)]
pub(crate) struct PaperRun {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// A simulated venue in place of Polymarket: http://127.0.0.1:PORT.
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// Other addresses than Polymarket's: a JSON file, each key optional.
    #[arg(long, value_name = "FILE", conflicts_with = "venue")]
    pub(crate) endpoints: Option<PathBuf>,
    /// Pretend pUSD that a new account begins with.
    #[arg(long, default_value_t = OPENING, value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// From an order's sending to its arrival at the book, ms.
    #[arg(long, value_name = "MS", default_value_t = DELAY_MS)]
    pub(crate) delay: u64,
    /// Whom to follow and how much: NAME:PERCENT or ADDRESS:PERCENT. May be given several times.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long: `40h`, `3d`, `90m`. Until interrupted, where not given.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// One JSON object a line, each with a `kind`, the last the `paper_results`.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `paper results`.
#[derive(Debug, Args)]
pub(crate) struct PaperResults {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The commands of `live`.
#[derive(Debug, Subcommand)]
pub(crate) enum Live {
    /// Go the way to live at this terminal: account, wallet, checks, limits, your word, and a test order that rests and is cancelled.
    /// What was done before is not asked again. It starts nothing.
    Enable(LiveEnable),
    /// Take your word back: no live engine starts in this folder until `live enable`. Orders that rest are not touched.
    Disable(LiveFolder),
    /// Run until it is interrupted, where live is enabled.
    Run(LiveRun),
    /// How the way to live stands, and who runs.
    Status(LiveFolder),
    /// The checklist of a release, on a real account: everything that can be looked at, then step by step what costs something, each asked
    /// about by itself. It leaves a report without secrets.
    Checklist(LiveChecklist),
}

/// The folder of live data.
#[derive(Debug, Args)]
pub(crate) struct LiveFolder {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where live leads, and where its key lies.
#[derive(Debug, Args)]
pub(crate) struct LiveVenue {
    /// The operating system's keychain, or the folder of encrypted files that `key` wrote. Its passphrase is asked for at the terminal, or
    /// taken from the service manager's credential `pilotfish-keystore`.
    #[arg(long, value_enum, default_value = "keychain")]
    pub(crate) store: StoreChoice,
    /// Other addresses than Polymarket's: a JSON file, each key optional.
    #[arg(long, value_name = "FILE")]
    pub(crate) endpoints: Option<PathBuf>,
}

/// Which live account is meant, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct LivePlace {
    #[command(flatten)]
    pub(crate) venue: LiveVenue,
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object a line, each with a `kind`.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `redeem`.
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// Of that token only, by its id; may be given several times. Of all that is owed, where none is named.
    #[arg(long = "token", value_name = "TOKEN")]
    pub(crate) tokens: Vec<String>,
    /// Only show what is owed, and the calls: nothing is asked, nothing is sent.
    #[arg(long)]
    pub(crate) show: bool,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `approvals`.
#[derive(Debug, Args)]
pub(crate) struct Approvals {
    /// Only show who may take what, and the calls: nothing is asked, nothing is sent.
    #[arg(long)]
    pub(crate) show: bool,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live enable`.
#[derive(Debug, Args)]
pub(crate) struct LiveEnable {
    /// Whose key, by its address, where there is more than one.
    #[arg(long, value_parser = parse::address)]
    pub(crate) account: Option<WalletAddress>,
    /// The wallet that holds the money, by its address, where more than one could be it.
    #[arg(long, value_parser = parse::address)]
    pub(crate) wallet: Option<WalletAddress>,
    /// USD at risk at most, in all.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_exposure: Option<Usd>,
    /// USD spent a UTC day at most.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_daily_spend: Option<Usd>,
    /// USD lost a UTC day at which purchases stop for the rest of it; 0 for no such limit.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_daily_loss: Option<Usd>,
    /// Orders at once at most.
    #[arg(long, value_name = "ORDERS")]
    pub(crate) max_open_orders: Option<u32>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live checklist`.
#[derive(Debug, Args)]
pub(crate) struct LiveChecklist {
    /// Whom to copy once and how much: NAME:PERCENT or ADDRESS:PERCENT. Without it that step is left out.
    #[arg(long, value_name = "WHO:PERCENT")]
    pub(crate) follow: Option<FollowAsk>,
    /// How many minutes a trade of theirs is waited for at most.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_440))]
    pub(crate) wait_minutes: u32,
    /// The report's file, which must not be there yet. Without it, one in the live data's folder, named after the time.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live run`.
#[derive(Debug, Args)]
pub(crate) struct LiveRun {
    /// Whom to follow and how much: NAME:PERCENT or ADDRESS:PERCENT. May be given several times; each is asked about at the terminal.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long: `40h`, `3d`, `90m`. Until interrupted, where not given.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}
