//! Which limit over all follows a draft would meet, before it is saved: the trader's purchases of the last 30 days, copied by
//! the draft's own settings and without the global limits, beside what the other follows spend and hold.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{CopySides, FollowSettings, GlobalLimits};
use pilotfish_copy::fees::worst_fee;
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::input::RowKind;
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_polymarket::public::ActivityLine;

use crate::types::{BindingLimit, MoneyLimit};

const DAY_MS: i64 = 86_400_000;
/// How far back the other follows' spending is looked at, ms.
pub(crate) const OTHERS_SPAN_MS: i64 = 7 * DAY_MS;

/// What the other follows take of the limits already.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Others {
    /// USD bought a day, fees included, on average of the last days.
    pub(crate) daily: Usd,
    /// USD held at cost and set aside now.
    pub(crate) exposure: Usd,
}

/// What copying the trader's last days would have taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Days that the rows cover, at least one.
    days: i64,
    /// USD spent in all, fees included.
    spent: Usd,
    /// The most USD held at cost at once.
    most_held: Usd,
}

/// The limits that would bind, the one that would bind most first.
pub(crate) fn binding(limits: &GlobalLimits, taken: Taken, others: Others) -> Vec<BindingLimit> {
    let daily = Usd::from_micros(taken.spent.micros() / taken.days.max(1));
    let all = [
        (MoneyLimit::DailySpend, daily, others.daily, limits.max_daily_spend),
        (
            MoneyLimit::Exposure,
            taken.most_held,
            others.exposure,
            limits.max_exposure,
        ),
    ];
    all.into_iter()
        .filter(|(_, own, others, most)| *own > Usd::ZERO && *own + *others > *most)
        .map(|(limit, own, others, most)| BindingLimit {
            limit,
            own: own.to_string(),
            others: others.to_string(),
            most: most.to_string(),
            raise_to: enough(own + others).to_string(),
        })
        .collect()
}

/// The next amount with two digits that is at least so much.
fn enough(usd: Usd) -> Usd {
    let mut step = MICRO;
    while usd.micros() > step.saturating_mul(100) {
        step = step.saturating_mul(10);
    }
    Usd::from_micros(mul_div(usd.micros(), 1, step, Rounding::Up).saturating_mul(step))
}

/// Copies the trader's rows (newest first) as the settings say, within the follow's own limits.
pub(crate) fn taken(
    settings: &FollowSettings,
    deeds: &[ActivityLine],
    now: VenueMs,
    market: impl Fn(&ConditionId) -> Market,
) -> Taken {
    let mut books = Books {
        settings,
        held: BTreeMap::new(),
        spent: Usd::ZERO,
        most_held: Usd::ZERO,
    };
    for deed in deeds.iter().rev() {
        books.take(deed, &market);
    }
    let first = deeds.last().map_or(now, |deed| deed.at);
    Taken {
        days: (now.since(first) + DAY_MS - 1).div_euclid(DAY_MS).max(1),
        spent: books.spent,
        most_held: books.most_held,
    }
}

/// A position as the draft would have copied it.
struct Copied {
    condition: ConditionId,
    shares: Shares,
    cost: Usd,
}

struct Books<'a> {
    settings: &'a FollowSettings,
    held: BTreeMap<TokenId, Copied>,
    spent: Usd,
    most_held: Usd,
}

