//! The published contracts themselves, where their bytecode is at hand.
//!
//! None of it is in the repository: its licence is not ours. The folder that `PILOTFISH_CONTRACTS` names holds one JSON file
//! a contract, `{"bytecode": "0x…"}` or a compiler's artifact, with the creation code of: `CTFExchange` (the exchanges V2),
//! `Exchange` (V3), `DepositWallet`. What is missing is skipped with a word.

use std::path::PathBuf;

use alloy::primitives::{Address, B256, U256, address, b256, keccak256};
use pilotfish_copy::market::Exchange;
use serde_json::Value;

use super::chain::{Chain, NOW_S, call, word};
use super::orders::Posted;
use super::rules::{self, PROXY_CODE_HASH, PROXY_FACTORY, SAFE_CODE_HASH, SAFE_FACTORY};

/// polymarket-api §3.5; what the factories answer was read on Polygon.
const PROXY_IMPLEMENTATION: Address = address!("0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f");
const SAFE_IMPLEMENTATION: Address = address!("0xE51abdf814f8854941b9Fe8e3A4F65CAB4e7A4a8");
const PUSD: Address = address!("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB");
const TOKENS: Address = address!("0x4D97DCd97eC945f40cF65F87097ACe5EA0476045");
const USDC_E: Address = address!("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174");
const NEG_RISK_ADAPTER: Address = address!("0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296");
const POSITION_MANAGER: Address = address!("0x006F54F7f9A22e0000CC2AB60031000000ae9fEF");
const COMBINATORIAL: Address = address!("0x30000034706c7d8e12009dab006be20000c031a8");
const DEPOSIT_FACTORY: Address = address!("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07");
const DEPOSIT_IMPLEMENTATION: Address = address!("0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB");
const DEPOSIT_BEACON: Address = address!("0x7A18EDfe055488A3128f01F563e5B479D92ffc3a");
/// Whoever deployed them: no rule here asks for it.
const ADMIN: Address = address!("0x00000000000000000000000000000000000000ad");

/// The creation code of a contract; `None`, with a word, where it is not at hand.
pub(crate) fn creation_code(contract: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("PILOTFISH_CONTRACTS") else {
        println!("skipped: {contract}: PILOTFISH_CONTRACTS names no folder");
        return None;
    };
    let path = PathBuf::from(folder).join(contract).with_extension("json");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            println!("skipped: {} cannot be read ({error})", path.display());
            return None;
        }
    };
    let artifact: Value = serde_json::from_str(&text).expect("JSON");
    let bytecode = &artifact["bytecode"];
    let code = bytecode.as_str().or_else(|| bytecode["object"].as_str());
    Some(alloy::hex::decode(code.expect("bytecode")).expect("hex"))
}

/// Deploys the contract of an exchange at its pinned address with its documented constructor arguments; false where its
/// code is not at hand.
pub(crate) fn deploy_exchange(chain: &mut Chain, exchange: Exchange) -> bool {
    let name = match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => "CTFExchange",
        Exchange::PositionsV3 => "Exchange",
    };
    let Some(code) = creation_code(name) else {
        return false;
    };
    // The constructors ask the factories what they make proxies of, and approve the tokens: each answer is one word.
    chain.install(PROXY_FACTORY, rules::constant(word(PROXY_IMPLEMENTATION)));
    chain.install(SAFE_FACTORY, rules::constant(word(SAFE_IMPLEMENTATION)));
    chain.install(POSITION_MANAGER, rules::constant(word(PUSD)));
    for token in [PUSD, TOKENS] {
        chain.install(token, rules::constant(B256::from(U256::from(1))));
    }
    let arguments = match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => {
            let makes_tokens = if exchange == Exchange::NegRiskV2 {
                NEG_RISK_ADAPTER
            } else {
                TOKENS
            };
            [
                ADMIN,
                PUSD,
                TOKENS,
                USDC_E,
                makes_tokens,
                PROXY_FACTORY,
                SAFE_FACTORY,
                ADMIN,
            ]
            .map(word)
            .concat()
        }
        Exchange::PositionsV3 => {
            let most_fee = B256::from(U256::from(1_000));
            let addresses = [POSITION_MANAGER, COMBINATORIAL, ADMIN].map(word);
            let rest = [
                most_fee,
                word(PROXY_FACTORY),
                word(SAFE_FACTORY),
                PROXY_CODE_HASH,
                SAFE_CODE_HASH,
            ];
            [addresses.concat(), rest.concat()].concat()
        }
    };
    chain.create_at(pilotfish_vault::Chain::Polygon.exchange(exchange), &code, &arguments);
    true
}

