//! Successors: the same question listed again on the contract that follows, as when a trader's positions migrate.
//!
//! A successor has its own tokens, book and maker; its price is that of the market it follows, and so is its answer.

use std::sync::Arc;

use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::{Exchange as Contract, Market, Outcome};

use crate::venue::rows::MarketCard;
use crate::venue::{VenueEvent, VenueState};
use crate::world_gen::catalog::Question;
use crate::world_gen::market_plan::openings::Opening;
use crate::world_gen::market_plan::shapes::Shape;
use crate::world_gen::market_plan::slots::Kind;
use crate::world_gen::rng::{condition_of, position_of};
use crate::world_gen::world::World;

impl World {
    /// Lists the successor of a plain market that nobody's script plays in.
    pub(super) fn list_successor(&mut self, state: &mut VenueState, old: &ConditionId) -> Option<ConditionId> {
        let listed = self.agents.iter().find(|agent| agent.follows.as_ref() == Some(old));
        if let Some(agent) = listed {
            return Some(agent.condition.clone()).filter(|_| agent.open);
        }
        let agent = self.agents.iter().find(|agent| agent.condition == *old && agent.open)?;
        if agent.kind != Kind::Plain || agent.is_kept(state.now) {
            return None;
        }
        let file = state.record.files.get(agent.place)?;
        let (price, old_card) = (file.price, Arc::clone(&file.card));
        let opening = Opening {
            slot: agent.slot,
            shape: Shape {
                role: None,
                ..agent.shape
            },
            kind: Kind::Positions,
            question: question_of(&old_card, agent.category),
            opened_at: state.now,
            end: agent.end,
            price: agent.fair.price(),
        };
        let card = Arc::new(self.successor_card(&old_card, state));
        self.listed += 1;
        let place = state.record.add_market(Arc::clone(&card), price);
        self.open_agent(state, place, &opening);
        if let Some(agent) = self.agents.last_mut() {
            agent.follows = Some(old.clone());
        }
        state.tell(VenueEvent::MarketOpened(Arc::clone(&card)));
        Some(card.market.condition.clone())
    }

    fn successor_card(&self, old: &MarketCard, state: &VenueState) -> MarketCard {
        let condition = condition_of(self.seed, &format!("market {}", self.listed));
        let mut outcome = 0;
        let outcomes = old.market.outcomes.clone().map(|named| {
            let token = position_of(&condition, outcome);
            outcome += 1;
            Outcome { token, ..named }
        });
        MarketCard {
            market: Market {
                condition,
                outcomes,
                slug: format!("{}-positions", old.market.slug),
                exchange: Contract::PositionsV3,
                ..old.market.clone()
            },
            id: (crate::world_gen::listing::FIRST_ID + self.listed).to_string(),
            opened_at: state.now,
            ..old.clone()
        }
    }

    /// The price of the market that this one follows, while that is open.
    pub(super) fn price_to_follow(&self, key: usize) -> Option<f64> {
        let old = self.agents.get(key)?.follows.as_ref()?;
        let agent = self.agents.iter().find(|agent| agent.condition == *old && agent.open)?;
        Some(agent.fair.price())
    }

    pub(super) fn lead(&mut self, key: usize, price: f64) {
        if let Some(agent) = self.agents.get_mut(key) {
            agent.fair.lead(price);
        }
    }

    /// The outcome that a market resolved for.
    pub(super) fn winner_of(&self, condition: &ConditionId) -> usize {
        let agent = self.agents.iter().find(|agent| agent.condition == *condition);
        agent.and_then(|agent| agent.winner).unwrap_or(0)
    }
}

fn question_of(card: &MarketCard, category: &'static str) -> Question {
    let market = &card.market;
    Question {
        text: market.question.clone(),
        slug: market.slug.clone(),
        event_slug: market.event_slug.clone(),
        event_title: card.event_title.clone(),
        category,
        outcomes: market.outcomes.clone().map(|outcome| outcome.name),
        description: card.description.clone(),
    }
}
