//! Token buckets that refill in venue time, in thousandths of a token.

use pilotfish_copy::ids::VenueMs;

/// Thousandths of a token in a token.
const WHOLE: i64 = 1_000;

/// What a bucket allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Tokens a second.
    pub(super) rate: i64,
    /// Tokens when full.
    pub(super) burst: i64,
    /// Whether a request that costs more than is there may still pass while there is anything, leaving a debt.
    pub(super) debt: bool,
}

/// One signer's bucket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    thousandths: i64,
    at: VenueMs,
}

/// What a bucket says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether it would pass.
    pub(super) admitted: bool,
    /// Whole tokens left, rounded down; negative in debt.
    pub(super) remaining: i64,
    /// Venue milliseconds until it would pass; 0 if it does, `None` if waiting never helps (it costs more than a full
    /// bucket).
    pub(super) wait_ms: Option<i64>,
}

impl Bucket {
    /// A full one.
    pub(super) fn full(size: Size, now: VenueMs) -> Self {
        Self {
            thousandths: size.burst * WHOLE,
            at: now,
        }
    }

    /// Asks for `cost` tokens and takes them, if they are given.
    pub(super) fn ask(&mut self, size: Size, cost: i64, now: VenueMs) -> Verdict {
        self.refill(size, now);
        let cost = cost.saturating_mul(WHOLE);
        let needed = if size.debt { cost.min(1) } else { cost };
        let admitted = self.thousandths >= needed;
        if admitted {
            self.thousandths -= cost;
        }
        let missing = (needed - self.thousandths).max(0);
        let wait_ms = if admitted {
            Some(0)
        } else if needed > size.burst * WHOLE {
            None
        } else {
            // A thousandth a millisecond is a token a second.
            Some((missing + size.rate - 1).div_euclid(size.rate))
        };
        Verdict {
            admitted,
            remaining: self.remaining(),
            wait_ms,
        }
    }

    /// Takes `cost` tokens afterwards: what a mass cancellation turned out to cost. Without debt it takes what is there.
    pub(super) fn charge(&mut self, size: Size, cost: i64, now: VenueMs) -> i64 {
        self.refill(size, now);
        let left = self.thousandths - cost.saturating_mul(WHOLE);
        self.thousandths = if size.debt { left } else { left.max(0) };
        self.remaining()
    }

    fn remaining(&self) -> i64 {
        self.thousandths.div_euclid(WHOLE)
    }

    fn refill(&mut self, size: Size, now: VenueMs) {
        let passed = now.since(self.at).max(0);
        self.at = self.at.max(now);
        let refilled = self.thousandths.saturating_add(passed.saturating_mul(size.rate));
        self.thousandths = refilled.min(size.burst * WHOLE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: Size = Size {
        rate: 40,
        burst: 60,
        debt: false,
    };
    const CANCELS: Size = Size {
        rate: 80,
        burst: 120,
        debt: true,
    };

    fn verdict(admitted: bool, remaining: i64, wait_ms: Option<i64>) -> Verdict {
        Verdict {
            admitted,
            remaining,
            wait_ms,
        }
    }

    #[test]
    fn a_burst_passes_and_then_the_rate_does() {
        let now = VenueMs(1_000);
        let mut bucket = Bucket::full(ORDERS, now);
        for left in (0..60).rev() {
            assert_eq!(bucket.ask(ORDERS, 1, now), verdict(true, left, Some(0)));
        }
        assert_eq!(
            bucket.ask(ORDERS, 1, now),
            verdict(false, 0, Some(25)),
            "40 a second: 25 ms each"
        );
        assert_eq!(bucket.ask(ORDERS, 1, now.plus(25)), verdict(true, 0, Some(0)));
        assert_eq!(bucket.ask(ORDERS, 15, now.plus(25)), verdict(false, 0, Some(375)));
        assert_eq!(bucket.ask(ORDERS, 61, now.plus(25)), verdict(false, 0, None), "never");
        assert_eq!(
            bucket.ask(ORDERS, 60, now.plus(60_000)),
            verdict(true, 0, Some(0)),
            "full again, not fuller"
        );
    }

    #[test]
    fn cancels_may_go_into_debt_and_then_wait_for_all_of_it() {
        let now = VenueMs(0);
        let mut bucket = Bucket::full(CANCELS, now);
        assert_eq!(bucket.ask(CANCELS, 1_000, now), verdict(true, -880, Some(0)));
        assert_eq!(bucket.ask(CANCELS, 1, now), verdict(false, -880, Some(11_001)));
        assert_eq!(bucket.ask(CANCELS, 1, now.plus(11_001)), verdict(true, -1, Some(0)));
        assert_eq!(bucket.charge(CANCELS, 5, now.plus(11_001)), -6);
        let strict = Size { debt: false, ..CANCELS };
        let mut bucket = Bucket::full(strict, now);
        assert_eq!(bucket.charge(strict, 500, now), 0);
    }
}
