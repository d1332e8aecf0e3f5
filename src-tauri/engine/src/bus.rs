//! What the engine tells the outside: the window's updates, and the journal as it is committed.
//!
//! Updates are gathered and sent at most ten a second, numbered without gaps; whoever lags sees a gap and reads
//! everything again. The bus outlives an engine: a reset of the demo goes on with the same numbers. It keeps nothing
//! that is not in the store, and waits for nobody.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::event::Event;
use tokio::sync::{Notify, broadcast};
use tokio::time::Instant;

use crate::api::types::{Announcement, Frame, Topic, Update};

/// The least time between two updates.
const BETWEEN_UPDATES: Duration = Duration::from_millis(100);
/// The most, so that the clock on the screen moves.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How many updates a slow listener may be behind before it has to read everything again.
const UPDATES_KEPT: usize = 64;
/// How many commits a slow reader of the journal may be behind before it has to read the store.
const COMMITS_KEPT: usize = 4_096;
/// How many announcements one update carries; beyond it the oldest go (they are all in the journal).
const ANNOUNCEMENTS_MOST: usize = 50;

/// The events of one commit.
pub type Committed = Arc<[Event]>;

/// The engine's voice. Clones speak with the same one.
#[derive(Debug, Clone)]
pub struct Bus {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pending: Mutex<Pending>,
    wake: Notify,
    updates: broadcast::Sender<Update>,
    journal: broadcast::Sender<Committed>,
}

#[derive(Debug, Default)]
struct Pending {
    seq: u32,
    touched: BTreeSet<Topic>,
    announcements: Vec<Announcement>,
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

impl Bus {
    /// A bus that nobody listens to yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                pending: Mutex::new(Pending::default()),
                wake: Notify::new(),
                updates: broadcast::Sender::new(UPDATES_KEPT),
                journal: broadcast::Sender::new(COMMITS_KEPT),
            }),
        }
    }

    /// The window's updates from now on.
    #[must_use]
    pub fn updates(&self) -> broadcast::Receiver<Update> {
        self.shared.updates.subscribe()
    }

    /// The journal from now on, a commit at a time. Who lags finds the missing events in the store, by their numbers.
    #[must_use]
    pub fn journal(&self) -> broadcast::Receiver<Committed> {
        self.shared.journal.subscribe()
    }

    /// Says that something changed, and what.
    pub(crate) fn touch(&self, topics: impl IntoIterator<Item = Topic>) {
        self.pending().touched.extend(topics);
        self.shared.wake.notify_one();
    }

    /// Something to say aloud.
    pub(crate) fn announce(&self, announcement: Announcement) {
        let mut pending = self.pending();
        if pending.announcements.len() >= ANNOUNCEMENTS_MOST {
            pending.announcements.remove(0);
        }
        pending.announcements.push(announcement);
        drop(pending);
        self.shared.wake.notify_one();
    }

    /// The frame changed (state, balance, a feed), nothing else.
    pub(crate) fn nudge(&self) {
        self.shared.wake.notify_one();
    }

    /// Hands on what was committed.
    pub(crate) fn committed(&self, events: Vec<Event>) {
        if !events.is_empty() {
            // Nobody listening is no error.
            let _ = self.shared.journal.send(Arc::from(events));
        }
    }

    /// Sends updates for ever: at once when something changed, but at most ten a second, and one a second for the clock.
    pub async fn run(&self, frame: impl Fn() -> Frame) {
        let mut last = Instant::now();
        loop {
            tokio::select! {
                () = self.shared.wake.notified() => tokio::time::sleep_until(last + BETWEEN_UPDATES).await,
                () = tokio::time::sleep_until(last + HEARTBEAT) => {}
            }
            last = Instant::now();
            self.send(frame());
        }
    }

    fn send(&self, frame: Frame) {
        let mut pending = self.pending();
        pending.seq = pending.seq.wrapping_add(1);
        let update = Update {
            seq: pending.seq,
            frame,
            touched: std::mem::take(&mut pending.touched).into_iter().collect(),
            announcements: std::mem::take(&mut pending.announcements),
        };
        drop(pending);
        let _ = self.shared.updates.send(update);
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.shared.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;
    use crate::api::frame::blank_frame;
    use crate::api::types::Mode;

    #[tokio::test(start_paused = true)]
    async fn a_thousand_changes_in_a_second_are_at_most_ten_updates_without_a_gap() {
        let bus = Bus::new();
        let mut updates = bus.updates();
        let speaker = bus.clone();
        let pump = tokio::spawn(async move { speaker.run(|| blank_frame(Mode::Demo, "0")).await });
        let begun = Instant::now();
        for _ in 0..1_000 {
            bus.touch([Topic::Orders]);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let spent = begun.elapsed();
        pump.abort();
        let mut seqs = Vec::new();
        while let Ok(update) = updates.try_recv() {
            assert_eq!(update.touched, [Topic::Orders]);
            seqs.push(update.seq);
        }
        assert!(seqs.len() >= 8, "{seqs:?}");
        assert!(seqs.len() <= 10, "{} updates in {spent:?}", seqs.len());
        assert_eq!(seqs, (1..=u32::try_from(seqs.len()).unwrap()).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_change_there_is_one_update_a_second() {
        let bus = Bus::new();
        let mut updates = bus.updates();
        let speaker = bus.clone();
        let pump = tokio::spawn(async move { speaker.run(|| blank_frame(Mode::Demo, "0")).await });
        tokio::time::sleep(Duration::from_millis(3_050)).await;
        pump.abort();
        let mut count = 0;
        while let Ok(update) = updates.try_recv() {
            assert!(update.touched.is_empty());
            count += 1;
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn announcements_are_bounded_and_the_newest_stay() {
        let bus = Bus::new();
        let mut updates = bus.updates();
        for number in 0..80 {
            bus.announce(Announcement {
                kind: "filled".to_owned(),
                order: Some(crate::api::types::Id(number)),
                ..Announcement::default()
            });
        }
        bus.send(blank_frame(Mode::Demo, "0"));
        let update = updates.try_recv().unwrap();
        assert_eq!(update.announcements.len(), ANNOUNCEMENTS_MOST);
        assert_eq!(update.announcements.last().unwrap().order.unwrap().0, 79);
    }
}
