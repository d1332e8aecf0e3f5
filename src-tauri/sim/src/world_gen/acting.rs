//! Acting: how the crowd, the named traders and the script carry out what they have chosen.

use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Rounding, Shares, mul_div};

use crate::venue::VenueState;
use crate::world_gen::actions::{Manner, dollars};
use crate::world_gen::calendar::{DAY, HOUR, MINUTE};
use crate::world_gen::crowd::CrowdAct;
use crate::world_gen::market_agent::MarketAgent;
use crate::world_gen::market_plan::shapes::Role;
use crate::world_gen::market_plan::slots::Kind;
use crate::world_gen::rng::{to_f64, to_i64};
use crate::world_gen::scripted_trader::Step;
use crate::world_gen::trader_profiles::{Choice, Seen, whole_shares};
use crate::world_gen::world::{Event, World};
use pilotfish_exchange::Placed;

/// The named traders wait for hours and reach a few ticks far.
const MANNER: Manner = Manner {
    patience_ms: (30 * MINUTE, 6 * HOUR),
    second_after_ms: (20_000, 150_000),
    reach_ticks: 4,
};

impl World {
    /// One of the crowd acts in a market.
    pub(super) fn crowd(&mut self, state: &mut VenueState, key: usize) {
        let Some(agent) = self.agents.get_mut(key).filter(|agent| agent.open) else {
            return;
        };
        let next = state.now.plus(agent.crowd.wait_ms(agent.shape.crowd * MINUTE));
        let wallet = agent.crowd.pick(&self.crowd).cloned();
        let rests = agent.crowd.chance(0.18);
        let coin = if agent.crowd.chance(0.5) { Side::Buy } else { Side::Sell };
        let budget = dollars(to_i64(agent.crowd.log_between(150.0, 6_500.0)));
        let patience = agent.crowd.whole(6 * MINUTE, 50 * MINUTE);
        let inside = agent.crowd.chance(0.3);
        let side = agent.crowd_side(state.now).unwrap_or(coin);
        let kept = agent.is_kept(state.now);
        if let Some(wallet) = wallet {
            let act = CrowdAct { wallet, side, budget };
            if rests && !kept {
                act.rest(state, agent, inside, state.now.plus(patience));
            } else {
                act.take(state, agent);
            }
        }
        self.schedule(next, Event::Crowd(key));
    }

    /// A named trader looks around and, if something tempts, acts.
    pub(super) fn trader(&mut self, state: &mut VenueState, number: usize) {
        self.schedule_trader(state.now, number);
        let Some(style) = self.roster.get(number).map(|player| player.style) else {
            return;
        };
        let seen = self.seen_by(state, number);
        let Some(trader) = self.traders.get_mut(number) else {
            return;
        };
        if let Some(choice) = style.choose(state.now, &seen, &mut trader.rng) {
            self.carry_out(state, number, choice);
        }
    }

    fn seen_by(&self, state: &VenueState, number: usize) -> Vec<Seen> {
        let person = self
            .traders
            .get(number)
            .and_then(|trader| state.record.people.get(trader.person));
        let Some(ledger) = person.map(|person| &person.ledger) else {
            return Vec::new();
        };
        let look = |(key, agent): (usize, &MarketAgent)| {
            let (shares, since) = ledger.held(&agent.tokens);
            agent.seen(key, state.now, shares, since)
        };
        self.agents.iter().enumerate().filter_map(look).collect()
    }

    pub(super) fn carry_out(&mut self, state: &mut VenueState, number: usize, choice: Choice) {
        let (Some(trader), Some(agent)) = (self.traders.get_mut(number), self.agents.get_mut(choice.key)) else {
            return;
        };
        let drawn = MANNER.draw(&mut trader.rng);
        let Some(spot) = agent.spot(&trader.wallet, choice.outcome) else {
            return;
        };
        let carried = choice.carry_out(state, &spot, drawn);
        let (Some(placed), Some(side)) = (carried.taken, choice.side()) else {
            return;
        };
        if side == Side::Buy {
            agent.after_purchase(state.now, choice.outcome, &mut trader.rng);
        } else {
            agent.impress(choice.outcome == 1, placed.shares);
        }
        if let Some(second) = carried.second {
            self.schedule(state.now.plus(drawn.delay_ms), Event::Follow(number, second));
        }
        self.soon(state.now.plus(2_000 + drawn.delay_ms % 5_000), choice.key);
    }

