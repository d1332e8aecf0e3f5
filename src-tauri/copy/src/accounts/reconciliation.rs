//! Books and venue, compared: shares, cash, orders and movements of our own account. A difference is explained, or shown and
//! halted; it is never believed at the first reading, nor forgotten by a restart.
//!
//! The venue's figures lag fills, so each comparison allows for fills of the last minutes. A second reading, at least 60 s after
//! the first, confirms a difference; the smaller of the two counts. A resolution explains missing shares, so the market is read
//! first; open claims explain more cash.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::ledger::{Entry, write};
use super::readings::Readings;
use super::resolution::{redeem, redeem_market};
use crate::command::Command;
use crate::entity::{
    CashDifference, Change, Difference, Fill, FillEffect, Halt, HaltReason, Movement, SeenKind, SeenRow,
};
use crate::event::EventKind;
use crate::halts;
use crate::ids::{FollowId, TokenId, TxHash, VenueMs};
use crate::input::{OpenOrder, OwnMovement, OwnMovementKind, OwnTrade, Settlement};
use crate::money::{LOT, Price, Shares, Usd};
use crate::shared::Shared;
use crate::state::{FillKey, State};
use crate::step::Cx;

/// The venue's list of our shares may lag a fill by so long, ms: its index has been seen 30 min behind.
const SHARES_LAG_MS: i64 = 1_800_000;
/// The venue's balance may lag a fill by so long, ms.
const CASH_LAG_MS: i64 = 600_000;
/// Two readings confirm a difference only so far apart, ms.
const CONFIRM_MS: i64 = 60_000;
/// Own trades and movements are read with this overlap, ms: they are listed up to a minute late, and retried for minutes.
const OVERLAP_MS: i64 = 3_600_000;
/// Before a provisional fill's own time, ms: the venue's seconds and ours.
const BEFORE_FILL_MS: i64 = 60_000;
/// After a failed reading it is tried again after this, ms.
const RETRY_MS: i64 = 30_000;
/// Shares may differ by less than a lot without a word: rounding by micro-shares.
const SHARES_TOLERANCE: Shares = LOT;
/// Positions under this are not in the venue's list.
const LIST_FLOOR: Shares = Shares::from_micros(100_000);
/// Cash may differ by so much without a word.
pub(super) const CASH_TOLERANCE: Usd = Usd::from_micros(10_000);
/// A confirmed difference of cash up to this is the venue's rounding of fees, and corrected by a row of its own.
const ROUNDING_MAX: Usd = Usd::from_micros(100_000);
/// So many trades that cannot be true are remembered.
const DISPUTED_MOST: usize = 1_000;
/// A cent, in micro-dollars.
const CENT_MICROS: i64 = 10_000;
/// Movements of the account are remembered under this follow, which is nobody's.
const OWN: FollowId = FollowId(0);

#[derive(Debug, Clone)]
struct Recent {
    at: VenueMs,
    token: TokenId,
    shares: Shares,
    cash: Usd,
}

/// The part that reads our own account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts {
    due: Option<VenueMs>,
    recent: VecDeque<Recent>,
    readings: Shared<Readings>,
    /// Trades that cannot be true and were told: they are listed again and again.
    disputed: BTreeSet<FillKey>,
}

impl Accounts {
    pub(crate) fn next_deadline(&self) -> Option<VenueMs> {
        self.due
    }

    pub(crate) fn read_now(&mut self, now: VenueMs) {
        self.due = Some(self.due.map_or(now, |due| due.min(now)));
    }

    pub(crate) fn pull_back(&mut self, latest: VenueMs) {
        self.due = self.due.map(|due| due.min(latest));
    }

    /// Whether a trade that cannot be true is one that was not told yet.
    pub(super) fn is_disputed_first(&mut self, trade: &OwnTrade) -> bool {
        if self.disputed.len() >= DISPUTED_MOST {
            self.disputed.clear();
        }
        self.disputed.insert((trade.trade.clone(), trade.hash.clone()))
    }

