//! A display for a window: the one that is there, or one of our own where Xvfb is installed.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::wait;

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
        (170..270).find_map(Self::start)
    }

    fn start(number: u32) -> Option<Self> {
        let socket = format!("/tmp/.X11-unix/X{number}");
        if Path::new(&socket).exists() || Path::new(&format!("/tmp/.X{number}-lock")).exists() {
            return None;
        }
        let name = format!(":{number}");
        let mut server = quiet(Command::new("Xvfb").args([&name, "-screen", "0", "1280x900x24", "-nolisten", "tcp"]))?;
        // Another one may have taken the number meanwhile: then ours ends at once.
        let up = wait::look_for(START, || {
            let gone = !matches!(server.try_wait(), Ok(None));
            (gone || Path::new(&socket).exists()).then_some(!gone)
        });
        let mut display = Self {
            name: name.clone(),
            servers: vec![server],
        };
        if up != Some(true) {
            return None;
        }
        if has("openbox") {
            display
                .servers
                .extend(quiet(Command::new("openbox").env("DISPLAY", &name)));
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
