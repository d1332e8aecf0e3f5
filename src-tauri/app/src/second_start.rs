//! A second start: the program that runs is asked for its window, or for what else was typed ([`Ask`]), and the second one ends once
//! that one has said that it will. Where it does not answer, the second one says so: it would be silent for as long as the first.

use std::time::Duration;

use pilotfish_vault::words::{Language, Said};
use tauri::AppHandle;

use crate::asks::{self, Ask};

/// How long the program that runs may take to answer: its window's thread has to be free.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// The program that may run already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "elsewhere the plugin asks, and ends this start by itself")
)]
pub(crate) enum First {
    /// None runs, as far as can be known here: the single-instance plugin has the last word.
    None,
    /// It heard what was asked.
    Hears,
    /// It runs and does not answer; its process, where the bus knows it.
    Silent(Option<u32>),
}

/// Asks the program that runs, if one does.
#[cfg(target_os = "linux")]
pub(crate) fn ask(identifier: &str, ask: Ask) -> First {
    match bus::ask(identifier, ask) {
        Ok(first) => first,
        // Without a bus nobody can be found; the plugin says so in the log.
        Err(_) => First::None,
    }
}

/// Elsewhere the plugin alone asks.
#[cfg(not(target_os = "linux"))]
pub(crate) fn ask(_identifier: &str, _ask: Ask) -> First {
    First::None
}

/// Somebody started it a second time. Returns when the window's thread has heard of it: that is the answer.
pub(crate) fn is_asked(app: &AppHandle, ask: Ask) {
    // Before the window's thread is waited for: a stop has to work where that one hangs.
    asks::carry_out(app, ask);
    #[cfg(target_os = "linux")]
    {
        let (heard, hears) = std::sync::mpsc::channel();
        let asked = app.run_on_main_thread(move || {
            // Whoever asks may have given up.
            let _ = heard.send(());
        });
        // One that never hears is not to answer; whoever asks waits for so long only.
        if asked.is_ok() && hears.recv_timeout(ANSWER_WITHIN * 2).is_err() {
            tracing::error!("a second start was not heard: the window's thread is busy");
        }
    }
}

/// What a person reads where it does not answer: a title, and what to do.
fn words(process: Option<u32>) -> (Said, Said) {
    let title = Said::new(
        "Pilotfish is running already, but does not answer",
        "Pilotfish est déjà lancé, mais ne répond pas",
    );
    let (it, le) = match process {
        Some(id) => (format!("end process {id}"), format!("terminez le processus {id}")),
        None => ("end it".to_owned(), "terminez-le".to_owned()),
    };
    let seconds = ANSWER_WITHIN.as_secs();
    let text = Said::new(
        format!(
            "It did not show its window within {seconds} seconds. Wait a moment and try again. If it stays silent, {it} and start Pilotfish \
             again: what it has recorded is kept, and it checks its orders when it starts. Orders that rest on the exchange stay there until \
             they expire; once it has ended, the command “pilotfish-cli stop” cancels them."
        ),
        format!(
            "Il n’a pas affiché sa fenêtre en {seconds} secondes. Attendez un moment et réessayez. S’il reste muet, {le} et relancez \
             Pilotfish : tout ce qu’il a enregistré est conservé, et il vérifie ses ordres au démarrage. Les ordres en attente sur la \
             plateforme y restent jusqu’à leur expiration ; une fois le programme terminé, la commande « pilotfish-cli stop » les annule."
        ),
    );
    (title, text)
}

/// Says that the program that runs does not answer, at the terminal and in a dialog, and returns when that has been read.
pub(crate) fn tell(process: Option<u32>, language: Language) {
    let (title, text) = words(process);
    let (title, text) = (title.text(language), text.text(language));
    eprintln!("{title}. {text}");
    show(title, text, language.pick("Close", "Fermer"));
}

#[cfg(target_os = "linux")]
fn show(title: &str, text: &str, close: &str) {
    use gtk::prelude::*;
    // Without a display there is the terminal.
    if gtk::init().is_err() {
        return;
    }
    let dialog = gtk::MessageDialog::builder()
        .title("Pilotfish")
        .message_type(gtk::MessageType::Warning)
        .text(title)
        .secondary_text(text)
        .build();
    dialog.add_button(close, gtk::ResponseType::Close);
    dialog.run();
}

#[cfg(not(target_os = "linux"))]
fn show(_title: &str, _text: &str, _close: &str) {}

#[cfg(target_os = "linux")]
mod bus {
    use zbus::blocking::connection::Builder;
    use zbus::blocking::fdo::DBusProxy;
    use zbus::names::BusName;

    use super::{ANSWER_WITHIN, Ask, First};

    /// Asks as the plugin would (its name, place and call), but not for longer than it may take.
    pub(super) fn ask(identifier: &str, ask: Ask) -> zbus::Result<First> {
        let name = format!("{identifier}.SingleInstance");
        let place = format!("/{}", name.replace('.', "/").replace('-', "_"));
        let bus = Builder::session()?.method_timeout(ANSWER_WITHIN).build()?;
        let names = DBusProxy::new(&bus)?;
        let first = BusName::try_from(name.as_str())?;
        if !names.name_has_owner(first.clone())? {
            return Ok(First::None);
        }
        // Of what was typed only what it asks is handed on.
        let asked = (ask.handed_on(), String::new());
        let interface = Some("org.SingleInstance.DBus");
        let answer = bus.call_method(
            Some(name.as_str()),
            place.as_str(),
            interface,
            "ExecuteCallback",
            &asked,
        );
        Ok(match answer {
            Ok(_) => First::Hears,
            // It ended while it was asked: this start is the first now.
            Err(_) if !names.name_has_owner(first.clone())? => First::None,
            Err(_) => First::Silent(names.get_connection_unix_process_id(first).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_in_both_languages_which_process_is_silent_and_what_becomes_of_its_orders() {
        let (title, text) = words(Some(4_711));
        assert!(title.en.contains("does not answer") && title.fr.contains("ne répond pas"));
        for text in [text.en, text.fr] {
            assert!(text.contains("4711") && text.contains("pilotfish-cli stop"), "{text}");
            assert!(text.contains("10 seconds") || text.contains("10 secondes"), "{text}");
        }
        let (_, unknown) = words(None);
        assert!(
            !unknown.en.contains("process") && !unknown.fr.contains("processus"),
            "{unknown:?}"
        );
    }
}
