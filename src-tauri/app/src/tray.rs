//! The tray: open, pause or resume, stop all, quit. The kill switch is in it even while no window is open.

use pilotfish_engine::api::Api;
use pilotfish_engine::api::types::EngineState;
use tauri::image::Image;
use tauri::menu::{Menu, MenuEvent, MenuItem, PredefinedMenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};

use crate::notices;
use crate::window;

const OPEN: &str = "open";
const PAUSE: &str = "pause";
const STOP: &str = "stop";
const QUIT: &str = "quit";

/// The name on the session bus of whoever shows tray icons on Linux.
#[cfg(target_os = "linux")]
const WATCHER: &str = "org.kde.StatusNotifierWatcher";

/// Puts the icon into the tray. It is made also where nobody shows it yet: it appears when somebody does.
pub(crate) fn build(app: &AppHandle) -> tauri::Result<()> {
    let language = notices::language(app);
    let item = |id: &str, text: &str| MenuItem::with_id(app, id, text, true, None::<&str>);
    let menu = Menu::with_items(
        app,
        &[
            &item(STOP, language.pick("Stop all", "Tout arrêter"))?,
            &item(PAUSE, language.pick("Pause or resume", "Pause ou reprise"))?,
            &PredefinedMenuItem::separator(app)?,
            &item(OPEN, language.pick("Open Pilotfish", "Ouvrir Pilotfish"))?,
            &item(QUIT, language.pick("Quit", "Quitter"))?,
        ],
    )?;
    TrayIconBuilder::with_id("main")
        .icon(Image::from_bytes(include_bytes!("../../../icons/tray.png"))?)
        .tooltip("Pilotfish")
        .menu(&menu)
        .on_menu_event(choose)
        .build(app)?;
    Ok(())
}

fn choose(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::show(app),
        QUIT => window::quit(app),
        STOP => command(app, |api| Box::pin(async move { api.stop_all().await.map(|_| ()) })),
        PAUSE => command(app, |api| {
            Box::pin(async move {
                let paused = api.frame().await?.state == EngineState::Paused;
                if paused {
                    api.resume().await.map(|_| ())
                } else {
                    api.pause().await.map(|_| ())
                }
            })
        }),
        _ => {}
    }
}

type Doing = std::pin::Pin<Box<dyn Future<Output = Result<(), pilotfish_engine::api::types::ApiError>> + Send>>;

fn command(app: &AppHandle, what: impl FnOnce(Api) -> Doing + Send + 'static) {
    let api = app.state::<Api>().inner().clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = what(api).await {
            tracing::warn!(code = error.code, detail = error.detail, "asked for from the tray");
        }
    });
}

/// Whether somebody shows tray icons. On Linux that is not sure; elsewhere it always is.
#[cfg(target_os = "linux")]
pub(crate) fn is_shown() -> bool {
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
