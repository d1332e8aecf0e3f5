//! What clients, tests and fault control do to the venue beside placing and cancelling one order.
//!
//! Each is done now, at the venue's own time, and booked at once like everything else.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{Shares, Tick, Usd};

use crate::venue::Venue;
use pilotfish_exchange::{
    AccountStatus, Asset, CancelRefused, EventId, NegRiskConversion, Refusals, Reject, SettlementOverride,
    SettlementPlan, SetupError, Spender, TakerDelay, TokenKind, VenueMode,
};

impl Venue {
    /// Cancels an owner's orders of a market, of a token, or of both named together; gives them, oldest first.
    ///
    /// # Errors
    /// When the venue's mode takes no cancels.
    pub fn cancel_market(
        &mut self,
        owner: &WalletAddress,
        condition: Option<&ConditionId>,
        token: Option<&TokenId>,
    ) -> Result<Vec<OrderHash>, CancelRefused> {
        self.state
            .act(|exchange, now| exchange.cancel_market(now, owner, condition, token))
    }

    /// Cancels all of an owner's orders; gives them, oldest first.
    ///
    /// # Errors
    /// When the venue's mode takes no cancels.
    pub fn cancel_all(&mut self, owner: &WalletAddress) -> Result<Vec<OrderHash>, CancelRefused> {
        self.state.act(|exchange, now| exchange.cancel_all(now, owner))
    }

    /// Turns pUSD into as many shares of each outcome.
    ///
    /// # Errors
    /// Those of [`Exchange::split`](crate::exchange::Exchange::split).
    pub fn split(&mut self, owner: &WalletAddress, condition: &ConditionId, shares: Shares) -> Result<(), Reject> {
        self.state
            .act(|exchange, now| exchange.split(now, owner, condition, shares))
    }

    /// Turns as many shares of each outcome into pUSD.
    ///
    /// # Errors
    /// Those of [`Exchange::merge`](crate::exchange::Exchange::merge).
    pub fn merge(&mut self, owner: &WalletAddress, condition: &ConditionId, shares: Shares) -> Result<(), Reject> {
        self.state
            .act(|exchange, now| exchange.merge(now, owner, condition, shares))
    }

    /// Turns NO shares of some markets of a neg-risk event into YES shares of the others and pUSD.
    ///
    /// # Errors
    /// Those of [`Exchange::convert`](crate::exchange::Exchange::convert).
    pub fn convert(
        &mut self,
        owner: &WalletAddress,
        event: &EventId,
        no_of: &[ConditionId],
        shares: Shares,
    ) -> Result<NegRiskConversion, Reject> {
        self.state
            .act(|exchange, now| exchange.convert(now, owner, event, no_of, shares))
    }

    /// Redeems all that a wallet holds of a resolved market; gives what it paid.
    ///
    /// # Errors
    /// Those of [`Exchange::redeem`](crate::exchange::Exchange::redeem).
    pub fn redeem(&mut self, owner: &WalletAddress, condition: &ConditionId) -> Result<Usd, Reject> {
        self.state.act(|exchange, now| exchange.redeem(now, owner, condition))
    }

    /// Redeems some protocol-V2 positions of one outcome; gives what they paid.
    ///
    /// # Errors
    /// Those of [`Exchange::redeem_shares`](crate::exchange::Exchange::redeem_shares).
    pub fn redeem_shares(&mut self, owner: &WalletAddress, token: &TokenId, shares: Shares) -> Result<Usd, Reject> {
        self.state
            .act(|exchange, now| exchange.redeem_shares(now, owner, token, shares))
    }

