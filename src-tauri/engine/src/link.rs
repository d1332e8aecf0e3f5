//! Whether the venue answers: counts silences in a row, tells the core when it has gone and when it is back.
//!
//! One silence is a hiccup. Several in a row are an outage: the core is told, the window shows since when, and the venue
//! is asked again and again with growing pauses (real time) until it answers. A refusal is an answer.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::clock::VenueClock;
use crate::inbox::Inbox;
use crate::port::VenueStanding;

/// So many silences in a row are an outage.
const SILENCES: u32 = 3;
/// The first pause between two questions.
const PAUSE_FIRST: Duration = Duration::from_millis(500);
/// The longest.
const PAUSE_MOST: Duration = Duration::from_secs(15);
/// How long a question may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// The state of the connection.
pub(crate) struct Link {
    standing: Arc<dyn VenueStanding>,
    inbox: Inbox,
    clock: Arc<VenueClock>,
    bus: Bus,
    silences: AtomicU32,
    probing: AtomicBool,
    down_since: Mutex<Option<(VenueMs, String)>>,
    stop: CancellationToken,
}

/// A pause that doubles up to a most, in real time.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(crate) const fn new() -> Self {
        Self { next: PAUSE_FIRST }
    }

    /// This time's pause.
    pub(crate) fn pause(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(PAUSE_MOST);
        pause
    }
}

impl Link {
    pub(crate) fn new(
        standing: Arc<dyn VenueStanding>,
        inbox: Inbox,
        clock: Arc<VenueClock>,
        bus: Bus,
        stop: CancellationToken,
    ) -> Arc<Self> {
        Arc::new(Self {
            standing,
            inbox,
            clock,
            bus,
            silences: AtomicU32::new(0),
            probing: AtomicBool::new(false),
            down_since: Mutex::new(None),
            stop,
        })
    }

    /// Since when it is down (venue time), and what was seen.
    pub(crate) fn down(&self) -> Option<(VenueMs, String)> {
        self.down_since.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The venue answered something.
    pub(crate) fn sign_of_life(&self) {
        self.silences.store(0, Ordering::Release);
    }

    /// The venue did not answer. Waits only for a place in the inbox, and only at the moment an outage begins.
    pub(crate) async fn silence(self: &Arc<Self>, reason: &str) {
        let count = self.silences.fetch_add(1, Ordering::AcqRel).saturating_add(1);
        if count >= SILENCES && !self.probing.swap(true, Ordering::AcqRel) {
            self.set_down(Some((self.clock.now(), reason.to_owned())));
            tracing::warn!(reason, "the venue does not answer");
            self.inbox
                .input(Input::Connection {
                    up: false,
                    reason: reason.to_owned(),
                })
                .await;
            let link = Arc::clone(self);
            tokio::spawn(async move { link.probe_until_up().await });
        }
    }

    /// Sets what is shown while the first contact is still to be made; the core is not concerned.
    pub(crate) fn not_yet(&self, reason: Option<&str>) {
        let since = self.down().map_or_else(|| self.clock.now(), |(since, _)| since);
        self.set_down(reason.map(|reason| (since, reason.to_owned())));
    }

    async fn probe_until_up(self: Arc<Self>) {
        let mut backoff = Backoff::new();
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(backoff.pause()) => {}
            }
            match tokio::time::timeout(PROBE_TIMEOUT, self.standing.probe()).await {
                Ok(Ok(())) => break,
                Ok(Err(error)) if !error.is_silence() => break,
                Ok(Err(error)) => tracing::debug!(%error, "the venue still does not answer"),
                Err(_) => tracing::debug!("the venue still does not answer"),
            }
        }
        self.silences.store(0, Ordering::Release);
        self.set_down(None);
        tracing::info!("the venue answers again");
        self.inbox
            .input(Input::Connection {
                up: true,
                reason: "it answers again".to_owned(),
            })
            .await;
        self.probing.store(false, Ordering::Release);
    }

    fn set_down(&self, down: Option<(VenueMs, String)>) {
        *self.down_since.lock().unwrap_or_else(PoisonError::into_inner) = down;
        self.bus.nudge();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_are_bounded() {
        let mut backoff = Backoff::new();
        let pauses: Vec<u128> = (0..8).map(|_| backoff.pause().as_millis()).collect();
        assert_eq!(pauses, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    }
}
