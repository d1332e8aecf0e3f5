//! Days and months of instants, in UTC by the Gregorian calendar. No time zones, no leap seconds.

use pilotfish_copy::ids::VenueMs;

/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    pub year: i64,
    /// The month, 1 to 12.
    pub month: i64,
    /// The day, 1 to 31.
    pub day: i64,
}

impl Date {
    /// The day an instant lies in.
    #[must_use]
    pub fn of(at: VenueMs) -> Self {
        // Days since 0000-03-01 in cycles of 400 years (146,097 days), the year beginning in March so that the leap
        // day is its last.
        let days = at.utc_day() + 719_468;
        let cycle = days.div_euclid(146_097);
        let in_cycle = days.rem_euclid(146_097);
        let year_of_cycle = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
        let in_year = in_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let shifted_month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_cycle + cycle * 400 + i64::from(month <= 2);
        Self { year, month, day }
    }

    /// The first instant of the day.
    #[must_use]
    pub fn start(self) -> VenueMs {
        let year = self.year - i64::from(self.month <= 2);
        let cycle = year.div_euclid(400);
        let year_of_cycle = year.rem_euclid(400);
        let shifted_month = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let in_year = (153 * shifted_month + 2) / 5 + self.day - 1;
        let in_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + in_year;
        VenueMs((cycle * 146_097 + in_cycle - 719_468) * DAY)
    }

    /// The month's English name.
    #[must_use]
    pub fn month_name(self) -> &'static str {
        usize::try_from(self.month - 1)
            .ok()
            .and_then(|index| MONTHS.get(index))
            .copied()
            .unwrap_or("")
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SSZ` (fractions of a second are cut to milliseconds). `None` when it is not that.
#[must_use]
pub fn parse_utc(text: &str) -> Option<VenueMs> {
    let (day, time) = text.trim().strip_suffix('Z')?.split_once('T')?;
    let mut date = day.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut parts = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    let in_range = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..61).contains(&second);
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let start = Date { year, month, day }.start();
    in_range.then(|| start.plus(hour * HOUR + minute * MINUTE + second * 1_000 + millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_agree_both_ways() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-02T00:00:00Z", 1_793_577_600_000),
            ("2024-02-29T12:30:15.250Z", 1_709_209_815_250),
            ("2026-07-15T22:52:21Z", 1_784_155_941_000),
        ] {
            assert_eq!(parse_utc(text), Some(VenueMs(ms)), "{text}");
        }
        for day in (-1_000..40_000).step_by(37) {
            let at = VenueMs(day * DAY);
            assert_eq!(Date::of(at).start(), at);
        }
    }

    #[test]
    fn what_is_no_instant_is_refused() {
        for text in [
            "",
            "2026-11-02",
            "2026-13-02T00:00:00Z",
            "2026-11-02T25:00:00Z",
            "2026-11-02T00:00Z",
            "x",
        ] {
            assert_eq!(parse_utc(text), None, "{text}");
        }
    }
}
