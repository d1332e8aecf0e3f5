//! A signal becomes a copy order, a turn-round, or a skip with its reason (product.md §5).

use crate::core::Core;
use crate::entity::{
    Accumulated, BelowMinimum, Change, CopyOrder, Decision, Follow, GateName, OrderStatus, Signal, SignalKind,
    SignalOrigin, Style, TurnRound,
};
use crate::event::{EndReason, Notice, OrderStep, SkipReason, What};
use crate::ids::SignalId;
use crate::ladder::Stage;
use crate::limits::{Passage, skip_reason};
use crate::market::{Market, Side};
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};
use crate::state::Pair;

impl Core {
    /// Decides on a signal, or leaves it waiting for its market's facts or for final fills.
    pub(crate) fn decide(&mut self, id: SignalId) {
        let Some(signal) = self.state.signals.get(&id).cloned() else {
            return;
        };
        let pair = (signal.follow, signal.token.clone());
        if !self.state.markets.contains_key(&signal.condition) {
            return; // `run_due` reads the market: it is one of interest while a signal waits for it.
        }
        if let Some(mut turn) = self.state.turn_rounds.get(&pair).cloned() {
            turn.signals.push(id);
            self.put(Change::TurnRound(turn));
            return;
        }
        let opposite: Vec<_> = self
            .state
            .open_orders(&pair)
            .filter(|order| order.side != signal.side)
            .map(|order| order.id)
            .collect();
        if opposite.is_empty() {
            self.copy(&signal, self.asked(&signal, &pair));
            return;
        }
        let target = self.target(&pair);
        self.put(Change::TurnRound(TurnRound {
            follow: pair.0,
            token: pair.1.clone(),
            signals: vec![id],
            target,
        }));
        for order in opposite {
            self.end_order(order, EndReason::TurnedRound);
        }
        self.finish_turn_round(&pair);
    }

    /// Signals that waited for this market's facts.
    pub(crate) fn decide_waiting(&mut self, market: &Market) {
        let waiting: Vec<SignalId> = self
            .state
            .signals
            .values()
            .filter(|signal| signal.condition == market.condition)
            .filter(|signal| {
                let turn = self.state.turn_rounds.get(&(signal.follow, signal.token.clone()));
                !turn.is_some_and(|turn| turn.signals.contains(&signal.id))
            })
            .map(|signal| signal.id)
            .collect();
        for id in waiting {
            self.decide(id);
        }
    }

    /// What the follow wants to hold: what it holds, and what its working orders will still change.
    pub(crate) fn target(&self, pair: &Pair) -> Shares {
        let working: Shares = self
            .state
            .open_orders(pair)
            .filter(|order| order.status == OrderStatus::Working)
            .map(|order| match order.side {
                Side::Buy => order.remaining(),
                Side::Sell => -order.remaining(),
            })
            .sum();
        (self.state.held(pair) + working).at_least(Shares::ZERO)
    }

    /// The copy's share of a signal's change: the percentage, or everything held where the trader closed.
    fn asked(&self, signal: &Signal, pair: &Pair) -> Shares {
        match signal.side {
            Side::Buy => self.share_of(signal),
            Side::Sell if signal.kind == SignalKind::PositionClosed => self.target(pair),
            Side::Sell => self.share_of(signal),
        }
    }

    fn share_of(&self, signal: &Signal) -> Shares {
        let change = (signal.after - signal.before).abs();
        self.state
            .follows
            .get(&signal.follow)
            .map_or(Shares::ZERO, |follow| follow.settings.percentage.of(change))
    }

    /// Once the orders that were turned round are over: the excess is sold, or (after a purchase) the rest is bought;
    /// never more than the trader's last direction asks (product.md §5).
    pub(crate) fn finish_turn_round(&mut self, pair: &Pair) {
        let Some(turn) = self.state.turn_rounds.get(pair).cloned() else {
            return;
        };
        if self
            .state
            .open_orders(pair)
            .any(|order| order.status == OrderStatus::Ending)
        {
            return;
        }
        self.put(Change::TurnRoundGone {
            follow: pair.0,
            token: pair.1.clone(),
        });
        let signals: Vec<Signal> = turn
            .signals
            .iter()
            .filter_map(|id| self.state.signals.get(id).cloned())
            .collect();
        let mut target = turn.target;
        for signal in &signals {
            let share = self.share_of(signal);
            target = match signal.side {
                Side::Buy => target + share,
                Side::Sell if signal.kind == SignalKind::PositionClosed => Shares::ZERO,
                Side::Sell => (target - share).at_least(Shares::ZERO),
            };
        }
        let held = self.state.held(pair);
        let Some((last, earlier)) = signals.split_last() else {
            return;
        };
        for signal in earlier {
            self.skip(signal, SkipReason::TurnedRound, Passage::new(self.share_of(signal)));
        }
        let asked = match last.side {
            Side::Sell => held - target,
            Side::Buy => target - self.target(pair),
        };
        if asked > Shares::ZERO {
            self.copy(last, asked);
        } else {
            self.skip(last, SkipReason::TurnedRound, Passage::new(self.share_of(last)));
        }
    }

