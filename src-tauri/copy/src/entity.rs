//! The core's durable state, as rows. The state is exactly these rows: what is loaded from the store is what was in memory.
//!
//! A step returns the rows it changed ([`Change`]); the store writes them in the same transaction as the events and
//! the signed intents of that step. What is not here (books, the gathering clock's wake-ups) is asked for again after a start.

use serde::{Deserialize, Serialize};

use crate::command::ChildKind;
use crate::event::{EndReason, SkipReason, WaitReason};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, TxHash, VenueMs, WalletAddress,
};
use crate::input::{Liquidity, Settlement};
use crate::ladder::{Regime, Stage};
use crate::market::{Market, Side};
use crate::money::{Percentage, Price, Shares, Usd};

/// How a copy order is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// From the trader's price to the market over 36 h.
    Ladder,
    /// A fill-and-kill at once, bounded; what is left goes to the ladder.
    Fast,
}

/// What a follow does with an order below the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BelowMinimum {
    /// Skip it.
    Ignore,
    /// Keep the difference until it is large enough.
    Accumulate,
}

/// Which of the trader's changes are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopySides {
    /// Purchases and sales.
    Both,
    /// Purchases only.
    Buys,
    /// Sales only: winding down.
    Sells,
}

/// A follow's settings (product.md §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowSettings {
    /// The share of the trader's change that is copied.
    pub percentage: Percentage,
    /// How orders are worked.
    pub style: Style,
    /// The most a price may be worse than the trader's, in price; default 0.10.
    pub max_slippage: Price,
    /// The most USD an order may cost; default 100.
    pub max_order: Usd,
    /// The most USD this follow may have in one market; default 250.
    pub max_market: Usd,
    /// The most USD this follow may have in all; default 500.
    pub max_total: Usd,
    /// No purchase under this trader's price; default 0.02.
    pub price_min: Price,
    /// No purchase over this trader's price; default 0.98.
    pub price_max: Price,
    /// No purchase in a market that resolves sooner than this; default 1 h.
    pub min_time_to_resolution_ms: i64,
    /// What is copied.
    pub copy: CopySides,
    /// What becomes of orders below the minimum.
    pub below_minimum: BelowMinimum,
    /// Only markets of these categories are bought; empty means all.
    pub categories: Vec<String>,
    /// No market with one of these words in its question is bought.
    pub exclude_keywords: Vec<String>,
    /// Also copy what the trader holds at the start.
    pub copy_existing: bool,
    /// How long rows of one token and side are gathered; default 20 s, 2 s in the `fast` style.
    pub gather_ms: Option<i64>,
}

impl FollowSettings {
    /// The defaults of product.md §3 at that percentage.
    #[must_use]
    pub fn at(percentage: Percentage) -> Self {
        Self {
            percentage,
            style: Style::Ladder,
            max_slippage: Price::from_micros(100_000),
            max_order: Usd::dollars(100),
            max_market: Usd::dollars(250),
            max_total: Usd::dollars(500),
            price_min: Price::from_micros(20_000),
            price_max: Price::from_micros(980_000),
            min_time_to_resolution_ms: 3_600_000,
            copy: CopySides::Both,
            below_minimum: BelowMinimum::Ignore,
            categories: Vec::new(),
            exclude_keywords: Vec::new(),
            copy_existing: false,
            gather_ms: None,
        }
    }

    /// How long rows are gathered into one signal, ms.
    #[must_use]
    pub fn gathers_for_ms(&self) -> i64 {
        self.gather_ms.unwrap_or(match self.style {
            Style::Ladder => 20_000,
            Style::Fast => 2_000,
        })
    }
}

/// Limits over all follows (product.md §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlobalLimits {
    /// The most USD held and working in all; default 1,500.
    pub max_exposure: Usd,
    /// The most USD spent on purchases in a UTC day, fees and reservations included; default 300.
    pub max_daily_spend: Usd,
    /// The most orders open at once; default 50.
    pub max_open_orders: u32,
    /// Tenths of a percent of the balance that are never spent; default 50 (5 %).
    pub reserve_tenths: u16,
}

impl Default for GlobalLimits {
    fn default() -> Self {
        Self {
            max_exposure: Usd::dollars(1_500),
            max_daily_spend: Usd::dollars(300),
            max_open_orders: 50,
            reserve_tenths: 50,
        }
    }
}

