//! What one commit will hold, gathered over the inputs that are taken together, and what is to be done once it is on
//! the disk.

use std::collections::BTreeSet;

use pilotfish_copy::BookLook;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::{Event, EventKind, Notice};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::OwnTrade;
use pilotfish_store::{Ahead, Batch, Intent, OrderType, PositionPage};
use pilotfish_vault::WireType;
use tokio::sync::oneshot;

use crate::bus::Topic;
use crate::error::EngineError;
use crate::executor::Job;
use crate::relayer_requests::RelayerWrite;

/// One commit in the making.
#[derive(Debug, Default)]
pub(crate) struct CommitBatch {
    pub(crate) changes: Vec<Change>,
    pub(crate) events: Vec<Event>,
    pub(crate) intents: Vec<Intent>,
    /// What of it is written ahead of the commit.
    pub(crate) ahead: Option<Ahead>,
    /// Trades of orders that the core does not know, taken after the commit.
    pub(crate) strangers: Vec<OwnTrade>,
    /// To be carried out after the commit.
    pub(crate) jobs: Vec<Job>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) replies: Vec<oneshot::Sender<Result<(), EngineError>>>,
    /// What is to be written of requests to the relayer, each in a commit of its own: no row of the core depends on them.
    pub(crate) relayer: Vec<(RelayerWrite, oneshot::Sender<Result<u64, EngineError>>)>,
    /// Lists of traders' positions taken in, kept after the commit.
    pub(crate) snapshots: Vec<PositionPage>,
    /// Books that orders were looked at on, kept after the commit.
    pub(crate) looks: Vec<BookLook>,
    /// The last step's time.
    pub(crate) at: VenueMs,
    /// Books that came in: nothing durable, but worth showing.
    pub(crate) marks_moved: bool,
    /// For tests: what stands in the way of writing from this commit on.
    #[cfg(any(test, feature = "test-util"))]
    pub(crate) hindrance: Option<(Option<pilotfish_store::Hindrance>, oneshot::Sender<()>)>,
}

impl CommitBatch {
    /// Whether there is nothing to write.
    pub(crate) fn is_blank(&self) -> bool {
        self.changes.is_empty() && self.events.is_empty() && self.intents.is_empty()
    }

    /// What the commit writes.
    pub(crate) fn rows(&self) -> Batch<'_> {
        Batch {
            changes: &self.changes,
            events: &self.events,
            intents: &self.intents,
            at: self.at,
        }
    }

    /// What of the window is to be read again.
    pub(crate) fn topics(&self) -> BTreeSet<Topic> {
        let mut topics = BTreeSet::new();
        for change in &self.changes {
            match change {
                Change::Order(_) | Change::Child(_) => {
                    topics.insert(Topic::Orders);
                    topics.insert(Topic::Follows);
                }
                Change::Fill(_) | Change::Holding(_) | Change::Signal(_) | Change::Claim(_) | Change::Follow(_) => {
                    topics.insert(Topic::Follows);
                }
                _ => {}
            }
        }
        for event in &self.events {
            topics.insert(Topic::Activity);
            match &event.what {
                EventKind::Follow { .. } => topics.insert(Topic::Follows),
                EventKind::Control { .. } => topics.insert(Topic::Settings),
                // A halt holds orders, and a trader's news belongs to their follow.
                EventKind::Halted { .. } | EventKind::Lifted { .. } => topics.insert(Topic::Orders),
                EventKind::TraderMoved { .. } => topics.insert(Topic::Follows),
                _ => false,
            };
        }
        topics
    }
}

/// The store's word for how long an order is good for.
pub(crate) const fn order_type(wire: WireType) -> OrderType {
    match wire {
        WireType::Gtc => OrderType::Gtc,
        WireType::Gtd => OrderType::Gtd,
        WireType::Fak => OrderType::Fak,
        WireType::Fok => OrderType::Fok,
    }
}
