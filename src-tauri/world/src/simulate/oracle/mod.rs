//! The oracle: judges every step by what the venue's ledger says happened, never by the core's books.
//!
//! It keeps books of its own: what the venue's ledger holds (`books`), what of it the core was told in steps that were
//! committed (`told`), and what the core then says and does (`said`, `sending`, `rows`, `traders`, `ending`). The rows of the
//! core are read for its *intentions* only (which order a child is for, which limits stand) and to be compared.

mod account;
mod books;
mod ending;
mod expectations;
mod limits;
mod lists;
mod missed;
mod rows;
mod sending;
mod slots;
mod traders;

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::Step;
use pilotfish_copy::entity::{Change, HaltReason, OrderStatus, SignalOrigin};
use pilotfish_copy::event::{Event, EventKind, TraderNews};
use pilotfish_copy::ids::{CopyOrderId, FollowId, OrderHash, SignalId, TokenId};
use pilotfish_copy::input::{CloseScope, Input, UserInput};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::LOT;
use serde::Serialize;

use super::mirror::{Mirror, Pair};
use super::venue::Venue;

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// When, venue ms.
    pub at: i64,
    /// A short word for the rule.
    pub rule: &'static str,
    /// What was seen.
    pub what: String,
}

/// The oracle.
#[derive(Debug, Default)]
pub(crate) struct Oracle {
    violations: Vec<Violation>,
    said: Mirror,
    books: books::Books,
    slots: slots::Slots,
    traders: traders::Watched,
    rows: rows::Sums,
    lists: lists::Told,
    reasons: missed::Reasons,
    stopped: bool,
    paused: bool,
    /// What the user's close of this step is of, as far as it is held.
    asked: Vec<Pair>,
    /// The last of the user's closes of each pair that sold, as the signal that it is: its number says what came before it,
    /// which no clock does that was wrong meanwhile. One that was refused, and said so, closed nothing and ended nothing.
    closes: BTreeMap<Pair, SignalId>,
    /// Pairs whose exits the user took into their own hands, and why nothing is asked of them at the end.
    excused: BTreeMap<Pair, &'static str>,
    /// Orders in our account that are not ours, as the last list told, less what the user has lifted since.
    foreign: BTreeMap<TokenId, BTreeSet<OrderHash>>,
    /// Children that were told to be of unknown fate.
    told_unknown: BTreeSet<pilotfish_copy::ids::ChildId>,
    /// Every event, by its kind's word, and what scripts ask for.
    counts: expectations::Counts,
    /// Copy orders that the user ended.
    pub(super) user_ended: BTreeSet<CopyOrderId>,
}

impl Oracle {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Nothing was found yet.
    pub(crate) fn is_content(&self) -> bool {
        self.violations.is_empty()
    }

    pub(crate) fn violations(&self) -> &[Violation] {
        &self.violations
    }

    pub(crate) fn found(&mut self, at: i64, rule: &'static str, what: String) {
        self.violations.push(Violation { at, rule, what });
    }

    /// The rows that were committed.
    pub(crate) fn said(&self) -> &Mirror {
        &self.said
    }

    /// The program died: nothing to forget, for only what was committed was ever told.
    #[allow(clippy::unused_self)]
    pub(crate) fn died(&mut self) {}

    pub(crate) fn activity_incomplete(&mut self, from: i64, until: i64) {
        self.traders.incomplete.push((from, until));
    }

    /// A step was committed.
    pub(crate) fn committed(&mut self, now: i64, input: &Input, step: &Step, venue: &Venue) {
        self.books.read(&venue.ledger);
        self.take_told(now, input);
        self.check_rows(now, step);
        self.take_closes(now, step);
        // What was on its way from the old wallet is signalled as the follow begins anew.
        let relinks = matches!(input, Input::User(UserInput::Relink { .. }));
        self.check_signals(now, step, relinks, venue);
        self.check_asked(now, step);
        self.check_lists(now, step);
        match input {
            Input::Market(market) => self.check_payouts(now, market),
            Input::OwnMovements { rows } => self.check_movements(now, rows, step),
            _ => {}
        }
        for event in &step.events {
            self.take_event(event);
        }
    }

