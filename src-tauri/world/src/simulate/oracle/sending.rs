//! What must be so at the moment when an order goes out.

use pilotfish_copy::command::PlaceChild;
use pilotfish_copy::entity::{ChildState, CopyOrder, HaltReason};
use pilotfish_copy::ids::{OrderHash, RealMs, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Shares};

use super::books::{Sent, size};
use super::{Oracle, Pair};
use crate::simulate::venue::Venue;

impl Oracle {
    /// Whether an order is on its way.
    pub(crate) fn in_flight(&mut self, hash: &OrderHash, on_its_way: bool) {
        if let Some(sent) = self.books.sent.get_mut(hash) {
            sent.in_flight = on_its_way;
        }
    }

    /// An order goes out now.
    pub(crate) fn sent(&mut self, now: i64, place: &PlaceChild, hash: &OrderHash, venue: &Venue) {
        self.books.read(&venue.ledger);
        let committed = self
            .said
            .by_hash
            .get(hash)
            .and_then(|child| self.said.children.get(child))
            .filter(|child| child.id == place.child && child.state == ChildState::Prepared && child.kind == place.kind);
        let Some(child) = committed else {
            self.found(
                now,
                "send before commit",
                format!("child {} goes out without a committed row of its hash", place.child),
            );
            return;
        };
        let Some(order) = self.said.orders.get(&child.order).cloned() else {
            self.found(now, "order", format!("child {} is of no order", place.child));
            return;
        };
        self.check_slot(now, &order);
        self.check_size(now, place, &order);
        self.check_price(now, place, &order);
        self.check_halts(now, place, &order);
        match place.side {
            Side::Buy => {
                self.check_not_sold_by_user(now, &order);
                self.check_limits(now, place, &order, venue);
                self.check_rules(now, place, &order);
            }
            Side::Sell => {
                self.check_held(now, place, &order);
                self.check_turned(now, &order);
            }
        }
        self.books.send(place, hash, order.id, order.follow);
    }

    /// At most one unresolved hash a slot: the earlier ones are over by what the core was told, and in truth.
    fn check_slot(&mut self, now: i64, order: &CopyOrder) {
        let mut problem = None;
        for (hash, sent) in self.books.sent_for(order.id) {
            if sent.live || sent.in_flight {
                problem = Some((
                    "two live children",
                    format!("child {} is still live at the venue", sent.child),
                ));
                break;
            }
            let holds = self.slots.get(hash).and_then(|told| told.holds(RealMs(now)));
            if let Some(why) = holds {
                problem = Some(("slot", format!("child {} may still execute: {why}", sent.child)));
                break;
            }
        }
        if let Some((rule, what)) = problem {
            self.found(
                now,
                rule,
                format!("order {}: another child goes out, but {what}", order.id),
            );
        }
    }

    /// Never more than the shares that the order is for, plus one lot.
    fn check_size(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder) {
        let executed = self.books.executed(order.id);
        let left = (order.shares - order.released - executed).at_least(Shares::ZERO);
        let asked = size(place.kind);
        if asked > left + LOT {
            self.found(
                now,
                "overfill",
                format!(
                    "order {} for {} (less {}) executed {executed}, and child {} asks for {asked}",
                    order.id, order.shares, order.released, place.child
                ),
            );
        }
    }

    /// Never beyond the slippage bound, always on the tick it was made for.
    fn check_price(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder) {
        let price = place.kind.price();
        let bound = order.bound();
        let beyond = match order.side {
            Side::Buy => price > bound,
            Side::Sell => price < bound,
        };
        if beyond && !matches!(order.execution, pilotfish_copy::entity::Execution::Limit { .. }) {
            self.found(
                now,
                "slippage",
                format!(
                    "child {} at {price} is beyond the bound {bound} of order {}",
                    place.child, order.id
                ),
            );
        }
    }

    /// What the halts that stand allow.
    fn check_halts(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder) {
        let purchase = order.side == Side::Buy;
        let mut broken: Vec<&'static str> = Vec::new();
        for halt in self.said.halts.values() {
            let here = halt.reason.token().is_none_or(|token| *token == order.token);
            let after = order.created_at >= halt.since;
            let wrong = match &halt.reason {
                HaltReason::Stopped => !(order.by_user && after),
                HaltReason::Paused => {
                    if purchase {
                        !place.kind.rests() || after
                    } else {
                        !order.by_user && order.created_at > halt.since
                    }
                }
                HaltReason::DailyLoss | HaltReason::ClosedOnly => purchase,
                HaltReason::CashMissing | HaltReason::SharesMissing { .. } | HaltReason::DiskLow => purchase,
                HaltReason::SharesUnexplained { .. } => purchase && here,
                HaltReason::ForeignOrder { .. } => here && !order.by_user,
                HaltReason::VenueMode
                | HaltReason::NotWritten
                | HaltReason::Clock
                | HaltReason::Authentication
                | HaltReason::Banned
                | HaltReason::Region
                | HaltReason::Version => true,
            };
            if wrong {
                broken.push(halt.reason.word());
            }
        }
        if self.stopped && !order.by_user && !self.said.halted("stopped") {
            broken.push("stopped (the user's word)");
        }
        if self.foreign.contains_key(&order.token) && !order.by_user {
            broken.push("foreign_order (as listed)");
        }
        if !broken.is_empty() {
            self.found(
                now,
                "halt",
                format!(
                    "child {} of order {} ({} {}, by the user: {}) goes out although: {}",
                    place.child,
                    order.id,
                    order.side.as_str(),
                    order.token,
                    order.by_user,
                    broken.join(", ")
                ),
            );
        }
    }

