//! The way a match goes onto the chain: planned by rates and drawn from the seed, or told beforehand for tests and
//! fault control (polymarket-api §4.9).

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};

use super::Exchange;
use super::keys::{MarketKey, TradeKey};
use super::trade::{CONFIRMED_AFTER_MS, MINED_AFTER_MS, TradeStatus};
use crate::error::SimError;

/// From the match to the block of a transaction that was sent a second time.
pub const RETRIED_MINED_AFTER_MS: i64 = 4_000;

/// From the match to its confirmation, when the transaction was sent a second time.
pub const RETRIED_CONFIRMED_AFTER_MS: i64 = 8_000;

/// From the match to the end of one that fails.
pub const FAILED_AFTER_MS: i64 = 6_000;

/// Rates are parts of a million.
const WHOLE: u32 = 1_000_000;

/// How one sweep's transaction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Course {
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
}

impl Course {
    /// What happens when, counted from the match.
    pub(super) const fn steps(self) -> &'static [(i64, Step)] {
        const MINED: Step = Step::to(TradeStatus::Mined);
        const CONFIRMED: Step = Step::to(TradeStatus::Confirmed);
        const RETRYING: Step = Step::to(TradeStatus::Retrying);
        const FAILED: Step = Step::to(TradeStatus::Failed);
        const MINED_ANEW: Step = MINED.anew();
        const CONFIRMED_ANEW: Step = CONFIRMED.anew();
        match self {
            Self::Plain => &[(MINED_AFTER_MS, MINED), (CONFIRMED_AFTER_MS, CONFIRMED)],
            Self::Replaced => &[(MINED_AFTER_MS, MINED), (CONFIRMED_AFTER_MS, CONFIRMED_ANEW)],
            Self::Retried => &[
                (MINED_AFTER_MS, RETRYING),
                (RETRIED_MINED_AFTER_MS, MINED_ANEW),
                (RETRIED_CONFIRMED_AFTER_MS, CONFIRMED),
            ],
            Self::Failed => &[(MINED_AFTER_MS, RETRYING), (FAILED_AFTER_MS, FAILED)],
        }
    }
}

/// One step of a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) status: TradeStatus,
    /// Whether the transaction has another hash from here on.
    pub(super) new_hash: bool,
}

impl Step {
    pub(super) const fn to(status: TradeStatus) -> Self {
        Self {
            status,
            new_hash: false,
        }
    }

    pub(super) const fn anew(self) -> Self {
        Self { new_hash: true, ..self }
    }
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

impl SettlementPlan {
    /// The course for a number drawn from `0..1_000_000`.
    fn course(self, drawn: u32) -> Course {
        let failed = self.failed_micros;
        let retried = failed.saturating_add(self.retried_micros);
        let replaced = retried.saturating_add(self.replaced_micros);
        match drawn {
            drawn if drawn < failed => Course::Failed,
            drawn if drawn < retried => Course::Retried,
            drawn if drawn < replaced => Course::Replaced,
            _ => Course::Plain,
        }
    }
}

/// What shall become of the next sweeps, whatever the plan would draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseOrder {
    /// The way they go.
    pub course: Course,
    /// How many sweeps it holds for.
    pub sweeps: u32,
    /// Only sweeps that this wallet takes part in, as taker or maker.
    pub owner: Option<WalletAddress>,
}

impl Exchange {
    /// Tells what shall become of the next sweeps. Earlier orders of the kind come first.
    pub fn order_course(&mut self, order: CourseOrder) {
        if order.sweeps > 0 {
            self.courses.push(order);
        }
    }

    /// Sets how a market's later sweeps settle.
    ///
    /// # Errors
    /// [`SimError::Options`] when there is no such market.
    pub fn set_settlement(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        plan: SettlementPlan,
    ) -> Result<(), SimError> {
        let key = self.enter_market(now, condition)?;
        self.markets[key].rules.settlement = plan;
        Ok(())
    }

    /// The course of the sweep whose transaction was made last.
    pub(super) fn choose_course(&mut self, market: MarketKey, first: TradeKey, last: TradeKey) -> Course {
        let takes_part =
            |wallet: &WalletAddress| self.trades.range(first..=last).any(|(_, trade)| trade.involves(wallet));
        let meant = |order: &CourseOrder| order.owner.as_ref().is_none_or(takes_part);
        if let Some(place) = self.courses.iter().position(meant)
            && let Some(order) = self.courses.get_mut(place)
        {
            let course = order.course;
            order.sweeps -= 1;
            if order.sweeps == 0 {
                self.courses.remove(place);
            }
            return course;
        }
        let plan = self.markets[market].rules.settlement;
        if plan == SettlementPlan::default() {
            return Course::Plain;
        }
        plan.course(self.ids.draw(WHOLE))
    }
}
