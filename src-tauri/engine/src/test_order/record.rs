//! What happened to a test order, as it is told and kept.

use pilotfish_copy::money::{Price, Shares};
use pilotfish_store::{KeptTestOrder, TestEnding, TestOrder};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::plan::TestPlan;
use crate::clock::system_ms;
use crate::error::Failure;

/// The four steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl TestStep {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::Signed, Self::Resting, Self::Cancelled, Self::Balanced];

    /// The words that they are kept by.
    const WORDS: [(Self, &'static str); 4] = [
        (Self::Signed, "signed"),
        (Self::Resting, "resting"),
        (Self::Cancelled, "cancelled"),
        (Self::Balanced, "balanced"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        words.find(|(step, _)| *step == self).map_or("", |(_, word)| word)
    }

    /// The step with that word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let mut words = Self::WORDS.into_iter();
        words.find(|(_, its)| *its == word).map(|(step, _)| step)
    }
}

/// Why a test order did not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestFailure {
    /// The venue refused it.
    Refused,
    /// The venue refused it over the API key, which it takes otherwise.
    KeyTrap,
    /// It did not leave.
    NotSent,
    /// The venue took it under another name.
    Misnamed,
    /// No answer came, and it was not seen.
    NotAnswered,
    /// It was taken, and not seen where it should rest.
    NotSeen,
    /// It could not be shown to be cancelled.
    NotCancelled,
    /// Something was bought.
    Filled,
    /// The balance is not as it was.
    BalanceChanged,
    /// The balance could not be read afterwards.
    BalanceUnread,
    /// The program ended on the way.
    Interrupted,
    /// All was stopped on the way.
    Stopped,
    /// The program's own trouble, or a word of an older program.
    Other,
}

impl TestFailure {
    /// The words that they are kept by.
    const WORDS: [(Self, &'static str); 13] = [
        (Self::Refused, "refused"),
        (Self::KeyTrap, "key_trap"),
        (Self::NotSent, "not_sent"),
        (Self::Misnamed, "misnamed"),
        (Self::NotAnswered, "not_answered"),
        (Self::NotSeen, "not_seen"),
        (Self::NotCancelled, "not_cancelled"),
        (Self::Filled, "filled"),
        (Self::BalanceChanged, "balance_changed"),
        (Self::BalanceUnread, "balance_unread"),
        (Self::Interrupted, "interrupted"),
        (Self::Stopped, "stopped"),
        (Self::Other, "other"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        let mut words = Self::WORDS.into_iter();
        words.find(|(kind, _)| *kind == self).map_or("other", |(_, word)| word)
    }

    /// The failure with that word.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let mut words = Self::WORDS.into_iter();
        words
            .find(|(_, its)| *its == word)
            .map_or(Self::Other, |(kind, _)| kind)
    }
}

/// One thing that happened. Texts in it are the venue's or the transport's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TestFact {
    /// Hash and bytes are on the disk, before anything was sent.
    Written {
        /// The order's hash.
        hash: String,
    },
    /// The venue took it.
    Accepted {
        /// After so many ms.
        after_ms: i64,
    },
    /// The venue refused it.
    Refused {
        /// A stable word.
        code: String,
        /// The venue's words.
        words: String,
    },
    /// No answer came: it is looked up by its hash.
    NotAnswered {
        /// What stood in the way.
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
        filled: Shares,
        /// Of so many.
        of: Shares,
    },
    /// Cancelling was not confirmed: the stop path goes on.
    CancelUnsure {
        /// What stood in the way.
        words: String,
    },
    /// It may still rest, until it ends by itself.
    StillOpen {
        /// When that is at the latest, ms of the computer's clock.
        until: i64,
    },
    /// The balance was read again.
    Balance {
        /// pUSD now.
        now: pilotfish_copy::money::Usd,
        /// pUSD before.
        before: pilotfish_copy::money::Usd,
    },
    /// It was found from an earlier run that did not end, and is cleared up.
    TakenUp,
    /// The confirmation was taken back: nothing is live.
    Withdrawn,
}

