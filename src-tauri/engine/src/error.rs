//! What can go wrong in the engine, by what the caller can do about it.

use std::path::PathBuf;

use pilotfish_copy::money::Usd;
use pilotfish_store::StoreError;
use pilotfish_vault::VaultError;
use pilotfish_vault::store::StoreError as KeyStoreError;

use crate::port::PortError;

/// Why the engine did not start, or did not do what was asked. Whatever the variant, nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The platform names no folder for data. Name one.
    #[error("this system names no folder for data: give one with --home or PILOTFISH_HOME")]
    NoHome,
    /// The folder cannot be written or read. Put it right, or name another one.
    #[error("{}: {source}", .path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file that keeps the demo account's seed is no number. Restore it, or reset the demo.
    #[error("{} does not hold a seed: restore it, or reset the demo", .path.display())]
    SeedUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// The file that keeps the number which the paper account's key comes from is no number. Restore it, or begin another account in
    /// another folder.
    #[error(
        "{} does not hold the number that the paper account's key comes from: put it back from a copy, or begin another \
         account in another folder",
        .path.display()
    )]
    PaperSeedUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// The folder's demo account comes from another seed. Leave the seed out, or name another folder.
    #[error("the demo in this folder has seed {kept}, not {given}: leave --seed out, or name another folder")]
    SeedDiffers {
        /// The folder's.
        kept: u64,
        /// The one given.
        given: u64,
    },
    /// The store said no; its error says what can be done.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key cannot be used, or refused to sign. Fix the key.
    #[error(transparent)]
    Key(#[from] VaultError),
    /// The venue did not answer as asked; its error says whether to try later.
    #[error(transparent)]
    Venue(#[from] PortError),
    /// The venue's address is no URL that may be used. Fix it.
    #[error("not a venue's address: {0}")]
    Address(String),
    /// The venue lives in real time. Only a demo has a clock to set.
    #[error("only the demo has a clock that can be set")]
    NotDemo,
    /// The simulated venue that is to stand for the real one runs in a time of its own. Serve one at real-time speed.
    #[error(
        "this simulated venue does not keep real time (its world is {off_s} s ahead, stands, or has another speed): serve one with \
         --speed 1 that begins now"
    )]
    NotRealTime {
        /// How far its world's clock is ahead of this computer's, s.
        off_s: i64,
    },
    /// No key was chosen to trade live with. Choose one.
    #[error("no account was chosen for live trading in this folder")]
    NoAccountChosen,
    /// The wallet of the chosen key was not confirmed. Confirm it.
    #[error("the wallet of the chosen key was not confirmed yet")]
    WalletNotChosen,
    /// The file that names the live account cannot be read or understood. Choose the account again.
    #[error("{} does not name an account: {why}", .path.display())]
    AccountFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The key store does not give the key; its error says why and what to do.
    #[error(transparent)]
    KeyStore(#[from] KeyStoreError),
    /// Nobody has confirmed that real money is traded with these data. Confirm it first.
    #[error("live trading of this account was not confirmed for this folder")]
    LiveNotConfirmed,
    /// The test order has not been there and back. Send one first.
    #[error("live trading of this account was confirmed, but its test order has not been there and back")]
    LiveNotTested,
    /// A stop stands, so that nothing is sent. Confirm live trading anew.
    #[error("a stop stands: nothing is sent until live trading is confirmed anew")]
    Stopped,
    /// No market was found in which an order would rest far from the book. Try later.
    #[error("no market was found in which a test order would surely rest")]
    NoTestMarket,
    /// What was shown of the test order does not hold any more. Look at it again.
    #[error("the market changed since the test order was shown: look at it again")]
    TestOrderChanged,
    /// There is not enough money for the test order. Deposit some.
    #[error("the wallet holds {cash} pUSD, the test order needs {needed}")]
    NoBalance {
        /// pUSD.
        cash: Usd,
        /// pUSD.
        needed: Usd,
    },
    /// Orders are not taken from where we are, or nobody knows.
    #[error("no order is sent from here: {0}")]
    Region(String),
    /// The engine has not reached its venue yet, so it does not know what time it is there. Try later.
    #[error("the venue has not been reached yet")]
    NotReady,
    /// The venue is another simulated world than the one these data belong to. Name another folder, or reset the demo.
    #[error("this data is of world {kept}, the venue is world {found}: name another folder, or reset the demo")]
    OtherWorld {
        /// The data's.
        kept: String,
        /// The venue's.
        found: String,
    },
    /// The records and the memory do not agree, or a commit failed for good. The engine has stopped; start it again.
    #[error("the engine stopped, nothing more is sent: {0}")]
    Failed(String),
    /// The disk takes nothing, so what was asked for was not done. Make room, then ask again.
    #[error("nothing was done, because the disk takes nothing: {0}")]
    NotWritten(String),
    /// The disk takes nothing for now; what was asked for is done as soon as it does. Make room.
    #[error("the disk takes nothing for now, so this is done as soon as it does: {0}")]
    NotYetWritten(String),
    /// The engine has ended. Start it again.
    #[error("the engine has ended")]
    Ended,
}

