//! Openings: which markets a world begins with, what is asked in them, and how one that ended is followed by another.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Exchange as Contract;

use crate::venue::rows::MarketCard;
use crate::venue::{VenueEvent, VenueState};
use crate::world_gen::calendar::{DAY, HOUR, MINUTE};
use crate::world_gen::catalog::{Question, STANDING_COUNT, daily, game, standing};
use crate::world_gen::generated_history::micro_price;
use crate::world_gen::listing::{Terms, card};
use crate::world_gen::market_plan::shapes::Shape;
use crate::world_gen::market_plan::slots::{Kind, Slot};
use crate::world_gen::world::World;
use pilotfish_exchange::{AtStart, MarketRules, TakerDelay};

/// How long before its market's end a game starts.
const GAME_LASTS: i64 = 150 * MINUTE;

/// How long takers are held in games, in seconds.
const GAME_DELAY_S: u16 = 3;

/// A market about to be listed.
pub(crate) struct Opening {
    pub(crate) slot: usize,
    pub(crate) shape: Shape,
    pub(crate) kind: Kind,
    pub(crate) question: Question,
    pub(crate) opened_at: VenueMs,
    pub(crate) end: VenueMs,
    pub(crate) price: f64,
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
    pub(crate) fn first_openings(&mut self) -> Vec<Opening> {
        let mut questions: Vec<usize> = (0..STANDING_COUNT).collect();
        for place in (1..questions.len()).rev() {
            let other = self.rng.index(place + 1);
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
                .plus(self.rng.whole(shape.end.0 * 4, shape.end.1 * 4) * 15 * MINUTE);
            let age = if shape.is_daily() || shape.role.is_some() {
                self.rng.whole(30, 90) * HOUR
            } else {
                self.rng.whole(12, 70) * DAY
            };
            if let Kind::Runner(neg_risk_event, _) = kind {
                openings.extend(self.stage(neg_risk_event, self.start.plus(-age), end, self.start));
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
    pub(crate) fn another(&mut self, shape: Shape, kind: Kind, end: VenueMs) -> Question {
        self.rounds += 1;
        match kind {
            Kind::Game => game(&mut self.rng, end, 1_000 + self.rounds),
            _ if shape.is_daily() => daily(&mut self.rng, end, 1_000 + self.rounds),
            _ => {
                let place = self.rng.index(STANDING_COUNT);
                standing(place, end, self.rounds)
            }
        }
    }

    pub(crate) fn card(&mut self, opening: &Opening) -> Arc<MarketCard> {
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
    pub(crate) fn rules(&self, state: &mut VenueState, opening: &Opening) -> MarketRules {
        match opening.kind {
            Kind::Plain | Kind::Positions => MarketRules::default(),
            Kind::Game => MarketRules {
                taker_delay: TakerDelay::Seconds(GAME_DELAY_S),
                game_start: Some(opening.end.plus(-GAME_LASTS)).filter(|at| *at > state.now),
                at_start: AtStart::ClearsBook,
                ..MarketRules::default()
            },
            Kind::Runner(neg_risk_event, place) => {
                let event = self.events.get(neg_risk_event).map(|name| self.event_id(name));
                if let (Some(event), 0) = (&event, place) {
                    // Named after its round: no event has had its id before.
                    let _ = state.exchange.add_event(event.clone());
                }
                MarketRules {
                    event,
                    ..MarketRules::default()
                }
            }
        }
    }

    /// Opens another market in the place of one that ended.
    pub(crate) fn open_next(&mut self, state: &mut VenueState, slot: usize) {
        let Some(Slot { shape, kind }) = self.slots.get(slot).copied() else {
            return;
        };
        let hours = if shape.is_daily() {
            self.rng.whole(14, 44)
        } else {
            self.rng.whole(24 * 8, 24 * 50)
        };
        let end = VenueMs((state.now.0 / (15 * MINUTE) + hours * 4) * 15 * MINUTE);
        if let Kind::Runner(neg_risk_event, _) = kind {
            self.rounds += 1;
            for opening in self.stage(neg_risk_event, state.now, end, state.now) {
                self.list(state, &opening);
            }
            return;
        }
        let question = self.another(shape, kind, end);
        let shape = Shape { role: None, ..shape };
        let price = (shape.price + self.rng.between(-0.03, 0.03) * shape.price).clamp(0.05, 0.95);
        let opening = Opening {
            slot,
            shape,
            kind,
            question,
            opened_at: state.now,
            end,
            price,
        };
        self.list(state, &opening);
    }

    /// Takes a market into the record, lists it and tells so.
    fn list(&mut self, state: &mut VenueState, opening: &Opening) {
        let card = self.card(opening);
        let price = micro_price(opening.price, opening.shape.tick);
        let place = state.record.add_market(card.clone(), price);
        self.open_agent(state, place, opening);
        state.tell(VenueEvent::MarketOpened(card));
    }
}

/// The prices of an event's openings, in its order.
pub(crate) fn chances_of(openings: &[Opening], neg_risk_event: usize) -> Vec<f64> {
    openings
        .iter()
        .filter(|opening| matches!(opening.kind, Kind::Runner(number, _) if number == neg_risk_event))
        .map(|opening| opening.price)
        .collect()
}
