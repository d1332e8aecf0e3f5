//! What can go wrong in the engine, by what the caller can do about it.

use std::path::PathBuf;

use pilotfish_copy::entity::GateName;
use pilotfish_copy::money::Usd;
use pilotfish_store::StoreError;
use pilotfish_vault::VaultError;
use pilotfish_vault::store::StoreError as KeyStoreError;

use crate::error_code::ErrorCode;
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
    /// No limits were saved, so nobody knows what may be bought. Save some.
    #[error("no limits were saved for live trading, so nothing may be bought")]
    LimitsNotSaved,
    /// A limit that the user saved leaves no room for the test order. Raise it, or wait until it has room.
    #[error("the saved limits leave no room for the test order ({}): {figures}", limit_code(*.limit))]
    OverLimit {
        /// Which of them.
        limit: GateName,
        /// What of it is taken.
        figures: String,
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
    /// The core loop did not say in time whether it was done. Look whether it was, before it is asked for again.
    #[error("the engine did not say in time whether this was done: it may still be")]
    TimedOut,
    /// A new request to the relayer was not known to be written down in time, so nothing was sent. Ask again.
    #[error("the request could not be written down in time, so nothing was sent")]
    RequestNotWritten,
    /// Another program has the demo's world. End that program.
    #[error("another program runs this demo")]
    WorldInUse,
    /// The engine has ended. Start it again.
    #[error("the engine has ended")]
    Ended,
}

impl EngineError {
    /// What it is called.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NoHome => ErrorCode::NoHome,
            Self::Folder { .. } => ErrorCode::Folder,
            Self::SeedUnreadable { .. } => ErrorCode::SeedUnreadable,
            Self::PaperSeedUnreadable { .. } => ErrorCode::PaperSeedUnreadable,
            Self::SeedDiffers { .. } => ErrorCode::SeedDiffers,
            Self::Store(error) => store_code(error),
            Self::WorldInUse => ErrorCode::AlreadyRunning,
            Self::Key(VaultError::NotOurWallet { .. }) => ErrorCode::WrongWallet,
            Self::Key(_) => ErrorCode::Key,
            Self::Venue(error) => port_code(error),
            Self::Address(_) => ErrorCode::VenueAddress,
            Self::NotDemo => ErrorCode::NotDemo,
            Self::NotRealTime { .. } => ErrorCode::NotRealTime,
            Self::NoAccountChosen => ErrorCode::NoAccountChosen,
            Self::WalletNotChosen => ErrorCode::WalletNotChosen,
            Self::AccountFile { .. } => ErrorCode::AccountFile,
            Self::KeyStore(error) => key_store_code(*error),
            Self::LiveNotConfirmed => ErrorCode::LiveNotConfirmed,
            Self::LiveNotTested => ErrorCode::LiveNotTested,
            Self::Stopped => ErrorCode::LiveStopped,
            Self::NoTestMarket => ErrorCode::NoTestMarket,
            Self::TestOrderChanged => ErrorCode::TestOrderChanged,
            Self::NoBalance { .. } => ErrorCode::NoBalance,
            Self::LimitsNotSaved => ErrorCode::LimitsNotSaved,
            Self::OverLimit { limit, .. } => limit_code(*limit),
            Self::Region(_) => ErrorCode::RegionBlocked,
            Self::NotReady => ErrorCode::VenueUnreachable,
            Self::OtherWorld { .. } => ErrorCode::OtherWorld,
            Self::Failed(_) => ErrorCode::EngineFailed,
            Self::NotWritten(_) => ErrorCode::NotWritten,
            Self::NotYetWritten(_) => ErrorCode::NotYetWritten,
            Self::TimedOut => ErrorCode::EngineTimedOut,
            Self::RequestNotWritten => ErrorCode::RequestNotWritten,
            Self::Ended => ErrorCode::EngineEnded,
        }
    }
}

/// An error as it is shown and kept: what it is called, and what happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Failure {
    /// [`EngineError::code`].
    pub code: ErrorCode,
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

