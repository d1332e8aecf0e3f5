//! What the engine announces, handed to the window and, as native notifications, to the desktop.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use chrono::{Local, Timelike};
use pilotfish_api::texts::{filled, text};
use pilotfish_api::types::{
    AnnouncedEvent, Announcement, ApiError, Delivery, EndReason, ErrorCode, GateName, HaltKind, Id, NotShown, Place,
};
use pilotfish_api::{Api, Engines, Preferences, plain_name};
use pilotfish_engine::Mode;
use pilotfish_vault::words::Language;
use tauri::{AppHandle, Manager};
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::commands::UpdateEvent;
use crate::notice_words::{kind, words};
use crate::notify::{Act, Button, Desk, Note, StopsTrader};
use crate::tray::{self, Tray};
use crate::window;

mod repeats;

use repeats::Repeats;

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
        let mut repeats = Repeats::default();
        loop {
            match updates.recv().await {
                Ok(update) if update.announcements.is_empty() => {}
                Ok(update) => {
                    let told = Told {
                        mode: api.mode(),
                        // With one engine it is clear which money is spoken of.
                        alone: app.state::<Engines>().frames().len() < 2,
                        locked: api.is_locked(),
                    };
                    let fresh = repeats.fresh(&update.announcements, Instant::now());
                    notify(&app, &api.preferences(), told, &fresh, &mut burst).await;
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
    /// Which money it is about.
    mode: Mode,
    /// That is clear without being said.
    alone: bool,
    /// The window is locked: nothing of the account is said.
    locked: bool,
}

async fn notify(app: &AppHandle, chosen: &Preferences, told: Told, announcements: &[Announcement], burst: &mut Burst) {
    let language = language_of(chosen);
    let quiet = chosen.is_quiet(minute_now());
    for announcement in announcements {
        if !wanted(chosen, announcement) || (quiet && !is_urgent(announcement)) {
            continue;
        }
        let note = match burst.take(Instant::now()) {
            Turn::Own => note(language, told, announcement),
            Turn::Gathered => gathered(language, told),
            Turn::Silent => continue,
        };
        // Whoever hears of it hears of it in the window, too: there is nothing else to be done here.
        let _ = show(app, note).await;
    }
}

/// What one announcement comes to on the desktop.
fn note(language: Language, told: Told, announcement: &Announcement) -> Note {
    let (title, body) = if told.locked {
        (kind(language, &announcement.event).to_owned(), String::new())
    } else {
        words(language, announcement)
    };
    let button = match (&announcement.trader, announcement.follow) {
        (Some(trader), Some(follow)) if !told.locked => Some(stop_button(language, told.mode, follow, trader)),
        _ => None,
    };
    Note {
        title: titled(language, told, title),
        body,
        opens: Some((told.mode.into(), place(announcement))),
        open_label: text(language, "notice", "open").to_owned(),
        button,
    }
}

/// What several of them come to.
fn gathered(language: Language, told: Told) -> Note {
    Note {
        title: titled(language, told, text(language, "notice", "gathered").to_owned()),
        body: text(language, "notice", "gathered_body").to_owned(),
        opens: Some((told.mode.into(), Place::Notices)),
        open_label: text(language, "notice", "open").to_owned(),
        button: None,
    }
}

fn titled(language: Language, told: Told, title: String) -> String {
    if told.alone {
        title
    } else {
        format!("{} · {title}", tray::mode(language, told.mode.into()))
    }
}

fn stop_button(language: Language, mode: Mode, follow: Id, trader: &str) -> Button {
    let trader = plain_name(trader);
    Button {
        label: filled(language, "notice", "stop_trader", &[("trader", trader.as_str())]),
        stops: StopsTrader {
            mode: mode.into(),
            follow,
            trader,
        },
    }
}

/// Where what was announced is to be seen: the order, else the page that it is about.
fn place(announcement: &Announcement) -> Place {
    if let Some(order) = announcement.order {
        return Place::Order { order };
    }
    match announcement.event {
        AnnouncedEvent::LimitReached { gate, .. } => match gate {
            // These are each follow's own; the others are in the settings.
            GateName::OrderLimit | GateName::MarketLimit | GateName::FollowLimit => Place::Following,
            _ => Place::Settings,
        },
        AnnouncedEvent::Skipped { .. } => Place::Notices,
        AnnouncedEvent::TraderMoved { .. } => Place::Following,
        AnnouncedEvent::Redeemed { .. } => Place::Positions,
        AnnouncedEvent::ConnectionLost | AnnouncedEvent::ConnectionBack => Place::Connection,
        AnnouncedEvent::Halted { halt } | AnnouncedEvent::Lifted { halt } => match halt {
            HaltKind::CashMissing | HaltKind::SharesMissing | HaltKind::SharesUnexplained | HaltKind::ForeignOrder => {
                Place::Differences
            }
            HaltKind::Region => Place::Region,
            _ => Place::Notices,
        },
        AnnouncedEvent::Filled
        | AnnouncedEvent::PartlyFilled
        | AnnouncedEvent::Cancelled { .. }
        | AnnouncedEvent::Converted
        | AnnouncedEvent::Refused { .. }
        | AnnouncedEvent::Trouble { .. } => Place::Notices,
    }
}

/// Shows one. How it fared is known to the window from then on.
async fn show(app: &AppHandle, note: Note) -> Result<Delivery, NotShown> {
    let outcome = app.state::<Desk>().show(note).await;
    if let Err(why) = outcome {
        tracing::warn!(why = why.as_str(), "a notification was not shown");
    }
    app.state::<Engines>().shown().notification_fared(outcome);
    outcome
}

/// What a person did with a notification.
pub(crate) fn act(app: &AppHandle, act: Act) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match act {
            Act::Open(None) => window::show(&app),
            Act::Open(Some((mode, place))) => open(&app, mode.into(), place).await,
            Act::Stop(stops) => stop(&app, &stops).await,
        }
    });
}

