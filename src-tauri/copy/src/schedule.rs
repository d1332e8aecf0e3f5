//! What is due: polls, gathered rows, looks at orders and children. Deadlines are instants in the rows, never timers, so
//! that sleep and clock steps do no harm: what is overdue is simply due.

use std::collections::BTreeSet;

use crate::command::Command;
use crate::core::Core;
use crate::entity::{Change, ChildState, Follow, FollowStatus, OrderStatus};
use crate::event::{TroubleCode, What};
use crate::ids::{ChildId, ConditionId, CopyOrderId, VenueMs};
use crate::input::Poll;
use crate::state::Pair;

/// After a failed poll or look-up it is tried again after this.
pub(crate) const RETRY_MS: i64 = 30_000;
/// Activity is read with this overlap, so that rows indexed late are still seen.
const ACTIVITY_OVERLAP_MS: i64 = 1_800_000;
/// Rows older than this before the last complete poll are not taken any more, and need not be remembered.
pub(crate) const ROW_MEMORY_MS: i64 = 86_400_000;
/// Own trades are read with this overlap: settlement takes seconds, retries minutes.
const TRADES_OVERLAP_MS: i64 = 3_600_000;

impl Core {
    /// The earliest instant at which something is due.
    #[must_use]
    pub fn next_deadline(&self) -> Option<VenueMs> {
        let state = self.state();
        let polls = state
            .follows
            .values()
            .filter(|follow| matches!(follow.status, FollowStatus::Active | FollowStatus::Starting))
            .flat_map(|follow| {
                let activity = (follow.status == FollowStatus::Active).then_some(follow.next_activity_poll);
                std::iter::once(follow.next_positions_poll).chain(activity)
            });
        let gathers = state.gathers.values().map(|gather| gather.due);
        let orders = state
            .orders
            .values()
            .filter(|order| order.status == OrderStatus::Working)
            .map(|order| order.next_look);
        let children = state
            .children
            .values()
            .filter(|child| child.state.holds_slot())
            .map(|child| child.next_look);
        polls
            .chain(gathers)
            .chain(orders)
            .chain(children)
            .chain(self.market_due.values().copied())
            .chain(std::iter::once(self.account_due))
            .min()
    }

    /// Does all that is due now.
    pub(crate) fn run_due(&mut self) {
        self.flush_due_gathers();
        self.poll_due_follows();
        self.look_at_due_children();
        self.look_at_due_orders();
        self.read_due_markets();
        if self.account_due <= self.now {
            let since = self.now.plus(-TRADES_OVERLAP_MS);
            self.account_due = self.now.plus(self.intervals.account_poll_ms);
            self.command(Command::PollAccount { since });
        }
    }

    fn flush_due_gathers(&mut self) {
        let due: Vec<Pair> = self
            .state
            .gathers
            .values()
            .filter(|gather| gather.due <= self.now)
            .map(|gather| (gather.follow, gather.token.clone()))
            .collect();
        for pair in due {
            self.flush_gather(&pair);
        }
    }

    fn poll_due_follows(&mut self) {
        let now = self.now;
        let due: Vec<Follow> = self
            .state
            .follows
            .values()
            .filter(|follow| match follow.status {
                FollowStatus::Starting => follow.next_positions_poll <= now,
                FollowStatus::Active => follow.next_positions_poll <= now || follow.next_activity_poll <= now,
                FollowStatus::Off | FollowStatus::Removed => false,
            })
            .cloned()
            .collect();
        for mut follow in due {
            if follow.next_positions_poll <= now {
                follow.next_positions_poll = now.plus(self.intervals.positions_poll_ms);
                self.command(Command::PollPositions {
                    trader: follow.trader.clone(),
                });
            }
            if follow.status == FollowStatus::Active && follow.next_activity_poll <= now {
                follow.next_activity_poll = now.plus(self.intervals.activity_poll_ms);
                let baseline = follow.baseline_at.unwrap_or(follow.created_at);
                let since = follow.activity_through.plus(-ACTIVITY_OVERLAP_MS).max(baseline);
                self.command(Command::PollActivity {
                    trader: follow.trader.clone(),
                    since,
                });
            }
            self.put(Change::Follow(follow));
        }
    }

