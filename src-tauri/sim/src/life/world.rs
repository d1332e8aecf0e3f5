//! The made-up world: its events in the order (time, sequence), and what each of them does.
//!
//! Every subject draws from a stream of its own, and an event schedules its successor when it is worked off; so what a
//! client does changes prices and fills, but never what anybody would have drawn.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Rounding, Shares, Tick, Usd, mul_div};

use crate::exchange::{AccountKind, MarketSpec, Placed};
use crate::life::arena::Arena;
use crate::life::calendar::{DAY, HOUR, MINUTE};
use crate::life::catalog::{Question, STANDING_COUNT, daily, standing};
use crate::life::deeds::{Spot, dollars};
use crate::life::dice::{Dice, to_f64, to_i64, wallet_of};
use crate::life::fair::Fair;
use crate::life::habits::{Choice, Deed, TRADERS, whole_shares};
use crate::life::itinerary::{self, Step};
use crate::life::listing::{Terms, card};
use crate::life::makers::Quotes;
use crate::life::names::{CROWD, MAKERS, crowd_profile, maker_wallet, trader_profile};
use crate::life::past::{self, Lived, PAST, PAST_HOURS, micro_price};
use crate::life::shapes::{Role, SHAPES, Shape};
use crate::venue::{Floor, VenueEvent};

/// What each market maker, each named trader and each of the crowd has to spend: more than it ever needs.
const MAKER_CASH: Usd = Usd::dollars(50_000_000);
const TRADER_CASH: Usd = Usd::dollars(5_000_000);
const CROWD_CASH: Usd = Usd::dollars(1_000_000);

/// Shares of each outcome that a maker splits when a market opens.
const STOCK: Shares = Shares::from_micros(60_000 * MICRO);

/// Everything that can happen next.
#[derive(Debug, Clone)]
enum Event {
    /// A market's fair value moves on.
    Fair(usize),
    /// A market's maker reacts to a trade.
    Requote(usize),
    /// One of the crowd acts in a market.
    Crowd(usize),
    /// A named trader looks around.
    Trader(usize),
    /// The second half of a turn-round.
    Follow(usize, Choice),
    /// A step of the itinerary.
    Step(Step),
    /// A market's ask is drawn somewhere: arena, ticks, half-way time, until.
    Pin(usize, i64, i64, VenueMs),
    /// The hour is full: prices and profits are noted.
    Hour,
    /// A market ends.
    Resolve(usize),
    /// Another market opens in its place.
    Open(usize),
}

#[derive(Debug)]
struct Trader {
    person: usize,
    wallet: WalletAddress,
    dice: Dice,
}

/// The world.
#[derive(Debug)]
pub(crate) struct World {
    seed: u64,
    start: VenueMs,
    queue: BTreeMap<(VenueMs, u64), Event>,
    sequence: u64,
    arenas: Vec<Arena>,
    traders: Vec<Trader>,
    crowd: Vec<WalletAddress>,
    dice: Dice,
    plan_dice: Dice,
    listed: usize,
    rounds: usize,
}

/// A market about to be listed.
struct Opening {
    slot: usize,
    shape: Shape,
    question: Question,
    opened_at: VenueMs,
    end: VenueMs,
    price: f64,
}

