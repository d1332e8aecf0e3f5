//! How long is waited for what a desktop shows, and pictures of it for people to look at.

use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) use pilotfish_tests::desktop::Desktop;
use pilotfish_tests::webdriver::Window;
use serde_json::json;

/// What a click leads to.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// An unoptimised app that makes its world, on a busy machine.
pub(crate) const START: Duration = Duration::from_secs(180);
/// Something of the world: at 600× two and a half minutes are a day.
pub(crate) const A_DAY: Duration = Duration::from_secs(150);

/// Where the pictures go, for people to look at.
pub(crate) fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("desktop")
        .join(format!("{name}.png"))
}

/// Takes a picture of a screen that must fit into its window.
pub(crate) async fn look_at(window: &Window, name: &str) {
    window.is_painted().await;
    window.screenshot(&picture(name)).await;
    let overflow = "const page = document.documentElement; return page.scrollWidth - page.clientWidth;";
    let overflow = window.script(overflow, json!([])).await;
    assert!(
        overflow.as_i64().is_some_and(|pixels| pixels <= 0),
        "{name} is {overflow} pixels too wide"
    );
    let text = window.text().await;
    for sign in ["undefined", "NaN", "[object Object]", "{{"] {
        assert!(!text.contains(sign), "{sign:?} on {name}: {text}");
    }
}
