//! A submission: the body of `POST /submit`, read.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;
use serde::Deserialize;

use super::action::{Action, Call};
use super::refused::RelayRefused;
use crate::chain::abi::{proxy, safe};
use crate::chain::contracts::{PROXY_FACTORY, RELAY, RELAY_HUB, SAFE_FACTORY, SAFE_MULTISEND, WALLET_FACTORY};
use crate::signed_order::KeyHolder;

/// The longest `metadata`.
const METADATA_MOST: usize = 500;

/// What is submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayKind {
    /// Calls of a proxy.
    Proxy,
    /// Calls of a Safe.
    Safe,
    /// The deployment of a Safe.
    SafeCreate,
    /// Calls of a deposit wallet.
    Wallet,
    /// The deployment of a deposit wallet.
    WalletCreate,
}

impl RelayKind {
    /// As the relayer writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proxy => "PROXY",
            Self::Safe => "SAFE",
            Self::SafeCreate => "SAFE-CREATE",
            Self::Wallet => "WALLET",
            Self::WalletCreate => "WALLET-CREATE",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [
            Self::Proxy,
            Self::Safe,
            Self::SafeCreate,
            Self::Wallet,
            Self::WalletCreate,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == name)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(rename = "type")]
    kind: String,
    from: Address,
    to: Address,
    #[serde(default)]
    proxy_wallet: Option<Address>,
    #[serde(default)]
    data: Option<Bytes>,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(default)]
    signature: Option<Bytes>,
    #[serde(default)]
    signature_params: SignatureParams,
    #[serde(default)]
    metadata: Option<String>,
    #[serde(default)]
    deposit_wallet_params: Option<DepositWalletParams>,
}

/// What a signature also covers: gas, and for deployments payments. All of it is nothing, since the relayer pays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignatureParams {
    pub gas_price: Option<String>,
    pub gas_limit: Option<String>,
    pub relayer_fee: Option<String>,
    pub relay_hub: Option<Address>,
    pub relay: Option<Address>,
    pub operation: Option<String>,
    pub safe_txn_gas: Option<String>,
    pub base_gas: Option<String>,
    pub gas_token: Option<Address>,
    pub refund_receiver: Option<Address>,
    pub payment_token: Option<Address>,
    pub payment: Option<String>,
    pub payment_receiver: Option<Address>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DepositWalletParams {
    deposit_wallet: Address,
    deadline: String,
    calls: Vec<BodyCall>,
}

#[derive(Debug, Deserialize)]
struct BodyCall {
    target: Address,
    value: String,
    data: Bytes,
}

/// A submission, every field read, the signature not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub kind: RelayKind,
    /// The key that signs for the wallet.
    pub from: Address,
    /// The contract that the relayer calls (of a Safe: the one that the Safe calls).
    pub to: Address,
    /// The wallet that acts, or is deployed.
    pub wallet: Address,
    /// What is called; empty where the calls stand by themselves.
    pub data: Bytes,
    /// Of the wallet; deployments have none.
    pub nonce: Option<u64>,
    pub signature: Bytes,
    pub params: SignatureParams,
    pub metadata: String,
    /// Until when a batch may be carried out, in Unix seconds.
    pub deadline: Option<u64>,
    /// The calls as the wallet makes them.
    pub calls: Vec<Call>,
    /// What they do.
    pub actions: Vec<Action>,
}

impl Submission {
    /// Reads the body of `POST /submit`.
    ///
    /// # Errors
    /// [`RelayRefused::Body`], [`RelayRefused::Kind`], [`RelayRefused::WrongAddress`], [`RelayRefused::Blocked`].
    pub fn read(body: &str) -> Result<Self, RelayRefused> {
        let body: Body = serde_json::from_str(body).map_err(|_| RelayRefused::Body("not a transaction"))?;
        let kind = RelayKind::named(&body.kind).ok_or(RelayRefused::Kind)?;
        if body.metadata.as_ref().is_some_and(|text| text.len() > METADATA_MOST) {
            return Err(RelayRefused::Body("metadata is too long"));
        }
        if body
            .value
            .as_deref()
            .is_some_and(|value| value != "0" && !value.is_empty())
        {
            return Err(RelayRefused::Body("value must be 0"));
        }
        let wallet = wallet_of(kind, &body)?;
        let nonce = match kind {
            RelayKind::SafeCreate | RelayKind::WalletCreate => None,
            _ => Some(number(body.nonce.as_deref(), "nonce")?),
        };
        let (calls, deadline) = calls_of(kind, &body)?;
        let actions = calls.iter().enumerate().map(|(place, call)| Action::read(place, call));
        Ok(Self {
            kind,
            from: body.from,
            to: body.to,
            wallet,
            nonce,
            actions: actions.collect::<Result<_, _>>()?,
            calls,
            deadline,
            data: body.data.unwrap_or_default(),
            signature: body.signature.unwrap_or_default(),
            params: body.signature_params,
            metadata: body.metadata.unwrap_or_default(),
        })
    }

    /// # Errors
    /// [`RelayRefused::Deadline`].
    pub(super) fn check_deadline(&self, real_s: i64) -> Result<(), RelayRefused> {
        let over = self
            .deadline
            .is_some_and(|deadline| i64::try_from(deadline).is_ok_and(|deadline| deadline <= real_s));
        if over { Err(RelayRefused::Deadline) } else { Ok(()) }
    }
}

