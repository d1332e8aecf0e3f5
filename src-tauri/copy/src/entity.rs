//! The core's durable state, as rows. The state is exactly these rows: what is loaded from the store is what was in memory.
//!
//! A step returns the rows it changed ([`Change`]); the store writes them in the same transaction as the events and
//! the signed intents of that step. What is not here (books, poll times, next checks) is asked for again after a start.

use serde::{Deserialize, Serialize};

use crate::ids::{ConditionId, FollowId, TokenId, VenueMs};
use crate::market::Market;

mod control;
mod follow;
mod halt;
mod holding;
mod ledger;
mod order;
mod position;
mod signal;

pub use control::{CashDifference, Control, DayOpening, DaySpend, GlobalLimits};
pub use follow::{BelowMinimum, CopySides, Follow, FollowSettings, FollowStatus, Style};
pub use halt::{Difference, Halt, HaltReason};
pub use holding::{CarriedOver, Claim, Holding, MigratedToken, Reversal, Target};
pub use ledger::{LedgerEntry, Movement};
pub use order::{ChildOrder, ChildState, CopyOrder, Evidence, Execution, Fill, FillEffect, OrderStatus};
pub use position::{KnownPosition, PendingChange, PendingDifference, SeenKind, SeenRow};
pub use signal::{Decision, Gate, GateBasis, GateName, PriceSource, Signal, SignalKind, SignalOrigin};

/// One changed row of the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", content = "value", rename_all = "snake_case")]
pub enum Change {
    /// The one row of limits, account figures and counters.
    Control(Control),
    /// A halt stands.
    Halt(Halt),
    /// A halt is lifted.
    HaltLifted(HaltReason),
    /// A market.
    Market(Market),
    /// A market that nothing refers to is forgotten (and stays in the store).
    MarketForgotten(ConditionId),
    /// A follow.
    Follow(Follow),
    /// A known position.
    Known(KnownPosition),
    /// A known position is forgotten: over, or its follow starts anew.
    KnownForgotten {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A position that moved to another token.
    Migrated(MigratedToken),
    /// A seen row.
    Seen(SeenRow),
    /// Rows seen before that time are forgotten: rows so old are not taken any more.
    SeenForgotten {
        /// Through which follow.
        follow: FollowId,
        /// Rows with `at` before this.
        before: VenueMs,
    },
    /// Rows on their way to a signal.
    Pending(PendingChange),
    /// They became a signal, or came to nothing.
    PendingDone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A signal.
    Signal(Signal),
    /// A target.
    Target(Target),
    /// A reversal that waits.
    Reversal(Reversal),
    /// It is done.
    ReversalDone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A change that waits for more.
    CarriedOver(CarriedOver),
    /// It waits no more.
    CarriedOverDone {
        /// Through which follow.
        follow: FollowId,
        /// The token.
        token: TokenId,
    },
    /// A copy order.
    Order(CopyOrder),
    /// A child order.
    Child(ChildOrder),
    /// A fill.
    Fill(Fill),
    /// A holding.
    Holding(Holding),
    /// A claim.
    Claim(Claim),
    /// A row of the ledger.
    Ledger(LedgerEntry),
    /// A difference between the venue's list of our shares and the books.
    Difference(Difference),
    /// They agree again.
    DifferenceGone(TokenId),
}