async fn open(app: &AppHandle, mode: Mode, place: Place) {
    let opened = match app.state::<Engines>().of(mode) {
        Some(api) => api.open_at(place).await,
        None => Err(no_engine(mode)),
    };
    if let Err(error) = opened {
        // It may be gone by now: a demo that was begun anew has other orders.
        tracing::warn!(
            code = error.code.as_str(),
            detail = error.detail,
            "a notification leads nowhere"
        );
        window::show(app);
    }
}

/// Stops copying a trader and says what came of it, where it was asked for: the window may not be there.
async fn stop(app: &AppHandle, stops: &StopsTrader) {
    let (mode, language) = (stops.mode.into(), language(app));
    let stopped = match app.state::<Engines>().of(mode) {
        Some(api) => api.switch_follow(stops.follow, false).await.map(drop),
        None => Err(no_engine(mode)),
    };
    let (title, body) = match &stopped {
        Ok(()) => ("trader_stopped", "trader_stopped_body"),
        Err(_) => ("trader_not_stopped", "trader_not_stopped_body"),
    };
    if let Err(error) = stopped {
        tracing::error!(
            code = error.code.as_str(),
            detail = error.detail,
            "a trader could not be stopped from a notification"
        );
    }
    let told = Note {
        title: filled(language, "notice", title, &[("trader", stops.trader.as_str())]),
        body: text(language, "notice", body).to_owned(),
        opens: Some((stops.mode, Place::Following)),
        open_label: text(language, "notice", "open").to_owned(),
        button: None,
    };
    let _ = show(app, told).await;
}

fn no_engine(mode: Mode) -> ApiError {
    ApiError::new(ErrorCode::NoSuchMode, format!("nothing runs in {mode} mode"))
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
        AnnouncedEvent::Skipped { .. } => chosen.notify_skips,
        AnnouncedEvent::Redeemed { .. } => chosen.notify_redemptions,
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
        | AnnouncedEvent::Skipped { .. }
        | AnnouncedEvent::ConnectionBack
        | AnnouncedEvent::Lifted { .. }
        | AnnouncedEvent::Redeemed { .. }
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
    say(app, "goes_on", "goes_on_body");
}

/// The same where there is no tray: the window did not go, it was made small.
pub(crate) fn goes_on_small(app: &AppHandle) {
    say(app, "goes_on", "goes_on_small_body");
}

/// Says that the window cannot be shown: whoever starts the program a second time would see nothing happen.
pub(crate) fn has_no_window(app: &AppHandle) {
    say(app, "no_window", "no_window_body");
}

/// Says that a new version waits to be put in place, where the user wants to hear of it.
pub(crate) fn has_new_version(app: &AppHandle, version: &str) {
    let chosen = app.state::<Engines>().shown().preferences();
    if !chosen.notify_updates || chosen.is_quiet(minute_now()) {
        return;
    }
    let language = language_of(&chosen);
    let title = filled(language, "notice", "new_version", &[("version", version)]);
    let note = Note {
        opens: Some((app.state::<Engines>().shown().mode().into(), Place::Settings)),
        ..of_the_program(language, &title, text(language, "notice", "new_version_body"))
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let _ = show(&app, note).await;
    });
}

