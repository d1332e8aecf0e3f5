//! The arguments of `close` and `export`, and the shapes of what is told of orders and positions.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_engine::Mode;

use crate::parse;

pub(super) const STATUS_JSON: &str = "\
With --json: one object, {\"kind\": \"status\", \"running\": null or {pid, program}, \"summary\": {at, control, halts, active_follows, follows_off,
events, skips, ends, figures, …}, \"follows\": [{follow, figures}], \"orders\": [{order, market, trader_name, child}], \"not_written\": null or
a halt}. It ends with 0 whether a program runs or not.";

pub(super) const FRAME_JSON: &str = "\
With --json: one object, {\"kind\": \"frame\", \"frame\": {mode, state, trouble, halts, now, balance, exposure, pnl, workingOrders, follows,
onExchange, stop, …}}; state is starting, running, paused, stopped, disconnected, no_key or failed.";

pub(super) const STOP_JSON: &str = "\
With --json: one object, {\"kind\": \"frame\", …} as `pause --json` has it from the program that runs; without one
{\"kind\": \"stop\", asked, cancelled, open, account_wide, trouble}.";

pub(super) const HISTORY_JSON: &str = "\
With --json: one object a fill, newest first, {\"kind\": \"fill\", \"fill\": {…}} as `export fills --format json` has it.";

pub(super) const PERFORMANCE_JSON: &str = "\
With --json: one object, {\"kind\": \"performance\", \"performance\": {total, traders: [{name, figures, …}], stages: [{stage, fills, slippage_bps, …}],
drawdown, drawdown_from, equity}}.";

pub(super) const RECONCILE_JSON: &str = "\
With --json: one object a difference, {\"kind\": \"difference\", \"difference\": {kind, token, order, market, outcome, confirmed, since, books,
exchange, difference, trades, accept, give, …}}; none where books and exchange agree.";

pub(super) const ORDERS_JSON: &str = "\
With --json: one object an order, {\"kind\": \"order\", recorded, \"order\": {id, follow, trader, traderAddress, market, condition, outcome,
side, shares, filled, firstPrice, limit, bound, bid, ask, averagePrice, slippage, stage, status, child, waiting, end, reserved, style,
execution, createdAt, endedAt, …}}; recorded is true where no program runs and the order is as it was last written down.";

pub(super) const POSITIONS_JSON: &str = "\
With --json: one object a position, {\"kind\": \"position\", recorded, \"position\": {follow, token, trader, traderAddress, market, condition,
outcome, shares, averageCost, price, cost, value, pnl, pnlPercent, bidValue, since, selling, closing, …}}; recorded is true where no
program runs: prices are not known then.";

pub(super) const CLOSE_JSON: &str = "\
With --json: one object. Before it is confirmed {\"kind\": \"close_preview\", \"preview\": {closed, unpriced, proceeds, fee, received, result,
foreignOrders, each: [{follow, token, shares, bound, price, received, result, problem, …}]}}, and exit code 1; confirmed,
{\"kind\": \"closed\", \"closed\": {orders: [ID], skipped: [REASON]}}.";

pub(super) const EXPORT_JSON: &str = "\
CSV has a heading, a first column that says which money it was, and the custom of the language: in French semicolons between and commas
within figures. Cells that others wrote cannot become formulas.

With --format json: one object a line: {\"kind\": \"ledger_row\", \"row\": {seq, at, kind, what, trader, market, condition, outcome, shares, price,
cash, claim, balance, realised, cost, traderPrice, settlement, order, trade, undoes}}, {\"kind\": \"fill\", \"fill\": {id, at, order, follow,
trader, traderAddress, market, condition, outcome, side, shares, price, traderPrice, slippage, value, fee, realised, stage, liquidity,
settlement, …}}, or {\"kind\": \"order\", \"recorded\": true, \"order\": {…}} as `orders --json` has it.";

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Exported {
    /// Every movement of cash, shares and claims, oldest first.
    Ledger,
    /// Every fill, newest first; as CSV with what resolved markets paid.
    Fills,
    /// Every copy order: open ones, then ended ones, newest first.
    Orders,
}

/// How `export` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    /// Comma-separated values, for a spreadsheet.
    Csv,
    /// One JSON object per line, for programs.
    Json,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// What to export.
    #[arg(value_enum)]
    pub(crate) what: Exported,
    /// The format.
    #[arg(long, value_enum, default_value = "csv")]
    pub(crate) format: FileFormat,
    /// The file to create; it must not exist yet. Defaults to standard output.
    #[arg(long, short = 'o', value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Only this trader, by wallet address.
    #[arg(long, value_name = "ADDRESS", value_parser = parse::address)]
    pub(crate) trader: Option<WalletAddress>,
    /// Only from this time on: `2026-11-02` or `2026-11-02T00:00Z`.
    #[arg(long, value_name = "INSTANT", value_parser = parse::instant)]
    pub(crate) from: Option<VenueMs>,
    /// Only before this time.
    #[arg(long, value_name = "INSTANT", value_parser = parse::instant)]
    pub(crate) until: Option<VenueMs>,
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// What was written as one JSON object, beside a file: {"kind": "exported", path, rows}.
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
}

/// Options of `close`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["follow", "everything"]))]
pub(crate) struct Close {
    /// What is held through this follow: the trader's name or address, or the follow's number.
    #[arg(long, value_name = "FOLLOW")]
    pub(crate) follow: Option<String>,
    /// Only this token.
    #[arg(long, value_name = "TOKEN", requires = "follow")]
    pub(crate) token: Option<String>,
    /// Only the position whose market's question contains these words.
    #[arg(long, value_name = "WORDS", requires = "follow", conflicts_with = "token")]
    pub(crate) market: Option<String>,
    /// Everything, through any follow.
    #[arg(long)]
    pub(crate) everything: bool,
    /// Percent of each position to sell, 1 to 100. Defaults to all of it.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) percent: Option<u32>,
    /// Shares to sell of each position.
    #[arg(long, value_name = "SHARES", conflicts_with = "percent")]
    pub(crate) shares: Option<String>,
    /// Sell at this limit, 0 to 1, resting until filled, cancelled or the market ends. Defaults to selling at market.
    #[arg(long, value_name = "PRICE")]
    pub(crate) limit: Option<String>,
    /// Sell at market, but no share below this price, 0 to 1. Defaults to the follow's own bound.
    #[arg(long, value_name = "PRICE", conflicts_with = "limit")]
    pub(crate) not_below: Option<String>,
    /// Sell even though an order that Pilotfish did not place is open on the token.
    #[arg(long)]
    pub(crate) despite_foreign_orders: bool,
    /// Sell without asking. Otherwise you are asked, where this is a terminal.
    #[arg(long = "yes", short = 'y', visible_alias = "confirm")]
    pub(crate) confirm: bool,
    /// The data folder.
    #[arg(long)]
    pub(crate) home: Option<PathBuf>,
    /// The mode: `demo`, `paper` or `live`.
    #[arg(long, default_value = "demo", value_parser = parse::mode)]
    pub(crate) mode: Mode,
    /// One JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
