//! The command line.

mod following;
mod holding;
mod key;
mod money;
mod run;
mod simulated;
mod support;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pilotfish_engine::Mode;

use crate::{exit, parse};

use following::{FOLLOW_JSON, LIMITS_JSON, UNFOLLOW_JSON};
pub(crate) use following::{FollowNew, FollowSettings, Limits, SetFollow, Unfollow};
use holding::{
    CLOSE_JSON, EXPORT_JSON, FRAME_JSON, HISTORY_JSON, ORDERS_JSON, PERFORMANCE_JSON, POSITIONS_JSON, RECONCILE_JSON,
    STATUS_JSON, STOP_JSON,
};
pub(crate) use holding::{Close, Export, Exported, FileFormat};
pub(crate) use key::{Key, KeyMode, KeyPlace};
pub(crate) use money::{
    Approvals, Live, LiveChecklist, LiveEnable, LiveFolder, LivePlace, LiveRun, LiveVenue, Paper, PaperResults,
    PaperRun, Redeem,
};
use run::RUN_HELP;
pub(crate) use run::{DELAY_MS, OPENING, Run};
pub(crate) use simulated::{Broad, Demo, Serve, Simulated, Stats};
use support::SUPPORT_HELP;
pub(crate) use support::Support;

/// Copies the position changes of chosen Polymarket traders.
#[derive(Debug, Parser)]
#[command(name = "pilotfish-cli", version, after_long_help = exit::HELP)]
pub(crate) struct Cli {
    /// The language of messages. Defaults to the settings, then the system. Help and `--json` are always in English.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "fr"])]
    pub(crate) language: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one mode's engine in the foreground until interrupted, for example under a service manager. It resumes where it left off,
    /// however it ended, and prints one line per event.
    #[command(after_long_help = RUN_HELP)]
    Run(Run),
    /// Follow traders on the simulated Polymarket and watch their trades being copied.
    Demo(Demo),
    /// Copy real traders on real markets with pretend money.
    Paper {
        #[command(subcommand)]
        command: Paper,
    },
    /// Copy with real money: set it up, run it, check its status.
    Live {
        #[command(subcommand)]
        command: Live,
    },
    /// Show what resolved markets owe the live account and the exact calls that redeem it; after typed confirmation, send them through
    /// Polymarket's relayer.
    Redeem(Redeem),
    /// Show which contracts may spend from the live account's wallet and the exact calls that grant what is missing; after typed
    /// confirmation, send them through Polymarket's relayer.
    Approvals(Approvals),
    /// Run or inspect the simulated Polymarket on its own.
    Sim {
        #[command(subcommand)]
        command: Simulated,
    },
    /// Show follows, positions, open orders and the state of the running program.
    #[command(after_long_help = STATUS_JSON)]
    Status(Read),
    /// Stop everything: all orders are cancelled at the exchange and nothing is sent until `start --confirm`.
    #[command(after_long_help = STOP_JSON)]
    Stop(Stop),
    /// Pause new copies; open orders continue.
    #[command(after_long_help = FRAME_JSON)]
    Pause(Read),
    /// Undo a pause.
    #[command(after_long_help = FRAME_JSON)]
    Resume(Read),
    /// Undo a stop.
    #[command(after_long_help = FRAME_JSON)]
    Start(StartAgain),
    /// Start copying a trader. With real money, this must be confirmed at this terminal or in the running program's window.
    #[command(after_long_help = FOLLOW_JSON)]
    Follow(FollowNew),
    /// Stop copying a trader: open orders are cancelled, positions are kept.
    #[command(after_long_help = UNFOLLOW_JSON)]
    Unfollow(Unfollow),
    /// Change how a trader is copied, or turn it on or off; without options, show the settings. With real money, anything that may cost
    /// more than before must be confirmed at this terminal or in the running program's window.
    #[command(after_long_help = FOLLOW_JSON)]
    Set(SetFollow),
    /// Show or change the limits across all follows. With real money, raising a limit must be confirmed at this terminal or in the
    /// running program's window.
    #[command(after_long_help = LIMITS_JSON)]
    Limits(Limits),
    /// List open copy orders.
    #[command(after_long_help = ORDERS_JSON)]
    Orders(Read),
    /// List positions.
    #[command(after_long_help = POSITIONS_JSON)]
    Positions(Read),
    /// Sell one position, everything held through a follow, or everything; in full or in part, at market within a bound or at a limit.
    /// Works while everything is stopped. The plan is shown first and sold only once confirmed, at the terminal or with `--yes`.
    #[command(after_long_help = CLOSE_JSON)]
    Close(Close),
    /// Export the ledger, all fills or all orders as CSV or JSON, to a file or standard output. Works whether or not Pilotfish is
    /// running.
    #[command(after_long_help = EXPORT_JSON)]
    Export(Export),
    /// Compare our records with the exchange now and list the differences.
    #[command(after_long_help = RECONCILE_JSON)]
    Reconcile(Reconcile),
    /// List every fill.
    #[command(after_long_help = HISTORY_JSON)]
    History(Read),
    /// Show what each trader earned or cost you.
    #[command(after_long_help = PERFORMANCE_JSON)]
    Performance(Read),
    /// Check everything trading depends on (exchange, region, clock, data) without changing anything.
    Doctor(Doctor),
    /// Set how much the running program writes to its log.
    Log(Log),
    /// Write one file for whoever is helping you, without keys, addresses or names. Its contents are shown first; it is written only once
    /// confirmed, at the terminal or with `--yes`.
    #[command(after_long_help = SUPPORT_HELP)]
    Support(Support),
    /// Upgrade a database to this version.
    Migrate(Read),
    /// Print shell completions. The packages install them for bash, zsh and fish.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// The manual pages as files, for whoever makes a package.
    #[command(hide = true)]
    Manual {
        /// Where they are written.
        folder: PathBuf,
    },
    /// Manage the private key that signs orders: import or create one, show its address, delete it.
    Key {
        #[command(subcommand)]
        command: Key,
    },
}

