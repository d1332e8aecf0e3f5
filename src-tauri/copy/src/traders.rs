//! Followed traders: their follows, when they are read, and what is known of their positions.
//!
//! The known position of a trader in a token is a baseline plus every recorded change. Rows of activity move it at once
//! (`activity`) and are gathered into a signal (`pending`); a list of positions (`lists`) is evidence that is compared with it,
//! never truth that replaces it. One real change is exactly one signal, whichever source shows it.

mod activity;
mod baseline;
mod conversions;
mod follows;
mod lists;
mod migration;
mod pending;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use activity::{on_rows, take_waiting_rows};
pub(crate) use follows::on_user;
pub(crate) use lists::on_list;
pub(crate) use migration::on_migration;

use crate::command::Command;
use crate::deadlines::Deadlines;
use crate::entity::{Change, Follow, FollowStatus, KnownPosition};
use crate::event::{EventKind, FollowAction, SkipReason};
use crate::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use crate::input::{ActivityRow, SnapshotPosition};
use crate::money::{Price, Shares};
use crate::state::Pair;
use crate::step::Cx;

/// A trader's rest under this is nothing: the venue's lists hide smaller balances.
pub(crate) const TRADER_DUST: Shares = Shares::from_micros(10_000);
/// After a failed poll it is tried again after this, ms.
const RETRY_MS: i64 = 30_000;
/// Millionths of an interval between the polls of two follows that began together: the golden ratio's fraction.
const GOLDEN_MICROS: u64 = 618_034;
/// Activity is read with this overlap, ms, so that rows indexed late are still seen.
const ACTIVITY_OVERLAP_MS: i64 = 1_800_000;
/// Activity before the start is read for so long, ms: what a list of up to 30 min ago does not show yet.
const BEFORE_START_MS: i64 = 2_100_000;
/// Rows older than this before the last complete poll are not taken any more, and need not be remembered.
pub(crate) const ROW_MEMORY_MS: i64 = 86_400_000;
/// The mark up to which activity is complete is written so often; reading a little again changes nothing.
const MARK_EVERY_MS: i64 = 600_000;
/// A purchase that is listed so long after its sale, ms, is not taken for the same round trip.
const OVERSOLD_MS: i64 = 3_600_000;
/// Activity whose polls failed for so long counts as incomplete, ms.
const FAILING_MS: i64 = 300_000;

/// A row that waits for its market's facts: a split or merge names only one of its two tokens.
#[derive(Debug, Clone)]
struct WaitingRow {
    trader: WalletAddress,
    row: ActivityRow,
    count: u32,
}

/// What is watched of one follow and asked for again after a start.
#[derive(Debug, Clone, Default)]
struct Watch {
    /// Everything indexed before this instant was read.
    activity_through: VenueMs,
    /// A page of activity came since the program began.
    has_read_activity: bool,
    /// Since when its activity polls have failed.
    failing_since: Option<VenueMs>,
    /// When the baseline was answered: rows up to here may be in it.
    baseline_answered: Option<VenueMs>,
    /// When an empty first list was asked for, which a second has to confirm.
    empty_since: Option<VenueMs>,
    /// First lists in a row of which only a part came.
    short_lists: u32,
    /// The last list was doubted, and that was told.
    doubted: bool,
    /// The next list has to come uncached.
    uncached: bool,
    /// What the trader converted, as it was read: lists change near it without trades.
    conversions: Vec<conversions::Conversion>,
    /// The last list, ordered by token.
    last_list: Vec<SnapshotPosition>,
    /// What was sold beyond what is known. (Not durable: rows come in the wrong order within seconds.)
    oversold: BTreeMap<TokenId, Oversold>,
}

/// Shares sold beyond what is known of a token: mostly the end of a round trip whose purchase is listed later.
#[derive(Debug, Clone, Copy)]
struct Oversold {
    shares: Shares,
    /// The newest of those sales.
    at: VenueMs,
    seen_at: VenueMs,
}

impl Watch {
    /// A sale was `beyond` what is known (or not, where it is not positive).
    fn sold_beyond(&mut self, token: &TokenId, beyond: Shares, at: VenueMs, now: VenueMs) {
        self.oversold.retain(|_, sold| now.since(sold.seen_at) < OVERSOLD_MS);
        if beyond <= Shares::ZERO {
            return;
        }
        let sold = self.oversold.entry(token.clone()).or_insert(Oversold {
            shares: Shares::ZERO,
            at,
            seen_at: now,
        });
        sold.shares += beyond;
        sold.at = sold.at.max(at);
        sold.seen_at = now;
    }

    /// Shares of a purchase that a sale seen before it has sold already.
    fn was_sold_first(&mut self, token: &TokenId, bought: Shares, at: VenueMs) -> Shares {
        let Some(sold) = self.oversold.get_mut(token).filter(|sold| at <= sold.at) else {
            return Shares::ZERO;
        };
        let over = sold.shares.min(bought);
        sold.shares -= over;
        if sold.shares.is_zero() {
            self.oversold.remove(token);
        }
        over
    }

