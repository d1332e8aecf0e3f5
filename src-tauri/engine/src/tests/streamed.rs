//! Orders priced by the book that the stream brought.

use pilotfish_copy::Core;
use pilotfish_copy::entity::{ChildState, FollowSettings};
use pilotfish_copy::input::{SnapshotPosition, UserInput};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Percentage, Tick};

use crate::engine::EngineHandle;
use crate::port::FeedEvent;
use crate::testing::venue::{Script, condition, no, trader, yes};
use crate::testing::{Stage, seen, until};

fn book(script: &Script, later_ms: i64) -> FeedEvent {
    let level = |price: &str| {
        vec![Level {
            price: price.parse().unwrap(),
            shares: "1000".parse().unwrap(),
        }]
    };
    FeedEvent::Book(Book {
        token: yes(),
        observed_at: script.now().plus(later_ms),
        bids: level("0.58"),
        asks: level("0.59"),
        tick: Tick::MILLI,
    })
}

/// How many orders of ours rest.
pub(super) fn live(core: &Core) -> usize {
    let children = core.state().children.values();
    children.filter(|child| child.state == ChildState::Live).count()
}

fn books_read(script: &Script) -> u32 {
    script.scene(|scene| scene.calls.get("book").copied().unwrap_or(0))
}

/// An engine that copies what the trader does next at once, on a clock that stands: books are good or not by a second or two, and it is
/// not this machine that decides it.
pub(super) async fn copying_at_once(stage: &Stage) -> EngineHandle {
    stage.script.stand_still();
    // An empty first list would wait a minute for a second one.
    stage.script.scene(|scene| {
        scene.positions.push(SnapshotPosition {
            token: no(),
            condition: condition(),
            shares: "100".parse().unwrap(),
            average_cost: "0.42".parse().unwrap(),
            current_price: "0.42".parse().unwrap(),
            redeemable: false,
        });
    });
    let engine = stage.trading().await;
    let settings = FollowSettings {
        gather_ms: Some(0),
        ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
    };
    let follow = UserInput::Follow {
        trader: trader(),
        name: "25usdc".to_owned(),
        settings,
    };
    engine.ask(follow).await.unwrap();
    stage.copies(&engine).await;
    // The venue's rows are of whole seconds: one of the second in which the follow began may be from before it.
    stage.script.move_on(1_000);
    let moved = || engine.now() == Some(stage.script.now());
    seen(&stage.script, "the next second", |_| moved()).await;
    engine
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_book_of_the_stream_prices_an_order_where_it_surely_shows_our_own_and_else_one_is_read() {
    let stage = Stage::new();
    let engine = copying_at_once(&stage).await;

    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", |core| live(core) == 1).await;
    assert_eq!(books_read(&stage.script), 1, "nothing was streamed yet");

    // From the instant of that order: it may not show it.
    stage.script.say(book(&stage.script, 0)).await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the second rests too", |core| live(core) == 2).await;
    assert_eq!(books_read(&stage.script), 2);

    // As if it had been streamed a second after both.
    stage.script.say(book(&stage.script, 1_000)).await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    seen(&stage.script, "the third order", |scene| scene.posts.len() == 3).await;
    assert_eq!(books_read(&stage.script), 2, "the streamed book was good enough");
    engine.shutdown().await;
}
