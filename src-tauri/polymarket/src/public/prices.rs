//! A token's price over time, as the CLOB keeps it.

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::money::Price;
use serde_json::Value;

use super::PublicApi;
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::with_query;
use crate::unreadable::RowSource;

/// How far back a price history goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceSpan {
    /// The last hour.
    Hour,
    /// The last six hours.
    SixHours,
    /// The last day.
    Day,
    /// The last week.
    Week,
    /// The last thirty days.
    Month,
    /// All of it.
    All,
}

impl PriceSpan {
    /// The venue's word for it. Its `1m` is a month.
    const fn interval(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::SixHours => "6h",
            Self::Day => "1d",
            Self::Week => "1w",
            Self::Month => "1m",
            Self::All => "max",
        }
    }

    /// A point in so many minutes: some three hundred of them, and never finer than the venue allows (5 for a week, 10 for a
    /// month). Of markets that have resolved it keeps no finer steps than twelve hours.
    #[must_use]
    pub const fn step_minutes(self) -> u32 {
        match self {
            Self::Hour | Self::SixHours => 1,
            Self::Day => 5,
            Self::Week => 30,
            Self::Month => 180,
            Self::All => 720,
        }
    }

    /// How long it is, ms; `None` where it goes back to the beginning.
    #[must_use]
    pub const fn length_ms(self) -> Option<i64> {
        const HOUR_MS: i64 = 3_600_000;
        match self {
            Self::Hour => Some(HOUR_MS),
            Self::SixHours => Some(6 * HOUR_MS),
            Self::Day => Some(24 * HOUR_MS),
            Self::Week => Some(7 * 24 * HOUR_MS),
            Self::Month => Some(30 * 24 * HOUR_MS),
            Self::All => None,
        }
    }
}

/// A token's price at an instant: the middle of its book then, or the last trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricePoint {
    /// The instant, venue time.
    pub at: VenueMs,
    /// The price of a share.
    pub price: Price,
}

impl PublicApi {
    /// A token's price over that span, oldest first; nothing for a token without a history.
    ///
    /// # Errors
    /// As every read.
    pub async fn price_history(&self, token: &TokenId, span: PriceSpan) -> Result<Vec<PricePoint>, Error> {
        let fidelity = span.step_minutes().to_string();
        let query = [
            ("market", token.as_str()),
            ("interval", span.interval()),
            ("fidelity", fidelity.as_str()),
        ];
        let url = with_query(self.transport.clob("prices-history")?, &query);
        let body = self.transport.get(url, Lane::Other, None).await?;
        let fields = Fields::of(&body, "a price history")?;
        let mut points: Vec<PricePoint> = fields
            .list("history")
            .iter()
            .filter_map(|row| self.transport.readable(RowSource::Prices, row, point(row)))
            .collect();
        points.sort_by_key(|point| point.at);
        Ok(points)
    }
}

fn point(row: &Value) -> Result<PricePoint, Error> {
    let fields = Fields::of(row, "a price")?;
    Ok(PricePoint {
        at: fields.need("t", fields.instant("t"))?,
        price: fields.need("p", fields.chance("p"))?,
    })
}
