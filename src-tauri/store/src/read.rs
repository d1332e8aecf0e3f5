//! Read models: what the window and the command line show, as plain structs. One file a subject; the questions are methods
//! of [`crate::Reader`].
//!
//! Figures that rest on a market price (unrealised profit, value now) are not here: the engine has the books.

pub mod activity;
pub mod claims;
pub mod decisions;
pub mod drawdown;
pub mod follow_totals;
pub mod follows;
pub mod history;
pub mod holdings;
pub mod ledger;
pub mod ledger_book;
pub mod ledger_entries;
pub mod ledger_markets;
mod market_labels;
pub mod orders;
mod page;
pub mod performance;
pub mod period;
pub mod positions;
pub mod shortfall;
pub mod summary;
mod tally;
pub mod totals;

pub use market_labels::MarketLabels;
pub use page::Page;
