//! Markets and books, over the wire.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Book, Market};
use pilotfish_polymarket::public::{FoundMarket, MarketDetails, PricePoint, PriceSpan, PublicTrade};
use pilotfish_polymarket::streams::{MarketEvent, Tuning, market_stream};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::streams::{Channel, until};
use super::{PolymarketVenue, word};
use crate::port::{Feed, FeedEvent, MarketData, Reply};

impl MarketData for PolymarketVenue {
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move { self.public.book(token).await.map_err(word) })
    }

    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market> {
        Box::pin(async move { self.public.market_by_condition(condition).await.map_err(word) })
    }

    fn market_details<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, MarketDetails> {
        Box::pin(async move { self.public.market_details(condition).await.map_err(word) })
    }

    fn price_history<'a>(&'a self, token: &'a TokenId, span: PriceSpan) -> Reply<'a, Vec<PricePoint>> {
        Box::pin(async move { self.public.price_history(token, span).await.map_err(word) })
    }

    fn market_trades<'a>(&'a self, condition: &'a ConditionId, most: usize) -> Reply<'a, Vec<PublicTrade>> {
        Box::pin(async move { self.public.market_trades(condition, most).await.map_err(word) })
    }

    fn open_markets(&self, most: usize) -> Reply<'_, Vec<Market>> {
        Box::pin(async move { self.public.open_markets(most).await.map_err(word) })
    }

    fn search_markets<'a>(&'a self, text: &'a str, most: usize) -> Reply<'a, Vec<FoundMarket>> {
        Box::pin(async move { self.public.search_markets(text, most).await.map_err(word) })
    }

    fn stream_books(
        &self,
        tokens: watch::Receiver<BTreeSet<TokenId>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        let (public, channel) = (self.public.clone(), Channel::new(Feed::Books, events));
        until(stop, async move {
            let event = |event| match event {
                MarketEvent::Book(book) => FeedEvent::Book(book),
                MarketEvent::Traded(trade) => FeedEvent::Traded(trade),
                MarketEvent::TickChanged { token, .. } | MarketEvent::Resolved { token } => {
                    FeedEvent::MarketChanged(token)
                }
            };
            let stream = market_stream(&public, Tuning::market(), tokens);
            channel.pass_on(stream, event).await;
        })
    }
}
