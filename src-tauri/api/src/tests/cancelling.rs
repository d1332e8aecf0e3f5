//! Orders taken back: one, the chosen ones, all; and what the list says of where they stand.

use pilotfish_copy::entity::OrderStatus;
use pilotfish_copy::market::Side;

use pilotfish_engine::testing::{is_live, until};

use super::Stage;
use crate::Api;
use crate::types::{CancelPreview, Id, OrdersQuery};
use pilotfish_engine::EngineHandle;

fn nothing() -> CancelPreview {
    CancelPreview {
        orders: 0,
        purchases: 0,
        reserved: "0".to_owned(),
        sales: 0,
        shares: "0".to_owned(),
    }
}

impl Stage {
    /// An engine with a purchase of 5 shares at 0.58 that rests.
    async fn resting(&self) -> (EngineHandle, Api, Id) {
        let (engine, api) = self.copying().await;
        self.script.trades(Side::Buy, "100", "0.58").await;
        until(&engine, "the copy rests", is_live).await;
        let order = api.orders(OrdersQuery { ended: false }).await.unwrap()[0].id;
        (engine, api, order)
    }
}

fn is_over(core: &pilotfish_copy::Core) -> bool {
    let mut orders = core.state().orders.values();
    orders.all(|order| order.status == OrderStatus::Ended)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chosen_orders_are_cancelled_with_the_figures_that_were_read_before() {
    let stage = Stage::new();
    let (engine, api, order) = stage.resting().await;
    let preview = api.preview_cancel(vec![order, Id(99), order]).await.unwrap();
    let purchase = CancelPreview {
        orders: 1,
        purchases: 1,
        reserved: "2.9".to_owned(),
        ..nothing()
    };
    assert_eq!(preview, purchase, "each once, and none that is not there");
    assert_eq!(api.preview_cancel(Vec::new()).await.unwrap(), nothing());
    assert_eq!(api.cancel_orders(vec![Id(99)]).await.unwrap(), 0);
    assert!(!is_over(&engine.core()), "another id cancels nothing");

    assert_eq!(api.cancel_orders(vec![order, Id(99)]).await.unwrap(), 1);
    until(&engine, "it is over", is_over).await;
    let row = api.order(order).await.unwrap().order;
    assert_eq!(row.end, Some(crate::types::EndReason::CancelledByUser));
    // It ended meanwhile: it is not counted, and nothing is wrong.
    assert_eq!(api.preview_cancel(vec![order]).await.unwrap(), nothing());
    assert_eq!(api.cancel_orders(vec![order]).await.unwrap(), 0);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_takes_back_shares_and_no_money() {
    let stage = Stage::new();
    let (engine, api, _) = stage.resting().await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    stage.script.fill(&hash).await;
    until(&engine, "the copy is over", |core| {
        is_over(core) && !core.state().holdings.is_empty()
    })
    .await;
    stage.script.trades(Side::Sell, "100", "0.60").await;
    until(&engine, "the sale rests", is_live).await;
    let row = &api.orders(OrdersQuery { ended: false }).await.unwrap()[0];
    assert_eq!((row.side.as_str(), row.limit.as_deref()), ("SELL", Some("0.6")));
    // The book is 0.58 / 0.59: a buyer has to come up by two cents.
    assert_eq!(row.away.as_deref(), Some("0.02"));
    let preview = api.preview_cancel(vec![row.id]).await.unwrap();
    let sale = CancelPreview {
        orders: 1,
        sales: 1,
        shares: "5".to_owned(),
        ..nothing()
    };
    assert_eq!(preview, sale);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_says_how_far_an_order_is_from_being_filled_and_when_it_is_tried_again() {
    let stage = Stage::new();
    let (engine, api, order) = stage.resting().await;
    let row = &api.orders(OrdersQuery { ended: false }).await.unwrap()[0];
    assert_eq!(
        row.away.as_deref(),
        Some("0.01"),
        "the ask of 0.59 less the limit of 0.58"
    );
    assert!(row.next_stage_at.is_some());
    assert_eq!(row.next_try_at, None, "it is not at market yet");
    assert_eq!(api.order(order).await.unwrap().order, *row, "alone as in the list");

    api.cancel_order(order).await.unwrap();
    until(&engine, "it is over", is_over).await;
    let row = api.order(order).await.unwrap().order;
    assert_eq!((row.away, row.bid, row.next_try_at), (None, None, None));
    engine.shutdown().await;
}
