//! What the user is told outside the window.

use serde::{Deserialize, Serialize};

use super::{EndReason, TraderNews};
use crate::entity::{Gate, HaltReason};
use crate::ids::{CopyOrderId, FollowId};
use crate::input::RefusalCode;
use crate::money::{Price, Shares};

/// What the user should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentCode {
    /// The venue does not answer.
    Disconnected,
    /// It answers again.
    Reconnected,
    /// An order's fate has stayed unknown.
    OrderUnknown,
    /// A trade of ours was told with figures that cannot be true; it is held, not booked.
    TradeDisputed,
    /// Facts of a market cannot be true; they are left out.
    MarketDisputed,
}

/// What the user is told outside the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// A copy order filled, wholly or partly.
    Filled {
        /// Which.
        order: CopyOrderId,
        /// Shares of this fill.
        shares: Shares,
        /// Its price.
        price: Price,
        /// Whether that was all of it.
        complete: bool,
    },
    /// A copy order was cancelled.
    Cancelled {
        /// Which.
        order: CopyOrderId,
        /// Why.
        reason: EndReason,
    },
    /// A copy order was converted to a market order.
    Converted {
        /// Which.
        order: CopyOrderId,
    },
    /// The venue refused an order.
    Refused {
        /// Which.
        order: CopyOrderId,
        /// Class.
        code: RefusalCode,
    },
    /// A limit stopped or cut a purchase.
    LimitReached {
        /// For which follow.
        follow: FollowId,
        /// Which limit, with what was used of it.
        gate: Gate,
    },
    /// A halt stands.
    Halted {
        /// Why.
        reason: HaltReason,
    },
    /// A halt was lifted by evidence.
    Lifted {
        /// Which.
        reason: HaltReason,
    },
    /// A follow's trader moved something without trading.
    TraderMoved {
        /// Which follow.
        follow: FollowId,
        /// What.
        news: TraderNews,
    },
    /// Something else the user should know.
    #[serde(rename = "trouble")]
    Incident {
        /// Which.
        code: IncidentCode,
        /// Words and figures.
        detail: String,
    },
}
