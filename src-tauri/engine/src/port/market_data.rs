//! Markets and their books.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::{Book, Market};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{FeedEvent, Reply};

/// What is traded, and at which prices.
pub trait MarketData: Send + Sync + 'static {
    /// A token's book; [`PortError::NotFound`](super::PortError::NotFound) where it has none.
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book>;
    /// A market's facts.
    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market>;
    /// Some markets that take orders, the busiest first, at most so many.
    fn open_markets(&self, most: usize) -> Reply<'_, Vec<Market>>;
    /// Runs the stream of those tokens' books until `stop`, reconnecting by itself.
    fn stream_books(
        &self,
        tokens: watch::Receiver<BTreeSet<TokenId>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()>;
}
