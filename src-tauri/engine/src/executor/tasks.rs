//! Each job's call to the venue and what its answer becomes.

use std::future::Future;
use std::time::Duration;

use pilotfish_copy::ids::{ChildId, ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{CancelAnswer, Input, PlaceOutcome, Poll, Refusal, RefusalCode, RowSource};

use super::{Executor, Job};
use crate::port::PortError;

/// How long an order may take to be answered before its fate counts as unknown, real time.
const ORDER_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a reading may take, all its pages together, real time.
const READ_TIMEOUT: Duration = Duration::from_secs(20);
/// The pause after a look-up that found nothing of an order which may still arrive, real time.
const LOOK_UP_PAUSE: Duration = Duration::from_millis(250);

impl Executor {
    /// Does it, and says how long its like is to be left alone after it (real time).
    pub(super) async fn run(&self, job: Job) -> Duration {
        match job {
            Job::LookUp { child, hash, since } => return self.look_up(child, &hash, since).await,
            Job::Post { child, hash, body } => self.post(child, &hash, &body).await,
            Job::Cancel { child, hash } => self.cancel(child, &hash).await,
            Job::Book { token } => self.book(token).await,
            Job::Market { condition } => self.market(condition).await,
            Job::Positions { trader } => self.positions(trader).await,
            Job::Activity { trader, since } => self.activity(trader, since).await,
            Job::Account { since } => self.account(since).await,
        }
        Duration::ZERO
    }

    async fn post(&self, child: ChildId, hash: &OrderHash, body: &str) {
        let outcome = if self.shared.gate.is_closed() {
            let text = "stopped before it was sent".to_owned();
            PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Local,
                text,
            })
        } else {
            tokio::time::timeout(ORDER_TIMEOUT, self.shared.port.post(hash, body))
                .await
                .unwrap_or_else(|_| PlaceOutcome::Unknown {
                    reason: "no answer in time".to_owned(),
                })
        };
        self.shared.fates.answered(child, &outcome);
        match &outcome {
            PlaceOutcome::Unknown { reason } => {
                tracing::warn!(%child, %hash, reason, "an order's fate is unknown");
                self.shared.link.silence(reason).await;
            }
            // Said here, or by a connection that was not made: no sign of the venue's life.
            PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Local | RefusalCode::Unavailable,
                ..
            }) => {}
            _ => self.shared.link.sign_of_life(),
        }
        self.shared.inbox.input(Input::Placed { child, outcome }).await;
    }

    async fn cancel(&self, child: ChildId, hash: &OrderHash) {
        let answer = tokio::time::timeout(ORDER_TIMEOUT, self.shared.port.cancel(hash))
            .await
            .unwrap_or_else(|_| CancelAnswer::Unknown {
                reason: "no answer in time".to_owned(),
            });
        match &answer {
            CancelAnswer::Unknown { reason } => self.shared.link.silence(reason).await,
            CancelAnswer::Cancelled | CancelAnswer::NotCancelled { .. } => self.shared.link.sign_of_life(),
        }
        self.shared.inbox.input(Input::CancelAnswer { child, answer }).await;
    }

    /// A look-up that fails says nothing to the core: the child keeps its slot and is looked up again. Nor does one that
    /// finds nothing while the order may still arrive; the next is then put off a little, in real time.
    async fn look_up(&self, child: ChildId, hash: &OrderHash, since: VenueMs) -> Duration {
        match self.read(self.shared.port.look_up(hash, since)).await {
            Ok(found) => {
                if self.hand_in(child, found).await {
                    Duration::ZERO
                } else {
                    LOOK_UP_PAUSE
                }
            }
            Err(error) => {
                tracing::warn!(%child, %hash, %error, "an order could not be looked up");
                LOOK_UP_PAUSE
            }
        }
    }

    async fn book(&self, token: TokenId) {
        let input = match self.read(self.shared.port.book(&token)).await {
            Ok(book) => Input::Book(book),
            Err(error) => Input::NoBook {
                token,
                reason: error.to_string(),
            },
        };
        self.shared.inbox.input(input).await;
    }

    async fn market(&self, condition: ConditionId) {
        let input = match self.read(self.shared.port.market(&condition)).await {
            Ok(market) => Input::Market(market),
            Err(error) => Input::PollFailed {
                poll: Poll::Market { condition },
                reason: error.to_string(),
            },
        };
        self.shared.inbox.input(input).await;
    }

    async fn positions(&self, trader: WalletAddress) {
        let requested_at = self.now().await;
        let input = match self.read(self.shared.port.positions(&trader)).await {
            Ok(positions) => {
                self.shared.board.brought("positions", requested_at);
                Input::Snapshot {
                    trader,
                    requested_at,
                    positions,
                }
            }
            Err(error) => {
                self.shared.board.failed("positions");
                Input::PollFailed {
                    poll: Poll::Positions { trader },
                    reason: error.to_string(),
                }
            }
        };
        self.shared.inbox.input(input).await;
    }

    async fn activity(&self, trader: WalletAddress, since: VenueMs) {
        let input = match self.read(self.shared.port.activity(&trader, since)).await {
            Ok(rows) => Input::Rows {
                trader,
                rows,
                source: RowSource::Poll,
            },
            Err(error) => Input::PollFailed {
                poll: Poll::Activity { trader },
                reason: error.to_string(),
            },
        };
        self.shared.inbox.input(input).await;
    }

    async fn account(&self, since: VenueMs) {
        if let Err(error) = self.read_account(since).await {
            self.shared.board.failed("account");
            self.shared
                .inbox
                .input(Input::PollFailed {
                    poll: Poll::Account,
                    reason: error.to_string(),
                })
                .await;
        }
    }

    /// Positions are read before trades and handed in after them, so that what they show is explained by then.
    async fn read_account(&self, since: VenueMs) -> Result<(), PortError> {
        let inbox = &self.shared.inbox;
        let requested_at = self.now().await;
        let positions = self.read(self.shared.port.own_positions()).await?;
        let cash = self.read(self.shared.port.cash()).await?;
        for trade in self.read(self.shared.port.own_trades(since)).await? {
            inbox.input(Input::OwnTrade(trade)).await;
        }
        inbox.input(Input::Account { cash, requested_at }).await;
        inbox
            .input(Input::OwnPositions {
                requested_at,
                positions,
            })
            .await;
        self.shared.board.brought("account", requested_at);
        Ok(())
    }

    /// Venue time for a request that says when it was made. In the demo the server's clock is read anew for it: a server
    /// that cannot keep its speed up is behind what its last reading leads one to expect, and a snapshot must not claim
    /// to have seen what was not there yet.
    async fn now(&self) -> VenueMs {
        if self.shared.clock.reading().is_some()
            && let Ok(Some(reading)) = self.read(self.shared.port.clock()).await
        {
            let now = reading.now;
            self.shared.clock.set(reading);
            return now;
        }
        self.shared.clock.now()
    }

    async fn read<T>(&self, call: impl Future<Output = Result<T, PortError>>) -> Result<T, PortError> {
        let answer = tokio::time::timeout(READ_TIMEOUT, call)
            .await
            .unwrap_or_else(|_| Err(PortError::Unreachable("no answer in time".to_owned())));
        match &answer {
            Err(PortError::Unreachable(reason)) => self.shared.link.silence(reason).await,
            Ok(_) | Err(_) => self.shared.link.sign_of_life(),
        }
        answer
    }
}
