//! The pretend account: cash and shares, and the real payouts of what resolved.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{fill_value, payout_value};
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use serde::{Deserialize, Serialize};

use crate::bounds::Bounds;

/// What the account holds, and the totals that outlive its orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// When it was opened, venue time.
    pub opened_at: VenueMs,
    /// The pretend money that it began with.
    pub opening: Usd,
    /// The pretend money now.
    pub cash: Usd,
    /// Taker fees paid so far.
    pub fees: Usd,
    /// Shares held. None is zero.
    pub holdings: BTreeMap<TokenId, Shares>,
    /// Resolved markets whose shares are redeemed at that time.
    pub redemptions: BTreeMap<ConditionId, VenueMs>,
    /// What the shares that nobody can be sure of have made so far.
    pub bounds: Bounds,
    /// Orders that are over, what they asked for, and what was filled of them in both views.
    pub ended: Counts,
    /// The number of the next order, trade or movement.
    pub next: u64,
    /// Time during which orders rested and nobody listened to trades, ms.
    pub unwatched_ms: i64,
    /// Until when trades were listened to, to the minute.
    pub watched_until: VenueMs,
}

/// Orders and shares, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Orders.
    pub orders: u64,
    /// Shares asked for.
    pub asked: Shares,
    /// Shares filled, as booked.
    pub filled: Shares,
    /// Shares filled if everything went well.
    pub filled_optimistic: Shares,
}

impl Account {
    pub(crate) fn open(opening: Usd, at: VenueMs) -> Self {
        Self {
            opened_at: at,
            opening,
            cash: opening,
            fees: Usd::ZERO,
            holdings: BTreeMap::new(),
            redemptions: BTreeMap::new(),
            bounds: Bounds::default(),
            ended: Counts::default(),
            next: 1,
            unwatched_ms: 0,
            watched_until: at,
        }
    }

    pub(crate) fn number(&mut self) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    /// The shares held of a token.
    #[must_use]
    pub fn shares(&self, token: &TokenId) -> Shares {
        self.holdings.get(token).copied().unwrap_or_default()
    }

    /// Books an execution.
    pub(crate) fn fill(&mut self, token: &TokenId, side: Side, shares: Shares, price: Price, fee: Usd) {
        let value = fill_value(side, shares, price);
        match side {
            Side::Buy => self.cash -= value + fee,
            Side::Sell => self.cash += value - fee,
        }
        self.fees += fee;
        self.move_shares(token, if side == Side::Buy { shares } else { -shares });
    }

    /// Turns the shares of a resolved market into cash: what each token paid, in the market's order.
    pub(crate) fn redeem(&mut self, market: &Market, payouts: [Price; 2]) -> Vec<(TokenId, Usd)> {
        let mut paid = Vec::new();
        for (outcome, payout) in market.outcomes.iter().zip(payouts) {
            let held = self.shares(&outcome.token);
            if held.is_zero() {
                continue;
            }
            let usd = payout_value(held, payout);
            self.cash += usd;
            self.move_shares(&outcome.token, -held);
            paid.push((outcome.token.clone(), usd));
        }
        paid
    }

    fn move_shares(&mut self, token: &TokenId, by: Shares) {
        let held = self.holdings.entry(token.clone()).or_default();
        *held += by;
        if held.is_zero() {
            self.holdings.remove(token);
        }
    }
}
