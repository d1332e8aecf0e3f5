//! Differences between books and exchange: shown with both sides and their ages, and given to a follow.

use std::time::{Duration, Instant};

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::OpenOrder;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_engine::testing::PATIENCE;
use pilotfish_engine::testing::venue::yes;

use super::Stage;
use crate::Api;
use crate::types::{DifferenceKind, Differences, Id};

/// Waits until the differences are so.
async fn found(api: &Api, what: &str, holds: impl Fn(&Differences) -> bool) -> Differences {
    let begun = Instant::now();
    loop {
        let found = api.differences().await.unwrap();
        if holds(&found) {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: {found:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn number(text: &str) -> Shares {
    text.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shares_beyond_the_books_are_shown_with_both_sides_and_given_to_a_follow() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let agreed = found(&api, "the account was read", |found| found.shares_read.is_some()).await;
    assert_eq!(agreed.rows, []);
    stage.script.scene(|scene| scene.stray_shares = "7".parse().unwrap());
    let seen = found(&api, "it is confirmed", |found| {
        found.rows.first().is_some_and(|row| row.confirmed)
    })
    .await;
    let row = &seen.rows[0];
    assert_eq!(
        (row.kind, row.difference.as_str()),
        (DifferenceKind::SharesUnexplained, "7")
    );
    assert_eq!(row.market.as_deref(), Some("Will it rain?"));
    let exchange = number(row.exchange.as_deref().unwrap());
    assert_eq!(exchange, number(&row.books) + number("7"), "either side");
    assert!(row.exchange_read.is_some_and(|at| at >= row.since) && row.books_changed.is_some());
    let checked = seen.checked.iter().find(|one| one.token == row.token).unwrap();
    assert!(!checked.agrees && seen.checked[0].token.is_none() && seen.checked[0].agrees);

    let give = row.give.as_ref().unwrap();
    assert_eq!(
        (give.shares.as_str(), give.known, give.cash.as_str()),
        ("7", false, "0")
    );
    let to = &give.to[0];
    assert_eq!((to.trader.as_str(), to.trader_holds), ("25usdc", true));
    let token = row.token.clone().unwrap();
    let nobody = api.give_difference(token.clone(), Id(99)).await.unwrap_err();
    assert_eq!(nobody.code, "not_found");
    let frame = api.give_difference(token.clone(), to.follow).await.unwrap();
    assert_eq!(frame.halts, []);
    let held = &api.positions().await.unwrap().rows[0];
    assert_eq!(number(&held.shares), number(&to.held) + number("7"));
    let again = api.give_difference(token, to.follow).await.unwrap_err();
    assert_eq!(again.code, "nothing_to_give");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_not_ours_is_shown_with_its_side_and_limit() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let foreign = OpenOrder {
        hash: OrderHash::new("0xf00"),
        token: yes(),
        side: Side::Buy,
        price: "0.3".parse().unwrap(),
        open: "40".parse().unwrap(),
    };
    stage.script.scene(|scene| scene.foreign = Some(foreign));
    let seen = found(&api, "it is shown", |found| !found.rows.is_empty()).await;
    let row = &seen.rows[0];
    assert_eq!(
        (row.kind, row.order.as_deref(), row.side, row.price.as_deref()),
        (
            DifferenceKind::ForeignOrder,
            Some("0xf00"),
            Some(crate::types::Side::Buy),
            Some("0.3")
        )
    );
    assert_eq!((row.exchange.as_deref(), row.accept), (Some("40"), false));
    assert!(row.give.is_none() && row.exchange_read.is_some());
    engine.shutdown().await;
}
