//! Reading the values of options: paces, spans, instants, money.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use pilotfish_api::types::{BelowMinimum, CopySides, Style};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_engine::Mode;
use pilotfish_sim_server::Speed;
use serde::de::DeserializeOwned;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

/// How fast the demo's clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As fast as it can: virtual time.
    Max,
    /// So many venue seconds a second.
    Times(Speed),
}

/// `max`, `60`, `0.5`, `600x`.
pub(crate) fn pace(text: &str) -> Result<Pace, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("max") {
        return Ok(Pace::Max);
    }
    times(text)
        .map(Pace::Times)
        .ok_or_else(|| format!("a speed is a positive number such as 60 or 0.5, or max; got {text:?}"))
}

/// `60`, `0.5`, `600x`.
pub(crate) fn speed(text: &str) -> Result<Speed, String> {
    times(text).ok_or_else(|| format!("a speed is a positive number such as 60 or 0.5; got {text:?}"))
}

fn times(text: &str) -> Option<Speed> {
    let number: Usd = text.trim().trim_end_matches(['x', '×', 'X']).parse().ok()?;
    Speed::from_thousandths(u64::try_from(number.micros() / 1_000).ok()?)
}

/// `demo`, `paper` or `live`.
pub(crate) fn mode(text: &str) -> Result<Mode, String> {
    let known = [Mode::Demo, Mode::Paper, Mode::Live];
    let found = known.into_iter().find(|mode| mode.as_str() == text.trim());
    found.ok_or_else(|| format!("a mode is demo, paper or live; got {text:?}"))
}

/// `40h`, `3d`, `90m`, `30s`; the result is milliseconds.
pub(crate) fn span_ms(text: &str) -> Result<i64, String> {
    let refuse = || format!("a span is a whole number with d, h, m or s, such as 40h; got {text:?}");
    let text = text.trim();
    let unit = text.chars().last().ok_or_else(refuse)?;
    let ms = match unit {
        'd' => 86_400_000,
        'h' => 3_600_000,
        'm' => 60_000,
        's' => 1_000,
        _ => return Err(refuse()),
    };
    let number: i64 = text.trim_end_matches(unit).parse().map_err(|_| refuse())?;
    let span = number.checked_mul(ms).filter(|span| *span > 0);
    span.ok_or_else(refuse)
}

/// `2026-11-02`, `2026-11-02T00:00Z`, `2026-11-02T00:00:00Z`: UTC.
pub(crate) fn instant(text: &str) -> Result<VenueMs, String> {
    let refuse = || format!("an instant is a date such as 2026-11-02 or 2026-11-02T00:00Z; got {text:?}");
    let text = text.trim();
    let day = format_description!("[year]-[month]-[day]");
    let seconds = if let Ok(date) = Date::parse(text, &day) {
        date.midnight().assume_utc().unix_timestamp()
    } else {
        // RFC 3339 wants seconds; people leave them out.
        let with_seconds = match text.strip_suffix('Z') {
            Some(rest) if rest.len() == "2026-11-02T00:00".len() => format!("{rest}:00Z"),
            _ => text.to_owned(),
        };
        OffsetDateTime::parse(&with_seconds, &Rfc3339)
            .map_err(|_| refuse())?
            .unix_timestamp()
    };
    Ok(VenueMs(seconds.checked_mul(1_000).ok_or_else(refuse)?))
}

/// An instant for people: UTC to the second.
pub(crate) fn show(at: VenueMs) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    OffsetDateTime::from_unix_timestamp(at.0.div_euclid(1_000))
        .ok()
        .and_then(|instant| instant.format(&format).ok())
        .unwrap_or_else(|| at.0.to_string())
}

/// A positive amount of pUSD.
pub(crate) fn usd(text: &str) -> Result<Usd, String> {
    text.parse::<Usd>()
        .ok()
        .filter(|usd| *usd >= Usd::ZERO)
        .ok_or_else(|| format!("an amount is a number of pUSD such as 10000; got {text:?}"))
}

/// One of the words of a closed list, which the help names.
fn one_of<T>(words: impl IntoIterator<Item = &'static str>) -> impl TypedValueParser<Value = T>
where
    T: DeserializeOwned + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| serde_json::from_value::<T>(Value::String(word)))
}

/// How copies are worked.
pub(crate) fn style() -> impl TypedValueParser<Value = Style> {
    one_of(Style::ALL.iter().map(|kind| kind.as_str()))
}

/// What is copied.
pub(crate) fn copy_sides() -> impl TypedValueParser<Value = CopySides> {
    one_of(CopySides::ALL.iter().map(|kind| kind.as_str()))
}

/// What becomes of copies below the minimum.
pub(crate) fn below_minimum() -> impl TypedValueParser<Value = BelowMinimum> {
    one_of(BelowMinimum::ALL.iter().map(|kind| kind.as_str()))
}

/// `0x` and 40 hex digits.
pub(crate) fn address(text: &str) -> Result<WalletAddress, String> {
    // What was given is not repeated: a key may have been pasted here.
    WalletAddress::parse(text).map_err(|_| "an address is 0x and 40 hex digits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_paces_and_instants_are_read_and_nonsense_is_refused() {
        assert_eq!(span_ms("40h"), Ok(144_000_000));
        assert_eq!(span_ms("3d"), Ok(259_200_000));
        assert_eq!(pace("max"), Ok(Pace::Max));
        assert_eq!(
            pace("0.5"),
            Ok(Pace::Times(Speed::from_thousandths(500).expect("a speed")))
        );
        assert_eq!(instant("2026-11-02T00:00Z"), Ok(VenueMs(1_793_577_600_000)));
        assert_eq!(instant("2026-11-02"), instant("2026-11-02T00:00:00Z"));
        for bad in ["", "h", "40", "-3h", "0h", "99999999999999999d", "40 weeks"] {
            assert!(span_ms(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "fast", "-1", "0"] {
            assert!(pace(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "tomorrow", "2026-13-01", "2026-11-02T25:00Z"] {
            assert!(instant(bad).is_err(), "{bad:?}");
        }
    }
}
