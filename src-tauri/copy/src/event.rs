//! The journal: everything that happened and why, one event each, in words a program and (through the UI) a person can read.
//! Append-only. As JSON each has a `kind`; money is a decimal string, times are venue ms.

use serde::{Deserialize, Serialize};

use crate::entity::{Gate, PriceSource, SignalKind, SignalOrigin};
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
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
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
    /// Activity of a trader that is recorded and leads to no signal.
    Noted {
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
        gates: Vec<Gate>,
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
    /// A copy order reached the ladder's end and was sent as a fill-and-kill.
    Conversion {
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
    /// Something the user should know that belongs to no order.
    Trouble {
        /// A stable word for it.
        code: TroubleCode,
        /// Figures and words.
        detail: String,
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
        gates: Vec<Gate>,
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
    Hastened {},
    /// It has no child for now.
    Waiting {
        /// Why.
        reason: WaitReason,
        /// Every gate, where gates said no.
        gates: Vec<Gate>,
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
}

impl SkipReason {
    /// Where a rule of the user or a safeguard said no. All the others say that there was nothing to trade: no trade of the
    /// trader's, nothing held, or too little for the venue.
    pub const REFUSALS: [Self; 11] = [
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
    /// Refused; tried again next cycle.
    Refused,
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
}

/// What the user should know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// The venue does not answer.
    Disconnected,
    /// It answers again.
    Reconnected,
    /// Our books and the venue disagree.
    Unreconciled,
    /// They agree again.
    Reconciled,
    /// An order's fate has stayed unknown.
    OrderUnknown,
    /// The account may not trade.
    Restricted,
    /// The key or signature is refused.
    Authentication,
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
    /// Something else the user should know.
    Trouble {
        /// Which.
        code: TroubleCode,
        /// Words and figures.
        detail: String,
    },
}
