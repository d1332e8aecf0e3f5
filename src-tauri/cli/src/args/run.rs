//! The arguments of `run`, and what it says of itself.

use std::path::PathBuf;

use clap::Args;
use pilotfish_copy::money::Usd;
use pilotfish_engine::Mode;
use pilotfish_sim_server::Speed;
use pilotfish_world::FollowAsk;

use super::StoreChoice;
use crate::parse;

/// What a new account of demo and paper begins with.
pub(crate) const OPENING: Usd = Usd::dollars(10_000);
/// From an order's sending to its arrival at the book in paper mode, ms.
pub(crate) const DELAY_MS: u64 = 250;

pub(super) const RUN_HELP: &str = "\
Under systemd it says when it can be commanded (READY=1), what it does (STATUS=), that its engine is alive (WATCHDOG=1, where
WatchdogSec= is set) and that it ends (STOPPING=1): Type=notify. Orders that rest when it ends stay at the exchange.

Keys of live mode come from the keychain, or with --store keystore from encrypted files, whose passphrase is the credential
`pilotfish-keystore` (LoadCredential= in systemd), or is asked for at the terminal. Live runs only where `pilotfish-cli live enable`
was gone through in that folder.";

/// Options of `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Whom to follow and at what percentage: NAME:PERCENT or ADDRESS:PERCENT. Repeatable; in live each must be confirmed at the
    /// terminal. Existing follows need not be named.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long to run, in exchange time: `40h`, `3d`, `90m`. Defaults to until interrupted.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// Demo: the seed of the simulated world, for a folder that has none yet.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Demo: exchange seconds per second [default: as the demo's clock was last set].
    #[arg(long, value_parser = parse::speed)]
    pub(crate) speed: Option<Speed>,
    /// Demo and paper: the opening balance of a new account, pUSD [default: 10000].
    #[arg(long, value_parser = parse::usd)]
    pub(crate) balance: Option<Usd>,
    /// Demo and paper: a simulated exchange served elsewhere, http://127.0.0.1:PORT.
    #[arg(long, conflicts_with = "endpoints")]
    pub(crate) venue: Option<String>,
    /// Paper: how long an order takes to reach the book, ms [default: 250].
    #[arg(long, value_name = "MS")]
    pub(crate) delay: Option<u64>,
    /// Paper and live: a JSON file with addresses to use instead of Polymarket's; each key is optional.
    #[arg(long, value_name = "FILE")]
    pub(crate) endpoints: Option<PathBuf>,
    /// Live: where the key is stored [default: keychain].
    #[arg(long, value_enum)]
    pub(crate) store: Option<StoreChoice>,
    /// One JSON object per line, each with a `kind`: the journal's events, as `demo --json` prints them.
    #[arg(long)]
    pub(crate) json: bool,
}
