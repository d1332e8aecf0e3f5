//! A keychain of our own: gnome-keyring on a session bus of our own, in a home of its own, so that the user's is never touched.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;

use crate::display::has;
use crate::session_bus::SessionBus;
use crate::wait::wait_until;

/// How long the daemon may take to come up.
const START: Duration = Duration::from_secs(60);
/// The name on the bus of whoever keeps secrets.
const SECRETS: &str = "org.freedesktop.secrets";

/// A running keychain, ended with this.
#[derive(Debug)]
pub struct Keyring(Child);

impl Keyring {
    /// An unlocked one on that bus; none where gnome-keyring is not installed.
    ///
    /// # Panics
    /// When it does not come up.
    #[must_use]
    pub fn unlocked(bus: &SessionBus, home: &Path, runtime: &Path) -> Option<Self> {
        if !has("gnome-keyring-daemon") {
            return None;
        }
        let mut daemon = Command::new("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", runtime)
            .env_remove("XDG_DATA_HOME")
            .env_remove("GNOME_KEYRING_CONTROL")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon starts");
        let mut password = daemon.stdin.take().expect("a pipe");
        password.write_all(b"a test keyring").expect("its password");
        drop(password);
        let keyring = Self(daemon);
        let connection = Builder::address(bus.address.as_str())
            .and_then(Builder::build)
            .expect("the bus");
        let names = DBusProxy::new(&connection).expect("the bus's own interface");
        let name = SECRETS.try_into().expect("a name");
        wait_until(START, "the keychain is on the bus", || {
            names
                .name_has_owner(zbus::names::BusName::clone(&name))
                .unwrap_or(false)
        });
        Some(keyring)
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
