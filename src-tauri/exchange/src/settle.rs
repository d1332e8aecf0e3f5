//! What time alone brings: expiries, held orders, settlement steps, redemptions, games, modes.

use pilotfish_copy::ids::VenueMs;

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::TradeKey;
use super::order::{CancelReason, OrderStatus};
use super::settlement_path::{RETRIED_CONFIRMED_AFTER_MS, RETRIED_MINED_AFTER_MS, Step};
use super::timers::Due;
use super::trade::TradeStatus;

impl Exchange {
    /// Brings the exchange to `now`, working off what falls due in its order. An earlier instant changes nothing.
    pub fn advance(&mut self, now: VenueMs) {
        while let Some((at, due)) = self.timers.take(now) {
            self.now = self.now.max(at);
            match due {
                Due::Expire(order) => self.end(order, OrderStatus::Canceled, CancelReason::Expired),
                Due::Release(order) => self.release(order),
                Due::Settle(first, last, step) => self.settle(first, last, step),
                Due::Redeem(market) => self.redeem_all(market),
                Due::GameStart(market) => self.start_game(market),
                Due::Close(market) => self.close_on_time(market),
                Due::ModeEnds => self.end_mode(),
            }
            self.review_ticks();
        }
        self.now = self.now.max(now);
    }

    /// When something next falls due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<VenueMs> {
        self.timers.next()
    }

    /// The trades of one sweep settle together: they are one transaction.
    fn settle(&mut self, first: TradeKey, last: TradeKey, step: Step) {
        if step.status != TradeStatus::Failed {
            self.set_status(first, last, step);
        } else if self.can_void(first, last) {
            self.set_status(first, last, step);
            self.void(first, last);
        } else {
            // Somebody has spent what would have to be given back: so it was there, and another try goes through.
            self.set_status(first, last, Step::to(TradeStatus::Mined).anew());
            let confirmed_after = RETRIED_CONFIRMED_AFTER_MS - RETRIED_MINED_AFTER_MS;
            self.timers.enter(
                self.now.plus(confirmed_after),
                Due::Settle(first, last, Step::to(TradeStatus::Confirmed)),
            );
        }
    }

    fn set_status(&mut self, first: TradeKey, last: TradeKey, step: Step) {
        let new_hash = step.new_hash.then(|| self.ids.transaction());
        for (_, trade) in self.trades.range_mut(first..=last) {
            trade.status = step.status;
            trade.updated_at = self.now;
            if let Some(hash) = &new_hash {
                trade.transaction = hash.clone();
            }
            self.events.push(ExchangeEvent::Settlement {
                at: self.now,
                trade: trade.id.clone(),
                status: step.status,
                transaction: trade.transaction.clone(),
            });
        }
    }
}
