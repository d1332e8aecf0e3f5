//! A client of the venue that trades when it is told to: whoever is followed here.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId};
use pilotfish_copy::input::PlaceOutcome;
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::TradingApi;
use pilotfish_polymarket::trading::PostedOrder;
use pilotfish_vault::{OrderRequest, Signer, WalletEvidence};

use crate::venue::Venue;

/// What an order that takes may pay more than the best price, or get less.
const ROOM_MICROS: i64 = 40_000;
/// The venue may be restarting, pause the market for minutes, or let an order wait: it is asked again for so long.
const TRIES_FOR: Duration = Duration::from_secs(900);

/// The trader.
pub(crate) struct Trader<'v> {
    venue: &'v Venue,
    signer: Signer,
    trading: TradingApi,
    orders: u64,
    held: BTreeMap<TokenId, Shares>,
}

impl<'v> Trader<'v> {
    pub(crate) async fn open(venue: &'v Venue, number: u64) -> Self {
        let signer = Signer::demo(number, "a followed trader").unwrap();
        let kind = WalletType::Deposit;
        let wallet = signer.wallet(kind).unwrap();
        signer.confirm_wallet(kind, &wallet, WalletEvidence::Derived).unwrap();
        let trading = TradingApi::log_in(venue.public.clone(), &signer, kind, wallet)
            .await
            .unwrap();
        Self {
            venue,
            signer,
            trading,
            orders: number * 1_000_000,
            held: BTreeMap::new(),
        }
    }

    pub(crate) fn wallet(&self) -> &str {
        self.trading.funder().as_str()
    }

    /// The venue tells whole seconds, and a program reckons its time from those: what is traded in the second in which a follow begins
    /// counts as held before, and on a busy machine the world may be a few seconds behind.
    pub(crate) async fn lets_a_second_pass(&self) {
        let begun = self.trading.public().server_time().await.unwrap();
        while self.trading.public().server_time().await.unwrap().since(begun) < 5_000 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Buys that outcome for so much, at once.
    pub(crate) async fn buys(&mut self, market: &Market, outcome: usize, budget: Usd) {
        let token = market.outcomes[outcome].token.clone();
        let begun = Instant::now();
        while begun.elapsed() < TRIES_FOR {
            let book = self.trading.public().book(&token).await;
            let Some(ask) = book.ok().and_then(|book| book.best_ask()) else {
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            };
            let price = market.tick.floor(Price::from_micros(ask.micros() + ROOM_MICROS));
            if let Some(shares) = self
                .takes(market, &token, Side::Buy, ChildKind::BuyNow { price, budget })
                .await
            {
                *self.held.entry(token).or_default() += shares;
                return;
            }
        }
        panic!("not bought");
    }

    /// Sells everything of that outcome, at once.
    pub(crate) async fn sells_all(&mut self, market: &Market, outcome: usize) {
        let token = market.outcomes[outcome].token.clone();
        let begun = Instant::now();
        while begun.elapsed() < TRIES_FOR {
            let shares = self.held.get(&token).copied().unwrap_or(Shares::ZERO).floor_to_lot();
            if shares < market.min_size {
                return;
            }
            let book = self.trading.public().book(&token).await;
            let Some(bid) = book.ok().and_then(|book| book.best_bid()) else {
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            };
            let price = market.tick.floor(Price::from_micros(bid.micros() - ROOM_MICROS));
            if let Some(sold) = self
                .takes(market, &token, Side::Sell, ChildKind::SellNow { price, shares })
                .await
            {
                let held = self.held.entry(token.clone()).or_default();
                *held -= sold;
            }
        }
        panic!("not sold");
    }

    /// Shares that an order took; none where it was not taken.
    async fn takes(&mut self, market: &Market, token: &TokenId, side: Side, kind: ChildKind) -> Option<Shares> {
        self.orders += 1;
        let place = PlaceChild {
            child: ChildId(self.orders),
            token: token.clone(),
            exchange: market.exchange,
            tick: market.tick,
            side,
            kind,
            created_at: self.trading.public().server_time().await.ok()?,
        };
        let most = Shares::from_micros(1_000_000_000_000);
        let limits = match side {
            Side::Buy => OrderLimits::purchase_alone(Usd::dollars(1_000), market.fee, most, Price::ONE),
            Side::Sell => OrderLimits::sale(most, Price::ZERO),
        };
        let request = OrderRequest {
            place: &place,
            wallet: WalletType::Deposit,
            funder: self.trading.funder(),
            salt: self.orders,
            limits: &limits,
        };
        let signed = self.signer.sign_order(&request).unwrap();
        let body = signed.body(&self.trading.owner()).unwrap().sent;
        let order = PostedOrder {
            hash: signed.hash(),
            body: &body,
        };
        let outcome = self.trading.post(&order, &|| Ok(())).await;
        if let PlaceOutcome::Matched { shares } = outcome {
            return Some(shares);
        }
        // A trader's account is closed or banned for hours, too.
        self.venue.lets_trade(self.wallet()).await;
        // Refused, delayed, or not answered: what became of it decides, not the answer.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let found = self
            .trading
            .look_up(signed.hash(), place.created_at.plus(-60_000))
            .await
            .ok()?;
        let shares: Shares = found.trades.iter().map(|trade| trade.shares).sum();
        (!shares.is_zero()).then_some(shares)
    }
}
