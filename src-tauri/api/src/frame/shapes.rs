//! What is always on the screen, and the updates that bring it.

use serde::{Deserialize, Serialize};
use specta::Type;

use pilotfish_copy::money::{Price, Shares, Usd};

use crate::types::{
    ApiError, EndReason, FeedName, GateName, HaltKind, Id, IncidentCode, Mode, Ms, NotShown, Opening, QuitQuestion,
    RefusalCode, Side, SkipReason, TraderNewsKind,
};

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
    /// The key is not there, and nothing is signed; `Frame::trouble` says why. It is looked for again by itself.
    NoKey,
    /// It could not start, or failed; `Frame::trouble` says why.
    Failed,
}

/// The account's figures of one moment. They stand in the top bar and on the screens: an answer that has them beside its own
/// figures has all of them of the same moment, so that what is shown adds up while the clock runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Sums {
    /// pUSD; none until read.
    pub balance: Option<String>,
    /// USD held (at cost) and working.
    pub exposure: String,
    /// The exposure limit, USD.
    pub exposure_limit: String,
    /// Exposure in percent of the limit, one decimal.
    pub exposure_percent: String,
    /// The held part of the exposure, at cost, USD.
    pub held: String,
    /// Its other part: set aside for working purchases, USD.
    pub reserved: String,
    /// Realised and open profit after fees, USD, signed.
    pub pnl: String,
    /// Copy orders at work.
    pub working_orders: u32,
}

/// What is always on screen: pushed with every batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Frame {
    /// Which money.
    pub mode: Mode,
    /// The engines that the program has, this one among them: the window can show each.
    pub modes: Vec<Mode>,
    /// What the engine is doing.
    pub state: EngineState,
    /// Since when the venue does not answer, venue ms.
    pub disconnected_since: Option<Ms>,
    /// What is wrong, if anything.
    pub trouble: Option<ApiError>,
    /// What stands in the way of orders, a stop and a pause left out (`state` says those), the widest first.
    pub halts: Vec<HaltView>,
    /// Venue time now.
    pub now: Ms,
    /// The demo's clock, in demo.
    pub clock: Option<DemoClock>,
    /// The account's figures.
    #[serde(flatten)]
    pub sums: Sums,
    /// Follows that are on.
    pub follows: u32,
    /// Those of the copy orders at work that have an order on the exchange, or one whose fate is open.
    pub on_exchange: u32,
    /// Copied sales among them: a stop takes their orders off the exchange, and they go on after it.
    pub copied_sales: u32,
    /// When a followed trader's trade was last seen, venue ms.
    pub last_trade_seen: Option<Ms>,
    /// The feeds, for the status bar.
    pub feeds: Vec<FeedStatus>,
    /// What is being used of the request plans that can bind; none in the demo.
    pub budgets: Vec<RequestBudget>,
    /// The wallet that holds the money of the user's own account; none in the demo, and before it is known.
    pub wallet: Option<String>,
    /// The program's other engine, where one runs or failed.
    pub beside: Vec<BesideEngine>,
    /// The program's version.
    pub version: String,
    /// What the last stop came to at the exchange, as long as it stands.
    pub stop: Option<StopOutcome>,
    /// The user wants to quit, and orders work: in this engine or in the program's other one.
    pub quit: Option<QuitQuestion>,
    /// The user wants to close the window, and edits in it are not saved.
    pub closing: bool,
    /// Where the window is to go now.
    pub open: Option<Opening>,
    /// Notifications do not reach the desktop: why the last one did not.
    pub not_shown: Option<NotShown>,
    /// A test order of the account that goes live is under way: real money, and nothing is copied with it meanwhile.
    pub testing: bool,
    /// The window is locked: nothing of the account is in this frame, and few commands are taken.
    pub locked: bool,
}

/// An engine of the program that the window does not show now. It goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BesideEngine {
    /// Which money.
    pub mode: Mode,
    /// What it is doing.
    pub state: EngineState,
    /// The widest halt that stands there.
    pub halt: Option<HaltKind>,
    /// What is wrong there, if anything.
    pub trouble: Option<ApiError>,
    /// Copy orders at work there.
    pub working_orders: u32,
}

/// Which plan of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BudgetName {
    /// What is read of traders.
    Data,
    /// Orders placed.
    Orders,
}

/// What is being used of a plan that can bind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestBudget {
    /// The plan: of reading traders, or of placing orders.
    pub budget: BudgetName,
    /// Requests in the last ten seconds, real time.
    pub used: u32,
    /// As many as are planned for ten seconds: half of what the exchange allows.
    pub planned: u32,
    /// For how long the exchange wants no more of them; none where it does not say so.
    pub closed: Option<Ms>,
}

/// What a stop came to at the exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StopOutcome {
    /// Orders that the exchange says it cancelled at once.
    pub cancelled: u32,
    /// Orders of the account that were open after it, whoever placed them; none where the exchange did not say.
    pub open: Option<u32>,
    /// Everything of the account was cancelled, orders placed elsewhere with it.
    pub account_wide: bool,
    /// What could not be done, in English.
    pub trouble: Vec<String>,
}