/// What the engine as a whole may do, and its own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// No new copies.
    pub paused: bool,
    /// The kill switch was thrown: nothing is placed until the user starts again.
    pub stopped: bool,
    /// The global limits.
    pub limits: GlobalLimits,
    /// Our cash as last read, less purchases and plus sales since. `None` until read once.
    pub cash: Option<Usd>,
    /// When the cash was last read.
    pub cash_at: Option<VenueMs>,
    /// The venue shows something our books do not explain; new orders wait until it is gone.
    pub unreconciled: Option<String>,
    /// The day (UTC, since 1970) that `spent_today` counts.
    pub spend_day: i64,
    /// Filled purchases and their fees of that day.
    pub spent_today: Usd,
    /// The next ids to give.
    pub next_follow: u64,
    /// See `next_follow`.
    pub next_signal: u64,
    /// See `next_follow`.
    pub next_order: u64,
    /// See `next_follow`.
    pub next_child: u64,
    /// The next event's number.
    pub next_event: u64,
}

/// Where a follow stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowStatus {
    /// Waits for its first snapshot.
    Starting,
    /// Copies.
    Active,
    /// Switched off.
    Off,
    /// Removed; kept for what it holds and for the record.
    Removed,
}

/// The user's decision to copy one trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// Its id.
    pub id: FollowId,
    /// Whom.
    pub trader: WalletAddress,
    /// Their name as shown.
    pub name: String,
    /// How.
    pub settings: FollowSettings,
    /// Where it stands.
    pub status: FollowStatus,
    /// When the user made it.
    pub created_at: VenueMs,
    /// The time of the baseline: only what changes later is copied.
    pub baseline_at: Option<VenueMs>,
    /// When its positions are polled next.
    pub next_positions_poll: VenueMs,
    /// When its activity is polled next.
    pub next_activity_poll: VenueMs,
    /// Activity is complete up to here.
    pub activity_through: VenueMs,
}

/// What is known of a followed trader's position in a token: baseline and signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares.
    pub shares: Shares,
    /// Their average cost, as the last snapshot said.
    pub average_cost: Option<Price>,
    /// The market's price at the last snapshot.
    pub last_price: Option<Price>,
    /// Rows up to here are already in `shares`.
    pub covered_until: VenueMs,
    /// The newest row that was taken in.
    pub last_row_at: Option<VenueMs>,
    /// A difference seen by one poll that waits for a second to agree.
    pub pending: Option<PendingDifference>,
}

/// A difference between a snapshot and what is known, seen once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingDifference {
    /// What the snapshot showed.
    pub shares: Shares,
    /// The trader's average cost then.
    pub average_cost: Option<Price>,
    /// The market's price then.
    pub price: Option<Price>,
    /// When the poll was made.
    pub seen_at: VenueMs,
}

/// How often a row of a trader's activity was seen: the memory that makes one change one signal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeenRow {
    /// Through which follow.
    pub follow: FollowId,
    /// The row's transaction.
    pub tx: TxHash,
    /// Its token.
    pub token: TokenId,
    /// A short word for its kind (`buy`, `sell`, `split`, `merge`, `redeem`, `conversion`).
    pub kind: String,
    /// Its shares.
    pub shares: Shares,
    /// Its price.
    pub price: Price,
    /// Its time.
    pub at: VenueMs,
    /// How many identical rows there were.
    pub count: u32,
}

/// Rows of one token and side on their way to one signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gather {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// The side.
    pub side: Side,
    /// The trader's shares before the first row.
    pub before: Shares,
    /// Shares so far.
    pub shares: Shares,
    /// Their value at the trader's prices.
    pub value: Usd,
    /// How many rows.
    pub rows: u32,
    /// The first row's transaction: part of the signal's key.
    pub first_tx: TxHash,
    /// The first row's time: the signal's age counts from it.
    pub traded_at: VenueMs,
    /// When it becomes a signal.
    pub due: VenueMs,
    /// What the price is worth.
    pub price_source: PriceSource,
}

/// How a signal's price is known (product.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// From the trader's own trades.
    Traded,
    /// From the change of the trader's average cost.
    Derived,
    /// The middle of the market when it was seen.
    Estimated,
}

/// The four kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignalKind {
    /// From nothing to something.
    NewPosition,
    /// More.
    SizeIncrease,
    /// Less.
    SizeDecrease,
    /// To nothing.
    PositionClosed,
}

