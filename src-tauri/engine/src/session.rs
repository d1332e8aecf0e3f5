//! The way to trading: have the key, reach the venue, know its time and its world, take our account; then read the account (open orders, trades as
//! far back as the oldest fill that may still fail, cash, positions) and look up every order whose fate that leaves open; only
//! then trade. The same after a sleep. And the heartbeat that keeps the clock.
//!
//! Books come first by themselves and are not waited for here: the core decides a price only by a book that is read for that look
//! at the order, or that the stream brought within two seconds. After a start there is none, what was streamed before a sleep is
//! thrown away, and while this goes on no streamed one counts. Waiting for all of them would hold up every order for the slowest,
//! and make none safer.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use pilotfish_copy::Core;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use pilotfish_store::KillPoint;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::clock::{ClockReading, VenueClock, system_ms};
use crate::connectivity::{Backoff, Connectivity, Service};
use crate::core_loop::TRADES_BEFORE_MS;
use crate::down::DownCause;
use crate::error::EngineError;
use crate::executor::{Executor, Sought};
use crate::inbox::{Inbox, Message};
use crate::key_wait::KeyWait;
use crate::live_watch::LiveWatch;
use crate::login::Login;
use crate::port::{DemoClock, PortError, Reply, TradingVenue, VenueStanding, within};
use crate::time_source::TimeSource;

/// How often the simulated server's clock is read, real time.
const CLOCK_EVERY: Duration = Duration::from_secs(1);
/// How often when it runs faster than [`FAST_THOUSANDTHS`], since a server that lags does so the more.
const CLOCK_EVERY_FAST: Duration = Duration::from_millis(200);
/// 60×.
const FAST_THOUSANDTHS: u64 = 60_000;
/// How often the system's clock is compared with the venue's, real time.
const SKEW_EVERY: Duration = Duration::from_secs(60);
/// Beyond this the system's clock is worth a warning: requests are stamped with it.
const SKEW_WARN_MS: i64 = 5_000;
/// How long the clock may take to be read.
const CLOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one look-up at the start may take.
const LOOK_UP_TIMEOUT: Duration = Duration::from_secs(20);
/// How many open orders are looked up at once at the start.
const LOOK_UPS_AT_ONCE: usize = 12;
/// What the venue, otherwise well, does not tell is asked for so often at the start; the core goes on with it.
const TRIES: u32 = 5;

/// The longest wait for a venue that asks to be left alone before it is asked again.
const LEFT_ALONE_MOST: Duration = Duration::from_secs(300);

/// What is to be read before anything is placed: after a start, and after a sleep.
#[derive(Debug, Clone)]
pub(crate) struct Recovery {
    /// 0 for the start, and one more for each sleep.
    pub(crate) number: u32,
    pub(crate) orders: Vec<Sought>,
    /// From when on our trades are read.
    pub(crate) since: VenueMs,
}

/// Every child that holds a slot, to be looked up before anything is placed.
pub(crate) fn open_orders(core: &Core) -> Vec<Sought> {
    core.unresolved_children()
        .filter_map(|child| {
            let hash = child.hash.clone()?;
            Some(Sought {
                child: child.id,
                hash,
                since: child.created_at.plus(-TRADES_BEFORE_MS),
            })
        })
        .collect()
}

/// Asks a venue something until it answers. What is seen meanwhile goes to `tell`.
async fn ask_until_answered<'a, T>(
    question: impl Fn() -> Reply<'a, T>,
    stop: &CancellationToken,
    tell: impl Fn(PortError),
) -> Result<T, EngineError> {
    let mut backoff = Backoff::new();
    loop {
        match within(CLOCK_TIMEOUT, question()).await {
            Ok(answer) => return Ok(answer),
            Err(error) => tell(error),
        }
        pause(&mut backoff, stop).await?;
    }
}

/// Reads the demo's clock until it answers. What is seen meanwhile goes to `tell`.
pub(crate) async fn reach_world(
    demo: &dyn DemoClock,
    stop: &CancellationToken,
    tell: impl Fn(PortError),
) -> Result<ClockReading, EngineError> {
    ask_until_answered(|| demo.read(), stop, tell).await
}

async fn pause(backoff: &mut Backoff, stop: &CancellationToken) -> Result<(), EngineError> {
    tokio::select! {
        () = stop.cancelled() => Err(EngineError::Ended),
        () = tokio::time::sleep(backoff.pause()) => Ok(()),
    }
}

