//! The journal as entries, with the gates of a decision.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Id, Ms};

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
    /// The event's kind: `signal`, `skip`, `order`, `price`, `fill`, `cancel`, `conversion`, `settlement`, `resolution`, `follow`, `control`, `noted`, `redeemed`,
    /// `resolution_corrected`, `moved`, `halted`, `lifted`, `trader_moved`, `trouble`.
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
