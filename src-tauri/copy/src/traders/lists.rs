//! Lists of a trader's positions: evidence that is compared with what is known, and doubted where it must be.
//!
//! A list can be minutes old, cached, cut, empty or of another moment. So a difference counts only when a second, uncached list at
//! least a minute later shows it too and activity was read after that. What activity explains was taken in already; what it
//! does not explain, although it was read completely, moved without a trade: it is told, not traded. Only while activity is
//! incomplete is a difference a change of the trader's, and never a sale by a list that had lost a fifth of the positions: that
//! waits until activity was complete for an hour. What moved away is a sale after all where its row comes later (`activity`).

use super::{FAILING_MS, TRADER_DUST, Traders, baseline, ignore};
use crate::entity::{Change, Follow, FollowStatus, KnownPosition, PendingDifference, PriceSource, SignalOrigin};
use crate::event::{EventKind, Notice, SkipReason, TraderNews};
use crate::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::{ListQuality, SnapshotPosition};
use crate::market::Side;
use crate::money::{MICRO, Price, Rounding, Shares, mul_div};
use crate::observed::ObservedChange;
use crate::state::Pair;
use crate::step::{Consequence, Cx};

/// The second list must be asked for at least this long after the first, ms.
pub(super) const CONFIRM_AFTER_MS: i64 = 60_000;
/// A list may be this old, ms: the venue's index has been seen 30 min behind. So long after a row it proves nothing.
const LIST_AGE_MAX_MS: i64 = 1_800_000;
/// Positions under this are not in the venue's list.
const DUST_FLOOR: Shares = Shares::from_micros(100_000);
/// A derived price may lie this far outside the prices seen in its window.
const DERIVED_MARGIN: Price = Price::from_micros(50_000);
/// Differences so long after activity lacked rows, or after a conversion, may come of it, ms.
pub(super) const AFTERMATH_MS: i64 = 3_600_000;
/// A list that lost one position in so many at once is doubted; a row of nothing, or of dust, is as good as none.
const DOUBT_ONE_IN: usize = 5;

/// Takes a list in.
pub(crate) fn on_list(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    trader: &WalletAddress,
    at: VenueMs,
    quality: ListQuality,
    positions: Vec<SnapshotPosition>,
) {
    let Some(follow) = cx.state.follow_of(trader).cloned() else {
        return;
    };
    let positions = ordered(positions);
    match follow.status {
        FollowStatus::Starting => baseline::on_first_list(traders, cx, Follow::clone(&follow), at, quality, positions),
        FollowStatus::Active => compare(traders, cx, &follow, at, quality, positions),
        FollowStatus::Off | FollowStatus::Removed => {}
    }
}

/// Ordered by token, without what cannot be true; of a token that stands twice (a shifted page), the first row.
fn ordered(mut positions: Vec<SnapshotPosition>) -> Vec<SnapshotPosition> {
    let possible = |position: &SnapshotPosition| {
        position.shares >= Shares::ZERO && (Price::ZERO..=Price::ONE).contains(&position.current_price)
    };
    if !positions.iter().all(possible) {
        positions.retain(possible);
    }
    let in_order = positions.windows(2).all(|pair| match pair {
        [first, second] => first.token < second.token,
        _ => true,
    });
    if !in_order {
        positions.sort_by(|a, b| a.token.cmp(&b.token));
        positions.dedup_by(|later, first| later.token == first.token);
    }
    positions
}

/// What one list says of one token that differs from what is known.
struct Differs {
    token: TokenId,
    shown: Option<usize>,
}

fn compare(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: &Follow,
    at: VenueMs,
    quality: ListQuality,
    positions: Vec<SnapshotPosition>,
) {
    let (differing, known, missing) = differences(cx, follow.id, &positions);
    let doubted = quality.complete && missing > 0 && missing * DOUBT_ONE_IN >= known;
    tell_doubt(traders, cx, follow, doubted, known, missing);
    let last_list = std::mem::take(&mut traders.watch(follow.id).last_list);
    for differs in differing {
        let shown = differs.shown.and_then(|index| positions.get(index));
        if shown.is_none() && !quality.complete {
            continue; // What is not in an incomplete list may be on a page that was not read.
        }
        let list = List {
            at,
            quality,
            doubted,
            before: row_of(&last_list, &differs.token),
        };
        compare_token(traders, cx, follow, &list, &differs.token, shown);
    }
    traders.watch(follow.id).last_list = positions;
}

