//! Working a copy order: its price on a fresh book (product.md §6, §7).
//!
//! A decision is made when a fresh book arrives, never on an old one. A copy order has at most one child that may still
//! execute: a new one is made only when no other holds the slot.

use crate::command::Command;
use crate::core::Core;
use crate::entity::{Change, CopyOrder, GateName, OrderStatus, Style};
use crate::event::{CancelReason, EndReason, WaitReason, What};
use crate::ids::{CopyOrderId, TokenId};
use crate::ladder::{LadderInput, PriceDecision, PriceKind, Stage, next_boundary, price, stage_at};
use crate::limits::Passage;
use crate::market::{Book, Market};
use crate::money::Price;
use crate::schedule::RETRY_MS;
use crate::self_cross::hold_short;

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

    /// What the ladder sees of an order at `now`, on the book as last seen without our own orders; `None` while its market's
    /// facts are unknown.
    #[must_use]
    pub fn ladder_view(&self, order: &CopyOrder, now: crate::ids::VenueMs) -> Option<LadderInput> {
        let market = self.state.markets.get(&order.condition)?;
        let seen = self.books.get(&order.token).map(|book| self.without_own(market, book));
        let book = seen.unwrap_or_else(|| Book {
            token: order.token.clone(),
            observed_at: now,
            bids: Vec::new(),
            asks: Vec::new(),
            tick: market.tick,
        });
        Some(LadderInput {
            age_ms: now.since(order.signal_at).max(0),
            ..self.ladder_input(order, market, &book)
        })
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
    pub(crate) fn fast_bound(
        &self,
        order: &CopyOrder,
        market: &Market,
        own: &[crate::self_cross::OwnResting],
    ) -> Option<Price> {
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
    pub(crate) fn next_look(&self, order: &CopyOrder) -> crate::ids::VenueMs {
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

    /// The stage an order is in by its age alone.
    #[must_use]
    pub fn stage_of(&self, order: &CopyOrder) -> Stage {
        stage_at(self.now.since(order.signal_at).max(0), order.time_to_resolution_ms)
    }
}
