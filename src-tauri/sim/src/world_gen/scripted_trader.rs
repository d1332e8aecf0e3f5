//! The script of the trader that the demo's guide suggests to follow: what it does in the first two days beside its
//! habits, so that whoever copies it sees every kind of thing happen.
//!
//! It is a plan of ordinary purchases and sales in markets that play a part ([`Role`]), with times and sizes drawn from
//! the seed. Prices are helped along only after the trader has dealt and only in these markets: a value is pinned so
//! that its ask stands so many ticks above the price the trader paid. Everything still happens through orders.

use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::market_plan::shapes::Role;
use crate::world_gen::rng::SeededRng;

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
    /// How long the market is kept for the script.
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

/// An entry of the plan: minutes after the start from and to, the size from and to, in steps of, and what it is.
type Entry = (i64, i64, i64, i64, i64, fn(i64) -> Step);

/// First purchases come before [`QUIET`] is over; the sale after a pop comes within three hours of its purchase, while
/// the pop lasts.
const PLAN: [Entry; 23] = [
    (4, 7, 900, 1_100, 10, |shares| Step::Buy {
        role: Role::Deep,
        shares,
    }),
    (11, 16, 300, 420, 10, |shares| Step::Buy {
        role: Role::RunsAwayAndReturns,
        shares,
    }),
    (20, 26, 500, 800, 10, |shares| Step::Buy {
        role: Role::ResolvesSoon,
        shares,
    }),
    (31, 36, 950, 1_150, 10, |shares| Step::Buy {
        role: Role::Thin,
        shares,
    }),
    (42, 48, 700, 900, 10, |shares| Step::Buy {
        role: Role::Pops,
        shares,
    }),
    (54, 62, 240, 400, 10, |shares| Step::Buy {
        role: Role::RunsAway,
        shares,
    }),
    (68, 78, 400, 600, 10, |shares| Step::Buy {
        role: Role::DriftsUp,
        shares,
    }),
    (100, 135, 500, 700, 10, |shares| Step::Buy {
        role: Role::Deep,
        shares,
    }),
    (142, 205, 1_000, 1_000, 1, |per_mille| Step::Sell {
        role: Role::Pops,
        per_mille,
    }),
    (150, 175, 180, 260, 10, |shares| Step::Hedge {
        role: Role::ResolvesSoon,
        shares,
    }),
    (280, 330, 300, 450, 1, |per_mille| Step::Sell {
        role: Role::Deep,
        per_mille,
    }),
    (620, 700, 1_000, 1_000, 1, |per_mille| Step::Sell {
        role: Role::Deep,
        per_mille,
    }),
    (9, 18, 600, 1_900, 1, |cents| Step::Small { min_size: 5, cents }),
    (85, 94, 600, 1_900, 1, |cents| Step::Small { min_size: 1, cents }),
    (210, 219, 600, 1_900, 1, |cents| Step::Small { min_size: 5, cents }),
    (450, 459, 600, 1_900, 1, |cents| Step::Small { min_size: 1, cents }),
    (820, 829, 600, 1_900, 1, |cents| Step::Small { min_size: 5, cents }),
    (1_260, 1_269, 600, 1_900, 1, |cents| Step::Small { min_size: 1, cents }),
    (1_750, 1_759, 600, 1_900, 1, |cents| Step::Small { min_size: 5, cents }),
    (2_050, 2_059, 600, 1_900, 1, |cents| Step::Small { min_size: 1, cents }),
    (18, 26, 55, 95, 1, |shares| Step::Few { shares }),
    (240, 248, 55, 95, 1, |shares| Step::Few { shares }),
    (960, 968, 55, 95, 1, |shares| Step::Few { shares }),
];

/// The plan: milliseconds after the demo's start, and what to do then.
pub(crate) fn plan(rng: &mut SeededRng) -> Vec<(i64, Step)> {
    PLAN.iter()
        .map(|(from, to, least, most, round, step)| {
            let when = rng.whole(from * MINUTE, to * MINUTE);
            (when, step(rng.whole(least / round, most / round) * round))
        })
        .collect()
}

#[cfg(test)]
#[path = "scripted_trader_tests.rs"]
mod tests;
