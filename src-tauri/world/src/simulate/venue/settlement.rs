//! How the transactions that we take part in settle: at once, or as a script says.

use pilotfish_copy::ids::TxHash;

use super::{Due, Venue};
use crate::simulate::script::SettleAct;

/// From the match to the block.
const MINED_AFTER_MS: i64 = 2_000;

/// From the match to its confirmation.
const CONFIRMED_AFTER_MS: i64 = 6_000;

/// A step of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Mined,
    Retrying,
    Confirmed,
    Failed,
}

/// What is asked of the next transactions.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    asked: Vec<SettleAct>,
    /// The transaction that was planned last: all trades of one sweep settle together.
    last: Option<TxHash>,
}

impl Venue {
    pub(crate) fn settle_next(&mut self, act: SettleAct) {
        self.plans.asked.push(act);
    }

    /// Plans how a transaction settles, once.
    pub(super) fn plan_settlement(&mut self, transaction: &TxHash) {
        if self.plans.last.as_ref() == Some(transaction) {
            return;
        }
        self.plans.last = Some(transaction.clone());
        let now = self.now;
        let Some(asked) = self.plans.asked.first_mut() else {
            self.due(now + MINED_AFTER_MS, Due::Settles(transaction.clone(), Step::Mined));
            self.due(
                now + CONFIRMED_AFTER_MS,
                Due::Settles(transaction.clone(), Step::Confirmed),
            );
            return;
        };
        let act = *asked;
        asked.times = asked.times.saturating_sub(1);
        if asked.times == 0 {
            self.plans.asked.remove(0);
        }
        self.due(now + MINED_AFTER_MS, Due::Settles(transaction.clone(), Step::Retrying));
        let last = if act.fails { Step::Failed } else { Step::Confirmed };
        self.due(
            now + act.after.0.max(CONFIRMED_AFTER_MS),
            Due::Settles(transaction.clone(), last),
        );
    }
}
