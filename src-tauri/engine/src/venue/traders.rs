//! The traders, over the wire.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_polymarket::public::{
    ActivityLine, ActivityRead, LeaderRow, Order, PnlPoint, PositionList, PositionRow, PositionState, Profile,
    TraderStats, Window,
};
use pilotfish_polymarket::streams::{ActivityEvent, activity_stream};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::streams::{Channel, until};
use super::{PolymarketVenue, word};
use crate::port::{Feed, FeedEvent, Reply, TraderDirectory};

/// How many profiles a search brings.
const FOUND_MOST: u32 = 50;

impl TraderDirectory for PolymarketVenue {
    fn positions<'a>(&'a self, trader: &'a WalletAddress, uncached: bool) -> Reply<'a, PositionList> {
        Box::pin(async move { self.public.positions(trader, uncached).await.map_err(word) })
    }

    fn activity<'a>(&'a self, trader: &'a WalletAddress, since: VenueMs) -> Reply<'a, ActivityRead> {
        Box::pin(async move { self.public.activity(trader, since).await.map_err(word) })
    }

    fn leaderboard<'a>(
        &'a self,
        window: Window,
        category: Option<&'a str>,
        order: Order,
        limit: usize,
    ) -> Reply<'a, Vec<LeaderRow>> {
        Box::pin(async move {
            self.public
                .leaderboard(window, category, order, limit)
                .await
                .map_err(word)
        })
    }

    fn profile<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, Profile> {
        Box::pin(async move { self.public.profile(wallet).await.map_err(word) })
    }

    fn search<'a>(&'a self, text: &'a str) -> Reply<'a, Vec<Profile>> {
        Box::pin(async move { self.public.search(text, FOUND_MOST).await.map_err(word) })
    }

    fn stats<'a>(&'a self, wallet: &'a WalletAddress) -> Reply<'a, TraderStats> {
        Box::pin(async move { self.public.user_stats(wallet).await.map_err(word) })
    }

    fn profit<'a>(&'a self, wallet: &'a WalletAddress, window: Window) -> Reply<'a, Vec<PnlPoint>> {
        Box::pin(async move { self.public.pnl_series(wallet, window).await.map_err(word) })
    }

    fn position_rows<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        state: PositionState,
        enough: Option<usize>,
    ) -> Reply<'a, Vec<PositionRow>> {
        Box::pin(async move { self.public.position_rows(wallet, state, enough).await.map_err(word) })
    }

    fn activity_lines<'a>(
        &'a self,
        wallet: &'a WalletAddress,
        since: VenueMs,
        enough: usize,
    ) -> Reply<'a, Vec<ActivityLine>> {
        Box::pin(async move { self.public.activity_lines(wallet, since, enough).await.map_err(word) })
    }

    fn stream_activity(
        &self,
        traders: watch::Receiver<BTreeSet<WalletAddress>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        let (public, tuning) = (self.public.clone(), self.activity);
        let channel = Channel::new(Feed::Trades, events);
        until(stop, async move {
            let event = |event| match event {
                ActivityEvent::Row { trader, row } => FeedEvent::Rows {
                    trader,
                    rows: vec![row],
                },
                ActivityEvent::Moved { trader } => FeedEvent::Moved(trader),
            };
            let stream = activity_stream(public.transport(), tuning, traders);
            channel.pass_on(stream, event).await;
        })
    }
}
