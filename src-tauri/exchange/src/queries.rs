//! Looking at the exchange. Nothing here changes anything.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{Price, Usd};

use super::Exchange;
use super::account::Account;
use super::book::{BookView, in_yes};
use super::market::Listed;
use super::order::Order;
use super::rules::MarketRules;
use super::trade::Trade;

impl Exchange {
    /// The instant it was last told.
    #[must_use]
    pub fn now(&self) -> VenueMs {
        self.now
    }

    /// A market's description as it is now.
    #[must_use]
    pub fn market(&self, condition: &ConditionId) -> Option<&Market> {
        self.listed(condition).map(|listed| &listed.market)
    }

    /// The market of a token, and which outcome (0 or 1) the token is.
    #[must_use]
    pub fn market_of(&self, token: &TokenId) -> Option<(&Market, usize)> {
        self.by_token
            .get(token)
            .map(|(key, outcome)| (&self.markets[*key].market, *outcome))
    }

    /// Every market, in the order they were listed.
    pub fn markets(&self) -> impl Iterator<Item = &Market> {
        self.markets.iter().map(|listed| &listed.market)
    }

    /// When a market was listed.
    #[must_use]
    pub fn listed_at(&self, condition: &ConditionId) -> Option<VenueMs> {
        self.listed(condition).map(|listed| listed.listed_at)
    }

    /// What the venue knows of a market beside its description.
    #[must_use]
    pub fn rules(&self, condition: &ConditionId) -> Option<&MarketRules> {
        self.listed(condition).map(|listed| &listed.rules)
    }

    /// A token's book, the complement's mirrored orders included. `None`: unknown, or its market is closed.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<BookView> {
        let (listed, outcome) = self.open_book(token)?;
        Some(listed.view(outcome))
    }

    /// The best bid and ask of a token, cheaper than its whole book. `None`: unknown, or its market is closed.
    #[must_use]
    pub fn best(&self, token: &TokenId) -> Option<(Option<Price>, Option<Price>)> {
        let (listed, outcome) = self.open_book(token)?;
        let (bid, ask) = (listed.orders.best(Side::Buy), listed.orders.best(Side::Sell));
        Some(if outcome == 0 {
            (bid, ask)
        } else {
            (ask.map(Price::complement), bid.map(Price::complement))
        })
    }

    /// The last trade of a token: the taker's side and the price, in that token.
    #[must_use]
    pub fn last_trade(&self, token: &TokenId) -> Option<(Side, Price)> {
        let (key, outcome) = *self.by_token.get(token)?;
        let (side, price) = self.markets[key].last_trade?;
        Some(in_yes(outcome, side, price))
    }

    /// A market's latest trades, oldest first: the last 200 or so.
    pub fn tape<'a>(&'a self, condition: &ConditionId) -> impl Iterator<Item = &'a Trade> + use<'a> {
        self.listed(condition)
            .into_iter()
            .flat_map(|listed| &listed.tape)
            .filter_map(|key| self.trades.get(key))
    }

    #[must_use]
    pub fn account(&self, owner: &WalletAddress) -> Option<&Account> {
        self.by_wallet.get(owner).map(|key| &self.accounts[*key])
    }

    /// Every account, in the order they were opened.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    /// An order: one that rests, or a client's that ended.
    #[must_use]
    pub fn order(&self, id: &OrderHash) -> Option<&Order> {
        self.orders.get(self.by_order.get(id)?)
    }

    /// The orders an account has on the books, oldest first.
    pub fn open_orders<'a>(&'a self, owner: &WalletAddress) -> impl DoubleEndedIterator<Item = &'a Order> + use<'a> {
        let account = self.account(owner);
        account
            .into_iter()
            .flat_map(|account| &account.working)
            .filter_map(|key| self.orders.get(key))
    }

    /// A client's orders that ended, oldest first. Agents' are forgotten.
    pub fn ended_orders<'a>(&'a self, owner: &WalletAddress) -> impl DoubleEndedIterator<Item = &'a Order> + use<'a> {
        let account = self.account(owner);
        account
            .into_iter()
            .flat_map(|account| &account.ended)
            .filter_map(|key| self.orders.get(key))
    }

    /// A trade: any client's, or one of the latest.
    #[must_use]
    pub fn trade(&self, id: &TradeId) -> Option<&Trade> {
        self.trades.get(self.by_trade.get(id)?)
    }

    /// A client's trades, as taker or maker, oldest first. None for agents: theirs are in the events and on the tape.
    pub fn trades<'a>(&'a self, owner: &WalletAddress) -> impl DoubleEndedIterator<Item = &'a Trade> + use<'a> {
        let account = self.account(owner);
        account
            .into_iter()
            .flat_map(|account| &account.trades)
            .filter_map(|key| self.trades.get(key))
    }

    /// The fees taken so far.
    #[must_use]
    pub fn fees(&self) -> Usd {
        self.fees
    }

    /// How often a client's order would have traded with another of its own. It must be never.
    #[must_use]
    pub fn self_matches(&self) -> u64 {
        self.self_matches
    }

    fn listed(&self, condition: &ConditionId) -> Option<&Listed> {
        self.by_condition.get(condition).map(|key| &self.markets[*key])
    }

    fn open_book(&self, token: &TokenId) -> Option<(&Listed, usize)> {
        let (key, outcome) = *self.by_token.get(token)?;
        let listed = &self.markets[key];
        (!listed.market.closed).then_some((listed, outcome))
    }
}