/// Says something of the program itself.
fn say(app: &AppHandle, title: &'static str, body: &'static str) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let language = language(&app);
        let note = of_the_program(
            language,
            text(language, "notice", title),
            text(language, "notice", body),
        );
        let _ = show(&app, note).await;
    });
}

fn of_the_program(language: Language, title: &str, body: &str) -> Note {
    Note {
        title: title.to_owned(),
        body: body.to_owned(),
        opens: None,
        open_label: text(language, "notice", "open").to_owned(),
        button: None,
    }
}

/// Shows one, whatever is switched off and at whatever hour, and says what is known of its delivery.
pub(crate) async fn test(app: &AppHandle) -> Result<Delivery, ApiError> {
    let language = language(app);
    let note = of_the_program(language, "Pilotfish", text(language, "notice", "test"));
    let shown = show(app, note).await;
    shown.map_err(|why| ApiError::new(ErrorCode::Notification, why.as_str().to_owned()))
}

/// How many were shown lately.
#[derive(Debug, Default)]
struct Burst {
    shown: VecDeque<Instant>,
}

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    Own,
    Gathered,
    Silent,
}

impl Burst {
    fn take(&mut self, now: Instant) -> Turn {
        while self.shown.front().is_some_and(|at| now.duration_since(*at) >= BURST) {
            self.shown.pop_front();
        }
        self.shown.push_back(now);
        match self.shown.len() {
            count if count <= BURST_MOST => Turn::Own,
            count if count == BURST_MOST + 1 => Turn::Gathered,
            _ => Turn::Silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_api::types::{IncidentCode, RefusalCode, SkipReason};

    use super::*;

    #[test]
    fn a_burst_becomes_one_notification_and_passes() {
        let mut burst = Burst::default();
        let begin = Instant::now();
        let places: Vec<Turn> = (0..6).map(|_| burst.take(begin)).collect();
        assert_eq!(places[..3], [Turn::Own, Turn::Own, Turn::Own]);
        assert_eq!(places[3..], [Turn::Gathered, Turn::Silent, Turn::Silent]);
        assert_eq!(burst.take(begin + BURST), Turn::Own);
    }

    #[test]
    fn a_notification_leads_to_its_order_else_to_the_page_that_it_is_about() {
        let of = |event| Announcement {
            event,
            order: None,
            side: None,
            shares: None,
            price: None,
            outcome: None,
            market: None,
            trader: Some("<b>25usdc</b>".to_owned()),
            follow: Some(Id(3)),
            also: 0,
        };
        let fill = Announcement {
            order: Some(Id(7)),
            ..of(AnnouncedEvent::Filled)
        };
        let halted = |halt| of(AnnouncedEvent::Halted { halt });
        let limit = |gate| of(AnnouncedEvent::LimitReached { gate, limit: None });
        for (announcement, leads_to) in [
            (fill.clone(), Place::Order { order: Id(7) }),
            (halted(HaltKind::SharesMissing), Place::Differences),
            (halted(HaltKind::Region), Place::Region),
            (halted(HaltKind::Banned), Place::Notices),
            (
                of(AnnouncedEvent::Skipped {
                    reason: SkipReason::TooOld,
                }),
                Place::Notices,
            ),
            (limit(GateName::MarketLimit), Place::Following),
            (limit(GateName::DailySpend), Place::Settings),
            (of(AnnouncedEvent::ConnectionLost), Place::Connection),
        ] {
            assert_eq!(place(&announcement), leads_to, "{announcement:?}");
        }

        let told = Told {
            mode: Mode::Live,
            alone: false,
            locked: false,
        };
        let open = note(Language::English, told, &fill);
        assert!(open.title.starts_with("Live · Filled"), "{}", open.title);
        let button = open.button.expect("a follow that can be stopped");
        assert_eq!(button.label, "Stop copying <b>25usdc</b>");
        assert_eq!(
            (Mode::from(button.stops.mode), button.stops.follow),
            (Mode::Live, Id(3))
        );
        // While it is locked nobody is named, and nothing but the window is offered.
        let locked = note(Language::English, Told { locked: true, ..told }, &fill);
        assert_eq!((locked.title.as_str(), locked.body.as_str()), ("Live · Filled", ""));
        assert_eq!(locked.button, None);
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
            follow: None,
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
        let redeemed = AnnouncedEvent::Redeemed {
            usd: "3.5".parse().unwrap_or_default(),
        };
        let skipped = AnnouncedEvent::Skipped {
            reason: SkipReason::Halted,
        };
        let switches: [(AnnouncedEvent, Off); 10] = [
            (skipped, |chosen| chosen.notify_skips = false),
            (redeemed, |chosen| chosen.notify_redemptions = false),
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
