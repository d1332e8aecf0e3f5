//! What the package brings: every file with its rights, and that those with a grammar keep it.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use pilotfish_tests::display::has;
use pilotfish_tests::process::run;

use crate::clean_root::CleanRoot;

const LIMIT: Duration = Duration::from_secs(600);

/// What must be there, whatever else is.
pub(crate) const FILES: [&str; 16] = [
    "usr/bin/pilotfish",
    "usr/bin/pilotfish-cli",
    "usr/lib/systemd/system/pilotfish@.service",
    "usr/lib/systemd/user/pilotfish.service",
    "usr/share/applications/pilotfish.desktop",
    "usr/share/bash-completion/completions/pilotfish-cli",
    "usr/share/doc/pilotfish/changelog.gz",
    "usr/share/doc/pilotfish/copyright",
    "usr/share/doc/pilotfish/licences.gz",
    "usr/share/fish/vendor_completions.d/pilotfish-cli.fish",
    "usr/share/icons/hicolor/scalable/apps/pilotfish.svg",
    "usr/share/man/man1/pilotfish-cli.1.gz",
    "usr/share/man/man1/pilotfish.1.gz",
    "usr/share/metainfo/app.pilotfish.pilotfish.metainfo.xml",
    // By it the app leaves updates to the package manager.
    "usr/share/pilotfish/packaged",
    "usr/share/zsh/vendor-completions/_pilotfish-cli",
];

/// The sizes of icons that desktops ask for, in pixels.
const ICONS: [u32; 8] = [16, 24, 32, 48, 64, 128, 256, 512];

/// Holds what is installed in that root to what it should be.
pub(crate) fn are_right(root: &CleanRoot) {
    let listed = root.listed();
    for file in FILES {
        assert!(listed.iter().any(|path| path == Path::new(file)), "{file} is missing");
    }
    for size in ICONS {
        let file = format!("usr/share/icons/hicolor/{size}x{size}/apps/pilotfish.png");
        let picture = std::fs::read(root.path().join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(crate::icons::size_of_png(&picture), (size, size), "{file}");
    }
    for path in &listed {
        let whole = root.path().join(path);
        let about = whole
            .symlink_metadata()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let program = path.starts_with("usr/bin") && about.is_file();
        let due = if about.is_dir() || program { 0o755 } else { 0o644 };
        assert_eq!(about.permissions().mode() & 0o7777, due, "{}", path.display());
        assert!(about.is_dir() || about.len() > 0, "{} is empty", path.display());
    }
    assert_eq!(root.changed(), "", "dpkg finds files other than they were packed");
    pages(root);
    grammars(root);
}

/// A manual page a command that is shown, each with its commands' own words.
fn pages(root: &CleanRoot) {
    let folder = root.path().join("usr/share/man/man1");
    let page = |name: &str| {
        let unpacked = run(
            Command::new("gzip")
                .args(["--decompress", "--stdout"])
                .arg(folder.join(name)),
            LIMIT,
        );
        unpacked.assert_success();
        unpacked.stdout
    };
    assert!(page("pilotfish.1.gz").contains("\n\\-\\-home DIR") || page("pilotfish.1.gz").contains("\\-\\-home DIR"));
    assert!(page("pilotfish-cli.1.gz").contains(".TH"));
    let help = run(&mut root.command("pilotfish-cli", &["--help"]), LIMIT);
    help.assert_success();
    let commands = help.stdout.lines().skip_while(|line| *line != "Commands:").skip(1);
    let mut counted = 0;
    for line in commands.take_while(|line| !line.is_empty()) {
        // A command's line begins with two spaces and its name; further ones of its text are indented more.
        let Some(name) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else {
            continue;
        };
        let name = name.split(' ').next().unwrap_or_default();
        if name == "help" {
            continue;
        }
        counted += 1;
        assert!(
            page(&format!("pilotfish-cli-{name}.1.gz")).contains(".SH NAME"),
            "{name}"
        );
        let completions =
            std::fs::read_to_string(root.path().join("usr/share/bash-completion/completions/pilotfish-cli"));
        assert!(completions.unwrap().contains(name), "bash completes {name}");
    }
    assert!(counted > 15, "the commands of this program: {}", help.stdout);
}

/// Each checked by the tool that its readers are held to, where that is installed.
fn grammars(root: &CleanRoot) {
    let share = root.path().join("usr/share");
    check("desktop-file-validate", |tool| {
        tool.arg(share.join("applications/pilotfish.desktop"))
    });
    check("appstreamcli", |tool| {
        tool.args(["validate", "--no-net", "--no-color"])
            .arg(share.join("metainfo/app.pilotfish.pilotfish.metainfo.xml"))
    });
    for (manager, unit) in [("--system", "pilotfish@alice.service"), ("--user", "pilotfish.service")] {
        // As one of the system's where the tool finds it: a user's manager asks for a session that is not there.
        let folder = root.path().join("usr/lib/systemd/system");
        let own = root.path().join("usr/lib/systemd/user/pilotfish.service");
        let beside = folder.join("pilotfish.service");
        if manager == "--user" {
            std::fs::copy(own, &beside).unwrap();
        }
        check("systemd-analyze", |tool| {
            tool.args(["verify", "--man=no", "--recursive-errors=no"])
                .arg(format!("--root={}", root.path().display()))
                .arg(unit)
        });
        if manager == "--user" {
            std::fs::remove_file(beside).unwrap();
        }
    }
    check("bash", |tool| {
        tool.arg("-n")
            .arg(share.join("bash-completion/completions/pilotfish-cli"))
    });
}

/// Asks a tool about a file; it must find nothing.
fn check(tool: &str, asked: impl FnOnce(&mut Command) -> &mut Command) {
    if !has(tool) {
        println!("skipped: {tool} is not installed");
        return;
    }
    let mut command = Command::new(tool);
    asked(&mut command);
    let found = run(&mut command, LIMIT);
    assert_eq!(found.code, Some(0), "{command:?}: {}\n{}", found.stdout, found.stderr);
}
