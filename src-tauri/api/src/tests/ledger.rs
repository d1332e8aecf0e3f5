//! The ledger as the window asks for it: sums, days, rows and the file, of one state.

use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Price, Usd};
use pilotfish_engine::port::FeedEvent;
use pilotfish_engine::testing::until;
use pilotfish_engine::testing::venue::{market, yes};

use super::Stage;
use crate::Api;
use crate::types::{LedgerBook, LedgerFilter, LedgerKind, LedgerRow, LedgerRowsQuery, LedgerWhat};

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

async fn rows(api: &Api, filter: &LedgerFilter, book: &LedgerBook) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    for day in book.days.iter().rev() {
        let query = LedgerRowsQuery {
            filter: filter.clone(),
            day: day.day.clone(),
            first: day.first,
            last: day.last,
            skip: 0,
            limit: 500,
        };
        rows.extend(api.ledger_rows(query).await.unwrap());
    }
    rows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_movement_is_a_row_and_they_sum_to_the_balance() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    stage.script.scene(|scene| {
        scene.markets.push(Market {
            closed: true,
            accepting_orders: false,
            payouts: Some([Price::ONE, Price::ZERO]),
            ..market()
        });
    });
    stage.script.say(FeedEvent::MarketChanged(yes())).await;
    until(&engine, "the market has resolved", |core| {
        let mut holdings = core.state().holdings.values();
        holdings.all(|holding| holding.payout.is_some())
    })
    .await;

    let all = LedgerFilter::default();
    let book = api.ledger(all.clone()).await.unwrap();
    assert_eq!(
        Some(book.end.as_str()),
        book.sums.balance.as_deref(),
        "the top bar says the same"
    );
    assert!(book.whole);
    let found = rows(&api, &all, &book).await;
    assert_eq!((found.len(), book.found, book.entries), (3, 3, 3));
    let whats: Vec<LedgerWhat> = found.iter().map(|row| row.what).collect();
    assert_eq!(whats, [LedgerWhat::Opening, LedgerWhat::Buy, LedgerWhat::Payout]);
    let (buy, payout) = (&found[1], &found[2]);
    assert_eq!(
        (buy.shares.as_deref(), buy.price.as_deref(), buy.cash.as_str()),
        (Some("5"), Some("0.58"), "-2.9")
    );
    assert_eq!(
        (buy.trader_price.as_deref(), buy.realised.as_deref()),
        (Some("0.58"), None)
    );
    assert_eq!(buy.trader.as_ref().unwrap().name, "25usdc");
    assert!(buy.order.is_some() && buy.trade.is_some());
    assert_eq!(
        (
            payout.shares.as_deref(),
            payout.price.as_deref(),
            payout.cash.as_str(),
            payout.claim.as_deref()
        ),
        (Some("-5"), Some("1"), "0", Some("5"))
    );
    assert_eq!(
        (payout.realised.as_deref(), payout.cost.as_deref()),
        (Some("2.1"), Some("2.9"))
    );
    assert_eq!(payout.balance, book.end);
    let cash: Usd = found.iter().map(|row| usd(&row.cash)).sum();
    assert_eq!(cash, usd(&book.end));
    let by_kind: Usd = book.kinds.iter().map(|kind| usd(&kind.cash)).sum();
    assert_eq!(usd(&book.start) + by_kind, usd(&book.end));

    let payouts = LedgerFilter {
        kind: Some(LedgerKind::Payout),
        ..LedgerFilter::default()
    };
    let of_kind = api.ledger(payouts.clone()).await.unwrap();
    assert_eq!((of_kind.found, of_kind.entries), (1, 3));
    assert_eq!(of_kind.kinds, book.kinds);
    assert_eq!(rows(&api, &payouts, &of_kind).await.len(), 1);
    let odd = LedgerFilter {
        trader: Some("nobody".to_owned()),
        ..LedgerFilter::default()
    };
    assert_eq!(api.ledger(odd).await.unwrap_err().detail, "trader: \"nobody\"");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_has_what_is_filtered_and_says_that_it_is_of_the_demo() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let path = stage.folder.path().join("ledger.csv");
    let exported = api.write_ledger(LedgerFilter::default(), &path).await.unwrap();
    assert_eq!(exported.rows, 2);
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[1].starts_with("DEMO,1,20") && lines[1].contains(",opening,"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].contains(",buy,25usdc,") && lines[2].contains(",5,0.58,-2.9,"),
        "{}",
        lines[2]
    );
    let book = api.ledger(LedgerFilter::default()).await.unwrap();
    assert!(
        lines[2].contains(&format!(",-2.9,{},", book.end)),
        "the running balance: {}",
        lines[2]
    );

    let year = book.years[0];
    let none = LedgerFilter {
        year: Some(year - 1),
        ..LedgerFilter::default()
    };
    let empty = stage.folder.path().join("none.csv");
    assert_eq!(api.write_ledger(none, &empty).await.unwrap().rows, 0);
    let again = api.write_ledger(LedgerFilter::default(), &path).await.unwrap_err();
    assert_eq!(again.code, "folder", "no file is written over");
    engine.shutdown().await;
}
