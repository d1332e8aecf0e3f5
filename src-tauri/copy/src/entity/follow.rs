//! A follow: the decision to copy one trader, and its settings (product.md §3).

use serde::{Deserialize, Serialize};

use crate::ids::{FollowId, VenueMs, WalletAddress};
use crate::money::{Percentage, Price, Usd};

/// How a copy order is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// From the trader's price to the market over 36 h.
    Ladder,
    /// A fill-and-kill at once, bounded; what is left goes to the ladder.
    Fast,
}

/// What a follow does with an order below the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BelowMinimum {
    /// Skip it.
    Ignore,
    /// Keep the difference until it is large enough.
    Accumulate,
}

/// Which of the trader's changes are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopySides {
    /// Purchases and sales.
    Both,
    /// Purchases only.
    Buys,
    /// Sales only: winding down.
    Sells,
}

/// A follow's settings (product.md §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowSettings {
    /// The share of the trader's change that is copied.
    pub percentage: Percentage,
    /// How orders are worked.
    pub style: Style,
    /// The most a price may be worse than the trader's, in price; default 0.10.
    pub max_slippage: Price,
    /// The most USD an order may cost; default 100.
    pub max_order: Usd,
    /// The most USD this follow may have in one market; default 250.
    pub max_market: Usd,
    /// The most USD this follow may have in all; default 500.
    pub max_total: Usd,
    /// No purchase under this trader's price; default 0.02.
    pub price_min: Price,
    /// No purchase over this trader's price; default 0.98.
    pub price_max: Price,
    /// No purchase in a market that resolves sooner than this; default 1 h.
    pub min_time_to_resolution_ms: i64,
    /// What is copied.
    pub copy: CopySides,
    /// What becomes of orders below the minimum.
    pub below_minimum: BelowMinimum,
    /// Only markets of these categories are bought; empty means all.
    pub categories: Vec<String>,
    /// No market with one of these words in its question is bought.
    pub exclude_keywords: Vec<String>,
    /// Also copy what the trader holds at the start.
    pub copy_existing: bool,
    /// How long rows of one token and side are gathered; default 20 s, 2 s in the `fast` style.
    pub gather_ms: Option<i64>,
    /// Purchases older than this when they are decided are skipped; default 1 h, 5 min in the `fast` style.
    #[serde(default)]
    pub max_purchase_age_ms: Option<i64>,
    /// A purchase that is not filled ends so long after its ladder; default 24 h.
    #[serde(default)]
    pub purchase_ends_after_ms: Option<i64>,
}

impl FollowSettings {
    /// The defaults of product.md §3 at that percentage.
    #[must_use]
    pub fn at(percentage: Percentage) -> Self {
        Self {
            percentage,
            style: Style::Ladder,
            max_slippage: Price::from_micros(100_000),
            max_order: Usd::dollars(100),
            max_market: Usd::dollars(250),
            max_total: Usd::dollars(500),
            price_min: Price::from_micros(20_000),
            price_max: Price::from_micros(980_000),
            min_time_to_resolution_ms: 3_600_000,
            copy: CopySides::Both,
            below_minimum: BelowMinimum::Ignore,
            categories: Vec::new(),
            exclude_keywords: Vec::new(),
            copy_existing: false,
            gather_ms: None,
            max_purchase_age_ms: None,
            purchase_ends_after_ms: None,
        }
    }

    /// What a new follow has in a demo (product.md §3): limits that fit those it begins with.
    #[must_use]
    pub fn of_demo(percentage: Percentage) -> Self {
        Self {
            max_order: Usd::dollars(250),
            max_market: Usd::dollars(1_000),
            max_total: Usd::dollars(3_000),
            ..Self::at(percentage)
        }
    }

    /// The age, ms, beyond which a purchase is too old to be copied.
    #[must_use]
    pub fn oldest_purchase_ms(&self) -> i64 {
        self.max_purchase_age_ms.unwrap_or(match self.style {
            Style::Ladder => 3_600_000,
            Style::Fast => 300_000,
        })
    }

    /// How long after the ladder's end, ms, a purchase that is not filled ends.
    #[must_use]
    pub fn purchase_ends_after_ladder_ms(&self) -> i64 {
        self.purchase_ends_after_ms.unwrap_or(86_400_000)
    }

    /// How long rows are gathered into one signal, ms.
    #[must_use]
    pub fn gathers_for_ms(&self) -> i64 {
        self.gather_ms.unwrap_or(match self.style {
            Style::Ladder => 20_000,
            Style::Fast => 2_000,
        })
    }
}

/// Where a follow stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowStatus {
    /// Waits for its baseline.
    Starting,
    /// Copies.
    Active,
    /// Switched off.
    Off,
    /// Removed; kept for what it holds and for the record.
    Removed,
}

impl FollowStatus {
    /// Whether the follow copies, or is about to.
    #[must_use]
    pub const fn is_on(self) -> bool {
        matches!(self, Self::Starting | Self::Active)
    }
}

/// The user's decision to copy one trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// Its number in the books.
    pub id: FollowId,
    /// Whom: the proxy wallet.
    pub trader: WalletAddress,
    /// Their name as shown.
    pub name: String,
    /// What share of their changes is copied, how orders are worked, and within which limits.
    pub settings: FollowSettings,
    /// Where it stands.
    pub status: FollowStatus,
    /// When the user made it.
    pub created_at: VenueMs,
    /// When it was last switched on: only what the trader does later is copied.
    pub started_at: VenueMs,
    /// The time of the baseline.
    pub baseline_at: Option<VenueMs>,
    /// Activity is complete up to here. Written now and then: what lies between is read again, which changes nothing.
    pub activity_through: VenueMs,
    /// Activity before this instant may lack rows: a page bound was met. A list's difference near it can be a trade.
    pub activity_gap_at: Option<VenueMs>,
    /// The wallet that the trader moved to: nothing more is bought until the user follows them there.
    pub moved_to: Option<WalletAddress>,
}
