//! Why: skips, waits, cuts, ends and cancellations, as the journal and the window say them.

use serde::{Deserialize, Serialize};

/// How it is known what shares cost that are given to a follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CostBasis {
    /// From the trades that brought them.
    Trades,
    /// Not known: they count at the market's price then.
    Market,
}

/// Why an order is for fewer shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutReason {
    /// The trader bought again: less is in excess.
    TargetRaised,
    /// The user's own close takes them over.
    TakenOver,
    /// They are not held any more: a purchase failed to settle.
    NotHeld,
    /// A purchase: of a sale that failed to settle, as many are held again.
    SaleFailed,
}

/// Why something was not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// Worth less than $1.
    UnderOneDollar,
    /// Under the market's least size.
    UnderMinimumSize,
    /// It waits with others until it is large enough.
    Accumulating,
    /// The follow holds nothing of it.
    NothingHeld,
    /// Everything held is already being sold, or the sale's share rounds to nothing.
    NothingToSell,
    /// The change's share rounds to nothing.
    RoundsToNothing,
    /// A limit left nothing, or less than the minimum: the gate says which.
    Limit,
    /// Paused.
    Paused,
    /// Stopped.
    Stopped,
    /// The follow is off.
    FollowOff,
    /// This side is not copied.
    SideNotCopied,
    /// Outside the price band.
    PriceBand,
    /// Resolves too soon.
    TooCloseToResolution,
    /// Its category or words are left out.
    Filtered,
    /// The market takes no orders.
    MarketClosed,
    /// The market's facts could not be read.
    MarketUnknown,
    /// Its market has resolved.
    Resolved,
    /// A split is not copied.
    Split,
    /// A redemption is not copied.
    Redemption,
    /// The working orders it turned round had nothing left to sell: what is held is the target.
    TurnedRound,
    /// Already contained in a snapshot that was taken in.
    AlreadyCounted,
    /// Too old to be taken.
    TooOld,
    /// Bought and sold again before it was seen.
    RoundTrip,
    /// A row of the venue that cannot be true: a price or a size out of range.
    Malformed,
    /// Shares that came without a trade.
    CameIn,
    /// Shares that left without a trade.
    MovedAway,
    /// A position that moved to another token or wallet.
    Migrated,
    /// The trader moved to another wallet: nothing is bought through this follow.
    WalletMoved,
    /// The day's loss limit is reached.
    DailyLoss,
    /// The account may only close positions.
    ClosedOnly,
    /// A halt kept it back until it was too old.
    Halted,
}

impl SkipReason {
    /// Where a rule of the user or a safeguard said no. All the others say that there was nothing to trade: no trade of the
    /// trader's, nothing held, or too little for the venue.
    pub const REFUSALS: [Self; 14] = [
        Self::Limit,
        Self::Paused,
        Self::Stopped,
        Self::FollowOff,
        Self::SideNotCopied,
        Self::PriceBand,
        Self::TooCloseToResolution,
        Self::Filtered,
        Self::MarketClosed,
        Self::MarketUnknown,
        Self::WalletMoved,
        Self::DailyLoss,
        Self::ClosedOnly,
        Self::Halted,
    ];

    /// Whether a copy was missed that was wanted: no rule of the user's spoke against it, and no halt, limit or move of the trader's is
    /// told in its place. What was too small, or was no trade, is nothing that could have been copied.
    #[must_use]
    pub const fn is_missed(self) -> bool {
        match self {
            Self::TooOld | Self::Halted | Self::MarketClosed | Self::MarketUnknown => true,
            Self::UnderOneDollar
            | Self::UnderMinimumSize
            | Self::Accumulating
            | Self::NothingHeld
            | Self::NothingToSell
            | Self::RoundsToNothing
            | Self::Limit
            | Self::Paused
            | Self::Stopped
            | Self::FollowOff
            | Self::SideNotCopied
            | Self::PriceBand
            | Self::TooCloseToResolution
            | Self::Filtered
            | Self::Resolved
            | Self::Split
            | Self::Redemption
            | Self::TurnedRound
            | Self::AlreadyCounted
            | Self::RoundTrip
            | Self::Malformed
            | Self::CameIn
            | Self::MovedAway
            | Self::Migrated
            | Self::WalletMoved
            | Self::DailyLoss
            | Self::ClosedOnly => false,
        }
    }
}

/// Why a copy order has no child for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitReason {
    /// Its market has no book now.
    NoBook,
    /// The venue is not reachable.
    Disconnected,
    /// A limit leaves nothing now.
    Limit,
    /// What is left is under the market's least size; it waits for the ladder's end.
    RestBelowMinimum,
    /// The side it needs of the book is empty, or all of it lies beyond its bound.
    BeyondBound,
    /// The venue does not take orders now.
    VenueUnavailable,
    /// The balance does not do.
    Balance,
    /// A contract is not approved to spend the money or the shares.
    Allowance,
    /// Paused orders keep working; stopped ones wait.
    Stopped,
    /// Refused; tried again later.
    Refused,
    /// Paused: a new exit waits, a purchase is not converted.
    Paused,
    /// The venue asks to wait: restart, post-only, rate limit.
    VenueMode,
    /// Our clock and the venue's disagree.
    Clock,
    /// The venue shows fewer shares than the books.
    SharesMissing,
    /// The venue shows more shares than the books.
    SharesUnexplained,
    /// The venue shows less cash than the books.
    CashMissing,
    /// An order in our account that is not ours stands on the token.
    ForeignOrder,
    /// The key or the API credentials are refused.
    Authentication,
    /// The account is banned.
    Banned,
    /// Trading is not allowed where we are.
    Region,
    /// The venue wants another version of order or contract.
    Version,
    /// The market's facts are being read again: its tick or its minimum changed.
    MarketFacts,
    /// The shares it is to sell are still in an order that is being cancelled.
    SharesBusy,
    /// Hardly any room is left on the disk.
    DiskLow,
    /// The disk takes nothing.
    NotWritten,
}

/// Why a copy order ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// All of it filled (to less than a cent's worth).
    Filled,
    /// Partly filled, rest below minimum.
    RestBelowMinimum,
    /// The trader turned round.
    TurnedRound,
    /// The user cancelled it.
    CancelledByUser,
    /// The follow was switched off or removed.
    FollowOff,
    /// The kill switch.
    Stopped,
    /// The market closed.
    MarketClosed,
    /// The market resolved.
    MarketResolved,
    /// The venue refused it for good.
    Refused,
    /// A purchase that was not filled in its time.
    Expired,
    /// Its own limit in USD is used up.
    LimitUsedUp,
    /// The price band does not allow its next price.
    PriceBand,
    /// Its market resolves too soon.
    TooCloseToResolution,
    /// Its category or words are left out now.
    Filtered,
    /// The follow copies no purchases any more.
    SideNotCopied,
    /// The user closed the position.
    ClosedByUser,
    /// Nothing is left to sell through this follow.
    NothingLeft,
    /// The day's loss limit is reached.
    DailyLoss,
    /// The account may only close positions.
    ClosedOnly,
    /// The trader moved to another wallet.
    WalletMoved,
}

/// Why a child order's end was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// A new limit.
    Repriced,
    /// The ladder's end.
    Converting,
    /// The trader turned round.
    TurnedRound,
    /// The user.
    User,
    /// The follow was switched off or removed.
    FollowOff,
    /// The kill switch.
    Stopped,
    /// The market closed or resolved.
    Market,
    /// It is for fewer shares now.
    Cut,
    /// A limit, a rule or its time ended it.
    Rule,
}
