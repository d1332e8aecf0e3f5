//! The plain values that several parts of the exchange name: modes, statuses, settlement paths, events of markets.
//!
//! They stand here, without any rule, so that the parts need not know each other to speak of them. Those that control
//! routes and the journal write down have their names here too, in snake case.

use std::fmt;
use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use serde::{Deserialize, Serialize};

/// What the venue takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueMode {
    /// Everything.
    #[default]
    Running,
    /// Nothing: the matching engine restarts (425).
    Restarting,
    /// Post-only orders and cancels (503).
    PostOnly,
    /// Cancels (503).
    CancelOnly,
    /// Nothing: trading is disabled (503).
    Disabled,
}

/// What the venue lets an account do. It binds new orders only; what rests stays, and cancels are always taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// Everything.
    #[default]
    Open,
    /// Sales of what it holds.
    ClosedOnly,
    /// Nothing.
    Banned,
    /// Nothing, because of where it is: not even closing.
    Blocked,
}

/// What a contract is allowed to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asset {
    /// pUSD (an ERC-20 allowance): purchases.
    Collateral,
    /// Shares (an ERC-1155 approval for all): sales.
    Shares,
}

impl Asset {
    /// What the order gives.
    #[must_use]
    pub const fn given(side: Side) -> Self {
        match side {
            Side::Buy => Self::Collateral,
            Side::Sell => Self::Shares,
        }
    }
}

/// How one sweep's transaction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementPath {
    /// MINED, CONFIRMED.
    #[default]
    Plain,
    /// MINED, then CONFIRMED under another transaction hash.
    Replaced,
    /// RETRYING, then MINED under another transaction hash, CONFIRMED.
    Retried,
    /// RETRYING, FAILED: the fills are void. Where one of the parties no longer has what it would have to give back,
    /// the transaction goes through on another try instead (MINED, CONFIRMED).
    Failed,
    /// As `Failed`, but minutes to hours after the match.
    FailedLate,
    /// As `Retried`, but minutes to hours after the match.
    RetriedLate,
}

/// How often a market's sweeps go another than the plain way, each in parts of a million. The default is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SettlementPlan {
    /// Confirmed under another hash than the one they were mined under.
    pub replaced_micros: u32,
    /// Sent again.
    pub retried_micros: u32,
    /// Failed.
    pub failed_micros: u32,
}

/// Which way pUSD and pairs of shares were exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// pUSD into YES and NO.
    Split,
    /// YES and NO into pUSD.
    Merge,
}

/// A neg-risk event's id: the venue's `neg_risk_market_id`, `0x` and 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(Arc<str>);

impl EventId {
    /// Takes the text as it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a conversion did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NegRiskConversion {
    pub at: VenueMs,
    pub owner: WalletAddress,
    /// In which event.
    pub event: EventId,
    /// The markets whose NO shares were given, in the event's order.
    pub gave_no_of: Vec<ConditionId>,
    /// The markets whose YES shares were got, in the event's order.
    pub got_yes_of: Vec<ConditionId>,
    /// The shares, the same of every market.
    pub shares: Shares,
    /// pUSD that came out: shares × (given − 1).
    pub cash: Usd,
    pub transaction: TxHash,
}
