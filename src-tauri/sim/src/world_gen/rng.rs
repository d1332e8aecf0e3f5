//! Chance: one seeded stream per subject, so that what one part of the world draws never moves another's draws.
//!
//! Floats live here and in the fair values, which are opinions; whatever is booked is whole micro-units.

use alloy::primitives::U256;
use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, WalletAddress};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

/// A stream of draws.
#[derive(Debug, Clone)]
pub struct SeededRng(ChaCha8Rng);

impl SeededRng {
    /// The stream of `subject` in the world of `seed`.
    #[must_use]
    pub fn of(seed: u64, subject: &str) -> Self {
        Self(ChaCha8Rng::from_seed(digest(seed, &["stream", subject])))
    }

    /// Evenly within [0, 1).
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Evenly within [low, high).
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A standard normal draw, near enough: twelve even draws less six. It needs no logarithm, so that every machine
    /// draws the same, and never strays past ±6.
    pub fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Whether something of that probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number within [low, high]; `low` when the range is empty.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            low
        } else {
            self.0.random_range(low..=high)
        }
    }

    /// A place in a list of that length; 0 when it is empty.
    pub fn index(&mut self, length: usize) -> usize {
        if length < 2 { 0 } else { self.0.random_range(0..length) }
    }

    /// One of the list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.index(list.len()))
    }

    /// Milliseconds until the next of events that come `mean_ms` apart on average; at least 1, at most 20 means.
    pub fn wait_ms(&mut self, mean_ms: i64) -> i64 {
        let mean = to_f64(mean_ms);
        to_i64((-(1.0 - self.unit()).ln() * mean).min(20.0 * mean)).max(1)
    }

    /// Within [low, high], small values as likely as large ones per order of magnitude.
    pub fn log_between(&mut self, low: f64, high: f64) -> f64 {
        (low.ln() + (high.ln() - low.ln()) * self.unit()).exp()
    }
}

/// A whole number as a float. Exact below 2⁵³, far above any time or amount of the world.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "values stay below 2^53")]
pub fn to_f64(value: i64) -> f64 {
    value as f64
}

/// A float as the nearest whole number, saturating; not-a-number gives 0.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, which is what is wanted"
)]
pub fn to_i64(value: f64) -> i64 {
    value.round() as i64
}

fn digest(seed: u64, parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(b"pilotfish-sim-life");
    hasher.update(seed.to_be_bytes());
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::from("0x"), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

/// A condition id, the same for the same seed and name.
#[must_use]
pub fn condition_of(seed: u64, name: &str) -> ConditionId {
    ConditionId::new(&hex(&digest(seed, &["condition", name])))
}

/// The token of a market's outcome 0 or 1: a 256-bit number made from the condition, in decimal digits. It needs no
/// seed, so that a recording's tokens follow from its conditions alone.
#[must_use]
pub fn token_of(condition: &ConditionId, outcome_index: usize) -> TokenId {
    let bytes = digest(
        0,
        &["token", condition.as_str(), if outcome_index == 0 { "0" } else { "1" }],
    );
    TokenId::new(&U256::from_be_bytes(bytes).to_string())
}

/// The protocol-V2 position of a market's outcome 0 or 1, in decimal digits. The ids seen on the venue begin with a byte
/// 01 and sixteen bytes of the condition and end in zeros; the outcome is taken to be the last byte (so the
/// official clients' vectors of Exchange V3 have it).
#[must_use]
pub fn position_of(condition: &ConditionId, outcome_index: usize) -> TokenId {
    let of_condition = digest(0, &["position", condition.as_str()]);
    let mut bytes = [0_u8; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = match place {
            0 => 1,
            1..=16 => of_condition.get(place).copied().unwrap_or_default(),
            31 => u8::from(outcome_index != 0),
            _ => 0,
        };
    }
    TokenId::new(&U256::from_be_bytes(bytes).to_string())
}

/// A pseudo transaction hash.
#[must_use]
pub fn tx_of(seed: u64, name: &str) -> TxHash {
    TxHash::new(&hex(&digest(seed, &["tx", name])))
}

/// A pseudo hash of 32 bytes as hex, for order ids.
#[must_use]
pub fn hash_of(seed: u64, kind: &str, name: &str) -> String {
    hex(&digest(seed, &[kind, name]))
}

/// A wallet, the same for the same seed and name.
#[must_use]
pub fn wallet_of(seed: u64, name: &str) -> WalletAddress {
    let bytes = digest(seed, &["wallet", name]);
    let text = hex(bytes.get(..20).unwrap_or(&bytes));
    WalletAddress::parse(&text).unwrap_or_else(|_| unreachable!("20 bytes as hex are an address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_by_subject_and_by_seed_and_repeat() {
        let draws = |seed, subject| {
            let mut rng = SeededRng::of(seed, subject);
            (0..4).map(|_| rng.whole(0, 1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draws(1, "a"), draws(1, "a"));
        assert_ne!(draws(1, "a"), draws(1, "b"));
        assert_ne!(draws(1, "a"), draws(2, "a"));
    }

    #[test]
    fn normal_draws_have_mean_zero_and_variance_one() {
        let mut rng = SeededRng::of(3, "normal");
        let draws: Vec<f64> = (0..20_000).map(|_| rng.normal()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|draw| draw * draw).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.05, "{variance}");
    }

    #[test]
    fn ids_have_the_venues_shape() {
        let condition = condition_of(1, "m");
        assert_eq!(condition.as_str().len(), 66);
        let tokens = [token_of(&condition, 0), token_of(&condition, 1)];
        assert_ne!(tokens[0], tokens[1]);
        assert!(
            tokens
                .iter()
                .all(|token| token.as_str().bytes().all(|byte| byte.is_ascii_digit()))
        );
        assert_eq!(wallet_of(1, "tern").as_str().len(), 42);
        let positions = [0, 1].map(|outcome| {
            let position = position_of(&condition, outcome);
            format!("{:064x}", position.as_str().parse::<U256>().expect("a number"))
        });
        assert!(
            positions
                .iter()
                .all(|position| position.starts_with("01") && position.contains(&"0".repeat(28)))
        );
        assert_eq!(positions[0][..62], positions[1][..62]);
        assert_ne!(positions[0], positions[1]);
    }
}
