//! What comes of our orders long after: trades that fail while nobody looks, and trades that are listed when their order is
//! over and forgotten. And what is read again though reading it once fell over.

use pilotfish_copy::Core;
use pilotfish_copy::ids::{OrderHash, TradeId};
use pilotfish_copy::input::{Liquidity, OwnTrade, Settlement, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;

use crate::port::FeedEvent;
use crate::testing::venue::{Script, yes};
use crate::testing::{Stage, is_live, seen, until};

const HOUR_MS: i64 = 3_600_000;

fn held(core: &Core) -> String {
    let held: Shares = core.state().holdings.values().map(|holding| holding.shares).sum();
    held.to_string()
}

/// Our resting order is executed in full, so long ago and settled so far.
fn executed(script: &Script, hash: &OrderHash, settlement: Settlement, ago_ms: i64) -> OwnTrade {
    script.scene(|scene| {
        let order = scene.orders.get_mut(hash).unwrap();
        order.matched = order.shares;
        order.open = false;
        let trade = OwnTrade {
            trade: TradeId::new("late"),
            hash: hash.clone(),
            token: yes(),
            side: order.side,
            shares: order.shares,
            price: order.price,
            fee: None,
            liquidity: Liquidity::Maker,
            settlement,
            at: script.now().plus(-ago_ms),
        };
        scene.trades.push(trade.clone());
        trade
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trade_that_fails_while_the_program_is_off_is_given_back_however_old_it_is() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    // Older than what is read again and again of the account.
    let trade = executed(&stage.script, &hash, Settlement::Matched, 8 * HOUR_MS);
    stage.script.say(FeedEvent::OwnTrade(trade)).await;
    until(&engine, "it is booked", |core| held(core) == "5").await;
    engine.shutdown().await;
    stage
        .script
        .scene(|scene| scene.trades[0].settlement = Settlement::Failed);
    let engine = stage.trading().await;
    until(&engine, "it is given back", |core| held(core) == "0").await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trade_of_an_order_that_is_over_and_forgotten_is_booked_and_may_still_fail() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    engine.ask(UserInput::CancelAll).await.unwrap();
    until(&engine, "it is over and forgotten", |core| {
        core.state().orders.is_empty() && core.state().child_by_hash(&hash).is_none()
    })
    .await;
    // It was executed before it was cancelled, and nobody listed it.
    let trade = executed(&stage.script, &hash, Settlement::Matched, 0);
    stage.script.say(FeedEvent::OwnTrade(trade.clone())).await;
    until(&engine, "it is booked", |core| held(core) == "5").await;
    let polls = stage.script.scene(|scene| scene.calls["own_trades"]);
    seen(&stage.script, "it is told again", |scene| {
        scene.calls["own_trades"] > polls + 2
    })
    .await;
    assert_eq!(held(&engine.core()), "5", "once");
    assert!(
        engine.core().state().halts.is_empty(),
        "and the books agree with the venue"
    );
    stage.script.scene(|scene| scene.trades.clear());
    let failed = OwnTrade {
        settlement: Settlement::Failed,
        ..trade
    };
    stage.script.say(FeedEvent::OwnTrade(failed)).await;
    until(&engine, "it is given back", |core| held(core) == "0").await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trade_of_somebody_elses_order_is_none_of_ours() {
    let stage = Stage::new();
    let engine = stage.copying().await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", is_live).await;
    let hash = stage.script.scene(|scene| scene.posts[0].0.clone());
    let ours = executed(&stage.script, &hash, Settlement::Confirmed, 0);
    let other = OwnTrade {
        trade: TradeId::new("by hand"),
        hash: OrderHash::new("0x99"),
        ..ours.clone()
    };
    for trade in [other.clone(), ours, other] {
        stage.script.say(FeedEvent::OwnTrade(trade)).await;
    }
    until(&engine, "ours is booked", |core| held(core) == "5").await;
    assert_eq!(engine.core().state().fills.len(), 1);
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reading_that_falls_over_is_made_again() {
    for call in ["own_trades", "positions", "activity"] {
        let stage = Stage::new();
        let engine = stage.copying().await;
        stage.script.scene(|scene| scene.falls = Some(call));
        seen(&stage.script, "it fell over", |scene| scene.falls.is_none()).await;
        let calls = stage.script.scene(|scene| scene.calls.get(call).copied().unwrap_or(0));
        seen(&stage.script, "it is asked again", |scene| {
            scene.calls.get(call).is_some_and(|now| *now > calls + 1)
        })
        .await;
        engine.shutdown().await;
    }
}
