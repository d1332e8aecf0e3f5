//! What a request meets before anything is looked at: limits, a key that is refused, a clock that is off.

use pilotfish_copy::ids::{VenueMs, WalletAddress};

use super::Shown;
use crate::habits::{Habit, Spells};

/// A burst of 429: short, a few times a day.
const RATE_LIMITED: Spells = Spells {
    every_ms: 2 * 3_600_000,
    chance_micros: 250_000,
    length_ms: (5_000, 60_000),
};

/// A key that is refused: the user has to make another, which takes a while.
const REVOKED: Spells = Spells {
    every_ms: 48 * 3_600_000,
    chance_micros: 300_000,
    length_ms: (600_000, 3_600_000),
};

/// A clock that is off for some hours, once in some days.
const CLOCK_OFF: Spells = Spells {
    every_ms: 24 * 3_600_000,
    chance_micros: 300_000,
    length_ms: (3_600_000, 3 * 3_600_000),
};

/// By how much, in milliseconds: over the 30 s after which signed requests expire.
const OFF_MS: (i64, i64) = (35_000, 300_000);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// Public data: positions, activity, markets, books.
    Public,
    /// With a key: orders, cancels, trades, balances.
    Private,
}

/// Why a request is not even looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// 429: too many requests. Again after so many whole seconds.
    RateLimited {
        /// As `Retry-After` says.
        retry_after_s: i64,
    },
    /// 401: the key is not known any more.
    KeyRefused,
}

impl Shown<'_> {
    /// What keeps a request of `wallet`'s from being looked at.
    #[must_use]
    pub fn trouble(&self, wallet: &WalletAddress, call: Call) -> Option<Trouble> {
        if let Some(retry_after_s) = self.rate_limited(call) {
            return Some(Trouble::RateLimited { retry_after_s });
        }
        let refused = call == Call::Private && self.refuses_key(wallet);
        refused.then_some(Trouble::KeyRefused)
    }

    /// For how many whole seconds requests of that kind are still answered 429, if they are.
    #[must_use]
    pub fn rate_limited(&self, call: Call) -> Option<i64> {
        let lane = match call {
            Call::Public => "public",
            Call::Private => "private",
        };
        let spell = self.spell(Habit::RateLimits, &RATE_LIMITED, lane)?;
        Some((spell.until.since(self.now()) + 999).div_euclid(1_000))
    }

    /// Whether the key of `wallet`'s owner is refused just now.
    #[must_use]
    pub fn refuses_key(&self, wallet: &WalletAddress) -> bool {
        self.spell(Habit::RevokedKeys, &REVOKED, wallet.as_str()).is_some()
    }

    /// How far the venue's clock is ahead of the time, in milliseconds; negative when it is behind.
    #[must_use]
    pub fn clock_off_ms(&self) -> i64 {
        let Some(mut spell) = self.spell(Habit::ClockOff, &CLOCK_OFF, "clock") else {
            return 0;
        };
        let off = spell.draw.between(OFF_MS.0, OFF_MS.1);
        if spell.draw.between(0, 1) == 0 { off } else { -off }
    }

    /// The time by the venue's clock.
    #[must_use]
    pub fn time(&self) -> VenueMs {
        self.now().plus(self.clock_off_ms())
    }
}
