//! The core loop: the one task that owns the core and the store's writing side.
//!
//! It takes inputs in order, several at once, lets the core step on each, signs in memory what is to be placed, and
//! commits rows, events and signed orders in one transaction. Only then is anything carried out, shown or answered. A commit
//! that the disk does not take waits until it does ([`waiting`]). When one fails for good nothing is sent and the engine is
//! over: what is in memory is then more than what is on the disk, and only a new start makes them one again.

mod after;
mod streamed;
mod waiting;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::command::{Command, PlaceChild};
use pilotfish_copy::ids::{ChildId, OrderHash, VenueMs};
use pilotfish_copy::input::{Input, OwnTrade, RowSource, UserInput};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_store::{Intent, Mode, PositionPage, Readings, Store};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::bus::Bus;
use crate::clock::{RealClock, VenueClock, system_ms};
use crate::commit_batch::{CommitBatch, order_type};
use crate::disk::Disk;
use crate::error::EngineError;
use crate::executor::{Executor, Job, Sought};
use crate::feed_health::{FeedHealth, FeedKind};
use crate::feeds::Wants;
use crate::gauges::Stage;
use crate::inbox::{Message, Outlet};
use crate::key_wait::KeyWait;
use crate::latency::{LatencyStage, passed};
use crate::login::Login;
use crate::send_gate::{SendGate, StopsTaken};
use crate::session::{Recovery, open_orders};
use crate::sleep::SleepWatch;
use crate::snapshots::SnapshotKeeper;
use crate::view::{Phase, View};
use streamed::StreamedBooks;

/// So many inputs are taken together at most.
const BATCH_MOST: usize = 256;
/// The least real time between two looks at what is due.
const BETWEEN_TICKS: Duration = Duration::from_millis(10);
/// The most real time between two turns of the core loop, also while the demo's clock stands: a longer gap is taken for a sleep.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The least real time between two helpings of streamed books.
const BETWEEN_BOOKS: Duration = Duration::from_millis(50);
/// The least real time between two views that nobody waits for.
const BETWEEN_VIEWS: Duration = Duration::from_millis(100);
/// Trades of an order are looked for from this long before it was made on.
pub(crate) const TRADES_BEFORE_MS: i64 = 60_000;
/// A signed order is sent within this, real time, or not at all.
const SEND_WITHIN_MS: i64 = 15_000;
/// A request is taken by the venue for at most so long after its authentication stamp, real time: 30 s seen
/// (polymarket-api §1.5), 60 s to be safe.
const STAMP_GOOD_FOR_MS: i64 = 60_000;
/// Time that runs ahead or back by more than this between two inputs is taken with the venue's clock, where that is known: the
/// core doubts a jump by ten minutes, or by one minute back.
const WITH_VENUE_CLOCK_MS: i64 = 30_000;

/// So many orders that are not ours are remembered.
const FOREIGN_MOST: usize = 10_000;

/// What the core loop shares with the rest of the engine.
pub(crate) struct CoreLoopParts {
    pub(crate) clock: Arc<VenueClock>,
    pub(crate) real: RealClock,
    pub(crate) send_gate: Arc<SendGate>,
    pub(crate) bus: Bus,
    pub(crate) feed_health: Arc<FeedHealth>,
    pub(crate) executor: Executor,
    pub(crate) login: Arc<Login>,
    pub(crate) key_wait: Arc<KeyWait>,
    pub(crate) wants: Wants,
    pub(crate) view: watch::Sender<Arc<View>>,
    /// Who recovers again after a sleep.
    pub(crate) recover: watch::Sender<Recovery>,
    pub(crate) snapshots: SnapshotKeeper,
    pub(crate) disk: Arc<Disk>,
    /// Whose data they are.
    pub(crate) mode: Mode,
    /// Whether memory and disk are compared after every commit.
    pub(crate) verify: bool,
}

/// The owner of core and store.
pub(crate) struct CoreLoop {
    core: Core,
    store: Store,
    outlet: Outlet,
    parts: CoreLoopParts,
    /// Before every order is looked up, nothing but look-ups and cancellations is carried out; it waits here.
    held_back: Option<Vec<Job>>,
    /// When the core began with what it takes in now, for the gauges.
    step_began: Instant,
    last_tick: Instant,
    last_books: Instant,
    last_view: Instant,
    view_is_old: bool,
    /// The view is old by prices and what is in the account alone: whoever looks sees them, and nobody is woken for them.
    prices_moved: bool,
    /// The last minute of venue time that was read.
    equity_minute: i64,
    /// The minute of the start, where something was held by then.
    start_minute: Option<i64>,
    /// What was read and goes along with the next commit.
    readings: Readings,
    /// Kill switches taken in since the start.
    stops: StopsTaken,
    sleep: SleepWatch,
    streamed: StreamedBooks,
    /// Hashes of orders in our account that are known not to be ours.
    foreign: BTreeSet<OrderHash>,
}

