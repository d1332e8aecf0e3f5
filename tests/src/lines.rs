//! Reading a program's JSON lines.

use serde_json::Value;

/// Every line as JSON.
///
/// # Panics
/// When a line is none, or has no `kind`.
#[must_use]
pub fn json_lines(text: &str) -> Vec<Value> {
    let line = |(number, line): (usize, &str)| {
        let value: Value = serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("line {} is not JSON ({error}): {line}", number + 1));
        assert!(value["kind"].is_string(), "line {} has no kind: {line}", number + 1);
        value
    };
    text.lines().enumerate().map(line).collect()
}

/// A text field; empty where there is none.
#[must_use]
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// A whole number of micro-units from the decimal string that money, shares and prices are.
///
/// # Panics
/// When the field is no such string.
#[must_use]
pub fn micros(value: &Value, name: &str) -> i64 {
    parse_micros(text(value, name)).unwrap_or_else(|| panic!("{name} is no decimal in {value}"))
}

/// `12.5` → 12,500,000. At most six decimals.
#[must_use]
pub fn parse_micros(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if part.len() > 6 || whole.is_empty() {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<6}").parse().ok()?;
    whole.checked_mul(1_000_000)?.checked_add(part)?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_micro_units() {
        assert_eq!(parse_micros("12.5"), Some(12_500_000));
        assert_eq!(parse_micros("-0.000001"), Some(-1));
        assert_eq!(parse_micros("7"), Some(7_000_000));
        assert_eq!(parse_micros("1.2345678"), None);
        assert_eq!(parse_micros("x"), None);
    }
}
