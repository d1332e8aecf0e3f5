//! The scripted venue's one market and its book.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Book, Level, Market};
use pilotfish_copy::money::Tick;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Script, market};
use crate::port::{Feed, FeedEvent, MarketData, Reply};

impl MarketData for Script {
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move {
            self.ask("book")?;
            let _turn = self.slow.read().await;
            Ok(Book {
                token: token.clone(),
                observed_at: self.now(),
                bids: vec![level("0.58", "1000")],
                asks: vec![level("0.59", "1000")],
                tick: Tick::MILLI,
            })
        })
    }

    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market> {
        Box::pin(async move {
            self.ask("market")?;
            let other = self.scene(|scene| {
                let mut markets = scene.markets.iter();
                markets.find(|market| market.condition == *condition).cloned()
            });
            Ok(other.unwrap_or_else(market))
        })
    }

    fn open_markets(&self, _most: usize) -> Reply<'_, Vec<Market>> {
        Box::pin(async move {
            self.ask("open_markets")?;
            let first = self.scene(|scene| scene.first_market.clone()).unwrap_or_else(market);
            Ok(vec![first])
        })
    }

    fn stream_books(
        &self,
        _tokens: watch::Receiver<BTreeSet<TokenId>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        self.stream(Feed::Books, events, stop)
    }
}

fn level(price: &str, shares: &str) -> Level {
    Level {
        price: price.parse().unwrap(),
        shares: shares.parse().unwrap(),
    }
}
