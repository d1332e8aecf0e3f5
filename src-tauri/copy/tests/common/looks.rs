//! What tests give the core to see, and what they see of it.

use pilotfish_copy::event::{Event, EventKind, OrderStep};
use pilotfish_copy::market::Level;

use super::{Desk, price, shares};

/// Levels of a book, best first, as (price, shares).
pub fn levels(of: &[(&str, &str)]) -> Vec<Level> {
    let level = |(at, size): &(&str, &str)| Level {
        price: price(at),
        shares: shares(size),
    };
    of.iter().map(level).collect()
}

impl Desk {
    /// The steps of all orders so far, oldest first.
    pub fn steps(&self) -> Vec<OrderStep> {
        let step = |event: &Event| match &event.what {
            EventKind::Order { step, .. } => Some(step.clone()),
            _ => None,
        };
        self.events.iter().filter_map(step).collect()
    }
}
