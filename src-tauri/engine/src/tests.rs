//! The whole engine against a scripted venue: every way an order can be lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod accounts;
mod carrying_out;
mod disk;
mod gaps;
mod keys;
mod late;
mod orders;
mod region;
mod relaying;
mod spacing;
mod starts;
mod stopping;
mod streamed;
mod test_order;
mod test_order_limits;
mod waking;
