//! The window that is measured: opened on a demo, with what stands in its page to time things.

use std::path::Path;
use std::time::Duration;

use pilotfish_tests::commands::ask;
use pilotfish_tests::desktop::Desktop;
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use crate::record;

/// For a program that was built without optimisation, on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);
/// Who is followed, and how large: so that something happens all the time.
const FOLLOWS: [&str; 3] = ["25usdc", "tern", "bothsides"];
const PERCENT: &str = "20";
/// The demo's fastest.
const FAST: u32 = 600;

/// How pages are drawn where there is no graphics processor: by WebKit's own means, as the app has them drawn itself where nobody drives it
/// (`app/src/drawing.rs`). A driver's pictures take a processor, imitated where there is none; nothing here takes a picture.
const DRAWN_BY_ITSELF: [(&str, &str); 4] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    ("GDK_GL", "disable"),
];

/// What times things in the page. A frame is over when the first task after it runs: by then it has been painted.
const TIMER: &str = r#"
const after = (act) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = act;
  channel.port2.postMessage(null);
});
const main = () => document.getElementById('main');
const isThere = (place) => {
  const at = main()?.dataset.at;
  if (at === undefined || at.split('?')[0] !== place) return false;
  return main().querySelector('.skeleton, div[aria-busy=true], tr[aria-busy=true]') === null && main().innerText.length > 20;
};
window.bench = {
  clicks: [],
  updates: 0,
  frames: null,
  expect(place) {
    window.addEventListener('click', (event) => {
      const from = event.timeStamp;
      const look = () => (isThere(place) ? bench.clicks.push(performance.now() - from) : after(look));
      after(look);
    }, { capture: true, once: true });
  },
  isThere,
  record() {
    const times = [];
    let last = null;
    const tick = (now) => {
      if (bench.frames !== times) return;
      if (last !== null) times.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    bench.frames = times;
    requestAnimationFrame(tick);
  },
  take() {
    const times = bench.frames;
    bench.frames = null;
    return times;
  },
  scroller: () => main().querySelector('[data-table]'),
};
const { invoke, transformCallback } = window.__TAURI_INTERNALS__;
void invoke('plugin:event|listen', {
  event: 'update', target: { kind: 'Any' }, handler: transformCallback(() => { bench.updates += 1; }),
});
return true;"#;

/// A window on a demo, with the desktop that it is on.
pub(crate) struct Opened {
    pub(crate) desktop: Desktop,
    pub(crate) window: Window,
}

impl Opened {
    /// On a demo that copies three traders in large sizes; its clock runs fast.
    pub(crate) async fn new() -> Option<Self> {
        let opened = Self::on(desktop()?).await;
        opened.copies();
        opened.clock(FAST, false);
        // The first orders come within seconds.
        tokio::time::sleep(Duration::from_secs(20)).await;
        Some(opened)
    }

    /// The same with a record of so many fills.
    pub(crate) async fn on_a_record(rows: u64) -> Option<Self> {
        let desktop = desktop()?;
        record::prepare(&desktop.path("data"), rows).await;
        let opened = Self::on(desktop).await;
        opened.clock(FAST, true);
        Some(opened)
    }

    async fn on(desktop: Desktop) -> Self {
        let window = desktop.open_with(&["--seed", "7"]).await;
        let ready = "return document.documentElement.dataset.ready === 'true'";
        window.wait_for(PATIENCE, "the first screen", ready, json!([])).await;
        let opened = Self { desktop, window };
        let runs = "return [...document.querySelectorAll('header')].some((e) => e.innerText.includes('Running'))";
        opened
            .window
            .wait_for(PATIENCE, "the engine runs", runs, json!([]))
            .await;
        opened.window.script(TIMER, json!([])).await;
        opened
    }

    fn ask(&self, command: &str, arguments: &Value) -> Value {
        match ask(&self.desktop.path("data"), command, arguments) {
            Ok(Some(answer)) => answer,
            other => panic!("{command}: {other:?}"),
        }
    }

    fn copies(&self) {
        for trader in FOLLOWS {
            let mut draft = self.ask("follow_defaults", &json!({ "address": trader }));
            draft["percentage"] = json!(PERCENT);
            self.ask("follow", &json!({ "address": trader, "draft": draft }));
        }
    }

    /// Sets the demo's clock.
    pub(crate) fn clock(&self, speed: u32, paused: bool) {
        self.ask("set_clock", &json!({ "speed": speed, "paused": paused }));
    }

    /// Its clock stands, or goes on as fast as it can.
    pub(crate) fn stands(&self, stands: bool) {
        self.clock(FAST, stands);
    }

    /// Runs a script in the page.
    pub(crate) async fn script(&self, script: &str, args: Value) -> Value {
        self.window.script(script, args).await
    }

    /// Goes to a screen, and waits until it is there with what it shows.
    pub(crate) async fn go(&self, place: &str) {
        self.script("location.hash = arguments[0]; return true", json!([place]))
            .await;
        let there = "return bench.isThere(arguments[0])";
        self.window.wait_for(PATIENCE, place, there, json!([place])).await;
    }

    /// The times between frames while something is done, ms.
    pub(crate) async fn frames(&self, act: impl Future<Output = ()>) -> Vec<f64> {
        self.script("bench.record(); return true", json!([])).await;
        act.await;
        let times = self.script("return bench.take()", json!([])).await;
        numbers(&times)
    }
}

/// The numbers in an answer.
pub(crate) fn numbers(list: &Value) -> Vec<f64> {
    list.as_array()
        .expect("a list")
        .iter()
        .filter_map(Value::as_f64)
        .collect()
}

/// A desktop without a graphics processor, whose user has been welcomed.
fn desktop() -> Option<Desktop> {
    let mut desktop = Desktop::new()?;
    for (name, value) in DRAWN_BY_ITSELF {
        desktop.has(name, Path::new(value));
    }
    let settings = json!({ "welcomed": true, "lookForUpdates": false }).to_string();
    std::fs::write(desktop.path("data").join("settings.json"), settings).expect("the settings");
    Some(desktop)
}
