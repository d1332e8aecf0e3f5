//! Which calls are needed: approvals that the venue's own answers show as missing, and the redemption of what resolved.
//!
//! No list of spenders is kept here (polymarket-api §3.6): they are those that the venue names. The vault refuses to sign a right
//! for anyone but the venue's own contracts.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{Address, B256, FixedBytes, U256};
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::Shares;
use pilotfish_vault::RelayerCall;

use crate::chain::contracts::Contract;
use crate::{ChainApi, Error};

/// What a wallet has of a resolved market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemable {
    /// The market.
    pub condition: ConditionId,
    /// The token.
    pub token: TokenId,
    /// The exchange that its shares traded at: it says which contract keeps them.
    pub exchange: Exchange,
    /// The outcome, from 0.
    pub outcome: u8,
    /// How many shares.
    pub shares: Shares,
}

/// The calls that let each of those spenders take pUSD that may take nothing yet: the venue's own answer to what it needs.
///
/// # Errors
/// [`Error::Unreadable`] for a spender that is no address.
pub fn approve_cash(allowances: &BTreeMap<String, String>) -> Result<Vec<RelayerCall>, Error> {
    Ok(missing(allowances)?
        .into_iter()
        .map(RelayerCall::approve_collateral)
        .collect())
}

/// The same for shares that trade at that exchange.
///
/// # Errors
/// As [`approve_cash`].
pub fn approve_shares(exchange: Exchange, allowances: &BTreeMap<String, String>) -> Result<Vec<RelayerCall>, Error> {
    let keeper = keeper(exchange).address();
    let missing = missing(allowances)?;
    Ok(missing
        .into_iter()
        .map(|operator| RelayerCall::approve_tokens(keeper, operator))
        .collect())
}

/// Whether an allowance allows anything: base units as the venue writes them. A figure that cannot be read allows nothing.
pub(crate) fn allows(amount: &str) -> bool {
    amount.bytes().all(|digit| digit.is_ascii_digit()) && amount.bytes().any(|digit| digit != b'0')
}

fn missing(allowances: &BTreeMap<String, String>) -> Result<Vec<Address>, Error> {
    let lacking = allowances.iter().filter(|(_, amount)| !allows(amount));
    lacking
        .map(|(spender, _)| {
            let address = spender.parse();
            address.map_err(|_| Error::Unreadable(format!("the spender {spender}")))
        })
        .collect()
}

/// What keeps the shares that trade at an exchange.
const fn keeper(exchange: Exchange) -> Contract {
    match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => Contract::ConditionalTokens,
        Exchange::PositionsV3 => Contract::PositionManager,
    }
}

/// The calls that turn those shares of `wallet` into pUSD, with the rights that the redeeming contracts need and do not have yet
/// before them. A standard or multi-outcome market takes one call for both of its outcomes.
///
/// # Errors
/// [`Error::Unreadable`] for a condition that is none; [`Error::NotFound`] where none of the contracts that redeem such markets is
/// there and open; else as every read of the chain.
pub async fn redeem(chain: &ChainApi, wallet: Address, what: &[Redeemable]) -> Result<Vec<RelayerCall>, Error> {
    let mut rights = Vec::new();
    let mut calls = Vec::new();
    for exchange in [Exchange::StandardV2, Exchange::NegRiskV2] {
        let conditions: BTreeSet<&ConditionId> = what
            .iter()
            .filter(|one| one.exchange == exchange)
            .map(|one| &one.condition)
            .collect();
        if conditions.is_empty() {
            continue;
        }
        let adapter = open_adapter(chain, exchange).await?;
        let tokens = Contract::ConditionalTokens.address();
        if !chain.may_move_shares(tokens, wallet, adapter).await? {
            rights.push(RelayerCall::approve_tokens(tokens, adapter));
        }
        for condition in conditions {
            calls.push(RelayerCall::redeem(adapter, bytes32(condition)?));
        }
    }
    let positions: Vec<&Redeemable> = what
        .iter()
        .filter(|one| one.exchange == Exchange::PositionsV3 && one.shares > Shares::ZERO)
        .collect();
    if !positions.is_empty() {
        let (manager, router) = (Contract::PositionManager.address(), Contract::Router.address());
        if !chain.may_move_shares(manager, wallet, router).await? {
            rights.push(RelayerCall::approve_tokens(manager, router));
        }
        for one in positions {
            let amount = u64::try_from(one.shares.micros()).unwrap_or(0);
            let (condition, outcome) = parts(&one.token)?;
            if outcome != one.outcome {
                return Err(Error::Unreadable(format!("the outcome in the token {}", one.token)));
            }
            calls.push(RelayerCall::redeem_position(condition, outcome, U256::from(amount)));
        }
    }
    rights.extend(calls);
    Ok(rights)
}

