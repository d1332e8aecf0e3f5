//! An account: cash, shares, and what its working orders already ask of them.
//!
//! Working orders lock nothing, as on the real venue: their asks are only summed, per market for purchases and per
//! token for sales, so that a new order can be checked against what is left.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{TokenId, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use super::approvals::Approvals;
use super::keys::{MarketKey, OrderKey, TradeKey};
use super::types::AccountStatus;

/// Who is behind an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountKind {
    /// Someone who trades over the wire: orders and trades are kept, and every change is told.
    Client,
    /// One of the world's own: finished orders are forgotten, trades after a while.
    Agent,
}

/// Shares of one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Holding {
    pub(super) held: Shares,
    /// What working sales still ask.
    pub(super) offered: Shares,
}

/// Cash and shares of one wallet.
#[derive(Debug, Clone)]
pub struct Account {
    pub(super) owner: WalletAddress,
    pub(super) kind: AccountKind,
    pub(super) cash: Usd,
    pub(super) status: AccountStatus,
    /// Which contracts may move what of it.
    pub(super) approvals: Approvals,
    /// Whether its owner paused it on chain.
    pub(super) paused: bool,
    pub(super) holdings: BTreeMap<TokenId, Holding>,
    /// What working purchases still ask, per market.
    pub(super) bidding: BTreeMap<MarketKey, Usd>,
    /// The sum of `bidding`.
    pub(super) bidding_total: Usd,
    pub(super) working: BTreeSet<OrderKey>,
    /// A client's orders that ended, oldest first.
    pub(super) ended: Vec<OrderKey>,
    /// A client's trades, oldest first.
    pub(super) trades: Vec<TradeKey>,
}

impl Account {
    pub(super) fn new(owner: WalletAddress, kind: AccountKind) -> Self {
        Self {
            owner,
            kind,
            cash: Usd::ZERO,
            status: AccountStatus::Open,
            approvals: Approvals::all(),
            paused: false,
            holdings: BTreeMap::new(),
            bidding: BTreeMap::new(),
            bidding_total: Usd::ZERO,
            working: BTreeSet::new(),
            ended: Vec::new(),
            trades: Vec::new(),
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn owner(&self) -> &WalletAddress {
        &self.owner
    }

    /// Who is behind it.
    #[must_use]
    pub fn kind(&self) -> AccountKind {
        self.kind
    }

    /// Its pUSD. Working orders do not lower it.
    #[must_use]
    pub fn cash(&self) -> Usd {
        self.cash
    }

    /// Its shares of that token.
    #[must_use]
    pub fn shares(&self, token: &TokenId) -> Shares {
        self.holdings.get(token).map_or(Shares::ZERO, |holding| holding.held)
    }

    /// Every token it holds shares of, with the shares, in the order of token ids.
    pub fn holdings(&self) -> impl Iterator<Item = (&TokenId, Shares)> {
        self.holdings
            .iter()
            .filter(|(_, holding)| !holding.held.is_zero())
            .map(|(token, holding)| (token, holding.held))
    }

    /// What its working purchases would cost if all filled at their limits, without fees.
    #[must_use]
    pub fn bidding(&self) -> Usd {
        self.bidding_total
    }

    /// How many orders it has on the books.
    #[must_use]
    pub fn working_orders(&self) -> usize {
        self.working.len()
    }

    pub(super) fn is_client(&self) -> bool {
        self.kind == AccountKind::Client
    }

    pub(super) fn bidding_in(&self, market: MarketKey) -> Usd {
        self.bidding.get(&market).copied().unwrap_or_default()
    }

    pub(super) fn offered(&self, token: &TokenId) -> Shares {
        self.holdings.get(token).map_or(Shares::ZERO, |holding| holding.offered)
    }

    /// Raises (or, negative, lowers) what working purchases in that market ask.
    pub(super) fn ask_cash(&mut self, market: MarketKey, change: Usd) {
        let sum = self.bidding_in(market) + change;
        if sum.is_zero() {
            self.bidding.remove(&market);
        } else {
            self.bidding.insert(market, sum);
        }
        self.bidding_total += change;
    }

    /// Raises (or lowers) what working sales of that token ask.
    pub(super) fn ask_shares(&mut self, token: &TokenId, change: Shares) {
        self.with_holding(token, |holding| holding.offered += change);
    }

    /// One side of a trade: shares for pUSD or pUSD for shares.
    pub(super) fn exchange(&mut self, token: &TokenId, side: Side, shares: Shares, value: Usd) {
        match side {
            Side::Buy => {
                self.cash -= value;
                self.add_shares(token, shares);
            }
            Side::Sell => {
                self.cash += value;
                self.add_shares(token, -shares);
            }
        }
    }

    /// Adds (or takes) shares.
    pub(super) fn add_shares(&mut self, token: &TokenId, change: Shares) {
        self.with_holding(token, |holding| holding.held += change);
    }

    fn with_holding(&mut self, token: &TokenId, change: impl FnOnce(&mut Holding)) {
        if let Some(holding) = self.holdings.get_mut(token) {
            change(holding);
            if *holding == Holding::default() {
                self.holdings.remove(token);
            }
        } else {
            let mut holding = Holding::default();
            change(&mut holding);
            if holding != Holding::default() {
                self.holdings.insert(token.clone(), holding);
            }
        }
    }
}
