//! What time alone brings: expiries, settlement steps, redemptions.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{Rounding, Shares};

use super::Exchange;
use super::agenda::Due;
use super::event::ExchangeEvent;
use super::keys::{AccountKey, MarketKey, TradeKey};
use super::order::{CancelReason, OrderStatus};
use super::trade::TradeStatus;

/// From a market's resolution to the automatic redemption of its shares.
pub const REDEEMED_AFTER_MS: i64 = 600_000;

impl Exchange {
    /// Brings the exchange to `now`, working off what falls due in its order. An earlier instant changes nothing.
    pub fn advance(&mut self, now: VenueMs) {
        while let Some((at, due)) = self.agenda.take(now) {
            self.now = self.now.max(at);
            match due {
                Due::Expire(order) => self.end(order, OrderStatus::Canceled, CancelReason::Expired),
                Due::Settle(first, last, status) => self.settle(first, last, status),
                Due::Redeem(market) => self.redeem(market),
            }
        }
        self.now = self.now.max(now);
    }

    /// When something next falls due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<VenueMs> {
        self.agenda.next()
    }

    /// The trades of one sweep settle together: they are one transaction.
    fn settle(&mut self, first: TradeKey, last: TradeKey, status: TradeStatus) {
        for (_, trade) in self.trades.range_mut(first..=last) {
            trade.status = status;
            trade.updated_at = self.now;
            self.events.push(ExchangeEvent::Settlement {
                at: self.now,
                trade: trade.id.clone(),
                status,
                transaction: trade.transaction.clone(),
            });
        }
    }

    /// Turns every share of a resolved market into what it pays.
    fn redeem(&mut self, market: MarketKey) {
        for account in self.accounts.keys() {
            self.redeem_account(market, account);
        }
        self.markets[market].redeemed = true;
    }

    fn redeem_account(&mut self, market: MarketKey, account: AccountKey) {
        let listed = &mut self.markets[market];
        let holder = &mut self.accounts[account];
        let mut transaction = None;
        for outcome in [0, 1] {
            let token = listed.token(outcome).clone();
            let shares = holder.shares(&token);
            let Some(payout) = listed.payout(outcome).filter(|_| shares > Shares::ZERO) else {
                continue;
            };
            // Down: the collateral must cover every holder, however the shares are spread.
            let value = shares.value(payout, Rounding::Down);
            holder.add_shares(&token, -shares);
            holder.cash += value;
            listed.collateral -= value;
            let hash = transaction.get_or_insert_with(|| self.ids.transaction()).clone();
            self.events.push(ExchangeEvent::Redeemed {
                at: self.now,
                owner: holder.owner.clone(),
                condition: listed.market.condition.clone(),
                token,
                outcome,
                shares,
                value,
                transaction: hash,
            });
        }
    }
}
