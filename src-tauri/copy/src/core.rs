//! The state machine: one input in, rows, events and commands out.
//!
//! [`Core::step`] is the only door. It takes venue time from the caller and never reads a clock; two cores given the same
//! inputs are equal. What is written here is the frame; the subjects are in the modules beside it: `signals` (a trader's
//! rows and snapshots become signals), `decide` (a signal becomes a copy order or a skip), `work` (a copy order's price and
//! child), `child` (a child's life on the venue), `trade` (fills, settlement, resolution), `user`, `schedule` (what is due).

use std::collections::{BTreeMap, BTreeSet};

use crate::command::Command;
use crate::entity::{Change, ChildState, Control, OrderStatus};
use crate::event::{Event, What};
use crate::ids::{ChildId, ConditionId, CopyOrderId, FollowId, SignalId, TokenId, VenueMs};
use crate::input::Input;
use crate::market::Book;
use crate::money::Shares;
use crate::state::State;

/// Intervals of venue time, ms. The defaults are product.md §4 and §7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervals {
    /// Between two polls of a trader's positions.
    pub positions_poll_ms: i64,
    /// Between two polls of a trader's activity, which stand behind the stream.
    pub activity_poll_ms: i64,
    /// Between two looks at a working order.
    pub management_ms: i64,
    /// Between two reconciliations of our own account (at least every 60 s: architecture.md).
    pub account_poll_ms: i64,
    /// Between two readings of the facts of a market we are in.
    pub market_poll_ms: i64,
}

impl Default for Intervals {
    fn default() -> Self {
        Self {
            positions_poll_ms: 300_000,
            activity_poll_ms: 60_000,
            management_ms: 300_000,
            account_poll_ms: 60_000,
            market_poll_ms: 300_000,
        }
    }
}

/// What one step brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Changed rows, in order.
    pub changes: Vec<Change>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// What is to be done once all that is committed.
    pub commands: Vec<Command>,
}

/// The copy core.
#[derive(Debug, Clone)]
pub struct Core {
    pub(crate) state: State,
    pub(crate) intervals: Intervals,
    pub(crate) now: VenueMs,
    pub(crate) step: Step,
    /// Books as last seen. Not durable: asked for again.
    pub(crate) books: BTreeMap<TokenId, Book>,
    /// Orders that wait for the book of their token.
    pub(crate) awaiting_book: BTreeSet<CopyOrderId>,
    /// When each market's facts are read next.
    pub(crate) market_due: BTreeMap<ConditionId, VenueMs>,
    /// When our account is read next.
    pub(crate) account_due: VenueMs,
    /// Shortfalls of our own positions seen by one reconciliation.
    pub(crate) shortfalls: BTreeMap<TokenId, Shares>,
    pub(crate) disconnected: bool,
    pruned_at: VenueMs,
}

impl Core {
    /// A core with nothing in it.
    #[must_use]
    pub fn new(intervals: Intervals) -> Self {
        Self {
            state: State::default(),
            intervals,
            now: VenueMs::default(),
            step: Step::default(),
            books: BTreeMap::new(),
            awaiting_book: BTreeSet::new(),
            market_due: BTreeMap::new(),
            account_due: VenueMs::default(),
            shortfalls: BTreeMap::new(),
            disconnected: false,
            pruned_at: VenueMs::default(),
        }
    }

