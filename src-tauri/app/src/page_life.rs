//! A page whose process ends by itself (a graphics driver that falls over after a sleep, no memory): its window would stay blank, and
//! whoever starts the program a second time would be shown that. The page is loaded again; where that does not help the window goes,
//! and the next one is made anew.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tauri::{AppHandle, Manager};

use crate::{key_window, notices, window};

/// So often in [`LATELY`] the page is loaded again.
const AGAIN_MOST: usize = 3;
const LATELY: Duration = Duration::from_secs(60);

/// When the page's process ended lately.
#[derive(Debug, Default)]
pub(crate) struct PageEnds(Mutex<VecDeque<Instant>>);

impl PageEnds {
    /// It ended once more. Whether loading the page again may help.
    fn once_more(&self, now: Instant) -> bool {
        let mut ends = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        while ends.front().is_some_and(|end| now.duration_since(*end) > LATELY) {
            ends.pop_front();
        }
        ends.push_back(now);
        ends.len() <= AGAIN_MOST
    }
}

/// Hears of it when that window's process ends. Elsewhere the toolkit tells the whole program (macOS), or has no word for it (Windows,
/// which shows a page of its own).
#[cfg(target_os = "linux")]
pub(crate) fn watch(window: &tauri::WebviewWindow) {
    use gtk::glib::ObjectExt as _;

    let (app, label) = (window.app_handle().clone(), window.label().to_owned());
    let watched = window.with_webview(move |view| {
        view.inner().connect_local("web-process-terminated", false, move |_| {
            has_ended(&app, &label);
            None
        });
    });
    if let Err(error) = watched {
        tracing::warn!(%error, "nobody hears of it if the page's process ends");
    }
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch(_window: &tauri::WebviewWindow) {}

/// The process of that window's page has ended, and not because it was closed.
pub(crate) fn has_ended(app: &AppHandle, label: &str) {
    let Some(page) = app.get_webview_window(label) else {
        return;
    };
    tracing::error!(label, "the page's process ended");
    // What was entered in it is gone with it, and is not brought back.
    if label == key_window::LABEL || !app.state::<PageEnds>().once_more(Instant::now()) {
        let app = app.clone();
        let is_main = label == window::LABEL;
        // Off the toolkit's own call: a window is not taken apart within one of its signals.
        tauri::async_runtime::spawn(async move {
            if let Err(error) = page.destroy() {
                tracing::error!(%error, "a window without its page could not be closed");
            }
            if is_main {
                notices::has_no_window(&app);
            }
        });
    } else if let Err(error) = page.reload() {
        tracing::error!(%error, "the page could not be loaded again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_falls_over_at_once_each_time_is_given_up_and_one_that_does_now_and_then_is_not() {
        let ends = PageEnds::default();
        let begun = Instant::now();
        let after = |seconds| begun + Duration::from_secs(seconds);
        assert!((0..3).all(|second| ends.once_more(after(second))));
        assert!(!ends.once_more(after(3)), "four times within seconds");
        assert!(ends.once_more(after(3 + 61)));
        assert!((2..50).all(|minute| ends.once_more(after(minute * 60))));
    }
}
