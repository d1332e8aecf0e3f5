//! From a signal to an order or a skip, and the targets between them.
//!
//! The target of a follow in a token is the shares it wants to hold. A signal that is copied moves it exactly once; one that is not
//! copied moves nothing and cancels nothing. Orders are what is missing to it, so while nothing waits
//!
//! ```text
//! target = held + working purchases − working sales − the user's own closes
//! ```

mod carried_over;
pub(crate) mod close;
mod decide;
mod exit;
mod open;
mod purchase;
mod sales;
mod targets;

pub(crate) use close::on_close;
pub(crate) use decide::{decide, decide_waiting, market_unreadable, on_observed};
pub(crate) use exit::{exit_due, filled_late, order_ended};
pub(crate) use sales::{cut_sales, free_to_sell};
pub(crate) use targets::{fill_failed, given, retarget};
