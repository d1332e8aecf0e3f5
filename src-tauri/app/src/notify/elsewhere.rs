//! Notifications on macOS and Windows: through the plugin. It hands them to the system on a task of its own and tells nobody what became
//! of them, so that no more is known here than that they were handed over.

use std::sync::{Arc, Mutex, PoisonError};

use pilotfish_api::types::{Delivery, NotShown};
use tauri::AppHandle;
use tauri_plugin_notification::{Action, ActionType, NotificationExt};

use super::{Act, Note, STOP, Waiting};

/// The system, as this program speaks with it. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Desk {
    app: AppHandle,
    waiting: Arc<Mutex<(i32, Waiting<i32>)>>,
}

impl Desk {
    /// What a person does with a notification is told to `on_act`.
    pub(crate) fn new(app: AppHandle, on_act: impl Fn(Act) + Send + Sync + 'static) -> Self {
        let waiting: Arc<Mutex<(i32, Waiting<i32>)>> = Arc::default();
        let of_act = Arc::clone(&waiting);
        let heard = app.notification().on_action(move |performed| {
            let Some(number) = performed.notification().map(|shown| shown.id()) else {
                return;
            };
            let act = of_act
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .1
                .act(&number, performed.action_id());
            if let Some(act) = act {
                on_act(act);
            }
        });
        if let Err(error) = heard {
            tracing::warn!(%error, "what is clicked on notifications is not heard");
        }
        Self { app, waiting }
    }

    /// Hands it to the system.
    ///
    /// # Errors
    /// `System` when it could not be made.
    pub(crate) async fn show(&self, note: Note) -> Result<Delivery, NotShown> {
        let plugin = self.app.notification();
        let number = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.0 = waiting.0.wrapping_add(1);
            let number = waiting.0;
            waiting.1.add(number, note.clone());
            number
        };
        let mut builder = plugin.builder().id(number).title(note.title).body(note.body);
        if let Some(button) = note.button {
            // Buttons belong to a type that is made known beforehand; each trader has one.
            let kind = format!("{STOP}-{}", button.stops.follow.0);
            let action = Action::builder(STOP, button.label).build();
            let known =
                plugin.register_action_types(vec![ActionType::builder(kind.clone()).actions(vec![action]).build()]);
            if known.is_ok() {
                builder = builder.action_type_id(kind);
            }
        }
        builder.show().map(|()| Delivery::HandedOver).map_err(|error| {
            tracing::warn!(%error, "a notification was not shown");
            NotShown::System
        })
    }
}
