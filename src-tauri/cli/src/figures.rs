//! Figures for people: to the cent, in the language's own decimals. Programs get them whole, as JSON.

use pilotfish_copy::money::Usd;
use pilotfish_vault::words::Language;

use crate::table::{Cell, Tone};

/// Half a cent, and a cent, in micro-dollars.
const HALF_A_CENT: i64 = 5_000;
const CENT: i64 = 10_000;

/// A figure as it is, with the language's decimal sign.
pub(crate) fn figure(language: Language, text: &str) -> String {
    match language {
        Language::English => text.to_owned(),
        Language::French => text.replace('.', ","),
    }
}

/// USD to the nearest cent; what is no amount is shown as it is.
pub(crate) fn usd(language: Language, text: &str) -> String {
    let Ok(amount) = text.parse::<Usd>() else {
        return text.to_owned();
    };
    let cents = (amount.micros().saturating_abs().saturating_add(HALF_A_CENT)) / CENT;
    let sign = if amount < Usd::ZERO && cents > 0 { "-" } else { "" };
    figure(language, &format!("{sign}{}.{:02}", cents / 100, cents % 100))
}

/// A cell of USD.
pub(crate) fn amount(language: Language, text: &str) -> Cell {
    Cell::figure(usd(language, text))
}

/// A cell of a gain or a loss, USD: with its sign, and in its tone.
pub(crate) fn result(language: Language, text: &str) -> Cell {
    let shown = usd(language, text);
    if shown.starts_with('-') {
        Cell::figure(shown).toned(Tone::Bad)
    } else if shown.chars().any(|letter| ('1'..='9').contains(&letter)) {
        Cell::figure(format!("+{shown}")).toned(Tone::Good)
    } else {
        Cell::figure(shown)
    }
}

/// A cell of what may not be known.
pub(crate) fn perhaps<T: AsRef<str>>(known: Option<T>, shown: impl Fn(&str) -> Cell) -> Cell {
    known.map_or_else(|| Cell::figure("–").toned(Tone::Faint), |known| shown(known.as_ref()))
}

/// A cell of a figure as it is: shares, a price.
pub(crate) fn plain(language: Language, text: &str) -> Cell {
    Cell::figure(figure(language, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_to_the_nearest_cent_and_none_is_minus_nothing() {
        for (exact, shown) in [
            ("12.345", "12.35"),
            ("-12.345", "-12.35"),
            ("0.004999", "0.00"),
            ("-0.004999", "0.00"),
            ("7", "7.00"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(usd(Language::English, exact), shown);
        }
        assert_eq!(usd(Language::French, "1234.5"), "1234,50");
    }

    #[test]
    fn a_gain_has_its_sign() {
        assert_eq!(
            result(Language::English, "3.2"),
            Cell::figure("+3.20").toned(Tone::Good)
        );
        assert_eq!(
            result(Language::English, "-3.2"),
            Cell::figure("-3.20").toned(Tone::Bad)
        );
        assert_eq!(result(Language::English, "0"), Cell::figure("0.00"));
    }
}