/// Where secrets may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreChoice {
    /// The operating system's keychain.
    Keychain,
    /// Encrypted files in the program's folder.
    Keystore,
}

/// How much is written into a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogChoice {
    /// Warnings and errors.
    Warnings,
    /// What the program does, in a few lines.
    Normal,
    /// Each step.
    Detailed,
    /// Everything that may be logged; never secrets.
    Everything,
}

/// Options of `log`.
#[derive(Debug, Args)]
pub(crate) struct Log {
    /// How much.
    #[arg(value_enum)]
    pub(crate) level: LogChoice,
    #[command(flatten)]
    pub(crate) read: Read,
}

/// Options of commands that read.
#[derive(Debug, Args)]
pub(crate) struct Read {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// One JSON object per line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// A JSON file with addresses to use instead of Polymarket's; each key is optional.
    #[arg(long, value_name = "FILE", conflicts_with = "venue")]
    pub(crate) endpoints: Option<PathBuf>,
    /// A simulated venue: http://127.0.0.1:PORT.
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// Check the live account too, with its key from the keychain or the encrypted files. Nothing is ordered, approved or created.
    #[arg(long, value_enum)]
    pub(crate) store: Option<StoreChoice>,
    /// One JSON object per line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `stop`.
#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Demo: the simulated exchange to cancel at when Pilotfish is not running, http://127.0.0.1:PORT.
    #[arg(long)]
    pub(crate) venue: Option<String>,
    #[command(flatten)]
    pub(crate) live: LiveVenue,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `start`.
#[derive(Debug, Args)]
pub(crate) struct StartAgain {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Confirm that you have reviewed what happened and want copying to start again. With real money you are asked as well, in the
    /// running program's window or, without one, at this terminal.
    #[arg(long)]
    pub(crate) confirm: bool,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `reconcile`.
#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Correct our records to match the exchange, for a token or for `cash`.
    #[arg(long, value_name = "TOKEN|cash", conflicts_with = "give")]
    pub(crate) accept: Option<String>,
    /// Assign the shares of this token that our records lack to a follow.
    #[arg(long, value_name = "TOKEN", requires = "to")]
    pub(crate) give: Option<String>,
    /// The follow that receives them, by number.
    #[arg(long, value_name = "FOLLOW", requires = "give")]
    pub(crate) to: Option<u64>,
    /// One JSON object per difference.
    #[arg(long)]
    pub(crate) json: bool,
}
