//! What must be so when the world has come to rest: books and venue agree, nothing sent is forgotten, no exit is lost.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::entity::{ChildState, FollowStatus, HaltReason, OrderStatus, SignalKind, SignalOrigin};
use pilotfish_copy::event::{EndReason, SkipReason};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Rounding, Shares, Usd};

use super::{Oracle, Pair};
use crate::simulate::venue::{ChangeKind, Trader, Venue};

/// What snapping leaves: micro-shares of each fill.
const DUST: Shares = LOT;

/// From one attempt of an order to take what the book offers to the next, ms: one management interval, and time for its answer.
const BETWEEN_ATTEMPTS_MS: i64 = 360_000;

/// Rounding of cash: a cent.
const CENT: Usd = Usd::from_micros(10_000);

impl Oracle {
    /// The world has come to rest. `over`: nothing was wrong any more for a good while.
    pub(crate) fn at_end(&mut self, now: i64, venue: &Venue, over: bool) {
        self.books.read(&venue.ledger);
        self.check_venue(now, venue);
        if !over {
            return;
        }
        self.check_books_agree(now, venue);
        self.check_sent(now, venue);
        self.check_decisions(now);
        self.check_known(now, venue);
        self.check_exits(now, venue);
        self.check_halts_left(now, venue);
    }

    /// The oracle's own books are the venue's account: else one of them is wrong.
    fn check_venue(&mut self, now: i64, venue: &Venue) {
        let Some(account) = venue.exchange.account(&venue.us) else {
            return;
        };
        if (account.cash() - self.books.cash).micros().abs() > 0 {
            let (venue, oracle) = (account.cash(), self.books.cash);
            self.found(
                now,
                "oracle",
                format!("the venue has {venue} cash, its ledger sums to {oracle}"),
            );
        }
        for message in venue.exchange.check_invariants() {
            if venue.habits_were.micro_fills && message.contains("holds -0.00000") {
                continue; // A fill that was over by millionths, of everything that was held.
            }
            self.found(now, "exchange", message);
        }
    }

    /// Books and listed differences and dust are what the venue has.
    fn check_books_agree(&mut self, now: i64, venue: &Venue) {
        let Some(account) = venue.exchange.account(&venue.us) else {
            return;
        };
        let mut booked: BTreeMap<TokenId, Shares> = BTreeMap::new();
        for holding in self.said.holdings.values() {
            if holding.payout.is_none() {
                *booked.entry(holding.token.clone()).or_default() += holding.shares;
            }
        }
        let tokens: BTreeSet<TokenId> = booked
            .keys()
            .cloned()
            .chain(account.holdings().map(|(token, _)| token.clone()))
            .collect();
        for token in tokens {
            if venue.is_over(&token) {
                continue;
            }
            let ours = booked.get(&token).copied().unwrap_or_default();
            let theirs = account.shares(&token);
            let listed = self.said.differences.get(&token).map_or(Shares::ZERO, |difference| {
                if difference.shares.is_zero() {
                    difference.accepted
                } else {
                    difference.shares
                }
            });
            let off = theirs - ours;
            let halted = self.stands(&HaltReason::SharesMissing { token: token.clone() })
                || self.stands(&HaltReason::SharesUnexplained { token: token.clone() });
            let explained = off.abs() <= DUST || (off - listed).abs() <= DUST || (halted && off.abs() > DUST);
            if !explained {
                self.found(
                    now,
                    "books",
                    format!(
                        "the books hold {ours} of {token}, the venue {theirs}, and the difference listed is {listed}"
                    ),
                );
            }
        }
        let listed = self
            .said
            .control
            .as_ref()
            .and_then(|control| control.cash_difference)
            .map_or(Usd::ZERO, |difference| difference.usd);
        let booked = self.said.control.as_ref().and_then(|control| control.cash);
        let has = account.cash();
        if let Some(booked) = booked {
            let off = has - booked;
            let halted = self.stands(&HaltReason::CashMissing);
            if off.micros().abs() > CENT.micros() && (off - listed).micros().abs() > CENT.micros() && !halted {
                self.found(
                    now,
                    "books",
                    format!("the books have {booked} cash, the venue {has}, and the difference listed is {listed}"),
                );
            }
        }
    }

    /// Whether an order or a cancellation is on its way, or was answered a moment ago and not yet looked into: the world is not
    /// at rest.
    pub(crate) fn is_under_way(&self) -> bool {
        self.books.sent.values().any(|sent| {
            self.said
                .children
                .get(&sent.child)
                .is_some_and(|row| !self.is_settled(sent.child, row.state, sent.live))
        })
    }

