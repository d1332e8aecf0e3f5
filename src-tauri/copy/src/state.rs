//! The core's durable state: its rows by key, and what is derived from them as they change.
//!
//! Every mutation is a [`Change`] applied here, so that the rows which a step returns are by construction all that
//! happened to the state, and applying stored rows to an empty state gives the same state back. Derived figures (indexes,
//! sums) follow each change; nothing is scanned for them. Two states are equal when their rows are.

mod index;
mod sums;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use index::{Index, OwnOrder};
pub use sums::Sums;

use crate::entity::{
    CarriedOver, Change, ChildOrder, Claim, Control, CopyOrder, Difference, Fill, Follow, FollowStatus, Halt,
    HaltReason, Holding, KnownPosition, LedgerEntry, MigratedToken, PendingChange, Reversal, SeenKind, SeenRow, Signal,
    Target,
};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, TxHash, VenueMs, WalletAddress,
};
use crate::input::Settlement;
use crate::market::Market;
use crate::money::Shares;
use crate::table::Table;

/// A follow's business in one token.
pub type Pair = (FollowId, TokenId);

/// A fill's key: the trade and our order in it.
pub type FillKey = (TradeId, OrderHash);

/// What makes two sightings the same row. The price is cut to four decimals, since the venue's sources print the same
/// float differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenKey {
    /// Transaction.
    pub tx: TxHash,
    /// Token.
    pub token: TokenId,
    /// Kind.
    pub kind: SeenKind,
    /// Shares.
    pub shares: Shares,
    /// Price in 10⁻⁴.
    pub price_tenth_milli: i64,
}

impl SeenKey {
    /// The key of that row.
    #[must_use]
    pub fn of(row: SeenRow) -> Self {
        Self {
            price_tenth_milli: row.price.micros().saturating_add(50).div_euclid(100),
            tx: row.tx,
            token: row.token,
            kind: row.kind,
            shares: row.shares,
        }
    }
}

/// When a row was, and how many identical ones there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Its time.
    pub at: VenueMs,
    /// How many identical rows there were, from 1.
    pub count: u32,
}

/// All rows that the core still needs.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Limits, account figures, counters.
    pub control: Control,
    /// Halts that stand.
    pub halts: BTreeMap<HaltReason, Halt>,
    /// Follows, removed ones included.
    pub follows: BTreeMap<FollowId, Arc<Follow>>,
    /// Markets that something refers to.
    pub markets: Table<ConditionId, Arc<Market>>,
    /// Known positions of followed traders.
    pub known: BTreeMap<FollowId, Table<TokenId, KnownPosition>>,
    /// Positions that moved to another token, by follow and new token.
    pub migrated: BTreeMap<Pair, MigratedToken>,
    /// Rows seen. Not published: nobody but the core asks.
    pub seen: BTreeMap<FollowId, BTreeMap<SeenKey, Seen>>,
    /// Rows on their way to a signal.
    pub pending: BTreeMap<Pair, PendingChange>,
    /// Signals without a decision.
    pub signals: BTreeMap<SignalId, Signal>,
    /// Targets that are not zero.
    pub targets: Table<Pair, Target>,
    /// Reversals that wait for final fills.
    pub reversals: BTreeMap<Pair, Reversal>,
    /// What waits to be large enough.
    pub carried_over: BTreeMap<Pair, CarriedOver>,
    /// Copy orders at work, and lately ended ones.
    pub orders: Table<CopyOrderId, CopyOrder>,
    /// Their children.
    pub children: Table<ChildId, ChildOrder>,
    /// Their fills.
    pub fills: Table<FillKey, Fill>,
    /// Holdings, closed ones included.
    pub holdings: Table<Pair, Holding>,
    /// What resolved markets owe or owed us.
    pub claims: BTreeMap<Pair, Claim>,
    /// Differences between the venue's list of our shares and the books.
    pub differences: BTreeMap<TokenId, Difference>,
    pub(crate) index: Index,
    pub(crate) sums: Sums,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.control == other.control
            && self.halts == other.halts
            && self.follows == other.follows
            && self.markets == other.markets
            && same_but_empty(&self.known, &other.known)
            && self.migrated == other.migrated
            && self.pending == other.pending
            && self.signals == other.signals
            && self.targets == other.targets
            && self.reversals == other.reversals
            && self.carried_over == other.carried_over
            && self.orders == other.orders
            && self.children == other.children
            && self.fills == other.fills
            && self.holdings == other.holdings
            && self.claims == other.claims
            && self.differences == other.differences
            && self
                .seen
                .iter()
                .filter(|(_, rows)| !rows.is_empty())
                .eq(other.seen.iter().filter(|(_, rows)| !rows.is_empty()))
    }
}

