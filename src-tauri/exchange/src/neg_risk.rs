//! Neg-risk events: several binary markets of which at most one comes true.
//!
//! A NO of one market is worth as much as a YES of every other, so the adapter turns one into the other. It burns the
//! NO shares that are given and mints pairs of the other markets, keeping their NO shares burnt as well. Those pairs
//! are backed by nothing but the burnt shares: that much the event has *advanced*, and gets back as its markets
//! resolve NO. Invariant: `advanced = Σ burnt of the markets not resolved NO − converted`.

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, Market};
use pilotfish_copy::money::{Price, Shares, Usd};

use super::Exchange;
use super::event::ExchangeEvent;
use super::keys::{AccountKey, GroupKey, MarketKey};
use super::market::Listed;
use super::reject::Reject;
use super::types::{EventId, NegRiskConversion};
use crate::SetupError;

/// How many markets one event can hold: the adapter's index set is a `uint256`.
const MARKETS_MOST: usize = 256;

/// An event and its books.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) id: EventId,
    /// In the order they joined: their question indices.
    pub(super) markets: Vec<MarketKey>,
    /// pUSD behind minted pairs that nobody paid in.
    pub(super) advanced: Usd,
    /// NO shares a market that were ever converted.
    pub(super) converted: Shares,
}

impl Exchange {
    /// Adds an event, still without markets: each joins when it is listed with its
    /// [`MarketRules::event`](super::MarketRules::event).
    ///
    /// # Errors
    /// [`SetupError`] when it is there already.
    pub fn add_event(&mut self, id: EventId) -> Result<(), SetupError> {
        if self.by_event.contains_key(&id) {
            return Err(SetupError(format!("event {id} is listed already")));
        }
        let key = self.groups.add(Group {
            id: id.clone(),
            markets: Vec::new(),
            advanced: Usd::ZERO,
            converted: Shares::ZERO,
        });
        self.by_event.insert(id, key);
        Ok(())
    }

    /// Every event, in the order they were added.
    pub fn events(&self) -> impl Iterator<Item = &EventId> {
        self.groups.iter().map(|group| &group.id)
    }

    /// The neg-risk event that a market belongs to.
    #[must_use]
    pub fn event_of(&self, condition: &ConditionId) -> Option<&EventId> {
        let key = self.by_condition.get(condition)?;
        self.markets[*key].rules.event.as_ref()
    }

