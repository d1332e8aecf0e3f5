//! What holds on to an engine: asks it, reads what it has committed, waits for it, ends it.
//!
//! It outlives the engine: of one that ended or failed it still shows the last committed state and the reason.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::entity::Halt;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::input::UserInput;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::checks::{Check, Depth};
use pilotfish_polymarket::{Budget, HostUse, RefusedContact, UnreadableRows};
use pilotfish_store::{Mode, Reader};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::clock::{ClockReading, VenueClock};
use crate::connectivity::Connectivity;
use crate::disk::Disk;
use crate::down::Down;
use crate::error::{EngineError, Failure};
use crate::executor::Executor;
use crate::feed_health::{FeedHealth, FeedStanding};
use crate::feed_quality::FeedQuality;
use crate::gauges::{QueueReading, StageReading};
use crate::inbox::{Inbox, Message};
use crate::journal::Journal;
use crate::key_wait::{KeyMissing, KeyWait};
use crate::live_watch::look_at_region;
use crate::paper::PaperHandle;
use crate::port::{MarketData, TraderDirectory, VenuePorts};
use crate::relayer_requests::RelayerWrite;
use crate::send_gate::{HeldOrders, RegionRecord, SendGate};
use crate::stop::{StopPath, StopReport};
use crate::view::{Phase, View};

/// How long a question to the core loop may wait for its commit before the caller is told that nobody knows, real time.
const ASK_TIMEOUT: Duration = Duration::from_secs(20);

/// A running engine, or one that ended. Clones hold the same one; dropping all of them does not end it.
#[derive(Clone)]
pub struct EngineHandle {
    pub(crate) shared: Arc<Shared>,
}

/// What is there from the start.
pub(crate) struct Shared {
    pub(crate) mode: Mode,
    pub(crate) ports: VenuePorts,
    pub(crate) bus: Bus,
    pub(crate) feed_health: Arc<FeedHealth>,
    pub(crate) disk: Arc<Disk>,
    pub(crate) opened: OnceLock<Opened>,
    /// What keeps a new demo from its first contact.
    pub(crate) early: Mutex<Option<Down>>,
    pub(crate) view: watch::Sender<Arc<View>>,
    pub(crate) stop_path: Arc<StopPath>,
    pub(crate) key_wait: Arc<KeyWait>,
    pub(super) stop: CancellationToken,
    pub(super) task: Mutex<Option<JoinHandle<()>>>,
    pub(super) ended: watch::Sender<bool>,
}

/// What is there once the data are open.
pub(crate) struct Opened {
    pub(crate) reader: Reader,
    pub(crate) clock: Arc<VenueClock>,
    pub(crate) connectivity: Arc<Connectivity>,
    pub(crate) send_gate: Arc<SendGate>,
    pub(super) executor: Executor,
    pub(super) inbox: Inbox,
}

impl Shared {
    pub(super) fn fail(&self, error: &EngineError) {
        if !matches!(error, EngineError::Ended) {
            tracing::error!(%error, "the engine did not start");
            self.view.send_modify(|view| {
                let failed = View {
                    phase: Phase::Failed(Failure::from(error)),
                    ..View::clone(view)
                };
                *view = Arc::new(failed);
            });
        }
        self.end();
    }

    /// The core loop panicked: said, and nothing leaves any more.
    pub(super) fn fell_over(&self, error: &EngineError) {
        if let Some(opened) = self.opened.get() {
            opened.send_gate.close_for_good();
        }
        tracing::error!(%error, "the engine fell over");
        self.view.send_modify(|view| {
            let failed = View {
                phase: Phase::Failed(Failure::from(error)),
                ..View::clone(view)
            };
            *view = Arc::new(failed);
        });
    }

    /// Ends with the engine.
    pub(crate) fn stop_token(&self) -> CancellationToken {
        self.stop.child_token()
    }

    pub(super) fn end(&self) {
        self.ended.send_replace(true);
        self.bus.nudge();
    }
}

