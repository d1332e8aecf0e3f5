//! A desktop of our own: display, bus, folders, and the app in its window.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pilotfish_tests::display::{Display, has};
use pilotfish_tests::process::Running;
use pilotfish_tests::programs::program;
use pilotfish_tests::session_bus::SessionBus;
use pilotfish_tests::webdriver::Window;
use serde_json::json;
use tempfile::TempDir;

/// What a click leads to.
pub(crate) const SOON: Duration = Duration::from_secs(60);
/// An unoptimised app that makes its world, on a busy machine.
pub(crate) const START: Duration = Duration::from_secs(180);
/// Something of the world: at 600× two and a half minutes are a day.
pub(crate) const A_DAY: Duration = Duration::from_secs(150);

/// A desktop of our own: display, bus, and folders for everything.
pub(crate) struct Desktop {
    display: Display,
    pub(crate) bus: SessionBus,
    folder: TempDir,
    /// What the programs' environment has besides.
    besides: Vec<(&'static str, PathBuf)>,
}

impl Desktop {
    /// None where something it takes is missing.
    pub(crate) fn new() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, mode) in [("home", 0o755), ("runtime", 0o700), ("data", 0o755)] {
            let path = folder.path().join(name);
            std::fs::create_dir(&path).expect("a folder");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("its permissions");
        }
        for tool in ["WebKitWebDriver", "dbus-daemon"] {
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
    pub(crate) fn without_tray_library(mut self) -> Self {
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

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The app in its window; none where the driver gives no session.
    pub(crate) async fn open(&self) -> Window {
        self.open_with(&["--seed", "7"]).await
    }

    /// The same with these options.
    pub(crate) async fn open_with(&self, options: &[&str]) -> Window {
        self.open_program(&program("pilotfish"), options).await
    }

    /// The same of a copy of the program.
    pub(crate) async fn open_program(&self, program: &Path, options: &[&str]) -> Window {
        let mut driver = Command::new("WebKitWebDriver");
        self.surround(&mut driver);
        let data = self.path("data");
        let args = [&["--home", data.to_str().expect("a path")], options].concat();
        Window::open(&mut driver, program, &args)
            .await
            .expect("a session with the window")
    }

    /// Starts the app another time, as from the desktop's menu.
    pub(crate) fn start_again(&self) -> Running {
        self.start_at(&self.path("data"), &[])
    }

    /// The same with data in that folder and these options, as from a terminal.
    pub(crate) fn start_at(&self, home: &Path, options: &[&str]) -> Running {
        let mut second = Command::new(program("pilotfish"));
        self.surround(&mut second);
        Running::start(second.arg("--home").arg(home).args(options))
    }

    /// The programs' environment has this from now on.
    pub(crate) fn has(&mut self, name: &'static str, value: &Path) {
        self.besides.push((name, value.to_owned()));
    }

    /// Sends a process that signal. Whether it was there.
    pub(crate) fn tell(&self, process: u32, signal: &str) -> bool {
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
    pub(crate) fn app(&self) -> Option<u32> {
        self.process_of(&program("pilotfish"))
    }

    /// The process of that copy of the program.
    pub(crate) fn process_of(&self, program: &Path) -> Option<u32> {
        let (exe, mark) = (program.canonicalize().ok()?, self.path("runtime"));
        std::fs::read_dir("/proc")
            .ok()?
            .filter_map(Result::ok)
            .find_map(|entry| {
                let id: u32 = entry.file_name().to_str()?.parse().ok()?;
                let is_app = std::fs::read_link(entry.path().join("exe")).ok()? == exe;
                let environment = std::fs::read(entry.path().join("environ")).ok()?;
                let mark = mark.as_os_str().as_encoded_bytes();
                (is_app && pilotfish_tests::files::holds(&environment, mark)).then_some(id)
            })
    }

    /// The display, as `DISPLAY` names it.
    pub(crate) fn display(&self) -> &str {
        &self.display.name
    }

    /// The processes that show the app's pages.
    pub(crate) fn web_processes(&self) -> Vec<u32> {
        self.children("(WebKitWebProces")
    }

    /// The processes that fetch what pages ask for: one for all of them, which stays when a window has gone.
    pub(crate) fn network_processes(&self) -> Vec<u32> {
        self.children("(WebKitNetworkPr")
    }

    /// The app's children whose name ends so.
    fn children(&self, named: &str) -> Vec<u32> {
        let Some(app) = self.app() else { return Vec::new() };
        let Ok(entries) = std::fs::read_dir("/proc") else {
            return Vec::new();
        };
        let page_of_ours = |entry: std::fs::DirEntry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            // `pid (name) state parent …`: the name may hold anything, and is cut off after 15 letters.
            let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
            let (name, rest) = stat.rsplit_once(") ")?;
            let mut fields = rest.split(' ');
            let (state, parent) = (fields.next()?, fields.next()?);
            (name.ends_with(named) && state != "Z" && parent == app.to_string()).then_some(id)
        };
        let mut found: Vec<u32> = entries.filter_map(Result::ok).filter_map(page_of_ours).collect();
        found.sort_unstable();
        found
    }

    /// Takes a picture of the whole display, for people to look at, where there is a program for that.
    pub(crate) fn picture(&self, name: &str) {
        let file = picture(name);
        if let Some(folder) = file.parent().filter(|_| has("scrot")) {
            std::fs::create_dir_all(folder).expect("the pictures' folder");
            let taken = Command::new("scrot")
                .arg("--overwrite")
                .arg(&file)
                .env("DISPLAY", &self.display.name)
                .status();
            assert!(taken.is_ok_and(|status| status.success()), "no picture of the display");
        }
    }

    /// The X windows whose title is the app's.
    pub(crate) fn titles(&self) -> String {
        let listed = Command::new("wmctrl")
            .arg("-l")
            .env("DISPLAY", &self.display.name)
            .output()
            .expect("wmctrl");
        String::from_utf8_lossy(&listed.stdout).into_owned()
    }

    /// Closes the window as its own button does.
    pub(crate) fn close_window(&self) {
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

/// Where the pictures go, for people to look at.
fn picture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("desktop")
        .join(format!("{name}.png"))
}

/// Takes a picture of a screen that must fit into its window.
pub(crate) async fn look_at(window: &Window, name: &str) {
    window.is_painted().await;
    window.screenshot(&picture(name)).await;
    let overflow = "const page = document.documentElement; return page.scrollWidth - page.clientWidth;";
    let overflow = window.script(overflow, json!([])).await;
    assert!(
        overflow.as_i64().is_some_and(|pixels| pixels <= 0),
        "{name} is {overflow} pixels too wide"
    );
    let text = window.text().await;
    for sign in ["undefined", "NaN", "[object Object]", "{{"] {
        assert!(!text.contains(sign), "{sign:?} on {name}: {text}");
    }
}
