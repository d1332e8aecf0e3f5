//! The ladder: the schedule that moves a copy order's limit price from the trader's price to the market (product.md
//! §6).
//!
//! Pure integer arithmetic on what it is given. It knows neither orders nor limits other than the slippage bound:
//! what our own resting orders forbid comes after it ([`crate::self_cross`]), and what the book can fill at its end
//! is [`crate::conversion`].

mod price;
mod schedule;

pub use price::{LadderInput, PriceDecision, PriceKind, price};
pub use schedule::{PlannedStage, SECURITY_THRESHOLD_MS, next_boundary, plan, resting_expiry, stage_at, stage_starts};

use serde::{Deserialize, Serialize};

/// One step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Stage {
    /// 0–6 h: the trader's price.
    Trader,
    /// 6–12 h: a tenth to a fifth of the way to the opposite side.
    Toward,
    /// 12–24 h: the middle.
    Mid,
    /// 24–36 h: the best opposite price.
    Best,
    /// From 36 h: a fill-and-kill, bounded.
    Market,
}

impl Stage {
    /// All five, in order.
    pub const ALL: [Self; 5] = [Self::Trader, Self::Toward, Self::Mid, Self::Best, Self::Market];

    /// 1 to 5.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Trader => 1,
            Self::Toward => 2,
            Self::Mid => 3,
            Self::Best => 4,
            Self::Market => 5,
        }
    }
}

impl From<Stage> for u8 {
    fn from(stage: Stage) -> Self {
        stage.number()
    }
}

impl TryFrom<u8> for Stage {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.number() == number)
            .ok_or_else(|| format!("no stage {number}"))
    }
}

/// How far apart the book's sides are, relative to their middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regime {
    /// Under 0.5 %.
    Tight,
    /// 0.5 % to 2 %, both included.
    Normal,
    /// Over 2 %, or one-sided, or empty.
    Wide,
}
