//! How far one signal came, in money: from paper, over what was asked and what limits left, to what was filled.
//!
//! At each stop the shares have a value, s·shares·(M − price), in 10⁻¹⁵ USD; the leg between two stops is a part's. So the
//! parts of a signal sum to ours less paper whatever the stops are, and only their division rests on the record.
//!
//! What paper holds and we lack is remembered by the part that left it out. When the trader sells, paper sells it at the
//! trader's price, and that belongs to the same part: what a limit kept from a position that is over counts at the
//! trader's own two prices, whatever its token did since.

use std::collections::BTreeMap;

use super::shortfall::{Decided, Execution, Part};
use crate::event::SkipReason;
use crate::market::Side;
use crate::money::{LOT, Price, Shares};

/// Thousandths of a micro-share: a percentage in tenths of a change in micro-shares is whole in them.
const FINE: i128 = 1_000;

/// What earlier signals of a token left behind.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// Held on paper.
    paper: i128,
    /// What paper holds and we do not, by the part that left it out; negative where we hold more. They sum to the difference.
    lacking: BTreeMap<Part, i128>,
    /// Whether the last of them was kept back under `accumulate`, so that the next may contain it.
    waits: bool,
}

/// One signal's way.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) paper: i128,
    pub(super) ours: i128,
    /// Effects, and how many they are about.
    pub(super) parts: Vec<(Part, i128, u64)>,
}

/// Shares on their way, and what they are worth in the end less what they cost.
#[derive(Debug, Clone, Copy)]
struct Stop {
    shares: i128,
    value: i128,
}

impl Route {
    pub(super) fn of(one: &Decided, mark: Price, left: &mut Left) -> Self {
        let mut route = Self {
            paper: 0,
            ours: 0,
            parts: Vec::new(),
        };
        let worth = Worth { side: one.side, mark };
        for execution in &one.executions {
            let value = worth.at(fine(execution.shares), execution.price).value;
            route.ours += value - fee(execution);
            route.note(Part::Fees, -fee(execution), u64::from(!execution.fee.is_zero()));
        }
        if one.by_user {
            let sold = fine(filled(one));
            let value = route.ours + one.executions.iter().map(fee).sum::<i128>();
            route.note(Part::Closed, value, u64::from(sold > 0));
            left.lack(Part::Closed, sold);
            return route;
        }
        for execution in &one.executions {
            let part = match (one.side, execution.crossed) {
                (Side::Sell, _) => Part::Exit,
                (Side::Buy, true) => Part::Crossing,
                (Side::Buy, false) => Part::Waiting,
            };
            let shares = fine(execution.shares);
            let (ours, traders) = (execution.price, execution.trader_price);
            route.note(part, worth.at(shares, ours).value - worth.at(shares, traders).value, 1);
        }
        match one.side {
            Side::Buy => route.purchase(one, &worth, left),
            Side::Sell => route.sale(one, &worth, left),
        }
        left.waits = one.skipped == Some(SkipReason::Accumulating);
        route
    }

    fn purchase(&mut self, one: &Decided, worth: &Worth, left: &mut Left) {
        let paper = worth.at(share(one), one.price);
        left.paper += paper.shares;
        self.paper = paper.value;
        let lots = worth.at(fine(one.percentage.of(one.change)), one.price);
        let asked = worth.at(fine(one.asked), one.copy_price);
        let allowed = worth.at(fine(one.allowed), one.copy_price);
        let bought = worth.filled(one);
        // Another size than its own share was asked: what waited was added, or the trader had turned round.
        let other = if left.waits { Part::Rounding } else { Part::Limits };
        let mut leg = |part, from: Stop, to: Stop, count| {
            left.lack(part, from.shares - to.shares);
            self.note(part, to.value - from.value, count);
        };
        leg(Part::Rounding, paper, lots, 0);
        match one.skipped {
            Some(reason) if is_minimum(reason) => leg(Part::Rounding, lots, bought, 1),
            Some(_) => {
                leg(other, lots, asked, 0);
                leg(Part::Limits, asked, bought, 1);
            }
            None => {
                leg(other, lots, asked, 0);
                leg(Part::Limits, asked, allowed, u64::from(one.allowed < one.asked));
                leg(Part::Unfilled, allowed, bought, u64::from(filled(one) < one.allowed));
            }
        }
    }

    fn sale(&mut self, one: &Decided, worth: &Worth, left: &mut Left) {
        let in_lots = fine(one.percentage.of(one.change));
        let (on_paper, wanted) = if one.closes {
            (left.paper, left.paper)
        } else {
            let on_paper = share(one).min(left.paper);
            (on_paper, in_lots.min(on_paper))
        };
        left.paper -= on_paper;
        let paper = worth.at(on_paper, one.price);
        self.paper = paper.value;
        let lots = worth.at(wanted, one.price);
        let free = one.held.map_or(wanted, fine);
        let sold = worth.filled(one);
        self.sale_leg(left, Part::Rounding, (paper, lots), 0);
        match one.skipped {
            Some(reason) if is_nothing_to_sell(reason) => self.not_held(left, worth, (one, one.price), (lots, sold)),
            Some(reason) => {
                let part = if is_minimum(reason) {
                    Part::Rounding
                } else {
                    Part::Limits
                };
                let reach = worth.at(wanted.min(free), one.price);
                self.not_held(left, worth, (one, one.price), (lots, reach));
                self.sale_leg(left, part, (reach, sold), 1);
            }
            None => {
                let waited = left.waits && !one.closes;
                let extra = if waited { (fine(one.asked) - in_lots).max(0) } else { 0 };
                let asked = worth.at(wanted + extra, one.copy_price);
                // After a turn-round less than the share is asked: the rest was at work and never bought.
                let there = asked.shares.min(free).min(fine(one.asked));
                let reach = worth.at(there.max(sold.shares), one.copy_price);
                let lacks = reach.shares - sold.shares >= fine(LOT);
                self.sale_leg(left, Part::Rounding, (lots, asked), 0);
                self.not_held(left, worth, (one, one.copy_price), (asked, reach));
                self.sale_leg(left, Part::Unsold, (reach, sold), u64::from(lacks));
            }
        }
    }

