//! One step: what its parts work with, and what it leaves.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::command::Command;
use crate::entity::{Change, Control};
use crate::event::{Event, EventKind};
use crate::ids::{ChildId, ConditionId, CopyOrderId, FollowId, SignalId, TokenId, VenueMs};
use crate::markets::Markets;
use crate::money::{Price, Shares};
use crate::observed::ObservedChange;
use crate::risk::OrderLimits;
use crate::state::{Pair, State};

/// Rows that a step which changes anything mostly comes to: room for them is made at once.
const ROWS_A_STEP: usize = 12;

/// The book that an order was looked at on, where it moved and nothing new was decided. No decision rests on it: it is for the
/// picture of the order's prices, and may be lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookLook {
    /// Which copy order.
    pub order: CopyOrderId,
    /// When, venue time.
    pub at: VenueMs,
    /// Best bid of others.
    pub bid: Option<Price>,
    /// Best ask of others.
    pub ask: Option<Price>,
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
    /// What each child to be placed may be at the most: for who signs it. One without may not be signed.
    pub limits: Vec<(ChildId, OrderLimits)>,
    /// Books that orders were looked at on without a new decision.
    pub looks: Vec<BookLook>,
}

/// What one part leaves for another to do, within the same step. Nothing crosses from part to part but this.
#[derive(Debug)]
pub(crate) enum Consequence {
    /// A trader's change was observed: it becomes a signal.
    Observed(Box<ObservedChange>),
    /// A signal may be decided now.
    Decide(SignalId),
    /// Decide the signals that waited for this market's facts, or end its orders.
    MarketRead(ConditionId),
    /// A market that nobody read for long could not be read.
    MarketUnreadable(ConditionId),
    /// An order is over: targets follow, and what waited for its final fills goes on.
    OrderEnded(CopyOrderId, Pair),
    /// After a start: a reversal whose purchases may be over already.
    ReversalMayGoOn(Pair),
    /// Shares or cash were given back, or taken: targets, working sales and claims follow.
    FillFailed(Box<crate::entity::Fill>),
    /// A trade said more about this child.
    ChildExplained(ChildId),
    /// An order should be looked at now.
    CheckOrder(CopyOrderId),
    /// An order should be looked at so many ms from now.
    CheckOrderIn(CopyOrderId, i64),
    /// A child should be looked at so many ms from now, if not sooner.
    WatchChild(ChildId, i64),
    /// What is held of a pair changed other than by its own sale: sales are cut to it.
    CutSales(Pair),
    /// The user gave shares to a holding: so many more are held through it.
    Given(Pair, Shares),
    /// An order that was over got a fill.
    FilledLate(Pair, CopyOrderId),
    /// A holding's exit is due again.
    ExitDue(Pair, CopyOrderId),
    /// Every order of a follow is ended with this reason.
    EndOrdersOf(FollowId, crate::event::EndReason),
    /// A halt was raised or lifted.
    HaltsChanged,
    /// A book came.
    BookRead(TokenId),
    /// The account should be read as soon as possible.
    ReadAccount,
}

/// What a step collects.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outbox {
    pub(crate) step: Step,
    pub(crate) queue: VecDeque<Later>,
    control_changed: bool,
}

/// A consequence in the queue. (The queue is empty between steps, so that cloning a core clones none.)
#[derive(Debug)]
pub(crate) struct Later(pub(crate) Consequence);

impl Clone for Later {
    fn clone(&self) -> Self {
        Self(Consequence::HaltsChanged)
    }
}

impl Outbox {
    /// The step, with the control row last if it changed.
    pub(crate) fn finish(&mut self, control: &Control) -> Step {
        if std::mem::take(&mut self.control_changed) {
            self.step.changes.push(Change::Control(control.clone()));
        }
        std::mem::take(&mut self.step)
    }
}

/// What a part works with during a step.
pub(crate) struct Cx<'a> {
    /// Venue time of the step.
    pub(crate) now: VenueMs,
    /// Intervals of venue time.
    pub(crate) intervals: &'a crate::core::Intervals,
    /// All rows.
    pub(crate) state: &'a mut State,
    /// Books and market facts.
    pub(crate) markets: &'a mut Markets,
    /// Trust in the time.
    pub(crate) clock: &'a Clock,
    /// Whether the venue does not answer.
    pub(crate) disconnected: bool,
    /// What it leaves.
    pub(crate) out: &'a mut Outbox,
}

impl Cx<'_> {
    /// Writes one row.
    pub(crate) fn put(&mut self, change: Change) {
        self.state.apply(&change);
        let changes = &mut self.out.step.changes;
        if changes.capacity() == 0 {
            changes.reserve(ROWS_A_STEP);
        }
        changes.push(change);
    }

    /// Records one event.
    pub(crate) fn record(&mut self, what: EventKind) {
        let seq = self.with_control(|control| {
            control.next_event += 1;
            control.next_event - 1
        });
        self.out.step.events.push(Event {
            seq,
            at: self.now,
            what,
        });
    }

    /// Orders something done.
    pub(crate) fn command(&mut self, command: Command) {
        self.out.step.commands.push(command);
    }

    /// Leaves something for another part.
    pub(crate) fn then(&mut self, consequence: Consequence) {
        self.out.queue.push_back(Later(consequence));
    }

    /// Changes the row of limits and counters; it is written once, at the end of the step.
    pub(crate) fn with_control<T>(&mut self, change: impl FnOnce(&mut Control) -> T) -> T {
        self.out.control_changed = true;
        change(&mut self.state.control)
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
}