impl World {
    /// Lives through the thirty days before `start` and opens the exchange at `start`.
    pub(crate) fn begin(seed: u64, start: VenueMs, floor: &mut Floor) -> Self {
        let mut world = Self {
            seed,
            start,
            queue: BTreeMap::new(),
            sequence: 0,
            arenas: Vec::new(),
            traders: Vec::new(),
            crowd: Vec::new(),
            dice: Dice::of(seed, "world"),
            plan_dice: Dice::of(seed, "itinerary"),
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

    /// When something happens next.
    pub(crate) fn next_at(&self) -> Option<VenueMs> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Works off the earliest event.
    pub(crate) fn step(&mut self, floor: &mut Floor) {
        let Some((_, event)) = self.queue.pop_first() else {
            return;
        };
        match event {
            Event::Fair(key) => self.fair(floor, key),
            Event::Requote(key) => self.requote(floor, key),
            Event::Crowd(key) => self.crowd(floor, key),
            Event::Trader(number) => self.trader(floor, number),
            Event::Follow(number, choice) => self.carry_out(floor, number, choice),
            Event::Step(step) => self.itinerary(floor, step),
            Event::Pin(key, ticks, half_way_ms, until) => {
                if let Some(arena) = self.arenas.get_mut(key) {
                    arena.pin_ask(ticks, half_way_ms, until);
                }
                self.soon(floor.now.plus(1_000), key);
            }
            Event::Hour => {
                floor.record.mark(floor.now);
                self.schedule(floor.now.plus(HOUR), Event::Hour);
            }
            Event::Resolve(key) => self.resolve(floor, key),
            Event::Open(slot) => self.open_next(floor, slot),
        }
    }

    fn schedule(&mut self, at: VenueMs, event: Event) {
        self.sequence += 1;
        self.queue.insert((at, self.sequence), event);
    }

    fn open_accounts(&mut self, floor: &mut Floor) {
        for number in 0..MAKERS {
            floor.open_account(&maker_wallet(self.seed, number), AccountKind::Agent, MAKER_CASH);
        }
        for habit in &TRADERS {
            let profile = trader_profile(self.seed, habit.name, habit.bio, self.start);
            let wallet = profile.wallet.clone();
            floor.open_account(&wallet, AccountKind::Agent, TRADER_CASH);
            let person = floor.record.add_person(profile);
            let dice = Dice::of(self.seed, &format!("trader {}", habit.name));
            self.traders.push(Trader { person, wallet, dice });
        }
        for number in 0..CROWD {
            let profile = crowd_profile(self.seed, number, self.start);
            floor.open_account(&profile.wallet, AccountKind::Agent, CROWD_CASH);
            self.crowd.push(profile.wallet.clone());
            floor.record.add_crowd(profile);
        }
    }

    /// Deals the shapes to the questions.
    fn first_openings(&mut self) -> Vec<Opening> {
        let mut questions: Vec<usize> = (0..STANDING_COUNT).collect();
        for place in (1..questions.len()).rev() {
            let other = self.dice.index(place + 1);
            questions.swap(place, other);
        }
        let mut openings = Vec::new();
        for (slot, shape) in SHAPES.iter().enumerate() {
            // Ends fall on full quarter hours.
            let end = self
                .start
                .plus(self.dice.whole(shape.end.0 * 4, shape.end.1 * 4) * 15 * MINUTE);
            let age = if shape.is_daily() || shape.role.is_some() {
                self.dice.whole(30, 90) * HOUR
            } else {
                self.dice.whole(12, 70) * DAY
            };
            let question = if shape.is_daily() {
                self.rounds += 1;
                daily(&mut self.dice, end, 1_000 + self.rounds)
            } else {
                standing(questions.get(slot).copied().unwrap_or(slot), end, 0)
            };
            openings.push(Opening {
                slot,
                shape: *shape,
                question,
                opened_at: self.start.plus(-age),
                end,
                price: shape.price,
            });
        }
        openings
    }

    /// Draws the prices of the thirty days and lives through them.
    fn past(&mut self, floor: &mut Floor, openings: &[Opening]) {
        let mut lived = Vec::new();
        for opening in openings {
            let card = self.card(opening);
            let hours = usize::try_from(self.start.since(opening.opened_at).min(PAST) / HOUR).unwrap_or(PAST_HOURS);
            let mut dice = Dice::of(self.seed, &format!("past fair of {}", card.market.condition));
            let path = past::path_to(opening.price, opening.shape.unrest, hours, &mut dice);
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
        past::live(self.seed, self.start, floor, &TRADERS, &lived);
    }

    fn card(&mut self, opening: &Opening) -> std::sync::Arc<crate::venue::rows::MarketCard> {
        let terms = Terms {
            number: self.listed,
            tick: opening.shape.tick,
            min_size: opening.shape.min_size,
            opened_at: opening.opened_at,
            end: opening.end,
        };
        self.listed += 1;
        card(self.seed, opening.question.clone(), terms)
    }

    /// Lists a market that the record knows at `place` and puts its maker in.
    fn open_arena(&mut self, floor: &mut Floor, place: usize, opening: &Opening) {
        let Some(card) = past::card_at(floor, place) else {
            return;
        };
        let spec = MarketSpec {
            market: card.market.clone(),
            listed_at: floor.now,
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
        let fair = Fair::new(
            opening.price,
            opening.shape.unrest,
            opening.end,
            floor.now,
            stream("fair"),
        );
        let tokens = [first, second];
        let mut arena = Arena {
            place,
            slot: opening.slot,
            shape: opening.shape,
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
            trail: std::collections::VecDeque::new(),
            open: true,
            requote_due: false,
        };
        if let Some((_, until)) = arena.part {
            arena.hold(until);
        }
        arena.requote(floor);
        self.schedule(opening.end, Event::Resolve(key));
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
        for (after, step) in itinerary::plan(&mut self.plan_dice) {
            self.schedule(self.start.plus(after), Event::Step(step));
        }
    }

    fn schedule_arena(&mut self, now: VenueMs, key: usize) {
        let Some(arena) = self.arenas.get_mut(key) else { return };
        let fair = now.plus(arena.crowd.whole(5_000, 120_000));
        let crowd = now.plus(arena.crowd.wait_ms(arena.shape.crowd * MINUTE));
        self.schedule(fair, Event::Fair(key));
        self.schedule(crowd, Event::Crowd(key));
    }

    fn schedule_trader(&mut self, now: VenueMs, number: usize) {
        let (Some(trader), Some(habit)) = (self.traders.get_mut(number), TRADERS.get(number)) else {
            return;
        };
        let at = now.plus(trader.dice.wait_ms(habit.every_min * MINUTE).max(20_000));
        self.schedule(at, Event::Trader(number));
    }

    fn fair(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        arena.step(floor.now);
        fit_tick(arena, floor);
        arena.requote(floor);
        let next = floor.now.plus(arena.crowd.whole(MINUTE, 3 * MINUTE));
        self.schedule(next, Event::Fair(key));
    }

    fn requote(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        arena.requote_due = false;
        arena.step(floor.now);
        arena.requote(floor);
    }

    /// Lets the maker of a market react at `at`, unless it is about to anyway.
    fn soon(&mut self, at: VenueMs, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| !arena.requote_due) else {
            return;
        };
        arena.requote_due = true;
        self.schedule(at, Event::Requote(key));
    }

    fn crowd(&mut self, floor: &mut Floor, key: usize) {
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

    fn trader(&mut self, floor: &mut Floor, number: usize) {
        self.schedule_trader(floor.now, number);
        let Some(habit) = TRADERS.get(number) else { return };
        let seen: Vec<_> = {
            let Some(ledger) = self
                .traders
                .get(number)
                .and_then(|trader| floor.record.people.get(trader.person))
                .map(|person| &person.ledger)
            else {
                return;
            };
            let holdings = ledger.holdings();
            self.arenas
                .iter()
                .enumerate()
                .filter_map(|(key, arena)| {
                    let held = [0, 1].map(|outcome| arena.tokens.get(outcome).and_then(|token| holdings.get(token)));
                    let shares = held.map(|holding| holding.map_or(Shares::ZERO, |holding| holding.shares));
                    let since = held.map(|holding| holding.map_or(VenueMs(0), |holding| holding.last_event_at));
                    arena.seen(key, floor.now, shares, since)
                })
                .collect()
        };
        let Some(trader) = self.traders.get_mut(number) else {
            return;
        };
        if let Some(choice) = habit.choose(floor.now, &seen, &mut trader.dice) {
            self.carry_out(floor, number, choice);
        }
    }

    fn carry_out(&mut self, floor: &mut Floor, number: usize, choice: Choice) {
        let (Some(trader), Some(arena)) = (self.traders.get_mut(number), self.arenas.get_mut(choice.key)) else {
            return;
        };
        if !arena.open {
            return;
        }
        let Some(token) = arena.tokens.get(choice.outcome) else {
            return;
        };
        let spot = Spot {
            owner: &trader.wallet,
            condition: &arena.condition,
            token,
            tick: arena.tick,
            min_size: Shares::from_micros(arena.shape.min_size * MICRO),
        };
        let patience = floor.now.plus(trader.dice.whole(30 * MINUTE, 6 * HOUR));
        let delay = trader.dice.whole(20_000, 150_000);
        let side = match choice.deed {
            Deed::Buy => Side::Buy,
            Deed::Sell | Deed::Flip => Side::Sell,
            Deed::Split | Deed::Merge => {
                spot.clear(floor);
                let convert = if choice.deed == Deed::Split {
                    crate::exchange::Exchange::split
                } else {
                    crate::exchange::Exchange::merge
                };
                // Pairs that went away meanwhile cannot be merged: then nothing happens.
                let _ = convert(
                    &mut floor.exchange,
                    floor.now,
                    spot.owner,
                    spot.condition,
                    choice.shares,
                );
                floor.settle();
                return;
            }
        };
        if !choice.takes && choice.deed != Deed::Flip {
            spot.rest(floor, side, choice.shares, true, patience);
            return;
        }
        let filled = spot
            .take(floor, side, choice.shares, 4)
            .map_or(Shares::ZERO, |placed| placed.shares);
        if filled.is_zero() {
            return;
        }
        let up = (side == Side::Buy) == (choice.outcome == 0);
        let weight = (to_f64(filled.micros()) / to_f64(MICRO) / arena.shape.depth * 0.4).min(1.6);
        let tick = to_f64(arena.tick.micros()) / to_f64(MICRO);
        arena.fair.nudge(if up { weight * tick } else { -weight * tick });
        if choice.deed == Deed::Flip {
            let other = Choice {
                outcome: 1 - choice.outcome,
                deed: Deed::Buy,
                takes: true,
                ..choice
            };
            self.schedule(floor.now.plus(delay), Event::Follow(number, other));
        }
        let react = floor.now.plus(2_000 + delay % 5_000);
        self.soon(react, choice.key);
    }

    fn itinerary(&mut self, floor: &mut Floor, step: Step) {
        match step {
            Step::Buy { role, shares } => self.buy_in_part(floor, role, whole_shares(to_f64(shares))),
            Step::Hedge { role, shares } => {
                if let Some(key) = self.playing(role) {
                    self.deal(floor, key, 1, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
            Step::Sell { role, per_mille } => {
                let Some(key) = self.playing(role) else { return };
                let held = self
                    .arenas
                    .get(key)
                    .and_then(|arena| arena.tokens.first())
                    .map_or(Shares::ZERO, |token| {
                        let trader = self
                            .traders
                            .first()
                            .and_then(|trader| floor.exchange.account(&trader.wallet));
                        trader.map_or(Shares::ZERO, |account| account.shares(token))
                    });
                let part = Shares::from_micros(held.micros() / 1_000 * per_mille).floor_to_lot();
                let part = if per_mille >= 1_000 { held } else { part };
                self.deal(floor, key, 0, Side::Sell, part);
            }
            Step::Small { min_size, cents } => {
                let spend = to_f64(cents) / 100.0;
                if let Some(key) = self.somewhere(floor, min_size, 0.2) {
                    let price = self.arenas.get(key).map_or(0.5, |arena| arena.fair.price());
                    self.deal(floor, key, 0, Side::Buy, whole_shares((spend / price).floor()));
                }
            }
            Step::Few { shares } => {
                if let Some(key) = self.somewhere(floor, 5, 0.42) {
                    self.deal(floor, key, 0, Side::Buy, whole_shares(to_f64(shares)));
                }
            }
        }
    }

    /// The itinerary's purchase in a market that plays a part, and what the market does then.
    fn buy_in_part(&mut self, floor: &mut Floor, role: Role, shares: Shares) {
        let Some(key) = self.playing(role) else { return };
        let Some(placed) = self.deal(floor, key, 0, Side::Buy, shares) else { return };
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
        let token = arena.tokens.get(outcome).filter(|_| arena.open)?;
        let spot = Spot {
            owner: &trader.wallet,
            condition: &arena.condition,
            token,
            tick: arena.tick,
            min_size: Shares::from_micros(arena.shape.min_size * MICRO),
        };
        spot.take(floor, side, shares, 6)
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

    fn resolve(&mut self, floor: &mut Floor, key: usize) {
        let Some(arena) = self.arenas.get_mut(key).filter(|arena| arena.open) else {
            return;
        };
        arena.step(floor.now);
        let winner = arena.fair.winner();
        arena.open = false;
        arena.quotes.withdraw_all(floor);
        let (condition, slot) = (arena.condition.clone(), arena.slot);
        // Listed and never resolved before: it cannot be refused.
        let _ = floor.exchange.resolve(floor.now, &condition, winner);
        floor.settle();
        let next = floor.now.plus(self.dice.whole(12, 45) * MINUTE);
        self.schedule(next, Event::Open(slot));
    }

    fn open_next(&mut self, floor: &mut Floor, slot: usize) {
        let Some(shape) = SHAPES.get(slot).copied() else { return };
        self.rounds += 1;
        let hours = if shape.is_daily() {
            self.dice.whole(14, 44)
        } else {
            self.dice.whole(24 * 8, 24 * 50)
        };
        let end = VenueMs((floor.now.0 / (15 * MINUTE) + hours * 4) * 15 * MINUTE);
        let question = if shape.is_daily() {
            daily(&mut self.dice, end, 1_000 + self.rounds)
        } else {
            let place = self.dice.index(STANDING_COUNT);
            standing(place, end, self.rounds)
        };
        let shape = Shape { role: None, ..shape };
        let price = (shape.price + self.dice.between(-0.03, 0.03) * shape.price).clamp(0.05, 0.95);
        let opening = Opening {
            slot,
            shape,
            question,
            opened_at: floor.now,
            end,
            price,
        };
        let card = self.card(&opening);
        let place = floor.record.add_market(card.clone(), micro_price(price, shape.tick));
        self.open_arena(floor, place, &opening);
        floor.tell(VenueEvent::MarketOpened(card));
    }

    /// How often makers' quotes were refused; it should be never.
    #[cfg(test)]
    pub(crate) fn refused_quotes(&self) -> u64 {
        self.arenas.iter().map(|arena| arena.quotes.refused).sum()
    }
}

/// Near the edges the venue halves its step and more: 0.001 over 0.96 and under 0.04.
fn fit_tick(arena: &mut Arena, floor: &mut Floor) {
    let price = arena.fair.price();
    if arena.tick == Tick::MILLI || (0.04..=0.96).contains(&price) {
        return;
    }
    if floor
        .exchange
        .set_tick(floor.now, &arena.condition, Tick::MILLI)
        .is_ok()
    {
        arena.tick = Tick::MILLI;
    }
    floor.settle();
}

/// One of the crowd about to act.
struct CrowdAct {
    wallet: WalletAddress,
    side: Side,
    budget: Usd,
}

impl CrowdAct {
    fn spot<'a>(&'a self, arena: &'a Arena, outcome: usize) -> Option<Spot<'a>> {
        Some(Spot {
            owner: &self.wallet,
            condition: &arena.condition,
            token: arena.tokens.get(outcome)?,
            tick: arena.tick,
            min_size: Shares::from_micros(arena.shape.min_size * MICRO),
        })
    }

    fn held(&self, floor: &Floor, arena: &Arena) -> Shares {
        let account = floor.exchange.account(&self.wallet);
        account
            .zip(arena.tokens.first())
            .map_or(Shares::ZERO, |(account, token)| account.shares(token))
    }

    /// Whoever is against the first outcome sells it if there is any, else buys the second.
    fn take(&self, floor: &mut Floor, arena: &Arena) {
        let held = self.held(floor, arena);
        if self.side == Side::Sell
            && let Some(spot) = self.spot(arena, 0)
        {
            let wanted = self.budget.buys(micro_price(arena.fair.price(), arena.tick.micros()));
            if spot.take(floor, Side::Sell, wanted.at_most(held), 1).is_some() {
                return;
            }
        }
        if let Some(spot) = self.spot(arena, usize::from(self.side == Side::Sell)) {
            spot.spend(floor, self.budget, 1);
        }
    }

    fn rest(&self, floor: &mut Floor, arena: &Arena, inside: bool, until: VenueMs) {
        let outcome = usize::from(self.side == Side::Sell);
        let price = arena.fair.price();
        let price = micro_price(if outcome == 0 { price } else { 1.0 - price }, arena.tick.micros());
        if let Some(spot) = self.spot(arena, outcome) {
            spot.rest(floor, Side::Buy, self.budget.buys(price), inside, until);
        }
    }
}
