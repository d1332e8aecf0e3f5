//! Whose account it is at the venue: the wallet that holds the money, its kind, and the chain it is on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::WalletAddress;

/// The kinds of wallets that hold a user's money, by the venue's signature types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WalletType {
    /// 0: the key's own address.
    Eoa,
    /// 1: the proxy of accounts made by e-mail.
    Proxy,
    /// 2: the Safe of accounts made with a browser wallet.
    Safe,
    /// 3: the deposit wallet of accounts made since May 2026.
    Deposit,
}

impl WalletType {
    /// The venue's number for it.
    #[must_use]
    pub const fn signature_type(self) -> u8 {
        match self {
            Self::Eoa => 0,
            Self::Proxy => 1,
            Self::Safe => 2,
            Self::Deposit => 3,
        }
    }

    /// Its word, as stored.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eoa => "eoa",
            Self::Proxy => "proxy",
            Self::Safe => "safe",
            Self::Deposit => "deposit",
        }
    }
}

/// An account at the venue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TradingAccount {
    /// The chain's number: 137 is Polygon.
    pub chain_id: u64,
    /// The wallet that holds the money: the venue's `funder`.
    pub funder: WalletAddress,
    /// Of which kind that wallet is.
    pub wallet_type: WalletType,
}

impl fmt::Display for TradingAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            chain_id,
            funder,
            wallet_type,
        } = self;
        write!(f, "{funder} ({} wallet, chain {chain_id})", wallet_type.word())
    }
}
