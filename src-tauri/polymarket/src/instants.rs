//! Instants as the venue writes them: Unix seconds, milliseconds, finer, or ISO 8601 in its several spellings.

use pilotfish_copy::ids::VenueMs;

/// Numbers up to here are seconds (until the year 5138), larger ones milliseconds.
const SECONDS_MOST: i64 = 100_000_000_000;
/// Numbers from the one before up to here are milliseconds, a thousand times that microseconds, then nanoseconds.
const MILLIS_MOST: i64 = SECONDS_MOST * 1_000;
/// See [`MILLIS_MOST`].
const MICROS_MOST: i64 = MILLIS_MOST * 1_000;
/// The first number that is one of milliseconds.
const AFTER_SECONDS: i64 = SECONDS_MOST + 1;
/// The first number that is one of microseconds.
const AFTER_MILLIS: i64 = MILLIS_MOST + 1;
/// 2100. No trade, book or market of today is of a later time: such a number is no instant.
const LATEST_MS: i64 = 4_102_444_800_000;

/// From a number of seconds, milliseconds, microseconds or nanoseconds.
pub(crate) fn from_number(number: i64) -> Option<VenueMs> {
    let ms = match number {
        ..=0 => return None,
        1..=SECONDS_MOST => number * 1_000,
        AFTER_SECONDS..=MILLIS_MOST => number,
        AFTER_MILLIS..=MICROS_MOST => number / 1_000,
        _ => number / 1_000_000,
    };
    (ms <= LATEST_MS).then_some(VenueMs(ms))
}

/// From digits or ISO 8601: `2026-03-12T09:25:00Z`, `2026-03-19 23:20:15+00`, `2026-12-31`. A missing zone is UTC.
pub(crate) fn from_text(text: &str) -> Option<VenueMs> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return from_number(text.parse().ok()?);
    }
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let (year, month, day) = (digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = days_from_civil(year, month, day);
    let time = match rest.strip_prefix(['T', ' ', 't']) {
        Some(time) => time_of_day_ms(time)?,
        None if rest.is_empty() => 0,
        None => return None,
    };
    Some(VenueMs(days.checked_mul(86_400_000)?.checked_add(time)?))
}

/// `09:25:00.123Z`, `23:20:15+00`, `23:20`: milliseconds since midnight UTC, beyond the day where the zone says so.
fn time_of_day_ms(text: &str) -> Option<i64> {
    let zone_at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone_at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?)?, digits(parts.next()?)?);
    let second = parts.next().map_or(Some(0), digits)?;
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let ms: i64 = if fraction.is_empty() {
        0
    } else {
        digits(&format!("{fraction:0<3}").chars().take(3).collect::<String>())?
    };
    let offset_minutes = zone_minutes(zone)?;
    Some(((hour * 60 + minute - offset_minutes) * 60 + second) * 1_000 + ms)
}

fn zone_minutes(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('-') => (-1, zone.strip_prefix('-')?),
        Some(_) => (1, zone.strip_prefix('+')?),
    };
    let compact: String = rest.chars().filter(|letter| *letter != ':').collect();
    let hours = digits(compact.get(..2)?)?;
    let minutes = compact.get(2..4).map_or(Some(0), digits)?;
    Some(sign * (hours * 60 + minutes))
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Days since 1970-01-01 of a proleptic Gregorian date, by 400-year eras that begin in March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_the_venue_uses_is_read() {
        let cases = [
            ("1788886609", 1_788_886_609_000),
            ("1703875205000", 1_703_875_205_000),
            ("1970-01-01", 0),
            ("2000-02-29T12:34:56.789Z", 951_827_696_789),
            ("2026-11-02T00:00:00Z", 1_793_577_600_000),
            ("2026-11-02T01:00:00+01:00", 1_793_577_600_000),
            ("2026-11-01 19:00:00-05", 1_793_577_600_000),
            ("2026-11-02 00:00:00.5+00", 1_793_577_600_500),
            ("2026-11-02T00:00:00.123456Z", 1_793_577_600_123),
            ("2026-11-02T00:00", 1_793_577_600_000),
            ("1793577600123", 1_793_577_600_123),
            ("1793577600123456", 1_793_577_600_123),
            ("1793577600123456789", 1_793_577_600_123),
        ];
        for (text, expected) in cases {
            assert_eq!(from_text(text), Some(VenueMs(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_none() {
        for text in [
            "",
            "0",
            "soon",
            "2026-13-01",
            "2026-11-02T",
            "2026-11-02X00:00",
            "2026-1-1",
            "−1",
            "99999999999999999999",
            // The year 5138, as seconds and as milliseconds.
            "100000000000",
            "99999999999999",
        ] {
            assert_eq!(from_text(text), None, "{text}");
        }
        assert_eq!(from_number(i64::MAX), None);
        assert_eq!(from_number(-5), None);
    }
}
