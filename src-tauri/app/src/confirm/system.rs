//! The dialog of the system itself, on macOS and Windows.

use std::time::{Duration, Instant};

use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::AppHandle;
use tokio::sync::oneshot;

use super::{READ_FIRST, Words};

/// Shows it, and says whether the answer was yes. Where it cannot be shown it was not. A yes that comes before anybody can have read what
/// is asked was meant for something else: it is asked again.
pub(super) async fn asked(app: &AppHandle, words: Words) -> bool {
    loop {
        match shown(app, words.clone()).await {
            Some((true, stood)) if stood < READ_FIRST => tracing::info!("a yes came too early to be one"),
            Some((said_yes, _)) => return said_yes,
            None => return false,
        }
    }
}

/// Shows it once: whether the answer was yes, and how long it stood. None where it could not be shown.
async fn shown(app: &AppHandle, words: Words) -> Option<(bool, Duration)> {
    let (answered, answer) = oneshot::channel();
    let shown = app.run_on_main_thread(move || {
        let Words { title, text, yes, no } = words;
        // Of these dialogs the return key presses the first button: that one is the no.
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Warning)
            .set_title(title)
            .set_description(text)
            .set_buttons(MessageButtons::OkCancelCustom(no, yes.clone()))
            .show();
        let begun = Instant::now();
        tauri::async_runtime::spawn(async move {
            let said_yes = matches!(dialog.await, MessageDialogResult::Custom(said) if said == yes);
            // Whoever asked may have gone.
            let _ = answered.send((said_yes, begun.elapsed()));
        });
    });
    if let Err(error) = shown {
        tracing::error!(%error, "a question could not be shown");
        return None;
    }
    answer.await.ok()
}
