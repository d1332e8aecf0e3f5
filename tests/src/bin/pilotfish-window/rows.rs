//! Scrolling through a long record: fills in the history, entries in the ledger.

use std::time::Instant;

use serde_json::json;

use crate::figures;
use crate::opened::{Opened, PATIENCE};

const MOST_MS: f64 = 33.0;

/// Scrolled to the end, again and again, until every row has its height there.
const TO_THE_END: &str = "\
const scroller = bench.scroller();
scroller.scrollTop = scroller.scrollHeight;
return Number(document.querySelector('main table').getAttribute('aria-rowcount')) - 1 <= Math.ceil(scroller.scrollHeight / 32)";

pub(crate) async fn print(opened: &Opened) {
    opened.go("/history").await;
    let rows = "const rows = document.querySelector('main [data-row]'); return rows !== null";
    opened.window.wait_for(PATIENCE, "rows", rows, json!([])).await;
    let begun = Instant::now();
    let whole = opened
        .window
        .wait_for(PATIENCE * 5, "the whole history", TO_THE_END, json!([]));
    let coming = opened.frames(async { drop(whole.await) }).await;
    figures::times("history_comes_in", coming, None);
    let counted = opened
        .script(
            "return Number(document.querySelector('main table').getAttribute('aria-rowcount')) - 1",
            json!([]),
        )
        .await;
    let seconds = begun.elapsed().as_secs_f64();
    figures::value(
        "history_whole",
        seconds,
        "s",
        &format!("{counted} rows, by pages of 200"),
        None,
    );
    scroll(opened, "history").await;

    opened.go("/history/ledger").await;
    opened.window.wait_for(PATIENCE, "rows", rows, json!([])).await;
    let older = "const folded = [...document.querySelectorAll('main th button[aria-expanded=false]')]; \
                 folded.forEach((one) => one.click()); return folded.length === 0";
    opened
        .window
        .wait_for(PATIENCE, "every day is open", older, json!([]))
        .await;
    scroll(opened, "ledger").await;
}

async fn scroll(opened: &Opened, list: &str) {
    for (steps, by) in [(200, 120), (100, 800)] {
        opened
            .script("bench.scroller().scrollTop = 0; return true", json!([]))
            .await;
        opened.window.is_painted().await;
        let times = opened.frames(opened.window.wheel((600, 600), steps, by)).await;
        let at = opened.script("return bench.scroller().scrollTop", json!([])).await;
        assert!(at.as_f64().is_some_and(|at| at > 0.0), "the wheel moved nothing");
        figures::times(&format!("{list}_wheel_{by}"), times, Some(MOST_MS));
    }
    let jumps = opened.frames(jump(opened)).await;
    figures::times(&format!("{list}_jumps"), jumps, Some(MOST_MS));
}

/// A hundred jumps to places all over the list, one in each third frame: as somebody who drags the bar.
async fn jump(opened: &Opened) {
    let begin = "\
        const scroller = bench.scroller();
        let place = 0;
        bench.jumps = 0;
        const next = () => {
          if (bench.jumps === 300) return;
          bench.jumps += 1;
          if (bench.jumps % 3 === 0) {
            place = (place + 0.381966) % 1;
            scroller.scrollTop = place * (scroller.scrollHeight - scroller.clientHeight);
          }
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
        return true";
    opened.script(begin, json!([])).await;
    let done = "return bench.jumps === 300";
    opened.window.wait_for(PATIENCE, "the jumps", done, json!([])).await;
}
