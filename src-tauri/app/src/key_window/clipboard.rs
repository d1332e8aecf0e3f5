//! The clipboard, where the toolkit lets the program read it itself: then a key that is pasted by the button never enters the page.

use tauri::{AppHandle, Runtime};
use zeroize::Zeroizing;

/// Whether the program can read the clipboard, and clear it.
pub(super) const READS: bool = cfg!(target_os = "linux");

/// The text on it; none where there is none, or it cannot be read.
#[cfg(target_os = "linux")]
pub(super) async fn text<R: Runtime>(app: &AppHandle<R>) -> Option<Zeroizing<String>> {
    let (read, text) = tokio::sync::oneshot::channel();
    app.run_on_main_thread(move || {
        of_the_desktop().request_text(move |_, text| {
            // Room is made at once: a text that grows leaves what it held behind. Whoever asked may have gone.
            let _ = read.send(text.map(|text| Zeroizing::new(text.to_owned())));
        });
    })
    .ok()?;
    text.await.ok().flatten()
}

#[cfg(not(target_os = "linux"))]
pub(super) async fn text<R: Runtime>(_app: &AppHandle<R>) -> Option<Zeroizing<String>> {
    None
}

/// Puts nothing in the place of what is on it.
#[cfg(target_os = "linux")]
pub(super) fn clear<R: Runtime>(app: &AppHandle<R>) {
    if app.run_on_main_thread(|| of_the_desktop().set_text("")).is_err() {
        tracing::warn!("the clipboard could not be cleared");
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn clear<R: Runtime>(_app: &AppHandle<R>) {}

#[cfg(target_os = "linux")]
fn of_the_desktop() -> gtk::Clipboard {
    gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD)
}
