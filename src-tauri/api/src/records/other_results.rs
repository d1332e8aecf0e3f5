//! What realised something besides the fills, as rows among them in the history's file: resolved markets, fills that failed, shares
//! that were written off. Fills alone are no statement of gains.

use pilotfish_copy::entity::Movement;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_engine::Mode;
use pilotfish_store::Reader;
use pilotfish_store::read::history::HistoryFilter;
use pilotfish_store::read::ledger_book::LedgerLine;
use pilotfish_store::read::ledger_entries::LedgerFilter;

use crate::ApiResult;
use crate::ledger::fee;
use crate::records::csv::{Cell, utc};
use crate::traders::resolve::shown;
use crate::types::Settlement;

/// How many entries are read at once.
const AT_ONCE: u32 = 2_000;

/// A row with its instant, for its place among the fills.
pub(super) type ResultRow = (VenueMs, [Cell; 19]);

/// Those that a filter finds, newest first, as rows of the history's file. A filter by side finds failed fills of that side only.
///
/// # Errors
/// The store's.
pub(super) async fn other_results(
    mode: Mode,
    reader: &Reader,
    state: &State,
    filter: &HistoryFilter,
) -> ApiResult<Vec<ResultRow>> {
    let wanted = LedgerFilter {
        movements: ["payout", "payout_correction", "reversal", "correction"]
            .map(str::to_owned)
            .to_vec(),
        trader: filter.trader.clone(),
        follow: filter.follow,
        condition: filter.condition.clone(),
        from: filter.from,
        until: filter.until,
        through: Some(state.control.next_ledger.saturating_sub(1)),
        ..LedgerFilter::default()
    };
    let mut rows = Vec::new();
    let mut after = 0;
    loop {
        let lines = reader.ledger_lines_after(&wanted, after, AT_ONCE).await?;
        let Some(last) = lines.last() else { break };
        after = last.item.entry.seq;
        rows.extend(
            lines
                .iter()
                .filter(|line| is_found(line, filter))
                .filter_map(|line| Some((line.item.entry.at, cells(mode, line, kind(line)?)))),
        );
    }
    rows.reverse();
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(rows)
}

/// What the row says it is; nothing of what realised nothing.
fn kind(line: &LedgerLine) -> Option<&'static str> {
    let entry = &line.item.entry;
    match entry.movement {
        Movement::Payout => Some("RESOLUTION"),
        Movement::PayoutCorrection => Some("RESOLUTION_CORRECTED"),
        Movement::Reversal { .. } => Some("SETTLEMENT_FAILED"),
        Movement::Correction if !entry.realised.is_zero() => Some("CORRECTION"),
        _ => None,
    }
}

fn is_found(line: &LedgerLine, filter: &HistoryFilter) -> bool {
    let entry = &line.item.entry;
    let side = match entry.movement {
        Movement::Reversal { .. } if entry.shares < Shares::ZERO => Some(Side::Buy),
        Movement::Reversal { .. } => Some(Side::Sell),
        _ => None,
    };
    let text = filter.text.to_lowercase();
    let is_named = || {
        let names = |name: &String| name.to_lowercase().contains(&text);
        let labels = line.item.market.as_ref();
        labels.is_some_and(|labels| names(&labels.question) || names(&labels.outcome))
    };
    (filter.side.is_none() || filter.side == side) && (text.is_empty() || is_named())
}

fn cells(mode: Mode, line: &LedgerLine, kind: &str) -> [Cell; 19] {
    let entry = &line.item.entry;
    let (labels, fill) = (line.item.market.as_ref(), line.fill.as_ref());
    let nothing = || Cell::Ours(String::new());
    let figure = |figure: Option<String>| Cell::Figure(figure.unwrap_or_default());
    let some = |usd: Usd| (!usd.is_zero()).then(|| usd.to_string());
    let name = line.item.trader_name.as_deref().unwrap_or_default();
    let trader = line.trader.as_ref().map(|trader| shown(name, trader));
    let market = labels
        .map(|labels| labels.question.clone())
        .or_else(|| entry.token.as_ref().map(ToString::to_string));
    // Of a payout the shares that it paid on, and what they paid; of a failed fill what it was.
    let shares = match entry.movement {
        Movement::Payout => Some(-entry.shares),
        Movement::PayoutCorrection => None,
        Movement::Reversal { .. } => Some(entry.shares.abs()),
        _ => Some(entry.shares),
    };
    let value = (entry.movement == Movement::Payout).then_some(entry.claim);
    [
        Cell::Ours(mode.to_string()),
        Cell::Ours(utc(entry.at)),
        Cell::Theirs(trader.unwrap_or_default()),
        Cell::Ours(line.trader.as_ref().map(ToString::to_string).unwrap_or_default()),
        Cell::Theirs(market.unwrap_or_default()),
        Cell::Theirs(labels.map_or_else(String::new, |labels| labels.outcome.clone())),
        Cell::Ours(kind.to_owned()),
        figure(shares.map(|shares| shares.to_string())),
        figure(crate::ledger::price(line).map(|price| price.to_string())),
        nothing(),
        nothing(),
        nothing(),
        figure(value.map(|value| value.to_string())),
        figure(some(fee(line))),
        Cell::Figure(entry.realised.to_string()),
        nothing(),
        nothing(),
        Cell::Ours(
            fill.map_or("", |fill| Settlement::from(fill.settlement).as_str())
                .to_owned(),
        ),
        Cell::Ours(fill.map(|fill| fill.order.0.to_string()).unwrap_or_default()),
    ]
}
