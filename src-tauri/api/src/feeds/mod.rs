//! How well the followed traders are seen, and what of the venue could not be read.

pub(crate) mod shapes;

use std::time::{SystemTime, UNIX_EPOCH};

use pilotfish_engine::feed_quality::{FeedQuality, SourceQuality};
use pilotfish_polymarket::UnreadableRows;

use crate::frame::is_on;
use crate::traders::resolve::shortened;
use crate::types::{FeedReport, FeedVerdict, Id, Ms, SourceFeed, TraderFeed, UnreadableSource};
use crate::{Api, ApiResult};

/// Trades that come later than this, venue time, are late: a stream takes seconds, a poll half a minute.
const LATE_MS: i64 = 60_000;

impl Api {
    /// How well every trader whose follow is on is seen, and the rows that could not be read.
    ///
    /// # Errors
    /// The engine's.
    pub async fn feed_report(&self) -> ApiResult<FeedReport> {
        let engine = self.engine()?;
        let qualities = engine.feed_qualities();
        let core = engine.core();
        let on = core.state().follows.values().filter(|follow| is_on(follow.status));
        let mut traders: Vec<TraderFeed> = on
            .map(|follow| {
                let quality = qualities.iter().find(|quality| quality.trader == follow.trader);
                let name = if follow.name.is_empty() {
                    shortened(&follow.trader)
                } else {
                    follow.name.clone()
                };
                trader_feed(Id(follow.id.0), follow.trader.to_string(), name, quality)
            })
            .collect();
        traders.sort_by(|one, other| (one.verdict, &one.trader).cmp(&(other.verdict, &other.trader)));
        let now = system_ms();
        Ok(FeedReport {
            traders,
            unreadable: engine.unreadable().iter().map(|rows| unreadable(rows, now)).collect(),
        })
    }
}

fn trader_feed(follow: Id, address: String, trader: String, quality: Option<&FeedQuality>) -> TraderFeed {
    let stream = quality.map_or_else(SourceQuality::default, |quality| quality.stream);
    let list = quality.map_or_else(SourceQuality::default, |quality| quality.poll);
    TraderFeed {
        follow,
        address,
        trader,
        stream: source(stream),
        list: source(list),
        matched: number(quality.map_or(0, |quality| quality.matched)),
        verdict: verdict(stream, list),
    }
}

/// What needs to be known first: that trades come too late to be copied well, then which source leaves some out.
fn verdict(stream: SourceQuality, list: SourceQuality) -> FeedVerdict {
    let fastest = [stream.delay_ms, list.delay_ms].into_iter().flatten().min();
    match fastest {
        None => FeedVerdict::Quiet,
        Some(delay) if delay > LATE_MS => FeedVerdict::Late,
        Some(_) if stream.missing > 0 => FeedVerdict::StreamGaps,
        Some(_) if list.missing > 0 => FeedVerdict::ListGaps,
        Some(_) => FeedVerdict::Whole,
    }
}

fn source(quality: SourceQuality) -> SourceFeed {
    SourceFeed {
        seen: number(quality.seen),
        due: number(quality.due),
        missing: number(quality.missing),
        delay: quality.delay_ms.map(Ms),
    }
}

fn unreadable(rows: &UnreadableRows, now: i64) -> UnreadableSource {
    UnreadableSource {
        source: rows.source.into(),
        count: number(rows.count),
        last_ago: Ms(now.saturating_sub(rows.last_at_ms).max(0)),
        sample: rows.sample.clone(),
    }
}

fn number(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The computer's clock, which stamps rows that cannot be read.
fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(delay_ms: i64, missing: u64) -> SourceQuality {
        SourceQuality {
            seen: 9,
            due: 9,
            missing,
            delay_ms: Some(delay_ms),
        }
    }

    #[test]
    fn the_faster_source_says_whether_trades_are_late_and_gaps_are_named_by_their_source() {
        let none = SourceQuality::default();
        assert_eq!(verdict(none, none), FeedVerdict::Quiet);
        assert_eq!(verdict(seen(900, 0), seen(70_000, 0)), FeedVerdict::Whole);
        assert_eq!(verdict(none, seen(60_001, 0)), FeedVerdict::Late);
        assert_eq!(verdict(seen(61_000, 3), seen(70_000, 0)), FeedVerdict::Late);
        assert_eq!(verdict(seen(900, 1), seen(9_000, 1)), FeedVerdict::StreamGaps);
        assert_eq!(verdict(seen(900, 0), seen(9_000, 1)), FeedVerdict::ListGaps);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_told_with_its_age() {
        let rows = UnreadableRows {
            source: pilotfish_polymarket::RowSource::OwnTrades,
            count: 3,
            last_at_ms: 40_000,
            sample: "a trade without a usable size".to_owned(),
        };
        let told = unreadable(&rows, 100_000);
        assert_eq!(
            (told.source, told.count, told.last_ago),
            (crate::types::RowSource::OwnTrades, 3, Ms(60_000))
        );
        assert_eq!(unreadable(&rows, 1).last_ago, Ms(0), "a clock that was set back");
    }
}
