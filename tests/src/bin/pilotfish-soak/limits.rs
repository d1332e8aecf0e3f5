//! The requests that passed against the published limits (of the IP address, and of a signer of the lowest tier).

use std::time::Duration;

use pilotfish_tests::crowd::Passed;

/// Limits count in any so long a stretch.
const STRETCH: Duration = Duration::from_secs(10);
/// An order's read has to be answered within this.
const READ_WITHIN: Duration = Duration::from_secs(2);

/// A limit and what counts against it.
struct Limit {
    name: &'static str,
    /// In ten seconds.
    most: usize,
    counts: fn(&str) -> bool,
}

const LIMITS: &[Limit] = &[
    // 40 a second for a signer; of the address 500 a second.
    limit("post_order", 400, |what| what == "POST /order"),
    // 80 a second for a signer.
    limit("cancel_order", 800, |what| what == "DELETE /order"),
    limit("cancel_orders", 2_000, |what| what == "DELETE /orders"),
    limit("cancel_all", 250, |what| what == "DELETE /cancel-all"),
    limit("book", 1_500, |what| what == "GET /book"),
    limit("ledger", 900, |what| what.starts_with("GET /data/")),
    // Seen to slow down at ten a second.
    limit("authenticated", 100, |what| {
        what.starts_with("GET /data/") || what.starts_with("GET /balance") || what.starts_with("GET /auth/ban")
    }),
    limit("balance", 200, |what| what.starts_with("GET /balance-allowance")),
    limit("keys", 100, |what| what.contains(" /auth/")),
    limit("gamma_markets", 300, is_gamma_markets),
    limit("gamma", 4_000, |what| {
        is_gamma_markets(what) || what.starts_with("GET /public-")
    }),
    limit("positions", 150, |what| what == "GET /v2/positions"),
    limit("data", 1_000, |what| what.starts_with("GET /v2/")),
    limit("clob", 9_000, |what| {
        !is_gamma_markets(what) && !what.starts_with("GET /v2/") && !what.starts_with("GET /public-")
    }),
];

const fn limit(name: &'static str, most: usize, counts: fn(&str) -> bool) -> Limit {
    Limit { name, most, counts }
}

fn is_gamma_markets(what: &str) -> bool {
    matches!(what, "GET /markets" | "GET /markets/keyset")
}

fn is_order_read(what: &str) -> bool {
    what == "GET /book" || what.starts_with("GET /data/")
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Limits of which more than half was used in some ten seconds.
    pub(crate) over_half: usize,
    /// Reads of orders and books.
    pub(crate) order_reads: usize,
    /// Of them, those that were answered later than they should be, or not at all.
    pub(crate) late: usize,
}

/// Prints, of requests between those instants, how many of each kind there were, and how long the reads of orders took.
pub(crate) fn tell(requests: &[Passed], from: Duration, to: Duration) -> Found {
    let minutes = (to - from).as_secs_f64() / 60.0;
    let counted: Vec<&Passed> = requests
        .iter()
        .filter(|passed| !passed.what.contains(" /sim/"))
        .collect();
    let mut over_half = 0;
    for limit in LIMITS {
        let at: Vec<Duration> = counted
            .iter()
            .filter(|passed| (limit.counts)(&passed.what))
            .map(|passed| passed.at)
            .collect();
        let most = most_in_a_stretch(&at);
        over_half += usize::from(most * 2 > limit.most);
        println!("requests_{} {:.1} 1/min", limit.name, number(at.len()) / minutes);
        println!("requests_{}_most {most} of {} in 10 s", limit.name, limit.most);
    }
    println!("limits_over_half {over_half} limits");
    let reads: Vec<&Passed> = counted
        .into_iter()
        .filter(|passed| is_order_read(&passed.what))
        .collect();
    let mut took: Vec<Duration> = reads.iter().filter_map(|passed| passed.answered).collect();
    took.sort();
    let unanswered = |passed: &&Passed| passed.answered.is_none() && passed.at + READ_WITHIN < to;
    let late = took.iter().filter(|took| **took > READ_WITHIN).count();
    let ms = |place: usize| took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1_000.0);
    println!("order_reads {} requests", reads.len());
    println!("order_reads_p99 {:.1} ms", ms(took.len() * 99 / 100));
    println!("order_reads_most {:.1} ms", ms(took.len().saturating_sub(1)));
    let late = late + reads.iter().copied().filter(unanswered).count();
    println!("order_reads_late {late} requests");
    Found {
        over_half,
        order_reads: reads.len(),
        late,
    }
}

/// The most instants in any stretch of ten seconds.
fn most_in_a_stretch(at: &[Duration]) -> usize {
    let mut sorted = at.to_vec();
    sorted.sort();
    let mut first = 0;
    let mut most = 0;
    for (place, now) in sorted.iter().enumerate() {
        while *now - sorted[first] >= STRETCH {
            first += 1;
        }
        most = most.max(place + 1 - first);
    }
    most
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_ten_seconds_are_found_wherever_they_begin() {
        let at = [0_u64, 9, 15, 16, 19, 24, 26, 40].map(Duration::from_secs);
        assert_eq!(most_in_a_stretch(&at), 4);
        assert_eq!(most_in_a_stretch(&[]), 0);
    }
}