    fn look_at_due_children(&mut self) {
        let due: Vec<ChildId> = self
            .state
            .children
            .values()
            .filter(|child| child.state.holds_slot() && child.next_look <= self.now)
            .map(|child| child.id)
            .collect();
        for id in due {
            self.look_at_child(id);
        }
    }

    fn look_at_due_orders(&mut self) {
        let due: Vec<CopyOrderId> = self
            .state
            .orders
            .values()
            .filter(|order| order.status == OrderStatus::Working && order.next_look <= self.now)
            .map(|order| order.id)
            .collect();
        for id in due {
            self.look_at_order(id);
        }
    }

    /// Markets we are in are read again and again: ticks change, markets close and resolve.
    fn read_due_markets(&mut self) {
        let wanted = self.markets_of_interest();
        self.market_due.retain(|condition, _| wanted.contains(condition));
        for condition in wanted {
            let due = self.market_due.get(&condition).copied();
            // A market that has just become of interest is read at once: its facts may be old.
            if due.is_none_or(|due| due <= self.now) {
                self.market_due
                    .insert(condition.clone(), self.now.plus(self.intervals.market_poll_ms));
                self.command(Command::FetchMarket { condition });
            }
        }
    }

    fn markets_of_interest(&self) -> BTreeSet<ConditionId> {
        let state = self.state();
        let orders = state.orders.values().filter(|order| order.status != OrderStatus::Ended);
        let held = state
            .holdings
            .values()
            .filter(|holding| !holding.shares.is_zero() && holding.payout.is_none());
        let pending = state.known.values().filter(|known| known.pending.is_some());
        orders
            .map(|order| order.condition.clone())
            .chain(held.map(|holding| holding.condition.clone()))
            .chain(state.signals.values().map(|signal| signal.condition.clone()))
            .chain(pending.map(|known| known.condition.clone()))
            .collect()
    }

    /// Reads a market now, out of turn.
    pub(crate) fn read_market_now(&mut self, condition: &ConditionId) {
        self.market_due
            .insert(condition.clone(), self.now.plus(self.intervals.market_poll_ms));
        self.command(Command::FetchMarket {
            condition: condition.clone(),
        });
    }

    pub(crate) fn take_poll_failed(&mut self, poll: Poll, _reason: &str) {
        let again = self.now.plus(RETRY_MS);
        match poll {
            Poll::Positions { trader } => self.reschedule(&trader, |follow| follow.next_positions_poll = again),
            Poll::Activity { trader } => self.reschedule(&trader, |follow| follow.next_activity_poll = again),
            Poll::Account => self.account_due = self.account_due.min(again),
            Poll::Market { condition } => {
                self.market_due.entry(condition).and_modify(|due| *due = again);
            }
        }
    }

    fn reschedule(&mut self, trader: &crate::ids::WalletAddress, change: impl FnOnce(&mut Follow)) {
        if let Some(mut follow) = self.state.follow_of(trader).cloned() {
            change(&mut follow);
            self.put(Change::Follow(follow));
        }
    }

    pub(crate) fn take_connection(&mut self, up: bool, reason: String) {
        if self.disconnected != up {
            return;
        }
        self.disconnected = !up;
        let code = if up {
            TroubleCode::Reconnected
        } else {
            TroubleCode::Disconnected
        };
        self.tell(What::Trouble {
            code,
            detail: reason.clone(),
        });
        self.command(Command::Notify(crate::event::Notice::Trouble { code, detail: reason }));
        if up {
            // Nothing is replayed by the venue: read everything again.
            self.account_due = self.now;
            let slots: Vec<ChildId> = self.unresolved_children().map(|child| child.id).collect();
            for id in slots {
                self.look_soon(id, 0);
            }
        }
    }

    /// Moves a child's next look to `ms` from now.
    pub(crate) fn look_soon(&mut self, id: ChildId, ms: i64) {
        if let Some(mut child) = self.state.children.get(&id).cloned()
            && child.state != ChildState::Final
        {
            child.next_look = self.now.plus(ms);
            self.put(Change::Child(child));
        }
    }
}
