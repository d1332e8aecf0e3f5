//! Bootstrap: how the world comes to its start.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{MICRO, Shares, Usd};

use crate::venue::VenueState;
use crate::world_gen::breadth::Breadth;
use crate::world_gen::calendar::HOUR;
use crate::world_gen::fair::Fair;
use crate::world_gen::generated_history::{self, Lived, PAST, PAST_HOURS, micro_price};
use crate::world_gen::makers::Quotes;
use crate::world_gen::market_agent::MarketAgent;
use crate::world_gen::market_plan::openings::{Opening, chances_of};
use crate::world_gen::market_plan::slots::{Kind, slots};
use crate::world_gen::names::{CROWD, MAKERS, crowd_profile, maker_profile, maker_wallet, trader_profile};
use crate::world_gen::neg_risk_event;
use crate::world_gen::rng::{SeededRng, wallet_of};
use crate::world_gen::roster::roster;
use crate::world_gen::scripted_trader;
use crate::world_gen::world::{Event, Trader, World};
use pilotfish_exchange::{AccountKind, MarketSpec};

/// What each market maker, each named trader and each of the crowd has to spend: more than it ever needs.
const MAKER_CASH: Usd = Usd::dollars(50_000_000);
const TRADER_CASH: Usd = Usd::dollars(5_000_000);
const CROWD_CASH: Usd = Usd::dollars(1_000_000);

/// Shares of each outcome that a maker splits when a market opens.
const STOCK: Shares = Shares::from_micros(60_000 * MICRO);

/// How long after a game's start its maker is back.
const BACK_AFTER: i64 = 2_000;

impl World {
    /// Lives through the thirty days before `start` and opens the exchange at `start`.
    pub(crate) fn begin(seed: u64, start: VenueMs, breadth: Breadth, state: &mut VenueState) -> Self {
        let mut world = Self {
            seed,
            start,
            queue: BTreeMap::new(),
            sequence: 0,
            slots: slots(seed, breadth.markets),
            roster: roster(seed, breadth.traders),
            events: Vec::new(),
            neg_risk_events: Vec::new(),
            agents: Vec::new(),
            traders: Vec::new(),
            crowd: Vec::new(),
            rng: SeededRng::of(seed, "world"),
            plan_rng: SeededRng::of(seed, "itinerary"),
            set_rng: SeededRng::of(seed, "no sets"),
            listed: 0,
            rounds: 0,
        };
        world.open_accounts(state);
        let openings = world.first_openings();
        world.past(state, &openings);
        state.now = start;
        for (place, opening) in openings.into_iter().enumerate() {
            world.open_agent(state, place, &opening);
        }
        world.hand_over(state);
        state.record.mark(start);
        world.schedule_everything();
        world
    }

    fn open_accounts(&mut self, state: &mut VenueState) {
        for number in 0..MAKERS {
            let profile = maker_profile(self.seed, number, self.start);
            state.open_account(&profile.wallet, AccountKind::Agent, MAKER_CASH);
            state.record.add_crowd(profile);
        }
        for player in self.roster.clone() {
            let profile = trader_profile(self.seed, &player.name, &player.bio, self.start);
            let wallet = profile.wallet.clone();
            state.open_account(&wallet, AccountKind::Agent, TRADER_CASH);
            let person = state.record.add_person(profile);
            let rng = SeededRng::of(self.seed, &format!("trader {}", player.name));
            self.traders.push(Trader { person, wallet, rng });
        }
        for number in 0..CROWD {
            let profile = crowd_profile(self.seed, number, self.start);
            state.open_account(&profile.wallet, AccountKind::Agent, CROWD_CASH);
            self.crowd.push(profile.wallet.clone());
            state.record.add_crowd(profile);
        }
    }

    /// Draws the prices of the thirty days and lives through them.
    fn past(&mut self, state: &mut VenueState, openings: &[Opening]) {
        let mut lived = Vec::new();
        let mut neg_risk_events: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
        for opening in openings {
            let card = self.card(opening);
            let hours = usize::try_from(self.start.since(opening.opened_at).min(PAST) / HOUR).unwrap_or(PAST_HOURS);
            let mut rng = SeededRng::of(self.seed, &format!("past fair of {}", card.market.condition));
            let path = match opening.kind {
                Kind::Runner(neg_risk_event, place) => {
                    let together = neg_risk_events.entry(neg_risk_event).or_insert_with(|| {
                        neg_risk_event::path_to(
                            &chances_of(openings, neg_risk_event),
                            opening.shape.unrest,
                            hours,
                            &mut rng,
                        )
                    });
                    together
                        .iter()
                        .filter_map(|chances| chances.get(place).copied())
                        .collect()
                }
                _ => generated_history::path_to(opening.price, opening.shape.unrest, hours, &mut rng),
            };
            let price = path.first().copied().unwrap_or(opening.price);
            let place = state.record.add_market(card, micro_price(price, opening.shape.tick));
            lived.push(Lived {
                place,
                from: PAST_HOURS - hours,
                path,
                winner: None,
                category: opening.question.category,
                spread: opening.shape.spread_ratio(),
                untouched: opening.shape.role.is_some(),
            });
        }
        let resolved = generated_history::resolved_markets(self.seed, self.start, state, self.listed);
        self.listed += resolved.len();
        lived.extend(resolved);
        generated_history::live(self.seed, self.start, state, &self.roster, &lived);
    }