impl CoreLoop {
    pub(crate) fn new(core: Core, store: Store, outlet: Outlet, parts: CoreLoopParts) -> Self {
        let now = Instant::now();
        Self {
            core,
            store,
            outlet,
            parts,
            held_back: Some(Vec::new()),
            step_began: now,
            last_tick: now,
            last_books: now,
            last_view: now,
            view_is_old: true,
            prices_moved: false,
            equity_minute: i64::MIN,
            start_minute: None,
            readings: Readings::default(),
            stops: StopsTaken(0),
            sleep: SleepWatch::new(now, system_ms()),
            streamed: StreamedBooks::default(),
            foreign: BTreeSet::new(),
        }
    }

    /// Works until it is told to go or cannot go on. The store is let go then; after a failure it can still be read.
    pub(crate) async fn run(mut self) -> Result<(), EngineError> {
        self.publish();
        let outcome = self.work().await;
        if let Err(error) = &outcome {
            self.parts.send_gate.close_for_good();
            tracing::error!(%error, "the engine stops");
            self.parts.view.send_modify(|view| {
                let failed = View {
                    phase: Phase::Failed(error.into()),
                    ..View::clone(view)
                };
                *view = Arc::new(failed);
            });
            self.parts.bus.nudge();
        }
        // While the lock is held: the file of snapshots is the holder's.
        self.parts.snapshots.finish().await;
        if outcome.is_ok() {
            self.keep_readings().await;
        }
        if outcome.is_ok()
            && let Err(error) = self.store.close().await
        {
            tracing::warn!(%error, "the store did not close tidily");
        }
        outcome
    }

    async fn work(&mut self) -> Result<(), EngineError> {
        let mut clock_set = self.parts.clock.subscribe();
        loop {
            let wake = self.wake_at();
            let books_at = self.last_books + BETWEEN_BOOKS;
            let books = self.outlet.books();
            let mut batch = CommitBatch::default();
            let mut go_on = true;
            tokio::select! {
                biased;
                message = self.outlet.next() => match message {
                    Some(message) => go_on = self.take_several(message, &mut batch)?,
                    None => return Ok(()),
                },
                () = async { tokio::time::sleep_until(books_at).await; books.ready().await } => {}
                () = tokio::time::sleep_until(wake) => self.wake(&mut batch),
                _ = clock_set.changed() => {}
            }
            if let Some(slept) = self.sleep.look(Instant::now(), system_ms()) {
                self.woke(slept);
            }
            if self.last_books.elapsed() >= BETWEEN_BOOKS {
                self.take_books(&mut batch);
            }
            let strangers = std::mem::take(&mut batch.strangers);
            if !self.finish(batch, !go_on).await? || !go_on {
                return Ok(());
            }
            if !strangers.is_empty() && !self.take_strangers(strangers).await? {
                return Ok(());
            }
        }
    }

    /// The computer slept, or the core loop waited for the disk: connections are dead, and as after a start, nothing is placed before the
    /// account was read and every open order is known.
    fn woke(&mut self, slept: Duration) {
        tracing::info!(
            seconds = slept.as_secs(),
            "nothing ran meanwhile; orders and account are read first"
        );
        self.parts.executor.drop_connections();
        // An order that waits for its book is not priced by one of before.
        drop(self.outlet.books().take());
        if self.held_back.is_some() {
            return; // It recovers already.
        }
        self.held_back = Some(Vec::new());
        self.view_is_old = true;
        let orders = open_orders(&self.core);
        let since = self.core.account_since(self.core.now());
        self.parts.recover.send_modify(|recovery| {
            recovery.number += 1;
            recovery.orders = orders;
            recovery.since = since;
        });
    }

    /// When there is something to do without a message: a deadline of the core, or a view that waits to be shown.
    fn wake_at(&self) -> Instant {
        let now = Instant::now();
        let due = match self.core.next_deadline() {
            Some(deadline) if self.held_back.is_none() => self.parts.clock.real_until(deadline).min(LOOK_EVERY),
            _ => Duration::from_secs(1),
        };
        let tick = (now + due).max(self.last_tick + BETWEEN_TICKS);
        if self.view_is_old || self.prices_moved {
            tick.min((self.last_view + BETWEEN_VIEWS).max(now))
        } else {
            tick
        }
    }

