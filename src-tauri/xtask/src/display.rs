//! A display for machines that have none: Xvfb with a window manager, for as long as the task runs.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::process::has;

/// A display, ended with the task.
#[derive(Debug)]
pub(crate) struct Display {
    name: Option<String>,
    servers: Vec<Child>,
}

impl Display {
    /// The one that is there, or one of our own.
    pub(crate) fn ensure() -> Result<Self, String> {
        let there = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if there("DISPLAY") || there("WAYLAND_DISPLAY") || !cfg!(target_os = "linux") {
            return Ok(Self {
                name: None,
                servers: Vec::new(),
            });
        }
        if !has("Xvfb") {
            return Err("there is no display; install xvfb and openbox, or set DISPLAY".to_owned());
        }
        let number = (70..170)
            .find(|number| !std::path::Path::new(&format!("/tmp/.X11-unix/X{number}")).exists())
            .ok_or("no free display number")?;
        let name = format!(":{number}");
        eprintln!("no display here: starting Xvfb {name}");
        let server = quiet(Command::new("Xvfb").args([&name, "-screen", "0", "1280x900x24", "-nolisten", "tcp"]))?;
        let mut display = Self {
            name: Some(name.clone()),
            servers: vec![server],
        };
        wait_for(&format!("/tmp/.X11-unix/X{number}"))?;
        if has("openbox") {
            display
                .servers
                .push(quiet(Command::new("openbox").env("DISPLAY", &name))?);
        }
        Ok(display)
    }

    /// The program under this display and, where there is none, a session bus of its own.
    pub(crate) fn command(&self, program: &std::path::Path) -> Command {
        let bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
        let mut command = if bus || !has("dbus-run-session") {
            Command::new(program)
        } else {
            let mut command = Command::new("dbus-run-session");
            command.arg("--").arg(program);
            command
        };
        if let Some(name) = &self.name {
            command.env("DISPLAY", name);
        }
        command
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for server in self.servers.iter_mut().rev() {
            // It may be gone already; then there is nothing to end.
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn quiet(command: &mut Command) -> Result<Child, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("could not start {program}: {error}"))
}

fn wait_for(path: &str) -> Result<(), String> {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        if std::path::Path::new(path).exists() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(format!("{path} did not appear within 10 s"))
}
