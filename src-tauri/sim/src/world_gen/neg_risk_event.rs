//! A neg-risk event: the fair values of its markets, of which exactly one comes true.
//!
//! The probabilities always add up to one. Each moves by its own news less what the news of all, weighed by their
//! probabilities, amounts to: so every one of them is a martingale, and the winner is drawn with the last ones.

use pilotfish_copy::ids::VenueMs;

use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::{SeededRng, to_f64};

/// The most that one step moves a probability by, as a part of it.
const MOST_AT_ONCE: f64 = 0.3;

/// A runner with less than this has no news any more while the event trades.
const FORLORN: f64 = 0.004;

/// The hours before the end in which unrest grows.
const LAST_HOURS: f64 = 5.0;

/// The markets of one event.
#[derive(Debug)]
pub(crate) struct NegRiskEvent {
    /// Its markets' agents, in the event's order.
    pub(crate) agents: Vec<usize>,
    chances: Vec<f64>,
    unrest: f64,
    end: VenueMs,
    last: VenueMs,
    rng: SeededRng,
}

impl NegRiskEvent {
    /// An event of markets that begin at those chances, which are brought to one together.
    pub(crate) fn new(chances: &[f64], unrest: f64, end: VenueMs, now: VenueMs, rng: SeededRng) -> Self {
        Self {
            agents: Vec::new(),
            chances: to_one(chances),
            unrest,
            end,
            last: now,
            rng,
        }
    }

    /// Lets time pass until `now` and gives every market's probability.
    pub(crate) fn step(&mut self, now: VenueMs) -> &[f64] {
        let hours = to_f64(now.since(self.last).max(0)) / to_f64(HOUR);
        self.last = self.last.max(now);
        if hours > 0.0 {
            let left = to_f64(self.end.since(now).max(0)) / to_f64(HOUR);
            let hurry = if left < LAST_HOURS { 0.6 / (left + 0.5) } else { 0.0 };
            let part = ((self.unrest * self.unrest + hurry) * hours).sqrt();
            stir(&mut self.chances, part, &mut self.rng);
        }
        &self.chances
    }

    /// The market that wins, drawn with the last probabilities.
    pub(crate) fn winner(&mut self) -> usize {
        let mut draw = self.rng.unit();
        for (place, chance) in self.chances.iter().enumerate() {
            draw -= chance;
            if draw < 0.0 {
                return place;
            }
        }
        self.chances.len().saturating_sub(1)
    }
}

/// Chances that led to `chances` at the last of `hours` hours, hour by hour: a fair walk read backwards is as likely.
pub(crate) fn path_to(chances: &[f64], unrest: f64, hours: usize, rng: &mut SeededRng) -> Vec<Vec<f64>> {
    let mut now = to_one(chances);
    let mut path = vec![now.clone()];
    for _ in 0..hours {
        stir(&mut now, 0.8 * unrest, rng);
        path.push(now.clone());
    }
    path.reverse();
    path
}

fn to_one(chances: &[f64]) -> Vec<f64> {
    let sum: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / sum.max(1e-9)).collect()
}

fn stir(chances: &mut [f64], part: f64, rng: &mut SeededRng) {
    let news: Vec<f64> = chances
        .iter()
        .map(|chance| {
            let drawn = (part * rng.normal()).clamp(-MOST_AT_ONCE, MOST_AT_ONCE);
            if *chance < FORLORN { 0.0 } else { drawn }
        })
        .collect();
    let all: f64 = chances.iter().zip(&news).map(|(chance, news)| chance * news).sum();
    for (chance, news) in chances.iter_mut().zip(news) {
        *chance *= 1.0 + news - all;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_add_up_to_one_and_are_fair_to_bet_on() {
        let start = [0.4, 0.3, 0.2, 0.1];
        let end = VenueMs(12 * HOUR);
        let (mut middle, mut won) = ([0.0; 4], [0_u32; 4]);
        for run in 0..3_000 {
            let mut neg_risk_event = NegRiskEvent::new(&start, 0.06, end, VenueMs(0), SeededRng::of(run, "race"));
            for half_hour in 1..=24 {
                let chances = neg_risk_event.step(VenueMs(half_hour * HOUR / 2));
                let sum: f64 = chances.iter().sum();
                assert!((sum - 1.0).abs() < 1e-9, "{sum}");
                assert!(chances.iter().all(|chance| *chance > 0.0));
                if half_hour == 18 {
                    for (sum, chance) in middle.iter_mut().zip(chances) {
                        *sum += chance / 3_000.0;
                    }
                }
            }
            if let Some(count) = won.get_mut(neg_risk_event.winner()) {
                *count += 1;
            }
        }
        for ((middle, won), start) in middle.iter().zip(won).zip(start) {
            let won = f64::from(won) / 3_000.0;
            assert!(
                (middle - start).abs() < 0.02,
                "after nine hours {middle}, began at {start}"
            );
            assert!((won - start).abs() < 0.04, "won {won}, began at {start}");
        }
    }

    #[test]
    fn a_past_leads_to_the_present() {
        let path = path_to(&[2.0, 1.0, 1.0], 0.02, 100, &mut SeededRng::of(1, "past"));
        assert_eq!(path.len(), 101);
        assert_eq!(path.last(), Some(&vec![0.5, 0.25, 0.25]));
    }
}
