//! One relayed transaction: its states, when it comes to each, and what it does when it is mined.

use pilotfish_copy::ids::{TxHash, VenueMs};

use super::ledger::carry_out;
use super::submission::{RelayKind, Submission};
use crate::habits::{Draw, Habit};
use crate::signed_order::wallet_address;
use crate::venue::VenueState;
use crate::world_gen::rng::{hash_of, tx_of};

/// From the submission to each state, in milliseconds. The documented example was confirmed 38 s after it was submitted.
pub const EXECUTED_AFTER_MS: i64 = 2_000;
pub const MINED_AFTER_MS: i64 = 6_000;
pub const CONFIRMED_AFTER_MS: i64 = 38_000;

/// How many of a million transactions fail with that habit; a third of them are never sent.
const FAILURES: u64 = 150_000;

/// How many of a million wait with that habit, and for how long: half of them before they are sent, half before they are
/// mined.
const STUCK: u64 = 250_000;
const STUCK_MS: (i64, i64) = (120_000, 1_800_000);

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayState {
    /// Taken.
    New,
    /// Sent to the chain: it has a hash, which may be another in the end.
    Executed,
    /// In a block: what it does is done.
    Mined,
    /// Final.
    Confirmed,
    /// Never sent. Final.
    Invalid,
    /// In a block, but reverted: nothing was done. Final.
    Failed,
}

impl RelayState {
    /// As the relayer writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "STATE_NEW",
            Self::Executed => "STATE_EXECUTED",
            Self::Mined => "STATE_MINED",
            Self::Confirmed => "STATE_CONFIRMED",
            Self::Invalid => "STATE_INVALID",
            Self::Failed => "STATE_FAILED",
        }
    }

    /// Whether it comes no further.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Invalid | Self::Failed)
    }
}

/// What the habits do to a transaction beside what it does itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Fate {
    /// It is not sent.
    never_sent: bool,
    /// It is mined and reverts.
    reverts: bool,
    /// How much longer it takes to be sent.
    sent_later_ms: i64,
    /// How much longer it takes to be mined.
    mined_later_ms: i64,
}

impl Fate {
    /// Of the transaction of that number.
    pub(super) fn drawn(state: &VenueState, seed: u64, number: usize) -> Self {
        let habits = &state.habits;
        let mut fate = Self::default();
        let subject = format!("transaction {number}");
        if habits.has(Habit::FailedTransactions) {
            let mut draw = Draw::of(seed, Habit::FailedTransactions, &subject, 0);
            if draw.chance(FAILURES) {
                fate.never_sent = draw.between(0, 2) == 0;
                fate.reverts = !fate.never_sent;
            }
        }
        if habits.has(Habit::StuckTransactions) {
            let mut draw = Draw::of(seed, Habit::StuckTransactions, &subject, 0);
            if draw.chance(STUCK) {
                let later = state.bounded(draw.between(STUCK_MS.0, STUCK_MS.1));
                if draw.between(0, 1) == 0 {
                    fate.sent_later_ms = later;
                } else {
                    fate.mined_later_ms = later;
                }
            }
        }
        fate
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// A UUID.
    pub id: String,
    pub submission: Submission,
    pub state: RelayState,
    /// Empty until it is sent.
    pub hash: TxHash,
    /// Why it is invalid or failed.
    pub error: Option<String>,
    pub created_at: VenueMs,
    /// When it came to its state.
    pub updated_at: VenueMs,
    fate: Fate,
    /// The hash that it gets.
    sent_as: TxHash,
}

impl Transaction {
    pub(super) fn new(seed: u64, number: usize, submission: Submission, fate: Fate, now: VenueMs) -> Self {
        let name = format!("relayed {number}");
        Self {
            id: uuid_of(&hash_of(seed, "relayed", &name)),
            submission,
            state: RelayState::New,
            hash: TxHash::new(""),
            error: None,
            created_at: now,
            updated_at: now,
            fate,
            sent_as: tx_of(seed, &name),
        }
    }

    /// Whether it may still come further before it is in a block.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, RelayState::New | RelayState::Executed)
    }

    /// When it is in a block.
    #[must_use]
    pub fn mined_at(&self) -> VenueMs {
        let later = self.fate.sent_later_ms + self.fate.mined_later_ms;
        self.created_at.plus(MINED_AFTER_MS + later)
    }

    /// When it comes to its next state.
    pub(super) fn due(&self) -> Option<VenueMs> {
        let sent = EXECUTED_AFTER_MS + self.fate.sent_later_ms;
        let mined = MINED_AFTER_MS + self.fate.sent_later_ms + self.fate.mined_later_ms;
        let after = match self.state {
            RelayState::New => sent,
            RelayState::Executed => mined,
            RelayState::Mined => mined + CONFIRMED_AFTER_MS - MINED_AFTER_MS,
            RelayState::Confirmed | RelayState::Invalid | RelayState::Failed => return None,
        };
        Some(self.created_at.plus(after))
    }

    /// Takes it one state further; gives whether the wallet's nonce counts that.
    pub(super) fn step(&mut self, state: &mut VenueState) -> bool {
        self.updated_at = state.now;
        match self.state {
            RelayState::New if self.fate.never_sent => {
                self.state = RelayState::Invalid;
                self.error = Some("transaction simulation failed".to_owned());
                false
            }
            RelayState::New => {
                self.state = RelayState::Executed;
                self.hash = self.sent_as.clone();
                false
            }
            RelayState::Executed => self.mine(state),
            RelayState::Mined => {
                self.state = RelayState::Confirmed;
                false
            }
            RelayState::Confirmed | RelayState::Invalid | RelayState::Failed => false,
        }
    }

    /// What reverts takes the wallet's own count of nonces back with it; the hub counts a proxy's all the same.
    fn mine(&mut self, state: &mut VenueState) -> bool {
        let wallet = wallet_address(self.submission.wallet);
        let outcome = if self.fate.reverts {
            Err("execution reverted".to_owned())
        } else {
            // Of the kinds that come here undeployed, each deploys.
            state.deploy(&wallet);
            let actions = &self.submission.actions;
            carry_out(state, &wallet, actions, &self.hash).map_err(|failed| failed.to_string())
        };
        let kind = self.submission.kind;
        match outcome {
            Ok(()) => {
                self.state = RelayState::Mined;
                !matches!(kind, RelayKind::SafeCreate | RelayKind::WalletCreate)
            }
            Err(error) => {
                self.state = RelayState::Failed;
                self.error = Some(error);
                kind == RelayKind::Proxy
            }
        }
    }
}

/// A version-4 UUID's form around the first digits of a hash (`0x` and 64 digits).
fn uuid_of(hash: &str) -> String {
    let part = |from: usize, to: usize| hash.get(from + 2..to + 2).unwrap_or_default();
    format!(
        "{}-{}-4{}-a{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}
