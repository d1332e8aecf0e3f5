//! Where the program speaks to, as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::Ms;

/// What a host is for. What is sent there follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HostPurpose {
    /// Orders, books, balances, the API key.
    Orders,
    /// Trades and positions of traders.
    TraderData,
    /// Markets' names, rules and categories, profiles.
    Markets,
    /// Books as they change.
    MarketStream,
    /// Our own orders and trades as they happen.
    UserStream,
    /// Everybody's trades as they happen.
    ActivityStream,
    /// Approvals and redemption that the user confirmed.
    Relayer,
    /// Whether orders are taken from where we are.
    Region,
    /// Contracts on Polygon.
    Polygon,
    /// New versions of the program.
    Updates,
}

/// A host that may be contacted, and what went there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HostView {
    /// Its name, with the port where it is an unusual one.
    pub host: String,
    /// What for.
    pub purposes: Vec<HostPurpose>,
    /// Whether by TLS. Plain text goes to this computer only.
    pub encrypted: bool,
    /// Whether it is another than Polymarket's usual one, by the user's endpoints file.
    pub own: bool,
    /// Requests and connections of streams since `Hosts::since`.
    pub requests: u32,
    /// Of them, in the last hour.
    pub last_hour: u32,
    /// Of them, in the last 24 hours.
    pub last_day: u32,
    /// Of them, signed in.
    pub signed_in: u32,
    /// Kilobytes sent: addresses, headers, bodies, messages.
    pub kilobytes_sent: u32,
    /// Kilobytes received: bodies, messages.
    pub kilobytes_received: u32,
    /// Streams that stand now.
    pub open_streams: u32,
    /// How long ago something was last sent; none where nothing was.
    pub last_ago: Option<Ms>,
    /// The proxy that everything for it goes through.
    pub proxy: Option<String>,
}

/// Why a request was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RefusedWhy {
    /// Its host is not on the list.
    NotListed,
    /// An answer pointed there: redirects are not followed.
    Redirect,
}

/// A request that was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RefusedHost {
    /// When, by this computer's clock.
    pub at: Ms,
    /// Where it would have gone.
    pub host: String,
    /// Why not.
    pub why: RefusedWhy,
}

/// Where the engine that is shown speaks to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Hosts {
    /// Every host that may be contacted, by what they are for.
    pub hosts: Vec<HostView>,
    /// Requests that were not made, the newest first; the last fifty.
    pub refused: Vec<RefusedHost>,
    /// Since when it is counted, by this computer's clock: counters begin with the engine. None without any host.
    pub since: Option<Ms>,
    /// This computer's time now.
    pub now: Ms,
    /// The file in which addresses of one's own are named; none where this program reads none.
    pub endpoints_file: Option<String>,
}
