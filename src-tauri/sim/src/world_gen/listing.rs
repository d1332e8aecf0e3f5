//! Listings: from a question and a shape to a market with ids, fee and end.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::{Exchange, Market, Outcome};
use pilotfish_copy::money::{Shares, Tick};

use crate::venue::rows::MarketCard;
use crate::world_gen::catalog::{Question, fee_of};
use crate::world_gen::rng::{condition_of, hash_of, position_of, token_of};

/// Where Gamma's numbers begin here.
pub(super) const FIRST_ID: usize = 560_000;

/// What a listing needs besides its question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// The market's number in the world, from 0.
    pub(crate) number: usize,
    pub(crate) tick: i64,
    /// In whole shares.
    pub(crate) min_size: i64,
    pub(crate) opened_at: VenueMs,
    pub(crate) end: VenueMs,
    /// The contract that settles it, which decides what its tokens look like.
    pub(crate) contract: Exchange,
}

/// A market's card.
pub(crate) fn card(seed: u64, question: Question, terms: Terms) -> Arc<MarketCard> {
    let condition = condition_of(seed, &format!("market {}", terms.number));
    let (fee, rebate_micros) = fee_of(question.category);
    let [first, second] = question.outcomes;
    let outcome = |index: usize, name: String| Outcome {
        token: match terms.contract {
            Exchange::PositionsV3 => position_of(&condition, index),
            Exchange::StandardV2 | Exchange::NegRiskV2 => token_of(&condition, index),
        },
        name,
    };
    let outcomes = [outcome(0, first), outcome(1, second)];
    // An event of several markets has one number, whatever market asks.
    let event = hash_of(0, "event", &question.event_slug);
    let event_number = u64::from_str_radix(event.get(2..7).unwrap_or("0"), 16).unwrap_or(0) % 90_000 + 10_000;
    Arc::new(MarketCard {
        market: Market {
            condition,
            question: question.text,
            slug: question.slug,
            event_slug: question.event_slug,
            category: question.category.to_owned(),
            outcomes,
            tick: Tick::from_micros(terms.tick).unwrap_or(Tick::CENT),
            min_size: Shares::from_micros(terms.min_size * 1_000_000),
            fee,
            exchange: terms.contract,
            end: Some(terms.end),
            accepting_orders: true,
            closed: false,
            payouts: None,
        },
        id: (FIRST_ID + terms.number).to_string(),
        event_id: event_number.to_string(),
        event_title: question.event_title,
        description: question.description,
        rebate_micros,
        opened_at: terms.opened_at,
    })
}
