//! The way a match goes onto the chain: planned by rates and drawn from the seed, or told beforehand for tests and
//! fault control.

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};

use super::Exchange;
use super::keys::{MarketKey, TradeKey};
use super::trade::{CONFIRMED_AFTER_MS, MINED_AFTER_MS, TradeStatus};
use super::types::{SettlementPath, SettlementPlan};
use crate::SetupError;

/// From the match to the block of a transaction that was sent a second time.
pub const RETRIED_MINED_AFTER_MS: i64 = 4_000;

/// From the match to its confirmation, when the transaction was sent a second time.
pub const RETRIED_CONFIRMED_AFTER_MS: i64 = 8_000;

/// From the match to the end of one that fails.
pub const FAILED_AFTER_MS: i64 = 6_000;

/// Rates are parts of a million.
const WHOLE: u32 = 1_000_000;

impl SettlementPath {
    /// What happens when, counted from the match; `late_ms` is when a late one is decided.
    pub(super) fn steps(self, late_ms: i64) -> Vec<(i64, Step)> {
        const MINED: Step = Step::to(TradeStatus::Mined);
        const CONFIRMED: Step = Step::to(TradeStatus::Confirmed);
        const RETRYING: Step = Step::to(TradeStatus::Retrying);
        const FAILED: Step = Step::to(TradeStatus::Failed);
        const MINED_ANEW: Step = MINED.anew();
        const CONFIRMED_ANEW: Step = CONFIRMED.anew();
        match self {
            Self::Plain => vec![(MINED_AFTER_MS, MINED), (CONFIRMED_AFTER_MS, CONFIRMED)],
            Self::Replaced => vec![(MINED_AFTER_MS, MINED), (CONFIRMED_AFTER_MS, CONFIRMED_ANEW)],
            Self::Retried => vec![
                (MINED_AFTER_MS, RETRYING),
                (RETRIED_MINED_AFTER_MS, MINED_ANEW),
                (RETRIED_CONFIRMED_AFTER_MS, CONFIRMED),
            ],
            Self::Failed => vec![(MINED_AFTER_MS, RETRYING), (FAILED_AFTER_MS, FAILED)],
            Self::FailedLate => vec![(MINED_AFTER_MS, RETRYING), (late_ms, FAILED)],
            Self::RetriedLate => vec![
                (MINED_AFTER_MS, RETRYING),
                (late_ms, MINED_ANEW),
                (late_ms + RETRIED_MINED_AFTER_MS, CONFIRMED),
            ],
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

impl SettlementPlan {
    /// The path for a number drawn from `0..1_000_000`.
    fn path(self, drawn: u32) -> SettlementPath {
        let failed = self.failed_micros;
        let retried = failed.saturating_add(self.retried_micros);
        let replaced = retried.saturating_add(self.replaced_micros);
        match drawn {
            drawn if drawn < failed => SettlementPath::Failed,
            drawn if drawn < retried => SettlementPath::Retried,
            drawn if drawn < replaced => SettlementPath::Replaced,
            _ => SettlementPath::Plain,
        }
    }
}

/// What shall become of the next sweeps, whatever the plan would draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementOverride {
    /// The way they go.
    pub path: SettlementPath,
    /// How many sweeps it holds for.
    pub sweeps: u32,
    /// Only sweeps that this wallet takes part in, as taker or maker.
    pub owner: Option<WalletAddress>,
}

impl Exchange {
    /// Tells what shall become of the next sweeps. Earlier orders of the kind come first.
    pub fn override_settlement(&mut self, order: SettlementOverride) {
        if order.sweeps > 0 {
            self.overrides.push(order);
        }
    }

    /// Sets how a market's later sweeps settle.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_settlement(
        &mut self,
        now: VenueMs,
        condition: &ConditionId,
        plan: SettlementPlan,
    ) -> Result<(), SetupError> {
        let key = self.enter_market(now, condition)?;
        self.markets[key].rules.settlement = plan;
        Ok(())
    }

    /// The path of the sweep whose transaction was made last.
    pub(super) fn choose_path(&mut self, market: MarketKey, first: TradeKey, last: TradeKey) -> SettlementPath {
        let takes_part =
            |wallet: &WalletAddress| self.trades.range(first..=last).any(|(_, trade)| trade.involves(wallet));
        let meant = |order: &SettlementOverride| order.owner.as_ref().is_none_or(takes_part);
        if let Some(place) = self.overrides.iter().position(meant)
            && let Some(order) = self.overrides.get_mut(place)
        {
            let path = order.path;
            order.sweeps -= 1;
            if order.sweeps == 0 {
                self.overrides.remove(place);
            }
            return path;
        }
        if let Some(late) = self.late_path(first, last) {
            return late;
        }
        let plan = self.markets[market].rules.settlement;
        if plan == SettlementPlan::default() {
            return SettlementPath::Plain;
        }
        plan.path(self.ids.draw(WHOLE))
    }
}
