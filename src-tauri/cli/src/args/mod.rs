//! The command line.

mod following;
mod holding;
mod key;
mod money;
mod run;
mod simulated;

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

/// Copies the position changes of chosen Polymarket traders.
#[derive(Debug, Parser)]
#[command(name = "pilotfish-cli", version, after_long_help = exit::HELP)]
pub(crate) struct Cli {
    /// The language of what people are told. Without it: that of the settings, else of the system.
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = ["en", "fr"])]
    pub(crate) language: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the engine of a mode in the foreground, until it is interrupted: for a server and its service manager. It goes on where it
    /// was left, however it ended; what happens is printed, one line an event.
    #[command(after_long_help = RUN_HELP)]
    Run(Run),
    /// Follow traders of the simulated Polymarket and watch the copies happen.
    Demo(Demo),
    /// Copy with pretend money on the real markets: real books, real trades, real traders.
    Paper {
        #[command(subcommand)]
        command: Paper,
    },
    /// Copy with real money: the way there, and the run.
    Live {
        #[command(subcommand)]
        command: Live,
    },
    /// What resolved markets owe the live account, the exact calls that redeem it, and, once you typed a word, their way through
    /// Polymarket's relayer.
    Redeem(Redeem),
    /// Which contracts may take what of the live account's wallet, the exact calls that give what is missing, and, once you typed a word,
    /// their way through Polymarket's relayer.
    Approvals(Approvals),
    /// The simulated Polymarket alone.
    Sim {
        #[command(subcommand)]
        command: Simulated,
    },
    /// What is followed, held and working, and who runs.
    #[command(after_long_help = STATUS_JSON)]
    Status(Read),
    /// Stop everything: nothing more is sent, and every order is cancelled at the venue, until `start --confirm`.
    #[command(after_long_help = STOP_JSON)]
    Stop(Stop),
    /// Copy nothing new; what works is worked on.
    #[command(after_long_help = FRAME_JSON)]
    Pause(Read),
    /// Undo a pause.
    #[command(after_long_help = FRAME_JSON)]
    Resume(Read),
    /// Undo a stop.
    #[command(after_long_help = FRAME_JSON)]
    Start(StartAgain),
    /// Begin to copy a trader. With real money it is asked about at this terminal, or on the screen of the program that runs.
    #[command(after_long_help = FOLLOW_JSON)]
    Follow(FollowNew),
    /// Stop copying a trader: working orders are cancelled, what is held stays.
    #[command(after_long_help = UNFOLLOW_JSON)]
    Unfollow(Unfollow),
    /// Change how a trader is copied, or switch it on or off; without a change, show how. With real money whatever may cost more than
    /// until now is asked about at this terminal, or on the screen of the program that runs.
    #[command(after_long_help = FOLLOW_JSON)]
    Set(SetFollow),
    /// The limits over all follows: shown, or changed. With real money a limit that allows more is asked about at this terminal, or on
    /// the screen of the program that runs.
    #[command(after_long_help = LIMITS_JSON)]
    Limits(Limits),
    /// Copy orders at work.
    #[command(after_long_help = ORDERS_JSON)]
    Orders(Read),
    /// What is held.
    #[command(after_long_help = POSITIONS_JSON)]
    Positions(Read),
    /// Sell what is held: one position, everything of a follow, or everything; all of it or a part, at the market within a bound or at a
    /// limit. It works while everything is stopped, too. Shown first; sold once it is confirmed, at the terminal or with `--yes`.
    #[command(after_long_help = CLOSE_JSON)]
    Close(Close),
    /// Write the ledger, all fills or all orders as CSV or JSON, to a file or to standard output. It reads what is recorded, whether a
    /// program runs or not.
    #[command(after_long_help = EXPORT_JSON)]
    Export(Export),
    /// What the exchange shows differently from the books, looked at now.
    #[command(after_long_help = RECONCILE_JSON)]
    Reconcile(Reconcile),
    /// Every fill.
    #[command(after_long_help = HISTORY_JSON)]
    History(Read),
    /// What each trader earned.
    #[command(after_long_help = PERFORMANCE_JSON)]
    Performance(Read),
    /// Everything that trading hangs on, looked at without changing anything: venue, region, clock, data.
    Doctor(Doctor),
    /// How much the program that runs writes into its log, from now on.
    Log(Log),
    /// Bring a database to this version.
    Migrate(Read),
    /// Completions for a shell, on standard output. The packages bring them for bash, zsh and fish.
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
    /// The private key that orders are signed with: import it, make one, show its address, delete it.
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
    /// Encrypted files under the program's folder.
    Keystore,
}

/// How much is written into a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogChoice {
    /// Warnings and errors.
    Warnings,
    /// What the program does, in a few lines.
    Normal,
    /// Each step of it.
    Detailed,
    /// Everything that may be written.
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
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// One JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Other addresses than Polymarket's: a JSON file, each key optional.
    #[arg(long, value_name = "FILE", conflicts_with = "venue")]
    pub(crate) endpoints: Option<PathBuf>,
    /// A simulated venue: http://127.0.0.1:PORT.
    #[arg(long)]
    pub(crate) venue: Option<String>,
    /// Look at the live account too, with its key from the keychain or from the encrypted files: nothing is ordered, approved or made.
    #[arg(long, value_enum)]
    pub(crate) store: Option<StoreChoice>,
    /// One JSON object a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `stop`.
#[derive(Debug, Args)]
pub(crate) struct Stop {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// The simulated venue to cancel at where no program runs: http://127.0.0.1:PORT. Paper and live need none.
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
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// You looked at what happened, and copying is to start again. With real money you are asked as well: on the screen of the program
    /// that runs, or at this terminal where it has none.
    #[arg(long)]
    pub(crate) confirm: bool,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `reconcile`.
#[derive(Debug, Args)]
pub(crate) struct Reconcile {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Correct the books by what the exchange shows: a token, or `cash`.
    #[arg(long, value_name = "TOKEN|cash", conflicts_with = "give")]
    pub(crate) accept: Option<String>,
    /// Book the shares that the account has of this token beyond the books to a follow.
    #[arg(long, value_name = "TOKEN", requires = "to")]
    pub(crate) give: Option<String>,
    /// The follow that takes them, by its number.
    #[arg(long, value_name = "FOLLOW", requires = "give")]
    pub(crate) to: Option<u64>,
    /// One JSON object a difference.
    #[arg(long)]
    pub(crate) json: bool,
}
