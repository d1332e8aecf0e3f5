//! Settings, files, licences and quitting, as they are shown and asked for.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::program::preferences::Preferences;
use crate::types::{GlobalLimit, Id, Mode, Ms};

/// Everything in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// The program's own.
    #[serde(flatten)]
    pub preferences: Preferences,
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

/// What another figure of a limit over all follows would leave room for. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LimitRoom {
    /// Which limit.
    pub limit: GlobalLimit,
    /// What it is now: USD, or orders.
    pub before: String,
    /// What it would be.
    pub after: String,
    /// What is used of it.
    pub used: String,
    /// What is left of it now, never under 0.
    pub left_before: String,
    /// What would be left.
    pub left_after: String,
}

/// Where things are on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DataPaths {
    /// The folder of this mode's data.
    pub data: String,
    /// The database in it.
    pub database: String,
    /// Its size in bytes, what is not yet written back to it included.
    #[specta(type = u32)]
    pub database_bytes: u64,
    /// The folder of the logs.
    pub logs: String,
    /// Whether there is a tray; without one, closing minimises.
    pub tray: bool,
    /// Whether a key can be had from anywhere on this computer: not under Wayland.
    pub keys: bool,
}

/// What is built in and under which terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Licence {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
}

/// What quitting would leave behind, in every engine of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuitQuestion {
    /// Copy orders at work in all.
    pub orders: u32,
    /// Each engine that has some: one, or the demo's and the account's.
    pub engines: Vec<QuitEngine>,
}

/// What quitting would leave behind in one engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QuitEngine {
    /// Which money.
    pub mode: Mode,
    /// Copy orders at work.
    pub orders: u32,
    /// USD set aside for the purchases among them.
    pub reserved: String,
    /// When the last of what rests on the venue ends by itself, venue ms; none while nothing rests.
    pub expires: Option<Ms>,
}

/// What is to become of working orders when the user quits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum QuitChoice {
    /// They rest on the venue until their expiry.
    Leave,
    /// They are cancelled, and the program ends when all of them are over.
    Cancel,
    /// The program goes on.
    Stay,
}

/// What the key window is opened for: which of its ways is shown first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// A private key that is typed or pasted.
    Key,
    /// A keystore file with its passphrase.
    Keystore,
    /// A new key.
    Generate,
    /// The relayer key of an account that is here already.
    RelayerKey,
    /// The passphrase of the app: to set, change or remove it.
    Passphrase,
}

/// A place in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Place {
    /// A copy order.
    Order {
        /// Which.
        order: Id,
    },
    /// The traders who are followed.
    Following,
    /// What is held, and what resolved.
    Positions,
    /// What the exchange shows differently from the books.
    Differences,
    /// How well the exchange and the traders are seen.
    Connection,
    /// Whether orders are taken from where we are.
    Region,
    /// The settings.
    Settings,
    /// The notification centre.
    Notices,
}

/// Where the window is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// Its number: what the window says once it has gone there.
    pub number: u32,
    /// Where.
    pub place: Place,
}

/// What is known of a notification that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The desktop took it, and gave it a number.
    Taken,
    /// It was handed to the system, which does not say what becomes of it.
    HandedOver,
}