    /// Sets what the venue lets an account do.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_account_status(&mut self, owner: &WalletAddress, status: AccountStatus) -> Result<(), Reject> {
        self.state.exchange.set_account_status(owner, status)
    }

    /// Lets a contract move one of an account's assets, or no longer.
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
        self.state
            .act(|exchange, _| exchange.set_allowance(owner, contract, asset, allowed))
    }

    /// Lets a contract move one of an account's tokens, or no longer.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn approve(
        &mut self,
        owner: &WalletAddress,
        spender: Spender,
        token: TokenKind,
        allowed: bool,
    ) -> Result<(), Reject> {
        self.state
            .act(|exchange, _| exchange.approve(owner, spender, token, allowed))
    }

    /// Lets the venue redeem an account's shares of resolved markets, or not.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_auto_redeem(&mut self, owner: &WalletAddress, auto_redeem: bool) -> Result<(), Reject> {
        self.state
            .act(|exchange, _| exchange.set_auto_redeem(owner, auto_redeem))
    }

    /// Pauses an account on chain, or ends that.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_paused(&mut self, owner: &WalletAddress, paused: bool) -> Result<(), Reject> {
        self.state.exchange.set_paused(owner, paused)
    }

    /// Puts the venue into a mode, for ever or until `ends_at`.
    pub fn set_mode(&mut self, mode: VenueMode, ends_at: Option<VenueMs>) {
        self.state.act(|exchange, now| exchange.set_mode(now, mode, ends_at));
    }

    /// Restarts the matching engine: nothing is taken for `for_ms`, then only post-only orders and cancels for two
    /// minutes.
    pub fn restart(&mut self, for_ms: i64) {
        self.state.act(|exchange, now| exchange.restart(now, for_ms));
    }

    /// Lets a market take orders, or not for now ("not yet ready").
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_accepting(&mut self, condition: &ConditionId, accepting: bool) -> Result<(), SetupError> {
        self.state
            .act(|exchange, now| exchange.set_accepting(now, condition, accepting))
    }

    /// Takes every order off a market's book, as `INVALID`.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn clear_book(&mut self, condition: &ConditionId) -> Result<(), SetupError> {
        self.state.act(|exchange, now| exchange.clear_book(now, condition))
    }

    /// Sets (or takes back) when a market's game starts.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_game_start(&mut self, condition: &ConditionId, starts_at: Option<VenueMs>) -> Result<(), SetupError> {
        self.state
            .act(|exchange, now| exchange.set_game_start(now, condition, starts_at))
    }

    /// Sets how long a market holds marketable orders from now on.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_taker_delay(&mut self, condition: &ConditionId, delay: TakerDelay) -> Result<(), SetupError> {
        self.state
            .act(|exchange, now| exchange.set_taker_delay(now, condition, delay))
    }

    /// Sets a market's price step.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_tick(&mut self, condition: &ConditionId, tick: Tick) -> Result<(), SetupError> {
        self.state.act(|exchange, now| exchange.set_tick(now, condition, tick))
    }

    /// Resolves a market for one outcome (0 or 1), whatever its calendar says.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market or outcome, or it was resolved before.
    pub fn resolve(&mut self, condition: &ConditionId, winner: usize) -> Result<(), SetupError> {
        self.state.act(|exchange, now| exchange.resolve(now, condition, winner))
    }

    /// The same of a market that is first told to have resolved for the other outcome, and corrected later as such a resolution is, or
    /// surely is not.
    ///
    /// # Errors
    /// The same, and [`SetupError`] for a market of a neg-risk event, which is never corrected.
    pub fn resolve_wrong_first(
        &mut self,
        condition: &ConditionId,
        winner: usize,
        wrong_first: bool,
    ) -> Result<(), SetupError> {
        if wrong_first && self.state.exchange.event_of(condition).is_some() {
            return Err(SetupError(format!(
                "market {condition} belongs to an event: it is never corrected"
            )));
        }
        let told = if wrong_first { winner ^ 1 } else { winner };
        self.resolve(condition, told)?;
        self.state.wrong_at_first.insert(condition.clone(), wrong_first);
        Ok(())
    }

    /// Sets how a market's later sweeps settle.
    ///
    /// # Errors
    /// [`SetupError`] when there is no such market.
    pub fn set_settlement(&mut self, condition: &ConditionId, plan: SettlementPlan) -> Result<(), SetupError> {
        self.state
            .act(|exchange, now| exchange.set_settlement(now, condition, plan))
    }

    /// Tells what shall become of the next sweeps.
    pub fn override_settlement(&mut self, order: SettlementOverride) {
        self.state.exchange.override_settlement(order);
    }

    /// Refuses the next orders.
    pub fn refuse_next(&mut self, refusals: Refusals) {
        self.state.exchange.refuse_next(refusals);
    }
}
