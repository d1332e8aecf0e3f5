//! Figures of one answer add up, whatever is held through whichever follow: what stands side by side on a screen is of one moment.

use pilotfish_copy::entity::OrderStatus;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;
use pilotfish_engine::testing::venue::yes;
use pilotfish_engine::testing::{is_live, until};

use super::Stage;
use crate::types::{FollowList, OrdersQuery, Performance, Period, Sums};
use crate::{Api, reader};

fn usd(text: &str) -> Usd {
    text.parse().unwrap()
}

fn exposure_has_two_parts(sums: &Sums) {
    assert_eq!(usd(&sums.held) + usd(&sums.reserved), usd(&sums.exposure), "{sums:?}");
}

/// The rows of a list and what removed follows left, against the account's figures beside them.
fn adds_up(list: &FollowList) {
    let total = |of: fn(&FollowList) -> Vec<&str>| of(list).into_iter().map(usd).sum::<Usd>();
    let pnl = total(|list| {
        let rows = list.rows.iter().map(|row| row.pnl.as_str());
        rows.chain(list.removed.iter().map(|gone| gone.pnl.as_str())).collect()
    });
    let exposure = total(|list| {
        let rows = list.rows.iter().map(|row| row.exposure.as_str());
        rows.chain(list.removed.iter().map(|gone| gone.exposure.as_str()))
            .collect()
    });
    assert_eq!(
        (pnl, exposure),
        (usd(&list.sums.pnl), usd(&list.sums.exposure)),
        "{list:?}"
    );
    for row in &list.rows {
        assert_eq!(usd(&row.realised) + usd(&row.unrealised), usd(&row.pnl), "{row:?}");
    }
    exposure_has_two_parts(&list.sums);
}

async fn every_screen_adds_up(api: &Api) {
    adds_up(&api.follow_list().await.unwrap());
    let dashboard = api.dashboard(Period::All).await.unwrap();
    exposure_has_two_parts(&dashboard.sums);
    let by_stage: Usd = dashboard.stages.iter().map(|stage| usd(&stage.reserved)).sum();
    let working: u32 = dashboard.stages.iter().map(|stage| stage.orders).sum();
    assert_eq!(
        (by_stage, working),
        (usd(&dashboard.sums.reserved), dashboard.sums.working_orders)
    );
    assert_eq!(dashboard.figures.pnl, dashboard.sums.pnl);
    let positions = api.positions().await.unwrap();
    assert_eq!(positions.cost, positions.sums.held);
    let performance = api.performance(Period::All).await.unwrap();
    let traders: Usd = performance.figures.traders.iter().map(|one| usd(&one.pnl)).sum();
    assert_eq!(traders, usd(&performance.sums.pnl));
    the_command_line_says_the_same(api, &performance).await;
    let orders = api.order_list(OrdersQuery { ended: false }).await.unwrap();
    let reserved: Usd = orders.rows.iter().map(|row| usd(&row.reserved)).sum();
    assert_eq!(
        (reserved, orders.rows.len()),
        (
            usd(&orders.sums.reserved),
            usize::try_from(orders.sums.working_orders).unwrap()
        )
    );
}

/// `pilotfish performance` reads the record by itself, beside a program that runs.
async fn the_command_line_says_the_same(api: &Api, shown: &Performance) {
    let told = reader(&api.engine().unwrap()).unwrap().performance(10).await.unwrap();
    let figures = &shown.figures;
    assert_eq!(
        (told.total.fills, told.total.wins, told.total.episodes),
        (
            u64::from(figures.fills),
            u64::from(figures.wins.won),
            u64::from(figures.wins.of)
        )
    );
    assert_eq!(
        (told.total.net, told.total.fees),
        (usd(&figures.realised), usd(&figures.fees))
    );
    for trader in &figures.traders {
        let same = told
            .traders
            .iter()
            .find(|one| one.trader.to_string() == trader.address)
            .unwrap();
        assert_eq!(
            (
                same.figures.net,
                same.figures.fees,
                same.figures.fills,
                same.figures.wins
            ),
            (
                usd(&trader.realised),
                usd(&trader.fees),
                u64::from(trader.fills),
                u64::from(trader.wins.won)
            )
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_removed_follow_made_and_holds_is_in_the_list_of_follows() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    until(&engine, "the book is known", |core| core.book(&yes()).is_some()).await;
    every_screen_adds_up(&api).await;
    let list = api.follow_list().await.unwrap();
    assert_eq!((list.rows.len(), list.removed.as_ref()), (1, None));

    api.unfollow(list.rows[0].id).await.unwrap();
    let list = api.follow_list().await.unwrap();
    assert!(list.rows.is_empty());
    let removed = list.removed.as_ref().unwrap();
    assert_eq!(
        (
            removed.count,
            removed.fills,
            removed.exposure.as_str(),
            removed.pnl.as_str()
        ),
        (1, 1, "2.9", "0.03")
    );
    every_screen_adds_up(&api).await;

    super::follow(&api, "5").await.unwrap();
    every_screen_adds_up(&api).await;
    let list = api.follow_list().await.unwrap();
    assert_eq!(list.rows.len(), 1, "the same trader anew");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_is_being_cancelled_has_its_stage_until_it_is_over() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    stage.script.scene(|scene| scene.unreachable = true);
    engine.ask(UserInput::CancelAll).await.unwrap();
    let is_ending = |core: &pilotfish_copy::Core| {
        let mut orders = core.state().orders.values();
        orders.any(|order| order.status == OrderStatus::Ending)
    };
    until(&engine, "it is being cancelled", is_ending).await;
    assert_eq!(api.dashboard(Period::All).await.unwrap().sums.working_orders, 1);
    every_screen_adds_up(&api).await;
    engine.shutdown().await;
}
