//! The window's updates: gathered from the engine's bus, numbered without gaps, at most ten a second.
//!
//! Whoever lags sees a gap in the numbers and reads everything again. They outlive an engine: a reset of the demo goes on
//! with the same numbers.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pilotfish_engine::Bus;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::frame::announcement::{announcement, by_cause};
use crate::types::{Frame, Topic, Update};

/// The least time between two updates.
const BETWEEN_UPDATES: Duration = Duration::from_millis(100);
/// The most, so that the clock on the screen moves.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How many updates a slow listener may be behind before it has to read everything again.
pub(crate) const UPDATES_KEPT: usize = 64;

/// The stream of updates.
#[derive(Debug)]
pub(crate) struct Updates {
    sent: AtomicU32,
    sender: broadcast::Sender<Update>,
}

impl Updates {
    pub(crate) fn new() -> Self {
        Self {
            sent: AtomicU32::new(0),
            sender: broadcast::Sender::new(UPDATES_KEPT),
        }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Update> {
        self.sender.subscribe()
    }

    /// Sends updates for ever: at once when something changed, but at most ten a second, and one a second for the clock.
    pub(crate) async fn run(&self, bus: &Bus, frame: impl Fn() -> Frame) {
        let mut last = Instant::now();
        loop {
            tokio::select! {
                () = bus.changed() => tokio::time::sleep_until(last + BETWEEN_UPDATES).await,
                () = tokio::time::sleep_until(last + HEARTBEAT) => {}
            }
            last = Instant::now();
            self.send(bus, frame());
        }
    }

    fn send(&self, bus: &Bus, frame: Frame) {
        let news = bus.take_news();
        let update = Update {
            seq: self.sent.fetch_add(1, Ordering::Relaxed).wrapping_add(1),
            frame,
            touched: news.touched.into_iter().map(Topic::from).collect(),
            announcements: by_cause(news.notices.iter().map(announcement)),
        };
        // Nobody listening is no error.
        let _ = self.sender.send(update);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use std::sync::Arc;

    use super::*;
    use crate::frame::blank_frame;
    use crate::types::Mode;

    fn pumped(bus: &Bus) -> (broadcast::Receiver<Update>, tokio::task::JoinHandle<()>) {
        let updates = Arc::new(Updates::new());
        let listener = updates.subscribe();
        let bus = bus.clone();
        let pump = tokio::spawn(async move { updates.run(&bus, || blank_frame(Mode::Demo, "0")).await });
        (listener, pump)
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_changes_in_a_second_are_at_most_ten_updates_without_a_gap() {
        let bus = Bus::new();
        let (mut updates, pump) = pumped(&bus);
        let begun = Instant::now();
        for _ in 0..1_000 {
            bus.touch([pilotfish_engine::Topic::Orders]);
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
        let (mut updates, pump) = pumped(&bus);
        tokio::time::sleep(Duration::from_millis(3_050)).await;
        pump.abort();
        let mut count = 0;
        while let Ok(update) = updates.try_recv() {
            assert!(update.touched.is_empty());
            count += 1;
        }
        assert_eq!(count, 3);
    }
}