    pub(super) fn remember_fill(&mut self, trade: &OwnTrade, effect: &FillEffect) {
        self.recent.push_back(Recent {
            at: trade.at,
            token: trade.token.clone(),
            shares: effect.shares,
            cash: effect.cash,
        });
    }

    pub(super) fn remember_reversal(&mut self, fill: &Fill, now: VenueMs) {
        self.recent.push_back(Recent {
            at: now,
            token: fill.token.clone(),
            shares: -fill.effect.shares,
            cash: -fill.effect.cash,
        });
    }

    /// What the venue last said.
    pub(crate) fn readings(&self) -> &Readings {
        &self.readings
    }

    pub(super) fn took_trade(&mut self, trade: OwnTrade, now: VenueMs) {
        self.readings.edit().took_trade(trade, now);
    }

    pub(super) fn account_for(&mut self, token: &TokenId, now: VenueMs) {
        self.readings.edit().account_for(token, now);
    }

    /// For whoever shows differences: what the venue last said.
    pub(crate) fn published(&self) -> Self {
        Self {
            readings: self.readings.clone(),
            ..Self::default()
        }
    }

    fn forget_old(&mut self, now: VenueMs) {
        self.recent.retain(|recent| now.since(recent.at) < SHARES_LAG_MS);
    }

    /// How far the venue's figure of a token may lie below and above the books, for fills it may not show yet.
    pub(crate) fn slack(&self, token: &TokenId, requested_at: VenueMs) -> (Shares, Shares) {
        let (mut below, mut above) = (Shares::ZERO, Shares::ZERO);
        for recent in &self.recent {
            if recent.token == *token && requested_at.since(recent.at) < SHARES_LAG_MS {
                if recent.shares > Shares::ZERO {
                    below += recent.shares;
                } else {
                    above -= recent.shares;
                }
            }
        }
        (below, above)
    }

    pub(crate) fn cash_slack(&self, requested_at: VenueMs) -> (Usd, Usd) {
        let (mut below, mut above) = (Usd::ZERO, Usd::ZERO);
        for recent in &self.recent {
            if requested_at.since(recent.at) < CASH_LAG_MS {
                if recent.cash > Usd::ZERO {
                    below += recent.cash;
                } else {
                    above -= recent.cash;
                }
            }
        }
        (below, above)
    }
}

/// Fills of the last minutes are still in flight after a start, and the account is read at once.
pub(crate) fn after_restore(accounts: &mut Accounts, cx: &Cx<'_>) {
    remember_fills(accounts, cx.state, cx.now);
    accounts.due = Some(cx.now);
}

/// Fills that may be in flight at `now`, from their rows alone.
pub(crate) fn remember_fills(accounts: &mut Accounts, state: &State, now: VenueMs) {
    for fill in state.fills.values().filter(|fill| now.since(fill.at) < SHARES_LAG_MS) {
        accounts.recent.push_back(Recent {
            at: fill.at,
            token: fill.token.clone(),
            shares: fill.effect.shares,
            cash: fill.effect.cash,
        });
        if fill.settlement == Settlement::Failed {
            accounts.remember_reversal(fill, now);
        }
    }
}

/// Reads the account: trades since the oldest fill that may still fail, however long ago that was.
pub(crate) fn run_due(accounts: &mut Accounts, cx: &mut Cx<'_>) {
    let due = *accounts.due.get_or_insert(cx.now);
    if due > cx.now {
        return;
    }
    accounts.due = Some(cx.now.plus(cx.intervals.account_poll_ms));
    accounts.forget_old(cx.now);
    let since = read_since(cx.state, cx.now);
    cx.command(Command::PollAccount { since });
}

/// From when on our trades and movements are read: an hour back, and as far as the oldest fill that is not final.
pub(crate) fn read_since(state: &State, now: VenueMs) -> VenueMs {
    let recent = now.plus(-OVERLAP_MS);
    let oldest = state
        .provisional_fills()
        .next()
        .map(|fill| fill.at.plus(-BEFORE_FILL_MS));
    if crate::planted!("provisional-fills-not-asked") {
        recent
    } else {
        oldest.map_or(recent, |oldest| oldest.min(recent))
    }
}

