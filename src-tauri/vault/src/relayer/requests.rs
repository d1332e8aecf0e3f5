//! The relayer's requests, one a kind of wallet: what is signed, and the body that is sent.

use std::borrow::Cow;

use alloy::dyn_abi::Eip712Domain;
use alloy::primitives::{Address, B256, Bytes, Signature, U256, address, eip191_hash_message, keccak256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolStruct};
use serde_json::{Value, json};

use super::{RelayerCall, RelayerRequest, RelayerTerms};
use crate::wallets::DEPOSIT_FACTORY;
use crate::{Chain, VaultError};

const PROXY_FACTORY: Address = address!("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052");
const RELAY_HUB: Address = address!("0xD216153c06E857cD7f72665E0aF1d7D82172F494");
/// Makes several calls of a Safe one.
const SAFE_MULTISEND: Address = address!("0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761");
/// A proxy's call of another contract, in the words of its factory.
const PROXY_CALL: u8 = 1;
/// A Safe's call of another contract, and of code as its own, which the multisend takes.
const SAFE_CALL: u8 = 0;
const SAFE_DELEGATE_CALL: u8 = 1;
/// Added to the last byte of a signature of a hash that was signed as a message, so that a Safe knows (Safe contracts,
/// `checkSignatures`: v > 30).
const SAFE_MESSAGE_SHIFT: u8 = 4;

mod contracts {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        struct Call {
            address target;
            uint256 value;
            bytes data;
        }
        struct Batch {
            address wallet;
            uint256 nonce;
            uint256 deadline;
            Call[] calls;
        }
        struct SafeTx {
            address to;
            uint256 value;
            bytes data;
            uint8 operation;
            uint256 safeTxGas;
            uint256 baseGas;
            uint256 gasPrice;
            address gasToken;
            address refundReceiver;
            uint256 nonce;
        }
        struct ProxyCall {
            uint8 typeCode;
            address to;
            uint256 value;
            bytes data;
        }
        function proxy(ProxyCall[] calls) external payable returns (bytes[] returnValues);
        function multiSend(bytes transactions) external payable;
    }
}
use contracts::{Batch, Call, ProxyCall, SafeTx, multiSendCall, proxyCall};

/// What is signed of a request whose calls are allowed.
#[derive(Debug)]
pub(crate) struct RelayerStatement {
    chain: Chain,
    wallet: Address,
    owner: Address,
    nonce: U256,
    terms: RelayerTerms,
    calls: Vec<RelayerCall>,
}

/// A signed request to the relayer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRelayerRequest {
    /// The body to post to `/submit`, exactly.
    pub body: String,
}

impl RelayerStatement {
    pub(super) fn new(request: &RelayerRequest<'_>, chain: Chain, wallet: Address, owner: Address) -> Self {
        Self {
            chain,
            wallet,
            owner,
            nonce: request.nonce,
            terms: request.terms,
            calls: request.calls.to_vec(),
        }
    }

    /// The 32 bytes that are signed.
    pub(crate) fn digest(&self) -> B256 {
        match self.terms {
            RelayerTerms::Deposit { deadline_s } => self.batch(deadline_s).eip712_signing_hash(&self.batch_domain()),
            RelayerTerms::Safe => {
                let hash = self.safe_transaction().eip712_signing_hash(&self.safe_domain());
                eip191_hash_message(hash)
            }
            RelayerTerms::Proxy { relay, gas_limit } => eip191_hash_message(self.proxy_hash(relay, gas_limit)),
        }
    }

    /// The request with its signature.
    pub(crate) fn signed(&self, signature: &Signature) -> Result<SignedRelayerRequest, VaultError> {
        let body = match self.terms {
            RelayerTerms::Deposit { deadline_s } => self.deposit_body(deadline_s, signature),
            RelayerTerms::Safe => self.safe_body(signature),
            RelayerTerms::Proxy { relay, gas_limit } => self.proxy_body(relay, gas_limit, signature),
        };
        let body = serde_json::to_string(&body).map_err(|_| VaultError::Internal)?;
        Ok(SignedRelayerRequest { body })
    }

    fn batch(&self, deadline_s: u64) -> Batch {
        let call = |call: &RelayerCall| Call {
            target: call.contract,
            value: U256::ZERO,
            data: call.data.clone(),
        };
        Batch {
            wallet: self.wallet,
            nonce: self.nonce,
            deadline: U256::from(deadline_s),
            calls: self.calls.iter().map(call).collect(),
        }
    }

    fn batch_domain(&self) -> Eip712Domain {
        Eip712Domain {
            name: Some(Cow::Borrowed("DepositWallet")),
            version: Some(Cow::Borrowed("1")),
            ..self.safe_domain()
        }
    }

