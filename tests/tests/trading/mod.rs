//! An account that trades by the program's own signing and adapter, and a market to trade in.

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs};
use pilotfish_copy::input::{OrderReport, OwnTrade, PlaceOutcome};
use pilotfish_copy::market::{Book, Exchange, Market, Side};
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::trading::PostedOrder;
use pilotfish_polymarket::{PublicApi, TradingApi};
use pilotfish_vault::{OrderRequest, SignedChild, Signer, WalletEvidence};

/// So many markets are looked at.
const MARKETS_MOST: usize = 100;
const HOUR_MS: i64 = 3_600_000;
/// What one purchase may take.
const PURCHASE_MOST: Usd = Usd::dollars(1_000);
/// A market that is open for so long outlasts every order of a test, hours.
const HOURS_LEFT: i64 = 2;

/// An account, and the orders it has made so far.
pub(crate) struct Trader {
    pub(crate) signer: Signer,
    pub(crate) wallet: WalletType,
    pub(crate) trading: TradingApi,
    pub(crate) orders: u64,
}

impl Trader {
    /// An account with that wallet.
    pub(crate) async fn with(wallet: WalletType, public: &PublicApi) -> Self {
        Self::numbered(u64::from(wallet.signature_type()) + 40, wallet, public).await
    }

    /// The account of that number, with that wallet of its key.
    pub(crate) async fn numbered(number: u64, wallet: WalletType, public: &PublicApi) -> Self {
        let signer = Signer::demo(number, "wallets").expect("a key");
        let funder = signer.wallet(wallet).expect("a wallet");
        signer
            .confirm_wallet(wallet, &funder, WalletEvidence::Derived)
            .expect("its own wallet");
        let trading = TradingApi::log_in(public.clone(), &signer, wallet, funder)
            .await
            .expect("an API key");
        Self {
            signer,
            wallet,
            trading,
            orders: 0,
        }
    }

    pub(crate) fn sign(
        &mut self,
        market: &Market,
        token: &TokenId,
        side: Side,
        kind: ChildKind,
        now: VenueMs,
    ) -> SignedChild {
        self.orders += 1;
        let place = PlaceChild {
            child: ChildId(self.orders),
            token: token.clone(),
            exchange: market.exchange,
            tick: market.tick,
            side,
            kind,
            created_at: now,
        };
        let shares = Shares::from_micros(1_000_000_000_000);
        let limits = match side {
            Side::Buy => OrderLimits::purchase_alone(PURCHASE_MOST, market.fee, shares, Price::ONE),
            Side::Sell => OrderLimits::sale(shares, Price::ZERO),
        };
        let request = OrderRequest {
            place: &place,
            wallet: self.wallet,
            funder: self.trading.funder(),
            salt: self.orders,
            limits: &limits,
        };
        self.signer.sign_order(&request).expect("a signature")
    }

    pub(crate) async fn post(&self, order: &SignedChild) -> PlaceOutcome {
        let body = order.body(&self.trading.owner()).expect("a body").sent;
        let posted = PostedOrder {
            hash: order.hash(),
            body: &body,
        };
        self.trading.post(&posted, &|| Ok(())).await
    }

    pub(crate) async fn look_up(&self, order: &SignedChild) -> (Vec<OwnTrade>, OrderReport) {
        let found = self.trading.look_up(order.hash(), VenueMs(0)).await.expect("an answer");
        (found.trades, found.report)
    }
}

/// A market of that contract which stays open and has both sides in its book, with its first outcome's book.
pub(crate) async fn market_of(contract: Exchange, public: &PublicApi) -> (Market, Book) {
    let now = public.server_time().await.expect("the time");
    for market in public.open_markets(MARKETS_MOST).await.expect("a list of markets") {
        let long = market.end.is_none_or(|end| end.since(now) > HOURS_LEFT * HOUR_MS);
        if market.exchange != contract || !long {
            continue;
        }
        let [yes, _] = &market.outcomes;
        let Ok(book) = public.book(&yes.token).await else {
            continue;
        };
        let middling = |price: Option<Price>| price.is_some_and(|price| (150_000..=850_000).contains(&price.micros()));
        if middling(book.best_bid()) && middling(book.best_ask()) {
            return (market, book);
        }
    }
    panic!("no market of {contract:?} to trade in");
}
