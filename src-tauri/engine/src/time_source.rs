//! Where venue time is read: the demo's own clock, or the venue's time against the system's.

use std::sync::Arc;

use pilotfish_copy::ids::VenueMs;

use crate::clock::VenueClock;
use crate::port::{DemoClock, PortError, VenuePorts, VenueStanding};

/// What the engine's clock is set by.
#[derive(Clone)]
pub(crate) enum TimeSource {
    /// The demo's clock: it says which world it is, and may be faster than real time.
    Demo(Arc<dyn DemoClock>),
    /// A venue that lives in real time.
    Real(Arc<dyn VenueStanding>),
}

impl TimeSource {
    pub(crate) fn of(ports: &VenuePorts) -> Self {
        match &ports.demo_clock {
            Some(clock) => Self::Demo(Arc::clone(clock)),
            None => Self::Real(Arc::clone(&ports.standing)),
        }
    }

    /// Sets `clock` by it; returns the venue's time.
    pub(crate) async fn set(&self, clock: &VenueClock) -> Result<VenueMs, PortError> {
        match self {
            Self::Demo(demo) => {
                let reading = demo.read().await?;
                let now = reading.now;
                clock.set(reading);
                Ok(now)
            }
            Self::Real(standing) => {
                clock.set_skew(standing.skew_ms().await?);
                Ok(clock.now())
            }
        }
    }
}
