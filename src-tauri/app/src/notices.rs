//! What the engine announces, handed to the window and, as native notifications, to the desktop.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use chrono::{Local, Timelike};
use pilotfish_api::types::{Announcement, ApiError, ErrorCode};
use pilotfish_api::{Api, Engines, Preferences};
use pilotfish_engine::Mode;
use pilotfish_vault::words::Language;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::commands::UpdateEvent;
use crate::markup;
use crate::notice_words::words;
use crate::tray::{self, Tray};

/// More than so many within [`BURST`] become one (ui.md §5).
const BURST_MOST: usize = 3;
const BURST: Duration = Duration::from_secs(10);

/// The language chosen in the settings.
pub(crate) fn language(app: &AppHandle) -> Language {
    language_of(&app.state::<Engines>().shown().preferences())
}

fn language_of(preferences: &Preferences) -> Language {
    Language::of(&preferences.language, &Language::locale())
}

/// Hands the updates of the engine that is shown to the window and the tray, for as long as the app runs.
pub(crate) fn hand_on(app: &AppHandle, engines: &Engines) {
    let app = app.clone();
    let engines = engines.clone();
    let mut updates = engines.updates();
    tauri::async_runtime::spawn(async move {
        loop {
            match updates.recv().await {
                Ok(update) => {
                    let chosen = engines.shown().preferences();
                    if let Some(tray) = app.try_state::<Tray>() {
                        tray.say(language_of(&chosen), &engines);
                    }
                    // The main window alone listens: no other one may (tauri.conf.json).
                    if let Err(error) = UpdateEvent(update).emit(&app) {
                        tracing::warn!(%error, "an update did not reach the window");
                    }
                }
                // The window sees the gap in the numbers and reads everything again.
                Err(RecvError::Lagged(missed)) => tracing::debug!(missed, "updates were too fast"),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// Tells what one engine announces, whichever is shown, for as long as the app runs.
pub(crate) fn tell(app: &AppHandle, api: &Api) {
    let app = app.clone();
    let (api, mut updates) = (api.clone(), api.updates());
    tauri::async_runtime::spawn(async move {
        let mut burst = Burst::default();
        loop {
            match updates.recv().await {
                Ok(update) if update.announcements.is_empty() => {}
                Ok(update) => {
                    // With one engine it is clear which money is spoken of.
                    let money = (app.state::<Engines>().frames().len() > 1).then(|| api.mode());
                    notify(&app, &api.preferences(), money, &update.announcements, &mut burst).await;
                }
                Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "announcements were too fast"),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

async fn notify(
    app: &AppHandle,
    chosen: &Preferences,
    money: Option<Mode>,
    announcements: &[Announcement],
    burst: &mut Burst,
) {
    let language = language_of(chosen);
    let quiet = chosen.is_quiet(minute_now());
    let mut reads = None;
    for announcement in announcements {
        if !wanted(chosen, announcement) || (quiet && !is_urgent(announcement)) {
            continue;
        }
        let (title, body) = match burst.take(Instant::now()) {
            Place::Own => words(language, announcement),
            Place::Gathered => {
                let title = language.pick("Several orders moved", "Plusieurs ordres ont bougé");
                (
                    title.to_owned(),
                    language
                        .pick("Open Pilotfish to see them.", "Ouvrez Pilotfish pour les voir.")
                        .to_owned(),
                )
            }
            Place::Silent => continue,
        };
        let title = match money {
            Some(mode) => format!("{} · {title}", tray::mode(language, mode.into())),
            None => title,
        };
        // Whoever shows them may be another one by now.
        let body = match reads {
            Some(reads) => markup::Reads::fit(reads, &body),
            None => reads.insert(markup::asked().await).fit(&body),
        };
        if let Err(error) = app.notification().builder().title(title).body(body).show() {
            tracing::warn!(%error, "a notification was not shown");
        }
    }
}

/// Whether the user wants to be told of this kind.
fn wanted(chosen: &Preferences, announcement: &Announcement) -> bool {
    match announcement.kind.as_str() {
        "filled" => chosen.notify_fills,
        "partly_filled" => chosen.notify_part_fills,
        "converted" => chosen.notify_conversions,
        "cancelled" => chosen.notify_cancellations,
        "refused" => chosen.notify_refusals,
        "limit_reached" => chosen.notify_limits,
        "connection_lost" | "connection_back" => chosen.notify_connection,
        "halted" | "lifted" if passes_by_itself(announcement) => chosen.notify_connection,
        _ => true,
    }
}

/// What comes through the quiet hours: refusals, a lost connection, trouble, a halt, and that everything was stopped.
fn is_urgent(announcement: &Announcement) -> bool {
    match announcement.kind.as_str() {
        "refused" | "connection_lost" | "trouble" => true,
        "halted" => !passes_by_itself(announcement),
        "cancelled" => announcement.reason.as_deref() == Some("stopped"),
        _ => false,
    }
}

/// A halt of a minute, of which nobody need be woken: the exchange restarts, or its clock is being read.
fn passes_by_itself(announcement: &Announcement) -> bool {
    matches!(announcement.reason.as_deref(), Some("venue_mode" | "clock"))
}

/// The minute of the day on this computer's clock.
fn minute_now() -> u32 {
    let now = Local::now();
    now.hour() * 60 + now.minute()
}

/// Says, the first time, that closing the window did not end the program.
pub(crate) fn goes_on(app: &AppHandle) {
    let language = language(app);
    let title = language.pick("Pilotfish goes on", "Pilotfish continue");
    let body = language.pick(
        "It copies on without its window. Open it, or quit, from its icon in the tray.",
        "Il continue de copier sans sa fenêtre. Son icône de notification l’ouvre ou le quitte.",
    );
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "a notification was not shown");
    }
}

/// Says that the window cannot be shown: whoever starts the program a second time would see nothing happen.
pub(crate) fn has_no_window(app: &AppHandle) {
    let language = language(app);
    let title = language.pick(
        "Pilotfish runs, but cannot show its window",
        "Pilotfish tourne, mais ne peut pas montrer sa fenêtre",
    );
    let body = language.pick(
        "Copying goes on. Quit it from its icon in the tray and start it again; Stop all is there too.",
        "La copie continue. Quittez-le par son icône de notification et relancez-le ; Tout arrêter s’y trouve aussi.",
    );
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "a notification was not shown");
    }
}

/// Shows one, whatever is switched off and at whatever hour.
pub(crate) fn test(app: &AppHandle) -> Result<(), ApiError> {
    let language = language(app);
    let body = language.pick("Notifications reach you.", "Les notifications vous parviennent.");
    let shown = app.notification().builder().title("Pilotfish").body(body).show();
    shown.map_err(|error| ApiError {
        code: ErrorCode::Notification,
        detail: error.to_string(),
    })
}

/// How many were shown lately.
#[derive(Debug, Default)]
struct Burst {
    shown: VecDeque<Instant>,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Own,
    Gathered,
    Silent,
}

impl Burst {
    fn take(&mut self, now: Instant) -> Place {
        while self.shown.front().is_some_and(|at| now.duration_since(*at) >= BURST) {
            self.shown.pop_front();
        }
        self.shown.push_back(now);
        match self.shown.len() {
            count if count <= BURST_MOST => Place::Own,
            count if count == BURST_MOST + 1 => Place::Gathered,
            _ => Place::Silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_becomes_one_notification_and_passes() {
        let mut burst = Burst::default();
        let begin = Instant::now();
        let places: Vec<Place> = (0..6).map(|_| burst.take(begin)).collect();
        assert_eq!(places[..3], [Place::Own, Place::Own, Place::Own]);
        assert_eq!(places[3..], [Place::Gathered, Place::Silent, Place::Silent]);
        assert_eq!(burst.take(begin + BURST), Place::Own);
    }

    #[test]
    fn every_kind_has_its_switch_and_only_what_is_urgent_comes_through_quiet_hours() {
        let of = |kind: &str, reason: Option<&str>| Announcement {
            kind: kind.into(),
            reason: reason.map(str::to_owned),
            ..Announcement::default()
        };
        type Off = fn(&mut Preferences);
        let switches: [(&str, Off); 8] = [
            ("filled", |chosen| chosen.notify_fills = false),
            ("partly_filled", |chosen| chosen.notify_part_fills = false),
            ("converted", |chosen| chosen.notify_conversions = false),
            ("cancelled", |chosen| chosen.notify_cancellations = false),
            ("refused", |chosen| chosen.notify_refusals = false),
            ("limit_reached", |chosen| chosen.notify_limits = false),
            ("connection_lost", |chosen| chosen.notify_connection = false),
            ("connection_back", |chosen| chosen.notify_connection = false),
        ];
        for (kind, off) in switches {
            let mut chosen = Preferences::default();
            assert!(wanted(&chosen, &of(kind, None)), "{kind}");
            off(&mut chosen);
            assert!(!wanted(&chosen, &of(kind, None)), "{kind}");
        }
        for kind in ["refused", "connection_lost", "trouble", "halted"] {
            assert!(is_urgent(&of(kind, None)), "{kind}");
        }
        assert!(!is_urgent(&of("connection_back", None)));
        assert!(is_urgent(&of("halted", Some("banned"))) && !is_urgent(&of("halted", Some("venue_mode"))));
        assert!(is_urgent(&of("cancelled", Some("stopped"))));
        assert!(!is_urgent(&of("cancelled", Some("turned_round"))) && !is_urgent(&of("filled", None)));
    }
}
