//! What the lines of a script can say, kind by kind.

use pilotfish_copy::entity::GlobalLimits;
use pilotfish_copy::input::RefusalCode;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use pilotfish_exchange::VenueMode;
use serde::{Deserialize, Serialize};

use super::Moment;

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// How the world is set up: the first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OpenAct {
    /// What all that is drawn by chance comes from.
    pub seed: u64,
    /// The venue's clock at the start, ms since 1970.
    pub start: i64,
    /// What our account begins with.
    pub cash: Usd,
    /// What the venue's answers and streams are like: `all`, `likely`, `none` or names between commas.
    pub habits: String,
    /// How long the world goes on, undisturbed, after the last line.
    pub quiet: Moment,
    /// Whether the rows go through the SQLite schema itself.
    pub sqlite: bool,
}

impl Default for OpenAct {
    fn default() -> Self {
        Self {
            seed: 1,
            // Monday, 5 October 2026, 00:00 UTC.
            start: 1_791_158_400_000,
            cash: Usd::dollars(1_000),
            habits: "none".to_owned(),
            quiet: Moment(3 * 3_600_000),
            sqlite: false,
        }
    }
}

/// A market to list. Its outcomes are `yes` and `no`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketAct {
    /// What the other lines call it.
    pub name: String,
    /// The neg-risk event that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// A protocol-V2 position, settled by the exchange V3.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub v3: bool,
    /// The price step.
    #[serde(default = "default_tick")]
    pub tick: Price,
    /// The least shares of a resting order.
    #[serde(default = "default_min")]
    pub min_size: Shares,
    /// The taker fee's rate, millionths (70000 is 7 %).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub fee_rate: i64,
    /// When it is to resolve, counted from the world's start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Moment>,
    /// Its category.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
}

const fn default_tick() -> Price {
    Price::from_micros(1_000)
}

const fn default_min() -> Shares {
    Shares::from_micros(5_000_000)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_zero(rate: &i64) -> bool {
    *rate == 0
}

/// Price and shares of each level, best first.
pub type Levels = Vec<(Price, Shares)>;

/// The makers' orders of a market in YES: what stood before is taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookAct {
    /// The market's name in the script.
    pub market: String,
    /// Bids, best first.
    #[serde(default)]
    pub bids: Levels,
    /// Asks, best first.
    #[serde(default)]
    pub asks: Levels,
}

/// How the next transactions that we take part in settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleAct {
    /// Whether it fails in the end, rather than being confirmed.
    #[serde(default)]
    pub fails: bool,
    /// How long after the match that is.
    #[serde(default)]
    pub after: Moment,
    /// How many transactions.
    #[serde(default = "one")]
    pub times: u32,
}

/// How the next of our orders are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefuseAct {
    /// With what.
    pub code: RefusalCode,
    /// How long the venue asks to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<Moment>,
    /// How many of our orders are refused, one after the other; 1 where not given.
    #[serde(default = "one")]
    pub times: u32,
}

/// What the venue lets our account do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// Everything.
    Open,
    /// Sales of what it holds.
    ClosedOnly,
    /// Nothing.
    Banned,
    /// Nothing, for where it is.
    Region,
    /// Its key is refused.
    KeyRevoked,
}

/// See [`AccountState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountAct {
    /// What it may do.
    pub state: AccountState,
    /// For how long.
    pub lasting: Moment,
}

/// An order by hand in our own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOrder {
    /// In which market.
    pub market: String,
    /// Which outcome.
    pub outcome: Outcome,
    /// Buys or sells.
    pub side: Side,
    /// At which price.
    pub price: Price,
    /// How many shares.
    pub shares: Shares,
    /// How long it rests; nothing: it takes what it meets, and is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rests: Option<Moment>,
}

/// One of a market's outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The first.
    Yes,
    /// The second.
    No,
}

impl Outcome {
    /// 0 or 1.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Yes => 0,
            Self::No => 1,
        }
    }
}

