//! Declared changes: what is booked without an exchange event (the days before the demo, and recorded changes).

use std::sync::Arc;

use pilotfish_copy::ids::{TxHash, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use crate::venue::rows::{ActivityKind, ActivityRecord, MarketCard, TraderProfile};
use crate::world_gen::ledger::{Ledger, Spot};

/// A change to a person's books that no exchange event tells: a trade of the days before, or a recorded one.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) person: usize,
    pub(crate) market: usize,
    pub(crate) outcome: usize,
    pub(crate) at: VenueMs,
    pub(crate) kind: ActivityKind,
    pub(crate) side: Option<Side>,
    pub(crate) shares: Shares,
    pub(crate) price: Price,
    pub(crate) fee: Usd,
    pub(crate) maker: bool,
    pub(crate) tx: TxHash,
    pub(crate) recorded_row: Option<u64>,
}

impl Declared {
    /// What it was worth without the fee; a redemption's price is what a share pays.
    pub(crate) fn usdc_size(&self) -> Usd {
        match self.kind {
            ActivityKind::Split | ActivityKind::Merge => Usd::from_micros(self.shares.micros()),
            // Never declared: they need an event on the exchange.
            ActivityKind::Conversion | ActivityKind::Migration | ActivityKind::Unknown => Usd::ZERO,
            ActivityKind::Trade | ActivityKind::Redeem => self.shares.value(self.price, Rounding::Down),
        }
    }

    /// Books it in its owner's ledger.
    pub(crate) fn book(&self, ledger: &mut Ledger, card: &MarketCard) {
        let value = self.usdc_size();
        for (outcome, name) in card.market.outcomes.iter().enumerate() {
            let spot = Spot {
                token: &name.token,
                market: self.market,
                outcome,
                at: self.at,
            };
            match (self.kind, self.side) {
                (ActivityKind::Split, _) => ledger.split(spot, self.shares),
                (ActivityKind::Merge, _) => ledger.merge(spot, self.shares),
                _ if outcome != self.outcome => {}
                (ActivityKind::Conversion | ActivityKind::Migration | ActivityKind::Unknown, _) => {}
                (ActivityKind::Redeem, _) => ledger.redeem(spot, self.shares, value),
                (ActivityKind::Trade, Some(Side::Sell)) => ledger.sell(spot, self.shares, value, self.fee),
                (ActivityKind::Trade, _) => ledger.buy(spot, self.shares, value, self.fee),
            }
        }
    }

    /// Its row, not yet numbered.
    pub(crate) fn row(&self, profile: &TraderProfile, card: Arc<MarketCard>) -> ActivityRecord {
        let both = matches!(
            self.kind,
            ActivityKind::Split | ActivityKind::Merge | ActivityKind::Conversion
        );
        let trade = self.kind == ActivityKind::Trade;
        let outcome = card.market.outcomes.get(self.outcome).filter(|_| !both);
        ActivityRecord {
            sequence: 0,
            kind: self.kind,
            wallet: profile.wallet.clone(),
            name: Arc::clone(&profile.name),
            token: outcome.map(|outcome| outcome.token.clone()),
            outcome_index: (!both).then_some(self.outcome),
            card,
            side: self.side.filter(|_| trade),
            size: self.shares,
            price: trade.then_some(self.price),
            usdc_size: self.usdc_size(),
            fee: self.fee,
            maker: self.maker,
            tx: self.tx.clone(),
            at: self.at,
            recorded_row: self.recorded_row,
        }
    }
}
