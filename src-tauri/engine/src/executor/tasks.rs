//! Each job's call to the venue and what its answer becomes.

use std::future::Future;
use std::sync::PoisonError;
use std::time::Duration;

use futures_util::FutureExt;
use pilotfish_copy::ids::{ChildId, ConditionId, OrderHash, RealMs, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{CancelAnswer, Input, Migration, PlaceOutcome, Poll, Refusal, RefusalCode, RowSource};
use pilotfish_copy::money::Shares;
use pilotfish_polymarket::public::MigrationRow;
use pilotfish_store::KillPoint;
use tokio::time::Instant;

use super::{Executor, Job, Key, Sought};
use crate::connectivity::Service;
use crate::departure::Departure;
use crate::feed_health::FeedKind;
use crate::gauges::Stage;
use crate::port::{PortError, within};
use crate::send_gate::StopsTaken;
use crate::time_source::TimeSource;

/// How long an order may take to be answered from when it left, before its fate counts as unknown, real time.
const ORDER_TIMEOUT: Duration = Duration::from_secs(12);
/// How long an order may wait for its turn in the port, real time.
const TURN_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a cancellation may take, its turn included, real time.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a reading may take, all its pages and their turns together, real time. The port's own time-outs come first: this
/// is for a port that hangs.
const READ_TIMEOUT: Duration = Duration::from_secs(300);
/// The longest pause that a venue that asks to be left alone is given before its look-up is repeated, real time.
const LEFT_ALONE_MOST: Duration = Duration::from_secs(300);
/// A trader's activity is read in so many parts by one poll; the next poll goes on from there.
const PARTS_AT_ONCE: usize = 5;
/// The pause after a look-up that failed, real time.
const LOOK_UP_PAUSE: Duration = Duration::from_millis(250);

/// What of a trader's activity was read.
enum Part {
    /// There is more; every row before this instant is handed in.
    Some(VenueMs),
    /// All that there is.
    Last,
    /// It could not be read, or something is missing of it.
    Unread,
}

impl Executor {
    /// Does it, and says how long its like is to be left alone after it (real time).
    pub(super) async fn run(&self, job: Job) -> Duration {
        match job {
            Job::LookUp(sought) => return self.look_up(sought).await,
            Job::Post {
                child,
                hash,
                body,
                decided,
                send_before,
            } => self.post(child, &hash, &body, decided, send_before).await,
            Job::Cancel { child, hash } => self.cancel(child, &hash).await,
            Job::Book { token } => self.book(token).await,
            Job::Market { condition } => self.market(condition).await,
            Job::Positions { trader, uncached } => self.positions(trader, uncached).await,
            Job::Activity { trader, since } => self.activity(trader, since).await,
            Job::Account { since } => drop(self.account(since).await),
            Job::Time => self.time().await,
        }
        Duration::ZERO
    }

    async fn post(&self, child: ChildId, hash: &OrderHash, body: &str, decided: StopsTaken, send_before: RealMs) {
        let departure = Departure::new(|| {
            if !self.shared.send_gate.lets_out(decided) {
                Err("stopped before it was sent".to_owned())
            } else if self.shared.real.at_the_latest() > send_before {
                Err("it waited too long to be sent".to_owned())
            } else {
                self.shared.send_gate.region_allows()
            }
        });
        let outcome = match departure.is_open() {
            Ok(()) => self.sent(hash, body, &departure).await,
            Err(reason) => not_sent(&reason),
        };
        match &outcome {
            PlaceOutcome::Unknown { reason } => {
                tracing::warn!(%child, %hash, reason, "an order's fate is unknown");
                self.shared.connectivity.silence(Service::Trading, reason).await;
            }
            PlaceOutcome::Misnamed { id } => {
                self.shared.connectivity.sign_of_life(Service::Trading);
                // Nothing of ours knows it by that name, so nobody else would take it back.
                let answer = self.shared.ports.trading.cancel(id).await;
                tracing::error!(%child, %hash, %id, ?answer, "the venue calls an order by another name");
            }
            // Said here, or by a connection that was not made: no sign of the venue's life.
            PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Local | RefusalCode::Unavailable,
                ..
            }) => {}
            _ => self.shared.connectivity.sign_of_life(Service::Trading),
        }
        if matches!(outcome, PlaceOutcome::Refused(_)) {
            self.shared.stop_path.sent.forget(hash);
        }
        let outcome = self.in_venue_time(outcome);
        KillPoint::ReplyUnbooked.pass();
        self.shared.inbox.input(Input::Placed { child, outcome }).await;
    }

    /// Hands an order to the port. Until it has left it is certainly not there; from then on nobody knows until it is answered.
    async fn sent(&self, hash: &OrderHash, body: &str, departure: &Departure<'_>) -> PlaceOutcome {
        self.shared.stop_path.sent.note(hash);
        let begun = Instant::now();
        let mut answer = self.shared.ports.trading.post(hash, body, departure);
        let unanswered = async {
            if let Ok(left_at) = tokio::time::timeout(TURN_TIMEOUT, departure.left()).await {
                tokio::time::sleep_until(left_at + ORDER_TIMEOUT).await;
            }
        };
        let outcome = tokio::select! {
            outcome = &mut answer => outcome,
            () = unanswered => if departure.call_off() {
                not_sent("its turn never came")
            } else {
                PlaceOutcome::Unknown {
                    reason: "no answer in time".to_owned(),
                }
            },
        };
        // Where it has left it is known at once when.
        if let Some(left_at) = departure.left().now_or_never() {
            self.shared.gauges.note(Stage::Leave, left_at.duration_since(begun));
            self.shared.gauges.note(Stage::Answer, left_at.elapsed());
        }
        outcome
    }

    /// A rate limit counts in real time wherever the venue's own time runs; the core waits in venue time.
    fn in_venue_time(&self, outcome: PlaceOutcome) -> PlaceOutcome {
        match outcome {
            PlaceOutcome::Refused(refusal) if refusal.code == RefusalCode::RateLimited => {
                PlaceOutcome::Refused(Refusal {
                    retry_after_ms: refusal.retry_after_ms.map(|ms| self.shared.clock.venue_ms(ms)),
                    ..refusal
                })
            }
            other => other,
        }
    }

    async fn cancel(&self, child: ChildId, hash: &OrderHash) {
        let answer = tokio::time::timeout(CANCEL_TIMEOUT, self.shared.ports.trading.cancel(hash))
            .await
            .unwrap_or_else(|_| CancelAnswer::Unknown {
                reason: "no answer in time".to_owned(),
            });
        match &answer {
            CancelAnswer::Unknown { reason } => self.shared.connectivity.silence(Service::Trading, reason).await,
            CancelAnswer::Cancelled | CancelAnswer::NotOpen { .. } | CancelAnswer::Matched { .. } => {
                self.shared.connectivity.sign_of_life(Service::Trading);
            }
        }
        KillPoint::CancelUnbooked.pass();
        self.shared.inbox.input(Input::CancelAnswer { child, answer }).await;
    }

    /// A look-up that fails says nothing to the core: the child keeps its slot and is looked up again; the next is put off a
    /// little, in real time.
    async fn look_up(&self, Sought { child, hash, since }: Sought) -> Duration {
        let began = self.look_begins();
        match self
            .read(Service::Trading, self.shared.ports.trading.look_up(&hash, since))
            .await
        {
            Ok(found) => {
                self.hand_in(child, found, began).await;
                Duration::ZERO
            }
            Err(error) => {
                tracing::warn!(%child, %hash, %error, "an order could not be looked up");
                error
                    .wait()
                    .map_or(LOOK_UP_PAUSE, |wait| wait.clamp(LOOK_UP_PAUSE, LEFT_ALONE_MOST))
            }
        }
    }

    async fn book(&self, token: TokenId) {
        let input = match self
            .read(Service::Trading, self.shared.ports.market_data.book(&token))
            .await
        {
            Ok(book) => Input::Book(book),
            Err(error) => Input::NoBook {
                token,
                reason: error.to_string(),
            },
        };
        self.shared.inbox.input(input).await;
    }

    async fn market(&self, condition: ConditionId) {
        let (key, asked) = (Key::Market(condition.clone()), Instant::now());
        let input = match self
            .read(Service::Markets, self.shared.ports.market_data.market(&condition))
            .await
        {
            Ok(market) => {
                self.shared.spacing.was_read(key, asked);
                Input::Market(market)
            }
            Err(error) => {
                self.shared.spacing.was_not_read(&key);
                Input::PollFailed {
                    poll: Poll::Market { condition },
                    reason: error.to_string(),
                }
            }
        };
        self.shared.inbox.input(input).await;
    }

    async fn positions(&self, trader: WalletAddress, uncached: bool) {
        let requested_at = self.now().await;
        let input = match self
            .read(Service::Data, self.shared.ports.traders.positions(&trader, uncached))
            .await
        {
            Ok(list) => {
                self.shared.feed_health.brought(FeedKind::Positions, requested_at);
                Input::Snapshot {
                    trader,
                    requested_at,
                    quality: list.quality,
                    positions: list.positions,
                }
            }
            Err(error) => {
                self.shared.feed_health.failed(FeedKind::Positions);
                Input::PollFailed {
                    poll: Poll::Positions { trader },
                    reason: error.to_string(),
                }
            }
        };
        self.shared.inbox.input(input).await;
    }

    /// What was moved elsewhere is handed in before the rows, which would otherwise look like sales of it.
    async fn activity(&self, trader: WalletAddress, since: VenueMs) {
        let (key, asked) = (Key::Activity(trader.clone()), Instant::now());
        let mut since = self.caught_up(&trader).map_or(since, |through| through.max(since));
        for _ in 0..PARTS_AT_ONCE {
            match self.activity_part(&trader, since).await {
                Part::Some(through) => since = through,
                Part::Last => return self.shared.spacing.was_read(key, asked),
                Part::Unread => break,
            }
        }
        self.shared.spacing.was_not_read(&key);
    }

    /// Hands in one part of a trader's activity.
    async fn activity_part(&self, trader: &WalletAddress, since: VenueMs) -> Part {
        let requested_at = self.now().await;
        let read = match self
            .read(Service::Data, self.shared.ports.traders.activity(trader, since))
            .await
        {
            Ok(read) => read,
            Err(error) => {
                self.shared.feed_health.activity_read(trader, false);
                let failed = Input::PollFailed {
                    poll: Poll::Activity { trader: trader.clone() },
                    reason: error.to_string(),
                };
                self.shared.inbox.input(failed).await;
                return Part::Unread;
            }
        };
        self.shared.feed_health.activity_read(trader, true);
        for row in read.migrations {
            let migration = Input::Migration {
                trader: trader.clone(),
                tx: row.tx.clone(),
                at: row.at,
                moved: self.which_way(trader, row),
            };
            self.shared.inbox.input(migration).await;
        }
        let rows = Input::Rows {
            trader: trader.clone(),
            rows: read.rows,
            source: RowSource::Poll {
                // Of a part, what is indexed before its end was read.
                requested_at: read.through.map_or(requested_at, |through| through.min(requested_at)),
                complete: read.complete,
            },
        };
        self.shared.inbox.input(rows).await;
        let mut catching_up = self.shared.catching_up.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(through) = read.through {
            catching_up.insert(trader.clone(), through);
            return Part::Some(through);
        }
        catching_up.remove(trader);
        if read.complete { Part::Last } else { Part::Unread }
    }

    /// Up to when a trader's activity was read by a catch-up that is not over.
    fn caught_up(&self, trader: &WalletAddress) -> Option<VenueMs> {
        let catching_up = self.shared.catching_up.lock().unwrap_or_else(PoisonError::into_inner);
        catching_up.get(trader).copied()
    }

    /// Of a pair of tokens in one transaction, what the trader is known to have held is what left.
    fn which_way(&self, trader: &WalletAddress, row: MigrationRow) -> Migration {
        let view = self.shared.view.borrow();
        let state = view.core.state();
        let follow = state.follow_of(trader).map(|follow| follow.id);
        let known = |token: &TokenId| {
            let known = state.known_position(&(follow?, token.clone()))?;
            (known.shares > Shares::ZERO).then_some(())
        };
        match (row.moved, row.from_condition) {
            (Migration::Token { from, to, shares, .. }, Some(condition))
                if known(&from).is_none() && known(&to).is_some() =>
            {
                Migration::Token {
                    from: to,
                    to: from,
                    condition,
                    shares,
                }
            }
            (moved, _) => moved,
        }
    }

    async fn time(&self) {
        let input = match self
            .read(Service::Trading, self.shared.time.set(&self.shared.clock))
            .await
        {
            Ok(at) => Input::VenueTime { at },
            Err(error) => Input::PollFailed {
                poll: Poll::Time,
                reason: error.to_string(),
            },
        };
        self.shared.inbox.input(input).await;
    }

    /// Venue time for a request that says when it was made. In the demo the server's clock is read anew for it: a server
    /// that cannot keep its speed up is behind what its last reading leads one to expect, and a snapshot must not claim
    /// to have seen what was not there yet.
    pub(super) async fn now(&self) -> VenueMs {
        if matches!(self.shared.time, TimeSource::Demo(_))
            && self.shared.clock.reading().is_some()
            && let Ok(now) = self
                .read(Service::Trading, self.shared.time.set(&self.shared.clock))
                .await
        {
            return now;
        }
        self.shared.clock.now()
    }

    /// Asks a service of the venue; what comes or does not come says whether it is there.
    pub(super) async fn read<T>(
        &self,
        service: Service,
        call: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        let answer = within(READ_TIMEOUT, call).await;
        match &answer {
            Err(PortError::Unreachable(reason)) => self.shared.connectivity.silence(service, reason).await,
            Err(PortError::NotAsked { .. }) => {}
            Ok(_) | Err(_) => self.shared.connectivity.sign_of_life(service),
        }
        answer
    }
}

/// That an order did not leave.
fn not_sent(text: &str) -> PlaceOutcome {
    PlaceOutcome::Refused(Refusal {
        code: RefusalCode::Local,
        text: text.to_owned(),
        retry_after_ms: None,
    })
}
