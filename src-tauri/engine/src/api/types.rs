//! What crosses to the window and the command line: plain values, money as decimal strings, times as venue ms.
//!
//! No arithmetic on money happens on the other side; a figure that is shown is computed here.

mod cancel;
mod decisions;
mod figures;
mod history;
mod host;
mod path;
mod positions;
mod shortfall;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use cancel::*;
pub use decisions::*;
pub use figures::*;
pub use history::*;
pub use host::*;
pub use path::*;
pub use positions::*;
pub use shortfall::*;

/// An instant or a duration in venue milliseconds; a JSON number (exact up to 2^53). The bindings call it by the name of a
/// smaller integer, the only one that becomes a plain `number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Ms(#[specta(type = i32)] pub i64);

/// A whole number that identifies something; in the bindings as [`Ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Id(#[specta(type = u32)] pub u64);

/// An error for a person: a stable code, what happened, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ApiError {
    /// Stable word, the key of the translated text (`unknown_trader`, `percentage_out_of_range`, `venue_unreachable`…).
    pub code: String,
    /// What happened, in English, with figures: for the log and as a fall-back.
    pub detail: String,
}

/// Which money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The built-in simulated Polymarket.
    Demo,
    /// Real markets, pretend money.
    Paper,
    /// Real money.
    Live,
}

/// What the engine is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum EngineState {
    /// Recovering: asking the venue about orders that are not final.
    Starting,
    /// Copying.
    Running,
    /// No new copies.
    Paused,
    /// Kill switch thrown.
    Stopped,
    /// The venue does not answer.
    Disconnected,
    /// It could not start, or failed; `Frame::trouble` says why.
    Failed,
}

/// What is always on screen: pushed with every batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Which money.
    pub mode: Mode,
    /// What the engine is doing.
    pub state: EngineState,
    /// Since when the venue does not answer, venue ms.
    pub disconnected_since: Option<Ms>,
    /// What is wrong, if anything.
    pub trouble: Option<ApiError>,
    /// Venue time now.
    pub now: Ms,
    /// The demo's clock, in demo.
    pub clock: Option<DemoClock>,
    /// pUSD; none until read.
    pub balance: Option<String>,
    /// USD held (at cost) and working.
    pub exposure: String,
    /// The exposure limit, USD.
    pub exposure_limit: String,
    /// Exposure in percent of the limit, one decimal.
    pub exposure_percent: String,
    /// Realised and open profit after fees, USD, signed.
    pub pnl: String,
    /// Follows that are on.
    pub follows: u32,
    /// Copy orders at work.
    pub working_orders: u32,
    /// Working purchases set aside, USD.
    pub reserved: String,
    /// When a followed trader's trade was last seen, venue ms.
    pub last_trade_seen: Option<Ms>,
    /// The feeds, for the status bar.
    pub feeds: Vec<FeedStatus>,
    /// The program's version.
    pub version: String,
    /// The user wants to quit, and these orders work.
    pub quit: Option<QuitQuestion>,
}

/// The demo's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DemoClock {
    /// Venue seconds a real second: 1 to 600.
    pub speed: u32,
    /// Whether it stands.
    pub paused: bool,
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FeedStatus {
    /// `trades`, `books`, `positions`, `account`.
    pub feed: String,
    /// Whether it is up.
    pub up: bool,
    /// When it last brought something, venue ms.
    pub last: Option<Ms>,
}

/// What a batch touched: the queries that are to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Copy orders.
    Orders,
    /// Follows and their figures.
    Follows,
    /// The journal.
    Activity,
    /// Settings and limits.
    Settings,
    /// Everything (another world, a reset).
    All,
}

/// One message of the event channel. At most ten a second; `seq` has no gaps: on a gap, read everything again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Update {
    /// Its number.
    pub seq: u32,
    /// The frame now.
    pub frame: Frame,
    /// What was touched since the last one.
    pub touched: Vec<Topic>,
    /// What to say aloud and as a toast.
    pub announcements: Vec<Announcement>,
}

/// Something that just happened, for toast, live region and notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// `filled`, `partly_filled`, `cancelled`, `converted`, `refused`, `limit_reached`, `connection_lost`, `connection_back`, `trouble`.
    pub kind: String,
    /// The copy order, where there is one.
    pub order: Option<Id>,
    /// Side, `BUY` or `SELL`.
    pub side: Option<String>,
    /// Shares.
    pub shares: Option<String>,
    /// Price.
    pub price: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Trader's name.
    pub trader: Option<String>,
    /// A stable reason word (an `EndReason`, `RefusalCode` or `TroubleCode`).
    pub reason: Option<String>,
}

/// What the leaderboard is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaderboardQuery {
    /// `day`, `week`, `month`, `all`.
    pub window: String,
    /// `pnl` or `vol`.
    pub order: String,
    /// A category in lower case, none for all.
    pub category: Option<String>,
    /// A part of a name, an address, or a profile URL; none for all.
    pub search: Option<String>,
}

