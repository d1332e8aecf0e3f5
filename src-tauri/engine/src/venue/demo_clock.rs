//! The simulated venue's clock, over the wire.

use pilotfish_polymarket::Transport;
use pilotfish_polymarket::demo_clock::DemoClock as Shown;

use super::word;
use crate::clock::ClockReading;
use crate::port::{DemoClock, Reply};

/// The clock that the simulated venue serves beside Polymarket's routes.
#[derive(Debug)]
pub(super) struct SimulatedClock {
    transport: Transport,
}

impl SimulatedClock {
    pub(super) const fn of(transport: Transport) -> Self {
        Self { transport }
    }
}

impl DemoClock for SimulatedClock {
    fn read(&self) -> Reply<'_, ClockReading> {
        Box::pin(async move { Ok(reading(self.transport.demo_clock().await.map_err(word)?)) })
    }

    fn set(&self, speed: Option<u32>, paused: Option<bool>) -> Reply<'_, ClockReading> {
        Box::pin(async move {
            let thousandths = speed.map(|speed| u64::from(speed) * 1_000);
            let set = self.transport.set_demo_clock(thousandths, paused).await;
            Ok(reading(set.map_err(word)?))
        })
    }
}

fn reading(clock: Shown) -> ClockReading {
    ClockReading {
        world: clock.world,
        now: clock.now,
        speed_thousandths: clock.speed_thousandths.max(1),
        paused: clock.paused,
        speed_most_thousandths: clock.speed_most_thousandths,
    }
}
