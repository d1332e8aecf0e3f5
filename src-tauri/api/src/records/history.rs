//! Fills: a page, the sums of all that a filter finds, and all of them as a file.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::Core;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::state::State;
use pilotfish_store::Reader;
use pilotfish_store::read::history::{HistoryFilter as Wanted, HistoryItem, HistoryPlace};

use crate::markets::question_or_id;
use crate::numbers::{count, few};
use crate::records::csv::{Cell, Csv};
use crate::records::other_results::other_results;
use crate::types::{
    ErrorCode, Exported, HistoryCursor, HistoryFilter, HistoryPage, HistoryQuery, HistoryRow, HistoryTotals, Id, Ms,
    TraderName,
};
use crate::{Api, ApiResult, problem, reader};
use pilotfish_engine::Mode;
use pilotfish_vault::words::Language;

/// The most fills of one page.
const PAGE_MOST: u32 = 500;
/// How many fills are read at once for a file.
const EXPORTED_AT_ONCE: u32 = 2_000;

impl Api {
    /// A page of fills, newest first.
    ///
    /// # Errors
    /// `invalid_query`, the engine's and the store's.
    pub async fn history(&self, query: HistoryQuery) -> ApiResult<HistoryPage> {
        let filter = wanted(&query.filter)?;
        let engine = self.engine()?;
        let limit = query.limit.clamp(1, PAGE_MOST);
        let after = query.after.map(|after| HistoryPlace {
            at: VenueMs(after.at.0),
            id: after.id.0,
        });
        let page = reader(&engine)?.history(&filter, after, limit).await?;
        let core = engine.core();
        let next = page.next.map(|place| HistoryCursor {
            at: Ms(place.at.0),
            id: Id(place.id),
        });
        Ok(HistoryPage {
            rows: page.items.iter().map(|item| row(core.state(), item)).collect(),
            next,
        })
    }

    /// Sums over every fill that the filter finds, and whose fills there are at all.
    ///
    /// # Errors
    /// As [`Api::history`].
    pub async fn history_totals(&self, filter: HistoryFilter) -> ApiResult<HistoryTotals> {
        let filter = wanted(&filter)?;
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let totals = reader.history_totals(&filter).await?;
        let traders = reader.history_traders().await?;
        Ok(HistoryTotals {
            fills: few(totals.fills),
            failed: few(totals.failed),
            more: totals.more,
            bought: totals.bought.to_string(),
            sold: totals.sold.to_string(),
            fees: totals.fees.to_string(),
            realised: totals.realised.to_string(),
            slippage: totals.slippage.per_share().map(|price| price.to_string()),
            slippage_bps: totals.slippage.bps(1).map(|bps| bps.to_string()),
            slippage_usd: totals.slippage.usd().to_string(),
            traders: traders
                .into_iter()
                .map(|one| TraderName {
                    address: one.trader.to_string(),
                    name: one.name,
                })
                .collect(),
        })
    }

    /// Writes all fills that the filter finds, newest first, to a new file among the user's downloads
    /// (`pilotfish-demo-history.csv`).
    ///
    /// # Errors
    /// As [`Api::write_history`], and `cannot_here` without a desktop.
    pub async fn export_history(&self, filter: HistoryFilter) -> ApiResult<Exported> {
        let path = self.download_path("history")?;
        self.write_history(filter, &path).await
    }

    /// Writes all fills that the filter finds, newest first, to a file that must not be there yet, and among them whatever else realised
    /// something: resolved markets, fills that failed, shares that were written off. The columns of fees and of what was realised add up
    /// to the whole. The first column says which money it was, so that
    /// pretend profits are never taken for real ones.
    ///
    /// # Errors
    /// `invalid_query`, `folder` when the file cannot be written (none is left behind then), the engine's and the store's.
    pub async fn write_history(&self, filter: HistoryFilter, path: &Path) -> ApiResult<Exported> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let file = sheet(self.shared.mode, &reader, &filter, || engine.core(), self.language()).await?;
        file.save(path).await
    }
}

