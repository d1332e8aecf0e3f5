//! The command line.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use pilotfish_api::types::{BelowMinimum, CopySides, Style};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_engine::Mode;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::world_gen::Breadth;
use pilotfish_sim_server::{KeyAccount, Speed};
use pilotfish_world::FollowAsk;

use crate::exit;
use crate::parse::{self, Pace};

/// Copies the position changes of chosen Polymarket traders.
#[derive(Debug, Parser)]
#[command(name = "pilotfish-cli", version, about, after_long_help = exit::HELP)]
pub(crate) struct Cli {
    /// The language of what is said of checks, obstacles and questions. Without it: that of the settings, else of the system.
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
    Status(Read),
    /// Stop everything: nothing more is sent, and every order is cancelled at the venue, until `start --confirm`.
    Stop(Stop),
    /// Copy nothing new; what works is worked on.
    Pause(Read),
    /// Undo a pause.
    Resume(Read),
    /// Undo a stop.
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
    Reconcile(Reconcile),
    /// Every fill.
    History(Read),
    /// What each trader earned.
    Performance(Read),
    /// Everything that trading hangs on, looked at without changing anything: venue, region, clock, data.
    Doctor(Doctor),
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

/// What a new account of demo and paper begins with.
pub(crate) const OPENING: Usd = Usd::dollars(10_000);
/// From an order's sending to its arrival at the book in paper mode, ms.
pub(crate) const DELAY_MS: u64 = 250;

const RUN_HELP: &str = "\
Under systemd it says when it can be commanded (READY=1), what it does (STATUS=), that its engine is alive (WATCHDOG=1, where
WatchdogSec= is set) and that it ends (STOPPING=1): Type=notify. Orders that rest when it ends stay at the exchange.

Keys of live mode come from the keychain, or with --store keystore from encrypted files, whose passphrase is the credential
`pilotfish-keystore` (LoadCredential= in systemd), or is asked for at the terminal. Live runs only where `pilotfish-cli live enable`
was gone through in that folder.";

/// Options of `run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// Whom to follow and how much: NAME:PERCENT or ADDRESS:PERCENT. May be given several times; in live each is asked about at the
    /// terminal. Who is followed already need not be named.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// How long, in venue time: `40h`, `3d`, `90m`. Until interrupted, where not given.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// Demo: the world, and everything made up in it, of a folder that has none yet.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Demo: venue seconds a second [default: as the demo's clock was last set].
    #[arg(long, value_parser = parse::speed)]
    pub(crate) speed: Option<Speed>,
    /// Demo and paper: pretend pUSD that a new account begins with [default: 10000].
    #[arg(long, value_parser = parse::usd)]
    pub(crate) balance: Option<Usd>,
    /// Demo and paper: a simulated venue that is served elsewhere: http://127.0.0.1:PORT.
    #[arg(long, conflicts_with = "endpoints")]
    pub(crate) venue: Option<String>,
    /// Paper: from an order's sending to its arrival at the book, ms [default: 250].
    #[arg(long, value_name = "MS")]
    pub(crate) delay: Option<u64>,
    /// Paper and live: other addresses than Polymarket's: a JSON file, each key optional.
    #[arg(long, value_name = "FILE")]
    pub(crate) endpoints: Option<PathBuf>,
    /// Live: where its key lies [default: keychain].
    #[arg(long, value_enum)]
    pub(crate) store: Option<StoreChoice>,
    /// One JSON object a line, each with a `kind`: the journal's events, as `demo --json` prints them.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The commands of `key`. None takes a key as an argument: other programs can read those.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Import a private key: typed at the prompt without being shown, or from standard input.
    Import(KeyPlace),
    /// Import an Ethereum keystore file (JSON, version 3); its passphrase is asked for.
    ImportKeystore {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Make a new key, and show its address. The key itself is never shown.
    Generate(KeyPlace),
    /// Keep the relayer API key of an account (polymarket.com, settings), by which approvals and redemptions are sent: typed at the prompt
    /// without being shown, or from standard input.
    Relayer {
        /// Whose, by the address of the private key, where there is more than one.
        #[arg(long, value_parser = parse::address)]
        account: Option<WalletAddress>,
        #[command(flatten)]
        place: KeyPlace,
    },
    /// Show the addresses of the keys there are.
    #[command(alias = "show-address")]
    Show(KeyPlace),
    /// Delete a key and everything kept with it, after the word `delete` is typed.
    Delete {
        /// Whose key, by its address, where there is more than one.
        #[arg(long, value_parser = parse::address)]
        account: Option<WalletAddress>,
        #[command(flatten)]
        place: KeyPlace,
    },
}