    /// A child that is final, rests, or is visibly unknown.
    fn is_settled(&self, child: ChildId, state: ChildState, live: bool) -> bool {
        match state {
            ChildState::Final | ChildState::Refused => true,
            ChildState::Live | ChildState::Cancelling => live,
            ChildState::Unknown | ChildState::Closing => self.told_unknown.contains(&child),
            ChildState::Prepared => false,
        }
    }

    /// Every hash that was sent is final, rests, or is visibly unknown.
    fn check_sent(&mut self, now: i64, venue: &Venue) {
        let sent: Vec<_> = self
            .books
            .sent
            .iter()
            .map(|(hash, sent)| (hash.clone(), sent.child, sent.order, sent.live))
            .collect();
        for (hash, child, order, live) in sent {
            let Some(row) = self.said.children.get(&child).cloned() else {
                self.found(
                    now,
                    "sent",
                    format!("child {child} was sent, and there is no row of it"),
                );
                continue;
            };
            match row.state {
                ChildState::Final | ChildState::Refused if live => {
                    self.found(
                        now,
                        "sent",
                        format!("child {child} is {:?}, but rests at the venue", row.state),
                    );
                }
                state if self.is_settled(child, state, live) => {}
                state => {
                    let known = venue.exchange.order(&hash).map(|order| (order.status, order.matched));
                    self.found(
                        now,
                        "sent",
                        format!("child {child} of order {order} is still {state:?}; at the venue it is {known:?}"),
                    );
                }
            }
        }
        let stuck: Vec<_> = self
            .said
            .orders
            .values()
            .filter(|order| order.status == OrderStatus::Ending)
            .map(|order| order.id)
            .collect();
        for order in stuck {
            let unknown = self
                .books
                .sent_for(order)
                .any(|(_, sent)| self.told_unknown.contains(&sent.child));
            if !unknown {
                self.found(now, "order", format!("order {order} is still ending"));
            }
        }
        let idle: Vec<_> = self
            .said
            .orders
            .values()
            .filter(|order| order.status == OrderStatus::Working && order.waiting.is_none())
            .filter(|order| {
                let children = || self.said.children.values().filter(|child| child.order == order.id);
                let last = children().map(|child| child.created_at).max();
                !children().any(|child| child.state.holds_slot())
                    && last.is_none_or(|last| now - last.0 > BETWEEN_ATTEMPTS_MS)
            })
            .map(|order| order.id)
            .collect();
        for order in idle {
            self.found(
                now,
                "order",
                format!("order {order} works without a child and says not why"),
            );
        }
    }

    /// Every signal has its decision, or waits for something that is shown.
    fn check_decisions(&mut self, now: i64) {
        let undecided: Vec<_> = self
            .said
            .signals
            .values()
            .filter(|signal| signal.decision.is_none() && now - signal.seen_at.0 > 3_600_000)
            .map(|signal| (signal.id, signal.follow, signal.token.clone()))
            .collect();
        for (signal, follow, token) in undecided {
            let waits = self.said.reversals.contains_key(&(follow, token.clone())) || !self.said.halts.is_empty();
            if !waits {
                self.found(now, "decision", format!("signal {signal} of {token} has no decision"));
            }
        }
    }

    /// What is known of a trader is what the trader has: every change was observed.
    fn check_known(&mut self, now: i64, venue: &Venue) {
        let follows: Vec<_> = self
            .said
            .follows
            .values()
            .filter(|follow| follow.status == FollowStatus::Active && follow.moved_to.is_none())
            .cloned()
            .collect();
        for follow in follows {
            let Some(trader) = venue.trader_of(&follow.trader) else {
                continue;
            };
            for (token, position) in &trader.positions {
                let closed = venue.is_over(token);
                let lately = trader
                    .history
                    .get(token)
                    .and_then(|history| history.last())
                    .is_some_and(|(at, _)| now - at < 3_600_000);
                if closed || lately {
                    continue;
                }
                let known = self.said.known.get(&(follow.id, token.clone()));
                let shares = known.map_or(Shares::ZERO, |known| known.shares);
                // Lists leave out what is under a tenth of a share.
                if (shares - position.shares).abs() > Shares::from_micros(150_000) {
                    self.found(
                        now,
                        "observed",
                        format!(
                            "follow {} knows {shares} of {token}, the trader has {}",
                            follow.id, position.shares
                        ),
                    );
                }
            }
        }
    }

