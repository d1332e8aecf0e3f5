//! The tray: how things stand, stop all, pause or resume, open, quit. The kill switch is in it even while no window is
//! open.

use std::path::Path;
#[cfg(target_os = "linux")]
use std::sync::OnceLock;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pilotfish_api::texts::{counted, filled, text};
use pilotfish_api::types::{ApiError, EngineState, ErrorCode, Frame, Mode};
use pilotfish_api::{Api, ApiResult, Engines};
use pilotfish_copy::money::Usd;
use pilotfish_vault::words::Language;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::notice_words::shown_usd;
use crate::notices;
use crate::tray_icons::{self, Bar, Shape};
use crate::window;

const STATUS: &str = "status";
const FIGURES: &str = "figures";
const OPEN: &str = "open";
const PAUSE: &str = "pause";
const STOP: &str = "stop";
const QUIT: &str = "quit";

/// The name on the session bus of whoever shows tray icons on Linux.
#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// How long the session bus may take to say who is there.
#[cfg(target_os = "linux")]
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);

/// How often the day's profit is read anew: it takes the record of the day's beginning.
const FIGURES_EVERY: Duration = Duration::from_secs(20);

/// The icon with those entries of its menu that change.
pub(crate) struct Tray {
    icon: TrayIcon<Wry>,
    items: Items,
    /// What it says now.
    said: Mutex<Option<Said>>,
    /// What each engine has made since 0:00 UTC, as last read.
    today: Mutex<Vec<(Mode, Usd)>>,
    /// What it stands on.
    bar: Mutex<Bar>,
}

/// The words, and on what the icon stands.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    words: Words,
    bar: Bar,
}

struct Items {
    status: MenuItem<Wry>,
    figures: MenuItem<Wry>,
    stop: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// What it says, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    status: String,
    /// Profit of the day and exposure; empty where they are not to be seen.
    figures: String,
    stop: &'static str,
    can_stop: bool,
    pause: String,
    can_pause: bool,
    open: &'static str,
    quit: &'static str,
    shape: Shape,
}

impl Words {
    /// Of every engine that runs, and what the one that is shown can do. A stop is everybody's.
    fn of(language: Language, frames: &[Frame], shown: &Frame, today: &[(Mode, Usd)], locked: bool) -> Self {
        let alone = frames.len() < 2;
        let standings: Vec<String> = frames.iter().map(|frame| status(language, frame)).collect();
        let paused = shown.state == EngineState::Paused;
        let pause = if paused {
            text(language, "tray", "resume")
        } else {
            text(language, "tray", "pause")
        };
        // What a stop could not cancel is tried again by whoever presses it again.
        let is_at_rest = |frame: &Frame| frame.state == EngineState::Stopped && frame.on_exchange == 0;
        let at_rest = frames.iter().all(is_at_rest);
        let money = frames.iter().map(|frame| figures(language, frame, today, alone));
        Self {
            status: standings.join(" | "),
            // A locked window shows nothing of the account; nor does this.
            figures: if locked {
                String::new()
            } else {
                money.collect::<Vec<_>>().join(" | ")
            },
            stop: text(language, "tray", "stop"),
            // A failed engine is stopped all the same: what it left open at the exchange is cancelled.
            can_stop: !at_rest,
            pause: if alone {
                pause.to_owned()
            } else {
                format!("{pause} ({})", mode(language, shown.mode))
            },
            can_pause: matches!(
                shown.state,
                EngineState::Running | EngineState::Paused | EngineState::Disconnected
            ),
            open: text(language, "tray", "open"),
            quit: text(language, "tray", "quit"),
            shape: shape(frames),
        }
    }

    /// What is read where the icon is pointed at.
    fn tooltip(&self) -> String {
        let lines = [self.status.as_str(), self.figures.as_str()];
        let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
        format!("Pilotfish: {}", lines.join("\n"))
    }
}