/// Why something is not done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HaltView {
    /// Why; never a stop or a pause, which are the engine's state.
    pub halt: HaltKind,
    /// The token it is about, where it is about one.
    pub token: Option<String>,
    /// The order that is not ours.
    pub order: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// Since when.
    pub since: Ms,
    /// When it ends by itself, where the exchange said so.
    pub until: Option<Ms>,
    /// Shares it is about.
    pub shares: Option<String>,
    /// USD it is about.
    pub usd: Option<String>,
    /// The exchange's own words; of the disk, the system's.
    pub words: Option<String>,
    /// What the user can do besides waiting.
    pub remedy: HaltRemedy,
}

/// What a user can do about a halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HaltRemedy {
    /// It passes by itself.
    Wait,
    /// Lift it by hand, once its cause is gone.
    Lift,
    /// Accept what the exchange shows: the books are corrected by it.
    Accept,
}

/// The demo's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DemoClock {
    /// Venue seconds a real second: 1 to 600.
    pub speed: u32,
    /// Whether it stands.
    pub paused: bool,
    /// It runs fast until the next trade of a followed trader is seen; none otherwise.
    pub skip: Option<Skip>,
}

/// The clock runs fast until the next trade of a followed trader is seen, then goes on as before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Skip {
    /// When it began, venue ms.
    pub since: Ms,
    /// The speed it goes back to.
    pub speed: u32,
    /// Whether the clock stands again then.
    pub paused: bool,
}

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FeedStatus {
    /// What it brings.
    pub feed: FeedName,
    /// Whether it is up.
    pub up: bool,
    /// When it last brought something, venue ms.
    pub last: Option<Ms>,
    /// How long ago that was, real ms: in the demo venue time says nothing of how fresh data are.
    pub age: Option<Ms>,
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

impl From<pilotfish_engine::Topic> for Topic {
    fn from(topic: pilotfish_engine::Topic) -> Self {
        use pilotfish_engine::Topic as Touched;
        match topic {
            Touched::Orders => Self::Orders,
            Touched::Follows => Self::Follows,
            Touched::Activity => Self::Activity,
            Touched::Settings => Self::Settings,
            Touched::All => Self::All,
        }
    }
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
    /// What happened.
    pub event: AnnouncedEvent,
    /// The copy order, where there is one.
    pub order: Option<Id>,
    /// Its side.
    pub side: Option<Side>,
    /// Shares: of a fill those of it, of a trader's move those moved, else those the order is for.
    #[specta(type = Option<String>)]
    pub shares: Option<Shares>,
    /// The fill's price, else the order's limit.
    #[specta(type = Option<String>)]
    pub price: Option<Price>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Trader's name.
    pub trader: Option<String>,
    /// The follow it comes of, where it comes of one.
    pub follow: Option<Id>,
    /// How many more of the same cause it stands for: a trader's conversion moves several positions at once.
    pub also: u32,
}

/// How much a limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum LimitFigure {
    /// Money.
    Usd {
        /// USD.
        #[specta(type = String)]
        usd: Usd,
    },
    /// Orders.
    Orders {
        /// The most orders that may be open at once.
        count: u32,
    },
    /// The balance.
    Free {
        /// What was free of it, USD.
        #[specta(type = String)]
        usd: Usd,
    },
}

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AnnouncedEvent {
    /// A copy order is filled.
    Filled,
    /// A part of it is.
    PartlyFilled,
    /// It was cancelled.
    Cancelled {
        /// What ended it.
        reason: EndReason,
    },
    /// It goes to market.
    Converted,
    /// The venue refused it.
    Refused {
        /// What the venue's refusal means.
        reason: RefusalCode,
    },
    /// A limit stopped or cut a purchase.
    LimitReached {
        /// Which limit.
        gate: GateName,
        /// How much it is; none where it has no figure.
        limit: Option<LimitFigure>,
    },
    /// A trade of a followed trader was not copied, though it was wanted.
    Skipped {
        /// What kept it from being copied.
        reason: SkipReason,
    },
    /// The venue does not answer.
    ConnectionLost,
    /// It answers again.
    ConnectionBack,
    /// Something is held back.
    Halted {
        /// What holds it back.
        halt: HaltKind,
    },
    /// It goes on.
    Lifted {
        /// What held it back.
        halt: HaltKind,
    },
    /// A followed trader moved something without trading.
    TraderMoved {
        /// How the position moved, or that a list of positions is doubted.
        news: TraderNewsKind,
    },
    /// Claims on resolved markets became money.
    Redeemed {
        /// USD, of all that it stands for.
        #[specta(type = String)]
        usd: Usd,
    },
    /// Something else that the user should know.
    Trouble {
        /// An order of unknown fate, or disputed figures of a trade or market; an outage is announced as its own event.
        code: IncidentCode,
    },
}