    fn wake(&mut self, batch: &mut CommitBatch) {
        let due = self
            .core
            .next_deadline()
            .is_some_and(|deadline| deadline <= self.parts.clock.now());
        if due && self.held_back.is_none() && self.last_tick.elapsed() >= BETWEEN_TICKS {
            self.last_tick = Instant::now();
            self.step(Input::Tick, batch);
        }
    }

    /// Takes a message and what is there behind it. Whether to go on is the answer.
    fn take_several(&mut self, first: Message, batch: &mut CommitBatch) -> Result<bool, EngineError> {
        let mut next = Some(first);
        for _ in 0..BATCH_MOST {
            let Some(message) = next.take() else { break };
            if !self.take(message, batch)? {
                return Ok(false);
            }
            next = self.outlet.ready();
        }
        match next {
            Some(message) => self.take(message, batch),
            None => Ok(true),
        }
    }

    fn take(&mut self, message: Message, batch: &mut CommitBatch) -> Result<bool, EngineError> {
        passed(LatencyStage::Taken);
        match message {
            Message::Input(Input::OwnTrade(trade)) if self.is_strange(&trade) => batch.strangers.push(trade),
            Message::Input(input) => {
                if let Input::Rows {
                    source: RowSource::Stream,
                    ..
                } = &input
                {
                    // What a trader has just done, more often than not, becomes an order.
                    self.store.be_ready();
                }
                self.note(&input, batch);
                self.step(input, batch);
            }
            Message::Pushed { hash, report } => {
                // An order that is not ours to know (made elsewhere with the same key) is none of the core's business.
                if let Some(child) = self.child_of(&hash) {
                    self.step(
                        Input::OrderReport {
                            child,
                            report,
                            looked_at: None,
                        },
                        batch,
                    );
                }
            }
            Message::LookUp { hash } => {
                if let Some(child) = self.child_of(&hash) {
                    let since = self.trades_since(child);
                    batch.jobs.push(Job::LookUp(Sought { child, hash, since }));
                }
            }
            Message::Ask { ask, reply } => {
                let stops = ask == UserInput::StopAll;
                batch.replies.push(reply);
                self.step(Input::User(ask), batch);
                // What is signed from here on was decided with it taken in.
                self.stops.0 += u32::from(stops);
            }
            Message::Recovered => {
                tracing::info!("every open order is looked up; trading begins");
                batch.jobs.extend(self.held_back.take().unwrap_or_default());
                self.view_is_old = true;
            }
            Message::Relayer { write, reply } => batch.relayer.push((write, reply)),
            Message::LookAround => self.look_around(batch),
            Message::Beat { reply } => {
                // Who asked may have given up waiting.
                let _ = reply.send(());
            }
            #[cfg(any(test, feature = "test-util"))]
            Message::Hinder { by, reply } => batch.hindrance = Some((by, reply)),
            #[cfg(test)]
            Message::Slept => self.woke(Duration::from_secs(60)),
            Message::Fail(error) => return Err(error),
            Message::Shutdown => return Ok(false),
            #[cfg(test)]
            Message::FallOver => panic!("asked for by a test"),
        }
        Ok(true)
    }

    fn take_books(&mut self, batch: &mut CommitBatch) {
        let books = self.outlet.books().take();
        if books.is_empty() {
            return;
        }
        self.last_books = Instant::now();
        batch.marks_moved = true;
        for book in books {
            self.parts.feed_health.brought(FeedKind::Books, book.observed_at);
            // A book that was read on demand may be newer than one that waited in the stream's place.
            let is_newer = self
                .core
                .book(&book.token)
                .is_none_or(|known| known.observed_at <= book.observed_at);
            if is_newer {
                self.step(Input::Book(book), batch);
            }
        }
    }

    /// What the shell itself takes from an input.
    fn note(&self, input: &Input, batch: &mut CommitBatch) {
        match input {
            Input::Rows { trader, rows, source } => {
                let now = self.parts.clock.now();
                self.parts.feed_health.rows_seen(trader, rows, *source, now);
                if let Some(at) = rows.iter().map(|row| row.at).max() {
                    self.parts.feed_health.trade_seen(at);
                }
            }
            Input::Snapshot {
                trader,
                requested_at,
                quality: _,
                positions,
            } => {
                batch.snapshots.push(PositionPage {
                    trader: trader.clone(),
                    at: *requested_at,
                    positions: positions.clone(),
                });
            }
            Input::Book(_) | Input::Account { .. } => batch.marks_moved = true,
            _ => {}
        }
    }

