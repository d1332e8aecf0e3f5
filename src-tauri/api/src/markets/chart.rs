//! A market's prices over time, with our limits and fills and copied traders' trades in the same stretch.

use pilotfish_copy::entity::{CopyOrder, SignalOrigin};
use pilotfish_copy::ids::{CopyOrderId, TokenId, VenueMs};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::Price;
use pilotfish_engine::EngineHandle;
use pilotfish_polymarket::public::{PricePoint, PriceSpan};
use pilotfish_store::Reader;
use pilotfish_store::read::decisions::{DecisionFilter, DecisionItem, Noticed};
use pilotfish_store::read::history::{HistoryFilter, HistoryItem};

use super::{ENDED_SHOWN, market_and_facts};
use crate::numbers::count;
use crate::orders::path::limits;
use crate::traders::resolve::shown;
use crate::types::{ChartLimit, ChartPrice, ChartSpan, ChartTrade, Id, LimitPoint, MarketChart, Ms};
use crate::{Api, ApiResult, reader};

/// How many fills and trades are drawn at most, the newest.
const MARKS_MOST: u32 = 200;

impl Api {
    /// A market's prices over that span, of its first (0) or its second outcome (1); `market` is its id or a token of it.
    ///
    /// # Errors
    /// `unknown_market`, `out_of_range` for another outcome, the venue's, the engine's and the store's.
    pub async fn market_chart(&self, market: String, outcome: u32, span: ChartSpan) -> ApiResult<MarketChart> {
        let engine = self.engine()?;
        let facts = market_and_facts(self, &engine, &market).await?;
        let market = &facts.market;
        let (place, token) = super::outcome_of(market, outcome)?;
        let span_asked = PriceSpan::from(span);
        let prices = self.shared.market_cache.prices(&engine, token, span_asked).await?;
        let now = engine.now().unwrap_or_default();
        let last = prices.last().map_or(now, |point| point.at.max(now));
        let until = facts.closed_at.map_or(last, |closed| closed.min(last));
        let from = began(&facts, &prices, span_asked, until);
        let stretch = Stretch {
            market,
            place,
            from,
            until,
        };
        let reader = reader(&engine)?;
        let fills = HistoryFilter {
            condition: Some(market.condition.clone()),
            from: Some(from),
            ..HistoryFilter::default()
        };
        let decisions = DecisionFilter {
            condition: Some(market.condition.clone()),
            from: Some(from),
            ..DecisionFilter::default()
        };
        let fills = reader.history(&fills, None, MARKS_MOST).await?.items;
        let decisions = reader.decisions(&decisions, None, MARKS_MOST).await?.items;
        Ok(MarketChart {
            outcome_index: outcome,
            span,
            from: Ms(from.0),
            until: Ms(until.0),
            points: stretch.prices(&prices),
            change: change(&prices, from),
            fills: fills.iter().rev().filter_map(|item| stretch.fill(item)).collect(),
            trades: decisions.iter().rev().filter_map(|item| stretch.trade(item)).collect(),
            limits: stretch.limits(&engine, &reader).await?,
        })
    }
}

impl From<ChartSpan> for PriceSpan {
    fn from(span: ChartSpan) -> Self {
        match span {
            ChartSpan::Hour => Self::Hour,
            ChartSpan::SixHours => Self::SixHours,
            ChartSpan::Day => Self::Day,
            ChartSpan::Week => Self::Week,
            ChartSpan::Month => Self::Month,
            ChartSpan::All => Self::All,
        }
    }
}

/// Where the chart begins: the span before its end, never before the market did.
fn began(facts: &super::Facts, prices: &[PricePoint], span: PriceSpan, until: VenueMs) -> VenueMs {
    let first = prices.first().map(|point| point.at);
    match span.length_ms() {
        Some(length) => until.plus(-length).max(facts.opened_at.unwrap_or(VenueMs(i64::MIN))),
        None => facts.opened_at.or(first).unwrap_or(until),
    }
    .min(until)
}

/// The last price less the one that held where the stretch begins, signed.
fn change(prices: &[PricePoint], from: VenueMs) -> Option<String> {
    let held = prices.iter().rfind(|point| point.at <= from).or(prices.first())?;
    let last = prices.last().filter(|last| last.at > held.at)?;
    Some((last.price - held.price).to_string())
}

/// Whether a signal is something that the trader did.
pub(super) const fn is_theirs(origin: SignalOrigin) -> bool {
    match origin {
        SignalOrigin::Trades | SignalOrigin::Merge | SignalOrigin::Conversion | SignalOrigin::Snapshot => true,
        SignalOrigin::Baseline | SignalOrigin::User => false,
    }
}

