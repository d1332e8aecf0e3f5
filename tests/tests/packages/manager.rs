//! A service manager of the test's own: the real systemd as the first process of namespaces of its own, with the package's units and
//! programs and nobody else's. It needs root and a machine that no systemd runs; elsewhere it says so.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pilotfish_tests::display::has;
use pilotfish_tests::process::{Ended, run};
use pilotfish_tests::wait::{look_for, wait_for};
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(600);

/// The manager itself, where Debian and its like have it.
const MANAGER: &str = "/usr/lib/systemd/systemd";

/// The account that the service runs as, which is in no list but that of the namespaces.
pub(crate) const USER: &str = "alice";
const USER_ID: &str = "61234";
/// The folder of the accounts' own folders.
pub(crate) const HOMES: &str = "home";

/// Targets that a service hangs on; the machine's own would bring everything else of it along.
const TARGETS: [&str; 7] = [
    "basic",
    "multi-user",
    "network-online",
    "shutdown",
    "sockets",
    "sysinit",
    "time-sync",
];

/// What is done before the manager takes over: nothing of it is seen outside. `$1` is the test's folder, `$2` the package's root.
const SCRIPT: &str = r#"
set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs /run
mkdir -p /run/credstore.encrypted
mount --bind "$1/kept" /var/lib/systemd
mount --bind "$1/home" /home
mount -t overlay overlay -o "lowerdir=$1/etc:/etc" /etc
mount -t overlay overlay -o "lowerdir=$2/usr/bin:/usr/bin" /usr/bin
# What is mounted for a service has to be seen by the manager.
mount --make-rshared /
exec env -i container=test PATH=/usr/bin:/usr/sbin:/bin:/sbin SYSTEMD_UNIT_PATH="$1/units" \
  /usr/lib/systemd/systemd --system --unit=multi-user.target --log-target=null --show-status=no
"#;

/// The manager, ended with all that it runs when this goes.
pub(crate) struct Manager {
    /// The process that the namespaces hang on; its end is theirs.
    outside: Child,
    /// The manager's process id, as it is seen from here.
    id: u32,
    folder: TempDir,
}

impl Manager {
    /// One for the units and programs of a package, with settings for the service beside them; none where there can be none, and why is
    /// said.
    pub(crate) fn start(package: &Path, settings: &str) -> Option<Self> {
        let missing: Vec<&str> = ["unshare", "nsenter", "setpriv", "systemctl", "systemd-creds", "bash"]
            .into_iter()
            .filter(|tool| !has(tool))
            .collect();
        let why = if !missing.is_empty() || !Path::new(MANAGER).exists() {
            Some(format!("no systemd, or none of its tools: {missing:?}"))
        } else if Path::new("/run/systemd/system").exists() {
            Some("this machine has a service manager, whose groups of processes are its own".to_owned())
        } else if !is_root() {
            Some("namespaces take root".to_owned())
        } else {
            None
        };
        if let Some(why) = why {
            println!("skipped: {why}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        Self::lay(folder.path(), package, settings);
        let mut outside = Command::new("unshare");
        outside
            .args([
                "--fork",
                "--kill-child",
                "--pid",
                "--mount",
                "--cgroup",
                "--uts",
                "--ipc",
            ])
            .args(["bash", "-c", SCRIPT, "bash"])
            .arg(folder.path())
            .arg(package)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let outside = outside.spawn().expect("unshare");
        let children = format!("/proc/{0}/task/{0}/children", outside.id());
        let id = look_for(LIMIT, || std::fs::read_to_string(&children).ok()?.trim().parse().ok());
        let manager = Self {
            outside,
            id: id.expect("a first process of the namespaces"),
            folder,
        };
        let up = || (manager.inside(&["systemctl", "is-system-running"]).stdout.trim() == "running").then_some(());
        wait_for(LIMIT, "a service manager", up);
        Some(manager)
    }

    /// The folders that the namespaces see.
    fn lay(folder: &Path, package: &Path, settings: &str) {
        let units = folder.join("units");
        let beside = units.join("pilotfish@.service.d");
        for made in [
            &beside,
            &folder.join("kept"),
            &folder.join("etc"),
            &folder.join(HOMES).join(USER),
        ] {
            std::fs::create_dir_all(made).unwrap();
        }
        for target in TARGETS {
            let text = format!("[Unit]\nDescription={target}\nDefaultDependencies=no\n");
            std::fs::write(units.join(format!("{target}.target")), text).unwrap();
        }
        let unit = "pilotfish@.service";
        std::fs::copy(package.join("usr/lib/systemd/system").join(unit), units.join(unit)).unwrap();
        std::fs::write(beside.join("test.conf"), format!("[Service]\n{settings}\n")).unwrap();
        for (file, line) in [
            (
                "passwd",
                format!("{USER}:x:{USER_ID}:{USER_ID}::/{HOMES}/{USER}:/bin/sh\n"),
            ),
            ("group", format!("{USER}:x:{USER_ID}:\n")),
        ] {
            let there = std::fs::read_to_string(Path::new("/etc").join(file)).unwrap();
            std::fs::write(folder.join("etc").join(file), there + &line).unwrap();
        }
        let id = USER_ID.parse().ok();
        std::os::unix::fs::chown(folder.join(HOMES).join(USER), id, id).unwrap();
        // The user of the service passes through on the way to their own folder.
        let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        std::fs::set_permissions(folder, open).unwrap();
    }

    /// Where the service's own words go, when the settings say so.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Runs something where the manager is, as root.
    pub(crate) fn inside(&self, what: &[&str]) -> Ended {
        run(&mut self.inside_command(what), LIMIT)
    }

    /// Runs something where the manager is, as the service's user.
    pub(crate) fn as_user(&self, what: &[&str]) -> Ended {
        let user = format!("--reuid={USER_ID}");
        let group = format!("--regid={USER_ID}");
        let home = format!("HOME=/{HOMES}/{USER}");
        let as_them = [
            "setpriv",
            &user,
            &group,
            "--clear-groups",
            "env",
            "-i",
            &home,
            "PATH=/usr/bin:/bin",
        ];
        self.inside(&[&as_them[..], what].concat())
    }

    /// Has the manager keep a secret for the service, as a person does.
    pub(crate) fn keep(&self, name: &str, file: &str, secret: &str) {
        let place = format!("/run/credstore.encrypted/{file}");
        let name = format!("--name={name}");
        let line = format!("printf %s '{secret}' | systemd-creds encrypt {name} - {place}");
        self.inside(&["bash", "-c", &line]).assert_success();
    }

    /// What the manager says of a unit: the value of a property.
    pub(crate) fn shown(&self, unit: &str, property: &str) -> String {
        let shown = self.inside(&["systemctl", "show", "--value", "--property", property, unit]);
        shown.assert_success();
        shown.stdout.trim().to_owned()
    }

    fn inside_command(&self, what: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command
            .args(["--target", &self.id.to_string(), "--pid", "--mount", "--cgroup"])
            .args(what);
        command
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        // With the first process of the namespaces everything in them ends.
        let _ = Command::new("kill").args(["-KILL", &self.id.to_string()]).status();
        let _ = self.outside.wait();
        // It names the groups of its processes in the one tree there is of them; they are empty now.
        for left in ["init.scope", "system.slice"] {
            for tree in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
                let group = Path::new(tree).join(left);
                if group.is_dir() {
                    let _ = Command::new("find")
                        .arg(group)
                        .args(["-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
                        .stderr(Stdio::null())
                        .status();
                }
            }
        }
    }
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|asked| asked.stdout.trim_ascii() == b"0")
}
