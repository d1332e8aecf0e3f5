//! Carries out what the core wants done, after it is committed, and hands the outcomes back as inputs.
//!
//! Bounded: so many jobs of a lane are under way at once, the rest of it waits its turn. Lanes do not wait for each other: a
//! cancellation never stands behind posts that hang, and what an order needs to know never behind the polls of 200 traders or the
//! look-ups of 500 orders. The same reading is never under way twice: a poll that comes while its like is still running is left
//! out (the running one answers it), and a look-up is run once more after it, since what is asked may have happened after the
//! running one read. Nothing here decides or retries; the core asks again when it wants to.

mod account;
mod look_ups;
mod spacing;
mod tasks;

pub(crate) use account::AccountRead;
pub(crate) use look_ups::Sought;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::command::Command;
use pilotfish_copy::ids::{ChildId, ConditionId, OrderHash, RealMs, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::Input;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::{RealClock, VenueClock};
use crate::connectivity::Connectivity;
use crate::feed_health::FeedHealth;
use crate::gauges::{Gauges, Queue, QueueReading, Stage};
use crate::inbox::Inbox;
use crate::port::{OrderLookup, VenuePorts};
use crate::send_gate::{SendGate, StopsTaken};
use crate::stop::StopPath;
use crate::time_source::TimeSource;
use crate::view::View;
use spacing::Spacing;

/// What waits only for its like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// Orders on their way out.
    Posts,
    /// Cancellations.
    Cancels,
    /// What became of orders.
    LookUps,
    /// What else an order needs to know: books, its market, the time.
    OrderReads,
    /// What followed traders do.
    Polls,
    /// Our own account.
    Account,
}

/// So many orders are sent at once.
const POSTS_AT_ONCE: usize = 8;

/// One lane's permits each: how many of its jobs are under way at once.
struct Lanes {
    posts: Semaphore,
    cancels: Semaphore,
    look_ups: Semaphore,
    order_reads: Semaphore,
    polls: Semaphore,
    account: Semaphore,
}

impl Lanes {
    fn new() -> Self {
        Self {
            posts: Semaphore::new(POSTS_AT_ONCE),
            cancels: Semaphore::new(16),
            look_ups: Semaphore::new(12),
            order_reads: Semaphore::new(12),
            polls: Semaphore::new(8),
            account: Semaphore::new(1),
        }
    }

    const fn of(&self, lane: Lane) -> &Semaphore {
        match lane {
            Lane::Posts => &self.posts,
            Lane::Cancels => &self.cancels,
            Lane::LookUps => &self.look_ups,
            Lane::OrderReads => &self.order_reads,
            Lane::Polls => &self.polls,
            Lane::Account => &self.account,
        }
    }
}

/// One thing to do, with the bytes where an order is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Job {
    /// Send these committed bytes.
    Post {
        child: ChildId,
        hash: OrderHash,
        body: Arc<str>,
        /// It was decided after so many stops.
        decided: StopsTaken,
        /// Later than this it is not sent any more: the core counts on its request being void by then plus a minute.
        send_before: RealMs,
    },
    /// Cancel.
    Cancel { child: ChildId, hash: OrderHash },
    /// Look up.
    LookUp(Sought),
    /// Read a book.
    Book { token: TokenId },
    /// Read a market.
    Market { condition: ConditionId },
    /// Read a trader's positions, past the venue's cache where something hangs on it.
    Positions { trader: WalletAddress, uncached: bool },
    /// Read a trader's activity.
    Activity { trader: WalletAddress, since: VenueMs },
    /// Read our own account.
    Account { since: VenueMs },
    /// Read the venue's clock.
    Time,
}

/// What may be under way only once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Post(ChildId),
    Cancel(ChildId),
    LookUp(ChildId),
    Book(TokenId),
    Market(ConditionId),
    Positions(WalletAddress, bool),
    Activity(WalletAddress),
    Account,
    Time,
}

impl Job {
    /// The job of a command that needs nothing but itself; placing and notifying do not come this way. `since` is from
    /// when on trades are read for an order.
    pub(crate) fn of(command: Command, since: impl FnOnce(ChildId) -> VenueMs) -> Option<Self> {
        match command {
            Command::Cancel { child, hash } => Some(Self::Cancel { child, hash }),
            Command::LookUp { child, hash } => Some(Self::LookUp(Sought {
                child,
                hash,
                since: since(child),
            })),
            Command::FetchBook { token } => Some(Self::Book { token }),
            Command::FetchMarket { condition } => Some(Self::Market { condition }),
            Command::PollPositions { trader, uncached } => Some(Self::Positions { trader, uncached }),
            Command::PollActivity { trader, since } => Some(Self::Activity { trader, since }),
            Command::PollAccount { since } => Some(Self::Account { since }),
            Command::FetchTime => Some(Self::Time),
            Command::Place(_) | Command::Notify(_) => None,
        }
    }

