//! The paper ports before a scripted venue, without an engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::ids::{OrderHash, VenueMs};
use pilotfish_copy::input::{CancelAnswer, Liquidity, OrderReport, PlaceOutcome, RefusalCode};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_polymarket::streams::MarketTrade;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{PaperTerms, ports};
use crate::departure::Departure;
use crate::port::{Feed, FeedEvent, VenuePorts};
use crate::testing::seen;
use crate::testing::venue::{Script, condition, market, yes};

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

fn shares(text: &str) -> Shares {
    text.parse().unwrap()
}

fn hash(name: &str) -> OrderHash {
    OrderHash::new(name)
}

async fn opened(folder: &Path, script: &Arc<Script>) -> VenuePorts {
    let terms = PaperTerms {
        opening: usd("1000"),
        delay: Duration::from_millis(1),
    };
    let ports = ports(VenuePorts::at(script), folder, terms).await.unwrap();
    ports.market_data.market(&condition()).await.unwrap();
    ports
}

/// An order's bytes, as they are posted: amounts in base units.
fn body(side: &str, maker: u64, taker: u64, kind: &str, expiration: u64) -> String {
    json!({
        "order": {
            "salt": 1, "maker": "0x", "signer": "0x", "tokenId": yes(), "makerAmount": maker.to_string(),
            "takerAmount": taker.to_string(), "side": side, "expiration": expiration.to_string(), "signatureType": 3,
        },
        "orderType": kind, "owner": "x", "postOnly": false, "deferExec": false,
    })
    .to_string()
}

async fn post(ports: &VenuePorts, name: &str, body: &str) -> PlaceOutcome {
    ports.trading.post(&hash(name), body, &Departure::new(|| Ok(()))).await
}

/// The streams of books and of our account run until the guard is dropped.
async fn streams(
    ports: &VenuePorts,
    script: &Script,
) -> (
    mpsc::Receiver<FeedEvent>,
    tokio_util::sync::DropGuard,
    watch::Sender<std::collections::BTreeSet<pilotfish_copy::ids::TokenId>>,
) {
    let (sender, mut events) = mpsc::channel(64);
    let stop = CancellationToken::new();
    let (wants, wanted) = watch::channel(std::collections::BTreeSet::from([yes()]));
    tokio::spawn(ports.market_data.stream_books(wanted, sender.clone(), stop.clone()));
    tokio::spawn(ports.trading.stream_account(sender, stop.clone()));
    seen(script, "the stream of books runs", |scene| scene.listens()).await;
    let mut up = Vec::new();
    while up.len() < 2 {
        if let Some(FeedEvent::Up(feed)) = events.recv().await {
            up.push(feed);
        }
    }
    assert!(up.contains(&Feed::Books) && up.contains(&Feed::Account), "{up:?}");
    (events, stop.drop_guard(), wants)
}