    /// Steps the core, and again with what came of signing.
    fn step(&mut self, input: Input, batch: &mut CommitBatch) {
        self.step_began = Instant::now();
        let mut inputs = VecDeque::from([input]);
        if let Some(at) = self.clock_to_say(inputs.front()) {
            inputs.push_front(Input::VenueTime { at });
        }
        while let Some(input) = inputs.pop_front() {
            let at = self.parts.clock.now();
            batch.at = at;
            let step = self.core.step(at, input);
            self.streamed.note(&step.changes, at);
            let goes_on = step.commands.iter().any(leads_to_an_order);
            batch.changes.extend(step.changes);
            batch.events.extend(step.events);
            batch.looks.extend(step.looks);
            if goes_on {
                // It is written while the order is priced and signed.
                batch.ahead = self.store.write_ahead(batch.ahead.take(), batch.rows());
            }
            for command in step.commands {
                match command {
                    Command::Place(place) => {
                        let limits = step.limits.iter().find(|(child, _)| *child == place.child);
                        inputs.push_back(self.sign(&place, limits.map(|(_, limits)| limits), batch));
                    }
                    Command::Notify(notice) => batch.notices.push(notice),
                    Command::FetchBook { token } => match self.streamed_book(&token, at) {
                        Some(book) => inputs.push_back(Input::Book(book)),
                        None => batch.jobs.push(Job::Book { token }),
                    },
                    other => {
                        let job = Job::of(other, |child| self.trades_since(child));
                        batch.jobs.extend(job);
                    }
                }
            }
        }
    }

    /// What the venue's clock shows, where the core is to be told before the next input: at the start, and when time has
    /// jumped for it (this task was held up, or the machine slept) though the venue's clock is known.
    fn clock_to_say(&self, next: Option<&Input>) -> Option<VenueMs> {
        if matches!(next, Some(Input::VenueTime { .. })) {
            return None;
        }
        let at = self.parts.clock.confirmed()?;
        (at.since(self.core.now()).abs() > WITH_VENUE_CLOCK_MS).then_some(at)
    }

    /// Whether a trade is of an order that the core does not know, and that may yet be ours.
    fn is_strange(&self, trade: &OwnTrade) -> bool {
        self.child_of(&trade.hash).is_none() && !self.foreign.contains(&trade.hash)
    }

    /// Trades of orders that the core forgot, since they were over long ago: what was signed is all kept, and nothing of it is
    /// anybody else's. Whether to go on is the answer.
    async fn take_strangers(&mut self, trades: Vec<OwnTrade>) -> Result<bool, EngineError> {
        let mut batch = CommitBatch::default();
        for trade in trades {
            if self.is_strange(&trade) {
                match self.store.order_of(&trade.hash).await {
                    Ok(rows) if rows.is_empty() => self.note_foreign(&trade.hash),
                    Ok(rows) => {
                        tracing::warn!(hash = %trade.hash, trade = %trade.trade, "a trade of an order that was over long ago");
                        self.core.recall(&rows);
                    }
                    // It is told again with the next reading of our trades.
                    Err(error) => tracing::warn!(%error, hash = %trade.hash, "an order could not be read"),
                }
            }
            self.step(Input::OwnTrade(trade), &mut batch);
        }
        self.finish(batch, false).await
    }

    fn note_foreign(&mut self, hash: &OrderHash) {
        if self.foreign.len() >= FOREIGN_MOST {
            self.foreign.clear();
        }
        self.foreign.insert(hash.clone());
    }

    fn child_of(&self, hash: &OrderHash) -> Option<ChildId> {
        self.core.state().child_by_hash(hash).map(|child| child.id)
    }