pub(crate) fn on_failed(accounts: &mut Accounts, cx: &Cx<'_>) {
    let again = cx.now.plus(RETRY_MS);
    accounts.due = Some(accounts.due.map_or(again, |due| due.min(again)));
}

/// Orders open in our account: one that is not ours halts its token until it is gone.
pub(crate) fn on_own_orders(accounts: &mut Accounts, cx: &mut Cx<'_>, open: &[OpenOrder], requested_at: VenueMs) {
    let foreign: BTreeMap<HaltReason, &OpenOrder> = open
        .iter()
        .filter(|order| cx.state.child_by_hash(&order.hash).is_none())
        .map(|order| {
            let reason = HaltReason::ForeignOrder {
                token: order.token.clone(),
                order: order.hash.clone(),
            };
            (reason, order)
        })
        .collect();
    let shown = foreign
        .values()
        .map(|order| (order.hash.clone(), (*order).clone()))
        .collect();
    accounts.readings.edit().took_orders(requested_at, shown);
    let gone: Vec<HaltReason> = cx
        .state
        .halts
        .keys()
        .filter(|reason| matches!(reason, HaltReason::ForeignOrder { .. }) && !foreign.contains_key(reason))
        .cloned()
        .collect();
    for reason in gone {
        halts::lift(cx, &reason, false);
    }
    for (reason, order) in foreign {
        let mut halt = Halt::new(reason, cx.now);
        halt.shares = Some(order.open);
        halts::raise(cx, halt);
    }
}

/// Movements of our account that are no trades: each counts once.
pub(crate) fn on_movements(cx: &mut Cx<'_>, rows: Vec<OwnMovement>) {
    for row in rows {
        if remember(cx, &row.id, row.at, &row.kind) && !crate::planted!("movement-booked-twice") {
            continue;
        }
        match row.kind {
            OwnMovementKind::Redemption { condition, token, usd } if usd > Usd::ZERO => {
                let news = not_seen_in_cash(cx, usd, true);
                let left = redeem(cx, &token, news);
                let left = redeem_market(cx, &condition, left);
                if left > CASH_TOLERANCE {
                    moved(cx, Movement::Deposit, left); // Shares that were not ours were redeemed, too.
                }
            }
            OwnMovementKind::Deposit { usd } if usd > Usd::ZERO => {
                let news = not_seen_in_cash(cx, usd, true);
                moved(cx, Movement::Deposit, news);
            }
            OwnMovementKind::Withdrawal { usd } if usd > Usd::ZERO => {
                let news = not_seen_in_cash(cx, usd, false);
                moved(cx, Movement::Withdrawal, -news);
            }
            _ => {}
        }
    }
}

/// Whether a movement was taken in before; from now on it was.
fn remember(cx: &mut Cx<'_>, id: &TxHash, at: VenueMs, kind: &OwnMovementKind) -> bool {
    let (token, kind) = match kind {
        OwnMovementKind::Redemption { token, .. } => (token.clone(), SeenKind::Redeem),
        OwnMovementKind::Deposit { .. } => (TokenId::new("deposit"), SeenKind::Buy),
        OwnMovementKind::Withdrawal { .. } => (TokenId::new("withdrawal"), SeenKind::Sell),
    };
    let row = SeenRow {
        follow: OWN,
        tx: id.clone(),
        token,
        kind,
        shares: Shares::ZERO,
        price: Price::ZERO,
        at,
        count: 1,
    };
    if cx.state.seen_count(&row) > 0 {
        return true;
    }
    cx.put(Change::Seen(row));
    false
}

/// The row by which money is remembered that the balance showed before the venue told of it: kept like a row that was seen once and
/// once more a cent, so that a restart neither forgets it nor books it twice.
fn early_row(at: VenueMs, came: bool, cents: u32) -> SeenRow {
    SeenRow {
        follow: OWN,
        tx: TxHash::new("early"),
        token: TokenId::new(if came { "came" } else { "went" }),
        kind: if came { SeenKind::Buy } else { SeenKind::Sell },
        shares: Shares::ZERO,
        price: Price::ZERO,
        at,
        count: cents,
    }
}

