//! Wherever the program in its window may have left a secret: what it wrote and said, what it was started with, what went over the
//! session's bus, and the memory of the processes that show its pages and fetch for them.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pilotfish_tests::wait::wait_until;
use pilotfish_tests::webdriver::Window;

use super::stage::Desktop;

/// A place by its name, and what lies there.
pub(crate) type Place = (String, Vec<u8>);

/// Everything but the bus, which is listened to from the beginning.
pub(crate) fn of(desktop: &Desktop, window: &Window) -> Vec<Place> {
    let mut places = vec![("what it said".to_owned(), window.stderr().into_bytes())];
    for folder in ["data", "home/.local/share/app.pilotfish.desktop", "home/.cache"] {
        places.extend(files_under(&desktop.path(folder)));
    }
    let app = desktop.app().expect("the app's process");
    let pages = desktop.web_processes();
    let all = [(app, "app")]
        .into_iter()
        .chain(pages.iter().map(|id| (*id, "web process")));
    for (id, of) in all {
        for part in ["environ", "cmdline"] {
            let content = std::fs::read(format!("/proc/{id}/{part}")).unwrap_or_default();
            places.push((format!("{part} of the {of}"), content));
        }
    }
    for id in pages.into_iter().chain(desktop.network_processes()) {
        let memory = memory_of(id);
        assert!(!memory.is_empty(), "the memory of process {id} cannot be read here");
        places.extend(memory);
    }
    assert!(places.len() > 10, "{}", places.len());
    places
}

/// Everything that goes over the session's bus while this stands, byte for byte.
pub(crate) struct BusTraffic {
    monitor: Child,
    file: std::path::PathBuf,
}

impl BusTraffic {
    /// None where there is no program to listen with.
    pub(crate) fn of(desktop: &Desktop) -> Option<Self> {
        if !pilotfish_tests::display::has("dbus-monitor") {
            println!("skipped: dbus-monitor is not installed, so nobody listens to the bus");
            return None;
        }
        let file = desktop.path("bus-traffic");
        let monitor = Command::new("dbus-monitor")
            .args(["--address", &desktop.bus.address, "--binary"])
            .stdout(std::fs::File::create(&file).expect("a file"))
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-monitor");
        let heard = Self { monitor, file };
        // Its own coming is the first that it hears.
        wait_until(Duration::from_secs(60), "somebody who listens to the bus", || {
            !heard.content().is_empty()
        });
        Some(heard)
    }

    pub(crate) fn content(&self) -> Vec<u8> {
        std::fs::read(&self.file).expect("what was heard")
    }

    /// What was heard, as a place like another.
    pub(crate) fn place(&self) -> Place {
        ("the session's bus".to_owned(), self.content())
    }
}

impl Drop for BusTraffic {
    fn drop(&mut self) {
        // It may be gone with its bus.
        let _ = self.monitor.kill();
        let _ = self.monitor.wait();
    }
}

fn files_under(folder: &Path) -> Vec<Place> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(files_under(&path));
        } else if let Ok(content) = std::fs::read(&path) {
            files.push((path.display().to_string(), content));
        }
    }
    files
}

/// What a process of the user's has in memory, by its parts; nothing where the system does not let us look.
fn memory_of(id: u32) -> Vec<Place> {
    use std::os::unix::fs::FileExt;
    let (Ok(maps), Ok(memory)) = (
        std::fs::read_to_string(format!("/proc/{id}/maps")),
        std::fs::File::open(format!("/proc/{id}/mem")),
    ) else {
        return Vec::new();
    };
    let part = |line: &str| {
        let (range, rest) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        // Reserved and never written is not there to be read.
        if !rest.starts_with("rw") || to - from > 1 << 30 {
            return None;
        }
        let mut content = vec![0; usize::try_from(to - from).ok()?];
        let read = memory.read_at(&mut content, from).ok()?;
        content.truncate(read);
        Some((format!("memory {range} of process {id}"), content))
    };
    maps.lines().filter_map(part).collect()
}
