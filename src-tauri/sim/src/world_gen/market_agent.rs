//! A market agent: one open market with what lives in it: its fair value, its maker, its crowd, the part it plays.

use std::collections::VecDeque;

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Shares, Tick};

use crate::venue::VenueState;
use crate::world_gen::actions::Spot;
use crate::world_gen::calendar::{HOUR, MINUTE};
use crate::world_gen::fair::{Fair, Pin};
use crate::world_gen::makers::{Quotes, Stance};
use crate::world_gen::market_plan::shapes::{Role, Shape};
use crate::world_gen::market_plan::slots::Kind;
use crate::world_gen::rng::{SeededRng, to_f64};
use crate::world_gen::trader_profiles::Seen;

/// How long a jump is news.
const FRESH: i64 = 15 * MINUTE;

/// How long before its end nobody starts anything in a market.
const LAST_CALL: i64 = 40 * MINUTE;

/// One open market.
#[derive(Debug)]
pub(crate) struct MarketAgent {
    /// Its place in the record.
    pub(crate) place: usize,
    /// Which shape it has; a market that ends is followed by another of the same shape.
    pub(crate) slot: usize,
    pub(crate) shape: Shape,
    pub(crate) kind: Kind,
    pub(crate) condition: ConditionId,
    pub(crate) tokens: [TokenId; 2],
    pub(crate) category: &'static str,
    pub(crate) tick: Tick,
    pub(crate) end: VenueMs,
    pub(crate) fair: Fair,
    pub(crate) quotes: Quotes,
    pub(crate) crowd: SeededRng,
    /// Until when only the scripted trader acts here, and in which part.
    pub(crate) part: Option<(Role, VenueMs)>,
    /// The crowd only buys the first outcome until then.
    pub(crate) buyers_until: Option<VenueMs>,
    /// What the script's first purchase paid on average, in ticks, rounded down: the price of a copy's first order.
    pub(crate) paid: Option<i64>,
    /// The last jump.
    pub(crate) news: Option<(VenueMs, f64)>,
    /// Until when it runs after a purchase.
    pub(crate) runs_until: Option<VenueMs>,
    /// Fair values of the last four hours, oldest first.
    pub(crate) trail: VecDeque<(VenueMs, f64)>,
    pub(crate) open: bool,
    /// The market whose question this one asks again on the contract that follows.
    pub(crate) follows: Option<ConditionId>,
    /// The outcome that won, once it is over.
    pub(crate) winner: Option<usize>,
    /// Whether a requote is already due.
    pub(crate) requote_due: bool,
}

impl MarketAgent {
    /// Where the maker stands now.
    pub(crate) fn stance(&self) -> Stance {
        self.stance_at(self.fair.price())
    }

    fn stance_at(&self, fair: f64) -> Stance {
        Stance {
            fair,
            spread: self.shape.spread_ratio(),
            tick: self.tick,
            depth: self.shape.depth,
            growth: self.shape.growth(),
            vary: (0.75, 1.3),
            min_size: self.min_size(),
        }
    }

    /// The fair value at which the maker's ask stands at `ask` ticks, in the middle of what rounds there.
    pub(crate) fn fair_for_ask(&self, ask: i64) -> f64 {
        let tick = to_f64(self.tick.micros()) / to_f64(MICRO);
        let mut fair = to_f64(ask) * tick;
        // The width depends on the fair value, which depends on the width: a few rounds settle it.
        for _ in 0..6 {
            fair = (to_f64(ask) - to_f64(self.stance_at(fair).spread_ticks()) / 2.0) * tick;
        }
        fair
    }

    /// Draws the value to where the ask stands `ticks` above what the script paid.
    pub(crate) fn pin_ask(&mut self, ticks: i64, half_way_ms: i64, until: VenueMs) {
        if let Some(paid) = self.paid {
            let target = self.fair_for_ask(paid + ticks);
            self.fair.pin(Pin {
                target,
                half_way_ms,
                stray: 0.0012,
                until,
            });
        }
    }

    /// Keeps the value where it is.
    pub(crate) fn hold(&mut self, until: VenueMs) {
        let target = self.fair.price();
        self.fair.pin(Pin {
            target,
            half_way_ms: HOUR / 4,
            stray: 0.0008,
            until,
        });
    }

    /// Lets the fair value move on.
    pub(crate) fn step(&mut self, now: VenueMs) {
        if let Some(jump) = self.fair.step(now).filter(|jump| jump.abs() > 0.02) {
            self.news = Some((now, jump));
        }
        self.trail.push_back((now, self.fair.price()));
        while self.trail.front().is_some_and(|(at, _)| now.since(*at) > 4 * HOUR) {
            self.trail.pop_front();
        }
    }

    /// Brings the maker's quotes to the fair value.
    pub(crate) fn requote(&mut self, state: &mut VenueState) {
        if let Some(market) = state.exchange.market(&self.condition) {
            self.tick = market.tick;
            if !market.accepting_orders {
                // What could not be quoted would be forgotten.
                return;
            }
        }
        let stance = self.stance();
        self.quotes.requote(state, self.place, &stance);
    }

    /// Where `owner` acts on an outcome; nowhere once the market is closed.
    pub(crate) fn spot<'a>(&'a self, owner: &'a WalletAddress, outcome: usize) -> Option<Spot<'a>> {
        Some(Spot {
            owner,
            condition: &self.condition,
            token: self.tokens.get(outcome).filter(|_| self.open)?,
            tick: self.tick,
            min_size: self.min_size(),
            delayed: self.kind == Kind::Game,
        })
    }

    /// What a large trade for or against the first outcome tells: up to a tick and a half.
    pub(crate) fn impress(&mut self, up: bool, shares: Shares) {
        let weight = (to_f64(shares.micros()) / to_f64(MICRO) / self.shape.depth * 0.4).min(1.6);
        let tick = to_f64(self.tick.micros()) / to_f64(MICRO);
        self.fair.nudge(if up { weight * tick } else { -weight * tick });
    }

    fn min_size(&self) -> Shares {
        Shares::from_micros(self.shape.min_size * MICRO)
    }

    /// Whether the part it plays is not over.
    pub(crate) fn is_kept(&self, now: VenueMs) -> bool {
        self.part.is_some_and(|(_, until)| now < until)
    }

    /// The side that the crowd keeps to just now.
    pub(crate) fn crowd_side(&self, now: VenueMs) -> Option<Side> {
        self.buyers_until.filter(|until| now < *until).map(|_| Side::Buy)
    }

    /// How a trader sees it; `None` when it is no place to act.
    pub(crate) fn seen(&self, key: usize, now: VenueMs, held: [Shares; 2], since: [VenueMs; 2]) -> Option<Seen> {
        if !self.open || self.is_kept(now) || self.end.since(now) < LAST_CALL {
            return None;
        }
        let price = self.fair.price();
        let before = self.trail.front().map_or(price, |(_, price)| *price);
        Some(Seen {
            key,
            price,
            change: price - before,
            news: self.news.filter(|(at, _)| now.since(*at) < FRESH).map(|(_, jump)| jump),
            category: self.category,
            held,
            since,
            better: None,
        })
    }
}