impl Books<'_> {
    fn take(&mut self, deed: &ActivityLine, market: &impl Fn(&ConditionId) -> Market) {
        let (Some(token), Some(condition)) = (&deed.token, &deed.condition) else {
            return;
        };
        match deed.kind {
            RowKind::Trade(Side::Buy) if self.settings.copy != CopySides::Sells => {
                if let Some(price) = deed.price {
                    self.buy(token, &market(condition), deed.shares, price);
                }
            }
            RowKind::Trade(Side::Sell) | RowKind::Merge | RowKind::Conversion => {
                self.give_back(token, self.settings.percentage.of(deed.shares));
            }
            RowKind::Redeem => self.give_back(token, Shares::from_micros(i64::MAX)),
            RowKind::Trade(_) | RowKind::Split => {}
        }
    }

    fn buy(&mut self, token: &TokenId, market: &Market, theirs: Shares, price: Price) {
        let settings = self.settings;
        let in_market: Usd = self
            .held
            .values()
            .filter(|held| held.condition == market.condition)
            .map(|held| held.cost)
            .sum();
        let room = settings
            .max_order
            .min(settings.max_market - in_market)
            .min(settings.max_total - self.held_cost())
            .max(Usd::ZERO);
        let shares = settings.percentage.of(theirs).min(room.buys(price));
        let in_band = (settings.price_min..=settings.price_max).contains(&price);
        if !in_band || super::preview::below_minimum(market, shares, price) {
            return;
        }
        let cost = shares.value(price, Rounding::Up);
        self.spent += cost + worst_fee(&market.fee, Side::Buy, shares, price);
        let held = self.held.entry(token.clone()).or_insert_with(|| Copied {
            condition: market.condition.clone(),
            shares: Shares::ZERO,
            cost: Usd::ZERO,
        });
        held.shares += shares;
        held.cost += cost;
        self.most_held = self.most_held.max(self.held_cost());
    }

    fn give_back(&mut self, token: &TokenId, shares: Shares) {
        let Some(held) = self.held.get_mut(token) else { return };
        if shares >= held.shares {
            self.held.remove(token);
            return;
        }
        let freed = mul_div(
            held.cost.micros(),
            shares.micros(),
            held.shares.micros(),
            Rounding::Down,
        );
        held.cost -= Usd::from_micros(freed);
        held.shares -= shares;
    }

    fn held_cost(&self) -> Usd {
        self.held.values().map(|held| held.cost).sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::TxHash;

    use super::super::preview::assumed;
    use super::*;

    const NOW: VenueMs = VenueMs(10 * DAY_MS);

    fn deed(kind: RowKind, at: i64, token: &str, shares: &str, price: &str) -> ActivityLine {
        let (shares, price): (Shares, Price) = (shares.parse().unwrap(), price.parse().unwrap());
        ActivityLine {
            at: VenueMs(at),
            kind,
            token: Some(TokenId::new(token)),
            condition: Some(ConditionId::new(&format!("0x{token}"))),
            question: String::new(),
            outcome: String::new(),
            outcome_index: Some(0),
            shares,
            price: Some(price),
            value: shares.value(price, Rounding::HalfUp),
            tx: TxHash::new("0x2"),
        }
    }

    fn of(percentage: &str, deeds: &[ActivityLine]) -> Taken {
        let settings = FollowSettings {
            max_order: Usd::dollars(100_000),
            max_market: Usd::dollars(100_000),
            max_total: Usd::dollars(100_000),
            ..FollowSettings::at(percentage.parse().unwrap())
        };
        let free = |condition: &ConditionId| Market {
            fee: pilotfish_copy::market::FeeSchedule {
                rate_micros: 0,
                exponent: 1,
            },
            ..assumed(condition)
        };
        taken(&settings, deeds, NOW, free)
    }

    /// Newest first: two purchases of $5,000 two days ago, of which one is sold.
    fn rows() -> Vec<ActivityLine> {
        vec![
            deed(RowKind::Trade(Side::Sell), 9 * DAY_MS, "1", "10000", "0.6"),
            deed(RowKind::Trade(Side::Buy), 8 * DAY_MS + 1, "2", "10000", "0.5"),
            deed(RowKind::Trade(Side::Buy), 8 * DAY_MS, "1", "10000", "0.5"),
        ]
    }

    #[test]
    fn what_a_day_would_have_cost_is_the_average_of_the_days_that_are_known() {
        let taken = of("20", &rows());
        assert_eq!((taken.days, taken.spent), (2, Usd::dollars(2_000)));
        assert_eq!(taken.most_held, Usd::dollars(2_000), "the sale came later");
        let limits = GlobalLimits::default();
        let found = binding(&limits, taken, Others::default());
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.limit, one.own.as_str(), one.most.as_str(), one.raise_to.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (MoneyLimit::DailySpend, "1000", "300", "1000"),
                (MoneyLimit::Exposure, "2000", "1500", "2000"),
            ]
        );
    }

    #[test]
    fn a_demos_limits_hold_the_same_and_the_others_count() {
        let taken = of("20", &rows());
        let limits = GlobalLimits::of_demo();
        assert!(binding(&limits, taken, Others::default()).is_empty());
        let others = Others {
            daily: Usd::dollars(3_001),
            exposure: Usd::ZERO,
        };
        let found = binding(&limits, taken, others);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].limit, found[0].raise_to.as_str()),
            (MoneyLimit::DailySpend, "4100")
        );
    }

    #[test]
    fn what_the_follows_own_limits_leave_is_not_told_as_the_global_ones() {
        let settings = FollowSettings::at("20".parse().unwrap());
        let taken = taken(&settings, &rows(), NOW, assumed);
        assert_eq!(taken.most_held, Usd::dollars(200), "$100 an order");
    }

    #[test]
    fn an_amount_is_rounded_up_to_two_digits() {
        let cases = [
            ("1", "1"),
            ("99.2", "100"),
            ("100", "100"),
            ("1931.07", "2000"),
            ("8201", "8300"),
        ];
        for (usd, up) in cases {
            assert_eq!(enough(usd.parse().unwrap()).to_string(), up, "{usd}");
        }
    }
}