/// Where a key is kept.
#[derive(Debug, Args)]
pub(crate) struct KeyPlace {
    /// The operating system's keychain, or a folder of encrypted files for a server without one. The files' passphrase is asked for
    /// at the terminal, or taken from the service manager's credential `pilotfish-keystore`.
    #[arg(long, value_enum, default_value = "keychain")]
    pub(crate) store: StoreChoice,
    /// The mode the key is for.
    #[arg(long, value_enum, default_value = "live")]
    pub(crate) mode: KeyMode,
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// One JSON object a key.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Where secrets may lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StoreChoice {
    /// The operating system's keychain.
    Keychain,
    /// Encrypted files under the program's folder.
    Keystore,
}

/// Modes that have keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyMode {
    /// Real orders.
    Live,
    /// Pretend money.
    Paper,
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum Simulated {
    /// Serve Polymarket's interface on loopback.
    Serve(Serve),
    /// Spread and depth of its books, against those measured on the real venue.
    Stats(Stats),
}

/// Options of `demo`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("recording").args(["replay", "replay_books"]))]
pub(crate) struct Demo {
    /// The world, and everything made up in it.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Venue seconds a second (`60`, `0.5`), or `max` for virtual time in one thread, without sockets or store.
    #[arg(long, default_value = "60", value_parser = parse::pace)]
    pub(crate) speed: Pace,
    /// How long, in venue time: `40h`, `3d`, `90m`.
    #[arg(long = "for", value_parser = parse::span_ms)]
    pub(crate) length_ms: Option<i64>,
    /// Whom to follow and how much: NAME:PERCENT or ADDRESS:PERCENT. May be given several times.
    #[arg(long = "follow", value_name = "WHO:PERCENT")]
    pub(crate) follows: Vec<FollowAsk>,
    /// One JSON object a line, each with a `kind`, the last a `summary`.
    #[arg(long)]
    pub(crate) json: bool,
    /// pUSD the account begins with.
    #[arg(long, default_value_t = OPENING, value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// Recorded changes of traders instead of made-up ones (changes_….csv.gz).
    #[arg(long, requires = "prices")]
    pub(crate) replay: Option<PathBuf>,
    /// The prices recorded with them (prices_….csv.gz).
    #[arg(long, requires = "replay")]
    pub(crate) prices: Option<PathBuf>,
    /// Recorded books as the market instead of made-up ones (books_….jsonl.gz). Traders to follow in it are scripted:
    /// quarterhour, tothebell, bothbooks.
    #[arg(long, requires = "markets")]
    pub(crate) replay_books: Option<PathBuf>,
    /// The markets recorded with them (markets_….json).
    #[arg(long, requires = "replay_books")]
    pub(crate) markets: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) breadth: Broad,
    /// Begin a replay here instead of where it begins: `2026-07-20` or `2026-07-20T12:00Z`.
    #[arg(long, value_parser = parse::instant, requires = "recording")]
    pub(crate) from: Option<VenueMs>,
    /// Buy in no market that ends in fewer minutes [default: a follow's 60; with --replay-books 1].
    #[arg(long, value_name = "MINUTES")]
    pub(crate) min_minutes_to_resolution: Option<u32>,
    /// What the venue does that the real one does too: `all`, `likely`, `none`, or names between commas [default: likely;
    /// none with a recording].
    #[arg(long, value_name = "HABITS", conflicts_with = "venue")]
    pub(crate) habits: Option<HabitSet>,
    /// Attach to a simulated venue that is served elsewhere: http://127.0.0.1:PORT.
    #[arg(long, conflicts_with_all = ["recording", "balance"])]
    pub(crate) venue: Option<String>,
    /// Keep everything under this folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Remove the demo that is kept under the folder, and begin another: its data may be of an earlier Pilotfish.
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
    /// Open markets of a made-up world.
    #[arg(long, value_name = "NUMBER", default_value_t = Breadth::LEAST.markets)]
    pub(crate) open_markets: usize,
    /// Named traders of a made-up world.
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
    /// Where to listen on this machine's own address; 0 takes a free port, and says which.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// The world.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Venue seconds a second.
    #[arg(long, default_value = "1", value_parser = parse::pace)]
    pub(crate) speed: Pace,
    /// pUSD that an account gets when it first authenticates.
    #[arg(long, default_value = "10000", value_parser = parse::usd)]
    pub(crate) balance: Usd,
    /// When the world begins, instead of now: `2026-11-02T00:00Z`.
    #[arg(long, value_parser = parse::instant)]
    pub(crate) start: Option<VenueMs>,
    #[command(flatten)]
    pub(crate) breadth: Broad,
    /// Keep the world's journal in this folder, and go on from it.
    #[arg(long)]
    pub(crate) folder: Option<PathBuf>,
    /// What the venue does that the real one does too: `all`, `likely`, `none`, or names between commas.
    #[arg(long, value_name = "HABITS", default_value = "none")]
    pub(crate) habits: HabitSet,
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
    /// Over how long the books are looked at, every half an hour.
    #[arg(long = "for", default_value = "24h", value_parser = parse::span_ms)]
    pub(crate) length_ms: i64,
    /// Recorded books to compare with (books_….jsonl.gz), looked at every ten seconds.
    #[arg(long, requires = "markets")]
    pub(crate) replay_books: Option<PathBuf>,
    /// The markets recorded with them (markets_….json).
    #[arg(long, requires = "replay_books")]
    pub(crate) markets: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
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

