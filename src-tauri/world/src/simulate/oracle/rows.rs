//! What must be so of the rows of each step: sums, once-only, nothing lowered, fills as the venue made them.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::Step;
use pilotfish_copy::entity::{
    Change, ChildOrder, CopyOrder, Fill, Holding, LedgerEntry, Movement, OrderStatus, Signal,
};
use pilotfish_copy::event::EndReason;
use pilotfish_copy::ids::{CopyOrderId, OrderHash, TradeId, TxHash};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Rounding, Shares, Usd, mul_div};

use super::limits::Costs;
use super::{Oracle, Pair};

/// Sums of the rows so far, kept as they change.
#[derive(Debug, Default)]
pub(super) struct Sums {
    ledger_cash: Usd,
    ledger_shares: BTreeMap<Pair, Shares>,
    ledger_claims: BTreeMap<Pair, Usd>,
    ledger_realised: BTreeMap<Pair, Usd>,
    next_ledger: u64,
    next_event: u64,
    /// What the user accepted as right.
    pub(super) corrections: BTreeMap<Pair, Shares>,
    pub(super) costs: Costs,
    once: BTreeSet<(&'static str, TradeId, OrderHash)>,
    /// Movements of the account that were told.
    pub(super) movements: BTreeSet<TxHash>,
    signal_keys: BTreeMap<String, pilotfish_copy::ids::SignalId>,
    orders_made: BTreeMap<pilotfish_copy::ids::SignalId, CopyOrderId>,
    spend: BTreeMap<i64, Usd>,
}

impl Oracle {
    /// Takes the rows of a committed step and checks them.
    pub(super) fn check_rows(&mut self, now: i64, step: &Step) {
        let mut pairs: BTreeSet<Pair> = BTreeSet::new();
        let mut orders: BTreeSet<CopyOrderId> = BTreeSet::new();
        let decides = step.changes.iter().any(
            |change| matches!(change, Change::Signal(signal) if signal.side == Side::Buy && signal.decision.is_some()),
        );
        let before: BTreeMap<CopyOrderId, CopyOrder> = if decides {
            let working = self.said.orders.iter().filter(|(_, order)| order.is_open());
            working.map(|(id, order)| (*id, order.clone())).collect()
        } else {
            BTreeMap::new()
        };
        for change in &step.changes {
            match change {
                Change::Fill(fill) => {
                    self.check_fill(now, fill);
                    pairs.insert((fill.follow, fill.token.clone()));
                    orders.insert(fill.order);
                }
                Change::Holding(holding) => drop(pairs.insert((holding.follow, holding.token.clone()))),
                Change::Claim(claim) => drop(pairs.insert((claim.follow, claim.token.clone()))),
                Change::Ledger(entry) => {
                    self.check_ledger(now, entry);
                    if let (Some(follow), Some(token)) = (entry.follow, &entry.token) {
                        pairs.insert((follow, token.clone()));
                    }
                }
                Change::Signal(signal) => self.check_signal_row(now, signal),
                Change::Order(order) => {
                    self.check_order_row(now, order);
                    orders.insert(order.id);
                }
                Change::Child(child) => {
                    self.check_child_row(now, child);
                    orders.insert(child.order);
                }
                _ => {}
            }
            self.said.apply(change);
        }
        self.check_events(now, step);
        if decides {
            self.check_cuts(now, step, &before);
        }
        self.forget_costs_of_nothing(&pairs);
        for pair in pairs {
            self.check_pair(now, &pair);
        }
        for order in orders {
            self.check_order_sums(now, order);
        }
        if !step.changes.is_empty() {
            self.check_control(now);
        }
    }

    /// A trader's purchase takes no more off the sales at work than its own share.
    fn check_cuts(&mut self, now: i64, step: &Step, before: &BTreeMap<CopyOrderId, CopyOrder>) {
        let mut asked: BTreeMap<Pair, Shares> = BTreeMap::new();
        for change in &step.changes {
            if let Change::Signal(signal) = change
                && signal.side == Side::Buy
                && let Some(decision) = &signal.decision
            {
                *asked.entry((signal.follow, signal.token.clone())).or_default() += decision.asked;
            }
        }
        for (pair, asked) in asked {
            let mut cut = Shares::ZERO;
            for (id, was) in before {
                if was.follow != pair.0 || was.token != pair.1 || was.side != Side::Sell || was.by_user {
                    continue;
                }
                let Some(is) = self.said.orders.get(id) else { continue };
                let turned = !is.is_open() || is.status == OrderStatus::Ending;
                if was.status == OrderStatus::Working && turned && is.end == Some(EndReason::TurnedRound) {
                    cut += was.remaining();
                } else {
                    cut += is.released - was.released;
                }
            }
            if cut > asked + LOT {
                self.found(
                    now,
                    "exit",
                    format!(
                        "a purchase for {asked} of {} took {cut} off the sales of follow {}",
                        pair.1, pair.0
                    ),
                );
            }
        }
    }

