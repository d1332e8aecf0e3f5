//! The calls that the relayer passes on: approvals, and redemptions of what has resolved. Splits, merges, conversions,
//! transfers and withdrawals, which the real relayer passes on too, are blocked here: nothing in this project makes them.

use alloy::primitives::{Address, Bytes, U256, hex};
use alloy::sol_types::SolCall;
use pilotfish_copy::ids::{ConditionId, TokenId};
use pilotfish_copy::money::Shares;
use pilotfish_exchange::{Spender, TokenKind};

use super::refused::RelayRefused;
use crate::chain::abi::{adapter, erc20, erc1155, router};
use crate::chain::contracts::{CTF, POSITION_MANAGER, PUSD, spender_at};

/// A call as a wallet makes it; none sends the chain's own coin along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub target: Address,
    pub data: Bytes,
}

impl Call {
    /// # Errors
    /// [`RelayRefused::Body`] when it would send coins along.
    pub(super) fn new(target: Address, value: U256, data: Bytes) -> Result<Self, RelayRefused> {
        if value.is_zero() {
            Ok(Self { target, data })
        } else {
            Err(RelayRefused::Body("value must be 0"))
        }
    }
}

/// What a call does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Lets a contract move a token without limit, or no longer.
    Approve {
        spender: Spender,
        token: TokenKind,
        allowed: bool,
    },
    /// Redeems all of a market's shares through the adapter of its kind.
    Redeem { adapter: Spender, condition: ConditionId },
    /// Redeems some protocol-V2 positions of one outcome.
    RedeemPositions { token: TokenId, shares: Shares },
}

impl Action {
    /// Reads the call at a place of a transaction.
    ///
    /// # Errors
    /// [`RelayRefused::Blocked`] for a contract or a function that the relayer does not pass on, and
    /// [`RelayRefused::Body`] for a finite allowance, which the simulated venue does not keep.
    pub(super) fn read(place: usize, call: &Call) -> Result<Self, RelayRefused> {
        let blocked = || RelayRefused::Blocked {
            place,
            target: call.target,
        };
        match call.target {
            PUSD => {
                let asked = erc20::approveCall::abi_decode(&call.data).map_err(|_| blocked())?;
                let allowed = !asked.amount.is_zero();
                if allowed && asked.amount != U256::MAX {
                    let why = "only allowances of nothing or without limit are simulated";
                    return Err(RelayRefused::Body(why));
                }
                approval(place, asked.spender, TokenKind::Collateral, allowed)
            }
            CTF | POSITION_MANAGER => {
                let asked = erc1155::setApprovalForAllCall::abi_decode(&call.data).map_err(|_| blocked())?;
                let token = if call.target == CTF {
                    TokenKind::Ctf
                } else {
                    TokenKind::Positions
                };
                approval(place, asked.operator, token, asked.approved)
            }
            target => match spender_at(target) {
                Some(adapter @ (Spender::CtfAdapter | Spender::NegRiskAdapter)) => {
                    let asked = adapter::redeemPositionsCall::abi_decode(&call.data).map_err(|_| blocked())?;
                    let condition = ConditionId::new(&format!("{:#x}", asked.conditionId));
                    Ok(Self::Redeem { adapter, condition })
                }
                Some(Spender::Router) => {
                    let asked = router::redeemCall::abi_decode(&call.data).map_err(|_| blocked())?;
                    position(&asked).ok_or_else(blocked)
                }
                _ => Err(blocked()),
            },
        }
    }
}

/// An approval of one of the venue's contracts for a token that it is for; nobody else's is passed on.
fn approval(place: usize, spender: Address, token: TokenKind, allowed: bool) -> Result<Action, RelayRefused> {
    let known = spender_at(spender).filter(|spender| spender.tokens().contains(&token));
    let blocked = RelayRefused::Blocked { place, target: spender };
    let spender = known.ok_or(blocked)?;
    Ok(Action::Approve {
        spender,
        token,
        allowed,
    })
}

/// A position's id is its condition's 31 bytes and the outcome.
fn position(asked: &router::redeemCall) -> Option<Action> {
    let outcome: u8 = asked.outcomeIndex.try_into().ok().filter(|outcome| *outcome < 2)?;
    let mut bytes = asked.conditionId.to_vec();
    bytes.push(outcome);
    let token = TokenId::new(&U256::from_str_radix(&hex::encode(bytes), 16).ok()?.to_string());
    let micros: i64 = asked.amount.try_into().ok()?;
    Some(Action::RedeemPositions {
        token,
        shares: Shares::from_micros(micros),
    })
}
