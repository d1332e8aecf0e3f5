//! Limits that kept something back: which one, and to what it could be raised.

use pilotfish_copy::entity::{Gate, GateBasis, GateName, GlobalLimits};
use pilotfish_copy::money::Usd;

use crate::numbers::few;
use crate::program::settings::{ORDERS_MOST, USD_MOST};
use crate::types::{GlobalLimit, LimitFigure, Raise};

/// Steps of a round figure, in tenths of its power of ten.
const STEPS: [i64; 9] = [10, 15, 20, 25, 30, 40, 50, 60, 80];

/// The limit that bound among these checks; none where none of them is one.
pub(super) fn bound(gates: &[Gate]) -> Option<&Gate> {
    gates
        .iter()
        .rev()
        .find(|gate| gate.cut())
        .filter(|gate| gate.gate.is_limit())
}

/// Whether each follow has one of its own.
pub(super) const fn is_of_a_follow(gate: GateName) -> bool {
    matches!(
        gate,
        GateName::OrderLimit | GateName::MarketLimit | GateName::FollowLimit
    )
}

/// The limit's own figure.
pub(crate) fn figure(basis: &GateBasis) -> Option<LimitFigure> {
    match basis {
        GateBasis::Money { limit, .. } => Some(LimitFigure::Usd { usd: *limit }),
        GateBasis::Count { limit, .. } => Some(LimitFigure::Orders { count: few(*limit) }),
        GateBasis::Balance { free, .. } => Some(LimitFigure::Free { usd: *free }),
        GateBasis::Switch
        | GateBasis::Word { .. }
        | GateBasis::Band { .. }
        | GateBasis::Time { .. }
        | GateBasis::Age { .. }
        | GateBasis::Held { .. }
        | GateBasis::Unknown
        | GateBasis::Bound { .. }
        | GateBasis::Minimum { .. } => None,
    }
}

/// To what the limit could be raised; none where it was raised since it bound, is no limit over all follows, or stands at the most
/// that the settings take.
pub(super) fn raise(gate: GateName, basis: &GateBasis, limits: &GlobalLimits) -> Option<Raise> {
    let money = |limit, now: Usd| {
        let GateBasis::Money { limit: then, .. } = basis else {
            return None;
        };
        let to = next_round(now);
        (now <= *then && to <= USD_MOST).then(|| Raise {
            limit,
            now: now.to_string(),
            to: to.to_string(),
        })
    };
    match gate {
        GateName::ExposureLimit => money(GlobalLimit::Exposure, limits.max_exposure),
        GateName::DailySpend => money(GlobalLimit::DailySpend, limits.max_daily_spend),
        GateName::OpenOrders => {
            let GateBasis::Count { limit: then, .. } = basis else {
                return None;
            };
            let now = limits.max_open_orders;
            let to = next_round(Usd::dollars(i64::from(now)));
            (u64::from(now) <= *then && to <= Usd::dollars(i64::from(ORDERS_MOST))).then(|| Raise {
                limit: GlobalLimit::OpenOrders,
                now: now.to_string(),
                to: to.to_string(),
            })
        }
        GateName::Stopped
        | GateName::Paused
        | GateName::FollowOff
        | GateName::Sides
        | GateName::Age
        | GateName::MarketOpen
        | GateName::Filter
        | GateName::PriceBand
        | GateName::TimeToResolution
        | GateName::Held
        | GateName::OrderLimit
        | GateName::MarketLimit
        | GateName::FollowLimit
        | GateName::Balance
        | GateName::Slippage
        | GateName::SelfCross
        | GateName::Minimum
        | GateName::DailyLoss
        | GateName::Halted => None,
    }
}

