//! Undoing a sweep whose transaction failed: shares, money and fee go back on both sides.
//!
//! What the orders had filled stays filled: a failed fill is not re-rested. An order only notes how much of it is void.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{OrderHash, TokenId};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::{AccountKey, TradeKey};
use super::trade::Trade;

/// What giving back changes, account by account.
#[derive(Debug, Default)]
struct Back {
    cash: BTreeMap<AccountKey, Usd>,
    shares: BTreeMap<(AccountKey, TokenId), Shares>,
}

impl Back {
    /// One party's part of a trade, undone. `value` is what it paid, or got, all told.
    fn enter(&mut self, account: AccountKey, token: &TokenId, side: Side, shares: Shares, value: Usd) {
        let (shares, value) = match side {
            Side::Buy => (-shares, value),
            Side::Sell => (shares, -value),
        };
        *self.cash.entry(account).or_default() += value;
        *self.shares.entry((account, token.clone())).or_default() += shares;
    }
}

impl Exchange {
    /// Whether every party still has what it would have to give back.
    pub(super) fn can_void(&self, first: TradeKey, last: TradeKey) -> bool {
        let back = self.back(first, last);
        let cash = back
            .cash
            .iter()
            .all(|(account, change)| self.accounts[*account].cash + *change >= Usd::ZERO);
        cash && back
            .shares
            .iter()
            .all(|((account, token), change)| self.accounts[*account].shares(token) + *change >= Shares::ZERO)
    }

    /// Gives everything back, and cancels what that leaves without money or shares.
    pub(super) fn void(&mut self, first: TradeKey, last: TradeKey) {
        let back = self.back(first, last);
        let trades: Vec<Trade> = self
            .trades
            .range(first..=last)
            .map(|(_, trade)| trade.clone())
            .collect();
        for trade in &trades {
            self.fees -= trade.fee;
            self.void_pairs(trade);
            self.note_void(&trade.taker_order, trade.shares);
            for leg in &trade.legs {
                self.note_void(&leg.order, leg.shares);
            }
        }
        for (account, change) in &back.cash {
            self.accounts[*account].cash += *change;
        }
        for ((account, token), change) in &back.shares {
            self.accounts[*account].add_shares(token, *change);
        }
        for trade in trades {
            self.events.push(ExchangeEvent::Voided(Box::new(trade)));
        }
        for account in back.cash.keys() {
            self.cancel_unfunded(*account);
        }
        for (account, token) in back.shares.keys() {
            self.cancel_unbacked(*account, token);
        }
    }

    fn back(&self, first: TradeKey, last: TradeKey) -> Back {
        let mut back = Back::default();
        for (_, trade) in self.trades.range(first..=last) {
            let all_told = match trade.side {
                Side::Buy => trade.value + trade.fee,
                Side::Sell => trade.value - trade.fee,
            };
            if let Some(taker) = self.by_wallet.get(&trade.taker) {
                back.enter(*taker, &trade.token, trade.side, trade.shares, all_told);
            }
            for leg in &trade.legs {
                if let Some(maker) = self.by_wallet.get(&leg.owner) {
                    back.enter(*maker, &leg.token, leg.side, leg.shares, leg.value);
                }
            }
        }
        back
    }

    /// Pairs that the trade minted are gone again, those it merged are back.
    fn void_pairs(&mut self, trade: &Trade) {
        let across: Shares = trade
            .legs
            .iter()
            .filter(|leg| leg.token != trade.token)
            .map(|leg| leg.shares)
            .sum();
        let pairs = Usd::from_micros(across.micros());
        let collateral = &mut self.markets[trade.market].collateral;
        *collateral += if trade.side == Side::Buy { -pairs } else { pairs };
    }

    fn note_void(&mut self, id: &OrderHash, shares: Shares) {
        if let Some(order) = self.by_order.get(id).and_then(|key| self.orders.get_mut(key)) {
            order.voided += shares;
            order.updated_at = self.now;
        }
    }
}
