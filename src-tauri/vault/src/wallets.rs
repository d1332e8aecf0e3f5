//! The wallets a key controls at the venue, derived without asking anyone, and the chains they live on.
//!
//! Every address is a CREATE2 address of a pinned factory (polymarket-api §3.4). It says nothing about whether the
//! wallet is deployed or holds anything.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use alloy::sol_types::SolValue;
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Exchange;
use polymarket_client_sdk_v2::{derive_proxy_wallet, derive_safe_wallet};

use crate::VaultError;

/// The chains the venue runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chain {
    /// Polygon, where the money is. The demo signs for it too, with a worthless key.
    Polygon,
    /// Polygon's test chain.
    Amoy,
}

impl Chain {
    /// Its number.
    #[must_use]
    pub const fn id(self) -> u64 {
        match self {
            Self::Polygon => 137,
            Self::Amoy => 80_002,
        }
    }

    /// The contract that orders for `exchange` are signed for. Pinned here, not taken from a configuration: whoever
    /// could change it could have orders signed for a contract of their own.
    #[must_use]
    pub const fn exchange(self, exchange: Exchange) -> Address {
        match (exchange, self) {
            (Exchange::StandardV2, _) => address!("0xE111180000d2663C0091e4f400237545B87B996B"),
            (Exchange::NegRiskV2, _) => address!("0xe2222d279d744050d28e00520010520000310F59"),
            (Exchange::PositionsV3, Self::Polygon) => address!("0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
            (Exchange::PositionsV3, Self::Amoy) => address!("0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
        }
    }
}

/// Both addresses a deposit wallet can have: the factory made UUPS proxies first, beacon proxies later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositWallets {
    /// As a UUPS proxy.
    pub uups: Address,
    /// As a beacon proxy.
    pub beacon: Address,
}

pub(crate) const DEPOSIT_FACTORY: Address = address!("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07");
const DEPOSIT_BEACON: Address = address!("0x7A18EDfe055488A3128f01F563e5B479D92ffc3a");
const DEPOSIT_IMPLEMENTATION: Address = address!("0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB");

/// Where the length of the immutable arguments is added in both proxies' init codes: bytes 1 and 2 of ten.
const ARGS_LENGTH_SHIFT: usize = 56;

/// Creation code of Solady's ERC-1967 proxy with immutable arguments: prefix, then the code after the implementation.
const UUPS_PREFIX: u128 = 0x6100_3d3d_8160_233d_3973;
const UUPS_CODE: [u8; 66] = alloy::hex!(
    "60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076"
    "cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3"
);

/// The same of Solady's ERC-1967 beacon proxy.
const BEACON_PREFIX: u128 = 0x6100_523d_8160_233d_3973;
const BEACON_CODE: [u8; 87] = alloy::hex!(
    "60195155f3363d3d373d3d363d602036600436635c60da"
    "1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c"
    "b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3"
);

/// That address with its checksum of EIP-55; nothing where it is none. A checksum that it has already must be right.
pub(crate) fn checksummed(text: &str) -> Option<String> {
    let text = text.trim();
    let address: Address = text.parse().ok()?;
    let is_mixed = text.bytes().any(|byte| byte.is_ascii_lowercase() && byte != b'x')
        && text.bytes().any(|byte| byte.is_ascii_uppercase());
    let shown = address.to_checksum(None);
    (!is_mixed || shown == text).then_some(shown)
}

/// The proxy wallet of `owner`.
///
/// # Errors
/// [`VaultError::NoContract`] where the chain has no such wallets.
pub(crate) fn proxy(owner: Address, chain: Chain) -> Result<Address, VaultError> {
    derive_proxy_wallet(owner, chain.id()).ok_or(VaultError::NoContract)
}

/// The Safe of `owner`.
///
/// # Errors
/// [`VaultError::NoContract`] where the chain has no such wallets.
pub(crate) fn safe(owner: Address, chain: Chain) -> Result<Address, VaultError> {
    derive_safe_wallet(owner, chain.id()).ok_or(VaultError::NoContract)
}

/// The deposit wallets of `owner` (the same on every chain that has the factory).
pub(crate) fn deposit(owner: Address) -> DepositWallets {
    let wallet_id = B256::left_padding_from(owner.as_slice());
    let args = (DEPOSIT_FACTORY, wallet_id).abi_encode();
    let salt = keccak256(&args);
    let uups = init_code_hash(UUPS_PREFIX, DEPOSIT_IMPLEMENTATION, &UUPS_CODE, &args);
    let beacon = init_code_hash(BEACON_PREFIX, DEPOSIT_BEACON, &BEACON_CODE, &args);
    DepositWallets {
        uups: DEPOSIT_FACTORY.create2(salt, uups),
        beacon: DEPOSIT_FACTORY.create2(salt, beacon),
    }
}

fn init_code_hash(prefix: u128, target: Address, code: &[u8], args: &[u8]) -> B256 {
    let head = U256::from(prefix) + (U256::from(args.len()) << ARGS_LENGTH_SHIFT);
    let mut init = Vec::with_capacity(10 + 20 + code.len() + args.len());
    init.extend(head.to_be_bytes::<32>().into_iter().skip(22));
    init.extend_from_slice(target.as_slice());
    init.extend_from_slice(code);
    init.extend_from_slice(args);
    keccak256(init)
}

/// An address as people compare it, with the checksum in its letters' case (EIP-55).
#[must_use]
pub fn with_checksum(address: &WalletAddress) -> String {
    checksummed(address.as_str()).unwrap_or_else(|| address.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use polymarket_client_sdk_v2::contract_config;

    use super::*;

    #[test]
    fn the_pinned_exchanges_are_those_of_the_official_client() {
        for chain in [Chain::Polygon, Chain::Amoy] {
            let standard = contract_config(chain.id(), false).expect("a configuration");
            let neg_risk = contract_config(chain.id(), true).expect("a configuration");
            assert_eq!(standard.exchange_v2, Some(chain.exchange(Exchange::StandardV2)));
            assert_eq!(neg_risk.exchange_v2, Some(chain.exchange(Exchange::NegRiskV2)));
            assert_eq!(standard.exchange_v3, Some(chain.exchange(Exchange::PositionsV3)));
        }
    }
}
