//! Lines that are slow, stall, swallow and break, each while a trader is copied: nothing is lost and nothing done twice.

use std::time::Duration;

use pilotfish_tests::network::{Cut, Weather};

use crate::copying::{Copying, GIVEN_UP_WITHIN};
use crate::scene::{LIMIT, Scene};

/// A line from the other side of the world, by radio.
const FAR: Weather = Weather {
    latency: Duration::from_millis(250),
    jitter: Duration::from_millis(200),
    bytes_per_s: Some(48 * 1024),
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_from_far_away_loses_and_doubles_nothing() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 4).await;
    scene.network.set(FAR);
    copying.trader_buys().await;
    copying.is_copied(LIMIT).await;
    copying.trader_buys().await;
    copying.is_copied(LIMIT).await;
    copying.judge(&scene).await;
    copying.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_end_lose_and_double_nothing() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 2).await;
    // The venue has taken the order, and its answer never comes.
    scene.network.arm(Cut::Unanswered);
    copying.trader_buys().await;
    copying.is_copied(GIVEN_UP_WITHIN).await;
    assert_eq!(scene.network.cuts(), 1, "an order was cut off");
    copying.judge(&scene).await;

    // Everything ends at once, again and again, while something is copied.
    copying.trader_buys().await;
    for _ in 0..10 {
        scene.network.cut_all();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    copying.is_copied(GIVEN_UP_WITHIN).await;
    copying.judge(&scene).await;

    // The venue never had the order: it is not sent again before nobody could take it any more.
    scene.network.arm(Cut::MidOrder);
    copying.trader_buys().await;
    copying.is_copied(GIVEN_UP_WITHIN).await;
    assert_eq!(scene.network.cuts(), 2, "an order was cut off");
    copying.judge(&scene).await;
    copying.engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_and_stalls_lose_and_double_nothing() {
    let scene = Scene::new(None).await;
    let mut copying = Copying::begin(&scene, 3).await;

    // The venue has taken the order, and the connection says nothing any more, without ending.
    scene.network.arm(Cut::Silent);
    copying.trader_buys().await;
    copying.is_copied(GIVEN_UP_WITHIN).await;
    assert_eq!(scene.network.cuts(), 1, "an order was cut off");
    copying.judge(&scene).await;

    // Every connection that stands is half-open: the other side is gone, and nobody says so.
    scene.network.silence_standing();
    copying.trader_buys().await;
    copying.is_copied(GIVEN_UP_WITHIN).await;
    copying.judge(&scene).await;

    // Nothing passes for longer than a request may take, and then everything does that waited.
    scene.network.stall(true);
    copying.trader_buys().await;
    tokio::time::sleep(Duration::from_secs(25)).await;
    scene.network.stall(false);
    copying.is_copied(GIVEN_UP_WITHIN).await;
    copying.judge(&scene).await;

    // New connections are taken and never answered, as by a proxy that has lost its own way out.
    scene.network.swallow(true);
    scene.network.silence_standing();
    copying.trader_buys().await;
    tokio::time::sleep(Duration::from_secs(25)).await;
    scene.network.swallow(false);
    scene.network.cut_all();
    copying.is_copied(GIVEN_UP_WITHIN).await;
    copying.judge(&scene).await;
    copying.engine.shutdown().await;
}
