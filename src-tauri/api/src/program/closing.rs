//! Closing the window over edits that nobody saved: it asks first, once.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Api, ApiResult};

/// What the window said of itself, and what is asked in it.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// Something is typed in the window that is not saved.
    edits: AtomicBool,
    /// The window was to be closed, and asks.
    asked: AtomicBool,
}

impl Closing {
    /// Of a page that begins: nothing is typed in it.
    pub(crate) fn begin(&self) {
        self.edits.store(false, Ordering::SeqCst);
        self.asked.store(false, Ordering::SeqCst);
    }
}

impl Api {
    /// The window says whether something that is typed in it is not saved.
    ///
    /// # Errors
    /// Never now.
    pub async fn note_edits(&self, unsaved: bool) -> ApiResult<()> {
        let closing = &self.shared.together.closing;
        closing.edits.store(unsaved, Ordering::SeqCst);
        if !unsaved && closing.asked.swap(false, Ordering::SeqCst) {
            self.nudge_all();
        }
        Ok(())
    }

    /// What the user says to the question: throw the edits away and close the window, or go on with them.
    ///
    /// # Errors
    /// `cannot_here` where there is no window to close.
    pub async fn answer_closing(&self, discard: bool) -> ApiResult<()> {
        let host = self.host()?;
        let closing = &self.shared.together.closing;
        closing.asked.store(false, Ordering::SeqCst);
        if discard {
            closing.edits.store(false, Ordering::SeqCst);
            host.close();
        }
        self.nudge_all();
        Ok(())
    }

    /// Whether the window asks before it is closed (`Frame::closing`). Whoever closes it once more while it asks means it: a page that
    /// does not answer keeps no window open.
    #[must_use]
    pub fn asks_before_closing(&self) -> bool {
        let closing = &self.shared.together.closing;
        if !closing.edits.load(Ordering::SeqCst) {
            return false;
        }
        if closing.asked.swap(true, Ordering::SeqCst) {
            closing.begin();
            return false;
        }
        self.nudge_all();
        true
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.shared.together.closing.asked.load(Ordering::SeqCst)
    }

    /// Every list of the program tells its window anew.
    fn nudge_all(&self) {
        for list in self.shared.together.lists() {
            list.shared.bus.nudge();
        }
    }
}