    /// Between these stops lie shares that were not there to sell (or, the other way, that were there and not on paper): they
    /// are the parts' that left them out, in proportion; [`Part::Unsold`] has what none of them explains. When the trader
    /// closes, paper sells all that any part has left out, and what was kept too long is sold in its place.
    fn not_held(&mut self, left: &mut Left, worth: &Worth, (one, price): (&Decided, Price), (from, to): (Stop, Stop)) {
        let mut here = from;
        if one.closes {
            let all = left.lacking.values().filter(|lacking| **lacking > 0).sum();
            here = self.drawn(left, worth, price, (here, all));
        }
        here = self.drawn(left, worth, price, (here, here.shares - to.shares));
        let lacks = here.shares - to.shares >= fine(LOT);
        self.sale_leg(left, Part::Unsold, (here, to), u64::from(lacks));
    }

    /// From a stop on, so many shares fewer, as far as there are parts that lack them.
    fn drawn(&mut self, left: &mut Left, worth: &Worth, price: Price, (from, shares): (Stop, i128)) -> Stop {
        let mut here = from;
        for (part, shares) in left.draw(shares) {
            let next = worth.at(here.shares - shares, price);
            self.sale_leg(left, part, (here, next), 0);
            here = next;
        }
        here
    }

    /// Who sells less holds more.
    fn sale_leg(&mut self, left: &mut Left, part: Part, (from, to): (Stop, Stop), count: u64) {
        left.lack(part, to.shares - from.shares);
        self.note(part, to.value - from.value, count);
    }

    fn note(&mut self, part: Part, effect: i128, count: u64) {
        if effect != 0 || count != 0 {
            self.parts.push((part, effect, count));
        }
    }
}

impl Left {
    fn lack(&mut self, part: Part, shares: i128) {
        *self.lacking.entry(part).or_default() += shares;
    }

    /// Divides shares over the parts that lack them (negative: that have too many), at most as many as they do; rounded down, and
    /// the last takes the rest.
    fn draw(&self, shares: i128) -> Vec<(Part, i128)> {
        let same = |lacking: &i128| lacking.signum() * shares.signum() > 0;
        let of: Vec<(Part, i128)> = self
            .lacking
            .iter()
            .filter(|(_, lacking)| same(lacking))
            .map(|(part, lacking)| (*part, *lacking))
            .collect();
        let all: i128 = of.iter().map(|(_, lacking)| lacking).sum();
        let take = if shares.abs() < all.abs() { shares } else { all };
        let mut rest = take;
        let last = of.len().saturating_sub(1);
        let divided = of.into_iter().enumerate().map(|(place, (part, lacking))| {
            let part_of_it = if place == last { rest } else { take * lacking / all };
            rest -= part_of_it;
            (part, part_of_it)
        });
        divided.collect()
    }
}

/// What shares of a token are worth in the end, less what they cost, by side.
struct Worth {
    side: Side,
    mark: Price,
}

impl Worth {
    fn at(&self, shares: i128, price: Price) -> Stop {
        let a_share = i128::from(self.mark.micros()) - i128::from(price.micros());
        let value = match self.side {
            Side::Buy => shares * a_share,
            Side::Sell => -shares * a_share,
        };
        Stop { shares, value }
    }

    /// The fills at the trader's price.
    fn filled(&self, one: &Decided) -> Stop {
        let at_traders = |execution: &Execution| self.at(fine(execution.shares), execution.trader_price).value;
        Stop {
            shares: fine(filled(one)),
            value: one.executions.iter().map(at_traders).sum(),
        }
    }
}

fn fine(shares: Shares) -> i128 {
    i128::from(shares.micros()) * FINE
}

/// In 10⁻¹⁵ USD.
fn fee(execution: &Execution) -> i128 {
    i128::from(execution.fee.micros()) * 1_000_000_000
}

/// The percentage of the change, unrounded.
fn share(one: &Decided) -> i128 {
    i128::from(one.change.micros()) * i128::from(one.percentage.tenths())
}

/// Shares of all fills.
fn filled(one: &Decided) -> Shares {
    one.executions.iter().map(|execution| execution.shares).sum()
}

const fn is_minimum(reason: SkipReason) -> bool {
    matches!(
        reason,
        SkipReason::UnderOneDollar
            | SkipReason::UnderMinimumSize
            | SkipReason::RoundsToNothing
            | SkipReason::Accumulating
    )
}

const fn is_nothing_to_sell(reason: SkipReason) -> bool {
    matches!(
        reason,
        SkipReason::NothingHeld | SkipReason::NothingToSell | SkipReason::TurnedRound
    )
}
