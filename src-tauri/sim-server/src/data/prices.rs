//! `/v2/prices-history`: a token's price over time, in buckets, the last one as it is.

use axum::extract::State;
use pilotfish_copy::ids::{TokenId, VenueMs};
use serde_json::{Value, json};

use super::Answer;
use super::page::{Page, Walk};
use crate::json::{number, seconds};
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_sim::venue::rows::PricePoint;

const ROWS_DEFAULT: usize = 1_000;
const ROWS_MOST: usize = 10_000;

/// The longest stretch from `start` to `end`.
const STRETCH_MOST_S: i64 = 15 * 86_400;

/// How wide a bucket may be, in seconds.
const BUCKET_S: std::ops::RangeInclusive<i64> = 60..=86_400;

/// This world notes prices by the hour.
const BUCKET_DEFAULT_S: i64 = 3_600;

/// Which stretch of time is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// So long before now; `None` for all of it.
    Back(Option<i64>),
    /// From here to there.
    Between(VenueMs, Option<VenueMs>),
    /// The one price of that instant.
    AsOf(VenueMs),
}

pub(super) async fn prices_history(State(app): State<App>, params: Params) -> Answer {
    let walk = Walk::of(params, ROWS_DEFAULT, ROWS_MOST)?;
    let token = walk.params.text("token_id").map(TokenId::new);
    let token = token.ok_or_else(|| Refusal::bad_request("token_id is required"))?;
    let asked = Asked::of(&walk.params)?;
    let bucket_s = walk.params.integer("bucket_seconds")?.unwrap_or(BUCKET_DEFAULT_S);
    if !BUCKET_S.contains(&bucket_s) {
        return Err(Refusal::bad_request("bucket_seconds must be between 60 and 86400").into());
    }
    let points = app.look(|host| {
        let now = host.venue.now();
        let history = |from, to| host.venue.price_history(&token, from, to);
        match asked {
            Asked::Back(length_ms) => {
                let from = length_ms.map_or(VenueMs(i64::MIN), |length| now.plus(-length));
                buckets(&history(from, now), now, bucket_s)
            }
            Asked::Between(from, to) => buckets(&history(from, to.unwrap_or(now)), now, bucket_s),
            Asked::AsOf(at) => {
                let last = history(VenueMs(i64::MIN), at).into_iter().rfind(|point| point.at <= at);
                last.map(|point| row(point, if point.at == now { 0 } else { BUCKET_DEFAULT_S }))
                    .into_iter()
                    .collect()
            }
        }
    })?;
    Ok(Page::of_walk(&points, &walk, Value::clone).answer())
}

impl Asked {
    fn of(params: &Params) -> Result<Self, Refusal> {
        let stamp = |name: &str| -> Result<Option<VenueMs>, Refusal> {
            match params.integer(name)? {
                Some(seconds) if seconds <= 0 => Err(Refusal::bad_request(format!("{name} must be over 0"))),
                found => Ok(found.map(|seconds| VenueMs(seconds.saturating_mul(1_000)))),
            }
        };
        let (start, end, as_of) = (stamp("start")?, stamp("end")?, stamp("as_of")?);
        let interval = params.text("interval");
        match (interval, start, as_of) {
            (Some(interval), None, None) if end.is_none() => back(interval).map(Self::Back),
            (None, Some(start), None) => {
                let stretch_s = end.map_or(0, |end| end.since(start) / 1_000);
                if (0..=STRETCH_MOST_S).contains(&stretch_s) {
                    Ok(Self::Between(start, end))
                } else {
                    Err(Refusal::bad_request("start to end is at most 15 days"))
                }
            }
            (None, None, Some(at)) if end.is_none() => Ok(Self::AsOf(at)),
            _ => Err(Refusal::bad_request(
                "exactly one of interval, start and as_of is required",
            )),
        }
    }
}