    /// Signs in memory. What is to be sent waits in the batch until the batch is committed.
    fn sign(&self, place: &PlaceChild, limits: Option<&OrderLimits>, batch: &mut CommitBatch) -> Input {
        passed(LatencyStage::Decided);
        let gauges = self.parts.executor.gauges();
        gauges.note(Stage::Decide, self.step_began.elapsed());
        let begun = Instant::now();
        let refused = |reason: String| Input::SignRefused {
            child: place.child,
            reason,
        };
        let Some(order_signer) = self.parts.login.order_signer() else {
            return refused("the venue has not been reached yet".to_owned());
        };
        let Some(limits) = limits else {
            return refused("the order came without the limits it was decided by".to_owned());
        };
        let ready = match order_signer.sign(place, limits) {
            Ok(ready) => ready,
            Err(error) => return refused(error.to_string()),
        };
        passed(LatencyStage::Signed);
        gauges.note(Stage::Sign, begun.elapsed());
        batch.intents.push(Intent {
            child: place.child,
            hash: ready.hash.clone(),
            body: ready.body.kept,
            order_type: order_type(ready.signed.wire_type()),
            expires_at: ready.signed.expires_at(),
            reservation: self.reservation_of(place.child),
        });
        let send_before = self.parts.real.at_the_latest().plus(SEND_WITHIN_MS);
        batch.jobs.push(Job::Post {
            child: place.child,
            hash: ready.hash.clone(),
            body: Arc::from(ready.body.sent),
            decided: self.stops,
            send_before,
        });
        // The stamp is made when it is sent, which is before `send_before`.
        let difference_ms = self.parts.clock.skew_ms().abs();
        Input::Signed {
            child: place.child,
            hash: ready.hash,
            void_after: send_before.plus(STAMP_GOOD_FOR_MS + difference_ms),
        }
    }

    fn reservation_of(&self, child: ChildId) -> pilotfish_copy::money::Usd {
        let state = self.core.state();
        state
            .children
            .get(&child)
            .and_then(|child| state.orders.get(&child.order))
            .map_or(pilotfish_copy::money::Usd::ZERO, |order| self.core.reservation(order))
    }

    fn trades_since(&self, child: ChildId) -> VenueMs {
        let made = self
            .core
            .state()
            .children
            .get(&child)
            .map_or_else(|| self.parts.clock.now(), |row| row.created_at);
        made.plus(-TRADES_BEFORE_MS)
    }

    /// Looks every open order up, whatever is known of it.
    fn look_around(&self, batch: &mut CommitBatch) {
        batch.jobs.extend(open_orders(&self.core).into_iter().map(Job::LookUp));
    }

    /// Commits, and then everything that waits for it. Whether to go on is the answer; `ends` says that the engine does not.
    async fn finish(&mut self, mut batch: CommitBatch, ends: bool) -> Result<bool, EngineError> {
        #[cfg(any(test, feature = "test-util"))]
        if let Some((by, reply)) = batch.hindrance.take() {
            self.store.hinder(by).await?;
            let _ = reply.send(());
        }
        for (write, reply) in batch.relayer.drain(..) {
            // Who asked may have gone: what is written is looked up later. What is not written is not sent.
            let _ = reply.send(write.carry_out(&self.store).await.map_err(EngineError::from));
        }
        if !batch.is_blank() {
            let begun = Instant::now();
            match self.commit(&mut batch, ends).await {
                Ok(true) => self.parts.executor.gauges().note(Stage::Commit, begun.elapsed()),
                Ok(false) => return Ok(false),
                Err(error) => {
                    for reply in batch.replies {
                        // Who asked may have gone.
                        let _ = reply.send(Err(EngineError::Failed(error.to_string())));
                    }
                    return Err(EngineError::Failed(error.to_string()));
                }
            }
        }
        passed(LatencyStage::Committed);
        self.parts.send_gate.committed(self.stops);
        let leaves = batch.jobs.iter().any(Job::is_change);
        self.carry_out(std::mem::take(&mut batch.jobs));
        if leaves {
            // What changes something at the venue goes out before anything is shown: its task is begun on this thread.
            tokio::task::yield_now().await;
        }
        self.after_commit(batch).await;
        Ok(true)
    }

    fn carry_out(&mut self, jobs: Vec<Job>) {
        for job in jobs {
            match &mut self.held_back {
                Some(held) if !matches!(job, Job::LookUp(_) | Job::Cancel { .. }) => held.push(job),
                _ => {
                    self.parts.executor.take_due(job);
                }
            }
        }
    }

    fn wanted_now(
        &self,
    ) -> (
        BTreeSet<pilotfish_copy::ids::WalletAddress>,
        BTreeSet<pilotfish_copy::ids::TokenId>,
    ) {
        use pilotfish_copy::entity::FollowStatus;
        let traders = self
            .core
            .state()
            .follows
            .values()
            .filter(|follow| matches!(follow.status, FollowStatus::Active | FollowStatus::Starting))
            .map(|follow| follow.trader.clone())
            .collect();
        (traders, self.core.wanted_books())
    }
}

/// Whether an order is made, or will be as soon as its book is known.
const fn leads_to_an_order(command: &Command) -> bool {
    matches!(command, Command::Place(_) | Command::FetchBook { .. })
}