/// The icon's shape: that something needs a look goes before what the user did.
fn shape(frames: &[Frame]) -> Shape {
    let is = |state: EngineState| frames.iter().any(|frame| frame.state == state);
    let needs_a_look = |frame: &Frame| {
        matches!(
            frame.state,
            EngineState::Failed | EngineState::Disconnected | EngineState::NoKey
        ) || !frame.halts.is_empty()
    };
    if frames.iter().any(needs_a_look) {
        Shape::Attention
    } else if !frames.is_empty() && frames.iter().all(|frame| frame.state == EngineState::Stopped) {
        Shape::Stopped
    } else if is(EngineState::Paused) && !is(EngineState::Running) {
        Shape::Paused
    } else {
        Shape::Running
    }
}

/// What one engine made since 0:00 UTC, where that is known, and what is committed.
fn figures(language: Language, frame: &Frame, today: &[(Mode, Usd)], alone: bool) -> String {
    let made = today.iter().find(|(of, _)| *of == frame.mode).map(|(_, made)| *made);
    let made = made.map(|made| filled(language, "tray", "today", &[("usd", &signed_usd(language, made))]));
    let exposure = frame.sums.exposure.parse().unwrap_or(Usd::ZERO);
    let exposure = filled(language, "tray", "exposure", &[("usd", &shown_usd(language, exposure))]);
    let figures: Vec<String> = made.into_iter().chain([exposure]).collect();
    let figures = figures.join(" · ");
    if alone {
        figures
    } else {
        format!("{}: {figures}", mode(language, frame.mode))
    }
}

/// The same with its sign, by which a gain is told from a loss.
fn signed_usd(language: Language, usd: Usd) -> String {
    let shown = shown_usd(language, if usd < Usd::ZERO { -usd } else { usd });
    let is_nothing = !shown.bytes().any(|letter| (b'1'..=b'9').contains(&letter));
    match (is_nothing, usd < Usd::ZERO) {
        (true, _) => shown,
        (false, true) => format!("\u{2212}{shown}"),
        (false, false) => format!("+{shown}"),
    }
}

/// The money that is spoken of, in a word.
pub(crate) fn mode(language: Language, mode: Mode) -> &'static str {
    match mode {
        Mode::Demo => text(language, "mode", "demo"),
        Mode::Paper => text(language, "mode", "paper"),
        Mode::Live => text(language, "mode", "live"),
    }
}

/// How things stand with one engine: with what money, what it does, how many orders work.
fn status(language: Language, frame: &Frame) -> String {
    let state = match frame.state {
        EngineState::Starting => "starting",
        EngineState::Running => "running",
        EngineState::Paused => "paused",
        EngineState::Stopped => "stopped",
        EngineState::Disconnected => "disconnected",
        EngineState::NoKey => "no_key",
        EngineState::Failed => "failed",
    };
    let state = text(language, "state", state);
    // A copied sale that waits for the start has nothing on the exchange any more.
    let at_work = match frame.state {
        EngineState::Stopped => frame.on_exchange,
        _ => frame.sums.working_orders,
    };
    let orders = counted(language, "tray", "orders_one", "orders_other", at_work);
    format!("{} · {state} · {orders}", mode(language, frame.mode))
}

/// Puts the icon into the tray. It is made also where nobody shows it yet: it appears when somebody does. Where none can be made the
/// program starts without.
///
/// `folder` is where the icon's picture lies for whoever shows it, which on Linux reads a file: one of our own, that nobody else can
/// put anything into.
pub(crate) fn build(app: &AppHandle, folder: &Path) {
    if !has_library() {
        tracing::warn!("there is no tray icon: neither libayatana-appindicator3 nor libappindicator3 is installed");
        return;
    }
    if let Err(error) = make(app, folder) {
        tracing::warn!(%error, "there is no tray icon");
    }
}

