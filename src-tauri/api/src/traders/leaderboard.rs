//! The leaderboard: the venue's list, each row with the figures of the trader's own rows and with our follow.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use futures_util::StreamExt;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::Usd;
use pilotfish_polymarket::public::LeaderRow as VenueRow;

use crate::frame::is_on;
use crate::numbers::{count, number_tenths, tenths};
use crate::traders::resolve::{Typed, no_key, read, shown};
use crate::traders::statistics::Figures;
use crate::traders::{Leaders, window};
use crate::types::{Id, LeaderCategory, LeaderOrder, LeaderRow, Leaderboard, LeaderboardQuery, Ms, Period};
use crate::{Api, ApiResult};
use pilotfish_engine::EngineHandle;

/// How many traders are read at once.
const READ_AT_ONCE: usize = 6;
/// How many traders that are on no list a search adds.
const FOUND_MOST: usize = 10;

impl Api {
    /// The leaderboard.
    ///
    /// # Errors
    /// `looks_like_key` before anything is asked, and the venue's.
    pub async fn leaderboard(&self, query: LeaderboardQuery) -> ApiResult<Leaderboard> {
        let engine = self.engine()?;
        let LeaderboardQuery {
            window,
            order,
            category,
            search,
        } = query;
        no_key(search.as_deref().unwrap_or_default())?;
        let leaders = self.shared.cache.leaders(&engine, (window, order, category)).await?;
        let rows = match search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            None => leaders.1.clone(),
            Some(text) => self.leaders_like(&engine, &leaders, text, window).await?,
        };
        // The venue's month and that of a trader's own curve begin at different instants: what stands beside the curve is its own.
        let of_the_curve = window == Period::Month && category.is_none();
        let mut rows: Vec<LeaderRow> = futures_util::stream::iter(rows)
            .map(|row| self.row(&engine, row, of_the_curve))
            .buffered(READ_AT_ONCE)
            .collect()
            .await;
        if of_the_curve && order == LeaderOrder::Pnl {
            rank_by_shown(&mut rows, count(leaders.1.len()));
        }
        Ok(Leaderboard {
            read_at: Ms(leaders.0.0),
            rows,
            categories: LeaderCategory::ALL.to_vec(),
        })
    }

    /// The list's rows that match, then traders who are on no list.
    async fn leaders_like(
        &self,
        engine: &EngineHandle,
        leaders: &Leaders,
        text: &str,
        window: Period,
    ) -> ApiResult<Vec<VenueRow>> {
        let listed: Vec<VenueRow>;
        let mut found = Vec::new();
        match read(text) {
            Typed::Address(wallet) => {
                listed = leaders.1.iter().filter(|row| row.wallet == wallet).cloned().collect();
                if listed.is_empty() {
                    let trader = self.resolve(engine, wallet.as_str()).await;
                    found.extend(trader.ok().map(|trader| (trader.wallet, trader.name)));
                }
            }
            Typed::Name(name) => {
                let name = name.to_lowercase();
                listed = leaders
                    .1
                    .iter()
                    .filter(|row| row.name.to_lowercase().contains(&name))
                    .cloned()
                    .collect();
                let known: BTreeSet<&WalletAddress> = listed.iter().map(|row| &row.wallet).collect();
                let profiles = engine.traders().search(&name).await?;
                let others = profiles.into_iter().filter(|profile| !known.contains(&profile.wallet));
                found.extend(others.take(FOUND_MOST).map(|profile| (profile.wallet, profile.name)));
            }
        }
        let mut rows = listed;
        for (wallet, name) in found {
            rows.push(self.unlisted(engine, leaders, wallet, name, window).await);
        }
        Ok(rows)
    }

    /// A row for a trader who is on no list: ranked after it.
    async fn unlisted(
        &self,
        engine: &EngineHandle,
        leaders: &Leaders,
        wallet: WalletAddress,
        name: String,
        over: Period,
    ) -> VenueRow {
        if let Some(row) = leaders.1.iter().find(|row| row.wallet == wallet) {
            return row.clone();
        }
        let curve = engine.traders().profit(&wallet, window(over)).await.unwrap_or_default();
        let pnl = curve
            .first()
            .zip(curve.last())
            .map_or(Usd::ZERO, |(first, last)| last.pnl - first.pnl);
        let rank = count(leaders.1.len()).saturating_add(1);
        VenueRow {
            rank,
            wallet,
            name,
            pnl,
            volume: Default::default(),
            verified: false,
        }
    }

    async fn row(&self, engine: &EngineHandle, row: VenueRow, of_the_curve: bool) -> LeaderRow {
        let known = self.shared.cache.trader(engine, &row.wallet).await;
        let unknown = Figures::default();
        let figures = match &known {
            Ok(known) => &known.figures,
            Err(error) => {
                tracing::debug!(wallet = %row.wallet, ?error, "a trader's figures are not known");
                &unknown
            }
        };
        let core = engine.core();
        let follow = core.state().follow_of(&row.wallet);
        LeaderRow {
            own: engine.wallet().as_ref() == Some(&row.wallet),
            rank: row.rank,
            address: row.wallet.to_string(),
            name: shown(&row.name, &row.wallet),
            pnl: figures.profit.filter(|_| of_the_curve).unwrap_or(row.pnl).to_string(),
            volume: known.is_ok().then(|| figures.volume.to_string()),
            roi: figures.roi_tenths.map(tenths),
            win_rate: figures.wins.map(win_rate),
            win_rate_of: figures.wins.map(|(_, of)| of),
            markets: known.is_ok().then_some(figures.markets),
            drawdown: figures.fall.map(|usd| usd.to_string()),
            drawdown_percent: figures.fall_tenths.map(tenths),
            last_trade: figures.last_trade.map(|at| Ms(at.0)),
            sparkline: figures.spark.clone(),
            flags: if known.is_ok() {
                figures.flags.clone()
            } else {
                Vec::new()
            },
            follow: follow.map(|follow| Id(follow.id.0)),
            percentage: follow.map(|follow| follow.settings.percentage.to_string()),
            follow_on: follow.is_some_and(|follow| is_on(follow.status)),
        }
    }
}