impl EngineHandle {
    /// Asks the core for something, and waits until it is committed.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] before a new demo's first contact, [`EngineError::Ended`] and [`EngineError::Failed`] when
    /// nothing was done, [`EngineError::TimedOut`] when it is not known to be done in time.
    pub async fn ask(&self, ask: UserInput) -> Result<(), EngineError> {
        let opened = self.opened()?;
        if ask == UserInput::StopAll {
            opened.send_gate.stop_asked();
        }
        let (reply, answer) = oneshot::channel();
        opened
            .inbox
            .send(Message::Ask { ask, reply })
            .await
            .map_err(|_| self.over())?;
        in_time(answer, EngineError::TimedOut, || self.over()).await
    }

    /// Writes something of a request to the relayer, and waits until it is on the disk.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] before the data are open, the store's, and, when it is not known to be written in time,
    /// [`EngineError::RequestNotWritten`] of a new request, which may not be sent then, or [`EngineError::TimedOut`].
    pub(crate) async fn write_relayer(&self, write: RelayerWrite) -> Result<u64, EngineError> {
        // Only a new request is sent after it is written: every other write is about one that was.
        let late = match write {
            RelayerWrite::Begin(_) => EngineError::RequestNotWritten,
            RelayerWrite::Note(..) => EngineError::TimedOut,
        };
        let (reply, answer) = oneshot::channel();
        let inbox = &self.opened()?.inbox;
        let sent = inbox.send(Message::Relayer { write, reply }).await;
        sent.map_err(|_| self.over())?;
        in_time(answer, late, || self.over()).await
    }

    /// The kill switch. From this call on nothing leaves; the stop is committed by the core and written down beside the
    /// database, and what is open at the venue is cancelled, in whatever state the engine is: starting, running, failed.
    ///
    /// What could not be done is in the report, never an error: whoever stops has to know what is left.
    pub async fn stop_all(&self) -> StopReport {
        let (at_core, mut report) = tokio::join!(self.ask(UserInput::StopAll), self.stop_at_venue());
        if let Err(error) = at_core
            && !matches!(self.view().phase, Phase::Failed(_))
            && !matches!(error, EngineError::NotReady)
        {
            report.trouble.push(format!("the stop is not committed: {error}"));
        }
        self.shared.bus.nudge();
        report
    }

    async fn stop_at_venue(&self) -> StopReport {
        // Without data nothing was ever placed through this engine; before they are open nobody knows what was.
        let core = self.shared.opened.get().map(|_| self.core());
        self.shared.stop_path.run(core.as_deref()).await
    }

    /// For tests: puts something in the way of writing, or takes it away. Returns when it is so.
    #[cfg(any(test, feature = "test-util"))]
    pub async fn hinder(&self, by: Option<pilotfish_store::Hindrance>) {
        let (reply, done) = oneshot::channel();
        if let Ok(opened) = self.opened() {
            let _ = opened.inbox.send(Message::Hinder { by, reply }).await;
            let _ = done.await;
        }
    }

    /// For tests: more comes than can be held while nothing is taken in.
    #[cfg(test)]
    pub(crate) async fn flood(&self) {
        let Ok(opened) = self.opened() else { return };
        for _ in 0..1_000 {
            if opened.inbox.send(Message::LookAround).await.is_err() {
                return;
            }
        }
    }

    /// For tests: the computer slept.
    #[cfg(test)]
    pub(crate) async fn sleep(&self) {
        if let Ok(opened) = self.opened() {
            let _ = opened.inbox.send(Message::Slept).await;
        }
    }

    /// For tests: makes the core loop panic.
    #[cfg(test)]
    pub(crate) async fn fall_over(&self) {
        if let Ok(opened) = self.opened() {
            let _ = opened.inbox.send(Message::FallOver).await;
        }
    }

    /// Reads the account at the venue now, beside its own rhythm, and returns when the answers are handed in.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] before the data are open.
    pub async fn look_again(&self) -> Result<(), EngineError> {
        let opened = self.opened()?;
        let since = self.core().account_since(opened.clock.now());
        opened.executor.read_account_now(since).await;
        Ok(())
    }

    /// Undoes the kill switch.
    ///
    /// # Errors
    /// As [`EngineHandle::ask`]; [`EngineError::Folder`] when the mark beside the database cannot be removed: the next start
    /// would be stopped again.
    pub async fn start_again(&self) -> Result<(), EngineError> {
        self.ask(UserInput::StartAgain).await?;
        self.shared.stop_path.marker.lift()
    }

