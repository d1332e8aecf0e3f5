//! How pages are drawn where Linux has no graphics processor: a virtual machine, a remote desktop, an old driver.
//!
//! WebKit would have one imitated in software there, and draw each picture of a window whole, with all that lies behind it. Drawn by its own
//! means, what changed is all that is drawn: a quarter of the work at the speed of life, two fifths at the demo's fastest, and 90 MB less
//! (BENCHMARKS.md).

use std::path::Path;

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

/// Where processors are that a program may draw with.
const PROCESSORS: &str = "/dev/dri";
/// What they are called.
const PROCESSOR: &str = "renderD";
/// A program that drives the window from outside has this set for it.
const DRIVEN: &str = "TAURI_WEBVIEW_AUTOMATION";

/// What keeps this process from imitating a processor too, which draws nothing here: thirty MB of a compiler and its driver. The toolkit
/// looks what windows could be drawn with; WebKit whether pages can be handed over where a processor has them, and which one that is.
const WITHOUT: [(&str, &str); 3] = [
    ("GDK_GL", "disable"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// Before the toolkit begins, and before a thread is there that reads the environment.
pub(crate) fn prepare() {
    if !is_imitated() {
        return;
    }
    for (name, value) in WITHOUT {
        // What somebody chose stands. It fails for a name that is none.
        let _ = gtk::glib::setenv(name, value, false);
    }
}

/// What [`prepare`] added, which is this program's own: others that it starts do as they would.
pub(crate) fn added() -> impl Iterator<Item = &'static str> {
    let own = |(name, value): &(&str, &str)| std::env::var_os(name).is_some_and(|set| set == *value);
    WITHOUT
        .into_iter()
        .filter(move |pair| is_imitated() && own(pair))
        .map(|(name, _)| name)
}

/// Whether a processor would be imitated here, and need not be. A driver's pictures of a page are of what was put together for one: it
/// waits for ever where nothing is.
fn is_imitated() -> bool {
    !is_driven() && !has_processor(Path::new(PROCESSORS))
}

/// Whether a program drives the windows from outside.
pub(crate) fn is_driven() -> bool {
    std::env::var_os(DRIVEN).is_some()
}

/// Has a window's pages drawn as this computer can.
pub(crate) fn suit(window: &WebviewWindow) {
    if !is_imitated() {
        return;
    }
    let set = window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = set {
        tracing::warn!(%error, "pages are drawn as on a computer with a graphics processor");
    }
}

fn has_processor(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries
        .filter_map(Result::ok)
        .any(|entry| entry.file_name().to_string_lossy().starts_with(PROCESSOR))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_processor_is_one_that_a_program_may_draw_with() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_processor(&folder.path().join("none")));
        // A picture that is put on a screen as it is.
        std::fs::write(folder.path().join("card0"), "").unwrap();
        assert!(!has_processor(folder.path()));
        std::fs::write(folder.path().join("renderD128"), "").unwrap();
        assert!(has_processor(folder.path()));
    }
}
