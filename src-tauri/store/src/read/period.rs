//! What stood at a period's beginning, the curve since then, and what ended in it.

use std::collections::BTreeMap;

use pilotfish_copy::event::SkipReason;
use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::money::Usd;

use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::readings::{EquityPoint, FollowPoint};

/// One hour: how often what each follow has made is kept, ms.
pub const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;

/// Fills whose settlement failed since then.
pub(crate) const FAILED_SINCE: &str = "SELECT COUNT(*) AS n FROM (SELECT DISTINCT trade, hash \
    FROM settlements INDEXED BY settlements_failed WHERE settlement = 'failed' AND at >= ?)";

/// How a period began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The instant of the readings; `None` where nothing was kept before the period: it began with nothing.
    pub at: Option<VenueMs>,
    /// What each follow had made by then.
    pub follows: BTreeMap<FollowId, FollowPoint>,
    /// What the account was worth then, or at the first reading there is.
    pub equity: Option<EquityPoint>,
}

/// What the account was worth, and had made, in one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Height {
    /// The minute's number.
    pub minute: i64,
    /// Cash, claims and holdings.
    pub equity: Usd,
    /// Realised and open profit, less fees.
    pub net: Usd,
}

/// Copy orders that ended in a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ended {
    /// All of them.
    pub ended: u64,
    /// Those with a fill.
    pub filled: u64,
}

/// A signal that was not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentSkip {
    /// When it was skipped.
    pub at: VenueMs,
    /// Through which follow.
    pub follow: Option<FollowId>,
    /// Why it was skipped.
    pub reason: SkipReason,
}

impl Reader {
    /// The last reading at or before `from`; for `None`, the beginning of the record.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn period_start(&self, from: Option<VenueMs>) -> Result<Start, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(
            "SELECT * FROM follow_points WHERE hour = (SELECT MAX(hour) FROM follow_points WHERE hour < ?) ORDER BY follow",
        )
        // An hour that is over began before `from`, and its reading was taken within it.
        .bind(from.map_or(i64::MIN, |from| from.0.div_euclid(HOUR_MS)))
        .fetch_all(&mut *tx)
        .await?;
        let mut start = Start::default();
        for row in &rows {
            let row = Columns(row);
            let point = FollowPoint {
                follow: row.whole("follow")?,
                realised: row.whole("realised")?,
                unrealised: row.whole("unrealised")?,
                fees: row.whole("fees")?,
            };
            start.at = Some(row.whole("at")?);
            start.follows.insert(point.follow, point);
        }
        let equity = match start.at {
            Some(at) => sqlx::query("SELECT * FROM equity_points WHERE minute <= ? ORDER BY minute DESC LIMIT 1")
                .bind(at.0.div_euclid(MINUTE_MS)),
            None => sqlx::query("SELECT * FROM equity_points ORDER BY minute LIMIT 1"),
        };
        let row = equity.fetch_optional(&mut *tx).await?;
        start.equity = row.map(|row| equity_point(Columns(&row))).transpose()?;
        Ok(start)
    }

    /// At most `points` points of the equity curve from `from` on, evenly spaced in time, the newest among them. Costs as
    /// much for a year as for a day.
    ///
    /// # Errors
    /// As [`Reader::period_start`].
    pub async fn equity_sampled(&self, from: Option<VenueMs>, points: u32) -> Result<Vec<EquityPoint>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(
            "WITH RECURSIVE span (first, last) AS (SELECT \
                 (SELECT MIN(minute) FROM equity_points WHERE minute >= ?1), (SELECT MAX(minute) FROM equity_points)), \
             steps (step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM steps WHERE step + 1 < ?2), \
             chosen (minute) AS (SELECT DISTINCT (SELECT MAX(e.minute) FROM equity_points e \
                 WHERE e.minute <= first + (last - first) * step / MAX(?2 - 1, 1)) FROM span, steps WHERE first IS NOT NULL) \
             SELECT p.* FROM chosen JOIN equity_points p ON p.minute = chosen.minute ORDER BY p.minute",
        )
        .bind(from.map_or(i64::MIN, |from| from.0.div_euclid(MINUTE_MS)))
        .bind(points)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter().map(|row| equity_point(Columns(row))).collect()
    }

    /// Every kept minute after `after`, oldest first.
    ///
    /// # Errors
    /// As [`Reader::period_start`].
    pub async fn heights(&self, after: i64) -> Result<Vec<Height>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(
            "SELECT minute, cash + claims + holdings_value AS equity, realised + unrealised - fees AS net \
             FROM equity_points WHERE minute > ? ORDER BY minute",
        )
        .bind(after)
        .fetch_all(&mut *tx)
        .await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                Ok(Height {
                    minute: row.whole("minute")?,
                    equity: row.whole("equity")?,
                    net: row.whole("net")?,
                })
            })
            .collect()
    }

    /// Copy orders that ended from `from` on.
    ///
    /// # Errors
    /// As [`Reader::period_start`].
    pub async fn ended_since(&self, from: VenueMs) -> Result<Ended, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query(
            "SELECT COUNT(*) AS ended, COALESCE(SUM(filled > 0), 0) AS filled FROM pending_copy_orders \
             WHERE status = 'ended' AND ended_at >= ?",
        )
        .bind(from.0)
        .fetch_one(&mut *tx)
        .await?;
        let row = Columns(&row);
        Ok(Ended {
            ended: row.whole("ended")?,
            filled: row.whole("filled")?,
        })
    }

    /// The signals skipped from `from` on, newest first, at most `most`.
    ///
    /// # Errors
    /// As [`Reader::period_start`].
    pub async fn skips_since(&self, from: VenueMs, most: u32) -> Result<Vec<RecentSkip>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query("SELECT at, follow, reason FROM events WHERE kind = 'skip' ORDER BY seq DESC LIMIT ?")
            .bind(most)
            .fetch_all(&mut *tx)
            .await?;
        let mut skips = Vec::new();
        for row in &rows {
            let row = Columns(row);
            let at: VenueMs = row.whole("at")?;
            if at < from {
                break;
            }
            skips.push(RecentSkip {
                at,
                follow: row.whole_opt("follow")?,
                reason: row.word("reason")?,
            });
        }
        Ok(skips)
    }

    /// Fills whose settlement failed from `from` on.
    ///
    /// # Errors
    /// As [`Reader::period_start`].
    pub async fn failed_since(&self, from: VenueMs) -> Result<u64, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query(FAILED_SINCE).bind(from.0).fetch_one(&mut *tx).await?;
        Columns(&row).whole("n")
    }
}

pub(super) fn equity_point(row: Columns<'_>) -> Result<EquityPoint, StoreError> {
    Ok(EquityPoint {
        at: row.whole("at")?,
        cash: row.whole("cash")?,
        claims: row.whole("claims")?,
        holdings_value: row.whole("holdings_value")?,
        realised: row.whole("realised")?,
        unrealised: row.whole("unrealised")?,
        fees: row.whole("fees")?,
    })
}
