//! The contracts on Polygon that the venue and its clients name, by their addresses (polymarket-api §3.5).

use alloy::primitives::{Address, address};
use pilotfish_exchange::{Spender, TokenKind};

/// pUSD, the collateral; 6 decimals.
pub const PUSD: Address = address!("C011a7E12a19f7B1f670d46F03B03f3342E82DFB");
/// The dollar that pUSD is wrapped from. Nobody holds any here.
pub const USDC_E: Address = address!("2791Bca1f2de4661ED88A30C99A7a9449Aa84174");
/// The shares of standard and neg-risk markets.
pub const CTF: Address = address!("4D97DCd97eC945f40cF65F87097ACe5EA0476045");
/// The shares of protocol-V2 positions.
pub const POSITION_MANAGER: Address = address!("006F54F7f9A22e0000CC2AB60031000000ae9fEF");

/// Deploys deposit wallets.
pub const WALLET_FACTORY: Address = address!("00000000000Fb5C9ADea0298D729A0CB3823Cc07");
/// Names the implementation of the deposit wallets behind it.
pub const WALLET_BEACON: Address = address!("7A18EDfe055488A3128f01F563e5B479D92ffc3a");
/// The implementation that older deposit wallets name themselves.
pub const WALLET_IMPLEMENTATION: Address = address!("58CA52ebe0DadfdF531Cde7062e76746de4Db1eB");
/// Deploys proxies, and passes on what their owners sign.
pub const PROXY_FACTORY: Address = address!("aB45c5A4B0c941a2F231C04C3f49182e1A254052");
/// What proxies are clones of.
pub const PROXY_IMPLEMENTATION: Address = address!("44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f");
/// Deploys Safes.
pub const SAFE_FACTORY: Address = address!("aacFeEa03eb1561C4e67d661e40682Bd20E3541b");
/// Makes several calls of a Safe one.
pub const SAFE_MULTISEND: Address = address!("A238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761");
/// Counts proxies' nonces.
pub const RELAY_HUB: Address = address!("D216153c06E857cD7f72665E0aF1d7D82172F494");
/// The account that the simulated relayer sends from; the real one has several, and tells which.
pub const RELAY: Address = address!("00000000000000000000000000000000051BE1a7");

/// The contract at an address, if accounts approve it.
#[must_use]
pub fn spender_at(address: Address) -> Option<Spender> {
    Spender::ALL
        .into_iter()
        .find(|spender| spender_address(*spender) == address)
}

/// Where a contract stands.
#[must_use]
pub fn spender_address(spender: Spender) -> Address {
    // They are constants, each of which is parsed by a test.
    spender.address().parse().unwrap_or_default()
}

/// Where a token contract stands.
#[must_use]
pub const fn token_address(token: TokenKind) -> Address {
    match token {
        TokenKind::Collateral => PUSD,
        TokenKind::Ctf => CTF,
        TokenKind::Positions => POSITION_MANAGER,
    }
}

/// Whether one of the venue's own contracts stands there: not a wallet.
#[must_use]
pub fn is_contract(address: Address) -> bool {
    const PLAIN: [Address; 11] = [
        PUSD,
        USDC_E,
        CTF,
        POSITION_MANAGER,
        WALLET_FACTORY,
        WALLET_BEACON,
        WALLET_IMPLEMENTATION,
        PROXY_FACTORY,
        PROXY_IMPLEMENTATION,
        SAFE_FACTORY,
        SAFE_MULTISEND,
    ];
    PLAIN.contains(&address) || address == RELAY_HUB || spender_at(address).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spender_has_an_address_of_its_own() {
        for spender in Spender::ALL {
            assert_ne!(spender_address(spender), Address::ZERO, "{spender}");
            assert_eq!(spender_at(spender_address(spender)), Some(spender));
            assert_eq!(spender_address(spender).to_checksum(None), spender.address());
        }
        assert_eq!(spender_at(PUSD), None);
        assert!(is_contract(PUSD) && !is_contract(RELAY));
    }
}
