//! Markets and their books.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Book, Market};
use pilotfish_polymarket::public::{FoundMarket, MarketDetails, PricePoint, PriceSpan, PublicTrade};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{FeedEvent, Reply};

/// What is traded, and at which prices.
pub trait MarketData: Send + Sync + 'static {
    /// A token's book; [`PortError::NotFound`](super::PortError::NotFound) where it has none.
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book>;
    /// A market's facts.
    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market>;
    /// A market with what is told of it: rules, dates, volume.
    fn market_details<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, MarketDetails>;
    /// A token's price over time, oldest first; nothing for one without a history.
    fn price_history<'a>(&'a self, token: &'a TokenId, span: PriceSpan) -> Reply<'a, Vec<PricePoint>>;
    /// A market's newest trades, newest first, at most so many, each as its taker did it.
    fn market_trades<'a>(&'a self, condition: &'a ConditionId, most: usize) -> Reply<'a, Vec<PublicTrade>>;
    /// Some markets that take orders, the busiest first, at most so many.
    fn open_markets(&self, most: usize) -> Reply<'_, Vec<Market>>;
    /// Markets whose question or event is like that, at most so many.
    fn search_markets<'a>(&'a self, text: &'a str, most: usize) -> Reply<'a, Vec<FoundMarket>>;
    /// Runs the stream of those tokens' books until `stop`, reconnecting by itself.
    fn stream_books(
        &self,
        tokens: watch::Receiver<BTreeSet<TokenId>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()>;
}
