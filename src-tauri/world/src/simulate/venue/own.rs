//! Our own account at the venue: trades, orders that ended, and what it held when.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::ids::{OrderHash, TokenId, TradeId, TxHash};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_exchange::Trade;

use super::{Push, Venue, VenueEntry, settlement};
use crate::simulate::chance::{Chance, Occasion, of_text};

/// One leg of a trade of ours.
#[derive(Debug, Clone)]
pub(crate) struct OwnLeg {
    pub(crate) trade: TradeId,
    pub(crate) hash: OrderHash,
    pub(crate) token: TokenId,
    pub(crate) side: Side,
    pub(crate) shares: Shares,
    pub(crate) price: Price,
    pub(crate) value: Usd,
    pub(crate) fee: Usd,
    pub(crate) maker: bool,
    pub(crate) at: i64,
    pub(crate) transaction: TxHash,
    /// When the lists show it first.
    pub(crate) listed_at: i64,
    /// How final it is since when.
    pub(crate) settled: Vec<(i64, Settlement)>,
}

impl OwnLeg {
    /// How final it is at that instant.
    pub(crate) fn settlement_at(&self, at: i64) -> Settlement {
        let place = self.settled.partition_point(|(since, _)| *since <= at);
        place
            .checked_sub(1)
            .and_then(|place| self.settled.get(place))
            .map_or(Settlement::Matched, |(_, settlement)| *settlement)
    }
}

/// Cash and shares at one time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Holdings {
    pub(crate) cash: Usd,
    pub(crate) shares: BTreeMap<TokenId, Shares>,
}

/// Our own account.
#[derive(Debug, Default)]
pub(crate) struct OwnAccount {
    pub(crate) legs: Vec<OwnLeg>,
    /// When each order ended.
    pub(crate) ended: BTreeMap<OrderHash, i64>,
    /// What it held since each instant.
    pub(crate) history: Vec<(i64, Arc<Holdings>)>,
    /// How much later than drawn trades are listed, until when.
    pub(crate) trades_late: (i64, i64),
}

impl OwnAccount {
    /// What it held at an instant.
    pub(crate) fn at(&self, at: i64) -> Arc<Holdings> {
        let place = self.history.partition_point(|(since, _)| *since <= at);
        place
            .checked_sub(1)
            .and_then(|place| self.history.get(place))
            .map(|(_, holdings)| Arc::clone(holdings))
            .unwrap_or_default()
    }
}

impl Venue {
    /// Keeps what we have now.
    pub(super) fn note_own(&mut self) {
        let Some(account) = self.exchange.account(&self.us) else {
            return;
        };
        let holdings = Holdings {
            cash: account.cash(),
            shares: account
                .holdings()
                .map(|(token, shares)| (token.clone(), shares))
                .collect(),
        };
        if self.own.history.last().is_some_and(|(_, last)| **last == holdings) {
            return;
        }
        self.own.history.push((self.now, Arc::new(holdings)));
    }

    /// A match that we took part in.
    pub(super) fn take_match(&mut self, trade: &Trade) {
        if trade.taker == self.us {
            self.add_leg(
                trade,
                trade.taker_order.clone(),
                trade.token.clone(),
                trade.side,
                trade.shares,
                trade.price,
                trade.value,
                Some(trade.fee),
            );
        }
        for leg in &trade.legs {
            if leg.owner == self.us {
                self.add_leg(
                    trade,
                    leg.order.clone(),
                    leg.token.clone(),
                    leg.side,
                    leg.shares,
                    leg.price,
                    leg.value,
                    None,
                );
            }
        }
        self.plan_settlement(&trade.transaction);
    }

