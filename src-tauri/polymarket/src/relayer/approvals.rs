//! Which contracts may take what of a wallet, as the venue itself lists them, and the calls that give what is missing.
//!
//! No list of spenders is kept here (polymarket-api §3.6). The venue lists them for pUSD, and for shares by a token of each kind; where
//! no token is at hand, the exchange that trades such shares is asked for on the chain. A spender that the vault gives no right to is
//! left out and said, so that one strange entry does not stand in the way of the others.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Exchange;
use pilotfish_vault::RelayerCall;
use pilotfish_vault::relayer::{CALLS_MOST, allowed};

use super::plan::allows;
use crate::chain::contracts::Contract;
use crate::{ChainApi, Error, TradingApi};

/// Base units from which on an allowance counts as one without limit: nobody has so much.
const UNLIMITED_FROM: U256 = U256::from_limbs([0, 0, 1, 0]);

/// What is allowed to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asset {
    /// pUSD.
    Cash,
    /// Shares of standard and multi-outcome markets.
    ConditionalTokens,
    /// Shares of markets of the positions kind.
    Positions,
}

/// How much may be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Most {
    /// Nothing.
    Nothing,
    /// So many base units of pUSD.
    BaseUnits(String),
    /// Everything.
    Everything,
}

/// What one contract may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Of what.
    pub asset: Asset,
    /// The contract: EIP-55, or as the venue writes it where that is no address.
    pub spender: String,
    /// What people call it, where it is known.
    pub name: Option<&'static str>,
    /// How much.
    pub most: Most,
}

/// Why something is not among the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutBecause {
    /// The spender is none of the venue's contracts that this program gives rights to.
    NotKnown,
    /// The venue named something that is no address.
    NoAddress,
    /// More than fit one request: it is for the next one.
    NextTime,
    /// The wallet has none of these shares: they were redeemed already, or never arrived.
    NotHeld,
}

/// Something that is not among the calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The spender's address, or the token.
    pub what: String,
    /// The reason it is left out.
    pub because: LeftOutBecause,
}

/// Calls, and what is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planned {
    /// The calls, in their order.
    pub calls: Vec<RelayerCall>,
    /// What is not among them.
    pub left_out: Vec<LeftOut>,
}

/// Who may take what of the account's wallet, cash first. `samples` are tokens of any markets, one of each kind where there is one.
///
/// # Errors
/// As every read: an answer that does not come allows nothing, and is not guessed.
pub async fn read(
    trading: &TradingApi,
    chain: &ChainApi,
    samples: &[(TokenId, Exchange)],
) -> Result<Vec<Approval>, Error> {
    let mut lists = vec![(Asset::Cash, trading.balance().await?.allowances)];
    for (token, exchange) in samples {
        let listed = trading.share_balance(token, *exchange).await?.allowances;
        lists.push((kept_in(*exchange), listed));
    }
    let mut found = listed(&lists);
    let wallet: Address = trading
        .funder()
        .as_str()
        .parse()
        .map_err(|_| Error::Unreadable("the wallet's address".to_owned()))?;
    for (exchange, contract) in EXCHANGES {
        let asset = kept_in(exchange);
        let key = (asset, contract.address().to_checksum(None));
        if found.contains_key(&key) {
            continue;
        }
        let may = chain
            .may_move_shares(keeper(asset).address(), wallet, contract.address())
            .await?;
        let approval = Approval {
            asset,
            spender: key.1.clone(),
            name: Some(contract.name()),
            most: if may { Most::Everything } else { Most::Nothing },
        };
        found.insert(key, approval);
    }
    Ok(found.into_values().collect())
}

/// What the venue lists, once for each contract and asset.
fn listed(lists: &[(Asset, BTreeMap<String, String>)]) -> BTreeMap<(Asset, String), Approval> {
    let mut found = BTreeMap::new();
    for (asset, allowances) in lists {
        for (spender, most) in allowances {
            let approval = approval(*asset, spender, most);
            if trades(*asset, &approval.spender) {
                found.entry((*asset, approval.spender.clone())).or_insert(approval);
            }
        }
    }
    found
}

/// The calls that give every right that is missing, at most as many as one request takes.
#[must_use]
pub fn missing(approvals: &[Approval]) -> Planned {
    let mut planned = Planned::default();
    for approval in approvals.iter().filter(|approval| approval.most == Most::Nothing) {
        let because = match call(approval) {
            None => LeftOutBecause::NoAddress,
            Some(call) if allowed::check(&call).is_err() => LeftOutBecause::NotKnown,
            Some(_) if planned.calls.len() >= CALLS_MOST => LeftOutBecause::NextTime,
            Some(call) => {
                planned.calls.push(call);
                continue;
            }
        };
        planned.left_out.push(LeftOut {
            what: approval.spender.clone(),
            because,
        });
    }
    planned
}

