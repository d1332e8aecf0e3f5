//! A desktop's session bus of our own, with the parts of a desktop that the app speaks to: one that shows notifications,
//! and one that shows tray icons. Both only remember.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::message::Header;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue, Value};

/// A bus, ended with this.
#[derive(Debug)]
pub struct SessionBus {
    daemon: Child,
    /// Its address, as `DBUS_SESSION_BUS_ADDRESS` has it.
    pub address: String,
}

impl SessionBus {
    /// A bus in that folder; none where no bus daemon is installed.
    ///
    /// # Panics
    /// When the daemon does not say where it listens.
    #[must_use]
    pub fn start(folder: &Path) -> Option<Self> {
        let listen = format!("--address=unix:path={}", folder.join("bus").display());
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1", &listen])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut address = String::new();
        let mut said = BufReader::new(daemon.stdout.take().expect("a pipe"));
        said.read_line(&mut address).expect("the bus's address");
        Some(Self {
            daemon,
            address: address.trim().to_owned(),
        })
    }

    fn builder(&self) -> Builder<'_> {
        Builder::address(self.address.as_str()).expect("the bus's address")
    }

    /// Shows notifications from now on.
    ///
    /// # Panics
    /// When the bus does not let us.
    #[must_use]
    pub fn notifications(&self) -> Notifications {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let refuses = Arc::new(AtomicBool::new(false));
        let connection = self
            .builder()
            .name("org.freedesktop.Notifications")
            .and_then(|builder| {
                builder.serve_at(
                    "/org/freedesktop/Notifications",
                    NotificationServer {
                        shown: Arc::clone(&shown),
                        refuses: Arc::clone(&refuses),
                    },
                )
            })
            .and_then(Builder::build)
            .expect("the place of whoever shows notifications");
        Notifications {
            shown,
            refuses,
            connection,
        }
    }

    /// Shows tray icons from now on.
    ///
    /// # Panics
    /// When the bus does not let us.
    #[must_use]
    pub fn tray(&self) -> Tray {
        let items = Arc::new(Mutex::new(Vec::new()));
        let connection = self
            .builder()
            .name("org.kde.StatusNotifierWatcher")
            .and_then(|builder| {
                builder.serve_at(
                    "/StatusNotifierWatcher",
                    Watcher {
                        items: Arc::clone(&items),
                    },
                )
            })
            .and_then(Builder::build)
            .expect("the place of whoever shows tray icons");
        Tray { items, connection }
    }
}

impl SessionBus {
    /// Lets sleep be held off from now on, as the system's manager does; for programs whose system bus this is.
    ///
    /// # Panics
    /// When the bus does not let us.
    #[must_use]
    pub fn sleep(&self) -> Sleep {
        let held = Arc::new(Mutex::new(Vec::new()));
        let connection = self
            .builder()
            .name("org.freedesktop.login1")
            .and_then(|builder| {
                let manager = SleepManager {
                    held: Arc::clone(&held),
                };
                builder.serve_at("/org/freedesktop/login1", manager)
            })
            .and_then(Builder::build)
            .expect("the place of whoever lets the system sleep");
        Sleep {
            held,
            _connection: connection,
        }
    }
}

/// What was asked for, and our end of what was given for it.
type HeldOff = (String, UnixStream);

/// Whoever lets the system sleep.
#[derive(Debug)]
pub struct Sleep {
    held: Arc<Mutex<Vec<HeldOff>>>,
    _connection: Connection,
}

impl Sleep {
    /// What was asked so far: what is held off, by whom, and how.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().map(|(asked, _)| asked.clone()).collect()
    }

    /// Whether somebody holds it off now: what they were given is open still.
    #[must_use]
    pub fn is_held(&self) -> bool {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody writes: an end is all that can come.
        let is_open = |mut ours: &UnixStream| !matches!(ours.read(&mut [0]), Ok(0));
        held.iter().any(|(_, ours)| is_open(ours))
    }
}

