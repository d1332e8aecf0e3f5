//! The order as it is signed: its EIP-712 form, the exchanges' domains, and whether a signature is really the owner's.
//!
//! Invariant: an order's id is the EIP-712 hash under the domain of the exchange its market settles on, whatever the
//! wallet type. Nothing here signs, and nothing here knows markets or accounts.

use alloy::primitives::{Address, B256, Signature, U256, address};
use alloy::sol_types::{Eip712Domain, SolStruct, eip712_domain};
use pilotfish_copy::market::Exchange;

/// Polygon, where the real exchanges stand; simulated signatures are checked under the same domains.
pub const CHAIN_ID: u64 = 137;

const STANDARD_V2: Address = address!("E111180000d2663C0091e4f400237545B87B996B");
const NEG_RISK_V2: Address = address!("e2222d279d744050d28e00520010520000310F59");
const POSITIONS_V3: Address = address!("e3333700cA9d93003F00f0F71f8515005F6c00Aa");

mod typed {
    alloy::sol! {
        #[allow(missing_docs)]
        #[derive(Debug, PartialEq, Eq)]
        struct Order {
            uint256 salt;
            address maker;
            address signer;
            uint256 tokenId;
            uint256 makerAmount;
            uint256 takerAmount;
            uint8 side;
            uint8 signatureType;
            uint256 timestamp;
            bytes32 metadata;
            bytes32 builder;
        }

        #[allow(missing_docs)]
        struct TypedDataSign {
            Order contents;
            string name;
            string version;
            uint256 chainId;
            address verifyingContract;
            bytes32 salt;
        }

        #[allow(missing_docs)]
        struct ClobAuth {
            address address;
            string timestamp;
            uint256 nonce;
            string message;
        }
    }
}

pub use typed::Order as TypedOrder;

/// Why a signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefused {
    /// Not the bytes a signature of that wallet type has.
    #[error("the signature is malformed")]
    Malformed,
    /// Another key's, or another order's, or another domain's.
    #[error("the signature is not the owner's")]
    NotTheOwners,
}

/// The contract that settles `exchange`'s markets.
#[must_use]
pub fn contract(exchange: Exchange) -> Address {
    match exchange {
        Exchange::StandardV2 => STANDARD_V2,
        Exchange::NegRiskV2 => NEG_RISK_V2,
        Exchange::PositionsV3 => POSITIONS_V3,
    }
}

/// The version in that contract's domain: "2", or "3" for protocol-V2 positions.
#[must_use]
pub const fn domain_version(exchange: Exchange) -> &'static str {
    match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => "2",
        Exchange::PositionsV3 => "3",
    }
}

/// The EIP-712 domain orders of `exchange`'s markets are signed under.
#[must_use]
pub fn domain(exchange: Exchange, chain_id: u64) -> Eip712Domain {
    eip712_domain! {
        name: "Polymarket CTF Exchange",
        version: domain_version(exchange),
        chain_id: chain_id,
        verifying_contract: contract(exchange),
    }
}

/// The order's id: its hash under `domain`.
#[must_use]
pub fn order_hash(order: &TypedOrder, domain: &Eip712Domain) -> B256 {
    order.eip712_signing_hash(domain)
}

/// Checks the plain 65-byte signature of wallet types 0, 1 and 2: `owner` signed the order's hash.
///
/// # Errors
/// When the bytes are no signature, or not `owner`'s.
pub fn check_plain(
    order: &TypedOrder,
    domain: &Eip712Domain,
    signature: &[u8],
    owner: Address,
) -> Result<(), SignatureRefused> {
    check_signer(order_hash(order, domain), signature, owner)
}

