//! The window's updates: gathered from the engine's bus, numbered without gaps, at most ten a second, and one where the demo's clock runs
//! so fast that minutes pass between them.
//!
//! Whoever lags sees a gap in the numbers and reads everything again. They outlive an engine: a reset of the demo goes on
//! with the same numbers.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pilotfish_engine::Bus;
use pilotfish_engine::clock::FAST_SPEED;
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::frame::announcement::{announcement, by_cause};
use crate::types::{DemoClock, Frame, Topic, Update};

/// The least time between two updates.
const BETWEEN_UPDATES: Duration = Duration::from_millis(100);
/// The same while the demo's clock runs [fast](FAST_SPEED): nobody reads ten changes of everything a second.
const BETWEEN_FAST: Duration = HEARTBEAT;
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

    /// Sends updates for ever: at once when something changed, but at most ten a second (see above), and one a second for the clock.
    pub(crate) async fn run(&self, bus: &Bus, frame: impl Fn() -> Frame) {
        let mut last = Instant::now();
        let mut between = BETWEEN_UPDATES;
        loop {
            tokio::select! {
                () = bus.changed() => tokio::time::sleep_until(last + between).await,
                () = tokio::time::sleep_until(last + HEARTBEAT) => {}
            }
            last = Instant::now();
            let frame = frame();
            between = between_updates(&frame);
            self.send(bus, frame);
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

/// The least time until the update after this one.
fn between_updates(frame: &Frame) -> Duration {
    let runs_fast = |clock: &DemoClock| clock.speed >= FAST_SPEED && !clock.paused;
    if frame.clock.as_ref().is_some_and(runs_fast) {
        BETWEEN_FAST
    } else {
        BETWEEN_UPDATES
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
        pumped_with(bus, None)
    }

    fn pumped_with(bus: &Bus, clock: Option<DemoClock>) -> (broadcast::Receiver<Update>, tokio::task::JoinHandle<()>) {
        let updates = Arc::new(Updates::new());
        let listener = updates.subscribe();
        let bus = bus.clone();
        let frame = move || Frame {
            clock: clock.clone(),
            ..blank_frame(Mode::Demo, "0")
        };
        let pump = tokio::spawn(async move { updates.run(&bus, frame).await });
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
    async fn while_the_demo_runs_fast_there_is_one_a_second_and_none_of_what_was_touched_is_lost() {
        let clock = |speed, paused| DemoClock {
            speed,
            paused,
            skip: None,
        };
        let cases = [(clock(600, false), 4), (clock(600, true), 30), (clock(60, false), 30)];
        for (clock, most) in cases {
            let bus = Bus::new();
            let (mut updates, pump) = pumped_with(&bus, Some(clock));
            for _ in 0..300 {
                bus.touch([pilotfish_engine::Topic::Orders]);
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            bus.touch([pilotfish_engine::Topic::Settings]);
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            pump.abort();
            let mut touched = Vec::new();
            while let Ok(update) = updates.try_recv() {
                touched.push(update.touched);
            }
            assert!(
                (most - 2..=most + 2).contains(&touched.len()),
                "{most}: {}",
                touched.len()
            );
            assert!(touched.iter().any(|topics| topics.contains(&Topic::Settings)));
        }
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