    /// No exit is lost: of what the trader has closed, nothing is held but dust, or a sale works or is visibly held back.
    fn check_exits(&mut self, now: i64, venue: &Venue) {
        let held: Vec<(Pair, Shares)> = self
            .said
            .holdings
            .iter()
            .filter(|(_, holding)| holding.payout.is_none() && holding.shares >= LOT)
            .map(|(pair, holding)| (pair.clone(), holding.shares))
            .collect();
        for (pair, shares) in held {
            if self.excused.contains_key(&pair) {
                continue;
            }
            let Some(follow) = self.said.follows.get(&pair.0).cloned() else {
                continue;
            };
            if follow.status != FollowStatus::Active
                || follow.settings.copy == pilotfish_copy::entity::CopySides::Buys
                || follow.moved_to.is_some()
            {
                continue;
            }
            let Some(trader) = venue.trader_of(&follow.trader) else {
                continue;
            };
            if trader.held(&pair.1) > Shares::ZERO {
                continue;
            }
            let sold = trader
                .changes
                .iter()
                .rev()
                .find(|change| change.token == pair.1)
                .filter(|change| change.kind == ChangeKind::Trade);
            let Some(sold) = sold.filter(|change| now - change.at > 3_600_000) else {
                continue;
            };
            if sold.at < follow.started_at.0 {
                continue;
            }
            if self.moved_unseen(&pair, trader) || transferred_away(trader, &pair.1, follow.started_at) {
                continue;
            }
            let closed = venue.is_over(&pair.1);
            let works = self
                .said
                .orders
                .values()
                .any(|order| order.is_open() && order.follow == pair.0 && order.token == pair.1);
            let waits = self
                .said
                .signals
                .values()
                .any(|signal| signal.decision.is_none() && signal.follow == pair.0 && signal.token == pair.1);
            let small = shares.value(venue.mid_at(&pair.1, now), Rounding::Up) < Usd::dollars(2)
                || self
                    .said
                    .market_of(&pair.1)
                    .is_none_or(|market| shares < market.min_size + LOT);
            let small_rest = self.said.orders.values().any(|order| {
                order.follow == pair.0
                    && order.token == pair.1
                    && order.side == Side::Sell
                    && order.end == Some(EndReason::RestBelowMinimum)
            });
            let skipped_small = self.said.signals.values().any(|signal| {
                signal.follow == pair.0
                    && signal.token == pair.1
                    && signal.side == Side::Sell
                    && signal
                        .decision
                        .as_ref()
                        .and_then(|decision| decision.skipped)
                        .is_some_and(|reason| {
                            matches!(
                                reason,
                                SkipReason::UnderOneDollar | SkipReason::UnderMinimumSize | SkipReason::SideNotCopied
                            )
                        })
            });
            if !(closed || works || waits || small || small_rest || skipped_small) {
                self.found(
                    now,
                    "exit",
                    format!(
                        "follow {} holds {shares} of {}, which its trader closed, and nothing sells them",
                        pair.0, pair.1
                    ),
                );
            }
        }
    }

    /// A sale that nothing told of moved away, as far as anybody can know: it is told and offered to close, not sold. What the
    /// core knows to be closed since is sold all the same.
    fn moved_unseen(&self, pair: &Pair, trader: &Trader) -> bool {
        let told = self
            .said
            .known
            .get(pair)
            .is_some_and(|known| known.moved_away > Shares::ZERO);
        let unseen = self.traders.unseen_sale(pair.0, trader, &pair.1);
        let closed_since = |at: VenueMs| {
            self.said.signals.values().any(|signal| {
                signal.follow == pair.0
                    && signal.token == pair.1
                    && signal.kind == SignalKind::PositionClosed
                    && signal.origin != SignalOrigin::User
                    && signal.at > at
            })
        };
        told && unseen.is_some_and(|at| !closed_since(at))
    }

    /// What stood because something was wrong stands no more.
    fn check_halts_left(&mut self, now: i64, venue: &Venue) {
        let left: Vec<HaltReason> = self
            .said
            .halts
            .keys()
            .filter(|reason| match reason {
                HaltReason::Stopped => !self.stopped,
                HaltReason::Paused => !self.paused,
                HaltReason::VenueMode | HaltReason::Clock | HaltReason::ClosedOnly | HaltReason::Region => true,
                HaltReason::ForeignOrder { order, .. } => {
                    venue.exchange.order(order).is_none_or(|order| !order.is_live())
                }
                _ => false,
            })
            .cloned()
            .collect();
        for reason in left {
            self.found(now, "halt", format!("{} still stands", reason.word()));
        }
        if self.stopped != self.said.halted("stopped") || self.paused != self.said.halted("paused") {
            let (stopped, paused) = (self.stopped, self.paused);
            self.found(
                now,
                "halt",
                format!("the user's word is stopped {stopped}, paused {paused}; the rows say otherwise"),
            );
        }
    }
}

/// Whether some of a position went without a trade since then: what is left is told and offered, not sold.
fn transferred_away(trader: &Trader, token: &TokenId, since: VenueMs) -> bool {
    trader.changes.iter().any(|change| {
        change.token == *token
            && change.kind == ChangeKind::Transfer
            && change.shares < Shares::ZERO
            && change.at > since.0
    })
}
