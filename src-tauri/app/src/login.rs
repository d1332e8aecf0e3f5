//! Starting with the computer: an entry among those that the desktop starts after login, written and taken away.

use std::path::{Path, PathBuf};

use pilotfish_api::types::{ApiError, ErrorCode};
use tauri::{AppHandle, Manager};

/// Makes the entry, or takes it away.
pub(crate) fn set(app: &AppHandle, on: bool) -> Result<(), ApiError> {
    let program = program().map_err(|error| failed(&error.to_string()))?;
    place(app, &program, on)
}

/// This program as it is to be started: of an `AppImage` the image, since what runs lies in a place that goes with it.
fn program() -> std::io::Result<PathBuf> {
    match std::env::var_os("APPIMAGE").filter(|path| !path.is_empty()) {
        Some(image) => Ok(PathBuf::from(image)),
        None => std::env::current_exe(),
    }
}

#[cfg(not(target_os = "windows"))]
fn place(app: &AppHandle, program: &Path, on: bool) -> Result<(), ApiError> {
    let paths = app.path();
    let folder = if cfg!(target_os = "macos") {
        paths.home_dir().map(|home| home.join("Library/LaunchAgents"))
    } else {
        paths.config_dir().map(|folder| folder.join("autostart"))
    };
    let folder = folder.map_err(|error| failed(&error.to_string()))?;
    write(&folder.join(FILE), &entry(program), on).map_err(|error| failed(&format!("{}: {error}", folder.display())))
}

#[cfg(not(target_os = "windows"))]
fn write(file: &Path, entry: &str, on: bool) -> std::io::Result<()> {
    if on {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        return std::fs::write(file, entry);
    }
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(target_os = "macos")]
const FILE: &str = "app.pilotfish.plist";

#[cfg(target_os = "macos")]
fn entry(program: &Path) -> String {
    let program = program.display().to_string();
    let program = program.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>\n<key>Label</key><string>app.pilotfish</string>\n\
         <key>ProgramArguments</key><array><string>{program}</string></array>\n<key>RunAtLoad</key><true/>\n</dict></plist>\n"
    )
}

#[cfg(not(any(target_os = "windows", target_os = "macos")))]
const FILE: &str = "pilotfish.desktop";

/// A desktop entry; in a quoted `Exec` the quote, the backslash, the dollar and the backtick are escaped, twice for the
/// backslash since the value is a string as well, and a percent sign is doubled.
#[cfg(not(any(target_os = "windows", target_os = "macos")))]
fn entry(program: &Path) -> String {
    let mut quoted = String::new();
    for letter in program.display().to_string().chars() {
        match letter {
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' | '$' | '`' => quoted.extend(["\\\\", &letter.to_string()]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    format!("[Desktop Entry]\nType=Application\nName=Pilotfish\nExec=\"{quoted}\"\nIcon=pilotfish\nTerminal=false\n")
}

#[cfg(target_os = "windows")]
const KEY: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";

#[cfg(target_os = "windows")]
fn place(_app: &AppHandle, program: &Path, on: bool) -> Result<(), ApiError> {
    let Some(program) = program.to_str() else {
        return Err(failed(&format!(
            "{}: not a name that the registry takes",
            program.display()
        )));
    };
    write(KEY, &format!("\"{program}\""), on).map_err(|error| failed(&error.to_string()))
}

/// Of the user's own part of the registry.
#[cfg(target_os = "windows")]
fn write(key: &str, entry: &str, on: bool) -> windows_registry::Result<()> {
    const NAME: &str = "Pilotfish";
    /// `ERROR_FILE_NOT_FOUND`, as these functions hand it on.
    const NOT_THERE: i32 = -2_147_024_894;
    let key = windows_registry::CURRENT_USER.create(key)?;
    if on {
        return key.set_string(NAME, entry);
    }
    match key.remove_value(NAME) {
        Err(error) if error.code().0 != NOT_THERE => Err(error),
        _ => Ok(()),
    }
}

fn failed(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::Folder, format!("starting with the computer: {detail}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_written_and_taken_away_and_quotes_what_it_starts() {
        let folder = std::env::temp_dir().join(format!("pilotfish-login-{}", std::process::id()));
        let file = folder.join("autostart").join(FILE);
        let text = entry(Path::new("/opt/my apps/50%/pilot$fish"));
        assert!(text.contains("\nExec=\"/opt/my apps/50%%/pilot\\\\$fish\"\n"), "{text}");
        write(&file, &text, true).expect("it is written");
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), text);
        for _ in 0..2 {
            write(&file, &text, false).expect("it goes");
        }
        assert!(!file.exists());
        std::fs::remove_dir_all(&folder).expect("the folder goes");
    }
}

#[cfg(all(test, target_os = "windows"))]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_written_and_taken_away() {
        let key = format!(r"Software\Pilotfish test {}", std::process::id());
        let read = || windows_registry::CURRENT_USER.open(&key)?.get_string("Pilotfish");
        write(&key, "\"C:\\my apps\\pilotfish.exe\"", true).expect("it is written");
        assert_eq!(read().expect("it is there"), "\"C:\\my apps\\pilotfish.exe\"");
        for _ in 0..2 {
            write(&key, "", false).expect("it goes");
        }
        assert!(read().is_err());
        windows_registry::CURRENT_USER.remove_tree(&key).expect("the key goes");
    }
}
