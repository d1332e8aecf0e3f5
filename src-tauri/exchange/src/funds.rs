//! Money and shares that move without an order: deposits, splits, merges, transfers.

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};

use super::Exchange;
use super::account::{Account, AccountKind};
use super::event::ExchangeEvent;
use super::keys::{AccountKey, MarketKey, OrderKey};
use super::order::{CancelReason, OrderStatus};
use super::reject::Reject;
use super::types::Conversion;

impl Exchange {
    /// Opens an account, empty and with every contract approved. One that is open stays as it is.
    pub fn open_account(&mut self, owner: &WalletAddress, kind: AccountKind) {
        if !self.by_wallet.contains_key(owner) {
            let key = self.accounts.add(Account::new(owner.clone(), kind));
            self.by_wallet.insert(owner.clone(), key);
        }
    }

    /// Gives an account pUSD.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], or [`Reject::InvalidPayload`] when the amount is negative.
    pub fn deposit(&mut self, owner: &WalletAddress, amount: Usd) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        if amount < Usd::ZERO {
            return Err(Reject::InvalidPayload);
        }
        self.accounts[key].cash += amount;
        self.deposited += amount;
        self.events.push(ExchangeEvent::Deposited {
            at: self.now,
            owner: owner.clone(),
            amount,
        });
        Ok(())
    }

    /// Takes pUSD out of an account; purchases it can no longer pay are cancelled.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], [`Reject::InvalidPayload`] or [`Reject::Balance`].
    pub fn withdraw(&mut self, now: VenueMs, owner: &WalletAddress, amount: Usd) -> Result<(), Reject> {
        self.advance(now);
        let key = self.account_key(owner)?;
        enough(self.accounts[key].cash.micros(), amount.micros())?;
        self.accounts[key].cash -= amount;
        self.deposited -= amount;
        self.events.push(ExchangeEvent::Withdrawn {
            at: self.now,
            owner: owner.clone(),
            amount,
        });
        self.cancel_unfunded(key);
        self.review_ticks();
        Ok(())
    }

    /// Turns pUSD into as many shares of each outcome.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], [`Reject::NotReady`] when there is no such open market, [`Reject::InvalidPayload`]
    /// or [`Reject::Balance`].
    pub fn split(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        condition: &ConditionId,
        shares: Shares,
    ) -> Result<(), Reject> {
        let (account, market) = self.converting(now, owner, condition)?;
        enough(self.accounts[account].cash.micros(), shares.micros())?;
        self.pair_up(account, market, Conversion::Split, shares);
        self.cancel_unfunded(account);
        self.review_ticks();
        Ok(())
    }

    /// Turns as many shares of each outcome into pUSD; sales no longer backed are cancelled.
    ///
    /// # Errors
    /// As [`Exchange::split`].
    pub fn merge(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        condition: &ConditionId,
        shares: Shares,
    ) -> Result<(), Reject> {
        let (account, market) = self.converting(now, owner, condition)?;
        for outcome in [0, 1] {
            let held = self.accounts[account].shares(self.markets[market].token(outcome));
            enough(held.micros(), shares.micros())?;
        }
        self.pair_up(account, market, Conversion::Merge, shares);
        for outcome in [0, 1] {
            let token = self.markets[market].token(outcome).clone();
            self.cancel_unbacked(account, &token);
        }
        self.review_ticks();
        Ok(())
    }

    /// Moves shares to another wallet without a trade; sales no longer backed are cancelled.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], [`Reject::NoOrderbook`], [`Reject::InvalidPayload`] or [`Reject::Balance`].
    pub fn transfer(
        &mut self,
        now: VenueMs,
        from: &WalletAddress,
        to: &WalletAddress,
        token: &TokenId,
        shares: Shares,
    ) -> Result<(), Reject> {
        self.advance(now);
        let (giver, taker) = (self.account_key(from)?, self.account_key(to)?);
        if !self.by_token.contains_key(token) {
            return Err(Reject::NoOrderbook(token.clone()));
        }
        enough(self.accounts[giver].shares(token).micros(), shares.micros())?;
        self.accounts[giver].add_shares(token, -shares);
        self.accounts[taker].add_shares(token, shares);
        self.cancel_unbacked(giver, token);
        self.events.push(ExchangeEvent::Transferred {
            at: self.now,
            from: from.clone(),
            to: to.clone(),
            token: token.clone(),
            shares,
        });
        self.review_ticks();
        Ok(())
    }

    fn pair_up(&mut self, account: AccountKey, market: MarketKey, conversion: Conversion, shares: Shares) {
        let listed = &mut self.markets[market];
        let holder = &mut self.accounts[account];
        let made = match conversion {
            Conversion::Split => shares,
            Conversion::Merge => -shares,
        };
        let paid = Usd::from_micros(made.micros());
        holder.cash -= paid;
        listed.collateral += paid;
        for outcome in [0, 1] {
            holder.add_shares(listed.token(outcome), made);
        }
        self.events.push(ExchangeEvent::Converted {
            at: self.now,
            owner: holder.owner.clone(),
            condition: listed.market.condition.clone(),
            conversion,
            shares,
            transaction: self.ids.transaction(),
        });
    }

    /// Cancels an account's sales of a token, the newest first, until its shares back the rest.
    pub(super) fn cancel_unbacked(&mut self, account: AccountKey, token: &TokenId) {
        let seller = &self.accounts[account];
        let sale = |key: &&OrderKey| {
            self.orders
                .get(key)
                .is_some_and(|order| order.token == *token && !order.remaining().is_zero())
        };
        if seller.offered(token) <= seller.shares(token) {
            return;
        }
        let newest_first: Vec<OrderKey> = seller.working.iter().rev().filter(sale).copied().collect();
        for key in newest_first {
            let seller = &self.accounts[account];
            if seller.offered(token) <= seller.shares(token) {
                break;
            }
            self.end(key, OrderStatus::Canceled, CancelReason::Unfunded);
        }
    }

    fn converting(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        condition: &ConditionId,
    ) -> Result<(AccountKey, MarketKey), Reject> {
        self.advance(now);
        let account = self.account_key(owner)?;
        let market = *self.by_condition.get(condition).ok_or(Reject::NotReady)?;
        if self.markets[market].market.payouts.is_some() {
            return Err(Reject::NotReady);
        }
        Ok((account, market))
    }

    pub(super) fn account_key(&self, owner: &WalletAddress) -> Result<AccountKey, Reject> {
        self.by_wallet.get(owner).copied().ok_or(Reject::UnknownAccount)
    }
}

/// Whether a positive amount is there.
pub(super) fn enough(balance_micros: i64, amount_micros: i64) -> Result<(), Reject> {
    if amount_micros <= 0 {
        return Err(Reject::InvalidPayload);
    }
    if amount_micros > balance_micros {
        return Err(Reject::Balance {
            balance_micros,
            working_micros: 0,
            amount_micros,
        });
    }
    Ok(())
}
