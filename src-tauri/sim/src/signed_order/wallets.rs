//! The wallets a key can own at the venue, derived without asking anyone: every one is a CREATE2
//! address of a pinned factory. Whether a wallet holds anything is the exchange's business.

use alloy::primitives::{Address, B256, b256, hex, keccak256};

use crate::chain::contracts::{PROXY_FACTORY, SAFE_FACTORY, WALLET_BEACON, WALLET_FACTORY, WALLET_IMPLEMENTATION};

// The hashes of what the two factories deploy.
const PROXY_CODE: B256 = b256!("d21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b");
const SAFE_CODE: B256 = b256!("2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf");

/// The proxy of the key behind `owner`: wallet type 1.
#[must_use]
pub(super) fn proxy_of(owner: Address) -> Address {
    PROXY_FACTORY.create2(keccak256(owner), PROXY_CODE)
}

/// The Safe of the key behind `owner`: wallet type 2.
#[must_use]
pub(super) fn safe_of(owner: Address) -> Address {
    SAFE_FACTORY.create2(keccak256(owner.into_word()), SAFE_CODE)
}

/// The two deposit wallets a key may own: behind the factory's beacon (what new accounts get), and the older kind that
/// names its implementation itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DepositWallets {
    /// Behind the beacon.
    pub beacon: Address,
    /// With its own implementation (UUPS).
    pub uups: Address,
}

impl DepositWallets {
    /// Those of the key behind `owner`.
    #[must_use]
    pub fn of(owner: Address) -> Self {
        let arguments = arguments_of(owner);
        let salt = keccak256(arguments);
        let uups = proxy_code(UUPS_HEAD, WALLET_IMPLEMENTATION, UUPS_BODY, &arguments);
        let beacon = proxy_code(BEACON_HEAD, WALLET_BEACON, BEACON_BODY, &arguments);
        Self {
            beacon: WALLET_FACTORY.create2(salt, keccak256(beacon)),
            uups: WALLET_FACTORY.create2(salt, keccak256(uups)),
        }
    }

    /// What stands at the wallet behind the beacon once it is deployed: what its creation code returns.
    #[must_use]
    pub fn beacon_code(owner: Address) -> Vec<u8> {
        deployed_code(BEACON_BODY, owner)
    }

    /// What stands at the wallet of the older kind once it is deployed.
    #[must_use]
    pub fn uups_code(owner: Address) -> Vec<u8> {
        deployed_code(UUPS_BODY, owner)
    }

    /// Whether `wallet` is one of them.
    #[must_use]
    pub fn contain(&self, wallet: Address) -> bool {
        wallet == self.beacon || wallet == self.uups
    }
}

// The creation code of the two minimal ERC-1967 proxies, around the address and the 64 bytes of arguments. The head's
// second and third byte are the length of what is deployed: 0x3d and 0x52 bytes of code, and the arguments.
const UUPS_HEAD: [u8; 10] = hex!("61007d3d8160233d3973");
const BEACON_HEAD: [u8; 10] = hex!("6100923d8160233d3973");
const UUPS_BODY: &[u8] = &hex!(
    "60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076"
    "cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3"
);
const BEACON_BODY: &[u8] = &hex!(
    "60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c"
    "b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3"
);

/// How much of a body is carried out at creation only: it stores the target and returns the rest.
const CREATION_BYTES: usize = 5;

/// What a wallet's constructor is told: its factory, and the owner as the wallet's number.
fn arguments_of(owner: Address) -> [u8; 64] {
    let mut arguments = [0_u8; 64];
    for (place, byte) in arguments.iter_mut().skip(12).zip(WALLET_FACTORY.as_slice()) {
        *place = *byte;
    }
    for (place, byte) in arguments.iter_mut().skip(44).zip(owner.as_slice()) {
        *place = *byte;
    }
    arguments
}

fn deployed_code(body: &[u8], owner: Address) -> Vec<u8> {
    let kept = body.get(CREATION_BYTES..).unwrap_or_default();
    [kept, &arguments_of(owner)].concat()
}

fn proxy_code(head: [u8; 10], target: Address, body: &[u8], arguments: &[u8; 64]) -> Vec<u8> {
    [&head, target.as_slice(), body, arguments].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use alloy::primitives::address;

    use super::*;

    /// The first of the keys that every local test chain uses; its wallets as the official clients derive them.
    #[test]
    fn the_wallets_of_a_known_key() {
        let owner = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
        assert_eq!(proxy_of(owner), address!("365f0cA36ae1F641E02Fe3b7743673DA42A13a70"));
        assert_eq!(safe_of(owner), address!("d93b25Cb943D14d0d34FBAf01fc93a0F8b5f6e47"));
        assert_eq!(
            DepositWallets::of(owner).uups,
            address!("df8b9E8f9AB23f261F6e1B171B7454ae6E46Ba76")
        );
    }

    /// The length that the head of the creation code names is that of what is returned.
    #[test]
    fn deployed_code_is_as_long_as_its_creation_says() {
        let owner = Address::repeat_byte(7);
        let length = |head: [u8; 10]| usize::from(u16::from_be_bytes([head[1], head[2]]));
        assert_eq!(DepositWallets::beacon_code(owner).len(), length(BEACON_HEAD));
        assert_eq!(DepositWallets::uups_code(owner).len(), length(UUPS_HEAD));
    }
}
