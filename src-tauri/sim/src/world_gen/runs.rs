//! Runs: what the price does after a named trader has taken shares. Mostly it runs away and comes back in the course of half
//! a day; after the other purchases it eases for a while, so that whoever waits at the trader's price is served.
//!
//! Measured on the real venue ([`after_purchase`](crate::after_purchase)): the price is met again within six hours after
//! 64 % of the purchases, and stands 22 cents higher after the rest.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::MICRO;

use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::fair::Pin;
use crate::world_gen::market_agent::MarketAgent;
use crate::world_gen::rng::{SeededRng, to_f64};

/// How likely a purchase at the market is followed by a run. Twice as likely as a price that is not met again: resting
/// purchases and the markets of neg-risk events have no runs, and a later purchase of the other outcome turns one.
const RUNS: f64 = 0.72;

/// What part of the way to a dollar a run goes: from, to (measured: a half on average).
const PART: (f64, f64) = (0.3, 0.72);

/// How long half of a run takes, in milliseconds: from, to.
const HALF_WAY: (i64, i64) = (20 * MINUTE, 70 * MINUTE);

/// How long it stays there: longer than anybody is watched for.
const LASTS: i64 = 7 * HOUR;

/// By how many ticks a run begins, at once: whoever copies comes half a minute later and finds the price gone.
const FIRST_TICKS: f64 = 2.5;

/// By how many ticks the price eases where there is no run, and for how long.
const EASES_TICKS: f64 = 1.6;
const EASES_FOR: i64 = HOUR;

impl MarketAgent {
    /// Somebody has bought an outcome at the market.
    pub(super) fn after_purchase(&mut self, now: VenueMs, outcome: usize, rng: &mut SeededRng) {
        let (runs, part) = (rng.chance(RUNS), rng.between(PART.0, PART.1));
        let half_way_ms = rng.whole(HALF_WAY.0, HALF_WAY.1);
        if self.fair.is_bound(now) {
            return;
        }
        let tick = to_f64(self.tick.micros()) / to_f64(MICRO);
        let up = if outcome == 0 { 1.0 } else { -1.0 };
        let price = self.fair.price();
        if !runs && self.runs_until.is_some_and(|until| now < until) {
            return;
        }
        if !runs {
            self.fair.ease(Pin {
                target: price - up * EASES_TICKS * tick,
                half_way_ms: 2 * MINUTE,
                stray: 0.0,
                until: now.plus(EASES_FOR),
            });
            return;
        }
        let left = if outcome == 0 { 1.0 - price } else { price };
        self.fair.nudge(up * FIRST_TICKS * tick);
        self.runs_until = Some(now.plus(LASTS));
        self.fair.run(Pin {
            target: price + up * part * left,
            half_way_ms,
            stray: 0.002,
            until: now.plus(LASTS),
        });
    }
}
