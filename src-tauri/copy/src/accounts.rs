//! The accounts of what was copied: holdings at average cost, realised and open profit, slippage, episodes,
//! attribution.
//!
//! Two sums hold to the micro-unit, whatever is booked in whatever order:
//! - what was paid for shares = what is still held at cost + what left at cost (and no cost is ever negative);
//! - what sales and payouts brought − what was paid = realised profit − cost of what is held.
//!
//! (Sales of more than is held are the exception: the excess earns nothing until it is covered.) Fees stand beside, never in
//! cost or realised profit. Every movement of cash and shares is a row of the ledger besides (`ledger`), so that the rows
//! sum to balance and holdings at every instant; a fill keeps what it did, so that a failed settlement undoes just that.

mod cost;
pub(crate) mod daily_loss;
pub(crate) mod fills;
pub(crate) mod giving;
pub(crate) mod ledger;
mod performance;
pub(crate) mod readings;
pub(crate) mod reconciliation;
pub(crate) mod resolution;
mod shortfall;
mod shortfall_parts;
mod slips;

pub use cost::{
    apply_fill, average_cost, book, fill_value, nothing_held, payout_value, settle_resolution, undo, unrealised,
};
pub use giving::GivePlan;
pub use performance::{Attribution, Episode, WinRate, attribution, episode_result, episodes, win_rate, wins};
pub use readings::{Reading, Readings};
pub use shortfall::{Decided, Execution, Part, Portion, Shortfall, shortfall};
pub use slips::{Slippage, average_slippage_bps, slippage, slippage_usd};
