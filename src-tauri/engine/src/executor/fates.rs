//! Orders that may still be on their way, in real time: what keeps "not found" from being taken for "never placed".
//!
//! A request is good for as long as its authentication stamp is (30 s of real time, polymarket-api §1.5), so an order
//! that was sent and not answered, or sent by an earlier run, may arrive that long. The core counts in venue time, which
//! the demo runs up to 600 times faster; so it is only told that an order is missing when real time allows it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::ids::ChildId;
use pilotfish_copy::input::{OrderReport, PlaceOutcome};
use tokio::time::Instant;

/// How long a request may still arrive: the stamp's 30 s, and 5 s for clocks that differ.
pub(crate) const ARRIVAL_WINDOW: Duration = Duration::from_secs(35);

#[derive(Debug, Clone, Copy)]
enum Fate {
    /// Being sent now.
    Sending,
    /// Not answered; it was sent no later than that.
    SentBefore(Instant),
}

/// The orders that may still be on their way.
#[derive(Debug)]
pub(crate) struct Fates {
    open: Mutex<BTreeMap<ChildId, Fate>>,
    window: Duration,
}

impl Fates {
    pub(crate) fn new(window: Duration) -> Self {
        Self {
            open: Mutex::new(BTreeMap::new()),
            window,
        }
    }

    /// It is about to be sent.
    pub(crate) fn sending(&self, child: ChildId) {
        self.set(child, Fate::Sending);
    }

    /// It may have been sent until now (by an earlier run, which did not live to hear the answer).
    pub(crate) fn sent_before_now(&self, child: ChildId) {
        self.set(child, Fate::SentBefore(Instant::now()));
    }

    /// What the venue answered to it.
    pub(crate) fn answered(&self, child: ChildId, outcome: &PlaceOutcome) {
        match outcome {
            PlaceOutcome::Live | PlaceOutcome::Matched { .. } | PlaceOutcome::Refused(_) => self.settle(child),
            PlaceOutcome::Delayed | PlaceOutcome::Unknown { .. } => self.sent_before_now(child),
        }
    }

    /// Whether a report may be handed in: one that says "missing" not while the order may still arrive.
    pub(crate) fn allows(&self, child: ChildId, report: &OrderReport) -> bool {
        match report {
            OrderReport::Missing { matched } if matched.is_zero() => {}
            OrderReport::Missing { .. } | OrderReport::Open { .. } | OrderReport::Closed { .. } => {
                self.settle(child);
                return true;
            }
        }
        match self.lock().get(&child) {
            None => true,
            Some(Fate::Sending) => false,
            Some(Fate::SentBefore(at)) => at.elapsed() >= self.window,
        }
    }

    fn settle(&self, child: ChildId) {
        self.lock().remove(&child);
    }

    fn set(&self, child: ChildId, fate: Fate) {
        self.lock().insert(child, fate);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<ChildId, Fate>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::money::Shares;

    use super::*;

    const CHILD: ChildId = ChildId(1);
    const MISSING: OrderReport = OrderReport::Missing { matched: Shares::ZERO };

    #[tokio::test(start_paused = true)]
    async fn missing_is_no_news_while_the_order_may_still_arrive() {
        let fates = Fates::new(ARRIVAL_WINDOW);
        assert!(fates.allows(CHILD, &MISSING), "nothing was sent");
        fates.sending(CHILD);
        tokio::time::advance(ARRIVAL_WINDOW * 2).await;
        assert!(!fates.allows(CHILD, &MISSING), "however long the sending takes");
        fates.answered(
            CHILD,
            &PlaceOutcome::Unknown {
                reason: "time-out".to_owned(),
            },
        );
        tokio::time::advance(ARRIVAL_WINDOW - Duration::from_millis(1)).await;
        assert!(!fates.allows(CHILD, &MISSING));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(fates.allows(CHILD, &MISSING));
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_that_was_seen_there_is_believed_to_be_gone_at_once() {
        let fates = Fates::new(ARRIVAL_WINDOW);
        fates.sent_before_now(CHILD);
        assert!(fates.allows(CHILD, &OrderReport::Open { matched: Shares::ZERO }));
        assert!(fates.allows(CHILD, &MISSING));
        fates.sending(CHILD);
        fates.answered(CHILD, &PlaceOutcome::Live);
        assert!(fates.allows(CHILD, &MISSING));
    }
}
