//! What the program says of itself: on standard error, and in `logs/pilotfish.log` (when that grows large it becomes
//! `pilotfish.old.log`).

use std::fs::File;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Mutex;

use pilotfish_engine::Home;
use pilotfish_engine::log_filter::may_be_logged;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, registry};

const FILE: &str = "pilotfish.log";
const BEFORE: &str = "pilotfish.old.log";
/// How large the file may be at a start, bytes.
const LARGE: u64 = 4_000_000;

/// Begins to write. Where no file can be written, standard error is all there is.
pub(crate) fn begin(home: &Home) {
    let filter = EnvFilter::try_from_env("PILOTFISH_LOG").unwrap_or_else(|_| EnvFilter::new("warn,pilotfish=info"));
    let said = layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let file = home
        .prepare_logs()
        .map_err(|error| error.to_string())
        .and_then(|folder| open(&folder).map_err(|error| error.to_string()));
    let problem = file.as_ref().err().cloned();
    let kept = file
        .ok()
        .map(|file| layer().with_ansi(false).with_writer(Mutex::new(file)));
    registry()
        .with(filter)
        .with(filter_fn(may_be_logged))
        .with(said)
        .with(kept)
        .init();
    if let Some(problem) = problem {
        tracing::warn!(problem, "no log file can be written");
    }
}

/// The file to write on in. A second start of the program writes into it too, until it finds that it is the second.
fn open(folder: &Path) -> std::io::Result<File> {
    let file = folder.join(FILE);
    if std::fs::metadata(&file).is_ok_and(|found| found.len() > LARGE) {
        std::fs::rename(&file, folder.join(BEFORE))?;
    }
    let mut options = File::options();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)
}