fn sold(at_price: &str, of: &str) -> FeedEvent {
    FeedEvent::Traded(MarketTrade {
        token: yes(),
        side: Side::Sell,
        price: at_price.parse().unwrap(),
        shares: shares(of),
        at: VenueMs(0),
        transaction: None,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_takes_from_the_real_book_and_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new();
    let ports = opened(folder.path(), &script).await;
    // $11.80 at 0.59 or better.
    let placed = post(&ports, "0xa", &body("BUY", 11_800_000, 20_000_000, "FAK", 0)).await;
    assert_eq!(placed, PlaceOutcome::Matched { shares: shares("20") });
    assert_eq!(ports.trading.cash().await.unwrap(), usd("988.2"));
    drop(ports);

    // Not closed: as after a crash.
    let ports = opened(folder.path(), &script).await;
    assert_eq!(ports.trading.cash().await.unwrap(), usd("988.2"));
    assert_eq!(ports.trading.own_positions().await.unwrap(), [(yes(), shares("20"))]);
    let found = ports.trading.look_up(&hash("0xa"), VenueMs(0)).await.unwrap();
    assert!(found.complete);
    assert!(matches!(found.report, OrderReport::Closed { matched, .. } if matched == shares("20")));
    assert!(matches!(
        found.trades.as_slice(),
        [trade] if trade.liquidity == Liquidity::Taker && trade.price == "0.59".parse::<Price>().unwrap()
    ));
    let missing = ports.trading.look_up(&hash("0xb"), VenueMs(0)).await.unwrap();
    assert!(matches!(missing.report, OrderReport::Missing { matched } if matched.is_zero()));
    // The same bytes a second time: it is looked up, never taken for a second order.
    let again = post(&ports, "0xa", &body("BUY", 11_800_000, 20_000_000, "FAK", 0)).await;
    assert!(matches!(again, PlaceOutcome::Unknown { .. }), "{again:?}");
    assert_eq!(ports.trading.own_trades(VenueMs(0)).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resting_order_is_filled_by_real_trades_and_told_over_our_own_channel() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new();
    let ports = opened(folder.path(), &script).await;
    let (mut events, _running, _wants) = streams(&ports, &script).await;
    // 20 at 0.58, behind a thousand.
    let placed = post(&ports, "0xa", &body("BUY", 11_600_000, 20_000_000, "GTC", 0)).await;
    assert_eq!(placed, PlaceOutcome::Live);
    script.say(sold("0.58", "1005")).await;
    let (mut filled, mut reported) = (None, None);
    while filled.is_none() || reported.is_none() {
        match tokio::time::timeout(Duration::from_secs(20), events.recv())
            .await
            .unwrap()
            .unwrap()
        {
            FeedEvent::OwnTrade(trade) => filled = Some((trade.shares, trade.price, trade.fee)),
            FeedEvent::Order {
                hash: of,
                report: OrderReport::Open { matched },
            } if !matched.is_zero() => {
                assert_eq!(of, hash("0xa"));
                reported = Some(matched);
            }
            _ => {}
        }
    }
    assert_eq!(filled, Some((shares("5"), "0.58".parse().unwrap(), Some(Usd::ZERO))));
    assert_eq!(reported, Some(shares("5")));
    let paper = ports.paper.clone().unwrap();
    assert_eq!(
        paper.filled(&hash("0xa")).await.unwrap(),
        Some((shares("5"), shares("5")))
    );

    let open = ports.trading.own_orders().await.unwrap();
    assert!(matches!(open.as_slice(), [order] if order.open == shares("15")));
    assert_eq!(ports.trading.cancel(&hash("0xa")).await, CancelAnswer::Cancelled);
    let late = ports.trading.cancel(&hash("0xa")).await;
    assert!(matches!(late, CancelAnswer::NotOpen { .. }), "{late:?}");
    script.say(sold("0.5", "1000")).await;
    let figures = paper.figures().await.unwrap();
    assert_eq!((figures.counts.orders, figures.counts.filled), (1, shares("5")));
    assert_eq!(
        figures.booked,
        Some(usd("0.025")),
        "five at 0.58 where the middle is 0.585"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_is_refused_with_what_can_be_done() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new();
    let ports = opened(folder.path(), &script).await;
    let code = |outcome: PlaceOutcome| match outcome {
        PlaceOutcome::Refused(refusal) => refusal.code,
        other => panic!("{other:?}"),
    };
    let few = post(&ports, "0xa", &body("BUY", 2_320_000, 4_000_000, "GTC", 0)).await;
    assert_eq!(code(few), RefusalCode::MinimumSize);
    let dear = post(&ports, "0xb", &body("BUY", 1_160_000_000, 2_000_000_000, "GTC", 0)).await;
    assert_eq!(code(dear), RefusalCode::Balance);
    let none = post(&ports, "0xc", &body("BUY", 5_800_000, 10_000_000, "FAK", 0)).await;
    assert_eq!(code(none), RefusalCode::NoMatch);
    let past = post(&ports, "0xd", &body("BUY", 5_800_000, 10_000_000, "GTD", 1_000)).await;
    assert_eq!(code(past), RefusalCode::Expiration);
    let held_back = ports
        .trading
        .post(
            &hash("0xe"),
            &body("BUY", 5_900_000, 10_000_000, "FAK", 0),
            &Departure::new(|| Err("stopped".to_owned())),
        )
        .await;
    assert_eq!(code(held_back), RefusalCode::Local);
    script.scene(|scene| scene.unreachable = true);
    let blind = post(&ports, "0xf", &body("BUY", 5_900_000, 10_000_000, "FAK", 0)).await;
    assert_eq!(code(blind), RefusalCode::Unavailable);
    script.scene(|scene| scene.unreachable = false);
    let mut closed = market();
    closed.closed = true;
    script.scene(|scene| scene.markets.push(closed));
    ports.market_data.market(&condition()).await.unwrap();
    let late = post(&ports, "0xg", &body("BUY", 5_900_000, 10_000_000, "FAK", 0)).await;
    assert_eq!(code(late), RefusalCode::MarketClosed);
    assert_eq!(ports.trading.own_trades(VenueMs(0)).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_our_account_is_asked_of_the_real_venue() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new();
    let ports = opened(folder.path(), &script).await;
    let signer = super::super::testing::own(1, folder.path()).signer().await.unwrap();
    let kind = pilotfish_copy::wallet::WalletType::Deposit;
    let wallet = signer.wallet(kind).unwrap();
    ports.standing.connect(&signer, kind, &wallet).await.unwrap();
    post(&ports, "0xa", &body("BUY", 11_800_000, 20_000_000, "FAK", 0)).await;
    ports.trading.cancel_all().await.unwrap();
    ports.trading.own_orders().await.unwrap();
    ports.trading.own_movements(VenueMs(0)).await.unwrap();
    assert!(!ports.standing.closed_only().await.unwrap());
    assert!(!ports.standing.region().await.unwrap().blocked);
    let asked: Vec<&str> = script.scene(|scene| scene.calls.keys().copied().collect());
    assert_eq!(asked, ["book", "market"]);
}

/// A cancellation that overtakes its order would leave it on the book.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancellation_waits_for_an_order_that_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new();
    let ports = opened(folder.path(), &script).await;
    // The real book is slow: the order is under way until it is read.
    let slow = script.slow.write().await;
    let (sent, order) = (ports.trading.clone(), body("BUY", 11_600_000, 20_000_000, "GTC", 0));
    let posted = tokio::spawn(async move { sent.post(&hash("0xa"), &order, &Departure::new(|| Ok(()))).await });
    seen(&script, "the book is read", |scene| scene.calls.contains_key("book")).await;
    let trading = ports.trading.clone();
    let cancelled = tokio::spawn(async move { trading.cancel_all().await });
    drop(slow);
    assert_eq!(posted.await.unwrap(), PlaceOutcome::Live);
    assert_eq!(cancelled.await.unwrap().unwrap(), [hash("0xa")]);
    assert_eq!(ports.trading.own_orders().await.unwrap(), []);
}
