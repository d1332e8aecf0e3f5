//! The checks of a signal on its way to a copy order: switches, filters and age first, then (for a purchase) money.

use super::headroom::{headroom, with_fee};
use super::trace::RiskTrace;
use crate::entity::{CopySides, Follow, FollowSettings, FollowStatus, GateBasis, GateName, HaltReason, Signal};
use crate::ids::VenueMs;
use crate::market::{Market, Side};
use crate::money::Price;
use crate::state::State;

/// Whether that side is copied.
pub(crate) const fn copies(settings: &FollowSettings, side: Side) -> bool {
    match settings.copy {
        CopySides::Both => true,
        CopySides::Buys => matches!(side, Side::Buy),
        CopySides::Sells => matches!(side, Side::Sell),
    }
}

/// Switches, sides and filters, and the age of a purchase: a signal that does not pass them turns nothing round.
pub(crate) fn switches(
    trace: &mut RiskTrace,
    state: &State,
    signal: &Signal,
    follow: &Follow,
    market: &Market,
    now: VenueMs,
) {
    let buys = signal.side == Side::Buy;
    trace.switch(GateName::Stopped, !buys || !state.is_stopped());
    let paused = state.is_paused() && !crate::planted!("pause-lets-purchases-through");
    trace.switch(GateName::Paused, !buys || !paused);
    let on = follow.status == FollowStatus::Active && !(buys && follow.moved_to.is_some());
    trace.switch(GateName::FollowOff, on);
    trace.switch(GateName::Sides, copies(&follow.settings, signal.side));
    if buys {
        let age_ms = now.since(signal.at);
        let most_ms = follow.settings.oldest_purchase_ms();
        let young = age_ms <= most_ms || crate::planted!("old-purchase-copied");
        trace.open_if(GateName::Age, young, GateBasis::Age { age_ms, most_ms });
    }
    trace.switch(GateName::MarketOpen, !market.closed && market.payouts.is_none());
    if buys {
        trace.switch(GateName::DailyLoss, !state.halts.contains_key(&HaltReason::DailyLoss));
        let halted = [
            HaltReason::ClosedOnly,
            HaltReason::Authentication,
            HaltReason::Banned,
            HaltReason::Region,
            HaltReason::Version,
        ];
        let open = state.halts.is_empty() || !halted.iter().any(|halt| state.halts.contains_key(halt));
        trace.switch(GateName::Halted, open);
        purchase_rules(trace, &follow.settings, market, signal.price, now);
    }
}

/// What binds purchases at the signal and again at each child: filter, price band, time to resolution.
fn purchase_rules(trace: &mut RiskTrace, settings: &FollowSettings, market: &Market, price: Price, now: VenueMs) {
    let excluded = excluded_word(settings, market);
    let word = excluded.unwrap_or(&market.category).to_owned();
    trace.open_if(
        GateName::Filter,
        excluded.is_none() && in_category(settings, market),
        GateBasis::Word { word },
    );
    trace.open_if(
        GateName::PriceBand,
        in_band(settings, price),
        GateBasis::Band {
            from: settings.price_min,
            to: settings.price_max,
        },
    );
    let left_ms = time_left(market, now);
    let least_ms = settings.min_time_to_resolution_ms;
    trace.open_if(
        GateName::TimeToResolution,
        left_ms.is_none_or(|left| left >= least_ms),
        GateBasis::Time { left_ms, least_ms },
    );
}

/// The first of the same rules that a purchase breaks now, if any.
pub(crate) fn broken_rule(settings: &FollowSettings, market: &Market, price: Price, now: VenueMs) -> Option<GateName> {
    if excluded_word(settings, market).is_some() || !in_category(settings, market) {
        Some(GateName::Filter)
    } else if !in_band(settings, price) {
        Some(GateName::PriceBand)
    } else if time_left(market, now).is_some_and(|left| left < settings.min_time_to_resolution_ms) {
        Some(GateName::TimeToResolution)
    } else {
        None
    }
}

fn in_category(settings: &FollowSettings, market: &Market) -> bool {
    settings.categories.is_empty() || settings.categories.contains(&market.category)
}

fn excluded_word<'a>(settings: &'a FollowSettings, market: &Market) -> Option<&'a str> {
    if settings.exclude_keywords.is_empty() {
        return None;
    }
    let question = market.question.to_lowercase();
    let stands = |word: &&String| !word.trim().is_empty() && question.contains(&word.trim().to_lowercase());
    settings.exclude_keywords.iter().find(stands).map(String::as_str)
}

fn in_band(settings: &FollowSettings, price: Price) -> bool {
    (settings.price_min..=settings.price_max).contains(&price)
}

/// ms to the market's end. An unknown or past end date passes this one check, and the record says that it was unknown.
fn time_left(market: &Market, now: VenueMs) -> Option<i64> {
    market.end.map(|end| end.since(now)).filter(|left| *left > 0)
}

/// Every limit, for a new purchase at the trader's price.
pub(crate) fn money(
    trace: &mut RiskTrace,
    state: &State,
    follow: &Follow,
    market: &Market,
    price: Price,
    now: VenueMs,
) {
    let room = headroom(state, follow, &market.condition, None, now);
    room.check(trace, price, with_fee(market, price));
}