const FOLLOW_JSON: &str = "\
With --json: one object, {\"kind\": \"follow\", \"follow\": {id, address, name, status, settings: {percentage, style, maxSlippage, maxOrder,
maxMarket, maxTotal, priceMin, priceMax, minMinutesToResolution, copy, belowMinimum, copyExisting, categories, excludeKeywords}, since,
pnl, realised, unrealised, exposure, workingOrders, fills, signals, skips, slippageBps, fees, lastEventAt}}. Amounts and prices are
decimal texts, times milliseconds since 1970.";

const UNFOLLOW_JSON: &str = "\
With --json: one object, {\"kind\": \"unfollowed\", follow, name, address, working_orders, exposure}, the last two as they were before.";

const LIMITS_JSON: &str = "\
With --json: one object, {\"kind\": \"limits\", \"limits\": {maxExposure, maxDailySpend, maxOpenOrders, reserve, maxDailyLoss}}.";

const ORDERS_JSON: &str = "\
With --json: one object an order, {\"kind\": \"order\", recorded, \"order\": {id, follow, trader, traderAddress, market, condition, outcome,
side, shares, filled, firstPrice, limit, bound, bid, ask, averagePrice, slippage, stage, status, child, waiting, end, reserved, style,
execution, createdAt, endedAt, …}}; recorded is true where no program runs and the order is as it was last written down.";

const POSITIONS_JSON: &str = "\
With --json: one object a position, {\"kind\": \"position\", recorded, \"position\": {follow, token, trader, traderAddress, market, condition,
outcome, shares, averageCost, price, cost, value, pnl, pnlPercent, bidValue, since, selling, closing, …}}; recorded is true where no
program runs: prices are not known then.";

