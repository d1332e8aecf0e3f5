//! The test order.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{ErrorCode, Ms, TestFailure};

/// A price level of the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestBookLevel {
    /// A price from 0 to 1.
    pub price: String,
    /// Shares at it.
    pub shares: String,
}

/// The test order as it would be sent: a purchase that only rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestOrderPreview {
    /// The market's question.
    pub question: String,
    /// The token.
    pub token: String,
    /// The outcome's name.
    pub outcome: String,
    /// 0 (YES) or 1.
    pub outcome_index: u32,
    /// Shares: the market's least.
    pub shares: String,
    /// Its limit: the market's price step.
    pub price: String,
    /// What it would cost if all of it filled, USD; makers pay no fee.
    pub worst_case: String,
    /// The market's price step.
    pub tick: String,
    /// The best bid.
    pub best_bid: Option<String>,
    /// The best ask.
    pub best_ask: Option<String>,
    /// From the limit to the best bid, as a price.
    pub distance: String,
    /// The bids, best first.
    pub bids: Vec<TestBookLevel>,
    /// The asks, best first.
    pub asks: Vec<TestBookLevel>,
    /// It ends by itself so long after it was sent, ms, whatever becomes of this program.
    pub expires_after: Ms,
}

/// The four steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TestStep {
    /// Signed by the vault, and on the disk.
    Signed,
    /// Seen resting.
    Resting,
    /// Cancelled, and seen gone.
    Cancelled,
    /// The balance is as it was.
    Balanced,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TestStepState {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// As it should be.
    Done,
    /// Not.
    Failed,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestStepView {
    /// The step; all four are always listed, in their order.
    pub step: TestStep,
    /// How far it is.
    pub state: TestStepState,
    /// Since when.
    pub at: Option<Ms>,
}

/// One thing that happened on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "what", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TestFact {
    /// Hash and bytes are on the disk, before anything was sent.
    Written {
        /// The order's hash.
        hash: String,
    },
    /// The venue took it.
    Accepted {
        /// After so many ms.
        after: Ms,
    },
    /// The venue refused it.
    Refused {
        /// The venue's words.
        words: String,
    },
    /// No answer came: it is looked up by its hash.
    NotAnswered {
        /// What stood in the way, in the transport's words.
        words: String,
    },
    /// Seen among our open orders.
    SeenOpen,
    /// Seen on our own channel.
    SeenOnChannel,
    /// It was not seen where it should rest.
    NotSeen {
        /// Among our open orders.
        open: bool,
        /// On our own channel.
        channel: bool,
    },
    /// Cancelling was asked for.
    CancelSent,
    /// It is gone.
    Gone {
        /// Shares filled.
        filled: String,
        /// Of so many.
        of: String,
    },
    /// Cancelling was not confirmed: everything of the account is cancelled by the stop path.
    CancelUnsure {
        /// What stood in the way, in the venue's or the transport's words.
        words: String,
    },
    /// It may still rest, until it ends by itself.
    StillOpen {
        /// When that is at the latest.
        until: Ms,
    },
    /// The balance was read again.
    Balance {
        /// pUSD now.
        now: String,
        /// pUSD before.
        before: String,
    },
    /// It was found from an earlier run of the program that did not end, and is cleared up.
    TakenUp,
    /// The confirmation was taken back: nothing is live.
    Withdrawn,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestLogLine {
    /// When it happened, ms of the computer's clock.
    pub at: Ms,
    /// What happened or was seen, with its figures.
    pub fact: TestFact,
}

/// How a test order came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "outcome", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TestOutcome {
    /// There and back: live may be entered.
    Passed,
    /// Nothing was signed or sent, and the confirmation stands: the limits leave no room, the market changed, nobody answered.
    NotSent {
        /// What stood in the way: the key of the translated text.
        code: ErrorCode,
        /// What happened, in English, with figures.
        detail: String,
    },
    /// A step failed; nothing is live.
    Failed {
        /// The step that failed.
        step: TestStep,
        /// What went wrong in it.
        why: TestFailure,
    },
}

/// A test order under way, or the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TestOrderRun {
    /// Whether one is under way.
    pub running: bool,
    /// When it began; none where there never was one.
    pub began: Option<Ms>,
    /// When it ended.
    pub ended: Option<Ms>,
    /// The market's question.
    pub question: Option<String>,
    /// The outcome's name.
    pub order_outcome: Option<String>,
    /// Shares.
    pub shares: Option<String>,
    /// Its limit.
    pub price: Option<String>,
    /// The four steps.
    pub steps: Vec<TestStepView>,
    /// What happened, in its order.
    pub log: Vec<TestLogLine>,
    /// How it came out.
    pub outcome: Option<TestOutcome>,
}
