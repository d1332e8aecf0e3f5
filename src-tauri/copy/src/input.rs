//! What the core is told. Every outside event becomes one of these, stamped with venue time by whoever hands it in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::entity::{FollowSettings, GlobalLimits};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, TokenId, TradeId, TxHash, VenueMs, WalletAddress,
};
use crate::market::{Book, Market, Side};
use crate::money::{Price, Shares, Usd};

/// One input. The core takes it with [`crate::Core::step`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// Nothing but the time: deadlines are looked at.
    Tick,
    /// The user asked for something.
    User(UserInput),
    /// A market's facts, new or changed.
    Market(Market),
    /// A book, answering `FetchBook` or unasked.
    Book(Book),
    /// The book that was asked for cannot be had.
    NoBook {
        /// Whose.
        token: TokenId,
        /// Why, in the venue's or the transport's words.
        reason: String,
    },
    /// Rows of a followed trader's activity, from whichever source.
    Rows {
        /// Who.
        trader: WalletAddress,
        /// The rows, in any order, with any repetition.
        rows: Vec<ActivityRow>,
        /// Where they come from.
        source: RowSource,
    },
    /// All open positions of a followed trader (every page of it), answering `PollPositions`.
    Snapshot {
        /// Who.
        trader: WalletAddress,
        /// When the request for it was made, venue time: nothing later is in it.
        requested_at: VenueMs,
        /// The positions.
        positions: Vec<SnapshotPosition>,
    },
    /// A poll failed; it is due again after its back-off.
    PollFailed {
        /// Which.
        poll: Poll,
        /// Why.
        reason: String,
    },
    /// Our own cash at the venue, as it says.
    Account {
        /// pUSD.
        cash: Usd,
        /// When the request for it was made.
        requested_at: VenueMs,
    },
    /// Our own shares at the venue, as it says (every page of it): for reconciliation.
    OwnPositions {
        /// When the request for it was made.
        requested_at: VenueMs,
        /// Token and shares.
        positions: Vec<(TokenId, Shares)>,
    },
    /// A child was signed: its hash, committed together with the decision to place it and before it is sent.
    Signed {
        /// Which.
        child: ChildId,
        /// Its order hash.
        hash: OrderHash,
    },
    /// A child could not be signed (the vault refused it): nothing was sent.
    SignRefused {
        /// Which.
        child: ChildId,
        /// Why.
        reason: String,
    },
    /// What the venue answered to a placement.
    Placed {
        /// Which.
        child: ChildId,
        /// Its answer.
        outcome: PlaceOutcome,
    },
    /// What the venue answered to a cancellation.
    CancelAnswer {
        /// Which.
        child: ChildId,
        /// Its answer.
        answer: CancelAnswer,
    },
    /// What the venue says of an order, answering `LookUp` or from the user channel.
    OrderReport {
        /// Which.
        child: ChildId,
        /// What it says.
        report: OrderReport,
        /// Whether this is an answer that read orders and trades in full, with a healthy connection. A pushed event is not.
        authoritative: bool,
    },
    /// One leg of a trade in which one of our orders took part; the same leg comes again as it settles.
    OwnTrade(OwnTrade),
    /// The venue became unreachable, or reachable again.
    Connection {
        /// Whether it answers.
        up: bool,
        /// What was seen.
        reason: String,
    },
}

/// What a user can ask of the core.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum UserInput {
    /// Begin to copy a trader. Following again one that is followed changes its settings.
    Follow {
        /// Who.
        trader: WalletAddress,
        /// Their name as shown.
        name: String,
        /// How.
        settings: FollowSettings,
    },
    /// Change a follow's settings, for later signals.
    UpdateFollow {
        /// Which.
        follow: FollowId,
        /// To what.
        settings: FollowSettings,
    },
    /// Switch a follow on or off; off cancels its working orders.
    SwitchFollow {
        /// Which.
        follow: FollowId,
        /// On or off.
        on: bool,
    },
    /// Remove a follow: cancels its working orders, keeps what it holds.
    Unfollow {
        /// Which.
        follow: FollowId,
    },
    /// Cancel one copy order.
    CancelOrder {
        /// Which.
        order: CopyOrderId,
    },
    /// Cancel these copy orders; those that are over or end already stay as they are.
    CancelOrders {
        /// Which.
        orders: BTreeSet<CopyOrderId>,
    },
    /// Cancel every working copy order.
    CancelAll,
    /// Take the other side of the book for what is left of a copy order, at once, bounded.
    TakeNow {
        /// Which.
        order: CopyOrderId,
    },
    /// Sell what a follow holds in a token (`fast` style, bounded).
    ClosePosition {
        /// Through which follow.
        follow: FollowId,
        /// Which token.
        token: TokenId,
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

/// Where activity rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSource {
    /// Pushed one by one by the activity stream: repetition means nothing.
    Stream,
    /// Read as a page: identical rows in it are separate rows.
    Poll,
}

/// What a row of activity did to the trader's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Bought or sold.
    Trade(Side),
    /// pUSD became equal YES and NO.
    Split,
    /// Equal YES and NO became pUSD.
    Merge,
    /// A resolved position was paid out.
    Redeem,
    /// Neg-risk NO shares became YES shares of the others.
    Conversion,
}

