//! What the venue answers to an order, a cancellation and a look-up.

use serde::{Deserialize, Serialize};

use crate::ids::OrderHash;
use crate::money::Shares;

/// What the venue answered to a placement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PlaceOutcome {
    /// It rests.
    Live,
    /// At least a part was executed at once; what is left of a resting order rests, of a fill-and-kill is gone.
    Matched {
        /// Shares executed so far. Fills come as `OwnTrade`.
        shares: Shares,
    },
    /// Held by a taker delay; look it up.
    Delayed,
    /// Refused for certain: it is not on the venue.
    Refused(Refusal),
    /// Nobody knows: time-out, broken answer, server error. Look it up; never sign another.
    Unknown {
        /// What was seen.
        reason: String,
    },
    /// The venue took it under another id than its hash: what it checks is not what we sign. Nothing that is said of its hash
    /// says anything of it.
    Misnamed {
        /// What the venue calls it.
        id: OrderHash,
    },
}

/// Why the venue refused an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Its class.
    pub code: RefusalCode,
    /// The venue's own words.
    pub text: String,
    /// How long the venue asks to wait, ms of venue time, where it says so.
    pub retry_after_ms: Option<i64>,
}

/// Classes of refusals by what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not enough pUSD or shares.
    Balance,
    /// A contract is not approved.
    Allowance,
    /// The price is off the tick: refresh and build again.
    Tick,
    /// Under the market's least size.
    MinimumSize,
    /// A marketable order under $1.
    MinimumValue,
    /// A fill-and-kill that found nothing: a normal outcome.
    NoMatch,
    /// A post-only order that would have crossed.
    Crosses,
    /// The expiry is too near.
    Expiration,
    /// The amounts break the precision rules.
    Precision,
    /// The market takes no orders.
    MarketClosed,
    /// The matching engine restarts, or only post-only, or only cancels: try later.
    Unavailable,
    /// Too many requests: try later.
    RateLimited,
    /// The key, the signature or the order's form is wrong: stop and tell the user.
    Authentication,
    /// The account may only close positions.
    ClosedOnly,
    /// The account is banned.
    Restricted,
    /// Trading is not allowed where we are.
    Region,
    /// The venue wants another version of order or contract.
    Version,
    /// The user, or our own limits at the last gate, stopped it before it was sent.
    Local,
    /// Anything else.
    Other,
}

/// What the venue answered to a cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum CancelAnswer {
    /// Done. The final filled size still has to be read.
    Cancelled,
    /// The documented reply for an order that the venue does not know as open (any more): it does not rest, but may have
    /// executed before.
    NotOpen {
        /// The venue's words.
        reason: String,
    },
    /// Not done, because it was matched: a reported match, explained by trades alone.
    Matched {
        /// The venue's words.
        reason: String,
    },
    /// Nobody knows (an error is no answer); it is asked again.
    Unknown {
        /// What was seen.
        reason: String,
    },
}

/// What the venue says of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum OrderReport {
    /// It rests.
    Open {
        /// Executed so far.
        matched: Shares,
    },
    /// It is over: filled, cancelled, expired.
    Closed {
        /// Executed in all.
        matched: Shares,
        /// The venue's status in words (`CANCELED`, `MATCHED`, `INVALID`…).
        status: String,
    },
    /// The order look-up does not know it (which closed orders also come to). `matched` is what our trades show of it.
    Missing {
        /// Executed, by the list of trades.
        matched: Shares,
    },
}
