//! How well each followed trader is seen: which source showed each of their rows, how late, and which rows a source has not shown.
//!
//! Kept in memory, of the last half hour and counted since the start. A stream that is half an hour behind or more is late all the
//! same: it repeats nothing, so that what it brings is its own delay. A list that shows what is so old was read late, after a sleep
//! or an outage. It decides nothing.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::ids::{TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowKind, RowSource};
use pilotfish_copy::money::{Price, Shares};

/// Rows are kept for so long after they were first seen, and missed for so long after they happened, venue time: polls show this much
/// again and again.
const KEPT_MS: i64 = 1_800_000;
/// The most rows of one trader that are kept.
const ROWS_MOST: usize = 5_000;
/// A row that a source has not shown after this long is missing there: the stream takes seconds, a list of a minute ago is up to 15 s
/// old.
const STREAM_LATE_MS: i64 = 60_000;
/// See [`STREAM_LATE_MS`].
const POLL_LATE_MS: i64 = 180_000;
/// The venue tells the time of a trade in whole seconds.
const SECOND_MS: i64 = 1_000;
/// Of so many rows the delay is known, for the median.
const DELAYS: usize = 101;

/// What tells one row from another.
type RowKey = (TxHash, TokenId, RowKind, Shares, Price);

/// How well one trader is seen by one source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SourceQuality {
    /// Rows that it showed since the start.
    pub seen: u64,
    /// Rows of the last half hour that it should have shown by now.
    pub due: u64,
    /// Those of them that it has not shown.
    pub missing: u64,
    /// Half of the last hundred rows came within this, ms of venue time; none before the first.
    pub delay_ms: Option<i64>,
}

/// How well one trader is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedQuality {
    /// The trader's wallet.
    pub trader: WalletAddress,
    /// By the activity stream.
    pub stream: SourceQuality,
    /// By polls of their activity.
    pub poll: SourceQuality,
    /// Rows that both showed since the start.
    pub matched: u64,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    at: VenueMs,
    first_seen: VenueMs,
    by_stream: bool,
    by_poll: bool,
}

#[derive(Debug, Default)]
struct Counted {
    seen: u64,
    delays: VecDeque<i64>,
}

impl Counted {
    fn shown(&mut self, delay_ms: i64) {
        self.seen = self.seen.saturating_add(1);
        if self.delays.len() == DELAYS {
            self.delays.pop_front();
        }
        self.delays.push_back(delay_ms.max(0));
    }

    /// `late` are the rows that it should have shown by now, each with whether it did.
    fn quality(&self, late: impl Iterator<Item = bool>) -> SourceQuality {
        let (mut due, mut missing) = (0_u64, 0_u64);
        for shown in late {
            due = due.saturating_add(1);
            missing = missing.saturating_add(u64::from(!shown));
        }
        let mut delays: Vec<i64> = self.delays.iter().copied().collect();
        delays.sort_unstable();
        SourceQuality {
            seen: self.seen,
            due,
            missing,
            delay_ms: delays.get(delays.len() / 2).copied(),
        }
    }
}

#[derive(Debug)]
struct Watched {
    rows: BTreeMap<RowKey, Seen>,
    /// Rows from here on can have been seen by both sources.
    since: VenueMs,
    stream: Counted,
    poll: Counted,
    matched: u64,
}

/// Every trader that something was seen of.
#[derive(Debug, Default)]
pub(crate) struct FeedQualities {
    traders: BTreeMap<WalletAddress, Watched>,
}

impl FeedQualities {
    /// Rows came.
    pub(crate) fn take(&mut self, trader: &WalletAddress, rows: &[ActivityRow], source: RowSource, now: VenueMs) {
        let watched = self.traders.entry(trader.clone()).or_insert_with(|| Watched {
            rows: BTreeMap::new(),
            // A trade of this very second bears the second's beginning.
            since: VenueMs(now.0.div_euclid(SECOND_MS).saturating_mul(SECOND_MS)),
            stream: Counted::default(),
            poll: Counted::default(),
            matched: 0,
        });
        let since = watched.since;
        for row in rows.iter().filter(|row| row.at >= since) {
            watched.take(row, source, now);
        }
        watched.forget(now);
    }

    /// How well every one of them is seen, now.
    pub(crate) fn list(&self, now: VenueMs) -> Vec<FeedQuality> {
        self.traders
            .iter()
            .map(|(trader, watched)| watched.quality(trader, now))
            .collect()
    }

    /// Only these are still followed.
    pub(crate) fn keep(&mut self, followed: impl Fn(&WalletAddress) -> bool) {
        self.traders.retain(|trader, _| followed(trader));
    }
}

impl Watched {
    fn take(&mut self, row: &ActivityRow, source: RowSource, now: VenueMs) {
        let read_late = source != RowSource::Stream && now.since(row.at) >= KEPT_MS;
        // The stream shows trades alone.
        if !matches!(row.kind, RowKind::Trade(_)) || read_late {
            return;
        }
        let key = (row.tx.clone(), row.token.clone(), row.kind, row.shares, row.price);
        let seen = self.rows.entry(key).or_insert(Seen {
            at: row.at,
            first_seen: now,
            by_stream: false,
            by_poll: false,
        });
        let (shown, counted) = match source {
            RowSource::Stream => (&mut seen.by_stream, &mut self.stream),
            RowSource::Poll { .. } => (&mut seen.by_poll, &mut self.poll),
        };
        if !std::mem::replace(shown, true) {
            counted.shown(now.since(row.at));
            self.matched = self.matched.saturating_add(u64::from(seen.by_stream && seen.by_poll));
        }
    }

