//! The tray's pictures: a shape for how things stand, in the colour that is seen on the bar they stand on.

use tauri::AppHandle;
#[cfg(target_os = "linux")]
use tauri::Manager;
use tauri::image::Image;

#[cfg(target_os = "linux")]
use crate::tray::Tray;

/// What the icon says by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It copies, or is about to.
    Running,
    /// It takes no new copies.
    Paused,
    /// Everything was stopped.
    Stopped,
    /// Something needs a look.
    Attention,
}

/// What it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    /// The icon is black; macOS gives it the colour that its bar needs.
    Light,
    /// The icon is white.
    Dark,
}

/// The picture.
pub(crate) fn picture(shape: Shape, bar: Bar) -> tauri::Result<Image<'static>> {
    Image::from_bytes(match (shape, bar) {
        (Shape::Running, Bar::Light) => include_bytes!("../../../icons/tray.png").as_slice(),
        (Shape::Running, Bar::Dark) => include_bytes!("../../../icons/tray-white.png"),
        (Shape::Paused, Bar::Light) => include_bytes!("../../../icons/tray-paused.png"),
        (Shape::Paused, Bar::Dark) => include_bytes!("../../../icons/tray-paused-white.png"),
        (Shape::Stopped, Bar::Light) => include_bytes!("../../../icons/tray-stopped.png"),
        (Shape::Stopped, Bar::Dark) => include_bytes!("../../../icons/tray-stopped-white.png"),
        (Shape::Attention, Bar::Light) => include_bytes!("../../../icons/tray-attention.png"),
        (Shape::Attention, Bar::Dark) => include_bytes!("../../../icons/tray-attention-white.png"),
    })
}

/// What the icon stands on now. On the window's thread.
#[cfg(target_os = "linux")]
pub(crate) fn bar(_app: &AppHandle) -> Bar {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    bar_of(&desktop, is_dark())
}

/// The bar of some desktops is dark whatever the theme; that of the others follows it.
#[cfg(target_os = "linux")]
fn bar_of(desktop: &str, is_dark: bool) -> Bar {
    const ALWAYS_DARK: [&str; 3] = ["gnome", "unity", "pantheon"];
    let is_always_dark = desktop
        .split(':')
        .any(|name| ALWAYS_DARK.contains(&name.to_ascii_lowercase().as_str()));
    if is_always_dark || is_dark {
        Bar::Dark
    } else {
        Bar::Light
    }
}

/// Whether the toolkit's theme is a dark one.
#[cfg(target_os = "linux")]
fn is_dark() -> bool {
    use gtk::prelude::GtkSettingsExt;
    gtk::Settings::default().is_some_and(|settings| {
        let name = settings.gtk_theme_name();
        settings.is_gtk_application_prefer_dark_theme()
            || name.is_some_and(|name| name.to_ascii_lowercase().contains("dark"))
    })
}

/// Follows the theme from now on. On the window's thread.
#[cfg(target_os = "linux")]
pub(crate) fn watch_bar(app: &AppHandle) {
    use gtk::prelude::GtkSettingsExt;
    let Some(settings) = gtk::Settings::default() else {
        return;
    };
    let changed = |app: &AppHandle| {
        let (app, bar) = (app.clone(), bar(app));
        // Off the window's thread, for which whoever writes the tray waits.
        tauri::async_runtime::spawn_blocking(move || {
            if let Some(tray) = app.try_state::<Tray>() {
                tray.stands_on(bar, &app);
            }
        });
    };
    let of_name = app.clone();
    settings.connect_gtk_theme_name_notify(move |_| changed(&of_name));
    let of_choice = app.clone();
    settings.connect_gtk_application_prefer_dark_theme_notify(move |_| changed(&of_choice));
}

/// On macOS the icon is a template, and has its bar's colour.
#[cfg(target_os = "macos")]
pub(crate) fn bar(_app: &AppHandle) -> Bar {
    Bar::Light
}

/// On Windows the bar is dark unless the user has made it light, which is asked of the window's theme: it follows the same switch
/// where that was not split.
#[cfg(target_os = "windows")]
pub(crate) fn bar(app: &AppHandle) -> Bar {
    use tauri::Manager;
    let window = app.get_webview_window(crate::window::LABEL);
    match window.and_then(|window| window.theme().ok()) {
        Some(tauri::Theme::Light) => Bar::Light,
        _ => Bar::Dark,
    }
}

/// Elsewhere it is looked at when the program starts.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch_bar(_app: &AppHandle) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_picture_for_both_bars_and_no_two_are_the_same() {
        let shapes = [Shape::Running, Shape::Paused, Shape::Stopped, Shape::Attention];
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for shape in shapes {
            for bar in [Bar::Light, Bar::Dark] {
                let picture = picture(shape, bar).expect("a picture");
                assert_eq!(picture.width(), picture.height());
                let pixels = picture.rgba().to_vec();
                assert!(!seen.contains(&pixels), "{shape:?} {bar:?}");
                seen.push(pixels);
            }
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_bar_of_some_desktops_is_dark_whatever_the_theme() {
        assert_eq!(bar_of("ubuntu:GNOME", false), Bar::Dark);
        assert_eq!(bar_of("KDE", false), Bar::Light);
        assert_eq!(bar_of("KDE", true), Bar::Dark);
        assert_eq!(bar_of("", false), Bar::Light);
    }
}
