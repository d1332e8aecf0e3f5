//! The gates: every limit, on every path that can place an order. A gate can only reduce.
//!
//! Two paths lead through them: a signal on its way to a copy order (`Core::gate_signal`), and each child of a purchase on its
//! way to the venue (`Core::gate_child`), since prices, books and other orders have moved meanwhile. Price band, time,
//! filters, spend and exposure bind purchases only: an exit is stopped only by kill, pause, the venue's minimum or its
//! slippage bound (product.md §3). What is unknown blocks.

use crate::command::ChildKind;
use crate::core::Core;
use crate::entity::{
    ChildState, CopyOrder, CopySides, Follow, FollowStatus, Gate, GateName, OrderStatus, Signal, SignalOrigin,
};
use crate::event::SkipReason;
use crate::fees::worst_fee;
use crate::ids::{ConditionId, CopyOrderId, FollowId};
use crate::market::{Market, Side};
use crate::money::{LOT, MICRO, Price, Rounding, Shares, Usd, mul_div};

/// Shares on their way through the gates, with the trace of each.
pub(crate) struct Passage {
    pub(crate) allowed: Shares,
    pub(crate) gates: Vec<Gate>,
    /// The first gate that let nothing through.
    pub(crate) blocked: Option<GateName>,
}

impl Passage {
    pub(crate) fn new(asked: Shares) -> Self {
        Self {
            allowed: asked,
            gates: Vec::new(),
            blocked: None,
        }
    }

    /// A gate that is open or shut.
    pub(crate) fn open_if(&mut self, gate: GateName, open: bool, basis: impl Into<String>) {
        let allowed = if open { self.allowed } else { Shares::ZERO };
        self.at_most(gate, allowed, basis);
    }

    /// A gate that lets so many shares through.
    pub(crate) fn at_most(&mut self, gate: GateName, most: Shares, basis: impl Into<String>) {
        let asked = self.allowed;
        let allowed = asked.at_most(most).at_least(Shares::ZERO).floor_to_lot();
        if allowed.is_zero() && !asked.is_zero() && self.blocked.is_none() {
            self.blocked = Some(gate);
        }
        self.gates.push(Gate {
            gate,
            asked,
            allowed,
            basis: basis.into(),
        });
        self.allowed = allowed;
    }

    /// Whether a limit in USD or in number cut it.
    pub(crate) fn cut_by_limit(&self) -> bool {
        self.gates.iter().any(|gate| gate.cut() && is_limit(gate.gate))
    }
}

const fn is_limit(gate: GateName) -> bool {
    matches!(
        gate,
        GateName::OrderLimit
            | GateName::MarketLimit
            | GateName::FollowLimit
            | GateName::ExposureLimit
            | GateName::DailySpend
            | GateName::OpenOrders
            | GateName::Balance
    )
}

/// The word for a signal that a gate stopped.
pub(crate) const fn skip_reason(gate: GateName) -> SkipReason {
    match gate {
        GateName::Stopped => SkipReason::Stopped,
        GateName::Paused => SkipReason::Paused,
        GateName::FollowOff => SkipReason::FollowOff,
        GateName::Sides => SkipReason::SideNotCopied,
        GateName::MarketOpen => SkipReason::MarketClosed,
        GateName::Filter => SkipReason::Filtered,
        GateName::PriceBand => SkipReason::PriceBand,
        GateName::TimeToResolution => SkipReason::TooCloseToResolution,
        GateName::Held => SkipReason::NothingToSell,
        GateName::Minimum => SkipReason::UnderMinimumSize,
        GateName::Reconciled => SkipReason::Unreconciled,
        GateName::OrderLimit
        | GateName::MarketLimit
        | GateName::FollowLimit
        | GateName::ExposureLimit
        | GateName::DailySpend
        | GateName::OpenOrders
        | GateName::Balance
        | GateName::Slippage
        | GateName::SelfCross => SkipReason::Limit,
    }
}

/// USD committed in some scope: what is held, at cost, and what working purchases may still take.
#[derive(Debug, Clone, Copy, Default)]
struct Committed {
    in_market: Usd,
    in_follow: Usd,
    in_all: Usd,
    reserved: Usd,
}

impl Core {
    /// The gates of a signal: switches and filters, then (for a purchase) money.
    pub(crate) fn gate_signal(&self, signal: &Signal, follow: &Follow, market: &Market, asked: Shares) -> Passage {
        let control = &self.state.control;
        let mut passage = Passage::new(asked);
        let by_user = signal.origin == SignalOrigin::User;
        passage.open_if(GateName::Stopped, !control.stopped, "");
        passage.open_if(GateName::Paused, by_user || !control.paused, "");
        let on = follow.status == FollowStatus::Active || by_user;
        passage.open_if(GateName::FollowOff, on, "");
        let copied = by_user
            || match follow.settings.copy {
                CopySides::Both => true,
                CopySides::Buys => signal.side == Side::Buy,
                CopySides::Sells => signal.side == Side::Sell,
            };
        passage.open_if(GateName::Sides, copied, "");
        let open = market.accepting_orders && !market.closed && market.payouts.is_none();
        passage.open_if(GateName::MarketOpen, open, "");
        if signal.side == Side::Buy {
            self.gate_purchase_kind(&mut passage, signal, follow, market);
            self.gate_money(&mut passage, follow, market, signal.price, None);
        }
        passage
    }

