//! What must hold after every call. Checked from scratch, so not for the hot path.

use std::collections::BTreeMap;

use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::Exchange;
use super::account::Account;
use super::book::in_yes;
use super::frictions::MICRO_FILL_MOST;
use super::keys::{AccountKey, MarketKey, OrderKey};
use super::market::Listed;
use super::neg_risk::Group;
use super::order::{Order, OrderStatus};

impl Exchange {
    /// Everything that does not hold, in words; empty when all is well.
    #[must_use]
    pub fn check_invariants(&self) -> Vec<String> {
        let mut broken = Vec::new();
        self.check_money(&mut broken);
        let outstanding = self.outstanding();
        for key in self.markets.keys() {
            self.check_market(key, &outstanding, &mut broken);
        }
        for group in self.groups.iter() {
            self.check_group(group, &mut broken);
        }
        for key in self.accounts.keys() {
            self.check_account(key, &mut broken);
        }
        self.check_orders(&mut broken);
        if self.self_matches > 0 {
            broken.push(format!(
                "self_matches: a client would have traded with itself {} times",
                self.self_matches
            ));
        }
        broken
    }

    /// Cash, collateral and fees together are what was deposited, and what neg-risk events advanced.
    fn check_money(&self, broken: &mut Vec<String>) {
        let cash: Usd = self.accounts.iter().map(|account| account.cash).sum();
        let locked: Usd = self.markets.iter().map(|listed| listed.collateral).sum();
        let advanced: Usd = self.groups.iter().map(|group| group.advanced).sum();
        let total = cash + locked + self.fees - advanced;
        if total != self.deposited {
            broken.push(format!(
                "conservation: cash {cash} + collateral {locked} + fees {} - advanced {advanced} = {total}, deposited {}",
                self.fees, self.deposited
            ));
        }
    }

    fn outstanding(&self) -> BTreeMap<&TokenId, Shares> {
        let mut outstanding = BTreeMap::new();
        for account in self.accounts.iter() {
            for (token, shares) in account.holdings() {
                *outstanding.entry(token).or_insert(Shares::ZERO) += shares;
            }
        }
        outstanding
    }

    fn check_market(&self, key: MarketKey, outstanding: &BTreeMap<&TokenId, Shares>, broken: &mut Vec<String>) {
        let listed = &self.markets[key];
        let condition = &listed.market.condition;
        let [yes, no] = [0, 1].map(|outcome| outstanding.get(listed.token(outcome)).copied().unwrap_or_default());
        let pairs = Shares::from_micros(listed.collateral.micros());
        let told = || {
            format!(
                "{condition}: YES {yes}, NO {no}, collateral {pairs}, burnt {}",
                listed.burnt
            )
        };
        match listed.market.payouts {
            None if yes != pairs || no != pairs - listed.burnt => broken.push(format!("pairs of {}", told())),
            Some([first, second]) => {
                let owed = yes.value(first, Rounding::Down) + no.value(second, Rounding::Down);
                if owed > listed.collateral {
                    broken.push(format!("resolved {} cannot pay", told()));
                }
            }
            None => {}
        }
        let contract = listed.market.exchange;
        let everybody = listed.redeemed && self.accounts.iter().all(|account| account.auto_redeems(contract));
        if everybody && !(yes.is_zero() && no.is_zero()) {
            broken.push(format!("redeemed {}", told()));
        }
        if let (Some(bid), Some(ask)) = (listed.orders.best(Side::Buy), listed.orders.best(Side::Sell))
            && bid >= ask
        {
            broken.push(format!("crossed book of {condition}: {bid} bid, {ask} asked"));
        }
        for side in [Side::Buy, Side::Sell] {
            if self.resting(listed, side)
                != listed
                    .orders
                    .levels(side)
                    .map(|level| (level.price, level.shares))
                    .collect()
            {
                broken.push(format!("{} levels of {condition} are not what rests", side.as_str()));
            }
        }
        if listed.market.closed && listed.orders.all().chain(self.held_in(key)).next().is_some() {
            broken.push(format!("closed {condition} has orders"));
        }
    }

