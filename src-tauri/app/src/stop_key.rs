//! A key that stops everything, whichever program is in front: chosen in the settings, and off unless it is.
//!
//! It is the kill switch and nothing else: nothing is started by a key. Under Wayland no program is given keys that are meant for another
//! one, so that it is not offered there; a shortcut of the desktop's own can run `pilotfish --stop` instead.

use pilotfish_api::Engines;
use pilotfish_api::types::{ApiError, ErrorCode};
use tauri::{AppHandle, Manager};
use tauri_plugin_global_shortcut::{Builder, GlobalShortcut, GlobalShortcutExt, ShortcutState};

/// The window's own key for it, with Alt: nobody comes upon it by chance.
const KEYS: &str = "CmdOrCtrl+Alt+Shift+K";

/// Whether keys can be had from anywhere.
pub(crate) fn is_possible() -> bool {
    let given = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_possible_on(given("DISPLAY"), given("WAYLAND_DISPLAY"))
}

/// Under Wayland a display of X is there too, and shows no key that is not meant for one of its own windows.
const fn is_possible_on(has_x: bool, has_wayland: bool) -> bool {
    has_x && !has_wayland
}

/// Listens for it from now on, or no longer. Not on the window's thread, which it needs.
///
/// # Errors
/// `cannot_here` where no program is given such keys, `shortcut_taken` where another one has it.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<(), ApiError> {
    let taken = |error: tauri_plugin_global_shortcut::Error| ApiError::new(ErrorCode::ShortcutTaken, error.to_string());
    if !on {
        return match listening(app) {
            Some(keys) if keys.is_registered(KEYS) => keys.unregister(KEYS).map_err(taken),
            _ => Ok(()),
        };
    }
    if !is_possible() {
        return Err(ApiError::new(
            ErrorCode::CannotHere,
            "this desktop gives no program keys that are meant for another one",
        ));
    }
    if listening(app).is_none() {
        // Only now: it opens a connection to the display of its own.
        let begun = app.plugin(Builder::new().build());
        begun.map_err(|error| ApiError::new(ErrorCode::ShortcutTaken, error.to_string()))?;
    }
    let keys = app.global_shortcut();
    if keys.is_registered(KEYS) {
        return Ok(());
    }
    keys.on_shortcut(KEYS, |app, _, event| {
        if event.state != ShortcutState::Pressed {
            return;
        }
        tracing::warn!("stopped by its key");
        let engines = app.state::<Engines>().inner().clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = engines.stop_all().await {
                tracing::error!(
                    code = error.code.as_str(),
                    detail = error.detail,
                    "the key did not stop everything"
                );
            }
        });
    })
    .map_err(taken)
}

fn listening(app: &AppHandle) -> Option<tauri::State<'_, GlobalShortcut<tauri::Wry>>> {
    app.try_state::<GlobalShortcut<tauri::Wry>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_a_display_that_gives_keys_to_whoever_asks() {
        assert!(is_possible_on(true, false));
        assert!(!is_possible_on(true, true), "Wayland with a display of X beside it");
        assert!(!is_possible_on(false, true) && !is_possible_on(false, false));
    }

    #[test]
    fn its_keys_can_be_understood() {
        let keys: Result<tauri_plugin_global_shortcut::Shortcut, _> = KEYS.parse();
        assert!(keys.is_ok_and(|keys| !keys.mods.is_empty()));
    }
}
