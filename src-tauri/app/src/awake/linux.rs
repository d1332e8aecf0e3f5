//! On Linux the session's manager and the system's are asked: desktops heed the one, systemd's own idle action the other.

use zbus::zvariant::OwnedFd;
use zbus::{Connection, Proxy};

/// The name under which it is asked for.
const WHO: &str = "Pilotfish";
/// Of GNOME's kinds of what is held off: suspending.
const SUSPEND: u32 = 4;

/// Sleep is held off while this is kept.
#[derive(Debug)]
pub(super) struct Held {
    /// The system's manager lets go when this is closed.
    _system: Option<OwnedFd>,
    /// The session's lets go when whoever asked has left the bus.
    _session: Option<Connection>,
}

impl Held {
    /// Asks both; one is enough.
    ///
    /// # Errors
    /// Why neither does, in words.
    pub(super) async fn hold(why: &str) -> Result<Self, String> {
        let (system, session) = (of_the_system(why).await, of_the_session(why).await);
        if let (Err(system), Err(session)) = (&system, &session) {
            return Err(format!("logind: {system}; the session's manager: {session}"));
        }
        Ok(Self {
            _system: system.ok(),
            _session: session.ok(),
        })
    }
}

async fn of_the_system(why: &str) -> zbus::Result<OwnedFd> {
    let bus = Connection::system().await?;
    let manager = Proxy::new(
        &bus,
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
    )
    .await?;
    // Idling alone: whoever closes the lid means it.
    manager.call("Inhibit", &("idle", WHO, why, "block")).await
}

async fn of_the_session(why: &str) -> zbus::Result<Connection> {
    // A connection of its own, which is left to let go.
    let bus = zbus::connection::Builder::session()?.build().await?;
    let gnome = Proxy::new(
        &bus,
        "org.gnome.SessionManager",
        "/org/gnome/SessionManager",
        "org.gnome.SessionManager",
    )
    .await?;
    let no_window = 0_u32;
    let asked: zbus::Result<u32> = gnome.call("Inhibit", &(WHO, no_window, why, SUSPEND)).await;
    if asked.is_ok() {
        return Ok(bus);
    }
    let others = Proxy::new(
        &bus,
        "org.freedesktop.PowerManagement",
        "/org/freedesktop/PowerManagement/Inhibit",
        "org.freedesktop.PowerManagement.Inhibit",
    )
    .await?;
    let _: u32 = others.call("Inhibit", &(WHO, why)).await?;
    Ok(bus)
}