    fn forget(&mut self, now: VenueMs) {
        self.rows.retain(|_, seen| now.since(seen.first_seen) < KEPT_MS);
        if self.rows.len() > ROWS_MOST {
            let mut times: Vec<VenueMs> = self.rows.values().map(|seen| seen.at).collect();
            times.sort_unstable();
            let from = times.get(times.len().saturating_sub(ROWS_MOST)).copied();
            // What is forgotten must not look new when it is shown again.
            if let Some(from) = from {
                self.since = self.since.max(from);
                self.rows.retain(|_, seen| seen.at >= from);
            }
        }
    }

    fn quality(&self, trader: &WalletAddress, now: VenueMs) -> FeedQuality {
        let late = |ms: i64| {
            let age = move |seen: &&Seen| (ms..KEPT_MS).contains(&now.since(seen.at));
            self.rows.values().filter(age)
        };
        FeedQuality {
            trader: trader.clone(),
            stream: self.stream.quality(late(STREAM_LATE_MS).map(|seen| seen.by_stream)),
            poll: self.poll.quality(late(POLL_LATE_MS).map(|seen| seen.by_poll)),
            matched: self.matched,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::ConditionId;
    use pilotfish_copy::market::Side;

    use super::*;

    const POLL: RowSource = RowSource::Poll {
        requested_at: VenueMs(0),
        complete: true,
    };

    fn trader() -> WalletAddress {
        WalletAddress::parse(&format!("0x{:040x}", 7)).unwrap()
    }

    fn row(number: i64, at: i64) -> ActivityRow {
        ActivityRow {
            tx: TxHash::new(&format!("0x{number}")),
            token: TokenId::new("71"),
            condition: ConditionId::new("0xc8"),
            kind: RowKind::Trade(Side::Buy),
            shares: Shares::from_micros(number),
            price: Price::from_micros(500_000),
            at: VenueMs(at),
        }
    }

    #[test]
    fn rows_are_matched_and_what_a_source_does_not_show_is_missing_there() {
        let mut qualities = FeedQualities::default();
        let start = 1_000_000;
        // Before anything was watched.
        qualities.take(&trader(), &[row(9, start - 5_000)], POLL, VenueMs(start));
        for number in 1..=3 {
            let at = start + number * 1_000;
            qualities.take(&trader(), &[row(number, at)], RowSource::Stream, VenueMs(at + 2_000));
        }
        // Shown twice, with one that the stream did not show, and without the third.
        let listed = [row(1, start + 1_000), row(2, start + 2_000), row(4, start + 4_000)];
        for again in [20_000, 40_000] {
            qualities.take(&trader(), &listed, POLL, VenueMs(start + again));
        }
        let of = |now: i64| qualities.list(VenueMs(start + now)).remove(0);
        let quality = of(40_000);
        assert_eq!((quality.stream.seen, quality.poll.seen, quality.matched), (3, 3, 2));
        assert_eq!(
            (quality.stream.missing, quality.poll.missing),
            (0, 0),
            "it is too early to say"
        );
        assert_eq!(
            (quality.stream.delay_ms, quality.poll.delay_ms),
            (Some(2_000), Some(18_000))
        );
        let later = of(200_000);
        assert_eq!((later.stream.missing, later.poll.missing), (1, 1));
        assert_eq!((later.stream.due, later.poll.due), (4, 4), "each row counts once");
        let over = of(KEPT_MS + 10_000);
        assert_eq!((over.stream.due, over.poll.due), (0, 0));
        assert_eq!((over.stream.missing, over.poll.missing, over.matched), (0, 0, 2));
    }

    #[test]
    fn a_trade_of_the_second_in_which_it_begins_counts() {
        let mut qualities = FeedQualities::default();
        qualities.take(&trader(), &[], POLL, VenueMs(1_000_700));
        for source in [RowSource::Stream, POLL] {
            qualities.take(
                &trader(),
                &[row(1, 1_000_000), row(2, 999_000)],
                source,
                VenueMs(1_000_900),
            );
        }
        assert_eq!(qualities.list(VenueMs(1_001_000)).remove(0).matched, 1);
    }

    #[test]
    fn a_feed_that_is_half_an_hour_behind_is_seen_to_be_late() {
        let mut qualities = FeedQualities::default();
        let start = 1_000_000;
        qualities.take(&trader(), &[], RowSource::Stream, VenueMs(start));
        let (made, came) = (start + 1_000, start + 1_000 + KEPT_MS);
        // Told twice by the stream, which counts once; a list that is read after a sleep is not late by the sleep.
        for again in [0, 5_000] {
            qualities.take(&trader(), &[row(1, made)], RowSource::Stream, VenueMs(came + again));
        }
        qualities.take(&trader(), &[row(2, made)], POLL, VenueMs(came));
        let quality = qualities.list(VenueMs(came + 10_000)).remove(0);
        assert_eq!((quality.stream.seen, quality.stream.delay_ms), (1, Some(KEPT_MS)));
        assert_eq!((quality.poll.seen, quality.poll.delay_ms), (0, None));
    }

    #[test]
    fn memory_is_bounded_and_what_is_forgotten_is_not_counted_again() {
        let mut qualities = FeedQualities::default();
        let all: Vec<ActivityRow> = (0..6_000).map(|number| row(number, 1_000 + number)).collect();
        for _ in 0..2 {
            qualities.take(&trader(), &all, POLL, VenueMs(1_000));
        }
        let watched = &qualities.traders[&trader()];
        assert_eq!((watched.rows.len(), watched.poll.seen), (ROWS_MOST, 6_000));
        qualities.keep(|_| false);
        assert!(qualities.list(VenueMs(1_000)).is_empty());
    }
}
