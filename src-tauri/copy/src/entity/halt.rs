//! Halts: why something is not done now. A set, each with its time; lifted by evidence or by the user, never by hope.
//!
//! What a halt does to a purchase, a copied exit, the user's own close and a cancellation is one table: [`crate::halts`].

use serde::{Deserialize, Serialize};

use crate::ids::{OrderHash, TokenId, VenueMs};
use crate::money::{Shares, Usd};

/// Why. Those with a subject stand once a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "halt", rename_all = "snake_case")]
pub enum HaltReason {
    /// The kill switch: everything is cancelled, nothing is placed until the user starts again.
    Stopped,
    /// Nothing new is copied; what rests is managed.
    Paused,
    /// Equity fell by the daily limit since 0:00 UTC.
    DailyLoss,
    /// The venue shows less cash than the books.
    CashMissing,
    /// The venue shows fewer shares of the token than the books.
    SharesMissing {
        /// Of which token.
        token: TokenId,
    },
    /// The venue shows more shares of the token than the books.
    SharesUnexplained {
        /// Of which token.
        token: TokenId,
    },
    /// An order stands in our account that is not ours.
    ForeignOrder {
        /// On which token.
        token: TokenId,
        /// Which order.
        order: OrderHash,
    },
    /// The venue takes no orders, or not this kind, for now (restart, post-only, cancel-only, rate limit).
    VenueMode,
    /// Our clock and the venue's disagree.
    Clock,
    /// The account may only close positions.
    ClosedOnly,
    /// The key or the API credentials are refused.
    Authentication,
    /// The account is banned.
    Banned,
    /// Trading is not allowed where we are.
    Region,
    /// The venue wants another version of order or contract.
    Version,
    /// Hardly any room is left on the disk that the records are on, or nobody can say how much.
    DiskLow,
    /// The disk takes nothing: full, write-protected or broken. It stands beside the rows, which cannot take it either, as long as
    /// a commit waits.
    NotWritten,
}

impl HaltReason {
    /// The token it is about; `None` for one that holds for everything.
    #[must_use]
    pub const fn token(&self) -> Option<&TokenId> {
        match self {
            Self::SharesMissing { token } | Self::SharesUnexplained { token } | Self::ForeignOrder { token, .. } => {
                Some(token)
            }
            _ => None,
        }
    }

    /// A stable word, as stored.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Paused => "paused",
            Self::DailyLoss => "daily_loss",
            Self::CashMissing => "cash_missing",
            Self::SharesMissing { .. } => "shares_missing",
            Self::SharesUnexplained { .. } => "shares_unexplained",
            Self::ForeignOrder { .. } => "foreign_order",
            Self::VenueMode => "venue_mode",
            Self::Clock => "clock",
            Self::ClosedOnly => "closed_only",
            Self::Authentication => "authentication",
            Self::Banned => "banned",
            Self::Region => "region",
            Self::Version => "version",
            Self::DiskLow => "disk_low",
            Self::NotWritten => "not_written",
        }
    }
}

/// One halt that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halt {
    /// What halts.
    pub reason: HaltReason,
    /// Since when.
    pub since: VenueMs,
    /// Until when at least, where the venue said so; it ends by itself then.
    pub until: Option<VenueMs>,
    /// Shares it is about: missing, unexplained, or open in the order that is not ours.
    pub shares: Option<Shares>,
    /// USD it is about: missing cash, or the day's loss.
    pub usd: Option<Usd>,
    /// The venue's own words, where it gave some; of the disk, the system's.
    pub words: Option<String>,
}

impl Halt {
    /// A halt from now on, without figures.
    #[must_use]
    pub const fn new(reason: HaltReason, since: VenueMs) -> Self {
        Self {
            reason,
            since,
            until: None,
            shares: None,
            usd: None,
            words: None,
        }
    }
}

/// A difference between the venue's list of our own shares and the books that one reading showed and a second, at least
/// 60 s later, has to confirm. Kept, so that a restart neither forgets nor confirms it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Of which token.
    pub token: TokenId,
    /// Venue less books: negative where shares are missing. The smaller of the readings so far.
    pub shares: Shares,
    /// When it was first seen.
    pub since: VenueMs,
    /// Shares beyond the books that the user took note of: they are the user's own and halt nothing.
    pub accepted: Shares,
}