/// One row of the leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaderRow {
    /// Its rank in this list.
    pub rank: u32,
    /// Proxy wallet.
    pub address: String,
    /// Name, or the shortened address.
    pub name: String,
    /// Profit in the window, USD, signed.
    pub pnl: String,
    /// Bought and sold in the last 30 days, USD, where the trader's rows could be read. (The venue's own figure counts shares.)
    pub volume: Option<String>,
    /// Return on what was put in, percent, one decimal, where it can be told.
    pub roi: Option<String>,
    /// Win rate over resolved or closed positions, percent, one decimal.
    pub win_rate: Option<String>,
    /// Of how many.
    pub win_rate_of: Option<u32>,
    /// How many markets.
    pub markets: Option<u32>,
    /// Largest fall of the profit curve, percent of its peak investment, one decimal, negative.
    pub drawdown: Option<String>,
    /// When they last traded, venue ms.
    pub last_trade: Option<Ms>,
    /// Profit curve over 30 days, USD, oldest first; for drawing only.
    pub sparkline: Vec<f64>,
    /// `market_maker`, `few_trades`, `drawdown`.
    pub flags: Vec<String>,
    /// The follow, if followed.
    pub follow: Option<Id>,
    /// Its percentage.
    pub percentage: Option<String>,
    /// Whether it is on.
    pub follow_on: bool,
}

/// The leaderboard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Leaderboard {
    /// When it was read, venue ms.
    pub read_at: Ms,
    /// The rows.
    pub rows: Vec<LeaderRow>,
    /// The categories that can be chosen.
    pub categories: Vec<String>,
}

/// A trader's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderPage {
    /// Proxy wallet.
    pub address: String,
    /// Name.
    pub name: String,
    /// Since when on Polymarket, venue ms.
    pub since: Option<Ms>,
    /// Profit over 30 days, USD.
    pub pnl_month: Option<String>,
    /// Profit in all, USD.
    pub pnl_all: Option<String>,
    /// ROI over 30 days, percent.
    pub roi: Option<String>,
    /// Win rate, percent.
    pub win_rate: Option<String>,
    /// Of how many closed or resolved positions.
    pub win_rate_of: Option<u32>,
    /// Largest fall, percent, negative.
    pub drawdown: Option<String>,
    /// Median holding time, ms.
    pub holding_median: Option<Ms>,
    /// Volume over 30 days, USD.
    pub volume: Option<String>,
    /// Trades over 30 days.
    pub trades: Option<u32>,
    /// Share of volume by category, percent, largest first.
    pub categories: Vec<CategoryShare>,
    /// Profit curve: time and USD, oldest first; for drawing.
    pub curve: Vec<CurvePoint>,
    /// Open positions, largest first.
    pub positions: Vec<TraderPosition>,
    /// What they are worth, USD.
    pub positions_value: String,
    /// Newest trades first, at most 50.
    pub trades_recent: Vec<TraderTrade>,
    /// Median value of a trade, USD.
    pub trade_median: Option<String>,
    /// Largest value of a trade, USD.
    pub trade_largest: Option<String>,
    /// The follow, if there is one.
    pub follow: Option<FollowView>,
    /// Whether this address is the user's own, which cannot be followed.
    pub own: bool,
}

/// A share of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CategoryShare {
    /// Category in lower case.
    pub category: String,
    /// Percent, whole.
    pub percent: u32,
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CurvePoint {
    /// Venue ms.
    pub at: Ms,
    /// USD, for drawing only.
    pub value: f64,
}

impl Eq for CurvePoint {}

/// One of a trader's open positions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderPosition {
    /// Market's question.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares.
    pub shares: String,
    /// Average cost a share.
    pub average_cost: String,
    /// Price now.
    pub price: String,
    /// Worth, USD.
    pub value: String,
    /// Open profit, USD, signed.
    pub pnl: String,
}

/// One of a trader's trades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderTrade {
    /// When.
    pub at: Ms,
    /// `BUY`, `SELL`, `SPLIT`, `MERGE`, `REDEEM`, `CONVERSION`.
    pub kind: String,
    /// Market's question.
    pub market: String,
    /// Outcome's name; empty where both are meant.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares.
    pub shares: String,
    /// Price; none where there is none.
    pub price: Option<String>,
}

