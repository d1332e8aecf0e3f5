//! Where the window is to go: somebody clicked a notification, or named an order to the program.
//!
//! It stands in every frame until the window says that it has gone there ([`Api::opened`]), so that a window that is only made now, or that
//! is locked now, goes there as soon as it can.

use std::sync::{Mutex, PoisonError};

use crate::types::{ErrorCode, Id, Opening, Place};
use crate::{Api, ApiResult};

/// Where it is to go next; the last word counts.
#[derive(Debug, Default)]
pub(crate) struct Openings {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    count: u32,
    waiting: Option<Opening>,
}

impl Openings {
    fn set(&self, place: Place) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.count = state.count.wrapping_add(1);
        state.waiting = Some(Opening {
            number: state.count,
            place,
        });
    }

    /// What waits now.
    pub(crate) fn waiting(&self) -> Option<Opening> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).waiting
    }

    fn done(&self, number: u32) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Another one may have come meanwhile.
        if state.waiting.is_some_and(|waiting| waiting.number == number) {
            state.waiting = None;
        }
    }
}

impl Api {
    /// Brings the window to the front, made if there is none, with this engine shown at that place. A window that is locked goes there
    /// once it is opened.
    ///
    /// # Errors
    /// `not_found` for an order that there is none of, `no_such_mode` where this engine runs no longer, `cannot_here` in a program without
    /// a window.
    pub async fn open_at(&self, place: Place) -> ApiResult<()> {
        let host = self.host()?.clone();
        if let Place::Order { order } = place {
            self.has_order(order).await?;
        }
        self.show(self.mode())?;
        self.shared.together.openings.set(place);
        self.shared.bus.nudge();
        host.show();
        Ok(())
    }

    /// The window has gone where the opening of that number led.
    ///
    /// # Errors
    /// Never: one that another has taken the place of is none any more.
    pub async fn opened(&self, number: u32) -> ApiResult<()> {
        self.shared.together.openings.done(number);
        self.shared.bus.nudge();
        Ok(())
    }

    async fn has_order(&self, order: Id) -> ApiResult<()> {
        match self.order(order).await {
            Err(error) if error.code == ErrorCode::NotFound => Err(error),
            // Where it cannot be looked up now, the window will say why.
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_place_waits_until_the_window_has_gone_there() {
        let openings = Openings::default();
        assert_eq!(openings.waiting(), None);
        openings.set(Place::Order { order: Id(7) });
        let first = openings.waiting();
        openings.set(Place::Notices);
        let second = openings.waiting();
        assert_ne!(first, second);
        // The window was slow: what it has done is not what waits now.
        openings.done(first.map_or(0, |opening| opening.number));
        assert_eq!(openings.waiting(), second);
        openings.done(second.map_or(0, |opening| opening.number));
        assert_eq!(openings.waiting(), None);
    }
}
