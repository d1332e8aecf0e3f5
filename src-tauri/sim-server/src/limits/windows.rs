//! The limits by address: sliding windows of 10 s and mostly 10 min.
//!
//! A request over a limit is delayed until its place in the window is free; when that would take longer than
//! [`DELAY_MOST`] it is refused (429) and takes no place. It counts against every scope that it belongs to, and waits
//! for the fullest of them.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::middleware::{bare, is_elsewhere};

/// How long a request is delayed at most. The venue gives no figure; a client's time-out is longer.
const DELAY_MOST: Duration = Duration::from_secs(2);

const SHORT: Duration = Duration::from_secs(10);
const MINUTE: Duration = Duration::from_secs(60);
const LONG: Duration = Duration::from_secs(600);

/// What is said of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// It may go on after so long.
    After(Duration),
    /// It may not; it could in so long.
    Refused(Duration),
}

/// One published limit.
#[derive(Debug, PartialEq, Eq)]
struct Scope {
    name: &'static str,
    /// The most in 10 s.
    short: usize,
    /// The most in a longer window, and how long that is.
    long: Option<(usize, Duration)>,
    methods: &'static [&'static str],
    /// Whole paths, or with `*` at the end what they begin with.
    paths: &'static [&'static str],
}

const ANY: &[&str] = &[];

/// With `long` as the most in 10 min.
const fn scope(
    name: &'static str,
    short: usize,
    long: Option<usize>,
    methods: &'static [&'static str],
    paths: &'static [&'static str],
) -> Scope {
    Scope {
        name,
        short,
        long: match long {
            Some(most) => Some((most, LONG)),
            None => None,
        },
        methods,
        paths,
    }
}

/// The venue's published table. On one port a host is told by its paths.
const SCOPES: &[Scope] = &[
    scope("global", 15_000, None, ANY, &["*"]),
    scope("ok", 100, None, ANY, &["/ok"]),
    scope("book", 1_500, None, &["GET"], &["/book"]),
    scope("price", 1_500, None, &["GET"], &["/price"]),
    scope("midpoint", 1_500, None, &["GET"], &["/midpoint"]),
    scope("books", 500, None, ANY, &["/books"]),
    scope("prices", 500, None, ANY, &["/prices"]),
    scope("midpoints", 500, None, ANY, &["/midpoints"]),
    scope("prices-history", 1_000, None, ANY, &["/prices-history"]),
    scope("tick-size", 200, None, ANY, &["/tick-size"]),
    scope("balance", 200, None, &["GET"], &["/balance-allowance"]),
    scope("balance update", 50, None, &["GET"], &["/balance-allowance/update"]),
    scope(
        "ledger",
        900,
        None,
        &["GET"],
        &["/data/*", "/trades", "/orders", "/order", "/notifications"],
    ),
    scope("orders of mine", 500, None, &["GET"], &["/data/orders"]),
    scope("trades of mine", 500, None, &["GET"], &["/data/trades"]),
    scope("notifications", 125, None, ANY, &["/notifications"]),
    scope("keys", 100, None, ANY, &["/auth/*"]),
    scope("place", 5_000, Some(120_000), &["POST"], &["/order"]),
    scope("cancel", 5_000, Some(120_000), &["DELETE"], &["/order"]),
    scope("place many", 2_000, Some(21_000), &["POST"], &["/orders"]),
    scope("cancel many", 2_000, Some(15_000), &["DELETE"], &["/orders"]),
    scope("cancel all", 250, Some(6_000), &["DELETE"], &["/cancel-all"]),
    scope(
        "cancel market",
        1_500,
        Some(21_000),
        &["DELETE"],
        &["/cancel-market-orders"],
    ),
    scope("gamma events", 500, None, ANY, &["/events", "/events/*"]),
    scope("gamma markets", 300, None, ANY, &["/markets", "/markets/*"]),
    scope(
        "gamma lists",
        900,
        None,
        ANY,
        &["/markets", "/markets/keyset", "/events", "/events/keyset"],
    ),
    scope("gamma tags", 200, None, ANY, &["/tags", "/tags/*", "/comments"]),
    scope("gamma search", 350, None, ANY, &["/public-search"]),
    // The relayer's own: 25 a minute.
    Scope {
        long: Some((25, MINUTE)),
        ..scope("relayer submit", 25, None, &["POST"], &["/submit"])
    },
    scope("data", 1_000, None, ANY, &["/v2/*", "/closed-positions"]),
    scope("data trades", 300, None, ANY, &["/v2/trades"]),
    scope("data closed positions", 150, None, ANY, &["/closed-positions"]),
    scope("data positions", 150, None, ANY, &["/v2/positions"]),
];

