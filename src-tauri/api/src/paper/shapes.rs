//! What a paper account came to, as it is shown: always both ends.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{Id, Ms, Side};

/// What both ends of a result say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum PaperReading {
    /// A gain either way.
    Gained,
    /// A loss either way.
    Lost,
    /// Nothing lies between them, and they are zero.
    Even,
    /// Zero lies between them: nobody can tell.
    CannotTell,
}

/// A result with both ends, USD, signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperRange {
    /// With everything that is in doubt decided against it.
    pub cautious: String,
    /// As the account's books have it, between the other two; none where something that is held has no price now.
    pub booked: Option<String>,
    /// With everything in doubt decided for it. At least the cautious one.
    pub optimistic: String,
    /// What both say together.
    pub reading: PaperReading,
}

/// What a trader made or lost on paper since the account was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperTrader {
    /// Trader's wallet.
    pub address: String,
    /// Trader's name, by the newest follow.
    pub name: String,
    /// Over all follows of them.
    pub result: PaperRange,
    /// Orders of which something is in doubt.
    pub in_doubt: u32,
}

/// What a follow made or lost on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperFollow {
    /// The follow's number in the books.
    pub follow: Id,
    /// Its result.
    pub result: PaperRange,
    /// Orders of which something is in doubt.
    pub in_doubt: u32,
}

/// An order of which the optimistic figure alone counts something as filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperDoubt {
    /// Its copy order.
    pub order: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub trader: String,
    /// Market's question; empty where it is not known any more.
    pub market: String,
    /// Outcome's name.
    pub outcome: String,
    /// Buys or sells.
    pub side: Side,
    /// Its limit.
    pub price: String,
    /// Shares in doubt.
    pub shares: String,
    /// Shares that lie ahead of what is left of it, at the most.
    pub ahead: Option<String>,
    /// Whether it still works.
    pub works: bool,
}

/// What a paper account came to since it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PaperResults {
    /// When it was opened, venue ms.
    pub opened_at: Ms,
    /// The pretend money it began with, USD.
    pub opening: String,
    /// The pretend money now, USD.
    pub cash: String,
    /// Taker fees paid, USD; both figures have the same.
    pub fees: String,
    /// The whole.
    pub result: PaperRange,
    /// The cautious end in percent of what it began with, one decimal, signed; none where it began with nothing.
    pub cautious_percent: Option<String>,
    /// The optimistic one.
    pub optimistic_percent: Option<String>,
    /// Orders that came to the venue.
    pub orders: u32,
    /// Shares that were asked for.
    pub asked: String,
    /// Of them filled for certain.
    pub filled: String,
    /// Of them filled if all went well.
    pub filled_optimistic: String,
    /// The same two in percent of what was asked, one decimal; none where nothing was.
    pub filled_percent: Option<String>,
    /// See `filled_percent`.
    pub filled_optimistic_percent: Option<String>,
    /// By trader, the best cautious result first.
    pub traders: Vec<PaperTrader>,
    /// By follow, as they were begun.
    pub follows: Vec<PaperFollow>,
    /// What lies in doubt in orders that are over a month old or were too many to keep apart: in the whole, and in no trader's result.
    pub apart: Option<PaperRange>,
    /// What is in doubt now, the most shares first; at most fifty.
    pub doubts: Vec<PaperDoubt>,
    /// How many there are.
    pub doubts_count: u32,
    /// From an order's sending to its arrival at the book, ms.
    pub delay: Ms,
    /// Time in which orders rested and nobody listened to trades, ms. What would have filled then is in no figure.
    pub unwatched: Ms,
}
