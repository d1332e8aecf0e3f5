//! Bringing an order's child to its price: the resting child of stages 1 to 3, the fill-and-kill of stage 4 and `fast`.

use crate::command::{ChildKind, Command, PlaceChild};
use crate::conversion::{self, NothingExecutable};
use crate::core::Core;
use crate::entity::{Change, Child, ChildState, CopyOrder, GateName, Style};
use crate::event::{CancelReason, EndReason, Notice, OrderStep, WaitReason, What};
use crate::ids::CopyOrderId;
use crate::ladder::{SECURITY_THRESHOLD_MS, Stage, resting_expiry};
use crate::limits::Passage;
use crate::market::{Book, Market, Side};
use crate::money::{LOT, Price, Rounding, Shares, Usd};
use crate::schedule::RETRY_MS;

/// A rest worth less than this counts as filled (product.md §6).
const NOTHING_LEFT: Usd = Usd::from_micros(10_000);

impl Core {
    /// Has the order rest at `limit`: keeps a child that does, ends one that does not, makes one if there is none.
    pub(crate) fn rest_at(&mut self, id: CopyOrderId, market: &Market, book: &Book, limit: Price, stage: Stage) {
        let Some(order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if let Some(child) = self.state.slot(id).cloned() {
            self.reprice(&order, &child, market, limit);
            return;
        }
        let left = order.remaining().floor_to_lot();
        if self.is_nothing(left, limit) {
            self.finish_order(id, EndReason::Filled);
            return;
        }
        let passage = self.gate_child(&order, market, limit, left);
        let allowed = passage.allowed;
        if allowed < LOT {
            self.wait_at_gate(id, &passage);
            return;
        }
        let crosses = match order.side {
            Side::Buy => book.best_ask().is_some_and(|ask| limit >= ask),
            Side::Sell => book.best_bid().is_some_and(|bid| limit <= bid),
        };
        let too_small = allowed < market.min_size || (crosses && allowed.value(limit, Rounding::Down) < Usd::ONE);
        if too_small {
            let reason = if passage.cut_by_limit() {
                WaitReason::Limit
            } else {
                WaitReason::RestBelowMinimum
            };
            self.wait(id, reason, passage.gates);
            return;
        }
        let starts = crate::ladder::stage_starts(order.signal_at, order.time_to_resolution_ms);
        let stage_end = starts.get(usize::from(stage.number())).copied().unwrap_or(self.now);
        let expires_at = resting_expiry(self.now, stage_end, self.intervals.management_ms).plus(-SECURITY_THRESHOLD_MS);
        self.place(
            id,
            market,
            ChildKind::Resting {
                price: limit,
                shares: allowed,
                expires_at,
            },
        );
    }

    /// Ends a resting child whose price is not the limit any more, or that would expire before it is looked at again.
    fn reprice(&mut self, order: &CopyOrder, child: &Child, market: &Market, limit: Price) {
        let ChildKind::Resting { price, expires_at, .. } = child.kind else {
            return;
        };
        if child.state != ChildState::Live {
            return; // Its fate comes first.
        }
        let expiring = expires_at.since(self.now) < self.intervals.management_ms;
        if price == limit && !expiring {
            return;
        }
        let rest = order.remaining().floor_to_lot();
        if rest < market.min_size && rest < order.shares {
            return; // Could not be placed again: it stands until its own expiry (product.md §5).
        }
        self.cancel_child(child.id, CancelReason::Repriced, false);
    }

    /// One fill-and-kill, bounded, on what the book shows.
    pub(crate) fn execute_now(&mut self, id: CopyOrderId, market: &Market, book: &Book, bound: Price) {
        let Some(order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if let Some(child) = self.state.slot(id).cloned() {
            if child.state == ChildState::Live {
                self.cancel_child(child.id, CancelReason::Converting, false);
            }
            return;
        }
        let left = order.remaining().floor_to_lot();
        if self.is_nothing(left, order.trader_price) {
            self.finish_order(id, EndReason::Filled);
            return;
        }
        let passage = self.gate_child(&order, market, bound_for_gate(&order, book, bound), left);
        if passage.allowed < LOT {
            self.wait_at_gate(id, &passage);
            return;
        }
        match conversion::plan(order.side, book, passage.allowed, bound, market.tick) {
            Ok(plan) => {
                let attempt = order.attempts + 1;
                self.put(Change::Order(CopyOrder {
                    attempts: attempt,
                    ..order.clone()
                }));
                self.tell(What::Conversion {
                    order: id,
                    token: order.token.clone(),
                    side: order.side,
                    bound,
                    worst: plan.worst,
                    shares: plan.shares,
                    budget: plan.budget,
                    attempt,
                });
                if attempt == 1 && order.style == Style::Ladder {
                    self.command(Command::Notify(Notice::Converted { order: id }));
                }
                self.place(id, market, plan.child_kind());
            }
            Err(NothingExecutable::BeyondBound) => self.nothing_in_reach(&order),
            Err(NothingExecutable::NothingWanted) => self.finish_order(id, EndReason::Filled),
            Err(NothingExecutable::UnderOneDollar) => self.too_small_to_execute(&order, book, bound),
        }
    }

    /// A `fast` order that finds nothing goes to the ladder; a converted one waits, visibly, for its bound.
    fn nothing_in_reach(&mut self, order: &CopyOrder) {
        if order.style == Style::Fast {
            self.put(Change::Order(CopyOrder {
                style: Style::Ladder,
                next_look: self.now,
                ..order.clone()
            }));
        } else {
            self.wait(order.id, WaitReason::BeyondBound, Vec::new());
        }
    }

    /// Under $1 on this book: if all that is left is worth less, that was all; if only the book is thin, it waits.
    fn too_small_to_execute(&mut self, order: &CopyOrder, book: &Book, bound: Price) {
        let best = match order.side {
            Side::Buy => book.best_ask(),
            Side::Sell => book.best_bid(),
        };
        let worth = order.remaining().value(best.unwrap_or(bound), Rounding::Down);
        if order.style == Style::Fast {
            self.nothing_in_reach(order);
        } else if worth < Usd::ONE {
            self.finish_order(order.id, EndReason::RestBelowMinimum);
        } else {
            self.wait(order.id, WaitReason::BeyondBound, Vec::new());
        }
    }

    pub(crate) fn is_nothing(&self, left: Shares, at: Price) -> bool {
        left < LOT || left.value(at, Rounding::Down) < NOTHING_LEFT
    }

    /// Makes a child, in state `Prepared`, and asks for it to be signed, committed and sent.
    fn place(&mut self, id: CopyOrderId, market: &Market, kind: ChildKind) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        let child = self.next_child_id();
        let (shares, expires_at) = match kind {
            ChildKind::Resting { shares, expires_at, .. } => (shares, Some(expires_at)),
            ChildKind::BuyNow { price, budget } => (budget.buys(price), None),
            ChildKind::SellNow { shares, .. } => (shares, None),
        };
        order.waiting = None;
        order.limit = Some(kind.price());
        let stage = if kind.rests() { order.stage } else { Stage::Market };
        self.put(Change::Order(order.clone()));
        self.put(Change::Child(Child {
            id: child,
            order: id,
            token: order.token.clone(),
            side: order.side,
            kind,
            hash: None,
            state: ChildState::Prepared,
            matched: Shares::ZERO,
            filled: Shares::ZERO,
            created_at: self.now,
            next_look: self.now.plus(RETRY_MS),
            missing: 0,
            stage,
            last: false,
        }));
        self.tell_step(
            &order,
            OrderStep::Placed {
                child,
                limit: kind.price(),
                shares,
                rests: kind.rests(),
                expires_at,
            },
        );
        self.command(Command::Place(PlaceChild {
            child,
            token: order.token,
            exchange: market.exchange,
            tick: market.tick,
            side: order.side,
            kind,
            created_at: self.now,
        }));
    }

    fn wait_at_gate(&mut self, id: CopyOrderId, passage: &Passage) {
        let reason = match passage.blocked {
            Some(GateName::Balance) => WaitReason::Balance,
            Some(GateName::Reconciled) => WaitReason::Unreconciled,
            Some(GateName::Stopped) => WaitReason::Stopped,
            Some(GateName::MarketOpen) => WaitReason::VenueUnavailable,
            _ => WaitReason::Limit,
        };
        self.wait(id, reason, passage.gates.clone());
    }
}

/// A purchase is gated at the price it may have to pay: the bound, but no more than the visible book's last level.
fn bound_for_gate(order: &CopyOrder, book: &Book, bound: Price) -> Price {
    if order.side == Side::Sell {
        return bound;
    }
    let mut left = order.remaining();
    let mut worst = bound;
    for level in &book.asks {
        worst = level.price.at_most(bound);
        left -= level.shares;
        if left <= Shares::ZERO || level.price > bound {
            break;
        }
    }
    worst
}
