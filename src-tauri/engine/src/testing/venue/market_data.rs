//! The scripted venue's one market and its book.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs};
use pilotfish_copy::input::RowKind;
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::{Price, Tick, Usd};
use pilotfish_polymarket::public::{FoundMarket, MarketDetails, PricePoint, PriceSpan, PublicTrade, ResolutionStage};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Scene, Script, ScriptedBook, market, no, trader};
use crate::port::{Feed, FeedEvent, MarketData, PortError, Reply};

impl MarketData for Script {
    fn book<'a>(&'a self, token: &'a TokenId) -> Reply<'a, Book> {
        Box::pin(async move {
            self.ask("book")?;
            let _turn = self.slow.read().await;
            if self.scene(|scene| scene.books_gone) {
                return Err(PortError::NotFound("no book".to_owned()));
            }
            let scripted = self.scene(|scene| scene.books.get(token).cloned());
            let ScriptedBook { bids, asks } = scripted.unwrap_or_else(|| ScriptedBook {
                bids: vec![level("0.58", "1000")],
                asks: vec![level("0.59", "1000")],
            });
            Ok(Book {
                token: token.clone(),
                observed_at: self.now(),
                bids,
                asks,
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

    /// Its rules are a sentence.
    fn market_details<'a>(&'a self, condition: &'a ConditionId) -> Reply<'a, MarketDetails> {
        Box::pin(async move {
            self.ask("market_details")?;
            let known = |market: &&Market| market.condition == *condition;
            let other = self.scene(|scene| scene.markets.iter().find(known).cloned());
            let market = match other {
                Some(market) => market,
                None if market().condition == *condition => market(),
                None => return Err(PortError::NotFound("no market".to_owned())),
            };
            Ok(MarketDetails {
                market,
                description: "It pays if it rains.".to_owned(),
                resolution_source: "weather.gov".to_owned(),
                opened_at: Some(self.now().plus(-86_400_000)),
                closed_at: None,
                volume: Some(Usd::dollars(5_000)),
                volume_24h: Some(Usd::dollars(300)),
                liquidity: None,
                resolution: ResolutionStage::Open,
            })
        })
    }

    /// From 0.55 at the beginning of the span (a day of the whole) to 0.585 now.
    fn price_history<'a>(&'a self, token: &'a TokenId, span: PriceSpan) -> Reply<'a, Vec<PricePoint>> {
        Box::pin(async move {
            self.ask("price_history")?;
            let now = self.now();
            let began = now.plus(-span.length_ms().unwrap_or(86_400_000));
            if let Some(book) = self.scene(|scene| scene.books.get(token).cloned()) {
                return Ok(wave(&book, began, now));
            }
            let seen = |price: &str| {
                let price: Price = price.parse().unwrap();
                if *token == no() { price.complement() } else { price }
            };
            Ok([(began, "0.55"), (now, "0.585")]
                .map(|(at, price)| PricePoint { at, price: seen(price) })
                .to_vec())
        })
    }

    /// One trade, of somebody who bought NO.
    fn market_trades<'a>(&'a self, condition: &'a ConditionId, most: usize) -> Reply<'a, Vec<PublicTrade>> {
        Box::pin(async move {
            self.ask("market_trades")?;
            if self.scene(|scene| scene.markets.iter().any(|market| market.condition == *condition)) {
                return Ok(self.scene(|scene| trades_in(scene, condition, most)));
            }
            Ok(vec![PublicTrade {
                at: self.now(),
                wallet: trader(),
                token: no(),
                side: Side::Buy,
                price: "0.42".parse().unwrap(),
                shares: "10".parse().unwrap(),
                tx: TxHash::new("0xabc"),
            }])
        })
    }

    fn open_markets(&self, _most: usize) -> Reply<'_, Vec<Market>> {
        Box::pin(async move {
            self.ask("open_markets")?;
            let first = self.scene(|scene| scene.first_market.clone()).unwrap_or_else(market);
            Ok(vec![first])
        })
    }

    /// Of its markets those whose question has the text.
    fn search_markets<'a>(&'a self, text: &'a str, most: usize) -> Reply<'a, Vec<FoundMarket>> {
        Box::pin(async move {
            self.ask("search_markets")?;
            let text = text.to_lowercase();
            let all = self.scene(|scene| scene.markets.clone());
            let found = all
                .into_iter()
                .chain([market()])
                .filter(|one| one.question.to_lowercase().contains(&text));
            let found = found.map(|one| FoundMarket {
                condition: one.condition,
                question: one.question,
                end: one.end,
                closed: one.closed,
            });
            Ok(found.take(most).collect())
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

/// From five cents under the middle of a book up to it, there and back again.
fn wave(book: &ScriptedBook, began: VenueMs, now: VenueMs) -> Vec<PricePoint> {
    const POINTS: i64 = 24;
    let best = |levels: &[Level]| levels.first().map_or(500_000, |level| level.price.micros());
    let middle = i64::midpoint(best(&book.bids), best(&book.asks));
    let point = |number: i64| {
        let under = [0, 20_000, 50_000, 30_000, 10_000, 40_000][usize::try_from((POINTS - number) % 6).unwrap()];
        PricePoint {
            at: began.plus(now.since(began) / POINTS * number),
            price: Price::from_micros((middle - under).max(10_000)),
        }
    };
    (0..=POINTS).map(point).collect()
}

/// What the scripted traders did in a market, newest first.
fn trades_in(scene: &Scene, condition: &ConditionId, most: usize) -> Vec<PublicTrade> {
    let theirs = scene
        .traders
        .iter()
        .flat_map(|(wallet, trader)| trader.rows.iter().map(move |row| (wallet, row)));
    let mut trades: Vec<PublicTrade> = theirs
        .filter(|(_, row)| row.condition == *condition)
        .filter_map(|(wallet, row)| {
            let RowKind::Trade(side) = row.kind else { return None };
            Some(PublicTrade {
                at: row.at,
                wallet: wallet.clone(),
                token: row.token.clone(),
                side,
                price: row.price,
                shares: row.shares,
                tx: row.tx.clone(),
            })
        })
        .collect();
    trades.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.tx.cmp(&a.tx)));
    trades.truncate(most);
    trades
}

pub(super) fn level(price: &str, shares: &str) -> Level {
    Level {
        price: price.parse().unwrap(),
        shares: shares.parse().unwrap(),
    }
}
