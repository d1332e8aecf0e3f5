//! Asks before real money is put at a greater risk: in a dialog of the system's, which no page can see, answer or cover.

#[cfg(feature = "scripted-answers")]
mod scripted;
#[cfg(not(target_os = "linux"))]
mod system;
#[cfg(target_os = "linux")]
mod toolkit;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_api::{Confirm, Question};
use pilotfish_vault::words::{Language, Said};
use tauri::AppHandle;

use crate::{key_window, notices};

#[cfg(not(target_os = "linux"))]
use system as dialog;
#[cfg(target_os = "linux")]
use toolkit as dialog;

/// How long a question stands before it is answered with no.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);
/// How long a yes cannot be given: a click or key that was meant for the page is none.
const READ_FIRST: Duration = Duration::from_millis(1_200);

/// Who asks in this program.
pub(crate) fn of(app: &AppHandle) -> Arc<dyn Confirm> {
    #[cfg(feature = "scripted-answers")]
    if let Some(scripted) = scripted::Scripted::of_environment() {
        return Arc::new(scripted);
    }
    Arc::new(Dialog(app.clone()))
}

struct Dialog(AppHandle);

impl Confirm for Dialog {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, bool> {
        let words = Words::of(notices::language(&self.0), question);
        Box::pin(async move {
            let answer = dialog::asked(&self.0, words);
            let said_yes = tokio::time::timeout(ANSWER_WITHIN, answer).await.unwrap_or(false);
            // Where the user set a passphrase, a yes is theirs only with it.
            said_yes && key_window::is_proven(&self.0).await
        })
    }
}

/// The question in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    title: String,
    text: String,
    yes: String,
    no: String,
}

impl Words {
    fn of(language: Language, question: &Question) -> Self {
        let Question { title, text, yes, no } = question;
        let said = |said: &Said| said.text(language).to_owned();
        Self {
            title: said(title),
            text: said(text),
            yes: said(yes),
            no: said(no),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_asks_in_the_language_of_the_settings() {
        let said = |text: &str| Said {
            en: format!("{text} in English"),
            fr: format!("{text} en français"),
        };
        let question = Question {
            title: said("title"),
            text: said("text"),
            yes: said("yes"),
            no: said("no"),
        };
        let words = Words::of(Language::French, &question);
        assert_eq!([words.title, words.no], ["title en français", "no en français"]);
        assert_eq!(Words::of(Language::English, &question).yes, "yes in English");
    }
}