/// Something that happens at the venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VenueAct {
    /// The world is set up (only as the first line).
    Open(OpenAct),
    /// A market is listed.
    Market(MarketAct),
    /// The makers' orders of a market are these.
    Book(BookAct),
    /// Somebody else takes from the book.
    Hit {
        /// In which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// Buys or sells.
        side: Side,
        /// The worst price.
        price: Price,
        /// How many shares at most.
        shares: Shares,
    },
    /// A market's price step changes.
    Tick {
        /// The market's name in the script.
        market: String,
        /// To what.
        tick: Price,
    },
    /// A market takes orders, or none for now.
    Accepting {
        /// The market's name in the script.
        market: String,
        /// Whether it does.
        accepting: bool,
    },
    /// A market closes.
    Close {
        /// The market's name in the script.
        market: String,
    },
    /// A market resolves.
    Resolve {
        /// The market's name in the script.
        market: String,
        /// What a share of each outcome pays.
        pays: [Price; 2],
        /// Whether that is a mistake that is corrected later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        corrected: Option<Correction>,
        /// How long after the (last) resolution shares become cash.
        #[serde(default = "ten_minutes")]
        redeemed_after: Moment,
    },
    /// The venue's mode: `running`, `restarting`, `post_only`, `cancel_only`, `disabled`.
    Mode {
        /// The mode.
        mode: VenueMode,
        /// For how long.
        lasting: Moment,
    },
    /// How the next transactions that we take part in settle.
    Settle(SettleAct),
    /// The next of our orders are refused.
    Refuse(RefuseAct),
    /// What the venue lets our account do.
    Account(AccountAct),
    /// An order by hand in our own account.
    Hand(HandOrder),
    /// Cash comes to our account (negative: goes).
    Cash {
        /// How much.
        usd: Usd,
    },
    /// Shares come to our account without a trade (negative: go).
    Shares {
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// Shares that come; negative for those that go.
        shares: Shares,
    },
}

fn ten_minutes() -> Moment {
    Moment(600_000)
}

/// A resolution that was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// How long it stood.
    pub after: Moment,
    /// What a share of each outcome pays in truth.
    pub pays: [Price; 2],
}

/// How much a trader moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// So many shares, at most what is held.
    Shares(Shares),
    /// So many percent of what is held.
    Percent(u8),
}

/// How the rows of an act are kept from being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// Not at all: stream and pages.
    #[default]
    Nowhere,
    /// Not on the stream: pages only.
    Stream,
    /// Not in the pages of activity: the stream only.
    Pages,
    /// Neither.
    Everywhere,
}

/// A trader and what they do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraderLine {
    /// Who: any name makes a trader.
    pub name: String,
    /// What they do, with its market and size.
    #[serde(flatten)]
    pub act: TraderAct,
    /// Where its rows are not shown.
    #[serde(default, skip_serializing_if = "is_nowhere")]
    pub hidden: Hidden,
    /// How much later than usual they are shown.
    #[serde(default, skip_serializing_if = "is_no_delay")]
    pub late: Moment,
    /// How often the stream shows each.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub shown_times: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_nowhere(hidden: &Hidden) -> bool {
    matches!(hidden, Hidden::Nowhere)
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_no_delay(late: &Moment) -> bool {
    late.0 == 0
}

#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_one(times: &u32) -> bool {
    *times == 1
}

/// What a trader does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TraderAct {
    /// Buys from the book, at any price; what does not fill at once comes from a maker at the last price, so that the trade
    /// always happens.
    Buy {
        /// In which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// How many shares.
        shares: Shares,
    },
    /// Sells to the book.
    Sell {
        /// In which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// How much.
        size: Size,
    },
    /// Rests an order that somebody takes at once, in so many equal pieces of one transaction: identical rows.
    Pieces {
        /// In which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// Bought or sold.
        side: Side,
        /// Shares of each.
        shares: Shares,
        /// The number of pieces, 1 to 50; what is given outside of that is taken as the nearer end.
        pieces: u32,
    },
    /// pUSD becomes pairs.
    Split {
        /// Of which market.
        market: String,
        /// How many pairs.
        shares: Shares,
    },
    /// Pairs become pUSD.
    Merge {
        /// Of which market.
        market: String,
        /// How much of the smaller leg.
        size: Size,
    },
    /// NO shares of a neg-risk market become YES shares of the others.
    Convert {
        /// Of which market.
        market: String,
        /// How much.
        size: Size,
    },
    /// Shares go to a stranger without a row.
    TransferOut {
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// How much.
        size: Size,
    },
    /// Shares come from a stranger without a row.
    TransferIn {
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
        /// Shares that come.
        shares: Shares,
    },
    /// A position becomes one of another market, which is its successor: the same outcome.
    MigrateToken {
        /// From which market.
        market: String,
        /// To which.
        to: String,
        /// Which outcome.
        outcome: Outcome,
    },
    /// Everything goes to another wallet, and the trader goes on there under that name.
    MigrateWallet {
        /// The name.
        to: String,
    },
    /// A row that cannot be true is shown.
    OddRow {
        /// Of which market.
        market: String,
        /// Its price.
        price: Price,
        /// Its shares.
        shares: Shares,
    },
}

