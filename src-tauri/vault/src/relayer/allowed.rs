//! The calls that are ever signed: (contract, function), and for a right to spend also who gets it.
//!
//! The contracts are pinned here, not taken from a configuration or from what the venue answers: whoever could change them could
//! have the wallet emptied. A right is given to the venue's own contracts only (polymarket-api §3.5, §3.6).

use alloy::primitives::{Address, address};
use alloy::sol;
use alloy::sol_types::SolCall;

use super::RelayerCall;
use crate::VaultError;

mod functions {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        function approve(address spender, uint256 amount) external returns (bool);
        function setApprovalForAll(address operator, bool approved) external;
        function redeemPositions(address collateral, bytes32 parent, bytes32 condition, uint256[] indexSets) external;
        function redeem(bytes31 condition, uint256 outcome, uint256 amount) external;
    }
}
pub(crate) use functions::{approveCall, redeemCall, redeemPositionsCall, setApprovalForAllCall};

/// pUSD.
pub const COLLATERAL: Address = address!("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB");
/// Keeps the shares of standard and neg-risk markets.
pub const CONDITIONAL_TOKENS: Address = address!("0x4D97DCd97eC945f40cF65F87097ACe5EA0476045");
/// Keeps the positions of protocol V2.
pub const POSITION_MANAGER: Address = address!("0x006F54F7f9A22e0000CC2AB60031000000ae9fEF");
/// Splits, merges and redeems positions of protocol V2.
pub const ROUTER: Address = address!("0x12121212006e4CD160D18e3f00711DA5c3372600");
/// Trades standard markets.
pub const EXCHANGE: Address = address!("0xE111180000d2663C0091e4f400237545B87B996B");
/// Trades neg-risk markets.
pub const NEG_RISK_EXCHANGE: Address = address!("0xe2222d279d744050d28e00520010520000310F59");
/// Trades positions of protocol V2.
pub const POSITIONS_EXCHANGE: Address = address!("0xe3333700cA9d93003F00f0F71f8515005F6c00Aa");
/// Redeems winners by itself where it may.
pub const AUTO_REDEEMER: Address = address!("0xa1200000d0002264C9a1698e001292D00E1b00af");
/// Neg-risk sales may still ask for it.
pub const NEG_RISK_ADAPTER: Address = address!("0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296");
/// Redeem standard markets in pUSD: the newer one first. Two generations were published.
pub const COLLATERAL_ADAPTERS: [Address; 2] = [
    address!("0xAdA100Db00Ca00073811820692005400218FcE1f"),
    address!("0xADa100874d00e3331D00F2007a9c336a65009718"),
];
/// The same of neg-risk markets.
pub const NEG_RISK_COLLATERAL_ADAPTERS: [Address; 2] = [
    address!("0xadA2005600Dec949baf300f4C6120000bDB6eAab"),
    address!("0xAdA200001000ef00D07553cEE7006808F895c6F1"),
];

/// Whether this call is on the list.
///
/// # Errors
/// [`VaultError::CallNotAllowed`], [`VaultError::SpenderNotAllowed`].
pub fn check(call: &RelayerCall) -> Result<(), VaultError> {
    let RelayerCall { contract, data } = call;
    match *contract {
        COLLATERAL => {
            let approve: approveCall = read(call)?;
            spender(approve.spender, may_take_collateral(approve.spender))
        }
        CONDITIONAL_TOKENS => {
            let approve: setApprovalForAllCall = read(call)?;
            spender(approve.operator, may_move_conditional_tokens(approve.operator))
        }
        POSITION_MANAGER => {
            let approve: setApprovalForAllCall = read(call)?;
            spender(approve.operator, may_move_positions(approve.operator))
        }
        ROUTER => read::<redeemCall>(call).map(|_| ()),
        adapter if is_adapter(adapter) => read::<redeemPositionsCall>(call).map(|_| ()),
        _ => Err(not_allowed(*contract, data)),
    }
}

fn is_adapter(contract: Address) -> bool {
    COLLATERAL_ADAPTERS.contains(&contract) || NEG_RISK_COLLATERAL_ADAPTERS.contains(&contract)
}

fn may_take_collateral(spender: Address) -> bool {
    [EXCHANGE, NEG_RISK_EXCHANGE, POSITIONS_EXCHANGE, ROUTER].contains(&spender) || is_adapter(spender)
}

fn may_move_conditional_tokens(operator: Address) -> bool {
    [EXCHANGE, NEG_RISK_EXCHANGE, AUTO_REDEEMER, NEG_RISK_ADAPTER].contains(&operator) || is_adapter(operator)
}

fn may_move_positions(operator: Address) -> bool {
    [ROUTER, POSITIONS_EXCHANGE, AUTO_REDEEMER].contains(&operator)
}

/// The call as that function, if it is that function and its bytes are exactly what those arguments are written as: a contract
/// must read nothing else in them than is read here.
fn read<C: SolCall>(call: &RelayerCall) -> Result<C, VaultError> {
    C::abi_decode_validate(&call.data)
        .ok()
        .filter(|decoded| decoded.abi_encode() == call.data.as_ref())
        .ok_or_else(|| not_allowed(call.contract, &call.data))
}

fn spender(who: Address, is_allowed: bool) -> Result<(), VaultError> {
    if is_allowed {
        Ok(())
    } else {
        Err(VaultError::SpenderNotAllowed {
            spender: who.to_checksum(None),
        })
    }
}

fn not_allowed(contract: Address, data: &[u8]) -> VaultError {
    VaultError::CallNotAllowed {
        contract: contract.to_checksum(None),
        function: data
            .get(..4)
            .map_or_else(|| "no function".to_owned(), alloy::hex::encode_prefixed),
    }
}
