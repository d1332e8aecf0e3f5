//! Founding: how the world comes to its start.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::{MICRO, Shares, Usd};

use crate::exchange::{AccountKind, MarketSpec};
use crate::life::arena::Arena;
use crate::life::breadth::Breadth;
use crate::life::calendar::HOUR;
use crate::life::cast::cast;
use crate::life::dice::{Dice, wallet_of};
use crate::life::fair::Fair;
use crate::life::itinerary;
use crate::life::makers::Quotes;
use crate::life::names::{CROWD, MAKERS, crowd_profile, maker_profile, maker_wallet, trader_profile};
use crate::life::openings::{Opening, chances_of};
use crate::life::past::{self, Lived, PAST, PAST_HOURS, micro_price};
use crate::life::race;
use crate::life::slots::{Kind, slots};
use crate::life::world::{Event, Trader, World};
use crate::venue::Floor;

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
    pub(crate) fn begin(seed: u64, start: VenueMs, breadth: Breadth, floor: &mut Floor) -> Self {
        let mut world = Self {
            seed,
            start,
            queue: BTreeMap::new(),
            sequence: 0,
            slots: slots(seed, breadth.markets),
            cast: cast(seed, breadth.traders),
            events: Vec::new(),
            races: Vec::new(),
            arenas: Vec::new(),
            traders: Vec::new(),
            crowd: Vec::new(),
            dice: Dice::of(seed, "world"),
            plan_dice: Dice::of(seed, "itinerary"),
            set_dice: Dice::of(seed, "no sets"),
            listed: 0,
            rounds: 0,
        };
        world.open_accounts(floor);
        let openings = world.first_openings();
        world.past(floor, &openings);
        floor.now = start;
        for (place, opening) in openings.into_iter().enumerate() {
            world.open_arena(floor, place, &opening);
        }
        world.hand_over(floor);
        floor.record.mark(start);
        world.schedule_everything();
        world
    }

    fn open_accounts(&mut self, floor: &mut Floor) {
        for number in 0..MAKERS {
            let profile = maker_profile(self.seed, number, self.start);
            floor.open_account(&profile.wallet, AccountKind::Agent, MAKER_CASH);
            floor.record.add_crowd(profile);
        }
        for player in self.cast.clone() {
            let profile = trader_profile(self.seed, &player.name, &player.bio, self.start);
            let wallet = profile.wallet.clone();
            floor.open_account(&wallet, AccountKind::Agent, TRADER_CASH);
            let person = floor.record.add_person(profile);
            let dice = Dice::of(self.seed, &format!("trader {}", player.name));
            self.traders.push(Trader { person, wallet, dice });
        }
        for number in 0..CROWD {
            let profile = crowd_profile(self.seed, number, self.start);
            floor.open_account(&profile.wallet, AccountKind::Agent, CROWD_CASH);
            self.crowd.push(profile.wallet.clone());
            floor.record.add_crowd(profile);
        }
    }

    /// Draws the prices of the thirty days and lives through them.
    fn past(&mut self, floor: &mut Floor, openings: &[Opening]) {
        let mut lived = Vec::new();
        let mut races: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
        for opening in openings {
            let card = self.card(opening);
            let hours = usize::try_from(self.start.since(opening.opened_at).min(PAST) / HOUR).unwrap_or(PAST_HOURS);
            let mut dice = Dice::of(self.seed, &format!("past fair of {}", card.market.condition));
            let path = match opening.kind {
                Kind::Runner(race, place) => {
                    let together = races.entry(race).or_insert_with(|| {
                        race::path_to(&chances_of(openings, race), opening.shape.unrest, hours, &mut dice)
                    });
                    together
                        .iter()
                        .filter_map(|chances| chances.get(place).copied())
                        .collect()
                }
                _ => past::path_to(opening.price, opening.shape.unrest, hours, &mut dice),
            };
            let price = path.first().copied().unwrap_or(opening.price);
            let place = floor.record.add_market(card, micro_price(price, opening.shape.tick));
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
        let resolved = past::resolved_markets(self.seed, self.start, floor, self.listed);
        self.listed += resolved.len();
        lived.extend(resolved);
        past::live(self.seed, self.start, floor, &self.cast, &lived);
    }

    /// Lists a market that the record knows at `place` and puts its maker in.
    pub(super) fn open_arena(&mut self, floor: &mut Floor, place: usize, opening: &Opening) {
        let Some(card) = past::card_at(floor, place) else {
            return;
        };
        let rules = self.rules(floor, opening);
        let game_start = rules.game_start;
        let spec = MarketSpec {
            market: card.market.clone(),
            listed_at: floor.now,
            rules,
        };
        if floor.exchange.add_market(spec).is_err() {
            return;
        }
        floor.settle();
        let key = self.arenas.len();
        let maker = maker_wallet(self.seed, key);
        // The maker has more cash than it can need: a split cannot be refused.
        let _ = floor.exchange.split(floor.now, &maker, &card.market.condition, STOCK);
        floor.settle();
        let [first, second] = card.market.outcomes.clone().map(|outcome| outcome.token);
        let name = card.market.condition.as_str();
        let stream = |subject: &str| Dice::of(self.seed, &format!("{subject} {name}"));
        let mut fair = Fair::new(
            opening.price,
            opening.shape.unrest,
            opening.end,
            floor.now,
            stream("fair"),
        );
        if let Kind::Runner(race, _) = opening.kind {
            fair.lead(opening.price);
            if let Some(run) = self.races.get_mut(race) {
                run.arenas.push(key);
            }
        }
        let tokens = [first, second];
        let mut arena = Arena {
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
            part: opening.shape.role.map(|role| (role, floor.now.plus(role.lasts_ms()))),
            buyers_until: None,
            paid: None,
            news: None,
            trail: VecDeque::new(),
            open: true,
            requote_due: false,
        };
        if arena.part.is_some() {
            arena.hold(floor.now.plus(itinerary::QUIET));
        }
        arena.requote(floor);
        if let Some(at) = game_start {
            self.schedule(at.plus(BACK_AFTER), Event::Kickoff(key));
        }
        // An event is decided as one, with its first market.
        if !matches!(opening.kind, Kind::Runner(_, 1..)) {
            self.schedule(opening.end, Event::Resolve(key));
        }
        self.arenas.push(arena);
        self.schedule_arena(floor.now, key);
    }

    /// Gives the exchange the shares that the record says the traders hold.
    fn hand_over(&self, floor: &mut Floor) {
        let treasury = wallet_of(self.seed, "treasury");
        let held = past::held_by(floor);
        let needed: i64 = held.values().flatten().map(|(_, _, shares)| shares.micros()).sum();
        floor.open_account(&treasury, AccountKind::Agent, Usd::from_micros(needed));
        for arena in &self.arenas {
            let Some(holders) = held.get(&arena.place) else {
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
            let _ = floor.exchange.split(floor.now, &treasury, &arena.condition, pairs);
            for (person, outcome, shares) in holders {
                let wallet = floor
                    .record
                    .people
                    .get(*person)
                    .map(|person| person.profile.wallet.clone());
                if let (Some(wallet), Some(token)) = (wallet, arena.tokens.get(*outcome)) {
                    let _ = floor.exchange.transfer(floor.now, &treasury, &wallet, token, *shares);
                }
            }
        }
        floor.exchange.drain_events();
    }

    fn schedule_everything(&mut self) {
        self.schedule(self.start.plus(HOUR), Event::Hour);
        for number in 0..self.traders.len() {
            // The itinerary's trader begins its habits once the first busy hours are over.
            let head_start = if number == 0 { 3 * HOUR } else { 0 };
            self.schedule_trader(self.start.plus(head_start), number);
        }
        self.schedule_sets();
        for (after, step) in itinerary::plan(&mut self.plan_dice) {
            self.schedule(self.start.plus(after), Event::Step(step));
        }
    }
}
