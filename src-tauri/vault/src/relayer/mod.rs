//! Calls of our own wallet that the venue's relayer sends and pays for: approvals and redemptions, and nothing else ([`allowed`]).
//!
//! A call names a contract and its data and never carries money of the chain. Each kind of wallet is asked in its own way
//! (polymarket-api §3.8): a deposit wallet checks typed data, a Safe and a proxy a signed hash.

pub mod allowed;
mod requests;

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;
use pilotfish_copy::wallet::WalletType;

use crate::{Chain, VaultError};

pub(crate) use requests::RelayerStatement;
pub use requests::SignedRelayerRequest;

/// So many calls go into one request. An account's approvals are about a dozen.
pub const CALLS_MOST: usize = 16;

/// One call, exactly as it is signed: what a preview shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayerCall {
    /// The contract.
    pub contract: Address,
    /// Selector and arguments.
    pub data: Bytes,
}

impl RelayerCall {
    /// Lets `spender` take pUSD from the wallet, without limit, as the venue's own page does.
    #[must_use]
    pub fn approve_collateral(spender: Address) -> Self {
        let call = allowed::approveCall {
            spender,
            amount: U256::MAX,
        };
        Self::of(allowed::COLLATERAL, &call)
    }

    /// Lets `operator` move the wallet's shares that `tokens` keeps: [`allowed::CONDITIONAL_TOKENS`] or
    /// [`allowed::POSITION_MANAGER`].
    #[must_use]
    pub fn approve_tokens(tokens: Address, operator: Address) -> Self {
        let call = allowed::setApprovalForAllCall {
            operator,
            approved: true,
        };
        Self::of(tokens, &call)
    }

    /// Redeems both outcomes of a resolved condition, all that the wallet has of them, through one of the venue's adapters. The
    /// adapter reads the condition only; the other arguments are those of the contract that it stands before.
    #[must_use]
    pub fn redeem(adapter: Address, condition: alloy::primitives::B256) -> Self {
        let call = allowed::redeemPositionsCall {
            collateral: allowed::COLLATERAL,
            parent: alloy::primitives::B256::ZERO,
            condition,
            indexSets: vec![U256::from(1), U256::from(2)],
        };
        Self::of(adapter, &call)
    }

    /// Redeems `amount` base units of an outcome of a position of protocol V2.
    #[must_use]
    pub fn redeem_position(condition: alloy::primitives::FixedBytes<31>, outcome: u8, amount: U256) -> Self {
        let call = allowed::redeemCall {
            condition,
            outcome: U256::from(outcome),
            amount,
        };
        Self::of(allowed::ROUTER, &call)
    }

    fn of(contract: Address, call: &impl SolCall) -> Self {
        Self {
            contract,
            data: call.abi_encode().into(),
        }
    }
}

/// What the relayer said, or is told, about how a wallet is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayerTerms {
    /// A deposit wallet takes the calls until then.
    Deposit {
        /// Unix seconds.
        deadline_s: u64,
    },
    /// A Safe.
    Safe,
    /// A proxy.
    Proxy {
        /// Who of the relayer's sends it, by its answer.
        relay: Address,
        /// Gas that it may take.
        gas_limit: u64,
    },
}

/// What is asked of the signer: calls that happen together or not at all.
#[derive(Debug, Clone, Copy)]
pub struct RelayerRequest<'a> {
    /// 1 to [`CALLS_MOST`] of them.
    pub calls: &'a [RelayerCall],
    /// The wallet's next number, by the relayer's answer. A number is used once, so that no request can be sent twice.
    pub nonce: U256,
    /// As the kind of the confirmed wallet wants it.
    pub terms: RelayerTerms,
}

impl RelayerRequest<'_> {
    /// What is signed, if every call of it is allowed.
    pub(crate) fn statement(
        &self,
        chain: Chain,
        kind: WalletType,
        wallet: Address,
        owner: Address,
    ) -> Result<RelayerStatement, VaultError> {
        if chain != Chain::Polygon {
            return Err(VaultError::NoContract);
        }
        if self.calls.is_empty() || self.calls.len() > CALLS_MOST {
            return Err(VaultError::CallCount(self.calls.len()));
        }
        for call in self.calls {
            allowed::check(call)?;
        }
        match (kind, self.terms) {
            (WalletType::Deposit, RelayerTerms::Deposit { .. })
            | (WalletType::Safe, RelayerTerms::Safe)
            | (WalletType::Proxy, RelayerTerms::Proxy { .. }) => {}
            _ => return Err(VaultError::NoRelayer),
        }
        Ok(RelayerStatement::new(self, chain, wallet, owner))
    }
}
