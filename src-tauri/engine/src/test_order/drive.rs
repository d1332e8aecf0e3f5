//! One test order, there and back.

use std::time::Duration;

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{CancelAnswer, OrderReport, PlaceOutcome, RefusalCode};
use pilotfish_copy::money::Shares;
use pilotfish_copy::{Core, Intervals};
use pilotfish_polymarket::trading::key_trap::is_key_trap;
use pilotfish_store::{Store, TestEnding, TestOrder};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::record::{TestFact, TestFailure, TestRecord, TestStep};
use super::{Cut, Pace, REQUEST_TIMEOUT, failed};
use crate::departure::Departure;
use crate::error::EngineError;
use crate::port::{Feed, FeedEvent, OrderLookup, PortError, TradingVenue, within};
use crate::stop::StopPath;

/// How long an order may take to leave and be answered, real time.
const POST_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a cancellation that was not answered is asked again before the stop path is taken.
const CANCELS: u32 = 3;
/// The venue keeps an order for so long after its expiry at most: its security threshold on the wire, ms.
pub(super) const THRESHOLD_MS: i64 = 60_000;
/// So much later an order that nobody could look at counts as ended, ms.
pub(super) const DOUBT_MS: i64 = 600_000;
/// Trades are looked for from so long before the order, ms.
const TRADES_BEFORE_MS: i64 = 60_000;
/// Events of our own channel that wait at most.
const EVENTS_WAITING: usize = 256;

/// Our own channel, from before the order on.
pub(super) struct Channel {
    heard: mpsc::Receiver<FeedEvent>,
    _stop: DropGuard,
}

impl Channel {
    /// Opens it and waits until it is up.
    pub(super) async fn open(trading: &dyn TradingVenue, patience: Duration) -> Result<Self, EngineError> {
        let (events, mut heard) = mpsc::channel(EVENTS_WAITING);
        let stop = CancellationToken::new();
        tokio::spawn(trading.stream_account(events, stop.clone()));
        let up = async {
            while let Some(event) = heard.recv().await {
                if event == FeedEvent::Up(Feed::Account) {
                    return Ok(());
                }
            }
            Err(PortError::Unreachable("our own channel ended".to_owned()))
        };
        let stop = stop.drop_guard();
        within(patience, up).await?;
        Ok(Self { heard, _stop: stop })
    }

    /// Whether it has told of that order by now.
    fn told_of(&mut self, hash: &OrderHash) -> bool {
        let mut told = false;
        while let Ok(event) = self.heard.try_recv() {
            told |= match &event {
                FeedEvent::Order { hash: of, .. } | FeedEvent::Unclear(of) => of == hash,
                FeedEvent::OwnTrade(trade) => trade.hash == *hash,
                _ => false,
            };
        }
        told
    }
}

/// A committed test order on its way.
pub(super) struct Drive<'a> {
    pub(super) trading: &'a dyn TradingVenue,
    pub(super) store: &'a Store,
    pub(super) stop_path: &'a StopPath,
    pub(super) order: &'a TestOrder,
    pub(super) pace: Pace,
    pub(super) cut: &'a Cut,
}

/// What came of sending it.
enum Posted {
    /// It may be at the venue.
    Maybe,
    /// It is not, for certain.
    Not(TestEnding),
    /// It is, and not as it should be; it may have another name.
    Wrong(TestEnding, Option<OrderHash>),
}

