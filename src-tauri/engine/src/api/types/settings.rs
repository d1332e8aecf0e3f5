//! Everything in Settings.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// `en`, `fr`, or `system`.
    pub language: String,
    /// `dark`, `light`, or `system`.
    pub theme: String,
    /// Notify on fills.
    pub notify_fills: bool,
    /// Notify on cancellations.
    pub notify_cancellations: bool,
    /// Notify on part fills.
    pub notify_part_fills: bool,
    /// Notify when an order goes to market.
    pub notify_conversions: bool,
    /// Notify when the venue refuses an order.
    pub notify_refusals: bool,
    /// Notify on a lost connection and when it is back.
    pub notify_connection: bool,
    /// Notify when a limit cuts or stops a purchase.
    pub notify_limits: bool,
    /// Notify on a new version.
    pub notify_updates: bool,
    /// No notification between `quiet_from` and `quiet_until`, local time, but of what is urgent: a refusal, a lost
    /// connection, trouble, and that everything was stopped.
    pub quiet_hours: bool,
    /// `HH:MM`.
    pub quiet_from: String,
    /// `HH:MM`; before `quiet_from` it is the next day's.
    pub quiet_until: String,
    /// `compact`, `default`, `comfortable`: the height of rows.
    pub density: String,
    /// `standard` or `colourblind`: gain and loss in green and red, or in blue and orange.
    pub colours: String,
    /// Start with the computer.
    pub start_at_login: bool,
    /// Start in the tray, without the window.
    pub start_hidden: bool,
    /// Closing the window leaves the engine running in the tray.
    pub close_to_tray: bool,
    /// The first step of onboarding has been taken.
    pub welcomed: bool,
    /// The global limits.
    pub limits: LimitsView,
}

/// The global limits, as decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    /// USD.
    pub max_exposure: String,
    /// USD a UTC day.
    pub max_daily_spend: String,
    /// Orders.
    pub max_open_orders: u32,
    /// Percent of the capital, one decimal.
    pub reserve: String,
    /// USD a UTC day, at which purchases stop for the rest of it; `0` for no such limit.
    pub max_daily_loss: String,
}