    /// What the user sold is not bought back: no order that is older than the user's close of its position goes on.
    fn check_not_sold_by_user(&mut self, now: i64, order: &CopyOrder) {
        let pair: Pair = (order.follow, order.token.clone());
        if let Some(closed) = self.closes.get(&pair)
            && order.signal < *closed
        {
            self.found(
                now,
                "bought back",
                format!(
                    "order {} was signalled before the user closed {} and buys on",
                    order.id, order.token
                ),
            );
        }
    }

    /// Only shares held through that follow are sold, each once.
    fn check_held(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder) {
        let pair: Pair = (order.follow, order.token.clone());
        let held = self.held(&pair);
        let others: Shares = self
            .books
            .sent
            .iter()
            .filter(|(_, sent)| {
                sent.follow == order.follow
                    && sent.token == order.token
                    && sent.side == Side::Sell
                    && sent.order != order.id
                    && (sent.live || sent.in_flight)
            })
            .map(|(hash, sent)| self.open(hash, sent))
            .sum();
        let asked = size(place.kind);
        if asked > (held - others).at_least(Shares::ZERO) + LOT {
            self.found(
                now,
                "sells what is not held",
                format!(
                    "child {} sells {asked} of {}, but follow {} holds {held} and sells {others} already",
                    place.child, order.token, order.follow
                ),
            );
        }
    }

    /// Before anything copied is sold, the purchases that it turned round are over.
    fn check_turned(&mut self, now: i64, order: &CopyOrder) {
        if order.by_user {
            return;
        }
        // An exit that is due again, since its sale failed to settle, is older than a purchase that came meanwhile.
        let seen = self
            .said
            .signals
            .get(&order.signal)
            .map_or(order.created_at, |signal| signal.seen_at);
        let buys = self
            .said
            .orders
            .values()
            .filter(|other| {
                other.side == Side::Buy
                    && other.follow == order.follow
                    && other.token == order.token
                    && other.created_at < seen
            })
            .find(|other| {
                other.is_open()
                    || self.books.sent_for(other.id).any(|(hash, sent)| {
                        sent.live || self.slots.get(hash).and_then(|told| told.holds(RealMs(now))).is_some()
                    })
            })
            .map(|other| other.id);
        if let Some(buys) = buys {
            self.found(
                now,
                "turn",
                format!(
                    "order {} sells while the purchase {buys} of the same token still works",
                    order.id
                ),
            );
        }
    }

    /// Shares that an order of ours may still execute.
    pub(super) fn open(&self, hash: &OrderHash, sent: &Sent) -> Shares {
        let executed: Shares = self.books.legs_of(hash).map(|(_, leg)| leg.shares).sum();
        (sent.size() - executed).at_least(Shares::ZERO)
    }

    /// Shares that a follow holds of a token: what it bought and was not told to have failed, less what it sold.
    pub(super) fn held(&self, pair: &Pair) -> Shares {
        let mut held = self.rows.corrections.get(pair).copied().unwrap_or_default();
        for (hash, sent) in self
            .books
            .sent
            .iter()
            .filter(|(_, sent)| sent.follow == pair.0 && sent.token == pair.1)
        {
            for (_, leg) in self.books.legs_of(hash) {
                match sent.side {
                    Side::Buy if leg.told != Some(pilotfish_copy::input::Settlement::Failed) => held += leg.shares,
                    Side::Sell if !leg.failed => held -= leg.shares,
                    _ => {}
                }
            }
        }
        held
    }

    /// The follow's own rules, asked of each purchase again.
    fn check_rules(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder) {
        let Some(follow) = self.said.follows.get(&order.follow) else {
            return;
        };
        let settings = &follow.settings;
        let mut broken: Vec<String> = Vec::new();
        let price = place.kind.price();
        if order.trader_price < settings.price_min || order.trader_price > settings.price_max {
            broken.push(format!("the trader's price {} is outside the band", order.trader_price));
        }
        if place.kind.rests() && (price < settings.price_min || price > settings.price_max) {
            broken.push(format!("the limit {price} is outside the band"));
        }
        if settings.copy == pilotfish_copy::entity::CopySides::Sells {
            broken.push("it copies sales only".to_owned());
        }
        if !follow.status.is_on() {
            broken.push("it is off".to_owned());
        }
        if let Some(market) = self.said.markets.get(&order.condition) {
            let at = VenueMs(now);
            if let Some(end) = market.end
                && end > at
                && end.since(at) < settings.min_time_to_resolution_ms - 120_000
            {
                broken.push(format!("{} ms to the resolution", end.since(at)));
            }
            if market.closed || market.payouts.is_some() {
                broken.push("its market is closed".to_owned());
            }
        }
        let decided_after = order.created_at.since(order.signal_at);
        if decided_after > settings.oldest_purchase_ms().max(self.traders.oldest(order.follow)) + 60_000 {
            broken.push(format!("it was {decided_after} ms old when it was decided"));
        }
        if !broken.is_empty() {
            self.found(
                now,
                "rule",
                format!("child {} of order {}: {}", place.child, order.id, broken.join(", ")),
            );
        }
    }
}
