//! Redemption: shares of a resolved market become what they pay. The venue does it for every account that allowed it.
//!
//! CTF markets (standard and neg-risk) redeem all that the caller holds of both outcomes, protocol-V2 positions one
//! outcome and an amount. Ten minutes after the resolution the venue redeems for every account that lets it.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{Rounding, Shares, Usd};

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::{AccountKey, MarketKey};
use super::reject::Reject;

/// From a market's resolution to the automatic redemption of its shares.
pub const REDEEMED_AFTER_MS: i64 = 600_000;

impl Exchange {
    /// Redeems all that an account holds of both outcomes of a resolved market; gives what they paid.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], or [`Reject::NotReady`] when there is no such market or it is not resolved.
    pub fn redeem(&mut self, now: VenueMs, owner: &WalletAddress, condition: &ConditionId) -> Result<Usd, Reject> {
        self.redeem_in(now, owner, condition, None)
    }

    /// [`Exchange::redeem`] as part of a transaction that has its hash already.
    ///
    /// # Errors
    /// As [`Exchange::redeem`].
    pub fn redeem_in(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        condition: &ConditionId,
        transaction: Option<&TxHash>,
    ) -> Result<Usd, Reject> {
        self.advance(now);
        let account = self.account_key(owner)?;
        let market = *self.by_condition.get(condition).ok_or(Reject::NotReady)?;
        if self.markets[market].market.payouts.is_none() {
            return Err(Reject::NotReady);
        }
        Ok(self.redeem_account(market, account, transaction))
    }

    /// Redeems some shares of one outcome: protocol-V2 positions only; gives what they paid.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`], [`Reject::NoOrderbook`] when there is no such token, [`Reject::InvalidPayload`] when
    /// it is a CTF token or the amount is not positive, [`Reject::NotReady`] when its market is not resolved,
    /// [`Reject::Balance`].
    pub fn redeem_shares(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        token: &TokenId,
        shares: Shares,
    ) -> Result<Usd, Reject> {
        self.redeem_shares_in(now, owner, token, shares, None)
    }

    /// [`Exchange::redeem_shares`] as part of a transaction that has its hash already.
    ///
    /// # Errors
    /// As [`Exchange::redeem_shares`].
    pub fn redeem_shares_in(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        token: &TokenId,
        shares: Shares,
        transaction: Option<&TxHash>,
    ) -> Result<Usd, Reject> {
        self.advance(now);
        let account = self.account_key(owner)?;
        let unknown = || Reject::NoOrderbook(token.clone());
        let (market, outcome) = *self.by_token.get(token).ok_or_else(unknown)?;
        if self.markets[market].market.exchange != Contract::PositionsV3 {
            return Err(Reject::InvalidPayload);
        }
        if self.markets[market].market.payouts.is_none() {
            return Err(Reject::NotReady);
        }
        super::funds::enough(self.accounts[account].shares(token).micros(), shares.micros())?;
        let transaction = transaction.cloned().unwrap_or_else(|| self.ids.transaction());
        Ok(self.pay_out(market, account, outcome, shares, &transaction))
    }

    /// Redeems for every account that lets the venue.
    pub(super) fn redeem_all(&mut self, market: MarketKey) {
        let contract = self.markets[market].market.exchange;
        for account in self.accounts.keys() {
            if self.accounts[account].auto_redeems(contract) {
                self.redeem_account(market, account, None);
            }
        }
        self.markets[market].redeemed = true;
        self.markets[market].redemption_due = None;
    }

    fn redeem_account(&mut self, market: MarketKey, account: AccountKey, transaction: Option<&TxHash>) -> Usd {
        let mut transaction = transaction.cloned();
        let mut paid = Usd::ZERO;
        for outcome in [0, 1] {
            let shares = self.accounts[account].shares(self.markets[market].token(outcome));
            if shares > Shares::ZERO {
                let hash = transaction.get_or_insert_with(|| self.ids.transaction()).clone();
                paid += self.pay_out(market, account, outcome, shares, &hash);
            }
        }
        paid
    }

    fn pay_out(
        &mut self,
        market: MarketKey,
        account: AccountKey,
        outcome: usize,
        shares: Shares,
        transaction: &TxHash,
    ) -> Usd {
        let listed = &mut self.markets[market];
        let holder = &mut self.accounts[account];
        let token = listed.token(outcome).clone();
        // Down: the collateral must cover every holder, however the shares are spread.
        let payout = listed.payout(outcome).unwrap_or_default();
        let value = shares.value(payout, Rounding::Down);
        holder.add_shares(&token, -shares);
        holder.cash += value;
        listed.collateral -= value;
        listed.paid_out = true;
        self.events.push(ExchangeEvent::Redeemed {
            at: self.now,
            owner: holder.owner.clone(),
            condition: listed.market.condition.clone(),
            token,
            outcome,
            shares,
            value,
            transaction: transaction.clone(),
        });
        value
    }
}
