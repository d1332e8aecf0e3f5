//! Ticks that move: 0.001 while the price is beyond 0.96 or below 0.04.
//!
//! The price is the book's middle, else the last trade. Resting orders stay whatever the tick becomes; new ones obey it.
//! How the venue goes back is not documented. Here the tick goes back once the price is well inside (so that it does
//! not flap) and no resting order needs the finer step.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Tick};

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::MarketKey;
use super::market::Listed;

/// Beyond this the tick is fine.
const HIGH: Price = Price::from_micros(960_000);
/// Below this it is.
const LOW: Price = Price::from_micros(40_000);
/// Between these it may go back: one cent inside.
const CALM: std::ops::RangeInclusive<Price> = Price::from_micros(50_000)..=Price::from_micros(950_000);

impl Exchange {
    /// Looks at the ticks of the markets whose books changed since the last look.
    pub(super) fn review_ticks(&mut self) {
        while let Some(market) = self.touched.pop_first() {
            if let Some(tick) = self.markets[market].moved_tick() {
                self.change_tick(market, tick);
            }
        }
    }

    pub(super) fn change_tick(&mut self, key: MarketKey, new: Tick) {
        let market = &mut self.markets[key].market;
        let old = std::mem::replace(&mut market.tick, new);
        if old != new {
            self.events.push(ExchangeEvent::TickChanged {
                at: self.now,
                condition: market.condition.clone(),
                old,
                new,
            });
        }
    }
}

impl Listed {
    /// The tick it should have, if that is another than it has.
    fn moved_tick(&self) -> Option<Tick> {
        if !self.rules.moving_tick || self.market.closed || self.base_tick <= Tick::MILLI {
            return None;
        }
        let price = self.reference_price()?;
        let fine = self.market.tick <= Tick::MILLI;
        if !fine && (price > HIGH || price < LOW) {
            return Some(Tick::MILLI);
        }
        (fine && CALM.contains(&price) && self.fits(self.base_tick)).then_some(self.base_tick)
    }

    fn reference_price(&self) -> Option<Price> {
        match (self.orders.best(Side::Buy), self.orders.best(Side::Sell)) {
            (Some(bid), Some(ask)) => Some(Price::from_micros((bid.micros() + ask.micros()).div_euclid(2))),
            _ => self.last_trade.map(|(_, price)| price),
        }
    }

    /// Whether every resting order lies on that tick.
    fn fits(&self, tick: Tick) -> bool {
        [Side::Buy, Side::Sell]
            .into_iter()
            .all(|side| self.orders.levels(side).all(|level| tick.divides(level.price)))
    }
}
