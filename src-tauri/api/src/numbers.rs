//! Numbers on their way to the screen: ratios, medians, counts that fit the wire. Only what is drawn becomes a float.

use pilotfish_copy::money::Usd;
use rust_decimal::prelude::ToPrimitive;

/// The middle one; of an even number, the lower middle.
pub(crate) fn median<T: Ord + Copy>(values: &mut [T]) -> Option<T> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// `part` in tenths of a percent of `whole`, to the nearest.
pub(crate) fn ratio_tenths(part: Usd, whole: Usd) -> Option<i64> {
    number_tenths(part.micros(), whole.micros())
}

/// The same of two numbers.
pub(crate) fn number_tenths(part: i64, whole: i64) -> Option<i64> {
    let whole = i128::from(whole);
    if whole <= 0 {
        return None;
    }
    let doubled = i128::from(part) * 2_000;
    let rounded = (doubled.abs() + whole) / (2 * whole) * doubled.signum();
    i64::try_from(rounded).ok()
}

/// `part` in percent of `whole`, one decimal, to the nearest; none of nothing.
#[must_use]
pub fn percent(part: Usd, whole: Usd) -> Option<String> {
    ratio_tenths(part, whole).map(tenths)
}

/// Tenths as a decimal: 123 is "12.3".
pub(crate) fn tenths(value: i64) -> String {
    rust_decimal::Decimal::new(value, 1).to_string()
}

/// For drawing only.
pub(crate) fn drawn(value: Usd) -> f64 {
    value.to_decimal().to_f64().unwrap_or_default()
}

/// Every n-th of `points`, counted from the end, so that at most `most` are left.
pub(crate) fn thin<T>(points: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = points.len().div_ceil(most.max(1)).max(1);
    let offset = points.len().saturating_sub(1) % step;
    points.iter().skip(offset).step_by(step)
}

/// A count that fits the wire; what does not is shown as the most.
pub(crate) fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

/// A number that fits the wire, likewise.
pub(crate) fn few(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thinned_curve_keeps_its_end() {
        let points: Vec<u32> = (0..100).collect();
        let kept: Vec<u32> = thin(&points, 30).copied().collect();
        assert!(kept.len() <= 30);
        assert_eq!(kept.last(), Some(&99));
        assert_eq!(thin(&[1, 2, 3], 30).count(), 3);
        assert_eq!(thin::<u32>(&[], 30).count(), 0);
    }

    #[test]
    fn tenths_are_written_with_one_decimal() {
        assert_eq!(tenths(325), "32.5");
        assert_eq!(tenths(-5), "-0.5");
    }
}