/// One engine's session with its venue.
pub(crate) struct Session {
    pub(crate) trading: Arc<dyn TradingVenue>,
    pub(crate) time: TimeSource,
    pub(crate) clock: Arc<VenueClock>,
    pub(crate) inbox: Inbox,
    pub(crate) connectivity: Arc<Connectivity>,
    pub(crate) executor: Executor,
    pub(crate) login: Arc<Login>,
    pub(crate) key_wait: Arc<KeyWait>,
    /// The world that the data belong to; none outside the demo.
    pub(crate) world: Option<String>,
    pub(crate) recoveries: watch::Receiver<Recovery>,
    /// Where real money trades.
    pub(crate) live: Option<Arc<LiveWatch>>,
    pub(crate) stop: CancellationToken,
}

impl Session {
    /// Everything before trading, in its order; and again after each sleep. Tells the core loop when it is done, or why it cannot
    /// be.
    pub(crate) async fn run(&self) {
        let mut recoveries = self.recoveries.clone();
        loop {
            let recovery = recoveries.borrow_and_update().clone();
            let message = match self.reach_and_recover(recovery).await {
                Ok(()) => Message::Recovered,
                Err(EngineError::Ended) => return,
                Err(error) => Message::Fail(error),
            };
            if self.inbox.send(message).await.is_err() {
                tracing::debug!("the engine ended before it began");
                return;
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                slept = recoveries.changed() => if slept.is_err() { return },
            }
        }
    }

    async fn reach_and_recover(&self, recovery: Recovery) -> Result<(), EngineError> {
        // Before the venue is asked anything: a key that is not there is said whether the venue answers or not. A demo's comes from its
        // world, which only its venue tells.
        if let TimeSource::Real(_) = &self.time {
            self.key_wait.until_there(&self.login, &self.stop).await?;
        }
        let connectivity = Arc::clone(&self.connectivity);
        let tell = move |error: PortError| {
            tracing::warn!(%error, "the venue is not reached yet");
            connectivity.not_yet(Some((DownCause::of(&error), &error.to_string())));
        };
        // Before anything else: what the core knows of time is the last commit's.
        self.read_time(&tell).await?;
        self.log_in().await?;
        self.connectivity.not_yet(None);
        if let Some(live) = &self.live {
            live.before_trading().await?;
            // A clock that was waited for is another than the one that was compared with the venue's.
            self.read_time(&tell).await?;
        }
        let left = self.read_account(recovery).await?;
        KillPoint::Recovering.pass();
        let looks = left.into_iter().map(|order| self.look_up(order));
        futures_util::stream::iter(looks)
            .buffer_unordered(LOOK_UPS_AT_ONCE)
            .try_collect::<()>()
            .await
    }

    /// Sets the clock by the venue's, and the core by the clock.
    async fn read_time(&self, tell: impl Fn(PortError)) -> Result<(), EngineError> {
        let at = match &self.time {
            TimeSource::Demo(demo) => {
                let reading = reach_world(demo.as_ref(), &self.stop, tell).await?;
                self.check_world(&reading)?;
                let at = reading.now;
                self.clock.set(reading);
                at
            }
            TimeSource::Real(standing) => {
                let skew_ms = ask_until_answered(|| standing.skew_ms(), &self.stop, tell).await?;
                self.clock.set_skew(skew_ms);
                self.clock.now()
            }
        };
        self.inbox.input(Input::VenueTime { at }).await;
        Ok(())
    }

    /// Reads the account until orders, trades and cash are known, or the venue, otherwise well, does not tell them: the core asks
    /// again. Gives the orders that the list of open ones does not settle.
    async fn read_account(&self, recovery: Recovery) -> Result<Vec<Sought>, EngineError> {
        let Recovery { orders, since, .. } = recovery;
        let mut backoff = Backoff::new();
        let mut tries = 0;
        loop {
            let read = self.executor.read_account_now(since).await;
            let done = match read.failed {
                None => {
                    self.connectivity.not_yet(None);
                    true
                }
                Some((Service::Trading, error)) if error.is_silence() => {
                    self.connectivity
                        .not_yet(Some((DownCause::of(&error), &error.to_string())));
                    false
                }
                Some((
                    Service::Trading,
                    PortError::Busy { wait: Some(wait), .. } | PortError::NotAsked { wait, .. },
                )) => {
                    tracing::warn!(?wait, "the venue asks to wait before the account is read");
                    self.leave_alone(wait).await?;
                    false
                }
                Some((Service::Trading, error)) => {
                    tries += 1;
                    tracing::warn!(%error, tries, "the account could not be read");
                    tries >= TRIES
                }
                // Our positions and movements are compared with the books, and nothing is placed by them.
                Some((_, error)) => {
                    tracing::warn!(%error, "the account could not be read in full");
                    true
                }
            };
            if done {
                return Ok(match read.listed {
                    Some(listed) => self.executor.settle(orders, &listed).await,
                    None => orders,
                });
            }
            pause(&mut backoff, &self.stop).await?;
        }
    }

