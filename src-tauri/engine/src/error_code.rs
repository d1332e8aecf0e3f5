//! Every error that a person can be told, one name each: the one list that the engine, the command list, the window and the
//! command line share. The window has a text for each in both languages, or it does not compile.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One line per code: its name here, and the word that stands for it in logs, in the records of a test order and in scripts.
macro_rules! error_codes {
    ($($name:ident => $word:literal,)*) => {
        /// What went wrong. What each means and what to do about it is said in the window's catalogue of errors.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $($name,)*
        }

        impl ErrorCode {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its stable word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

error_codes! {
    AccountFile => "account_file",
    AccountInUse => "account_in_use",
    Address => "address",
    AddressChecksum => "address_checksum",
    AlreadyAsking => "already_asking",
    AlreadyRunning => "already_running",
    AmbiguousTrader => "ambiguous_trader",
    AmountNotTyped => "amount_not_typed",
    AskedJustNow => "asked_just_now",
    BelowLeast => "below_least",
    Busy => "busy",
    CancelUnfinished => "cancel_unfinished",
    CannotClose => "cannot_close",
    CannotConfirm => "cannot_confirm",
    CannotHere => "cannot_here",
    CannotReset => "cannot_reset",
    CannotTake => "cannot_take",
    ChangedMeanwhile => "changed_meanwhile",
    ChecksNotPassed => "checks_not_passed",
    ClockOff => "clock_off",
    CureTooEarly => "cure_too_early",
    DatabaseFailed => "database_failed",
    DatabaseNewer => "database_newer",
    DatabaseOlder => "database_older",
    DatabaseOutdated => "database_outdated",
    DatabaseUnreadable => "database_unreadable",
    DiskFailed => "disk_failed",
    DiskFull => "disk_full",
    EngineEnded => "engine_ended",
    EngineFailed => "engine_failed",
    EngineTimedOut => "engine_timed_out",
    Folder => "folder",
    InvalidClose => "invalid_close",
    InvalidNumber => "invalid_number",
    InvalidQuery => "invalid_query",
    Key => "key",
    KeyAmbiguous => "key_ambiguous",
    KeyBadPassphrase => "key_bad_passphrase",
    KeyDamaged => "key_damaged",
    KeyDenied => "key_denied",
    KeyFolder => "key_folder",
    KeyGone => "key_gone",
    KeyKeychain => "key_keychain",
    KeyKeystoreTooCostly => "key_keystore_too_costly",
    KeyLocked => "key_locked",
    KeyNoBus => "key_no_bus",
    KeyNoPassphrase => "key_no_passphrase",
    KeyNoProvider => "key_no_provider",
    KeyNotConfirmed => "key_not_confirmed",
    KeyNotKept => "key_not_kept",
    KeyNotKeystore => "key_not_keystore",
    KeyNotPrivate => "key_not_private",
    KeyOwnerChanged => "key_owner_changed",
    KeyRandom => "key_random",
    KeyTimedOut => "key_timed_out",
    KeyTrap => "key_trap",
    KeyWrongKey => "key_wrong_key",
    KeyWrongPassphrase => "key_wrong_passphrase",
    LimitDailyLoss => "limit_daily_loss",
    LimitDailySpend => "limit_daily_spend",
    LimitExposure => "limit_exposure",
    LimitOpenOrders => "limit_open_orders",
    LimitReached => "limit_reached",
    LimitReserve => "limit_reserve",
    LimitsNotSaved => "limits_not_saved",
    LiveNotConfirmed => "live_not_confirmed",
    LiveNotTested => "live_not_tested",
    LiveStopped => "live_stopped",
    LooksLikeKey => "looks_like_key",
    Metrics => "metrics",
    NoAccountChosen => "no_account_chosen",
    NoBalance => "no_balance",
    NoAppPassphrase => "no_app_passphrase",
    NoClaim => "no_claim",
    NoData => "no_data",
    NoHome => "no_home",
    NoKeyTrap => "no_key_trap",
    NoLiveHere => "no_live_here",
    NoRelayerKey => "no_relayer_key",
    NoRequest => "no_request",
    NoPage => "no_page",
    NoSuchMode => "no_such_mode",
    NobodyFollowed => "nobody_followed",
    NoTestMarket => "no_test_market",
    NotConfirmed => "not_confirmed",
    NotDemo => "not_demo",
    NotFound => "not_found",
    NotLive => "not_live",
    NotPaper => "not_paper",
    NotRealTime => "not_real_time",
    NotUnlocked => "not_unlocked",
    NotWritten => "not_written",
    NotYetWritten => "not_yet_written",
    NothingToGive => "nothing_to_give",
    Notification => "notification",
    OneAccount => "one_account",
    Opening => "opening",
    OtherAccount => "other_account",
    OtherMode => "other_mode",
    OtherWorld => "other_world",
    OutOfRange => "out_of_range",
    OwnAddress => "own_address",
    PaperSeedUnreadable => "paper_seed_unreadable",
    PercentageOutOfRange => "percentage_out_of_range",
    PreviewChanged => "preview_changed",
    PreviewFirst => "preview_first",
    PreviewGone => "preview_gone",
    QuitOrdersOpen => "quit_orders_open",
    QuitOrdersUnknown => "quit_orders_unknown",
    RateLimited => "rate_limited",
    RegionBlocked => "region_blocked",
    RegionUnknown => "region_unknown",
    RequestNotWritten => "request_not_written",
    RequestOpen => "request_open",
    SeedDiffers => "seed_differs",
    SeedUnreadable => "seed_unreadable",
    ShortcutTaken => "shortcut_taken",
    SpeedOutOfRange => "speed_out_of_range",
    TestOrderChanged => "test_order_changed",
    TooLong => "too_long",
    UnknownAccount => "unknown_account",
    UnknownChoice => "unknown_choice",
    UnknownMarket => "unknown_market",
    UnknownTrader => "unknown_trader",
    VenueAddress => "venue_address",
    VenueAnswer => "venue_answer",
    VenueBusy => "venue_busy",
    VenueDenied => "venue_denied",
    VenueUnreachable => "venue_unreachable",
    VersionUnknown => "version_unknown",
    WalletNotChosen => "wallet_not_chosen",
    WindowLocked => "window_locked",
    WrongWallet => "wrong_wallet",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A code is its word: what a script or a test compares is what stands on the wire.
impl PartialEq<&str> for ErrorCode {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_code_is_the_same_word_on_the_wire_in_the_log_and_in_scripts() {
        for code in ErrorCode::ALL {
            let sent = serde_json::to_value(code).unwrap();
            assert_eq!(sent.as_str(), Some(code.as_str()));
            assert_eq!(serde_json::from_value::<ErrorCode>(sent).unwrap(), *code);
        }
    }
}
