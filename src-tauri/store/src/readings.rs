//! What the account and the follows had made at one instant: readings for charts and figures, kept beside the books.
//!
//! Nothing of trading rests on them. They go along with whatever is committed next, so that a minute's reading costs no disk of
//! its own.

use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::money::Usd;
use serde::{Deserialize, Serialize};

use crate::codec::Whole;
use crate::error::StoreError;
use crate::statements::{Statement, Statements, upsert};

/// Equity is kept at most once in this many milliseconds of venue time.
const EQUITY_EVERY_MS: i64 = 60_000;
/// What follows have made is kept once in this much venue time.
const FOLLOWS_EVERY_MS: i64 = crate::read::period::HOUR_MS;

/// What the account was worth at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquityPoint {
    /// When, venue time.
    pub at: VenueMs,
    /// pUSD.
    pub cash: Usd,
    /// What resolved markets owe.
    pub claims: Usd,
    /// What the holdings were worth at the market.
    pub holdings_value: Usd,
    /// Realised profit so far, fees not counted.
    pub realised: Usd,
    /// Value of the holdings less their cost.
    pub unrealised: Usd,
    /// Fees paid so far.
    pub fees: Usd,
}

/// What a follow had made by some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowPoint {
    /// The follow.
    pub follow: FollowId,
    /// Realised profit so far, fees not counted.
    pub realised: Usd,
    /// Open profit then.
    pub unrealised: Usd,
    /// Fees paid so far.
    pub fees: Usd,
}

/// Readings that are to be kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readings {
    /// Of the equity curve; of one minute of venue time the last one stays.
    pub equity: Vec<EquityPoint>,
    /// Of what each follow has made, and when; of one hour of venue time the first one stands.
    pub follows: Vec<(VenueMs, Vec<FollowPoint>)>,
}

impl Readings {
    pub(crate) fn write(&self, into: &mut Statements) -> Result<(), StoreError> {
        for point in &self.equity {
            upsert!(
                into, "equity_points",
                key { "minute" => point.at.0.div_euclid(EQUITY_EVERY_MS) },
                set {
                    "at" => point.at.0,
                    "cash" => point.cash.micros(),
                    "claims" => point.claims.micros(),
                    "holdings_value" => point.holdings_value.micros(),
                    "realised" => point.realised.micros(),
                    "unrealised" => point.unrealised.micros(),
                    "fees" => point.fees.micros(),
                },
            );
        }
        for (at, points) in &self.follows {
            for point in points {
                let row = Statement::new(
                    "INSERT INTO follow_points (hour, follow, at, realised, unrealised, fees) VALUES (?, ?, ?, ?, ?, ?) \
                     ON CONFLICT DO NOTHING",
                );
                into.push(
                    row.bind(at.0.div_euclid(FOLLOWS_EVERY_MS))
                        .bind(point.follow.to_whole()?)
                        .bind(at.0)
                        .bind(point.realised.micros())
                        .bind(point.unrealised.micros())
                        .bind(point.fees.micros()),
                );
            }
        }
        Ok(())
    }
}
