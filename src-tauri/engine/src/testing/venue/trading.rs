//! The scripted venue's orders and our account.

use std::collections::BTreeMap;

use futures_util::future::BoxFuture;
use pilotfish_copy::fees::taker_fee;
use pilotfish_copy::ids::{OrderHash, TokenId, TradeId, VenueMs};
use pilotfish_copy::input::{
    CancelAnswer, Liquidity, OpenOrder, OrderReport, OwnMovement, OwnTrade, PlaceOutcome, Refusal, RefusalCode,
    Settlement,
};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::money::{Rounding, Shares, Usd};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Posting, Script, yes};
use crate::departure::Departure;
use crate::port::{Feed, FeedEvent, OrderLookup, PortError, Reply, TradingVenue};

impl TradingVenue for Script {
    fn post<'a>(
        &'a self,
        hash: &'a OrderHash,
        body: &'a str,
        departure: &'a Departure<'_>,
    ) -> BoxFuture<'a, PlaceOutcome> {
        Box::pin(async move {
            let kept = self.scene(|scene| scene.no_turn);
            if kept {
                std::future::pending::<()>().await;
            }
            if let Some(wire) = &self.wire {
                if let Some(hook) = &*self.on_post.lock().unwrap() {
                    hook(hash, body);
                }
                let outcome = wire.trading.post(hash, body, departure).await;
                if outcome == PlaceOutcome::Live {
                    self.arrive(hash, body);
                }
                return outcome;
            }
            if let Err(text) = departure.leave() {
                return PlaceOutcome::Refused(Refusal {
                    code: RefusalCode::Local,
                    text,
                    retry_after_ms: None,
                });
            }
            if let Some(hook) = &*self.on_post.lock().unwrap() {
                hook(hash, body);
            }
            if let Some(refusal) = self.scene(|scene| scene.refusal.clone()) {
                self.scene(|scene| scene.posts.push((hash.clone(), body.to_owned())));
                return PlaceOutcome::Refused(refusal);
            }
            let posting = self.scene(|scene| {
                scene.posts.push((hash.clone(), body.to_owned()));
                scene.log.push("post");
                scene.posting
            });
            if let Some(trade) = self.takes(hash, body) {
                let shares = trade.shares;
                self.say(FeedEvent::OwnTrade(trade)).await;
                return PlaceOutcome::Matched { shares };
            }
            match posting {
                Posting::Rests => {
                    self.arrive(hash, body);
                    PlaceOutcome::Live
                }
                Posting::AnswerLost => {
                    self.arrive(hash, body);
                    PlaceOutcome::Unknown {
                        reason: "lost".to_owned(),
                    }
                }
                Posting::Lost => PlaceOutcome::Unknown {
                    reason: "lost".to_owned(),
                },
                Posting::ArrivesAndHangs => {
                    self.arrive(hash, body);
                    std::future::pending().await
                }
                Posting::Hangs => std::future::pending().await,
                Posting::Misnamed => {
                    let id = OrderHash::new("0x99");
                    self.arrive(&id, body);
                    PlaceOutcome::Misnamed { id }
                }
            }
        })
    }

    fn cancel<'a>(&'a self, hash: &'a OrderHash) -> BoxFuture<'a, CancelAnswer> {
        Box::pin(async move {
            self.scene(|scene| {
                scene.cancels.push(hash.clone());
                if scene.cancels_to_fail > 0 {
                    scene.cancels_to_fail -= 1;
                    return CancelAnswer::Unknown {
                        reason: "scripted".to_owned(),
                    };
                }
                if scene.close(hash) {
                    scene.tell(hash);
                    CancelAnswer::Cancelled
                } else {
                    CancelAnswer::NotOpen {
                        reason: "already canceled or matched".to_owned(),
                    }
                }
            })
        })
    }

    fn cancel_many<'a>(&'a self, hashes: &'a [OrderHash]) -> Reply<'a, Vec<OrderHash>> {
        Box::pin(async move {
            self.ask_with_key("cancel_many")?;
            Ok(self.scene(|scene| {
                let cancelled = hashes.iter().filter(|hash| scene.close(hash));
                cancelled.cloned().collect()
            }))
        })
    }

    fn cancel_all(&self) -> Reply<'_, Vec<OrderHash>> {
        Box::pin(async move {
            self.ask_with_key("cancel_all")?;
            Ok(self.scene(|scene| {
                scene.foreign = None;
                let all: Vec<OrderHash> = scene.orders.keys().cloned().collect();
                all.into_iter().filter(|hash| scene.close(hash)).collect()
            }))
        })
    }

    fn look_up<'a>(&'a self, hash: &'a OrderHash, _since: VenueMs) -> Reply<'a, OrderLookup> {
        Box::pin(async move {
            self.ask("look_up")?;
            if let Some(wait) = self.scene(|scene| scene.busy) {
                return Err(PortError::Busy {
                    text: "Too Many Requests".to_owned(),
                    wait: Some(wait),
                });
            }
            let _turn = self.slow.read().await;
            self.scene(|scene| {
                scene.look_ups.push(hash.clone());
                let trades: Vec<OwnTrade> = scene
                    .trades
                    .iter()
                    .filter(|trade| trade.hash == *hash)
                    .cloned()
                    .collect();
                let matched = trades.iter().map(|trade| trade.shares).sum();
                let report = match scene.orders.get(hash) {
                    None => OrderReport::Missing { matched },
                    Some(order) if order.open => OrderReport::Open { matched: order.matched },
                    Some(order) => OrderReport::Closed {
                        matched: order.matched,
                        status: "CANCELED".to_owned(),
                    },
                };
                Ok(OrderLookup {
                    trades,
                    report,
                    complete: true,
                })
            })
        })
    }

    fn own_orders(&self) -> Reply<'_, Vec<OpenOrder>> {
        Box::pin(async move {
            self.ask_with_key("own_orders")?;
            if self.scene(|scene| scene.orders_unsaid) {
                return Err(PortError::Unusable("scripted".to_owned()));
            }
            Ok(self.scene(|scene| {
                let lags = scene.list_lags;
                let ours = scene
                    .orders
                    .iter()
                    .filter(|(_, order)| order.open && !lags)
                    .map(|(hash, order)| OpenOrder {
                        hash: hash.clone(),
                        token: order.token.clone(),
                        side: order.side,
                        price: order.price,
                        open: order.shares - order.matched,
                    });
                ours.chain(scene.foreign.clone()).collect()
            }))
        })
    }

    fn own_trades(&self, since: VenueMs) -> Reply<'_, Vec<OwnTrade>> {
        Box::pin(async move {
            self.ask("own_trades")?;
            let _turn = self.slow_account.read().await;
            Ok(self.scene(|scene| scene.trades.iter().filter(|trade| trade.at >= since).cloned().collect()))
        })
    }

    fn own_movements(&self, _since: VenueMs) -> Reply<'_, Vec<OwnMovement>> {
        Box::pin(async move {
            self.ask("own_movements")?;
            Ok(Vec::new())
        })
    }

    fn own_positions(&self) -> Reply<'_, Vec<(TokenId, Shares)>> {
        Box::pin(async move {
            self.ask("own_positions")?;
            Ok(self.scene(|scene| {
                let mut held = scene.strays.clone();
                held.insert(yes(), scene.stray_shares);
                for trade in &scene.trades {
                    let shares = held.entry(trade.token.clone()).or_insert(Shares::ZERO);
                    *shares += shares_of(trade);
                }
                held.into_iter().filter(|(_, shares)| !shares.is_zero()).collect()
            }))
        })
    }

    fn cash(&self) -> Reply<'_, Usd> {
        Box::pin(async move {
            self.ask("cash")?;
            let moved: Usd = self.scene(|scene| scene.trades.iter().map(cash_of).sum());
            Ok(Usd::dollars(10_000) + moved + self.scene(|scene| scene.stray_cash))
        })
    }

    fn approvals<'a>(&'a self, _: &'a [(TokenId, Exchange)]) -> Reply<'a, BTreeMap<String, bool>> {
        Box::pin(async move {
            self.ask("approvals")?;
            Ok(self.scene(|scene| scene.approvals.clone()))
        })
    }

    fn stream_account(&self, events: mpsc::Sender<FeedEvent>, stop: CancellationToken) -> BoxFuture<'static, ()> {
        self.stream(Feed::Account, events, stop)
    }
}

