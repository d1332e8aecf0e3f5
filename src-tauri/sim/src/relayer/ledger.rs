//! A mined transaction's calls, carried out in the exchange's ledger: all of them, or none.

use pilotfish_copy::ids::{TxHash, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::Shares;
use pilotfish_exchange::{Exchange, Spender, TokenKind};

use super::action::Action;
use crate::venue::VenueState;

/// Why a transaction that was sent moves nothing. Printing it gives what the chain says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failed {
    #[error("execution reverted: ERC1155: need operator approval for 3rd party transfers.")]
    NotApproved,
    #[error("execution reverted: result for condition not received yet")]
    NotResolved,
    #[error("execution reverted: insufficient balance")]
    Balance,
    #[error("execution reverted: unknown condition")]
    Unknown,
}

/// Carries out what a wallet's transaction does.
///
/// # Errors
/// [`Failed`]; then nothing was changed.
pub(super) fn carry_out(
    state: &mut VenueState,
    wallet: &WalletAddress,
    actions: &[Action],
    transaction: &TxHash,
) -> Result<(), Failed> {
    check(&state.exchange, wallet, actions)?;
    for action in actions {
        // Checked: none can be refused now.
        match action {
            Action::Approve {
                spender,
                token,
                allowed,
            } => {
                let _ = state.act(|exchange, _| exchange.approve(wallet, *spender, *token, *allowed));
            }
            Action::Redeem { adapter, condition } => {
                let own = state
                    .exchange
                    .market(condition)
                    .map(|market| adapter_of(market.exchange));
                // Through the other adapter a position's id comes out differently, and the wallet holds none of those.
                if own == Some(Some(*adapter)) {
                    let _ = state.act(|exchange, now| exchange.redeem_in(now, wallet, condition, Some(transaction)));
                }
            }
            Action::RedeemPositions { token, shares } => {
                if *shares > Shares::ZERO {
                    let _ = state
                        .act(|exchange, now| exchange.redeem_shares_in(now, wallet, token, *shares, Some(transaction)));
                }
            }
        }
    }
    Ok(())
}

/// The adapter that redeems an exchange's shares.
const fn adapter_of(contract: Contract) -> Option<Spender> {
    match contract {
        Contract::StandardV2 => Some(Spender::CtfAdapter),
        Contract::NegRiskV2 => Some(Spender::NegRiskAdapter),
        Contract::PositionsV3 => None,
    }
}

/// Whether every call would go through, each after those before it.
fn check(exchange: &Exchange, wallet: &WalletAddress, actions: &[Action]) -> Result<(), Failed> {
    let account = exchange.account(wallet).ok_or(Failed::Unknown)?;
    for (place, action) in actions.iter().enumerate() {
        let before = actions.get(..place).unwrap_or_default();
        let approved = |operator: Spender, kind: TokenKind| {
            let changed = before.iter().rev().find_map(|action| match action {
                Action::Approve {
                    spender,
                    token,
                    allowed,
                } if (*spender, *token) == (operator, kind) => Some(*allowed),
                _ => None,
            });
            changed.unwrap_or_else(|| account.approves(operator, kind))
        };
        match action {
            Action::Approve { .. } => {}
            Action::Redeem { adapter, condition } => {
                let market = exchange.market(condition).ok_or(Failed::Unknown)?;
                if market.payouts.is_none() {
                    return Err(Failed::NotResolved);
                }
                if !approved(*adapter, TokenKind::Ctf) {
                    return Err(Failed::NotApproved);
                }
            }
            Action::RedeemPositions { token, shares } => {
                let (market, _) = exchange.market_of(token).ok_or(Failed::Unknown)?;
                if market.exchange != Contract::PositionsV3 {
                    return Err(Failed::Unknown);
                }
                if market.payouts.is_none() {
                    return Err(Failed::NotResolved);
                }
                if !approved(Spender::Router, TokenKind::Positions) {
                    return Err(Failed::NotApproved);
                }
                let redeemed = |action: &Action| match action {
                    Action::RedeemPositions { token: other, shares } if other == token => *shares,
                    _ => Shares::ZERO,
                };
                let taken: Shares = before.iter().map(redeemed).sum();
                if taken + *shares > account.shares(token) {
                    return Err(Failed::Balance);
                }
            }
        }
    }
    Ok(())
}
