//! Shapes: how the thirty open markets differ in price, spread, depth, least size and life.
//!
//! The shapes are fixed and dealt to the questions by the seed. Their spreads reproduce what was measured on the venue
//! (a tenth under 44 bps, half under 241, three quarters under 923), because what copying costs depends on them.

/// A part that the followed trader's script gives to a market: only that trader among the named acts in it while it
/// lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Wide; runs away after the purchase and comes back only after the ladder's end.
    RunsAwayAndReturns,
    /// Runs away for good.
    RunsAway,
    /// Pops after the purchase, is sold into, so that the copy turns round while it works.
    Pops,
    /// Drifts up by a few cents and stays: the ladder climbs to it.
    DriftsUp,
    /// Thin: a purchase sweeps several levels.
    Thin,
    /// Deep and quiet: copies fill at the trader's price.
    Deep,
    /// Resolves within the first day.
    ResolvesSoon,
}

/// How a market is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// The first outcome's price when the demo begins.
    pub(crate) price: f64,
    /// The price step in micro-units.
    pub(crate) tick: i64,
    /// The spread in ticks at that price. It is kept in proportion to the price.
    pub(crate) spread: i64,
    /// Shares at the best price.
    pub(crate) depth: f64,
    /// The least size of a resting order, in shares.
    pub(crate) min_size: i64,
    /// How far the log-odds wander in an hour.
    pub(crate) unrest: f64,
    /// The end, in hours after the demo's start: from, to.
    pub(crate) end: (i64, i64),
    /// Minutes between two orders of the crowd.
    pub(crate) crowd: i64,
    /// The part it plays.
    pub(crate) role: Option<Role>,
}

/// Weeks away.
pub(crate) const FAR: (i64, i64) = (24 * 16, 24 * 75);
/// Days away.
pub(crate) const NEAR: (i64, i64) = (24 * 4, 24 * 9);

#[expect(clippy::too_many_arguments, reason = "a table's columns")]
pub(crate) const fn shape(
    price: f64,
    tick: i64,
    spread: i64,
    depth: f64,
    min_size: i64,
    unrest: f64,
    end: (i64, i64),
    crowd: i64,
    role: Option<Role>,
) -> Shape {
    Shape {
        price,
        tick,
        spread,
        depth,
        min_size,
        unrest,
        end,
        crowd,
        role,
    }
}

/// The thirty, by spread in bps (in the comment).
pub(crate) const SHAPES: [Shape; 30] = [
    shape(0.620, 1_000, 1, 2_600.0, 5, 0.020, FAR, 4, None),  // 16
    shape(0.710, 1_000, 2, 1_900.0, 5, 0.022, NEAR, 5, None), // 28
    shape(0.480, 1_000, 2, 1_500.0, 5, 0.018, FAR, 5, None),  // 42
    shape(0.550, 2_500, 1, 900.0, 1, 0.020, FAR, 6, None),    // 45
    shape(0.800, 5_000, 1, 800.0, 5, 0.024, FAR, 6, None),    // 62
    shape(0.330, 1_000, 3, 1_200.0, 1, 0.022, FAR, 5, None),  // 91
    shape(0.920, 10_000, 1, 2_200.0, 5, 0.020, FAR, 7, None), // 109
    shape(0.860, 10_000, 1, 1_100.0, 5, 0.040, (10, 14), 6, None), // 116
    shape(0.810, 10_000, 1, 900.0, 1, 0.025, FAR, 6, None),   // 123
    shape(0.740, 10_000, 1, 1_600.0, 5, 0.035, (25, 33), 5, None), // 135
    shape(0.670, 10_000, 1, 1_300.0, 5, 0.025, NEAR, 5, None), // 149
    shape(0.575, 10_000, 1, 4_000.0, 5, 0.012, FAR, 4, Some(Role::Deep)), // 174
    shape(
        0.525,
        10_000,
        1,
        3_000.0,
        5,
        0.025,
        (15, 20),
        4,
        Some(Role::ResolvesSoon),
    ), // 190
    shape(0.460, 10_000, 1, 1_000.0, 1, 0.024, NEAR, 5, None), // 217
    shape(0.430, 10_000, 1, 1_400.0, 5, 0.035, (30, 36), 5, None), // 233
    shape(0.390, 10_000, 1, 1_100.0, 5, 0.022, FAR, 5, None), // 256
    shape(0.345, 10_000, 1, 500.0, 5, 0.016, FAR, 6, Some(Role::Pops)), // 290
    shape(0.620, 10_000, 2, 700.0, 5, 0.024, NEAR, 6, None),  // 323
    shape(0.305, 10_000, 1, 450.0, 1, 0.016, FAR, 7, Some(Role::RunsAway)), // 328
    shape(0.545, 10_000, 1, 600.0, 5, 0.016, FAR, 6, Some(Role::DriftsUp)), // 183
    shape(0.280, 10_000, 2, 40.0, 5, 0.018, FAR, 8, Some(Role::Thin)), // 714
    shape(0.110, 10_000, 1, 3_500.0, 1, 0.022, FAR, 8, None), // 909
    shape(0.215, 10_000, 2, 700.0, 5, 0.022, FAR, 8, None),   // 930
    shape(0.090, 10_000, 1, 4_000.0, 5, 0.022, NEAR, 9, None), // 1111
    shape(0.170, 10_000, 2, 900.0, 5, 0.024, FAR, 9, None),   // 1176
    shape(
        0.370,
        10_000,
        8,
        260.0,
        1,
        0.012,
        FAR,
        12,
        Some(Role::RunsAwayAndReturns),
    ), // 2162
    shape(0.070, 10_000, 1, 5_000.0, 1, 0.020, FAR, 10, None), // 1428
    shape(0.230, 10_000, 3, 400.0, 5, 0.024, FAR, 9, None),   // 1304
    shape(0.060, 10_000, 1, 5_000.0, 1, 0.020, FAR, 11, None), // 1667
    shape(0.140, 10_000, 3, 500.0, 5, 0.022, FAR, 11, None),  // 2142
];

impl Shape {
    /// The spread as a part of the price.
    #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
    pub(crate) fn spread_ratio(&self) -> f64 {
        (self.spread * self.tick) as f64 / 1e6 / self.price
    }

    /// How much more each deeper level holds: a thin market is thin at the front only.
    pub(crate) fn growth(&self) -> f64 {
        if self.role == Some(Role::Thin) { 2.5 } else { 0.4 }
    }

    /// Whether it lives for a day or two only, and is followed by another such.
    pub(crate) fn is_daily(&self) -> bool {
        self.end.1 <= 40
    }
}
