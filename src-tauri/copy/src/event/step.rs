//! Steps of an order, and what is said of follows, traders and the engine.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{CutReason, EndReason, WaitReason};
use crate::entity::Gate;
use crate::ids::{ChildId, OrderHash, TokenId, VenueMs, WalletAddress};
use crate::input::RefusalCode;
use crate::money::{Price, Shares};

/// What was seen of a trader that is told and not traded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum TraderNews {
    /// Shares left without a trade, while activity was read completely. Not sold; the user may close.
    MovedAway {
        /// Of which token.
        token: TokenId,
        /// Shares.
        shares: Shares,
    },
    /// Shares came without a trade, while activity was read completely. Not bought.
    CameIn {
        /// Of which token.
        token: TokenId,
        /// Shares.
        shares: Shares,
    },
    /// A list lost a fifth of the positions or all of them at once: it is doubted.
    ListDoubted {
        /// Positions known.
        known: u32,
        /// Of them, missing in the list.
        missing: u32,
    },
    /// A position moved to another token of the same wallet.
    TokenMigrated {
        /// From this token.
        from: TokenId,
        /// To this token.
        to: TokenId,
        /// Shares.
        shares: Shares,
    },
    /// Everything moved to another wallet: nothing more is bought until the user follows them there.
    WalletMigrated {
        /// The new wallet.
        to: WalletAddress,
    },
}

/// What happened to a follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowAction {
    /// Made.
    Started,
    /// Its baseline was taken: it copies from here on.
    Baseline,
    /// Its settings changed.
    Changed,
    /// Switched on.
    On,
    /// Switched off.
    Off,
    /// Removed.
    Removed,
}

/// What happened to the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlAction {
    /// Paused.
    Paused,
    /// Resumed.
    Resumed,
    /// Stopped by the kill switch.
    Stopped,
    /// Started again.
    Started,
    /// Limits changed.
    Limits,
}

/// A step in a copy order's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum OrderStep {
    /// Made, from a signal.
    Opened {
        /// Shares wanted.
        shares: Shares,
        /// Shares asked before limits.
        asked: Shares,
        /// p0.
        trader_price: Price,
        /// Every gate.
        gates: Arc<[Gate]>,
    },
    /// A child is sent.
    Placed {
        /// The child order.
        child: ChildId,
        /// Its limit.
        limit: Price,
        /// Its shares (of a fill-and-kill purchase: what its budget buys at the limit).
        shares: Shares,
        /// Whether it rests or is a fill-and-kill.
        rests: bool,
        /// Until when it rests.
        expires_at: Option<VenueMs>,
    },
    /// The child rests on the venue.
    Live {
        /// The child order.
        child: ChildId,
        /// Its hash.
        hash: OrderHash,
    },
    /// The venue refused the child.
    Refused {
        /// The child order.
        child: ChildId,
        /// Class.
        code: RefusalCode,
        /// The venue's words.
        text: String,
    },
    /// The child's fate is unknown; it is looked up by its hash.
    Unknown {
        /// The child order.
        child: ChildId,
        /// What was seen.
        reason: String,
    },
    /// The child is over.
    Closed {
        /// The child order.
        child: ChildId,
        /// Shares it executed.
        filled: Shares,
    },
    /// The user does not wait for the ladder: what the book gives is taken now.
    #[serde(rename = "hastened")]
    TakenNow {},
    /// It is for fewer shares from now on: what it was to sell is kept, or sold by another order.
    Cut {
        /// Shares it is for now.
        shares: Shares,
        /// What cut it.
        reason: CutReason,
    },
    /// It has no child for now.
    Waiting {
        /// What it waits for.
        reason: WaitReason,
        /// Every gate, where gates said no.
        gates: Arc<[Gate]>,
    },
    /// It is over.
    Ended {
        /// What ended it.
        reason: EndReason,
        /// Shares filled.
        filled: Shares,
        /// Shares wanted.
        of: Shares,
    },
}
