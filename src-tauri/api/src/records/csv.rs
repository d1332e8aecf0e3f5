//! Comma-separated values as RFC 4180 has them: CRLF, quotes doubled, UTF-8 with the mark that spreadsheets look for.
//!
//! A spreadsheet reads a file by the custom of its user's language: where 0,53 is written, 0.53 is a text and 9.10 a day in October. So the
//! file is written by the custom of the program's language: in French with semicolons between and commas within figures.

use pilotfish_copy::ids::VenueMs;
use pilotfish_vault::words::Language;

/// What spreadsheets take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A word of ours, an instant, or a whole number.
    Ours(String),
    /// A figure of ours, with a point before its decimals.
    Figure(String),
    /// Text that somebody else wrote: it must not become a formula in a spreadsheet.
    Theirs(String),
}

/// A table that grows row by row.
#[derive(Debug)]
pub(crate) struct Csv {
    text: String,
    rows: u32,
    language: Language,
}

impl Csv {
    /// A table by the custom of that language.
    pub(crate) fn new(header: &[&str], language: Language) -> Self {
        let mut table = Self {
            text: "\u{feff}".to_owned(),
            rows: 0,
            language,
        };
        table.line(header.iter().map(|name| (*name).to_owned()));
        table
    }

    pub(crate) fn row(&mut self, cells: &[Cell]) {
        let language = self.language;
        self.line(cells.iter().map(|cell| match cell {
            Cell::Ours(text) => text.clone(),
            Cell::Figure(text) => language.pick(text, &text.replace('.', ",")).to_owned(),
            Cell::Theirs(text) if text.starts_with(FORMULA) => format!("'{text}"),
            Cell::Theirs(text) => text.clone(),
        }));
        self.rows += 1;
    }

    /// The whole text, and its rows without the header.
    pub(crate) fn finish(self) -> (String, u32) {
        (self.text, self.rows)
    }

    fn line(&mut self, cells: impl Iterator<Item = String>) {
        let between = match self.language {
            Language::English => ',',
            Language::French => ';',
        };
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                self.text.push(between);
            }
            if cell.contains([between, '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(&cell);
            }
        }
        self.text.push_str("\r\n");
    }
}

/// `2026-11-02T00:00:00.000Z`.
pub(crate) fn utc(at: VenueMs) -> String {
    const DAY_MS: i64 = 86_400_000;
    let (year, month, day) = date(at.0.div_euclid(DAY_MS));
    let ms = at.0.rem_euclid(DAY_MS);
    let (hour, minute, second) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    let rest = ms % 1_000;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{rest:03}Z")
}

/// The date of a day since 1970, in the proleptic Gregorian calendar: years are counted from March, so that the leap day is
/// the last of its year.
const fn date(days: i64) -> (i64, i64, i64) {
    const DAYS_IN_400_YEARS: i64 = 146_097;
    // 1 March of the year 0 is 719,468 days before 1970.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(DAYS_IN_400_YEARS);
    let day_of_era = shifted.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 {
        march_month + 3
    } else {
        march_month - 9
    };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn cells_are_quoted_and_no_text_of_others_becomes_a_formula() {
        let mut table = Csv::new(&["a", "b"], Language::English);
        table.row(&[
            Cell::Theirs("=HYPERLINK(\"x\")".to_owned()),
            Cell::Figure("-1.5".to_owned()),
        ]);
        table.row(&[Cell::Theirs("one,\ntwo".to_owned()), Cell::Theirs("plain".to_owned())]);
        let (text, rows) = table.finish();
        assert_eq!(
            text,
            "\u{feff}a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",-1.5\r\n\"one,\ntwo\",plain\r\n"
        );
        assert_eq!(rows, 2);
    }

    #[test]
    fn in_french_a_spreadsheet_finds_columns_and_figures() {
        let mut table = Csv::new(&["a", "b", "c"], Language::French);
        table.row(&[
            Cell::Figure("9.10".to_owned()),
            Cell::Ours("2026-11-02T00:00:00.000Z".to_owned()),
            Cell::Theirs("one; two, three".to_owned()),
        ]);
        let (text, _) = table.finish();
        assert_eq!(
            text,
            "\u{feff}a;b;c\r\n9,10;2026-11-02T00:00:00.000Z;\"one; two, three\"\r\n"
        );
    }

    #[test]
    fn instants_are_written_in_utc() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_793_577_600_123, "2026-11-02T00:00:00.123Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(utc(VenueMs(ms)), text);
        }
    }
}
