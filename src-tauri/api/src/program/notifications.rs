//! Whether notifications reach the desktop: the app says how each one fared, and the frame says where the last one did not.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Api;
use crate::types::{Delivery, NotShown};

/// Why the last one was not shown; none where it was, or none was tried.
#[derive(Debug, Default)]
pub(crate) struct Notifications {
    trouble: Mutex<Option<NotShown>>,
}

impl Notifications {
    fn trouble(&self) -> MutexGuard<'_, Option<NotShown>> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Api {
    /// How one notification of the program fared. The window shows it where it did not reach the desktop.
    pub fn notification_fared(&self, outcome: Result<Delivery, NotShown>) {
        let together = &self.shared.together;
        let trouble = outcome.err();
        let before = std::mem::replace(&mut *together.notifications.trouble(), trouble);
        if before != trouble {
            for list in together.lists() {
                list.shared.bus.nudge();
            }
        }
    }

    pub(crate) fn notification_trouble(&self) -> Option<NotShown> {
        *self.shared.together.notifications.trouble()
    }
}
