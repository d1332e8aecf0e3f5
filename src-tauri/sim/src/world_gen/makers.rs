//! Market makers: several levels of quotes around the fair value, kept up by ordinary orders.
//!
//! A maker replaces only the quotes whose price no longer fits or that were eaten, so its other quotes keep their place
//! in line. Quotes that meet someone's resting order on their way trade with it: that is how an order is filled when
//! the market moves through it.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{OrderHash, TokenId, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Shares, Tick};

use crate::venue::VenueState;
use crate::world_gen::rng::{SeededRng, to_f64, to_i64};
use pilotfish_exchange::{Amount, NewOrder, OrderKind, VenueMode};

/// Levels a side.
const LEVELS: i64 = 7;

/// The best prices and how much stands there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stance {
    /// The fair value of the first outcome.
    pub(crate) fair: f64,
    /// The spread as a part of the price.
    pub(crate) spread: f64,
    /// The price step.
    pub(crate) tick: Tick,
    /// Shares at the best price.
    pub(crate) depth: f64,
    /// How much more each deeper level holds, as a part of `depth`.
    pub(crate) growth: f64,
    /// Between which parts of that a quote's size varies.
    pub(crate) vary: (f64, f64),
    /// The least size of a resting order.
    pub(crate) min_size: Shares,
}

impl Stance {
    /// The spread in ticks.
    pub(crate) fn spread_ticks(&self) -> i64 {
        to_i64(self.spread * self.fair * to_f64(MICRO) / to_f64(self.tick.micros())).max(1)
    }

    /// The best bid and ask of the first outcome, in ticks.
    pub(crate) fn best_ticks(&self) -> (i64, i64) {
        let width = self.spread_ticks();
        let fair = self.fair * to_f64(MICRO) / to_f64(self.tick.micros());
        let bid = to_i64(fair - to_f64(width) / 2.0);
        (bid, bid + width)
    }

    /// Each quote's side and price in the first outcome, best first; what falls outside the price range is left out.
    fn quotes(&self) -> Vec<(Side, i64, i64)> {
        let (bid, ask) = self.best_ticks();
        let tick = self.tick.micros();
        // Fine ticks: deeper quotes stand on a coarser grid, so that a small move leaves them where they are.
        let step = if tick < 5_000 { 3 } else { 1 };
        let mut quotes = Vec::new();
        for level in 0..LEVELS {
            let below = if level == 0 {
                bid
            } else {
                (bid - 1).div_euclid(step) * step - (level - 1) * step
            };
            let above = if level == 0 {
                ask
            } else {
                -(-(ask + 1)).div_euclid(step) * step + (level - 1) * step
            };
            quotes.push((Side::Buy, below * tick, level));
            quotes.push((Side::Sell, above * tick, level));
        }
        quotes.retain(|(_, micros, _)| *micros >= tick && *micros <= MICRO - tick);
        quotes
    }
}

/// One maker's quotes in one market.
#[derive(Debug)]
pub(crate) struct Quotes {
    maker: WalletAddress,
    tokens: [TokenId; 2],
    rng: SeededRng,
    /// By (is a bid, price in the first outcome).
    standing: BTreeMap<(bool, i64), OrderHash>,
    /// The best prices of the last requoting, and how many matches the market had seen by then: while both are the
    /// same there is nothing to do.
    settled: Option<(i64, i64, Tick, u64)>,
    /// How often a quote was refused; it should not happen.
    pub(crate) refused: u64,
}

impl Quotes {
    pub(crate) fn new(maker: WalletAddress, tokens: [TokenId; 2], rng: SeededRng) -> Self {
        Self {
            maker,
            tokens,
            rng,
            standing: BTreeMap::new(),
            settled: None,
            refused: 0,
        }
    }

    /// Brings the quotes to where `stance` wants them, in the market at `place` of the record.
    ///
    /// While the venue is restricted the quotes stay as they are: what could not be cancelled would be forgotten.
    pub(crate) fn requote(&mut self, state: &mut VenueState, place: usize, stance: &Stance) {
        if state.exchange.mode() != VenueMode::Running {
            return;
        }
        let settled = Some(self.situation(state, place, stance));
        if self.settled == settled {
            return;
        }
        let wanted = stance.quotes();
        let keep: Vec<(bool, i64)> = wanted
            .iter()
            .map(|(side, micros, _)| (*side == Side::Buy, *micros))
            .collect();
        let gone: Vec<(bool, i64)> = self
            .standing
            .keys()
            .filter(|key| !keep.contains(key))
            .copied()
            .collect();
        for key in gone {
            self.withdraw(state, key);
        }
        for (side, micros, level) in wanted {
            let size = self.size(stance, level);
            let key = (side == Side::Buy, micros);
            let left = self
                .standing
                .get(&key)
                .and_then(|id| state.exchange.order(id))
                .map_or(Shares::ZERO, |order| order.remaining());
            // Eaten to less than half, or left over from when the best price was elsewhere and far too large here.
            if left.micros() * 5 >= size.micros() * 2 && left.micros() <= size.micros() * 3 {
                continue;
            }
            self.withdraw(state, key);
            self.quote(state, key, size, level);
        }
        // What it met on its way leaves a quote short; the next requoting sees that.
        self.settled = settled;
    }

