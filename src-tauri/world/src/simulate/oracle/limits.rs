//! Spend, exposure and reserve at the moment when a purchase goes out, from the legs that the core was told and from all
//! that its open orders may still spend.

use std::collections::BTreeMap;

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::entity::CopyOrder;
use pilotfish_copy::fees::{worst_fee, worst_fee_of_budget};
use pilotfish_copy::ids::{ConditionId, FollowId, RealMs, VenueMs};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd, mul_div};

use super::{Oracle, Pair};
use crate::simulate::venue::Venue;

/// Rounding of costs: cents.
const SLACK: Usd = Usd::from_micros(50_000);

/// What the money of one purchase counts for.
#[derive(Debug, Default)]
struct Used {
    order: Usd,
    market: Usd,
    follow: Usd,
    exposure: Usd,
    reserved: Usd,
    reserved_today: Usd,
}

impl Oracle {
    pub(super) fn check_limits(&mut self, now: i64, place: &PlaceChild, order: &CopyOrder, venue: &Venue) {
        let Some(follow) = self.said.follows.get(&order.follow).cloned() else {
            return;
        };
        let Some(control) = self.said.control.clone() else {
            return;
        };
        let schedule = self.schedule(&order.condition);
        let this = worst_value(place.kind);
        let with_fee = worst(place.kind, schedule, Usd::ZERO, Shares::ZERO);
        let used = self.used(now, order);
        let settings = &follow.settings;
        let limits = &control.limits;
        let mut broken: Vec<String> = Vec::new();
        let mut check = |name: &str, used: Usd, limit: Usd| {
            if used > limit + SLACK {
                broken.push(format!("{name}: {used} of {limit}"));
            }
        };
        let max_order = settings.max_order.at_least(self.traders.max_order(order.follow));
        check("order", used.order + worst_value(place.kind), max_order);
        check("market", used.market + this, settings.max_market);
        check("follow", used.follow + this, settings.max_total);
        check("exposure", used.exposure + this, limits.max_exposure);
        let day = VenueMs(now).utc_day();
        // Around midnight the clocks of program and venue may say different days.
        if VenueMs(now + 300_000).utc_day() == day && VenueMs(now - 300_000).utc_day() == day {
            let spent = control.spent_on(day);
            check("day", spent + used.reserved_today + with_fee, limits.max_daily_spend);
        }
        if let Some(cash) = control.cash {
            let claims: Usd = self
                .said
                .claims
                .values()
                .map(|claim| claim.open().at_least(Usd::ZERO))
                .sum();
            let capital = cash + claims + self.cost_of(|_, _| true);
            let kept = Usd::from_micros(mul_div(
                capital.micros().max(0),
                i64::from(limits.reserve_tenths),
                1_000,
                Rounding::Down,
            ));
            check("balance", used.reserved + with_fee + kept, cash.at_least(kept) + SLACK);
        }
        let open = self
            .said
            .orders
            .values()
            .filter(|other| {
                other.is_open()
                    && self
                        .books
                        .sent_for(other.id)
                        .any(|(_, sent)| sent.live || sent.in_flight)
            })
            .count();
        let most = usize::try_from(limits.max_open_orders).unwrap_or(usize::MAX);
        if open > most {
            broken.push(format!("open orders: {open} of {most}"));
        }
        let _ = venue;
        if !broken.is_empty() {
            self.found(
                now,
                "limit",
                format!("child {} of order {}: {}", place.child, order.id, broken.join("; ")),
            );
        }
    }

    fn schedule(&self, condition: &ConditionId) -> FeeSchedule {
        self.said
            .markets
            .get(condition)
            .map_or(FeeSchedule::FREE, |market| market.fee)
    }

