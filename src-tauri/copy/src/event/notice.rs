//! What the user is told outside the window.

use serde::{Deserialize, Serialize};

use super::{EndReason, SkipReason, TraderNews};
use crate::entity::{Gate, HaltReason};
use crate::ids::{CopyOrderId, FollowId, TokenId};
use crate::input::RefusalCode;
use crate::market::Side;
use crate::money::{Price, Shares, Usd};

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
        /// The copy order.
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
        /// The copy order.
        order: CopyOrderId,
        /// What ended it.
        reason: EndReason,
    },
    /// A copy order was converted to a market order.
    Converted {
        /// The copy order.
        order: CopyOrderId,
    },
    /// The venue refused an order.
    Refused {
        /// The copy order.
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
    /// A trade of the trader's was not copied, for a reason that nobody chose and nothing else tells
    /// ([`SkipReason::is_missed`]).
    Skipped {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// What the trader did.
        side: Side,
        /// Why it was not copied.
        reason: SkipReason,
    },
    /// A halt stands.
    Halted {
        /// What halts.
        reason: HaltReason,
    },
    /// A halt was lifted by evidence.
    Lifted {
        /// What halts.
        reason: HaltReason,
    },
    /// A follow's trader moved something without trading.
    TraderMoved {
        /// Which follow.
        follow: FollowId,
        /// What is new of the trader.
        news: TraderNews,
    },
    /// A claim on a resolved market became money.
    Redeemed {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// USD.
        usd: Usd,
    },
    /// Something else the user should know.
    #[serde(rename = "trouble")]
    Incident {
        /// The kind of incident.
        code: IncidentCode,
        /// Words and figures.
        detail: String,
    },
}