impl EngineError {
    /// The stable word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHome => "no_home",
            Self::Folder { .. } => "folder",
            Self::SeedUnreadable { .. } => "seed_unreadable",
            Self::PaperSeedUnreadable { .. } => "paper_seed_unreadable",
            Self::SeedDiffers { .. } => "seed_differs",
            Self::Store(error) => store_code(error),
            Self::Key(VaultError::NotOurWallet { .. }) => "wrong_wallet",
            Self::Key(_) => "key",
            Self::Venue(error) => port_code(error),
            Self::Address(_) => "venue_address",
            Self::NotDemo => "not_demo",
            Self::NotRealTime { .. } => "not_real_time",
            Self::NoAccountChosen => "no_account_chosen",
            Self::WalletNotChosen => "wallet_not_chosen",
            Self::AccountFile { .. } => "account_file",
            Self::KeyStore(error) => key_store_code(*error),
            Self::LiveNotConfirmed => "live_not_confirmed",
            Self::LiveNotTested => "live_not_tested",
            Self::Stopped => "live_stopped",
            Self::NoTestMarket => "no_test_market",
            Self::TestOrderChanged => "test_order_changed",
            Self::NoBalance { .. } => "no_balance",
            Self::Region(_) => "region_blocked",
            Self::NotReady => "venue_unreachable",
            Self::OtherWorld { .. } => "other_world",
            Self::Failed(_) => "engine_failed",
            Self::NotWritten(_) => "not_written",
            Self::NotYetWritten(_) => "not_yet_written",
            Self::Ended => "engine_ended",
        }
    }
}

/// An error as it is shown and kept: a stable word, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Failure {
    /// [`EngineError::code`].
    pub code: &'static str,
    /// What happened, in English, with figures.
    pub detail: String,
}

impl From<&EngineError> for Failure {
    fn from(error: &EngineError) -> Self {
        Self {
            code: error.code(),
            detail: error.to_string(),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::from(&error)
    }
}

const fn port_code(error: &PortError) -> &'static str {
    match error {
        PortError::Unreachable(_) => "venue_unreachable",
        PortError::Busy { .. } | PortError::NotAsked { .. } => "busy",
        PortError::NotFound(_) => "not_found",
        PortError::Denied(_) => "venue_denied",
        PortError::Unusable(_) => "venue_answer",
    }
}

/// The words for each are [`KeyStoreError::advice`]'s.
const fn key_store_code(error: KeyStoreError) -> &'static str {
    match error {
        KeyStoreError::NoBus => "key_no_bus",
        KeyStoreError::NoProvider => "key_no_provider",
        KeyStoreError::Locked => "key_locked",
        KeyStoreError::Denied => "key_denied",
        KeyStoreError::OwnerChanged => "key_owner_changed",
        KeyStoreError::TimedOut => "key_timed_out",
        KeyStoreError::Gone => "key_gone",
        KeyStoreError::Ambiguous => "key_ambiguous",
        KeyStoreError::NotKept => "key_not_kept",
        KeyStoreError::Damaged => "key_damaged",
        KeyStoreError::WrongKey => "key_wrong_key",
        KeyStoreError::WrongPassphrase => "key_wrong_passphrase",
        KeyStoreError::NotKeystore => "key_not_keystore",
        KeyStoreError::KeystoreTooCostly => "key_keystore_too_costly",
        KeyStoreError::Folder => "key_folder",
        KeyStoreError::NotPrivate => "key_not_private",
        KeyStoreError::NoPassphrase => "key_no_passphrase",
        KeyStoreError::BadPassphrase => "key_bad_passphrase",
        KeyStoreError::NotConfirmed => "key_not_confirmed",
        KeyStoreError::Random => "key_random",
        KeyStoreError::Other => "key_keychain",
    }
}

const fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::LockedBy { .. } => "already_running",
        StoreError::Newer { .. } => "database_newer",
        StoreError::Older { .. } => "database_older",
        StoreError::Outdated(_) => "database_outdated",
        StoreError::Unreadable { .. } => "database_unreadable",
        StoreError::OtherMode { .. } => "other_mode",
        StoreError::OtherWorld { .. } => "other_world",
        StoreError::OtherAccount { .. } => "other_account",
        StoreError::AccountInUse { .. } => "account_in_use",
        StoreError::Busy => "busy",
        StoreError::DiskFull => "disk_full",
        StoreError::DiskFailed { .. } => "disk_failed",
        StoreError::Absent(_) => "no_data",
        StoreError::Io { .. } => "folder",
        StoreError::Refused { .. }
        | StoreError::Setting { .. }
        | StoreError::OutOfRange { .. }
        | StoreError::Migration { .. }
        | StoreError::Database(_) => "database_failed",
    }
}