/// Two generations of adapters were published. The newer one that is there and not paused redeems.
async fn open_adapter(chain: &ChainApi, exchange: Exchange) -> Result<Address, Error> {
    let generations = match exchange {
        Exchange::NegRiskV2 => [
            Contract::NegRiskCollateralAdapter,
            Contract::EarlierNegRiskCollateralAdapter,
        ],
        Exchange::StandardV2 | Exchange::PositionsV3 => {
            [Contract::CollateralAdapter, Contract::EarlierCollateralAdapter]
        }
    };
    for adapter in generations.map(Contract::address) {
        if !chain.has_code(adapter).await? {
            continue;
        }
        match chain.is_paused(adapter).await {
            Ok(false) => return Ok(adapter),
            // What does not say that it is open is not taken for open.
            Ok(true) | Err(Error::Reverted(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::NotFound(
        "a contract that redeems such markets and is open".to_owned(),
    ))
}

fn bytes32(condition: &ConditionId) -> Result<B256, Error> {
    condition
        .as_str()
        .parse()
        .map_err(|_| Error::Unreadable(format!("the condition {condition}")))
}

/// What the router redeems a position by: the 31 bytes of its condition and the outcome are its id. (The 32 bytes by which Gamma
/// knows the market are another number.)
fn parts(token: &TokenId) -> Result<(FixedBytes<31>, u8), Error> {
    let unreadable = || Error::Unreadable(format!("the token {token}"));
    let id = U256::from_str_radix(token.as_str(), 10).map_err(|_| unreadable())?;
    let [condition @ .., outcome] = id.to_be_bytes::<32>();
    Ok((FixedBytes::from(condition), outcome))
}

/// The token of a position that a call redeems, by what the call says; none for what is no position.
#[must_use]
pub fn position_token(condition: &str, outcome: &str) -> Option<TokenId> {
    let condition: FixedBytes<31> = condition.parse().ok()?;
    let outcome: u8 = outcome.parse().ok()?;
    let mut bytes = [0; 32];
    let (first, last) = bytes.split_at_mut(31);
    first.copy_from_slice(condition.as_slice());
    last.copy_from_slice(&[outcome]);
    Some(TokenId::new(&U256::from_be_bytes(bytes).to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::relayer::preview::preview;

    #[test]
    fn approvals_are_those_that_the_venue_shows_as_missing() {
        let exchange = Contract::ExchangeV3.address().to_checksum(None);
        let allowances = BTreeMap::from([
            (exchange, "0".to_owned()),
            (Contract::ExchangeV2.address().to_checksum(None), "115792089".to_owned()),
        ]);
        let calls = approve_cash(&allowances).unwrap();
        assert_eq!(calls.len(), 1);
        let shown = preview(calls[0].contract, &calls[0].data).unwrap();
        assert_eq!(
            shown.effect.to_string(),
            "Exchange V3 may spend all pUSD of this wallet"
        );
        let calls = approve_shares(Exchange::PositionsV3, &allowances).unwrap();
        assert_eq!(calls[0].contract, Contract::PositionManager.address());
        let calls = approve_shares(Exchange::NegRiskV2, &allowances).unwrap();
        assert_eq!(calls[0].contract, Contract::ConditionalTokens.address());
        let strange = BTreeMap::from([("somebody".to_owned(), "0".to_owned())]);
        assert!(matches!(approve_cash(&strange), Err(Error::Unreadable(_))));
    }

    #[test]
    fn a_position_is_redeemed_by_the_31_bytes_and_the_outcome_that_its_id_is_made_of() {
        let (first, rest) = ("01", "ab".repeat(16));
        for outcome in [0_u8, 1] {
            let id = format!("{first}{rest}{}{outcome:02x}", "0".repeat(28));
            let token = TokenId::new(&U256::from_str_radix(&id, 16).unwrap().to_string());
            let (condition, of) = parts(&token).unwrap();
            assert_eq!((condition.to_string(), of), (format!("0x{}", &id[..62]), outcome));
            let again = position_token(&condition.to_string(), &outcome.to_string());
            assert_eq!(again, Some(token));
        }
        assert!(parts(&TokenId::new("somebody")).is_err());
        assert_eq!(position_token("0xab", "0"), None);
    }
}
