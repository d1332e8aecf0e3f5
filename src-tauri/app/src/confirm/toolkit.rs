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
    let dialog = dialog(words, answered);
    let parent = app
        .get_webview_window(window::LABEL)
        .and_then(|window| window.gtk_window().ok());
    dialog.set_transient_for(parent.as_ref());
    dialog.show_all();
    dialog.present();
}

/// The dialog as it is shown. It tells the answer once, and goes.
fn dialog(words: &Words, answered: oneshot::Sender<bool>) -> gtk::MessageDialog {
    // Both texts are plain: no markup is read in them.
    let dialog = gtk::MessageDialog::builder()
        .title("Pilotfish")
        .message_type(gtk::MessageType::Warning)
        .text(words.title.as_str())
        .secondary_text(words.text.as_str())
        .destroy_with_parent(true)
        .build();
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
    dialog
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All in one: the toolkit belongs to the thread that began it.
    #[test]
    fn the_dialog_says_what_it_is_given_and_only_its_yes_is_one() {
        if gtk::init().is_err() {
            println!("skipped: there is no display");
            return;
        }
        let words = Words {
            title: "<b>Go on?</b> & more".to_owned(),
            text: "Trader: “<a href='x'>25usdc</a>”\nAt most: $100".to_owned(),
            yes: "Copy".to_owned(),
            no: "Change nothing".to_owned(),
        };
        for (response, yes) in [
            (gtk::ResponseType::Accept, true),
            (gtk::ResponseType::Cancel, false),
            (gtk::ResponseType::DeleteEvent, false),
            (gtk::ResponseType::None, false),
        ] {
            let (answered, mut answer) = oneshot::channel();
            let dialog = dialog(&words, answered);
            dialog.show_all();
            assert!(!dialog.uses_markup() && !dialog.is_secondary_use_markup());
            assert_eq!(dialog.text().as_deref(), Some(words.title.as_str()));
            let accept = dialog.widget_for_response(gtk::ResponseType::Accept);
            assert!(
                accept.is_some_and(|accept| !accept.get_sensitive()),
                "not before it was read"
            );
            assert!(answer.try_recv().is_err(), "nothing is answered by itself");
            dialog.response(response);
            assert_eq!(answer.try_recv().ok(), Some(yes), "{response:?}");
            // A second answer is none.
            dialog.response(gtk::ResponseType::Accept);
        }
    }
}
