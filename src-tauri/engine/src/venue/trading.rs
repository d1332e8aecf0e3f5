//! Orders and our account, over the wire.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::input::{CancelAnswer, OpenOrder, OwnMovement, OwnTrade, PlaceOutcome, Refusal, RefusalCode};
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_polymarket::streams::{Tuning, UserEvent, user_stream};
use pilotfish_polymarket::trading::PostedOrder;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::streams::{Channel, until};
use super::{PolymarketVenue, word};
use crate::departure::Departure;
use crate::port::{Feed, FeedEvent, OrderLookup, Reply, TradingVenue};

impl TradingVenue for PolymarketVenue {
    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome> {
        Box::pin(async move {
            match self.login() {
                Some(trading) => {
                    let order = PostedOrder { hash, body };
                    trading.post(&order, &|| departure.leave()).await
                }
                None => PlaceOutcome::Refused(Refusal {
                    code: RefusalCode::Local,
                    text: "not logged in yet".to_owned(),
                    retry_after_ms: None,
                }),
            }
        })
    }

    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer> {
        Box::pin(async move {
            match self.login() {
                Some(trading) => trading.cancel(hash).await,
                None => CancelAnswer::Unknown {
                    reason: "not logged in yet".to_owned(),
                },
            }
        })
    }

    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>> {
        Box::pin(async move { Ok(self.account()?.cancel_many(hashes).await.map_err(word)?.cancelled) })
    }

    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>> {
        Box::pin(async move { Ok(self.account()?.cancel_all().await.map_err(word)?.cancelled) })
    }

    fn look_up<'a>(&'a self, hash: &'a OrderHash, since: VenueMs) -> Reply<'a, OrderLookup> {
        Box::pin(async move {
            let found = self.account()?.look_up(hash, since).await.map_err(word)?;
            Ok(OrderLookup {
                trades: found.trades,
                report: found.report,
                complete: found.complete,
            })
        })
    }

    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>> {
        Box::pin(async move { self.account()?.open_orders().await.map_err(word) })
    }

    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>> {
        Box::pin(async move { self.account()?.own_trades(since).await.map_err(word) })
    }

    fn own_movements(&self, since: VenueMs) -> Reply<'_, Vec<OwnMovement>> {
        Box::pin(async move { self.account()?.own_movements(since).await.map_err(word) })
    }

    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>> {
        Box::pin(async move { self.account()?.own_positions().await.map_err(word) })
    }

    fn cash(&self) -> Reply<'_, Usd> {
        Box::pin(async move { Ok(self.account()?.balance().await.map_err(word)?.cash) })
    }

    fn approvals<'a>(&'a self, tokens: &'a [(TokenId, Exchange)]) -> Reply<'a, BTreeMap<String, bool>> {
        Box::pin(async move {
            let account = self.account()?;
            let cash = account.balance().await.map_err(word)?;
            let cash = cash.spenders().map(|(who, may)| (format!("cash {who}"), may));
            let mut all: BTreeMap<String, bool> = cash.collect();
            for (token, exchange) in tokens {
                let shares = account.share_balance(token, *exchange).await.map_err(word)?;
                all.extend(shares.spenders().map(|(who, may)| (format!("{token} {who}"), may)));
            }
            Ok(all)
        })
    }

    fn stream_account(&self, events: mpsc::Sender<FeedEvent>, stop: CancellationToken) -> BoxFuture<'static, ()> {
        let (mut login, channel) = (self.trading.subscribe(), Channel::new(Feed::Account, events));
        let event = |event| match event {
            UserEvent::Trade(trade) => FeedEvent::OwnTrade(trade),
            UserEvent::Order { hash, report } => FeedEvent::Order { hash, report },
            UserEvent::Unclear { hash, .. } => FeedEvent::Unclear(hash),
        };
        until(stop, async move {
            loop {
                let trading = login.borrow_and_update().clone();
                let Some(trading) = trading else {
                    if login.changed().await.is_err() {
                        return;
                    }
                    continue;
                };
                let stream = user_stream(&trading, Tuning::user());
                tokio::select! {
                    () = channel.pass_on(stream, event) => return,
                    // The venue listens to the old key no more.
                    Ok(()) = login.changed() => channel.down("logged in again").await,
                }
            }
        })
    }
}