    fn check_events(&mut self, now: i64, step: &Step) {
        for event in &step.events {
            let expected = self.rows.next_event;
            if expected != 0 && event.seq != expected {
                self.found(
                    now,
                    "events",
                    format!("event {} comes where {expected} was due", event.seq),
                );
            }
            self.rows.next_event = event.seq + 1;
        }
    }

    /// A fill is a leg that the venue made and the core was told of, and says of it what the venue says.
    fn check_fill(&mut self, now: i64, fill: &Fill) {
        let key = (fill.trade.clone(), fill.hash.clone());
        let Some(leg) = self.books.legs.get(&key).cloned() else {
            self.found(
                now,
                "fill",
                format!("trade {} is booked, which the venue never made", fill.trade),
            );
            return;
        };
        // One that was first seen failed booked nothing, its fee neither.
        let never_booked = fill.settlement == Settlement::Failed && fill.fee == Usd::ZERO;
        if fill.shares != leg.shares
            || fill.price != leg.price
            || fill.side != leg.side
            || (fill.fee != leg.fee && !never_booked)
        {
            self.found(
                now,
                "fill",
                format!(
                    "trade {} is booked as {} {} at {} fee {}, but was {} {} at {} fee {}",
                    fill.trade,
                    fill.side.as_str(),
                    fill.shares,
                    fill.price,
                    fill.fee,
                    leg.side.as_str(),
                    leg.shares,
                    leg.price,
                    leg.fee
                ),
            );
        }
        let before = self.said.fills.get(&key).cloned();
        let ended_before = before.as_ref().map(|before| before.settlement);
        match (ended_before, fill.settlement) {
            (Some(Settlement::Failed), other) if other != Settlement::Failed => {
                self.found(
                    now,
                    "settlement",
                    format!("trade {} failed, and is {other:?} again", fill.trade),
                );
            }
            (Some(Settlement::Confirmed), other) if other != Settlement::Confirmed => {
                self.found(
                    now,
                    "settlement",
                    format!("trade {} was final, and is {other:?}", fill.trade),
                );
            }
            _ => {}
        }
        let is_told = match fill.settlement {
            Settlement::Failed => leg.told == Some(Settlement::Failed),
            Settlement::Confirmed => leg.told == Some(Settlement::Confirmed),
            _ => leg.told.is_some(),
        };
        if !is_told {
            self.found(
                now,
                "settlement",
                format!(
                    "trade {} is {:?} in the books, told was {:?}",
                    fill.trade, fill.settlement, leg.told
                ),
            );
        }
        let was = before
            .as_ref()
            .is_some_and(|before| before.settlement != Settlement::Failed);
        let is = fill.settlement != Settlement::Failed;
        self.book_cost(fill, was, is);
        if fill.side == Side::Buy
            && was != is
            && let Some(day) = fill
                .effect
                .spend_day
                .or_else(|| before.and_then(|before| before.effect.spend_day))
        {
            let spent = self.rows.spend.entry(day).or_default();
            let usd = leg.value_for_books(fill) + fill.fee;
            *spent += if is { usd } else { -usd };
        }
    }

    /// Cost by average, of what the core was told.
    fn book_cost(&mut self, fill: &Fill, was: bool, is: bool) {
        if was == is {
            return;
        }
        let pair = (fill.follow, fill.token.clone());
        let cost = self.rows.costs.entry(pair).or_default();
        *cost += if is { fill.effect.cost } else { -fill.effect.cost };
    }

    /// Where no share is left nothing is at cost: a failed purchase is taken back at its own cost, while what was sold before took
    /// the average with it.
    fn forget_costs_of_nothing(&mut self, pairs: &BTreeSet<Pair>) {
        for pair in pairs {
            if self.rows.ledger_shares.get(pair).is_some_and(|held| held.is_zero()) {
                self.rows.costs.remove(pair);
            }
        }
    }

    /// Shares that the user accepted as gone take their part of the cost with them: they are limited by nothing any more.
    fn take_out_cost(&mut self, pair: &Pair, gone: Shares) {
        let held = self.rows.ledger_shares.get(pair).copied().unwrap_or_default();
        let Some(cost) = self.rows.costs.get_mut(pair).filter(|_| held > Shares::ZERO) else {
            return;
        };
        let gone = gone.max(Shares::ZERO).min(held);
        let part = mul_div(cost.micros(), gone.micros(), held.micros(), Rounding::Down);
        *cost -= Usd::from_micros(part);
    }

