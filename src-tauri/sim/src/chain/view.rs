//! What the contracts' view functions answer (`eth_call`): the exchange's ledger as the chain would tell it, at this very
//! instant. The CLOB's own answers may lag behind it.

use alloy::primitives::{Address, B256, FixedBytes, U256};
use alloy::sol_types::{SolCall, SolValue};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_exchange::{Account, Spender, TokenKind};

use super::abi::{adapter, deposit_wallet, erc20, erc1155, exchange, safe};
use super::code::code_at;
use super::contracts::{CTF, POSITION_MANAGER, PUSD, SAFE_FACTORY, USDC_E, WALLET_BEACON, WALLET_FACTORY, spender_at};
use crate::signed_order::typed_data::{CHAIN_ID, domain_version};
use crate::signed_order::{KeyHolder, wallet_address};
use crate::venue::{Venue, WalletKind};

/// The call would fail: the contract has no such function, or the arguments are none of its.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("execution reverted")]
pub struct Reverted;

type Answer = Result<Vec<u8>, Reverted>;

/// What a call of `data` at `to` gives. Where there is no code it gives nothing, as on any chain.
///
/// # Errors
/// [`Reverted`].
pub fn view(venue: &Venue, to: Address, data: &[u8]) -> Answer {
    match to {
        PUSD => collateral(venue, data),
        USDC_E => no_collateral(data),
        CTF => shares(venue, TokenKind::Ctf, data),
        POSITION_MANAGER => shares(venue, TokenKind::Positions, data),
        WALLET_FACTORY => call::<deposit_wallet::BEACONCall>(data).map(|_| WALLET_BEACON.abi_encode()),
        SAFE_FACTORY => {
            let asked: safe::computeProxyAddressCall = call(data)?;
            Ok(KeyHolder::of(asked.user).safe.abi_encode())
        }
        _ => match spender_at(to) {
            Some(Spender::CtfAdapter | Spender::NegRiskAdapter) => {
                call::<adapter::pausedCall>(data).map(|_| false.abi_encode())
            }
            Some(spender @ (Spender::Standard | Spender::NegRisk | Spender::Positions)) => {
                if is::<exchange::eip712DomainCall>(data) {
                    return Ok(signing_domain(spender, to));
                }
                makers_wallet(data)
            }
            _ if code_at(venue, to).is_empty() => Ok(Vec::new()),
            _ => wallet(venue, to, data),
        },
    }
}

fn call<C: SolCall>(data: &[u8]) -> Result<C, Reverted> {
    C::abi_decode(data).map_err(|_| Reverted)
}

fn is<C: SolCall>(data: &[u8]) -> bool {
    data.starts_with(&C::SELECTOR)
}

fn account(venue: &Venue, address: Address) -> Option<&Account> {
    venue.exchange().account(&wallet_address(address))
}

fn number(micros: i64) -> U256 {
    U256::from(u64::try_from(micros).unwrap_or(0))
}

/// All or nothing: the simulated venue keeps no finite allowance.
fn allowance_of(account: Option<&Account>, spender: Address) -> U256 {
    let allowed = account
        .zip(spender_at(spender))
        .is_some_and(|(account, spender)| account.approves(spender, TokenKind::Collateral));
    if allowed { U256::MAX } else { U256::ZERO }
}

fn collateral(venue: &Venue, data: &[u8]) -> Answer {
    if is::<erc20::balanceOfCall>(data) {
        let asked: erc20::balanceOfCall = call(data)?;
        let cash = account(venue, asked.owner).map_or(0, |account| account.cash().micros());
        return Ok(number(cash).abi_encode());
    }
    if is::<erc20::allowanceCall>(data) {
        let asked: erc20::allowanceCall = call(data)?;
        return Ok(allowance_of(account(venue, asked.owner), asked.spender).abi_encode());
    }
    call::<erc20::decimalsCall>(data).map(|_| U256::from(6).abi_encode())
}

