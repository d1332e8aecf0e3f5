//! A program as a process: started, listened to, ended; never left behind.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::wait;

/// What a program that ended left.
#[derive(Debug, Clone)]
pub struct Ended {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it printed for people and logs.
    pub stderr: String,
}

impl Ended {
    /// That it failed as a program should: a code of its own, clear words, no trace of its inside.
    ///
    /// # Panics
    /// When it did not.
    pub fn assert_refused(&self, words: &[&str]) {
        assert!(
            self.code.is_some_and(|code| code != 0),
            "it should have failed: {self:?}"
        );
        self.assert_tidy();
        let said = self.stderr.to_lowercase();
        for word in words {
            assert!(
                said.contains(&word.to_lowercase()),
                "nothing of {word:?} in: {}",
                self.stderr
            );
        }
    }

    /// That it ended well.
    ///
    /// # Panics
    /// When it did not.
    pub fn assert_success(&self) {
        assert_eq!(self.code, Some(0), "it should have ended well: {}", self.stderr);
        self.assert_tidy();
    }

    /// No panic and no dump of its inside on standard error.
    ///
    /// # Panics
    /// When there is.
    pub fn assert_tidy(&self) {
        assert_tidy(&self.stderr);
    }
}

/// No panic and no dump of a program's inside.
///
/// # Panics
/// When there is.
pub fn assert_tidy(stderr: &str) {
    for sign in [
        "panicked at",
        "RUST_BACKTRACE",
        "Err(",
        "Error {",
        "Some(",
        "StoreError",
        "EngineError",
        "CliError",
    ] {
        assert!(!stderr.contains(sign), "{sign:?} on standard error: {stderr}");
    }
}

/// A running program whose output is gathered as it comes.
#[derive(Debug)]
pub struct Running {
    child: Child,
    stdout: Gathered,
    stderr: Gathered,
}

#[derive(Debug)]
struct Gathered {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Gathered {
    fn of(mut source: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            let mut piece = [0_u8; 8_192];
            while let Ok(count @ 1..) = source.read(&mut piece) {
                into.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend_from_slice(&piece[..count]);
            }
        });
        Self {
            text,
            reader: Some(reader),
        }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    fn finish(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            // A reader that panicked has gathered what it could.
            let _ = reader.join();
        }
        self.so_far()
    }
}

impl Running {
    /// Starts it.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
        let stdout = Gathered::of(child.stdout.take().expect("a pipe"));
        let stderr = Gathered::of(child.stderr.take().expect("a pipe"));
        Self { child, stdout, stderr }
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it printed so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.so_far()
    }

    /// What it said on standard error so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.so_far()
    }

    /// Its end, if it has come.
    ///
    /// # Panics
    /// When the system does not say.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child's state")
    }

    /// SIGKILL: no chance to do anything more. Returns when it is gone; harmless when it was gone before.
    pub fn kill(&mut self) {
        // It fails only for a process that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to end, as a system that shuts down does.
    ///
    /// # Panics
    /// When the signal cannot be sent.
    pub fn terminate(&self) {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "SIGTERM could not be sent");
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it has not ended within that time; it is killed then.
    #[must_use]
    pub fn finish(mut self, limit: Duration) -> Ended {
        let status = wait::look_for(limit, || self.ended());
        if status.is_none() {
            self.kill();
        }
        let (stdout, stderr) = (self.stdout.finish(), self.stderr.finish());
        let status = status.unwrap_or_else(|| panic!("it did not end within {limit:?}: {stderr}"));
        Ended {
            code: status.code(),
            stdout,
            stderr,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a program to its end.
///
/// # Panics
/// When it cannot be started or does not end in time.
#[must_use]
pub fn run(command: &mut Command, limit: Duration) -> Ended {
    Running::start(command).finish(limit)
}