/// The balance showed this money; the venue's own row of it may come later.
fn remember_early(cx: &mut Cx<'_>, usd: Usd, came: bool) {
    let before = cx.state.seen_count(&early_row(cx.now, came, 1)).max(1);
    let cents = u32::try_from(usd.micros() / CENT_MICROS).unwrap_or(u32::MAX);
    let row = early_row(cx.now, came, before.saturating_add(cents));
    cx.put(Change::Seen(row));
}

/// What of this money the balance did not show before: the rest was booked then.
fn not_seen_in_cash(cx: &mut Cx<'_>, usd: Usd, came: bool) -> Usd {
    let early = cx.state.seen_count(&early_row(cx.now, came, 1)).saturating_sub(1);
    let booked = Usd::from_micros(i64::from(early).saturating_mul(CENT_MICROS)).min(usd);
    let cents = u32::try_from(booked.micros() / CENT_MICROS).unwrap_or(0);
    if cents == 0 {
        return usd;
    }
    let row = early_row(cx.now, came, early - cents + 1);
    cx.put(Change::Seen(row));
    let rest = usd - booked;
    if rest <= CASH_TOLERANCE { Usd::ZERO } else { rest }
}

fn moved(cx: &mut Cx<'_>, movement: Movement, usd: Usd) {
    if usd.is_zero() {
        return;
    }
    write(cx, Entry::cash(movement.clone(), usd));
    // Money that comes or goes is no profit and no loss of the day.
    cx.with_control(|control| {
        if let Some(opening) = &mut control.day_opening {
            opening.equity += usd;
        }
    });
    cx.record(EventKind::Moved {
        movement,
        token: None,
        shares: Shares::ZERO,
        usd,
    });
}

/// The venue's balance. The first reading opens the ledger; each other is compared with it. Returns whether it is more than the
/// reading before showed.
pub(crate) fn on_cash(accounts: &mut Accounts, cx: &mut Cx<'_>, cash: Usd, requested_at: VenueMs) -> bool {
    let before = accounts.readings.cash.as_ref().map(|reading| reading.value);
    accounts.readings.edit().took_cash(requested_at, cash);
    compare_cash(accounts, cx, cash, requested_at);
    before.is_some_and(|before| cash > before)
}

fn compare_cash(accounts: &Accounts, cx: &mut Cx<'_>, cash: Usd, requested_at: VenueMs) {
    let Some(booked) = cx.state.control.cash else {
        write(cx, Entry::cash(Movement::Opening, cash));
        cx.with_control(|control| control.cash_at = Some(requested_at));
        return;
    };
    if cx.state.control.cash_at != Some(requested_at)
        && cx
            .state
            .control
            .cash_at
            .is_none_or(|at| requested_at.since(at) >= 600_000)
    {
        cx.with_control(|control| control.cash_at = Some(requested_at));
    }
    let (below, above) = accounts.cash_slack(requested_at);
    let difference = cash - booked;
    let unexplained = if difference < -(below + CASH_TOLERANCE) {
        difference + below
    } else if difference > above + CASH_TOLERANCE {
        difference - above
    } else {
        Usd::ZERO
    };
    if unexplained.is_zero() {
        let standing = cx.state.control.cash_difference;
        let halted = cx.state.halts.contains_key(&HaltReason::CashMissing);
        let as_before = |standing: CashDifference| {
            let changed = difference - standing.usd;
            changed <= CASH_TOLERANCE && -changed <= CASH_TOLERANCE
        };
        if halted && standing.is_some_and(as_before) {
            // It is missing as before: that a sale under way could explain more than that proves nothing.
            return;
        }
        if standing.is_some() {
            cx.with_control(|control| control.cash_difference = None);
        }
        halts::lift(cx, &HaltReason::CashMissing, false);
        return;
    }
    confirm_cash(cx, unexplained, requested_at);
}

