//! The notification centre as it is shown: what happened since the user last looked, gathered by its reason.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{
    EndReason, GateName, GlobalLimit, HaltKind, Id, IncidentCode, LimitFigure, Ms, RefusalCode, Side, SkipReason,
    TraderName, TraderNewsKind, WaitReason,
};

/// The notification centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notices {
    /// What is new, what needs the user first; then the earlier ones, newest first.
    pub rows: Vec<NoticeRow>,
    /// How many rows are new.
    pub unread: u32,
    /// Everything up to then was read, venue ms; 0 at first.
    pub read_until: Ms,
    /// The newest thing that a row is about; what `read_notices` is given to have read them all.
    pub newest: Ms,
    /// How far back was looked, venue ms.
    pub since: Ms,
}

/// Everything of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoticeRow {
    /// The first of it.
    pub first: Ms,
    /// The last of it.
    pub last: Ms,
    /// How often.
    pub count: u32,
    /// Not read yet.
    pub new: bool,
    /// Under which choice it is shown.
    pub group: NoticeGroup,
    /// What it is.
    pub what: NoticeKind,
}

/// Under which choice a notice is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NoticeGroup {
    /// There is something for the user to do.
    NeedsYou,
    /// Money or shares moved.
    Money,
    /// The program, its connection, its rules.
    System,
}

/// How many of them came from one trader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CountOfTrader {
    /// Whom.
    pub trader: TraderName,
    /// How many of the things gathered in the row are theirs, from 1.
    pub count: u32,
}

/// To what a limit could be raised. Nothing is changed by it: the window asks with exact figures first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Raise {
    /// The limit over all follows that could be raised.
    pub limit: GlobalLimit,
    /// What it is now: USD, or orders.
    pub now: String,
    /// The next round figure above it.
    pub to: String,
}

/// One fill, in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FillBrief {
    /// Its copy order.
    pub order: Id,
    /// Bought or sold.
    pub side: Side,
    /// Shares.
    pub shares: String,
    /// Price.
    pub price: String,
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
}

/// A market and one of its outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MarketBrief {
    /// Market's question.
    pub market: Option<String>,
    /// Outcome's name.
    pub outcome: Option<String>,
}

/// What a notice is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum NoticeKind {
    /// A limit kept trades from being copied, or made them smaller.
    Limit {
        /// Which check.
        gate: GateName,
        /// Its figure, the last time.
        figure: Option<LimitFigure>,
        /// Trades not copied at all.
        skipped: u32,
        /// Trades copied smaller.
        cut: u32,
        /// Whose, the most frequent first.
        traders: Vec<CountOfTrader>,
        /// What was left out, at our sizes and their prices, USD.
        left_out: String,
        /// The follow whose own limit it is.
        follow: Option<Id>,
        /// To what it could be raised; none where it was raised since, or is no limit over all follows.
        raise: Option<Raise>,
    },
    /// Trades that were not copied for another reason.
    NotCopied {
        /// What kept all of them from being copied.
        reason: SkipReason,
        /// Whose, the most frequent first.
        traders: Vec<CountOfTrader>,
    },
    /// Orders that wait now.
    Waiting {
        /// For what.
        reason: WaitReason,
        /// One of them.
        order: Id,
        /// Buys or sells.
        side: Side,
        /// Market and outcome of that order.
        place: MarketBrief,
        /// The side of the book that it needs, where a price is what it waits for.
        needs: Option<String>,
        /// The most it pays, the least it takes.
        bound: String,
    },
    /// Orders that the exchange refused.
    Refused {
        /// What the exchange's refusals mean; the same for all of them.
        reason: RefusalCode,
        /// The last of them.
        order: Id,
        /// Market and outcome of the last of them.
        place: MarketBrief,
    },
    /// Orders that ended otherwise than filled, and not by the user's hand.
    Ended {
        /// What ended them; the same for all.
        reason: EndReason,
        /// The last of them.
        order: Id,
        /// Market and outcome of the last of them.
        place: MarketBrief,
    },
    /// Fills.
    Fills {
        /// USD, without fees.
        bought: String,
        /// USD, without fees.
        sold: String,
        /// USD.
        fees: String,
        /// The last one.
        last: FillBrief,
    },
    /// Fills that did not settle: shares and money are as before them.
    Undone {
        /// Shares of the last one.
        shares: String,
        /// Its copy order.
        order: Id,
    },
    /// Markets that resolved while we held them.
    Resolved {
        /// What they pay, USD.
        pays: String,
        /// Profit, USD, signed.
        realised: String,
        /// The last of them.
        place: MarketBrief,
    },
    /// Payouts that became cash.
    Collected {
        /// USD.
        usd: String,
        /// The last of them.
        place: MarketBrief,
    },
    /// Something held trading back.
    Halt {
        /// What held it back; never the user's own stop or pause.
        halt: HaltKind,
        /// It still does.
        stands: bool,
        /// Where, where it is about a market.
        place: MarketBrief,
    },
    /// The exchange did not answer.
    Connection {
        /// How long in all, ms.
        down_ms: Ms,
        /// It still does not.
        stands: bool,
    },
    /// Something that does not add up.
    Trouble {
        /// The kind of trouble; an outage has a notice of its own.
        code: IncidentCode,
    },
    /// A trader's position moved without a trade, or could not be followed for sure.
    TraderMoved {
        /// How it moved, or that a list of positions is doubted.
        news: TraderNewsKind,
        /// The trader whose position it is.
        trader: TraderName,
        /// The follow.
        follow: Id,
        /// Where, the last time.
        place: MarketBrief,
    },
}
