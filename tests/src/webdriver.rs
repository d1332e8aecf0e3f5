//! A window under remote control: plain WebDriver calls to WebKitWebDriver on loopback.
//!
//! Elements are found the way a person or a screen reader finds them: by role and name. Nothing sleeps for luck: what is to
//! come is looked for until it is there or its time is over.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Client;
use serde_json::{Value, json};

use crate::process::Running;

/// How long the driver may take to listen, and a session to begin.
const START: Duration = Duration::from_secs(120);
/// How long one command may take.
const COMMAND: Duration = Duration::from_secs(120);
/// Between two looks at the page.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a frame may take on a busy machine.
const PAINTED_WITHIN: Duration = Duration::from_secs(5);
/// How long an element that is there may be out of reach.
const IN_REACH_WITHIN: Duration = Duration::from_secs(30);
/// The driver's word for one that is.
const OUT_OF_REACH: &str = "element not interactable";
/// How often a field that holds something else than what was typed is typed into again.
const FILL_AGAIN: u32 = 3;
/// The Enter key, in a text that is typed.
pub const ENTER: char = '\u{e007}';
/// The name WebDriver gives to a reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Elements that match a selector, are visible, and have that accessible name (or hold it, where it need not be whole).
const FIND: &str = r"
const [selector, name, whole] = arguments;
const clean = (text) => (text || '').replace(/\s+/g, ' ').trim();
const nameOf = (e) => {
  const by = e.getAttribute('aria-labelledby');
  const labels = by ? by.split(/\s+/).map((id) => document.getElementById(id)?.textContent).join(' ') : '';
  const own = e.labels && e.labels.length ? [...e.labels].map((l) => l.textContent).join(' ') : '';
  return clean(e.getAttribute('aria-label') || labels || own || e.innerText || e.textContent || e.getAttribute('title') || e.getAttribute('placeholder'));
};
const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
const fits = (e) => name === '' || (whole ? nameOf(e) === name : nameOf(e).includes(name));
return [...document.querySelectorAll(selector)].find((e) => seen(e) && fits(e)) || null;";

/// What the page says of itself when something is not found.
const PAGE: &str = "return location.href + '\\n' + document.body.innerText.slice(0, 3000)";

/// A program's window.
#[derive(Debug)]
pub struct Window {
    driver: Running,
    client: Client,
    base: String,
    session: String,
}

/// A reference to an element of the page.
#[derive(Debug, Clone)]
pub struct Element(Value);

impl Window {
    /// Starts the driver (a command with the environment that the program is to have) and, by it, the program.
    ///
    /// # Errors
    /// The driver's words when it gives no session in time.
    ///
    /// # Panics
    /// When the driver cannot be started.
    pub async fn open(driver: &mut Command, program: &Path, args: &[&str]) -> Result<Self, String> {
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        driver.arg(format!("--port={port}")).arg("--host=127.0.0.1");
        // Without the second one the session never begins (the webview does not let itself be driven).
        driver
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Running::start(driver);
        let client = Client::builder().no_proxy().build().expect("an HTTP client");
        let base = format!("http://127.0.0.1:{port}");
        let options = json!({ "binary": program, "args": args });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let begun = Instant::now();
        loop {
            let asked = client
                .post(format!("{base}/session"))
                .timeout(START)
                .json(&wanted)
                .send()
                .await;
            let answer: Value = match asked {
                Ok(answer) => answer.json().await.map_err(|error| error.to_string())?,
                Err(error) if error.is_connect() && begun.elapsed() < START => {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
                Err(error) => return Err(format!("{error}; the driver said: {}", driver.stderr())),
            };
            let session = answer["value"]["sessionId"]
                .as_str()
                .ok_or_else(|| format!("no session: {answer}"))?;
            return Ok(Self {
                driver,
                client,
                session: format!("{base}/session/{session}"),
                base,
            });
        }
    }

    /// The driver's process id: the program is its child.
    #[must_use]
    pub fn driver_id(&self) -> u32 {
        self.driver.id()
    }

    /// Where the driver listens.
    #[must_use]
    pub fn driver_url(&self) -> &str {
        &self.base
    }

    /// What driver and program said on standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.driver.stderr()
    }

