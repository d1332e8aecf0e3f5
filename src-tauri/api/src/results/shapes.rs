//! Performance, the dashboard, what needs attention and shortfall, as they are shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{
    CurvePoint, GateName, GateView, Id, Ms, Period, ShortfallPartName, Side, SkipReason, Sums, TraderName, WaitReason,
};

/// Closed copies: from the first fill of a token through a follow to its last, or to its payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WinRate {
    /// Those that made money after fees.
    pub won: u32,
    /// All of them.
    pub of: u32,
    /// Percent, one decimal; none without any.
    pub percent: Option<String>,
    /// Lower end of the 95 % Wilson interval, percent, one decimal; none without any.
    pub low: Option<String>,
    /// Its upper end.
    pub high: Option<String>,
}

/// What a trader made or lost for the user within the period, over all follows of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TraderResult {
    /// Trader's wallet.
    pub address: String,
    /// Trader's name, by the newest follow.
    pub name: String,
    /// After fees, realised and open, USD, signed.
    pub pnl: String,
    /// The part of it that is realised, after fees.
    pub realised: String,
    /// Fills.
    pub fills: u32,
    /// Share-weighted, a share, signed; none without fills.
    pub slippage: Option<String>,
    /// In hundredths of a percent of the trader's prices, one decimal.
    pub slippage_bps: Option<String>,
    /// USD.
    pub fees: String,
    /// Closed copies.
    pub wins: WinRate,
}

/// Fills of one stage within the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StageResult {
    /// 1 to 5.
    pub stage: u32,
    /// Fills.
    pub fills: u32,
    /// Share-weighted, a share, signed; none without fills.
    pub slippage: Option<String>,
}

/// One bar: fills with a slippage in [from, to). The first and the last take all beyond them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlippageBin {
    /// Price a share, signed.
    pub from: String,
    /// Price a share, signed.
    pub to: String,
    /// Fills.
    pub fills: u32,
}

/// Fees of one UTC day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FeeDay {
    /// Its beginning.
    pub at: Ms,
    /// USD.
    pub fees: String,
}

/// The figures that the dashboard and the performance screen share.
///
/// A period begins at the last hourly reading before it (at the very beginning where there is none), so that profit, its parts
/// and every trader's share of it are differences of the same two readings and add up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PeriodFigures {
    /// The period that the figures are of.
    pub period: Period,
    /// After fees, realised and open, USD, signed.
    pub pnl: String,
    /// The same in percent of the equity at the period's beginning, one decimal, signed.
    pub pnl_percent: Option<String>,
    /// The realised part, after fees.
    pub realised: String,
    /// What open positions gained or lost within the period.
    pub open: String,
    /// USD paid.
    pub fees: String,
    /// Fees in hundredths of a percent of what was traded, one decimal; none where nothing was.
    pub fees_bps: Option<String>,
    /// Bought and sold for, USD.
    pub traded: String,
    /// Time and USD since the period's beginning, oldest first, at most about 240 points; for drawing.
    pub curve: Vec<CurvePoint>,
    /// Closed copies.
    pub wins: WinRate,
    /// Share-weighted, a share, signed.
    pub slippage: Option<String>,
    /// In hundredths of a percent of the traders' prices, one decimal.
    pub slippage_bps: Option<String>,
    /// USD, signed: what slippage cost in all.
    pub slippage_usd: String,
    /// Fills.
    pub fills: u32,
    /// Copy orders that ended within the period with a fill.
    pub orders_filled: u32,
    /// All that ended within it.
    pub orders_ended: u32,
    /// Best first.
    pub traders: Vec<TraderResult>,
}

/// What came of it within a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Performance {
    /// The shared figures.
    #[serde(flatten)]
    pub figures: PeriodFigures,
    /// The largest fall of the profit from a height before it within the period, USD, 0 or negative.
    pub drawdown: String,
    /// The same in percent of the equity at that height, one decimal.
    pub drawdown_percent: Option<String>,
    /// All five, also those without a fill.
    pub stages: Vec<StageResult>,
    /// Lowest bounds first.
    pub slippage_bins: Vec<SlippageBin>,
    /// The middle fill's slippage, a share, signed.
    pub slippage_median: Option<String>,
    /// Of each day with a fee, oldest first.
    pub fee_days: Vec<FeeDay>,
    /// The account's figures of the same moment.
    pub sums: Sums,
    /// Every follow that ever filled, whatever the period, the one with the most fills first: whose shortfall can be asked for.
    pub follows: Vec<FilledFollow>,
}

/// A follow with fills, removed ones among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FilledFollow {
    /// The follow's number in the books.
    pub follow: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub name: String,
    /// Fills, failed ones not counted.
    pub fills: u32,
}