/// A follow's settings as far as they are not the defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsAct {
    /// `fast`, `ladder`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<pilotfish_copy::entity::Style>,
    /// The most a price may be worse.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_slippage: Option<Price>,
    /// USD an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_order: Option<Usd>,
    /// USD a market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_market: Option<Usd>,
    /// USD in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_total: Option<Usd>,
    /// The band's low end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_min: Option<Price>,
    /// The band's high end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_max: Option<Price>,
    /// `both`, `buys`, `sells`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<pilotfish_copy::entity::CopySides>,
    /// `ignore`, `accumulate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below_minimum: Option<pilotfish_copy::entity::BelowMinimum>,
    /// No purchase in a market that resolves sooner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_time_to_resolution: Option<Moment>,
    /// Also what the trader holds at the start.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub copy_existing: bool,
    /// Purchases older are not copied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_purchase_age: Option<Moment>,
    /// Words that no purchase's market has in its question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude_keywords: Vec<String>,
}

/// A follow to begin or to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowAct {
    /// Whom.
    pub trader: String,
    /// How much of their changes.
    pub percentage: Percentage,
    /// The other settings as far as they are not the defaults; none where not given.
    #[serde(default)]
    pub settings: SettingsAct,
}

/// The user's own close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseAct {
    /// Of which follow; nothing: everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trader: Option<String>,
    /// Of which market; nothing: the whole follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub market: Option<String>,
    /// Which outcome of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// How much of it.
    #[serde(default = "all_of_it")]
    pub size: Size,
    /// The least a share may bring; nothing: at the market.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Price>,
    /// How much worse at the market.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_slippage: Option<Price>,
    /// Whether the user said yes to orders in the account that are not ours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub despite_foreign_orders: bool,
}

fn all_of_it() -> Size {
    Size::Percent(100)
}

/// Something that the user asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserAct {
    /// Begins to copy a trader.
    Follow(FollowAct),
    /// Changes how.
    Update(FollowAct),
    /// Switches a follow on or off.
    Switch {
        /// The trader's name in the script.
        trader: String,
        /// On or off.
        on: bool,
    },
    /// Removes a follow.
    Unfollow {
        /// The trader's name in the script.
        trader: String,
    },
    /// Cancels the oldest order that works of that trader and side.
    Cancel {
        /// Whose; nothing: anybody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trader: Option<String>,
        /// Purchases or sales; nothing: either.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
    },
    /// Cancels every order.
    CancelAll {},
    /// Takes the other side of the book for the oldest order that works of that trader and side.
    TakeNow {
        /// Whose; nothing: anybody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trader: Option<String>,
        /// Purchases or sales; nothing: either.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        side: Option<Side>,
    },
    /// Sells.
    Close(CloseAct),
    /// Follows a trader to the wallet that they moved to.
    Relink {
        /// Whom.
        trader: String,
    },
    /// Lifts every halt that the user may lift.
    LiftHalts {},
    /// Accepts what the venue shows of a token, or of the cash.
    Accept {
        /// Of which market; nothing: the cash.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        market: Option<String>,
        /// Which outcome.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
    /// Gives the shares that the account has of a token beyond the books to a follow.
    Give {
        /// Whose follow.
        trader: String,
        /// Of which market.
        market: String,
        /// Which outcome.
        outcome: Outcome,
    },
    /// No new copies.
    Pause {},
    /// Again.
    Resume {},
    /// The kill switch.
    Stop {},
    /// Again.
    Start {},
    /// The global limits.
    Limits(GlobalLimits),
}

/// What becomes of a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceAnswer {
    /// The venue takes it; its answer is lost.
    AnswerLost,
    /// It never arrives.
    Dropped,
    /// It arrives so much later, after the program gave up waiting.
    BookedLate(Moment),
    /// The venue takes it; its answer is a server error.
    ServerError,
    /// The answer comes so much later.
    AnswerLate(Moment),
    /// The answer says `matched`, and its trades are listed so much later.
    TradesLate(Moment),
}

