//! What new settings allow that the old ones did not. Every field is looked at: one that is added has to say when it widens.

use pilotfish_copy::entity::{BelowMinimum, CopySides, FollowSettings, GlobalLimits, Style};
use pilotfish_copy::money::{Percentage, Price, Usd};

/// One thing that a follow may do from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WiderFollow {
    Percentage(Percentage, Percentage),
    MaxOrder(Usd, Usd),
    MaxMarket(Usd, Usd),
    MaxTotal(Usd, Usd),
    MaxSlippage(Price, Price),
    PriceMin(Price, Price),
    PriceMax(Price, Price),
    /// Minutes to resolution.
    MinutesToResolution(i64, i64),
    /// Minutes that a purchase may be old.
    PurchaseAge(i64, i64),
    /// Minutes that a purchase is worked on after its ladder.
    PurchaseEnds(i64, i64),
    /// The spread is crossed at once.
    Fast,
    /// Purchases are copied.
    Buys,
    /// Their sales are not copied any more, so that what is held stays.
    NoSales,
    /// Small changes are gathered and bought.
    Accumulates,
    /// More categories.
    Categories,
    /// Fewer words that leave a market out.
    Keywords,
    /// What they hold already is bought too.
    CopyExisting,
}

/// One global limit that allows more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WiderLimit {
    Exposure(Usd, Usd),
    DailySpend(Usd, Usd),
    OpenOrders(u32, u32),
    /// Tenths of a percent.
    Reserve(u16, u16),
    /// None: no such limit.
    DailyLoss(Option<Usd>, Option<Usd>),
}

/// What `new` allows a follow that `old` did not.
pub(crate) fn of_follow(old: &FollowSettings, new: &FollowSettings) -> Vec<WiderFollow> {
    let FollowSettings {
        percentage,
        style,
        max_slippage,
        max_order,
        max_market,
        max_total,
        price_min,
        price_max,
        min_time_to_resolution_ms,
        copy,
        below_minimum,
        categories,
        exclude_keywords,
        copy_existing,
        // How long rows of one trade are gathered makes no copy larger.
        gather_ms: _,
        max_purchase_age_ms: _,
        purchase_ends_after_ms: _,
    } = new;
    let mut wider = Vec::new();
    let mut when = |is_wider: bool, what: WiderFollow| {
        if is_wider {
            wider.push(what);
        }
    };
    when(
        percentage.tenths() > old.percentage.tenths(),
        WiderFollow::Percentage(old.percentage, *percentage),
    );
    when(
        *max_order > old.max_order,
        WiderFollow::MaxOrder(old.max_order, *max_order),
    );
    when(
        *max_market > old.max_market,
        WiderFollow::MaxMarket(old.max_market, *max_market),
    );
    when(
        *max_total > old.max_total,
        WiderFollow::MaxTotal(old.max_total, *max_total),
    );
    when(
        *max_slippage > old.max_slippage,
        WiderFollow::MaxSlippage(old.max_slippage, *max_slippage),
    );
    when(
        *price_min < old.price_min,
        WiderFollow::PriceMin(old.price_min, *price_min),
    );
    when(
        *price_max > old.price_max,
        WiderFollow::PriceMax(old.price_max, *price_max),
    );
    when(
        *min_time_to_resolution_ms < old.min_time_to_resolution_ms,
        WiderFollow::MinutesToResolution(
            minutes(old.min_time_to_resolution_ms),
            minutes(*min_time_to_resolution_ms),
        ),
    );
    let (age_before, age) = (old.oldest_purchase_ms(), new.oldest_purchase_ms());
    when(
        age > age_before,
        WiderFollow::PurchaseAge(minutes(age_before), minutes(age)),
    );
    let (ends_before, ends) = (old.purchase_ends_after_ladder_ms(), new.purchase_ends_after_ladder_ms());
    when(
        ends > ends_before,
        WiderFollow::PurchaseEnds(minutes(ends_before), minutes(ends)),
    );
    when(*style == Style::Fast && old.style != Style::Fast, WiderFollow::Fast);
    when(buys(*copy) && !buys(old.copy), WiderFollow::Buys);
    when(!sells(*copy) && sells(old.copy), WiderFollow::NoSales);
    when(
        *below_minimum == BelowMinimum::Accumulate && old.below_minimum != BelowMinimum::Accumulate,
        WiderFollow::Accumulates,
    );
    // No category is all of them.
    let more_categories = !old.categories.is_empty()
        && (categories.is_empty() || categories.iter().any(|one| !old.categories.contains(one)));
    when(more_categories, WiderFollow::Categories);
    let fewer_words = old.exclude_keywords.iter().any(|one| !exclude_keywords.contains(one));
    when(fewer_words, WiderFollow::Keywords);
    when(*copy_existing && !old.copy_existing, WiderFollow::CopyExisting);
    wider
}