    /// What is used of each limit without the order that goes out.
    fn used(&self, now: i64, order: &CopyOrder) -> Used {
        let trader_of = |follow: FollowId| self.said.follows.get(&follow).map(|follow| follow.trader.clone());
        let trader = trader_of(order.follow);
        let same = |follow: FollowId| trader_of(follow) == trader;
        let market_of = |pair: &Pair| self.said.market_of(&pair.1).map(|market| market.condition.clone());
        let mut used = Used {
            market: self.cost_of(|pair, _| same(pair.0) && market_of(pair).as_ref() == Some(&order.condition)),
            follow: self.cost_of(|pair, _| same(pair.0)),
            exposure: self.cost_of(|_, _| true),
            ..Used::default()
        };
        for (hash, sent) in self.books.sent_for(order.id) {
            for (_, leg) in self.books.legs_of(hash) {
                if leg.told.is_some_and(|told| told != Settlement::Failed) && sent.side == Side::Buy {
                    used.order += leg.value;
                }
            }
        }
        for (hash, sent) in self.books.sent.iter().filter(|(_, sent)| sent.side == Side::Buy) {
            let holds = self
                .slots
                .get(hash)
                .is_none_or(|told| told.holds(RealMs(now)).is_some());
            // One that was dropped on the wire reserves as long as its fate is unknown.
            if !holds {
                continue;
            }
            let (mut value, mut shares) = (Usd::ZERO, Shares::ZERO);
            for (_, leg) in self.books.legs_of(hash).filter(|(_, leg)| leg.told.is_some()) {
                value += leg.value;
                shares += leg.shares;
            }
            let Some(other) = self.said.orders.get(&sent.order) else {
                continue;
            };
            let reserved = worst(sent.kind, self.schedule(&other.condition), value, shares);
            used.reserved += reserved;
            used.reserved_today += reserved;
            // Fees count for the day and the balance; the other limits are what shares cost.
            let reserved = worst(sent.kind, FeeSchedule::FREE, value, shares);
            used.exposure += reserved;
            if same(other.follow) {
                used.follow += reserved;
                if other.condition == order.condition {
                    used.market += reserved;
                }
            }
        }
        used
    }

    /// What holdings cost, by the legs that were told: average cost, open markets only.
    fn cost_of(&self, wanted: impl Fn(&Pair, &Usd) -> bool) -> Usd {
        self.rows
            .costs
            .iter()
            .filter(|(pair, cost)| wanted(pair, cost))
            .filter(|(pair, _)| {
                self.said
                    .holdings
                    .get(*pair)
                    .is_none_or(|holding| holding.payout.is_none())
            })
            .map(|(_, cost)| *cost)
            .sum()
    }
}

/// USD that a purchase may still cost at its limit, without its fee.
fn worst_value(kind: ChildKind) -> Usd {
    match kind {
        ChildKind::Resting { price, shares, .. } => shares.value(price, Rounding::Down),
        ChildKind::BuyNow { budget, .. } => budget,
        ChildKind::SellNow { .. } => Usd::ZERO,
    }
}

/// USD that a purchase may still cost, its fee included, when so much of it was executed.
fn worst(kind: ChildKind, schedule: FeeSchedule, value: Usd, executed: Shares) -> Usd {
    match kind {
        ChildKind::Resting { price, shares, .. } => {
            let left = (shares - executed).at_least(Shares::ZERO);
            left.value(price, Rounding::Down) + worst_fee(&schedule, Side::Buy, left, price)
        }
        ChildKind::BuyNow { budget, price } => {
            let left = (budget - value).at_least(Usd::ZERO);
            // A budget's fee at its limit: never more than what must be reserved for it.
            left + worst_fee_of_budget(&schedule, left, price).at_most(worst_fee(
                &schedule,
                Side::Buy,
                left.buys(price.at_least(Price::from_micros(1_000))),
                price,
            ))
        }
        ChildKind::SellNow { .. } => Usd::ZERO,
    }
}

/// Costs by pair.
pub(super) type Costs = BTreeMap<Pair, Usd>;
