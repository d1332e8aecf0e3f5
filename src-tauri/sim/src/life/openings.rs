//! Openings: which markets a world begins with, what is asked in them, and how one that ended is followed by another.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Exchange as Contract;

use crate::exchange::{AtStart, MarketRules, TakerDelay};
use crate::life::calendar::{DAY, HOUR, MINUTE};
use crate::life::catalog::{Question, STANDING_COUNT, daily, game, standing};
use crate::life::listing::{Terms, card};
use crate::life::past::micro_price;
use crate::life::shapes::Shape;
use crate::life::slots::{Kind, Slot};
use crate::life::world::World;
use crate::venue::rows::MarketCard;
use crate::venue::{Floor, VenueEvent};

/// How long before its market's end a game starts.
const GAME_LASTS: i64 = 150 * MINUTE;

/// How long takers are held in games, in seconds.
const GAME_DELAY_S: u16 = 3;

/// A market about to be listed.
pub(super) struct Opening {
    pub(super) slot: usize,
    pub(super) shape: Shape,
    pub(super) kind: Kind,
    pub(super) question: Question,
    pub(super) opened_at: VenueMs,
    pub(super) end: VenueMs,
    pub(super) price: f64,
}

impl Opening {
    fn contract(&self) -> Contract {
        match self.kind {
            Kind::Plain | Kind::Game => Contract::StandardV2,
            Kind::Positions => Contract::PositionsV3,
            Kind::Runner(..) => Contract::NegRiskV2,
        }
    }
}

impl World {
    /// Deals the shapes to the questions.
    pub(super) fn first_openings(&mut self) -> Vec<Opening> {
        let mut questions: Vec<usize> = (0..STANDING_COUNT).collect();
        for place in (1..questions.len()).rev() {
            let other = self.dice.index(place + 1);
            questions.swap(place, other);
        }
        let mut openings = Vec::new();
        for (slot, Slot { shape, kind }) in self.slots.clone().into_iter().enumerate() {
            if matches!(kind, Kind::Runner(_, 1..)) {
                continue;
            }
            // Ends fall on full quarter hours.
            let end = self
                .start
                .plus(self.dice.whole(shape.end.0 * 4, shape.end.1 * 4) * 15 * MINUTE);
            let age = if shape.is_daily() || shape.role.is_some() {
                self.dice.whole(30, 90) * HOUR
            } else {
                self.dice.whole(12, 70) * DAY
            };
            if let Kind::Runner(race, _) = kind {
                openings.extend(self.stage(race, self.start.plus(-age), end, self.start));
                continue;
            }
            let question = match (questions.get(slot), kind) {
                (Some(place), _) if !shape.is_daily() => standing(*place, end, 0),
                _ => self.another(shape, kind, end),
            };
            openings.push(Opening {
                slot,
                shape,
                kind,
                question,
                opened_at: self.start.plus(-age),
                end,
                price: shape.price,
            });
        }
        openings
    }

    /// A question that has not been asked yet.
    pub(super) fn another(&mut self, shape: Shape, kind: Kind, end: VenueMs) -> Question {
        self.rounds += 1;
        match kind {
            Kind::Game => game(&mut self.dice, end, 1_000 + self.rounds),
            _ if shape.is_daily() => daily(&mut self.dice, end, 1_000 + self.rounds),
            _ => {
                let place = self.dice.index(STANDING_COUNT);
                standing(place, end, self.rounds)
            }
        }
    }

    pub(super) fn card(&mut self, opening: &Opening) -> Arc<MarketCard> {
        let terms = Terms {
            number: self.listed,
            tick: opening.shape.tick,
            min_size: opening.shape.min_size,
            opened_at: opening.opened_at,
            end: opening.end,
            contract: opening.contract(),
        };
        self.listed += 1;
        card(self.seed, opening.question.clone(), terms)
    }

    /// What the exchange is to know of a market beside its description. An event is added with its first market.
    pub(super) fn rules(&self, floor: &mut Floor, opening: &Opening) -> MarketRules {
        match opening.kind {
            Kind::Plain | Kind::Positions => MarketRules::default(),
            Kind::Game => MarketRules {
                taker_delay: TakerDelay::Seconds(GAME_DELAY_S),
                game_start: Some(opening.end.plus(-GAME_LASTS)).filter(|at| *at > floor.now),
                at_start: AtStart::ClearsBook,
                ..MarketRules::default()
            },
            Kind::Runner(race, place) => {
                let event = self.events.get(race).map(|name| self.event_id(name));
                if let (Some(event), 0) = (&event, place) {
                    // Named after its round: no event has had its id before.
                    let _ = floor.exchange.add_event(event.clone());
                }
                MarketRules {
                    event,
                    ..MarketRules::default()
                }
            }
        }
    }

    /// Opens another market in the place of one that ended.
    pub(super) fn open_next(&mut self, floor: &mut Floor, slot: usize) {
        let Some(Slot { shape, kind }) = self.slots.get(slot).copied() else {
            return;
        };
        let hours = if shape.is_daily() {
            self.dice.whole(14, 44)
        } else {
            self.dice.whole(24 * 8, 24 * 50)
        };
        let end = VenueMs((floor.now.0 / (15 * MINUTE) + hours * 4) * 15 * MINUTE);
        if let Kind::Runner(race, _) = kind {
            self.rounds += 1;
            for opening in self.stage(race, floor.now, end, floor.now) {
                self.list(floor, &opening);
            }
            return;
        }
        let question = self.another(shape, kind, end);
        let shape = Shape { role: None, ..shape };
        let price = (shape.price + self.dice.between(-0.03, 0.03) * shape.price).clamp(0.05, 0.95);
        let opening = Opening {
            slot,
            shape,
            kind,
            question,
            opened_at: floor.now,
            end,
            price,
        };
        self.list(floor, &opening);
    }

    /// Takes a market into the record, lists it and tells so.
    fn list(&mut self, floor: &mut Floor, opening: &Opening) {
        let card = self.card(opening);
        let price = micro_price(opening.price, opening.shape.tick);
        let place = floor.record.add_market(card.clone(), price);
        self.open_arena(floor, place, opening);
        floor.tell(VenueEvent::MarketOpened(card));
    }
}

/// The prices of an event's openings, in its order.
pub(super) fn chances_of(openings: &[Opening], race: usize) -> Vec<f64> {
    openings
        .iter()
        .filter(|opening| matches!(opening.kind, Kind::Runner(number, _) if number == race))
        .map(|opening| opening.price)
        .collect()
}
