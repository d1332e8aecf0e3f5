//! A display for a window: the one that is there, or one of our own where Xvfb is installed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a display may take to come up.
const START: Duration = Duration::from_secs(60);

/// A display, ended with this if it was started by it.
#[derive(Debug)]
pub struct Display {
    /// Its name, as `DISPLAY` has it.
    pub name: String,
    servers: Vec<Child>,
}

/// Whether a program is on the PATH.
#[must_use]
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

impl Display {
    /// One of our own, so that other windows do not lie over ours; else the one that is there; none where there is neither.
    #[must_use]
    pub fn find() -> Option<Self> {
        if !has("Xvfb") {
            let name = std::env::var("DISPLAY").ok().filter(|name| !name.is_empty())?;
            return Some(Self {
                name,
                servers: Vec::new(),
            });
        }
        Self::start()
    }

    /// The server itself takes a number that is free, and tells it once it listens: whoever starts at the same moment has another.
    fn start() -> Option<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let told = BufReader::new(server.stdout.take()?);
        let mut display = Self {
            name: String::new(),
            servers: vec![server],
        };
        let (tell, number) = mpsc::channel();
        std::thread::spawn(move || tell.send(told.lines().next()));
        let number = number.recv_timeout(START).ok()??.ok()?;
        display.name = format!(":{}", number.trim());
        if has("openbox") {
            let mut manager = Command::new("openbox");
            display.servers.extend(quiet(manager.env("DISPLAY", &display.name)));
        }
        Some(display)
    }
}

fn quiet(command: &mut Command) -> Option<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()
}

impl Drop for Display {
    fn drop(&mut self) {
        for server in self.servers.iter_mut().rev() {
            // It may be gone already.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_that_are_wanted_at_the_same_moment_are_each_somebodys_own() {
        if !has("Xvfb") {
            println!("skipped: Xvfb is not installed");
            return;
        }
        let starts: Vec<_> = (0..4).map(|_| std::thread::spawn(Display::find)).collect();
        let displays: Vec<Display> = starts
            .into_iter()
            .map(|start| start.join().expect("a start").expect("a display"))
            .collect();
        let mut names: Vec<&str> = displays.iter().map(|display| display.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), displays.len(), "{names:?}");
    }
}
