//! The commit, and what happens where the disk does not take it: it waits, and all that comes in waits behind it.
//!
//! Nothing is decided meanwhile. What would be decided could not be written down, and what is not written down is not sent: so
//! nothing of the core's is placed, moved or cancelled. The stop path, which needs no database, works. As soon as the disk takes
//! the commit, what waited is taken in, in its order; nothing of it is lost but by the engine's own end.

use std::time::Duration;

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::Notice;
use pilotfish_copy::input::UserInput;
use pilotfish_store::{Readings, Remedy, StoreError};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{CoreLoop, after};
use crate::commit_batch::CommitBatch;
use crate::error::EngineError;
use crate::inbox::Message;
use crate::notice::NamedNotice;

/// A commit is tried so often before it is said that it waits.
const QUICK_TRIES: u32 = 3;
/// The pause before the second try; each is twice the one before.
const PAUSE_FIRST: Duration = Duration::from_millis(200);
/// The longest: as often as that a full disk is tried for hours, for the cost of one refused write.
const PAUSE_MOST: Duration = Duration::from_secs(5);
/// So many messages wait behind a commit at most. With 200 traders that is hours of their trades, and some ten MB.
const HELD_MOST: usize = if cfg!(test) { 256 } else { 65_536 };
/// What is known of orders and account is old after so long, real time: they are read before anything is placed.
const OLD_AFTER_MS: i64 = 30_000;

impl CoreLoop {
    /// Writes the batch down, however long the disk takes to take it. Whether to go on is the answer: `false` where the engine
    /// is to end and the batch is given up, which a start makes good, as after a kill.
    ///
    /// # Errors
    /// For a commit that no waiting mends, and where too much waits behind it.
    pub(super) async fn commit(&mut self, batch: &mut CommitBatch, ends: bool) -> Result<bool, EngineError> {
        let begun = self.parts.real.at_the_earliest();
        let mut pause = PAUSE_FIRST;
        let mut refusals = 0;
        loop {
            let ahead = batch.ahead.take();
            let error = match self.store.commit_after(ahead, batch.rows(), &self.readings).await {
                Ok(()) => break,
                Err(error) if error.remedy() != Remedy::TryLater => return Err(error.into()),
                Err(error) => error,
            };
            refusals += 1;
            if refusals < QUICK_TRIES {
                tracing::warn!(%error, "a commit is tried again");
                tokio::time::sleep(pause).await;
            } else if ends {
                tracing::warn!(%error, "the engine ends; what came last is not written down");
                return Ok(false);
            } else {
                self.say_that_it_waits(batch, &error);
                if !self.take_in_for(pause, &error).await? {
                    return Ok(false);
                }
            }
            pause = (pause * 2).min(PAUSE_MOST);
        }
        self.readings = Readings::default();
        if self.parts.disk.takes() {
            tracing::info!("the disk takes commits again");
            self.announce(&Notice::Lifted {
                reason: HaltReason::NotWritten,
            });
        }
        if self.parts.verify {
            after::compare(&self.core, &self.store, self.parts.mode).await?;
        }
        let waited = self.parts.real.at_the_latest().since(begun);
        if refusals > 0 && waited >= OLD_AFTER_MS {
            self.woke(Duration::from_millis(waited.unsigned_abs()));
        }
        Ok(true)
    }

    fn say_that_it_waits(&self, batch: &mut CommitBatch, error: &StoreError) {
        // What these asked for is taken in, and part of the commit that waits.
        for reply in batch.replies.drain(..) {
            // Who asked may have gone.
            let _ = reply.send(Err(EngineError::NotYetWritten(error.to_string())));
        }
        if self.parts.disk.refuses(self.parts.clock.now(), &error.to_string()) {
            tracing::error!(%error, "the disk does not take a commit: nothing is placed until it does");
            self.announce(&Notice::Halted {
                reason: HaltReason::NotWritten,
            });
        }
    }

    fn announce(&self, notice: &Notice) {
        if let Some(named) = NamedNotice::of(notice, self.core.state()) {
            self.parts.bus.announce(named);
        }
    }

    /// Takes in what comes during a pause, without deciding anything on it. Whether to go on is the answer.
    async fn take_in_for(&mut self, pause: Duration, error: &StoreError) -> Result<bool, EngineError> {
        let until = Instant::now() + pause;
        loop {
            let message = tokio::select! {
                biased;
                () = tokio::time::sleep_until(until) => return Ok(true),
                message = self.outlet.outside() => message,
            };
            match message {
                None | Some(Message::Shutdown) => {
                    tracing::warn!("the engine ends; what came last is not written down");
                    return Ok(false);
                }
                Some(Message::Fail(error)) => return Err(error),
                #[cfg(any(test, feature = "test-util"))]
                Some(Message::Hinder { by, reply }) => {
                    self.store.hinder(by).await?;
                    let _ = reply.send(());
                }
                Some(Message::Ask { ask, reply }) => self.answer_without_disk(ask, reply, error),
                Some(Message::Relayer { reply, .. }) => {
                    let _ = reply.send(Err(EngineError::NotWritten(error.to_string())));
                }
                // It waits for the disk, and is at work: another start would wait for the same.
                Some(Message::Beat { reply }) => {
                    let _ = reply.send(());
                }
                Some(other) => self.outlet.hold(other),
            }
            if self.outlet.held() > HELD_MOST {
                return Err(EngineError::Failed(format!(
                    "the disk took nothing for so long that {HELD_MOST} messages waited: {error}"
                )));
            }
        }
    }

    /// A stop is kept and taken in as soon as it can be; whatever else is asked for is not done.
    fn answer_without_disk(
        &mut self,
        ask: UserInput,
        reply: oneshot::Sender<Result<(), EngineError>>,
        error: &StoreError,
    ) {
        let answer = if ask == UserInput::StopAll {
            let (reply, _) = oneshot::channel();
            self.outlet.hold(Message::Ask { ask, reply });
            EngineError::NotYetWritten(error.to_string())
        } else {
            EngineError::NotWritten(error.to_string())
        };
        // Who asked may have gone.
        let _ = reply.send(Err(answer));
    }
}