/// The table of all fills that the filter finds, newest first, and among them what else realised something.
///
/// # Errors
/// `invalid_query`, and the store's.
pub(crate) async fn sheet(
    mode: Mode,
    reader: &Reader,
    filter: &HistoryFilter,
    core: impl Fn() -> Arc<Core>,
    language: Language,
) -> ApiResult<Csv> {
    let filter = wanted(filter)?;
    let mut file = Csv::new(&HEADER, language);
    let others = other_results(mode, reader, core().state(), &filter).await?;
    let mut others = others.into_iter().peekable();
    let mut after = None;
    loop {
        let page = reader.history(&filter, after, EXPORTED_AT_ONCE).await?;
        let core = core();
        for item in &page.items {
            while let Some((_, row)) = others.next_if(|(at, _)| *at >= item.fill.at) {
                file.row(&row);
            }
            file.row(&cells(mode, core.state(), item));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    for (_, row) in others {
        file.row(&row);
    }
    Ok(file)
}

/// All fills that the filter finds, newest first.
///
/// # Errors
/// `invalid_query`, and the store's.
pub(crate) async fn all(reader: &Reader, filter: &HistoryFilter, core: &Core) -> ApiResult<Vec<HistoryRow>> {
    let filter = wanted(filter)?;
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = reader.history(&filter, after, EXPORTED_AT_ONCE).await?;
        rows.extend(page.items.iter().map(|item| row(core.state(), item)));
        after = page.next;
        if after.is_none() {
            return Ok(rows);
        }
    }
}

fn wanted(filter: &HistoryFilter) -> ApiResult<Wanted> {
    let invalid = |what: &str, text: &str| problem(ErrorCode::InvalidQuery, format!("{what}: {text:?}"));
    let trader = match &filter.trader {
        None => None,
        Some(text) => Some(WalletAddress::parse(text).map_err(|_| invalid("trader", text))?),
    };
    Ok(Wanted {
        trader,
        side: filter.side.map(Into::into),
        from: filter.from.map(|at| VenueMs(at.0)),
        until: filter.until.map(|at| VenueMs(at.0)),
        text: filter.text.as_deref().unwrap_or_default().trim().to_owned(),
        ..Wanted::default()
    })
}

/// A fill as it is shown.
pub(crate) fn row(state: &State, item: &HistoryItem) -> HistoryRow {
    let fill = &item.fill;
    let words = item.market.as_ref();
    HistoryRow {
        id: Id(item.place.id),
        at: Ms(fill.at.0),
        order: Id(fill.order.0),
        follow: Id(fill.follow.0),
        trader_address: item.trader.to_string(),
        trader: item.trader_name.clone(),
        market: question_or_id(words.map(|words| words.question.as_str()), &fill.condition),
        condition: fill.condition.to_string(),
        outcome: words.map_or_else(String::new, |words| words.outcome.clone()),
        outcome_index: state
            .market_of(&fill.token)
            .and_then(|market| market.outcome_index(&fill.token))
            .map_or(0, count),
        side: fill.side.into(),
        shares: fill.shares.to_string(),
        price: fill.price.to_string(),
        trader_price: fill.trader_price.to_string(),
        slippage: item.slippage.to_string(),
        slippage_usd: item.slippage_usd.to_string(),
        value: item.value.to_string(),
        fee: fill.fee.to_string(),
        realised: (fill.side == Side::Sell || !fill.realised.is_zero()).then(|| fill.realised.to_string()),
        stage: u32::from(fill.stage.number()),
        liquidity: fill.liquidity.into(),
        settlement: fill.settlement.into(),
    }
}

const HEADER: [&str; 19] = [
    "money",
    "time_utc",
    "trader",
    "trader_address",
    "market",
    "outcome",
    "side",
    "shares",
    "price",
    "trader_price",
    "slippage",
    "slippage_usd",
    "value_usd",
    "fee_usd",
    "realised_usd",
    "stage",
    "liquidity",
    "settlement",
    "order",
];

fn cells(mode: Mode, state: &State, item: &HistoryItem) -> [Cell; 19] {
    let row = row(state, item);
    [
        Cell::Ours(mode.to_string()),
        Cell::Ours(crate::records::csv::utc(item.fill.at)),
        Cell::Theirs(row.trader),
        Cell::Ours(row.trader_address),
        // A file has no other column with the id.
        Cell::Theirs(
            item.market
                .as_ref()
                .map_or_else(|| item.fill.condition.to_string(), |words| words.question.clone()),
        ),
        Cell::Theirs(row.outcome),
        Cell::Ours(row.side.as_str().to_owned()),
        Cell::Figure(row.shares),
        Cell::Figure(row.price),
        Cell::Figure(row.trader_price),
        Cell::Figure(row.slippage),
        Cell::Figure(row.slippage_usd),
        Cell::Figure(row.value),
        Cell::Figure(row.fee),
        Cell::Figure(row.realised.unwrap_or_default()),
        Cell::Ours(row.stage.to_string()),
        Cell::Ours(row.liquidity.as_str().to_owned()),
        Cell::Ours(row.settlement.as_str().to_owned()),
        Cell::Ours(row.order.0.to_string()),
    ]
}
