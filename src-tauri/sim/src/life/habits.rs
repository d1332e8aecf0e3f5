//! Habits: what the named traders are like and how they choose what to do next.
//!
//! A habit is a row of figures, not a program: how often, how much, in which markets, how long it holds. The same
//! choice serves the days before the demo and the demo; only how it is carried out differs.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Shares;

use crate::life::calendar::HOUR;
use crate::life::dice::{Dice, to_f64, to_i64};

/// What makes a trader look at a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// Nothing in particular.
    Any,
    /// A price that rose.
    Momentum,
    /// A price that fell.
    Contrarian,
    /// A jump in the last quarter of an hour.
    News,
}

/// What a trader is like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habit {
    pub(crate) name: &'static str,
    pub(crate) bio: &'static str,
    /// Minutes between two looks, on average.
    pub(crate) every_min: i64,
    /// Shares of an order: least, most.
    pub(crate) size: (f64, f64),
    /// How often it takes rather than rests.
    pub(crate) takes: f64,
    /// Hours it holds, on average; 0: to resolution.
    pub(crate) holds_h: f64,
    /// How often an exit is a part only.
    pub(crate) trims: f64,
    /// How often it turns round when it leaves.
    pub(crate) flips: f64,
    /// How often it buys the other outcome of what it holds.
    pub(crate) hedges: f64,
    /// How often it splits or merges.
    pub(crate) converts: f64,
    /// How many positions it likes to have.
    pub(crate) positions: usize,
    /// Only these categories; empty: all.
    pub(crate) categories: &'static [&'static str],
    /// Only outcomes within these prices.
    pub(crate) band: (f64, f64),
    /// What it reacts to.
    pub(crate) trigger: Trigger,
    /// How often it knew what was coming, in the days before the demo (0: no better than chance).
    pub(crate) skill: f64,
}

/// A market as a trader sees it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// The caller's name for it.
    pub(crate) key: usize,
    /// The first outcome's price.
    pub(crate) price: f64,
    /// How it changed in the last hours.
    pub(crate) change: f64,
    /// The last jump, if it was just now.
    pub(crate) news: Option<f64>,
    pub(crate) category: &'static str,
    /// Shares held of each outcome.
    pub(crate) held: [Shares; 2],
    /// Since when each is held.
    pub(crate) since: [VenueMs; 2],
    /// The outcome that will have done better and by how much, where the caller knows it (only of the days before the
    /// demo).
    pub(crate) better: Option<(usize, f64)>,
}

impl Seen {
    fn price_of(&self, outcome: usize) -> f64 {
        if outcome == 0 { self.price } else { 1.0 - self.price }
    }

    fn holds(&self, outcome: usize) -> bool {
        self.held.get(outcome).is_some_and(|shares| *shares > Shares::ZERO)
    }
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    Buy,
    Sell,
    /// Sells, then buys as much of the other outcome.
    Flip,
    Split,
    Merge,
}

/// A price change that is worth acting on, spread and fee considered.
const WORTH_KNOWING: f64 = 0.06;

/// A price change that is worth waiting for.
const WORTH_KEEPING: f64 = 0.02;

/// A choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) key: usize,
    pub(crate) outcome: usize,
    pub(crate) deed: Deed,
    pub(crate) shares: Shares,
    /// Takes what is offered rather than waiting at the best price.
    pub(crate) takes: bool,
}

/// Whole shares as micro-units, at least one.
pub(crate) fn whole_shares(shares: f64) -> Shares {
    Shares::from_micros(to_i64(shares).max(1) * 1_000_000)
}

impl Habit {
    /// What to do now; nothing, when nothing tempts.
    pub(crate) fn choose(&self, now: VenueMs, seen: &[Seen], dice: &mut Dice) -> Option<Choice> {
        let held: Vec<(&Seen, usize)> = seen
            .iter()
            .flat_map(|market| [(market, 0), (market, 1)])
            .filter(|(market, outcome)| market.holds(*outcome))
            .collect();
        if dice.chance(self.converts)
            && let Some(choice) = self.convert(seen, dice)
        {
            return Some(choice);
        }
        if let Some(choice) = self.leave(now, &held, dice) {
            return Some(choice);
        }
        if let Some((market, outcome)) = dice.pick(&held).copied() {
            if dice.chance(self.hedges) && !market.holds(1 - outcome) {
                return Some(self.buy(market, 1 - outcome, dice));
            }
            let full = held.len() >= self.positions;
            let wary = dice.chance(self.skill) && market.better.is_some_and(|(better, _)| better != outcome);
            if dice.chance(if full { 0.5 } else { 0.25 }) && self.likes(market, outcome) && !wary {
                return Some(self.buy(market, outcome, dice));
            }
            if full {
                return None;
            }
        }
        self.open(seen, dice)
    }