const GAMMA: Scope = scope(
    "gamma",
    4_000,
    None,
    ANY,
    &[
        "/markets*",
        "/events*",
        "/tags*",
        "/series*",
        "/sports*",
        "/public-*",
        "/comments",
    ],
);

const CLOB: Scope = scope("clob", 9_000, None, ANY, &["*"]);

impl Scope {
    fn holds(&self, method: &str, path: &str) -> bool {
        let fits = |wanted: &&str| match wanted.strip_suffix('*') {
            Some(head) => path.starts_with(head),
            None => path == *wanted,
        };
        (self.methods.is_empty() || self.methods.contains(&method)) && self.paths.iter().any(fits)
    }
}

/// The scopes of a request. A market by its condition is the CLOB's, by its number Gamma's.
fn scopes_of(method: &str, path: &str) -> Vec<&'static Scope> {
    let (path, under_clob) = bare(path);
    let by_condition = under_clob || path.starts_with("/markets/0x");
    let other = path.starts_with("/v2/") || path == "/closed-positions" || is_elsewhere(path);
    let gamma = !by_condition && GAMMA.holds(method, path);
    let mut found: Vec<&Scope> = SCOPES
        .iter()
        .filter(|scope| scope.holds(method, path) && !(by_condition && scope.name.starts_with("gamma")))
        .collect();
    if gamma {
        found.push(&GAMMA);
    } else if !other {
        found.push(&CLOB);
    }
    found
}

/// One window: when its requests came (or are to come, for those that wait), oldest first.
#[derive(Debug, Default)]
struct Window {
    times: VecDeque<Instant>,
}

impl Window {
    /// When a request at `now` has its place.
    fn place(&mut self, now: Instant, most: usize, length: Duration) -> Instant {
        while self.times.front().is_some_and(|first| *first + length <= now) {
            self.times.pop_front();
        }
        let full = self.times.len().checked_sub(most);
        full.and_then(|place| self.times.get(place))
            .map_or(now, |leaving| (*leaving + length).max(now))
    }

    fn take(&mut self, at: Instant) {
        self.times.push_back(at);
    }
}

/// One address's windows.
#[derive(Debug, Default)]
pub(super) struct Windows {
    by_scope: BTreeMap<&'static str, [Window; 2]>,
}

