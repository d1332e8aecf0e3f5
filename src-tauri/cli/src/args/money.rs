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
    /// Run until interrupted. The account is created by the first run and continues with each further one.
    Run(PaperRun),
    /// Show the results: a cautious and an optimistic figure for each.
    Results(PaperResults),
}

/// Options of `paper run`.
#[derive(Debug, Args)]
pub(crate) struct PaperRun {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// A simulated exchange in place of Polymarket, http://127.0.0.1:PORT.
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// A JSON file with addresses to use instead of Polymarket's; each key is optional.
    #[arg(long, value_name = "FILE", conflicts_with = "venue")]
    pub(crate) endpoints: Option<PathBuf>,
    /// The opening balance of a new account, pUSD.
    #[arg(long, default_value_t = OPENING, value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// How long an order takes to reach the book, ms.
    #[arg(long, value_name = "MS", default_value_t = DELAY_MS)]
    pub(crate) delay: u64,
    /// Whom to follow and at what percentage: NAME:PERCENT or ADDRESS:PERCENT. Repeatable.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long to run: `40h`, `3d`, `90m`. Defaults to until interrupted.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// One JSON object per line, each with a `kind`, the last the `paper_results`.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `paper results`.
#[derive(Debug, Args)]
pub(crate) struct PaperResults {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The commands of `live`.
#[derive(Debug, Subcommand)]
pub(crate) enum Live {
    /// Set up live trading at this terminal: account, wallet, checks, limits, your confirmation, and a test order that rests and is
    /// cancelled. Steps done before are not repeated. Nothing is started.
    Enable(LiveEnable),
    /// Withdraw your confirmation: no live engine starts in this folder until `live enable`. Open orders are not touched.
    Disable(LiveFolder),
    /// Run until interrupted, where live is enabled.
    Run(LiveRun),
    /// Show how far the setup has come, and whether live is running.
    Status(LiveFolder),
    /// Go through the release checklist on a real account: first everything that can be checked for free, then each step that costs
    /// something, confirmed one by one. It leaves a report without secrets.
    Checklist(LiveChecklist),
}

/// The folder of live data.
#[derive(Debug, Args)]
pub(crate) struct LiveFolder {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where live leads, and where its key lies.
#[derive(Debug, Args)]
pub(crate) struct LiveVenue {
    /// The operating system's keychain, or the folder of encrypted files that `key` wrote. Their passphrase is asked for at the terminal,
    /// or taken from the service manager's credential `pilotfish-keystore`.
    #[arg(long, value_enum, default_value = "keychain")]
    pub(crate) store: StoreChoice,
    /// A JSON file with addresses to use instead of Polymarket's; each key is optional.
    #[arg(long, value_name = "FILE")]
    pub(crate) endpoints: Option<PathBuf>,
}

/// Which live account is meant, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct LivePlace {
    #[command(flatten)]
    pub(crate) venue: LiveVenue,
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object per line, each with a `kind`.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `redeem`.
#[derive(Debug, Args)]
pub(crate) struct Redeem {
    /// Redeem only this token, by id. Repeatable. Defaults to everything owed.
    #[arg(long = "token", value_name = "TOKEN")]
    pub(crate) tokens: Vec<String>,
    /// Only show what is owed and the calls; nothing is asked or sent.
    #[arg(long)]
    pub(crate) show: bool,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `approvals`.
#[derive(Debug, Args)]
pub(crate) struct Approvals {
    /// Only show who may spend what and the calls; nothing is asked or sent.
    #[arg(long)]
    pub(crate) show: bool,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live enable`.
#[derive(Debug, Args)]
pub(crate) struct LiveEnable {
    /// Which key, by address, if there is more than one.
    #[arg(long, value_parser = parse::address)]
    pub(crate) account: Option<WalletAddress>,
    /// The wallet that holds the money, by address, if several are possible.
    #[arg(long, value_parser = parse::address)]
    pub(crate) wallet: Option<WalletAddress>,
    /// The most at risk in total, USD.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_exposure: Option<Usd>,
    /// The most spent per UTC day, USD.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_daily_spend: Option<Usd>,
    /// The loss in a UTC day at which buying stops until the next, USD; 0 turns this off.
    #[arg(long, value_name = "USD", value_parser = parse::usd)]
    pub(crate) max_daily_loss: Option<Usd>,
    /// The most open orders at once.
    #[arg(long, value_name = "ORDERS")]
    pub(crate) max_open_orders: Option<u32>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live checklist`.
#[derive(Debug, Args)]
pub(crate) struct LiveChecklist {
    /// Whom to copy once and at what percentage: NAME:PERCENT or ADDRESS:PERCENT. Without it, that step is skipped.
    #[arg(long, value_name = "WHO:PERCENT")]
    pub(crate) follow: Option<FollowAsk>,
    /// How many minutes to wait for one of their trades.
    #[arg(long, value_name = "MINUTES", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_440))]
    pub(crate) wait_minutes: u32,
    /// The report's file, which must not exist yet. Defaults to one in the live data folder, named after the time.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}

/// Options of `live run`.
#[derive(Debug, Args)]
pub(crate) struct LiveRun {
    /// Whom to follow and at what percentage: NAME:PERCENT or ADDRESS:PERCENT. Repeatable; each must be confirmed at the terminal.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long to run: `40h`, `3d`, `90m`. Defaults to until interrupted.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    #[command(flatten)]
    pub(crate) place: LivePlace,
}