/// What the follow sheet holds. All money and percentages as decimal strings, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowDraft {
    /// Percent, 0.1 to 20.
    pub percentage: String,
    /// `ladder` or `fast`.
    pub style: String,
    /// Price, e.g. `0.10`.
    pub max_slippage: String,
    /// USD.
    pub max_order: String,
    /// USD.
    pub max_market: String,
    /// USD.
    pub max_total: String,
    /// Price.
    pub price_min: String,
    /// Price.
    pub price_max: String,
    /// Minutes to resolution.
    pub min_minutes_to_resolution: u32,
    /// `both`, `buys`, `sells`.
    pub copy: String,
    /// `ignore` or `accumulate`.
    pub below_minimum: String,
    /// Also copy what is held now.
    pub copy_existing: bool,
    /// Categories to copy; empty means all.
    pub categories: Vec<String>,
    /// Words that leave a market out.
    pub exclude_keywords: Vec<String>,
}

/// What a draft would do: computed, for the sheet's live preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowPreview {
    /// What is wrong with each field, by the draft's field name; empty when it can be saved.
    pub problems: Vec<FieldProblem>,
    /// What a $1,000 trade of theirs becomes, USD.
    pub thousand: String,
    /// Their median trade, USD, and ours.
    pub usual: Option<TradePair>,
    /// Their largest trade, USD, and ours.
    pub largest: Option<TradePair>,
    /// Under how many of their shares a change is skipped, at the usual minimum of 5 shares.
    pub least_shares: String,
    /// How many positions they hold now, and what copying them would cost, USD.
    pub existing_count: u32,
    /// See above.
    pub existing_cost: String,
}

/// A trade of theirs and the copy of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TradePair {
    /// USD.
    pub theirs: String,
    /// USD, after limits.
    pub ours: String,
    /// What it would have been without limits, when a limit cuts it.
    pub uncut: Option<String>,
    /// Whether it would be skipped as under the minimum.
    pub skipped: bool,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field's name in the draft.
    pub field: String,
    /// Stable word.
    pub code: String,
    /// The least allowed, where that is the problem.
    pub least: Option<String>,
    /// The most allowed.
    pub most: Option<String>,
}

/// A follow with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FollowView {
    /// Its id.
    pub id: Id,
    /// Proxy wallet.
    pub address: String,
    /// Name.
    pub name: String,
    /// `starting`, `active`, `off`, `removed`.
    pub status: String,
    /// Its settings.
    pub settings: FollowDraft,
    /// Since when.
    pub since: Ms,
    /// Profit after fees, realised and open, USD, signed.
    pub pnl: String,
    /// Realised part after fees.
    pub realised: String,
    /// Open part.
    pub unrealised: String,
    /// USD held (at cost) and working through it.
    pub exposure: String,
    /// Copy orders at work.
    pub working_orders: u32,
    /// Fills so far.
    pub fills: u32,
    /// Signals so far.
    pub signals: u32,
    /// Skipped so far.
    pub skips: u32,
    /// Share-weighted slippage, bps, one decimal, where there are fills.
    pub slippage_bps: Option<String>,
    /// Fees paid, USD.
    pub fees: String,
    /// The newest thing that happened, where anything did.
    pub last_event_at: Option<Ms>,
}

/// A copy order in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// Its id.
    pub id: Id,
    /// Its follow.
    pub follow: Id,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// `BUY` or `SELL`.
    pub side: String,
    /// Shares wanted.
    pub shares: String,
    /// Shares filled.
    pub filled: String,
    /// Filled in percent, whole.
    pub filled_percent: u32,
    /// The trader's price: where the ladder began.
    pub first_price: String,
    /// The limit now, where there is one.
    pub limit: Option<String>,
    /// The bound: the most to pay, the least to take.
    pub bound: String,
    /// Best bid as last seen, without our own orders.
    pub bid: Option<String>,
    /// Best ask as last seen, without our own orders.
    pub ask: Option<String>,
    /// How far the limit is from the side that would fill it, a share in USD: ask − limit of a purchase, limit − bid of a
    /// sale; `0` where it reaches that side; none while there is no limit or nothing on that side.
    pub away: Option<String>,
    /// Average price of the fills.
    pub average_price: Option<String>,
    /// Slippage of the fills in price, signed, positive is worse.
    pub slippage: Option<String>,
    /// 1 to 5.
    pub stage: u32,
    /// `tight`, `normal`, `wide`.
    pub regime: Option<String>,
    /// The signal's time: age counts from here.
    pub signal_at: Ms,
    /// When the next stage begins; none in stage 5 and when over.
    pub next_stage_at: Option<Ms>,
    /// When an order in stage 5 tries again; none before and when it ends or is over.
    pub next_try_at: Option<Ms>,
    /// The five stages' beginnings.
    pub stage_starts: Vec<Ms>,
    /// `working`, `ending`, `ended`.
    pub status: String,
    /// `resting`, `sending`, `unknown`, `cancelling`, `settling`, `none`: where its child stands.
    pub child: String,
    /// Why it has no child (a `WaitReason`).
    pub waiting: Option<String>,
    /// Why it ends or ended (an `EndReason`).
    pub end: Option<String>,
    /// What is set aside for what is left of a purchase, USD; `0` for a sale.
    pub reserved: String,
    /// `ladder` or `fast`.
    pub style: String,
    /// When it was made.
    pub created_at: Ms,
    /// When it ended.
    pub ended_at: Option<Ms>,
}