    #[allow(clippy::too_many_arguments)]
    fn add_leg(
        &mut self,
        trade: &Trade,
        hash: OrderHash,
        token: TokenId,
        side: Side,
        shares: Shares,
        price: Price,
        value: Usd,
        fee: Option<Usd>,
    ) {
        let mut chance = Chance::of(self.seed, Occasion::OwnTrades, of_text(trade.id.as_str()), 0);
        let drawn = if self.habits.late_trades {
            chance.between(0, 40_000)
        } else {
            0
        };
        let (late, until) = self.own.trades_late;
        let listed_at = self.now + drawn.max(if self.now < until { late } else { 0 });
        self.enter(VenueEntry::Matched {
            trade: trade.id.clone(),
            hash: hash.clone(),
            token: token.clone(),
            condition: trade.condition.clone(),
            side,
            shares,
            price,
            value,
            fee: fee.unwrap_or(Usd::ZERO),
            maker: fee.is_none(),
        });
        self.own.legs.push(OwnLeg {
            trade: trade.id.clone(),
            hash,
            token,
            side,
            shares,
            price,
            value,
            fee: fee.unwrap_or(Usd::ZERO),
            maker: fee.is_none(),
            at: self.now,
            transaction: trade.transaction.clone(),
            listed_at,
            settled: vec![(self.now, Settlement::Matched)],
        });
        self.pushes.push(Push::Trade {
            leg: self.own.legs.len() - 1,
            settled: 0,
        });
    }

    /// A transaction is a step further: its trades are in a block, tried again, final or undone.
    pub(super) fn settle(&mut self, transaction: &TxHash, step: settlement::Step) {
        let legs: Vec<usize> = self
            .own
            .legs
            .iter()
            .enumerate()
            .filter(|(_, leg)| leg.transaction == *transaction)
            .map(|(place, _)| place)
            .collect();
        let settlement = match step {
            settlement::Step::Mined => Settlement::Mined,
            settlement::Step::Retrying => Settlement::Retrying,
            settlement::Step::Confirmed => Settlement::Confirmed,
            // Who has spent what would have to be given back had it: so another try goes through.
            settlement::Step::Failed if self.undo(&legs) => Settlement::Failed,
            settlement::Step::Failed => Settlement::Confirmed,
        };
        for place in legs {
            let Some(leg) = self.own.legs.get_mut(place) else {
                continue;
            };
            leg.settled.push((self.now, settlement));
            let (trade, hash, settled) = (leg.trade.clone(), leg.hash.clone(), leg.settled.len() - 1);
            match settlement {
                Settlement::Failed => self.enter(VenueEntry::Failed { trade, hash }),
                Settlement::Confirmed => self.enter(VenueEntry::Confirmed { trade, hash }),
                _ => {}
            }
            self.pushes.push(Push::Trade { leg: place, settled });
        }
        self.note_own();
    }

    /// Gives shares and money of a failed transaction back, if everybody still has them.
    fn undo(&mut self, legs: &[usize]) -> bool {
        let mut cash = Usd::ZERO;
        let mut shares: BTreeMap<TokenId, Shares> = BTreeMap::new();
        for leg in legs.iter().filter_map(|place| self.own.legs.get(*place)) {
            let back = shares.entry(leg.token.clone()).or_default();
            match leg.side {
                Side::Buy => {
                    cash += leg.value + leg.fee;
                    *back -= leg.shares;
                }
                Side::Sell => {
                    cash -= leg.value - leg.fee;
                    *back += leg.shares;
                }
            }
        }
        let (us, stranger) = (self.us.clone(), self.stranger.clone());
        let Some(account) = self.exchange.account(&us) else {
            return false;
        };
        let closed = |token: &TokenId| {
            self.exchange
                .market_of(token)
                .is_none_or(|(market, _)| market.payouts.is_some())
        };
        let possible = account.cash() + cash >= Usd::ZERO
            && shares
                .iter()
                .all(|(token, back)| account.shares(token) + *back >= Shares::ZERO && !closed(token));
        if !possible {
            return false;
        }
        let now = pilotfish_copy::ids::VenueMs(self.now);
        for (token, back) in shares {
            if back < Shares::ZERO {
                let _ = self.exchange.transfer(now, &us, &stranger, &token, -back);
            } else if back > Shares::ZERO {
                let _ = self.exchange.transfer(now, &stranger, &us, &token, back);
            }
        }
        if cash > Usd::ZERO {
            let _ = self.exchange.deposit(&us, cash);
        } else if cash < Usd::ZERO {
            let _ = self.exchange.withdraw(now, &us, -cash);
        }
        true
    }
}