    fn check_ledger(&mut self, now: i64, entry: &LedgerEntry) {
        let expected = self.rows.next_ledger;
        if expected != 0 && entry.seq != expected {
            self.found(
                now,
                "ledger",
                format!("row {} comes where {expected} was due", entry.seq),
            );
        }
        self.rows.next_ledger = entry.seq + 1;
        self.rows.ledger_cash += entry.cash;
        if let (Some(follow), Some(token)) = (entry.follow, &entry.token) {
            let pair = (follow, token.clone());
            if entry.movement == Movement::Correction {
                self.take_out_cost(&pair, -entry.shares);
            }
            *self.rows.ledger_shares.entry(pair.clone()).or_default() += entry.shares;
            *self.rows.ledger_claims.entry(pair.clone()).or_default() += entry.claim;
            *self.rows.ledger_realised.entry(pair.clone()).or_default() += entry.realised;
            if entry.movement == Movement::Correction {
                *self.rows.corrections.entry(pair).or_default() += entry.shares;
            }
        }
        let (word, trade, hash) = match &entry.movement {
            Movement::Fill { trade, hash } => ("fill", trade, hash),
            Movement::Fee { trade, hash } => ("fee", trade, hash),
            Movement::Reversal { trade, hash } => ("reversal", trade, hash),
            _ => return,
        };
        if !self.rows.once.insert((word, trade.clone(), hash.clone())) {
            self.found(now, "once", format!("the {word} of trade {trade} is booked twice"));
        }
        if word == "reversal" {
            let failed = self
                .books
                .legs
                .get(&(trade.clone(), hash.clone()))
                .is_some_and(|leg| leg.told == Some(Settlement::Failed));
            if !failed {
                self.found(now, "once", format!("trade {trade} is reversed, but did not fail"));
            }
        }
    }

    /// The rows of a pair agree with each other and with the legs.
    fn check_pair(&mut self, now: i64, pair: &Pair) {
        let Some(holding) = self.said.holdings.get(pair).cloned() else {
            return;
        };
        let by_ledger = self.rows.ledger_shares.get(pair).copied().unwrap_or_default();
        if by_ledger != holding.shares {
            self.found(
                now,
                "ledger shares",
                format!(
                    "follow {} holds {} of {}, the ledger sums to {by_ledger}",
                    pair.0, holding.shares, pair.1
                ),
            );
        }
        let claim = self
            .said
            .claims
            .get(pair)
            .map_or(Usd::ZERO, pilotfish_copy::entity::Claim::open);
        let by_ledger = self.rows.ledger_claims.get(pair).copied().unwrap_or_default();
        if by_ledger != claim {
            self.found(
                now,
                "ledger claims",
                format!(
                    "follow {} claims {claim} of {}, the ledger sums to {by_ledger}",
                    pair.0, pair.1
                ),
            );
        }
        let by_ledger = self.rows.ledger_realised.get(pair).copied().unwrap_or_default();
        if by_ledger != holding.realised {
            self.found(
                now,
                "ledger realised",
                format!(
                    "follow {} realised {} of {}, the ledger sums to {by_ledger}",
                    pair.0, holding.realised, pair.1
                ),
            );
        }
        self.check_holding(now, pair, &holding);
    }

    /// Shares are what was filled and did not fail, less what was paid out.
    fn check_holding(&mut self, now: i64, pair: &Pair, holding: &Holding) {
        if holding.payout.is_some() || !holding.paid_shares.is_zero() {
            return;
        }
        let mut shares = self.rows.corrections.get(pair).copied().unwrap_or_default();
        for fill in self
            .said
            .fills
            .values()
            .filter(|fill| fill.follow == pair.0 && fill.token == pair.1)
        {
            if fill.settlement == Settlement::Failed {
                continue;
            }
            match fill.side {
                Side::Buy => shares += fill.shares,
                Side::Sell => shares -= fill.shares,
            }
        }
        if shares != holding.shares {
            self.found(
                now,
                "holding",
                format!(
                    "follow {} holds {} of {}, its fills sum to {shares}",
                    pair.0, holding.shares, pair.1
                ),
            );
        }
    }