    /// Takes `asked` shares through accumulation, gates and minimum to a copy order or a skip.
    fn copy(&mut self, signal: &Signal, asked: Shares) {
        let (Some(follow), Some(market)) = (
            self.state.follows.get(&signal.follow).cloned(),
            self.state.markets.get(&signal.condition).cloned(),
        ) else {
            return;
        };
        let pair = (signal.follow, signal.token.clone());
        let mut signal = signal.clone();
        let mut asked = asked;
        if signal.kind == SignalKind::PositionClosed {
            self.drop_accumulated(&pair);
        } else if follow.settings.below_minimum == BelowMinimum::Accumulate {
            let Some(more) = self.with_accumulated(&mut signal, asked) else {
                let passage = Passage::new(asked);
                self.skip(&signal, SkipReason::Accumulating, passage);
                return;
            };
            asked = more;
        }
        let mut passage = Passage::new(asked);
        if signal.side == Side::Sell {
            self.gate_held(&mut passage, &pair, signal.kind);
        }
        if passage.blocked.is_some() {
            let nothing = self.state.held(&pair).is_zero();
            let reason = if nothing {
                SkipReason::NothingHeld
            } else {
                SkipReason::NothingToSell
            };
            self.skip(&signal, reason, passage);
            return;
        }
        let gated = self.gate_signal(&signal, &follow, &market, passage.allowed);
        passage.gates.extend(gated.gates);
        passage.blocked = gated.blocked;
        passage.allowed = gated.allowed;
        self.order_or_skip(&signal, &follow, &market, passage, asked);
    }

    fn order_or_skip(
        &mut self,
        signal: &Signal,
        follow: &Follow,
        market: &Market,
        mut passage: Passage,
        asked: Shares,
    ) {
        if let Some(gate) = passage.blocked {
            if passage.cut_by_limit() {
                self.command(crate::command::Command::Notify(Notice::LimitReached {
                    follow: follow.id,
                }));
            }
            self.skip(signal, skip_reason(gate), passage);
            return;
        }
        let below = Self::below_minimum(market, passage.allowed, signal.price);
        let least = format!("{} {}", market.min_size, signal.price);
        passage.open_if(GateName::Minimum, below.is_none(), least);
        match below {
            None => self.open_order(signal, follow, market, passage, asked),
            Some(_) if passage.cut_by_limit() => {
                self.command(crate::command::Command::Notify(Notice::LimitReached {
                    follow: follow.id,
                }));
                self.skip(signal, SkipReason::Limit, passage);
            }
            Some(reason) => {
                let accumulates = follow.settings.below_minimum == BelowMinimum::Accumulate;
                if accumulates && signal.kind != SignalKind::PositionClosed && signal.origin != SignalOrigin::User {
                    self.accumulate(signal, asked);
                    self.skip(signal, SkipReason::Accumulating, passage);
                } else {
                    self.skip(signal, reason, passage);
                }
            }
        }
    }

    /// Only shares held through the follow, and not already being sold, can be sold.
    fn gate_held(&self, passage: &mut Passage, pair: &Pair, kind: SignalKind) {
        let selling: Shares = self
            .state
            .open_orders(pair)
            .filter(|order| order.side == Side::Sell)
            .map(CopyOrder::remaining)
            .sum();
        let held = self.state.held(pair);
        let free = (held - selling).at_least(Shares::ZERO);
        if kind == SignalKind::PositionClosed {
            passage.allowed = free.floor_to_lot();
        }
        passage.at_most(GateName::Held, free, format!("{held} {selling}"));
        if free < crate::money::LOT && passage.blocked.is_none() {
            passage.blocked = Some(GateName::Held);
        }
    }

