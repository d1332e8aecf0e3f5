//! Positions and closing them, as they are shown and asked for.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{FollowStatus, Id, Ms, SkipReason, Sums, WaitReason};

/// What one follow holds of one token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    /// The follow it is held through; removed ones too.
    pub follow: Id,
    /// The token: with `follow` the key of the row.
    pub token: String,
    /// Trader's wallet.
    pub trader_address: String,
    /// Trader's name.
    pub trader: String,
    /// Where the follow stands: a removed one's positions are nobody's to sell but the user's.
    pub follow_status: FollowStatus,
    /// Market's question.
    pub market: String,
    /// The market's condition id.
    pub condition: String,
    /// Outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// When the market is to resolve; none where nobody said.
    pub ends_at: Option<Ms>,
    /// Shares held.
    pub shares: String,
    /// Average cost a share.
    pub average_cost: String,
    /// The least price at which a sale brings that cost after its fee; none where no price does, or the fee is not known.
    pub break_even: Option<String>,
    /// Price now: the middle of the book, the side that is there, else the last price seen. None where nothing is known.
    pub price: Option<String>,
    /// What was paid for what is held, USD, fees apart.
    pub cost: String,
    /// What it is worth at that price, USD.
    pub value: Option<String>,
    /// Worth less cost, USD, signed.
    pub pnl: Option<String>,
    /// The same in percent of the cost, one decimal, signed.
    pub pnl_percent: Option<String>,
    /// What selling as much of it as finds a buyer within the follow's bound would bring now, after the fee, USD; none without a book.
    pub bid_value: Option<String>,
    /// Whether that is all of it.
    pub bid_takes_all: bool,
    /// First fill of what is held.
    pub since: Ms,
    /// Shares in working sales of it.
    pub selling: String,
    /// The working order that closes it, where the user asked for that.
    pub closing: Option<Id>,
}

/// Shares of both outcomes of a market, through whichever follows: as many of either pay a dollar each together, whatever comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Hedge {
    /// The market's condition id: its rows stand together.
    pub condition: String,
    /// Shares of each outcome that stand against each other.
    pub shares: String,
    /// The outcomes' names, the first first.
    pub outcomes: [String; 2],
    /// What they pay together, USD.
    pub pays: String,
    /// What they cost together, USD.
    pub cost: String,
    /// What is made whatever comes, USD, signed: `pays` less `cost`, fees apart.
    pub locked_in: String,
}

/// All open holdings, largest value first, with their sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Positions {
    /// The holdings.
    pub rows: Vec<Position>,
    /// The account's figures of the same moment.
    pub sums: Sums,
    /// What was paid for all of them, USD.
    pub cost: String,
    /// What those are worth whose price is known, USD.
    pub value: String,
    /// Open profit of those whose price is known, USD, signed.
    pub pnl: String,
    /// The same in percent of what they cost, one decimal, signed; none where that is nothing.
    pub pnl_percent: Option<String>,
    /// What selling those would bring now, after fees, for which a book is known, USD.
    pub bid_value: String,
    /// Positions without a price.
    pub unpriced: u32,
    /// How many markets they are in.
    pub markets: u32,
    /// When the next of them is to resolve, of those that are not past it; none where nobody said.
    pub next_end: Option<Ms>,
    /// Markets of which both outcomes are held: one of them pays whatever comes.
    pub hedges: Vec<Hedge>,
}

/// What to close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "scope", rename_all = "snake_case")]
pub enum CloseTarget {
    /// What one follow holds of one token.
    Position {
        /// The follow.
        follow: Id,
        /// The token.
        token: String,
    },
    /// Everything a follow holds.
    Follow {
        /// The follow.
        follow: Id,
    },
    /// Everything.
    Everything,
}

/// A close as the user asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloseDraft {
    /// What to sell: one position, all of a follow, or everything.
    pub target: CloseTarget,
    /// So many percent of each position, 1 to 100; 100 where neither this nor shares are given.
    pub percent: Option<u32>,
    /// So many shares of each, instead.
    pub shares: Option<String>,
    /// At this limit, a price from 0 to 1; at the market within the follow's bound where there is none.
    pub limit: Option<String>,
    /// At the market, and no share for less than this, a price from 0 to 1. A limit goes before it.
    pub not_below: Option<String>,
    /// The user knows of orders in the account that are not Pilotfish's, and closes all the same.
    pub despite_foreign_orders: bool,
}

