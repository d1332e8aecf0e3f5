//! The leaderboard: the venue's list, each row with the figures of the trader's own rows and with our follow.

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
use crate::types::{Id, LeaderCategory, LeaderRow, Leaderboard, LeaderboardQuery, Ms, Period};
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
        let rows = futures_util::stream::iter(rows.into_iter().map(|row| self.row(&engine, row, of_the_curve)))
            .buffered(READ_AT_ONCE)
            .collect()
            .await;
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

/// Percent of wins, one decimal.
pub(crate) fn win_rate((won, of): (u32, u32)) -> String {
    tenths(number_tenths(i64::from(won), i64::from(of)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_win_rate_has_one_decimal_to_the_nearest() {
        assert_eq!(win_rate((2, 3)), "66.7");
        assert_eq!(win_rate((1, 8)), "12.5");
        assert_eq!(win_rate((0, 4)), "0.0");
        assert_eq!(win_rate((0, 0)), "0.0");
    }
}
