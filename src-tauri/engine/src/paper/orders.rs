//! Our pretend orders and account, as the engine asks for them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{
    CancelAnswer, OpenOrder, OrderReport, OwnMovement, OwnTrade, PlaceOutcome, Refusal, RefusalCode,
};
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_paper::{PaperOrder, PaperVenue, Placed, Reject};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::shared::Shared;
use super::signed_order;
use crate::departure::Departure;
use crate::port::{Feed, FeedEvent, MarketData, OrderLookup, PortError, Reply, TradingVenue};

/// How often the account's time goes on by itself, real time: expiries and redemptions.
const TICK_EVERY: Duration = Duration::from_secs(1);
/// The real book has to be there within that, else an order is refused.
const BOOK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an order that met no book asks to wait, ms.
const NO_BOOK_WAIT_MS: i64 = 5_000;

/// The pretend account's orders.
pub(super) struct PaperTrading {
    shared: Arc<Shared>,
    real: Arc<dyn MarketData>,
}

impl PaperTrading {
    pub(super) fn new(shared: Arc<Shared>, real: Arc<dyn MarketData>) -> Self {
        Self { shared, real }
    }
}

impl TradingVenue for PaperTrading {
    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome> {
        Box::pin(async move {
            let Some(token) = signed_order::token(body) else {
                return refused(RefusalCode::Other, "the order's bytes cannot be read", None);
            };
            if let Err(why) = departure.leave() {
                return refused(RefusalCode::Local, &why, None);
            }
            // From here on it arrives whether or not anybody waits for its answer, as at the real venue.
            self.shared.leaves(hash);
            let (shared, real) = (Arc::clone(&self.shared), Arc::clone(&self.real));
            let (hash, body) = (hash.clone(), body.to_owned());
            let arrival = tokio::spawn(async move {
                tokio::time::sleep(shared.delay).await;
                let outcome = arrive(&shared, real.as_ref(), &hash, &body, &token).await;
                shared.arrived(&hash);
                outcome
            });
            arrival.await.unwrap_or_else(|error| PlaceOutcome::Unknown {
                reason: error.to_string(),
            })
        })
    }

    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer> {
        Box::pin(async move {
            self.shared.wait_for_arrival(Some(std::slice::from_ref(hash))).await;
            match self.shared.step(|venue, at| venue.cancel(hash, at)).await {
                Ok(Ok(())) => CancelAnswer::Cancelled,
                Ok(Err(why)) => CancelAnswer::NotOpen {
                    reason: why.to_string(),
                },
                Err(error) => CancelAnswer::Unknown {
                    reason: error.to_string(),
                },
            }
        })
    }

    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>> {
        Box::pin(async move {
            self.shared.wait_for_arrival(Some(hashes)).await;
            let cancelled = |venue: &mut PaperVenue, at| {
                let is_cancelled = |hash: &&OrderHash| venue.cancel(hash, at).is_ok();
                hashes.iter().filter(is_cancelled).cloned().collect()
            };
            self.shared.step(cancelled).await
        })
    }

    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>> {
        Box::pin(async move {
            self.shared.wait_for_arrival(None).await;
            let cancelled = |venue: &mut PaperVenue, at| {
                let open: Vec<OrderHash> = venue.open_orders().map(|order| order.order.hash.clone()).collect();
                for hash in &open {
                    // It is open: nothing came in between.
                    let _ = venue.cancel(hash, at);
                }
                open
            };
            self.shared.step(cancelled).await
        })
    }

    fn look_up<'a>(&'a self, hash: &'a OrderHash, since: VenueMs) -> Reply<'a, OrderLookup> {
        Box::pin(async move {
            // One that is under way is not missing.
            self.shared.wait_for_arrival(Some(std::slice::from_ref(hash))).await;
            let found = |venue: &mut PaperVenue, at| {
                venue.advance(at);
                let of_order = venue.trades_since(since).filter(|trade| trade.hash == *hash);
                let trades: Vec<OwnTrade> = of_order.cloned().collect();
                let report = venue.order(hash).map_or_else(
                    || OrderReport::Missing {
                        matched: trades.iter().map(|trade| trade.shares).sum(),
                    },
                    PaperOrder::report,
                );
                OrderLookup {
                    trades,
                    report,
                    complete: true,
                }
            };
            self.shared.step(found).await
        })
    }

    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>> {
        Box::pin(async move {
            let open = |order: &PaperOrder| OpenOrder {
                hash: order.order.hash.clone(),
                token: order.order.token.clone(),
                side: order.order.side,
                price: order.order.price,
                open: order.open_shares(),
            };
            self.read(|venue| venue.open_orders().map(open).collect()).await
        })
    }

    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>> {
        Box::pin(async move { self.read(|venue| venue.trades_since(since).cloned().collect()).await })
    }