    /// A core with the rows that a store kept, in any order in which references precede what refers to them or not.
    #[must_use]
    pub fn restore<'a>(intervals: Intervals, rows: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut core = Self::new(intervals);
        for row in rows {
            core.state.apply(row);
        }
        core
    }

    /// The durable state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The book of that token as last seen, if any.
    #[must_use]
    pub fn book(&self, token: &TokenId) -> Option<&Book> {
        self.books.get(token)
    }

    /// The intervals it works by.
    #[must_use]
    pub fn intervals(&self) -> &Intervals {
        &self.intervals
    }

    /// Tokens whose books are worth watching: of working orders and of what is held.
    #[must_use]
    pub fn wanted_books(&self) -> BTreeSet<TokenId> {
        let working = self
            .state
            .orders
            .values()
            .filter(|order| order.status != OrderStatus::Ended);
        let held = self
            .state
            .holdings
            .values()
            .filter(|holding| !holding.shares.is_zero() && holding.payout.is_none());
        working
            .map(|order| order.token.clone())
            .chain(held.map(|holding| holding.token.clone()))
            .collect()
    }

    /// Children that hold a slot: after a start each is looked up before anything is placed.
    pub fn unresolved_children(&self) -> impl Iterator<Item = &crate::entity::Child> {
        self.state.children.values().filter(|child| child.state.holds_slot())
    }

    /// Takes one input at venue time `at` and returns what came of it. Time never runs backwards: an earlier `at` counts as
    /// the latest seen.
    pub fn step(&mut self, at: VenueMs, input: Input) -> Step {
        self.now = self.now.max(at);
        self.roll_day();
        match input {
            Input::Tick => {}
            Input::User(ask) => self.take_user(ask),
            Input::Market(market) => self.take_market(market),
            Input::Book(book) => self.take_book(book),
            Input::NoBook { token, reason } => self.take_no_book(&token, &reason),
            Input::Rows { trader, rows, source } => self.take_rows(&trader, rows, source),
            Input::Snapshot {
                trader,
                requested_at,
                positions,
            } => self.take_snapshot(&trader, requested_at, &positions),
            Input::PollFailed { poll, reason } => self.take_poll_failed(poll, &reason),
            Input::Account { cash, requested_at } => self.take_account(cash, requested_at),
            Input::OwnPositions {
                requested_at: _,
                positions,
            } => self.take_own_positions(positions),
            Input::Signed { child, hash } => self.take_signed(child, hash),
            Input::SignRefused { child, reason } => self.take_sign_refused(child, reason),
            Input::Placed { child, outcome } => self.take_placed(child, outcome),
            Input::CancelAnswer { child, answer } => self.take_cancel_answer(child, answer),
            Input::OrderReport {
                child,
                report,
                authoritative,
            } => self.take_report(child, report, authoritative),
            Input::OwnTrade(trade) => self.take_trade(trade),
            Input::Connection { up, reason } => self.take_connection(up, reason),
        }
        self.run_due();
        if self.now.since(self.pruned_at) >= 60_000 {
            self.pruned_at = self.now;
            self.state.prune(self.now);
        }
        std::mem::take(&mut self.step)
    }

    /// Writes one row.
    pub(crate) fn put(&mut self, change: Change) {
        self.state.apply(&change);
        self.step.changes.push(change);
    }

    /// Records one event.
    pub(crate) fn tell(&mut self, what: What) {
        let seq = self.with_control(|control| {
            control.next_event += 1;
            control.next_event - 1
        });
        self.step.events.push(Event {
            seq,
            at: self.now,
            what,
        });
    }

    /// Orders something done.
    pub(crate) fn command(&mut self, command: Command) {
        self.step.commands.push(command);
    }

    /// Changes the row of switches and counters. One row a step is kept, the last.
    pub(crate) fn with_control<T>(&mut self, change: impl FnOnce(&mut Control) -> T) -> T {
        let mut control = self.state.control.clone();
        let result = change(&mut control);
        if control != self.state.control {
            self.step.changes.retain(|row| !matches!(row, Change::Control(_)));
            self.put(Change::Control(control));
        }
        result
    }

    pub(crate) fn next_follow_id(&mut self) -> FollowId {
        self.with_control(|control| {
            control.next_follow += 1;
            FollowId(control.next_follow - 1)
        })
    }

    pub(crate) fn next_signal_id(&mut self) -> SignalId {
        self.with_control(|control| {
            control.next_signal += 1;
            SignalId(control.next_signal - 1)
        })
    }

    pub(crate) fn next_order_id(&mut self) -> CopyOrderId {
        self.with_control(|control| {
            control.next_order += 1;
            CopyOrderId(control.next_order - 1)
        })
    }

    pub(crate) fn next_child_id(&mut self) -> ChildId {
        self.with_control(|control| {
            control.next_child += 1;
            ChildId(control.next_child - 1)
        })
    }

    fn roll_day(&mut self) {
        let day = self.now.utc_day();
        self.with_control(|control| {
            if control.spend_day != day {
                control.spend_day = day;
                control.spent_today = crate::money::Usd::ZERO;
            }
        });
    }

    /// Whether a child still rests, or may rest, on the venue.
    pub(crate) fn may_rest(state: ChildState) -> bool {
        matches!(
            state,
            ChildState::Prepared | ChildState::Live | ChildState::Unknown | ChildState::Cancelling
        )
    }
}
