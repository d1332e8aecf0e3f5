//! What must hold, looked at after every step and at the end. A violation is counted and told, never hidden.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::EventKind;
use pilotfish_copy::ids::{CopyOrderId, TokenId, WalletAddress};
use pilotfish_copy::money::{LOT, Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_copy::{Core, Step};
use pilotfish_sim::venue::Venue;

/// Messages kept; the count goes on.
const MESSAGES_MAX: usize = 20;

/// Violations found so far.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    pub(crate) violations: u64,
    pub(crate) messages: Vec<String>,
    signal_keys: BTreeSet<String>,
    rebuilt: State,
    /// Copy orders of which a fill-and-kill purchase was sent: a better price may bring them more.
    budgets: BTreeSet<CopyOrderId>,
}

impl Checks {
    pub(crate) fn found(&mut self, what: impl Into<String>) {
        self.violations += 1;
        if self.messages.len() < MESSAGES_MAX {
            self.messages.push(what.into());
        }
    }

    /// After every step: one slot an order, no fill past the target, one signal a change, rows that rebuild the state.
    pub(crate) fn after_step(&mut self, core: &Core, step: &Step) {
        for event in &step.events {
            if let EventKind::Signal { key, .. } = &event.what
                && !self.signal_keys.insert(key.clone())
            {
                self.found(format!("the signal {key} was made twice"));
            }
        }
        for change in &step.changes {
            self.rebuilt.apply(change);
            match change {
                Change::Child(child) => {
                    if matches!(child.kind, ChildKind::BuyNow { .. }) {
                        self.budgets.insert(child.order);
                    }
                    self.one_slot(core.state(), child.order);
                }
                Change::Order(order) if order.filled > order.shares + LOT && !self.budgets.contains(&order.id) => {
                    self.found(format!(
                        "order {} filled {} of {}",
                        order.id, order.filled, order.shares
                    ));
                }
                Change::Holding(holding) if holding.shares >= Shares::ZERO && holding.cost < Usd::ZERO => {
                    self.found(format!(
                        "follow {} holds {} of {}",
                        holding.follow, holding.shares, holding.token
                    ));
                }
                _ => {}
            }
        }
    }

    fn one_slot(&mut self, state: &State, order: CopyOrderId) {
        let slots = state
            .children
            .values()
            .filter(|child| child.order == order && child.state.holds_slot())
            .count();
        if slots > 1 {
            self.found(format!("order {order} has {slots} children that may execute"));
        }
    }

    /// At the end: the venue's own invariants, our books against the venue's, the state against its rows.
    pub(crate) fn at_end(&mut self, core: &Core, venue: &Venue, wallet: &WalletAddress) {
        for message in venue.check_invariants() {
            self.found(message);
        }
        let mut rebuilt = std::mem::take(&mut self.rebuilt);
        let mut state = core.state().clone();
        // When an ended order is forgotten depends on when somebody looked; nothing can come of it any more.
        rebuilt.forget_ended(venue.now());
        state.forget_ended(venue.now());
        if rebuilt != state {
            self.found("the rows do not rebuild the state");
        }
        // A venue with habits shows its trades late: what differs at the end may only not have been shown yet.
        if venue.habits().is_none() {
            self.compare_books(core, venue, wallet);
        }
    }

    fn compare_books(&mut self, core: &Core, venue: &Venue, wallet: &WalletAddress) {
        let Some(account) = venue.exchange().account(wallet) else {
            self.found("the account is gone");
            return;
        };
        let mut booked: BTreeMap<TokenId, Shares> = BTreeMap::new();
        for holding in core
            .state()
            .holdings
            .values()
            .filter(|holding| holding.payout.is_none())
        {
            *booked.entry(holding.token.clone()).or_default() += holding.shares;
        }
        let resolved = |token: &TokenId| {
            core.state()
                .market_of(token)
                .is_some_and(|market| market.payouts.is_some())
        };
        let held: BTreeMap<TokenId, Shares> = account
            .holdings()
            .map(|(token, shares)| (token.clone(), shares))
            .collect();
        let tokens: BTreeSet<&TokenId> = booked.keys().chain(held.keys()).collect();
        for token in tokens {
            let ours = booked.get(token).copied().unwrap_or_default();
            let theirs = held.get(token).copied().unwrap_or_default();
            if ours != theirs && !resolved(token) {
                self.found(format!("the books hold {ours} of {token}, the venue {theirs}"));
            }
        }
    }
}
