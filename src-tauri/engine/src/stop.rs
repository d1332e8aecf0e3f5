//! The stop path: stops without the core, the core loop or the database, so that it works when those do not.
//!
//! In this order: the stop is written down in a marker file, which keeps the next start from trading even where the database
//! is gone; every order that is known is cancelled by its hash; the venue is asked what is still open; and only where that is
//! not enough (an order of ours still open, or nobody knows which are ours) everything of the account is cancelled, orders
//! placed elsewhere with it. What could not be done is said: a stop that is only believed is worse than none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::ids::OrderHash;
use pilotfish_store::{KillPoint, private};
use pilotfish_vault::store::StoreError;

use crate::error::EngineError;
use crate::home::write_atomically;
use crate::login::Login;
use crate::order_signer::AccountSource;
use crate::port::{PortError, Reply, TradingVenue, VenueStanding, within};

/// The marker's name, beside the database.
const MARKER: &str = "stopped";
/// How many orders one request cancels: the venue takes 1,000 ids (polymarket-api §1.4).
const BATCH_MOST: usize = 1_000;
/// How long one request may take, real time.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// A stop waits so long for whoever asks the key's store already: that its user is asked for a password is said, not waited for.
const ASKED_ALREADY: Duration = Duration::from_secs(3);

/// What a stop came to at the venue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopReport {
    /// Orders that were asked to be cancelled by their hashes.
    pub asked: usize,
    /// Of them, those that are not open any more, and what an account-wide cancellation took besides.
    pub cancelled: usize,
    /// Orders of the account that are open still; `None` where the venue did not say.
    pub open: Option<usize>,
    /// Everything of the account was cancelled, orders placed elsewhere with it.
    pub account_wide: bool,
    /// What could not be done, in words.
    pub trouble: Vec<String>,
}

impl StopReport {
    /// Whether the venue has said that nothing of the account is open, and the stop is written down.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.open == Some(0) && self.trouble.is_empty()
    }

    fn failed(&mut self, what: &str, error: &impl std::fmt::Display) {
        tracing::error!(%error, "{what}");
        self.trouble.push(format!("{what}: {error}"));
    }
}

/// The mark of a stop beside the database.
#[derive(Debug, Clone)]
pub(crate) struct StopMarker {
    path: PathBuf,
}

impl StopMarker {
    /// The marker of that mode's folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(MARKER),
        }
    }

    /// Whether a stop stands. A marker that cannot be looked for counts as one: unknown means no.
    pub(crate) fn stands(&self) -> bool {
        self.path.try_exists().unwrap_or(true)
    }

    /// Where not even these words can be written, an empty file says the same: on a full disk there is often room for its name.
    pub(crate) fn set(&self) -> Result<(), EngineError> {
        let written = write_atomically(&self.path, b"stopped: nothing is sent until it is started again\n");
        match written {
            Err(error) if self.make_empty().is_err() => Err(error),
            _ => Ok(()),
        }
    }

    fn make_empty(&self) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        private::create_privately(options.write(true).create(true).truncate(false))
            .open(&self.path)?
            .sync_all()?;
        match self.path.parent() {
            // A folder's names are on the disk once it is synced; Windows opens no folder, and needs none of it.
            Some(folder) if cfg!(unix) => std::fs::File::open(folder)?.sync_all(),
            _ => Ok(()),
        }
    }

    pub(crate) fn lift(&self) -> Result<(), EngineError> {
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(EngineError::Folder {
                path: self.path.clone(),
                source,
            }),
            _ => Ok(()),
        }
    }
}

/// Hashes of orders that were handed to the venue since the state was last shown, whatever came of them: whoever stops by that
/// state would not know them.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    hashes: Mutex<BTreeSet<OrderHash>>,
}

impl Sent {
    /// That order is about to leave.
    pub(crate) fn note(&self, hash: &OrderHash) {
        let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        hashes.insert(hash.clone());
    }

    /// That order was refused.
    pub(crate) fn forget(&self, hash: &OrderHash) {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
    }