struct SleepManager {
    held: Arc<Mutex<Vec<HeldOff>>>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl SleepManager {
    fn inhibit(&self, what: &str, who: &str, _why: &str, mode: &str) -> zbus::fdo::Result<OwnedFd> {
        let failed = |error: std::io::Error| zbus::fdo::Error::Failed(error.to_string());
        let (ours, theirs) = UnixStream::pair().map_err(failed)?;
        ours.set_nonblocking(true).map_err(failed)?;
        let asked = format!("{what} {who} {mode}");
        self.held
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((asked, ours));
        Ok(std::os::fd::OwnedFd::from(theirs).into())
    }
}

impl Drop for SessionBus {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// What can be done with it: an action's name, and what stands on its button.
    pub actions: Vec<(String, String)>,
}

/// Whoever shows notifications.
#[derive(Debug)]
pub struct Notifications {
    shown: Arc<Mutex<Vec<Shown>>>,
    refuses: Arc<AtomicBool>,
    connection: Connection,
}

impl Notifications {
    /// What was shown so far.
    #[must_use]
    pub fn shown(&self) -> Vec<Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Does what a person does with the one at that place among those shown: `default` is a click on it.
    ///
    /// # Panics
    /// When there are not so many, or the bus does not take it.
    pub fn act(&self, place: usize, action: &str) {
        assert!(place < self.shown().len(), "there is no such notification");
        let told = self.connection.emit_signal(
            None::<&str>,
            "/org/freedesktop/Notifications",
            "org.freedesktop.Notifications",
            "ActionInvoked",
            &(number(place + 1), action),
        );
        told.expect("the bus takes what was clicked");
    }

    /// Refuses every one from now on, or no longer.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }
}

/// Notifications are numbered as they come.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

struct NotificationServer {
    shown: Arc<Mutex<Vec<Shown>>>,
    refuses: Arc<AtomicBool>,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl NotificationServer {
    #[allow(clippy::too_many_arguments, reason = "the freedesktop interface has so many")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> zbus::fdo::Result<u32> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(zbus::fdo::Error::LimitsExceeded("too many of them".to_owned()));
        }
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        shown.push(Shown {
            title: summary.to_owned(),
            body: body.to_owned(),
            actions: actions
                .chunks_exact(2)
                .map(|pair| (pair[0].clone(), pair[1].clone()))
                .collect(),
        });
        Ok(number(shown.len()))
    }

    fn get_capabilities(&self) -> Vec<String> {
        ["body", "body-markup", "actions"].map(str::to_owned).to_vec()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        (
            "remembers".to_owned(),
            "nobody".to_owned(),
            "1".to_owned(),
            "1.2".to_owned(),
        )
    }

    fn close_notification(&self, _id: u32) {}
}

/// Whoever shows tray icons.
#[derive(Debug)]
pub struct Tray {
    items: Arc<Mutex<Vec<(String, String)>>>,
    connection: Connection,
}

impl Tray {
    /// Whether an icon was handed in.
    #[must_use]
    pub fn has_icon(&self) -> bool {
        !self.items.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The labels of the newest icon's menu.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        self.menu()
            .map(|(_, entries)| entries.into_iter().map(|(_, label)| label).collect())
            .unwrap_or_default()
    }

    /// Chooses an entry of the newest icon's menu. Whether there was one.
    #[must_use]
    pub fn choose(&self, label: &str) -> bool {
        let Some((menu, entries)) = self.menu() else {
            return false;
        };
        let Some((id, _)) = entries.into_iter().find(|(_, found)| found == label) else {
            return false;
        };
        let event = (id, "clicked", Value::from(0_i32), 0_u32);
        menu.call_method("Event", &event).is_ok()
    }

    fn menu(&self) -> Option<(Proxy<'_>, Vec<(i32, String)>)> {
        let (service, path) = self
            .items
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last()
            .cloned()?;
        let item = Proxy::new(&self.connection, service.clone(), path, "org.kde.StatusNotifierItem").ok()?;
        let place: OwnedObjectPath = item.get_property("Menu").ok()?;
        let menu = Proxy::new(&self.connection, service, place, "com.canonical.dbusmenu").ok()?;
        let asked = (0_i32, -1_i32, Vec::<String>::new());
        let (_, root): (u32, MenuEntry) = menu.call("GetLayout", &asked).ok()?;
        let (_, _, children) = root;
        let entries = children.into_iter().filter_map(|child| {
            let (id, mut properties, _): MenuEntry = child.try_into().ok()?;
            let label: String = properties.remove("label")?.try_into().ok()?;
            Some((id, label.replace('_', "")))
        });
        Some((menu, entries.collect()))
    }
}

type MenuEntry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

struct Watcher {
    items: Arc<Mutex<Vec<(String, String)>>>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// An item names itself by its bus name, or by its path on the sender's connection.
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string).unwrap_or_default();
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.items.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
        items.iter().map(|(service, path)| format!("{service}{path}")).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}
