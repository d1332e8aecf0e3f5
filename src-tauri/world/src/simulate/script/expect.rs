//! What a script says must be so. A line that is not met is a failure like a broken invariant.

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::{EndReason, SkipReason, WaitReason};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use serde::{Deserialize, Serialize};

use super::acts::Outcome;

/// Which copy orders are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderMatch {
    /// Copied from whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trader: Option<String>,
    /// In which market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market: Option<String>,
    /// Which outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Purchases or sales.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The user's own closes, or copies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_user: Option<bool>,
    /// Open, or over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    /// Why they ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<EndReason>,
    /// Why they wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitReason>,
    /// Shares they are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
    /// Shares filled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filled: Option<Shares>,
}

/// What must be so at that instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expectation {
    /// What a follow holds.
    Held {
        /// Through which.
        trader: String,
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// So many.
        shares: Shares,
    },
    /// What a follow wants to hold.
    Target {
        /// The trader's name in the script.
        trader: String,
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// So many.
        shares: Shares,
    },
    /// How many copy orders there are (since the start) of that kind.
    Orders {
        /// Of which kind.
        #[serde(default, flatten)]
        of: OrderMatch,
        /// The exact number of them, those that are over included.
        count: usize,
    },
    /// How many orders of ours the venue was sent since the start.
    Sent {
        /// Purchases or sales; nothing: both.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
        /// How many at least.
        #[serde(default)]
        at_least: usize,
        /// How many at most.
        #[serde(default = "any")]
        at_most: usize,
    },
    /// How many orders of ours rest at the venue.
    Resting {
        /// The exact number of them.
        count: usize,
        /// At which price, all of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        price: Option<Price>,
    },
    /// How many signals there were, since the start.
    Signals {
        /// Which way; nothing: either.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
        /// The exact number of them.
        count: usize,
    },
    /// How often something was skipped for that reason, since the start.
    Skipped {
        /// The gate that skipped it.
        reason: SkipReason,
        /// How often at least.
        #[serde(default = "once")]
        at_least: usize,
    },
    /// How often a change was noted without a signal for that reason, since the start.
    Noted {
        /// The gate that skipped it.
        reason: SkipReason,
        /// How often at least.
        #[serde(default = "once")]
        at_least: usize,
    },
    /// Whether a halt of that kind stands: its word, as in `Halt`.
    Halt {
        /// Which: `stopped`, `shares_missing` …
        halt: String,
        /// Whether.
        stands: bool,
    },
    /// Halt of exactly that reason.
    HaltIs {
        /// What halts.
        reason: HaltReason,
    },
    /// The books' cash.
    Cash {
        /// So much.
        usd: Usd,
    },
    /// What the books say was spent today, fees included.
    Spent {
        /// So much.
        usd: Usd,
    },
    /// How often an event of that kind (its `kind` word) was told, since the start.
    Told {
        /// The kind, by its word.
        kind: String,
        /// How often at least.
        #[serde(default = "once")]
        at_least: usize,
        /// How often at most.
        #[serde(default = "any")]
        at_most: usize,
    },
}

const fn any() -> usize {
    usize::MAX
}

const fn once() -> usize {
    1
}
