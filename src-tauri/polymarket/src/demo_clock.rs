//! The simulated venue's clock: the one route it has that Polymarket has not.

use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fields::Fields;
use crate::pacing::Lane;
use crate::transport::{NoAnswer, Request};
use crate::{Error, Transport};

const PATH: &str = "sim/clock";

/// A clock that does not answer within this is no clock to go by.
const TIMEOUT: Duration = Duration::from_secs(5);

/// What the clock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoClock {
    /// Which world it is.
    pub world: String,
    /// Its time.
    pub now: VenueMs,
    /// Venue seconds a real second, in thousandths: 60× is 60,000.
    pub speed_thousandths: u64,
    /// Whether it stands.
    pub paused: bool,
    /// The fastest that may be set, in thousandths; `None` where there is no cap.
    pub speed_most_thousandths: Option<u64>,
}

impl Transport {
    /// Reads the simulated venue's clock.
    ///
    /// # Errors
    /// [`Error::NotFound`] at a venue that lives in real time, else as every read.
    pub async fn demo_clock(&self) -> Result<DemoClock, Error> {
        self.ask_clock(Method::GET, None).await
    }

    /// Sets the simulated venue's clock; what is `None` stays. Speed in thousandths.
    ///
    /// # Errors
    /// [`Error::Refused`] for a speed over its cap, [`Error::NotFound`] at a venue without such a clock, else as every
    /// read: setting it again does no harm.
    pub async fn set_demo_clock(
        &self,
        speed_thousandths: Option<u64>,
        paused: Option<bool>,
    ) -> Result<DemoClock, Error> {
        let mut body = serde_json::Map::new();
        if let Some(thousandths) = speed_thousandths {
            body.insert("speed".to_owned(), speed(thousandths));
        }
        if let Some(paused) = paused {
            body.insert("paused".to_owned(), json!(paused));
        }
        self.ask_clock(Method::POST, Some(Value::Object(body).to_string()))
            .await
    }

    async fn ask_clock(&self, method: Method, body: Option<String>) -> Result<DemoClock, Error> {
        let url = self.clob(PATH)?;
        let request = Request {
            method,
            url,
            may_leave: None,
            sign: None,
            body,
            lane: Lane::Other,
            timeout: TIMEOUT,
        };
        let answer = self.send(request).await.map_err(NoAnswer::of_a_question)?;
        parse(&answer.into_json(PATH)?)
    }
}

fn parse(body: &Value) -> Result<DemoClock, Error> {
    let fields = Fields::of(body, "the demo's clock")?;
    Ok(DemoClock {
        world: fields.need("world", fields.text("world"))?.into_owned(),
        now: fields.need("now_ms", now_ms(&fields))?,
        speed_thousandths: fields.need("speed", thousandths(&fields, "speed"))?,
        paused: fields.flag("paused").unwrap_or(false),
        speed_most_thousandths: thousandths(&fields, "max_speed"),
    })
}

/// Milliseconds, however small: this clock may stand anywhere.
fn now_ms(fields: &Fields<'_>) -> Option<VenueMs> {
    i64::try_from(fields.whole("now_ms")?).ok().map(VenueMs)
}

fn thousandths(fields: &Fields<'_>, name: &str) -> Option<u64> {
    // Three decimals of a number are the micro-units of a price, cut by a thousand.
    u64::try_from(fields.usd(name)?.micros() / 1_000).ok()
}

/// A whole number where it is one.
fn speed(thousandths: u64) -> Value {
    if thousandths.is_multiple_of(1_000) {
        return json!(thousandths / 1_000);
    }
    let text = rust_decimal::Decimal::from(thousandths) / rust_decimal::Decimal::from(1_000);
    serde_json::from_str(&text.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_reading_is_read_and_a_setting_written() {
        let body =
            json!({"world": "w1", "now_ms": 1_793_577_600_123_i64, "speed": 0.5, "paused": true, "max_speed": 600});
        let clock = parse(&body).expect("a clock");
        assert_eq!((clock.now, clock.speed_thousandths), (VenueMs(1_793_577_600_123), 500));
        assert_eq!((clock.paused, clock.speed_most_thousandths), (true, Some(600_000)));
        assert_eq!(
            (speed(60_000).to_string(), speed(1_500).to_string()),
            ("60".to_owned(), "1.5".to_owned())
        );
        assert!(parse(&json!({"now_ms": 1})).is_err());
    }
}