    fn key(&self) -> Key {
        match self {
            Self::Post { child, .. } => Key::Post(*child),
            Self::Cancel { child, .. } => Key::Cancel(*child),
            Self::LookUp(sought) => Key::LookUp(sought.child),
            Self::Book { token } => Key::Book(token.clone()),
            Self::Market { condition } => Key::Market(condition.clone()),
            Self::Positions { trader, uncached } => Key::Positions(trader.clone(), *uncached),
            Self::Activity { trader, .. } => Key::Activity(trader.clone()),
            Self::Account { .. } => Key::Account,
            Self::Time => Key::Time,
        }
    }

    const fn lane(&self) -> Lane {
        match self {
            Self::Post { .. } => Lane::Posts,
            Self::Cancel { .. } => Lane::Cancels,
            Self::LookUp(_) => Lane::LookUps,
            Self::Book { .. } | Self::Market { .. } | Self::Time => Lane::OrderReads,
            Self::Positions { .. } | Self::Activity { .. } => Lane::Polls,
            Self::Account { .. } => Lane::Account,
        }
    }

    /// Whether it changes something at the venue: it is not given up once it is taken on.
    pub(crate) const fn is_change(&self) -> bool {
        matches!(self, Self::Post { .. } | Self::Cancel { .. })
    }
}

/// The executor. Clones share everything.
#[derive(Clone)]
pub(crate) struct Executor {
    shared: Arc<Shared>,
}

struct Shared {
    ports: VenuePorts,
    time: TimeSource,
    inbox: Inbox,
    clock: Arc<VenueClock>,
    send_gate: Arc<SendGate>,
    connectivity: Arc<Connectivity>,
    feed_health: Arc<FeedHealth>,
    real: RealClock,
    view: watch::Receiver<Arc<View>>,
    /// Whose orders leave here, for whoever stops them.
    stop_path: Arc<StopPath>,
    lanes: Lanes,
    /// Traders whose activity is longer than one poll reads, each with the instant up to which it was read.
    catching_up: Mutex<BTreeMap<WalletAddress, VenueMs>>,
    /// Look-ups that wait for others to be looked at together.
    gathered: Mutex<Vec<Sought>>,
    /// What is under way, each with the look-up to run after it.
    under_way: Mutex<BTreeMap<Key, VecDeque<Job>>>,
    spacing: Spacing,
    /// Who might move what is ours, as it was read last while an order waited for an approval.
    approvals: Mutex<Option<BTreeMap<String, bool>>>,
    gauges: Gauges,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// One key's jobs. Where they end by a fault of the program, their like is not under way any more: it can be asked for again.
struct UnderWay<'a> {
    executor: &'a Executor,
    key: &'a Key,
    is_over: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            tracing::error!(key = ?self.key, "a job ended badly");
            self.executor.under_way().remove(self.key);
        }
    }
}