/// The next round figure above: 300 to 400, 1,500 to 2,000; under 10 the double, 0 to 10; whole dollars.
fn next_round(now: Usd) -> Usd {
    let ten = Usd::dollars(10);
    if now <= Usd::ZERO {
        return ten;
    }
    if now < ten {
        let dollar = Usd::dollars(1).micros();
        let double = now.micros().saturating_mul(2);
        return Usd::from_micros(double.saturating_add(dollar - 1) / dollar * dollar).min(ten);
    }
    let mut power = ten;
    loop {
        let steps = STEPS
            .iter()
            .map(|step| Usd::from_micros(power.micros().saturating_mul(*step) / 10));
        if let Some(next) = steps.filter(|next| *next > now).min() {
            return next;
        }
        power = Usd::from_micros(power.micros().saturating_mul(10));
    }
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::money::Shares;

    use super::*;

    fn money(limit: i64) -> GateBasis {
        GateBasis::Money {
            used: Usd::dollars(limit),
            limit: Usd::dollars(limit),
        }
    }

    #[test]
    fn the_next_round_figure_lies_above() {
        let of = |dollars| next_round(Usd::dollars(dollars));
        for (now, next) in [
            (0, 10),
            (1, 2),
            (5, 10),
            (9, 10),
            (10, 15),
            (99, 100),
            (100, 150),
            (300, 400),
            (999, 1_000),
            (1_000, 1_500),
            (1_500, 2_000),
            (8_000, 10_000),
        ] {
            assert_eq!(of(now), Usd::dollars(next), "{now}");
        }
        assert_eq!(
            next_round(Usd::from_micros(2_300_000)),
            Usd::dollars(5),
            "whole dollars"
        );
        for now in 1..2_000 {
            let next = of(now);
            let double = Usd::dollars(now * 2);
            assert!(next > Usd::dollars(now) && next <= double, "{now}");
        }
    }

    #[test]
    fn no_more_is_offered_than_the_settings_take() {
        let count = |limit: u32| GateBasis::Count {
            used: u64::from(limit),
            limit: u64::from(limit),
        };
        let offered = |orders: u32, usd: Usd| {
            let limits = GlobalLimits {
                max_open_orders: orders,
                max_daily_spend: usd,
                ..GlobalLimits::default()
            };
            let spend = GateBasis::Money { used: usd, limit: usd };
            let to = |raise: Option<Raise>| raise.map(|raise| raise.to);
            (
                to(raise(GateName::OpenOrders, &count(orders), &limits)),
                to(raise(GateName::DailySpend, &spend, &limits)),
            )
        };
        assert_eq!(
            offered(10, Usd::dollars(5)),
            (Some("15".to_owned()), Some("10".to_owned()))
        );
        let under = Usd::from_micros(USD_MOST.micros() - 1);
        let (orders, usd) = offered(ORDERS_MOST - 1, under);
        assert_eq!(
            (orders, usd),
            (Some(ORDERS_MOST.to_string()), Some(USD_MOST.to_string()))
        );
        assert_eq!(offered(ORDERS_MOST, USD_MOST), (None, None));
    }

    #[test]
    fn a_limit_that_was_raised_since_is_not_offered_again() {
        let limits = GlobalLimits::default();
        let offered = raise(GateName::DailySpend, &money(300), &limits);
        assert_eq!(
            offered.map(|raise| (raise.now, raise.to)),
            Some(("300".to_owned(), "400".to_owned()))
        );
        assert_eq!(raise(GateName::DailySpend, &money(200), &limits), None);
        assert_eq!(
            raise(GateName::MarketLimit, &money(250), &limits),
            None,
            "it is the follow's own"
        );
    }

    #[test]
    fn only_a_limit_that_cut_last_is_what_bound() {
        let gate = |gate, asked: i64, allowed: i64| Gate {
            gate,
            asked: Shares::from_micros(asked),
            allowed: Shares::from_micros(allowed),
            basis: money(1),
        };
        let cut = [gate(GateName::MarketLimit, 9, 5), gate(GateName::DailySpend, 5, 5)];
        assert_eq!(bound(&cut).map(|gate| gate.gate), Some(GateName::MarketLimit));
        let other = [gate(GateName::MarketLimit, 9, 5), gate(GateName::PriceBand, 5, 0)];
        assert_eq!(bound(&other), None);
    }
}