/// A stretch of time of one outcome.
struct Stretch<'a> {
    market: &'a Market,
    place: usize,
    from: VenueMs,
    until: VenueMs,
}

impl Stretch<'_> {
    fn has(&self, at: VenueMs) -> bool {
        self.from <= at && at <= self.until
    }

    /// Where a price of that token lies on the chart: the other outcome's is drawn at what is left to 1.
    fn drawn(&self, token: &TokenId, price: Price) -> Option<(usize, Price)> {
        let outcome = self.market.outcome_index(token)?;
        let drawn = if outcome == self.place {
            price
        } else {
            price.complement()
        };
        Some((outcome, drawn))
    }

    fn name(&self, outcome: usize) -> String {
        let outcome = self.market.outcomes.get(outcome);
        outcome.map_or_else(String::new, |outcome| outcome.name.clone())
    }

    fn prices(&self, prices: &[PricePoint]) -> Vec<ChartPrice> {
        // What held where the stretch begins was the price there.
        let held = prices.iter().rfind(|point| point.at < self.from);
        let begins = held.map(|point| PricePoint {
            at: self.from,
            ..*point
        });
        let within = prices.iter().filter(|point| self.has(point.at)).copied();
        begins
            .into_iter()
            .chain(within)
            .map(|point| ChartPrice {
                at: Ms(point.at.0),
                price: point.price.to_string(),
            })
            .collect()
    }

    /// One of our fills; a failed one never was.
    fn fill(&self, item: &HistoryItem) -> Option<ChartTrade> {
        let fill = &item.fill;
        if fill.settlement == Settlement::Failed || !self.has(fill.at) {
            return None;
        }
        let (outcome, drawn) = self.drawn(&fill.token, fill.price)?;
        Some(ChartTrade {
            at: Ms(fill.at.0),
            trader_address: item.trader.to_string(),
            trader: shown(&item.trader_name, &item.trader),
            order: Some(Id(fill.order.0)),
            bought: fill.side == Side::Buy,
            outcome: self.name(outcome),
            outcome_index: count(outcome),
            shares: fill.shares.to_string(),
            price: fill.price.to_string(),
            drawn: drawn.to_string(),
        })
    }

    /// What a copied trader did.
    fn trade(&self, item: &DecisionItem) -> Option<ChartTrade> {
        let Noticed::Signal(signal) = &item.noticed else {
            return None;
        };
        if !is_theirs(signal.origin) || !self.has(signal.at) {
            return None;
        }
        let (outcome, drawn) = self.drawn(&signal.token, signal.price)?;
        let order = signal.decision.as_ref().and_then(|decision| decision.order);
        Some(ChartTrade {
            at: Ms(signal.at.0),
            trader_address: item.trader.to_string(),
            trader: shown(&item.trader_name, &item.trader),
            order: order.map(|order| Id(order.0)),
            bought: signal.side == Side::Buy,
            outcome: self.name(outcome),
            outcome_index: count(outcome),
            shares: (signal.after - signal.before).abs().to_string(),
            price: signal.price.to_string(),
            drawn: drawn.to_string(),
        })
    }

    /// The limits of our orders that lived in the stretch: those at work, and the last ones that ended.
    async fn limits(&self, engine: &EngineHandle, reader: &Reader) -> ApiResult<Vec<ChartLimit>> {
        let core = engine.core();
        let mut orders: Vec<CopyOrder> = super::working(&core, self.market).into_iter().cloned().collect();
        let ended = reader.ended_orders_in(&self.market.condition, ENDED_SHOWN).await?;
        orders.extend(ended.into_iter().map(|view| view.order));
        let mut drawn = Vec::new();
        for order in &orders {
            if order.ended_at.is_none_or(|ended| ended >= self.from)
                && let Some(limit) = self.limit(reader, order.id).await?
            {
                drawn.push(limit);
            }
        }
        Ok(drawn)
    }

    async fn limit(&self, reader: &Reader, order: CopyOrderId) -> ApiResult<Option<ChartLimit>> {
        let Some(detail) = reader.order_detail(order).await? else {
            return Ok(None);
        };
        let of = &detail.view.order;
        let mut points = Vec::new();
        let mut outcome_index = 0;
        for (at, limit) in limits(&detail) {
            let drawn = limit.and_then(|limit| self.drawn(&of.token, limit));
            if let Some((outcome, _)) = drawn {
                outcome_index = count(outcome);
            }
            points.push(LimitPoint {
                at: Ms(at.0),
                limit: drawn.map(|(_, price)| price.to_string()),
            });
        }
        Ok((!points.is_empty()).then_some(ChartLimit {
            order: Id(order.0),
            buys: of.side == Side::Buy,
            outcome_index,
            points,
        }))
    }
}