struct List {
    at: VenueMs,
    quality: ListQuality,
    doubted: bool,
    /// Average cost and price in the list before.
    before: Option<(Price, Price)>,
}

fn row_of(list: &[SnapshotPosition], token: &TokenId) -> Option<(Price, Price)> {
    let at = list.binary_search_by(|position| position.token.cmp(token)).ok()?;
    list.get(at)
        .map(|position| (position.average_cost, position.current_price))
}

/// Walks list and known positions side by side. Gives what differs, how many positions of some size are known, and how many
/// of them the list lacks.
fn differences(cx: &Cx<'_>, follow: FollowId, positions: &[SnapshotPosition]) -> (Vec<Differs>, usize, usize) {
    let mut differing = Vec::new();
    let (mut counted, mut missing) = (0, 0);
    let mut listed = positions.iter().enumerate().peekable();
    let add = |differing: &mut Vec<Differs>, index: usize, position: &SnapshotPosition| {
        if position.shares > Shares::ZERO {
            differing.push(Differs {
                token: position.token.clone(),
                shown: Some(index),
            });
        }
    };
    for known in cx.state.known.get(&follow).into_iter().flat_map(|rows| rows.values()) {
        while let Some((index, position)) = listed.peek().filter(|(_, position)| position.token < known.token) {
            add(&mut differing, *index, position);
            listed.next();
        }
        let shown = listed.next_if(|(_, position)| position.token == known.token);
        let sizeable = known.shares >= DUST_FLOOR;
        counted += usize::from(sizeable);
        let agrees = match shown {
            Some((_, position)) => near(known.shares, position.shares) && !position.redeemable,
            None => known.shares < DUST_FLOOR && !known.shares.is_zero(),
        };
        let lost = shown.is_none_or(|(_, position)| position.shares < DUST_FLOOR);
        if lost && sizeable && !is_over(cx, &known.token) {
            missing += 1;
        }
        if !agrees || !known.settled || known.pending.is_some() {
            differing.push(Differs {
                token: known.token.clone(),
                shown: shown.map(|(index, _)| index),
            });
        }
    }
    for (index, position) in listed {
        add(&mut differing, index, position);
    }
    (differing, counted, missing)
}

fn tell_doubt(traders: &mut Traders, cx: &mut Cx<'_>, follow: &Follow, doubted: bool, known: usize, missing: usize) {
    let watch = traders.watch(follow.id);
    let news = doubted && !watch.doubted;
    watch.doubted = doubted;
    if doubted {
        watch.uncached = true;
        traders
            .positions_due
            .no_later_than(follow.id, cx.now.plus(CONFIRM_AFTER_MS));
        traders.activity_due.no_later_than(follow.id, cx.now);
    }
    if news {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        tell(
            cx,
            follow.id,
            TraderNews::ListDoubted {
                known: count(known),
                missing: count(missing),
            },
        );
    }
}

pub(super) fn tell(cx: &mut Cx<'_>, follow: FollowId, news: TraderNews) {
    cx.record(EventKind::TraderMoved {
        follow,
        news: news.clone(),
    });
    cx.command(crate::command::Command::Notify(Notice::TraderMoved { follow, news }));
}

