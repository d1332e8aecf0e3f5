//! A service manager as a program sees it: the socket at which it is told that the program is ready, alive, and ends.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tempfile::TempDir;

use crate::wait::wait_until;

/// How often the reader looks whether it is to end.
const LOOK: Duration = Duration::from_millis(100);

/// Listens as systemd does, and remembers every message.
#[derive(Debug)]
pub struct ServiceManager {
    folder: TempDir,
    heard: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

impl ServiceManager {
    /// Begins to listen.
    ///
    /// # Panics
    /// When there is no socket to be had.
    #[must_use]
    pub fn listen() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = UnixDatagram::bind(folder.path().join("notify")).expect("a socket");
        socket.set_read_timeout(Some(LOOK)).expect("a time to wait");
        let (heard, over) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicBool>::default());
        let (into, ends) = (Arc::clone(&heard), Arc::clone(&over));
        let reader = std::thread::spawn(move || {
            let mut message = [0_u8; 8_192];
            while !ends.load(Ordering::Acquire) {
                // Nothing for a while is no end.
                let Ok(length) = socket.recv(&mut message) else {
                    continue;
                };
                let text = String::from_utf8_lossy(&message[..length]).into_owned();
                let mut heard = into.lock().unwrap_or_else(PoisonError::into_inner);
                heard.extend(text.lines().map(str::to_owned));
            }
        });
        Self {
            folder,
            heard,
            over,
            reader: Some(reader),
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> PathBuf {
        self.folder.path().join("notify")
    }

    /// The program is started under it, and taken for hung after that long without a sign of life.
    pub fn watches(&self, command: &mut Command, within: Duration) {
        command
            .env("NOTIFY_SOCKET", self.address())
            .env("WATCHDOG_USEC", within.as_micros().to_string())
            .env_remove("WATCHDOG_PID");
    }

    /// Everything it was told so far, oldest first.
    #[must_use]
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often it was told that.
    #[must_use]
    pub fn times(&self, message: &str) -> usize {
        self.heard().iter().filter(|heard| *heard == message).count()
    }

    /// Waits until it was told that so many times in all.
    ///
    /// # Panics
    /// When it is not within that time.
    pub fn waits_for(&self, message: &str, times: usize, limit: Duration) {
        wait_until(limit, &format!("{message}, {times} times"), || {
            self.times(message) >= times
        });
    }
}

impl Drop for ServiceManager {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        if let Some(reader) = self.reader.take() {
            // One that panicked has heard what it could.
            let _ = reader.join();
        }
    }
}