fn make(app: &AppHandle, folder: &Path) -> tauri::Result<()> {
    let item = |id: &str, enabled: bool| MenuItem::with_id(app, id, id, enabled, None::<&str>);
    let items = Items {
        status: item(STATUS, false)?,
        figures: item(FIGURES, false)?,
        stop: item(STOP, true)?,
        pause: item(PAUSE, true)?,
        open: item(OPEN, true)?,
        quit: item(QUIT, true)?,
    };
    let line = || PredefinedMenuItem::separator(app);
    let menu = Menu::with_items(
        app,
        &[
            &items.stop,
            &items.pause,
            &line()?,
            &items.status,
            &items.figures,
            &items.open,
            &line()?,
            &items.quit,
        ],
    )?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(tray_icons::picture(Shape::Running, tray_icons::bar(app))?)
        .temp_dir_path(folder)
        // One colour, shape only: macOS gives it its bar's.
        .icon_as_template(true)
        .tooltip("Pilotfish")
        .menu(&menu)
        .on_menu_event(choose)
        .build(app)?;
    let tray = Tray {
        icon,
        items,
        said: Mutex::new(None),
        today: Mutex::default(),
        bar: Mutex::new(tray_icons::bar(app)),
    };
    tray.say(notices::language(app), &app.state::<Engines>());
    app.manage(tray);
    tray_icons::watch_bar(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let engines = app.state::<Engines>().inner().clone();
            let today = engines.profits_today().await;
            let today = today.into_iter().map(|(mode, made)| (mode.into(), made)).collect();
            app.state::<Tray>().is_told(today);
            tokio::time::sleep(FIGURES_EVERY).await;
        }
    });
    Ok(())
}

impl Tray {
    /// Says how things stand, where that is not what it says already.
    pub(crate) fn say(&self, language: Language, engines: &Engines) {
        let shown = engines.shown();
        let words = Words::of(
            language,
            &engines.frames(),
            &shown.frame_now(),
            &self.today.lock().unwrap_or_else(PoisonError::into_inner),
            shown.is_locked(),
        );
        let bar = *self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Said { words, bar };
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.as_ref() == Some(&now) {
            return;
        }
        if let Err(error) = self.write(&now, said.as_ref()) {
            tracing::warn!(%error, "the tray could not be written");
        }
        *said = Some(now);
    }

    /// What each engine has made since 0:00 UTC. It is said with the next update.
    fn is_told(&self, today: Vec<(Mode, Usd)>) {
        *self.today.lock().unwrap_or_else(PoisonError::into_inner) = today;
    }

    /// It stands on another colour now.
    pub(crate) fn stands_on(&self, bar: Bar, app: &AppHandle) {
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = bar;
        self.say(notices::language(app), &app.state::<Engines>());
    }

    fn write(&self, now: &Said, before: Option<&Said>) -> tauri::Result<()> {
        let words = &now.words;
        let Items {
            status,
            figures,
            stop,
            pause,
            open,
            quit,
        } = &self.items;
        status.set_text(&words.status)?;
        // One that says nothing would be a gap.
        figures.set_text(if words.figures.is_empty() {
            "\u{2013}"
        } else {
            &words.figures
        })?;
        stop.set_text(words.stop)?;
        stop.set_enabled(words.can_stop)?;
        pause.set_text(&words.pause)?;
        pause.set_enabled(words.can_pause)?;
        open.set_text(words.open)?;
        quit.set_text(words.quit)?;
        self.icon.set_tooltip(Some(words.tooltip()))?;
        if before.map(|said| (said.words.shape, said.bar)) != Some((words.shape, now.bar)) {
            // Set without that word a picture is no template any more, and black on a dark bar of macOS.
            let picture = tray_icons::picture(words.shape, now.bar)?;
            self.icon.set_icon_with_as_template(Some(picture), true)?;
        }
        Ok(())
    }
}

fn choose(app: &AppHandle, event: MenuEvent) {
    let engines = app.state::<Engines>().inner().clone();
    let api = engines.shown();
    match event.id().as_ref() {
        OPEN => window::show(app),
        QUIT => carry_out(async move { api.quit().await }),
        STOP => carry_out(async move { engines.stop_all().await }),
        PAUSE => carry_out(async move { pause_or_resume(&api).await }),
        _ => {}
    }
}

