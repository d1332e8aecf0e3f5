//! An instant or a length of time in a script.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds. In JSON a number of them, or a text such as `1d2h30m5s250ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(pub i64);

/// The units, largest first.
const UNITS: [(&str, i64); 5] = [
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.saturating_abs();
        for (unit, length) in UNITS {
            let count = rest / length;
            rest %= length;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no length of time: write milliseconds, or 1d2h30m5s250ms");
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut total = 0_i64;
        let mut rest = digits;
        if rest.is_empty() {
            return Err(wrong());
        }
        while !rest.is_empty() {
            let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
            let count: i64 = rest
                .get(..end)
                .and_then(|digits| digits.parse().ok())
                .ok_or_else(wrong)?;
            rest = rest.get(end..).unwrap_or_default();
            let end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
            let unit = rest.get(..end).unwrap_or_default();
            rest = rest.get(end..).unwrap_or_default();
            let length = if unit.is_empty() {
                1
            } else {
                UNITS
                    .iter()
                    .find(|(name, _)| *name == unit)
                    .map(|(_, length)| *length)
                    .ok_or_else(wrong)?
            };
            total = count
                .checked_mul(length)
                .and_then(|ms| total.checked_add(ms))
                .ok_or_else(wrong)?;
        }
        Ok(Self(if negative { -total } else { total }))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(i64),
            Text(String),
        }
        match Either::deserialize(deserializer)? {
            Either::Number(ms) => Ok(Self(ms)),
            Either::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_and_written_back() {
        for text in ["0", "5s", "1d2h30m5s250ms", "-24h", "90m"] {
            let moment: Moment = text.parse().unwrap_or_default();
            assert_eq!(moment.to_string().parse(), Ok(moment), "{text}");
        }
        assert_eq!("1h30m".parse(), Ok(Moment(5_400_000)));
        assert_eq!(serde_json::from_str::<Moment>("1500").ok(), Some(Moment(1_500)));
        for wrong in ["", "h", "1x", "1h-2m"] {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }
}
