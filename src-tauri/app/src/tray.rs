//! The tray: how things stand, stop all, pause or resume, open, quit. The kill switch is in it even while no window is
//! open.

#[cfg(target_os = "linux")]
use std::sync::OnceLock;
use std::sync::{Mutex, PoisonError};

use pilotfish_api::texts::{counted, text};
use pilotfish_api::types::{ApiError, EngineState, ErrorCode, Frame, Mode};
use pilotfish_api::{Api, ApiResult, Engines};
use pilotfish_vault::words::Language;
use tauri::image::Image;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::notices;
use crate::window;

const STATUS: &str = "status";
const OPEN: &str = "open";
const PAUSE: &str = "pause";
const STOP: &str = "stop";
const QUIT: &str = "quit";

/// The name on the session bus of whoever shows tray icons on Linux.
#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// The icon with those entries of its menu that change.
pub(crate) struct Tray {
    icon: TrayIcon<Wry>,
    items: Items,
    /// What it says now.
    said: Mutex<Option<Words>>,
}

struct Items {
    status: MenuItem<Wry>,
    stop: MenuItem<Wry>,
    pause: MenuItem<Wry>,
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// What it says, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Words {
    status: String,
    stop: &'static str,
    can_stop: bool,
    pause: String,
    can_pause: bool,
    open: &'static str,
    quit: &'static str,
    stopped: bool,
}

impl Words {
    /// Of every engine that runs, and what the one that is shown can do. A stop is everybody's.
    fn of(language: Language, frames: &[Frame], shown: &Frame) -> Self {
        let alone = frames.len() < 2;
        let standings: Vec<String> = frames.iter().map(|frame| status(language, frame)).collect();
        let paused = shown.state == EngineState::Paused;
        let pause = if paused {
            text(language, "tray", "resume")
        } else {
            text(language, "tray", "pause")
        };
        let is_stopped = |frame: &Frame| frame.state == EngineState::Stopped;
        let stopped = frames.iter().all(is_stopped);
        Self {
            status: standings.join(" | "),
            stop: text(language, "tray", "stop"),
            // A failed engine is stopped all the same: what it left open at the exchange is cancelled.
            can_stop: !stopped,
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
            stopped,
        }
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
pub(crate) fn build(app: &AppHandle) {
    if !has_library() {
        tracing::warn!("there is no tray icon: neither libayatana-appindicator3 nor libappindicator3 is installed");
        return;
    }
    if let Err(error) = make(app) {
        tracing::warn!(%error, "there is no tray icon");
    }
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let item = |id: &str, enabled: bool| MenuItem::with_id(app, id, id, enabled, None::<&str>);
    let items = Items {
        status: item(STATUS, false)?,
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
            &items.open,
            &line()?,
            &items.quit,
        ],
    )?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(picture(false)?)
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
    };
    tray.say(notices::language(app), &app.state::<Engines>());
    app.manage(tray);
    Ok(())
}

fn picture(stopped: bool) -> tauri::Result<Image<'static>> {
    Image::from_bytes(if stopped {
        include_bytes!("../../../icons/tray-stopped.png")
    } else {
        include_bytes!("../../../icons/tray.png")
    })
}

impl Tray {
    /// Says how things stand, where that is not what it says already.
    pub(crate) fn say(&self, language: Language, engines: &Engines) {
        let words = Words::of(language, &engines.frames(), &engines.shown().frame_now());
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.as_ref() == Some(&words) {
            return;
        }
        if let Err(error) = self.write(&words, said.as_ref().map(|said| said.stopped)) {
            tracing::warn!(%error, "the tray could not be written");
        }
        *said = Some(words);
    }

    fn write(&self, words: &Words, stopped_before: Option<bool>) -> tauri::Result<()> {
        let Items {
            status,
            stop,
            pause,
            open,
            quit,
        } = &self.items;
        status.set_text(&words.status)?;
        stop.set_text(words.stop)?;
        stop.set_enabled(words.can_stop)?;
        pause.set_text(&words.pause)?;
        pause.set_enabled(words.can_pause)?;
        open.set_text(words.open)?;
        quit.set_text(words.quit)?;
        self.icon.set_tooltip(Some(format!("Pilotfish: {}", words.status)))?;
        if stopped_before != Some(words.stopped) {
            self.icon.set_icon(Some(picture(words.stopped)?))?;
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
    if !has_library() {
        return false;
    }
    let owned = || -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let names = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        Ok(names.name_has_owner(WATCHER.try_into()?)?)
    };
    owned().unwrap_or(false)
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
        let alone = |language, frame: Frame| Words::of(language, std::slice::from_ref(&frame), &frame);
        let running = alone(Language::English, frame(EngineState::Running, 7));
        assert_eq!(running.status, "Demo · Running · 7 working orders");
        assert_eq!((running.pause.as_str(), running.can_pause), ("Pause new copies", true));
        let paused = alone(Language::French, frame(EngineState::Paused, 1));
        assert_eq!(paused.status, "Démo · En pause · 1 ordre en cours");
        assert_eq!((paused.pause.as_str(), paused.can_stop), ("Reprendre", true));
        let stopped = alone(Language::English, frame(EngineState::Stopped, 1));
        assert_eq!(
            stopped.status, "Demo · Stopped · 0 working orders",
            "a copied sale waits"
        );
        assert!(stopped.stopped && !stopped.can_stop && !stopped.can_pause);
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
        let words = Words::of(Language::English, &frames, &frames[1]);
        assert_eq!(
            words.status,
            "Live · Running · 0 working orders | Demo · Stopped · 0 working orders"
        );
        assert_eq!(
            (words.pause.as_str(), words.can_pause),
            ("Pause new copies (Demo)", false)
        );
        assert!(
            words.can_stop && !words.stopped,
            "the account's engine can still be stopped"
        );
    }
}
