//! The scripted venue's traders.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, ListQuality, SnapshotPosition};
use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Rounding, Shares, Usd};
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{START, Script, ScriptedTrader, trader};
use crate::port::{Feed, FeedEvent, PortError, Reply, TraderDirectory};

impl TraderDirectory for Script {
    fn positions<'a>(&'a self, trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList> {
        Box::pin(async move {
            self.ask("positions")?;
            let theirs = self.theirs(trader, |theirs| theirs.positions.clone());
            Ok(PositionList {
                positions: theirs.unwrap_or_else(|| self.scene(|scene| scene.positions.clone())),
                quality: ListQuality {
                    uncached,
                    complete: true,
                },
            })
        })
    }

    fn activity<'a>(&'a self, trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead> {
        Box::pin(async move {
            self.ask("activity")?;
            self.scene(|scene| scene.activity_since.push(since));
            let _turn = self.slow_polls.read().await;
            let theirs = self.theirs(trader, |theirs| theirs.rows.clone());
            let mut all = theirs.unwrap_or_else(|| self.scene(|scene| scene.rows.clone()));
            all.retain(|row| row.at >= since);
            let at_once = self.scene(|scene| scene.rows_at_once).unwrap_or(usize::MAX);
            let rows: Vec<ActivityRow> = all.iter().take(at_once).cloned().collect();
            Ok(ActivityRead {
                through: rows.last().map(|row| row.at).filter(|_| rows.len() < all.len()),
                rows,
                migrations: self.scene(|scene| scene.migrations.clone()),
                complete: true,
            })
        })
    }

    fn leaderboard<'a>(&'a self, _: Window, _: Option<&'a str>, _: Order, _: usize) -> Reply<'a, Vec<LeaderRow>> {
        Box::pin(async move {
            self.ask("leaderboard")?;
            Ok(self.scene(|scene| {
                let rows = scene.profiles.iter().enumerate().map(|(place, profile)| {
                    let theirs = scene.traders.get(&profile.wallet);
                    LeaderRow {
                        rank: u32::try_from(place).unwrap() + 1,
                        wallet: profile.wallet.clone(),
                        name: profile.name.clone(),
                        pnl: theirs.map_or(Usd::dollars(1_000), |theirs| theirs.pnl),
                        volume: theirs.map_or(Shares::from_micros(5_000_000_000), |theirs| theirs.volume),
                        verified: false,
                    }
                });
                rows.collect()
            }))
        })
    }

    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile> {
        Box::pin(async move {
            self.ask("profile")?;
            let found = self.scene(|scene| scene.profiles.iter().find(|profile| profile.wallet == *wallet).cloned());
            found.ok_or_else(|| PortError::NotFound("no profile".to_owned()))
        })
    }

    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>> {
        Box::pin(async move {
            self.ask("search")?;
            let text = text.to_lowercase();
            Ok(self.scene(|scene| {
                scene
                    .profiles
                    .iter()
                    .filter(|profile| profile.name.to_lowercase().contains(&text))
                    .cloned()
                    .collect()
            }))
        })
    }

    fn stats<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, TraderStats> {
        Box::pin(async move {
            self.ask("stats")?;
            let theirs = self.theirs(wallet, |theirs| theirs.stats.clone());
            Ok(theirs.unwrap_or_default())
        })
    }

    fn profit<'a>(&'a self, wallet: &'a WalletAddress, window: Window) -> Reply<'a, Vec<PnlPoint>> {
        Box::pin(async move {
            self.ask("profit")?;
            if let Some(mut curve) = self.theirs(wallet, |theirs| theirs.profit.clone()) {
                let days = match window {
                    Window::Day => 1,
                    Window::Week => 7,
                    Window::Month => 30,
                    Window::All => 36_500,
                };
                let from = self.now().plus(-days * 86_400_000);
                curve.retain(|point| point.at >= from);
                return Ok(curve);
            }
            Ok(vec![
                PnlPoint {
                    at: VenueMs(START - 1_000),
                    pnl: Usd::ZERO,
                },
                PnlPoint {
                    at: VenueMs(START),
                    pnl: Usd::dollars(50),
                },
            ])
        })
    }

    fn position_rows<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        state: PositionState,
        most: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>> {
        Box::pin(async move {
            self.ask("position_rows")?;
            let markets = self.scene(|scene| scene.markets.clone());
            let rows = self.theirs(wallet, |theirs| match state {
                PositionState::Open => theirs.positions.iter().map(|held| open_row(held, &markets)).collect(),
                PositionState::Closed => theirs.closed.clone(),
            });
            let mut rows: Vec<PositionRow> = rows.unwrap_or_default();
            rows.truncate(most.unwrap_or(usize::MAX));
            Ok(rows)
        })
    }

    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        _: usize,
    ) -> Reply<'a, Vec<ActivityLine>> {
        Box::pin(async move {
            self.ask("activity_lines")?;
            let rows = match self.theirs(wallet, |theirs| theirs.rows.clone()) {
                Some(rows) => rows,
                None if *wallet == trader() => self.scene(|scene| scene.rows.clone()),
                None => Vec::new(),
            };
            let markets = self.scene(|scene| scene.markets.clone());
            let lines = rows
                .iter()
                .rev()
                .filter(|row| row.at >= since)
                .map(|row| line_of(row, &markets));
            Ok(lines.collect())
        })
    }

    fn stream_activity(
        &self,
        _traders: watch::Receiver<BTreeSet<WalletAddress>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        self.stream(Feed::Trades, events, stop)
    }
}

impl Script {
    /// What is that trader's, where the script has them besides the usual one.
    fn theirs<T>(&self, wallet: &WalletAddress, read: impl FnOnce(&ScriptedTrader) -> T) -> Option<T> {
        self.scene(|scene| scene.traders.get(wallet).map(read))
    }
}

/// The usual market's labels, or those of the one that has the token.
fn labels(token: &TokenId, markets: &[Market]) -> (String, String, u32) {
    let named = |market: &Market| {
        let index = market.outcome_index(token)?;
        let outcome = &market.outcomes[index];
        Some((
            market.question.clone(),
            outcome.name.clone(),
            u32::try_from(index).unwrap(),
        ))
    };
    let found = markets.iter().find_map(named);
    found.unwrap_or_else(|| ("Will it rain?".to_owned(), "Yes".to_owned(), 0))
}

fn line_of(row: &ActivityRow, markets: &[Market]) -> ActivityLine {
    let (question, outcome, index) = labels(&row.token, markets);
    ActivityLine {
        at: row.at,
        kind: row.kind,
        token: Some(row.token.clone()),
        condition: Some(row.condition.clone()),
        question,
        outcome,
        outcome_index: Some(index),
        shares: row.shares,
        price: Some(row.price),
        value: row.shares.value(row.price, Rounding::HalfUp),
        tx: row.tx.clone(),
    }
}

fn open_row(held: &SnapshotPosition, markets: &[Market]) -> PositionRow {
    let (question, outcome, index) = labels(&held.token, markets);
    let value = held.shares.value(held.current_price, Rounding::HalfUp);
    PositionRow {
        token: held.token.clone(),
        condition: held.condition.clone(),
        question,
        outcome,
        outcome_index: Some(index),
        shares: held.shares,
        bought: held.shares,
        average_cost: held.average_cost,
        price: held.current_price,
        value,
        realised: Usd::ZERO,
        pnl: value - held.shares.value(held.average_cost, Rounding::HalfUp),
        redeemable: held.redeemable,
        last_event: None,
    }
}
