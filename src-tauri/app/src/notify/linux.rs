//! Notifications on Linux: org.freedesktop.Notifications on the session's bus, asked directly, so that it is known whether each was taken,
//! and what is clicked comes back.
//!
//! One connection is kept for all of them: some desktops take a notification away when the connection that sent it goes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use pilotfish_api::types::{Delivery, NotShown};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use zbus::proxy::CacheProperties;
use zbus::zvariant::Value;
use zbus::{Connection, Proxy};

use super::markup::Reads;
use super::{Act, Note, OPEN, STOP, Waiting};

const NAME: &str = "org.freedesktop.Notifications";
const PLACE: &str = "/org/freedesktop/Notifications";
/// So long may whoever shows them take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The desktop decides how long it stays.
const AS_THE_DESKTOP_DOES: i32 = -1;
/// What this program is called where its notifications are listed, and the name of its icon and desktop entry.
const PROGRAM: &str = "Pilotfish";
const ENTRY: &str = "pilotfish";

/// Whoever shows them, and the task that listens to them.
struct Server {
    proxy: Proxy<'static>,
    listens: JoinHandle<()>,
}

type OnAct = dyn Fn(Act) + Send + Sync;

/// Whoever shows notifications, as this program speaks with them. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    /// The bus's address; none for the session's own.
    address: Option<String>,
    patience: Duration,
    on_act: Box<OnAct>,
    server: Mutex<Option<Server>>,
    /// Held while one is handed out: a click may be told before its number is.
    waiting: Mutex<Waiting<u32>>,
}

impl Desk {
    /// The session's own. What a person does with a notification is told to `on_act`, on a task of its own.
    pub(crate) fn new(on_act: impl Fn(Act) + Send + Sync + 'static) -> Self {
        Self::at(None, PATIENCE, on_act)
    }

    fn at(address: Option<String>, patience: Duration, on_act: impl Fn(Act) + Send + Sync + 'static) -> Self {
        Self {
            shared: Arc::new(Shared {
                address,
                patience,
                on_act: Box::new(on_act),
                server: Mutex::default(),
                waiting: Mutex::default(),
            }),
        }
    }

    /// Shows it.
    ///
    /// # Errors
    /// Why it was not shown.
    pub(crate) async fn show(&self, note: Note) -> Result<Delivery, NotShown> {
        let shown = tokio::time::timeout(self.shared.patience, self.hand_out(note)).await;
        shown.unwrap_or(Err(NotShown::Silent))
    }

    async fn hand_out(&self, note: Note) -> Result<Delivery, NotShown> {
        let server = self.server().await?;
        let asked: zbus::Result<Vec<String>> = server.call("GetCapabilities", &()).await;
        let capabilities = match asked {
            Ok(capabilities) => Some(capabilities),
            Err(error) => match why(&error) {
                // It says nothing of itself, and may show them all the same.
                NotShown::Refused => None,
                other => return Err(other),
            },
        };
        let body = Reads::said(capabilities.as_deref()).fit(&note.body);
        let can_act = capabilities.is_some_and(|all| all.iter().any(|one| one == "actions"));
        let mut actions: Vec<&str> = Vec::new();
        if can_act {
            actions.extend([OPEN, note.open_label.as_str()]);
            if let Some(button) = &note.button {
                actions.extend([STOP, button.label.as_str()]);
            }
        }
        let mut waiting = self.shared.waiting.lock().await;
        let number: u32 = {
            let hints = HashMap::from([("desktop-entry", Value::from(ENTRY))]);
            let replaces = 0_u32;
            let (title, body) = (note.title.as_str(), body.as_str());
            let message = (
                PROGRAM,
                replaces,
                ENTRY,
                title,
                body,
                actions,
                hints,
                AS_THE_DESKTOP_DOES,
            );
            server.call("Notify", &message).await.map_err(|error| {
                tracing::warn!(%error, "a notification was refused");
                why(&error)
            })?
        };
        waiting.add(number, note);
        Ok(Delivery::Taken)
    }

    /// The connection, made if there is none, with somebody who listens to what is clicked.
    async fn server(&self) -> Result<Proxy<'static>, NotShown> {
        let mut server = self.shared.server.lock().await;
        if let Some(there) = &*server
            && !there.proxy.connection().is_closed()
        {
            return Ok(there.proxy.clone());
        }
        if let Some(gone) = server.take() {
            gone.listens.abort();
        }
        let proxy = connect(self.shared.address.as_deref()).await.map_err(|error| {
            tracing::warn!(%error, "there is no bus for notifications");
            NotShown::NoBus
        })?;
        let mut signals = proxy.receive_all_signals().await.map_err(|error| why(&error))?;
        let shared = Arc::downgrade(&self.shared);
        let listens = tokio::spawn(async move {
            while let Some(signal) = signals.next().await {
                let Some(shared) = shared.upgrade() else { return };
                shared.heard(&signal).await;
            }
        });
        *server = Some(Server {
            proxy: proxy.clone(),
            listens,
        });
        Ok(proxy)
    }
}

impl Shared {
    async fn heard(&self, signal: &zbus::Message) {
        let header = signal.header();
        let (body, member) = (signal.body(), header.member().map(|member| member.as_str()));
        match member {
            Some("ActionInvoked") => {
                let Ok((number, action)) = body.deserialize::<(u32, String)>() else {
                    return;
                };
                let act = self.waiting.lock().await.act(&number, &action);
                if let Some(act) = act {
                    (self.on_act)(act);
                }
            }
            Some("NotificationClosed") => {
                if let Ok((number, _reason)) = body.deserialize::<(u32, u32)>() {
                    self.waiting.lock().await.notes.remove(&number);
                }
            }
            _ => {}
        }
    }
}

async fn connect(address: Option<&str>) -> zbus::Result<Proxy<'static>> {
    let bus = match address {
        Some(address) => zbus::connection::Builder::address(address)?.build().await?,
        None => Connection::session().await?,
    };
    zbus::proxy::Builder::new(&bus)
        .destination(NAME)?
        .path(PLACE)?
        .interface(NAME)?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

/// What an answer of the bus comes to.
fn why(error: &zbus::Error) -> NotShown {
    const BUS: &str = "org.freedesktop.DBus.Error.";
    let name = match error {
        zbus::Error::MethodError(name, ..) => name.as_str(),
        zbus::Error::InputOutput(_)
        | zbus::Error::Connection(..)
        | zbus::Error::Handshake(_)
        | zbus::Error::Address(_) => return NotShown::NoBus,
        _ => return NotShown::Refused,
    };
    match name.strip_prefix(BUS) {
        Some("ServiceUnknown" | "NameHasNoOwner") => NotShown::NoServer,
        // The bus knows of one, and could not start it.
        Some(spawn) if spawn.starts_with("Spawn") => NotShown::NoServer,
        Some("NoReply" | "Timeout" | "TimedOut") => NotShown::Silent,
        _ => NotShown::Refused,
    }
}

#[cfg(test)]
mod tests;