impl Drive<'_> {
    /// Sends it, sees it, takes it back. Whatever the ending, it was asked to be cancelled where it may be at the venue.
    pub(super) async fn there_and_back(&self, body: &str, mut channel: Channel, record: &mut TestRecord) -> TestEnding {
        let (mut ending, seen) = match self.post(body, record).await {
            Posted::Not(ending) => return ending,
            Posted::Wrong(ending, other) => {
                if let Some(other) = other {
                    self.cancel_other(&other).await;
                }
                (Some(ending), false)
            }
            Posted::Maybe => match self.see(&mut channel, record).await {
                Ok(()) => (None, true),
                // It was not waited for any longer.
                Err(_) if self.cut.is_short() => (None, false),
                Err(ending) => (Some(ending), false),
            },
        };
        self.note(record).await;
        if seen {
            tokio::select! {
                () = tokio::time::sleep(self.pace.rests) => {}
                () = self.cut.0.cancelled() => {}
            }
        }
        match self.take_back(record).await {
            Ok(filled) if filled > Shares::ZERO => {
                ending.get_or_insert_with(|| failed(TestStep::Resting, TestFailure::Filled));
            }
            // That the stop path took it off does not prove that our own cancellation works.
            Ok(_) if !record.has(|fact| matches!(fact, TestFact::CancelUnsure { .. })) => {}
            Ok(_) | Err(_) => {
                ending.get_or_insert_with(|| failed(TestStep::Cancelled, TestFailure::NotCancelled));
            }
        }
        self.note(record).await;
        if let Err(why) = self.balance(record).await {
            ending.get_or_insert_with(|| failed(TestStep::Balanced, why));
        }
        ending.unwrap_or_else(|| {
            if self.cut.is_short() {
                failed(TestStep::Resting, TestFailure::Stopped)
            } else {
                TestEnding::Passed
            }
        })
    }

    /// Keeps what happened so far. What cannot be kept now is kept with the end.
    pub(super) async fn note(&self, record: &TestRecord) {
        let kept = self.store.note_test_order(&self.order.hash, &record.log_text()).await;
        if let Err(error) = kept {
            tracing::warn!(%error, "the test order's log is not kept yet");
        }
    }

    async fn post(&self, body: &str, record: &mut TestRecord) -> Posted {
        let began = Instant::now();
        let departure = Departure::new(|| {
            if self.cut.is_short() {
                Err("stopped before it was sent".to_owned())
            } else {
                Ok(())
            }
        });
        let hash = &self.order.hash;
        self.stop_path.sent.note(hash);
        let outcome = tokio::time::timeout(POST_TIMEOUT, self.trading.post(hash, body, &departure)).await;
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(_) if departure.call_off() => {
                record.refused("not_sent", "it waited too long for its turn");
                return Posted::Not(failed(TestStep::Resting, TestFailure::NotSent));
            }
            Err(_) => PlaceOutcome::Unknown {
                reason: "no answer in time".to_owned(),
            },
        };
        let after_ms = i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX);
        match outcome {
            PlaceOutcome::Live | PlaceOutcome::Delayed => {
                record.say(TestFact::Accepted { after_ms });
                Posted::Maybe
            }
            // It should only have rested.
            PlaceOutcome::Matched { .. } => {
                record.say(TestFact::Accepted { after_ms });
                Posted::Wrong(failed(TestStep::Resting, TestFailure::Filled), None)
            }
            PlaceOutcome::Refused(refusal) => {
                let trap = is_key_trap(&refusal.text);
                let why = if self.cut.is_short() && refusal.code == RefusalCode::Local {
                    TestFailure::Stopped
                } else if trap {
                    TestFailure::KeyTrap
                } else {
                    TestFailure::Refused
                };
                record.refused(&word(&refusal.code), refusal.text);
                Posted::Not(failed(TestStep::Resting, why))
            }
            PlaceOutcome::Unknown { reason } => {
                record.say(TestFact::NotAnswered { words: reason });
                Posted::Maybe
            }
            PlaceOutcome::Misnamed { id } => {
                record.refused("misnamed", id.to_string());
                Posted::Wrong(failed(TestStep::Resting, TestFailure::Misnamed), Some(id))
            }
        }
    }

    /// Waits until it stands in the open orders and was told of on our own channel.
    async fn see(&self, channel: &mut Channel, record: &mut TestRecord) -> Result<(), TestEnding> {
        let until = Instant::now() + self.pace.patience;
        let (mut open, mut told) = (false, false);
        loop {
            if !told && channel.told_of(&self.order.hash) {
                told = true;
                record.say(TestFact::SeenOnChannel);
            }
            if !open && self.is_listed().await == Some(true) {
                open = true;
                record.say(TestFact::SeenOpen);
            }
            if open && told {
                return Ok(());
            }
            if Instant::now() >= until || self.cut.is_short() {
                break;
            }
            tokio::time::sleep(self.pace.every).await;
        }
        record.say(TestFact::NotSeen { open, channel: told });
        let answered = record.has(|fact| matches!(fact, TestFact::Accepted { .. }));
        let why = if answered {
            TestFailure::NotSeen
        } else {
            TestFailure::NotAnswered
        };
        Err(failed(TestStep::Resting, why))
    }

    /// Whether it is among the open orders; none where the venue does not say.
    async fn is_listed(&self) -> Option<bool> {
        let orders = within(REQUEST_TIMEOUT, self.trading.own_orders()).await.ok()?;
        Some(orders.iter().any(|order| order.hash == self.order.hash))
    }

    /// Cancels it and sees it gone; how much of it was filled. Where cancelling is not confirmed, the stop path goes on: the account is
    /// stopped then.
    ///
    /// # Errors
    /// It may still rest; why, in words.
    pub(super) async fn take_back(&self, record: &mut TestRecord) -> Result<Shares, String> {
        record.say(TestFact::CancelSent);
        let mut trouble = String::new();
        for _ in 0..CANCELS {
            match self.cancel(&self.order.hash).await {
                CancelAnswer::Unknown { reason } => trouble = reason,
                CancelAnswer::Cancelled | CancelAnswer::NotOpen { .. } | CancelAnswer::Matched { .. } => {
                    return self.gone(record).await;
                }
            }
            tokio::time::sleep(self.pace.every).await;
        }
        record.say(TestFact::CancelUnsure { words: trouble });
        self.stop_path.sent.note(&self.order.hash);
        // A core without orders: the only one that is known is this one.
        let report = self.stop_path.run(Some(&Core::new(Intervals::default()))).await;
        tracing::warn!(?report, "the test order was cancelled by the stop path");
        self.gone(record).await
    }

    async fn cancel(&self, hash: &OrderHash) -> CancelAnswer {
        let asked = tokio::time::timeout(REQUEST_TIMEOUT, self.trading.cancel(hash)).await;
        asked.unwrap_or_else(|_| CancelAnswer::Unknown {
            reason: "no answer in time".to_owned(),
        })
    }

    /// What the venue took under another name is cancelled under it.
    async fn cancel_other(&self, id: &OrderHash) {
        for _ in 0..CANCELS {
            match self.cancel(id).await {
                CancelAnswer::Unknown { reason } => tracing::warn!(reason, "the misnamed order may still rest"),
                _ => return,
            }
            tokio::time::sleep(self.pace.every).await;
        }
        self.stop_path.sent.note(id);
        let report = self.stop_path.run(Some(&Core::new(Intervals::default()))).await;
        tracing::warn!(?report, "the misnamed order was cancelled by the stop path");
    }

    /// Waits until the list of open orders and the look-up both say that it is over.
    async fn gone(&self, record: &mut TestRecord) -> Result<Shares, String> {
        let since = self.order.created_at.plus(-TRADES_BEFORE_MS);
        let until = Instant::now() + self.pace.patience;
        let trouble = loop {
            let found = within(REQUEST_TIMEOUT, self.trading.look_up(&self.order.hash, since)).await;
            let trouble = match found {
                Ok(found) => match over(&found) {
                    Some(filled) if self.is_listed().await == Some(false) => {
                        record.say(TestFact::Gone {
                            filled,
                            of: self.order.shares,
                        });
                        return Ok(filled);
                    }
                    _ => "it is still among the open orders, or nobody says".to_owned(),
                },
                Err(error) => error.to_string(),
            };
            if Instant::now() >= until {
                break trouble;
            }
            tokio::time::sleep(self.pace.every).await;
        };
        record.say(TestFact::StillOpen {
            until: self.order.expires_at.plus(THRESHOLD_MS).0,
        });
        Err(trouble)
    }

    /// Reads the balance until it is as before, or long enough.
    ///
    /// # Errors
    /// The word for what is wrong.
    pub(super) async fn balance(&self, record: &mut TestRecord) -> Result<(), TestFailure> {
        let until = Instant::now() + self.pace.patience;
        let before = self.order.cash_before;
        let mut last = None;
        loop {
            if let Ok(now) = within(REQUEST_TIMEOUT, self.trading.cash()).await {
                last = Some(now);
                if now == before {
                    break;
                }
            }
            if Instant::now() >= until {
                break;
            }
            tokio::time::sleep(self.pace.every).await;
        }
        let Some(now) = last else {
            return Err(TestFailure::BalanceUnread);
        };
        record.say(TestFact::Balance { now, before });
        if now == before {
            Ok(())
        } else {
            Err(TestFailure::BalanceChanged)
        }
    }
}

/// How much was filled of an order that is surely over; none while it may be open.
fn over(found: &OrderLookup) -> Option<Shares> {
    match &found.report {
        OrderReport::Closed { matched, .. } => Some(*matched),
        OrderReport::Missing { matched } if found.complete => Some(*matched),
        OrderReport::Missing { .. } | OrderReport::Open { .. } => None,
    }
}

/// A refusal's class by its stable word.
fn word(code: &pilotfish_copy::input::RefusalCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(word)) => word,
        _ => "other".to_owned(),
    }
}
