//! What a purchase may still take of each limit. The one owner: decisions, child orders, previews and alerts go by it.

use crate::entity::{CopyOrder, Follow, Gate, GateBasis, GateName};
use crate::fees::worst_fee;
use crate::ids::{ConditionId, VenueMs};
use crate::market::{FeeSchedule, Market, Side};
use crate::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use crate::state::State;

use super::trace::RiskTrace;

/// One limit in USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyLimit {
    /// Used up: held at cost and reserved, or spent and reserved.
    pub used: Usd,
    /// The limit.
    pub limit: Usd,
}

impl MoneyLimit {
    /// What is left of it, never negative.
    #[must_use]
    pub fn left(&self) -> Usd {
        (self.limit - self.used).max(Usd::ZERO)
    }
}

/// What is left of the limits that hold for the account as a whole, whoever buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountRoom {
    /// In all.
    pub exposure: MoneyLimit,
    /// Today, fees included.
    pub daily: MoneyLimit,
    /// Copy orders open, the one that asks not counted, and the limit.
    pub open_orders: (u64, u64),
    /// Cash; `None` while the venue's balance was not read.
    pub cash: Option<Usd>,
    /// Cash that may be spent: less the reserve, less what working purchases may still take.
    pub free: Option<Usd>,
}

/// What is left of every limit for one follow in one market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headroom {
    /// Per order.
    pub order: MoneyLimit,
    /// Per market, through every follow of the same trader.
    pub market: MoneyLimit,
    /// Per trader.
    pub follow: MoneyLimit,
    /// In all.
    pub exposure: MoneyLimit,
    /// Today, fees included.
    pub daily: MoneyLimit,
    /// Copy orders open, this one not counted, and the limit.
    pub open_orders: (u64, u64),
    /// Cash; `None` while the venue's balance was not read.
    pub cash: Option<Usd>,
    /// Cash that may be spent: less the reserve, less what working purchases may still take.
    pub free: Option<Usd>,
}

/// The day's spend as the limit counts it: filled purchases and fees of the UTC day of `now`, and what is reserved.
#[must_use]
pub fn spent_today(state: &State, now: VenueMs) -> Usd {
    state.control.spent_on(now.utc_day()) + state.sums().reserved()
}

/// Cash, claims and holdings at cost, USD: what the reserve is a share of.
#[must_use]
pub fn capital(state: &State) -> Option<Usd> {
    Some(state.control.cash? + state.sums().claims() + state.sums().cost())
}

/// USD that are never spent: a share of the capital, rounded up.
#[must_use]
pub fn reserve(state: &State) -> Option<Usd> {
    let tenths = if crate::planted!("reserve-not-kept") {
        0
    } else {
        i64::from(state.control.limits.reserve_tenths)
    };
    let kept = mul_div(capital(state)?.max(Usd::ZERO).micros(), tenths, 1_000, Rounding::Up);
    Some(Usd::from_micros(kept))
}

/// A price with the fee that a share may cost at that price or better, rounded up.
#[must_use]
pub fn with_fee(market: &Market, price: Price) -> Price {
    share_with_fee(&market.fee, price)
}

/// The same by the fee schedule alone.
#[must_use]
pub fn share_with_fee(fee: &FeeSchedule, price: Price) -> Price {
    if fee.rate_micros <= 0 {
        return price;
    }
    let share = Shares::from_micros(MICRO);
    price + Price::from_micros(worst_fee(fee, Side::Buy, share, price).micros())
}

/// What is left of the account's limits. `own` is the order that asks: what it reserves itself is not counted against it.
#[must_use]
pub fn account_room(state: &State, own: Option<&CopyOrder>, now: VenueMs) -> AccountRoom {
    let sums = state.sums();
    let limits = &state.control.limits;
    let own_reserved = reserved_by(state, own);
    let own_counts = own.is_some_and(|order| sums.counts(order.id));
    let money = |used: Usd, limit: Usd| MoneyLimit { used, limit };
    let cash = state.control.cash;
    AccountRoom {
        exposure: money(sums.committed() - own_reserved, limits.max_exposure),
        daily: money(spent_today(state, now) - own_reserved, limits.max_daily_spend),
        open_orders: (
            sums.open_orders() - u64::from(own_counts),
            u64::from(limits.max_open_orders),
        ),
        cash,
        free: cash
            .zip(reserve(state))
            .map(|(cash, kept)| cash - kept - (sums.reserved() - own_reserved)),
    }
}