    /// Returns once the core loop takes something in: at once before the data are open, when there is none to ask, and while it
    /// waits for the disk too. Whoever watches over the process decides how long that may last.
    ///
    /// # Errors
    /// [`EngineError::Ended`] and [`EngineError::Failed`] where there is no core loop any more.
    pub async fn beat(&self) -> Result<(), EngineError> {
        let Ok(opened) = self.opened() else { return Ok(()) };
        let (reply, answer) = oneshot::channel();
        let sent = opened.inbox.send(Message::Beat { reply }).await;
        sent.map_err(|_| self.over())?;
        answer.await.map_err(|_| self.over())
    }

    /// Which of the three modes it is.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.shared.mode
    }

    /// The pretend account, in paper mode.
    #[must_use]
    pub fn paper(&self) -> Option<PaperHandle> {
        self.shared.ports.paper.clone()
    }

    /// Our wallet at the venue, also while its key is missing; of a demo none before its venue is reached.
    #[must_use]
    pub fn wallet(&self) -> Option<WalletAddress> {
        self.shared.stop_path.login.wallet()
    }

    /// That the engine waits for its key, and why; none where it has it, or has not looked yet.
    #[must_use]
    pub fn key_missing(&self) -> Option<KeyMissing> {
        self.shared.key_wait.missing()
    }

    /// Looks for the key now, where it is missing; the key store may ask its user for a password meanwhile. Returns what is missing then.
    pub async fn look_for_key(&self) -> Option<KeyMissing> {
        self.shared.key_wait.look_now(self.ended_watch()).await
    }

    /// The kind of wallet that holds the money.
    #[must_use]
    pub fn wallet_type(&self) -> WalletType {
        self.shared.stop_path.login.wallet_type()
    }

    /// How well each trader whose activity is copied is seen, by stream and by polls; empty before the data are open.
    #[must_use]
    pub fn feed_qualities(&self) -> Vec<FeedQuality> {
        let Some(now) = self.now() else { return Vec::new() };
        let view = self.view();
        let followed: BTreeSet<WalletAddress> =
            view.core.activity_to_read().map(|(trader, _)| trader.clone()).collect();
        self.shared
            .feed_health
            .feed_qualities(|trader| followed.contains(trader), now)
    }

    /// How long orders took inside the program and what a commit takes, stage by stage, since the start; empty before the data are open.
    #[must_use]
    pub fn stages(&self) -> Vec<StageReading> {
        let opened = self.shared.opened.get();
        opened.map(|opened| opened.executor.gauges().read()).unwrap_or_default()
    }

    /// What waits now, place by place; empty before the data are open.
    #[must_use]
    pub fn queues(&self) -> Vec<QueueReading> {
        let Some(opened) = self.shared.opened.get() else {
            return Vec::new();
        };
        opened
            .inbox
            .queues()
            .into_iter()
            .chain(opened.executor.queues())
            .collect()
    }

    /// The rows of the venue that could not be read since the start, by the list or stream they came from.
    #[must_use]
    pub fn unreadable(&self) -> Vec<UnreadableRows> {
        self.shared.ports.standing.unreadable()
    }

    /// Every host that may be contacted, with what went there since the start.
    #[must_use]
    pub fn hosts(&self) -> Vec<HostUse> {
        self.shared.ports.standing.hosts()
    }

    /// The last requests that were not made: to a host that is not listed, or where a redirect pointed.
    #[must_use]
    pub fn refused_contacts(&self) -> Vec<RefusedContact> {
        self.shared.ports.standing.refused_contacts()
    }

    /// What is being used of the request plans that can bind; none where nothing is planned.
    #[must_use]
    pub fn budgets(&self) -> Vec<Budget> {
        self.shared.ports.standing.budgets()
    }

    /// What the venue answered so far of whether orders are taken from where we are; none but in live, and before the data are open.
    #[must_use]
    pub fn region(&self) -> Option<RegionRecord> {
        self.shared.opened.get()?.send_gate.region_record()
    }

    /// Asks it now, beside the engine's own rhythm. An answer that orders are taken lifts no halt. Nothing but in live.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] before the data are open, and the venue's: then it is as little known as before.
    pub async fn look_at_region(&self) -> Result<(), EngineError> {
        let opened = self.opened()?;
        if opened.send_gate.region_record().is_some() {
            look_at_region(self.shared.ports.standing.as_ref(), &opened.send_gate, &opened.inbox).await?;
            self.shared.bus.nudge();
        }
        Ok(())
    }

    /// Holds back every order that has not left yet, for an end that leaves nothing behind; nothing before the data are open, when
    /// there is nothing to hold back.
    #[must_use]
    pub fn hold_orders(&self) -> Option<HeldOrders> {
        Some(self.shared.opened.get()?.send_gate.hold())
    }

    /// Looks at everything that live trading hangs on, without changing anything.
    pub async fn checks(&self) -> Vec<Check> {
        self.shared.ports.standing.checks(Depth::Everything).await
    }

    /// Venue time now; none before the data are open.
    #[must_use]
    pub fn now(&self) -> Option<VenueMs> {
        self.shared.opened.get().map(|opened| opened.clock.now())
    }

    /// The questions to the store; none before the data are open.
    #[must_use]
    pub fn reader(&self) -> Option<Reader> {
        self.shared.opened.get().map(|opened| opened.reader.clone())
    }

    /// The committed state as last shown.
    #[must_use]
    pub fn core(&self) -> Arc<Core> {
        Arc::clone(&self.shared.view.borrow().core)
    }

    /// The journal from the event after `after` on (from the first one, for `None`), as it is committed, without a gap.
    /// Ask before the start of what is not to be missed.
    #[must_use]
    pub fn journal(&self, after: Option<u64>) -> Journal {
        Journal::new(self.clone(), after)
    }

    /// Waits until recovery is done and trading begins.
    ///
    /// # Errors
    /// The reason when the engine ends or fails before.
    pub async fn trading(&self) -> Result<(), Failure> {
        let mut view = self.shared.view.subscribe();
        let mut ended = self.shared.ended.subscribe();
        let seen = tokio::select! {
            seen = view.wait_for(|view| matches!(view.phase, Phase::Running | Phase::Failed(_))) => seen.map(|view| Arc::clone(&view)),
            _ = ended.wait_for(|ended| *ended) => Ok(Arc::clone(&self.shared.view.borrow())),
        };
        match seen.map(|view| view.phase.clone()) {
            Ok(Phase::Running) => Ok(()),
            Ok(Phase::Failed(error)) => Err(error),
            Ok(Phase::Starting | Phase::WaitingForKey(_)) | Err(_) => Err(EngineError::Ended.into()),
        }
    }

    /// Waits until the engine has ended, by a shutdown or by a failure.
    ///
    /// # Errors
    /// Why it failed.
    pub async fn ended(&self) -> Result<(), Failure> {
        let mut ended = self.shared.ended.subscribe();
        // The sender lives as long as this handle.
        let _ = ended.wait_for(|ended| *ended).await;
        match &self.shared.view.borrow().phase {
            Phase::Failed(error) => Err(error.clone()),
            Phase::Starting | Phase::WaitingForKey(_) | Phase::Running => Ok(()),
        }
    }

    /// Ends it tidily: no more inputs, what is under way is answered and committed, orders stay on the venue. Returns when
    /// the data are closed.
    pub async fn shutdown(&self) {
        self.shared.stop.cancel();
        if let Some(opened) = self.shared.opened.get() {
            opened.executor.finish().await;
            if opened.inbox.send(Message::Shutdown).await.is_err() {
                tracing::debug!("the engine had ended already");
            }
        }
        let task = self.shared.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the engine ended badly");
        }
        let mut ended = self.shared.ended.subscribe();
        let _ = ended.wait_for(|ended| *ended).await;
    }

    /// The venue's traders, for questions about them.
    #[must_use]
    pub fn traders(&self) -> &dyn TraderDirectory {
        self.shared.ports.traders.as_ref()
    }

    /// The venue's markets, for questions about them.
    #[must_use]
    pub fn market_data(&self) -> &dyn MarketData {
        self.shared.ports.market_data.as_ref()
    }

    /// What the demo's clock showed when it was last read; none before, and where the venue lives in real time.
    #[must_use]
    pub fn clock(&self) -> Option<ClockReading> {
        self.shared.opened.get()?.clock.reading()
    }

    /// Sets the demo's clock; what is `None` stays.
    ///
    /// # Errors
    /// [`EngineError::NotDemo`] where there is none, [`EngineError::NotReady`] before the data are open, and the venue's.
    pub async fn set_clock(&self, speed: Option<u32>, paused: Option<bool>) -> Result<(), EngineError> {
        let demo = self.shared.ports.demo_clock.as_ref().ok_or(EngineError::NotDemo)?;
        let clock = Arc::clone(&self.opened()?.clock);
        clock.set(demo.set(speed, paused).await?);
        self.shared.bus.nudge();
        Ok(())
    }

    /// Whether the kill switch was thrown and is not taken in yet.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.shared
            .opened
            .get()
            .is_some_and(|opened| opened.send_gate.is_closing())
    }

    /// That the disk does not take a commit, since when and why, as a halt that stands beside the rows.
    #[must_use]
    pub fn not_written(&self) -> Option<Halt> {
        self.shared.disk.halt()
    }

    /// How each feed stands, in the order they are shown.
    #[must_use]
    pub fn feeds(&self) -> Vec<FeedStanding> {
        let view = self.view();
        let followed: BTreeSet<&WalletAddress> = view.core.activity_to_read().map(|(trader, _)| trader).collect();
        self.shared.feed_health.standings(|trader| followed.contains(trader))
    }

    /// When a followed trader's trade was last seen, venue time.
    #[must_use]
    pub fn last_trade_seen(&self) -> Option<VenueMs> {
        self.shared.feed_health.last_trade()
    }

    /// Since when and why nothing can be traded, if so.
    #[must_use]
    pub fn down(&self) -> Option<Down> {
        let early = || self.shared.early.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.shared
            .opened
            .get()
            .map_or_else(early, |opened| opened.connectivity.down())
    }

    /// Why nothing can be asked any more.
    fn over(&self) -> EngineError {
        match &self.view().phase {
            Phase::Failed(error) => EngineError::Failed(error.detail.clone()),
            Phase::Starting | Phase::WaitingForKey(_) | Phase::Running => EngineError::Ended,
        }
    }

    pub(crate) fn ended_watch(&self) -> watch::Receiver<bool> {
        self.shared.ended.subscribe()
    }

    /// Each committed state that is shown, from now on.
    #[must_use]
    pub fn views(&self) -> watch::Receiver<Arc<View>> {
        self.shared.view.subscribe()
    }

    pub(crate) fn opened(&self) -> Result<&Opened, EngineError> {
        self.shared.opened.get().ok_or(EngineError::NotReady)
    }

    /// The committed state as last shown, with where the engine is in its life.
    #[must_use]
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.shared.view.borrow())
    }
}