/// Which orders are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrdersQuery {
    /// Also those that ended, newest first, at most 200.
    pub ended: bool,
}

/// One copy order with all that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrderDetail {
    /// The row.
    pub order: OrderRow,
    /// Its events, newest first.
    pub events: Vec<ActivityEntry>,
    /// The order hashes on the venue, newest first.
    pub hashes: Vec<String>,
}

/// Which part of the journal is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    /// Only events before this number (for paging); none for the newest.
    pub before: Option<Id>,
    /// Only of this follow.
    pub follow: Option<Id>,
    /// Only these kinds; empty for all.
    pub kinds: Vec<String>,
    /// Only those whose market or trader contains this.
    pub text: Option<String>,
    /// At most so many, 1 to 500.
    pub limit: u32,
}

/// A part of the journal, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// The entries.
    pub entries: Vec<ActivityEntry>,
    /// Give this as `before` for the next page; none at the end.
    pub next: Option<Id>,
}

/// One event of the journal with the words it needs. `kind` and `facts` make the sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityEntry {
    /// Its number.
    pub seq: Id,
    /// When.
    pub at: Ms,
    /// The event's kind: `signal`, `skip`, `order`, `price`, `fill`, `cancel`, `conversion`, `settlement`, `resolution`, `follow`, `control`, `noted`, `trouble`.
    pub kind: String,
    /// A second word where the kind has one: an order's step, a follow's action, a skip's reason, a signal's change, a cancel's reason…
    pub detail: Option<String>,
    /// Trader's name.
    pub trader: Option<String>,
    /// Trader's wallet.
    pub trader_address: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// 0 (YES) or 1.
    pub outcome_index: Option<u32>,
    /// `BUY` or `SELL`.
    pub side: Option<String>,
    /// The copy order.
    pub order: Option<Id>,
    /// Named figures of the event, as decimal strings or words: `shares`, `price`, `trader_price`, `limit`, `previous`, `bid`, `ask`, `stage`,
    /// `previous_stage`, `regime`, `before`, `after`, `asked`, `filled`, `of`, `fee`, `slippage`, `bound`, `budget`, `percentage`, `code`, `text`, `payout`, `realised`…
    pub facts: Vec<Fact>,
    /// The gates of a decision, in order; the last that cut is the one that bound.
    pub gates: Vec<GateView>,
}

/// A named figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One gate of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GateView {
    /// Its name (a `GateName`).
    pub gate: String,
    /// Shares asked.
    pub asked: String,
    /// Shares let through.
    pub allowed: String,
    /// What it went by.
    pub basis: String,
    /// `passed`, `cut`, `bound`.
    pub outcome: String,
}

/// Everything in Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// `en`, `fr`, or `system`.
    pub language: String,
    /// `dark`, `light`, or `system`.
    pub theme: String,
    /// Notify on fills.
    pub notify_fills: bool,
    /// Notify on cancellations.
    pub notify_cancellations: bool,
    /// Notify on part fills.
    pub notify_part_fills: bool,
    /// Notify when an order goes to market.
    pub notify_conversions: bool,
    /// Notify when the venue refuses an order.
    pub notify_refusals: bool,
    /// Notify on a lost connection and when it is back.
    pub notify_connection: bool,
    /// Notify when a limit cuts or stops a purchase.
    pub notify_limits: bool,
    /// Notify on a new version.
    pub notify_updates: bool,
    /// No notification between `quiet_from` and `quiet_until`, local time. Trouble and refusals come through.
    pub quiet_hours: bool,
    /// `HH:MM`.
    pub quiet_from: String,
    /// `HH:MM`; before `quiet_from` it is the next day's.
    pub quiet_until: String,
    /// `compact`, `default`, `comfortable`: the height of rows.
    pub density: String,
    /// `standard` or `colourblind`: gain and loss in green and red, or in blue and orange.
    pub colours: String,
    /// Start with the computer.
    pub start_at_login: bool,
    /// Start in the tray, without the window.
    pub start_hidden: bool,
    /// Closing the window leaves the engine running in the tray.
    pub close_to_tray: bool,
    /// The first step of onboarding has been taken.
    pub welcomed: bool,
    /// The global limits.
    pub limits: LimitsView,
}

/// The global limits, as decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LimitsView {
    /// USD.
    pub max_exposure: String,
    /// USD a UTC day.
    pub max_daily_spend: String,
    /// Orders.
    pub max_open_orders: u32,
    /// Percent of the balance, one decimal.
    pub reserve: String,
}
