//! What the simulated venue has of a chain: the addresses of the contracts, who has code, and what their view functions
//! answer. The exchange's ledger stands in for the contracts' storage; nothing is executed here.

pub mod abi;
pub mod code;
pub mod contracts;
mod view;

pub use view::{Reverted, view};
