//! A trader's page.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use futures_util::future::join;
use pilotfish_copy::ids::{ConditionId, VenueMs};
use pilotfish_copy::money::Usd;
use pilotfish_polymarket::public::{ActivityLine, PositionRow, Window};

use crate::numbers::{drawn, median, ratio_tenths, tenths, thin};
use crate::traders::Known;
use crate::traders::leaderboard::win_rate;
use crate::traders::statistics::{is_trade, rebased};
use crate::types::{CategoryShare, CurvePoint, Ms, TraderPage, TraderPosition, TraderTrade};
use crate::{Api, ApiResult};
use pilotfish_engine::EngineHandle;

/// How many trades are shown.
const TRADES_SHOWN: usize = 50;
/// How many points a curve has at most.
const CURVE_POINTS: usize = 400;
/// Of how many markets, the largest first, the category is looked up.
const CATEGORIZED_MOST: usize = 60;
/// How many are looked up at once.
const LOOKED_UP_AT_ONCE: usize = 6;

impl Api {
    /// A trader's page; `address` is an address, a unique name or a profile's URL.
    ///
    /// # Errors
    /// `unknown_trader`, `ambiguous_trader`, and the venue's.
    pub async fn trader(&self, address: String) -> ApiResult<TraderPage> {
        let engine = self.engine()?;
        let who = self.resolve(&engine, &address).await?;
        let known = self.shared.cache.trader(&engine, &who.wallet).await?;
        let port = engine.traders();
        let (stats, curve) = join(port.stats(&who.wallet), port.profit(&who.wallet, Window::All)).await;
        let stats = stats.unwrap_or_default();
        let all = curve.unwrap_or_default();
        let figures = &known.figures;
        let mut values: Vec<Usd> = known
            .rows
            .deeds
            .iter()
            .filter(|deed| is_trade(deed))
            .map(|deed| deed.value)
            .collect();
        Ok(TraderPage {
            address: who.wallet.to_string(),
            name: who.name,
            since: who.since.or(stats.since).map(|at| Ms(at.0)),
            pnl_month: figures.profit.map(|usd| usd.to_string()),
            // Where there is a curve, the figure is its end: both stand side by side.
            pnl_all: all
                .last()
                .map(|point| point.pnl)
                .or(stats.pnl)
                .map(|usd| usd.to_string()),
            roi: figures.roi_tenths.map(tenths),
            win_rate: figures.wins.map(win_rate),
            win_rate_of: figures.wins.map(|(_, of)| of),
            drawdown: figures.fall.map(|usd| usd.to_string()),
            drawdown_percent: figures.fall_tenths.map(tenths),
            holding_median: figures.holding_median_ms.map(Ms),
            volume: Some(figures.volume.to_string()),
            trades: Some(figures.trades),
            categories: self.categories(&engine, &known).await,
            curve: rebased(&known.rows.profit, CURVE_POINTS)
                .map(|(at, profit)| point(at, profit))
                .collect(),
            curve_all: thin(&all, CURVE_POINTS).map(|one| point(one.at, one.pnl)).collect(),
            positions: positions(&known.rows.open),
            positions_value: held(&known.rows.open).map(|row| row.value).sum::<Usd>().to_string(),
            trades_recent: known.rows.deeds.iter().take(TRADES_SHOWN).map(trade).collect(),
            trade_median: median(&mut values).map(|usd| usd.to_string()),
            trade_largest: values.last().map(|usd| usd.to_string()),
            follow: self.follow_of(&engine, &who.wallet).await?,
            own: engine.wallet().as_ref() == Some(&who.wallet),
        })
    }

