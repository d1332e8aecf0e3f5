//! A folder in which dpkg works as if it were `/`: nothing is installed there but what the package itself asks for.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use pilotfish_tests::process::run;
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(600);

/// The folder, with a user's own beside it.
pub(crate) struct CleanRoot {
    root: TempDir,
    user: TempDir,
}

impl CleanRoot {
    /// A root in which the packages that this one depends on count as installed, each in the version that this machine has it in; dpkg
    /// holds the versions that are asked for to those.
    pub(crate) fn for_package(package: &Path) -> Self {
        let root = tempfile::tempdir().unwrap();
        let own = root.path().join("var/lib/dpkg");
        for folder in ["info", "updates", "triggers", "parts"] {
            std::fs::create_dir_all(own.join(folder)).unwrap();
        }
        let asked = ask(Command::new("dpkg-deb").arg("--field").arg(package).arg("Depends"));
        assert!(
            asked.contains("libwebkit2gtk-4.1-0"),
            "it depends on what it is linked with: {asked}"
        );
        let mut status = String::new();
        for one in asked.split(',') {
            let name = one.split(['(', '|']).next().unwrap_or_default().trim();
            status += &ask(Command::new("dpkg-query").args(["--status", name]));
            status += "\n";
            // Of the files of these packages none is there.
            std::fs::write(own.join(format!("info/{name}.list")), "/.\n").unwrap();
        }
        std::fs::write(own.join("status"), status).unwrap();
        std::fs::write(own.join("available"), "").unwrap();
        let user = tempfile::tempdir().unwrap();
        Self { root, user }
    }

    /// Where the package's files are.
    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    /// The user's folder.
    pub(crate) fn user(&self) -> PathBuf {
        self.user.path().to_owned()
    }

    /// The user's data, where the program puts them when nothing else is said.
    pub(crate) fn data(&self) -> PathBuf {
        self.user.path().join(".local/share/pilotfish")
    }

    /// A program of the package, started by that user.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.root.path().join("usr/bin").join(program));
        command
            .args(arguments)
            .env("HOME", self.user.path())
            .env_remove("XDG_DATA_HOME")
            .env_remove("PILOTFISH_HOME")
            .env_remove("PILOTFISH_LOG");
        command
    }

    /// Has dpkg do something in this root, which it must do without a word of warning about the package.
    pub(crate) fn dpkg(&self, what: &[&str]) {
        let done = run(&mut self.dpkg_command(what), LIMIT);
        assert_eq!(done.code, Some(0), "dpkg {what:?}: {}\n{}", done.stdout, done.stderr);
        for line in done.stderr.lines() {
            assert!(!line.contains("pilotfish"), "dpkg {what:?}: {line}");
        }
    }

    /// What dpkg says of the package: `install ok installed VERSION`; nothing where it knows none.
    pub(crate) fn status(&self) -> Option<String> {
        let asked = Command::new("dpkg-query")
            .arg(format!(
                "--admindir={}",
                self.root.path().join("var/lib/dpkg").display()
            ))
            .args(["--show", "--showformat=${Status} ${Version}", "pilotfish"])
            .output()
            .expect("dpkg-query");
        asked.status.success().then(|| String::from_utf8(asked.stdout).unwrap())
    }

    /// Each path that the package brought, from the root.
    pub(crate) fn listed(&self) -> Vec<PathBuf> {
        let listed = ask(&mut self.dpkg_command(&["--listfiles", "pilotfish"]));
        let paths = listed.lines().map(|line| PathBuf::from(line.trim_start_matches('/')));
        paths.filter(|path| path != Path::new(".")).collect()
    }

    /// What dpkg finds changed of the package's files: nothing, where they are as they were packed.
    pub(crate) fn changed(&self) -> String {
        let found = run(&mut self.dpkg_command(&["--verify", "pilotfish"]), LIMIT);
        found.stdout + &found.stderr
    }

    /// Files of the root that are not dpkg's own.
    pub(crate) fn left(&self) -> Vec<PathBuf> {
        let all = pilotfish_tests::files::contents(self.root.path());
        let not_dpkg = |path: &PathBuf| !path.starts_with("var/lib/dpkg") && path != Path::new("dpkg.log");
        all.into_keys().filter(not_dpkg).collect()
    }

    fn dpkg_command(&self, what: &[&str]) -> Command {
        let root = self.root.path().display();
        let mut command = Command::new("dpkg");
        command
            .env("LC_ALL", "C")
            // dpkg wants the folders of root's programs on the path, whoever it works for.
            .env(
                "PATH",
                format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default()),
            )
            .arg(format!("--root={root}"))
            .arg(format!("--log={root}/dpkg.log"))
            .args(["--force-not-root", "--force-script-chrootless"])
            // Machines that are made small leave manuals and documents out.
            .arg("--path-include=/*")
            .args(what);
        command
    }
}

/// What a program that must end well prints.
fn ask(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
