//! Decisions: a page, how many there are of each kind, and all of them as a file.

use pilotfish_copy::Core;
use pilotfish_copy::entity::{Signal, SignalOrigin};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Rounding, Shares};
use pilotfish_copy::risk::headroom::with_fee;
use pilotfish_store::read::decisions::{DecisionFilter as Wanted, DecisionItem, Noticed};

use crate::numbers::{count, few};
use crate::records::activity::{ShareCost, gates};
use crate::records::csv::{Cell, Csv, utc};
use crate::types::{
    DecisionCounts, DecisionFilter, DecisionRow, DecisionsPage, DecisionsQuery, ErrorCode, Exported, GateOutcome, Id,
    LeftOut, Ms, SignalKind, SkipReason, TraderName,
};
use crate::{Api, ApiResult, problem, reader};
use pilotfish_engine::Mode;

/// The most decisions of one page.
const PAGE_MOST: u32 = 500;
/// How many decisions are read at once for a file.
const EXPORTED_AT_ONCE: u32 = 2_000;

impl Api {
    /// A page of decisions, newest first.
    ///
    /// # Errors
    /// `invalid_query`, the engine's and the store's.
    pub async fn decisions(&self, query: DecisionsQuery) -> ApiResult<DecisionsPage> {
        let filter = wanted(&query.filter)?;
        let engine = self.engine()?;
        let limit = query.limit.clamp(1, PAGE_MOST);
        let before = query.before.map(|before| before.0);
        let page = reader(&engine)?.decisions(&filter, before, limit).await?;
        let core = engine.core();
        Ok(DecisionsPage {
            next: page.next.map(Id),
            rows: page.items.iter().map(|item| row(&core, item)).collect(),
        })
    }

    /// How many decisions of each kind the filter finds, whatever verdict it names, and whose changes there can be.
    ///
    /// # Errors
    /// As [`Api::decisions`].
    pub async fn decision_counts(&self, filter: DecisionFilter) -> ApiResult<DecisionCounts> {
        let filter = wanted(&filter)?;
        let engine = self.engine()?;
        let counts = reader(&engine)?.decision_counts(&filter).await?;
        let core = engine.core();
        let mut traders: Vec<TraderName> = core
            .state()
            .follows
            .values()
            .map(|follow| TraderName {
                address: follow.trader.to_string(),
                name: follow.name.clone(),
            })
            .collect();
        traders.sort_by(|a, b| (&a.name, &a.address).cmp(&(&b.name, &b.address)));
        traders.dedup_by(|a, b| a.address == b.address);
        Ok(DecisionCounts {
            all: few(counts.copied + counts.adjusted + counts.skipped + counts.refused + counts.waiting + counts.yours),
            copied: few(counts.copied),
            adjusted: few(counts.adjusted),
            skipped: few(counts.skipped),
            refused: few(counts.refused),
            waiting: few(counts.waiting),
            yours: few(counts.yours),
            more: counts.more,
            traders,
        })
    }

