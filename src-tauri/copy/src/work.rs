//! Working a copy order: its price now, and the child that stands for it (product.md §6, §7).
//!
//! A decision is made when a fresh book arrives, never on an old one. A copy order has at most one child that may still
//! execute: a new one is made only when no other holds the slot.

use crate::command::{ChildKind, Command, PlaceChild};
use crate::conversion::{self, NothingExecutable};
use crate::core::Core;
use crate::entity::{Change, Child, ChildState, CopyOrder, GateName, OrderStatus, Style};
use crate::event::{CancelReason, EndReason, Notice, OrderStep, WaitReason, What};
use crate::ids::{CopyOrderId, TokenId};
use crate::ladder::{
    LadderInput, PriceDecision, PriceKind, SECURITY_THRESHOLD_MS, Stage, next_boundary, price, resting_expiry, stage_at,
};
use crate::limits::Passage;
use crate::market::{Book, Market, Side};
use crate::money::{LOT, Price, Rounding, Shares, Usd};
use crate::schedule::RETRY_MS;
use crate::self_cross::hold_short;

/// A rest worth less than this counts as filled (product.md §6).
const NOTHING_LEFT: Usd = Usd::from_micros(10_000);

impl Core {
    /// A working order is due: its token's book is asked for, and the decision is made when it comes.
    pub(crate) fn look_at_order(&mut self, id: CopyOrderId) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        order.next_look = self.now.plus(RETRY_MS);
        let token = order.token.clone();
        self.put(Change::Order(order));
        self.awaiting_book.insert(id);
        self.command(Command::FetchBook { token });
    }

    pub(crate) fn take_book(&mut self, book: Book) {
        let token = book.token.clone();
        self.books.insert(token.clone(), book.clone());
        for id in self.awaiting(&token) {
            self.awaiting_book.remove(&id);
            self.work(id, &book);
        }
    }

    pub(crate) fn take_no_book(&mut self, token: &TokenId, _reason: &str) {
        self.books.remove(token);
        for id in self.awaiting(token) {
            self.awaiting_book.remove(&id);
            let reason = if self.disconnected {
                WaitReason::Disconnected
            } else {
                WaitReason::NoBook
            };
            self.wait(id, reason, Vec::new());
        }
    }

    fn awaiting(&self, token: &TokenId) -> Vec<CopyOrderId> {
        self.awaiting_book
            .iter()
            .copied()
            .filter(|id| self.state.orders.get(id).is_some_and(|order| order.token == *token))
            .collect()
    }

    /// Prices the order on this book and brings its child to that price.
    fn work(&mut self, id: CopyOrderId, book: &Book) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if order.status != OrderStatus::Working {
            return;
        }
        let Some(market) = self.state.markets.get(&order.condition).cloned() else {
            return;
        };
        if market.closed || market.payouts.is_some() {
            self.end_order(id, EndReason::MarketClosed);
            return;
        }
        let book = &self.without_own(&market, book);
        let decision = price(&self.ladder_input(&order, &market, book));
        let own = self.own_resting(&market, &order);
        // Last of all, and for a fill-and-kill on its bound: our own order on the other side is not crossed.
        let Some(held) = hold_short(order.side, decision.limit, market.tick, &own) else {
            self.wait(id, WaitReason::BeyondBound, Vec::new());
            return;
        };
        order.next_look = self.next_look(&order);
        self.tell_price(&order, &market, book, &decision, held.limit, held.short);
        order.stage = decision.stage;
        order.regime = Some(decision.regime);
        self.put(Change::Order(order.clone()));
        if decision.refused {
            let mut passage = Passage::new(order.remaining());
            passage.open_if(GateName::Slippage, false, decision.bound.to_string());
            self.cancel_child_of(id, CancelReason::Repriced);
            self.wait(id, WaitReason::Limit, passage.gates);
            return;
        }
        let at_once = order.style == Style::Fast && order.attempts == 0;
        if decision.kind == PriceKind::Market || at_once {
            let bound = if at_once {
                self.fast_bound(&order, &market, &own)
            } else {
                Some(held.limit)
            };
            match bound {
                Some(bound) => self.execute_now(id, &market, book, bound),
                None => self.wait(id, WaitReason::BeyondBound, Vec::new()),
            }
        } else {
            self.rest_at(id, &market, book, held.limit, decision.stage);
        }
    }

    fn ladder_input(&self, order: &CopyOrder, market: &Market, book: &Book) -> LadderInput {
        LadderInput {
            side: order.side,
            trader_price: order.trader_price,
            best_bid: book.best_bid(),
            best_ask: book.best_ask(),
            tick: market.tick,
            age_ms: self.now.since(order.signal_at).max(0),
            time_to_resolution_ms: order.time_to_resolution_ms,
            last_limit: order.limit,
            max_slippage: order.max_slippage,
        }
    }

    /// The bound of a `fast` order: the ladder's last stage, whatever its age.
    fn fast_bound(&self, order: &CopyOrder, market: &Market, own: &[crate::self_cross::OwnResting]) -> Option<Price> {
        let last_stage = LadderInput {
            side: order.side,
            trader_price: order.trader_price,
            best_bid: None,
            best_ask: None,
            tick: market.tick,
            age_ms: i64::MAX / 4,
            time_to_resolution_ms: order.time_to_resolution_ms,
            last_limit: None,
            max_slippage: order.max_slippage,
        };
        let decision = price(&last_stage);
        if decision.refused {
            return None;
        }
        hold_short(order.side, decision.limit, market.tick, own).map(|held| held.limit)
    }

    /// The next regular look: after the management interval, and at a stage's boundary on the dot.
    fn next_look(&self, order: &CopyOrder) -> crate::ids::VenueMs {
        let regular = self.now.plus(self.intervals.management_ms);
        let boundary = next_boundary(order.signal_at, order.time_to_resolution_ms, self.now);
        boundary.map_or(regular, |at| at.min(regular))
    }

    fn tell_price(
        &mut self,
        order: &CopyOrder,
        market: &Market,
        book: &Book,
        decision: &PriceDecision,
        limit: Price,
        held_short: bool,
    ) {
        self.tell(What::Price {
            order: order.id,
            token: order.token.clone(),
            side: order.side,
            age_ms: self.now.since(order.signal_at).max(0),
            stage: decision.stage,
            previous_stage: order.regime.map(|_| order.stage),
            regime: decision.regime,
            trader_price: order.trader_price,
            bid: book.best_bid(),
            ask: book.best_ask(),
            tick: market.tick,
            limit,
            previous: order.limit,
            held_short,
        });
    }

    /// Has the order rest at `limit`: keeps a child that does, ends one that does not, makes one if there is none.
    fn rest_at(&mut self, id: CopyOrderId, market: &Market, book: &Book, limit: Price, stage: Stage) {
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
    fn execute_now(&mut self, id: CopyOrderId, market: &Market, book: &Book, bound: Price) {
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

    /// The order has no child for now; said once a reason, tried again at the next look.
    pub(crate) fn wait(&mut self, id: CopyOrderId, reason: WaitReason, gates: Vec<crate::entity::Gate>) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        order.next_look = self.next_look(&order);
        let news = order.waiting != Some(reason);
        order.waiting = Some(reason);
        self.put(Change::Order(order.clone()));
        if news {
            self.tell_step(&order, OrderStep::Waiting { reason, gates });
        }
    }

    pub(crate) fn tell_step(&mut self, order: &CopyOrder, step: OrderStep) {
        self.tell(What::Order {
            order: order.id,
            signal: order.signal,
            follow: order.follow,
            token: order.token.clone(),
            side: order.side,
            step,
        });
    }

    /// Begins to end an order: no new child, the standing one cancelled, final fills awaited.
    pub(crate) fn end_order(&mut self, id: CopyOrderId, reason: EndReason) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if order.status != OrderStatus::Working {
            return;
        }
        self.awaiting_book.remove(&id);
        if !self.child_may_fill(id) {
            self.tell_cancel(&order, None, cancel_reason(reason));
            self.finish_order(id, reason);
            return;
        }
        order.status = OrderStatus::Ending;
        order.end = Some(reason);
        self.put(Change::Order(order));
        self.cancel_child_of(id, cancel_reason(reason));
    }

    /// The order is over.
    pub(crate) fn finish_order(&mut self, id: CopyOrderId, reason: EndReason) {
        let Some(mut order) = self.state.orders.get(&id).cloned() else {
            return;
        };
        if order.status == OrderStatus::Ended {
            return;
        }
        let reason = order.end.unwrap_or(reason);
        let reason = if self.is_nothing(order.remaining().floor_to_lot(), order.trader_price) {
            EndReason::Filled
        } else {
            reason
        };
        order.status = OrderStatus::Ended;
        order.end = Some(reason);
        order.ended_at = Some(self.now);
        order.waiting = None;
        self.awaiting_book.remove(&id);
        self.put(Change::Order(order.clone()));
        self.tell_step(
            &order,
            OrderStep::Ended {
                reason,
                filled: order.filled,
                of: order.shares,
            },
        );
        if reason != EndReason::Filled {
            self.command(Command::Notify(Notice::Cancelled { order: id, reason }));
        }
        self.finish_turn_round(&(order.follow, order.token));
    }

    /// Records that an order's end was asked for.
    pub(crate) fn tell_cancel(&mut self, order: &CopyOrder, child: Option<crate::ids::ChildId>, reason: CancelReason) {
        self.tell(What::Cancel {
            order: order.id,
            child,
            token: order.token.clone(),
            reason,
            open: order.remaining(),
        });
    }

    /// The stage an order is in by its age alone.
    #[must_use]
    pub fn stage_of(&self, order: &CopyOrder) -> Stage {
        stage_at(self.now.since(order.signal_at).max(0), order.time_to_resolution_ms)
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

pub(crate) const fn cancel_reason(end: EndReason) -> CancelReason {
    match end {
        EndReason::TurnedRound => CancelReason::TurnedRound,
        EndReason::CancelledByUser => CancelReason::User,
        EndReason::FollowOff => CancelReason::FollowOff,
        EndReason::Stopped => CancelReason::Stopped,
        EndReason::MarketClosed | EndReason::MarketResolved => CancelReason::Market,
        EndReason::Filled | EndReason::RestBelowMinimum | EndReason::Refused => CancelReason::Converting,
    }
}
