//! Whether the venue answers: counts silences in a row, of each of its services by itself, since each is a host of its own.
//!
//! One silence is a hiccup. Several in a row are an outage. A refusal is an answer.
//!
//! | silent | what waits | what goes on |
//! |---|---|---|
//! | trading (CLOB) | everything that is sent, looked up or read of books and account. The core is told, the window shows since when, and the venue is asked again with growing pauses (real time) until it answers | polls of traders, streams |
//! | markets (Gamma) | signals in markets that were never read, until they are; resolutions are seen later | what works in known markets |
//! | data (Data API) | polls of traders and the comparison of our own shares: both are asked again in their own rhythm | the streams, everything that trades |
//!
//! So neither silence is taken for another: a silent Gamma stops no trading, and one that answers does not hide a silent CLOB.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::input::Input;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::clock::VenueClock;
use crate::down::{Down, DownCause};
use crate::feed_health::{FeedHealth, FeedKind};
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

/// A part of the venue that answers or falls silent by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// Orders, books, our account, the clock.
    Trading,
    /// Markets' facts.
    Markets,
    /// What traders do and hold, and what we hold.
    Data,
}

/// Of one service.
#[derive(Debug, Default)]
struct Silences {
    in_a_row: AtomicU32,
    /// An outage was told and is not over.
    told: AtomicBool,
}

/// The state of the connection.
pub(crate) struct Connectivity {
    standing: Arc<dyn VenueStanding>,
    inbox: Inbox,
    clock: Arc<VenueClock>,
    feed_health: Arc<FeedHealth>,
    bus: Bus,
    trading: Silences,
    markets: Silences,
    data: Silences,
    /// Of trading.
    down: Mutex<Option<Down>>,
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

impl Connectivity {
    pub(crate) fn new(
        standing: Arc<dyn VenueStanding>,
        inbox: Inbox,
        clock: Arc<VenueClock>,
        feed_health: Arc<FeedHealth>,
        bus: Bus,
        stop: CancellationToken,
    ) -> Arc<Self> {
        Arc::new(Self {
            standing,
            inbox,
            clock,
            feed_health,
            bus,
            trading: Silences::default(),
            markets: Silences::default(),
            data: Silences::default(),
            down: Mutex::new(None),
            stop,
        })
    }

