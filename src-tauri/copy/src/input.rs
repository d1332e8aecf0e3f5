//! What the core is told. Every outside event becomes one of these, stamped with venue time by whoever hands it in.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::entity::{FollowSettings, GlobalLimits, HaltReason};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, RealMs, TokenId, TradeId, TxHash, VenueMs, WalletAddress,
};
use crate::market::{Book, Market, Side};
use crate::money::{Price, Shares, Usd};

/// One input. The core takes it with [`crate::Core::step`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// Nothing but the time: deadlines are looked at.
    Tick,
    /// The venue's clock, read just now, answering `FetchTime` or unasked. The only thing that makes a jump of time true.
    VenueTime {
        /// What it shows.
        at: VenueMs,
    },
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
    /// The open positions of a followed trader, answering `PollPositions`: evidence, not truth.
    Snapshot {
        /// Who.
        trader: WalletAddress,
        /// When the request for it was made, venue time. The answer's time is that of the input.
        requested_at: VenueMs,
        /// What kind of answer it is.
        quality: ListQuality,
        /// The positions.
        positions: Vec<SnapshotPosition>,
    },
    /// A trader moved a position, or everything, elsewhere without trading.
    Migration {
        /// Who.
        trader: WalletAddress,
        /// The transaction.
        tx: TxHash,
        /// When, venue time.
        at: VenueMs,
        /// What moved.
        moved: Migration,
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
    /// The orders open in our account at the venue, as it says (every page of it).
    OwnOrders {
        /// When the request for it was made.
        requested_at: VenueMs,
        /// The orders, ours and others.
        open: Vec<OpenOrder>,
    },
    /// Movements of our own account that are no trades of ours.
    OwnMovements {
        /// The rows, in any order, with any repetition.
        rows: Vec<OwnMovement>,
    },
    /// A child was signed: its hash, committed together with the decision to place it and before it is sent.
    Signed {
        /// Which.
        child: ChildId,
        /// Its order hash.
        hash: OrderHash,
        /// From then on, in real time, the venue takes the signed request no more: authentication stamp + 60 s + clock
        /// difference.
        void_after: RealMs,
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
        /// When it was read, in real time, of an answer that read orders and trades in full over a healthy connection.
        /// `None` of a pushed event, which is a hint.
        looked_at: Option<RealMs>,
    },
    /// One leg of a trade in which one of our orders took part; the same leg comes again as it settles.
    OwnTrade(OwnTrade),
    /// Something that halts was seen by the program around the core: a refused login, a region, a mode.
    HaltSeen {
        /// Which.
        reason: HaltReason,
        /// Until when at least, where the venue said so.
        until: Option<VenueMs>,
        /// The venue's own words.
        words: String,
    },
    /// Evidence that it is over.
    HaltOver {
        /// Which.
        reason: HaltReason,
    },
    /// The venue became unreachable, or reachable again.
    Connection {
        /// Whether it answers.
        up: bool,
        /// What was seen.
        reason: String,
    },
}

impl Input {
    /// The poll that this answers by saying how things stood at an instant: worth nothing while nobody knows which instant it is.
    pub(crate) fn unread_poll(&self) -> Option<Poll> {
        match self {
            Self::Snapshot { trader, .. } => Some(Poll::Positions { trader: trader.clone() }),
            Self::Account { .. } | Self::OwnPositions { .. } | Self::OwnOrders { .. } => Some(Poll::Account),
            _ => None,
        }
    }

