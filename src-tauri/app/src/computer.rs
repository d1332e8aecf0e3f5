//! What the program does with the computer it runs on: its file manager, its downloads, its tray.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use pilotfish_api::WebAddress;
use pilotfish_api::types::{ApiError, ErrorCode, Licence};
use tauri::{AppHandle, Manager};

use crate::tray;

/// The program that opens what it is given with what the user has chosen for it: a folder, a page on the web.
const OPENER: &str = if cfg!(target_os = "windows") {
    "explorer"
} else if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};
/// So long is waited for what the opener says of a page; it may well stay beside the browser that it started.
const OPENS_WITHIN: Duration = Duration::from_secs(1);
/// A page is opened at most so often.
const PAGE_EVERY: Duration = Duration::from_secs(1);
/// How many files of one name there may be among the downloads.
const SAME_NAME_MOST: u32 = 9_999;

/// Whether somebody shows tray icons. Asks the desktop, so not on a thread that others need.
pub(crate) async fn has_tray() -> bool {
    tauri::async_runtime::spawn_blocking(tray::is_shown)
        .await
        .unwrap_or(false)
}

/// Asks the system's browser to open a page, `last` being when it was asked to before. The address is one argument of a fixed program,
/// with no shell between them.
///
/// # Errors
/// `no_page` when it does not start, says within a second that it failed, or was asked to a moment ago.
pub(crate) async fn open_page(page: &WebAddress, last: Option<Instant>) -> Result<(), ApiError> {
    let failed = |why: String| ApiError::new(ErrorCode::NoPage, format!("{OPENER} {page}: {why}"));
    if last.is_some_and(|last| last.elapsed() < PAGE_EVERY) {
        return Err(failed("a page was opened a moment ago".to_owned()));
    }
    opened(OPENER, OsStr::new(page.as_str()), OPENS_WITHIN)
        .await
        .map_err(failed)
}

/// Starts it; what it says when it ends within that time counts. Still at it is well.
async fn opened(opener: &str, what: &OsStr, within: Duration) -> Result<(), String> {
    let mut child = start(opener, what).map_err(|error| error.to_string())?;
    match tokio::time::timeout(within, child.wait()).await {
        Err(_) => Ok(()),
        // The file manager of Windows ends with 1 whatever came of it.
        Ok(Ok(status)) if status.success() || cfg!(target_os = "windows") => Ok(()),
        Ok(Ok(status)) => Err(status.to_string()),
        Ok(Err(error)) => Err(error.to_string()),
    }
}

/// Where nobody waits for it, the runtime sees to its end.
fn start(opener: &str, what: &OsStr) -> std::io::Result<tokio::process::Child> {
    let mut command = tokio::process::Command::new(opener);
    #[cfg(target_os = "linux")]
    for name in crate::drawing::added() {
        command.env_remove(name);
    }
    command
        .arg(what)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Opens a folder in the file manager.
pub(crate) fn open(folder: &Path) -> Result<(), ApiError> {
    start(OPENER, folder.as_os_str())
        .map(drop)
        .map_err(|error| folder_error(format!("{OPENER} {}: {error}", folder.display())))
}

/// A file of that name among the user's downloads that is not there yet: `name.csv`, `name-2.csv`…
pub(crate) fn download(app: &AppHandle, name: &str) -> Result<PathBuf, ApiError> {
    let paths = app.path();
    let folder = paths
        .download_dir()
        .or_else(|_| paths.document_dir())
        .or_else(|_| paths.home_dir())
        .map_err(|error| folder_error(error.to_string()))?;
    new_file(&folder, name)
}

/// A file of that name in the folder (made if it is not there) that is not there yet.
pub(crate) fn new_file(folder: &Path, name: &str) -> Result<PathBuf, ApiError> {
    std::fs::create_dir_all(folder).map_err(|error| folder_error(format!("{}: {error}", folder.display())))?;
    free(folder, name).ok_or_else(|| folder_error(format!("{}: too many files of that name", folder.display())))
}

fn free(folder: &Path, name: &str) -> Option<PathBuf> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..=SAME_NAME_MOST).map(|number| format!("{stem}-{number}.{ending}"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .map(|name| folder.join(name))
        .find(|path| !path.exists())
}

/// What is built in and under which terms, by name. `cargo xtask licences` writes the list.
pub(crate) fn licences() -> Vec<Licence> {
    let lines = include_str!("../licences.txt").lines();
    let parts = lines.filter_map(|line| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some(Licence {
            name: parts.next()?,
            version: parts.next()?,
            licence: parts.next()?,
        })
    });
    parts.collect()
}

fn folder_error(detail: String) -> ApiError {
    ApiError::new(ErrorCode::Folder, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_licences_is_a_part_with_its_terms() {
        let parts = licences();
        assert_eq!(parts.len(), include_str!("../licences.txt").lines().count());
        for name in ["tauri", "react", "sqlx", "SQLite"] {
            assert!(parts.iter().any(|part| part.name == name), "{name}");
        }
        assert!(parts.iter().all(|part| !part.licence.is_empty()));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_page_is_open_unless_the_opener_says_that_it_failed() {
        let ends = |opener: &'static str| opened(opener, OsStr::new("1"), Duration::from_secs(60));
        assert!(ends("true").await.is_ok());
        assert!(ends("false").await.is_err(), "no browser");
        assert!(ends("/no/such/opener").await.is_err());
        // It stays beside the browser.
        assert!(opened("sleep", OsStr::new("1"), Duration::ZERO).await.is_ok());
    }

    #[test]
    fn a_file_that_is_there_gets_a_number() {
        let folder = std::env::temp_dir().join(format!("pilotfish-downloads-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let name = |path: Option<PathBuf>| path.and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
        assert_eq!(name(free(&folder, "a.csv")).as_deref(), Some("a.csv"));
        for there in ["a.csv", "a-2.csv"] {
            std::fs::write(folder.join(there), "").expect("a file");
        }
        assert_eq!(name(free(&folder, "a.csv")).as_deref(), Some("a-3.csv"));
        std::fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