fn no_collateral(data: &[u8]) -> Answer {
    if is::<erc20::balanceOfCall>(data) || is::<erc20::allowanceCall>(data) {
        return Ok(U256::ZERO.abi_encode());
    }
    call::<erc20::decimalsCall>(data).map(|_| U256::from(6).abi_encode())
}

fn shares(venue: &Venue, kind: TokenKind, data: &[u8]) -> Answer {
    if is::<erc1155::balanceOfCall>(data) {
        let asked: erc1155::balanceOfCall = call(data)?;
        return Ok(held(venue, kind, asked.owner, asked.id).abi_encode());
    }
    if is::<erc1155::balanceOfBatchCall>(data) {
        let asked: erc1155::balanceOfBatchCall = call(data)?;
        if asked.owners.len() != asked.ids.len() {
            return Err(Reverted);
        }
        let pairs = asked.owners.iter().zip(&asked.ids);
        let balances: Vec<U256> = pairs.map(|(owner, id)| held(venue, kind, *owner, *id)).collect();
        return Ok(balances.abi_encode());
    }
    let asked: erc1155::isApprovedForAllCall = call(data)?;
    let approved = account(venue, asked.owner)
        .zip(spender_at(asked.operator))
        .is_some_and(|(account, spender)| account.approves(spender, kind));
    Ok(approved.abi_encode())
}

/// What of a token an account holds, if that token is of that contract.
fn held(venue: &Venue, kind: TokenKind, owner: Address, id: U256) -> U256 {
    let token = TokenId::new(&id.to_string());
    let of_kind = |contract: Contract| TokenKind::of_shares(contract) == kind;
    let known = venue.exchange().market_of(&token);
    if !known.is_some_and(|(market, _)| of_kind(market.exchange)) {
        return U256::ZERO;
    }
    number(account(venue, owner).map_or(0, |account| account.shares(&token).micros()))
}

/// The domain that an exchange checks orders under (EIP-5267): name, version, chain and contract, which the first byte says.
fn signing_domain(spender: Spender, contract: Address) -> Vec<u8> {
    let version = match spender {
        Spender::Positions => domain_version(Contract::PositionsV3),
        _ => domain_version(Contract::StandardV2),
    };
    let domain = exchange::eip712DomainReturn {
        fields: FixedBytes([0x0f]),
        name: "Polymarket CTF Exchange".to_owned(),
        version: version.to_owned(),
        chainId: U256::from(CHAIN_ID),
        verifyingContract: contract,
        salt: B256::ZERO,
        extensions: Vec::new(),
    };
    exchange::eip712DomainCall::abi_encode_returns(&domain)
}

/// The wallet that an exchange takes a signer's orders for.
fn makers_wallet(data: &[u8]) -> Answer {
    if is::<exchange::getProxyWalletAddressCall>(data) {
        let asked: exchange::getProxyWalletAddressCall = call(data)?;
        return Ok(KeyHolder::of(asked.signer).proxy.abi_encode());
    }
    let asked: exchange::getSafeWalletAddressCall = call(data)?;
    Ok(KeyHolder::of(asked.signer).safe.abi_encode())
}

/// Safes and deposit wallets tell their nonce; a deposit wallet its owner too.
fn wallet(venue: &Venue, address: Address, data: &[u8]) -> Answer {
    let owner = venue.owner_of(address).ok_or(Reverted)?;
    let kind = owner.kind_of(address).ok_or(Reverted)?;
    let deposit = matches!(kind, WalletKind::Deposit | WalletKind::DepositUups);
    if deposit && is::<deposit_wallet::ownerCall>(data) {
        return Ok(owner.holder.owner.abi_encode());
    }
    if deposit || kind == WalletKind::Safe {
        // The same selector for both kinds.
        return call::<safe::nonceCall>(data).map(|_| U256::from(venue.relayer().nonce(address)).abi_encode());
    }
    Err(Reverted)
}