    fn situation(&self, state: &VenueState, place: usize, stance: &Stance) -> (i64, i64, Tick, u64) {
        let (bid, ask) = stance.best_ticks();
        (
            bid,
            ask,
            stance.tick,
            state.record.files.get(place).map_or(0, |file| file.matches),
        )
    }

    /// Somebody else took every quote off: the next requoting puts all of them up again.
    pub(crate) fn forget(&mut self) {
        self.standing.clear();
        self.settled = None;
    }

    /// Takes every quote off.
    pub(crate) fn withdraw_all(&mut self, state: &mut VenueState) {
        let all: Vec<(bool, i64)> = self.standing.keys().copied().collect();
        for key in all {
            self.withdraw(state, key);
        }
    }

    fn withdraw(&mut self, state: &mut VenueState, key: (bool, i64)) {
        if let Some(id) = self.standing.remove(&key) {
            // It may be filled by now; then there is nothing to take off.
            let _ = state.cancel(&self.maker, &id);
        }
    }

    fn size(&mut self, stance: &Stance, level: i64) -> Shares {
        let raw = stance.depth * (0.8 + stance.growth * to_f64(level)) * self.rng.between(stance.vary.0, stance.vary.1);
        Shares::from_micros(to_i64(raw * 100.0) * 10_000).at_least(stance.min_size)
    }

    /// A bid buys the first outcome. An ask sells it from stock or buys the second outcome: half the levels each way,
    /// so that matches of every kind happen.
    fn quote(&mut self, state: &mut VenueState, (bid, micros): (bool, i64), size: Shares, level: i64) {
        let [first, second] = self.tokens.clone();
        let price = Price::from_micros(micros);
        let stock = state
            .exchange
            .account(&self.maker)
            .map_or(Shares::ZERO, |account| account.shares(&first));
        let (token, side, price) = if bid {
            (first, Side::Buy, price)
        } else if level % 2 == 0 && stock.micros() > size.micros() * 8 {
            (first, Side::Sell, price)
        } else {
            (second, Side::Buy, price.complement())
        };
        let id = state.order_id();
        let order = NewOrder {
            id: id.clone(),
            owner: self.maker.clone(),
            token,
            side,
            price,
            amount: Amount::Shares(size),
            kind: OrderKind::Gtc,
            post_only: false,
            expires_at: None,
            created_at: state.now,
        };
        match state.place(order) {
            Ok(_) => {
                self.standing.insert((bid, micros), id);
            }
            Err(_) => self.refused += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stance(fair: f64, spread: f64, tick: Tick) -> Stance {
        Stance {
            fair,
            spread,
            tick,
            depth: 100.0,
            growth: 0.4,
            vary: (1.0, 1.0),
            min_size: Shares::from_micros(5_000_000),
        }
    }

    #[test]
    fn quotes_stand_around_the_fair_value_and_never_cross() {
        for (fair, spread, tick) in [
            (0.58, 0.017, Tick::CENT),
            (0.012, 0.2, Tick::CENT),
            (0.991, 0.01, Tick::MILLI),
            (0.3333, 0.01, Tick::QUARTER_CENT),
            (0.48, 0.004, Tick::MILLI),
        ] {
            let quotes = stance(fair, spread, tick).quotes();
            let best = |wanted: Side| {
                quotes
                    .iter()
                    .filter(move |(side, ..)| *side == wanted)
                    .map(|(_, micros, _)| *micros)
            };
            let (bid, ask) = (best(Side::Buy).max(), best(Side::Sell).min());
            if let (Some(bid), Some(ask)) = (bid, ask) {
                assert!(bid < ask, "{fair}: {bid} {ask}");
            }
            for (_, micros, _) in &quotes {
                assert_eq!(micros % tick.micros(), 0);
                assert!(*micros >= tick.micros() && *micros <= MICRO - tick.micros());
            }
            let mut prices: Vec<i64> = best(Side::Buy).collect();
            prices.dedup();
            assert_eq!(prices.len(), best(Side::Buy).count(), "bids are distinct at {fair}");
        }
    }
}