/// Puts the listed rows in the order of the profit that is shown: the venue ranks by its own month, so that neighbours could
/// stand the other way round beside their figures. The ranks stay, each with another row; rows of no list come after them.
fn rank_by_shown(rows: &mut [LeaderRow], listed: u32) {
    let mut ranks: Vec<u32> = rows.iter().map(|row| row.rank).collect();
    ranks.sort_unstable();
    rows.sort_by_cached_key(|row| {
        let profit = row.pnl.parse().unwrap_or(Usd::ZERO);
        (row.rank > listed, Reverse(profit), row.rank)
    });
    for (row, rank) in rows.iter_mut().zip(ranks) {
        row.rank = rank;
    }
}

/// Percent of wins, one decimal.
pub(crate) fn win_rate((won, of): (u32, u32)) -> String {
    tenths(number_tenths(i64::from(won), i64::from(of)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profit_that_is_shown_is_what_the_rows_are_in_the_order_of() {
        let row = |rank: u32, name: &str, pnl: &str| LeaderRow {
            own: false,
            rank,
            address: name.to_owned(),
            name: name.to_owned(),
            pnl: pnl.to_owned(),
            volume: None,
            roi: None,
            win_rate: None,
            win_rate_of: None,
            markets: None,
            drawdown: None,
            drawdown_percent: None,
            last_trade: None,
            sparkline: Vec::new(),
            flags: Vec::new(),
            follow: None,
            percentage: None,
            follow_on: false,
        };
        let mut rows = [
            row(1, "first", "25506.1"),
            row(3, "behind", "5805"),
            row(4, "before", "6607"),
            row(9, "found by its name", "9000"),
        ];
        rank_by_shown(&mut rows, 8);
        let shown: Vec<(u32, &str)> = rows.iter().map(|row| (row.rank, row.name.as_str())).collect();
        assert_eq!(
            shown,
            [(1, "first"), (3, "before"), (4, "behind"), (9, "found by its name")]
        );
    }

    #[test]
    fn a_win_rate_has_one_decimal_to_the_nearest() {
        assert_eq!(win_rate((2, 3)), "66.7");
        assert_eq!(win_rate((1, 8)), "12.5");
        assert_eq!(win_rate((0, 4)), "0.0");
        assert_eq!(win_rate((0, 0)), "0.0");
    }
}
