//! The accounts of what was copied: holdings at average cost, realised and open profit, slippage, episodes,
//! attribution (product.md §8).
//!
//! Two sums hold to the micro-unit, whatever is booked in whatever order:
//! - what was paid for shares = what is still held at cost + what left at cost (and no cost is ever negative);
//! - what sales and payouts brought − what was paid = realised profit − cost of what is held.
//!
//! (Sales of more than is held are the exception: the excess earns nothing.) Fees stand beside, never in cost or
//! realised profit. It does not know the account's cash, which only the venue knows.

mod cost;
mod performance;
mod shortfall;
mod shortfall_parts;
mod slips;

pub use cost::{apply_fill, book, fill_value, nothing_held, rebuild, settle_resolution, unrealised};
pub use performance::{Attribution, Episode, WinRate, attribution, episode_result, episodes, win_rate};
pub use shortfall::{Decided, Execution, Part, Portion, Shortfall, shortfall};
pub use slips::{Slippage, average_slippage_bps, slippage, slippage_usd};
