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

/// Has a window's pages drawn as this computer can.
pub(crate) fn suit(window: &WebviewWindow) {
    // A driver's pictures of a page are of what was put together for a processor: it waits for ever where nothing is.
    if has_processor(Path::new(PROCESSORS)) || std::env::var_os(DRIVEN).is_some() {
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
