//! A market as an object: what it is, what its prices did, what stands in its book, and everything of ours in it.

mod book;
pub(crate) mod cache;
mod chart;
mod holders;
pub(crate) mod shapes;

use std::sync::Arc;

use futures_util::future::join3;
use pilotfish_copy::Core;
use pilotfish_copy::entity::CopyOrder;
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{FeeSchedule, Market};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_engine::EngineHandle;
use pilotfish_engine::port::PortError;
use pilotfish_polymarket::public::{MarketDetails, PublicTrade, ResolutionStage};
use pilotfish_store::read::decisions::DecisionFilter;
use pilotfish_store::read::history::HistoryFilter;
use rust_decimal::Decimal;

use crate::cents::in_cents;
use crate::numbers::count;
use crate::traders::resolve::{shortened_id, shown};
use crate::types::{
    ErrorCode, MarketBook, MarketOutcome, MarketPage, MarketPosition, MarketRules, MarketState, MarketTradeRow, Ms,
    Position, TradeOf,
};
use crate::{Api, ApiResult, orders, problem, reader, records};

/// How many orders that ended are shown and drawn.
const ENDED_SHOWN: u32 = 12;
/// How many decisions and fills are shown.
const ROWS_SHOWN: u32 = 100;

/// A market with what is told of it; where the venue does not tell, what the books know.
pub(crate) struct Facts {
    pub(crate) market: Market,
    pub(crate) opened_at: Option<VenueMs>,
    pub(crate) closed_at: Option<VenueMs>,
    /// None where the venue could not be asked.
    pub(crate) told: Option<Arc<MarketDetails>>,
}

/// The market of that id, or of that token. What the venue does not tell now is left out where the books know the market.
///
/// # Errors
/// `unknown_market` where neither knows it, the venue's where the books do not and it cannot be asked.
pub(crate) async fn market_and_facts(api: &Api, engine: &EngineHandle, which: &str) -> ApiResult<Facts> {
    let core = engine.core();
    let state = core.state();
    let known = if which.starts_with("0x") {
        state
            .markets
            .get(&ConditionId::new(&which.to_ascii_lowercase()))
            .map(Arc::as_ref)
    } else {
        state.market_of(&TokenId::new(which))
    };
    let condition = match known {
        Some(market) => market.condition.clone(),
        None if is_condition(which) => ConditionId::new(&which.to_ascii_lowercase()),
        None => return Err(unknown(which)),
    };
    match (api.shared.market_cache.details(engine, &condition).await, known) {
        (Ok(told), _) => Ok(Facts {
            market: told.market.clone(),
            opened_at: told.opened_at,
            closed_at: told.closed_at,
            told: Some(told),
        }),
        (Err(_), Some(market)) => Ok(Facts {
            market: market.clone(),
            opened_at: None,
            closed_at: None,
            told: None,
        }),
        (Err(PortError::NotFound(_)), None) => Err(unknown(which)),
        (Err(error), None) => Err(error.into()),
    }
}

/// Whether that is an id that a market can have: a hash, of 31 bytes in the newer contracts.
fn is_condition(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    (1..=64).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A market's question; where nothing is known of it, its id, shortened: no column holds 66 letters, and nobody reads them.
pub(crate) fn question_or_id(question: Option<&str>, condition: &ConditionId) -> String {
    question.map_or_else(|| shortened_id(condition.as_str()), str::to_owned)
}

fn unknown(which: &str) -> crate::types::ApiError {
    let which: String = which.chars().take(80).collect();
    problem(ErrorCode::UnknownMarket, format!("no market {which:?}"))
}

/// An outcome's place and token.
///
/// # Errors
/// `out_of_range`.
pub(crate) fn outcome_of(market: &Market, outcome: u32) -> ApiResult<(usize, &TokenId)> {
    let place = usize::try_from(outcome).unwrap_or(usize::MAX);
    let found = market.outcomes.get(place);
    found
        .map(|found| (place, &found.token))
        .ok_or_else(|| problem(ErrorCode::OutOfRange, format!("a market has no outcome {outcome}")))
}

/// Our copy orders at work in a market, oldest first.
pub(crate) fn working<'a>(core: &'a Core, market: &Market) -> Vec<&'a CopyOrder> {
    let state = core.state();
    let open = state.open_order_ids().filter_map(|id| state.orders.get(&id));
    open.filter(|order| order.condition == market.condition).collect()
}