impl TestFact {
    /// The step that it belongs to.
    const fn step(&self) -> Option<TestStep> {
        match self {
            Self::Written { .. } => Some(TestStep::Signed),
            Self::Accepted { .. }
            | Self::Refused { .. }
            | Self::NotAnswered { .. }
            | Self::SeenOpen
            | Self::SeenOnChannel
            | Self::NotSeen { .. } => Some(TestStep::Resting),
            Self::CancelSent | Self::CancelUnsure { .. } | Self::StillOpen { .. } | Self::Gone { .. } => {
                Some(TestStep::Cancelled)
            }
            Self::Balance { .. } => Some(TestStep::Balanced),
            Self::TakenUp | Self::Withdrawn => None,
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestLine {
    /// When, ms of the computer's clock.
    pub at: i64,
    /// What happened.
    pub fact: TestFact,
}

/// A test order and what happened to it so far.
#[derive(Debug, Clone, Default)]
pub struct TestRecord {
    /// When it began, ms of the computer's clock; none before anything was written.
    pub began: Option<i64>,
    /// The market's question.
    pub question: String,
    /// The outcome's name.
    pub outcome: String,
    /// Shares.
    pub shares: Shares,
    /// Its limit.
    pub price: Price,
    /// What happened, in its order.
    pub log: Vec<TestLine>,
    /// When and how it ended; none while it goes on.
    pub ended: Option<(i64, TestEnding)>,
    /// When and why it was not signed at all: nothing was sent, and the confirmation stands. Never kept.
    pub not_sent: Option<(i64, Failure)>,
    tell: Option<watch::Sender<Self>>,
}

impl TestRecord {
    /// As it is kept. A log that cannot be read is an empty one: what counts is how it ended.
    #[must_use]
    pub fn of(kept: &KeptTestOrder) -> Self {
        Self {
            log: serde_json::from_str(&kept.log).unwrap_or_default(),
            ended: kept.ended.clone(),
            ..Self::from_order(&kept.order)
        }
    }

    /// Of an order that is about to be signed.
    #[must_use]
    pub fn planned(plan: &TestPlan) -> Self {
        Self {
            began: Some(system_ms()),
            question: plan.market.question.clone(),
            outcome: plan.outcome().name.clone(),
            shares: plan.shares,
            price: plan.price,
            ..Self::default()
        }
    }

    fn from_order(order: &TestOrder) -> Self {
        Self {
            began: Some(order.created_at.0),
            question: order.question.clone(),
            outcome: order.outcome.clone(),
            shares: order.shares,
            price: order.price,
            log: Vec::new(),
            ended: None,
            not_sent: None,
            tell: None,
        }
    }

    pub(super) fn begun(order: &TestOrder, tell: &watch::Sender<Self>) -> Self {
        let mut record = Self::from_order(order);
        record.told_to(tell);
        record
    }

    pub(super) fn told_to(&mut self, tell: &watch::Sender<Self>) {
        self.tell = Some(tell.clone());
        self.show();
    }

    pub(super) fn say(&mut self, fact: TestFact) {
        tracing::info!(?fact, "test order");
        self.log.push(TestLine { at: system_ms(), fact });
        self.show();
    }

    pub(super) fn refused(&mut self, code: &str, words: impl Into<String>) {
        let (code, words) = (code.to_owned(), words.into());
        self.say(TestFact::Refused { code, words });
    }

    pub(super) fn finish(&mut self, at: i64, ending: TestEnding) {
        self.ended = Some((at, ending));
        self.show();
    }

    fn show(&self) {
        if let Some(tell) = &self.tell {
            tell.send_replace(Self {
                tell: None,
                ..self.clone()
            });
        }
    }

    pub(super) fn log_text(&self) -> String {
        serde_json::to_string(&self.log).unwrap_or_else(|_| "[]".to_owned())
    }

    /// Whether the log has such a fact.
    #[must_use]
    pub fn has(&self, is_it: impl Fn(&TestFact) -> bool) -> bool {
        self.log.iter().any(|line| is_it(&line.fact))
    }

    /// The step that it had come to.
    #[must_use]
    pub fn reached(&self) -> TestStep {
        let steps = self.log.iter().filter_map(|line| line.fact.step());
        steps.max().unwrap_or(TestStep::Signed)
    }

    /// When a step was last heard of, ms of the computer's clock.
    #[must_use]
    pub fn step_at(&self, step: TestStep) -> Option<i64> {
        let mut lines = self.log.iter().rev();
        lines.find(|line| line.fact.step() == Some(step)).map(|line| line.at)
    }

    /// Whether a step is over and as it should be.
    #[must_use]
    pub fn is_done(&self, step: TestStep) -> bool {
        match step {
            TestStep::Signed => self.has(|fact| matches!(fact, TestFact::Written { .. })),
            TestStep::Resting => {
                self.has(|fact| *fact == TestFact::SeenOpen) && self.has(|fact| *fact == TestFact::SeenOnChannel)
            }
            TestStep::Cancelled => self.has(|fact| matches!(fact, TestFact::Gone { filled, .. } if filled.is_zero())),
            TestStep::Balanced => self.has(|fact| matches!(fact, TestFact::Balance { now, before } if now == before)),
        }
    }
}
