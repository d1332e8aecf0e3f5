//! The core's durable state, as rows. The state is exactly these rows: what is loaded from the store is what was in memory.
//!
//! A step returns the rows it changed ([`Change`]); the store writes them in the same transaction as the events and
//! the signed intents of that step. What is not here (books, the gathering clock's wake-ups) is asked for again after a start.

use serde::{Deserialize, Serialize};

use crate::ids::{FollowId, TokenId, VenueMs};
use crate::market::Market;

mod control;
mod follow;
mod holding;
mod order;
mod position;
mod signal;

pub use control::{Control, GlobalLimits};
pub use follow::{BelowMinimum, CopySides, Follow, FollowSettings, FollowStatus, Style};
pub use holding::{Accumulated, Holding, TurnRound};
pub use order::{Child, ChildState, CopyOrder, Fill, OrderStatus};
pub use position::{Gather, Known, PendingDifference, SeenRow};
pub use signal::{Decision, Gate, GateName, PriceSource, Signal, SignalKind, SignalOrigin};

/// One changed row of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", content = "value", rename_all = "snake_case")]
pub enum Change {
    /// The one row of switches, limits and counters.
    Control(Control),
    /// A market.
    Market(Market),
    /// A follow.
    Follow(Follow),
    /// A known position.
    Known(Known),
    /// A known position is forgotten (its follow starts anew).
    KnownGone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A seen row.
    Seen(SeenRow),
    /// Rows seen before that time are forgotten: rows so old are not taken any more.
    SeenGone {
        /// Through which follow.
        follow: FollowId,
        /// Rows with `at` before this.
        before: VenueMs,
    },
    /// Gathering rows.
    Gather(Gather),
    /// They became a signal.
    GatherGone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A signal.
    Signal(Signal),
    /// A copy order.
    Order(CopyOrder),
    /// A child.
    Child(Child),
    /// A fill.
    Fill(Fill),
    /// A holding.
    Holding(Holding),
    /// Something that waits.
    Accumulated(Accumulated),
    /// It waits no more.
    AccumulatedGone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A turn-round.
    TurnRound(TurnRound),
    /// It is done.
    TurnRoundGone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
}
