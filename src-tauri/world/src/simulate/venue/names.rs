//! Ids that look like the venue's, from the names that a script uses.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TxHash, WalletAddress};

use crate::simulate::chance::{mix, of_text};

fn hex64(start: u64) -> String {
    let parts = [1_u64, 2, 3, 4].map(|part| mix(start.wrapping_add(part.wrapping_mul(0x9e37_79b9_7f4a_7c15))));
    let [a, b, c, d] = parts;
    format!("0x{a:016x}{b:016x}{c:016x}{d:016x}")
}

/// A market's condition.
pub(crate) fn condition(name: &str) -> ConditionId {
    ConditionId::new(&hex64(of_text(name)))
}

/// A token of a market, in decimal digits.
pub(crate) fn token(market: &str, outcome: usize) -> TokenId {
    let start = of_text(market).wrapping_add(u64::try_from(outcome).unwrap_or(0).wrapping_mul(0x1234_5678_9abc_def1));
    TokenId::new(&format!(
        "{}{:019}",
        1 + mix(start) % 9,
        mix(start.wrapping_add(1)) / 10
    ))
}

/// A wallet.
pub(crate) fn wallet(name: &str) -> WalletAddress {
    let text = hex64(of_text(name).wrapping_add(7));
    let address = text.get(..42).unwrap_or("0x0000000000000000000000000000000000000000");
    WalletAddress::parse(address).unwrap_or_else(|_| unreachable_wallet())
}

#[allow(clippy::expect_used)]
fn unreachable_wallet() -> WalletAddress {
    WalletAddress::parse("0x0000000000000000000000000000000000000000").expect("forty zeroes are an address")
}

/// The `n`th transaction of a world.
pub(crate) fn transaction(seed: u64, n: u64) -> TxHash {
    TxHash::new(&hex64(mix(seed).wrapping_add(n).wrapping_add(0x7a)))
}

/// The hash of an order from its content: a function of all that is signed.
pub(crate) fn order_hash(content: &str) -> OrderHash {
    OrderHash::new(&hex64(of_text(content).wrapping_add(0x0c)))
}