    fn gate_purchase_kind(&self, passage: &mut Passage, signal: &Signal, follow: &Follow, market: &Market) {
        let settings = &follow.settings;
        let question = market.question.to_lowercase();
        let in_category = settings.categories.is_empty() || settings.categories.contains(&market.category);
        let excluded = settings
            .exclude_keywords
            .iter()
            .find(|word| !word.trim().is_empty() && question.contains(&word.trim().to_lowercase()));
        let basis = excluded.cloned().unwrap_or_else(|| market.category.clone());
        passage.open_if(GateName::Filter, in_category && excluded.is_none(), basis);
        let in_band = (settings.price_min..=settings.price_max).contains(&signal.price);
        let band = format!("{} {}", settings.price_min, settings.price_max);
        passage.open_if(GateName::PriceBand, in_band, band);
        // An unknown or past end date passes this one gate, and the record says that it was unknown (product.md §3).
        let left = market.end.map(|end| end.since(self.now)).filter(|left| *left > 0);
        let far = left.is_none_or(|left| left >= settings.min_time_to_resolution_ms);
        passage.open_if(
            GateName::TimeToResolution,
            far,
            format!(
                "{} {}",
                left.map_or_else(|| "unknown".to_owned(), |left| left.to_string()),
                settings.min_time_to_resolution_ms
            ),
        );
    }

    /// The gates of a purchase's child at `price`: its own order is not counted against itself.
    pub(crate) fn gate_child(&self, order: &CopyOrder, market: &Market, price: Price, asked: Shares) -> Passage {
        let mut passage = Passage::new(asked);
        passage.open_if(GateName::Stopped, !self.state.control.stopped, "");
        let open = market.accepting_orders && !market.closed && market.payouts.is_none();
        passage.open_if(GateName::MarketOpen, open, "");
        match self.state.follows.get(&order.follow) {
            Some(follow) if order.side == Side::Buy => {
                self.gate_money(&mut passage, &follow.clone(), market, price, Some(order));
            }
            // An exit is not held back by a count of orders (product.md §3).
            Some(_) => {}
            None => passage.open_if(GateName::FollowOff, false, ""),
        }
        passage
    }

    /// Every limit in USD, then the count of open orders, then the balance.
    fn gate_money(
        &self,
        passage: &mut Passage,
        follow: &Follow,
        market: &Market,
        price: Price,
        own: Option<&CopyOrder>,
    ) {
        let control = &self.state.control;
        passage.open_if(
            GateName::Reconciled,
            control.unreconciled.is_none(),
            control.unreconciled.clone().unwrap_or_default(),
        );
        let committed = self.committed(follow.id, &market.condition, own.map(|order| order.id));
        let spent = own.map_or(Usd::ZERO, |order| order.value);
        let settings = &follow.settings;
        let limits = &control.limits;
        let with_fee = price_with_fee(market, price);
        let mut usd = |gate, limit: Usd, used: Usd, a_share: Price| {
            passage.at_most(gate, (limit - used).buys(a_share), format!("{used} {limit}"));
        };
        usd(GateName::OrderLimit, settings.max_order, spent, price);
        usd(GateName::MarketLimit, settings.max_market, committed.in_market, price);
        usd(GateName::FollowLimit, settings.max_total, committed.in_follow, price);
        usd(GateName::ExposureLimit, limits.max_exposure, committed.in_all, price);
        usd(
            GateName::DailySpend,
            limits.max_daily_spend,
            control.spent_today + committed.reserved,
            with_fee,
        );
        self.gate_open_orders(passage);
        match control.cash {
            None => passage.open_if(GateName::Balance, false, "unknown"),
            Some(cash) => {
                let keep = mul_div(cash.micros(), i64::from(limits.reserve_tenths), 1_000, Rounding::Up);
                let free = cash - Usd::from_micros(keep) - committed.reserved;
                passage.at_most(GateName::Balance, free.buys(with_fee), format!("{free} {cash}"));
            }
        }
    }

    fn gate_open_orders(&self, passage: &mut Passage) {
        let open = self
            .state
            .children
            .values()
            .filter(|child| child.state.holds_slot())
            .count();
        let most = usize::try_from(self.state.control.limits.max_open_orders).unwrap_or(usize::MAX);
        passage.open_if(GateName::OpenOrders, open < most, format!("{open} {most}"));
    }

