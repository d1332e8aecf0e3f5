//! From a click in the rail to the first frame that shows the screen with its content.

use std::time::Duration;

use serde_json::json;

use crate::figures;
use crate::opened::{Opened, PATIENCE, numbers};

/// The rail's entries, in another order than theirs, so that each is left for another one.
const PLACES: [&str; 9] = [
    "/dashboard",
    "/orders",
    "/leaderboard",
    "/positions",
    "/following",
    "/history",
    "/settings",
    "/activity",
    "/performance",
];
/// Between two clicks.
const PAUSE: Duration = Duration::from_millis(200);

pub(crate) async fn print(opened: &Opened, rounds: usize) {
    // Not from where it is: the first click would lead nowhere.
    opened.go("/performance").await;
    let mut first = Vec::new();
    let mut later = vec![Vec::new(); PLACES.len()];
    for round in 0..=rounds {
        for (place, of_it) in PLACES.iter().zip(&mut later) {
            let took = click(opened, place).await;
            if round == 0 {
                // Its code is read for the first time.
                first.push(took);
            } else {
                of_it.push(took);
            }
        }
    }
    figures::times("rail_first_click", first, None);
    for (place, of_it) in PLACES.iter().zip(&later) {
        figures::times(&format!("rail_click{}", place.replace('/', "_")), of_it.clone(), None);
    }
    figures::times("rail_click", later.concat(), Some(100.0));
}

/// Clicks as a person does; how long it took, ms.
async fn click(opened: &Opened, place: &str) -> f64 {
    tokio::time::sleep(PAUSE).await;
    let selector = format!("nav a[href$='#{place}'], nav a[href*='#{place}?']");
    let link = opened.window.find(PATIENCE, &selector, "", false).await;
    opened
        .script(
            "bench.clicks = []; bench.expect(arguments[0]); return true",
            json!([place]),
        )
        .await;
    opened.window.click(&link).await;
    let there = "return bench.clicks.length > 0 ? bench.clicks : null";
    let took = opened.window.wait_for(PATIENCE, place, there, json!([])).await;
    numbers(&took)[0]
}