    fn check_world(&self, reading: &ClockReading) -> Result<(), EngineError> {
        match &self.world {
            Some(kept) if *kept != reading.world => Err(EngineError::OtherWorld {
                kept: kept.clone(),
                found: reading.world.clone(),
            }),
            _ => Ok(()),
        }
    }

    async fn log_in(&self) -> Result<(), EngineError> {
        let mut backoff = Backoff::new();
        loop {
            match self.login.first().await {
                Ok(_) => return Ok(()),
                Err(EngineError::Venue(error)) => {
                    tracing::warn!(%error, "the venue does not let us in yet");
                    self.connectivity
                        .not_yet(Some((DownCause::of(&error), &error.to_string())));
                }
                Err(error) => return Err(error),
            }
            pause(&mut backoff, &self.stop).await?;
        }
    }

    /// Looks one order up until the venue says something of it. An order that the venue, otherwise well, cannot look up
    /// does not hold up the rest: it keeps its slot, so nothing is sent in its place, and the core asks again.
    async fn look_up(&self, order: Sought) -> Result<(), EngineError> {
        let Sought { child, hash, since } = order;
        let mut backoff = Backoff::new();
        let mut tries = 0;
        loop {
            let began = self.executor.look_begins();
            match within(LOOK_UP_TIMEOUT, self.trading.look_up(&hash, since)).await {
                Ok(found) => {
                    self.connectivity.not_yet(None);
                    self.executor.hand_in(child, found, began).await;
                    KillPoint::Recovering.pass();
                    return Ok(());
                }
                Err(error) if error.is_silence() => self
                    .connectivity
                    .not_yet(Some((DownCause::of(&error), &error.to_string()))),
                Err(PortError::Busy { wait: Some(wait), .. } | PortError::NotAsked { wait, .. }) => {
                    tracing::warn!(%child, %hash, ?wait, "the venue asks to wait before open orders are looked up");
                    self.leave_alone(wait).await?;
                }
                Err(error) => {
                    tries += 1;
                    tracing::warn!(%child, %hash, %error, tries, "an open order could not be looked up");
                    if tries >= TRIES {
                        return Ok(());
                    }
                }
            }
            pause(&mut backoff, &self.stop).await?;
        }
    }

    /// Waits for as long as the venue said.
    async fn leave_alone(&self, wait: Duration) -> Result<(), EngineError> {
        tokio::select! {
            () = self.stop.cancelled() => Err(EngineError::Ended),
            () = tokio::time::sleep(wait.min(LEFT_ALONE_MOST)) => Ok(()),
        }
    }

    /// Keeps the clock for as long as the engine runs.
    pub(crate) async fn keep_time(&self) {
        loop {
            let is_fast = self
                .clock
                .reading()
                .is_some_and(|reading| reading.speed_thousandths > FAST_THOUSANDTHS);
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(if is_fast { CLOCK_EVERY_FAST } else { CLOCK_EVERY }) => {}
            }
            // Before the session is open, opening it is what reads the clock.
            if self.login.order_signer().is_none() {
                continue;
            }
            match &self.time {
                TimeSource::Demo(demo) => self.read_clock(demo.as_ref()).await,
                TimeSource::Real(standing) => self.compare_clocks(standing.as_ref()).await,
            }
        }
    }

    /// Sets our clock by the demo's, which may run fast or be set at any time.
    async fn read_clock(&self, demo: &dyn DemoClock) {
        match within(CLOCK_TIMEOUT, demo.read()).await {
            Ok(reading) => match self.check_world(&reading) {
                Ok(()) => {
                    self.connectivity.sign_of_life(Service::Trading);
                    self.clock.set(reading);
                }
                Err(error) => {
                    if self.inbox.send(Message::Fail(error)).await.is_err() {
                        tracing::debug!("the engine ended before its world changed");
                    }
                }
            },
            Err(error) if error.is_silence() => self.connectivity.silence(Service::Trading, &error.to_string()).await,
            Err(error) => tracing::warn!(%error, "the venue's clock could not be read"),
        }
    }

    /// Where the venue lives in real time: how far the system's clock is off.
    async fn compare_clocks(&self, standing: &dyn VenueStanding) {
        match within(CLOCK_TIMEOUT, standing.skew_ms()).await {
            Ok(skew_ms) => {
                if skew_ms.abs() > SKEW_WARN_MS {
                    tracing::warn!(skew_ms, at = system_ms(), "the system's clock is off");
                }
                self.clock.set_skew(skew_ms);
            }
            Err(error) if error.is_silence() => self.connectivity.silence(Service::Trading, &error.to_string()).await,
            Err(error) => tracing::warn!(%error, "the clocks could not be compared"),
        }
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(SKEW_EVERY) => {}
        }
    }
}
