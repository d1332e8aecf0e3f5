//! What the engine announces, handed to the window and, as native notifications, to the desktop.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use chrono::{Local, Timelike};
use pilotfish_api::texts::text;
use pilotfish_api::types::{AnnouncedEvent, Announcement, ApiError, EndReason, ErrorCode, HaltKind};
use pilotfish_api::{Api, Engines, Preferences};
use pilotfish_engine::Mode;
use pilotfish_vault::words::Language;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::commands::UpdateEvent;
use crate::markup;
use crate::notice_words::{kind, words};
use crate::tray::{self, Tray};

/// More than so many within [`BURST`] become one (ui.md §5).
const BURST_MOST: usize = 3;
const BURST: Duration = Duration::from_secs(10);

/// The language chosen in the settings.
pub(crate) fn language(app: &AppHandle) -> Language {
    language_of(&app.state::<Engines>().shown().preferences())
}

fn language_of(preferences: &Preferences) -> Language {
    Language::of(preferences.language.as_str(), &Language::locale())
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
                    let told = Told {
                        money,
                        locked: api.is_locked(),
                    };
                    notify(&app, &api.preferences(), told, &update.announcements, &mut burst).await;
                }
                Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "announcements were too fast"),
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// What a notification may and has to say besides what happened.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// Which money it is about, where that is not clear.
    money: Option<Mode>,
    /// The window is locked: nothing of the account is said.
    locked: bool,
}

async fn notify(app: &AppHandle, chosen: &Preferences, told: Told, announcements: &[Announcement], burst: &mut Burst) {
    let language = language_of(chosen);
    let quiet = chosen.is_quiet(minute_now());
    let mut reads = None;
    for announcement in announcements {
        if !wanted(chosen, announcement) || (quiet && !is_urgent(announcement)) {
            continue;
        }
        let (title, body) = match burst.take(Instant::now()) {
            Place::Own if told.locked => (kind(language, &announcement.event).to_owned(), String::new()),
            Place::Own => words(language, announcement),
            Place::Gathered => {
                let said = |name| text(language, "notice", name).to_owned();
                (said("gathered"), said("gathered_body"))
            }
            Place::Silent => continue,
        };
        let title = match told.money {
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
    match announcement.event {
        AnnouncedEvent::Filled => chosen.notify_fills,
        AnnouncedEvent::PartlyFilled => chosen.notify_part_fills,
        AnnouncedEvent::Converted => chosen.notify_conversions,
        AnnouncedEvent::Cancelled { .. } => chosen.notify_cancellations,
        AnnouncedEvent::Refused { .. } => chosen.notify_refusals,
        AnnouncedEvent::LimitReached { .. } => chosen.notify_limits,
        AnnouncedEvent::ConnectionLost | AnnouncedEvent::ConnectionBack => chosen.notify_connection,
        AnnouncedEvent::Halted { halt } | AnnouncedEvent::Lifted { halt } => {
            chosen.notify_connection || !passes_by_itself(halt)
        }
        AnnouncedEvent::TraderMoved { .. } | AnnouncedEvent::Trouble { .. } => true,
    }
}

/// What comes through the quiet hours: refusals, a lost connection, trouble, a halt, and that everything was stopped.
fn is_urgent(announcement: &Announcement) -> bool {
    match announcement.event {
        AnnouncedEvent::Refused { .. } | AnnouncedEvent::ConnectionLost | AnnouncedEvent::Trouble { .. } => true,
        AnnouncedEvent::Halted { halt } => !passes_by_itself(halt),
        AnnouncedEvent::Cancelled { reason } => reason == EndReason::Stopped,
        AnnouncedEvent::Filled
        | AnnouncedEvent::PartlyFilled
        | AnnouncedEvent::Converted
        | AnnouncedEvent::LimitReached { .. }
        | AnnouncedEvent::ConnectionBack
        | AnnouncedEvent::Lifted { .. }
        | AnnouncedEvent::TraderMoved { .. } => false,
    }
}

/// A halt of a minute, of which nobody need be woken: the exchange restarts, or its clock is being read.
const fn passes_by_itself(halt: HaltKind) -> bool {
    matches!(halt, HaltKind::VenueMode | HaltKind::Clock)
}

/// The minute of the day on this computer's clock.
fn minute_now() -> u32 {
    let now = Local::now();
    now.hour() * 60 + now.minute()
}

/// Says, the first time, that closing the window did not end the program.
pub(crate) fn goes_on(app: &AppHandle) {
    let language = language(app);
    let (title, body) = (
        text(language, "notice", "goes_on"),
        text(language, "notice", "goes_on_body"),
    );
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "a notification was not shown");
    }
}