async fn pause_or_resume(api: &Api) -> ApiResult<()> {
    let paused = api.frame().await?.state == EngineState::Paused;
    if paused && api.is_locked() {
        // Less may be done without the passphrase, more may not.
        return Err(ApiError::new(
            ErrorCode::WindowLocked,
            "the window is locked: unlock it to resume",
        ));
    }
    let frame = if paused { api.resume().await } else { api.pause().await };
    frame.map(drop)
}

fn carry_out(what: impl Future<Output = Result<(), ApiError>> + Send + 'static) {
    tauri::async_runtime::spawn(async move {
        if let Err(error) = what.await {
            tracing::warn!(
                code = error.code.as_str(),
                detail = error.detail,
                "asked for from the tray"
            );
        }
    });
}

/// Whether the library that makes the icon is there: not every desktop has it. It is looked for once.
#[cfg(target_os = "linux")]
fn has_library() -> bool {
    static FOUND: OnceLock<bool> = OnceLock::new();
    *FOUND.get_or_init(|| {
        // Whoever loads it knows no other way than a panic to say that it is not there. That one is not told: it is no defect.
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let found = std::panic::catch_unwind(|| {
            let _loaded = &*libappindicator_sys::LIB;
        });
        std::panic::set_hook(told);
        found.is_ok()
    })
}

/// See above.
#[cfg(not(target_os = "linux"))]
fn has_library() -> bool {
    true
}

/// Whether somebody shows tray icons, and one can be made. On Linux that is not sure; elsewhere it always is.
#[cfg(target_os = "linux")]
pub(crate) fn is_shown() -> bool {
    has_library() && is_watched(zbus::blocking::connection::Builder::session)
}

