//! The ledger as a file: what is filtered, oldest first, with all columns and the running balance.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::Core;
use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::Mode;
use pilotfish_store::Reader;
use pilotfish_store::read::ledger_entries::LedgerFilter as Wanted;
use pilotfish_vault::words::Language;

use super::{row, wanted};
use crate::records::csv::{Cell, Csv, utc};
use crate::types::{Exported, LedgerFilter, LedgerRow, Settlement};
use crate::{Api, ApiResult, reader};

/// How many rows are read at once.
const AT_ONCE: u32 = 2_000;

const HEADER: [&str; 22] = [
    "money",
    "row",
    "time_utc",
    "day",
    "type",
    "trader",
    "trader_address",
    "market",
    "market_id",
    "outcome",
    "shares",
    "price",
    "cash_usd",
    "balance_usd",
    "claim_usd",
    "realised_usd",
    "cost_of_what_left_usd",
    "trader_price",
    "settlement",
    "order",
    "trade",
    "undoes_fill_of_utc",
];

impl Api {
    /// Writes all rows that the filter finds, oldest first, to a new file among the user's downloads
    /// (`pilotfish-demo-ledger-2026.csv`).
    ///
    /// # Errors
    /// As [`Api::write_ledger`], and `cannot_here` without a desktop.
    pub async fn export_ledger(&self, filter: LedgerFilter) -> ApiResult<Exported> {
        let path = match filter.year {
            Some(year) => self.download_path(&format!("ledger-{year}"))?,
            None => self.download_path("ledger")?,
        };
        self.write_ledger(filter, &path).await
    }

    /// Writes all rows that the filter finds, oldest first, to a file that must not be there yet. The first column says which money it
    /// was, `DEMO` and `PAPER` included, so that pretend money is never taken for real.
    ///
    /// # Errors
    /// `invalid_query`, `folder` when the file cannot be written (none is left behind then), the engine's and the store's.
    pub async fn write_ledger(&self, filter: LedgerFilter, path: &Path) -> ApiResult<Exported> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let file = sheet(self.shared.mode, &reader, &filter, || engine.core(), self.language()).await?;
        file.save(path).await
    }
}

/// The table of all rows that the filter finds, oldest first.
///
/// # Errors
/// `invalid_query`, and the store's.
pub(crate) async fn sheet(
    mode: Mode,
    reader: &Reader,
    filter: &LedgerFilter,
    core: impl Fn() -> Arc<Core>,
    language: Language,
) -> ApiResult<Csv> {
    let mut file = Csv::new(&HEADER, language);
    each(reader, filter, core, |day, row| file.row(&cells(mode, day, row))).await?;
    Ok(file)
}

/// Hands on each row that the filter finds, oldest first, with its day.
///
/// # Errors
/// `invalid_query`, and the store's.
pub(crate) async fn each(
    reader: &Reader,
    filter: &LedgerFilter,
    core: impl Fn() -> Arc<Core>,
    mut take: impl FnMut(&str, LedgerRow),
) -> ApiResult<()> {
    // What is booked while it is written is not in it: its rows are those of the instant in which it was asked for.
    let wanted = Wanted {
        through: Some(core().state().control.next_ledger.saturating_sub(1)),
        ..wanted(filter)?
    };
    let mut after = 0;
    loop {
        let lines = reader.ledger_lines_after(&wanted, after, AT_ONCE).await?;
        let Some(last) = lines.last() else {
            return Ok(());
        };
        after = last.item.entry.seq;
        let core = core();
        for line in &lines {
            take(&line.day, row(core.state(), line));
        }
    }
}

fn cells(mode: Mode, day: &str, row: LedgerRow) -> [Cell; 22] {
    let figure = |figure: Option<String>| Cell::Figure(figure.unwrap_or_default());
    let (trader, address) = row.trader.map_or_else(Default::default, |one| (one.name, one.address));
    [
        Cell::Ours(mode.to_string().to_uppercase()),
        Cell::Ours(row.seq.0.to_string()),
        Cell::Ours(utc(VenueMs(row.at.0))),
        Cell::Ours(day.to_owned()),
        Cell::Ours(row.what.as_str().to_owned()),
        Cell::Theirs(trader),
        Cell::Ours(address),
        Cell::Theirs(row.market.unwrap_or_default()),
        Cell::Theirs(row.condition.unwrap_or_default()),
        Cell::Theirs(row.outcome),
        figure(row.shares),
        figure(row.price),
        Cell::Figure(row.cash),
        Cell::Figure(row.balance),
        figure(row.claim),
        figure(row.realised),
        figure(row.cost),
        figure(row.trader_price),
        Cell::Ours(row.settlement.map_or("", Settlement::as_str).to_owned()),
        Cell::Ours(row.order.map(|order| order.0.to_string()).unwrap_or_default()),
        Cell::Theirs(row.trade.unwrap_or_default()),
        Cell::Ours(row.undoes.map(|at| utc(VenueMs(at.0))).unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Id, LedgerKind, LedgerWhat, Ms};

    #[test]
    fn what_the_exchange_wrote_is_no_formula() {
        let said = || "=HYPERLINK(1)".to_owned();
        let row = LedgerRow {
            seq: Id(1),
            at: Ms(0),
            kind: LedgerKind::Buy,
            what: LedgerWhat::Buy,
            trader: None,
            market: Some(said()),
            condition: Some(said()),
            outcome: said(),
            outcome_index: 0,
            shares: None,
            price: None,
            cash: "-1".to_owned(),
            claim: None,
            balance: "1".to_owned(),
            realised: None,
            cost: None,
            trader_price: None,
            settlement: None,
            order: None,
            trade: Some(said()),
            undoes: None,
        };
        let cells = cells(Mode::Demo, "2026-11-30", row);
        let told = cells.iter().filter(|cell| **cell == Cell::Theirs(said())).count();
        assert_eq!(told, 4, "market, its ID, outcome and trade");
        assert!(!cells.contains(&Cell::Ours(said())));
    }
}
