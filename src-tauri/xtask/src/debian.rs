//! Debian and Ubuntu packages: which are missing, and installing them as root or by sudo.

use std::process::{Command, Stdio};

use crate::process::{has, run};

/// What building the desktop app takes.
pub(crate) const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libdbus-1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "file",
];

/// What a window takes on a machine without a display.
pub(crate) const DISPLAY: &[&str] = &["xvfb", "openbox", "dbus", "fonts-dejavu-core"];

/// What the tests of window, UI and keychain take besides.
pub(crate) const TEST: &[&str] = &[
    "webkit2gtk-driver",
    "chromium",
    "wmctrl",
    "xdotool",
    "gnome-keyring",
    // What the package brings is held to the grammars of desktop entries and of AppStream.
    "desktop-file-utils",
    "appstream",
];

/// What making an rpm takes besides; a test makes one.
pub(crate) const RPM: &[&str] = &["rpm"];

/// What making the icons from their drawings takes.
pub(crate) const ICONS: &[&str] = &["librsvg2-bin", "icoutils", "icnsutils"];

/// Installs what is missing of these, or says what to install.
pub(crate) fn ensure(packages: &[&str]) -> Result<(), String> {
    if !has("dpkg-query") {
        return other_system(packages);
    }
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("missing packages: {}", missing.join(" "));
    let line = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    let by_hand = || format!("install them first:\n\n  sudo apt-get update && sudo {line}\n");
    let mut prefix: Vec<&str> = match how_to_be_root() {
        Some(prefix) => prefix,
        None => return Err(by_hand()),
    };
    prefix.push("apt-get");
    let apt = |args: &[&str]| {
        let (program, rest) = prefix.split_first().unwrap_or((&"apt-get", &[]));
        let mut command = Command::new(program);
        command.args(rest).args(args).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut command)
    };
    apt(&["update", "-q"])?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install).map_err(|error| format!("{error}\n{}", by_hand()))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", package])
        .stderr(Stdio::null())
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("install ok installed"))
}

/// The words before a command that make it root's: none if we are, `sudo` if it asks nothing or can ask.
fn how_to_be_root() -> Option<Vec<&'static str>> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if String::from_utf8_lossy(&id.stdout).trim() == "0" {
        return Some(Vec::new());
    }
    has("sudo").then(|| vec!["sudo"])
}

/// Not Debian: nothing is installed, and only what is plainly absent is an error.
fn other_system(packages: &[&str]) -> Result<(), String> {
    if cfg!(target_os = "linux") && !has("pkg-config") {
        return Err(format!(
            "this is no Debian or Ubuntu: install the equivalents of these with your package manager:\n\n  {}\n",
            packages.join(" ")
        ));
    }
    Ok(())
}
