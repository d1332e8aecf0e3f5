//! The memory of the process that shows the page, over as many updates as an hour brings: the screens are visited in turn while the
//! program sends as fast as it does (at most ten updates a second). WebKit collects its garbage when it sees fit; nothing asks it to.

use std::time::{Duration, Instant};

use pilotfish_tests::process_tree::pss_kb;
use serde_json::json;

use crate::figures;
use crate::opened::Opened;

const PLACES: [&str; 7] = [
    "/dashboard",
    "/orders",
    "/positions",
    "/history",
    "/activity",
    "/performance",
    "/following",
];
/// How long each is looked at.
const LOOK: Duration = Duration::from_secs(5);
const TENTHS: u64 = 10;
/// Growth from the third to the last tenths that is none: caches fill, and a collection comes or does not.
const FLAT_MB: f64 = 10.0;

pub(crate) async fn print(opened: &Opened, updates: u64) {
    let begun = Instant::now();
    let mut samples = Vec::new();
    for tenth in 0..=TENTHS {
        let until = updates * tenth / TENTHS;
        while taken(opened).await < until {
            for place in PLACES {
                opened.go(place).await;
                tokio::time::sleep(LOOK).await;
            }
        }
        opened.go("/dashboard").await;
        tokio::time::sleep(LOOK).await;
        let memory = memory(opened);
        let beside = format!(
            "{} updates, {} nodes, {:.0} s",
            taken(opened).await,
            opened
                .script("return document.querySelectorAll('*').length", json!([]))
                .await,
            begun.elapsed().as_secs_f64()
        );
        figures::value(&format!("web_memory_{tenth}"), memory, "MB", &beside, None);
        samples.push(memory);
    }
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let growth = mean(&samples[8..]) - mean(&samples[2..5]);
    let verdict = if growth <= FLAT_MB { "flat" } else { "growing" };
    let most = samples.iter().copied().fold(0.0, f64::max);
    figures::value("web_memory_most", most, "MB", "", Some(250.0));
    let beside = format!("{verdict}: tenths 8 to 10 against 2 to 4");
    figures::value("web_memory_growth", growth, "MB", &beside, Some(FLAT_MB));
}

async fn taken(opened: &Opened) -> u64 {
    let taken = opened.script("return bench.updates", json!([])).await;
    taken.as_u64().expect("a count")
}

/// By its share of what it shares with others, MB.
fn memory(opened: &Opened) -> f64 {
    let processes = opened.desktop.web_processes();
    assert_eq!(processes.len(), 1, "one page is shown: {processes:?}");
    pss_kb(processes[0]) as f64 * 1_024.0 / 1_000_000.0
}