    /// Shares of the traded value by category, over the largest markets.
    async fn categories(&self, engine: &EngineHandle, known: &Known) -> Vec<CategoryShare> {
        let mut markets: BTreeMap<&ConditionId, Usd> = BTreeMap::new();
        for deed in known.rows.deeds.iter().filter(|deed| is_trade(deed)) {
            if let Some(condition) = &deed.condition {
                *markets.entry(condition).or_default() += deed.value;
            }
        }
        let mut largest: Vec<(&ConditionId, Usd)> = markets.into_iter().collect();
        largest.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
        largest.truncate(CATEGORIZED_MOST);
        // Owned, so that the future is `Send` whatever the lifetime of its argument.
        let largest: Vec<(ConditionId, Usd)> = largest
            .into_iter()
            .map(|(condition, value)| (condition.clone(), value))
            .collect();
        let looked_up: Vec<(String, Usd)> = futures_util::stream::iter(largest)
            .map(|(condition, value)| async move { (self.shared.cache.category(engine, &condition).await, value) })
            .buffer_unordered(LOOKED_UP_AT_ONCE)
            .collect()
            .await;
        shares(looked_up)
    }
}

fn shares(values: Vec<(String, Usd)>) -> Vec<CategoryShare> {
    let mut sums: BTreeMap<String, Usd> = BTreeMap::new();
    for (category, value) in values.into_iter().filter(|(category, _)| !category.is_empty()) {
        *sums.entry(category).or_default() += value;
    }
    let whole: Usd = sums.values().copied().sum();
    let mut shares: Vec<(Usd, CategoryShare)> = sums
        .into_iter()
        .map(|(category, value)| {
            let percent = ratio_tenths(value, whole).map_or(0, |tenths| (tenths + 5).div_euclid(10));
            (
                value,
                CategoryShare {
                    category,
                    percent: u32::try_from(percent).unwrap_or(0),
                },
            )
        })
        .collect();
    shares.sort_by_key(|(value, _)| std::cmp::Reverse(*value));
    shares.into_iter().map(|(_, share)| share).collect()
}

fn point(at: VenueMs, profit: Usd) -> CurvePoint {
    CurvePoint {
        at: Ms(at.0),
        value: drawn(profit),
    }
}

/// Positions that are held, not those that only wait to be redeemed.
fn held(rows: &[PositionRow]) -> impl Iterator<Item = &PositionRow> {
    rows.iter().filter(|row| !row.redeemable)
}

fn positions(rows: &[PositionRow]) -> Vec<TraderPosition> {
    let mut largest: Vec<&PositionRow> = held(rows).collect();
    largest.sort_by_key(|row| std::cmp::Reverse(row.value));
    let shown = largest.into_iter().map(|row| {
        let cost = row.shares.value(row.average_cost, pilotfish_copy::money::Rounding::Up);
        TraderPosition {
            market: row.question.clone(),
            condition: row.condition.to_string(),
            outcome: row.outcome.clone(),
            outcome_index: row.outcome_index.unwrap_or(0),
            shares: row.shares.to_string(),
            average_cost: row.average_cost.to_string(),
            price: row.price.to_string(),
            value: row.value.to_string(),
            pnl: (row.value - cost).to_string(),
        }
    });
    shown.collect()
}

fn trade(deed: &ActivityLine) -> TraderTrade {
    TraderTrade {
        at: Ms(deed.at.0),
        kind: deed.kind.into(),
        market: deed.question.clone(),
        condition: deed.condition.as_ref().map(ToString::to_string),
        outcome: deed.outcome.clone(),
        outcome_index: deed.outcome_index.unwrap_or(0),
        shares: deed.shares.to_string(),
        price: deed.price.map(|price| price.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn category_shares_are_of_what_has_a_category_and_largest_first() {
        let found = shares(vec![
            ("sports".to_owned(), Usd::dollars(100)),
            (String::new(), Usd::dollars(500)),
            ("politics".to_owned(), Usd::dollars(250)),
            ("sports".to_owned(), Usd::dollars(50)),
        ]);
        let words: Vec<(&str, u32)> = found
            .iter()
            .map(|share| (share.category.as_str(), share.percent))
            .collect();
        assert_eq!(words, [("politics", 63), ("sports", 38)]);
        assert!(shares(Vec::new()).is_empty());
    }
}
