//! The paper venue with its file: one step at a time, and each on the disk before anything is told of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_paper::{PaperEvent, PaperVenue};
use pilotfish_store::{PaperFile, PaperRow};
use tokio::sync::{Mutex, broadcast, watch};
use tokio::time::Instant;

use super::PaperTerms;
use crate::clock::system_ms;
use crate::port::{FeedEvent, PortError};

/// What is told of our orders waits for so many events at most; a listener that lags behind reads the account again.
const EVENTS_KEPT: usize = 1_024;
/// A book that the stream brought so long ago is read again before an order meets it.
const STREAMED_IS_FRESH: Duration = Duration::from_secs(2);

/// What the ports of one paper account share.
pub(super) struct Shared {
    kept: Mutex<Kept>,
    pub(super) delay: Duration,
    /// How far the real venue's clock is ahead of the system's, ms, as it was last measured.
    skew_ms: AtomicI64,
    events: broadcast::Sender<FeedEvent>,
    /// Orders on their way to the book.
    under_way: watch::Sender<BTreeSet<OrderHash>>,
    /// Tokens whose books and trades the account depends on.
    depends_on: watch::Sender<BTreeSet<TokenId>>,
    /// When the stream brought each token's book, while it is up.
    streamed: StdMutex<BTreeMap<TokenId, Instant>>,
}

struct Kept {
    /// None before the first step of a new account: its time is the venue's, which is not known earlier.
    venue: Option<PaperVenue>,
    file: PaperFile,
    terms: PaperTerms,
    /// Rows that the disk has not taken yet.
    pending: BTreeMap<(String, String), Option<String>>,
}

impl Shared {
    pub(super) fn new(venue: Option<PaperVenue>, file: PaperFile, terms: PaperTerms) -> Arc<Self> {
        let shared = Self {
            kept: Mutex::new(Kept {
                venue,
                file,
                terms,
                pending: BTreeMap::new(),
            }),
            delay: terms.delay,
            skew_ms: AtomicI64::new(0),
            events: broadcast::Sender::new(EVENTS_KEPT),
            under_way: watch::Sender::new(BTreeSet::new()),
            depends_on: watch::Sender::new(BTreeSet::new()),
            streamed: StdMutex::new(BTreeMap::new()),
        };
        Arc::new(shared)
    }

    /// Does one thing at the venue, at the venue's time now; what came of it is on the disk when this returns.
    ///
    /// # Errors
    /// [`PortError::Unreachable`] where the disk takes nothing: what was done is done, and told as soon as it is kept.
    pub(super) async fn step<T>(&self, act: impl FnOnce(&mut PaperVenue, VenueMs) -> T) -> Result<T, PortError> {
        let mut kept = self.kept.lock().await;
        let at = self.now();
        let terms = kept.terms;
        let venue = kept.venue.get_or_insert_with(|| PaperVenue::open(terms.opening, at));
        let done = act(venue, at);
        let changes = venue.take_changes();
        let wanted = depends_on(venue);
        self.depends_on.send_if_modified(|now| {
            let differs = *now != wanted;
            if differs {
                *now = wanted;
            }
            differs
        });
        for change in changes {
            kept.pending.insert((change.kind.to_owned(), change.key), change.body);
        }
        self.keep(&mut kept).await?;
        let events = kept.venue.as_mut().map(PaperVenue::take_events).unwrap_or_default();
        for event in events {
            // Nobody listening is no error: the account is read at every start.
            let _ = self.events.send(told(event));
        }
        Ok(done)
    }

    async fn keep(&self, kept: &mut Kept) -> Result<(), PortError> {
        if kept.pending.is_empty() {
            return Ok(());
        }
        let row = |((kind, key), body): (&(String, String), &Option<String>)| PaperRow {
            kind: kind.clone(),
            key: key.clone(),
            body: body.clone(),
        };
        let rows: Vec<PaperRow> = kept.pending.iter().map(row).collect();
        if let Err(error) = kept.file.keep(&rows).await {
            tracing::error!(%error, "the paper account cannot be written");
            return Err(PortError::Unreachable(format!(
                "the paper account cannot be written: {error}"
            )));
        }
        kept.pending.clear();
        Ok(())
    }

    /// The real venue's time, by the system's clock and the skew that was last measured.
    pub(super) fn now(&self) -> VenueMs {
        VenueMs(system_ms() + self.skew_ms.load(Ordering::Relaxed))
    }

    pub(super) fn set_skew(&self, skew_ms: i64) {
        self.skew_ms.store(skew_ms, Ordering::Relaxed);
    }

    pub(super) fn events(&self) -> broadcast::Receiver<FeedEvent> {
        self.events.subscribe()
    }

    pub(super) fn depends_on(&self) -> watch::Receiver<BTreeSet<TokenId>> {
        self.depends_on.subscribe()
    }

    /// An order leaves for the book.
    pub(super) fn leaves(&self, hash: &OrderHash) {
        self.under_way.send_modify(|under_way| {
            under_way.insert(hash.clone());
        });
    }

    /// It has come there, or is lost.
    pub(super) fn arrived(&self, hash: &OrderHash) {
        self.under_way.send_modify(|under_way| {
            under_way.remove(hash);
        });
    }

    /// Waits until none of those is on its way; of all where none is named. So a cancellation never overtakes its order.
    pub(super) async fn wait_for_arrival(&self, hashes: Option<&[OrderHash]>) {
        let mut under_way = self.under_way.subscribe();
        let is_clear = |now: &BTreeSet<OrderHash>| match hashes {
            Some(hashes) => hashes.iter().all(|hash| !now.contains(hash)),
            None => now.is_empty(),
        };
        // The sender is ours: it does not close.
        let _ = under_way.wait_for(is_clear).await;
    }

    /// The stream brought a token's book.
    pub(super) fn streamed(&self, token: &TokenId) {
        let mut streamed = self.streamed.lock().unwrap_or_else(PoisonError::into_inner);
        streamed.insert(token.clone(), Instant::now());
    }

    /// The stream is down: nothing that it brought says how a book is now.
    pub(super) fn forget_streamed(&self) {
        self.streamed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether the stream brought that token's book just now.
    pub(super) fn is_streamed(&self, token: &TokenId) -> bool {
        let streamed = self.streamed.lock().unwrap_or_else(PoisonError::into_inner);
        streamed.get(token).is_some_and(|at| at.elapsed() <= STREAMED_IS_FRESH)
    }
}

/// Both outcomes of each market in which an order rests: a taker of either fills it.
fn depends_on(venue: &PaperVenue) -> BTreeSet<TokenId> {
    let markets = venue.open_orders().filter_map(|order| venue.market(&order.condition));
    markets
        .flat_map(|market| market.outcomes.iter().map(|outcome| outcome.token.clone()))
        .collect()
}

fn told(event: PaperEvent) -> FeedEvent {
    match event {
        PaperEvent::Trade(trade) => FeedEvent::OwnTrade(trade),
        PaperEvent::Order { hash, report } => FeedEvent::Order { hash, report },
    }
}
