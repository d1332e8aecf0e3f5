//! The times between frames while the demo runs at its fastest.

use std::time::Duration;

use serde_json::json;

use crate::figures;
use crate::opened::{Opened, PATIENCE};

/// At 60 frames a second, and what a frame may be late by.
const A_FRAME_MS: f64 = 17.5;

pub(crate) async fn print(opened: &Opened, long: Duration) {
    opened.stands(true);
    opened
        .script("document.getElementById('root').hidden = true; return true", json!([]))
        .await;
    let empty = opened
        .frames(tokio::time::sleep(long.min(Duration::from_secs(10))))
        .await;
    figures::times("frames_of_an_empty_page", empty, None);
    opened
        .script("document.getElementById('root').hidden = false; return true", json!([]))
        .await;
    opened.stands(false);
    let mut places = vec!["/dashboard".to_owned(), "/orders".to_owned(), "/positions".to_owned()];
    places.extend(market(opened).await);
    for place in places {
        opened.go(&place).await;
        let times = opened.frames(tokio::time::sleep(long)).await;
        let name = place.split('/').nth(1).unwrap_or_default();
        let a_second = times.len() as f64 * 1_000.0 / times.iter().sum::<f64>();
        figures::times(&format!("frames_{name}"), times, Some(A_FRAME_MS));
        figures::value(&format!("frames_a_second_{name}"), a_second, "1/s", "", None);
    }
}

/// The page of a market that is traded in.
async fn market(opened: &Opened) -> Option<String> {
    opened.go("/history").await;
    let link = "const link = document.querySelector('main a[href*=\"#/market/\"]'); return link && link.hash.slice(1)";
    let found = opened.window.look_for(PATIENCE, link, json!([])).await;
    found.and_then(|place| place.as_str().map(str::to_owned))
}