/// Each exchange with its contract.
const EXCHANGES: [(Exchange, Contract); 3] = [
    (Exchange::StandardV2, Contract::ExchangeV2),
    (Exchange::NegRiskV2, Contract::NegRiskExchangeV2),
    (Exchange::PositionsV3, Contract::ExchangeV3),
];

const fn kept_in(exchange: Exchange) -> Asset {
    match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => Asset::ConditionalTokens,
        Exchange::PositionsV3 => Asset::Positions,
    }
}

/// The contract that keeps it.
const fn keeper(asset: Asset) -> Contract {
    match asset {
        Asset::Cash => Contract::PUsd,
        Asset::ConditionalTokens => Contract::ConditionalTokens,
        Asset::Positions => Contract::PositionManager,
    }
}

/// An exchange takes the shares that it trades. The venue lists all of its exchanges for every token.
fn trades(asset: Asset, spender: &str) -> bool {
    let exchange = EXCHANGES
        .into_iter()
        .find(|(_, contract)| contract.address().to_checksum(None) == spender);
    match (asset, exchange) {
        (Asset::Cash, _) | (_, None) => true,
        (asset, Some((exchange, _))) => kept_in(exchange) == asset,
    }
}

fn approval(asset: Asset, spender: &str, amount: &str) -> Approval {
    let address: Option<Address> = spender.parse().ok();
    let most = match amount.parse::<U256>() {
        _ if !allows(amount) => Most::Nothing,
        Ok(units) if asset == Asset::Cash && units < UNLIMITED_FROM => Most::BaseUnits(amount.to_owned()),
        _ => Most::Everything,
    };
    Approval {
        asset,
        spender: address.map_or_else(
            || spender.chars().take(60).collect(),
            |address| address.to_checksum(None),
        ),
        name: address.and_then(Contract::at).map(Contract::name),
        most,
    }
}

fn call(approval: &Approval) -> Option<RelayerCall> {
    let spender: Address = approval.spender.parse().ok()?;
    Some(match approval.asset {
        Asset::Cash => RelayerCall::approve_collateral(spender),
        asset => RelayerCall::approve_tokens(keeper(asset).address(), spender),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn of(asset: Asset, spender: &str, amount: &str) -> Approval {
        approval(asset, spender, amount)
    }

    #[test]
    fn a_strange_spender_is_left_out_and_the_others_get_their_rights() {
        let (v2, v3) = (Contract::ExchangeV2.address(), Contract::ExchangeV3.address());
        let stranger = Address::repeat_byte(7).to_checksum(None);
        let planned = missing(&[
            of(Asset::Cash, &v3.to_string().to_lowercase(), "0"),
            of(Asset::Cash, &stranger, "0"),
            of(Asset::Cash, "somebody", "0"),
            of(Asset::Cash, &v2.to_string(), "5"),
            of(Asset::Positions, &v3.to_string(), "0"),
            of(Asset::ConditionalTokens, &stranger, "1"),
        ]);
        let calls = [
            RelayerCall::approve_collateral(v3),
            RelayerCall::approve_tokens(Contract::PositionManager.address(), v3),
        ];
        assert_eq!(planned.calls, calls);
        let left_out: Vec<_> = planned
            .left_out
            .iter()
            .map(|one| (one.what.as_str(), one.because))
            .collect();
        assert_eq!(
            left_out,
            [
                (stranger.as_str(), LeftOutBecause::NotKnown),
                ("somebody", LeftOutBecause::NoAddress)
            ]
        );
    }

    #[test]
    fn more_than_fit_one_request_wait_for_the_next() {
        let v2 = Contract::ExchangeV2.address().to_string();
        let many = vec![of(Asset::Cash, &v2, "0"); CALLS_MOST + 2];
        let planned = missing(&many);
        assert_eq!((planned.calls.len(), planned.left_out.len()), (CALLS_MOST, 2));
        assert_eq!(planned.left_out[0].because, LeftOutBecause::NextTime);
    }

    #[test]
    fn how_much_may_be_taken_is_read_as_the_venue_writes_it() {
        let v2 = Contract::ExchangeV2.address().to_string();
        let max = U256::MAX.to_string();
        for (asset, amount, most) in [
            (Asset::Cash, "0", Most::Nothing),
            (Asset::Cash, "", Most::Nothing),
            (Asset::Cash, "-1", Most::Nothing),
            (Asset::Cash, "2500000", Most::BaseUnits("2500000".to_owned())),
            (Asset::Cash, max.as_str(), Most::Everything),
            (Asset::ConditionalTokens, "1", Most::Everything),
        ] {
            assert_eq!(of(asset, &v2, amount).most, most, "{amount:?}");
        }
    }

    #[test]
    fn an_exchange_is_asked_for_the_shares_that_it_trades() {
        let v2 = Contract::ExchangeV2.address().to_checksum(None);
        assert!(trades(Asset::Cash, &v2) && trades(Asset::ConditionalTokens, &v2));
        assert!(!trades(Asset::Positions, &v2));
        assert!(trades(Asset::Positions, &Contract::Router.address().to_checksum(None)));
    }
}
