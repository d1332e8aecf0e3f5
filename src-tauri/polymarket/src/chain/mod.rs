//! What is read from Polygon: code, and the answers of contracts. Nothing is ever sent to the chain from here.
//!
//! Nodes are asked in the order of the endpoints; the next one only where one is silent. What a contract refuses is an answer.

pub mod contracts;

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::SolCall;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::Shares;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::pacing::Lane;
use crate::transport::{NoAnswer, Request};
use crate::{Error, Transport, json as exact_json};

mod interfaces {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        function BEACON() external view returns (address beacon);
        function eip712Domain() external view returns (
            bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions
        );
        function balanceOf(address account) external view returns (uint256 balance);
        function allowance(address owner, address spender) external view returns (uint256 amount);
        function paused(address asset) external view returns (bool isPaused);
        function isApprovedForAll(address account, address operator) external view returns (bool approved);
    }
}

mod whole {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        function paused() external view returns (bool isPaused);
    }
}

mod tokens {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        function balanceOf(address account, uint256 id) external view returns (uint256 balance);
    }
}

/// What a contract says it is (EIP-5267).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningDomain {
    /// The domain's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The chain it is for.
    pub chain_id: U256,
    /// The contract it is for.
    pub contract: Address,
}

/// Polygon, read over the nodes of the endpoints. Clones share everything.
#[derive(Debug, Clone)]
pub struct ChainApi {
    transport: Transport,
}

