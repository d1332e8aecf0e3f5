//! How far one signal came, in money: from paper, over what was asked and what limits left, to what was filled.
//!
//! At each station the shares have a value, s·shares·(M − price), in 10⁻¹⁵ USD; the difference between two stations is a
//! part's. So the parts of a signal sum to ours less paper whatever the stations are, and only their division rests on the
//! record.

use super::shortfall::{Decided, Execution, Part};
use crate::event::SkipReason;
use crate::market::Side;
use crate::money::{LOT, Price, Shares};

/// Thousandths of a micro-share: a percentage in tenths of a change in micro-shares is whole in them.
const FINE: i128 = 1_000;

/// What earlier signals of a token left behind.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Held on paper.
    paper: i128,
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

impl Route {
    pub(super) fn of(one: &Decided, mark: Price, token: &mut Gathered) -> Self {
        let mut route = Self {
            paper: 0,
            ours: 0,
            parts: Vec::new(),
        };
        let worth = Worth { side: one.side, mark };
        for execution in &one.executions {
            route.ours += worth.at(fine(execution.shares), execution.price) - fee(execution);
            route.note(Part::Fees, -fee(execution), u64::from(!execution.fee.is_zero()));
        }
        if one.by_user {
            let effect = route.ours + one.executions.iter().map(fee).sum::<i128>();
            route.note(Part::Closed, effect, u64::from(!one.executions.is_empty()));
            return route;
        }
        for execution in &one.executions {
            let part = match (one.side, execution.crossed) {
                (Side::Sell, _) => Part::Exit,
                (Side::Buy, true) => Part::Crossing,
                (Side::Buy, false) => Part::Waiting,
            };
            let shares = fine(execution.shares);
            let effect = worth.at(shares, execution.price) - worth.at(shares, execution.trader_price);
            route.note(part, effect, 1);
        }
        match one.side {
            Side::Buy => route.purchase(one, &worth, token),
            Side::Sell => route.sale(one, &worth, token),
        }
        token.waits = one.skipped == Some(SkipReason::Accumulating);
        route
    }

    fn purchase(&mut self, one: &Decided, worth: &Worth, token: &mut Gathered) {
        let on_paper = share(one);
        token.paper += on_paper;
        self.paper = worth.at(on_paper, one.price);
        let in_lots = fine(one.percentage.of(one.change));
        let lots = worth.at(in_lots, one.price);
        let asked = worth.at(fine(one.asked), one.copy_price);
        let allowed = worth.at(fine(one.allowed), one.copy_price);
        let filled = worth.filled(one);
        self.note(Part::Rounding, lots - self.paper, 0);
        // Another size than its own share was asked: what waited was added, or the trader had turned round.
        let other = if token.waits { Part::Rounding } else { Part::Limits };
        match one.skipped {
            Some(reason) if is_minimum(reason) => self.note(Part::Rounding, filled - lots, 1),
            Some(_) => {
                self.note(other, asked - lots, 0);
                self.note(Part::Limits, filled - asked, 1);
            }
            None => {
                self.note(other, asked - lots, 0);
                self.note(Part::Limits, allowed - asked, u64::from(one.allowed < one.asked));
                let lacks = bought(one) < one.allowed;
                self.note(Part::Unfilled, filled - allowed, u64::from(lacks));
            }
        }
    }

    fn sale(&mut self, one: &Decided, worth: &Worth, token: &mut Gathered) {
        let in_lots = fine(one.percentage.of(one.change));
        let on_paper = if one.closes {
            token.paper
        } else {
            share(one).min(token.paper)
        };
        let sold = if one.closes { on_paper } else { in_lots.min(on_paper) };
        token.paper -= on_paper;
        self.paper = worth.at(on_paper, one.price);
        let lots = worth.at(sold, one.price);
        let reach = one.held.map_or(sold, |held| sold.min(fine(held)));
        let reachable = worth.at(reach, one.price);
        let filled = worth.filled(one);
        self.note(Part::Rounding, lots - self.paper, 0);
        let lacks = u64::from(sold - fine(bought(one)) >= fine(LOT));
        match one.skipped {
            Some(reason) if is_nothing_to_sell(reason) => self.note(Part::Unsold, filled - lots, lacks),
            Some(reason) => {
                let part = if is_minimum(reason) {
                    Part::Rounding
                } else {
                    Part::Limits
                };
                self.note(part, -reachable, 1);
                self.note(Part::Unsold, filled + reachable - lots, 0);
            }
            None => {
                let waited = token.waits && !one.closes;
                let extra = if waited { (fine(one.asked) - in_lots).max(0) } else { 0 };
                let asked = worth.at(sold + extra, one.copy_price);
                self.note(Part::Rounding, asked - lots, 0);
                self.note(Part::Unsold, filled - asked, lacks);
            }
        }
    }

    fn note(&mut self, part: Part, effect: i128, count: u64) {
        if effect != 0 || count != 0 {
            self.parts.push((part, effect, count));
        }
    }
}

/// What shares of a token are worth in the end, less what they cost, by side.
struct Worth {
    side: Side,
    mark: Price,
}

impl Worth {
    fn at(&self, shares: i128, price: Price) -> i128 {
        let a_share = i128::from(self.mark.micros()) - i128::from(price.micros());
        match self.side {
            Side::Buy => shares * a_share,
            Side::Sell => -shares * a_share,
        }
    }

    /// The fills at the trader's price.
    fn filled(&self, one: &Decided) -> i128 {
        let at_traders = |execution: &Execution| self.at(fine(execution.shares), execution.trader_price);
        one.executions.iter().map(at_traders).sum()
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
fn bought(one: &Decided) -> Shares {
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