/// The core loop's answer: what it said, `late` when it says nothing in time, and `over` when it is gone.
async fn in_time<T>(
    answer: oneshot::Receiver<Result<T, EngineError>>,
    late: EngineError,
    over: impl FnOnce() -> EngineError,
) -> Result<T, EngineError> {
    match tokio::time::timeout(ASK_TIMEOUT, answer).await {
        Ok(Ok(said)) => said,
        Ok(Err(_)) => Err(over()),
        Err(_) => Err(late),
    }
}

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineHandle")
            .field("phase", &self.view().phase)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_not_answered_in_time_is_told_as_the_engine_s_own_and_not_the_venue_s() {
        let (_nobody_answers, answer) = oneshot::channel::<Result<(), EngineError>>();
        let late = in_time(answer, EngineError::TimedOut, || EngineError::Ended).await;
        let late = late.unwrap_err();
        assert_eq!(late.code(), "engine_timed_out");
        assert!(late.to_string().contains("may still"), "{late}");
        let (_nobody_writes, answer) = oneshot::channel::<Result<u64, EngineError>>();
        let late = in_time(answer, EngineError::RequestNotWritten, || EngineError::Ended).await;
        let late = late.unwrap_err();
        assert_eq!(late.code(), "request_not_written");
        assert!(late.to_string().contains("nothing was sent"), "{late}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_core_loop_that_is_gone_is_told_as_gone() {
        let (reply, answer) = oneshot::channel::<Result<(), EngineError>>();
        drop(reply);
        let gone = in_time(answer, EngineError::TimedOut, || EngineError::Ended).await;
        assert!(matches!(gone, Err(EngineError::Ended)), "{gone:?}");
    }
}
