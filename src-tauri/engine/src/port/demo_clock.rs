//! The simulated venue's clock.

use super::Reply;
use crate::clock::ClockReading;

/// A clock that can be read and set: the demo's. Where a venue lives in real time there is none, and nothing of this can be asked.
pub trait DemoClock: Send + Sync + 'static {
    /// What it shows.
    fn read(&self) -> Reply<'_, ClockReading>;
    /// Sets it; what is `None` stays. `speed` is venue seconds a real second.
    fn set(&self, speed: Option<u32>, paused: Option<bool>) -> Reply<'_, ClockReading>;
}