/// One row of a trader's activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// The transaction.
    pub tx: TxHash,
    /// The token; of a split or merge, the condition's first token is given and both are meant.
    pub token: TokenId,
    /// The market.
    pub condition: ConditionId,
    /// What happened.
    pub kind: RowKind,
    /// How many shares.
    pub shares: Shares,
    /// The price a share, of a trade.
    pub price: Price,
    /// When, venue time (the venue gives whole seconds).
    pub at: VenueMs,
}

/// One open position of a trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotPosition {
    /// The token.
    pub token: TokenId,
    /// The market.
    pub condition: ConditionId,
    /// How many shares.
    pub shares: Shares,
    /// What they cost a share on average.
    pub average_cost: Price,
    /// The market's price then.
    pub current_price: Price,
    /// Whether it only waits to be redeemed: its market has resolved.
    pub redeemable: bool,
}

/// What the venue answered to a placement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PlaceOutcome {
    /// It rests.
    Live,
    /// At least a part was executed at once; what is left of a resting order rests, of a fill-and-kill is gone.
    Matched {
        /// Shares executed so far. Fills come as `OwnTrade`.
        shares: Shares,
    },
    /// Held by a taker delay; look it up.
    Delayed,
    /// Refused for certain: it is not on the venue.
    Refused(Refusal),
    /// Nobody knows: time-out, broken answer, server error. Look it up; never sign another.
    Unknown {
        /// What was seen.
        reason: String,
    },
}

/// Why the venue refused an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Its class.
    pub code: RefusalCode,
    /// The venue's own words.
    pub text: String,
}

/// Classes of refusals (polymarket-api §1.7, §1.8), by what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// Not enough pUSD or shares.
    Balance,
    /// A contract is not approved.
    Allowance,
    /// The price is off the tick: refresh and build again.
    Tick,
    /// Under the market's least size.
    MinimumSize,
    /// A marketable order under $1.
    MinimumValue,
    /// A fill-and-kill that found nothing: a normal outcome.
    NoMatch,
    /// A post-only order that would have crossed.
    Crosses,
    /// The expiry is too near.
    Expiration,
    /// The amounts break the precision rules.
    Precision,
    /// The market takes no orders.
    MarketClosed,
    /// The matching engine restarts, or only post-only, or only cancels: try later.
    Unavailable,
    /// Too many requests: try later.
    RateLimited,
    /// The key, the signature or the order's form is wrong: stop and tell the user.
    Authentication,
    /// The account may not trade (banned, closed only, geoblocked): stop and tell the user.
    Restricted,
    /// The user, or our own limits at the last gate, stopped it before it was sent.
    Local,
    /// Anything else.
    Other,
}

/// What the venue answered to a cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum CancelAnswer {
    /// Done. The final filled size still has to be read.
    Cancelled,
    /// Not done, for this reason: it was no longer there. Look it up.
    NotCancelled {
        /// The venue's words.
        reason: String,
    },
    /// Nobody knows; it is asked again.
    Unknown {
        /// What was seen.
        reason: String,
    },
}

/// What the venue says of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report", rename_all = "snake_case")]
pub enum OrderReport {
    /// It rests.
    Open {
        /// Executed so far.
        matched: Shares,
    },
    /// It is over: filled, cancelled, expired.
    Closed {
        /// Executed in all.
        matched: Shares,
        /// The venue's status in words (`CANCELED`, `MATCHED`, `INVALID`…).
        status: String,
    },
    /// The order look-up does not know it (which closed orders also come to). `matched` is what our trades show of it.
    Missing {
        /// Executed, by the list of trades.
        matched: Shares,
    },
}

/// Whether we made or took in a trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Liquidity {
    /// Our order rested: no fee.
    Maker,
    /// Our order took: the market's fee.
    Taker,
}

/// How far a trade has settled. Provisional until `Confirmed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Matched, provisional.
    Matched,
    /// In a block, provisional.
    Mined,
    /// Being tried again, provisional.
    Retrying,
    /// Final.
    Confirmed,
    /// Undone: shares and money go back.
    Failed,
}

/// Our leg of one trade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTrade {
    /// The trade.
    pub trade: TradeId,
    /// Our order in it.
    pub hash: OrderHash,
    /// Its token.
    pub token: TokenId,
    /// Its side.
    pub side: Side,
    /// Shares executed.
    pub shares: Shares,
    /// At this price, in our order's token.
    pub price: Price,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
    /// When it matched.
    pub at: VenueMs,
}

/// The things the core asks to be read again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "poll", rename_all = "snake_case")]
pub enum Poll {
    /// A trader's positions.
    Positions {
        /// Who.
        trader: WalletAddress,
    },
    /// A trader's activity since some time.
    Activity {
        /// Who.
        trader: WalletAddress,
    },
    /// Our cash, orders, trades and positions.
    Account,
    /// A market's facts.
    Market {
        /// Which.
        condition: ConditionId,
    },
}