impl Windows {
    /// What is said of a request at `now`; one that is let through has taken its place.
    pub(super) fn admit(&mut self, method: &str, path: &str, now: Instant) -> Admission {
        let scopes = scopes_of(method, path);
        let mut at = now;
        for scope in &scopes {
            let [short, long] = self.by_scope.entry(scope.name).or_default();
            at = at.max(short.place(now, scope.short, SHORT));
            if let Some((most, length)) = scope.long {
                at = at.max(long.place(now, most, length));
            }
        }
        let wait = at.saturating_duration_since(now);
        if wait > DELAY_MOST {
            return Admission::Refused(wait);
        }
        for scope in scopes {
            let [short, long] = self.by_scope.entry(scope.name).or_default();
            short.take(at);
            if scope.long.is_some() {
                long.take(at);
            }
        }
        Admission::After(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GO: Admission = Admission::After(Duration::ZERO);

    fn names(method: &str, path: &str) -> Vec<&'static str> {
        scopes_of(method, path).into_iter().map(|scope| scope.name).collect()
    }

    #[test]
    fn a_request_belongs_to_the_scopes_of_its_host_and_route() {
        assert_eq!(names("GET", "/book"), ["global", "book", "clob"]);
        assert_eq!(
            names("GET", "/data/orders"),
            ["global", "ledger", "orders of mine", "clob"]
        );
        assert_eq!(names("DELETE", "/order"), ["global", "cancel", "clob"]);
        assert_eq!(names("GET", "/v2/positions"), ["global", "data", "data positions"]);
        assert_eq!(
            names("GET", "/markets/keyset"),
            ["global", "gamma markets", "gamma lists", "gamma"]
        );
        assert_eq!(names("GET", "/markets/0xab"), ["global", "clob"]);
        assert_eq!(names("POST", "/submit"), ["global", "relayer submit"]);
        assert_eq!(names("POST", "/rpc"), ["global"]);
        assert_eq!(
            names("GET", "/closed-positions"),
            ["global", "data", "data closed positions"]
        );
        assert_eq!(names("GET", "/clob/markets"), ["global", "clob"]);
        assert_eq!(names("POST", "/clob/order"), ["global", "place", "clob"]);
    }

    #[test]
    fn what_is_over_the_limit_waits_and_what_would_wait_too_long_is_refused() {
        let start = Instant::now();
        let mut windows = Windows::default();
        for _ in 0..149 {
            assert_eq!(windows.admit("GET", "/v2/positions", start), GO);
        }
        assert_eq!(
            windows.admit("GET", "/v2/positions", start + Duration::from_secs(1)),
            GO
        );
        // 150 in ten seconds. Just before the first ones leave the window, one waits for the place of one of them.
        let later = start + Duration::from_millis(9_000);
        assert_eq!(
            windows.admit("GET", "/v2/positions", later),
            Admission::After(Duration::from_secs(1))
        );
        let early = start + Duration::from_millis(1_500);
        assert_eq!(
            Windows::default().admit("GET", "/v2/positions", early),
            GO,
            "another address has its own"
        );
        assert_eq!(
            windows.admit("GET", "/v2/trades", later),
            GO,
            "and another route its own"
        );
    }

    #[test]
    fn a_refused_request_takes_no_place() {
        let start = Instant::now();
        let mut windows = Windows::default();
        for _ in 0..50 {
            assert_eq!(windows.admit("GET", "/balance-allowance/update", start), GO);
        }
        for _ in 0..500 {
            assert_eq!(
                windows.admit("GET", "/balance-allowance/update", start),
                Admission::Refused(Duration::from_secs(10))
            );
        }
        let free = start + Duration::from_secs(10);
        assert_eq!(windows.admit("GET", "/balance-allowance/update", free), GO);
    }

    #[test]
    fn ten_minutes_have_their_own_limit() {
        let start = Instant::now();
        let mut windows = Windows::default();
        let mut at = start;
        for _ in 0..24 {
            for _ in 0..250 {
                assert_eq!(windows.admit("DELETE", "/cancel-all", at), GO);
            }
            at += Duration::from_secs(10);
        }
        assert_eq!(
            windows.admit("DELETE", "/cancel-all", at),
            Admission::Refused(Duration::from_secs(360))
        );
    }

    #[test]
    fn the_relayer_takes_25_submissions_a_minute() {
        let start = Instant::now();
        let mut windows = Windows::default();
        for _ in 0..25 {
            assert_eq!(windows.admit("POST", "/submit", start), GO);
        }
        let later = start + Duration::from_secs(20);
        let refused = Admission::Refused(Duration::from_secs(40));
        assert_eq!(windows.admit("POST", "/submit", later), refused);
        assert_eq!(windows.admit("GET", "/nonce", later), GO);
        assert_eq!(windows.admit("POST", "/submit", start + Duration::from_secs(60)), GO);
    }
}
