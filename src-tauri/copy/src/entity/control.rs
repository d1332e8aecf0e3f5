//! What holds over all follows: limits, our own cash, the day's spend, the next ids.

use serde::{Deserialize, Serialize};

use crate::ids::VenueMs;
use crate::money::Usd;

/// Days of spend that are remembered: a clock that jumps ahead and comes back must find the day it left.
const SPEND_DAYS: usize = 4;

/// Limits over all follows. Each can only reduce what is bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlobalLimits {
    /// The most USD held (at cost) and reserved in all; default 1,500.
    pub max_exposure: Usd,
    /// The most USD spent on purchases in a UTC day, fees and reservations included, sales not netted; default 300.
    pub max_daily_spend: Usd,
    /// The most copy orders open at once; default 50.
    pub max_open_orders: u32,
    /// Tenths of a percent of the capital (cash, claims and holdings at cost) that are never spent; default 50 (5 %).
    pub reserve_tenths: u16,
    /// Purchases stop for the rest of the UTC day when equity at marks has fallen by so much since 0:00; off by default.
    #[serde(default)]
    pub max_daily_loss: Option<Usd>,
}

impl Default for GlobalLimits {
    fn default() -> Self {
        Self {
            max_exposure: Usd::dollars(1_500),
            max_daily_spend: Usd::dollars(300),
            max_open_orders: 50,
            reserve_tenths: 50,
            max_daily_loss: None,
        }
    }
}

impl GlobalLimits {
    /// What a demo begins with (product.md §3): wide enough for its $10,000 that a newcomer sees copies and not refusals.
    #[must_use]
    pub fn of_demo() -> Self {
        Self {
            max_exposure: Usd::dollars(8_000),
            max_daily_spend: Usd::dollars(4_000),
            ..Self::default()
        }
    }
}

/// Filled purchases and their fees of one UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaySpend {
    /// UTC day, counted from 1970.
    pub day: i64,
    /// USD, fees included.
    pub spent: Usd,
}

/// Equity at marks when a UTC day began: what the daily loss is measured from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOpening {
    /// UTC day, counted from 1970.
    pub day: i64,
    /// Cash, claims and holdings at marks, USD.
    pub equity: Usd,
}

/// The one row of limits, account figures and counters. Halts are rows of their own ([`super::Halt`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The global limits.
    pub limits: GlobalLimits,
    /// Our cash by the books: the sum of the ledger's cash, USD. `None` until the venue's balance was read once.
    pub cash: Option<Usd>,
    /// When the venue's balance was last read.
    pub cash_at: Option<VenueMs>,
    /// A difference of the balance that one reading showed (venue − books) and a second has to confirm.
    pub cash_difference: Option<CashDifference>,
    /// The last days' spend, oldest first.
    pub spend: Vec<DaySpend>,
    /// Equity when the day began.
    pub day_opening: Option<DayOpening>,
    /// The next id of each kind.
    pub next_follow: u64,
    /// See `next_follow`.
    pub next_signal: u64,
    /// See `next_follow`.
    pub next_order: u64,
    /// See `next_follow`.
    pub next_child: u64,
    /// The next event's number.
    pub next_event: u64,
    /// The next ledger row's number.
    pub next_ledger: u64,
}

/// What a reading of the balance differed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashDifference {
    /// Venue less books, USD.
    pub usd: Usd,
    /// When it was first seen so.
    pub since: VenueMs,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            limits: GlobalLimits::default(),
            cash: None,
            cash_at: None,
            cash_difference: None,
            spend: Vec::new(),
            day_opening: None,
            next_follow: 1,
            next_signal: 1,
            next_order: 1,
            next_child: 1,
            next_event: 1,
            next_ledger: 1,
        }
    }
}

impl Control {
    /// Purchases and their fees of that UTC day, USD.
    #[must_use]
    pub fn spent_on(&self, day: i64) -> Usd {
        self.spend
            .iter()
            .find(|spend| spend.day == day)
            .map_or(Usd::ZERO, |spend| spend.spent)
    }

    /// Adds to a day's spend (or takes back, never below nothing). Days are remembered by their number, not by their
    /// order of arrival, so that no clock step gives a day a second limit.
    pub fn add_spend(&mut self, day: i64, usd: Usd) {
        if let Some(spend) = self.spend.iter_mut().find(|spend| spend.day == day) {
            spend.spent = (spend.spent + usd).max(Usd::ZERO);
            return;
        }
        self.spend.push(DaySpend {
            day,
            spent: usd.max(Usd::ZERO),
        });
        self.spend.sort_by_key(|spend| spend.day);
        while self.spend.len() > SPEND_DAYS {
            self.spend.remove(0);
        }
    }
}
