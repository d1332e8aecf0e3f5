//! Who has code: contracts, and wallets that are deployed. A key's own account has none.

use alloy::primitives::{Address, hex};

use super::contracts::{PROXY_IMPLEMENTATION, is_contract};
use crate::signed_order::{DepositWallets, wallet_address};
use crate::venue::{Venue, WalletKind};

/// Stands for the code of a contract. Clients ask whether there is any.
const SOME_CODE: &[u8] = &hex!("6080604052");

/// The code of a Safe: a proxy that asks its first storage slot where to go on.
const SAFE_CODE: &[u8] = &hex!(
    "608060405273ffffffffffffffffffffffffffffffffffffffff600054167f"
    "a619486e00000000000000000000000000000000000000000000000000000000"
    "60003514156050578060005260206000f35b3660008037600080366000845af4"
    "3d6000803e60008114156070573d6000fd5b3d6000f3"
);

/// The code at an address, empty where there is none (`eth_getCode`).
#[must_use]
pub fn code_at(venue: &Venue, address: Address) -> Vec<u8> {
    if is_contract(address) {
        return SOME_CODE.to_vec();
    }
    if !venue.is_enrolled(&wallet_address(address)) {
        return Vec::new();
    }
    let Some(owner) = venue.owner_of(address) else {
        // One of the world's own traders: nobody knows its key, but it trades with a wallet.
        return SOME_CODE.to_vec();
    };
    match owner.kind_of(address) {
        None | Some(WalletKind::Account) => Vec::new(),
        Some(WalletKind::Proxy) => proxy_code(),
        Some(WalletKind::Safe) => SAFE_CODE.to_vec(),
        Some(WalletKind::Deposit) => DepositWallets::beacon_code(owner.holder.owner),
        Some(WalletKind::DepositUups) => DepositWallets::uups_code(owner.holder.owner),
    }
}

/// A minimal clone (EIP-1167) of the proxies' implementation.
fn proxy_code() -> Vec<u8> {
    [
        &hex!("363d3d373d3d3d363d73")[..],
        PROXY_IMPLEMENTATION.as_slice(),
        &hex!("5af43d82803e903d91602b57fd5bf3"),
    ]
    .concat()
}