    fn check_signal_row(&mut self, now: i64, signal: &Signal) {
        match self.rows.signal_keys.get(&signal.key) {
            Some(id) if *id != signal.id => {
                self.found(
                    now,
                    "signal key",
                    format!("signals {id} and {} have the key {}", signal.id, signal.key),
                );
            }
            _ => drop(self.rows.signal_keys.insert(signal.key.clone(), signal.id)),
        }
        if let Some(before) = self.said.signals.get(&signal.id)
            && before.decision.is_some()
            && before.decision != signal.decision
        {
            self.found(now, "decision", format!("signal {} is decided twice", signal.id));
        }
        if let Some(decision) = &signal.decision
            && decision.order.is_none()
            && decision.skipped.is_none()
        {
            self.found(
                now,
                "decision",
                format!("signal {} is decided without order or reason", signal.id),
            );
        }
    }

    fn check_order_row(&mut self, now: i64, order: &CopyOrder) {
        match self.said.orders.get(&order.id).cloned() {
            Some(before) => {
                if order.shares > before.shares {
                    self.found(
                        now,
                        "order",
                        format!(
                            "order {} is raised from {} to {}",
                            order.id, before.shares, order.shares
                        ),
                    );
                }
                if !before.is_open() && order.is_open() {
                    self.found(now, "order", format!("order {} ended and works again", order.id));
                }
            }
            None => {
                if order.side == Side::Buy
                    && let Some(first) = self.rows.orders_made.insert(order.signal, order.id)
                {
                    self.found(
                        now,
                        "order",
                        format!("signal {} has the orders {first} and {}", order.signal, order.id),
                    );
                }
            }
        }
    }

    fn check_child_row(&mut self, now: i64, child: &ChildOrder) {
        let Some(before) = self.said.children.get(&child.id).cloned() else {
            return;
        };
        let (was, is) = (&before.evidence, &child.evidence);
        let lowered = is.answered < was.answered
            || is.reported < was.reported
            || is.traded < was.traded
            || is.failed < was.failed
            || (was.seen_live && !is.seen_live)
            || (was.over && !is.over);
        if lowered {
            self.found(now, "evidence", format!("child {}: {was:?} became {is:?}", child.id));
        }
        if !before.state.holds_slot() && child.state.holds_slot() {
            self.found(
                now,
                "evidence",
                format!("child {} was over and is {:?}", child.id, child.state),
            );
        }
    }

    fn check_order_sums(&mut self, now: i64, id: CopyOrderId) {
        let Some(order) = self.said.orders.get(&id).cloned() else {
            return;
        };
        let slots = self
            .books
            .by_order
            .get(&id)
            .into_iter()
            .flatten()
            .filter_map(|hash| self.said.by_hash.get(hash))
            .filter_map(|child| self.said.children.get(child))
            .filter(|child| child.state.holds_slot())
            .count();
        if slots > 1 {
            self.found(now, "slot", format!("order {id} has {slots} children that may execute"));
        }
        let mut filled = Shares::ZERO;
        for hash in self.books.by_order.get(&id).into_iter().flatten() {
            for trade in self.books.by_hash.get(hash).into_iter().flatten() {
                if let Some(fill) = self.said.fills.get(&(trade.clone(), hash.clone()))
                    && fill.settlement != Settlement::Failed
                {
                    filled += fill.shares;
                }
            }
        }
        if (filled - order.filled).abs() >= LOT {
            self.found(
                now,
                "order",
                format!("order {id} says {} filled, its fills sum to {filled}", order.filled),
            );
        }
    }

    fn check_control(&mut self, now: i64) {
        let Some(control) = self.said.control.clone() else {
            return;
        };
        if let Some(cash) = control.cash
            && cash != self.rows.ledger_cash
        {
            let sum = self.rows.ledger_cash;
            self.found(
                now,
                "ledger cash",
                format!("the books have {cash}, the ledger sums to {sum}"),
            );
        }
        // The core remembers some days; the last two it must.
        let last = self.rows.spend.keys().next_back().copied().unwrap_or(0);
        let days: BTreeSet<i64> = control
            .spend
            .iter()
            .map(|spend| spend.day)
            .chain([last, last - 1])
            .collect();
        // A fill's value is rounded to a millionth; small worlds have fewer than a hundred of a day.
        let rounding = i64::try_from(self.said.fills.len()).unwrap_or(i64::MAX).max(100);
        for day in days {
            let summed = self
                .rows
                .spend
                .get(&day)
                .copied()
                .unwrap_or_default()
                .at_least(Usd::ZERO);
            let said = control.spent_on(day);
            if (said - summed).micros().abs() > rounding {
                self.found(
                    now,
                    "day spend",
                    format!("day {day}: the books say {said}, fills and fees sum to {summed}"),
                );
            }
        }
    }
}

impl super::books::Leg {
    /// What the leg cost, as the books count it: shares at their price.
    fn value_for_books(&self, fill: &Fill) -> Usd {
        let _ = fill;
        self.value
    }
}
