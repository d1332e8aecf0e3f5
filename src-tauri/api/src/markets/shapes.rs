//! A market as an object, as it is shown and asked for.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{DecisionRow, DecisionVerdict, HistoryRow, Id, Ms, OrderRow, Position};

/// Where a market stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MarketState {
    /// It takes orders.
    Trading,
    /// It is open and takes no orders now.
    Suspended,
    /// It is closed, and nobody has said yet how it ended.
    Closed,
    /// An outcome was proposed to the oracle and can be disputed.
    Proposed,
    /// It is disputed.
    Disputed,
    /// It has resolved.
    Resolved {
        /// What a share of each outcome pays, prices from 0 to 1.
        payouts: Vec<String>,
    },
}

/// One of a market's two outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketOutcome {
    /// Its token.
    pub token: String,
    /// Its name.
    pub name: String,
    /// A share's price now: the middle of the book without our own orders, the side that is there, what it paid. None where nothing
    /// is known.
    pub price: Option<String>,
}

/// A market's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketRules {
    /// In the words of whoever made it; may be empty.
    pub text: String,
    /// What decides it; may be empty.
    pub source: String,
    /// When it opened.
    pub opened_at: Option<Ms>,
    /// The taker's fee in percent of p × (1 − p); none where trading is free.
    pub fee_percent: Option<String>,
    /// The price step.
    pub tick: String,
    /// The least shares of a resting order.
    pub min_shares: String,
    /// Whether they could be read: what is not known is not empty.
    pub known: bool,
}

/// A copied trader who holds some of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketHolder {
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub name: String,
    /// How much of them is copied, percent.
    pub percentage: String,
    /// Whether they are copied now.
    pub active: bool,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares, by what is known of them.
    pub shares: String,
    /// What a share cost them on average; none where that could not be read.
    pub average_cost: Option<String>,
    /// Open profit at the outcome's price, USD, signed.
    pub pnl: Option<String>,
    /// Their last change in it that was noticed.
    pub last: Option<MarketDeed>,
}

/// What a copied trader did in a market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketDeed {
    /// When they traded, venue ms; when it was seen, where that is not known.
    pub at: Ms,
    /// Whether they bought.
    pub bought: bool,
    /// By how many shares.
    pub shares: String,
    /// Their price.
    pub price: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// What became of it: see `DecisionRow`.
    pub verdict: DecisionVerdict,
}

/// What we hold of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketPosition {
    /// The position.
    pub position: Position,
    /// What it pays if its outcome is right, USD.
    pub pays: String,
    /// That less what it cost, USD, signed.
    pub pays_result: String,
}

/// A market and everything of ours in it, as of one instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketPage {
    /// The venue's condition id of the market.
    pub condition: String,
    /// The question.
    pub question: String,
    /// Its category in lower case, empty where there is none.
    pub category: String,
    /// Where it stands.
    pub state: MarketState,
    /// When it is to resolve.
    pub ends_at: Option<Ms>,
    /// When it closed.
    pub closed_at: Option<Ms>,
    /// Traded in it ever, USD; up to five minutes old.
    pub volume: Option<String>,
    /// Traded in the last day, USD.
    pub volume_day: Option<String>,
    /// Its two outcomes.
    pub outcomes: Vec<MarketOutcome>,
    /// Which of them everything of ours is about: where we hold or work more, else the first.
    pub leading: u32,
    /// Its rules.
    pub rules: MarketRules,
    /// The copied traders who hold it, the largest first.
    pub holders: Vec<MarketHolder>,
    /// How many traders are copied.
    pub copied: u32,
    /// What we hold.
    pub positions: Vec<MarketPosition>,
    /// Our orders: those at work, then some that ended, newest first.
    pub orders: Vec<OrderRow>,
    /// Decisions in it, newest first.
    pub decisions: Vec<DecisionRow>,
    /// Whether there may be more of them.
    pub more_decisions: bool,
    /// Our fills, newest first, at most a hundred.
    pub fills: Vec<HistoryRow>,
}