impl Executor {
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one engine, each of its own type, joined in one place"
    )]
    pub(crate) fn new(
        ports: VenuePorts,
        inbox: Inbox,
        clock: Arc<VenueClock>,
        send_gate: Arc<SendGate>,
        connectivity: Arc<Connectivity>,
        feed_health: Arc<FeedHealth>,
        real: RealClock,
        view: watch::Receiver<Arc<View>>,
        stop_path: Arc<StopPath>,
    ) -> Self {
        Self {
            shared: Arc::new(Shared {
                time: TimeSource::of(&ports),
                ports,
                inbox,
                clock,
                send_gate,
                connectivity,
                feed_health,
                real,
                view,
                stop_path,
                lanes: Lanes::new(),
                catching_up: Mutex::new(BTreeMap::new()),
                gathered: Mutex::new(Vec::new()),
                under_way: Mutex::new(BTreeMap::new()),
                spacing: Spacing::default(),
                approvals: Mutex::new(None),
                gauges: Gauges::default(),
                tasks: TaskTracker::new(),
                stop: CancellationToken::new(),
            }),
        }
    }

    /// What the engine measures of itself.
    pub(crate) fn gauges(&self) -> &Gauges {
        &self.shared.gauges
    }

    /// What waits for the venue, or for its answer.
    pub(crate) fn queues(&self) -> [QueueReading; 2] {
        let free = self.shared.lanes.posts.available_permits();
        [
            QueueReading {
                queue: Queue::Jobs,
                waiting: self.under_way().len(),
                most: None,
            },
            QueueReading {
                queue: Queue::Orders,
                waiting: POSTS_AT_ONCE.saturating_sub(free),
                most: Some(POSTS_AT_ONCE),
            },
        ]
    }

    /// Takes a job on and returns at once. The answer is whether it will be run: not when its like is under way, and not
    /// when the engine is about to end (an order that is committed and not sent is found by the next start).
    pub(crate) fn take(&self, job: Job) -> bool {
        if self.shared.stop.is_cancelled() {
            return false;
        }
        let key = job.key();
        let mut under_way = self.under_way();
        if let Some(after) = under_way.get_mut(&key) {
            let runs_again = matches!(job, Job::LookUp(_)) && after.is_empty();
            if runs_again {
                after.push_back(job);
            }
            return runs_again;
        }
        under_way.insert(key.clone(), VecDeque::new());
        drop(under_way);
        match job {
            Job::LookUp(sought) => self.gather(sought),
            job => self.carry_out_apart(key, job),
        }
        true
    }

    fn carry_out_apart(&self, key: Key, job: Job) {
        let executor = self.clone();
        self.shared
            .tasks
            .spawn(async move { executor.carry_out(key, job).await });
    }

    async fn carry_out(&self, key: Key, first: Job) {
        let mut under_way = UnderWay {
            executor: self,
            key: &key,
            is_over: false,
        };
        let mut next = Some(first);
        let asked = Instant::now();
        while let Some(job) = next.take() {
            // The semaphores are never closed.
            let Ok(turn) = self.shared.lanes.of(job.lane()).acquire().await else {
                break;
            };
            if job.lane() == Lane::Posts {
                self.shared.gauges.note(Stage::Turn, asked.elapsed());
            }
            let pause = if job.is_change() {
                self.run(job).await
            } else {
                tokio::select! {
                    () = self.shared.stop.cancelled() => Duration::ZERO,
                    pause = self.run_after_a_stop(job) => pause,
                }
            };
            drop(turn);
            if !pause.is_zero() {
                tokio::select! {
                    () = self.shared.stop.cancelled() => {}
                    () = tokio::time::sleep(pause) => {}
                }
            }
            next = self.next(&key);
            under_way.is_over = next.is_none();
        }
    }

    async fn run_after_a_stop(&self, job: Job) -> Duration {
        self.shared.stop_path.over().await;
        self.run(job).await
    }

    /// What is to run after it; without any, it is not under way any more.
    fn next(&self, key: &Key) -> Option<Job> {
        let mut under_way = self.under_way();
        let next = under_way.get_mut(key).and_then(VecDeque::pop_front);
        if next.is_none() {
            under_way.remove(key);
        }
        next
    }

    /// Nothing is to wait on a connection from before a sleep.
    pub(crate) fn drop_connections(&self) {
        self.shared.ports.standing.drop_connections();
    }

    /// The state that is shown is that of the last commit.
    pub(crate) fn shown(&self) {
        self.shared.stop_path.sent.shown();
    }

    /// Reads the account, and returns when what it says is handed in.
    pub(crate) async fn read_account_now(&self, since: VenueMs) -> AccountRead {
        // One reading at a time: an older answer must not be handed in after a newer one. The semaphores are never closed.
        let _turn = self.shared.lanes.of(Lane::Account).acquire().await;
        self.account(since).await
    }

    /// Real time for a look at an order that begins now.
    pub(crate) fn look_begins(&self) -> RealMs {
        self.shared.real.at_the_earliest()
    }

    /// Hands in what became of an order: its trades, then the report. A look that did not read everything about the order is
    /// a hint and no more.
    pub(crate) async fn hand_in(&self, child: ChildId, found: OrderLookup, began: RealMs) {
        for trade in found.trades {
            self.shared.inbox.input(Input::OwnTrade(trade)).await;
        }
        let report = Input::OrderReport {
            child,
            report: found.report,
            looked_at: found.complete.then_some(began),
        };
        self.shared.inbox.input(report).await;
    }

    /// Gives readings up, and waits for the orders that are on their way out or being cancelled to be answered.
    pub(crate) async fn finish(&self) {
        self.shared.stop.cancel();
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, BTreeMap<Key, VecDeque<Job>>> {
        self.shared.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