/// Whether somebody on that bus shows icons. One that does not answer shows none: the window's own thread waits for this.
#[cfg(target_os = "linux")]
fn is_watched(
    bus: impl FnOnce() -> zbus::Result<zbus::blocking::connection::Builder<'static>> + Send + 'static,
) -> bool {
    let owned = move || -> zbus::Result<bool> {
        let bus = bus()?.build()?;
        let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        Ok(names.name_has_owner(WATCHER.try_into()?)?)
    };
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // Who asked may have given up.
        let _ = tell.send(owned().unwrap_or(false));
    });
    told.recv_timeout(ANSWERS_WITHIN).unwrap_or(false)
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_shown() -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::indexing_slicing,
        reason = "a test that meets what it did not expect has failed"
    )]

    use pilotfish_api::frame::blank_frame;
    use pilotfish_api::types::Sums;

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_bus_that_says_nothing_shows_no_icon_and_holds_nobody_up() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("bus");
        let silent = std::os::unix::net::UnixListener::bind(&place).expect("a socket");
        let address = format!("unix:path={}", place.display());
        let begun = std::time::Instant::now();
        let address = move || zbus::blocking::connection::Builder::address(address.as_str());
        assert!(!is_watched(address));
        assert!(begun.elapsed() < ANSWERS_WITHIN * 10, "{:?}", begun.elapsed());
        drop(silent);
    }

    #[test]
    fn the_menu_says_how_things_stand_in_both_languages() {
        let frame = |state, working_orders| Frame {
            state,
            sums: Sums {
                working_orders,
                ..Sums::default()
            },
            ..blank_frame(Mode::Demo, "0")
        };
        let alone = |language, frame: Frame| Words::of(language, std::slice::from_ref(&frame), &frame, &[], false);
        let running = alone(Language::English, frame(EngineState::Running, 7));
        assert_eq!(running.status, "Demo · Running · 7 open orders");
        assert_eq!((running.pause.as_str(), running.can_pause), ("Pause new copies", true));
        let paused = alone(Language::French, frame(EngineState::Paused, 1));
        assert_eq!(paused.status, "Démo · En pause · 1 ordre ouvert");
        assert_eq!((paused.pause.as_str(), paused.can_stop), ("Reprendre", true));
        let stopped = alone(Language::English, frame(EngineState::Stopped, 1));
        assert_eq!(stopped.status, "Demo · Stopped · 0 open orders", "a copied sale waits");
        assert!(stopped.shape == Shape::Stopped && !stopped.can_stop && !stopped.can_pause);
        let left = Frame {
            on_exchange: 2,
            ..frame(EngineState::Stopped, 2)
        };
        assert!(
            alone(Language::English, left).can_stop,
            "what is still open is cancelled again"
        );
    }

    #[test]
    fn the_days_profit_and_the_exposure_are_said_but_not_while_the_window_is_locked() {
        let frame = |mode| Frame {
            state: EngineState::Running,
            sums: Sums {
                exposure: "412.5".to_owned(),
                ..Sums::default()
            },
            ..blank_frame(mode, "0")
        };
        let today = |cents: i64| [(Mode::Demo, Usd::from_micros(cents * 10_000))];
        let of = |language, today: &[(Mode, Usd)], locked| {
            let frames = [frame(Mode::Demo)];
            Words::of(language, &frames, &frames[0], today, locked).figures
        };
        assert_eq!(
            of(Language::English, &today(320), false),
            "Today +$3.20 · Exposure $412.50"
        );
        assert_eq!(
            of(Language::French, &today(-1_205), false),
            "Aujourd’hui \u{2212}12,05\u{a0}$ · Exposition 412,50\u{a0}$"
        );
        assert_eq!(
            of(Language::English, &today(0), false),
            "Today $0.00 · Exposure $412.50"
        );
        assert_eq!(of(Language::English, &[], false), "Exposure $412.50", "not read yet");
        assert_eq!(of(Language::English, &today(320), true), "");
        let both = [frame(Mode::Live), frame(Mode::Demo)];
        let words = Words::of(Language::English, &both, &both[0], &today(320), false);
        assert_eq!(
            words.figures,
            "Live: Exposure $412.50 | Demo: Today +$3.20 · Exposure $412.50"
        );
        assert!(words.tooltip().contains('\n'));
    }

    #[test]
    fn the_icon_says_what_needs_a_look_before_what_the_user_did() {
        let of = |states: &[EngineState]| {
            let frames: Vec<Frame> = states
                .iter()
                .map(|state| Frame {
                    state: *state,
                    ..blank_frame(Mode::Demo, "0")
                })
                .collect();
            shape(&frames)
        };
        use EngineState::{Disconnected, Failed, NoKey, Paused, Running, Starting, Stopped};
        assert_eq!(of(&[Running, Stopped]), Shape::Running);
        assert_eq!(of(&[Starting]), Shape::Running);
        assert_eq!(of(&[Paused, Stopped]), Shape::Paused);
        assert_eq!(of(&[Stopped, Stopped]), Shape::Stopped);
        for trouble in [Failed, Disconnected, NoKey] {
            assert_eq!(of(&[Stopped, trouble]), Shape::Attention, "{trouble:?}");
        }
    }

    #[test]
    fn with_two_engines_it_names_the_money_of_each() {
        let frame = |mode, state| Frame {
            state,
            ..blank_frame(mode, "0")
        };
        let frames = [
            frame(Mode::Live, EngineState::Running),
            frame(Mode::Demo, EngineState::Stopped),
        ];
        let words = Words::of(Language::English, &frames, &frames[1], &[], false);
        assert_eq!(
            words.status,
            "Live · Running · 0 open orders | Demo · Stopped · 0 open orders"
        );
        assert_eq!(
            (words.pause.as_str(), words.can_pause),
            ("Pause new copies (Demo)", false)
        );
        assert!(
            words.can_stop && words.shape != Shape::Stopped,
            "the account's engine can still be stopped"
        );
    }
}