    /// Turns to the window that is there now: the one turned to before has gone.
    ///
    /// # Panics
    /// When no page answers within the limit.
    pub async fn turn_to_new_window(&self, limit: Duration) {
        let begun = Instant::now();
        loop {
            let turned = self.try_turn().await;
            if turned.is_ok() {
                return;
            }
            assert!(begun.elapsed() < limit, "no window to turn to: {turned:?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn try_turn(&self) -> Result<(), String> {
        let asked = self.client.get(format!("{}/window/handles", self.session)).send().await;
        let answer: Value = asked
            .map_err(|error| error.to_string())?
            .json()
            .await
            .map_err(|error| error.to_string())?;
        let handle = answer["value"][0]
            .as_str()
            .ok_or_else(|| format!("no handle in {answer}"))?;
        self.post("window", &json!({ "handle": handle })).await?;
        self.try_script("return document.readyState", json!([])).await.map(drop)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        let url = format!("{}/{path}", self.session);
        let answer = self
            .client
            .post(url)
            .timeout(COMMAND)
            .json(body)
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let answer: Value = answer.json().await.map_err(|error| error.to_string())?;
        let value = &answer["value"];
        match value.get("error").and_then(Value::as_str) {
            Some(error) => Err(format!("{error}: {}", value["message"])),
            None => Ok(value.clone()),
        }
    }

    /// Runs a script in the page.
    ///
    /// # Errors
    /// The driver's words.
    pub async fn try_script(&self, script: &str, args: Value) -> Result<Value, String> {
        self.post("execute/sync", &json!({ "script": script, "args": args }))
            .await
    }

    /// Runs a script in the page.
    ///
    /// # Panics
    /// When it fails.
    pub async fn script(&self, script: &str, args: Value) -> Value {
        self.try_script(script, args)
            .await
            .unwrap_or_else(|error| panic!("{error} in: {script}"))
    }

    /// The page's visible text.
    ///
    /// # Panics
    /// When the page does not answer.
    pub async fn text(&self) -> String {
        let text = self.script("return document.body.innerText", json!([])).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Looks until a script returns something that is neither null nor false.
    pub async fn look_for(&self, limit: Duration, script: &str, args: Value) -> Option<Value> {
        let begun = Instant::now();
        loop {
            match self.try_script(script, args.clone()).await {
                Ok(Value::Null | Value::Bool(false)) | Err(_) => {}
                Ok(found) => return Some(found),
            }
            if begun.elapsed() >= limit {
                return None;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// As [`Window::look_for`], for what must come.
    ///
    /// # Panics
    /// When it does not come in time; the page's text is told.
    pub async fn wait_for(&self, limit: Duration, what: &str, script: &str, args: Value) -> Value {
        if let Some(found) = self.look_for(limit, script, args).await {
            return found;
        }
        let page = self.try_script(PAGE, json!([])).await.unwrap_or_default();
        panic!(
            "not within {limit:?}: {what}. The page: {}",
            page.as_str().unwrap_or_default()
        )
    }

    /// A visible element by selector and name; an empty name is any.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn find(&self, limit: Duration, selector: &str, name: &str, whole: bool) -> Element {
        let what = format!("{selector} named {name:?}");
        Element(self.wait_for(limit, &what, FIND, json!([selector, name, whole])).await)
    }

    /// Whether such an element comes in time.
    pub async fn has(&self, limit: Duration, selector: &str, name: &str) -> bool {
        self.look_for(limit, FIND, json!([selector, name, false]))
            .await
            .is_some()
    }

    /// Clicks, as a person does.
    ///
    /// # Panics
    /// When it cannot be clicked.
    pub async fn click(&self, element: &Element) {
        self.does(element, "click", &json!({})).await;
    }

    /// Does that with an element once it is within reach: what was just drawn may not have its place yet.
    async fn does(&self, element: &Element, what: &str, given: &Value) {
        let id = element.0[ELEMENT].as_str().expect("a reference to an element");
        let begun = Instant::now();
        while let Err(error) = self.post(&format!("element/{id}/{what}"), given).await {
            let may_come = error.starts_with(OUT_OF_REACH) && begun.elapsed() < IN_REACH_WITHIN;
            assert!(may_come, "{what}: {error}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Presses an element and lets it go after so long.
    ///
    /// # Panics
    /// When it cannot be pressed.
    pub async fn hold(&self, element: &Element, long: Duration) {
        let long = u64::try_from(long.as_millis()).expect("a moment");
        let pointer = json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "origin": element.0, "x": 0, "y": 0 },
                { "type": "pointerDown", "button": 0 },
                { "type": "pause", "duration": long },
                { "type": "pointerUp", "button": 0 },
            ],
        });
        let held = self.post("actions", &json!({ "actions": [pointer] })).await;
        held.unwrap_or_else(|error| panic!("hold: {error}"));
    }

    /// Turns the wheel over that place, so many times by so many px, as fast as the window takes it. Each turn is by itself: within one
    /// request this driver takes the way for a place, and turns by the difference to the last one.
    ///
    /// # Panics
    /// When it cannot be turned.
    pub async fn wheel(&self, (x, y): (u32, u32), turns: usize, by: i32) {
        let turn = json!({ "type": "scroll", "x": x, "y": y, "deltaX": 0, "deltaY": by, "duration": 0 });
        let wheel = json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": [turn] }] });
        for _ in 0..turns {
            let turned = self.post("actions", &wheel).await;
            turned.unwrap_or_else(|error| panic!("wheel: {error}"));
            let released = self
                .client
                .delete(format!("{}/actions", self.session))
                .timeout(COMMAND)
                .send()
                .await;
            released.unwrap_or_else(|error| panic!("wheel: {error}"));
        }
    }

    /// Types into an element in place of what it holds. A page may put back what was cleared (a field that was left empty): what is there
    /// is chosen then, and typed over.
    ///
    /// # Panics
    /// When it cannot be typed into.
    pub async fn fill(&self, element: &Element, text: &str) {
        self.clear_and_type(element, text).await;
        for _ in 0..FILL_AGAIN {
            let held = self.try_script("return arguments[0].value", json!([element.0])).await;
            // With Enter the page may have gone on.
            if text.ends_with(ENTER) || held.is_ok_and(|held| held == text) {
                return;
            }
            let choose = "arguments[0].focus(); arguments[0].select(); return true";
            self.script(choose, json!([element.0])).await;
            self.type_into(element, text).await;
        }
    }

    async fn clear_and_type(&self, element: &Element, text: &str) {
        self.does(element, "clear", &json!({})).await;
        self.type_into(element, text).await;
    }

    async fn type_into(&self, element: &Element, text: &str) {
        self.does(element, "value", &json!({ "text": text })).await;
    }

    /// Finds and clicks a button, link or tab by its name.
    ///
    /// # Panics
    /// When it does not come in time.
    pub async fn press(&self, limit: Duration, name: &str) {
        let selector =
            "button, a, [role=button], [role=tab], [role=radio], [role=switch], [role=option], [role=menuitem]";
        let begun = Instant::now();
        loop {
            let element = self.find(limit, selector, name, true).await;
            let id = element.0[ELEMENT]
                .as_str()
                .expect("a reference to an element")
                .to_owned();
            match self.post(&format!("element/{id}/click"), &json!({})).await {
                Ok(_) => return,
                // The page may have drawn it anew between the two calls.
                Err(error) => assert!(begun.elapsed() < limit, "{name:?} cannot be pressed: {error}"),
            }
            // Or it lies at an edge, where something covers its middle.
            let centre = "arguments[0].scrollIntoView({ block: 'center' }); return true";
            let _ = self.try_script(centre, json!([element.0])).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until what the page is by now was painted; for a moment only, since a window that nobody sees paints nothing.
    pub async fn is_painted(&self) {
        let paint = "window.__painted = false;\
                     requestAnimationFrame(() => requestAnimationFrame(() => { window.__painted = true; })); return true";
        if self.try_script(paint, json!([])).await.is_ok() {
            self.look_for(PAINTED_WITHIN, "return window.__painted", json!([]))
                .await;
        }
    }

    /// Writes a picture of the window to a file, for people to look at.
    ///
    /// # Panics
    /// When it cannot be taken or written.
    pub async fn screenshot(&self, to: &Path) {
        let answer = self
            .client
            .get(format!("{}/screenshot", self.session))
            .timeout(COMMAND)
            .send()
            .await;
        let answer: Value = answer.expect("a picture").json().await.expect("JSON");
        let picture = STANDARD
            .decode(answer["value"].as_str().expect("a picture"))
            .expect("base64");
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).expect("the pictures' folder");
        }
        std::fs::write(to, picture).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
    }
}
