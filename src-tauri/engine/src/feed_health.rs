//! The feeds as the status bar shows them: which are up, and when each last brought something.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowSource};

use crate::feed_quality::{FeedQualities, FeedQuality};
use crate::port::Feed;

/// A feed as the status bar shows it; in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedKind {
    /// The followed traders' trades.
    Trades,
    /// Order books.
    Books,
    /// The followed traders' positions.
    Positions,
    /// Our own orders and balance.
    Account,
    /// Markets' facts: read now and then, so that they are shown only while nobody answers for them.
    Markets,
}

impl FeedKind {
    const ALL: [Self; 5] = [Self::Trades, Self::Books, Self::Positions, Self::Account, Self::Markets];
}

impl From<Feed> for FeedKind {
    fn from(feed: Feed) -> Self {
        match feed {
            Feed::Trades => Self::Trades,
            Feed::Books => Self::Books,
            Feed::Account => Self::Account,
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Standing {
    up: bool,
    last: Option<VenueMs>,
    /// The same in real time.
    brought: Option<Instant>,
}

/// How a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedStanding {
    /// What it brings.
    pub feed: FeedKind,
    /// Whether it is up.
    pub up: bool,
    /// When it last brought something, venue time.
    pub last: Option<VenueMs>,
    /// How long ago that was, real time: in the demo venue time says nothing of how fresh data are.
    pub age: Option<Duration>,
}

/// The standing of every feed.
#[derive(Debug, Default)]
pub(crate) struct FeedHealth {
    feeds: Mutex<BTreeMap<FeedKind, Standing>>,
    /// Traders whose activity could not be read when it was last asked for.
    unread: Mutex<BTreeSet<WalletAddress>>,
    last_trade: Mutex<Option<VenueMs>>,
    qualities: Mutex<FeedQualities>,
}

impl FeedHealth {
    pub(crate) fn up(&self, feed: FeedKind) {
        self.change(feed, |standing| standing.up = true);
    }

    pub(crate) fn failed(&self, feed: FeedKind) {
        self.change(feed, |standing| standing.up = false);
    }

    pub(crate) fn brought(&self, feed: FeedKind, at: VenueMs) {
        self.change(feed, |standing| {
            standing.up = true;
            standing.last = standing.last.max(Some(at));
            standing.brought = Some(Instant::now());
        });
    }

    /// Whether it is up; what never brought anything is not.
    pub(crate) fn is_up(&self, feed: FeedKind) -> bool {
        let feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.get(&feed).is_some_and(|standing| standing.up)
    }

    /// A trader's activity was read, or could not be.
    pub(crate) fn activity_read(&self, trader: &WalletAddress, read: bool) {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        if read {
            unread.remove(trader);
        } else {
            unread.insert(trader.clone());
        }
    }

    /// A followed trader's trade was seen.
    pub(crate) fn trade_seen(&self, at: VenueMs) {
        let mut last = self.last_trade.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).max(Some(at));
    }

    /// Rows of a followed trader came.
    pub(crate) fn rows_seen(&self, trader: &WalletAddress, rows: &[ActivityRow], source: RowSource, now: VenueMs) {
        self.qualities().take(trader, rows, source, now);
    }

    /// How well each trader is seen whom `followed` names; the others are forgotten.
    pub(crate) fn feed_qualities(&self, followed: impl Fn(&WalletAddress) -> bool, now: VenueMs) -> Vec<FeedQuality> {
        let mut qualities = self.qualities();
        qualities.keep(followed);
        qualities.list(now)
    }

    fn qualities(&self) -> std::sync::MutexGuard<'_, FeedQualities> {
        self.qualities.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn last_trade(&self) -> Option<VenueMs> {
        *self.last_trade.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How every feed stands. The traders' trades are not up while those of one of them, whom `followed` names, cannot be read:
    /// the stream alone misses some.
    pub(crate) fn standings(&self, followed: impl Fn(&WalletAddress) -> bool) -> Vec<FeedStanding> {
        let blind = {
            let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
            unread.retain(|trader| followed(trader));
            !unread.is_empty()
        };
        let feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        FeedKind::ALL
            .into_iter()
            .map(|feed| {
                // What was never asked for is not down: nobody may be followed yet.
                let standing = feeds.get(&feed).copied().unwrap_or(Standing {
                    up: true,
                    ..Standing::default()
                });
                FeedStanding {
                    feed,
                    up: standing.up && !(blind && feed == FeedKind::Trades),
                    last: standing.last,
                    age: standing.brought.map(|at| at.elapsed()),
                }
            })
            .filter(|standing| standing.feed != FeedKind::Markets || !standing.up)
            .collect()
    }

    fn change(&self, feed: FeedKind, change: impl FnOnce(&mut Standing)) {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        change(feeds.entry(feed).or_default());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn how_fresh_data_are_is_told_in_real_time_whatever_the_demos_clock_does() {
        let feed_health = FeedHealth::default();
        let age = || feed_health.standings(|_| true)[1].age;
        assert_eq!(age(), None);
        feed_health.brought(FeedKind::Books, VenueMs(3_600_000));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(age(), Some(Duration::from_secs(2)));
    }

    #[test]
    fn trades_are_not_up_while_the_activity_of_a_followed_trader_cannot_be_read() {
        let feed_health = FeedHealth::default();
        let wallet = |number: u8| WalletAddress::parse(&format!("0x{number:040x}")).unwrap();
        let is_up = |followed: &[u8]| {
            let standings = feed_health.standings(|trader| followed.iter().any(|number| wallet(*number) == *trader));
            standings.iter().find(|feed| feed.feed == FeedKind::Trades).unwrap().up
        };
        assert!(is_up(&[1, 2]));
        feed_health.activity_read(&wallet(1), false);
        feed_health.activity_read(&wallet(2), true);
        feed_health.up(FeedKind::Trades);
        assert!(!is_up(&[1, 2]), "the stream is, and yet");
        feed_health.activity_read(&wallet(1), true);
        assert!(is_up(&[1, 2]));
        feed_health.activity_read(&wallet(2), false);
        assert!(!is_up(&[1, 2]));
        assert!(is_up(&[1]), "nobody needs it any more");
    }
}
