//! How the venue writes things: numbers, instants, lists inside strings.
//!
//! A float appears here and nowhere else in the crate, because the Data API's JSON has numbers where the CLOB has
//! strings; nothing reads one back to decide by it.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::money::MICRO;
use serde_json::Value;

/// Micro-units as a JSON number in whole units. Exact to the float's 53 bits.
#[must_use]
pub(super) fn number(micros: i64) -> Value {
    #[allow(clippy::cast_precision_loss)]
    let units = micros as f64 / MICRO as f64;
    Value::from(units)
}

/// `part ÷ whole` in percent as a JSON number with four decimals; 0 where there is no whole.
#[must_use]
pub(super) fn percent(part_micros: i64, whole_micros: i64) -> Value {
    if whole_micros <= 0 {
        return Value::from(0.0);
    }
    let ten_thousandths = i128::from(part_micros) * 1_000_000 / i128::from(whole_micros);
    #[allow(clippy::cast_precision_loss)]
    let percent = ten_thousandths as f64 / 10_000.0;
    Value::from(percent)
}

/// Whole Unix seconds.
#[must_use]
pub(super) fn seconds(at: VenueMs) -> i64 {
    at.0.div_euclid(1_000)
}

/// `2026-11-02T00:00:00Z`; milliseconds only where there are any.
#[must_use]
pub(super) fn iso_instant(at: VenueMs) -> String {
    let in_day = at.0.rem_euclid(86_400_000);
    let (hours, minutes) = (in_day / 3_600_000, in_day / 60_000 % 60);
    let (second, ms) = (in_day / 1_000 % 60, in_day % 1_000);
    let fraction = if ms == 0 { String::new() } else { format!(".{ms:03}") };
    format!("{}T{hours:02}:{minutes:02}:{second:02}{fraction}Z", iso_date(at))
}

/// `2026-11-02 00:00:00+00`, as Gamma writes some instants.
#[must_use]
pub(super) fn spaced_instant(at: VenueMs) -> String {
    let whole = iso_instant(VenueMs(seconds(at) * 1_000));
    format!("{}+00", whole.trim_end_matches('Z').replace('T', " "))
}

/// `2026-11-02`
#[must_use]
pub(super) fn iso_date(at: VenueMs) -> String {
    let (year, month, day) = civil_from_days(at.utc_day());
    format!("{year:04}-{month:02}-{day:02}")
}

/// A list of texts as Gamma writes it: a string that holds JSON.
#[must_use]
pub(super) fn list_in_string<T: AsRef<str>>(items: &[T]) -> Value {
    let quoted: Vec<String> = items
        .iter()
        .map(|item| Value::from(item.as_ref()).to_string())
        .collect();
    Value::from(format!("[{}]", quoted.join(", ")))
}

/// The proleptic Gregorian date of a day counted from 1970-01-01, by 400-year eras that begin in March.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_the_venue_writes_them() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696_789, "2000-02-29T12:34:56.789Z"),
            (1_793_577_600_000, "2026-11-02T00:00:00Z"),
            (1_798_761_599_001, "2026-12-31T23:59:59.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ];
        for (ms, expected) in cases {
            assert_eq!(iso_instant(VenueMs(ms)), expected);
        }
        assert_eq!(spaced_instant(VenueMs(1_793_577_600_123)), "2026-11-02 00:00:00+00");
    }

    #[test]
    fn numbers_are_whole_units_and_percents_have_four_decimals() {
        assert_eq!(number(14_285_715).to_string(), "14.285715");
        assert_eq!(number(400_000_000_000).to_string(), "400000.0");
        assert_eq!(percent(101_800_000_000, 200_000_000_000).to_string(), "50.9");
        assert_eq!(percent(-1, 0).to_string(), "0.0");
    }

    #[test]
    fn a_list_in_a_string_is_json_again() {
        let Value::String(text) = list_in_string(&["Yes", "a \"quoted\" one"]) else {
            panic!("a string")
        };
        assert_eq!(text, r#"["Yes", "a \"quoted\" one"]"#);
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).expect("json").len(), 2);
    }
}