    fn deposit_body(&self, deadline_s: u64, signature: &Signature) -> Value {
        let call = |call: &RelayerCall| json!({ "target": shown(call.contract), "value": "0", "data": call.data });
        json!({
            "type": "WALLET",
            "from": shown(self.owner),
            "to": shown(DEPOSIT_FACTORY),
            "nonce": self.nonce.to_string(),
            "signature": signature.to_string(),
            "metadata": "",
            "depositWalletParams": {
                "depositWallet": shown(self.wallet),
                "deadline": deadline_s.to_string(),
                "calls": self.calls.iter().map(call).collect::<Vec<_>>(),
            },
        })
    }

    /// A Safe's one call, or all of them by the multisend: contract, data, how it is called.
    fn safe_call(&self) -> (Address, Bytes, u8) {
        match self.calls.as_slice() {
            [call] => (call.contract, call.data.clone(), SAFE_CALL),
            calls => {
                let mut transactions = Vec::new();
                for call in calls {
                    transactions.push(SAFE_CALL);
                    transactions.extend_from_slice(call.contract.as_slice());
                    transactions.extend_from_slice(&U256::ZERO.to_be_bytes::<32>());
                    transactions.extend_from_slice(&U256::from(call.data.len()).to_be_bytes::<32>());
                    transactions.extend_from_slice(&call.data);
                }
                let all = multiSendCall {
                    transactions: transactions.into(),
                };
                (SAFE_MULTISEND, all.abi_encode().into(), SAFE_DELEGATE_CALL)
            }
        }
    }

    fn safe_transaction(&self) -> SafeTx {
        let (to, data, operation) = self.safe_call();
        SafeTx {
            to,
            value: U256::ZERO,
            data,
            operation,
            safeTxGas: U256::ZERO,
            baseGas: U256::ZERO,
            gasPrice: U256::ZERO,
            gasToken: Address::ZERO,
            refundReceiver: Address::ZERO,
            nonce: self.nonce,
        }
    }

    fn safe_domain(&self) -> Eip712Domain {
        Eip712Domain {
            name: None,
            version: None,
            chain_id: Some(U256::from(self.chain.id())),
            verifying_contract: Some(self.wallet),
            salt: None,
        }
    }

    fn safe_body(&self, signature: &Signature) -> Value {
        let (to, data, operation) = self.safe_call();
        let mut bytes = signature.as_bytes();
        if let Some(last) = bytes.last_mut() {
            *last += SAFE_MESSAGE_SHIFT;
        }
        json!({
            "type": "SAFE",
            "from": shown(self.owner),
            "to": shown(to),
            "proxyWallet": shown(self.wallet),
            "data": data,
            "nonce": self.nonce.to_string(),
            "signature": alloy::hex::encode_prefixed(bytes),
            "metadata": "",
            "signatureParams": {
                "baseGas": "0",
                "gasPrice": "0",
                "gasToken": shown(Address::ZERO),
                "operation": operation.to_string(),
                "refundReceiver": shown(Address::ZERO),
                "safeTxnGas": "0",
            },
        })
    }

    fn proxy_data(&self) -> Bytes {
        let call = |call: &RelayerCall| ProxyCall {
            typeCode: PROXY_CALL,
            to: call.contract,
            value: U256::ZERO,
            data: call.data.clone(),
        };
        let all = proxyCall {
            calls: self.calls.iter().map(call).collect(),
        };
        all.abi_encode().into()
    }

    /// What the relay hub checks: who asks the proxy factory for what, at which price, through whom.
    fn proxy_hash(&self, relay: Address, gas_limit: u64) -> B256 {
        let number = |value: U256| value.to_be_bytes::<32>();
        keccak256(
            [
                b"rlx:".as_slice(),
                self.owner.as_slice(),
                PROXY_FACTORY.as_slice(),
                &self.proxy_data(),
                &number(U256::ZERO),
                &number(U256::ZERO),
                &number(U256::from(gas_limit)),
                &number(self.nonce),
                RELAY_HUB.as_slice(),
                relay.as_slice(),
            ]
            .concat(),
        )
    }

    fn proxy_body(&self, relay: Address, gas_limit: u64, signature: &Signature) -> Value {
        json!({
            "type": "PROXY",
            "from": shown(self.owner),
            "to": shown(PROXY_FACTORY),
            "proxyWallet": shown(self.wallet),
            "data": self.proxy_data(),
            "nonce": self.nonce.to_string(),
            "signature": signature.to_string(),
            "metadata": "",
            "signatureParams": {
                "gasLimit": gas_limit.to_string(),
                "gasPrice": "0",
                "relay": shown(relay),
                "relayHub": shown(RELAY_HUB),
                "relayerFee": "0",
            },
        })
    }
}

fn shown(address: Address) -> String {
    address.to_checksum(None)
}
