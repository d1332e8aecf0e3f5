//! When the stages begin, and what they would ask of a book that stays as it is.
//!
//! A stage boundary is an instant on the venue's clock that belongs to the later stage. Where a market is known to
//! resolve within 72 h of the signal, every hour of the ladder shrinks in proportion, so that its 36 h become half of
//! the time that was left.

use super::price::{LadderInput, price};
use super::{PriceKind, Stage};
use crate::ids::VenueMs;
use crate::money::{Price, Rounding, mul_div};

const HOUR_MS: i64 = 3_600_000;

/// Up to this time to resolution the ladder shrinks: twice its 36 h.
const SHRINK_UNDER_MS: i64 = 72 * HOUR_MS;

/// The venue drops a GTD order this long before the expiry it was given (polymarket-api §4.3).
pub const SECURITY_THRESHOLD_MS: i64 = 60_000;

/// No expiry is nearer than this: the venue refuses less than 3 min, and an answer may take a while.
const LEAST_LIFE_MS: i64 = 240_000;

/// The length of the ladder's 72 h for that time to resolution: unknown or past end dates do not shrink it.
pub(super) fn scale_ms(time_to_resolution_ms: Option<i64>) -> i64 {
    time_to_resolution_ms
        .filter(|left| (1..SHRINK_UNDER_MS).contains(left))
        .unwrap_or(SHRINK_UNDER_MS)
}

/// The age at which a stage begins. Rounded up: the first whole millisecond that is not before the exact boundary.
fn start_age(stage: Stage, time_to_resolution_ms: Option<i64>) -> i64 {
    let hours = match stage {
        Stage::Trader => 0,
        Stage::Toward => 6,
        Stage::Mid => 12,
        Stage::Best => 24,
        Stage::Market => 36,
    };
    let scale = scale_ms(time_to_resolution_ms);
    if scale == SHRINK_UNDER_MS {
        return hours * HOUR_MS;
    }
    mul_div(hours * HOUR_MS, scale, SHRINK_UNDER_MS, Rounding::Up)
}

/// How far through stage 2 an age is, as (numerator, denominator) within [0, 1], exact.
pub(super) fn toward_progress(age_ms: i64, time_to_resolution_ms: Option<i64>) -> (i128, i128) {
    let scale = i128::from(scale_ms(time_to_resolution_ms));
    let six_hours = i128::from(6 * HOUR_MS) * scale;
    let into = i128::from(age_ms) * i128::from(SHRINK_UNDER_MS) - six_hours;
    (into.clamp(0, six_hours), six_hours)
}

/// The stage of an order of that age, ms since the signal. A boundary belongs to the later stage; an age below zero
/// (a clock step) is stage 1.
#[must_use]
pub fn stage_at(age_ms: i64, time_to_resolution_ms: Option<i64>) -> Stage {
    let begun = |stage: &Stage| age_ms >= start_age(*stage, time_to_resolution_ms);
    Stage::ALL.into_iter().rev().find(begun).unwrap_or(Stage::Trader)
}

/// When each of the five stages begins.
#[must_use]
pub fn stage_starts(signal_at: VenueMs, time_to_resolution_ms: Option<i64>) -> [VenueMs; 5] {
    Stage::ALL.map(|stage| signal_at.plus(start_age(stage, time_to_resolution_ms)))
}

/// The next instant after `now` at which a stage begins; `None` in stage 5, which has no end.
#[must_use]
pub fn next_boundary(signal_at: VenueMs, time_to_resolution_ms: Option<i64>, now: VenueMs) -> Option<VenueMs> {
    stage_starts(signal_at, time_to_resolution_ms)
        .into_iter()
        .find(|start| *start > now)
}

/// The GTD expiry of a resting child: the end of its stage, the venue's own threshold, and two management intervals
/// (ms), so that it dies soon after a stage that nobody ended; never under 4 min from now.
///
/// This is the expiry as it is written into the order. The venue drops the order [`SECURITY_THRESHOLD_MS`] before it.
#[must_use]
pub fn resting_expiry(now: VenueMs, stage_end: VenueMs, management_interval_ms: i64) -> VenueMs {
    let slack = management_interval_ms
        .saturating_mul(2)
        .saturating_add(SECURITY_THRESHOLD_MS);
    stage_end.plus(slack).max(now.plus(LEAST_LIFE_MS))
}

/// What a stage would ask if the book stayed as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PlannedStage {
    /// The stage.
    pub stage: Stage,
    /// When it begins.
    pub starts_at: VenueMs,
    /// Whether it rests or is a fill-and-kill.
    pub kind: PriceKind,
    /// Its limit: now for the stage the order is in, at its start for a later one. `None` for a stage that is over
    /// (the record says what it was) and where the bound could not be kept.
    pub limit: Option<Price>,
}

/// The ladder ahead of an order, on the book of `input` (whose age says where the order is).
#[must_use]
pub fn plan(input: &LadderInput, signal_at: VenueMs) -> [PlannedStage; 5] {
    let current = stage_at(input.age_ms, input.time_to_resolution_ms);
    let mut last_limit = input.last_limit;
    // In order, since each stage keeps the limit of the one before where the book lacks a side.
    Stage::ALL.map(|stage| {
        let start = start_age(stage, input.time_to_resolution_ms);
        let age_ms = if stage == current { input.age_ms } else { start };
        let decision = price(&LadderInput {
            age_ms,
            last_limit,
            ..*input
        });
        let ahead = stage >= current && !decision.refused;
        if ahead {
            last_limit = Some(decision.limit);
        }
        let limit = ahead.then_some(decision.limit);
        PlannedStage {
            stage,
            starts_at: signal_at.plus(start),
            kind: decision.kind,
            limit,
        }
    })
}
