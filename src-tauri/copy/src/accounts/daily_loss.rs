//! The day's loss: equity at marks since 0:00 UTC. Off unless the user set a limit.

use std::collections::BTreeMap;

use crate::entity::{Change, DayOpening, Halt, HaltReason, Holding};
use crate::halts;
use crate::ids::{TokenId, VenueMs};
use crate::markets::Markets;
use crate::money::{Price, Rounding, Usd};
use crate::state::{State, is_worked};
use crate::step::{Consequence, Cx};
use crate::traders::Traders;

const DAY_MS: i64 = 86_400_000;

/// The price a token is valued at: its book's, by both sides or one, or the last list's price, else that of the book when it was
/// last seen. `None` where nothing is known: it then counts at cost.
pub(crate) fn mark(
    state: &State,
    markets: &Markets,
    traders: &Traders,
    holding: &Holding,
    now: VenueMs,
) -> Option<Price> {
    if let Some(payout) = state
        .market_of(&holding.token)
        .and_then(|market| market.payout(&holding.token))
    {
        return Some(payout);
    }
    let token: &TokenId = &holding.token;
    let listed = traders.listed_price(&(holding.follow, token.clone()));
    markets
        .middle(token, now, listed)
        .or_else(|| markets.one_sided(token, now))
        .or(listed)
        .or_else(|| markets.last_seen(token))
}

/// Cash, claims and holdings at marks, USD. `None` while the balance was not read, or after a start the price of something held was not:
/// at cost it would be a profit or a loss of the day that nobody made.
pub(crate) fn equity(state: &State, markets: &Markets, traders: &Traders, now: VenueMs) -> Option<Usd> {
    let mut marks: BTreeMap<&TokenId, Option<Price>> = BTreeMap::new();
    let held: Option<Usd> = state
        .holdings
        .values()
        .filter(|holding| is_worked(holding))
        .map(|holding| {
            let mark = *marks
                .entry(&holding.token)
                .or_insert_with(|| mark(state, markets, traders, holding, now));
            match mark {
                Some(mark) => Some(holding.shares.value(mark, Rounding::Down)),
                None => (!markets.is_unseen(&holding.token, now)).then_some(holding.cost),
            }
        })
        .sum();
    Some(state.control.cash? + state.sums().claims() + held?)
}

/// Looked at whenever the account was read, once a minute.
pub(crate) fn check(traders: &Traders, cx: &mut Cx<'_>) {
    let Some(limit) = cx.state.control.limits.max_daily_loss else {
        halts::lift(cx, &HaltReason::DailyLoss, true);
        return;
    };
    let Some(equity) = equity(cx.state, cx.markets, traders, cx.now) else {
        return;
    };
    let day = cx.now.utc_day();
    let opening = cx.state.control.day_opening.filter(|opening| opening.day >= day);
    let Some(opening) = opening else {
        cx.with_control(|control| control.day_opening = Some(DayOpening { day, equity }));
        return;
    };
    let lost = opening.equity - equity;
    if lost >= limit && opening.day == day {
        let mut halt = Halt::new(HaltReason::DailyLoss, cx.now);
        halt.until = Some(VenueMs((day + 1) * DAY_MS));
        halt.usd = cx
            .state
            .halts
            .get(&HaltReason::DailyLoss)
            .map_or(Some(lost), |standing| standing.usd);
        halts::raise(cx, halt);
    }
}

/// After the clock went back: a day that was begun by a clock that was ahead is today, and its halt ends with today.
pub(crate) fn no_later_than_today(cx: &mut Cx<'_>) {
    let day = cx.now.utc_day();
    if cx.state.control.day_opening.is_some_and(|opening| opening.day > day) {
        cx.with_control(|control| {
            control.day_opening = control.day_opening.map(|opening| DayOpening { day, ..opening });
        });
    }
    let midnight = VenueMs((day + 1) * DAY_MS);
    let standing = cx.state.halts.get(&HaltReason::DailyLoss).cloned();
    if let Some(mut halt) = standing.filter(|halt| halt.until > Some(midnight)) {
        halt.until = Some(midnight);
        cx.put(Change::Halt(halt));
        cx.then(Consequence::HaltsChanged);
    }
}
