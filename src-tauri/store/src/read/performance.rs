//! What came of it all: totals, attribution by trader, fills by stage, the equity curve.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::money::{Shares, Usd};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::drawdown::Drawdown;
use super::follows::{self, FollowFigures, FollowView};
use super::period::equity_point;
use super::tally::{Record, Tally};
use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;
use crate::readings::EquityPoint;

/// What a trader made or lost for the user, over all follows of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraderResult {
    /// The trader's wallet.
    pub trader: WalletAddress,
    /// Their name as shown, by the newest follow.
    pub name: String,
    /// What came of it. The average slippage is over all the follows' fills.
    pub figures: FollowFigures,
}

/// What was filled in one stage of the ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageResult {
    /// The stage.
    pub stage: Stage,
    /// How many fills.
    pub fills: u64,
    /// Shares filled.
    pub shares: Shares,
    /// USD bought and sold for.
    pub value: Usd,
    /// Fees.
    pub fees: Usd,
    /// Average slippage, basis points.
    pub slippage_bps: Option<Decimal>,
}

/// The whole record in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performance {
    /// Over everything.
    pub total: FollowFigures,
    /// By trader, the best first.
    pub traders: Vec<TraderResult>,
    /// By stage, the first first; stages without a fill are left out.
    pub stages: Vec<StageResult>,
    /// The largest fall of the equity from a peak before it, over every kept minute, USD, not negative.
    pub drawdown: Usd,
    /// The equity at that peak, USD: what the fall is a part of.
    pub drawdown_from: Usd,
    /// The equity curve, oldest first, thinned evenly to the points asked for.
    pub equity: Vec<EquityPoint>,
}

impl Reader {
    /// The record in figures, with about `points` points of the equity curve at most.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn performance(&self, points: u32) -> Result<Performance, StoreError> {
        let mut drawdown = Drawdown::default();
        drawdown.take(&self.heights(i64::MIN).await?);
        let mut tx = self.instant().await?;
        let record = Record::read(&mut tx).await?;
        let follows = follows::all(&mut tx, &record).await?;
        let mut traders = by_trader(&follows, &record);
        traders.sort_by(|a, b| b.figures.net.cmp(&a.figures.net).then_with(|| a.trader.cmp(&b.trader)));
        Ok(Performance {
            total: sum(follows.iter().map(|view| &view.figures), record.tally(|_| true)),
            traders,
            stages: record
                .stages()
                .into_iter()
                .map(|(stage, tally)| stage_result(stage, tally))
                .collect(),
            drawdown: -drawdown.fall,
            drawdown_from: drawdown.equity,
            equity: equity(&mut tx, None, points).await?,
        })
    }

    /// The equity curve from `from` on, oldest first, thinned evenly to about `points` points at most.
    ///
    /// # Errors
    /// As [`Reader::performance`].
    pub async fn equity(&self, from: Option<VenueMs>, points: u32) -> Result<Vec<EquityPoint>, StoreError> {
        equity(&mut *self.instant().await?, from, points).await
    }
}

/// Adds up the figures of some follows; what can only be had from the fills comes from their tally.
pub(crate) fn sum<'a>(figures: impl Iterator<Item = &'a FollowFigures>, tally: Tally) -> FollowFigures {
    let mut total = FollowFigures {
        fills: tally.fills,
        bought: tally.bought,
        sold: tally.sold,
        slippage_bps: tally.slippage_bps,
        slippage_usd: tally.slippage_usd,
        episodes: tally.episodes,
        wins: tally.wins,
        ..FollowFigures::default()
    };
    for one in figures {
        total.realised += one.realised;
        total.fees += one.fees;
        total.net += one.net;
        total.open_cost += one.open_cost;
        total.open_holdings += one.open_holdings;
        total.working_orders += one.working_orders;
    }
    total
}

fn by_trader(follows: &[FollowView], record: &Record) -> Vec<TraderResult> {
    let mut groups: BTreeMap<&WalletAddress, Vec<&FollowView>> = BTreeMap::new();
    for view in follows {
        groups.entry(&view.follow.trader).or_default().push(view);
    }
    let results = groups.into_iter().map(|(trader, views)| {
        let tally = record.tally(|id| views.iter().any(|view| view.follow.id == id));
        TraderResult {
            trader: trader.clone(),
            name: views.last().map(|view| view.follow.name.clone()).unwrap_or_default(),
            figures: sum(views.iter().map(|view| &view.figures), tally),
        }
    });
    results.collect()
}

fn stage_result(stage: Stage, tally: Tally) -> StageResult {
    StageResult {
        stage,
        fills: tally.fills,
        shares: tally.shares,
        value: tally.bought + tally.sold,
        fees: tally.fees,
        slippage_bps: tally.slippage_bps,
    }
}

/// Of every stretch of equal length the last point stands.
async fn equity(
    conn: &mut SqliteConnection,
    from: Option<VenueMs>,
    points: u32,
) -> Result<Vec<EquityPoint>, StoreError> {
    let rows = sqlx::query(
        "WITH chosen AS (SELECT * FROM equity_points WHERE at >= ?1), \
         width AS (SELECT (MAX(minute) - MIN(minute)) / MAX(?2, 1) + 1 AS minutes FROM chosen) \
         SELECT at, cash, claims, holdings_value, realised, unrealised, fees, MAX(minute) FROM chosen, width \
         GROUP BY minute / width.minutes ORDER BY at",
    )
    .bind(from.map_or(i64::MIN, |from| from.0))
    .bind(points)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| equity_point(Columns(row))).collect()
}
