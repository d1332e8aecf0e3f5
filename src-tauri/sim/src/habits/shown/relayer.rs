//! What whoever asks the relayer meets: limits, answers that are errors, a nonce of before (polymarket-api §3.8).

use alloy::primitives::Address;

use super::Shown;
use crate::habits::{Habit, Spells};

/// A burst of 429 at the relayer alone: 25 submissions a minute are soon used up by whoever shares the address.
const LIMITED: Spells = Spells {
    every_ms: 1_800_000,
    chance_micros: 300_000,
    length_ms: (10_000, 120_000),
};

/// How many of a million submissions in a minute are answered an error.
const ERRORS: u64 = 200_000;

/// For how long a nonce that was used up is still told.
const NONCE_BEHIND_MS: (i64, i64) = (0, 30_000);
const NONCE_EVERY_MS: i64 = 20_000;

/// An answer that is an error, of this HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayerTrouble {
    /// And the submission was not taken.
    Before(u16),
    /// And the submission was taken all the same.
    After(u16),
}

impl Shown<'_> {
    /// For how many whole seconds the relayer still answers 429, if it does.
    #[must_use]
    pub fn relayer_limited(&self) -> Option<i64> {
        let spell = self.spell(Habit::RelayerLimits, &LIMITED, "relayer")?;
        Some((spell.until.since(self.now()) + 999).div_euclid(1_000))
    }

    /// The error that a submission is answered in this minute. The same bytes have the same answer.
    #[must_use]
    pub fn relayer_trouble(&self, body: &str) -> Option<RelayerTrouble> {
        let mut draw = self.befalls(Habit::RelayerErrors, body, ERRORS)?;
        let status = *draw.pick(&[500, 502, 503])?;
        Some(if draw.between(0, 1) == 0 {
            RelayerTrouble::Before(status)
        } else {
            RelayerTrouble::After(status)
        })
    }

    /// The nonce that the relayer tells for a wallet.
    #[must_use]
    pub fn relayer_nonce(&self, wallet: Address) -> u64 {
        if !self.has(Habit::StaleNonces) {
            return self.venue.relayer().nonce(wallet);
        }
        let bucket = self.now().0.div_euclid(NONCE_EVERY_MS);
        let mut draw = self.draw(Habit::StaleNonces, &wallet.to_string(), bucket);
        let at = self.now().plus(-draw.between(NONCE_BEHIND_MS.0, NONCE_BEHIND_MS.1));
        self.venue.relayer().nonce_at(wallet, at)
    }
}
