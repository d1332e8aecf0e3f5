//! Figures as lines.

/// The order of what was measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    pub(crate) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The value that so many of a hundred do not exceed.
    fn part(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent).div_ceil(100).max(1) - 1;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// Prints the 95th percentile of some times in ms, with the rest of them and the most that it may be.
pub(crate) fn times(name: &str, values: Vec<f64>, most: Option<f64>) {
    let spread = Spread::of(values);
    let beside = format!(
        "median {:.1}, p99 {:.1}, max {:.1}, n {}",
        spread.part(50),
        spread.part(99),
        spread.part(100),
        spread.0.len()
    );
    value(&format!("{name}_p95"), spread.part(95), "ms", &beside, most);
}

/// Prints one figure.
pub(crate) fn value(name: &str, value: f64, unit: &str, beside: &str, most: Option<f64>) {
    let between = if beside.is_empty() { "" } else { ", " };
    let target = match most {
        Some(most) if value > most => format!(", MISSED: at most {most}"),
        Some(most) => format!(", at most {most}"),
        None => String::new(),
    };
    println!("{name} {value:.1} {unit} ({beside}{between}load {}){target}", load());
}

/// How many processes wanted a processor over the last minute.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_spread_is_one_of_its_values() {
        let spread = Spread::of((1..=200).rev().map(f64::from).collect());
        let is = |value: f64, expected: f64| (value - expected).abs() < f64::EPSILON;
        for (percent, expected) in [(50, 100.0), (95, 190.0), (99, 198.0), (100, 200.0)] {
            assert!(is(spread.part(percent), expected), "{percent} %");
        }
        assert!(is(Spread::of(vec![7.0]).part(95), 7.0));
        assert!(Spread::of(Vec::new()).part(95).is_nan());
    }
}