fn compare_token(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: &Follow,
    list: &List,
    token: &TokenId,
    shown: Option<&SnapshotPosition>,
) {
    let pair: Pair = (follow.id, token.clone());
    let known = match (cx.state.known_position(&pair), shown) {
        (Some(known), _) => known.clone(),
        (None, Some(position)) => new_position(follow, position),
        (None, None) => return,
    };
    let proves_nothing = !crate::planted!("stale-list-believed")
        && (list.at <= known.covered_until
            || known
                .last_row_at
                .is_some_and(|row| list.at.since(row) < LIST_AGE_MAX_MS)
            || cx.state.pending.contains_key(&pair));
    let shares = shown.map_or(Shares::ZERO, |position| position.shares);
    let over = shown.is_some_and(|position| position.redeemable) || is_over(cx, token);
    if over {
        settle(cx, known, shares);
        return;
    }
    if proves_nothing {
        return;
    }
    let agrees = near(known.shares, shares) || (shown.is_none() && known.shares < DUST_FLOOR);
    if agrees {
        let shares = known.shares;
        settle(cx, known, shares);
    } else if !known.settled && shares >= DUST_FLOOR {
        settle(cx, known, shares); // Baseline and rows could overlap: the list tells, once, which it was.
    } else {
        differ(traders, cx, follow, list, known, shares, shown);
    }
}

fn new_position(follow: &Follow, position: &SnapshotPosition) -> KnownPosition {
    KnownPosition {
        follow: follow.id,
        token: position.token.clone(),
        condition: position.condition.clone(),
        shares: Shares::ZERO,
        covered_until: follow.started_at,
        last_row_at: None,
        settled: true,
        moved_away: Shares::ZERO,
        pending: None,
    }
}

/// Nothing to explain. A position that has been nothing for as long as rows are remembered is forgotten.
fn settle(cx: &mut Cx<'_>, mut known: KnownPosition, shares: Shares) {
    let long_gone = known
        .last_row_at
        .is_none_or(|row| cx.now.since(row) >= super::ROW_MEMORY_MS);
    let stored = cx.state.known_position(&(known.follow, known.token.clone())).cloned();
    if shares.is_zero() && known.moved_away.is_zero() && long_gone {
        if stored.is_some() {
            cx.put(Change::KnownForgotten {
                follow: known.follow,
                token: known.token,
            });
        }
        return;
    }
    known.shares = shares;
    known.settled = true;
    known.pending = None;
    if stored.as_ref() != Some(&known) {
        cx.put(Change::Known(known));
    }
}

/// A difference: the first sight of it is kept and looked into, the second decides.
fn differ(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: &Follow,
    list: &List,
    mut known: KnownPosition,
    shares: Shares,
    shown: Option<&SnapshotPosition>,
) {
    if shown.is_none() && crate::planted!("empty-list-is-a-sale") {
        let pending = PendingDifference {
            shares,
            average_cost: None,
            cost_before: None,
            price: None,
            price_before: None,
            seen_at: list.at,
            answered_at: cx.now,
            doubted: false,
        };
        changed(traders, cx, known, shares, &pending, SignalOrigin::Snapshot);
        return;
    }
    match known.pending.clone() {
        Some(pending) if near(pending.shares, shares) => {
            if list.doubted && !pending.doubted {
                known.pending = Some(PendingDifference {
                    doubted: true,
                    ..pending.clone()
                });
                cx.put(Change::Known(known.clone()));
            }
            let second = list.quality.uncached && list.at.since(pending.seen_at) >= CONFIRM_AFTER_MS;
            if !second || !resolve(traders, cx, follow, list, known, shares) {
                look_into(traders, cx, follow);
            }
        }
        _ => {
            known.pending = Some(PendingDifference {
                shares,
                average_cost: shown.map(|position| position.average_cost),
                cost_before: list.before.map(|(cost, _)| cost),
                price: shown.map(|position| position.current_price),
                price_before: list.before.map(|(_, price)| price),
                seen_at: list.at,
                answered_at: cx.now,
                doubted: list.doubted,
            });
            let condition = known.condition.clone();
            cx.put(Change::Known(known));
            let now = cx.now;
            cx.markets.read_now(&condition, now); // A resolution explains it too.
            look_into(traders, cx, follow);
        }
    }
}

