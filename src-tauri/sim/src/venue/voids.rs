//! Failed trades: their rows are struck out of the record and their bookings undone.
//!
//! The chain never had them, so the public pages stop showing them. Whoever heard of them by stream has heard of them:
//! nothing is told a second time.

use pilotfish_copy::market::Side;

use crate::venue::record::Record;
use crate::venue::rows::{ActivityKind, ActivityRecord};
use crate::world_gen::ledger::Spot;
use pilotfish_exchange::Trade;

impl Record {
    /// Strikes out a failed trade.
    pub(super) fn void(&mut self, trade: &Trade) {
        let Some((first, last)) = self.unsettled.remove(&trade.id) else {
            return;
        };
        for sequence in first..=last {
            if let Some(row) = self
                .row(sequence)
                .filter(|row| row.kind == ActivityKind::Trade)
                .cloned()
            {
                self.undo(&row, trade);
                self.voided.insert(sequence);
            }
        }
        if let Some(file) = self
            .market(&trade.condition)
            .and_then(|place| self.files.get_mut(place))
        {
            file.trade(trade.updated_at, -trade.value);
        }
    }

    /// Whether a row stands.
    pub(crate) fn stands(&self, row: &ActivityRecord) -> bool {
        !self.voided.contains(&row.sequence)
    }

    fn undo(&mut self, row: &ActivityRecord, trade: &Trade) {
        let (Some(market), Some(token), Some(outcome)) =
            (self.market(&trade.condition), row.token.as_ref(), row.outcome_index)
        else {
            return;
        };
        let Some(person) = self
            .person_place(&row.wallet)
            .and_then(|place| self.people.get_mut(place))
        else {
            return;
        };
        let spot = Spot {
            token,
            market,
            outcome,
            at: trade.updated_at,
        };
        match row.side {
            Some(Side::Sell) => person.ledger.undo_sell(spot, row.size, row.usdc_size, row.fee),
            _ => person.ledger.undo_buy(spot, row.size, row.usdc_size, row.fee),
        }
    }

    /// A row by its number, whoever's it is.
    fn row(&self, sequence: u64) -> Option<&ActivityRecord> {
        let kept = self.rows.binary_search_by_key(&sequence, |row| row.sequence);
        let crowd = || {
            self.crowd_rows
                .binary_search_by_key(&sequence, |row| row.sequence)
                .ok()
                .and_then(|place| self.crowd_rows.get(place))
        };
        kept.ok().and_then(|place| self.rows.get(place)).or_else(crowd)
    }
}
