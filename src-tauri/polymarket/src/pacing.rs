//! Keeping the venue's published rate limits (polymarket-api §1.2) by waiting before a request, not after a refusal.
//!
//! Each lane is a token bucket, kept as the one instant at which it would be full again. We plan for half of what is
//! published, since other programs may use the same address. On this machine there is nothing to keep.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// What a request counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Books.
    Book,
    /// Our orders and trades. Authenticated reads have been seen to slow down at ten a second; 5 are planned (§1.2).
    Ledger,
    /// Balances.
    Balance,
    /// API keys.
    Keys,
    /// Placing and cancelling: the published per-signer limit of the lowest tier is 40 a second (§1.3).
    Orders,
    /// Cancelling everything.
    CancelAll,
    /// Gamma's lists.
    Gamma,
    /// The Data API's positions.
    Positions,
    /// The rest of the Data API.
    Data,
    /// Everything else.
    Other,
}

impl Lane {
    const COUNT: usize = 10;

    /// Requests in ten seconds, half of the published limit, and how many of them at once.
    const fn plan(self) -> (u32, u32) {
        match self {
            Self::Book => (750, 50),
            Self::Ledger => (50, 10),
            Self::Balance => (100, 10),
            Self::Keys => (50, 5),
            Self::Orders => (200, 30),
            Self::CancelAll => (125, 5),
            Self::Gamma => (150, 20),
            Self::Positions => (75, 15),
            Self::Data => (100, 20),
            Self::Other => (500, 20),
        }
    }

    const fn index(self) -> usize {
        self as usize
    }

    const fn interval(self) -> Duration {
        Duration::from_micros(10_000_000 / self.plan().0 as u64)
    }
}

/// All lanes.
#[derive(Debug)]
pub(crate) struct Pacing {
    /// When each lane would be full again; `None` for an unpaced venue.
    full_at: Option<Mutex<[Instant; Lane::COUNT]>>,
}

impl Pacing {
    /// The published limits.
    pub(crate) fn published() -> Self {
        Self {
            full_at: Some(Mutex::new([Instant::now(); Lane::COUNT])),
        }
    }

    /// No limits.
    pub(crate) fn unlimited() -> Self {
        Self { full_at: None }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self, lane: Lane) {
        if let Some(at) = self.reserve(lane, Instant::now()) {
            tokio::time::sleep_until(at).await;
        }
    }

    /// Takes a turn; it is due at that instant, or now.
    fn reserve(&self, lane: Lane, now: Instant) -> Option<Instant> {
        let mut lanes = self.full_at.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = lanes.get_mut(lane.index())?;
        let interval = lane.interval();
        let burst = interval * lane.plan().1.saturating_sub(1);
        let reserved = (*full_at).max(now);
        *full_at = reserved + interval;
        let due = reserved.checked_sub(burst)?;
        (due > now).then_some(due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_plan_holds() {
        let pacing = Pacing::published();
        let now = Instant::now() + Duration::from_secs(60);
        let waits: Vec<_> = (0..20).map(|_| pacing.reserve(Lane::Ledger, now)).collect();
        assert_eq!(waits.iter().filter(|wait| wait.is_none()).count(), 10);
        let last = waits.last().copied().flatten().map(|at| at - now);
        assert_eq!(last, Some(Duration::from_secs(2)), "ten more at five a second");
        assert_eq!(pacing.reserve(Lane::Book, now), None, "lanes do not share");
        assert_eq!(Pacing::unlimited().reserve(Lane::Ledger, now), None);
    }
}