/// Says that the window cannot be shown: whoever starts the program a second time would see nothing happen.
pub(crate) fn has_no_window(app: &AppHandle) {
    let language = language(app);
    let (title, body) = (
        text(language, "notice", "no_window"),
        text(language, "notice", "no_window_body"),
    );
    if let Err(error) = app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "a notification was not shown");
    }
}

/// Shows one, whatever is switched off and at whatever hour.
pub(crate) fn test(app: &AppHandle) -> Result<(), ApiError> {
    let language = language(app);
    let body = text(language, "notice", "test");
    let shown = app.notification().builder().title("Pilotfish").body(body).show();
    shown.map_err(|error| ApiError::new(ErrorCode::Notification, error.to_string()))
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
    use pilotfish_api::types::{GateName, IncidentCode, RefusalCode};

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
        let of = |event| Announcement {
            event,
            order: None,
            side: None,
            shares: None,
            price: None,
            outcome: None,
            market: None,
            trader: None,
            also: 0,
        };
        type Off = fn(&mut Preferences);
        let reason = EndReason::TurnedRound;
        let limit = AnnouncedEvent::LimitReached {
            gate: GateName::DailySpend,
            limit: None,
        };
        let refused = AnnouncedEvent::Refused {
            reason: RefusalCode::Other,
        };
        let switches: [(AnnouncedEvent, Off); 8] = [
            (AnnouncedEvent::Filled, |chosen| chosen.notify_fills = false),
            (AnnouncedEvent::PartlyFilled, |chosen| chosen.notify_part_fills = false),
            (AnnouncedEvent::Converted, |chosen| chosen.notify_conversions = false),
            (AnnouncedEvent::Cancelled { reason }, |chosen| {
                chosen.notify_cancellations = false
            }),
            (refused.clone(), |chosen| chosen.notify_refusals = false),
            (limit, |chosen| chosen.notify_limits = false),
            (AnnouncedEvent::ConnectionLost, |chosen| {
                chosen.notify_connection = false
            }),
            (AnnouncedEvent::ConnectionBack, |chosen| {
                chosen.notify_connection = false
            }),
        ];
        for (event, off) in switches {
            let mut chosen = Preferences::default();
            assert!(wanted(&chosen, &of(event.clone())), "{event:?}");
            off(&mut chosen);
            assert!(!wanted(&chosen, &of(event.clone())), "{event:?}");
        }
        let urgent = [
            refused,
            AnnouncedEvent::ConnectionLost,
            AnnouncedEvent::Trouble {
                code: IncidentCode::OrderUnknown,
            },
            AnnouncedEvent::Halted { halt: HaltKind::Banned },
            AnnouncedEvent::Cancelled {
                reason: EndReason::Stopped,
            },
        ];
        for event in urgent {
            assert!(is_urgent(&of(event.clone())), "{event:?}");
        }
        let calm = [
            AnnouncedEvent::ConnectionBack,
            AnnouncedEvent::Halted {
                halt: HaltKind::VenueMode,
            },
            AnnouncedEvent::Cancelled { reason },
            AnnouncedEvent::Filled,
        ];
        for event in calm {
            assert!(!is_urgent(&of(event.clone())), "{event:?}");
        }
    }
}