impl From<&StoreError> for Failure {
    fn from(error: &StoreError) -> Self {
        Self {
            code: store_code(error),
            detail: error.to_string(),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::from(&error)
    }
}

/// Which of the account's limits it was.
const fn limit_code(limit: GateName) -> ErrorCode {
    match limit {
        GateName::ExposureLimit => ErrorCode::LimitExposure,
        GateName::DailySpend => ErrorCode::LimitDailySpend,
        GateName::OpenOrders => ErrorCode::LimitOpenOrders,
        GateName::Balance => ErrorCode::LimitReserve,
        GateName::DailyLoss => ErrorCode::LimitDailyLoss,
        _ => ErrorCode::LimitReached,
    }
}

const fn port_code(error: &PortError) -> ErrorCode {
    match error {
        PortError::Unreachable(_) => ErrorCode::VenueUnreachable,
        PortError::Busy { .. } => ErrorCode::VenueBusy,
        PortError::NotAsked { .. } => ErrorCode::RateLimited,
        PortError::NotFound(_) => ErrorCode::NotFound,
        PortError::Denied(_) => ErrorCode::VenueDenied,
        PortError::Unusable(_) => ErrorCode::VenueAnswer,
    }
}

/// The words for each are [`KeyStoreError::advice`]'s.
const fn key_store_code(error: KeyStoreError) -> ErrorCode {
    match error {
        KeyStoreError::NoBus => ErrorCode::KeyNoBus,
        KeyStoreError::NoProvider => ErrorCode::KeyNoProvider,
        KeyStoreError::Locked => ErrorCode::KeyLocked,
        KeyStoreError::Denied => ErrorCode::KeyDenied,
        KeyStoreError::OwnerChanged => ErrorCode::KeyOwnerChanged,
        KeyStoreError::TimedOut => ErrorCode::KeyTimedOut,
        KeyStoreError::Gone => ErrorCode::KeyGone,
        KeyStoreError::Ambiguous => ErrorCode::KeyAmbiguous,
        KeyStoreError::NotKept => ErrorCode::KeyNotKept,
        KeyStoreError::Damaged => ErrorCode::KeyDamaged,
        KeyStoreError::WrongKey => ErrorCode::KeyWrongKey,
        KeyStoreError::WrongPassphrase => ErrorCode::KeyWrongPassphrase,
        KeyStoreError::NotKeystore => ErrorCode::KeyNotKeystore,
        KeyStoreError::KeystoreTooCostly => ErrorCode::KeyKeystoreTooCostly,
        KeyStoreError::Folder => ErrorCode::KeyFolder,
        KeyStoreError::NotPrivate => ErrorCode::KeyNotPrivate,
        KeyStoreError::NoPassphrase => ErrorCode::KeyNoPassphrase,
        KeyStoreError::BadPassphrase => ErrorCode::KeyBadPassphrase,
        KeyStoreError::NotConfirmed => ErrorCode::KeyNotConfirmed,
        KeyStoreError::Random => ErrorCode::KeyRandom,
        KeyStoreError::Other => ErrorCode::KeyKeychain,
    }
}

const fn store_code(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::LockedBy { .. } => ErrorCode::AlreadyRunning,
        StoreError::Newer { .. } => ErrorCode::DatabaseNewer,
        StoreError::Older { .. } => ErrorCode::DatabaseOlder,
        StoreError::Outdated(_) => ErrorCode::DatabaseOutdated,
        StoreError::Unreadable { .. } => ErrorCode::DatabaseUnreadable,
        StoreError::OtherMode { .. } => ErrorCode::OtherMode,
        StoreError::OtherWorld { .. } => ErrorCode::OtherWorld,
        StoreError::OtherAccount { .. } => ErrorCode::OtherAccount,
        StoreError::AccountInUse { .. } => ErrorCode::AccountInUse,
        StoreError::Busy => ErrorCode::Busy,
        StoreError::DiskFull => ErrorCode::DiskFull,
        StoreError::DiskFailed { .. } => ErrorCode::DiskFailed,
        StoreError::Absent(_) => ErrorCode::NoData,
        StoreError::Io { .. } => ErrorCode::Folder,
        StoreError::Refused { .. }
        | StoreError::Setting { .. }
        | StoreError::OutOfRange { .. }
        | StoreError::Migration { .. }
        | StoreError::Database(_) => ErrorCode::DatabaseFailed,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_venue_that_asks_to_wait_is_not_told_as_another_operation_of_ours() {
        let asks = PortError::Busy {
            text: "asks to wait (HTTP 503): maintenance".to_owned(),
            wait: None,
        };
        assert_eq!(EngineError::from(asks).code(), "venue_busy");
        let paced = PortError::NotAsked {
            text: "the rate limits leave no turn".to_owned(),
            wait: Duration::from_secs(3),
        };
        assert_eq!(EngineError::from(paced).code(), "rate_limited");
    }
}