    fn no_later_than(&mut self, now: VenueMs) {
        self.activity_through = self.activity_through.min(now);
        for at in [
            &mut self.failing_since,
            &mut self.baseline_answered,
            &mut self.empty_since,
        ] {
            *at = at.map(|at| at.min(now));
        }
        for conversion in &mut self.conversions {
            conversion.read_at = conversion.read_at.min(now);
        }
    }
}

/// The part that watches traders.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traders {
    positions_due: Deadlines<FollowId>,
    activity_due: Deadlines<FollowId>,
    pending_due: Deadlines<Pair>,
    watches: BTreeMap<FollowId, Watch>,
    waiting_rows: BTreeMap<ConditionId, Vec<WaitingRow>>,
}

impl Traders {
    pub(crate) fn next_deadline(&self) -> Option<VenueMs> {
        [
            self.positions_due.next(),
            self.activity_due.next(),
            self.pending_due.next(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn watch(&mut self, follow: FollowId) -> &mut Watch {
        self.watches.entry(follow).or_default()
    }

    /// The market's price of a token as the last list of that trader said, and when it was asked for.
    pub(crate) fn listed_price(&self, pair: &Pair) -> Option<Price> {
        let list = &self.watches.get(&pair.0)?.last_list;
        let at = list.binary_search_by(|position| position.token.cmp(&pair.1)).ok()?;
        list.get(at).map(|position| position.current_price)
    }

    /// What is published of it: the last lists' prices are read through the core only.
    pub(crate) fn published(&self) -> Self {
        Self::default()
    }

    fn start(&mut self, follow: &Follow, now: VenueMs) {
        self.positions_due.set(follow.id, now);
        self.activity_due.clear(&follow.id);
        let watch = self.watch(follow.id);
        *watch = Watch {
            activity_through: follow.activity_through,
            uncached: true,
            ..Watch::default()
        };
    }

    fn stop(&mut self, follow: FollowId) {
        self.positions_due.clear(&follow);
        self.activity_due.clear(&follow);
        self.watches.remove(&follow);
    }
}

/// After the clock went back: polls are due within their intervals, and no mark says that rows were read, or covered by a list,
/// up to an instant that is still to come: they would be left out until then.
pub(crate) fn pull_back(traders: &mut Traders, cx: &mut Cx<'_>) {
    let now = cx.now;
    let activity = now.plus(cx.intervals.activity_poll_ms);
    traders
        .positions_due
        .pull_back(now.plus(cx.intervals.positions_poll_ms));
    traders.activity_due.pull_back(activity);
    traders.pending_due.pull_back(activity);
    for watch in traders.watches.values_mut() {
        watch.no_later_than(now);
    }
    let follows: Vec<Follow> = cx.state.follows.values().map(|follow| Follow::clone(follow)).collect();
    for mut follow in follows {
        let before = follow.clone();
        follow.started_at = follow.started_at.min(now);
        follow.baseline_at = follow.baseline_at.map(|at| at.min(now));
        follow.activity_through = follow.activity_through.min(now);
        follow.activity_gap_at = follow.activity_gap_at.map(|at| at.min(now));
        if follow != before {
            put_follow(cx, &follow);
        }
    }
    let later = |known: &&KnownPosition| {
        let pending = known.pending.as_ref();
        known.covered_until > now || pending.is_some_and(|pending| pending.answered_at > now)
    };
    let rows = cx.state.known.values().flat_map(|rows| rows.values());
    let later: Vec<KnownPosition> = rows.filter(later).cloned().collect();
    for mut known in later {
        known.covered_until = known.covered_until.min(now);
        known.pending = known.pending.filter(|pending| pending.answered_at <= now);
        cx.put(Change::Known(known));
    }
}

/// After the time was doubted, and stood at that instant: whom the user followed, switched on or followed to another wallet meanwhile
/// begins now. By the time that stood they would have begun before they were asked for, and what was traded in between would be copied.
pub(crate) fn begin_after_doubt(traders: &mut Traders, cx: &mut Cx<'_>, stood: VenueMs) {
    let begun = |follow: &&Arc<Follow>| follow.status == FollowStatus::Starting && follow.started_at == stood;
    let begun: Vec<Follow> = cx
        .state
        .follows
        .values()
        .filter(begun)
        .map(|follow| Follow::clone(follow))
        .collect();
    for mut follow in begun {
        if follow.created_at == stood {
            follow.created_at = cx.now;
        }
        follows::begin_anew(&mut follow, cx.now);
        put_follow(cx, &follow);
        traders.start(&follow, cx.now);
    }
}

/// After a start: everything is due now, and rows on their way become signals when they were to. But a purchase whose time passed
/// meanwhile may be sold again by now: it waits until activity has been read, one interval at the most.
pub(crate) fn after_restore(traders: &mut Traders, cx: &Cx<'_>) {
    for follow in cx.state.follows.values().filter(|follow| follow.status.is_on()) {
        traders.start(follow, cx.now);
        if follow.status == FollowStatus::Active {
            traders
                .watch(follow.id)
                .recall_conversions(cx.state, follow.id, follow.started_at, cx.now);
            traders.activity_due.set(follow.id, cx.now);
        }
    }
    let soon = cx.now.plus(cx.intervals.activity_poll_ms);
    for (pair, change) in &cx.state.pending {
        let due = if change.is_late_purchase(cx.now) {
            soon
        } else {
            change.due.min(soon)
        };
        traders.pending_due.set(pair.clone(), due);
    }
}

/// From when a trader's activity is to be read on; `through` is how far it was read, where that is known better than the row says.
pub(crate) fn activity_since(follow: &Follow, through: Option<VenueMs>) -> VenueMs {
    let earliest = follow.started_at.plus(-BEFORE_START_MS);
    let through = through.unwrap_or(follow.activity_through);
    through.plus(-ACTIVITY_OVERLAP_MS).max(earliest)
}

/// When a follow's next poll is due: on its own grid, at most an interval from now. The grids of follows that began in one instant
/// lie apart by the golden ratio, so that any number of them is spread over the interval, and stays so after an outage in which
/// all of them failed together.
fn next_poll(follow: &Follow, interval_ms: i64, now: VenueMs) -> VenueMs {
    let interval_ms = interval_ms.max(1);
    let fraction = follow.id.0.wrapping_sub(1) % 1_000_000 * GOLDEN_MICROS % 1_000_000;
    let offset_ms = interval_ms.saturating_mul(i64::try_from(fraction).unwrap_or_default()) / 1_000_000;
    let since_mark_ms = (now.since(follow.started_at) - offset_ms).rem_euclid(interval_ms);
    now.plus(interval_ms - since_mark_ms)
}

/// Polls what is due and makes signals of rows that were gathered long enough.
pub(crate) fn run_due(traders: &mut Traders, cx: &mut Cx<'_>) {
    while let Some(pair) = traders.pending_due.pop(cx.now) {
        pending::flush(cx, &pair);
    }
    while let Some(id) = traders.positions_due.pop(cx.now) {
        let Some(follow) = cx.state.follows.get(&id).filter(|follow| follow.status.is_on()) else {
            continue;
        };
        let trader = follow.trader.clone();
        traders
            .positions_due
            .set(id, next_poll(follow, cx.intervals.positions_poll_ms, cx.now));
        let uncached = std::mem::take(&mut traders.watch(id).uncached);
        cx.command(Command::PollPositions { trader, uncached });
    }
    while let Some(id) = traders.activity_due.pop(cx.now) {
        let Some(follow) = cx
            .state
            .follows
            .get(&id)
            .filter(|follow| follow.status == FollowStatus::Active)
        else {
            continue;
        };
        let trader = follow.trader.clone();
        traders
            .activity_due
            .set(id, next_poll(follow, cx.intervals.activity_poll_ms, cx.now));
        let since = activity_since(follow, traders.watches.get(&id).map(|watch| watch.activity_through));
        cx.command(Command::PollActivity { trader, since });
    }
}

pub(crate) fn on_positions_failed(traders: &mut Traders, cx: &Cx<'_>, trader: &WalletAddress) {
    if let Some(follow) = cx.state.follow_of(trader).filter(|follow| follow.status.is_on()) {
        traders.positions_due.set(follow.id, cx.now.plus(RETRY_MS));
        let watch = traders.watch(follow.id);
        watch.uncached = true;
        // Nothing can be read: that says nothing about activity. Once lists can be read again it is likely read as well.
        watch.failing_since = None;
    }
}

pub(crate) fn on_activity_failed(traders: &mut Traders, cx: &Cx<'_>, trader: &WalletAddress) {
    if let Some(follow) = cx
        .state
        .follow_of(trader)
        .filter(|follow| follow.status == FollowStatus::Active)
    {
        traders.activity_due.set(follow.id, cx.now.plus(RETRY_MS));
        traders.watch(follow.id).failing_since.get_or_insert(cx.now);
    }
}

/// A change of a trader that leads to no signal: recorded with its reason.
fn ignore(cx: &mut Cx<'_>, follow: FollowId, token: &TokenId, reason: SkipReason, shares: Shares) {
    cx.record(EventKind::Ignored {
        follow,
        token: token.clone(),
        reason,
        shares,
    });
}

fn record_follow(cx: &mut Cx<'_>, follow: &Follow, action: FollowAction) {
    cx.record(EventKind::Follow {
        follow: follow.id,
        trader: follow.trader.clone(),
        name: follow.name.clone(),
        action,
        percentage: follow.settings.percentage,
    });
}

fn put_follow(cx: &mut Cx<'_>, follow: &Follow) {
    cx.put(Change::Follow(follow.clone()));
}
