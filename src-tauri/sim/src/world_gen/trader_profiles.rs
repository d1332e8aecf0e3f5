//! Habits: what the named traders are like and how they choose what to do next.
//!
//! A style is a row of figures, not a program: how often, how much, in which markets, how long it holds. The same
//! choice serves the days before the demo and the demo; only how it is carried out differs.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::Shares;

use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::{SeededRng, to_f64, to_i64};

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
pub(crate) struct TradingStyle {
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
pub(crate) enum Action {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) key: usize,
    pub(crate) outcome: usize,
    pub(crate) action: Action,
    pub(crate) shares: Shares,
    /// Takes what is offered rather than waiting at the best price.
    pub(crate) takes: bool,
}

/// Whole shares as micro-units, at least one.
pub(crate) fn whole_shares(shares: f64) -> Shares {
    Shares::from_micros(to_i64(shares).max(1) * 1_000_000)
}

impl TradingStyle {
    /// What to do now; nothing, when nothing tempts.
    pub(crate) fn choose(&self, now: VenueMs, seen: &[Seen], rng: &mut SeededRng) -> Option<Choice> {
        let held: Vec<(&Seen, usize)> = seen
            .iter()
            .flat_map(|market| [(market, 0), (market, 1)])
            .filter(|(market, outcome)| market.holds(*outcome))
            .collect();
        if rng.chance(self.converts)
            && let Some(choice) = self.convert(seen, rng)
        {
            return Some(choice);
        }
        if let Some(choice) = self.leave(now, &held, rng) {
            return Some(choice);
        }
        if let Some((market, outcome)) = rng.pick(&held).copied() {
            if rng.chance(self.hedges) && !market.holds(1 - outcome) {
                return Some(self.buy(market, 1 - outcome, rng));
            }
            let full = held.len() >= self.positions;
            let wary = rng.chance(self.skill) && market.better.is_some_and(|(better, _)| better != outcome);
            if rng.chance(if full { 0.5 } else { 0.25 }) && self.likes(market, outcome) && !wary {
                return Some(self.buy(market, outcome, rng));
            }
            if full {
                return None;
            }
        }
        self.open(seen, rng)
    }

    /// Leaves, in part or wholly, the one of a few it has held longest for its patience.
    fn leave(&self, now: VenueMs, held: &[(&Seen, usize)], rng: &mut SeededRng) -> Option<Choice> {
        let (market, outcome) = *rng.pick(held)?;
        let patience = if self.holds_h > 0.0 {
            rng.wait_ms(to_i64(self.holds_h * to_f64(HOUR)))
        } else {
            i64::MAX
        };
        let since = market.since.get(outcome).copied()?;
        if now.since(since) < patience {
            return None;
        }
        let insight = rng.chance(self.skill);
        if insight
            && market
                .better
                .is_some_and(|(better, gain)| better == outcome && gain > WORTH_KEEPING)
        {
            return None;
        }
        let shares = *market.held.get(outcome)?;
        let action = if rng.chance(self.flips) {
            Action::Flip
        } else {
            Action::Sell
        };
        let part = if action == Action::Sell && rng.chance(self.trims) {
            rng.between(0.2, 0.6)
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
            action,
            shares,
            takes: rng.chance(self.takes),
        })
    }

    fn convert(&self, seen: &[Seen], rng: &mut SeededRng) -> Option<Choice> {
        let market = rng.pick(seen)?;
        let [yes, no] = market.held;
        let pairs = yes.at_most(no).floor_to_lot();
        let action = if pairs > Shares::ZERO {
            Action::Merge
        } else {
            Action::Split
        };
        let shares = if action == Action::Merge {
            pairs
        } else {
            self.amount(0.5, rng)
        };
        self.category_fits(market).then_some(Choice {
            key: market.key,
            outcome: 0,
            action,
            shares,
            takes: false,
        })
    }

    fn open(&self, seen: &[Seen], rng: &mut SeededRng) -> Option<Choice> {
        // A few glances; who finds nothing comes back later. Insight shows only where there is something to gain.
        let insight = rng.chance(self.skill);
        for _ in 0..8 {
            let market = rng.pick(seen)?;
            let coin = usize::from(rng.chance(0.5));
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
                return Some(self.buy(market, outcome, rng));
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

    fn buy(&self, market: &Seen, outcome: usize, rng: &mut SeededRng) -> Choice {
        let shares = self.amount(market.price_of(outcome), rng);
        Choice {
            key: market.key,
            outcome,
            action: Action::Buy,
            shares,
            takes: rng.chance(self.takes),
        }
    }

    /// Fewer shares where they are dear, as whoever thinks in dollars does; often a round number.
    fn amount(&self, price: f64, rng: &mut SeededRng) -> Shares {
        let raw = rng.log_between(self.size.0, self.size.1) * (1.25 - 0.5 * price);
        let round = if raw > 400.0 { 50.0 } else { 10.0 };
        let shares = if rng.chance(0.6) {
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
    use crate::world_gen::traders::TRADERS;

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
            .find(|style| style.name == "touchline")
            .expect("a sports trader");
        let mut rng = SeededRng::of(1, "test");
        let choices: Vec<Choice> = (0..200)
            .filter_map(|_| touchline.choose(VenueMs(0), &seen, &mut rng))
            .collect();
        assert!(choices.len() > 100);
        assert!(
            choices
                .iter()
                .all(|choice| choice.key == 0 && choice.action == Action::Buy)
        );
    }
}