    /// When what it answers was asked for.
    pub(crate) fn requested_at_mut(&mut self) -> Option<&mut VenueMs> {
        match self {
            Self::Rows {
                source: RowSource::Poll { requested_at, .. },
                ..
            }
            | Self::Snapshot { requested_at, .. }
            | Self::Account { requested_at, .. }
            | Self::OwnPositions { requested_at, .. }
            | Self::OwnOrders { requested_at, .. } => Some(requested_at),
            _ => None,
        }
    }
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
    /// Sell what is held: the user's own close.
    Close(CloseRequest),
    /// Follow a trader to the wallet that they moved to.
    Relink {
        /// Which follow.
        follow: FollowId,
    },
    /// Lift a halt by hand. A stop is undone by `StartAgain`, a pause by `Resume`.
    LiftHalt {
        /// Which.
        reason: HaltReason,
    },
    /// Accept what the venue shows of a token (or, without one, of the cash) as right: the books are corrected by it.
    AcceptDifference {
        /// Of which token; `None` for the cash.
        token: Option<TokenId>,
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
        /// Which.
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
    /// Rests at a limit until it is filled, cancelled or the market ends.
    Limit {
        /// The least a share may bring.
        price: Price,
    },
}

/// Where activity rows come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum RowSource {
    /// Pushed one by one by the activity stream: repetition means nothing.
    Stream,
    /// Read as pages: identical rows are separate rows.
    Poll {
        /// When the request was made: everything indexed before it is in the pages.
        requested_at: VenueMs,
        /// Whether every page since the asked instant was read. False where a page bound was met.
        complete: bool,
    },
}

/// What kind of answer a list of positions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListQuality {
    /// It cannot come from a cache (a cache-busting request).
    pub uncached: bool,
    /// Every page was read, none twice, none shifted. An incomplete list proves nothing about what is not in it.
    pub complete: bool,
}

impl ListQuality {
    /// Every page, not from a cache.
    pub const FULL: Self = Self {
        uncached: true,
        complete: true,
    };
}

/// What a trader moved without trading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "moved", rename_all = "snake_case")]
pub enum Migration {
    /// A position to another token of the same wallet (CTF token to protocol-V2 position).
    Token {
        /// From this token.
        from: TokenId,
        /// To this token.
        to: TokenId,
        /// Of this market.
        condition: ConditionId,
        /// Shares that moved.
        shares: Shares,
    },
    /// Everything to another wallet.
    Wallet {
        /// The new wallet.
        to: WalletAddress,
    },
}

/// An order open in our account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOrder {
    /// Its hash.
    pub hash: OrderHash,
    /// Its token.
    pub token: TokenId,
    /// Its side.
    pub side: Side,
    /// Its limit.
    pub price: Price,
    /// Shares not executed yet.
    pub open: Shares,
}

/// A movement of our own account that is no trade of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnMovement {
    /// What the venue knows it by: the same for the same movement.
    pub id: TxHash,
    /// When.
    pub at: VenueMs,
    /// What moved.
    pub kind: OwnMovementKind,
}

/// The movements of our own account that the venue tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OwnMovementKind {
    /// A resolved position became cash.
    Redemption {
        /// The market.
        condition: ConditionId,
        /// The token.
        token: TokenId,
        /// Cash it brought.
        usd: Usd,
    },
    /// Cash came in.
    Deposit {
        /// How much.
        usd: Usd,
    },
    /// Cash went out.
    Withdrawal {
        /// How much.
        usd: Usd,
    },
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
    /// The kind of change.
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
    /// How long the venue asks to wait, ms of venue time, where it says so.
    pub retry_after_ms: Option<i64>,
}

/// Classes of refusals by what can be done.
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
    /// The account may only close positions.
    ClosedOnly,
    /// The account is banned.
    Restricted,
    /// Trading is not allowed where we are.
    Region,
    /// The venue wants another version of order or contract.
    Version,
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
    /// The documented reply for an order that the venue does not know as open (any more): it does not rest, but may have
    /// executed before.
    NotOpen {
        /// The venue's words.
        reason: String,
    },
    /// Not done, because it was matched: a reported match, explained by trades alone.
    Matched {
        /// The venue's words.
        reason: String,
    },
    /// Nobody knows (an error is no answer); it is asked again.
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
    /// The fee as the venue charged it, USD, where it says so; else it is worked out from the market's schedule.
    pub fee: Option<Usd>,
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
    /// Our cash, open orders, trades, movements and positions.
    Account,
    /// The venue's clock.
    Time,
    /// A market's facts.
    Market {
        /// Which.
        condition: ConditionId,
    },
}
