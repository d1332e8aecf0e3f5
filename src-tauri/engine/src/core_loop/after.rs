//! What follows a commit: the journal handed on, the window told, snapshots handed over, the account's worth read, the feeds turned to what is
//! wanted now, whoever asked answered.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::state::{State, is_worked};
use pilotfish_copy::{BookLook, Core};
use pilotfish_store::{Mode, PositionPage, Readings, Store};
use tokio::time::Instant;

use super::{BETWEEN_VIEWS, CoreLoop};
use crate::bus::Topic;
use crate::commit_batch::CommitBatch;
use crate::engine::restored;
use crate::error::EngineError;
use crate::notice::NamedNotice;
use crate::view::{Phase, View};

/// What the account is worth is read once in this much venue time.
const EQUITY_EVERY_MS: i64 = 60_000;
/// So many readings wait for a commit that takes them along, before they get one of their own.
const READINGS_WAIT_FOR: usize = 5;
/// So many are held where the disk takes nothing: a day's.
const READINGS_MOST: usize = 1_440;
/// What each follow has made is kept with the first of them in every hour.
const MINUTES_AN_HOUR: i64 = 60;

impl CoreLoop {
    pub(super) async fn after_commit(&mut self, batch: CommitBatch) {
        let topics = batch.topics();
        self.view_is_old |= !batch.is_blank() || !batch.replies.is_empty();
        self.prices_moved |= batch.marks_moved;
        for notice in &batch.notices {
            if let Some(named) = NamedNotice::of(notice, self.core.state()) {
                self.parts.bus.announce(named);
            }
        }
        let someone_waits = !batch.replies.is_empty();
        if (self.view_is_old || self.prices_moved) && (someone_waits || self.last_view.elapsed() >= BETWEEN_VIEWS) {
            self.publish();
        }
        for reply in batch.replies {
            // Who asked may have gone.
            let _ = reply.send(Ok(()));
        }
        self.tell(topics);
        self.parts.bus.committed(batch.events);
        let (traders, tokens) = self.wanted_now();
        self.parts.wants.set(traders, tokens);
        self.keep_snapshots(batch.snapshots, batch.looks);
        self.take_reading().await;
    }

    fn tell(&self, topics: std::collections::BTreeSet<Topic>) {
        if !topics.is_empty() {
            self.parts.bus.touch(topics);
        }
    }

    /// Shows the state as it is committed.
    pub(super) fn publish(&mut self) {
        self.last_view = Instant::now();
        let is_told = std::mem::take(&mut self.view_is_old);
        self.prices_moved = false;
        let phase = match (&self.held_back, self.parts.key_wait.missing()) {
            (None, _) => Phase::Running,
            (Some(_), Some(missing)) => Phase::WaitingForKey(missing),
            (Some(_), None) => Phase::Starting,
        };
        let view = View {
            core: Arc::new(self.core.view()),
            phase,
        };
        self.parts.view.send_replace(Arc::new(view));
        self.parts.executor.shown();
        // Prices move many times a second: the screen takes them along with its clock.
        if is_told {
            self.parts.bus.nudge();
        }
    }

    /// A record beside the state, kept by another task: what of it is lost is told there, and nothing else fails.
    fn keep_snapshots(&self, mut pages: Vec<PositionPage>, looks: Vec<BookLook>) {
        pages.retain(|page| self.core.state().follow_of(&page.trader).is_some());
        self.parts.snapshots.put(pages, looks);
    }

    /// Reads once a minute what the account is worth, to be written with the next commit.
    async fn take_reading(&mut self) {
        let now = self.parts.clock.now();
        let minute = now.0.div_euclid(EQUITY_EVERY_MS);
        if minute == self.equity_minute || self.held_back.is_some() {
            return;
        }
        // What is held is priced by whatever comes first, lists or books: the minute of a start is not read.
        if self.equity_minute == i64::MIN && self.core.state().holdings.values().any(is_worked) {
            let start = *self.start_minute.get_or_insert(minute);
            if minute == start {
                return;
            }
        }
        let Some(point) = crate::accounts::equity(&self.core, now) else {
            return;
        };
        let is_new_hour = minute.div_euclid(MINUTES_AN_HOUR) != self.equity_minute.div_euclid(MINUTES_AN_HOUR);
        self.equity_minute = minute;
        self.readings.equity.push(point);
        if is_new_hour {
            self.readings
                .follows
                .push((now, crate::accounts::follow_points(&self.core)));
        }
        if self.readings.equity.len() >= READINGS_WAIT_FOR {
            self.keep_readings().await;
        }
    }

    /// Writes what was read in a commit of its own. What cannot be written waits for the next one.
    pub(super) async fn keep_readings(&mut self) {
        if self.readings == Readings::default() {
            return;
        }
        match self.store.keep(&self.readings).await {
            Ok(()) => self.readings = Readings::default(),
            Err(error) => {
                tracing::warn!(%error, "what the account was worth is not written down yet");
                let surplus = self.readings.equity.len().saturating_sub(READINGS_MOST);
                self.readings.equity.drain(..surplus);
            }
        }
    }
}

/// Whether the store gives back what is in memory.
pub(super) async fn compare(core: &Core, store: &Store, mode: Mode) -> Result<(), EngineError> {
    let rows = store.load().await?;
    let kept = restored(mode, core.intervals().clone(), &rows);
    let (kept, held) = (needed(kept.state()), needed(core.state()));
    if kept == held {
        return Ok(());
    }
    tracing::error!(?kept, ?held, "memory and disk differ");
    Err(EngineError::Failed(
        "what is on the disk is not what is in memory".to_owned(),
    ))
}

/// The state without what the core only remembers for a while: both sides keep that for as long as they like.
fn needed(state: &State) -> State {
    let mut state = state.clone();
    state.forget_ended(VenueMs(i64::MAX));
    state
}
