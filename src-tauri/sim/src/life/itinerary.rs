//! The itinerary of the trader that the demo's guide suggests to follow: what it does in the first two days beside its
//! habits, so that whoever copies it sees every kind of thing happen.
//!
//! It is a plan of ordinary purchases and sales in markets that play a part ([`Role`]), with times and sizes drawn from
//! the seed. Prices are helped along only after the trader has dealt and only in these markets: a value is pinned so
//! that its ask stands so many ticks above the price the trader paid. Everything still happens through orders.

use crate::life::calendar::{HOUR, MINUTE};
use crate::life::dice::Dice;
use crate::life::shapes::Role;

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    /// Buys the first outcome at the market.
    Buy { role: Role, shares: i64 },
    /// Buys the second outcome at the market: a hedge.
    Hedge { role: Role, shares: i64 },
    /// Sells that part, in per mille, of what it holds of the first outcome.
    Sell { role: Role, per_mille: i64 },
    /// Buys for so many cents in some market with that least size: copied, it is worth less than a dollar.
    Small { min_size: i64, cents: i64 },
    /// Buys so few shares in some market with least size 5 that a twentieth of them is too few to rest.
    Few { shares: i64 },
}

/// Where the ask goes after a purchase, in ticks above what was paid on average (rounded down).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Drift {
    /// When, after the purchase.
    pub(crate) after_ms: i64,
    /// How far above.
    pub(crate) ticks: i64,
    /// How long half the way takes.
    pub(crate) half_way_ms: i64,
    /// Until when it is held there, after the purchase.
    pub(crate) until_ms: i64,
}

const fn drift(after_ms: i64, ticks: i64, half_way_ms: i64, until_ms: i64) -> Drift {
    Drift {
        after_ms,
        ticks,
        half_way_ms,
        until_ms,
    }
}

/// How long a market that plays a part stays where it is, unless a drift says otherwise: past the last first purchase.
pub(crate) const QUIET: i64 = 3 * HOUR;

/// At once, before anyone who copies can have sent an order.
const AT_ONCE: i64 = 300;

impl Role {
    /// How long the market is kept for the itinerary.
    pub(crate) fn lasts_ms(self) -> i64 {
        match self {
            Self::RunsAway => 62 * HOUR,
            Self::RunsAwayAndReturns => 42 * HOUR,
            Self::DriftsUp => 27 * HOUR,
            Self::Pops => 5 * HOUR,
            Self::Thin => 6 * HOUR,
            Self::Deep => 12 * HOUR,
            // To its end.
            Self::ResolvesSoon => 21 * HOUR,
        }
    }

    /// What the market does once the trader has bought.
    pub(crate) fn drifts(self) -> &'static [Drift] {
        const RETURNS: [Drift; 3] = [
            drift(0, 3, AT_ONCE, MINUTE),
            // Past p0 + 10 cents, the usual bound on slippage, with the middle within it.
            drift(MINUTE, 13, 25 * MINUTE, 36 * HOUR + 10 * MINUTE),
            drift(36 * HOUR + 10 * MINUTE, 6, 4 * MINUTE, 41 * HOUR),
        ];
        const AWAY: [Drift; 2] = [drift(0, 3, AT_ONCE, MINUTE), drift(MINUTE, 18, 30 * MINUTE, 61 * HOUR)];
        const POPS: [Drift; 1] = [drift(0, 5, AT_ONCE, 4 * HOUR)];
        const UP: [Drift; 2] = [drift(0, 2, AT_ONCE, MINUTE), drift(MINUTE, 6, 60 * MINUTE, 25 * HOUR)];
        // The maker comes back to where the average of the swept levels lies: a copy meets one thin level there.
        const THIN: [Drift; 1] = [drift(0, 0, AT_ONCE, 3 * HOUR)];
        match self {
            Self::RunsAwayAndReturns => &RETURNS,
            Self::RunsAway => &AWAY,
            Self::Pops => &POPS,
            Self::DriftsUp => &UP,
            Self::Thin => &THIN,
            Self::Deep | Self::ResolvesSoon => &[],
        }
    }

    /// Whether nobody may sell in the market while the part lasts, once the trader has bought: a copy waits there.
    pub(crate) fn crowd_only_buys(self) -> bool {
        matches!(
            self,
            Self::RunsAwayAndReturns | Self::RunsAway | Self::Pops | Self::DriftsUp
        )
    }
}

/// The plan: milliseconds after the demo's start, and what to do then.
pub(crate) fn plan(dice: &mut Dice) -> Vec<(i64, Step)> {
    use Role::{Deep, DriftsUp, Pops, ResolvesSoon, RunsAway, RunsAwayAndReturns, Thin};
    let mut plan = Vec::new();
    let mut at = |dice: &mut Dice, from: i64, to: i64, step: Step| {
        let when = dice.whole(from * MINUTE, to * MINUTE);
        plan.push((when, step));
        when
    };
    let sized = |dice: &mut Dice, low: i64, high: i64| dice.whole(low / 10, high / 10) * 10;

    let shares = sized(dice, 900, 1_100);
    at(dice, 4, 7, Step::Buy { role: Deep, shares });
    let shares = sized(dice, 300, 420);
    at(
        dice,
        11,
        16,
        Step::Buy {
            role: RunsAwayAndReturns,
            shares,
        },
    );
    let shares = sized(dice, 500, 800);
    at(
        dice,
        20,
        26,
        Step::Buy {
            role: ResolvesSoon,
            shares,
        },
    );
    let shares = sized(dice, 950, 1_150);
    at(dice, 31, 36, Step::Buy { role: Thin, shares });
    let shares = sized(dice, 700, 900);
    let bought = at(dice, 42, 48, Step::Buy { role: Pops, shares }) / MINUTE;
    at(
        dice,
        bought + 95,
        bought + 160,
        Step::Sell {
            role: Pops,
            per_mille: 1_000,
        },
    );
    let shares = sized(dice, 240, 400);
    at(dice, 54, 62, Step::Buy { role: RunsAway, shares });
    let shares = sized(dice, 400, 600);
    at(dice, 68, 78, Step::Buy { role: DriftsUp, shares });
    let shares = sized(dice, 500, 700);
    at(dice, 100, 140, Step::Buy { role: Deep, shares });
    let shares = sized(dice, 180, 260);
    at(
        dice,
        150,
        175,
        Step::Hedge {
            role: ResolvesSoon,
            shares,
        },
    );
    let per_mille = dice.whole(300, 450);
    at(dice, 280, 330, Step::Sell { role: Deep, per_mille });
    at(
        dice,
        620,
        700,
        Step::Sell {
            role: Deep,
            per_mille: 1_000,
        },
    );
    for (from, min_size) in [
        (9, 5),
        (85, 1),
        (210, 5),
        (450, 1),
        (820, 5),
        (1_260, 1),
        (1_750, 5),
        (2_050, 1),
    ] {
        let cents = dice.whole(600, 1_900);
        at(dice, from, from + 9, Step::Small { min_size, cents });
    }
    for from in [18, 240, 960] {
        let shares = dice.whole(55, 95);
        at(dice, from, from + 8, Step::Few { shares });
    }
    plan.sort_by_key(|(when, _)| *when);
    plan
}

#[cfg(test)]
#[path = "itinerary_tests.rs"]
mod tests;
