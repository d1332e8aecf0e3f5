//! What will happen by itself, and when: expiries, settlement steps, redemptions, games, the venue's modes.
//!
//! Ordered by instant, then by when it was entered, so that how far the clock jumps makes no difference.

use std::collections::BTreeMap;

use pilotfish_copy::ids::VenueMs;

use super::keys::{MarketKey, OrderKey, TradeKey};
use super::settlement_path::Step;

/// One thing that falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// A GTD order ends.
    Expire(OrderKey),
    /// A held order meets the book.
    Release(OrderKey),
    /// The trades of one sweep, first and last, become more final.
    Settle(TradeKey, TradeKey, Step),
    /// A resolved market pays.
    Redeem(MarketKey),
    /// A market's game starts.
    GameStart(MarketKey),
    /// A market closes.
    Close(MarketKey),
    /// The venue's mode ends.
    ModeEnds,
}

/// All of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Timers {
    due: BTreeMap<(VenueMs, u64), Due>,
    entered: u64,
}

impl Timers {
    /// Enters it; the number, with the instant, strikes it off again.
    pub(super) fn enter(&mut self, at: VenueMs, due: Due) -> u64 {
        self.entered += 1;
        self.due.insert((at, self.entered), due);
        self.entered
    }

    pub(super) fn strike(&mut self, at: VenueMs, number: u64) {
        self.due.remove(&(at, number));
    }

    /// The instant of the next.
    pub(super) fn next(&self) -> Option<VenueMs> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// Takes the next that is due by `now`.
    pub(super) fn take(&mut self, now: VenueMs) -> Option<(VenueMs, Due)> {
        let entry = self.due.first_entry()?;
        let at = entry.key().0;
        (at <= now).then(|| (at, entry.remove()))
    }
}
