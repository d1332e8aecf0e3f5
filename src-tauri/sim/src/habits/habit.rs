//! The habits by name: what the real venue does that a careful program must live with.
//!
//! A habit acts in one of two places only: on what the venue *shows* (the truth stays as it is), or on what *happens* in
//! it (then the ledger says so). Figures stand as constants beside the code that uses them, each with its reason.

use std::fmt;

/// Where a habit acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Between the venue's truth and whoever asks.
    Shown,
    /// In the venue itself.
    Happens,
}

/// One habit. The order is that of the table in the README.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Habit {
    CachedPositions,
    CachedActivity,
    CachedGamma,
    StalePositions,
    EmptyPositions,
    ShortPositions,
    MixedPages,
    RepeatedPages,
    ShiftedPages,
    LateTrades,
    LateBalances,
    LateStream,
    SilentTokens,
    RepeatedMessages,
    ReorderedMessages,
    OddRows,
    OddSizes,
    MixedTimestamps,
    ClockOff,
    RateLimits,
    RevokedKeys,
    RelayerLimits,
    RelayerErrors,
    StaleNonces,
    FeesPerMatch,
    MicroFills,
    FailedSettlements,
    FailedSettlementsStress,
    LateRedemptions,
    SplitPayouts,
    CorrectedPayouts,
    PausedMarkets,
    ChangedTicks,
    TokenMigrations,
    WalletMigrations,
    TraderTransfers,
    Conversions,
    SplitsAndMerges,
    HandTrades,
    HandOrders,
    OwnTransfers,
    CashMovements,
    VenueModes,
    ClosedOnly,
    Banned,
    FailedTransactions,
    StuckTransactions,
    LegacyApprovals,
}

/// One habit's entry in the table: habit, name, where it acts, what it does.
type Entry = (Habit, &'static str, Place, &'static str);

use Place::{Happens, Shown};

