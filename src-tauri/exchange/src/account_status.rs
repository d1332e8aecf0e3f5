//! What an account may do at all, and which contracts may move its assets.

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::{Exchange as Contract, Side};

use super::Exchange;
use super::account::Account;
use super::event::ExchangeEvent;
use super::order::NewOrder;
use super::reject::Reject;
use super::types::{AccountStatus, Asset};

impl Account {
    /// What the venue lets it do.
    #[must_use]
    pub fn status(&self) -> AccountStatus {
        self.status
    }

    /// Whether that contract may move that asset (a new account has allowed all).
    #[must_use]
    pub fn allows(&self, contract: Contract, asset: Asset) -> bool {
        self.allowances.contains(&(contract, asset))
    }

    /// Whether that contract may move both pUSD and shares.
    #[must_use]
    pub fn approved(&self, contract: Contract) -> bool {
        self.allows(contract, Asset::Collateral) && self.allows(contract, Asset::Shares)
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

    /// Lets a contract move one of an account's assets, or no longer. Resting orders stay; one that is met without its
    /// allowance is cancelled then.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_allowance(
        &mut self,
        owner: &WalletAddress,
        contract: Contract,
        asset: Asset,
        allowed: bool,
    ) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        let allowances = &mut self.accounts[key].allowances;
        if allowed {
            allowances.insert((contract, asset));
        } else {
            allowances.remove(&(contract, asset));
        }
        Ok(())
    }

    /// Lets the venue redeem an account's shares of resolved markets (it is an operator that accounts approve), or not.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_auto_redeem(&mut self, owner: &WalletAddress, auto_redeem: bool) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        self.accounts[key].auto_redeem = auto_redeem;
        Ok(())
    }
}