const CLOSE_JSON: &str = "\
With --json: one object. Before it is confirmed {\"kind\": \"close_preview\", \"preview\": {closed, unpriced, proceeds, fee, received, result,
foreignOrders, each: [{follow, token, shares, bound, price, received, result, problem, …}]}}, and exit code 1; confirmed,
{\"kind\": \"closed\", \"closed\": {orders: [ID], skipped: [REASON]}}.";

const EXPORT_JSON: &str = "\
CSV has a heading, a first column that says which money it was, and the custom of the language: in French semicolons between and commas
within figures. Cells that others wrote cannot become formulas.

With --format json: one object a line: {\"kind\": \"ledger_row\", \"row\": {seq, at, kind, what, trader, market, condition, outcome, shares, price,
cash, claim, balance, realised, cost, traderPrice, settlement, order, trade, undoes}}, {\"kind\": \"fill\", \"fill\": {id, at, order, follow,
trader, traderAddress, market, condition, outcome, side, shares, price, traderPrice, slippage, value, fee, realised, stage, liquidity,
settlement, …}}, or {\"kind\": \"order\", \"recorded\": true, \"order\": {…}} as `orders --json` has it.";

/// A follow's settings, each by itself.
#[derive(Debug, Args)]
pub(crate) struct FollowSettings {
    /// Percent of each of their trades, 0.1 to 20.
    #[arg(long, short = 'p', value_name = "PERCENT")]
    pub(crate) percentage: Option<String>,
    /// How copies are worked: up the ladder, or at once what the book gives and the rest up the ladder.
    #[arg(long, value_parser = parse::style())]
    pub(crate) style: Option<Style>,
    /// How much worse than the trader's a price may be at most, a share in USD.
    #[arg(long, value_name = "PRICE")]
    pub(crate) max_slippage: Option<String>,
    /// USD of an order at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_order: Option<String>,
    /// USD in a market at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_market: Option<String>,
    /// USD through this follow at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_total: Option<String>,
    /// Nothing is bought under this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_min: Option<String>,
    /// Nothing is bought over this price, 0 to 1.
    #[arg(long, value_name = "PRICE")]
    pub(crate) price_max: Option<String>,
    /// Nothing is bought in a market that ends in fewer minutes.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) min_minutes: Option<u32>,
    /// What is copied: purchases, sales, or both.
    #[arg(long, value_parser = parse::copy_sides())]
    pub(crate) copy: Option<CopySides>,
    /// What becomes of copies below the exchange's minimum: left out, or collected until they are large enough.
    #[arg(long, value_parser = parse::below_minimum())]
    pub(crate) below_minimum: Option<BelowMinimum>,
    /// Copy only in this category. May be given several times.
    #[arg(long = "category", value_name = "CATEGORY")]
    pub(crate) categories: Vec<String>,
    /// Copy in all categories again.
    #[arg(long, conflicts_with = "categories")]
    pub(crate) all_categories: bool,
    /// Leave out markets with this word in their question. May be given several times.
    #[arg(long, value_name = "WORD")]
    pub(crate) exclude: Vec<String>,
    /// Leave out no market over a word any more.
    #[arg(long, conflicts_with = "exclude")]
    pub(crate) exclude_nothing: bool,
}

/// Options of `follow`.
#[derive(Debug, Args)]
pub(crate) struct FollowNew {
    /// Whom: a trader's name, wallet address or profile on the web.
    #[arg(value_name = "TRADER")]
    pub(crate) who: String,
    /// Copy what they hold now, too.
    #[arg(long)]
    pub(crate) copy_existing: bool,
    #[command(flatten)]
    pub(crate) settings: FollowSettings,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `set`.
#[derive(Debug, Args)]
pub(crate) struct SetFollow {
    /// Whose: the name or address of a trader who is followed, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    /// Copy them again. What they did meanwhile is not copied.
    #[arg(long, conflicts_with = "off")]
    pub(crate) on: bool,
    /// Copy them no more for now: working orders are cancelled, what is held stays.
    #[arg(long)]
    pub(crate) off: bool,
    #[command(flatten)]
    pub(crate) settings: FollowSettings,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `unfollow`.
#[derive(Debug, Args)]
pub(crate) struct Unfollow {
    /// Whom: the name or address of a trader who is followed, or the follow's number.
    #[arg(value_name = "FOLLOW")]
    pub(crate) who: String,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// Options of `limits`.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// USD at risk at most, in all.
    #[arg(long, value_name = "USD")]
    pub(crate) max_exposure: Option<String>,
    /// USD spent a UTC day at most.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_spend: Option<String>,
    /// Orders at once at most.
    #[arg(long, value_name = "ORDERS")]
    pub(crate) max_open_orders: Option<u32>,
    /// Percent of the capital that is never spent.
    #[arg(long, value_name = "PERCENT")]
    pub(crate) reserve: Option<String>,
    /// USD lost a UTC day at which purchases stop for the rest of it; 0 for no such limit.
    #[arg(long, value_name = "USD")]
    pub(crate) max_daily_loss: Option<String>,
    #[command(flatten)]
    pub(crate) place: Read,
}

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Exported {
    /// Every movement of cash, shares and claims, oldest first.
    Ledger,
    /// Every fill, newest first; as CSV with what resolved markets paid.
    Fills,
    /// Every copy order: those at work, then those that ended, newest first.
    Orders,
}

/// How `export` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    /// Comma-separated values, for a spreadsheet.
    Csv,
    /// One JSON object a line, for programs.
    Json,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What is written.
    #[arg(value_enum)]
    pub(crate) what: Exported,
    /// How.
    #[arg(long, value_enum, default_value = "csv")]
    pub(crate) format: FileFormat,
    /// Where to: a file that is not there yet. Without it, standard output.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only of this trader, by wallet address.
    #[arg(long, value_name = "ADDRESS", value_parser = parse::address)]
    pub(crate) trader: Option<WalletAddress>,
    /// Only from this instant on: `2026-11-02` or `2026-11-02T00:00Z`.
    #[arg(long, value_name = "INSTANT", value_parser = parse::instant)]
    pub(crate) from: Option<VenueMs>,
    /// Only before this instant.
    #[arg(long, value_name = "INSTANT", value_parser = parse::instant)]
    pub(crate) until: Option<VenueMs>,
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// What was written as one JSON object, beside a file: {"kind": "exported", path, rows}.
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
}

/// Options of `close`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["follow", "everything"]))]
pub(crate) struct Close {
    /// What is held through this follow: the trader's name or address, or the follow's number.
    #[arg(long, value_name = "FOLLOW")]
    pub(crate) follow: Option<String>,
    /// Of it only this token.
    #[arg(long, value_name = "TOKEN", requires = "follow")]
    pub(crate) token: Option<String>,
    /// Of it only the position whose market's question has these words in it.
    #[arg(long, value_name = "WORDS", requires = "follow", conflicts_with = "token")]
    pub(crate) market: Option<String>,
    /// All that is held, through whichever follow.
    #[arg(long)]
    pub(crate) everything: bool,
    /// So many percent of each position, 1 to 100. All of it where neither this nor shares are given.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) percent: Option<u32>,
    /// So many shares of each.
    #[arg(long, value_name = "SHARES", conflicts_with = "percent")]
    pub(crate) shares: Option<String>,
    /// Rest at this price, 0 to 1, until it is filled, cancelled or the market ends. Without it, at the market.
    #[arg(long, value_name = "PRICE")]
    pub(crate) limit: Option<String>,
    /// At the market, and no share for less than this price, 0 to 1. Without it, within the follow's own bound.
    #[arg(long, value_name = "PRICE", conflicts_with = "limit")]
    pub(crate) not_below: Option<String>,
    /// Sell although an order that is not Pilotfish's stands on the token.
    #[arg(long)]
    pub(crate) despite_foreign_orders: bool,
    /// You saw what it comes to, and it is to be sold. Without it you are asked, where this is a terminal.
    #[arg(long = "yes", short = 'y', visible_alias = "confirm")]
    pub(crate) confirm: bool,
    /// The folder the data are under.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// Of which mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
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
