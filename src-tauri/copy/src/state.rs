//! The core's durable state: its rows by key, nothing else.
//!
//! Every mutation is a [`Change`] applied here, so that the rows which a step returns are by construction all that
//! happened to the state, and applying stored rows to an empty state gives the same state back.

use std::collections::BTreeMap;

use crate::entity::{
    Accumulated, Change, Child, Control, CopyOrder, Fill, Follow, Gather, GlobalLimits, Holding, Known, OrderStatus,
    SeenRow, Signal, TurnRound,
};
use crate::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, VenueMs, WalletAddress,
};
use crate::input::Settlement;
use crate::market::Market;
use crate::money::{Shares, Usd};

/// A follow's business in one token.
pub type Pair = (FollowId, TokenId);

/// Ended orders stay in memory this long, so that a trade the venue reports late still finds its order.
const LATE_TRADE_MS: i64 = 600_000;

/// The key of a seen row: what makes two sightings the same row. The price is cut to four decimals, since the venue's
/// sources print the same float differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenKey {
    /// Through which follow.
    pub follow: FollowId,
    /// Transaction.
    pub tx: crate::ids::TxHash,
    /// Token.
    pub token: TokenId,
    /// Kind word.
    pub kind: String,
    /// Shares.
    pub shares: Shares,
    /// Price in 10⁻⁴.
    pub price_tenth_milli: i64,
}

impl SeenKey {
    fn of(row: &SeenRow) -> Self {
        Self {
            follow: row.follow,
            tx: row.tx.clone(),
            token: row.token.clone(),
            kind: row.kind.clone(),
            shares: row.shares,
            price_tenth_milli: (row.price.micros() + 50).div_euclid(100),
        }
    }
}

/// All rows that the core still needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Switches, limits, counters.
    pub control: Control,
    /// Follows, removed ones included.
    pub follows: BTreeMap<FollowId, Follow>,
    /// Markets.
    pub markets: BTreeMap<ConditionId, Market>,
    /// Known positions of followed traders.
    pub known: BTreeMap<Pair, Known>,
    /// Rows seen.
    pub seen: BTreeMap<SeenKey, SeenRow>,
    /// Rows being gathered.
    pub gathers: BTreeMap<Pair, Gather>,
    /// Signals without a decision.
    pub signals: BTreeMap<SignalId, Signal>,
    /// Copy orders at work, and lately ended ones.
    pub orders: BTreeMap<CopyOrderId, CopyOrder>,
    /// Their children.
    pub children: BTreeMap<ChildId, Child>,
    /// Which child a hash is.
    pub hashes: BTreeMap<OrderHash, ChildId>,
    /// Fills of open holdings and of orders here.
    pub fills: BTreeMap<(TradeId, OrderHash), Fill>,
    /// Holdings, closed ones included.
    pub holdings: BTreeMap<Pair, Holding>,
    /// What waits to be large enough.
    pub accumulated: BTreeMap<Pair, Accumulated>,
    /// Turn-rounds that wait for final fills.
    pub turn_rounds: BTreeMap<Pair, TurnRound>,
    tokens: BTreeMap<TokenId, ConditionId>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            control: Control {
                paused: false,
                stopped: false,
                limits: GlobalLimits::default(),
                cash: None,
                cash_at: None,
                unreconciled: None,
                spend_day: 0,
                spent_today: Usd::ZERO,
                next_follow: 1,
                next_signal: 1,
                next_order: 1,
                next_child: 1,
                next_event: 1,
            },
            follows: BTreeMap::new(),
            markets: BTreeMap::new(),
            known: BTreeMap::new(),
            seen: BTreeMap::new(),
            gathers: BTreeMap::new(),
            signals: BTreeMap::new(),
            orders: BTreeMap::new(),
            children: BTreeMap::new(),
            hashes: BTreeMap::new(),
            fills: BTreeMap::new(),
            holdings: BTreeMap::new(),
            accumulated: BTreeMap::new(),
            turn_rounds: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }
}

impl State {
    /// The market that token belongs to, if its facts are known.
    #[must_use]
    pub fn market_of(&self, token: &TokenId) -> Option<&Market> {
        self.markets.get(self.tokens.get(token)?)
    }

    /// The follow that copies that trader and is not removed.
    #[must_use]
    pub fn follow_of(&self, trader: &WalletAddress) -> Option<&Follow> {
        self.follows
            .values()
            .find(|follow| follow.trader == *trader && follow.status != crate::entity::FollowStatus::Removed)
    }