/// Every habit once, in the order of the enum.
const TABLE: [Entry; 48] = [
    (
        Habit::CachedPositions,
        "cached-positions",
        Shown,
        "A list of positions is a copy up to 300 s old; the same address gives the same page until then, a parameter that begins with an underscore a fresh one.",
    ),
    (
        Habit::CachedActivity,
        "cached-activity",
        Shown,
        "A page of activity is a copy up to 15 s old, and a row is listed 2 to 10 s after it happened.",
    ),
    (
        Habit::CachedGamma,
        "cached-gamma",
        Shown,
        "The facts of a market are a copy up to 300 s old.",
    ),
    (
        Habit::StalePositions,
        "stale-positions",
        Shown,
        "For 5 to 30 minutes a trader's positions do not move at all, cached or not.",
    ),
    (
        Habit::EmptyPositions,
        "empty-positions",
        Shown,
        "Now and then a list of positions is empty.",
    ),
    (
        Habit::ShortPositions,
        "short-positions",
        Shown,
        "Now and then a list of positions ends early, as if it were whole.",
    ),
    (
        Habit::MixedPages,
        "mixed-pages",
        Shown,
        "The pages of one list of positions are of different moments, up to 20 minutes apart.",
    ),
    (
        Habit::RepeatedPages,
        "repeated-pages",
        Shown,
        "A page of positions names its own cursor as the next, so that it is served again.",
    ),
    (
        Habit::ShiftedPages,
        "shifted-pages",
        Shown,
        "The list moves by a row while it is read: one row comes twice, or is missing.",
    ),
    (
        Habit::LateTrades,
        "late-trades",
        Shown,
        "One's own trades are listed up to 40 s after the match, while a filled order has left the look-up at once.",
    ),
    (
        Habit::LateBalances,
        "late-balances",
        Shown,
        "One's own balance and shares lag fills by up to a minute.",
    ),
    (
        Habit::LateStream,
        "late-stream",
        Shown,
        "For half an hour at a time the activity stream is up to 30 minutes late.",
    ),
    (
        Habit::SilentTokens,
        "silent-tokens",
        Shown,
        "The activity stream says nothing about one token for hours.",
    ),
    (
        Habit::RepeatedMessages,
        "repeated-messages",
        Shown,
        "Messages of the streams come twice, seconds or minutes apart.",
    ),
    (
        Habit::ReorderedMessages,
        "reordered-messages",
        Shown,
        "Messages of the streams overtake each other by up to 15 s.",
    ),
    (
        Habit::OddRows,
        "odd-rows",
        Shown,
        "Rows with values out of range, empty fields and unknown kinds stand among the others.",
    ),
    (
        Habit::OddSizes,
        "odd-sizes",
        Shown,
        "An order's matched size is a few millionths off the sum of its trades.",
    ),
    (
        Habit::MixedTimestamps,
        "mixed-timestamps",
        Shown,
        "The user channel writes the instants of some trades as dates, of others as seconds.",
    ),
    (
        Habit::ClockOff,
        "clock-off",
        Shown,
        "The venue's clock is off by half a minute to five minutes for some hours.",
    ),
    (
        Habit::RateLimits,
        "rate-limits",
        Shown,
        "For some seconds to a minute requests are answered 429, with Retry-After.",
    ),
    (
        Habit::RevokedKeys,
        "revoked-keys",
        Shown,
        "The account's key is refused (401) for some minutes to an hour.",
    ),
    (
        Habit::RelayerLimits,
        "relayer-limits",
        Shown,
        "For some seconds to two minutes the relayer answers 429, with Retry-After.",
    ),
    (
        Habit::RelayerErrors,
        "relayer-errors",
        Shown,
        "Some submissions to the relayer are answered 500, 502 or 503, half of them taken all the same.",
    ),
    (
        Habit::StaleNonces,
        "stale-nonces",
        Shown,
        "The relayer tells a wallet's nonce of up to half a minute ago.",
    ),
    (
        Habit::FeesPerMatch,
        "fees-per-match",
        Happens,
        "The taker's fee is charged and rounded for each resting order met, not once a price.",
    ),
    (
        Habit::MicroFills,
        "micro-fills",
        Happens,
        "A match that would fill an order whole is a few millionths of a share short or over, and the order is done all the same.",
    ),
    (
        Habit::FailedSettlements,
        "failed-settlements",
        Happens,
        "0.3 % of the settlements a client takes part in fail minutes to hours later, and as many are only late.",
    ),
    (
        Habit::FailedSettlementsStress,
        "failed-settlements-stress",
        Happens,
        "The same for 10 % of them; only by name.",
    ),
    (
        Habit::LateRedemptions,
        "late-redemptions",
        Happens,
        "Shares of a resolved market are redeemed hours later, not after ten minutes.",
    ),
    (
        Habit::SplitPayouts,
        "split-payouts",
        Happens,
        "Some markets pay a quarter, a half or three quarters instead of one and nothing.",
    ),
    (
        Habit::CorrectedPayouts,
        "corrected-payouts",
        Happens,
        "Some resolutions are wrong at first and corrected before anything is redeemed.",
    ),
    (
        Habit::PausedMarkets,
        "paused-markets",
        Happens,
        "A market takes no orders for half a minute to two minutes.",
    ),
    (
        Habit::ChangedTicks,
        "changed-ticks",
        Happens,
        "A market's price step becomes finer for some hours, and then is as before.",
    ),
    (
        Habit::TokenMigrations,
        "token-migrations",
        Happens,
        "A trader's shares of a market become as many of its successor on the new contract, within the wallet.",
    ),
    (
        Habit::WalletMigrations,
        "wallet-migrations",
        Happens,
        "A trader moves everything to another wallet and goes on there.",
    ),
    (
        Habit::TraderTransfers,
        "trader-transfers",
        Happens,
        "Shares come to a trader or leave without a trade, and no list says so.",
    ),
    (
        Habit::Conversions,
        "conversions",
        Happens,
        "Traders turn NO shares of neg-risk events into YES shares of the others.",
    ),
    (
        Habit::SplitsAndMerges,
        "splits-and-merges",
        Happens,
        "Traders split pUSD into pairs and merge pairs back.",
    ),
    (
        Habit::HandTrades,
        "hand-trades",
        Happens,
        "Somebody trades by hand in the client's own account.",
    ),
    (
        Habit::HandOrders,
        "hand-orders",
        Happens,
        "An order placed by hand rests in the client's own account for some hours.",
    ),
    (
        Habit::OwnTransfers,
        "own-transfers",
        Happens,
        "Shares come to the client's own account or leave it without a trade.",
    ),
    (
        Habit::CashMovements,
        "cash-movements",
        Happens,
        "pUSD is deposited to the client's own account or withdrawn from it.",
    ),
    (
        Habit::VenueModes,
        "venue-modes",
        Happens,
        "The venue restarts (425, then post-only), takes cancels only, or takes nothing for a while.",
    ),
    (
        Habit::ClosedOnly,
        "closed-only",
        Happens,
        "The client's account may only sell for some hours.",
    ),
    (
        Habit::Banned,
        "banned",
        Happens,
        "The client's account is banned for some hours.",
    ),
    (
        Habit::FailedTransactions,
        "failed-transactions",
        Happens,
        "15 % of the relayed transactions fail: some are never sent (STATE_INVALID), the others revert (STATE_FAILED).",
    ),
    (
        Habit::StuckTransactions,
        "stuck-transactions",
        Happens,
        "A quarter of the relayed transactions wait 2 to 30 minutes before they are sent or mined.",
    ),
    (
        Habit::LegacyApprovals,
        "legacy-approvals",
        Happens,
        "Sales in neg-risk markets also need the approval of the adapter of before pUSD, which the balance's answer then lists.",
    ),
];

impl Habit {
    /// Every habit.
    pub fn every() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(habit, ..)| *habit)
    }

    fn entry(self) -> Option<&'static Entry> {
        TABLE.iter().find(|(habit, ..)| *habit == self)
    }

    /// Its stable name, in kebab case.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |(_, name, ..)| name)
    }

    /// What it does, in a sentence.
    #[must_use]
    pub fn says(self) -> &'static str {
        self.entry().map_or("", |(.., says)| says)
    }

    /// Where it acts.
    #[must_use]
    pub fn place(self) -> Place {
        self.entry().map_or(Shown, |(_, _, place, _)| *place)
    }

    /// The habit of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        TABLE
            .iter()
            .find(|(_, known, ..)| *known == name)
            .map(|(habit, ..)| *habit)
    }
}

impl fmt::Display for Habit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_habit_stands_in_the_table_once_under_a_name_of_its_own() {
        let names: BTreeSet<&str> = Habit::every().map(Habit::name).collect();
        let habits: BTreeSet<Habit> = Habit::every().collect();
        assert_eq!((names.len(), habits.len()), (TABLE.len(), TABLE.len()));
        assert!(Habit::every().zip(Habit::every().skip(1)).all(|(one, next)| one < next));
        for habit in Habit::every() {
            assert_eq!(Habit::named(habit.name()), Some(habit));
            let kebab = |letter: char| letter.is_ascii_lowercase() || letter == '-';
            assert!(habit.name().chars().all(kebab), "{habit}");
            assert!(habit.says().ends_with('.'), "{habit}");
        }
    }
}
