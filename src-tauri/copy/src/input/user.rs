//! What the user asks for.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::entity::{FollowSettings, GlobalLimits, HaltReason};
use crate::ids::{CopyOrderId, FollowId, TokenId, WalletAddress};
use crate::money::{Price, Shares};

/// What a user can ask of the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum UserInput {
    /// Begin to copy a trader. Following again one that is followed changes its settings.
    Follow {
        /// The trader's wallet.
        trader: WalletAddress,
        /// Their name as shown.
        name: String,
        /// What share of their changes to copy, how to work orders, and within which limits.
        settings: FollowSettings,
    },
    /// Change a follow's settings, for later signals.
    UpdateFollow {
        /// The follow.
        follow: FollowId,
        /// To what.
        settings: FollowSettings,
    },
    /// Switch a follow on or off; off cancels its working orders.
    SwitchFollow {
        /// The follow.
        follow: FollowId,
        /// On or off.
        on: bool,
    },
    /// Remove a follow: cancels its working orders, keeps what it holds.
    Unfollow {
        /// The follow.
        follow: FollowId,
    },
    /// Cancel one copy order.
    CancelOrder {
        /// The copy order.
        order: CopyOrderId,
    },
    /// Cancel these copy orders; those that are over or end already stay as they are.
    CancelOrders {
        /// The copy orders.
        orders: BTreeSet<CopyOrderId>,
    },
    /// Cancel every working copy order.
    CancelAll,
    /// Take the other side of the book for what is left of a copy order, at once, bounded.
    TakeNow {
        /// The copy order.
        order: CopyOrderId,
    },
    /// Sell what is held: the user's own close.
    Close(CloseRequest),
    /// Follow a trader to the wallet that they moved to.
    Relink {
        /// Which follow.
        follow: FollowId,
    },
    /// Lift a halt by hand. A stop is undone by `StartAgain`, a pause by `Resume`.
    LiftHalt {
        /// What halts.
        reason: HaltReason,
    },
    /// Accept what the venue shows of a token (or, without one, of the cash) as right: the books are corrected by it.
    AcceptDifference {
        /// Of which token; `None` for the cash.
        token: Option<TokenId>,
    },
    /// Book the shares that the account has of a token beyond the books to a follow, which holds them from then on.
    GiveDifference {
        /// Of which token.
        token: TokenId,
        /// To which follow.
        follow: FollowId,
    },
    /// Take no new copies; keep managing what works.
    Pause,
    /// Undo a pause.
    Resume,
    /// The kill switch: halt, cancel everything, place nothing until started again.
    StopAll,
    /// Undo the kill switch.
    StartAgain,
    /// Change the global limits.
    SetLimits {
        /// To what.
        limits: GlobalLimits,
    },
}

/// What the user wants to close, how much of it, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseRequest {
    /// Which positions.
    pub scope: CloseScope,
    /// How much of each.
    pub amount: CloseAmount,
    /// At which price.
    pub how: CloseHow,
    /// The user was asked about orders in the account that are not ours, and said yes.
    pub despite_foreign_orders: bool,
}

/// Which positions a close is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum CloseScope {
    /// What one follow holds of one token.
    Position {
        /// Through which follow.
        follow: FollowId,
        /// Which token.
        token: TokenId,
    },
    /// Everything a follow holds.
    Follow {
        /// The follow.
        follow: FollowId,
    },
    /// Everything.
    Everything,
}

/// How much of each position a close sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "amount", rename_all = "snake_case")]
pub enum CloseAmount {
    /// So many percent of what is held, 1 to 100, rounded down to lots (100: all of it).
    Percent {
        /// 1 to 100.
        percent: u8,
    },
    /// So many shares, at most what is held.
    Shares {
        /// Shares.
        shares: Shares,
    },
}

/// At which price a close sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum CloseHow {
    /// What the book gives, within a bound under the price it is measured against; tried each cycle.
    Market {
        /// The most the price may be worse; `None` for the follow's own maximum.
        max_slippage: Option<Price>,
    },
    /// The same, within a bound of the user's own, wherever the price it is measured against lies by then.
    NotBelow {
        /// The least a share may bring.
        price: Price,
    },
    /// Rests at a limit until it is filled, cancelled or the market ends.
    Limit {
        /// The least a share may bring.
        price: Price,
    },
}
