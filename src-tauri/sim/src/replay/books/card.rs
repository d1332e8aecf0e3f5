//! A recorded market as the venue describes it.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::{Exchange as Contract, Market, Outcome};
use pilotfish_copy::money::Tick;

use super::{BookMarket, LEAST_LEVEL};
use crate::venue::rows::MarketCard;
use crate::world_gen::catalog::fee_of;
use crate::world_gen::rng::token_of;

/// Where Gamma's numbers begin.
const FIRST_ID: usize = 800_000;

pub(super) fn card_of(market: &BookMarket, number: usize, opened_at: VenueMs) -> Arc<MarketCard> {
    let (fee, rebate_micros) = fee_of("crypto");
    let [first, second] = market.outcomes.clone();
    let outcome = |index: usize, name: String| Outcome {
        token: token_of(&market.condition, index),
        name,
    };
    Arc::new(MarketCard {
        market: Market {
            condition: market.condition.clone(),
            question: market.question.clone(),
            slug: market.slug.clone(),
            event_slug: market.slug.clone(),
            category: market.category.clone(),
            outcomes: [outcome(0, first), outcome(1, second)],
            tick: Tick::CENT,
            min_size: LEAST_LEVEL,
            fee,
            exchange: Contract::StandardV2,
            end: Some(market.end),
            accepting_orders: true,
            closed: false,
            payouts: None,
        },
        id: (FIRST_ID + number).to_string(),
        event_id: (FIRST_ID + number).to_string(),
        event_title: market.question.clone(),
        description: "A recorded market: its books and its payout are the venue's own.".to_owned(),
        rebate_micros,
        opened_at,
    })
}