/// Another list, uncached, as soon as it counts, and activity now.
fn look_into(traders: &mut Traders, cx: &Cx<'_>, follow: &Follow) {
    traders.watch(follow.id).uncached = true;
    traders
        .positions_due
        .no_later_than(follow.id, cx.now.plus(CONFIRM_AFTER_MS));
    traders.activity_due.no_later_than(follow.id, cx.now);
}

/// How completely activity was read up to a list.
#[derive(PartialEq, Eq)]
enum Completeness {
    Complete,
    Incomplete,
    NotYet,
}

/// Judged of when the difference came up; but `doubted_at`, of a list that lost too much to be a sale: it waits for a list that is
/// long enough after what was missing, or it would wait for ever.
fn completeness(
    traders: &mut Traders,
    cx: &Cx<'_>,
    follow: &Follow,
    pending: &PendingDifference,
    doubted_at: Option<VenueMs>,
) -> Completeness {
    let judged_at = doubted_at.unwrap_or(pending.seen_at);
    let near_gap = follow
        .activity_gap_at
        .is_some_and(|gap| judged_at.since(gap) < AFTERMATH_MS);
    let watch = traders.watch(follow.id);
    let failing = watch
        .failing_since
        .is_some_and(|since| cx.now.since(since) >= FAILING_MS);
    // A trade, or a conversion, that the first list showed is listed within a minute: where activity answers, it may yet say what it was.
    let read_since = watch.activity_through.since(pending.answered_at) >= CONFIRM_AFTER_MS;
    // But an exit is not held up for long where nothing answers.
    let waited = cx.now.since(pending.answered_at) >= FAILING_MS;
    if near_gap && (read_since || failing || waited) {
        Completeness::Incomplete
    } else if read_since {
        Completeness::Complete
    } else if failing && watch.activity_through < pending.seen_at {
        // Nothing was read since the difference came up: it may be a trade.
        Completeness::Incomplete
    } else {
        Completeness::NotYet
    }
}

/// Decides what a confirmed difference was. False if that has to wait.
fn resolve(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    follow: &Follow,
    list: &List,
    known: KnownPosition,
    shares: Shares,
) -> bool {
    let Some(pending) = known.pending.clone() else {
        return false;
    };
    let doubted = (pending.doubted || list.doubted) && shares < known.shares;
    let complete = completeness(traders, cx, follow, &pending, doubted.then_some(list.at));
    if complete == Completeness::NotYet {
        return false;
    }
    let watch = traders.watch(follow.id);
    if shares > known.shares {
        // The baseline may have been a list that was short, or half an hour old: what comes up so soon may have been there.
        let may_be_older = pending.seen_at.since(follow.started_at) < LIST_AGE_MAX_MS;
        let explained = complete == Completeness::Complete
            || may_be_older
            || watch.conversion_brought(cx.state, &known, pending.seen_at);
        came(traders, cx, known, shares, &pending, explained);
        return true;
    }
    let judged_at = if doubted { list.at } else { pending.seen_at };
    let by_conversion = watch.conversion_took(cx.state, &known, known.shares - shares, judged_at);
    if complete == Completeness::Complete && !by_conversion {
        moved_away(cx, known, shares, &pending);
        return true;
    }
    if doubted {
        return false; // Never a sale by a doubted list.
    }
    let origin = if by_conversion {
        SignalOrigin::Conversion
    } else {
        SignalOrigin::Snapshot
    };
    changed(traders, cx, known, shares, &pending, origin);
    true
}

/// More than is known, without a row.
fn came(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    mut known: KnownPosition,
    shares: Shares,
    pending: &PendingDifference,
    explained: bool,
) {
    let more = shares - known.shares;
    let back = more.min(known.moved_away);
    let explained = explained && !crate::planted!("transferred-in-is-bought");
    if !explained && more - back > TRADER_DUST {
        if back > Shares::ZERO {
            known.moved_away -= back;
            known.shares += back;
            ignore(cx, known.follow, &known.token, SkipReason::CameIn, back);
        }
        changed(traders, cx, known, shares, pending, SignalOrigin::Snapshot);
        return;
    }
    known.moved_away -= back;
    known.shares = shares;
    known.covered_until = pending.answered_at;
    known.pending = None;
    let (follow, token) = (known.follow, known.token.clone());
    cx.put(Change::Known(known));
    ignore(cx, follow, &token, SkipReason::CameIn, more);
    tell(cx, follow, TraderNews::CameIn { token, shares: more });
}

