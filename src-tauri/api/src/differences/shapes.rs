//! Differences between the books and the exchange, as they are shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{Id, Ms, Side};

/// What the books and the exchange say of the account, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Differences {
    /// What differs; what holds something back first.
    pub rows: Vec<Difference>,
    /// Everything that was compared: the cash, then every token that is held.
    pub checked: Vec<Checked>,
    /// When the balance was asked for last, venue ms; none before the first answer since the start.
    pub cash_read: Option<Ms>,
    /// The same of the list of positions.
    pub shares_read: Option<Ms>,
    /// The same of the open orders.
    pub orders_read: Option<Ms>,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// The exchange shows less cash than the books. (More is booked as a deposit.)
    CashMissing,
    /// The exchange shows fewer shares of a token than the books.
    SharesMissing,
    /// The exchange shows more shares of a token than the books.
    SharesUnexplained,
    /// An order that is not ours is open in the account.
    ForeignOrder,
}

/// One difference. Figures are shares, but USD of cash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// What differs.
    pub kind: DifferenceKind,
    /// The token, but of cash.
    pub token: Option<String>,
    /// The order that is not ours.
    pub order: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// 0 (YES) or 1.
    pub outcome_index: Option<u32>,
    /// Whether a second reading confirmed it: only then does it hold anything back.
    pub confirmed: bool,
    /// Since when it is seen, venue ms.
    pub since: Ms,
    /// By the books.
    pub books: String,
    /// As the exchange last said; none before it was read since the start.
    pub exchange: Option<String>,
    /// Exchange less books, signed, without what is the user's own or in flight.
    pub difference: String,
    /// Shares of the exchange's that are the user's own.
    pub own: String,
    /// Fills so late that the exchange may not show them yet: taken into account.
    pub in_flight: String,
    /// When the exchange was asked for its figure, venue ms.
    pub exchange_read: Option<Ms>,
    /// When the books of it last changed, venue ms; none where they never did.
    pub books_changed: Option<Ms>,
    /// The order that is not ours: its side.
    pub side: Option<Side>,
    /// The order that is not ours: its limit.
    pub price: Option<String>,
    /// Trades of the account that no order of ours made and that come to exactly this difference, newest first.
    pub trades: Vec<HandTrade>,
    /// Whether it can be accepted as it is.
    pub accept: bool,
    /// What giving the shares to a follow would do, where they can be given.
    pub give: Option<Give>,
}

/// A trade of the account that no order of ours made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HandTrade {
    /// Bought or sold.
    pub side: Side,
    /// Shares.
    pub shares: String,
    /// Price.
    pub price: String,
    /// When, venue ms.
    pub at: Ms,
}

/// What giving shares to a follow would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Give {
    /// Shares.
    pub shares: String,
    /// What they cost, USD, fees included.
    pub cost: String,
    /// Whether that is known from the trades that brought them; else it is the market's price now.
    pub known: bool,
    /// USD that leave the books with it, of the cash that is missing.
    pub cash: String,
    /// The follows that could take them; those whose trader holds the token first.
    pub to: Vec<GiveTo>,
}

/// A follow that could take shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GiveTo {
    /// The follow.
    pub follow: Id,
    /// Trader's wallet.
    pub address: String,
    /// Trader's name.
    pub trader: String,
    /// Shares of the token that the follow holds.
    pub held: String,
    /// Whether the trader holds the token now: what they sell of it is sold of these shares, too.
    pub trader_holds: bool,
}

/// Something that was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// The token; none for the cash.
    pub token: Option<String>,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
    /// 0 (YES) or 1.
    pub outcome_index: Option<u32>,
    /// By the books.
    pub books: String,
    /// As the exchange last said, without what is the user's own; none before it was read.
    pub exchange: Option<String>,
    /// Whether they agree, what may be in flight taken into account.
    pub agrees: bool,
}