impl Api {
    /// A market and everything of ours in it; `market` is its id or a token of it.
    ///
    /// # Errors
    /// `unknown_market`, the venue's where the books do not know the market either, the engine's and the store's.
    pub async fn market(&self, market: String) -> ApiResult<MarketPage> {
        let engine = self.engine()?;
        let facts = market_and_facts(self, &engine, &market).await?;
        let market = &facts.market;
        let reader = reader(&engine)?;
        let of_it = DecisionFilter {
            condition: Some(market.condition.clone()),
            ..DecisionFilter::default()
        };
        let fills_of_it = HistoryFilter {
            condition: Some(market.condition.clone()),
            ..HistoryFilter::default()
        };
        let (decisions, fills, ended) = join3(
            reader.decisions(&of_it, None, ROWS_SHOWN),
            reader.history(&fills_of_it, None, ROWS_SHOWN),
            reader.ended_orders_in(&market.condition, ENDED_SHOWN),
        )
        .await;
        let (decisions, fills, ended) = (decisions?, fills?, ended?);
        let positions = self.positions().await?.rows;
        let prices = self.outcome_prices(&engine, market).await;
        let core = engine.core();
        let holders = holders::holders(
            &self.shared.market_cache,
            &engine,
            &core,
            market,
            prices,
            &decisions.items,
        )
        .await;
        let told = facts.told.as_deref();
        let usd = |of: fn(&MarketDetails) -> Option<Usd>| told.and_then(of).map(|usd| usd.to_string());
        let positions = held(market, positions);
        Ok(MarketPage {
            condition: market.condition.to_string(),
            question: market.question.clone(),
            category: market.category.clone(),
            state: state(market, told),
            ends_at: market.end.map(|at| Ms(at.0)),
            closed_at: facts.closed_at.map(|at| Ms(at.0)),
            volume: usd(|told| told.volume),
            volume_day: usd(|told| told.volume_24h),
            outcomes: outcomes(market, prices),
            leading: leading(&core, market, &positions),
            rules: rules(market, told),
            holders,
            copied: holders::copied(&core),
            positions,
            orders: orders::in_market(&core, engine.now().unwrap_or_default(), market, &ended),
            more_decisions: decisions.next.is_some(),
            decisions: decisions
                .items
                .iter()
                .map(|item| records::decisions::row(&core, item))
                .collect(),
            fills: fills
                .items
                .iter()
                .map(|item| records::history::row(core.state(), item))
                .collect(),
        })
    }

    /// The book of a market's first (0) or second outcome (1), read from the venue now.
    ///
    /// # Errors
    /// As [`Api::market`], `out_of_range` for another outcome.
    pub async fn market_book(&self, market: String, outcome: u32) -> ApiResult<MarketBook> {
        let engine = self.engine()?;
        let facts = market_and_facts(self, &engine, &market).await?;
        let (_, token) = outcome_of(&facts.market, outcome)?;
        let (age, book) = self.shared.market_cache.book(&engine, token).await?;
        Ok(book::shown(&engine.core(), outcome, age, book.as_ref()))
    }

    /// The newest trades of a market, newest first, whoever did them. The exchange's own list may be some minutes old.
    ///
    /// # Errors
    /// As [`Api::market`].
    pub async fn market_trades(&self, market: String) -> ApiResult<Vec<MarketTradeRow>> {
        let engine = self.engine()?;
        let facts = market_and_facts(self, &engine, &market).await?;
        let condition = &facts.market.condition;
        let trades = self.shared.market_cache.trades(&engine, condition).await?;
        let core = engine.core();
        let us = engine.wallet();
        let row = |trade: &PublicTrade| {
            let outcome = facts.market.outcome_index(&trade.token)?;
            let whose = if us.as_ref() == Some(&trade.wallet) {
                TradeOf::Us
            } else {
                match core.state().follow_of(&trade.wallet) {
                    Some(follow) => TradeOf::Followed {
                        name: shown(&follow.name, &follow.trader),
                    },
                    None => TradeOf::Other,
                }
            };
            Some(MarketTradeRow {
                at: Ms(trade.at.0),
                whose,
                address: trade.wallet.to_string(),
                bought: trade.side == pilotfish_copy::market::Side::Buy,
                outcome: facts
                    .market
                    .outcomes
                    .get(outcome)
                    .map_or_else(String::new, |one| one.name.clone()),
                outcome_index: count(outcome),
                price: trade.price.to_string(),
                shares: trade.shares.to_string(),
                transaction: trade.tx.to_string(),
            })
        };
        Ok(trades.iter().filter_map(row).collect())
    }