fn back(interval: &str) -> Result<Option<i64>, Refusal> {
    const HOUR_MS: i64 = 3_600_000;
    match interval {
        "1h" => Ok(Some(HOUR_MS)),
        "6h" => Ok(Some(6 * HOUR_MS)),
        "1d" => Ok(Some(24 * HOUR_MS)),
        "1w" => Ok(Some(7 * 24 * HOUR_MS)),
        "1m" => Ok(Some(30 * 24 * HOUR_MS)),
        "max" | "all" => Ok(None),
        _ => Err(Refusal::bad_request("invalid interval")),
    }
}

/// The last price of each bucket under the bucket's beginning, oldest first; the price of now as it is.
fn buckets(points: &[PricePoint], now: VenueMs, bucket_s: i64) -> Vec<Value> {
    let bucket_of = |point: &PricePoint| seconds(point.at).div_euclid(bucket_s);
    let next = points.iter().skip(1).map(Some).chain([None]);
    let last_of_each = points.iter().zip(next).filter(|(point, next)| {
        // Now is a point of its own, beside the bucket it lies in.
        next.is_none_or(|next| bucket_of(next) != bucket_of(point) || next.at == now)
    });
    let begin_of = |point: &PricePoint| VenueMs(bucket_of(point) * bucket_s * 1_000);
    last_of_each
        .filter_map(|(point, next)| {
            // The price of now stands for itself, at the end; a bucket that only begins now has nothing else to say.
            if point.at == now && next.is_none() {
                return Some(row(*point, 0));
            }
            let begin = begin_of(point);
            // In whole seconds, as the rows are stamped.
            (seconds(begin) != seconds(now)).then(|| row(PricePoint { at: begin, ..*point }, bucket_s))
        })
        .collect()
}

fn row(point: PricePoint, resolution_s: i64) -> Value {
    json!({
        "timestamp": seconds(point.at),
        "price": number(point.price.micros()),
        "resolution_seconds": resolution_s,
    })
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::money::Price;

    use super::*;

    #[test]
    fn buckets_hold_their_last_price_and_now_stands_for_itself() {
        let point = |s: i64, micros| PricePoint {
            at: VenueMs(s * 1_000),
            price: Price::from_micros(micros),
        };
        let points = [
            point(0, 100_000),
            point(3_600, 200_000),
            point(7_200, 300_000),
            point(9_000, 400_000),
        ];
        let rows = buckets(&points, VenueMs(9_000_000), 7_200);
        let shown =
            |at: i64, price: f64, width: i64| json!({"timestamp": at, "price": price, "resolution_seconds": width});
        assert_eq!(
            rows,
            [shown(0, 0.2, 7_200), shown(7_200, 0.3, 7_200), shown(9_000, 0.4, 0)]
        );
        // A bucket that began in this very second would have the stamp of now.
        let now = PricePoint {
            at: VenueMs(7_200_010),
            price: Price::from_micros(500_000),
        };
        let [first, second, third, _] = points;
        assert_eq!(
            buckets(&[first, second, third, now], now.at, 7_200),
            [shown(0, 0.2, 7_200), shown(7_200, 0.5, 0)]
        );
    }

    #[test]
    fn exactly_one_form_is_asked_for() {
        let asked = |pairs: &[(&str, &str)]| Asked::of(&Params::of(pairs));
        assert_eq!(asked(&[("interval", "6h")]), Ok(Asked::Back(Some(21_600_000))));
        assert_eq!(asked(&[("as_of", "7")]), Ok(Asked::AsOf(VenueMs(7_000))));
        assert_eq!(
            asked(&[("start", "7"), ("end", "8")]),
            Ok(Asked::Between(VenueMs(7_000), Some(VenueMs(8_000))))
        );
        for wrong in [
            &[][..],
            &[("start", "0")],
            &[("end", "5")],
            &[("interval", "1d"), ("start", "5")],
            &[("interval", "1y")],
            &[("start", "5"), ("end", "4")],
            &[("start", "1"), ("end", "1296002")],
        ] {
            assert!(asked(wrong).is_err(), "{wrong:?}");
        }
    }
}