/// What becomes of a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReply {
    /// It is carried out; the answer is lost.
    AnswerLost,
    /// It never arrives.
    Dropped,
    /// It is not carried out; the answer is an error.
    Error,
    /// It arrives so much later.
    Late(Moment),
    /// It is not carried out; the answer says that the order was matched.
    SaysMatched,
    /// It is not carried out; the answer says that there is no such order.
    SaysNotOpen,
}

/// What becomes of a look at an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookAnswer {
    /// No answer.
    Lost,
    /// It is not found, whatever there is, and no trade of it is listed.
    Missing,
    /// It is shown open although it is not.
    StillOpen,
    /// Its matched size is so many millionths of a share off.
    Off(i64),
}

/// A fault of the next calls of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallAct<T> {
    /// What becomes of them.
    pub answer: T,
    /// How many calls of the kind go wrong so, one after the other; 1 where not given.
    #[serde(default = "one")]
    pub times: u32,
}

/// What lists of positions show for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListShown {
    /// Nothing.
    Empty,
    /// All but so many, as if it were whole.
    Short(u32),
    /// What was so long ago.
    Old(Moment),
    /// An answer that is known to lack something.
    Incomplete,
    /// No answer.
    Failed,
    /// Exactly these: market, outcome, shares.
    Rows(Vec<(String, Outcome, Shares)>),
}

/// See [`ListShown`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAct {
    /// Whose list: a trader's name, or `us`.
    pub whose: String,
    /// What it shows.
    pub shown: ListShown,
    /// For how long.
    pub lasting: Moment,
}

/// What a stream does for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StreamAct {
    /// The activity stream says nothing, and what it would have said is lost.
    ActivitySilent(Moment),
    /// The user channel likewise.
    UserSilent(Moment),
    /// The activity stream is so much later, for an hour.
    ActivityLate(Moment),
    /// Every message of both comes twice, for so long.
    Twice(Moment),
    /// Messages of both overtake each other, for so long.
    Shuffled(Moment),
}

/// Where the program dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrashAct {
    /// At which effect boundary from now on, from 0: before the commit of a step, after it, after each of its commands.
    #[serde(default)]
    pub boundary: u32,
    /// How long until it is started again.
    #[serde(default = "ten_seconds")]
    pub down: Moment,
}

fn ten_seconds() -> Moment {
    Moment(10_000)
}

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAct {
    /// The next placements.
    Place(CallAct<PlaceAnswer>),
    /// The next cancellations.
    Cancel(CallAct<CancelReply>),
    /// The next looks at orders.
    Look(CallAct<LookAnswer>),
    /// Lists of positions.
    List(ListAct),
    /// Streams.
    Stream(StreamAct),
    /// Our own trades are listed so much later, for an hour.
    TradesLate {
        /// How much.
        by: Moment,
    },
    /// Our own balance and positions are so old, for an hour.
    BalanceLate {
        /// How much.
        by: Moment,
    },
    /// Activity's pages stop at a bound: what is asked for is read, but not completely, for so long.
    ActivityIncomplete {
        /// For how long.
        lasting: Moment,
    },
    /// The venue cannot be reached.
    Offline {
        /// For how long.
        lasting: Moment,
    },
    /// The computer's clock is off by so much.
    Clock {
        /// Ahead; negative: behind.
        by: Moment,
        /// For how long, before it is set right.
        lasting: Moment,
    },
    /// The computer sleeps.
    Sleep {
        /// For how long.
        lasting: Moment,
    },
    /// The program dies at an effect boundary.
    Crash(CrashAct),
    /// The next commit fails: the disk is full. The program ends and is started again.
    DiskFull {
        /// How long until it is started again.
        #[serde(default = "ten_seconds")]
        down: Moment,
    },
    /// The user quits, and starts again.
    Restart {
        /// How long until it is started again.
        #[serde(default = "ten_seconds")]
        down: Moment,
    },
    /// Nothing is wrong from here on (what the last lines of a script made wrong ends).
    Over {
        /// Whether the venue's habits end as well.
        #[serde(default = "yes")]
        habits: bool,
    },
}
