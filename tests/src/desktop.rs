//! A desktop of our own: display, bus, folders, and the app on it, by itself or in a window under remote control.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::display::{Display, has};
use crate::process::Running;
use crate::process_tree;
use crate::programs::program;
use crate::session_bus::SessionBus;
use crate::webdriver::Window;

/// A desktop of our own: display, bus, and folders for everything.
#[derive(Debug)]
pub struct Desktop {
    display: Display,
    /// Its session bus.
    pub bus: SessionBus,
    folder: TempDir,
    /// What the programs' environment has besides.
    besides: Vec<(&'static str, PathBuf)>,
}

impl Desktop {
    /// For windows under remote control; none where something it takes is missing, which is said.
    ///
    /// # Panics
    /// When the folders or the bus cannot be made.
    #[must_use]
    pub fn new() -> Option<Self> {
        Self::with(&["WebKitWebDriver", "dbus-daemon"])
    }

    /// For the app by itself, whose window is closed as a person closes it; none where something that takes is missing.
    ///
    /// # Panics
    /// As [`Desktop::new`].
    #[must_use]
    pub fn without_driver() -> Option<Self> {
        Self::with(&["dbus-daemon", "openbox", "wmctrl"])
    }

    fn with(tools: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, mode) in [("home", 0o755), ("runtime", 0o700), ("data", 0o755)] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("its permissions");
        }
        for tool in tools {
            if !has(tool) {
                println!("skipped: {tool} is not installed");
                return None;
            }
        }
        let Some(display) = Display::find() else {
            println!("skipped: there is no display, and Xvfb is not installed");
            return None;
        };
        let bus = SessionBus::start(folder.path()).expect("dbus-daemon is installed");
        Some(Self {
            display,
            bus,
            folder,
            besides: Vec::new(),
        })
    }

    /// The same, where the system has no library to make a tray icon with: what the loader finds first is none.
    ///
    /// # Panics
    /// When the files that stand for it cannot be written.
    #[must_use]
    pub fn without_tray_library(mut self) -> Self {
        let folder = self.path("libraries");
        std::fs::create_dir(&folder).expect("a folder");
        for name in ["libayatana-appindicator3", "libappindicator3"] {
            // The second is there where the library's own headers are.
            for ending in ["so.1", "so"] {
                std::fs::write(folder.join(format!("{name}.{ending}")), "").expect("a file that is no library");
            }
        }
        self.besides.push(("LD_LIBRARY_PATH", folder));
        self
    }

    /// What has that name in the desktop's folder.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The app in its window.
    ///
    /// # Panics
    /// When the driver gives no session.
    pub async fn open(&self) -> Window {
        self.open_with(&["--seed", "7"]).await
    }

    /// The same with these options.
    ///
    /// # Panics
    /// As [`Desktop::open`].
    pub async fn open_with(&self, options: &[&str]) -> Window {
        self.open_program(&program("pilotfish"), options).await
    }

    /// The same of a copy of the program.
    ///
    /// # Panics
    /// As [`Desktop::open`].
    pub async fn open_program(&self, program: &Path, options: &[&str]) -> Window {
        let mut driver = Command::new("WebKitWebDriver");
        self.surround(&mut driver);
        let data = self.path("data");
        let args = [&["--home", data.to_str().expect("a path")], options].concat();
        Window::open(&mut driver, program, &args)
            .await
            .expect("a session with the window")
    }

    /// Starts the app another time, as from the desktop's menu.
    #[must_use]
    pub fn start_again(&self) -> Running {
        self.start_at(&self.path("data"), &[])
    }

    /// The same with data in that folder and these options, as from a terminal.
    #[must_use]
    pub fn start_at(&self, home: &Path, options: &[&str]) -> Running {
        Running::start(&mut self.command(home, options))
    }

    /// What starts it so.
    #[must_use]
    pub fn command(&self, home: &Path, options: &[&str]) -> Command {
        let mut command = Command::new(program("pilotfish"));
        self.surround(&mut command);
        command.arg("--home").arg(home).args(options);
        command
    }

    /// The programs' environment has this from now on.
    pub fn has(&mut self, name: &'static str, value: &Path) {
        self.besides.push((name, value.to_owned()));
    }

    /// Sends a process that signal. Whether it was there.
    pub fn tell(&self, process: u32, signal: &str) -> bool {
        let sent = Command::new("kill").args(["-s", signal, &process.to_string()]).status();
        sent.is_ok_and(|status| status.success())
    }

    /// The environment of this desktop, and of no other.
    fn surround(&self, program: &mut Command) {
        program
            .env("DISPLAY", &self.display.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("HOME", self.path("home"))
            .env("XDG_RUNTIME_DIR", self.path("runtime"))
            .env("LANG", "C.UTF-8")
            .env("PILOTFISH_LOG", "info")
            .env_remove("PILOTFISH_HOME")
            .env_remove("XDG_DATA_HOME")
            .envs(self.besides.iter().map(|(name, value)| (name, value)));
    }

    /// The app's process: the one that has our folder in its environment.
    #[must_use]
    pub fn app(&self) -> Option<u32> {
        self.process_of(&program("pilotfish"))
    }

    /// The process of that copy of the program.
    #[must_use]
    pub fn process_of(&self, program: &Path) -> Option<u32> {
        let (exe, mark) = (program.canonicalize().ok()?, self.path("runtime"));
        std::fs::read_dir("/proc")
            .ok()?
            .filter_map(Result::ok)
            .find_map(|entry| {
                let id: u32 = entry.file_name().to_str()?.parse().ok()?;
                let is_app = std::fs::read_link(entry.path().join("exe")).ok()? == exe;
                let environment = std::fs::read(entry.path().join("environ")).ok()?;
                let mark = mark.as_os_str().as_encoded_bytes();
                (is_app && crate::files::holds(&environment, mark)).then_some(id)
            })
    }

    /// The display, as `DISPLAY` names it.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display.name
    }

    /// The processes that show the app's pages.
    #[must_use]
    pub fn web_processes(&self) -> Vec<u32> {
        self.children("WebKitWebProces")
    }

    /// The processes that fetch what pages ask for: one for all of them, which ends a moment after the last window.
    #[must_use]
    pub fn network_processes(&self) -> Vec<u32> {
        self.children("WebKitNetworkPr")
    }

    /// The app's children of that name.
    fn children(&self, named: &str) -> Vec<u32> {
        let Some(app) = self.app() else { return Vec::new() };
        let mut found: Vec<u32> = process_tree::under(app)
            .into_iter()
            .filter(|process| process.parent == app && process.name == named)
            .map(|process| process.id)
            .collect();
        found.sort_unstable();
        found
    }

    /// Takes a picture of the whole display, for people to look at, where there is a program for that.
    ///
    /// # Panics
    /// When the program for that fails.
    pub fn picture(&self, file: &Path) {
        if let Some(folder) = file.parent().filter(|_| has("scrot")) {
            std::fs::create_dir_all(folder).expect("the pictures' folder");
            let taken = Command::new("scrot")
                .arg("--overwrite")
                .arg(file)
                .env("DISPLAY", &self.display.name)
                .status();
            assert!(taken.is_ok_and(|status| status.success()), "no picture of the display");
        }
    }

    /// The titles of the X windows.
    ///
    /// # Panics
    /// Without `wmctrl`.
    #[must_use]
    pub fn titles(&self) -> String {
        let listed = Command::new("wmctrl")
            .arg("-l")
            .env("DISPLAY", &self.display.name)
            .output()
            .expect("wmctrl");
        String::from_utf8_lossy(&listed.stdout).into_owned()
    }

    /// Closes the window as its own button does.
    ///
    /// # Panics
    /// When there is none, or it cannot be closed.
    pub fn close_window(&self) {
        let closed = Command::new("wmctrl")
            .args(["-c", "Pilotfish"])
            .env("DISPLAY", &self.display.name)
            .status();
        assert!(
            closed.is_ok_and(|status| status.success()),
            "the window could not be closed"
        );
    }
}
