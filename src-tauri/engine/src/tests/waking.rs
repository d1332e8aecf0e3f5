//! Who is woken for what: a price that moves is in what the engine shows, and wakes nobody.

use futures_util::FutureExt;
use pilotfish_copy::input::UserInput;
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Tick};

use super::streamed::{copying_at_once, live};
use crate::port::FeedEvent;
use crate::testing::venue::{Script, yes};
use crate::testing::{Stage, until};

/// What else may be told while a price moves; prices that did wake somebody would do so each time.
const TRIES: i64 = 20;

fn book(script: &Script, bid: Price) -> FeedEvent {
    let level = |price: Price| {
        vec![Level {
            price,
            shares: "1000".parse().unwrap(),
        }]
    };
    FeedEvent::Book(Book {
        token: yes(),
        observed_at: script.now(),
        bids: level(bid),
        asks: level(bid + Price::from_micros(10_000)),
        tick: Tick::MILLI,
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prices_that_move_are_shown_and_wake_nobody() {
    let stage = Stage::new();
    let engine = copying_at_once(&stage).await;
    // A book is of interest while an order works in its market.
    stage.script.trades(Side::Buy, "100", "0.58").await;
    until(&engine, "the copy rests", |core| live(core) == 1).await;
    let mut silent = 0;
    for number in 0..TRIES {
        let bid = Price::from_micros(500_000 + 1_000 * number);
        while stage.bus.changed().now_or_never().is_some() {}
        stage.script.say(book(&stage.script, bid)).await;
        until(&engine, "the price is shown", |core| {
            core.book(&yes()).and_then(Book::best_bid) == Some(bid)
        })
        .await;
        // What followed from showing it is over when the core loop answers.
        engine.beat().await.unwrap();
        silent += u32::from(stage.bus.changed().now_or_never().is_none());
    }
    assert!(silent > 0, "each price that moved woke somebody");

    while stage.bus.changed().now_or_never().is_some() {}
    engine.ask(UserInput::Pause).await.unwrap();
    engine.beat().await.unwrap();
    assert!(stage.bus.changed().now_or_never().is_some(), "a pause is told at once");
    engine.shutdown().await;
}