fn number(text: Option<&str>, what: &'static str) -> Result<u64, RelayRefused> {
    text.and_then(|text| text.parse().ok()).ok_or(RelayRefused::Body(what))
}

/// The wallet that a submission is about: derived from the key, and the one that the body names, if it names one.
fn wallet_of(kind: RelayKind, body: &Body) -> Result<Address, RelayRefused> {
    let holder = KeyHolder::of(body.from);
    let expected = |wallet: Address, factory: Option<Address>| {
        if factory.is_some_and(|factory| body.to != factory) {
            return Err(RelayRefused::WrongAddress("to"));
        }
        match body.proxy_wallet {
            Some(named) if named != wallet => Err(RelayRefused::WrongAddress("proxyWallet")),
            _ => Ok(wallet),
        }
    };
    match kind {
        RelayKind::Proxy => expected(holder.proxy, Some(PROXY_FACTORY)),
        RelayKind::Safe => expected(holder.safe, None),
        RelayKind::SafeCreate => expected(holder.safe, Some(SAFE_FACTORY)),
        RelayKind::WalletCreate => expected(holder.deposit.beacon, Some(WALLET_FACTORY)),
        RelayKind::Wallet => {
            let params = body.deposit_wallet_params.as_ref();
            let params = params.ok_or(RelayRefused::Body("depositWalletParams"))?;
            if !holder.deposit.contain(params.deposit_wallet) {
                return Err(RelayRefused::WrongAddress("depositWallet"));
            }
            expected(params.deposit_wallet, Some(WALLET_FACTORY))
        }
    }
}

fn calls_of(kind: RelayKind, body: &Body) -> Result<(Vec<Call>, Option<u64>), RelayRefused> {
    let data = body.data.clone().unwrap_or_default();
    let (calls, deadline) = match kind {
        RelayKind::SafeCreate | RelayKind::WalletCreate => return Ok((Vec::new(), None)),
        RelayKind::Wallet => {
            let params = body.deposit_wallet_params.as_ref();
            let params = params.ok_or(RelayRefused::Body("depositWalletParams"))?;
            let read = |call: &BodyCall| {
                let value = U256::from_str_radix(&call.value, 10).map_err(|_| RelayRefused::Body("value"))?;
                Call::new(call.target, value, call.data.clone())
            };
            let calls = params.calls.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            (calls, Some(number(Some(&params.deadline), "deadline")?))
        }
        RelayKind::Proxy => (proxy_calls(body, &data)?, None),
        RelayKind::Safe => (safe_calls(body, data)?, None),
    };
    if calls.is_empty() {
        return Err(RelayRefused::Body("no calls"));
    }
    Ok((calls, deadline))
}

/// The calls in the data of a proxy's transaction, whose signature has to name this relayer.
fn proxy_calls(body: &Body, data: &[u8]) -> Result<Vec<Call>, RelayRefused> {
    if body.signature_params.relay_hub != Some(RELAY_HUB) {
        return Err(RelayRefused::WrongAddress("relayHub"));
    }
    if body.signature_params.relay != Some(RELAY) {
        return Err(RelayRefused::WrongAddress("relay"));
    }
    let asked = proxy::proxyCall::abi_decode(data).map_err(|_| RelayRefused::Body("data"))?;
    // 1 is a call; 2, a delegated one, is nothing that the relayer passes on.
    let read = |call: proxy::ProxyCall| {
        if call.typeCode == 1 {
            Call::new(call.to, call.value, call.data)
        } else {
            Err(RelayRefused::Body("typeCode"))
        }
    };
    asked.calls.into_iter().map(read).collect()
}

/// A Safe's one call, or the several that its multisend makes.
fn safe_calls(body: &Body, data: Bytes) -> Result<Vec<Call>, RelayRefused> {
    match body.signature_params.operation.as_deref() {
        Some("0") => Ok(vec![Call::new(body.to, U256::ZERO, data)?]),
        Some("1") if body.to == SAFE_MULTISEND => {
            let asked = safe::multiSendCall::abi_decode(&data).map_err(|_| RelayRefused::Body("data"))?;
            packed_calls(&asked.transactions)
        }
        _ => Err(RelayRefused::Body("operation")),
    }
}

/// Calls one after the other: operation (1 byte), target (20), value (32), length (32), data.
fn packed_calls(mut packed: &[u8]) -> Result<Vec<Call>, RelayRefused> {
    let malformed = RelayRefused::Body("data");
    let mut calls = Vec::new();
    while !packed.is_empty() {
        let (head, rest) = packed.split_at_checked(85).ok_or(malformed.clone())?;
        let (operation, head) = head.split_at_checked(1).ok_or(malformed.clone())?;
        let (target, head) = head.split_at_checked(20).ok_or(malformed.clone())?;
        let (value, length) = head.split_at_checked(32).ok_or(malformed.clone())?;
        let length = usize::try_from(U256::from_be_slice(length)).map_err(|_| malformed.clone())?;
        let (data, rest) = rest.split_at_checked(length).ok_or(malformed.clone())?;
        if operation != [0] {
            return Err(RelayRefused::Body("operation"));
        }
        let target = Address::from_slice(target);
        calls.push(Call::new(
            target,
            U256::from_be_slice(value),
            Bytes::copy_from_slice(data),
        )?);
        packed = rest;
    }
    Ok(calls)
}
