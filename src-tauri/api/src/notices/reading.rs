//! What the notification centre reads of the records, kept until they go on: the window asks for it again and again.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;
use pilotfish_store::Reader;
use pilotfish_store::read::activity::{ActivityFilter, ActivityItem};
use pilotfish_store::read::decisions::{DecisionFilter, DecisionItem};
use tokio::sync::Mutex;

use crate::ApiResult;

/// How many of each list are read at once, and at most.
const AT_ONCE: u32 = 500;
const PAGES_MOST: usize = 2;
/// What the journal has that is told and is rare. Each kind is read by itself, along its index, so that many of one crowd out none of
/// another.
const RARE: [&str; 6] = [
    "settlement",
    "resolution",
    "redeemed",
    "halted",
    "trader_moved",
    "trouble",
];

/// What was read, each list newest first.
#[derive(Debug)]
pub(crate) struct Read {
    /// The journal's last event before it was read, and the UTC day from which on.
    pub(crate) of: (Option<u64>, i64),
    pub(crate) decisions: Vec<DecisionItem>,
    pub(crate) fills: Vec<ActivityItem>,
    /// Kind by kind.
    pub(crate) rare: Vec<ActivityItem>,
    pub(crate) steps: Vec<ActivityItem>,
}

/// What was read last of one engine's records.
#[derive(Debug, Default)]
pub(crate) struct LastRead(Mutex<Option<Arc<Read>>>);

impl LastRead {
    /// What is in the records since then: what was read last where the journal has not gone on, at most a day more than asked for.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn since(&self, reader: &Reader, since: VenueMs) -> ApiResult<Arc<Read>> {
        let mut last = self.0.lock().await;
        // Asked first: what is written while it is read makes the next reading a new one. A decision is never without an event.
        let newest = reader.activity(&ActivityFilter::default(), None, 1).await?;
        let of = (newest.items.first().map(|item| item.event.seq), since.utc_day());
        if let Some(read) = last.as_ref().filter(|read| read.of == of) {
            return Ok(Arc::clone(read));
        }
        let mut rare = Vec::new();
        for kind in RARE {
            rare.extend(happened(reader, kind, since).await?);
        }
        let read = Arc::new(Read {
            of,
            decisions: decided(reader, since).await?,
            fills: happened(reader, "fill", since).await?,
            rare,
            steps: happened(reader, "order", since).await?,
        });
        *last = Some(Arc::clone(&read));
        Ok(read)
    }
}

/// Decisions since then, newest first, as many as are looked at.
async fn decided(reader: &Reader, since: VenueMs) -> ApiResult<Vec<DecisionItem>> {
    let filter = DecisionFilter {
        from: Some(since),
        ..DecisionFilter::default()
    };
    let (mut all, mut before) = (Vec::new(), None);
    for _ in 0..PAGES_MOST {
        let page = reader.decisions(&filter, before, AT_ONCE).await?;
        before = page.next;
        all.extend(page.items);
        if before.is_none() {
            break;
        }
    }
    Ok(all)
}

/// Events of that kind since then, newest first, as many as are looked at.
async fn happened(reader: &Reader, kind: &str, since: VenueMs) -> ApiResult<Vec<ActivityItem>> {
    let filter = ActivityFilter {
        kinds: vec![kind.to_owned()],
        ..ActivityFilter::default()
    };
    let (mut all, mut before) = (Vec::new(), None);
    for _ in 0..PAGES_MOST {
        let page = reader.activity(&filter, before, AT_ONCE).await?;
        before = page.next;
        let is_older = page.items.last().is_none_or(|item| item.event.at < since);
        all.extend(page.items.into_iter().filter(|item| item.event.at >= since));
        if before.is_none() || is_older {
            break;
        }
    }
    Ok(all)
}
