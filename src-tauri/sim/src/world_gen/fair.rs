//! Fair values: what a market's first outcome is worth in everybody's best judgement, as a walk that is fair to bet on.
//!
//! The log-odds wander with a drift that keeps the probability a martingale, news makes it jump as likely up as down,
//! unrest grows in the last hours, and the winner is drawn with the last probability: so no habit of trading earns
//! anything on average but by knowing. A pin is the one exception: it draws the value to a target for a while, where a
//! trader's script needs the market to go somewhere, and after a named trader's purchase (`runs.rs`).
//! Floats: nothing here is booked.

use pilotfish_copy::ids::VenueMs;

use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::{SeededRng, to_f64};

/// Log-odds are kept within ±this (1 % to 99 %) while the market trades.
const WIDEST: f64 = 4.6;

/// News an hour: about one a market every three days.
const NEWS_AN_HOUR: f64 = 0.014;

/// The hours before the end in which unrest grows.
const LAST_HOURS: f64 = 5.0;

/// How many hours it takes a run to come back, in the mean, once it is over: soon enough that markets do not gather at their edges.
const LEAN_LASTS_H: f64 = 10.0;

/// Draws the value to a target.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pin {
    /// The probability to go to.
    pub(crate) target: f64,
    /// How long half the way takes.
    pub(crate) half_way_ms: i64,
    /// How far it strays around the target, in probability.
    pub(crate) stray: f64,
    pub(crate) until: VenueMs,
}

/// One market's fair value.
#[derive(Debug, Clone)]
pub(crate) struct Fair {
    odds: f64,
    unrest: f64,
    end: VenueMs,
    last: VenueMs,
    rng: SeededRng,
    pin: Option<Pin>,
    /// How far a run has taken the log-odds from where they were; it comes back by and by.
    lean: f64,
    /// Whether the pin gives way to another: one of what follows on a purchase.
    gives_way: bool,
    /// Whether somebody else says what it is: the event that the market belongs to.
    led: bool,
}

impl Fair {
    pub(crate) fn new(price: f64, unrest: f64, end: VenueMs, now: VenueMs, rng: SeededRng) -> Self {
        Self {
            odds: log_odds(price),
            unrest,
            end,
            last: now,
            rng,
            pin: None,
            lean: 0.0,
            gives_way: false,
            led: false,
        }
    }

    /// From now on it is what it is told to be.
    pub(crate) fn lead(&mut self, price: f64) {
        self.led = true;
        self.odds = log_odds(price);
    }

    /// The probability of the first outcome.
    pub(crate) fn price(&self) -> f64 {
        1.0 / (1.0 + (-self.odds).exp())
    }

    /// Lets time pass until `now`; gives the jump in probability, if there was news.
    pub(crate) fn step(&mut self, now: VenueMs) -> Option<f64> {
        let hours = to_f64(now.since(self.last).max(0)) / to_f64(HOUR);
        self.last = now;
        if hours <= 0.0 || self.led {
            return None;
        }
        let (shock, news, jump) = (self.rng.normal(), self.rng.unit(), self.rng.between(-0.7, 0.7));
        if let Some(pin) = self.pin.filter(|pin| now <= pin.until) {
            self.draw_to(pin, hours, shock);
            return None;
        }
        self.pin = None;
        let back = self.lean * (hours / LEAN_LASTS_H).min(1.0);
        self.lean -= back;
        self.odds -= back;
        let left = to_f64(self.end.since(now).max(0)) / to_f64(HOUR);
        let hurry = if left < LAST_HOURS { 1.1 / (left + 0.4) } else { 0.0 };
        let variance = (self.unrest * self.unrest + hurry) * hours;
        self.odds += (self.price() - 0.5) * variance + variance.sqrt() * shock;
        self.keep_in();
        if news >= NEWS_AN_HOUR * hours {
            return None;
        }
        let before = self.price();
        self.odds = log_odds(before + jump * before * (1.0 - before));
        self.keep_in();
        Some(self.price() - before)
    }

    /// What a large trade tells the others: the value moves a little its way.
    pub(crate) fn nudge(&mut self, change: f64) {
        if !self.led && (self.gives_way || self.pin.is_none()) {
            self.odds = log_odds((self.price() + change).clamp(0.01, 0.99));
        }
    }

    /// Whether it is being drawn somewhere that matters, or told.
    pub(crate) fn is_bound(&self, now: VenueMs) -> bool {
        self.led || (!self.gives_way && self.pin.is_some_and(|pin| now <= pin.until))
    }

    /// Draws the value a little way, until something else draws it.
    pub(crate) fn ease(&mut self, pin: Pin) {
        self.pin = Some(pin);
        self.gives_way = true;
    }

    /// Draws the value as a run does: to a target, and later back again. Another run takes its place.
    pub(crate) fn run(&mut self, pin: Pin) {
        self.lean += log_odds(pin.target) - self.odds;
        self.pin = Some(pin);
        self.gives_way = true;
    }

    /// Draws the value from here on.
    pub(crate) fn pin(&mut self, pin: Pin) {
        self.pin = Some(pin);
        self.gives_way = false;
    }

    /// The outcome that wins, drawn with the last probability.
    pub(crate) fn winner(&mut self) -> usize {
        let price = self.price();
        usize::from(!self.rng.chance(price))
    }

    fn draw_to(&mut self, pin: Pin, hours: f64, shock: f64) {
        let half_way = to_f64(pin.half_way_ms.max(1)) / to_f64(HOUR);
        let rest = 0.5_f64.powf(hours / half_way);
        let price = self.price();
        let stray = pin.stray * (1.0 - rest) * shock.clamp(-1.5, 1.5);
        self.odds = log_odds((pin.target + (price - pin.target) * rest + stray).clamp(0.02, 0.98));
    }

    fn keep_in(&mut self) {
        self.odds = self.odds.clamp(-WIDEST, WIDEST);
    }
}

/// Of a probability within (0, 1).
pub(crate) fn log_odds(price: f64) -> f64 {
    let price = price.clamp(1e-6, 1.0 - 1e-6);
    (price / (1.0 - price)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_is_a_martingale_and_the_winner_follows_the_price() {
        let end = VenueMs(20 * HOUR);
        let (runs, start) = (3_000, 0.3);
        let (mut middle, mut won) = (0.0, 0_u32);
        for run in 0..runs {
            let mut fair = Fair::new(start, 0.05, end, VenueMs(0), SeededRng::of(run, "fair"));
            for half_hour in 1..=40 {
                fair.step(VenueMs(half_hour * HOUR / 2));
                if half_hour == 30 {
                    middle += fair.price();
                }
            }
            won += u32::from(fair.winner() == 0);
        }
        let middle = middle / 3_000.0;
        let won = f64::from(won) / 3_000.0;
        assert!((middle - start).abs() < 0.02, "after 15 h: {middle}");
        assert!((won - start).abs() < 0.03, "won: {won}");
    }

    #[test]
    fn a_pin_holds_until_it_ends() {
        let mut fair = Fair::new(0.3, 0.05, VenueMs(1_000 * HOUR), VenueMs(0), SeededRng::of(1, "pin"));
        fair.pin(Pin {
            target: 0.45,
            half_way_ms: HOUR / 6,
            stray: 0.002,
            until: VenueMs(30 * HOUR),
        });
        for minute in 1..(30 * 60) {
            fair.step(VenueMs(minute * 60_000));
            if minute > 120 {
                assert!((fair.price() - 0.45).abs() < 0.01, "minute {minute}: {}", fair.price());
            }
        }
    }
}