    /// Lists a market that the record knows at `place` and puts its maker in.
    pub(super) fn open_agent(&mut self, state: &mut VenueState, place: usize, opening: &Opening) {
        let Some(card) = generated_history::card_at(state, place) else {
            return;
        };
        let rules = self.rules(state, opening);
        let game_start = rules.game_start;
        let spec = MarketSpec {
            market: card.market.clone(),
            listed_at: state.now,
            rules,
        };
        if state.exchange.add_market(spec).is_err() {
            return;
        }
        state.settle();
        let key = self.agents.len();
        let maker = maker_wallet(self.seed, key);
        // The maker has more cash than it can need: a split cannot be refused.
        let _ = state.exchange.split(state.now, &maker, &card.market.condition, STOCK);
        state.settle();
        let [first, second] = card.market.outcomes.clone().map(|outcome| outcome.token);
        let name = card.market.condition.as_str();
        let stream = |subject: &str| SeededRng::of(self.seed, &format!("{subject} {name}"));
        let mut fair = Fair::new(
            opening.price,
            opening.shape.unrest,
            opening.end,
            state.now,
            stream("fair"),
        );
        if let Kind::Runner(neg_risk_event, _) = opening.kind {
            fair.lead(opening.price);
            if let Some(run) = self.neg_risk_events.get_mut(neg_risk_event) {
                run.agents.push(key);
            }
        }
        let tokens = [first, second];
        let mut agent = MarketAgent {
            place,
            slot: opening.slot,
            shape: opening.shape,
            kind: opening.kind,
            condition: card.market.condition.clone(),
            quotes: Quotes::new(maker, tokens.clone(), stream("quotes")),
            tokens,
            category: opening.question.category,
            tick: card.market.tick,
            end: opening.end,
            fair,
            crowd: stream("crowd"),
            part: opening.shape.role.map(|role| (role, state.now.plus(role.lasts_ms()))),
            buyers_until: None,
            paid: None,
            news: None,
            runs_until: None,
            trail: VecDeque::new(),
            open: true,
            follows: None,
            winner: None,
            requote_due: false,
        };
        if agent.part.is_some() {
            agent.hold(state.now.plus(scripted_trader::QUIET));
        }
        agent.requote(state);
        if let Some(at) = game_start {
            self.schedule(at.plus(BACK_AFTER), Event::Kickoff(key));
        }
        // An event is decided as one, with its first market.
        if !matches!(opening.kind, Kind::Runner(_, 1..)) {
            self.schedule(opening.end, Event::Resolve(key));
        }
        self.agents.push(agent);
        self.schedule_agent(state.now, key);
    }

    /// Gives the exchange the shares that the record says the traders hold.
    fn hand_over(&self, state: &mut VenueState) {
        let treasury = wallet_of(self.seed, "treasury");
        let held = generated_history::held_by(state);
        let needed: i64 = held.values().flatten().map(|(_, _, shares)| shares.micros()).sum();
        state.open_account(&treasury, AccountKind::Agent, Usd::from_micros(needed));
        for agent in &self.agents {
            let Some(holders) = held.get(&agent.place) else {
                continue;
            };
            let total = |wanted: usize| -> Shares {
                holders
                    .iter()
                    .filter(|(_, outcome, _)| *outcome == wanted)
                    .map(|(_, _, shares)| *shares)
                    .sum()
            };
            let pairs = total(0).at_least(total(1));
            // The treasury was given what all of it costs, and it holds what it hands on: nothing can be refused.
            let _ = state.exchange.split(state.now, &treasury, &agent.condition, pairs);
            for (person, outcome, shares) in holders {
                let wallet = state
                    .record
                    .people
                    .get(*person)
                    .map(|person| person.profile.wallet.clone());
                if let (Some(wallet), Some(token)) = (wallet, agent.tokens.get(*outcome)) {
                    let _ = state.exchange.transfer(state.now, &treasury, &wallet, token, *shares);
                }
            }
        }
        state.exchange.drain_events();
    }

    fn schedule_everything(&mut self) {
        self.schedule(self.start.plus(HOUR), Event::Hour);
        for number in 0..self.traders.len() {
            // The scripted trader begins its usual trading once the first busy hours are over.
            let head_start = if number == 0 { 3 * HOUR } else { 0 };
            self.schedule_trader(self.start.plus(head_start), number);
        }
        self.schedule_sets();
        for (after, step) in scripted_trader::plan(&mut self.plan_rng) {
            self.schedule(self.start.plus(after), Event::Step(step));
        }
    }
}