impl ChainApi {
    /// Over that transport.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self { transport }
    }

    /// The chain that the nodes are on.
    ///
    /// # Errors
    /// As every read; [`Error::Setup`] where no node is set.
    pub async fn chain_id(&self) -> Result<U256, Error> {
        let answer = self.ask("eth_chainId", json!([])).await?;
        quantity(&answer).ok_or_else(|| unreadable("eth_chainId"))
    }

    /// Whether there is a contract at that address.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`].
    pub async fn has_code(&self, address: Address) -> Result<bool, Error> {
        let answer = self.ask("eth_getCode", json!([address, "latest"])).await?;
        Ok(!bytes(&answer).ok_or_else(|| unreadable("eth_getCode"))?.is_empty())
    }

    /// The domain that a contract checks signatures for.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`]; [`Error::Reverted`] where it does not say.
    pub async fn signing_domain(&self, contract: Address) -> Result<SigningDomain, Error> {
        let domain = self.call(contract, interfaces::eip712DomainCall {}).await?;
        Ok(SigningDomain {
            name: domain.name,
            version: domain.version,
            chain_id: domain.chainId,
            contract: domain.verifyingContract,
        })
    }

    /// The beacon of the factory of deposit wallets; none where it makes UUPS proxies.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`].
    pub async fn deposit_beacon(&self) -> Result<Option<Address>, Error> {
        let factory = contracts::Contract::DepositWalletFactory.address();
        match self.call(factory, interfaces::BEACONCall {}).await {
            Ok(beacon) => Ok((!beacon.is_zero()).then_some(beacon)),
            Err(Error::Reverted(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A wallet's pUSD, in base units of 10^-6.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`].
    pub async fn cash(&self, wallet: Address) -> Result<U256, Error> {
        let call = interfaces::balanceOfCall { account: wallet };
        self.call(contracts::Contract::PUsd.address(), call).await
    }

    /// What a contract may spend of a wallet's pUSD, in base units.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`].
    pub async fn allowance(&self, wallet: Address, spender: Address) -> Result<U256, Error> {
        let call = interfaces::allowanceCall { owner: wallet, spender };
        self.call(contracts::Contract::PUsd.address(), call).await
    }

    /// Whether a contract may move all of a wallet's shares that `shares` holds: of conditional tokens or of positions.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`].
    pub async fn may_move_shares(&self, shares: Address, wallet: Address, operator: Address) -> Result<bool, Error> {
        let call = interfaces::isApprovedForAllCall {
            account: wallet,
            operator,
        };
        self.call(shares, call).await
    }

    /// A wallet's shares of a token that trades at that exchange.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`]; [`Error::Unreadable`] for a token that is no number, and for more shares than there can be.
    pub async fn shares(&self, wallet: Address, token: &TokenId, exchange: Exchange) -> Result<Shares, Error> {
        let keeper = match exchange {
            Exchange::StandardV2 | Exchange::NegRiskV2 => contracts::Contract::ConditionalTokens,
            Exchange::PositionsV3 => contracts::Contract::PositionManager,
        };
        let id =
            U256::from_str_radix(token.as_str(), 10).map_err(|_| Error::Unreadable(format!("the token {token}")))?;
        let call = tokens::balanceOfCall { account: wallet, id };
        let units: U256 = self.call(keeper.address(), call).await?;
        i64::try_from(units)
            .map(Shares::from_micros)
            .map_err(|_| unreadable("a balance of shares"))
    }

    /// Whether an adapter between pUSD and shares is paused: for the asset that the shares were made of, or as a whole where it does
    /// not tell assets apart.
    ///
    /// # Errors
    /// As [`ChainApi::chain_id`]; [`Error::Reverted`] where it does not say either.
    pub async fn is_paused(&self, adapter: Address) -> Result<bool, Error> {
        let call = interfaces::pausedCall {
            asset: contracts::Contract::UsdcE.address(),
        };
        match self.call(adapter, call).await {
            Err(Error::Reverted(_)) => self.call(adapter, whole::pausedCall {}).await,
            answered => answered,
        }
    }

    async fn call<C: SolCall>(&self, to: Address, call: C) -> Result<C::Return, Error> {
        let data = Bytes::from(call.abi_encode());
        let answer = self
            .ask("eth_call", json!([{"to": to, "data": data}, "latest"]))
            .await?;
        let answer = bytes(&answer).ok_or_else(|| unreadable(C::SIGNATURE))?;
        if answer.is_empty() {
            // Nothing comes from an address without code, or from code that does not know the function.
            return Err(Error::Reverted(format!("{} of {to}", C::SIGNATURE)));
        }
        C::abi_decode_returns(&answer).map_err(|error| Error::Unreadable(format!("{}: {error}", C::SIGNATURE)))
    }

    /// Asks the nodes in turn until one answers.
    async fn ask(&self, method: &str, parameters: Value) -> Result<Value, Error> {
        let mut last = Error::Setup("no Polygon node is set".to_owned());
        for node in &self.transport.endpoints().polygon {
            match self.ask_node(node, method, &parameters).await {
                Err(error) if error.is_silence() || matches!(error, Error::Wait { .. } | Error::Paced { .. }) => {
                    last = error;
                }
                answered => return answered,
            }
        }
        Err(last)
    }

    async fn ask_node(&self, node: &Url, method: &str, parameters: &Value) -> Result<Value, Error> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
        let request = Request {
            method: Method::POST,
            url: node.clone(),
            may_leave: None,
            sign: None,
            body: Some(body),
            lane: Lane::Chain,
            timeout: self.transport.timeouts().read,
        };
        let answer = self.transport.send(request).await.map_err(NoAnswer::of_a_question)?;
        // Some nodes answer an error with an HTTP status of its own.
        let parsed = exact_json::read(&answer.body).ok();
        if let Some(error) = parsed
            .as_ref()
            .and_then(|body| body.get("error"))
            .filter(|error| error.is_object())
        {
            let words = error.get("message").and_then(Value::as_str).unwrap_or("without words");
            return Err(refused(words));
        }
        let body = answer.into_json(method)?;
        body.get("result").cloned().ok_or_else(|| unreadable(method))
    }
}

/// A contract's refusal, which is an answer, or the node's own trouble.
fn refused(words: &str) -> Error {
    let words: String = words.chars().take(300).collect();
    if words.to_ascii_lowercase().contains("revert") {
        Error::Reverted(words)
    } else {
        Error::NoAnswer(format!("the Polygon node says: {words}"))
    }
}

fn unreadable(what: &str) -> Error {
    Error::Unreadable(format!("a Polygon node's answer to {what}"))
}

fn bytes(answer: &Value) -> Option<Bytes> {
    answer.as_str()?.parse().ok()
}

fn quantity(answer: &Value) -> Option<U256> {
    answer.as_str()?.parse().ok()
}
