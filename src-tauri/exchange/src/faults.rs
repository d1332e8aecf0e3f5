//! Refusals on request, and the owner's switch on chain: what tests and fault control need and nobody causes by chance.

use pilotfish_copy::ids::WalletAddress;

use super::Exchange;
use super::order::NewOrder;
use super::reject::Reject;

/// How the next orders are refused, whatever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusals {
    pub reject: Reject,
    pub orders: u32,
    /// Only this wallet's.
    pub owner: Option<WalletAddress>,
}

impl Exchange {
    /// Refuses the next orders. Earlier requests of the kind come first.
    pub fn refuse_next(&mut self, refusals: Refusals) {
        if refusals.orders > 0 {
            self.refusals.push(refusals);
        }
    }

    /// Pauses an account on chain, or ends that (`pauseUser`): its orders are refused from now on
    /// and those that rest are cancelled when they are met. The contract's 100 blocks of grace are not kept.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_paused(&mut self, owner: &WalletAddress, paused: bool) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        self.accounts[key].paused = paused;
        Ok(())
    }

    /// Whether the next order is refused on request.
    pub(super) fn requested_refusal(&mut self, order: &NewOrder) -> Result<(), Reject> {
        let meant = |refusals: &Refusals| refusals.owner.as_ref().is_none_or(|owner| *owner == order.owner);
        let Some(place) = self.refusals.iter().position(meant) else {
            return Ok(());
        };
        let Some(refusals) = self.refusals.get_mut(place) else {
            return Ok(());
        };
        let reject = refusals.reject.clone();
        refusals.orders -= 1;
        if refusals.orders == 0 {
            self.refusals.remove(place);
        }
        Err(reject)
    }
}