    fn committed(&self, follow: FollowId, condition: &ConditionId, without: Option<CopyOrderId>) -> Committed {
        let mut sums = Committed::default();
        let mut add = |of: FollowId, at: &ConditionId, usd: Usd| {
            sums.in_all += usd;
            if of == follow {
                sums.in_follow += usd;
                if at == condition {
                    sums.in_market += usd;
                }
            }
        };
        for holding in self.state.holdings.values().filter(|holding| holding.payout.is_none()) {
            add(holding.follow, &holding.condition, holding.cost);
        }
        let mut reserved = Usd::ZERO;
        for order in self.state.orders.values().filter(|order| Some(order.id) != without) {
            let usd = self.reservation(order);
            reserved += usd;
            add(order.follow, &order.condition, usd);
        }
        sums.reserved = reserved;
        sums
    }

    /// Money that a purchase at work may still take, its fee included: its child's price where one stands, else the
    /// trader's price or its last limit, whichever is higher.
    #[must_use]
    pub fn reservation(&self, order: &CopyOrder) -> Usd {
        if order.side == Side::Sell || order.status == OrderStatus::Ended {
            return Usd::ZERO;
        }
        let slot = self.state.slot(order.id);
        let fee = |shares, price| {
            self.state
                .market_of(&order.token)
                .map_or(Usd::ZERO, |market| worst_fee(&market.fee, Side::Buy, shares, price))
        };
        match slot.map(|child| (child.kind, child.filled)) {
            Some((ChildKind::BuyNow { budget, .. }, _)) => {
                let spent: Usd = self
                    .state
                    .fills
                    .values()
                    .filter(|fill| slot.is_some_and(|child| child.id == fill.child))
                    .map(|fill| crate::accounts::fill_value(fill.side, fill.shares, fill.price))
                    .sum();
                let left = (budget - spent).at_least(Usd::ZERO);
                // A budget buys more shares the cheaper they come, and pays more fee for it: the bound is at one tick.
                let fee = self.state.market_of(&order.token).map_or(Usd::ZERO, |market| {
                    crate::fees::worst_fee_of_budget(&market.fee, left, market.tick.lowest())
                });
                left + fee
            }
            Some((ChildKind::Resting { price, shares, .. }, filled)) => {
                let left = (shares - filled).at_least(Shares::ZERO);
                left.value(price, Rounding::Up) + fee(left, price)
            }
            Some((ChildKind::SellNow { .. }, _)) => Usd::ZERO,
            None if order.status == OrderStatus::Ending => Usd::ZERO,
            None => {
                let price = order.limit.unwrap_or(order.trader_price).at_least(order.trader_price);
                order.remaining().value(price, Rounding::Up) + fee(order.remaining(), price)
            }
        }
    }

    /// What working purchases may still take, in all.
    #[must_use]
    pub fn reserved(&self) -> Usd {
        self.state.orders.values().map(|order| self.reservation(order)).sum()
    }

    /// Our orders that rest, or may rest, on a token or its complement, other than one order's own.
    pub(crate) fn own_resting(&self, market: &Market, order: &CopyOrder) -> Vec<crate::self_cross::OwnResting> {
        let complement = market.complement(&order.token);
        self.state
            .children
            .values()
            .filter(|child| child.order != order.id && child.kind.rests() && Self::may_rest(child.state))
            .filter_map(|child| {
                let on_complement = Some(&child.token) == complement;
                (on_complement || child.token == order.token).then(|| crate::self_cross::OwnResting {
                    on_complement,
                    side: child.side,
                    price: child.kind.price(),
                })
            })
            .collect()
    }

    /// Whether an order for that many shares may be made: at least the market's size and $1 at the trader's price.
    pub(crate) fn below_minimum(market: &Market, shares: Shares, price: Price) -> Option<SkipReason> {
        if shares < LOT {
            Some(SkipReason::RoundsToNothing)
        } else if shares.value(price, Rounding::Down) < Usd::ONE {
            Some(SkipReason::UnderOneDollar)
        } else if shares < market.min_size {
            Some(SkipReason::UnderMinimumSize)
        } else {
            None
        }
    }
}

/// A price with the fee a share may cost at that price or better, rounded up.
fn price_with_fee(market: &Market, price: Price) -> Price {
    let share = Shares::from_micros(MICRO);
    price + Price::from_micros(worst_fee(&market.fee, Side::Buy, share, price).micros())
}

impl Core {
    /// Whether any child of an order might still execute.
    pub(crate) fn child_may_fill(&self, order: CopyOrderId) -> bool {
        self.state
            .children
            .values()
            .any(|child| child.order == order && child.state != ChildState::Refused && child.state.holds_slot())
    }
}