/// Checks the ERC-7739 wrapped signature of wallet type 3: `owner` signed the order nested in its
/// deposit wallet's own domain, and what the wrapping says of order and domain is true.
///
/// # Errors
/// When the wrapping is not of that form or speaks of another order, or the signature inside is not `owner`'s.
pub fn check_wrapped(
    order: &TypedOrder,
    domain: &Eip712Domain,
    signature: &[u8],
    owner: Address,
) -> Result<(), SignatureRefused> {
    let type_text = TypedOrder::eip712_encode_type();
    let type_len = u16::try_from(type_text.len()).map_err(|_| SignatureRefused::Malformed)?;
    let (inner, rest) = signature.split_at_checked(65).ok_or(SignatureRefused::Malformed)?;
    let (separator, rest) = rest.split_at_checked(32).ok_or(SignatureRefused::Malformed)?;
    let (contents, rest) = rest.split_at_checked(32).ok_or(SignatureRefused::Malformed)?;
    let (text, length) = rest
        .split_at_checked(type_text.len())
        .ok_or(SignatureRefused::Malformed)?;
    if text != type_text.as_bytes() || length != type_len.to_be_bytes() {
        return Err(SignatureRefused::Malformed);
    }
    if separator != domain.separator().as_slice() || contents != order.eip712_hash_struct().as_slice() {
        return Err(SignatureRefused::NotTheOwners);
    }
    check_signer(nested_hash(order, domain), inner, owner)
}

/// What the owner of a deposit wallet signs: the order nested in the wallet's own domain.
#[must_use]
pub fn nested_hash(order: &TypedOrder, domain: &Eip712Domain) -> B256 {
    let nested = typed::TypedDataSign {
        contents: order.clone(),
        name: "DepositWallet".to_owned(),
        version: "1".to_owned(),
        chainId: domain.chain_id.unwrap_or_default(),
        verifyingContract: order.signer,
        salt: B256::ZERO,
    };
    nested.eip712_signing_hash(domain)
}

/// The hash a wallet signs to prove to the venue that it is its own (L1 authentication).
#[must_use]
pub fn attestation_hash(address: Address, timestamp: &str, nonce: U256, chain_id: u64) -> B256 {
    let domain = eip712_domain! { name: "ClobAuthDomain", version: "1", chain_id: chain_id, };
    let attestation = typed::ClobAuth {
        address,
        timestamp: timestamp.to_owned(),
        nonce,
        message: "This message attests that I control the given wallet".to_owned(),
    };
    attestation.eip712_signing_hash(&domain)
}

/// Whether `owner` signed `hash`.
///
/// # Errors
/// When the bytes are no 65-byte signature (with a low s, as the contracts ask), or not `owner`'s.
pub fn check_signer(hash: B256, signature: &[u8], owner: Address) -> Result<(), SignatureRefused> {
    if signature.len() != 65 {
        return Err(SignatureRefused::Malformed);
    }
    let signature = Signature::from_raw(signature).map_err(|_| SignatureRefused::Malformed)?;
    if signature.normalize_s().is_some() {
        return Err(SignatureRefused::Malformed);
    }
    match signature.recover_address_from_prehash(&hash) {
        Ok(signer) if signer == owner => Ok(()),
        _ => Err(SignatureRefused::NotTheOwners),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use alloy::primitives::keccak256;

    use super::*;

    #[test]
    fn the_order_type_is_the_one_the_contracts_hash() {
        let expected = "0xbb86318a2138f5fa8ae32fbe8e659f8fcf13cc6ae4014a707893055433818589";
        assert_eq!(
            keccak256(TypedOrder::eip712_encode_type().as_bytes()).to_string(),
            expected
        );
    }

    #[test]
    fn a_cut_wrapping_is_malformed_at_every_length() {
        let order = TypedOrder {
            salt: U256::from(1),
            maker: Address::ZERO,
            signer: Address::ZERO,
            tokenId: U256::from(1),
            makerAmount: U256::from(1),
            takerAmount: U256::from(1),
            side: 0,
            signatureType: 3,
            timestamp: U256::from(1),
            metadata: B256::ZERO,
            builder: B256::ZERO,
        };
        let domain = domain(Exchange::StandardV2, CHAIN_ID);
        for length in 0..200 {
            let refused = check_wrapped(&order, &domain, &vec![7; length], Address::ZERO);
            assert_eq!(refused, Err(SignatureRefused::Malformed), "{length} bytes");
        }
    }
}
