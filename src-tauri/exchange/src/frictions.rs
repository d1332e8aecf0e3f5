//! What the exchange does beyond its plain rules, when asked to: fees by the match, fills off by millionths, settlements
//! that fail late. The venue's habits switch them; by themselves they are off.

use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{MICRO, Shares, Usd};

use super::Exchange;
use super::account::Account;
use super::fee::taker_fee;
use super::keys::TradeKey;
use super::order::{Amount, NewOrder, Order};
use super::plan::Step;
use super::types::SettlementPath;

/// An order with no more than this left is done, while fills may be off: the venue never works on with millionths of a
/// share.
pub const MICRO_FILL_MOST: Shares = Shares::from_micros(10);

/// By how many millionths a completing fill is off at most.
const OFF_MICROS_MOST: u32 = 5;

/// Rates are parts of a million.
const WHOLE: u32 = 1_000_000;

/// When a settlement fails (or is confirmed) late, counted from the match: between five minutes and six hours.
const LATE_MS: (i64, i64) = (300_000, 6 * 3_600_000);

/// What is switched on. The default is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frictions {
    /// The taker's fee is charged and rounded for each resting order met, not once a price.
    pub fee_per_match: bool,
    /// How many of a million fills that would complete a client's order are a few millionths of a share short or over.
    pub micro_fills_micros: u32,
    /// How many of a million settlements that a client takes part in fail late; as many are only confirmed late.
    pub late_failures_micros: u32,
    /// Somebody places orders by hand in clients' accounts: that a client meets an order of its own is no mistake then.
    pub own_matches_expected: bool,
}

impl Exchange {
    /// Sets what is switched on, for what is matched from now on.
    pub fn set_frictions(&mut self, frictions: Frictions) {
        self.frictions = frictions;
    }

    /// What a taker pays at one price.
    pub(super) fn step_fee(&self, schedule: FeeSchedule, step: &Step) -> Usd {
        if self.frictions.fee_per_match {
            step.parts
                .iter()
                .map(|part| taker_fee(schedule, part.shares, step.price))
                .sum()
        } else {
            taker_fee(schedule, step.shares(), step.price)
        }
    }

    /// Whether what is left of an order is nothing to go on with.
    pub(super) fn is_done(&self, left: Shares) -> bool {
        left <= Shares::ZERO || (self.frictions.micro_fills_micros > 0 && left <= MICRO_FILL_MOST)
    }

    /// The size of a match of `exact` shares that would complete one of the two orders: mostly that.
    pub(super) fn size_off(&self, order: &NewOrder, taker: &Account, maker: &Order, exact: Shares) -> Shares {
        let rate = self.frictions.micro_fills_micros;
        let completes_taker = matches!(order.amount, Amount::Shares(asked) if asked >= exact);
        let clients = taker.is_client() || self.accounts[maker.account].is_client();
        if rate == 0
            || !clients
            || exact < Shares::from_micros(MICRO)
            || !(completes_taker || exact == maker.remaining())
        {
            return exact;
        }
        let name = format!("{} {} {}", order.id, maker.id, exact);
        if self.ids.draw_for(&name, WHOLE) >= rate {
            return exact;
        }
        let off = 1 + self.ids.draw_for(&format!("{name} off"), OFF_MICROS_MOST);
        let off = Shares::from_micros(i64::from(off));
        // Over only where there is more: in the resting order, and in what a seller has.
        let has_more = exact + MICRO_FILL_MOST < maker.remaining()
            && (order.side == Side::Buy || taker.shares(&order.token) > exact + MICRO_FILL_MOST);
        if has_more && self.ids.draw_for(&format!("{name} over"), 2) == 0 {
            exact + off
        } else {
            exact - off
        }
    }

    /// The late way of a sweep that a client takes part in, if it is one of those.
    pub(super) fn late_path(&self, first: TradeKey, last: TradeKey) -> Option<SettlementPath> {
        let rate = self.frictions.late_failures_micros;
        let mut trades = self.trades.range(first..=last);
        if rate == 0 || !trades.any(|(_, trade)| trade.kept) {
            return None;
        }
        match self.ids.draw(WHOLE) {
            drawn if drawn < rate => Some(SettlementPath::FailedLate),
            drawn if drawn < rate.saturating_mul(2) => Some(SettlementPath::RetriedLate),
            _ => None,
        }
    }

    /// How late the sweep whose transaction was made last is settled, where it is late.
    pub(super) fn late_by_ms(&self) -> i64 {
        let width = u32::try_from(LATE_MS.1 - LATE_MS.0).unwrap_or(u32::MAX);
        LATE_MS.0 + i64::from(self.ids.draw_for("late settlement", width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_switched_on_by_itself() {
        assert_eq!(Exchange::new().frictions, Frictions::default());
        assert!(!Exchange::new().is_done(Shares::from_micros(1)));
    }
}
