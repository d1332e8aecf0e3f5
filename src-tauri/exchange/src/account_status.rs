//! What the venue lets an account do at all.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Side;

use super::Exchange;
use super::account::Account;
use super::event::ExchangeEvent;
use super::order::NewOrder;
use super::reject::Reject;
use super::types::AccountStatus;

impl Account {
    /// What the venue lets it do.
    #[must_use]
    pub fn status(&self) -> AccountStatus {
        self.status
    }

    pub(super) fn check_account_status(&self, order: &NewOrder) -> Result<(), Reject> {
        match self.status {
            _ if self.paused => Err(Reject::CanceledOnChain),
            AccountStatus::Open => Ok(()),
            AccountStatus::ClosedOnly if order.side == Side::Sell => Ok(()),
            AccountStatus::ClosedOnly => Err(Reject::ClosedOnly(self.owner.clone())),
            AccountStatus::Banned => Err(Reject::Banned(self.owner.clone())),
            AccountStatus::Blocked => Err(Reject::Blocked),
        }
    }
}

impl Exchange {
    /// Sets what the venue lets an account do.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_account_status(&mut self, owner: &WalletAddress, status: AccountStatus) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        if std::mem::replace(&mut self.accounts[key].status, status) != status {
            self.events.push(ExchangeEvent::StatusChanged {
                at: self.now,
                owner: owner.clone(),
                status,
            });
        }
        Ok(())
    }
}
