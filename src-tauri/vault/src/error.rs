//! What can go wrong in the vault, by what the caller can do. None of it ever names a key or a secret.

use std::fmt;

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
    /// The last check refused a purchase. Stop: something above it asked for more than the user allowed.
    #[error("a purchase of {asked} pUSD is over {limit}, of which {left} are left")]
    OverLimit {
        /// Which limit.
        limit: LimitName,
        /// What the order would have taken of it.
        asked: Usd,
        /// What is left of it.
        left: Usd,
    },
    /// The price is worse than the bound that came with the order. Stop, as above.
    #[error("a price of {price} is worse than the bound of {bound}")]
    BeyondBound {
        /// The price asked for.
        price: Price,
        /// The worst that is allowed.
        bound: Price,
    },
    /// More shares than are wanted, or than are there to sell. Stop, as above.
    #[error("an order for {asked} shares, of which there may be {most}")]
    TooManyShares {
        /// Shares the order is for.
        asked: Shares,
        /// The most it may be for.
        most: Shares,
    },
    /// The bounds of a purchase came with a sale, or the reverse. Stop, as above.
    #[error("the limits that came with the order are of the other side")]
    LimitsOfOtherSide,
    /// Nobody has read what the account has, so nothing may be bought. Read it and build again.
    #[error("the balance is unknown, so nothing may be bought")]
    BalanceUnknown,
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
    /// No wallet was confirmed as this key's, so there is none that an order could be for. Confirm one.
    #[error("no wallet was confirmed for this key yet")]
    WalletNotConfirmed,
    /// The relayer calls from smart wallets only; a key's own address sends its transactions itself. Use another wallet.
    #[error("the relayer does not send calls of this kind of wallet")]
    NoRelayer,
    /// No call, or more than fit one request. Fix the input.
    #[error("{0} calls in one request: it may be 1 to 16")]
    CallCount(usize),
    /// A call that is not on the list of those that are ever signed. Stop.
    #[error("calls of {function} at {contract} are not signed")]
    CallNotAllowed {
        /// The contract.
        contract: String,
        /// The function's selector, or that there is none.
        function: String,
    },
    /// A right to spend for somebody who is not one of the venue's contracts. Stop.
    #[error("{spender} is not one of the venue's contracts, so it gets no right to spend")]
    SpenderNotAllowed {
        /// Who would get it.
        spender: String,
    },
    /// The system gave no random numbers. Try later.
    #[error("the system gave no random numbers")]
    Random,
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

/// The limits of a purchase, as users know them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitName {
    /// Per order.
    Order,
    /// Per market.
    Market,
    /// Per follow.
    Follow,
    /// In all.
    Exposure,
    /// Per day, fees included.
    Day,
    /// What is in the account, less the reserve, fees included.
    Balance,
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Order => "the limit per order",
            Self::Market => "the limit per market",
            Self::Follow => "the limit per follow",
            Self::Exposure => "the limit in all",
            Self::Day => "the limit per day",
            Self::Balance => "the money that may be spent",
        })
    }
}
