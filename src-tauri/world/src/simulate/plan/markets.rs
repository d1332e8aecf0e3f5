//! Markets and their books: prices wander, run away, and books are thin, one-sided or empty now and then.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};

use super::{HOUR, MINUTE, Plan, topic_of};
use crate::simulate::chance::Chance;
use crate::simulate::script::{BookAct, Levels, MarketAct, Moment, Outcome, VenueAct, What};

/// A market of a plan.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) name: String,
    pub(super) neg_risk: bool,
    pub(super) v3: bool,
    pub(super) tick: i64,
    /// When it resolves, if it does.
    pub(super) resolves: Option<i64>,
    /// The middle of its first book, micro-dollars a share.
    pub(super) mid: i64,
}

impl Plan {
    pub(super) fn make_markets(&mut self) {
        let mut chance = self.chance(1);
        let drawn = chance.between(3, 6);
        let asked = self.options.markets.and_then(|count| i64::try_from(count).ok());
        let count = asked.unwrap_or(drawn);
        for number in 0..count {
            let neg_risk = number < 2 || (number == 2 && count > 4);
            let v3 = number == count - 1;
            let tick = if chance.happens(300) { 10_000 } else { 1_000 };
            let resolves = (chance.happens(350)).then(|| chance.between(self.end / 4, self.end - HOUR / 2));
            let end = match resolves {
                Some(at) if chance.happens(700) => Some(Moment(at + chance.between(-HOUR, HOUR))),
                None if chance.happens(500) => Some(Moment(chance.between(self.end / 2, self.end * 3))),
                _ => None,
            };
            let planned = Planned {
                name: format!("m{number}"),
                neg_risk,
                v3,
                tick,
                resolves,
                mid: 0,
            };
            let act = MarketAct {
                name: planned.name.clone(),
                event: neg_risk.then(|| "e".to_owned()),
                v3: v3 && !neg_risk,
                tick: Price::from_micros(tick),
                min_size: Shares::from_micros(5_000_000),
                fee_rate: [0, 20_000, 70_000].get(chance.index(3)).copied().unwrap_or(0),
                end,
                category: ["politics", "sports", "crypto"]
                    .get(chance.index(3))
                    .copied()
                    .unwrap_or_default()
                    .to_owned(),
            };
            self.push(0, What::Venue(VenueAct::Market(act)));
            self.markets.push(planned);
        }
        let mut markets = self.markets.clone();
        for (number, market) in markets.iter_mut().enumerate() {
            self.make_books(market, u64::try_from(number).unwrap_or(0));
        }
        self.markets = markets;
    }

    fn make_books(&mut self, market: &mut Planned, number: u64) {
        let mut chance = self.chance(topic_of(100, number));
        let mut mid = chance.between(120_000, 880_000);
        market.mid = mid;
        let mut at = 0;
        let last = market.resolves.unwrap_or(self.end);
        while at < last {
            let act = book(&mut chance, market, mid);
            self.push(at, What::Venue(VenueAct::Book(act)));
            self.make_hits(&mut chance, market, at, mid);
            at += chance.between(8 * MINUTE, 80 * MINUTE);
            mid = if chance.happens(60) {
                // It runs away.
                mid + chance.between(60_000, 220_000) * if chance.happens(500) { 1 } else { -1 }
            } else {
                mid + chance.between(-18_000, 18_000)
            };
            mid = mid.clamp(40_000, 960_000);
        }
    }

    /// Others take from the book, and so from what rests of ours.
    fn make_hits(&mut self, chance: &mut Chance, market: &Planned, at: i64, mid: i64) {
        for _ in 0..chance.between(0, 2) {
            let side = if chance.happens(500) { Side::Buy } else { Side::Sell };
            let reach = chance.between(0, 40_000);
            let price = match side {
                Side::Buy => mid + reach,
                Side::Sell => mid - reach,
            };
            let outcome = if chance.happens(500) { Outcome::Yes } else { Outcome::No };
            let (side, price) = match outcome {
                Outcome::Yes => (side, price),
                Outcome::No => (side.opposite(), 1_000_000 - price),
            };
            let act = VenueAct::Hit {
                market: market.name.clone(),
                outcome,
                side,
                price: on_tick(price, market.tick),
                shares: lots(chance.between(5, 300)),
            };
            self.push(at + chance.between(MINUTE, 30 * MINUTE), What::Venue(act));
        }
    }
}

/// A book around a middle.
fn book(chance: &mut Chance, market: &Planned, mid: i64) -> BookAct {
    let tick = market.tick;
    let half = {
        let most = if chance.happens(200) { 30 } else { 6 };
        chance.between(1, most)
    } * tick.min(5_000);
    let side = |chance: &mut Chance, direction: i64| -> Levels {
        if chance.happens(25) {
            return Vec::new();
        }
        let levels = chance.between(1, 4);
        let mut price = mid + direction * half;
        let mut side: Levels = Vec::new();
        for _ in 0..levels {
            let level = on_tick(price, tick);
            if side.last().is_none_or(|(last, _)| *last != level) {
                side.push((level, lots(chance.between(15, 1_500))));
            }
            price += direction * chance.between(1, 8) * tick;
        }
        side
    };
    let bids = side(chance, -1);
    let mut asks = side(chance, 1);
    if let (Some((bid, _)), Some((ask, _))) = (bids.first(), asks.first())
        && bid >= ask
    {
        asks.clear();
    }
    BookAct {
        market: market.name.clone(),
        bids,
        asks,
    }
}

/// A price on the tick, within bounds.
pub(super) fn on_tick(price: i64, tick: i64) -> Price {
    let price = price.clamp(tick, 1_000_000 - tick);
    Price::from_micros((price + tick / 2) / tick * tick)
}

/// Whole shares.
pub(super) fn lots(shares: i64) -> Shares {
    Shares::from_micros(shares * 1_000_000)
}