    fn open_order(&mut self, signal: &Signal, follow: &Follow, market: &Market, passage: Passage, asked: Shares) {
        let id = self.next_order_id();
        let order = CopyOrder {
            id,
            follow: follow.id,
            signal: signal.id,
            trader: signal.trader.clone(),
            token: signal.token.clone(),
            condition: signal.condition.clone(),
            side: signal.side,
            trader_price: signal.price,
            shares: passage.allowed,
            filled: Shares::ZERO,
            value: crate::money::Usd::ZERO,
            fees: crate::money::Usd::ZERO,
            style: if signal.origin == SignalOrigin::User {
                Style::Fast
            } else {
                follow.settings.style
            },
            max_slippage: follow.settings.max_slippage,
            signal_at: signal.at,
            time_to_resolution_ms: market.end.map(|end| end.since(signal.at)).filter(|left| *left > 0),
            status: OrderStatus::Working,
            end: None,
            limit: None,
            stage: Stage::Trader,
            regime: None,
            waiting: None,
            next_look: self.now,
            attempts: 0,
            created_at: self.now,
            ended_at: None,
        };
        self.tell(What::Order {
            order: id,
            signal: signal.id,
            follow: follow.id,
            token: signal.token.clone(),
            side: signal.side,
            step: OrderStep::Opened {
                shares: order.shares,
                asked,
                trader_price: order.trader_price,
                gates: passage.gates.clone(),
            },
        });
        let decided = Decision {
            asked,
            allowed: order.shares,
            order: Some(id),
            skipped: None,
            gates: passage.gates,
        };
        self.put(Change::Signal(Signal {
            decision: Some(decided),
            ..signal.clone()
        }));
        self.put(Change::Order(order));
    }

    /// Records that a signal is not copied, and why.
    pub(crate) fn skip(&mut self, signal: &Signal, reason: SkipReason, passage: Passage) {
        let asked = passage.gates.first().map_or(passage.allowed, |gate| gate.asked);
        self.tell(What::Skip {
            signal: signal.id,
            follow: signal.follow,
            token: signal.token.clone(),
            reason,
            asked,
            gates: passage.gates.clone(),
        });
        let decided = Decision {
            asked,
            allowed: Shares::ZERO,
            order: None,
            skipped: Some(reason),
            gates: passage.gates,
        };
        self.put(Change::Signal(Signal {
            decision: Some(decided),
            ..signal.clone()
        }));
    }

    /// Keeps a change that is too small, signed, at the share-weighted price.
    fn accumulate(&mut self, signal: &Signal, asked: Shares) {
        if asked.is_zero() {
            return;
        }
        let signed = match signal.side {
            Side::Buy => asked,
            Side::Sell => -asked,
        };
        self.put(Change::Accumulated(Accumulated {
            follow: signal.follow,
            token: signal.token.clone(),
            shares: signed,
            price: signal.price,
        }));
    }

    /// Adds what waits to a new change. `None` if the two cancel out, or turn the sign: then the difference waits on.
    fn with_accumulated(&mut self, signal: &mut Signal, asked: Shares) -> Option<Shares> {
        let pair = (signal.follow, signal.token.clone());
        let Some(waiting) = self.state.accumulated.get(&pair).cloned() else {
            return Some(asked);
        };
        let sign = if signal.side == Side::Buy { 1 } else { -1 };
        let waits_same_way = waiting.shares.micros() * sign > 0;
        self.put(Change::AccumulatedGone {
            follow: pair.0,
            token: pair.1.clone(),
        });
        if waits_same_way {
            let sum = waiting.shares.abs() + asked;
            signal.price = weighted(waiting.shares.abs(), waiting.price, asked, signal.price);
            signal.at = self.now; // Its age starts when it is large enough (product.md §5).
            return Some(sum);
        }
        let left = asked - waiting.shares.abs();
        if left > Shares::ZERO {
            return Some(left);
        }
        if left < Shares::ZERO {
            self.put(Change::Accumulated(Accumulated {
                follow: pair.0,
                token: pair.1,
                shares: Shares::from_micros(left.micros() * sign),
                price: waiting.price,
            }));
        }
        None
    }

    pub(crate) fn drop_accumulated(&mut self, pair: &Pair) {
        if self.state.accumulated.contains_key(pair) {
            self.put(Change::AccumulatedGone {
                follow: pair.0,
                token: pair.1.clone(),
            });
        }
    }
}

fn weighted(a: Shares, price_a: Price, b: Shares, price_b: Price) -> Price {
    let value = a.value(price_a, Rounding::HalfUp) + b.value(price_b, Rounding::HalfUp);
    Price::from_micros(mul_div(value.micros(), MICRO, (a + b).micros(), Rounding::HalfUp))
}