impl Script {
    /// An order that fills or kills, where the script has a book of its own for it: all of it is executed at the best price.
    fn takes(&self, hash: &OrderHash, body: &str) -> Option<OwnTrade> {
        let value: serde_json::Value = serde_json::from_str(body).unwrap();
        let token = TokenId::new(value["order"]["tokenId"].as_str()?);
        let book = self.scene(|scene| scene.books.get(&token).cloned())?;
        if value["orderType"] != "FAK" {
            return None;
        }
        self.arrive(hash, body);
        self.scene(|scene| {
            let number = scene.trades.len();
            let order = scene.orders.get_mut(hash)?;
            let best = match order.side {
                Side::Buy => book.asks.first()?,
                Side::Sell => book.bids.first()?,
            };
            order.open = false;
            order.matched = order.shares;
            let schedule = scene
                .markets
                .iter()
                .find(|market| market.outcome_index(&token).is_some())?
                .fee;
            let trade = OwnTrade {
                trade: TradeId::new(&format!("trade-{number}")),
                hash: hash.clone(),
                token: token.clone(),
                side: order.side,
                shares: order.shares,
                price: best.price,
                fee: Some(taker_fee(&schedule, order.shares, best.price)),
                liquidity: Liquidity::Taker,
                settlement: Settlement::Confirmed,
                at: self.now(),
            };
            scene.trades.push(trade.clone());
            Some(trade)
        })
    }
}

/// What a trade of ours brought, its fee taken off.
fn cash_of(trade: &OwnTrade) -> Usd {
    let value = trade.shares.value(trade.price, Rounding::HalfUp);
    let fee = trade.fee.unwrap_or(Usd::ZERO);
    match trade.side {
        Side::Buy => -value - fee,
        Side::Sell => value - fee,
    }
}

fn shares_of(trade: &OwnTrade) -> Shares {
    match trade.side {
        Side::Buy => trade.shares,
        Side::Sell => -trade.shares,
    }
}