/// What there is of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BookSides {
    /// Bids and asks.
    Both,
    /// Bids alone: nobody sells.
    BidsOnly,
    /// Asks alone: nobody buys.
    AsksOnly,
    /// Nobody offers anything.
    Empty,
    /// The exchange has no book: it is closed, or not open yet.
    NoBook,
}

/// One price of a book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BookLevel {
    /// The price.
    pub price: String,
    /// Shares there, ours among them.
    pub shares: String,
    /// What all up to here would cost or bring, USD.
    pub total: String,
    /// Our own shares among them; none where none are ours.
    pub ours: Option<String>,
}

/// A book's depth, with our own orders in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketBook {
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// What there is.
    pub sides: BookSides,
    /// Best first, at most twelve.
    pub bids: Vec<BookLevel>,
    /// Best first, at most twelve.
    pub asks: Vec<BookLevel>,
    /// The middle of it without our own orders; none where a side is missing.
    pub mid: Option<String>,
    /// Best ask less best bid without our own orders.
    pub spread: Option<String>,
    /// The same in percent of the middle, one decimal.
    pub spread_percent: Option<String>,
    /// Whether one of our orders is in it.
    pub has_ours: bool,
    /// When it last changed at the exchange.
    pub changed_at: Option<Ms>,
    /// How long ago it was read, real ms.
    pub age: Ms,
}

/// How far back a chart goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChartSpan {
    /// The last hour.
    Hour,
    /// The last six hours.
    SixHours,
    /// The last day.
    Day,
    /// The last week.
    Week,
    /// The last thirty days.
    Month,
    /// From the beginning.
    All,
}

/// A price at an instant; it holds until the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartPrice {
    /// From when the price holds, venue ms; of one from before the stretch, where the stretch begins.
    pub at: Ms,
    /// The price of the outcome that is drawn.
    pub price: String,
}

/// A trade on a chart: ours, or a copied trader's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartTrade {
    /// When it was traded, venue ms; of a trader, when it was seen where that is not known.
    pub at: Ms,
    /// Trader's wallet: who did it, or who is copied by it.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Our copy order; none of a trader's own trade that led to none.
    pub order: Option<Id>,
    /// Bought or sold.
    pub bought: bool,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares.
    pub shares: String,
    /// Its own price, in its own outcome.
    pub price: String,
    /// Where it is drawn: the same, or what is left to 1 where it is of the other outcome.
    pub drawn: String,
}

/// The limit of one of our orders over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartLimit {
    /// The copy order.
    pub order: Id,
    /// Whether it buys.
    pub buys: bool,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Oldest first; each holds until the next.
    pub points: Vec<LimitPoint>,
}

/// What limit rested from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LimitPoint {
    /// From when.
    pub at: Ms,
    /// Where it is drawn, as [`ChartTrade::drawn`]; none while nothing rests.
    pub limit: Option<String>,
}

/// A market's prices over time, with everything of ours in the same stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketChart {
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// How far back.
    pub span: ChartSpan,
    /// Where it begins.
    pub from: Ms,
    /// Where it ends: now, or when the market closed.
    pub until: Ms,
    /// Prices, oldest first.
    pub points: Vec<ChartPrice>,
    /// The last price less the first, signed; none where there are fewer than two.
    pub change: Option<String>,
    /// Our fills, oldest first.
    pub fills: Vec<ChartTrade>,
    /// Copied traders' trades, oldest first.
    pub trades: Vec<ChartTrade>,
    /// Our orders' limits.
    pub limits: Vec<ChartLimit>,
}

/// Whose trade it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TradeOf {
    /// Somebody else's.
    Other,
    /// A copied trader's.
    Followed {
        /// Their name.
        name: String,
    },
    /// Ours.
    Us,
}

/// A trade of a market as its taker did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketTradeRow {
    /// When it was traded, venue ms.
    pub at: Ms,
    /// Whether the taker's wallet is ours, a copied trader's, or another's.
    pub whose: TradeOf,
    /// Their wallet.
    pub address: String,
    /// Whether the taker bought.
    pub bought: bool,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Price, in that outcome.
    pub price: String,
    /// Shares.
    pub shares: String,
    /// The transaction.
    pub transaction: String,
}
