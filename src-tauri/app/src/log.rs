//! What the program says of itself: on standard error, and in `logs/pilotfish.log`. When that has grown large it becomes
//! `pilotfish.old.log` in place of the one before, at a start and while the program runs: it may run for months.

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use pilotfish_api::Preferences;
use pilotfish_engine::log_filter::may_be_logged;
use pilotfish_engine::{Home, log_levels, log_repeats};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

const FILE: &str = "pilotfish.log";
const BEFORE: &str = "pilotfish.old.log";
/// How large the file may grow, bytes.
const LARGE: u64 = 4_000_000;

/// Begins to write. Where no file can be written, standard error is all there is.
pub(crate) fn begin(home: &Home) {
    let filter = log_levels::layer(Preferences::saved(home).log_level.filter());
    let said = layer()
        .event_format(log_repeats::Lines::default())
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    let file = home
        .prepare_logs()
        .map_err(|error| error.to_string())
        .and_then(|folder| LogFile::open(&folder, LARGE).map_err(|error| error.to_string()));
    let problem = file.as_ref().err().cloned();
    let kept = file.ok().map(|file| {
        layer()
            .event_format(log_repeats::Lines::default())
            .with_ansi(false)
            .with_writer(Mutex::new(file))
    });
    registry()
        .with(filter)
        .with(filter_fn(may_be_logged))
        .with(log_repeats::layer())
        .with(said)
        .with(kept)
        .init();
    if let Some(problem) = problem {
        tracing::warn!(problem, "no log file can be written");
    }
}

/// The file that is written on in. A second start of the program writes into it too, until it finds that it is the second.
struct LogFile {
    folder: PathBuf,
    file: File,
    /// What is in it as far as we know, bytes.
    size: u64,
    most: u64,
}

impl LogFile {
    fn open(folder: &Path, most: u64) -> std::io::Result<Self> {
        let path = folder.join(FILE);
        if std::fs::metadata(&path).is_ok_and(|found| found.len() > most) {
            std::fs::rename(&path, folder.join(BEFORE))?;
        }
        let mut options = File::options();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(&path)?;
        let size = file.metadata()?.len();
        Ok(Self {
            folder: folder.to_owned(),
            file,
            size,
            most,
        })
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(line)?;
        self.size = self.size.saturating_add(written as u64);
        if self.size > self.most {
            // Where it cannot be put aside it is written on in: too long a log is better than none.
            match Self::open(&self.folder, self.most) {
                Ok(next) => *self = next,
                Err(_) => self.size = 0,
            }
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_log_turns_while_it_is_written_and_never_holds_more_than_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = LogFile::open(folder.path(), 1_000).unwrap();
        for number in 0..1_000 {
            writeln!(log, "a warning, the {number}th of its kind").unwrap();
        }
        log.flush().unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names.len(), 2, "{names:?}");
        let size = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(size(FILE) <= 1_100 && size(BEFORE) <= 1_100);
        let now = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        let before = std::fs::read_to_string(folder.path().join(BEFORE)).unwrap();
        assert!(format!("{before}{now}").ends_with("the 999th of its kind\n"));
    }

    #[test]
    fn a_large_log_is_put_aside_at_a_start_and_a_small_one_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "x".repeat(2_000)).unwrap();
        let mut log = LogFile::open(folder.path(), 1_000).unwrap();
        writeln!(log, "one").unwrap();
        drop(log);
        let mut log = LogFile::open(folder.path(), 1_000).unwrap();
        writeln!(log, "two").unwrap();
        let now = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(now, "one\ntwo\n");
        assert_eq!(std::fs::metadata(folder.path().join(BEFORE)).unwrap().len(), 2_000);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(FILE))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o077, 0, "for its owner only");
        }
    }
}
