//! The dialog with the toolkit that the window is made with on Linux.
//!
//! It stands beside the window and does not hold it up, so that everything can be stopped meanwhile. Enter and Escape are a no.

use std::cell::Cell;

use gtk::glib;
use gtk::prelude::*;
use tauri::{AppHandle, Manager};
use tokio::sync::oneshot;

use super::{ANSWER_WITHIN, READ_FIRST, Words};
use crate::window;

/// Shows it, and says whether the answer was yes. Where it cannot be shown it was not.
pub(super) async fn asked(app: &AppHandle, words: Words) -> bool {
    let (answered, answer) = oneshot::channel();
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || show(&handle, &words, answered)) {
        tracing::error!(%error, "a question could not be shown");
        return false;
    }
    answer.await.unwrap_or(false)
}

fn show(app: &AppHandle, words: &Words, answered: oneshot::Sender<bool>) {
    let parent = app
        .get_webview_window(window::LABEL)
        .and_then(|window| window.gtk_window().ok());
    // Both texts are plain: no markup is read in them.
    let dialog = gtk::MessageDialog::builder()
        .title("Pilotfish")
        .message_type(gtk::MessageType::Warning)
        .text(words.title.as_str())
        .secondary_text(words.text.as_str())
        .destroy_with_parent(true)
        .build();
    dialog.set_transient_for(parent.as_ref());
    dialog.add_button(&words.no, gtk::ResponseType::Cancel);
    let yes = dialog.add_button(&words.yes, gtk::ResponseType::Accept);
    yes.set_sensitive(false);
    dialog.set_default_response(gtk::ResponseType::Cancel);
    dialog.set_keep_above(true);
    let answered = Cell::new(Some(answered));
    dialog.connect_response(move |dialog, response| {
        if let Some(answered) = answered.take() {
            // Whoever asked may have gone.
            let _ = answered.send(response == gtk::ResponseType::Accept);
        }
        // A dialog that was closed goes by itself.
        if response != gtk::ResponseType::DeleteEvent {
            dialog.close();
        }
    });
    let waiting = yes.downgrade();
    glib::timeout_add_local_once(READ_FIRST, move || {
        if let Some(yes) = waiting.upgrade() {
            yes.set_sensitive(true);
        }
    });
    let standing = dialog.downgrade();
    glib::timeout_add_local_once(ANSWER_WITHIN, move || {
        if let Some(dialog) = standing.upgrade() {
            dialog.response(gtk::ResponseType::Cancel);
        }
    });
    dialog.show_all();
    dialog.present();
}
