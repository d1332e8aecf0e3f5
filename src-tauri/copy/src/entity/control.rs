//! What holds over all follows: limits, pause and stop, our own cash.

use serde::{Deserialize, Serialize};

use crate::ids::VenueMs;
use crate::money::Usd;

/// Limits over all follows (product.md §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlobalLimits {
    /// The most USD held and working in all; default 1,500.
    pub max_exposure: Usd,
    /// The most USD spent on purchases in a UTC day, fees and reservations included; default 300.
    pub max_daily_spend: Usd,
    /// The most orders open at once; default 50.
    pub max_open_orders: u32,
    /// Tenths of a percent of the balance that are never spent; default 50 (5 %).
    pub reserve_tenths: u16,
}

impl Default for GlobalLimits {
    fn default() -> Self {
        Self {
            max_exposure: Usd::dollars(1_500),
            max_daily_spend: Usd::dollars(300),
            max_open_orders: 50,
            reserve_tenths: 50,
        }
    }
}

/// What the engine as a whole may do, and its own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// No new copies.
    pub paused: bool,
    /// The kill switch was thrown: nothing is placed until the user starts again.
    pub stopped: bool,
    /// The global limits.
    pub limits: GlobalLimits,
    /// Our cash as last read, less purchases and plus sales since. `None` until read once.
    pub cash: Option<Usd>,
    /// When the cash was last read.
    pub cash_at: Option<VenueMs>,
    /// The venue shows something our books do not explain; new orders wait until it is gone.
    pub unreconciled: Option<String>,
    /// The day (UTC, since 1970) that `spent_today` counts.
    pub spend_day: i64,
    /// Filled purchases and their fees of that day.
    pub spent_today: Usd,
    /// The next ids to give.
    pub next_follow: u64,
    /// See `next_follow`.
    pub next_signal: u64,
    /// See `next_follow`.
    pub next_order: u64,
    /// See `next_follow`.
    pub next_child: u64,
    /// The next event's number.
    pub next_event: u64,
}