    /// Leaves, in part or wholly, the one of a few it has held longest for its patience.
    fn leave(&self, now: VenueMs, held: &[(&Seen, usize)], dice: &mut Dice) -> Option<Choice> {
        let (market, outcome) = *dice.pick(held)?;
        let patience = if self.holds_h > 0.0 {
            dice.wait_ms(to_i64(self.holds_h * to_f64(HOUR)))
        } else {
            i64::MAX
        };
        let since = market.since.get(outcome).copied()?;
        if now.since(since) < patience {
            return None;
        }
        let insight = dice.chance(self.skill);
        if insight
            && market
                .better
                .is_some_and(|(better, gain)| better == outcome && gain > WORTH_KEEPING)
        {
            return None;
        }
        let shares = *market.held.get(outcome)?;
        let deed = if dice.chance(self.flips) {
            Deed::Flip
        } else {
            Deed::Sell
        };
        let part = if deed == Deed::Sell && dice.chance(self.trims) {
            dice.between(0.2, 0.6)
        } else {
            1.0
        };
        let shares = if part < 1.0 {
            Shares::from_micros(to_i64(to_f64(shares.micros()) * part)).floor_to_lot()
        } else {
            shares
        };
        Some(Choice {
            key: market.key,
            outcome,
            deed,
            shares,
            takes: dice.chance(self.takes),
        })
    }

    fn convert(&self, seen: &[Seen], dice: &mut Dice) -> Option<Choice> {
        let market = dice.pick(seen)?;
        let [yes, no] = market.held;
        let pairs = yes.at_most(no).floor_to_lot();
        let deed = if pairs > Shares::ZERO { Deed::Merge } else { Deed::Split };
        let shares = if deed == Deed::Merge {
            pairs
        } else {
            self.amount(0.5, dice)
        };
        self.category_fits(market).then_some(Choice {
            key: market.key,
            outcome: 0,
            deed,
            shares,
            takes: false,
        })
    }

    fn open(&self, seen: &[Seen], dice: &mut Dice) -> Option<Choice> {
        // A few glances; who finds nothing comes back later. Insight shows only where there is something to gain.
        let insight = dice.chance(self.skill);
        for _ in 0..8 {
            let market = dice.pick(seen)?;
            let coin = usize::from(dice.chance(0.5));
            let known = market.better.filter(|_| insight);
            let outcome = match (known, self.trigger) {
                (Some((_, gain)), _) if gain < WORTH_KNOWING => continue,
                (Some((better, _)), _) => better,
                (None, Trigger::Any) => coin,
                (None, Trigger::Momentum) => usize::from(market.change < 0.0),
                (None, Trigger::Contrarian) => usize::from(market.change > 0.0),
                (None, Trigger::News) => usize::from(market.news.unwrap_or(0.0) < 0.0),
            };
            let informed = known.is_some() && self.trigger != Trigger::News;
            if (informed || self.tempted(market)) && !market.holds(1 - outcome) && self.likes(market, outcome) {
                return Some(self.buy(market, outcome, dice));
            }
        }
        None
    }

    fn tempted(&self, market: &Seen) -> bool {
        match self.trigger {
            Trigger::Any => true,
            Trigger::Momentum | Trigger::Contrarian => market.change.abs() > 0.012,
            Trigger::News => market.news.is_some(),
        }
    }

    fn likes(&self, market: &Seen, outcome: usize) -> bool {
        let price = market.price_of(outcome);
        self.category_fits(market) && price >= self.band.0 && price <= self.band.1
    }

    fn category_fits(&self, market: &Seen) -> bool {
        self.categories.is_empty() || self.categories.contains(&market.category)
    }

    fn buy(&self, market: &Seen, outcome: usize, dice: &mut Dice) -> Choice {
        let shares = self.amount(market.price_of(outcome), dice);
        Choice {
            key: market.key,
            outcome,
            deed: Deed::Buy,
            shares,
            takes: dice.chance(self.takes),
        }
    }

    /// Fewer shares where they are dear, as whoever thinks in dollars does; often a round number.
    fn amount(&self, price: f64, dice: &mut Dice) -> Shares {
        let raw = dice.log_between(self.size.0, self.size.1) * (1.25 - 0.5 * price);
        let round = if raw > 400.0 { 50.0 } else { 10.0 };
        let shares = if dice.chance(0.6) {
            (raw / round).round() * round
        } else {
            raw
        };
        whole_shares(shares.max(self.size.0.min(20.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::life::traders::TRADERS;

    #[test]
    fn a_specialist_only_opens_what_it_knows() {
        let market = |key, category| Seen {
            key,
            price: 0.5,
            change: 0.0,
            news: None,
            category,
            held: [Shares::ZERO; 2],
            since: [VenueMs(0); 2],
            better: None,
        };
        let seen = [market(0, "sports"), market(1, "crypto"), market(2, "politics")];
        let touchline = TRADERS
            .iter()
            .find(|habit| habit.name == "touchline")
            .expect("a sports trader");
        let mut dice = Dice::of(1, "test");
        let choices: Vec<Choice> = (0..200)
            .filter_map(|_| touchline.choose(VenueMs(0), &seen, &mut dice))
            .collect();
        assert!(choices.len() > 100);
        assert!(choices.iter().all(|choice| choice.key == 0 && choice.deed == Deed::Buy));
    }
}
