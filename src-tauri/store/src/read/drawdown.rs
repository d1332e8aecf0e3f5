//! The drawdown of our own account: the largest fall of its equity from a peak before it. One rule for the window and the
//! command line.
//!
//! Money that is paid in or taken out is neither gain nor loss: falls are measured on profit, and compared with the equity at
//! the peak.

use pilotfish_copy::money::Usd;

use super::period::Height;

/// The largest fall over the readings that were taken in so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drawdown {
    /// The last reading that was taken in.
    through: Option<i64>,
    /// The highest profit so far, and the equity there.
    peak: Usd,
    peak_equity: Usd,
    /// The largest fall, USD, 0 or negative.
    pub fall: Usd,
    /// The equity at the peak that it fell from, USD.
    pub equity: Usd,
}

impl Drawdown {
    /// Takes readings in, oldest first.
    pub fn take(&mut self, heights: &[Height]) {
        for one in heights {
            if self.through.is_none() || one.net > self.peak {
                (self.peak, self.peak_equity) = (one.net, one.equity);
            }
            if one.net - self.peak < self.fall {
                (self.fall, self.equity) = (one.net - self.peak, self.peak_equity);
            }
            self.through = Some(one.minute);
        }
    }

    /// The minute of the last reading that was taken in; the least number where there was none.
    #[must_use]
    pub fn through(&self) -> i64 {
        self.through.unwrap_or(i64::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_from_a_peak_before_it_and_goes_on_where_it_stopped() {
        let reading = |minute, net: i64| Height {
            minute,
            equity: Usd::dollars(100 + net),
            net: Usd::dollars(net),
        };
        let readings: Vec<Height> = (0..)
            .zip([-5, 10, 4, 20, 11, 19])
            .map(|(minute, net)| reading(minute, net))
            .collect();
        let mut whole = Drawdown::default();
        whole.take(&readings);
        assert_eq!((whole.fall, whole.equity), (Usd::dollars(-9), Usd::dollars(120)));
        let mut parts = Drawdown::default();
        assert_eq!(parts.through(), i64::MIN);
        for part in readings.chunks(2) {
            parts.take(part);
        }
        assert_eq!((parts, parts.through()), (whole, 5));
        let mut falling = Drawdown::default();
        falling.take(&[reading(0, -1), reading(1, -3)]);
        assert_eq!(
            falling.fall,
            Usd::dollars(-2),
            "from the first reading, not from nothing"
        );
    }

    #[test]
    fn a_withdrawal_is_no_fall() {
        let mut drawdown = Drawdown::default();
        let reading = |minute, equity, net| Height {
            minute,
            equity: Usd::dollars(equity),
            net: Usd::dollars(net),
        };
        drawdown.take(&[reading(0, 1_000, 0), reading(1, 400, 0), reading(2, 350, -50)]);
        assert_eq!(
            (drawdown.fall, drawdown.equity),
            (Usd::dollars(-50), Usd::dollars(1_000))
        );
    }
}
