//! Markets and books on their way to the engine: the paper venue sees each of them first, and other people's trades besides. The
//! engine sees books with its own orders in them, as it would at the real venue.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::market::{Book, Market};
use pilotfish_paper::{PaperVenue, Print};
use pilotfish_polymarket::public::{FoundMarket, MarketDetails, PricePoint, PriceSpan, PublicTrade};
use pilotfish_polymarket::streams::MarketTrade;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::shared::Shared;
use crate::port::{Feed, FeedEvent, MarketData, Reply};

/// How many events of the real stream wait at most; beyond it the stream waits.
const EVENTS_WAITING: usize = 1_024;

/// The real venue's market data, seen by the paper venue first.
pub(super) struct PaperMarketData {
    shared: Arc<Shared>,
    real: Arc<dyn MarketData>,
}

impl PaperMarketData {
    pub(super) fn new(shared: Arc<Shared>, real: Arc<dyn MarketData>) -> Self {
        Self { shared, real }
    }
}

impl MarketData for PaperMarketData {
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move {
            let book = self.real.book(token).await?;
            self.shared
                .step(|venue, at| {
                    venue.show(&book, at);
                    venue.with_ours(&book)
                })
                .await
        })
    }

    fn market<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, Market> {
        Box::pin(async move {
            let market = self.real.market(condition).await?;
            self.shared.step(|venue, at| venue.learn(&market, at)).await?;
            Ok(market)
        })
    }

    fn market_details<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, MarketDetails> {
        self.real.market_details(condition)
    }

    fn price_history<'a>(&'a self, token: &'a TokenId, span: PriceSpan) -> Reply<'a, Vec<PricePoint>> {
        self.real.price_history(token, span)
    }

    fn market_trades<'a>(&'a self, condition: &'a ConditionId, most: usize) -> Reply<'a, Vec<PublicTrade>> {
        self.real.market_trades(condition, most)
    }

    fn open_markets(&self, most: usize) -> Reply<'_, Vec<Market>> {
        self.real.open_markets(most)
    }

    fn search_markets<'a>(&'a self, text: &'a str, most: usize) -> Reply<'a, Vec<FoundMarket>> {
        self.real.search_markets(text, most)
    }

    fn stream_books(
        &self,
        tokens: watch::Receiver<BTreeSet<TokenId>>,
        events: mpsc::Sender<FeedEvent>,
        stop: CancellationToken,
    ) -> BoxFuture<'static, ()> {
        let (both, wanted) = watch::channel(BTreeSet::new());
        let (sender, heard) = mpsc::channel(EVENTS_WAITING);
        let real = self.real.stream_books(wanted, sender, stop.clone());
        let asked = union(tokens.clone(), self.shared.depends_on(), both);
        let passed_on = pass_on(Arc::clone(&self.shared), tokens, heard, events);
        Box::pin(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = real => {}
                () = asked => {}
                () = passed_on => {}
            }
        })
    }
}

/// What the engine wants, and what the account depends on.
async fn union(
    mut wanted: watch::Receiver<BTreeSet<TokenId>>,
    mut depends_on: watch::Receiver<BTreeSet<TokenId>>,
    both: watch::Sender<BTreeSet<TokenId>>,
) {
    loop {
        let mut all = wanted.borrow_and_update().clone();
        all.extend(depends_on.borrow_and_update().iter().cloned());
        both.send_if_modified(|now| {
            let differs = *now != all;
            if differs {
                *now = all;
            }
            differs
        });
        let changed = tokio::select! {
            changed = wanted.changed() => changed,
            changed = depends_on.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// Hands on what the engine wants to know, after the paper venue has taken it.
async fn pass_on(
    shared: Arc<Shared>,
    wanted: watch::Receiver<BTreeSet<TokenId>>,
    mut heard: mpsc::Receiver<FeedEvent>,
    events: mpsc::Sender<FeedEvent>,
) {
    while let Some(event) = heard.recv().await {
        let is_wanted = match &event {
            FeedEvent::Book(book) => wanted.borrow().contains(&book.token),
            FeedEvent::Traded(_) => false,
            _ => true,
        };
        let seen = take(&shared, event).await;
        if is_wanted && events.send(seen).await.is_err() {
            return;
        }
    }
}

/// Has the paper venue take what the stream brought; gives what the engine is to see of it.
async fn take(shared: &Shared, event: FeedEvent) -> FeedEvent {
    let taken = match &event {
        FeedEvent::Book(book) => {
            shared.streamed(&book.token);
            let ours = |venue: &mut PaperVenue, at| {
                venue.show(book, at);
                venue.with_ours(book)
            };
            match shared.step(ours).await {
                Ok(ours) => return FeedEvent::Book(ours),
                Err(error) => Err(error),
            }
        }
        FeedEvent::Traded(trade) => {
            let traded = |venue: &mut PaperVenue, at: VenueMs| {
                let mut print = print_of(trade);
                if print.at.0 <= 0 {
                    print.at = at;
                }
                venue.trade(&print, at);
            };
            shared.step(traded).await
        }
        FeedEvent::Up(Feed::Books) => shared.step(PaperVenue::regain_sight).await,
        FeedEvent::Down(Feed::Books, _) => {
            shared.forget_streamed();
            shared.step(PaperVenue::lose_sight).await
        }
        _ => Ok(()),
    };
    if let Err(error) = taken {
        tracing::warn!(%error, "what the stream brought is not kept yet");
    }
    event
}

fn print_of(trade: &MarketTrade) -> Print {
    Print {
        token: trade.token.clone(),
        side: trade.side,
        price: trade.price,
        shares: trade.shares,
        at: trade.at,
        transaction: trade.transaction.clone(),
    }
}