/// What a signal came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Trades.
    Trades,
    /// A merge of YES and NO.
    Merge,
    /// A neg-risk conversion.
    Conversion,
    /// A difference without activity that two polls agreed on.
    Snapshot,
    /// The baseline, copied because the user asked for it.
    Baseline,
    /// The user's own Close.
    User,
}

/// One detected change of a trader's position.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its id.
    pub id: SignalId,
    /// The same for the same change, whoever saw it: unique in the store.
    pub key: String,
    /// Through which follow.
    pub follow: FollowId,
    /// Who.
    pub trader: WalletAddress,
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// What.
    pub kind: SignalKind,
    /// Which way.
    pub side: Side,
    /// The trader's shares before.
    pub before: Shares,
    /// The trader's shares after.
    pub after: Shares,
    /// The trader's own average price for the change.
    pub price: Price,
    /// How that is known.
    pub price_source: PriceSource,
    /// What it came from.
    pub origin: SignalOrigin,
    /// When the trader traded where known, else when it was seen: the ladder's age counts from here.
    pub at: VenueMs,
    /// When the core took it in.
    pub seen_at: VenueMs,
    /// What was decided. `None` while a turn-round waits for final fills.
    pub decision: Option<Decision>,
}

/// What became of a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The percentage of the change, before limits, in shares.
    pub asked: Shares,
    /// What was allowed.
    pub allowed: Shares,
    /// The copy order, if one was made.
    pub order: Option<CopyOrderId>,
    /// Why none was made.
    pub skipped: Option<SkipReason>,
    /// Every gate in order, with what it let through. The last that cut is the one that bound.
    pub gates: Vec<Gate>,
}

/// One gate of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Its name.
    pub gate: GateName,
    /// Shares asked of it.
    pub asked: Shares,
    /// Shares it let through.
    pub allowed: Shares,
    /// What it went by, in USD, price, ms or words: the figure in the sentence the user reads.
    pub basis: String,
}

impl Gate {
    /// Whether it reduced anything.
    #[must_use]
    pub fn cut(&self) -> bool {
        self.allowed < self.asked
    }
}

/// The gates, in the order in which they are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateName {
    /// The kill switch.
    Stopped,
    /// The pause switch.
    Paused,
    /// The follow's own switch.
    FollowOff,
    /// Which sides are copied.
    Sides,
    /// The market takes orders.
    MarketOpen,
    /// Categories and keywords.
    Filter,
    /// The price band.
    PriceBand,
    /// Time to resolution.
    TimeToResolution,
    /// What is held through this follow (sales).
    Held,
    /// USD per order.
    OrderLimit,
    /// USD per market.
    MarketLimit,
    /// USD per follow.
    FollowLimit,
    /// USD in all.
    ExposureLimit,
    /// USD per day.
    DailySpend,
    /// Open orders.
    OpenOrders,
    /// The balance and its reserve.
    Balance,
    /// The slippage bound cannot be kept on this tick.
    Slippage,
    /// Our own resting order on the other side.
    SelfCross,
    /// The venue's minimum.
    Minimum,
    /// Books and venue disagree.
    Reconciled,
}

/// How a copy order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Being worked.
    Working,
    /// Being ended: its child is being cancelled, final fills are awaited.
    Ending,
    /// Over.
    Ended,
}

/// The user's order that a signal led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOrder {
    /// Its id.
    pub id: CopyOrderId,
    /// Through which follow.
    pub follow: FollowId,
    /// From which signal.
    pub signal: SignalId,
    /// Copied from whom.
    pub trader: WalletAddress,
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// Buys or sells.
    pub side: Side,
    /// The trader's price, p0.
    pub trader_price: Price,
    /// Shares wanted, whole lots.
    pub shares: Shares,
    /// Shares filled (failed fills taken back).
    pub filled: Shares,
    /// What the fills cost or brought, without fees.
    pub value: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// The style it is worked in now (`fast` becomes `ladder` after its first order).
    pub style: Style,
    /// The most the price may be worse than p0.
    pub max_slippage: Price,
    /// The signal's time: age counts from here.
    pub signal_at: VenueMs,
    /// The time to resolution at the signal, ms, where known: the ladder shrinks by it.
    pub time_to_resolution_ms: Option<i64>,
    /// How it stands.
    pub status: OrderStatus,
    /// Why it ends or ended.
    pub end: Option<EndReason>,
    /// The limit of its last child.
    pub limit: Option<Price>,
    /// The stage of its last price decision.
    pub stage: Stage,
    /// The regime of its last price decision.
    pub regime: Option<Regime>,
    /// Why it has no child now.
    pub waiting: Option<WaitReason>,
    /// When it is looked at next.
    pub next_look: VenueMs,
    /// Fill-and-kill attempts so far.
    pub attempts: u32,
    /// When it was made.
    pub created_at: VenueMs,
    /// When it ended.
    pub ended_at: Option<VenueMs>,
}

