//! The program's own signing and adapter with every wallet type on every contract: a key, the balance, a resting order and
//! its cancellation, a purchase at once and its sale, over the wire, against the simulated venue's real checks.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "wallets/booked.rs"]
mod booked;
#[path = "wallets/paper.rs"]
mod paper;
#[path = "wallets/redeeming.rs"]
mod redeeming;
#[path = "wallets/relaying.rs"]
mod relaying;
#[path = "trading/mod.rs"]
mod trading;

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::{CancelAnswer, OrderReport, PlaceOutcome};
use pilotfish_copy::market::{Book, Exchange, Market, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::clock::system_ms;
use pilotfish_polymarket::{Endpoints, PublicApi, RateLimits, RequestTimeouts, Transport};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerOptions, Speed, serve};
use url::Url;

use crate::trading::{Trader, market_of};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

/// When a world begins whose markets are looked for by the time that the venue tells, which is the real one.
fn now() -> VenueMs {
    VenueMs(system_ms())
}

const HOUR_MS: i64 = 3_600_000;
/// Above every market's least size.
const LOT: Shares = Shares::from_micros(10_000_000);

#[tokio::test]
async fn every_wallet_type_trades_on_every_contract() {
    let server = serve(ServerOptions {
        speed: Speed::REAL,
        real_time: true,
        ..ServerOptions::new(VenueOptions::seeded(7, now()))
    })
    .await
    .expect("a served world");
    let base = Url::parse(&format!("http://{}", server.addr())).expect("an address");
    let endpoints = Endpoints::local(&base).expect("loopback");
    let public = PublicApi::new(
        Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).expect("a transport"),
    );
    let contracts = [Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3];
    for wallet in [
        WalletType::Eoa,
        WalletType::Proxy,
        WalletType::Safe,
        WalletType::Deposit,
    ] {
        let mut trader = Trader::with(wallet, &public).await;
        for contract in contracts {
            let (market, book) = market_of(contract, &public).await;
            rests_and_is_cancelled(&mut trader, &market, &book).await;
            buys_and_sells(&mut trader, &market, &book).await;
        }
    }
    server.shutdown().await;
}

async fn rests_and_is_cancelled(trader: &mut Trader, market: &Market, book: &Book) {
    let [yes, _] = &market.outcomes;
    let price = Price::from_micros(100_000);
    let now = trader.trading.public().server_time().await.expect("the time");
    let kind = ChildKind::Resting {
        price,
        shares: LOT,
        expires_at: now.plus(HOUR_MS),
    };
    assert!(book.best_bid().is_some_and(|bid| bid > price), "far from the market");
    let order = trader.sign(market, &yes.token, Side::Buy, kind, now);
    let told = format!("{:?} on {:?}", trader.wallet, market.exchange);
    assert_eq!(trader.post(&order).await, PlaceOutcome::Live, "{told}");
    let (trades, report) = trader.look_up(&order).await;
    assert_eq!(
        (trades.len(), report),
        (0, OrderReport::Open { matched: Shares::ZERO }),
        "{told}"
    );
    assert_eq!(
        trader.trading.cancel(order.hash()).await,
        CancelAnswer::Cancelled,
        "{told}"
    );
    let (_, report) = trader.look_up(&order).await;
    assert!(
        matches!(&report, OrderReport::Closed { matched, .. } if matched.is_zero()),
        "{told}: {report:?}"
    );
}

async fn buys_and_sells(trader: &mut Trader, market: &Market, book: &Book) {
    let [yes, _] = &market.outcomes;
    let told = format!("{:?} on {:?}", trader.wallet, market.exchange);
    let start = trader.trading.balance().await.expect("a balance").cash;
    let ask = book.best_ask().expect("an ask");
    // Two cents of room, and a budget in whole cents, as the venue wants it.
    let bound = ask + Price::from_micros(20_000);
    let budget = Usd::from_micros(LOT.value(ask, Rounding::Up).micros() / 10_000 * 10_000);
    let now = trader.trading.public().server_time().await.expect("the time");
    let purchase = trader.sign(
        market,
        &yes.token,
        Side::Buy,
        ChildKind::BuyNow { price: bound, budget },
        now,
    );
    let PlaceOutcome::Matched { shares } = trader.post(&purchase).await else {
        panic!("{told}: the purchase was not matched");
    };
    let (trades, _) = trader.look_up(&purchase).await;
    let bought: Shares = trades.iter().map(|trade| trade.shares).sum();
    assert_eq!(bought, shares, "{told}");
    assert!(
        trades
            .iter()
            .all(|trade| trade.token == yes.token && trade.side == Side::Buy),
        "{told}"
    );
    let held = trader.trading.own_positions().await.expect("positions");
    let of_token = held
        .iter()
        .find(|(token, _)| *token == yes.token)
        .map(|(_, shares)| *shares);
    assert_eq!(of_token, Some(shares), "{told}: the Data API shows them");

    let shares = shares.floor_to_lot();
    let sale = ChildKind::SellNow {
        price: Price::from_micros(100_000),
        shares,
    };
    let sale = trader.sign(market, &yes.token, Side::Sell, sale, now);
    let outcome = trader.post(&sale).await;
    assert!(matches!(outcome, PlaceOutcome::Matched { .. }), "{told}: {outcome:?}");
    let end = trader.trading.balance().await.expect("a balance").cash;
    assert!(
        end < start && start - end < Usd::dollars(3),
        "{told}: {start} before, {end} after"
    );
}
