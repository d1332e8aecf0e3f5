//! The last moment before an order's bytes leave: whether they may, and when they did.
//!
//! An order waits for its turn under the venue's rate limits inside the port. What was asked meanwhile (a stop), and how long
//! it has waited, count until the port says that the turn has come; from then on its fate may be unknown, and before it never.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::latency::{LatencyStage, passed};

/// Why it may not leave, if so.
type Check<'a> = Box<dyn Fn() -> Result<(), String> + Send + Sync + 'a>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Left(Instant),
    CalledOff,
}

/// One order's departure.
pub struct Departure<'a> {
    check: Check<'a>,
    stage: Mutex<Stage>,
    changed: Notify,
}

impl std::fmt::Debug for Departure<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Departure")
            .field("stage", &self.stage())
            .finish_non_exhaustive()
    }
}

impl<'a> Departure<'a> {
    /// One that leaves unless `check` says why it may not.
    pub fn new(check: impl Fn() -> Result<(), String> + Send + Sync + 'a) -> Self {
        Self {
            check: Box::new(check),
            stage: Mutex::new(Stage::Waiting),
            changed: Notify::new(),
        }
    }

    /// Whether it could leave now.
    ///
    /// # Errors
    /// Why not.
    pub fn is_open(&self) -> Result<(), String> {
        (self.check)()
    }

    /// The turn has come and the bytes are about to go out. To be called once by the port, right before it sends.
    ///
    /// # Errors
    /// Why they must not: nothing may be sent.
    pub fn leave(&self) -> Result<(), String> {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if *stage == Stage::CalledOff {
            return Err("it waited too long for its turn".to_owned());
        }
        (self.check)()?;
        *stage = Stage::Left(Instant::now());
        passed(LatencyStage::Left);
        self.changed.notify_one();
        Ok(())
    }

    /// Calls it off, if it has not left: it will not. The answer is whether that was in time.
    pub fn call_off(&self) -> bool {
        let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        if *stage == Stage::Waiting {
            *stage = Stage::CalledOff;
        }
        *stage == Stage::CalledOff
    }

    /// Waits until it has left; when that was.
    pub async fn left(&self) -> Instant {
        loop {
            // A wake-up between the look and the wait is kept.
            if let Stage::Left(at) = self.stage() {
                return at;
            }
            self.changed.notified().await;
        }
    }

    fn stage(&self) -> Stage {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[tokio::test]
    async fn what_is_called_off_in_time_does_not_leave_and_what_has_left_is_not_called_off() {
        let departure = Departure::new(|| Ok(()));
        assert!(departure.call_off());
        departure.leave().unwrap_err();
        let departure = Departure::new(|| Ok(()));
        departure.leave().unwrap();
        departure.left().await;
        assert!(!departure.call_off());
        let departure = Departure::new(|| Err("stopped".to_owned()));
        assert_eq!(departure.leave(), Err("stopped".to_owned()));
        assert!(departure.call_off(), "it never left");
    }
}