fn confirm_cash(cx: &mut Cx<'_>, unexplained: Usd, requested_at: VenueMs) {
    let standing = cx
        .state
        .control
        .cash_difference
        .filter(|standing| (standing.usd > Usd::ZERO) == (unexplained > Usd::ZERO));
    let Some(standing) = standing else {
        cx.with_control(|control| {
            control.cash_difference = Some(CashDifference {
                usd: unexplained,
                since: requested_at,
            });
        });
        return;
    };
    if requested_at.since(standing.since) < CONFIRM_MS {
        return;
    }
    // The smaller of the readings is what both show.
    let confirmed = if unexplained > Usd::ZERO {
        unexplained.min(standing.usd)
    } else {
        unexplained.max(standing.usd)
    };
    if confirmed > Usd::ZERO {
        let left = redeem_claims(cx, confirmed);
        let early = if left > ROUNDING_MAX {
            confirmed
        } else {
            confirmed - left
        };
        if early > Usd::ZERO {
            remember_early(cx, early, true);
        }
        if left > ROUNDING_MAX {
            moved(cx, Movement::Deposit, left);
        } else if !left.is_zero() {
            moved(cx, Movement::Correction, left);
        }
        cx.with_control(|control| control.cash_difference = None);
    } else if -confirmed <= ROUNDING_MAX {
        moved(cx, Movement::Correction, confirmed);
        cx.with_control(|control| control.cash_difference = None);
    } else {
        let mut halt = Halt::new(HaltReason::CashMissing, cx.now);
        halt.usd = Some(-confirmed);
        halts::raise(cx, halt);
        cx.with_control(|control| {
            control.cash_difference = Some(CashDifference {
                usd: confirmed,
                ..standing
            });
        });
    }
}

/// More cash than the books, and claims that are owed: the venue redeemed them. Gives what is left.
fn redeem_claims(cx: &mut Cx<'_>, usd: Usd) -> Usd {
    let tokens: BTreeSet<TokenId> = cx
        .state
        .claims
        .values()
        .filter(|claim| claim.open() > Usd::ZERO)
        .map(|claim| claim.token.clone())
        .collect();
    let mut left = usd;
    for token in tokens {
        let open: Usd = cx
            .state
            .claims
            .values()
            .filter(|claim| claim.token == token)
            .map(crate::entity::Claim::open)
            .sum();
        if open <= left + CASH_TOLERANCE {
            left = redeem(cx, &token, open.min(left)) + (left - open.min(left));
        }
    }
    left
}

/// What the venue says we hold, token by token.
pub(crate) fn on_own_positions(
    accounts: &mut Accounts,
    cx: &mut Cx<'_>,
    requested_at: VenueMs,
    positions: Vec<(TokenId, Shares)>,
) {
    let mut shown: BTreeMap<TokenId, Shares> = BTreeMap::new();
    for (token, shares) in positions {
        *shown.entry(token).or_default() += shares.max(Shares::ZERO);
    }
    accounts.readings.edit().took_shares(requested_at, &shown);
    let mut tokens: BTreeSet<TokenId> = shown.keys().cloned().collect();
    tokens.extend(cx.state.index.booked.keys().cloned());
    tokens.extend(cx.state.differences.keys().cloned());
    for token in tokens {
        let shares = shown.get(&token).copied().unwrap_or_default();
        compare(accounts, cx, &token, shares, requested_at);
    }
}

fn compare(accounts: &Accounts, cx: &mut Cx<'_>, token: &TokenId, shown: Shares, requested_at: VenueMs) {
    let booked = cx.state.index.booked.get(token).copied().unwrap_or_default();
    let standing = cx.state.differences.get(token).cloned();
    let business = !booked.is_zero() || cx.state.slots_on(token).next().is_some();
    let halted = standing.as_ref().is_some_and(|standing| !standing.shares.is_zero());
    if !business && !halted {
        own_shares(accounts, cx, token, shown, standing, requested_at);
        return;
    }
    let accepted = standing.as_ref().map_or(Shares::ZERO, |standing| standing.accepted);
    let (below, above) = accounts.slack(token, requested_at);
    let difference = shown - accepted - booked;
    let floor = if shown.is_zero() { LIST_FLOOR } else { SHARES_TOLERANCE };
    let unexplained = if difference < -(below + floor) {
        difference + below
    } else if difference > above + SHARES_TOLERANCE {
        difference - above
    } else {
        Shares::ZERO
    };
    if unexplained.is_zero() {
        let as_before = |standing: &Difference| (difference - standing.shares).abs() <= SHARES_TOLERANCE;
        if halted && standing.as_ref().is_some_and(as_before) {
            // It stands as before: that orders under way could explain more than that proves nothing.
            return;
        }
        agree(cx, token, standing, false);
        return;
    }
    if is_resolving(cx, token) {
        return; // The payout explains it, as soon as the market says so.
    }
    confirm(cx, token, unexplained, standing, requested_at);
}