/// What the order that asks reserves itself.
fn reserved_by(state: &State, own: Option<&CopyOrder>) -> Usd {
    let sums = state.sums();
    if crate::planted!("limits-ignore-reservations") {
        sums.reserved()
    } else {
        own.map_or(Usd::ZERO, |order| sums.reserved_by(order.id))
    }
}

/// What is left of every limit. `own` is the order that asks: what it reserves itself is not counted against it, what it has
/// spent counts against its own limit.
#[must_use]
pub fn headroom(
    state: &State,
    follow: &Follow,
    condition: &ConditionId,
    own: Option<&CopyOrder>,
    now: VenueMs,
) -> Headroom {
    let sums = state.sums();
    let settings = &follow.settings;
    let own_reserved = reserved_by(state, own);
    let money = |used: Usd, limit: Usd| MoneyLimit { used, limit };
    let AccountRoom {
        exposure,
        daily,
        open_orders,
        cash,
        free,
    } = account_room(state, own, now);
    Headroom {
        order: money(own.map_or(Usd::ZERO, |order| order.value), settings.max_order),
        market: money(
            sums.committed_in_market(follow.id, condition) - own_reserved,
            settings.max_market,
        ),
        follow: money(sums.committed_by_trader(follow.id) - own_reserved, settings.max_total),
        exposure,
        daily,
        open_orders,
        cash,
        free,
    }
}

impl AccountRoom {
    /// Takes shares at `price` (and, with the worst fee, `with_fee`) through the account's limits in USD, the count of open orders and
    /// the balance, in this order.
    pub(crate) fn check(&self, trace: &mut RiskTrace, price: Price, with_fee: Price) {
        usd(trace, GateName::ExposureLimit, self.exposure, price);
        usd(trace, GateName::DailySpend, self.daily, with_fee);
        let (open, most) = self.open_orders;
        trace.open_if(
            GateName::OpenOrders,
            open < most,
            GateBasis::Count {
                used: open,
                limit: most,
            },
        );
        match (self.free, self.cash) {
            (Some(free), Some(cash)) => {
                trace.at_most(
                    GateName::Balance,
                    free.buys(with_fee),
                    GateBasis::Balance { free, cash },
                );
            }
            _ => trace.open_if(GateName::Balance, false, GateBasis::Unknown),
        }
    }
}

/// Takes shares, each at that price, through a limit in USD.
fn usd(trace: &mut RiskTrace, gate: GateName, limit: MoneyLimit, a_share: Price) {
    let basis = GateBasis::Money {
        used: limit.used,
        limit: limit.limit,
    };
    trace.at_most(gate, limit.left().buys(a_share), basis);
}

impl Headroom {
    /// What is left of the account's limits.
    const fn of_account(&self) -> AccountRoom {
        AccountRoom {
            exposure: self.exposure,
            daily: self.daily,
            open_orders: self.open_orders,
            cash: self.cash,
            free: self.free,
        }
    }

    /// Takes shares at `price` (and, with the worst fee, `with_fee`) through every limit in USD, the count of open orders and
    /// the balance, in this order.
    pub(crate) fn check(&self, trace: &mut RiskTrace, price: Price, with_fee: Price) {
        usd(trace, GateName::OrderLimit, self.order, price);
        usd(trace, GateName::MarketLimit, self.market, price);
        usd(trace, GateName::FollowLimit, self.follow, price);
        self.of_account().check(trace, price, with_fee);
    }

    /// The limit that leaves the least of so many shares at `price`, where one cuts them.
    #[must_use]
    pub fn binding(&self, market: &Market, price: Price, shares: Shares) -> Option<Gate> {
        let mut trace = RiskTrace::new(shares);
        self.check(&mut trace, price, with_fee(market, price));
        trace.limit_that_cut().cloned()
    }

    /// Shares that all limits together allow at `price`.
    #[must_use]
    pub fn shares(&self, market: &Market, price: Price) -> Shares {
        let mut trace = RiskTrace::new(Shares::from_micros(i64::MAX));
        self.check(&mut trace, price, with_fee(market, price));
        trace.allowed
    }
}
