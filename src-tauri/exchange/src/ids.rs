//! Ids that the exchange gives: deterministic, and shaped like the venue's.

use pilotfish_copy::ids::{ConditionId, TradeId, TxHash};
use sha2::{Digest, Sha256};

/// Gives the ids of one world: another seed gives others.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    seed: u64,
    trades: u64,
    transactions: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            trades: 0,
            transactions: 0,
        }
    }

    /// The next trade's id, a UUID in form.
    pub(super) fn trade(&mut self) -> TradeId {
        self.trades += 1;
        let digits = hex(&digest(&[
            b"trade",
            &self.seed.to_be_bytes(),
            &self.trades.to_be_bytes(),
        ]));
        // The places of the version and the variant are set, as in a random UUID.
        let mut text = String::with_capacity(36);
        for (from, to, before) in [(0, 8, ""), (8, 12, "-"), (13, 16, "-4"), (17, 20, "-8"), (20, 32, "-")] {
            text.push_str(before);
            text.push_str(digits.get(from..to).unwrap_or_default());
        }
        TradeId::new(&text)
    }

    /// A number below `bound` that belongs to the transaction made last.
    pub(super) fn draw(&self, bound: u32) -> u32 {
        let [a, b, c, d, ..] = digest(&[b"course", &self.seed.to_be_bytes(), &self.transactions.to_be_bytes()]);
        u32::from_be_bytes([a, b, c, d]).checked_rem(bound).unwrap_or(0)
    }

    /// A number below `bound` that belongs to a name, at the transaction made last.
    pub(super) fn draw_for(&self, name: &str, bound: u32) -> u32 {
        let transactions = self.transactions.to_be_bytes();
        let [a, b, c, d, ..] = digest(&[b"draw", &self.seed.to_be_bytes(), &transactions, name.as_bytes()]);
        u32::from_be_bytes([a, b, c, d]).checked_rem(bound).unwrap_or(0)
    }

    /// The next transaction's hash.
    pub(super) fn transaction(&mut self) -> TxHash {
        self.transactions += 1;
        let bytes = digest(&[
            b"transaction",
            &self.seed.to_be_bytes(),
            &self.transactions.to_be_bytes(),
        ]);
        TxHash::new(&format!("0x{}", hex(&bytes)))
    }
}

/// 40 hex digits that change with the book's version.
pub(super) fn book_hash(condition: &ConditionId, outcome: usize, version: u64) -> String {
    let side: &[u8] = if outcome == 0 { b"yes" } else { b"no" };
    let mut digits = hex(&digest(&[
        b"book",
        condition.as_str().as_bytes(),
        side,
        &version.to_be_bytes(),
    ]));
    digits.truncate(40);
    digits
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