/// What `new` allows in all that `old` did not.
pub(crate) fn of_limits(old: &GlobalLimits, new: &GlobalLimits) -> Vec<WiderLimit> {
    let GlobalLimits {
        max_exposure,
        max_daily_spend,
        max_open_orders,
        reserve_tenths,
        max_daily_loss,
    } = new;
    let mut wider = Vec::new();
    let mut when = |is_wider: bool, what: WiderLimit| {
        if is_wider {
            wider.push(what);
        }
    };
    when(
        *max_exposure > old.max_exposure,
        WiderLimit::Exposure(old.max_exposure, *max_exposure),
    );
    when(
        *max_daily_spend > old.max_daily_spend,
        WiderLimit::DailySpend(old.max_daily_spend, *max_daily_spend),
    );
    when(
        *max_open_orders > old.max_open_orders,
        WiderLimit::OpenOrders(old.max_open_orders, *max_open_orders),
    );
    when(
        *reserve_tenths < old.reserve_tenths,
        WiderLimit::Reserve(old.reserve_tenths, *reserve_tenths),
    );
    let loses_more = match (old.max_daily_loss, max_daily_loss) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(before), Some(now)) => *now > before,
    };
    when(loses_more, WiderLimit::DailyLoss(old.max_daily_loss, *max_daily_loss));
    wider
}

/// Whether purchases are copied.
pub(crate) const fn buys(copy: CopySides) -> bool {
    matches!(copy, CopySides::Both | CopySides::Buys)
}

/// Whether sales are copied.
pub(crate) const fn sells(copy: CopySides) -> bool {
    matches!(copy, CopySides::Both | CopySides::Sells)
}

/// A part of a minute counts as one.
const fn minutes(ms: i64) -> i64 {
    ms.saturating_add(59_999) / 60_000
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn five_percent() -> FollowSettings {
        FollowSettings {
            categories: vec!["sports".to_owned()],
            exclude_keywords: vec!["rain".to_owned()],
            ..FollowSettings::at(Percentage::from_tenths(50).unwrap())
        }
    }

    #[test]
    fn each_field_of_a_follow_widens_one_way_only() {
        type Change = fn(&mut FollowSettings);
        let wider: [Change; 19] = [
            |new| new.percentage = Percentage::from_tenths(51).unwrap(),
            |new| new.max_order = Usd::dollars(101),
            |new| new.max_market = Usd::dollars(251),
            |new| new.max_total = Usd::dollars(501),
            |new| new.max_slippage = Price::from_micros(100_001),
            |new| new.price_min = Price::from_micros(19_999),
            |new| new.price_max = Price::from_micros(980_001),
            |new| new.min_time_to_resolution_ms = 3_599_999,
            |new| new.max_purchase_age_ms = Some(3_600_001),
            |new| new.purchase_ends_after_ms = Some(i64::MAX),
            |new| new.copy = CopySides::Buys,
            |new| new.below_minimum = BelowMinimum::Accumulate,
            |new| new.categories = Vec::new(),
            |new| new.categories = vec!["politics".to_owned()],
            |new| new.categories.push("politics".to_owned()),
            |new| new.exclude_keywords = Vec::new(),
            |new| new.exclude_keywords = vec!["snow".to_owned()],
            |new| new.copy_existing = true,
            |new| new.style = Style::Fast,
        ];
        for (number, change) in wider.into_iter().enumerate() {
            let old = five_percent();
            let mut new = old.clone();
            change(&mut new);
            assert_eq!(
                of_follow(&old, &new).len(),
                1,
                "change {number}: {:?}",
                of_follow(&old, &new)
            );
        }
        let narrower: [Change; 10] = [
            |new| new.percentage = Percentage::from_tenths(1).unwrap(),
            |new| new.max_order = Usd::ONE,
            |new| new.max_market = Usd::ONE,
            |new| new.max_total = Usd::ONE,
            |new| new.max_slippage = Price::ZERO,
            |new| new.price_min = Price::from_micros(500_000),
            |new| new.price_max = Price::from_micros(500_000),
            |new| new.min_time_to_resolution_ms = i64::MAX,
            |new| new.copy = CopySides::Sells,
            |new| new.exclude_keywords.push("snow".to_owned()),
        ];
        for (number, change) in narrower.into_iter().enumerate() {
            let old = five_percent();
            let mut new = old.clone();
            change(&mut new);
            assert_eq!(of_follow(&old, &new), [], "change {number}");
        }
        // Winding down ends where purchases are copied again.
        let down = FollowSettings {
            copy: CopySides::Sells,
            ..five_percent()
        };
        assert_eq!(of_follow(&down, &five_percent()), [WiderFollow::Buys]);
    }

    #[test]
    fn each_global_limit_widens_one_way_only() {
        let old = GlobalLimits {
            max_daily_loss: Some(Usd::dollars(50)),
            ..GlobalLimits::default()
        };
        type Change = fn(&mut GlobalLimits);
        let wider: [Change; 6] = [
            |new| new.max_exposure = Usd::dollars(1_501),
            |new| new.max_daily_spend = Usd::dollars(301),
            |new| new.max_open_orders = 51,
            |new| new.reserve_tenths = 49,
            |new| new.max_daily_loss = None,
            |new| new.max_daily_loss = Some(Usd::dollars(51)),
        ];
        for (number, change) in wider.into_iter().enumerate() {
            let mut new = old.clone();
            change(&mut new);
            assert_eq!(of_limits(&old, &new).len(), 1, "change {number}");
            assert_eq!(of_limits(&new, &old), [], "back from change {number}");
        }
        let none = GlobalLimits::default();
        assert_eq!(of_limits(&none, &old), [], "a limit where there was none");
    }
}
