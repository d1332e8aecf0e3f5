//! The journal: everything that happened and why, one event each, in words a program and (through the UI) a person can read.
//! Append-only. As JSON each has a `kind`; money is a decimal string, times are venue ms.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::entity::{Gate, HaltReason, Movement, PriceSource, SignalKind, SignalOrigin};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
};
use crate::input::{Liquidity, RefusalCode, Settlement};
use crate::ladder::{Regime, Stage};
use crate::market::Side;
use crate::money::{Percentage, Price, Shares, Tick, Usd};

/// An event with its number and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, without gaps.
    pub seq: u64,
    /// When, venue time.
    pub at: VenueMs,
    /// What.
    #[serde(flatten)]
    pub what: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A follow was made, changed, switched or removed.
    Follow {
        /// Which.
        follow: FollowId,
        /// Whom.
        trader: WalletAddress,
        /// Their name.
        name: String,
        /// `started`, `baseline`, `changed`, `on`, `off`, `removed`.
        action: FollowAction,
        /// The percentage now.
        percentage: Percentage,
    },
    /// The engine was paused, resumed, stopped, started, or its limits changed.
    Control {
        /// Which.
        action: ControlAction,
    },
    /// A trader's position changed.
    Signal {
        /// Its id.
        signal: SignalId,
        /// Its key.
        key: String,
        /// Through which follow.
        follow: FollowId,
        /// Who.
        trader: WalletAddress,
        /// Where.
        token: TokenId,
        /// Where.
        condition: ConditionId,
        /// What.
        change: SignalKind,
        /// Which way.
        side: Side,
        /// Shares before.
        before: Shares,
        /// Shares after.
        after: Shares,
        /// The trader's price.
        price: Price,
        /// How it is known.
        price_source: PriceSource,
        /// What it came from.
        origin: SignalOrigin,
        /// When the change was made.
        traded_at: VenueMs,
    },
    /// A change of a trader's position that is recorded and leads to no signal.
    #[serde(rename = "noted")]
    Ignored {
        /// Through which follow.
        follow: FollowId,
        /// Where.
        token: TokenId,
        /// Why not.
        reason: SkipReason,
        /// How many shares it was about.
        shares: Shares,
    },
    /// A signal, or a part of it, was not copied.
    Skip {
        /// Which signal.
        signal: SignalId,
        /// Through which follow.
        follow: FollowId,
        /// Where.
        token: TokenId,
        /// Why.
        reason: SkipReason,
        /// Shares asked.
        asked: Shares,
        /// Every gate.
        gates: Arc<[Gate]>,
    },
    /// A copy order was made, or moved on.
    Order {
        /// Which.
        order: CopyOrderId,
        /// From which signal.
        signal: SignalId,
        /// Through which follow.
        follow: FollowId,
        /// Where.
        token: TokenId,
        /// Side.
        side: Side,
        /// What happened to it.
        #[serde(flatten)]
        step: OrderStep,
    },
    /// A price was decided, with all that it was decided from.
    Price {
        /// For which copy order.
        order: CopyOrderId,
        /// Where.
        token: TokenId,
        /// Side.
        side: Side,
        /// Age, ms since the signal.
        age_ms: i64,
        /// Stage.
        stage: Stage,
        /// The stage before it.
        previous_stage: Option<Stage>,
        /// Regime.
        regime: Regime,
        /// p0.
        trader_price: Price,
        /// Best bid then.
        bid: Option<Price>,
        /// Best ask then.
        ask: Option<Price>,
        /// Tick then.
        tick: Tick,
        /// The limit that came of it.
        limit: Price,
        /// The limit before.
        previous: Option<Price>,
        /// Held a tick short of our own resting order.
        held_short: bool,
    },
    /// An execution.
    Fill {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
        /// Which copy order.
        order: CopyOrderId,
        /// Through which follow.
        follow: FollowId,
        /// Where.
        token: TokenId,
        /// Side.
        side: Side,
        /// Shares.
        shares: Shares,
        /// Price.
        price: Price,
        /// The trader's price.
        trader_price: Price,
        /// How much worse than the trader's price, a share (negative: better).
        slippage: Price,
        /// Fee.
        fee: Usd,
        /// Maker or taker.
        liquidity: Liquidity,
        /// Stage.
        stage: Stage,
        /// Shares filled of the copy order, this included.
        filled: Shares,
        /// Shares wanted by it.
        of: Shares,
        /// Realised profit, of a sale.
        realised: Usd,
    },
    /// A child order's end was asked for.
    Cancel {
        /// Which copy order.
        order: CopyOrderId,
        /// Which child, where one stood.
        child: Option<ChildId>,
        /// Where.
        token: TokenId,
        /// Why.
        reason: CancelReason,
        /// Shares not filled then.
        open: Shares,
    },
    /// A fill-and-kill is sent for what is left of a copy order: at the ladder's end, at once in the `fast` style, for the
    /// user's own close.
    #[serde(rename = "conversion")]
    Sweep {
        /// Which copy order.
        order: CopyOrderId,
        /// Where.
        token: TokenId,
        /// Side.
        side: Side,
        /// The worst price it may have by its settings.
        bound: Price,
        /// The worst level the visible book needs.
        worst: Price,
        /// Shares wanted.
        shares: Shares,
        /// The budget, of a purchase.
        budget: Option<Usd>,
        /// Which attempt.
        attempt: u32,
    },
    /// A fill moved on towards final, or was undone.
    Settlement {
        /// The trade.
        trade: TradeId,
        /// Our order.
        hash: OrderHash,
        /// Which copy order.
        order: CopyOrderId,
        /// How far.
        settlement: Settlement,
        /// Shares.
        shares: Shares,
    },
    /// A market that a follow holds resolved.
    Resolution {
        /// Through which follow.
        follow: FollowId,
        /// Where.
        token: TokenId,
        /// Where.
        condition: ConditionId,
        /// What a share paid.
        payout: Price,
        /// Shares held.
        shares: Shares,
        /// Realised profit of it.
        realised: Usd,
    },
    /// A claim became money.
    Redeemed {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// USD.
        usd: Usd,
    },
    /// A resolution was corrected after it was booked.
    ResolutionCorrected {
        /// Through which follow.
        follow: FollowId,
        /// Of which token.
        token: TokenId,
        /// What a share pays now.
        payout: Price,
        /// The difference to what was booked, USD.
        difference: Usd,
    },
    /// Cash or shares moved without a trade of ours: a deposit, a withdrawal, an accepted difference.
    Moved {
        /// What it is.
        #[serde(flatten)]
        movement: Movement,
        /// Of which token, where of one.
        token: Option<TokenId>,
        /// Shares, signed.
        shares: Shares,
        /// USD, signed.
        usd: Usd,
    },
    /// A halt stands, or its figures changed.
    Halted {
        /// Why.
        #[serde(flatten)]
        reason: HaltReason,
        /// Shares it is about.
        shares: Option<Shares>,
        /// USD it is about.
        usd: Option<Usd>,
        /// The venue's own words.
        words: Option<String>,
    },
    /// A halt was lifted.
    Lifted {
        /// Which.
        #[serde(flatten)]
        reason: HaltReason,
        /// By the user's hand, rather than by evidence.
        by_user: bool,
    },
    /// A trader's position moved without a trade, or could not be followed for sure: told, not traded.
    TraderMoved {
        /// Through which follow.
        follow: FollowId,
        /// What.
        #[serde(flatten)]
        news: TraderNews,
    },
    /// Something the user should know that belongs to no order.
    #[serde(rename = "trouble")]
    Incident {
        /// A stable word for it.
        code: IncidentCode,
        /// Figures and words.
        detail: String,
    },
}

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
        /// Which.
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
        /// Which.
        child: ChildId,
        /// Its hash.
        hash: OrderHash,
    },
    /// The venue refused the child.
    Refused {
        /// Which.
        child: ChildId,
        /// Class.
        code: RefusalCode,
        /// The venue's words.
        text: String,
    },
    /// The child's fate is unknown; it is looked up by its hash.
    Unknown {
        /// Which.
        child: ChildId,
        /// What was seen.
        reason: String,
    },
    /// The child is over.
    Closed {
        /// Which.
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
        /// Why.
        reason: CutReason,
    },
    /// It has no child for now.
    Waiting {
        /// Why.
        reason: WaitReason,
        /// Every gate, where gates said no.
        gates: Arc<[Gate]>,
    },
    /// It is over.
    Ended {
        /// Why.
        reason: EndReason,
        /// Shares filled.
        filled: Shares,
        /// Shares wanted.
        of: Shares,
    },
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
    /// A neg-risk conversion: the snapshot says what it changed.
    Conversion,
    /// The working orders it turned round had nothing left to sell: what is held is the target.
    TurnedRound,
    /// Already contained in a snapshot that was taken in.
    AlreadyCounted,
    /// Too old to be taken.
    TooOld,
    /// Books and venue disagree.
    Unreconciled,
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
    /// A later sale of the trader, decided with it, sells its shares too.
    JoinedLater,
    /// The trader moved to another wallet: nothing is bought through this follow.
    WalletMoved,
    /// The day's loss limit is reached.
    DailyLoss,
    /// The account may only close positions.
    ClosedOnly,
    /// A halt kept it back until it was too old.
    Halted,
    /// What the user sold is not bought back.
    SoldByUser,
}

impl SkipReason {
    /// Where a rule of the user or a safeguard said no. All the others say that there was nothing to trade: no trade of the
    /// trader's, nothing held, or too little for the venue.
    pub const REFUSALS: [Self; 15] = [
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
        Self::Unreconciled,
        Self::WalletMoved,
        Self::DailyLoss,
        Self::ClosedOnly,
        Self::Halted,
    ];
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
    /// Books and venue disagree.
    Unreconciled,
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
    /// The market's facts are being read again: its tick or its minimum changed.
    MarketFacts,
    /// The shares it is to sell are still in an order that is being cancelled.
    SharesBusy,
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