/// Less than is known, without a row, although every row was read: told, and offered to close, not sold.
fn moved_away(cx: &mut Cx<'_>, mut known: KnownPosition, shares: Shares, pending: &PendingDifference) {
    let less = known.shares - shares;
    known.moved_away += less;
    known.shares = shares;
    known.covered_until = pending.answered_at;
    known.pending = None;
    let (follow, token) = (known.follow, known.token.clone());
    cx.put(Change::Known(known));
    ignore(cx, follow, &token, SkipReason::MovedAway, less);
    tell(cx, follow, TraderNews::MovedAway { token, shares: less });
}

/// A change of the trader's that only lists show.
fn changed(
    traders: &mut Traders,
    cx: &mut Cx<'_>,
    mut known: KnownPosition,
    after: Shares,
    pending: &PendingDifference,
    origin: SignalOrigin,
) {
    let pair: Pair = (known.follow, known.token.clone());
    let before = known.shares;
    let side = if after > before { Side::Buy } else { Side::Sell };
    let listed = pending
        .price
        .or(pending.price_before)
        .or_else(|| traders.listed_price(&pair));
    let derived = derived_price(before, after, pending);
    let estimate = cx
        .markets
        .middle(&pair.1, cx.now, listed)
        .or(listed)
        .or_else(|| cx.markets.one_sided(&pair.1, cx.now));
    let (price, price_source) = match (derived, estimate) {
        (Some(price), _) => (price, PriceSource::Derived),
        (None, Some(price)) => (price, PriceSource::Estimated),
        // Nothing anywhere says what it is worth. Half a dollar is as far from a promise as a price can be; the price
        // band and the slippage bound still hold around it.
        (None, None) => (Price::from_micros(MICRO / 2), PriceSource::Estimated),
    };
    known.shares = after;
    known.covered_until = pending.answered_at;
    known.pending = None;
    known.settled = true;
    let condition = known.condition.clone();
    cx.put(Change::Known(known));
    cx.then(Consequence::Observed(Box::new(ObservedChange {
        key: format!("{}/{}/list/{}/{after}", pair.0, pair.1, pending.seen_at.0),
        follow: pair.0,
        token: pair.1,
        condition,
        side,
        before,
        after,
        closes: after <= TRADER_DUST,
        price,
        price_source,
        origin,
        at: pending.seen_at,
    })));
}

fn is_over(cx: &Cx<'_>, token: &TokenId) -> bool {
    cx.state
        .market_of(token)
        .is_some_and(|market| market.closed || market.payouts.is_some())
}

fn near(a: Shares, b: Shares) -> bool {
    (a - b).abs() <= TRADER_DUST
}

/// The price of an increase, from the change of average cost: (after·avg − before·avg) ÷ (after − before), if it lies within
/// the prices seen in the window ± 5 cents.
fn derived_price(before: Shares, after: Shares, pending: &PendingDifference) -> Option<Price> {
    if after <= before {
        return None;
    }
    let new = i128::from(after.micros()) * i128::from(pending.average_cost?.micros());
    let old = if before.is_zero() {
        0
    } else {
        i128::from(before.micros()) * i128::from(pending.cost_before?.micros())
    };
    let paid = i64::try_from((new - old).div_euclid(i128::from(MICRO))).ok()?;
    let price = Price::from_micros(mul_div(paid, MICRO, (after - before).micros(), Rounding::HalfUp));
    let now = pending.price?;
    let then = pending.price_before.unwrap_or(now);
    let low = now.min(then) - DERIVED_MARGIN;
    let high = now.max(then) + DERIVED_MARGIN;
    let possible = price > Price::ZERO && price < Price::ONE;
    (possible && (low..=high).contains(&price)).then_some(price)
}