    fn own_movements(&self, since: VenueMs) -> Reply<'_, Vec<OwnMovement>> {
        Box::pin(async move { self.read(|venue| venue.movements_since(since).cloned().collect()).await })
    }

    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>> {
        Box::pin(async move {
            self.read(|venue| {
                let held = venue.account().holdings.iter();
                held.map(|(token, shares)| (token.clone(), *shares)).collect()
            })
            .await
        })
    }

    fn cash(&self) -> Reply<'_, Usd> {
        Box::pin(async move { self.read(|venue| venue.account().cash).await })
    }

    /// Nothing is asked of a chain: no order waits for an approval.
    fn approvals<'a>(&'a self, _: &'a [(TokenId, Exchange)]) -> Reply<'a, BTreeMap<String, bool>> {
        Box::pin(async move { Ok(BTreeMap::new()) })
    }

    fn stream_account(&self, events: mpsc::Sender<FeedEvent>, stop: CancellationToken) -> BoxFuture<'static, ()> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tell(&shared, &events) => {}
                () = keep_time(&shared) => {}
            }
        })
    }
}

impl PaperTrading {
    async fn read<T>(&self, look: impl FnOnce(&PaperVenue) -> T) -> Result<T, PortError> {
        let step = |venue: &mut PaperVenue, at| {
            venue.advance(at);
            look(venue)
        };
        self.shared.step(step).await
    }
}

/// An order comes to the book.
async fn arrive(shared: &Shared, real: &dyn MarketData, hash: &OrderHash, body: &str, token: &TokenId) -> PlaceOutcome {
    if !shared.is_streamed(token) {
        let read = crate::port::within(BOOK_TIMEOUT, real.book(token)).await;
        let shown = match read {
            Ok(book) => shared.step(|venue, at| venue.show(&book, at)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = shown {
            let why = format!("the real book could not be read, and a paper order meets nothing else: {error}");
            return refused(RefusalCode::Unavailable, &why, Some(NO_BOOK_WAIT_MS));
        }
    }
    let accepted = shared
        .step(|venue, at| {
            let tick = venue
                .market_of(token)
                .map(|market| market.tick)
                .ok_or(Reject::NoOrderbook)?;
            let order = signed_order::read(hash, body, tick).ok_or(Reject::InvalidPayload)?;
            venue.accept(order, at)
        })
        .await;
    match accepted {
        Ok(Ok(placed)) => placed_as(placed),
        // Known already: an earlier sending arrived, and what became of it is to be read.
        Ok(Err(Reject::Duplicated)) => PlaceOutcome::Unknown {
            reason: Reject::Duplicated.to_string(),
        },
        Ok(Err(why)) => refused(code(&why), &why.to_string(), None),
        // It may have been taken: nobody knows before it is kept.
        Err(error) => PlaceOutcome::Unknown {
            reason: error.to_string(),
        },
    }
}

fn placed_as(placed: Placed) -> PlaceOutcome {
    if placed.taken.is_zero() {
        PlaceOutcome::Live
    } else {
        PlaceOutcome::Matched { shares: placed.taken }
    }
}

const fn code(why: &Reject) -> RefusalCode {
    match why {
        Reject::NoOrderbook | Reject::NotReady => RefusalCode::MarketClosed,
        Reject::NoBook => RefusalCode::Unavailable,
        Reject::Tick { .. } => RefusalCode::Tick,
        Reject::MinimumSize { .. } => RefusalCode::MinimumSize,
        Reject::MarketableMinimum { .. } => RefusalCode::MinimumValue,
        Reject::Balance => RefusalCode::Balance,
        Reject::Crosses => RefusalCode::Crosses,
        Reject::NoMatch | Reject::FokKilled => RefusalCode::NoMatch,
        Reject::Expiration => RefusalCode::Expiration,
        Reject::InvalidPayload | Reject::Duplicated | Reject::PostOnlyKind => RefusalCode::Other,
    }
}

fn refused(code: RefusalCode, text: &str, retry_after_ms: Option<i64>) -> PlaceOutcome {
    PlaceOutcome::Refused(Refusal {
        code,
        text: text.to_owned(),
        retry_after_ms,
    })
}

/// Tells what happens to our orders until nobody listens.
async fn tell(shared: &Shared, events: &mpsc::Sender<FeedEvent>) {
    let mut heard = shared.events();
    if events.send(FeedEvent::Up(Feed::Account)).await.is_err() {
        return;
    }
    loop {
        let told = match heard.recv().await {
            Ok(event) => vec![event],
            // What was missed is read again.
            Err(RecvError::Lagged(_)) => vec![
                FeedEvent::Down(Feed::Account, "too much happened at once".to_owned()),
                FeedEvent::Up(Feed::Account),
            ],
            Err(RecvError::Closed) => return,
        };
        for event in told {
            if events.send(event).await.is_err() {
                return;
            }
        }
    }
}

async fn keep_time(shared: &Shared) {
    loop {
        tokio::time::sleep(TICK_EVERY).await;
        if let Err(error) = shared.step(PaperVenue::advance).await {
            tracing::warn!(%error, "the paper account's time does not go on");
        }
    }
}