/// Shares of a token that the books know nothing of: the user's own. They halt nothing, now or when the token is bought. What fills
/// of the last half hour explain is not the user's: a list may still show what was just sold.
fn own_shares(
    accounts: &Accounts,
    cx: &mut Cx<'_>,
    token: &TokenId,
    shown: Shares,
    standing: Option<Difference>,
    requested_at: VenueMs,
) {
    let accepted = standing.as_ref().map_or(Shares::ZERO, |standing| standing.accepted);
    let (below, above) = accounts.slack(token, requested_at);
    let own = accepted.max(shown - above).min(shown + below).max(Shares::ZERO);
    if accepted == own {
        return;
    }
    if own.is_zero() {
        cx.put(Change::DifferenceGone(token.clone()));
    } else {
        cx.put(Change::Difference(Difference {
            token: token.clone(),
            shares: Shares::ZERO,
            since: requested_at,
            accepted: own,
        }));
    }
}

/// Books and venue agree on a token but for what is the user's own: by evidence, or since the user said so.
pub(super) fn agree(cx: &mut Cx<'_>, token: &TokenId, standing: Option<Difference>, by_user: bool) {
    let Some(standing) = standing.filter(|standing| !standing.shares.is_zero()) else {
        return;
    };
    if standing.accepted.is_zero() {
        cx.put(Change::DifferenceGone(token.clone()));
    } else {
        cx.put(Change::Difference(Difference {
            shares: Shares::ZERO,
            ..standing
        }));
    }
    lift_shares(cx, token, by_user);
}

fn lift_shares(cx: &mut Cx<'_>, token: &TokenId, by_user: bool) {
    halts::lift(cx, &HaltReason::SharesMissing { token: token.clone() }, by_user);
    halts::lift(cx, &HaltReason::SharesUnexplained { token: token.clone() }, by_user);
}

/// A market that is closed and has not said yet what it pays: the venue may have redeemed already.
fn is_resolving(cx: &mut Cx<'_>, token: &TokenId) -> bool {
    let Some(market) = cx.state.market_of(token) else {
        return false;
    };
    let closed = market.closed && market.payouts.is_none();
    let condition = market.condition.clone();
    let now = cx.now;
    cx.markets.read_now(&condition, now);
    closed
}

fn confirm(cx: &mut Cx<'_>, token: &TokenId, unexplained: Shares, standing: Option<Difference>, requested_at: VenueMs) {
    let accepted = standing.as_ref().map_or(Shares::ZERO, |standing| standing.accepted);
    let before = standing.filter(|standing| {
        !standing.shares.is_zero() && (standing.shares > Shares::ZERO) == (unexplained > Shares::ZERO)
    });
    let Some(before) = before else {
        cx.put(Change::Difference(Difference {
            token: token.clone(),
            shares: unexplained,
            since: requested_at,
            accepted,
        }));
        return;
    };
    if requested_at.since(before.since) < CONFIRM_MS {
        return;
    }
    // The smaller of the readings is what both show; once halted, the last reading.
    let missing = unexplained < Shares::ZERO;
    let reason = if missing {
        HaltReason::SharesMissing { token: token.clone() }
    } else {
        HaltReason::SharesUnexplained { token: token.clone() }
    };
    let confirmed = if cx.state.halts.contains_key(&reason) {
        unexplained
    } else if missing {
        unexplained.max(before.shares)
    } else {
        unexplained.min(before.shares)
    };
    if confirmed != before.shares {
        cx.put(Change::Difference(Difference {
            shares: confirmed,
            ..before
        }));
    }
    let mut halt = Halt::new(reason, cx.now);
    halt.shares = Some(confirmed.abs());
    halts::raise(cx, halt);
}

