//! The dialog of the system itself, on macOS and Windows.

use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::AppHandle;
use tokio::sync::oneshot;

use super::Words;

/// Shows it, and says whether the answer was yes. Where it cannot be shown it was not.
pub(super) async fn asked(app: &AppHandle, words: Words) -> bool {
    let (answered, answer) = oneshot::channel();
    let shown = app.run_on_main_thread(move || {
        let Words { title, text, yes, no } = words;
        let dialog = AsyncMessageDialog::new()
            .set_level(MessageLevel::Warning)
            .set_title(title)
            .set_description(text)
            .set_buttons(MessageButtons::OkCancelCustom(yes.clone(), no))
            .show();
        tauri::async_runtime::spawn(async move {
            let said_yes = matches!(dialog.await, MessageDialogResult::Custom(said) if said == yes);
            // Whoever asked may have gone.
            let _ = answered.send(said_yes);
        });
    });
    if let Err(error) = shown {
        tracing::error!(%error, "a question could not be shown");
        return false;
    }
    answer.await.unwrap_or(false)
}
