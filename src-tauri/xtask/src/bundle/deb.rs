//! The package for Debian, Ubuntu and what follows from them, by `dpkg-deb`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::project::Project;
use super::said;
use super::stage::Stage;
use crate::process::run;

/// What is used while the program runs, if it is there: the tray's icon, pages in the browser.
const RECOMMENDED: &str = "libayatana-appindicator3-1, xdg-utils";

/// One of those that keep keys; desktops bring their own.
const SUGGESTED: &str = "gnome-keyring";

/// Packs the tree; gives the package's path.
pub(super) fn make(project: &Project, stage: &Stage, into: &Path, trial: bool) -> Result<PathBuf, String> {
    let architecture = said(Command::new("dpkg").arg("--print-architecture"))?;
    let architecture = architecture.trim();
    stage.put_zsh_in("usr/share/zsh/vendor-completions")?;
    // What dpkg reads of a package lies inside of the tree while it is packed; the other package shares the tree, and not this.
    let about = stage.root().join("DEBIAN");
    std::fs::create_dir_all(&about).map_err(|error| format!("{}: {error}", about.display()))?;
    let write = |name: &str, text: &str| {
        std::fs::write(about.join(name), text).map_err(|error| format!("DEBIAN/{name}: {error}"))
    };
    let control = control(project, architecture, &libraries(stage)?, bytes(stage)?);
    write("control", &control)?;
    write("md5sums", &sums(stage)?)?;
    let package = into.join(format!("pilotfish_{}_{architecture}.deb", project.ordered_version()));
    // With a window that holds both programs, what they share is packed once.
    let compression: &[&str] = if trial {
        &["-Znone"]
    } else {
        &["-Zxz", "-z9", "-Sextreme"]
    };
    let mut pack = Command::new("dpkg-deb");
    pack.arg("--root-owner-group")
        .args(compression)
        .arg("--build")
        .arg(stage.root())
        .arg(&package)
        .env("SOURCE_DATE_EPOCH", project.epoch.to_string())
        // What it says goes to where everything else is said: standard output has the packages' lines alone.
        .stdout(std::io::stderr());
    let packed = run(&mut pack);
    std::fs::remove_dir_all(&about).map_err(|error| format!("{}: {error}", about.display()))?;
    packed.map(|()| package)
}

fn control(project: &Project, architecture: &str, libraries: &str, bytes: u64) -> String {
    format!(
        "Package: {name}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: The Pilotfish developers <noreply@pilotfish.invalid>\n\
         Section: misc\nPriority: optional\nInstalled-Size: {size}\nDepends: {libraries}\nRecommends: {RECOMMENDED}\nSuggests: {SUGGESTED}\n\
         Description: copies chosen Polymarket traders into your own account\n {description}:\n \
         in proportion, with limit orders that move from the trader's price to the\n market, and with limits that can only reduce what is spent. \
         The engine and its\n records stay on this machine.\n .\n This package has the window, pilotfish, and the program for the terminal and\n \
         for servers, pilotfish-cli, with units for systemd.\n",
        name = project.name,
        version = project.ordered_version(),
        size = bytes.div_ceil(1_024),
        description = project.description,
    )
}

/// Which packages have the libraries that the programs are linked with, in which versions at least: what dpkg itself finds.
fn libraries(stage: &Stage) -> Result<String, String> {
    let folder = stage.aside("libraries")?;
    let debian = folder.join("debian");
    std::fs::create_dir_all(&debian).map_err(|error| format!("{}: {error}", debian.display()))?;
    // It reads the name of a source package and does nothing without.
    let source = "Source: pilotfish\n\nPackage: pilotfish\nArchitecture: any\n";
    std::fs::write(debian.join("control"), source).map_err(|error| format!("{}: {error}", debian.display()))?;
    let mut look = Command::new("dpkg-shlibdeps");
    look.current_dir(&folder).arg("-O");
    for program in ["pilotfish", "pilotfish-cli"] {
        look.arg("-e").arg(stage.root().join("usr/bin").join(program));
    }
    let said = said(&mut look)?;
    let found = said.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    found
        .map(str::to_owned)
        .ok_or(format!("dpkg-shlibdeps names no libraries: {said}"))
}

/// What the files come to when they are installed.
fn bytes(stage: &Stage) -> Result<u64, String> {
    let mut sum = 0;
    for file in stage.files()? {
        let path = stage.root().join(file);
        sum += path
            .metadata()
            .map_err(|error| format!("{}: {error}", path.display()))?
            .len();
    }
    Ok(sum)
}

/// A line a file, by which `dpkg --verify` finds what was changed later.
fn sums(stage: &Stage) -> Result<String, String> {
    let files = stage.files()?;
    let packed = files.iter().filter(|file| !file.starts_with("DEBIAN"));
    said(Command::new("md5sum").current_dir(stage.root()).args(packed))
}