    /// An event's markets in the order they joined; none of an unknown event.
    pub fn event_markets<'a>(&'a self, event: &EventId) -> impl Iterator<Item = &'a Market> + use<'a> {
        let group = self.by_event.get(event).map(|key| &self.groups[*key]);
        group
            .into_iter()
            .flat_map(|group| &group.markets)
            .map(|key| &self.markets[*key].market)
    }

    /// The event that a market about to be listed joins.
    pub(super) fn group_to_join(
        &self,
        event: Option<&EventId>,
        market: &Market,
    ) -> Result<Option<GroupKey>, SetupError> {
        let Some(event) = event else { return Ok(None) };
        let wrong = |what: &str| SetupError(format!("market {} cannot join event {event}: {what}", market.condition));
        let key = *self.by_event.get(event).ok_or_else(|| wrong("it is not there"))?;
        if market.exchange != Contract::NegRiskV2 {
            return Err(wrong("the market is not settled by the neg-risk exchange"));
        }
        if self.groups[key].markets.len() >= MARKETS_MOST {
            return Err(wrong("it is full"));
        }
        if self.winner(key).is_some() {
            return Err(wrong("it is decided"));
        }
        Ok(Some(key))
    }

    /// What an event's market may not pay: parts of a dollar, or YES where another has paid YES.
    pub(super) fn check_event_payouts(&self, market: MarketKey, payouts: [Price; 2]) -> Result<(), SetupError> {
        let listed = &self.markets[market];
        let Some(group) = listed.group else { return Ok(()) };
        let condition = &listed.market.condition;
        let [yes, _] = payouts;
        if yes != Price::ONE && yes != Price::ZERO {
            return Err(SetupError(format!(
                "market {condition} of a neg-risk event cannot pay {yes}"
            )));
        }
        if yes == Price::ONE && self.winner(group).is_some() {
            return Err(SetupError(format!("another market than {condition} has won the event")));
        }
        Ok(())
    }

    /// The burnt NO shares of a market that resolved: what they pay comes back to the event.
    pub(super) fn settle_burnt(&mut self, market: MarketKey) {
        let listed = &mut self.markets[market];
        let (Some(group), Some(Price::ONE)) = (listed.group, listed.payout(1)) else {
            return;
        };
        let back = Usd::from_micros(listed.burnt.micros());
        listed.collateral -= back;
        self.groups[group].advanced -= back;
    }

    /// Turns NO shares of some markets of an event into YES shares of all its others, and (given − 1) pUSD a share;
    /// sales no longer backed are cancelled. All of its markets may be given: then only pUSD comes out.
    ///
    /// Another market that has resolved NO gives nothing: its YES is worth nothing.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`]; [`Reject::NotReady`] when there is no such event, it has fewer than two markets, it
    /// is decided, or a given market is resolved; [`Reject::InvalidPayload`] when no market is given, one twice or one
    /// of another event, or the amount is not positive; [`Reject::Balance`].
    pub fn convert(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        event: &EventId,
        no_of: &[ConditionId],
        shares: Shares,
    ) -> Result<NegRiskConversion, Reject> {
        self.advance(now);
        let account = self.account_key(owner)?;
        let group = *self.by_event.get(event).ok_or(Reject::NotReady)?;
        let (given, others) = self.converted_markets(group, no_of)?;
        for market in &given {
            let held = self.accounts[account].shares(self.markets[*market].token(1));
            super::funds::enough(held.micros(), shares.micros())?;
        }
        let times = i64::try_from(given.len()).unwrap_or(i64::MAX) - 1;
        let cash = Usd::from_micros(shares.micros().saturating_mul(times));
        for market in &given {
            self.burn(account, *market, shares);
        }
        for market in &others {
            self.mint_yes(account, *market, shares);
        }
        self.accounts[account].cash += cash;
        let minted = Usd::from_micros(
            shares
                .micros()
                .saturating_mul(i64::try_from(others.len()).unwrap_or(i64::MAX)),
        );
        let group = &mut self.groups[group];
        group.advanced += minted + cash;
        group.converted += shares;
        let conversion = NegRiskConversion {
            at: self.now,
            owner: owner.clone(),
            event: event.clone(),
            gave_no_of: self.conditions(&given),
            got_yes_of: self.conditions(&others),
            shares,
            cash,
            transaction: self.ids.transaction(),
        };
        self.events
            .push(ExchangeEvent::NegRiskConverted(Box::new(conversion.clone())));
        for market in given {
            let token = self.markets[market].token(1).clone();
            self.cancel_unbacked(account, &token);
        }
        self.review_ticks();
        Ok(conversion)
    }

    /// The markets given and the others that get YES shares, in the event's order.
    fn converted_markets(
        &self,
        group: GroupKey,
        no_of: &[ConditionId],
    ) -> Result<(Vec<MarketKey>, Vec<MarketKey>), Reject> {
        let markets = &self.groups[group].markets;
        let named = |key: &MarketKey| {
            no_of
                .iter()
                .filter(|named| **named == self.markets[*key].market.condition)
                .count()
        };
        let (given, mut others): (Vec<MarketKey>, Vec<MarketKey>) = markets.iter().partition(|key| named(key) == 1);
        if given.is_empty() || given.len() != no_of.len() {
            return Err(Reject::InvalidPayload);
        }
        let resolved = |key: &MarketKey| self.markets[*key].market.payouts.is_some();
        if markets.len() < 2 || self.winner(group).is_some() || given.iter().any(resolved) {
            return Err(Reject::NotReady);
        }
        others.retain(|key| !resolved(key));
        Ok((given, others))
    }

    fn burn(&mut self, account: AccountKey, market: MarketKey, shares: Shares) {
        let listed = &mut self.markets[market];
        self.accounts[account].add_shares(listed.token(1), -shares);
        listed.burnt += shares;
    }

    fn mint_yes(&mut self, account: AccountKey, market: MarketKey, shares: Shares) {
        let listed = &mut self.markets[market];
        self.accounts[account].add_shares(listed.token(0), shares);
        listed.burnt += shares;
        listed.collateral += Usd::from_micros(shares.micros());
    }

    fn conditions(&self, markets: &[MarketKey]) -> Vec<ConditionId> {
        markets
            .iter()
            .map(|key| self.markets[*key].market.condition.clone())
            .collect()
    }

    /// The market of an event that came true, if one has.
    pub(super) fn winner(&self, group: GroupKey) -> Option<&Listed> {
        let mut markets = self.groups[group].markets.iter().map(|key| &self.markets[*key]);
        markets.find(|listed| listed.payout(0) == Some(Price::ONE))
    }
}