impl CopyOrder {
    /// Shares still wanted, never negative.
    #[must_use]
    pub fn remaining(&self) -> Shares {
        (self.shares - self.filled).at_least(Shares::ZERO)
    }
}

/// How a child order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildState {
    /// Decided and (with its hash) committed; possibly sent.
    Prepared,
    /// Rests on the venue.
    Live,
    /// Its fate is unknown: looked up by hash until known. Never ages into anything else.
    Unknown,
    /// A cancellation is asked for.
    Cancelling,
    /// Over on the venue; its final filled size is known, some of its fills may still have to be read.
    Closing,
    /// Over, every fill booked.
    Final,
    /// Never reached the venue.
    Refused,
}

impl ChildState {
    /// Whether it still holds its copy order's slot.
    #[must_use]
    pub const fn holds_slot(self) -> bool {
        !matches!(self, Self::Final | Self::Refused)
    }
}

/// One order on the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Child {
    /// Its id.
    pub id: ChildId,
    /// Whose slot it holds.
    pub order: CopyOrderId,
    /// Where.
    pub token: TokenId,
    /// Buys or sells.
    pub side: Side,
    /// Kind and amounts.
    pub kind: ChildKind,
    /// Its hash, once signed.
    pub hash: Option<OrderHash>,
    /// How it stands.
    pub state: ChildState,
    /// Executed, as the venue's reports say.
    pub matched: Shares,
    /// Executed, as our fills say.
    pub filled: Shares,
    /// When it was decided.
    pub created_at: VenueMs,
    /// When its state is looked at next, while unresolved.
    pub next_look: VenueMs,
    /// Look-ups in a row that did not find it.
    pub missing: u32,
    /// Stage it was placed in.
    pub stage: Stage,
    /// Whether the user, a turn-round or a stop asked for its end, so that it is not replaced.
    pub last: bool,
}

/// One execution of a child order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The trade.
    pub trade: TradeId,
    /// The order's hash: with the trade it is the key.
    pub hash: OrderHash,
    /// Which child.
    pub child: ChildId,
    /// Which copy order.
    pub order: CopyOrderId,
    /// Through which follow.
    pub follow: FollowId,
    /// Where.
    pub token: TokenId,
    /// Where.
    pub condition: ConditionId,
    /// Side.
    pub side: Side,
    /// Shares.
    pub shares: Shares,
    /// Price.
    pub price: Price,
    /// The trader's price.
    pub trader_price: Price,
    /// Fee, pUSD.
    pub fee: Usd,
    /// Maker or taker.
    pub liquidity: Liquidity,
    /// How far it has settled.
    pub settlement: Settlement,
    /// When it matched.
    pub at: VenueMs,
    /// Realised profit of a sale against the average cost, fee not counted.
    pub realised: Usd,
    /// Stage of the ladder it filled in.
    pub stage: Stage,
}

/// What a follow holds in a token, at average cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares.
    pub shares: Shares,
    /// What they cost, without fees.
    pub cost: Usd,
    /// Realised profit so far (payouts included, fees not).
    pub realised: Usd,
    /// Fees paid so far.
    pub fees: Usd,
    /// Realised profit and fees when the current episode began: an episode runs from first fill to zero or payout.
    pub episode_base: Usd,
    /// Set when the market resolved: what a share paid.
    pub payout: Option<Price>,
    /// Shares that were paid out at resolution.
    pub paid_shares: Shares,
}

/// What waits, under `accumulate`, until it is large enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accumulated {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// Signed shares: positive to buy.
    pub shares: Shares,
    /// The share-weighted price.
    pub price: Price,
}

/// A turn-round that waits for the cancelled orders' final fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnRound {
    /// Through which follow.
    pub follow: FollowId,
    /// The token.
    pub token: TokenId,
    /// The signals that wait, oldest first, each with the percentage of its change.
    pub signals: Vec<SignalId>,
    /// What the follow wanted to hold when the first of them came.
    pub target: Shares,
}

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