    /// What the core knows from now on.
    fn take_told(&mut self, now: i64, input: &Input) {
        self.slots.told(input, &self.said);
        match input {
            Input::OwnTrade(trade) => self.books.told(trade),
            Input::User(ask) => self.take_user(ask),
            Input::Rows { trader, rows, source } => {
                self.take_trades(trader, rows);
                self.traders.told_rows(now, trader, rows, *source);
            }
            Input::Snapshot {
                trader,
                requested_at,
                quality,
                positions,
            } => self.traders.told_list(trader, *requested_at, *quality, positions),
            Input::OwnOrders { open, .. } => {
                self.foreign.clear();
                for order in open {
                    if !self.books.sent.contains_key(&order.hash) {
                        self.foreign
                            .entry(order.token.clone())
                            .or_default()
                            .insert(order.hash.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// Every close is answered by a signal of its own, whether it sells or is refused. One that sells ends what is still to be
    /// bought.
    fn take_closes(&mut self, now: i64, step: &Step) {
        for pair in std::mem::take(&mut self.asked) {
            let answer = step.changes.iter().rev().find_map(|change| match change {
                Change::Signal(signal)
                    if signal.origin == SignalOrigin::User && signal.follow == pair.0 && signal.token == pair.1 =>
                {
                    Some(signal)
                }
                _ => None,
            });
            let Some(signal) = answer else {
                self.found(now, "close", format!("the user's close of {} was not answered", pair.1));
                continue;
            };
            if signal.decision.as_ref().is_none_or(|decision| decision.order.is_none()) {
                continue;
            }
            let id = signal.id;
            let buys_on = self.said.orders.values().find(|order| {
                order.side == Side::Buy
                    && order.status == OrderStatus::Working
                    && (order.follow, &order.token) == (pair.0, &pair.1)
            });
            if let Some(order) = buys_on.map(|order| order.id) {
                let what = format!("the user closed {}, and order {order} still works to buy it", pair.1);
                self.found(now, "bought back", what);
            }
            self.closes.insert(pair, id);
        }
    }

    fn take_user(&mut self, ask: &UserInput) {
        match ask {
            UserInput::StopAll => self.stopped = true,
            UserInput::StartAgain => self.stopped = false,
            UserInput::Pause => self.paused = true,
            UserInput::Resume => self.paused = false,
            UserInput::Close(close) => {
                let pairs: Vec<Pair> = match &close.scope {
                    CloseScope::Position { follow, token } => vec![(*follow, token.clone())],
                    CloseScope::Follow { follow } => self.pairs(Some(*follow)),
                    CloseScope::Everything => self.pairs(None),
                };
                for pair in pairs {
                    self.excused.insert(pair.clone(), "the user closed");
                    // A close is of what is held; where nothing is, there is nothing to close.
                    let held = self
                        .said
                        .holdings
                        .get(&pair)
                        .is_some_and(|holding| holding.payout.is_none() && holding.shares >= LOT);
                    if held && !self.asked.contains(&pair) {
                        self.asked.push(pair);
                    }
                }
            }
            // The user's word about an order that is not ours holds until the next list shows it again, as for every halt.
            UserInput::LiftHalt {
                reason: HaltReason::ForeignOrder { token, order },
            } => {
                if let Some(orders) = self.foreign.get_mut(token) {
                    orders.remove(order);
                }
                self.foreign.retain(|_, orders| !orders.is_empty());
            }
            UserInput::CancelOrder { order } => self.user_ends(*order),
            UserInput::CancelOrders { orders } => {
                for order in orders {
                    self.user_ends(*order);
                }
            }
            UserInput::CancelAll => {
                let open: Vec<CopyOrderId> = self
                    .said
                    .orders
                    .values()
                    .filter(|order| order.is_open())
                    .map(|order| order.id)
                    .collect();
                for order in open {
                    self.user_ends(order);
                }
            }
            UserInput::AcceptDifference { token } => {
                let pairs = self.pairs(None);
                for pair in pairs {
                    if token.as_ref().is_none_or(|token| *token == pair.1) {
                        self.excused.insert(pair, "the user accepted a difference");
                    }
                }
            }
            UserInput::SwitchFollow { follow, .. } | UserInput::Unfollow { follow } => {
                for pair in self.pairs(Some(*follow)) {
                    self.excused.insert(pair, "the user switched the follow");
                }
            }
            UserInput::Relink { follow } => {
                for pair in self.pairs(Some(*follow)) {
                    self.excused
                        .insert(pair, "the user followed the trader to another wallet");
                }
            }
            _ => {}
        }
    }

    fn user_ends(&mut self, order: CopyOrderId) {
        self.user_ended.insert(order);
        if let Some(order) = self.said.orders.get(&order) {
            self.excused
                .insert((order.follow, order.token.clone()), "the user cancelled an order");
        }
    }

    fn pairs(&self, follow: Option<FollowId>) -> Vec<Pair> {
        self.said
            .holdings
            .keys()
            .chain(self.said.targets.keys())
            .filter(|(of, _)| follow.is_none_or(|follow| *of == follow))
            .cloned()
            .collect()
    }

    fn take_event(&mut self, event: &Event) {
        self.counts.take(event);
        self.reasons.take(event);
        if let EventKind::Order {
            step: pilotfish_copy::event::OrderStep::Unknown { child, .. },
            ..
        } = &event.what
        {
            self.told_unknown.insert(*child);
        }
        if let EventKind::Given {
            follow, token, cost, ..
        } = &event.what
        {
            let pair = (*follow, token.clone());
            *self.rows.costs.entry(pair.clone()).or_default() += *cost;
            self.excused.insert(pair, "the user gave shares to the follow");
        }
        if let EventKind::TraderMoved {
            follow,
            news: TraderNews::ListDoubted { .. },
        } = &event.what
        {
            self.traders.told_doubt(*follow, event.at);
        }
    }

    /// Whether a halt of exactly that reason stands.
    pub(super) fn stands(&self, reason: &HaltReason) -> bool {
        self.said.halts.contains_key(reason)
    }
}