/// An order as the contracts' functions take it: one struct whose last member, the signature, has a length of its own.
pub(crate) fn call_with(function: &str, order: &Posted) -> Vec<u8> {
    const ORDER: &str = "((uint256,address,address,uint256,uint256,uint256,uint8,uint8,uint256,bytes32,bytes32,bytes))";
    let number = |number: usize| B256::from(U256::from(number));
    let mut data = call(&format!("{function}{ORDER}"), &[number(0x20)]);
    data.extend(order.fields.concat());
    data.extend([number(0x180), number(order.signature.len())].concat());
    data.extend_from_slice(&order.signature);
    data.resize((data.len() - 4).next_multiple_of(32) + 4, 0);
    data
}

/// How a deposit wallet's proxy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// Knows its implementation itself.
    Uups,
    /// Asks a beacon.
    Beacon,
}

/// Creates the deposit wallet of `owner` as the factory does (polymarket-api §3.4) and gives its address; `None` where the
/// wallet's code is not at hand.
pub(crate) fn deploy_wallet(chain: &mut Chain, proxy: Proxy, owner: Address) -> Option<Address> {
    let code = creation_code("DepositWallet")?;
    chain.create_at(DEPOSIT_IMPLEMENTATION, &code, &[]);
    chain.install(DEPOSIT_BEACON, rules::constant(word(DEPOSIT_IMPLEMENTATION)));
    chain.install(DEPOSIT_FACTORY, rules::creator());
    let arguments = [word(DEPOSIT_FACTORY), word(owner)].concat();
    let salt = keccak256(&arguments);
    let creation = [salt.as_slice(), &proxy_creation_code(proxy), &arguments].concat();
    let created = chain.send(DEPOSIT_FACTORY, creation).expect("a wallet");
    let wallet = Address::from_word(B256::from_slice(&created));
    chain
        .send(wallet, call("initialize(address)", &[word(owner)]))
        .expect("the wallet takes its owner");
    Some(wallet)
}

/// Solady's ERC-1967 proxies (MIT): what stands before the 64 bytes of arguments. The first three bytes push the length of
/// what stays, which includes the arguments.
fn proxy_creation_code(proxy: Proxy) -> Vec<u8> {
    let (length, head, target, tail): (u16, &[u8], Address, &[u8]) = match proxy {
        Proxy::Uups => (
            0x3d,
            &alloy::hex!("3d8160233d3973"),
            DEPOSIT_IMPLEMENTATION,
            &alloy::hex!(
                "60095155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc"
                "545af43d6000803e6038573d6000fd5b3d6000f3"
            ),
        ),
        Proxy::Beacon => (
            0x52,
            &alloy::hex!("3d8160233d3973"),
            DEPOSIT_BEACON,
            &alloy::hex!(
                "60195155f3363d3d373d3d363d602036600436635c60da1b60e01b36527fa3f0ad74e5423aebfd80d3ef43465783"
                "35a9a72aeaee59ff6cb3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3"
            ),
        ),
    };
    let [high, low] = (length + 64).to_be_bytes();
    [&[0x61, high, low], head, target.as_slice(), tail].concat()
}

/// Where a wallet keeps until when (Unix seconds) a session key may sign for it: the published contract's own slot.
pub(crate) fn session_slot(session: Address) -> U256 {
    let base = U256::from_be_bytes(keccak256("DepositWallet.sessionSignerAuthorizedUntil").0) - U256::from(1);
    keccak256([word(session), B256::from(base)].concat()).into()
}

/// An hour from the blocks' clock.
pub(crate) const AN_HOUR_ON: u64 = NOW_S + 3_600;

/// The mark at the end of a session key's signature (that of ERC-6492).
pub(crate) const SESSION_MARK: B256 = b256!("0x6492649264926492649264926492649264926492649264926492649264926492");

/// What a session key's signature is wrapped in for the wire: the key's address, a nought, the signature the owner would
/// give in its place, the mark.
pub(crate) fn session_envelope(session: Address, signature: &[u8]) -> Vec<u8> {
    let number = |number: usize| B256::from(U256::from(number));
    let mut bytes = [word(session), B256::ZERO, number(0x60), number(signature.len())].concat();
    bytes.extend_from_slice(signature);
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    bytes.extend_from_slice(SESSION_MARK.as_slice());
    bytes
}