    /// Since when and why nothing can be traded, if so.
    pub(crate) fn down(&self) -> Option<Down> {
        self.down.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    const fn of(&self, service: Service) -> &Silences {
        match service {
            Service::Trading => &self.trading,
            Service::Markets => &self.markets,
            Service::Data => &self.data,
        }
    }

    /// It answered something.
    pub(crate) fn sign_of_life(&self, service: Service) {
        let silences = self.of(service);
        silences.in_a_row.store(0, Ordering::Release);
        // That trading is back is found out by asking.
        if service != Service::Trading && silences.told.swap(false, Ordering::AcqRel) {
            tracing::info!(?service, "it answers again");
            self.show(service, true);
        }
    }

    /// It did not answer. Waits only for a place in the inbox, and only at the moment an outage of trading begins.
    pub(crate) async fn silence(self: &Arc<Self>, service: Service, reason: &str) {
        let silences = self.of(service);
        let count = silences.in_a_row.fetch_add(1, Ordering::AcqRel).saturating_add(1);
        if count < SILENCES || silences.told.swap(true, Ordering::AcqRel) {
            return;
        }
        tracing::warn!(?service, reason, "the venue does not answer");
        if service != Service::Trading {
            self.show(service, false);
            return;
        }
        self.set_down(Some(Down {
            since: self.clock.now(),
            cause: DownCause::Silent,
            words: reason.to_owned(),
        }));
        self.inbox
            .input(Input::Connection {
                up: false,
                reason: reason.to_owned(),
            })
            .await;
        let connectivity = Arc::clone(self);
        tokio::spawn(async move { connectivity.probe_until_up().await });
    }

    fn show(&self, service: Service, up: bool) {
        let feed = match service {
            Service::Trading => return,
            Service::Markets => FeedKind::Markets,
            Service::Data => FeedKind::Positions,
        };
        if up {
            self.feed_health.up(feed);
        } else {
            self.feed_health.failed(feed);
        }
        self.bus.nudge();
    }

    /// Sets what is shown while the first contact is still to be made; the core is not concerned.
    pub(crate) fn not_yet(&self, reason: Option<(DownCause, &str)>) {
        let since = self.down().map_or_else(|| self.clock.now(), |down| down.since);
        self.set_down(reason.map(|(cause, words)| Down {
            since,
            cause,
            words: words.to_owned(),
        }));
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
        self.trading.in_a_row.store(0, Ordering::Release);
        // It may have been our own network; if it was not, they are found silent again.
        self.sign_of_life(Service::Markets);
        self.sign_of_life(Service::Data);
        self.set_down(None);
        tracing::info!("the venue answers again");
        self.inbox
            .input(Input::Connection {
                up: true,
                reason: "it answers again".to_owned(),
            })
            .await;
        self.trading.told.store(false, Ordering::Release);
    }

    fn set_down(&self, down: Option<Down>) {
        *self.down.lock().unwrap_or_else(PoisonError::into_inner) = down;
        self.bus.nudge();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::VenueMs;

    use super::*;
    use crate::inbox::{Message, Outlet, inbox};
    use crate::testing::venue::Script;

    #[test]
    fn pauses_double_and_are_bounded() {
        let mut backoff = Backoff::new();
        let pauses: Vec<u128> = (0..8).map(|_| backoff.pause().as_millis()).collect();
        assert_eq!(pauses, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    }

    fn connectivity() -> (Arc<Connectivity>, Arc<FeedHealth>, Outlet, Arc<Script>) {
        let (inbox, outlet) = inbox();
        let (script, feed_health) = (Script::new(), Arc::new(FeedHealth::default()));
        let standing: Arc<Script> = Arc::clone(&script);
        let clock = Arc::new(VenueClock::demo(VenueMs(1)));
        let connectivity = Connectivity::new(
            standing,
            inbox,
            clock,
            Arc::clone(&feed_health),
            Bus::new(),
            CancellationToken::new(),
        );
        (connectivity, feed_health, outlet, script)
    }

    fn is_up(feed_health: &FeedHealth, feed: FeedKind) -> bool {
        feed_health
            .standings(|_| true)
            .into_iter()
            .all(|standing| standing.feed != feed || standing.up)
    }

    #[tokio::test(start_paused = true)]
    async fn a_service_that_is_silent_is_no_dead_exchange_and_one_that_answers_hides_none() {
        let (connectivity, feed_health, mut outlet, _script) = connectivity();
        for _ in 0..5 {
            connectivity.silence(Service::Markets, "nothing").await;
            connectivity.silence(Service::Data, "nothing").await;
            connectivity.sign_of_life(Service::Trading);
        }
        assert_eq!(connectivity.down(), None, "trading answers");
        assert!(outlet.ready().is_none(), "and the core has nothing to know");
        assert!(
            !is_up(&feed_health, FeedKind::Markets) && !is_up(&feed_health, FeedKind::Positions),
            "it is shown"
        );

        for _ in 0..SILENCES {
            connectivity.sign_of_life(Service::Markets);
            connectivity.sign_of_life(Service::Data);
            connectivity.silence(Service::Trading, "nothing").await;
        }
        assert!(connectivity.down().is_some(), "whatever the others answer");
        let told = outlet.ready();
        assert!(
            matches!(told, Some(Message::Input(Input::Connection { up: false, .. }))),
            "{told:?}"
        );
        assert!(is_up(&feed_health, FeedKind::Markets) && is_up(&feed_health, FeedKind::Positions));

        // The exchange is asked until it answers.
        let told = outlet.next().await;
        assert!(
            matches!(told, Some(Message::Input(Input::Connection { up: true, .. }))),
            "{told:?}"
        );
        assert_eq!(connectivity.down(), None);
    }

    #[tokio::test]
    async fn silences_that_are_not_in_a_row_are_no_outage() {
        let (connectivity, feed_health, mut outlet, _script) = connectivity();
        for _ in 0..5 {
            for service in [Service::Trading, Service::Markets, Service::Data] {
                connectivity.silence(service, "nothing").await;
                connectivity.silence(service, "nothing").await;
                connectivity.sign_of_life(service);
            }
        }
        assert!(connectivity.down().is_none() && outlet.ready().is_none() && is_up(&feed_health, FeedKind::Markets));
    }
}
