//! Copy orders as a file: all there ever were, the newest first, with what became of each.

use pilotfish_copy::ids::VenueMs;
use pilotfish_engine::Mode;
use pilotfish_vault::words::Language;

use crate::records::csv::{Cell, Csv, utc};
use crate::types::{EndReason, OrderRow};

const HEADER: [&str; 22] = [
    "money",
    "order",
    "made_utc",
    "ended_utc",
    "trader",
    "trader_address",
    "market",
    "market_id",
    "outcome",
    "side",
    "shares",
    "filled",
    "trader_price",
    "limit",
    "bound",
    "average_price",
    "slippage",
    "stage",
    "style",
    "execution",
    "status",
    "end",
];

/// The table of those rows. The first column says which money it was.
pub(crate) fn sheet(mode: Mode, rows: Vec<OrderRow>, language: Language) -> Csv {
    let mut file = Csv::new(&HEADER, language);
    for row in rows {
        file.row(&cells(mode, row));
    }
    file
}

fn cells(mode: Mode, row: OrderRow) -> [Cell; 22] {
    let figure = |figure: Option<String>| Cell::Figure(figure.unwrap_or_default());
    [
        Cell::Ours(mode.to_string().to_uppercase()),
        Cell::Ours(row.id.0.to_string()),
        Cell::Ours(utc(VenueMs(row.created_at.0))),
        Cell::Ours(row.ended_at.map(|at| utc(VenueMs(at.0))).unwrap_or_default()),
        Cell::Theirs(row.trader),
        Cell::Ours(row.trader_address),
        Cell::Theirs(row.market),
        Cell::Theirs(row.condition),
        Cell::Theirs(row.outcome),
        Cell::Ours(row.side.as_str().to_owned()),
        Cell::Figure(row.shares),
        Cell::Figure(row.filled),
        Cell::Figure(row.first_price),
        figure(row.limit),
        Cell::Figure(row.bound),
        figure(row.average_price),
        figure(row.slippage),
        Cell::Ours(row.stage.to_string()),
        Cell::Ours(row.style.as_str().to_owned()),
        Cell::Ours(row.execution.as_str().to_owned()),
        Cell::Ours(row.status.as_str().to_owned()),
        Cell::Ours(row.end.map_or("", EndReason::as_str).to_owned()),
    ]
}