fn same_but_empty(
    a: &BTreeMap<FollowId, Table<TokenId, KnownPosition>>,
    b: &BTreeMap<FollowId, Table<TokenId, KnownPosition>>,
) -> bool {
    a.iter()
        .filter(|(_, rows)| !rows.is_empty())
        .eq(b.iter().filter(|(_, rows)| !rows.is_empty()))
}

impl State {
    /// Whether the kill switch was thrown.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.halts.contains_key(&HaltReason::Stopped)
    }

    /// Whether nothing new is copied.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.halts.contains_key(&HaltReason::Paused)
    }

    /// The market that token belongs to, if its facts are known.
    #[must_use]
    pub fn market_of(&self, token: &TokenId) -> Option<&Market> {
        self.markets.get(self.index.tokens.get(token)?).map(Arc::as_ref)
    }

    /// The follow that copies that trader and is not removed.
    #[must_use]
    pub fn follow_of(&self, trader: &WalletAddress) -> Option<&Arc<Follow>> {
        self.follows.get(self.index.follow_by_trader.get(trader)?)
    }

    /// What is known of a followed trader's position in a token.
    #[must_use]
    pub fn known_position(&self, pair: &Pair) -> Option<&KnownPosition> {
        self.known.get(&pair.0)?.get(&pair.1)
    }

    /// Shares a follow holds of a token and may sell: never below zero.
    #[must_use]
    pub fn held(&self, pair: &Pair) -> Shares {
        self.holdings
            .get(pair)
            .map_or(Shares::ZERO, |holding| holding.shares.max(Shares::ZERO))
    }

    /// Shares a follow wants to hold of a token.
    #[must_use]
    pub fn target(&self, pair: &Pair) -> Shares {
        self.targets.get(pair).map_or(Shares::ZERO, |target| target.shares)
    }

    /// The child that holds an order's slot.
    #[must_use]
    pub fn slot(&self, order: CopyOrderId) -> Option<&ChildOrder> {
        self.children.get(self.index.slots.get(&order)?)
    }

    /// The child that an order hash belongs to.
    #[must_use]
    pub fn child_by_hash(&self, hash: &OrderHash) -> Option<&ChildOrder> {
        self.children.get(self.index.hashes.get(hash)?)
    }

    /// Orders of a follow in a token that are not over.
    pub fn open_orders<'a>(&'a self, pair: &Pair) -> impl Iterator<Item = &'a CopyOrder> + use<'a> {
        self.index
            .open_by_pair
            .get(pair)
            .into_iter()
            .flatten()
            .filter_map(|id| self.orders.get(id))
    }

    /// Ids of all orders that are not over.
    pub fn open_order_ids(&self) -> impl Iterator<Item = CopyOrderId> + '_ {
        self.index.open_orders.iter().copied()
    }

    /// Children that hold a slot on that token.
    pub fn slots_on<'a>(&'a self, token: &TokenId) -> impl Iterator<Item = &'a ChildOrder> + use<'a> {
        self.own_orders_on(token)
            .iter()
            .filter_map(|own| self.children.get(&own.child))
    }

    /// Our orders on that token whose fate is open, as the book sees them.
    pub(crate) fn own_orders_on(&self, token: &TokenId) -> &[OwnOrder] {
        self.index.own_orders.get(token).map_or(&[], Vec::as_slice)
    }

    /// Children whose fate is open, of every order.
    pub fn unresolved_children(&self) -> impl Iterator<Item = &ChildOrder> {
        self.index.slots.values().filter_map(|id| self.children.get(id))
    }

    /// Fills that may still fail, oldest first.
    pub fn provisional_fills(&self) -> impl Iterator<Item = &Fill> {
        self.index.provisional.iter().filter_map(|(_, key)| self.fills.get(key))
    }

    /// Sums over orders and holdings, kept as they change.
    #[must_use]
    pub const fn sums(&self) -> &Sums {
        &self.sums
    }

    /// How often that row was seen.
    #[must_use]
    pub fn seen_count(&self, row: &SeenRow) -> u32 {
        self.seen
            .get(&row.follow)
            .and_then(|rows| rows.get(&SeenKey::of(row.clone())))
            .map_or(0, |seen| seen.count)
    }

    /// Applies one row. This is the only way the state changes.
    pub fn apply(&mut self, change: &Change) {
        match change.clone() {
            Change::Control(row) => self.control = row,
            Change::Halt(row) => {
                self.halts.insert(row.reason.clone(), row);
            }
            Change::HaltLifted(reason) => {
                self.halts.remove(&reason);
            }
            Change::Market(row) => self.apply_market(row),
            Change::MarketForgotten(condition) => self.forget_market(&condition),
            Change::Follow(row) => self.apply_follow(row),
            Change::Known(row) => self.apply_known(row),
            Change::KnownForgotten { follow, token } => self.forget_known(follow, &token),
            Change::Migrated(row) => {
                self.migrated.insert((row.follow, row.to.clone()), row);
            }
            Change::Seen(row) => {
                let (follow, at, count) = (row.follow, row.at, row.count);
                self.seen
                    .entry(follow)
                    .or_default()
                    .insert(SeenKey::of(row), Seen { at, count });
            }
            Change::SeenForgotten { follow, before } => {
                if let Some(rows) = self.seen.get_mut(&follow) {
                    rows.retain(|_, row| row.at >= before);
                }
            }
            Change::Pending(row) => {
                self.pending.insert((row.follow, row.token.clone()), row);
            }
            Change::PendingDone { follow, token } => {
                self.pending.remove(&(follow, token));
            }
            Change::Signal(row) => self.apply_signal(row),
            Change::Target(row) => {
                let pair = (row.follow, row.token.clone());
                if row.shares.is_zero() {
                    self.targets.remove(&pair);
                } else {
                    self.targets.insert(pair, row);
                }
            }
            Change::Reversal(row) => {
                self.reversals.insert((row.follow, row.token.clone()), row);
            }
            Change::ReversalDone { follow, token } => {
                self.reversals.remove(&(follow, token));
            }
            Change::CarriedOver(row) => {
                self.carried_over.insert((row.follow, row.token.clone()), row);
            }
            Change::CarriedOverDone { follow, token } => {
                self.carried_over.remove(&(follow, token));
            }
            Change::Order(row) => self.apply_order(row),
            Change::Child(row) => self.apply_child(row),
            Change::Fill(row) => self.apply_fill(row),
            Change::Holding(row) => self.apply_holding(row),
            Change::Claim(row) => {
                let pair = (row.follow, row.token.clone());
                let before = self.claims.get(&pair).map_or(crate::money::Usd::ZERO, Claim::open);
                self.sums.claims += row.open() - before;
                self.claims.insert(pair, row);
            }
            Change::Ledger(row) => self.apply_ledger(&row),
            Change::Difference(row) => {
                self.differences.insert(row.token.clone(), row);
            }
            Change::DifferenceGone(token) => {
                self.differences.remove(&token);
            }
        }
    }

    fn apply_follow(&mut self, row: Follow) {
        self.sums.copies(row.id, &row.trader);
        if row.status == FollowStatus::Removed {
            if self.index.follow_by_trader.get(&row.trader) == Some(&row.id) {
                self.index.follow_by_trader.remove(&row.trader);
            }
        } else {
            self.index.follow_by_trader.insert(row.trader.clone(), row.id);
        }
        if let Some(old) = self.follows.get(&row.id)
            && old.trader != row.trader
            && self.index.follow_by_trader.get(&old.trader) == Some(&row.id)
        {
            let old = old.trader.clone();
            self.index.follow_by_trader.remove(&old);
        }
        self.follows.insert(row.id, Arc::new(row));
    }

    fn apply_known(&mut self, row: KnownPosition) {
        let rows = self.known.entry(row.follow).or_default();
        let was = rows.get(&row.token).is_some_and(|known| known.pending.is_some());
        self.index.interest(&row.condition, was, row.pending.is_some());
        rows.insert(row.token.clone(), row);
    }

    fn forget_known(&mut self, follow: FollowId, token: &TokenId) {
        if let Some(known) = self.known.get_mut(&follow).and_then(|rows| rows.remove(token)) {
            self.index.interest(&known.condition, known.pending.is_some(), false);
        }
    }

    fn apply_signal(&mut self, row: Signal) {
        let was = self.signals.contains_key(&row.id);
        let is = row.decision.is_none();
        self.index.interest(&row.condition, was, is);
        if is {
            if !was {
                self.index
                    .signals_by_market
                    .entry(row.condition.clone())
                    .or_default()
                    .insert(row.id);
            }
            self.signals.insert(row.id, row);
        } else if was {
            self.signals.remove(&row.id);
            if let Some(waiting) = self.index.signals_by_market.get_mut(&row.condition) {
                waiting.remove(&row.id);
                if waiting.is_empty() {
                    self.index.signals_by_market.remove(&row.condition);
                }
            }
        }
    }

    fn apply_market(&mut self, row: Market) {
        for outcome in &row.outcomes {
            self.index.tokens.insert(outcome.token.clone(), row.condition.clone());
        }
        let condition = row.condition.clone();
        let same_fee = self
            .markets
            .get(&condition)
            .is_some_and(|old| old.fee == row.fee && old.tick == row.tick);
        self.markets.insert(condition.clone(), Arc::new(row));
        if !same_fee {
            let orders: Vec<CopyOrderId> = self.index.open_in(&condition).collect();
            for id in orders {
                self.reserve(id);
            }
        }
    }

    fn forget_market(&mut self, condition: &ConditionId) {
        if let Some(market) = self.markets.remove(condition) {
            for outcome in &market.outcomes {
                self.index.tokens.remove(&outcome.token);
            }
        }
    }

    fn apply_order(&mut self, row: CopyOrder) {
        let was = self.orders.get(&row.id).is_some_and(CopyOrder::is_open);
        let is = row.is_open();
        if was != is {
            self.index.interest(&row.condition, was, is);
            self.index.order_opened(&row, is);
        }
        let id = row.id;
        let old = self.orders.insert(id, row);
        let same = old
            .zip(self.orders.get(&id))
            .is_some_and(|(old, new)| reserves_alike(&old, new));
        if !same {
            self.reserve(id);
        }
    }

    fn apply_child(&mut self, row: ChildOrder) {
        self.index.child_changed(&row);
        let (id, order) = (row.id, row.order);
        let old = self.children.insert(id, row);
        let same = old.zip(self.children.get(&id)).is_some_and(|(old, new)| {
            old.state.holds_slot() == new.state.holds_slot()
                && old.evidence.traded == new.evidence.traded
                && old.value == new.value
        });
        if !same {
            self.reserve(order);
        }
    }

    /// Works out anew what an order reserves.
    fn reserve(&mut self, id: CopyOrderId) {
        let Some(order) = self.orders.get(&id) else { return };
        let child = self.index.slots.get(&id).and_then(|child| self.children.get(child));
        let market = self.markets.get(&order.condition).map(Arc::as_ref);
        let max_order = self
            .follows
            .get(&order.follow)
            .map_or(crate::money::Usd::ZERO, |follow| follow.settings.max_order);
        let reserved = crate::risk::reservation::of(order, child, market, max_order);
        let counts = order.is_open() && (child.is_some() || order.waiting.is_none());
        self.sums.set_order(order, reserved, counts);
    }

    fn apply_fill(&mut self, row: Fill) {
        let key = (row.trade.clone(), row.hash.clone());
        let provisional = !is_final(row.settlement);
        if provisional {
            self.index.provisional.insert((row.at, key.clone()));
        } else {
            self.index.provisional.remove(&(row.at, key.clone()));
        }
        self.index
            .fills_by_order
            .edit(row.order, |fills| fills.insert(key.clone()));
        self.fills.insert(key, row);
    }

    fn apply_holding(&mut self, row: Holding) {
        let pair = (row.follow, row.token.clone());
        let old = self.holdings.get(&pair);
        let was = old.is_some_and(is_worked);
        let cost_before = old
            .filter(|old| old.payout.is_none())
            .map_or(crate::money::Usd::ZERO, |old| old.cost);
        let cost = if row.payout.is_none() {
            row.cost
        } else {
            crate::money::Usd::ZERO
        };
        let shares_before = old.map_or(Shares::ZERO, |old| old.shares);
        self.sums.add_cost(row.follow, &row.condition, cost - cost_before);
        self.index.add_booked(&row.token, row.shares - shares_before);
        self.index.interest(&row.condition, was, is_worked(&row));
        self.index
            .holdings_by_market
            .edit(row.condition.clone(), |pairs| pairs.insert(pair.clone()));
        self.holdings.insert(pair, row);
    }

    fn apply_ledger(&mut self, row: &LedgerEntry) {
        self.sums.ledger_cash += row.cash;
        self.sums.ledger_claims += row.claim;
        self.sums.ledger_rows += 1;
    }

    /// Forgets an ended order, its children and its fills, when nothing can come of it any more. The store keeps them.
    pub(crate) fn forget_order(&mut self, id: CopyOrderId) {
        for child in self.index.children_of.remove(&id).unwrap_or_default() {
            if let Some(child) = self.children.remove(&child)
                && let Some(hash) = &child.hash
            {
                self.index.hashes.remove(hash);
            }
        }
        for key in self.index.fills_by_order.remove(&id).unwrap_or_default() {
            self.fills.remove(&key);
        }
        self.orders.remove(&id);
        self.sums.forget(id);
    }

    /// Whether something can still come of an ended order: an open child or a fill that may fail.
    #[must_use]
    pub fn is_unfinished(&self, id: CopyOrderId) -> bool {
        self.index.slots.contains_key(&id)
            || self.index.fills_by_order.get(&id).is_some_and(|keys| {
                keys.iter()
                    .filter_map(|key| self.fills.get(key))
                    .any(|fill| !is_final(fill.settlement))
            })
    }

    /// Forgets every order that ended before `before` and of which nothing can come: what a store that loads only the
    /// live rows would leave out. For comparing two states.
    pub fn forget_ended(&mut self, before: VenueMs) {
        let gone: Vec<CopyOrderId> = self
            .orders
            .values()
            .filter(|order| order.ended_at.is_some_and(|at| at <= before))
            .map(|order| order.id)
            .collect();
        for id in gone {
            if !self.is_unfinished(id) {
                self.forget_order(id);
            }
        }
    }

    /// The latest instant that the rows prove to have been; none where nothing was ever followed.
    pub(crate) fn latest_instant(&self) -> Option<VenueMs> {
        let control = [self.control.cash_at, self.control.cash_difference.map(|it| it.since)];
        let follows = self
            .follows
            .values()
            .map(|follow| follow.started_at.max(follow.created_at));
        let signals = self.signals.values().map(|signal| signal.seen_at);
        let orders = self
            .orders
            .values()
            .map(|order| order.ended_at.unwrap_or(order.created_at).max(order.created_at));
        let children = self.children.values().map(|child| child.created_at);
        let fills = self.fills.values().map(|fill| fill.at);
        let halts = self.halts.values().map(|halt| halt.since);
        let known = control.into_iter().flatten();
        (known.chain(follows).chain(signals).chain(orders))
            .chain(children)
            .chain(fills)
            .chain(halts)
            .max()
    }

    /// What is published: everything but the memory of seen rows, which nobody else asks for.
    pub(crate) fn published(&self) -> Self {
        Self {
            seen: BTreeMap::new(),
            ..self.clone_tables()
        }
    }

    fn clone_tables(&self) -> Self {
        Self {
            control: self.control.clone(),
            halts: self.halts.clone(),
            follows: self.follows.clone(),
            markets: self.markets.clone(),
            known: self.known.clone(),
            migrated: self.migrated.clone(),
            seen: BTreeMap::new(),
            pending: BTreeMap::new(),
            signals: self.signals.clone(),
            targets: self.targets.clone(),
            reversals: self.reversals.clone(),
            carried_over: self.carried_over.clone(),
            orders: self.orders.clone(),
            children: self.children.clone(),
            fills: self.fills.clone(),
            holdings: self.holdings.clone(),
            claims: self.claims.clone(),
            differences: self.differences.clone(),
            index: self.index.clone(),
            sums: self.sums.clone(),
        }
    }

    /// Tokens of holdings that are worked and of open orders: those whose books are worth watching.
    pub(crate) fn worked_tokens(&self) -> BTreeSet<TokenId> {
        let orders = self
            .open_order_ids()
            .filter_map(|id| self.orders.get(&id))
            .map(|order| order.token.clone());
        let held = self
            .holdings
            .values()
            .filter(|holding| is_worked(holding))
            .map(|holding| holding.token.clone());
        orders.chain(held).collect()
    }
}

/// Whether two states of one order reserve the same and count the same, if its child did not change.
fn reserves_alike(old: &CopyOrder, new: &CopyOrder) -> bool {
    old.status == new.status
        && old.waiting.is_some() == new.waiting.is_some()
        && old.filled == new.filled
        && old.released == new.released
        && old.value == new.value
        && old.limit == new.limit
}

/// Whether a holding is more than dust in a market that has not paid: it is watched, marked and reconciled. Dust under a
/// lot can be neither sold nor missed; it is kept and shown, and costs nothing.
#[must_use]
pub fn is_worked(holding: &Holding) -> bool {
    holding.payout.is_none() && holding.shares.abs() >= crate::money::LOT
}

/// Whether nothing more can come of a fill.
#[must_use]
pub const fn is_final(settlement: Settlement) -> bool {
    matches!(settlement, Settlement::Confirmed | Settlement::Failed)
}
