//! What the engine tells the outside: what changed, what is to be said aloud, and the journal as it is committed.
//!
//! What changed is gathered until somebody takes it. The bus outlives an engine, keeps nothing that is not in the store,
//! and waits for nobody.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use pilotfish_copy::event::Event;
use tokio::sync::{Notify, broadcast};

use crate::notice::NamedNotice;

/// How many commits a slow reader of the journal may be behind before it has to read the store.
const COMMITS_KEPT: usize = 4_096;
/// How many notices wait to be taken; beyond it the oldest go (they are all in the journal).
const NOTICES_MOST: usize = 50;

/// The events of one commit.
pub type Committed = Arc<[Event]>;

/// What is to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Copy orders.
    Orders,
    /// Follows and their figures.
    Follows,
    /// The journal.
    Activity,
    /// Settings and limits.
    Settings,
    /// Everything (another world, a reset).
    All,
}

/// What changed since it was last taken.
#[derive(Debug, Default)]
pub struct News {
    /// What is to be read again.
    pub touched: BTreeSet<Topic>,
    /// What is to be said aloud, oldest first.
    pub notices: VecDeque<NamedNotice>,
}

/// The engine's voice. Clones speak with the same one.
#[derive(Debug, Clone)]
pub struct Bus {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    news: Mutex<News>,
    wake: Notify,
    journal: broadcast::Sender<Committed>,
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}

impl Bus {
    /// A bus that nobody listens to yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                news: Mutex::default(),
                wake: Notify::new(),
                journal: broadcast::Sender::new(COMMITS_KEPT),
            }),
        }
    }

    /// The journal from now on, a commit at a time. Who lags finds the missing events in the store, by their numbers.
    #[must_use]
    pub fn journal(&self) -> broadcast::Receiver<Committed> {
        self.shared.journal.subscribe()
    }

    /// Says that something changed, and what.
    pub fn touch(&self, topics: impl IntoIterator<Item = Topic>) {
        self.news().touched.extend(topics);
        self.shared.wake.notify_one();
    }

    /// What is always on the screen changed (state, balance, a feed), nothing else.
    pub fn nudge(&self) {
        self.shared.wake.notify_one();
    }

    /// Waits until something has changed. For one listener: each change wakes one.
    pub async fn changed(&self) {
        self.shared.wake.notified().await;
    }

    /// Takes what changed since the last time.
    #[must_use]
    pub fn take_news(&self) -> News {
        std::mem::take(&mut *self.news())
    }

    /// Something to say aloud.
    pub(crate) fn announce(&self, notice: NamedNotice) {
        let mut news = self.news();
        if news.notices.len() >= NOTICES_MOST {
            news.notices.pop_front();
        }
        news.notices.push_back(notice);
        drop(news);
        self.shared.wake.notify_one();
    }

    /// Hands on what was committed.
    pub(crate) fn committed(&self, events: Vec<Event>) {
        if !events.is_empty() {
            // Nobody listening is no error.
            let _ = self.shared.journal.send(Arc::from(events));
        }
    }

    fn news(&self) -> std::sync::MutexGuard<'_, News> {
        self.shared.news.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::entity::{Gate, GateBasis, GateName};
    use pilotfish_copy::event::Notice;
    use pilotfish_copy::ids::FollowId;
    use pilotfish_copy::money::Shares;

    use super::*;

    fn gate() -> Gate {
        Gate {
            gate: GateName::DailySpend,
            asked: Shares::ZERO,
            allowed: Shares::ZERO,
            basis: GateBasis::Switch,
        }
    }

    #[test]
    fn notices_are_bounded_and_the_newest_stay() {
        let bus = Bus::new();
        for number in 0..80 {
            bus.announce(NamedNotice {
                notice: Notice::LimitReached {
                    follow: FollowId(number),
                    gate: gate(),
                },
                order: None,
                market: None,
                outcome: None,
                trader: None,
            });
        }
        let news = bus.take_news();
        assert_eq!(news.notices.len(), NOTICES_MOST);
        assert_eq!(
            news.notices.back().unwrap().notice,
            Notice::LimitReached {
                follow: FollowId(79),
                gate: gate()
            }
        );
        assert!(bus.take_news().notices.is_empty());
    }
}
