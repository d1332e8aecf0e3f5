//! Who keeps this copy of the program up to date.

use std::path::Path;

use pilotfish_api::types::UpdatesOff;
use tauri::utils::config::BundleType;

/// What a package of ours ships: it is there where a package manager owns the program.
#[cfg(target_os = "linux")]
const PACKAGED: &str = "/usr/share/pilotfish/packaged";
/// Where package managers put programs.
const OF_THE_SYSTEM: &str = "/usr";

/// What can be seen of this copy.
#[derive(Debug, Clone)]
pub(super) struct Seen<'a> {
    /// Which of the bundler's packages it was put into.
    pub(super) bundle: Option<BundleType>,
    /// The one file that it runs from, as an AppImage.
    pub(super) appimage: Option<&'a Path>,
    /// The program's own file.
    pub(super) program: &'a Path,
    /// Whether the file that our packages ship is there.
    pub(super) packaged: bool,
}

/// Why this copy does not replace itself; nothing where it does.
pub(super) fn off(seen: &Seen<'_>) -> Option<UpdatesOff> {
    match &seen.bundle {
        Some(BundleType::Deb | BundleType::Rpm) => return Some(UpdatesOff::PackageManager),
        Some(BundleType::Msi | BundleType::Nsis | BundleType::App | BundleType::Dmg) => return None,
        Some(BundleType::AppImage) | None => {}
    }
    if seen.appimage.is_some() {
        return None;
    }
    // A copy that was built here runs beside an installed one, and is not that one.
    if seen.packaged && seen.program.starts_with(OF_THE_SYSTEM) {
        return Some(UpdatesOff::PackageManager);
    }
    Some(UpdatesOff::NotInstalled)
}

#[cfg(target_os = "linux")]
pub(super) fn is_packaged() -> bool {
    Path::new(PACKAGED).exists()
}

/// Elsewhere the bundle says it.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_packaged() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen<'a>(bundle: Option<BundleType>, appimage: Option<&'a str>, program: &'a str, packaged: bool) -> Seen<'a> {
        Seen {
            bundle,
            appimage: appimage.map(Path::new),
            program: Path::new(program),
            packaged,
        }
    }

    #[test]
    fn only_a_copy_that_one_of_our_installers_made_replaces_itself() {
        let none = [
            seen(
                None,
                Some("/opt/me/Pilotfish.AppImage"),
                "/tmp/.mount_x/usr/bin/pilotfish",
                false,
            ),
            seen(
                Some(BundleType::AppImage),
                Some("/a"),
                "/tmp/.mount_x/usr/bin/pilotfish",
                true,
            ),
            seen(
                Some(BundleType::Nsis),
                None,
                "C:/Program Files/Pilotfish/pilotfish.exe",
                false,
            ),
            seen(
                Some(BundleType::App),
                None,
                "/Applications/Pilotfish.app/Contents/MacOS/pilotfish",
                false,
            ),
        ];
        for seen in none {
            assert_eq!(off(&seen), None, "{seen:?}");
        }
        let managed = [
            seen(Some(BundleType::Deb), None, "/usr/bin/pilotfish", false),
            seen(Some(BundleType::Rpm), None, "/usr/bin/pilotfish", true),
            // Built by our own task, which leaves the bundler's mark out.
            seen(None, None, "/usr/bin/pilotfish", true),
        ];
        for seen in managed {
            assert_eq!(off(&seen), Some(UpdatesOff::PackageManager), "{seen:?}");
        }
        let by_hand = [
            seen(None, None, "/opt/me/src/target/debug/pilotfish", true),
            seen(None, None, "/usr/local/bin/pilotfish", false),
            // Unpacked, or without its runtime: there is no one file to replace.
            seen(
                Some(BundleType::AppImage),
                None,
                "/opt/me/squashfs-root/usr/bin/pilotfish",
                false,
            ),
        ];
        for seen in by_hand {
            assert_eq!(off(&seen), Some(UpdatesOff::NotInstalled), "{seen:?}");
        }
    }
}
