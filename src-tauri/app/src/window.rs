//! The window: made, shown, and destroyed when it is closed, which frees its memory, or hidden where the user chose that; the engine
//! goes on.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use pilotfish_api::Engines;
use tauri::webview::NewWindowResponse;
use tauri::window::Color;
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry};

use crate::{notices, page_life, tray};
use pilotfish_api::types::Theme;

pub(crate) const LABEL: &str = "main";

/// Whether the user asked to quit, so that the last window's end is the program's.
#[derive(Debug, Default)]
pub(crate) struct Leaving(AtomicBool);

impl Leaving {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// One window is made at a time, and none while what windows need is let go.
#[derive(Debug, Default)]
pub(crate) struct Turn(pub(crate) Mutex<()>);

/// Ends the program, without a question: orders stay on the venue until they expire.
pub(crate) fn quit(app: &AppHandle) {
    app.state::<Leaving>().0.store(true, Ordering::SeqCst);
    app.exit(0);
}

/// Ends the program and starts it again: another version is in its place. The engines end tidily in between.
pub(crate) fn restart(app: &AppHandle) {
    app.state::<Leaving>().0.store(true, Ordering::SeqCst);
    app.request_restart();
}

/// Brings the window to the front, making it if there is none.
pub(crate) fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let shown = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
            notices::has_no_window(app);
        }
        return;
    }
    // Off the main thread: making a window from an event handler would wait for itself.
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = make(&app) {
            tracing::error!(%error, "the window could not be made");
            notices::has_no_window(&app);
        }
    });
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let begun = Instant::now();
    let turn = app.state::<Turn>();
    let _turn = turn.0.lock().unwrap_or_else(PoisonError::into_inner);
    let window = without_network(WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default()))
        .title("Pilotfish")
        .inner_size(1200.0, 800.0)
        .min_inner_size(960.0, 640.0)
        .background_color(background(app))
        .on_navigation(stays)
        .on_new_window(|url, _| {
            tracing::warn!(%url, "the page wanted another window");
            NewWindowResponse::Deny
        })
        .on_download(|_, _| false)
        .build()?;
    #[cfg(target_os = "linux")]
    crate::drawing::suit(&window);
    let opened = app.state::<Opened>();
    *opened.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(begun);
    page_life::watch(&window);
    let handle = window.clone();
    window.on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else {
            return;
        };
        let engine = handle.state::<Engines>().shown();
        let preferences = engine.preferences();
        // A window that is made small or hidden is the same when it comes back.
        let is_kept = preferences.close_to_tray && (preferences.keep_window || !tray::is_shown());
        if !is_kept && engine.asks_before_closing() {
            api.prevent_close();
        } else if !engine.preferences().close_to_tray {
            api.prevent_close();
            tauri::async_runtime::spawn(async move {
                if let Err(error) = engine.quit().await {
                    tracing::warn!(code = error.code.as_str(), detail = error.detail, "asked to quit");
                }
            });
        } else if !tray::is_shown() {
            // Without a tray a closed window could not be opened again.
            api.prevent_close();
            if let Err(error) = handle.minimize() {
                tracing::warn!(%error, "the window could not be minimised");
            }
            if engine.first_time_in_tray() {
                notices::goes_on_small(handle.app_handle());
            }
        } else {
            // Whoever closes the window that asks wants the engine to go on.
            engine.forget_quitting();
            if engine.preferences().keep_window {
                // Kept as it is, and shown at once the next time.
                api.prevent_close();
                if let Err(error) = handle.hide() {
                    tracing::warn!(%error, "the window could not be hidden");
                }
            }
            if engine.first_time_in_tray() {
                notices::goes_on(handle.app_handle());
            }
        }
    });
    Ok(())
}

/// The engine that shows pages gets no way to the network: what the content policy does not name (a connection made beforehand, say)
/// ends at a proxy that is not there. The page's own scheme and its bridge take no proxy.
#[cfg(target_os = "linux")]
pub(crate) fn without_network(
    builder: WebviewWindowBuilder<'_, Wry, AppHandle>,
) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
    /// The discard port, where nobody has listened for decades.
    const NOWHERE: &str = "http://127.0.0.1:9";
    match NOWHERE.parse() {
        Ok(nowhere) => builder.proxy_url(nowhere),
        Err(_) => builder,
    }
}

/// Elsewhere a proxy would be the page's own too, or takes a newer system.
#[cfg(not(target_os = "linux"))]
pub(crate) fn without_network(
    builder: WebviewWindowBuilder<'_, Wry, AppHandle>,
) -> WebviewWindowBuilder<'_, Wry, AppHandle> {
    builder
}

/// Whether an address is the program's own page: the window goes nowhere else, whatever is clicked, dropped or written.
pub(crate) fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // As the page is called where a scheme of our own cannot be had.
        "http" | "https" => cfg!(target_os = "windows") && url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

fn stays(url: &Url) -> bool {
    let stays = is_own(url);
    if !stays {
        tracing::warn!(%url, "the page wanted to go elsewhere");
    }
    stays
}

/// The page's own background in the theme chosen (`tokens.css`), so that nothing flashes before it is painted.
pub(crate) fn background(app: &AppHandle) -> Color {
    // Of the system's theme no window is there to know; the page finds out.
    if app.state::<Engines>().shown().preferences().theme == Theme::Light {
        Color(0xF9, 0xFA, 0xFB, 0xFF)
    } else {
        Color(0x0C, 0x0E, 0x14, 0xFF)
    }
}

/// Closes the window as its own button does.
pub(crate) fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.close()
    {
        tracing::warn!(%error, "the window could not be closed");
    }
}

/// When the window that is there was asked for.
#[derive(Debug, Default)]
pub(crate) struct Opened(Mutex<Option<Instant>>);

/// The page says that it has painted: the time it took goes to the log.
pub(crate) fn painted(app: &AppHandle) {
    let opened = app.state::<Opened>();
    let begun = *opened.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(begun) = begun {
        tracing::info!(ms = begun.elapsed().as_millis(), "first paint");
    }
}