/// Something to look at; the most urgent first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Attention {
    /// Fills of the last day that did not settle and were undone.
    FailedFills {
        /// Fills that were undone in the last day.
        count: u32,
    },
    /// An order that would fill only past its bound.
    BeyondBound {
        /// Which order.
        about: AboutOrder,
        /// The side that is needed; none where nobody is there.
        price: Option<String>,
        /// The bound.
        bound: String,
    },
    /// An order that waits for something of its own.
    Waiting {
        /// Which order.
        about: AboutOrder,
        /// For what.
        reason: WaitReason,
        /// The limit that it waits for, where it waits for one.
        held_by: Option<GateView>,
    },
    /// An order of which nobody knows for long what became of it.
    UnknownOrder {
        /// Which order.
        about: AboutOrder,
    },
    /// The reserve leaves nothing for purchases.
    LowBalance {
        /// Cash that is set aside for nothing, USD.
        free: String,
        /// The reserve, USD.
        reserve: String,
    },
    /// A global limit is nearly used up.
    NearLimit {
        /// Which; the reading is in USD, of open orders a number.
        gate: GateName,
        /// Used of it.
        used: String,
        /// The limit.
        limit: String,
        /// Used in percent of it, one decimal.
        percent: String,
        /// When it passes by itself.
        until: Option<Ms>,
    },
    /// What is held through follows that were removed: nobody sells it but the user.
    Orphans {
        /// How many positions.
        count: u32,
        /// What they are worth, USD.
        worth: String,
    },
    /// Trades of the last day that were skipped and could have been copied otherwise.
    Skipped {
        /// What kept them from being copied.
        reason: SkipReason,
        /// Trades skipped for this reason in the last day.
        count: u32,
        /// Whose, when all are one's.
        trader: Option<TraderName>,
    },
    /// A trader who moved to another wallet: nothing more is bought until the user follows them there.
    WalletMoved {
        /// The follow.
        follow: Id,
        /// Whom.
        trader: TraderName,
        /// The new wallet.
        wallet: String,
    },
    /// A position that its trader moved away without a trade: the copy is not sold for it.
    MovedAway {
        /// The follow.
        follow: Id,
        /// The trader who moved it.
        trader: TraderName,
        /// Market's question.
        market: Option<String>,
        /// Outcome's name.
        outcome: Option<String>,
        /// Shares still held through the follow.
        shares: String,
    },
    /// What resolved markets owe for longer than the venue needs to pay by itself.
    Claims {
        /// Outcomes that are owed for; one counts once, however many follows held it.
        count: u32,
        /// USD.
        usd: String,
        /// The market's question, where it is one.
        market: Option<String>,
    },
}

/// A copy order that something is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AboutOrder {
    /// The copy order's number in the books.
    pub order: Id,
    /// Buys or sells.
    pub side: Side,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// Copied from whom.
    pub trader: TraderName,
}

/// Working orders of one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StageWork {
    /// 1 to 5.
    pub stage: u32,
    /// Orders.
    pub orders: u32,
    /// Sales among them.
    pub sales: u32,
    /// Set aside for the purchases among them, USD.
    pub reserved: String,
}

/// The order whose next stage begins first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NextStage {
    /// Its copy order.
    pub order: Id,
    /// The stage that begins, 2 to 5.
    pub stage: u32,
    /// Buys or sells.
    pub side: Side,
    /// Trader's name.
    pub trader: String,
    /// When that stage begins, venue ms.
    pub at: Ms,
}

/// The first screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// The shared figures.
    #[serde(flatten)]
    pub figures: PeriodFigures,
    /// The account's figures of the same moment.
    pub sums: Sums,
    /// What needs a look.
    pub attention: Vec<Attention>,
    /// All five stages.
    pub stages: Vec<StageWork>,
    /// None where no order has a stage before it.
    pub next: Option<NextStage>,
}

/// One part of the way from the trader's profit to ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShortfallPart {
    /// What the profit went to or came from on this part of the way.
    pub part: ShortfallPartName,
    /// What it did to the profit, USD in whole cents, signed: negative took away from it.
    pub effect: String,
    /// The profit before it, for drawing.
    pub before: String,
    /// The profit after it, for drawing.
    pub after: String,
    /// How many fills (`waiting`, `crossing`, `fees`, `exit`), signals (`limits`, `rounding`), copies (`unfilled`) or sales
    /// (`unsold`, `closed`) it is about.
    pub count: u32,
}

/// Where the rest went: from what the trader's own trades made at the follow's percentage and their own prices to what was
/// made, over the whole life of a follow. Paper and the parts sum to ours in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Shortfall {
    /// Which follow.
    pub follow: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub name: String,
    /// The percentage all along; none where it was changed: then each trade counts at the one of its time.
    pub percentage: Option<String>,
    /// When the follow was first made.
    pub since: Ms,
    /// The trader's changes it is about.
    pub trades: u32,
    /// Changes left out on both sides, because no price of their token is known.
    pub unpriced: u32,
    /// Fills.
    pub fills: u32,
    /// Profit on paper, USD in whole cents, signed.
    pub paper: String,
    /// Profit made, after fees, realised and open, USD, signed: as the results by trader have it for all time.
    pub ours: String,
    /// Ours less paper, USD in whole cents, signed.
    pub difference: String,
    /// Ours in percent of paper, one decimal; none where either is not a profit.
    pub kept_percent: Option<String>,
    /// In the order in which they are shown.
    pub parts: Vec<ShortfallPart>,
}
