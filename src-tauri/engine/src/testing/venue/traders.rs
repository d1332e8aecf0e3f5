//! The scripted venue's traders.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, ListQuality};
use pilotfish_copy::money::{Rounding, Shares, Usd};
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{START, Script, trader};
use crate::port::{Feed, FeedEvent, PortError, Reply, TraderDirectory};

impl TraderDirectory for Script {
    fn positions<'a>(&'a self, _trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList> {
        Box::pin(async move {
            self.ask("positions")?;
            Ok(PositionList {
                positions: self.scene(|scene| scene.positions.clone()),
                quality: ListQuality {
                    uncached,
                    complete: true,
                },
            })
        })
    }

    fn activity<'a>(&'a self, _trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead> {
        Box::pin(async move {
            self.ask("activity")?;
            self.scene(|scene| scene.activity_since.push(since));
            let _turn = self.slow_polls.read().await;
            let all: Vec<ActivityRow> =
                self.scene(|scene| scene.rows.iter().filter(|row| row.at >= since).cloned().collect());
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
                let rows = scene.profiles.iter().enumerate().map(|(place, profile)| LeaderRow {
                    rank: u32::try_from(place).unwrap() + 1,
                    wallet: profile.wallet.clone(),
                    name: profile.name.clone(),
                    pnl: Usd::dollars(1_000),
                    volume: Shares::from_micros(5_000_000_000),
                    verified: false,
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

    fn stats<'a>(&'a self, _: &'a WalletAddress) -> Reply<'a, TraderStats> {
        Box::pin(async move {
            self.ask("stats")?;
            Ok(TraderStats::default())
        })
    }

    fn profit<'a>(&'a self, _: &'a WalletAddress, _: Window) -> Reply<'a, Vec<PnlPoint>> {
        Box::pin(async move {
            self.ask("profit")?;
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
        _: &'a WalletAddress,
        _: PositionState,
        _: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>> {
        Box::pin(async move {
            self.ask("position_rows")?;
            Ok(Vec::new())
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
            if *wallet != trader() {
                return Ok(Vec::new());
            }
            Ok(self.scene(|scene| {
                let rows = scene
                    .rows
                    .iter()
                    .rev()
                    .filter(|row| row.at >= since)
                    .map(|row| ActivityLine {
                        at: row.at,
                        kind: row.kind,
                        token: Some(row.token.clone()),
                        condition: Some(row.condition.clone()),
                        question: "Will it rain?".to_owned(),
                        outcome: "Yes".to_owned(),
                        outcome_index: Some(0),
                        shares: row.shares,
                        price: Some(row.price),
                        value: row.shares.value(row.price, Rounding::HalfUp),
                        tx: row.tx.clone(),
                    });
                rows.collect()
            }))
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