    /// Writes all decisions that the filter finds, newest first, to a new file among the user's downloads
    /// (`pilotfish-demo-decisions.csv`). The first column says which money it was.
    ///
    /// # Errors
    /// `invalid_query`, `folder` when the file cannot be written, `cannot_here` without a desktop, the engine's and the
    /// store's.
    pub async fn export_decisions(&self, filter: DecisionFilter) -> ApiResult<Exported> {
        let wanted = wanted(&filter)?;
        let mode = self.shared.mode;
        let path = self.download_path("decisions")?;
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let mut file = Csv::new(&HEADER, self.language());
        let mut before = None;
        loop {
            let page = reader.decisions(&wanted, before, EXPORTED_AT_ONCE).await?;
            let core = engine.core();
            for item in &page.items {
                file.row(&cells(mode, row(&core, item), item.at));
            }
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        file.save(&path).await
    }
}

fn wanted(filter: &DecisionFilter) -> ApiResult<Wanted> {
    let invalid = |what: &str, text: &str| problem(ErrorCode::InvalidQuery, format!("{what}: {text:?}"));
    let trader = match &filter.trader {
        None => None,
        Some(text) => Some(WalletAddress::parse(text).map_err(|_| invalid("trader", text))?),
    };
    Ok(Wanted {
        verdict: filter.verdict.map(Into::into),
        trader,
        from: filter.from.map(|at| VenueMs(at.0)),
        until: filter.until.map(|at| VenueMs(at.0)),
        condition: None,
        text: filter.text.as_deref().unwrap_or_default().trim().to_owned(),
    })
}

/// A decision as it is shown.
pub(crate) fn row(core: &Core, item: &DecisionItem) -> DecisionRow {
    let words = item.market.as_ref();
    let market = core.state().market_of(&item.token);
    let blank = DecisionRow {
        seq: Id(item.seq),
        at: Ms(item.at.0),
        after: None,
        verdict: item.verdict.into(),
        trader_address: item.trader.to_string(),
        trader: item.trader_name.clone(),
        // Until it is read its market has no name: a token's 77 digits are none.
        market: words.map_or_else(String::new, |words| words.question.clone()),
        condition: condition(item, market),
        category: words.map_or_else(String::new, |words| words.category.clone()),
        outcome: words.map_or_else(String::new, |words| words.outcome.clone()),
        outcome_index: market
            .and_then(|market| market.outcome_index(&item.token))
            .map_or(0, count),
        change: None,
        origin: None,
        price_source: None,
        side: None,
        shares: String::new(),
        price: None,
        percentage: None,
        asked: None,
        allowed: None,
        order: None,
        reason: None,
        gates: Vec::new(),
        left_out: None,
    };
    match &item.noticed {
        Noticed::Noted { reason, shares } => DecisionRow {
            shares: shares.to_string(),
            reason: Some((*reason).into()),
            ..blank
        },
        Noticed::Signal(signal) => of_signal(core, signal, blank),
    }
}

fn of_signal(core: &Core, signal: &Signal, blank: DecisionRow) -> DecisionRow {
    let decision = signal.decision.as_ref();
    DecisionRow {
        after: Some(Ms(signal.seen_at.since(signal.at).max(0))),
        change: Some(signal.kind.into()),
        origin: Some(signal.origin.into()),
        price_source: Some(signal.price_source.into()),
        side: Some(signal.side.into()),
        shares: (signal.after - signal.before).abs().to_string(),
        price: Some(signal.price.to_string()),
        percentage: (signal.origin != SignalOrigin::User).then(|| signal.percentage.to_string()),
        asked: decision.map(|decision| decision.asked.to_string()),
        allowed: decision.map(|decision| decision.allowed.to_string()),
        order: decision.and_then(|decision| decision.order).map(|order| Id(order.0)),
        reason: decision.and_then(|decision| decision.skipped).map(Into::into),
        gates: decision.map_or_else(Vec::new, |decision| {
            gates(&decision.gates, Some(share_cost(core, signal)))
        }),
        left_out: decision.and_then(|decision| left_out(core, signal, decision.asked - decision.allowed)),
        ..blank
    }
}

fn condition(item: &DecisionItem, market: Option<&Market>) -> Option<String> {
    match &item.noticed {
        Noticed::Signal(signal) => Some(signal.condition.to_string()),
        Noticed::Noted { .. } => market.map(|market| market.condition.to_string()),
    }
}

/// What a share of a signal costs, with the fee of its market where that is known.
fn share_cost(core: &Core, signal: &Signal) -> ShareCost {
    let market = core.state().market_of(&signal.token);
    ShareCost {
        price: signal.price,
        with_fee: market.map_or(signal.price, |market| with_fee(market, signal.price)),
    }
}

/// A purchase left out is judged by what the shares would bring now, a sale by what they would cost.
fn left_out(core: &Core, signal: &Signal, shares: Shares) -> Option<LeftOut> {
    if shares <= Shares::ZERO {
        return None;
    }
    let best = core.best_prices(&signal.token);
    let (price, gain) = match signal.side {
        Side::Buy => best.bid.map(|bid| (bid, bid - signal.price))?,
        Side::Sell => best.ask.map(|ask| (ask, signal.price - ask))?,
    };
    Some(LeftOut {
        shares: shares.to_string(),
        price: price.to_string(),
        pnl: shares.value(gain, Rounding::HalfUp).to_string(),
    })
}

const HEADER: [&str; 15] = [
    "money",
    "time_utc",
    "decision",
    "trader",
    "trader_address",
    "market",
    "outcome",
    "change",
    "shares",
    "price",
    "asked",
    "allowed",
    "reason",
    "bound_by",
    "order",
];

fn cells(mode: Mode, row: DecisionRow, at: VenueMs) -> [Cell; 15] {
    let bound = row.gates.iter().find(|gate| gate.outcome == GateOutcome::Bound);
    let bound = bound.map_or("", |gate| gate.gate.as_str()).to_owned();
    let reason = row.reason.map_or("", SkipReason::as_str);
    [
        Cell::Ours(mode.to_string()),
        Cell::Ours(utc(at)),
        Cell::Ours(row.verdict.as_str().to_owned()),
        Cell::Theirs(row.trader),
        Cell::Ours(row.trader_address),
        Cell::Theirs(row.market),
        Cell::Theirs(row.outcome),
        Cell::Ours(row.change.map_or(reason, SignalKind::as_str).to_owned()),
        Cell::Figure(row.shares),
        Cell::Figure(row.price.unwrap_or_default()),
        Cell::Figure(row.asked.unwrap_or_default()),
        Cell::Figure(row.allowed.unwrap_or_default()),
        Cell::Ours(reason.to_owned()),
        Cell::Ours(bound),
        Cell::Ours(row.order.map_or_else(String::new, |order| order.0.to_string())),
    ]
}
