//! The venue's mode: running, restarting, or restricted.
//!
//! A restart loses nothing: resting orders are there afterwards, and expiries and settlement go on meanwhile (the chain
//! does not wait). Only commands are refused, and for two minutes more all but post-only orders and cancels.

use pilotfish_copy::ids::VenueMs;

use super::Exchange;
use super::event::ExchangeEvent;
use super::order::NewOrder;
use super::reject::{CancelRefused, Reject};
use super::timers::Due;
use super::types::VenueMode;

/// How long only post-only orders are taken after a restart.
pub const POST_ONLY_AFTER_RESTART_MS: i64 = 120_000;

/// The mode and when it ends by itself.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mode {
    pub(super) now: VenueMode,
    /// The end, with the number of its timer.
    ends: Option<(VenueMs, u64)>,
}

impl Exchange {
    /// What the venue takes now.
    #[must_use]
    pub fn mode(&self) -> VenueMode {
        self.mode.now
    }

    /// When the mode ends by itself, where that is planned.
    #[must_use]
    pub fn mode_ends_at(&self) -> Option<VenueMs> {
        self.mode.ends.map(|(at, _)| at)
    }

    /// Puts the venue into a mode, for ever or until `ends_at`. A restart that ends leads to post-only for
    /// [`POST_ONLY_AFTER_RESTART_MS`], every other mode to running.
    pub fn set_mode(&mut self, now: VenueMs, mode: VenueMode, ends_at: Option<VenueMs>) {
        self.advance(now);
        self.enter_mode(mode, ends_at.filter(|_| mode != VenueMode::Running));
        self.advance(now);
    }

    /// Restarts the matching engine: nothing is taken for `for_ms`, then only post-only orders and cancels for two
    /// minutes. Resting orders survive.
    pub fn restart(&mut self, now: VenueMs, for_ms: i64) {
        self.set_mode(now, VenueMode::Restarting, Some(now.plus(for_ms.max(0))));
    }

    pub(super) fn end_mode(&mut self) {
        self.mode.ends = None;
        if self.mode.now == VenueMode::Restarting {
            self.enter_mode(VenueMode::PostOnly, Some(self.now.plus(POST_ONLY_AFTER_RESTART_MS)));
        } else {
            self.enter_mode(VenueMode::Running, None);
        }
    }

    fn enter_mode(&mut self, mode: VenueMode, ends_at: Option<VenueMs>) {
        if let Some((at, number)) = self.mode.ends.take() {
            self.timers.strike(at, number);
        }
        let ends = ends_at.map(|at| (at, self.timers.enter(at, Due::ModeEnds)));
        self.mode = Mode { now: mode, ends };
        if mode != VenueMode::Restarting {
            self.release_overdue();
        }
        self.events.push(ExchangeEvent::ModeChanged {
            at: self.now,
            mode,
            ends_at,
        });
    }

    /// Whether an order is taken at all just now.
    pub(super) fn check_mode(&self, order: &NewOrder) -> Result<(), Reject> {
        match self.mode.now {
            VenueMode::Running => Ok(()),
            VenueMode::PostOnly if order.post_only => Ok(()),
            VenueMode::PostOnly => Err(Reject::PostOnlyMode {
                retry_after_s: self.mode_left_s(),
            }),
            VenueMode::Restarting => Err(Reject::Restarting),
            VenueMode::CancelOnly => Err(Reject::CancelOnlyMode),
            VenueMode::Disabled => Err(Reject::TradingDisabled),
        }
    }

    /// Whether cancels are taken just now.
    pub(super) fn check_cancels(&self) -> Result<(), CancelRefused> {
        match self.mode.now {
            VenueMode::Running | VenueMode::PostOnly | VenueMode::CancelOnly => Ok(()),
            VenueMode::Restarting => Err(CancelRefused::Restarting),
            VenueMode::Disabled => Err(CancelRefused::TradingDisabled),
        }
    }

    /// Whole seconds until the mode ends, at least 1; the usual two minutes where no end is planned.
    fn mode_left_s(&self) -> u64 {
        let left_ms = self
            .mode_ends_at()
            .map_or(POST_ONLY_AFTER_RESTART_MS, |at| at.since(self.now));
        u64::try_from(left_ms.saturating_add(999) / 1_000).unwrap_or(0).max(1)
    }
}
