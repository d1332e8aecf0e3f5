//! A client's own orders, trades, balance and shares (polymarket-api §4.9, §4.10).

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_exchange::{AccountKind, Order, OrderStatus, Trade};

use super::Shown;
use crate::habits::Habit;

/// How long after the match a trade is listed: most at once, some after seconds, the rest within 40 s. Both happen "after
/// a while"; which comes first is promised nowhere.
const LISTED_AT_ONCE: u64 = 400_000;
const LISTED_SOON: u64 = 400_000;
const SOON_MS: (i64, i64) = (1_000, 10_000);
const LATER_MS: (i64, i64) = (10_000, 40_000);

/// How far balances are behind, and for how long they stay that far: several servers answer in turn, so that a later
/// answer may be of an earlier instant.
const BALANCE_BEHIND_MS: (i64, i64) = (0, 60_000);
const BALANCE_EVERY_MS: i64 = 20_000;

/// How many of a million orders show another matched size than the sum of their trades, and how far off it is, in
/// millionths of a share: the venue prints floats.
const ODD_SIZE: u64 = 200_000;
const ODD_SIZE_MICROS: (i64, i64) = (1, 3);

/// What a look-up by hash finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// Nothing: no such order, or one that has left the look-up.
    Missing,
    /// The order, live or ended, as it shows itself.
    Found(Box<Order>),
}

impl<'a> Shown<'a> {
    /// Looks an order up by its hash.
    #[must_use]
    pub fn look_up(&self, id: &OrderHash) -> LookUp {
        match self.venue.exchange().order(id) {
            Some(order) if !self.has_left(order) => LookUp::Found(Box::new(self.order(order))),
            _ => LookUp::Missing,
        }
    }

    /// Whether an order has left the look-up because it filled.
    #[must_use]
    pub fn has_left(&self, order: &Order) -> bool {
        self.has(Habit::LateTrades) && order.status == OrderStatus::Matched
    }

    /// An order as it shows itself: its matched size may be a few millionths off.
    #[must_use]
    pub fn order(&self, order: &Order) -> Order {
        let mut shown = order.clone();
        if self.has(Habit::OddSizes) && !order.matched.is_zero() {
            let mut draw = self.draw(Habit::OddSizes, order.id.as_str(), 0);
            if draw.chance(ODD_SIZE) {
                let off = Shares::from_micros(draw.between(ODD_SIZE_MICROS.0, ODD_SIZE_MICROS.1));
                shown.matched = if draw.between(0, 1) == 0 {
                    order.matched - off
                } else {
                    order.matched + off
                };
            }
        }
        shown
    }

    /// A wallet's trades that changed since an instant, oldest first, as far as they are listed.
    #[must_use]
    pub fn own_trades(&self, wallet: &WalletAddress, since: VenueMs) -> Vec<&'a Trade> {
        let trades = self.venue.exchange().trades(wallet);
        trades
            .filter(|trade| trade.updated_at >= since && self.lists(trade))
            .collect()
    }

    /// Whether one's own trade is listed yet.
    #[must_use]
    pub fn lists(&self, trade: &Trade) -> bool {
        if !self.has(Habit::LateTrades) {
            return true;
        }
        let mut draw = self.draw(Habit::LateTrades, trade.id.as_str(), 0);
        let after = if draw.chance(LISTED_AT_ONCE) {
            0
        } else if draw.chance(LISTED_SOON * 1_000_000 / (1_000_000 - LISTED_AT_ONCE)) {
            draw.between(SOON_MS.0, SOON_MS.1)
        } else {
            draw.between(LATER_MS.0, LATER_MS.1)
        };
        trade.matched_at.plus(after) <= self.now()
    }

    /// A client's pUSD.
    #[must_use]
    pub fn balance(&self, wallet: &WalletAddress) -> Usd {
        let cash = self
            .venue
            .exchange()
            .account(wallet)
            .map_or(Usd::ZERO, |account| account.cash());
        cash - self.venue.ledger().cash_since(wallet, self.balance_as_of(wallet))
    }

    /// A client's shares of a token, as `/balance-allowance` says. The list of all of them is
    /// [`positions`](Self::positions), which lags as well.
    #[must_use]
    pub fn share_balance(&self, wallet: &WalletAddress, token: &TokenId) -> Shares {
        let account = self.venue.exchange().account(wallet);
        let held = account.map_or(Shares::ZERO, |account| account.shares(token));
        held - self
            .venue
            .ledger()
            .shares_since(wallet, token, self.balance_as_of(wallet))
    }

    /// The instant that a client's balance is of.
    #[must_use]
    pub fn balance_as_of(&self, wallet: &WalletAddress) -> VenueMs {
        if !self.has(Habit::LateBalances) {
            return self.now();
        }
        let bucket = self.now().0.div_euclid(BALANCE_EVERY_MS);
        let mut draw = self.draw(Habit::LateBalances, wallet.as_str(), bucket);
        self.now().plus(-draw.between(BALANCE_BEHIND_MS.0, BALANCE_BEHIND_MS.1))
    }

    /// Whether the wallet is a client's.
    pub(super) fn is_own(&self, wallet: &WalletAddress) -> bool {
        let account = self.venue.exchange().account(wallet);
        account.is_some_and(|account| account.kind() == AccountKind::Client)
    }
}