    /// Shares a follow holds of a token.
    #[must_use]
    pub fn held(&self, pair: &Pair) -> Shares {
        self.holdings.get(pair).map_or(Shares::ZERO, |holding| holding.shares)
    }

    /// The child that holds an order's slot.
    #[must_use]
    pub fn slot(&self, order: CopyOrderId) -> Option<&Child> {
        self.children
            .values()
            .find(|child| child.order == order && child.state.holds_slot())
    }

    /// Orders of a follow in a token that are not over.
    pub fn open_orders<'a>(&'a self, pair: &'a Pair) -> impl Iterator<Item = &'a CopyOrder> {
        self.orders
            .values()
            .filter(move |order| order.status != OrderStatus::Ended && order.follow == pair.0 && order.token == pair.1)
    }

    /// How often that row was seen.
    #[must_use]
    pub fn seen_count(&self, row: &SeenRow) -> u32 {
        self.seen.get(&SeenKey::of(row)).map_or(0, |seen| seen.count)
    }

    /// Applies one row. This is the only way the state changes.
    pub fn apply(&mut self, change: &Change) {
        match change.clone() {
            Change::Control(row) => self.control = row,
            Change::Market(row) => {
                for outcome in &row.outcomes {
                    self.tokens.insert(outcome.token.clone(), row.condition.clone());
                }
                self.markets.insert(row.condition.clone(), row);
            }
            Change::Follow(row) => {
                self.follows.insert(row.id, row);
            }
            Change::Known(row) => {
                self.known.insert((row.follow, row.token.clone()), row);
            }
            Change::KnownGone { follow, token } => {
                self.known.remove(&(follow, token));
            }
            Change::Seen(row) => {
                self.seen.insert(SeenKey::of(&row), row);
            }
            Change::SeenGone { follow, before } => {
                self.seen.retain(|key, row| key.follow != follow || row.at >= before);
            }
            Change::Gather(row) => {
                self.gathers.insert((row.follow, row.token.clone()), row);
            }
            Change::GatherGone { follow, token } => {
                self.gathers.remove(&(follow, token));
            }
            Change::Signal(row) => {
                if row.decision.is_some() {
                    self.signals.remove(&row.id);
                } else {
                    self.signals.insert(row.id, row);
                }
            }
            Change::Order(row) => {
                self.orders.insert(row.id, row);
            }
            Change::Child(row) => {
                if let Some(hash) = &row.hash {
                    self.hashes.insert(hash.clone(), row.id);
                }
                self.children.insert(row.id, row);
            }
            Change::Fill(row) => {
                self.fills.insert((row.trade.clone(), row.hash.clone()), row);
            }
            Change::Holding(row) => {
                self.holdings.insert((row.follow, row.token.clone()), row);
            }
            Change::Accumulated(row) => {
                self.accumulated.insert((row.follow, row.token.clone()), row);
            }
            Change::AccumulatedGone { follow, token } => {
                self.accumulated.remove(&(follow, token));
            }
            Change::TurnRound(row) => {
                self.turn_rounds.insert((row.follow, row.token.clone()), row);
            }
            Change::TurnRoundGone { follow, token } => {
                self.turn_rounds.remove(&(follow, token));
            }
        }
    }

    /// Forgets what nothing can come to any more: orders long ended with all fills final, their children, and the fills
    /// of closed holdings. The store keeps them all.
    pub fn prune(&mut self, now: VenueMs) {
        let fills = &self.fills;
        let children = &self.children;
        let gone: Vec<CopyOrderId> = self
            .orders
            .values()
            .filter(|order| {
                order.status == OrderStatus::Ended
                    && order.ended_at.is_some_and(|at| now.since(at) >= LATE_TRADE_MS)
                    && !children
                        .values()
                        .any(|child| child.order == order.id && child.state.holds_slot())
                    && !fills
                        .values()
                        .any(|fill| fill.order == order.id && !is_final(fill.settlement))
            })
            .map(|order| order.id)
            .collect();
        for id in gone {
            self.orders.remove(&id);
            self.children.retain(|_, child| child.order != id);
        }
        let children = &self.children;
        self.hashes.retain(|_, child| children.contains_key(child));
        let orders = &self.orders;
        let holdings = &self.holdings;
        self.fills.retain(|_, fill| {
            orders.contains_key(&fill.order)
                || !is_final(fill.settlement)
                || holdings
                    .get(&(fill.follow, fill.token.clone()))
                    .is_some_and(|holding| !holding.shares.is_zero())
        });
    }
}

/// Whether nothing more can come of a fill.
#[must_use]
pub fn is_final(settlement: Settlement) -> bool {
    matches!(settlement, Settlement::Confirmed | Settlement::Failed)
}