    /// What an event advanced is backed by burnt NO shares that will pay: all but those of the market that comes true.
    fn check_group(&self, group: &Group, broken: &mut Vec<String>) {
        let to_come: Shares = group
            .markets
            .iter()
            .map(|key| &self.markets[*key])
            .filter(|listed| listed.payout(1) != Some(Price::ONE))
            .map(|listed| listed.burnt)
            .sum();
        let backed = Usd::from_micros((to_come - group.converted).micros());
        if group.advanced != backed {
            broken.push(format!(
                "event {}: {} advanced, {backed} to come",
                group.id, group.advanced
            ));
        }
        let winners = group
            .markets
            .iter()
            .filter(|key| self.markets[**key].payout(0) == Some(Price::ONE));
        if winners.count() > 1 {
            broken.push(format!("event {} came true twice", group.id));
        }
    }

    /// No order is filled past what it asked; held orders are those that wait, and none of them is on a book.
    fn check_orders(&self, broken: &mut Vec<String>) {
        // Fills may be off by millionths.
        let slack = if self.frictions.micro_fills_micros > 0 {
            MICRO_FILL_MOST
        } else {
            Shares::ZERO
        };
        for (key, order) in &self.orders {
            let by_budget = order.side == Side::Buy && !order.kind.rests();
            if order.matched > order.original + slack && !by_budget || order.voided > order.matched {
                broken.push(format!(
                    "order {}: {} asked, {} filled, {} of it void",
                    order.id, order.original, order.matched, order.voided
                ));
            }
            if (order.status == OrderStatus::Delayed) != self.held.contains_key(key) {
                broken.push(format!("order {} is held and is not", order.id));
            }
        }
        let on_books = self.markets.iter().flat_map(|listed| listed.orders.all());
        for key in on_books.filter(|key| self.held.contains_key(key)) {
            broken.push(format!("held order {} is on a book", key.0));
        }
    }

    /// The levels of a side, summed anew from the orders.
    fn resting(&self, listed: &Listed, side: Side) -> BTreeMap<Price, Shares> {
        let mut levels = BTreeMap::new();
        for order in listed.orders.all().filter_map(|key| self.orders.get(&key)) {
            let (stands, price) = in_yes(order.outcome, order.side, order.price);
            if stands == side {
                *levels.entry(price).or_insert(Shares::ZERO) += order.remaining();
            }
        }
        levels
    }

    fn check_account(&self, key: AccountKey, broken: &mut Vec<String>) {
        let account = &self.accounts[key];
        let owner = &account.owner;
        if account.cash < Usd::ZERO {
            broken.push(format!("{owner} owes {}", account.cash));
        }
        for (token, shares) in account.holdings().filter(|(_, shares)| *shares < Shares::ZERO) {
            broken.push(format!("{owner} holds {shares} of {token}"));
        }
        let working: Vec<&Order> = account.working.iter().filter_map(|key| self.live(key)).collect();
        if working.len() != account.working.len() {
            broken.push(format!("{owner} has orders at work that do not rest"));
        }
        self.check_asks(account, &working, broken);
    }

    /// The sums that new orders are checked against are what the working orders ask.
    fn check_asks(&self, account: &Account, working: &[&Order], broken: &mut Vec<String>) {
        let owner = &account.owner;
        let mut bidding: BTreeMap<MarketKey, Usd> = BTreeMap::new();
        let mut offered: BTreeMap<&TokenId, Shares> = BTreeMap::new();
        for order in working {
            match order.side {
                Side::Buy => {
                    // Together they may ask for more than there is, each alone may not.
                    if order.remaining_cost() > account.cash {
                        broken.push(format!("{owner} cannot pay order {}", order.id));
                    }
                    *bidding.entry(order.market).or_default() += order.remaining_cost();
                }
                Side::Sell => *offered.entry(&order.token).or_default() += order.remaining(),
            }
        }
        if bidding != account.bidding || bidding.values().copied().sum::<Usd>() != account.bidding_total {
            broken.push(format!("{owner}: what its purchases ask is not their sum"));
        }
        let kept: BTreeMap<&TokenId, Shares> = account
            .holdings
            .iter()
            .filter(|(_, holding)| !holding.offered.is_zero())
            .map(|(token, holding)| (token, holding.offered))
            .collect();
        for (token, holding) in &account.holdings {
            if holding.offered > holding.held {
                broken.push(format!(
                    "{owner} offers {} of {token}, holds {}",
                    holding.offered, holding.held
                ));
            }
        }
        if kept != offered {
            broken.push(format!("{owner}: what its sales ask is not their sum"));
        }
    }

    fn live(&self, key: &OrderKey) -> Option<&Order> {
        self.orders.get(key).filter(|order| order.is_live())
    }
}
