//! What can go wrong in the vault, by what the caller can do. None of it ever names a key or a secret.

use pilotfish_copy::money::{Price, Shares, Tick, Usd};

/// Why the vault refused. Nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The bytes are no secp256k1 key. Fix the input.
    #[error("this is not a usable private key")]
    Key,
    /// The price is not on the market's tick or outside [tick, 1 − tick]. Refresh the market and build again.
    #[error("a price of {price} is not on the tick {tick} within its range")]
    Price {
        /// The price asked for.
        price: Price,
        /// The market's tick.
        tick: Tick,
    },
    /// After rounding nothing is left to trade, or the amount is beyond what the venue's units can say. Fix the input.
    #[error("an order for {shares} shares and {budget} pUSD rounds to nothing or overflows")]
    Amount {
        /// Shares asked for (zero where a budget was given).
        shares: Shares,
        /// The budget asked for (zero where shares were given).
        budget: Usd,
    },
    /// The last gate refused a purchase. Stop: something above it asked for more than the user allowed.
    #[error("a purchase of {notional} pUSD is over the limit of {limit} an order")]
    OverLimit {
        /// What the order would have cost, without fees.
        notional: Usd,
        /// The most an order may cost.
        limit: Usd,
    },
    /// The token id is no unsigned 256-bit number. Fix the input.
    #[error("not a token id: {0}")]
    Token(String),
    /// The salt does not survive JSON (over 2⁵³ − 1). Fix the input.
    #[error("the salt is over 2^53 - 1")]
    Salt,
    /// The creation or expiry time is negative. Fix the input.
    #[error("not a time an order can carry: {0} ms")]
    Time(i64),
    /// The funder is not the wallet that this key controls, so the exchange would refuse the order. Fix the settings.
    #[error("the wallet {given} is not the one this key controls ({expected})")]
    NotOurWallet {
        /// The wallet asked for.
        given: String,
        /// The wallet derived from the key.
        expected: String,
    },
    /// This chain has no such wallet or exchange. Fix the settings.
    #[error("this chain has no such contract")]
    NoContract,
    /// API credentials that are not of the venue's form (a UUID, base64url, text). Get new ones.
    #[error("the API credentials are not of the venue's form")]
    Credentials,
    /// The signer or the serialiser failed, which says that the program is wrong. Stop.
    #[error("the order could not be signed or written")]
    Internal,
}