    /// A step of the script.
    pub(super) fn follow_script(&mut self, state: &mut VenueState, step: Step) {
        match step {
            Step::Buy { role, shares } => self.buy_in_part(state, role, whole_shares(to_f64(shares))),
            Step::Hedge { role, shares } => {
                if let Some(key) = self.playing(role) {
                    self.deal(state, key, 1, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
            Step::Sell { role, per_mille } => {
                let Some(key) = self.playing(role) else { return };
                let held = self.held_in(state, key);
                let part = Shares::from_micros(mul_div(held.micros(), per_mille, 1_000, Rounding::Down));
                self.deal(state, key, 0, Side::Sell, part);
            }
            Step::Small { min_size, cents } => {
                if let Some(key) = self.somewhere(state, min_size, 0.2) {
                    let price = self.agents.get(key).map_or(0.5, |agent| agent.fair.price());
                    let shares = (to_f64(cents) / 100.0 / price).floor();
                    self.deal(state, key, 0, Side::Buy, whole_shares(shares));
                }
            }
            Step::Few { shares } => {
                if let Some(key) = self.somewhere(state, 5, 0.42) {
                    self.deal(state, key, 0, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
        }
    }

    /// What the scripted trader holds of a market's first outcome.
    fn held_in(&self, state: &VenueState, key: usize) -> Shares {
        let account = self
            .traders
            .first()
            .and_then(|trader| state.exchange.account(&trader.wallet));
        let token = self.agents.get(key).and_then(|agent| agent.tokens.first());
        account
            .zip(token)
            .map_or(Shares::ZERO, |(account, token)| account.shares(token))
    }

    /// The script's purchase in a market that plays a part, and what the market does then.
    fn buy_in_part(&mut self, state: &mut VenueState, role: Role, shares: Shares) {
        let Some(key) = self.playing(role) else { return };
        let Some(placed) = self.deal(state, key, 0, Side::Buy, shares) else {
            return;
        };
        let Some(agent) = self.agents.get_mut(key) else { return };
        if agent.paid.is_some() {
            return;
        }
        let average = mul_div(placed.value.micros(), MICRO, placed.shares.micros(), Rounding::Down);
        agent.paid = Some(average / agent.tick.micros());
        if role.crowd_only_buys() {
            agent.buyers_until = Some(state.now.plus(role.lasts_ms()));
        }
        for drift in role.drifts() {
            let until = state.now.plus(drift.until_ms);
            let at = state.now.plus(drift.after_ms + 200);
            self.schedule(at, Event::Pin(key, drift.ticks, drift.half_way_ms, until));
        }
    }

    /// The scripted trader takes.
    fn deal(&self, state: &mut VenueState, key: usize, outcome: usize, side: Side, shares: Shares) -> Option<Placed> {
        let (trader, agent) = (self.traders.first()?, self.agents.get(key)?);
        agent.spot(&trader.wallet, outcome)?.take(state, side, shares, 6)
    }

    fn playing(&self, role: Role) -> Option<usize> {
        self.agents
            .iter()
            .position(|agent| agent.open && agent.part.is_some_and(|(played, _)| played == role))
    }

    /// A market with that least size, at `least` to 0.7, where the scripted trader has nothing yet.
    fn somewhere(&mut self, state: &VenueState, min_size: i64, least: f64) -> Option<usize> {
        let account = state.exchange.account(&self.traders.first()?.wallet)?;
        let fits: Vec<usize> = self
            .agents
            .iter()
            .enumerate()
            .filter(|(_, agent)| {
                let price = agent.fair.price();
                let far = agent.end.since(state.now) > 3 * DAY;
                let empty = agent.tokens.iter().all(|token| account.shares(token).is_zero());
                agent.open
                    && agent.kind == Kind::Plain
                    && far
                    && empty
                    && agent.shape.min_size == min_size
                    && (least..0.7).contains(&price)
                    && !agent.is_kept(state.now)
            })
            .map(|(key, _)| key)
            .collect();
        self.plan_rng.pick(&fits).copied()
    }
}
