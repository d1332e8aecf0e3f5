//! The app as it runs: what is asked of it, and what it takes.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use pilotfish_tests::commands::{ask, frame};
use pilotfish_tests::desktop::Desktop;
use pilotfish_tests::process_tree::{Process, cpu_s, pss_kb, under};
use pilotfish_tests::wait::wait_for;
use serde_json::{Value, json};

/// What the program says on standard error when its page has been painted for the first time, with everything that it shows.
const PAINTED: &str = "first paint";
/// For a program that was built without optimisation, on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// The app, ended with this.
pub(crate) struct App {
    child: Child,
    started: Instant,
    painted: Receiver<Instant>,
    home: std::path::PathBuf,
}

impl App {
    /// Starts it with the data of that desktop.
    pub(crate) fn start(desktop: &Desktop, options: &[&str]) -> Self {
        let home = desktop.path("data");
        Self::of(&mut desktop.command(&home, options), home.clone())
    }

    fn of(command: &mut Command, home: std::path::PathBuf) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let started = Instant::now();
        let mut child = command.spawn().expect("the app");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let (paints, painted) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.contains(PAINTED) {
                    // Whoever waits for it may have gone.
                    let _ = paints.send(Instant::now());
                } else if line.contains("ERROR") || line.contains("panicked") {
                    eprintln!("{line}");
                }
            }
        });
        Self {
            child,
            started,
            painted,
            home,
        }
    }

    /// Waits for the next first picture of a window, and says how long after the program's start it was there.
    pub(crate) fn first_frame(&self) -> Duration {
        let at = self.painted.recv_timeout(PATIENCE).expect("a first picture");
        at.duration_since(self.started)
    }

    /// Waits until its engine copies.
    pub(crate) fn runs(&self) {
        wait_for(PATIENCE, "the engine runs", || {
            frame(&self.home).filter(|frame| frame["state"] == "running")
        });
    }

    /// What is always on the screen.
    pub(crate) fn frame(&self) -> Value {
        frame(&self.home).expect("it answers")
    }

    /// Gives a command.
    pub(crate) fn ask(&self, command: &str, arguments: &Value) -> Value {
        match ask(&self.home, command, arguments) {
            Ok(Some(answer)) => answer,
            other => panic!("{command}: {other:?}"),
        }
    }

    /// Follows a trader with so many percent.
    pub(crate) fn follow(&self, address: &str, percentage: &str) {
        let mut draft = self.ask("follow_defaults", &json!({ "address": address }));
        draft["percentage"] = json!(percentage);
        self.ask("follow", &json!({ "address": address, "draft": draft }));
    }

    /// The demo's clock.
    pub(crate) fn speed(&self, times: u32) {
        self.ask("set_clock", &json!({ "speed": times, "paused": false }));
    }

    /// It and everything that it started.
    pub(crate) fn processes(&self) -> Vec<Process> {
        let found = under(self.child.id());
        assert!(!found.is_empty(), "the app has ended");
        found
    }

    /// Whether a window is there: the process that shows its page.
    pub(crate) fn has_page(&self) -> bool {
        self.processes()
            .iter()
            .any(|process| process.name.starts_with("WebKitWebProc"))
    }

    /// The memory of all of its processes, MB.
    pub(crate) fn memory(&self) -> f64 {
        let kilobytes: u64 = self.processes().iter().map(|process| pss_kb(process.id)).sum();
        megabytes(kilobytes * 1_024)
    }

    /// The memory of each of its processes, MB, for people.
    pub(crate) fn memory_of_each(&self) -> String {
        let processes = self.processes();
        let each = processes.iter().map(|process| {
            let memory = megabytes(pss_kb(process.id) * 1_024);
            format!("{} {memory:.1}", process.name)
        });
        each.collect::<Vec<_>>().join(", ")
    }

    /// What it takes of a core in that time, percent; and each of its processes, for people.
    pub(crate) fn cpu(&self, during: Duration) -> (f64, String) {
        let (before, begun) = (self.processes(), Instant::now());
        std::thread::sleep(during);
        let (after, seconds) = (self.processes(), begun.elapsed().as_secs_f64());
        let share = |after: &[Process], before: &[Process]| (cpu_s(after) - cpu_s(before)) / seconds * 100.0;
        let each = after.iter().map(|process| {
            let of_it = before.iter().filter(|other| other.id == process.id).cloned();
            let share = share(std::slice::from_ref(process), &of_it.collect::<Vec<_>>());
            format!("{} {share:.1} %", process.name)
        });
        (share(&after, &before), each.collect::<Vec<_>>().join(", "))
    }

    /// Ends it as a system that shuts down does.
    pub(crate) fn end(mut self) {
        let told = Command::new("kill")
            .args(["-s", "TERM", &self.child.id().to_string()])
            .status();
        assert!(told.is_ok_and(|status| status.success()), "it could not be told");
        wait_for(PATIENCE, "the app ends", || self.child.try_wait().expect("its state"));
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The settings of that desktop's user, who has been welcomed.
pub(crate) fn settings(desktop: &Desktop, keeps_window: bool) {
    let text = json!({ "welcomed": true, "keepWindow": keeps_window, "lookForUpdates": false }).to_string();
    std::fs::write(desktop.path("data").join("settings.json"), text).expect("the settings");
}

/// The size of a file, MB.
pub(crate) fn size_of(file: &Path) -> f64 {
    megabytes(
        file.metadata()
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
            .len(),
    )
}

fn megabytes(bytes: u64) -> f64 {
    // No figure here has more than 52 bits.
    bytes as f64 / 1_000_000.0
}
