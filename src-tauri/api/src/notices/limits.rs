//! Limits that kept something back: which one, and to what it could be raised.

use pilotfish_copy::entity::{Gate, GateBasis, GateName, GlobalLimits};
use pilotfish_copy::money::Usd;

use crate::numbers::few;
use crate::types::{GlobalLimit, LimitFigure, Raise};

/// Steps of a round figure, in tenths of its power of ten.
const STEPS: [i64; 9] = [10, 15, 20, 25, 30, 40, 50, 60, 80];

/// The limit that bound among these checks; none where none of them is one.
pub(super) fn bound(gates: &[Gate]) -> Option<&Gate> {
    gates
        .iter()
        .rev()
        .find(|gate| gate.cut())
        .filter(|gate| is_limit(gate.gate))
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

/// Whether each follow has one of its own.
pub(super) const fn is_of_a_follow(gate: GateName) -> bool {
    matches!(
        gate,
        GateName::OrderLimit | GateName::MarketLimit | GateName::FollowLimit
    )
}

/// The limit's own figure.
pub(super) fn figure(basis: &GateBasis) -> Option<LimitFigure> {
    match basis {
        GateBasis::Money { limit, .. } => Some(LimitFigure::Usd { usd: *limit }),
        GateBasis::Count { limit, .. } => Some(LimitFigure::Orders { count: few(*limit) }),
        GateBasis::Balance { free, .. } => Some(LimitFigure::Free { usd: *free }),
        _ => None,
    }
}

/// To what the limit could be raised; none where it was raised since it bound, or is no limit over all follows.
pub(super) fn raise(gate: GateName, basis: &GateBasis, limits: &GlobalLimits) -> Option<Raise> {
    let money = |limit, now: Usd| {
        let GateBasis::Money { limit: then, .. } = basis else {
            return None;
        };
        (now <= *then).then(|| Raise {
            limit,
            now: now.to_string(),
            to: next_round(now).to_string(),
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
            (u64::from(now) <= *then).then(|| Raise {
                limit: GlobalLimit::OpenOrders,
                now: now.to_string(),
                to: to.to_string(),
            })
        }
        _ => None,
    }
}

/// The next round figure above: 300 to 400, 1,500 to 2,000, 0 to 100; whole dollars.
fn next_round(now: Usd) -> Usd {
    let least = Usd::dollars(100);
    if now < least {
        return least;
    }
    let mut power = Usd::dollars(10);
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
            (0, 100),
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
