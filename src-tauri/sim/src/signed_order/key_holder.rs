//! Who may act with an API key, and on which wallets.

use alloy::primitives::Address;
use pilotfish_copy::ids::WalletAddress;

use super::wallets::{DepositWallets, proxy_of, safe_of};

/// The key of one API key: who may act with it, and on which wallets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyHolder {
    /// The externally owned account that signed for it: wallet type 0.
    pub owner: Address,
    /// Its proxy: type 1.
    pub proxy: Address,
    /// Its Safe: type 2.
    pub safe: Address,
    /// Its deposit wallets: type 3.
    pub deposit: DepositWallets,
}

impl KeyHolder {
    /// The holder with that key's address.
    #[must_use]
    pub fn of(owner: Address) -> Self {
        Self {
            owner,
            proxy: proxy_of(owner),
            safe: safe_of(owner),
            deposit: DepositWallets::of(owner),
        }
    }

    /// Every wallet that holder can trade with, in the order they are enrolled in: deposit wallet behind the beacon,
    /// deposit wallet of the older kind, the account itself, its proxy, its Safe.
    #[must_use]
    pub fn wallets(&self) -> [WalletAddress; 5] {
        let Self {
            deposit,
            owner,
            proxy,
            safe,
        } = *self;
        [deposit.beacon, deposit.uups, owner, proxy, safe].map(wallet_address)
    }
}

/// An address in the form the world names wallets by.
#[must_use]
pub fn wallet_address(address: Address) -> WalletAddress {
    WalletAddress::parse(&format!("{address:#x}"))
        .unwrap_or_else(|_| unreachable!("0x and 40 hex digits is what an address prints as"))
}

/// A request that proved who sent it.
#[derive(Debug, Clone)]
pub struct Authenticated {
    /// With which key.
    pub api_key: String,
    /// Whose it is.
    pub holder: KeyHolder,
}