    /// What a share of each outcome is worth: what it paid, else the middle of its book without our own orders, else the side that is
    /// there. Nothing where the book cannot be read: no price is better than an old one.
    async fn outcome_prices(&self, engine: &EngineHandle, market: &Market) -> [Option<Price>; 2] {
        if let Some(payouts) = market.payouts {
            return payouts.map(Some);
        }
        let [first, _] = &market.outcomes;
        let Ok((_, Some(book))) = self.shared.market_cache.book(engine, &first.token).await else {
            return [None, None];
        };
        let core = engine.core();
        let others = core.without_own(&book);
        // The second outcome's book is the mirror of the first one's.
        let price = others.mid().or_else(|| others.one_sided());
        [price, price.map(Price::complement)]
    }
}

fn outcomes(market: &Market, prices: [Option<Price>; 2]) -> Vec<MarketOutcome> {
    let priced = market.outcomes.iter().zip(prices);
    priced
        .map(|(outcome, price)| MarketOutcome {
            token: outcome.token.to_string(),
            name: outcome.name.clone(),
            price: price.map(|price| price.to_string()),
        })
        .collect()
}

fn state(market: &Market, told: Option<&MarketDetails>) -> MarketState {
    if let Some(payouts) = market.payouts {
        return MarketState::Resolved {
            payouts: payouts.map(|price| price.to_string()).to_vec(),
        };
    }
    match told.map(|told| told.resolution).unwrap_or_default() {
        ResolutionStage::Disputed => MarketState::Disputed,
        ResolutionStage::Proposed => MarketState::Proposed,
        ResolutionStage::Open | ResolutionStage::Resolved | ResolutionStage::Unknown => {
            if market.closed {
                MarketState::Closed
            } else if market.accepting_orders {
                MarketState::Trading
            } else {
                MarketState::Suspended
            }
        }
    }
}

fn rules(market: &Market, told: Option<&MarketDetails>) -> MarketRules {
    MarketRules {
        text: told.map(|told| told.description.clone()).unwrap_or_default(),
        source: told.map(|told| told.resolution_source.clone()).unwrap_or_default(),
        opened_at: told.and_then(|told| told.opened_at).map(|at| Ms(at.0)),
        fee_percent: fee_percent(market.fee),
        tick: Price::from_micros(market.tick.micros()).to_string(),
        min_shares: market.min_size.to_string(),
        known: told.is_some(),
    }
}

/// The taker's fee in percent of p × (1 − p).
fn fee_percent(fee: FeeSchedule) -> Option<String> {
    (fee.rate_micros > 0).then(|| Decimal::new(fee.rate_micros, 4).normalize().to_string())
}

fn held(market: &Market, rows: Vec<Position>) -> Vec<MarketPosition> {
    let condition = market.condition.to_string();
    rows.into_iter()
        .filter(|row| row.condition == condition)
        .map(|position| {
            let pays = position.shares.parse::<Shares>().unwrap_or_default();
            let pays = in_cents(pays.value(Price::ONE, Rounding::Down));
            let cost = position.cost.parse::<Usd>().unwrap_or_default();
            MarketPosition {
                pays: pays.to_string(),
                pays_result: (pays - cost).to_string(),
                position,
            }
        })
        .collect()
}

/// The outcome that ours is about: what is held most of, else what is worked on, else the first.
fn leading(core: &Core, market: &Market, positions: &[MarketPosition]) -> u32 {
    if let Some(largest) = positions.first() {
        return largest.position.outcome_index;
    }
    let order = working(core, market).into_iter().next();
    order
        .and_then(|order| market.outcome_index(&order.token))
        .map_or(0, count)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_fee_is_told_in_percent_and_a_free_market_has_none() {
        let fee = |rate_micros| {
            fee_percent(FeeSchedule {
                rate_micros,
                exponent: 1,
            })
        };
        assert_eq!(fee(50_000).as_deref(), Some("5"));
        assert_eq!(fee(62_500).as_deref(), Some("6.25"));
        assert_eq!(fee(0), None);
    }

    #[test]
    fn a_market_that_nobody_knows_is_named_by_both_ends_of_its_id() {
        let condition = ConditionId::new("0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1");
        assert_eq!(question_or_id(Some("Will it rain?"), &condition), "Will it rain?");
        assert_eq!(question_or_id(None, &condition), "0x5f65…f8f1");
        // Of a token, too, in a question that names one.
        assert_eq!(
            shortened_id("71321045679252212594626385532706912750332728571942532289631379312455583992563"),
            "713210…2563"
        );
    }

    #[test]
    fn an_id_is_a_hash_and_nothing_else() {
        for (text, is_one) in [
            (
                "0x5f65177b394277fd294cd75650044e32ba009a95022d88a0c1d565897d72f8f1",
                true,
            ),
            ("0xC8", true),
            ("0x", false),
            ("0xzz", false),
            ("712345", false),
            ("../etc", false),
        ] {
            assert_eq!(is_condition(text), is_one, "{text}");
        }
    }
}