/// What a close would do now, position by position and in all. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClosesPreview {
    /// Each position, in no order.
    pub each: Vec<ClosePreview>,
    /// Positions that would be closed, wholly or partly.
    pub closed: u32,
    /// Of them, those without a book.
    pub unpriced: u32,
    /// What the visible books would give for them, USD, before fees.
    pub proceeds: String,
    /// The fees of that, USD.
    pub fee: String,
    /// What comes in: proceeds less fees, USD.
    pub received: String,
    /// What comes in less what the shares cost, USD, signed.
    pub result: String,
    /// Whether an order that is not Pilotfish's stands on one of their tokens.
    pub foreign_orders: bool,
}

/// What came of a close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Closed {
    /// The copy orders that carry it out.
    pub orders: Vec<Id>,
    /// Positions of which nothing is sold, by their reason.
    pub skipped: Vec<SkipReason>,
}

/// A level of the book that a close may sell into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloseBid {
    /// Its price.
    pub price: String,
    /// Shares that are bid for there, our own orders left out.
    pub shares: String,
    /// Shares of them that would be sold to it.
    pub taken: String,
}

/// What closing a position, or a part of it, would do now. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClosePreview {
    /// The follow it is held through.
    pub follow: Id,
    /// The token: with `follow` the position's key.
    pub token: String,
    /// Shares that would be sold: what was asked for, at most what is held and not in the user's own sales already.
    /// Slower sales give theirs up.
    pub shares: String,
    /// Shares of them that find a buyer now, within the bound; none without a book.
    pub at_once: Option<String>,
    /// The levels they would be taken by, best first, and the first that is left alone.
    pub bids: Vec<CloseBid>,
    /// When that book was seen; none without one.
    pub book_at: Option<Ms>,
    /// The taker fee's rate in percent of p × (1 − p), one decimal; none where the market's fee is another one.
    pub fee_rate: Option<String>,
    /// What the shares cost that find a buyer now, USD.
    pub cost: Option<String>,
    /// Shares that stay.
    pub stays: String,
    /// What those cost, USD.
    pub stays_cost: String,
    /// What the visible book would give for them within the bound, USD, before the fee; none without a book.
    pub proceeds: Option<String>,
    /// The fee of that, USD.
    pub fee: Option<String>,
    /// What comes in: proceeds less the fee, USD.
    pub received: Option<String>,
    /// Average price of that.
    pub price: Option<String>,
    /// The least a share may bring.
    pub bound: String,
    /// What comes in less what the shares cost, USD, signed; none without a book.
    pub result: Option<String>,
    /// Of a limit: shares that would rest at it; none of a close at the market.
    pub rests: Option<String>,
    /// Of a limit: what comes in once all of it is filled, what is taken at once with its fee and the rest at the limit without one, USD.
    pub once_filled: Option<String>,
    /// That, less what the shares cost, USD, signed.
    pub once_filled_result: Option<String>,
    /// Whether an order that is not Pilotfish's stands on the token.
    pub foreign_orders: bool,
    /// Why it cannot be closed now, if it cannot.
    pub problem: Option<SkipReason>,
}

/// What taking the other side of the book would do now, for what is left of a copy order. Nothing is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TakePreview {
    /// Shares that would be executed; none where nothing would be.
    pub shares: Option<String>,
    /// Their average price.
    pub price: Option<String>,
    /// What they cost or bring, USD, without the fee.
    pub value: Option<String>,
    /// The fee of that, USD.
    pub fee: Option<String>,
    /// What is paid (value and fee) or comes in (value less the fee), USD.
    pub total: Option<String>,
    /// How much worse that is than at the limit that works now, USD; none while no limit works.
    pub against_limit: Option<String>,
    /// The most a share may cost, or the least it may bring.
    pub bound: String,
    /// Why nothing would be executed now.
    pub problem: Option<WaitReason>,
}