    /// The state that is shown has every order that was committed, and so every one that was sent.
    pub(crate) fn shown(&self) {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn all(&self) -> BTreeSet<OrderHash> {
        self.hashes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Stops one account at one venue.
pub(crate) struct StopPath {
    trading: Arc<dyn TradingVenue>,
    pub(crate) login: Arc<Login>,
    pub(crate) marker: StopMarker,
    pub(crate) sent: Sent,
    /// Held for writing while a stop is under way.
    under_way: tokio::sync::RwLock<()>,
}

impl StopPath {
    /// Of that account; the marker lies in `folder`.
    pub(crate) fn new(
        trading: Arc<dyn TradingVenue>,
        standing: Arc<dyn VenueStanding>,
        account: AccountSource,
        folder: &Path,
    ) -> Self {
        Self {
            login: Arc::new(Login::new(standing, account)),
            marker: StopMarker::in_folder(folder),
            sent: Sent::default(),
            under_way: tokio::sync::RwLock::new(()),
            trading,
        }
    }

    /// Writes the stop down and cancels what is open. `core` is the state as last committed; `None` where there is none to
    /// be had: then nobody knows which orders are ours.
    pub(crate) async fn run(&self, core: Option<&Core>) -> StopReport {
        let _first = self.under_way.write().await;
        let mut report = StopReport::default();
        if let Err(error) = self.marker.set() {
            report.failed("the stop could not be written down beside the database", &error);
        }
        KillPoint::StopWritten.pass();
        let let_in = if self.login.is_asking_for_key(ASKED_ALREADY).await {
            Err(EngineError::KeyStore(StoreError::TimedOut))
        } else {
            self.login.first().await
        };
        if let Err(error) = let_in {
            let what = match error {
                EngineError::KeyStore(_) => "nothing can be cancelled from here without the key",
                _ => "the exchange does not let us in",
            };
            report.failed(what, &error);
            return report;
        }
        let known = core.map(|core| self.known(core));
        let answered = match &known {
            Some(known) => self.cancel_known(known, &mut report).await,
            None => false,
        };
        let left = self.open(&mut report).await;
        if let (Some(known), Some(left)) = (&known, &left) {
            // Whoever cancelled them: the core does it too, at the same time.
            report.cancelled = known.difference(left).count();
        }
        let enough = match (&known, &left) {
            (Some(known), Some(left)) => known.is_disjoint(left),
            // Nobody said what is open, but every cancellation by hash was answered: others' orders are left alone.
            (Some(_), None) => answered,
            (None, _) => left.as_ref().is_some_and(BTreeSet::is_empty),
        };
        if !enough {
            self.cancel_account(&mut report).await;
            self.open(&mut report).await;
        }
        report
    }

    /// Waits while a stop is under way: it goes before every reading, so that 500 orders that are looked at do not stand before
    /// their own cancellation. It ends by itself, since each of its requests does.
    pub(crate) async fn over(&self) {
        drop(self.under_way.read().await);
    }

    /// Every order that holds a slot, and those that left since.
    fn known(&self, core: &Core) -> BTreeSet<OrderHash> {
        let mut known = self.sent.all();
        known.extend(core.unresolved_children().filter_map(|child| child.hash.clone()));
        known
    }

    /// Whether the venue answered every cancellation.
    async fn cancel_known(&self, known: &BTreeSet<OrderHash>, report: &mut StopReport) -> bool {
        let mut answered = true;
        let hashes: Vec<OrderHash> = known.iter().cloned().collect();
        report.asked = hashes.len();
        for batch in hashes.chunks(BATCH_MOST) {
            match self.asking(|| self.trading.cancel_many(batch)).await {
                Ok(_) => {}
                Err(error) => {
                    answered = false;
                    report.failed("orders could not be cancelled", &error);
                }
            }
        }
        answered
    }

    async fn cancel_account(&self, report: &mut StopReport) {
        match self.asking(|| self.trading.cancel_all()).await {
            Ok(cancelled) => {
                report.account_wide = true;
                report.cancelled += cancelled.len();
            }
            Err(error) => report.failed("the account's orders could not be cancelled", &error),
        }
    }

    /// What the venue says is open, whoever placed it.
    async fn open(&self, report: &mut StopReport) -> Option<BTreeSet<OrderHash>> {
        match self.asking(|| self.trading.own_orders()).await {
            Ok(open) => {
                let hashes: BTreeSet<OrderHash> = open.into_iter().map(|order| order.hash).collect();
                report.open = Some(hashes.len());
                Some(hashes)
            }
            Err(error) => {
                report.failed("the exchange does not say what is still open", &error);
                report.open = None;
                None
            }
        }
    }

    /// Asks, and where the key is refused logs in anew and asks once more.
    async fn asking<'a, T>(&'a self, question: impl Fn() -> Reply<'a, T>) -> Result<T, PortError> {
        match within(REQUEST_TIMEOUT, question()).await {
            Err(PortError::Denied(_)) => {
                self.login.again().await?;
                within(REQUEST_TIMEOUT, question()).await
            }
            answer => answer,
        }
    }
}
