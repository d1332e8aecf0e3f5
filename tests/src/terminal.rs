//! A person at a terminal: a program whose questions are read from a real terminal device, and answered on it.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::process::Ended;
use crate::wait;

/// How long a question may be waited for: a program in between asks the venue.
const ASKED_WITHIN: Duration = Duration::from_secs(120);

/// A program whose standard input and standard error are a terminal; what it prints is gathered beside it.
#[derive(Debug)]
pub struct AtTerminal {
    child: Child,
    ours: File,
    shown: Arc<Mutex<Vec<u8>>>,
    /// Everything before this was answered.
    read: usize,
    printed: Arc<Mutex<Vec<u8>>>,
    readers: Vec<JoinHandle<()>>,
}

fn gather(mut source: impl Read + Send + 'static, into: &Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    let into = Arc::clone(into);
    std::thread::spawn(move || {
        let mut piece = [0_u8; 8_192];
        // A terminal that nobody holds any more is an error, and the end.
        while let Ok(count @ 1..) = source.read(&mut piece) {
            let mut text = into.lock().unwrap_or_else(PoisonError::into_inner);
            text.extend_from_slice(&piece[..count]);
        }
    })
}

fn text(of: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&of.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

impl AtTerminal {
    /// Starts it.
    ///
    /// # Panics
    /// When there is no terminal to be had, or it cannot be started.
    #[must_use]
    pub fn start(command: &mut Command) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).expect("a terminal");
        grantpt(&ours).expect("a terminal of our own");
        unlockpt(&ours).expect("an open terminal");
        let name = ptsname(&ours, Vec::new()).expect("its name");
        let theirs = |flags: OFlags| -> OwnedFd {
            rustix::fs::open(&name, flags | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).expect("its other end")
        };
        let mut child = command
            .stdin(Stdio::from(theirs(OFlags::RDONLY)))
            .stderr(Stdio::from(theirs(OFlags::WRONLY)))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} could not be started: {error}"));
        // A command keeps what it was given: as long as it held the other end, the terminal would not end with the program.
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let ours = File::from(ours);
        let (shown, printed) = (Arc::default(), Arc::default());
        let readers = vec![
            gather(ours.try_clone().expect("a second handle"), &shown),
            gather(child.stdout.take().expect("a pipe"), &printed),
        ];
        Self {
            child,
            ours,
            shown,
            read: 0,
            printed,
            readers,
        }
    }

    /// Waits for a question with those words, and answers it.
    ///
    /// # Panics
    /// When it does not come in time, or the program ends before.
    pub fn answer(&mut self, question: &str, answer: &str) {
        let answer = answer.to_owned();
        self.answer_with(question, |_| answer);
    }

    /// As [`AtTerminal::answer`], with an answer that is read off what is shown.
    ///
    /// # Panics
    /// As [`AtTerminal::answer`].
    pub fn answer_with(&mut self, question: &str, answer: impl FnOnce(&str) -> String) {
        let place = wait::look_for(ASKED_WITHIN, || {
            let shown = text(&self.shown);
            let place = shown.get(self.read..).and_then(|new| new.find(question));
            let has_ended = self.child.try_wait().ok().flatten().is_some();
            match place {
                Some(place) => Some(Some(self.read + place + question.len())),
                None if has_ended => Some(None),
                None => None,
            }
        });
        let Some(end) = place.flatten() else {
            panic!("{question:?} was not asked: {}\n{}", text(&self.shown), self.stdout())
        };
        let typed = answer(&text(&self.shown)[..end]);
        self.read = end;
        writeln!(self.ours, "{typed}").expect("a terminal that takes what is typed");
    }

    /// Answers each of those questions whenever it is asked, until the program ends, however long it goes on: a program may wait for
    /// something that takes minutes. One that says nothing for so long hangs.
    ///
    /// # Panics
    /// When it says nothing for so long; it is killed then.
    #[must_use]
    pub fn converse(mut self, answers: &[(&str, &str)], silence: Duration) -> Ended {
        let mut said = (0, Instant::now());
        let ended = wait::look_for(Duration::MAX, || {
            let has_ended = !self.runs();
            let shown = text(&self.shown);
            let new = shown.get(self.read..).unwrap_or_default();
            let asked = |(question, answer): &(&str, &str)| {
                let place = new.find(question)?;
                Some((place, place + question.len(), (*answer).to_owned()))
            };
            if let Some((_, end, answer)) = answers.iter().filter_map(asked).min().filter(|_| !has_ended) {
                self.read += end;
                writeln!(self.ours, "{answer}").expect("a terminal that takes what is typed");
            }
            let so_far = shown.len() + self.stdout().len();
            if said.0 != so_far {
                said = (so_far, Instant::now());
            }
            let hangs = said.1.elapsed() >= silence;
            (has_ended || hangs).then_some(has_ended)
        });
        if ended != Some(true) {
            let _ = self.child.kill();
            panic!("it said nothing for {silence:?}: {}\n{}", self.shown(), self.stdout());
        }
        self.finish(Duration::ZERO)
    }

    /// What it printed so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        text(&self.printed)
    }

    /// What the terminal shows so far, what was typed with it.
    #[must_use]
    pub fn shown(&self) -> String {
        text(&self.shown)
    }

    /// Whether it still runs.
    ///
    /// # Panics
    /// When the system does not say.
    pub fn runs(&mut self) -> bool {
        self.child.try_wait().expect("a child's state").is_none()
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
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

    /// Waits for its end. What the terminal showed counts as its standard error.
    ///
    /// # Panics
    /// When it has not ended within that time; it is killed then.
    #[must_use]
    pub fn finish(mut self, limit: Duration) -> Ended {
        let status = wait::look_for(limit, || self.child.try_wait().expect("a child's state"));
        if status.is_none() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        for reader in std::mem::take(&mut self.readers) {
            // One that panicked has gathered what it could.
            let _ = reader.join();
        }
        let (stdout, stderr) = (self.stdout(), self.shown());
        let status = status.unwrap_or_else(|| panic!("it did not end within {limit:?}: {stderr}\n{stdout}"));
        Ended {
            code: status.code(),
            stdout,
            stderr,
        }
    }
}

impl Drop for AtTerminal {
    fn drop(&mut self) {
        // It fails only for a process that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_end_is_seen_while_the_command_that_started_it_is_kept() {
        let mut command = Command::new("sh");
        command.args(["-c", "printf 'name: ' >&2; read name; echo \"hello $name\""]);
        let ended = AtTerminal::start(&mut command).converse(&[("name: ", "you")], Duration::from_secs(60));
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), "hello you\n"));
        drop(command);
    }

    #[test]
    #[should_panic(expected = "it said nothing for 100ms: name: ")]
    fn one_that_hangs_is_told_by_what_it_said_last() {
        let mut command = Command::new("sh");
        command.args(["-c", "printf 'name: ' >&2; exec sleep 600"]);
        let hangs = AtTerminal::start(&mut command);
        wait::wait_until(Duration::from_secs(60), "the question", || {
            hangs.shown().contains("name: ")
        });
        // Whoever answers nothing waits for ever, as does the program.
        let _ = hangs.converse(&[], Duration::from_millis(100));
    }
}
