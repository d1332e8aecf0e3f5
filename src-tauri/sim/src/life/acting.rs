//! Acting: how the crowd, the named traders and the itinerary carry out what they have chosen.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Rounding, Shares, mul_div};

use crate::exchange::Placed;
use crate::life::arena::Arena;
use crate::life::calendar::{DAY, HOUR, MINUTE};
use crate::life::crowd::CrowdAct;
use crate::life::deeds::dollars;
use crate::life::dice::{to_f64, to_i64};
use crate::life::habits::{Choice, Deed, Seen, whole_shares};
use crate::life::itinerary::Step;
use crate::life::shapes::Role;
use crate::life::slots::Kind;
use crate::life::world::{Event, World};
use crate::venue::Floor;

impl World {
    /// One of the crowd acts in a market.
    pub(super) fn crowd(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        let next = floor.now.plus(arena.crowd.wait_ms(arena.shape.crowd * MINUTE));
        let wallet = arena.crowd.pick(&self.crowd).cloned();
        let rests = arena.crowd.chance(0.18);
        let coin = if arena.crowd.chance(0.5) { Side::Buy } else { Side::Sell };
        let budget = dollars(to_i64(arena.crowd.log_between(150.0, 6_500.0)));
        let patience = arena.crowd.whole(6 * MINUTE, 50 * MINUTE);
        let inside = arena.crowd.chance(0.3);
        let side = arena.crowd_side(floor.now).unwrap_or(coin);
        let kept = arena.is_kept(floor.now);
        if let Some(wallet) = wallet {
            let act = CrowdAct { wallet, side, budget };
            if rests && !kept {
                act.rest(floor, arena, inside, floor.now.plus(patience));
            } else {
                act.take(floor, arena);
            }
        }
        self.schedule(next, Event::Crowd(key));
    }

    /// A named trader looks around and, if something tempts, acts.
    pub(super) fn trader(&mut self, floor: &mut Floor, number: usize) {
        self.schedule_trader(floor.now, number);
        let Some(habit) = self.cast.get(number).map(|player| player.habit) else {
            return;
        };
        let seen = self.seen_by(floor, number);
        let Some(trader) = self.traders.get_mut(number) else {
            return;
        };
        if let Some(choice) = habit.choose(floor.now, &seen, &mut trader.dice) {
            self.carry_out(floor, number, choice);
        }
    }

    fn seen_by(&self, floor: &Floor, number: usize) -> Vec<Seen> {
        let person = self
            .traders
            .get(number)
            .and_then(|trader| floor.record.people.get(trader.person));
        let Some(holdings) = person.map(|person| person.ledger.holdings()) else {
            return Vec::new();
        };
        let look = |(key, arena): (usize, &Arena)| {
            let held = arena.tokens.each_ref().map(|token| holdings.get(token));
            let shares = held.map(|holding| holding.map_or(Shares::ZERO, |holding| holding.shares));
            let since = held.map(|holding| holding.map_or(VenueMs(0), |holding| holding.last_event_at));
            arena.seen(key, floor.now, shares, since)
        };
        self.arenas.iter().enumerate().filter_map(look).collect()
    }

    pub(super) fn carry_out(&mut self, floor: &mut Floor, number: usize, choice: Choice) {
        let (Some(trader), Some(arena)) = (self.traders.get_mut(number), self.arenas.get_mut(choice.key)) else {
            return;
        };
        let patience = floor.now.plus(trader.dice.whole(30 * MINUTE, 6 * HOUR));
        let delay = trader.dice.whole(20_000, 150_000);
        let Some(spot) = arena.spot(&trader.wallet, choice.outcome) else {
            return;
        };
        let side = match choice.deed {
            Deed::Buy => Side::Buy,
            Deed::Sell | Deed::Flip => Side::Sell,
            Deed::Split | Deed::Merge => return spot.convert(floor, choice.deed == Deed::Split, choice.shares),
        };
        if !choice.takes && choice.deed != Deed::Flip {
            return spot.rest(floor, side, choice.shares, true, patience);
        }
        let Some(placed) = spot.take(floor, side, choice.shares, 4) else {
            return;
        };
        arena.impress((side == Side::Buy) == (choice.outcome == 0), placed.shares);
        if choice.deed == Deed::Flip {
            let other = Choice {
                outcome: 1 - choice.outcome,
                deed: Deed::Buy,
                takes: true,
                ..choice
            };
            self.schedule(floor.now.plus(delay), Event::Follow(number, other));
        }
        self.soon(floor.now.plus(2_000 + delay % 5_000), choice.key);
    }