/// The user says that the venue is right: the books are corrected, by rows of their own.
pub(crate) fn on_accept(accounts: &mut Accounts, cx: &mut Cx<'_>, token: Option<&TokenId>) {
    match token {
        None => accept_cash(cx),
        Some(token) if accept_shares(cx, token) => accounts.account_for(token, cx.now),
        Some(_) => {}
    }
}

/// Cash that was missing left the books: so much less is missing.
pub(super) fn lower_missing_cash(cx: &mut Cx<'_>, usd: Usd) {
    let Some(standing) = cx.state.control.cash_difference.filter(|_| usd > Usd::ZERO) else {
        return;
    };
    let left = standing.usd + usd;
    if left >= -CASH_TOLERANCE {
        cx.with_control(|control| control.cash_difference = None);
        halts::lift(cx, &HaltReason::CashMissing, true);
        return;
    }
    cx.with_control(|control| control.cash_difference = Some(CashDifference { usd: left, ..standing }));
    let mut halt = Halt::new(HaltReason::CashMissing, cx.now);
    halt.usd = Some(-left);
    halts::raise(cx, halt);
}

fn accept_cash(cx: &mut Cx<'_>) {
    if !cx.state.halts.contains_key(&HaltReason::CashMissing) {
        return;
    }
    if let Some(difference) = cx.state.control.cash_difference {
        moved(cx, Movement::Withdrawal, difference.usd);
        remember_early(cx, -difference.usd, false);
        cx.with_control(|control| control.cash_difference = None);
    }
    halts::lift(cx, &HaltReason::CashMissing, true);
}

/// Whether there was something to accept.
fn accept_shares(cx: &mut Cx<'_>, token: &TokenId) -> bool {
    let missing = HaltReason::SharesMissing { token: token.clone() };
    let unexplained = HaltReason::SharesUnexplained { token: token.clone() };
    if !cx.state.halts.contains_key(&missing) && !cx.state.halts.contains_key(&unexplained) {
        return false; // One reading is nothing to accept.
    }
    let Some(difference) = cx.state.differences.get(token).cloned() else {
        return false;
    };
    if difference.shares > Shares::ZERO {
        cx.put(Change::Difference(Difference {
            accepted: difference.accepted + difference.shares,
            shares: Shares::ZERO,
            ..difference
        }));
    } else if difference.shares < Shares::ZERO {
        write_off(cx, token, -difference.shares);
        agree(cx, token, Some(difference), true);
    }
    lift_shares(cx, token, true);
    true
}

/// Shares that are gone are taken off the follows that hold the token, at cost and for nothing, the largest holding first.
fn write_off(cx: &mut Cx<'_>, token: &TokenId, shares: Shares) {
    let mut holdings: Vec<crate::entity::Holding> = cx
        .state
        .holdings
        .values()
        .filter(|holding| holding.token == *token && holding.shares > Shares::ZERO)
        .cloned()
        .collect();
    holdings.sort_by_key(|holding| std::cmp::Reverse((holding.shares, holding.follow)));
    let mut left = shares;
    for mut holding in holdings {
        let gone = holding.shares.min(left);
        if gone <= Shares::ZERO {
            break;
        }
        left -= gone;
        let pair = (holding.follow, holding.token.clone());
        let realised = super::apply_fill(&mut holding, crate::market::Side::Sell, gone, Price::ZERO, Usd::ZERO);
        let condition = holding.condition.clone();
        cx.put(Change::Holding(holding));
        let mut entry = Entry::of(Movement::Correction, &pair, &condition);
        entry.shares = -gone;
        entry.realised = realised;
        write(cx, entry);
        cx.record(EventKind::Moved {
            movement: Movement::Correction,
            token: Some(token.clone()),
            shares: -gone,
            usd: Usd::ZERO,
        });
        cx.then(crate::step::Consequence::CutSales(pair));
    }
}