    /// A step of the itinerary.
    pub(super) fn itinerary(&mut self, floor: &mut Floor, step: Step) {
        match step {
            Step::Buy { role, shares } => self.buy_in_part(floor, role, whole_shares(to_f64(shares))),
            Step::Hedge { role, shares } => {
                if let Some(key) = self.playing(role) {
                    self.deal(floor, key, 1, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
            Step::Sell { role, per_mille } => {
                let Some(key) = self.playing(role) else { return };
                let held = self.held_in(floor, key);
                let part = Shares::from_micros(mul_div(held.micros(), per_mille, 1_000, Rounding::Down));
                self.deal(floor, key, 0, Side::Sell, part);
            }
            Step::Small { min_size, cents } => {
                if let Some(key) = self.somewhere(floor, min_size, 0.2) {
                    let price = self.arenas.get(key).map_or(0.5, |arena| arena.fair.price());
                    let shares = (to_f64(cents) / 100.0 / price).floor();
                    self.deal(floor, key, 0, Side::Buy, whole_shares(shares));
                }
            }
            Step::Few { shares } => {
                if let Some(key) = self.somewhere(floor, 5, 0.42) {
                    self.deal(floor, key, 0, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
        }
    }

    /// What the itinerary's trader holds of a market's first outcome.
    fn held_in(&self, floor: &Floor, key: usize) -> Shares {
        let account = self
            .traders
            .first()
            .and_then(|trader| floor.exchange.account(&trader.wallet));
        let token = self.arenas.get(key).and_then(|arena| arena.tokens.first());
        account
            .zip(token)
            .map_or(Shares::ZERO, |(account, token)| account.shares(token))
    }

    /// The itinerary's purchase in a market that plays a part, and what the market does then.
    fn buy_in_part(&mut self, floor: &mut Floor, role: Role, shares: Shares) {
        let Some(key) = self.playing(role) else { return };
        let Some(placed) = self.deal(floor, key, 0, Side::Buy, shares) else {
            return;
        };
        let Some(arena) = self.arenas.get_mut(key) else { return };
        if arena.paid.is_some() {
            return;
        }
        let average = mul_div(placed.value.micros(), MICRO, placed.shares.micros(), Rounding::Down);
        arena.paid = Some(average / arena.tick.micros());
        if role.crowd_only_buys() {
            arena.buyers_until = Some(floor.now.plus(role.lasts_ms()));
        }
        for drift in role.drifts() {
            let until = floor.now.plus(drift.until_ms);
            let at = floor.now.plus(drift.after_ms + 200);
            self.schedule(at, Event::Pin(key, drift.ticks, drift.half_way_ms, until));
        }
    }

    /// The itinerary's trader takes.
    fn deal(&self, floor: &mut Floor, key: usize, outcome: usize, side: Side, shares: Shares) -> Option<Placed> {
        let (trader, arena) = (self.traders.first()?, self.arenas.get(key)?);
        arena.spot(&trader.wallet, outcome)?.take(floor, side, shares, 6)
    }

    fn playing(&self, role: Role) -> Option<usize> {
        self.arenas
            .iter()
            .position(|arena| arena.open && arena.part.is_some_and(|(played, _)| played == role))
    }

    /// A market with that least size, at `least` to 0.7, where the itinerary's trader has nothing yet.
    fn somewhere(&mut self, floor: &Floor, min_size: i64, least: f64) -> Option<usize> {
        let account = floor.exchange.account(&self.traders.first()?.wallet)?;
        let fits: Vec<usize> = self
            .arenas
            .iter()
            .enumerate()
            .filter(|(_, arena)| {
                let price = arena.fair.price();
                let far = arena.end.since(floor.now) > 3 * DAY;
                let empty = arena.tokens.iter().all(|token| account.shares(token).is_zero());
                arena.open
                    && arena.kind == Kind::Plain
                    && far
                    && empty
                    && arena.shape.min_size == min_size
                    && (least..0.7).contains(&price)
                    && !arena.is_kept(floor.now)
            })
            .map(|(key, _)| key)
            .collect();
        self.plan_dice.pick(&fits).copied()
    }
}
