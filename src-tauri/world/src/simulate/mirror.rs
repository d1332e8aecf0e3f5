//! The rows that were committed, by key: what the core *says*. The oracle judges it, and reads its intentions from it (which
//! order a child is for, which limits hold); its own books come from elsewhere.

use std::collections::BTreeMap;

use pilotfish_copy::entity::{
    CarriedOver, Change, ChildOrder, Claim, Control, CopyOrder, Difference, Fill, Follow, FollowStatus, Halt,
    HaltReason, Holding, KnownPosition, LedgerEntry, MigratedToken, PendingChange, Reversal, SeenKind, SeenRow, Signal,
    Target,
};
use pilotfish_copy::ids::{
    ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, TradeId, TxHash, WalletAddress,
};
use pilotfish_copy::market::Market;
use pilotfish_copy::money::Shares;

/// A follow's business in one token.
pub(crate) type Pair = (FollowId, TokenId);

/// The key of a seen row, as the core keeps it: the price cut to four decimals.
type SeenKey = (FollowId, TxHash, TokenId, SeenKind, Shares, i64);

/// All rows.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mirror {
    pub(crate) control: Option<Control>,
    pub(crate) halts: BTreeMap<HaltReason, Halt>,
    pub(crate) markets: BTreeMap<ConditionId, Market>,
    /// Markets that the core forgot: the store keeps them.
    forgotten_markets: BTreeMap<ConditionId, Market>,
    pub(crate) follows: BTreeMap<FollowId, Follow>,
    pub(crate) known: BTreeMap<Pair, KnownPosition>,
    pub(crate) migrated: BTreeMap<Pair, MigratedToken>,
    seen: BTreeMap<SeenKey, SeenRow>,
    pending: BTreeMap<Pair, PendingChange>,
    pub(crate) signals: BTreeMap<SignalId, Signal>,
    pub(crate) targets: BTreeMap<Pair, Target>,
    pub(crate) reversals: BTreeMap<Pair, Reversal>,
    pub(crate) carried_over: BTreeMap<Pair, CarriedOver>,
    pub(crate) orders: BTreeMap<CopyOrderId, CopyOrder>,
    pub(crate) children: BTreeMap<ChildId, ChildOrder>,
    pub(crate) by_hash: BTreeMap<OrderHash, ChildId>,
    pub(crate) fills: BTreeMap<(TradeId, OrderHash), Fill>,
    pub(crate) holdings: BTreeMap<Pair, Holding>,
    pub(crate) claims: BTreeMap<Pair, Claim>,
    pub(crate) ledger: Vec<LedgerEntry>,
    pub(crate) differences: BTreeMap<TokenId, Difference>,
}

impl Mirror {
    /// Takes one row.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::Control(row) => self.control = Some(row.clone()),
            Change::Halt(row) => drop(self.halts.insert(row.reason.clone(), row.clone())),
            Change::HaltLifted(reason) => drop(self.halts.remove(reason)),
            Change::Market(row) => {
                self.forgotten_markets.remove(&row.condition);
                self.markets.insert(row.condition.clone(), row.clone());
            }
            Change::MarketForgotten(condition) => {
                if let Some(market) = self.markets.remove(condition) {
                    self.forgotten_markets.insert(condition.clone(), market);
                }
            }
            Change::Follow(row) => drop(self.follows.insert(row.id, row.clone())),
            Change::Known(row) => drop(self.known.insert((row.follow, row.token.clone()), row.clone())),
            Change::KnownForgotten { follow, token } => drop(self.known.remove(&(*follow, token.clone()))),
            Change::Migrated(row) => drop(self.migrated.insert((row.follow, row.to.clone()), row.clone())),
            Change::Seen(row) => drop(self.seen.insert(seen_key(row), row.clone())),
            Change::SeenForgotten { follow, before } => {
                self.seen.retain(|_, row| row.follow != *follow || row.at >= *before);
            }
            Change::Pending(row) => drop(self.pending.insert((row.follow, row.token.clone()), row.clone())),
            Change::PendingDone { follow, token } => drop(self.pending.remove(&(*follow, token.clone()))),
            Change::Signal(row) => drop(self.signals.insert(row.id, row.clone())),
            Change::Target(row) => drop(self.targets.insert((row.follow, row.token.clone()), row.clone())),
            Change::Reversal(row) => drop(self.reversals.insert((row.follow, row.token.clone()), row.clone())),
            Change::ReversalDone { follow, token } => drop(self.reversals.remove(&(*follow, token.clone()))),
            Change::CarriedOver(row) => {
                self.carried_over.insert((row.follow, row.token.clone()), row.clone());
            }
            Change::CarriedOverDone { follow, token } => drop(self.carried_over.remove(&(*follow, token.clone()))),
            Change::Order(row) => drop(self.orders.insert(row.id, row.clone())),
            Change::Child(row) => {
                if let Some(hash) = &row.hash {
                    self.by_hash.insert(hash.clone(), row.id);
                }
                self.children.insert(row.id, row.clone());
            }
            Change::Fill(row) => drop(self.fills.insert((row.trade.clone(), row.hash.clone()), row.clone())),
            Change::Holding(row) => drop(self.holdings.insert((row.follow, row.token.clone()), row.clone())),
            Change::Claim(row) => drop(self.claims.insert((row.follow, row.token.clone()), row.clone())),
            Change::Ledger(row) => self.ledger.push(row.clone()),
            Change::Difference(row) => drop(self.differences.insert(row.token.clone(), row.clone())),
            Change::DifferenceGone(token) => drop(self.differences.remove(token)),
        }
    }

    /// The follow of a trader that is not removed; else the last that was.
    pub(crate) fn follow_of(&self, wallet: &WalletAddress) -> Option<&Follow> {
        let all = || self.follows.values().filter(|follow| follow.trader == *wallet);
        all()
            .find(|follow| follow.status != FollowStatus::Removed)
            .or_else(|| all().next_back())
    }

    /// The market of a token.
    pub(crate) fn market_of(&self, token: &TokenId) -> Option<&Market> {
        self.markets
            .values()
            .chain(self.forgotten_markets.values())
            .find(|market| market.outcome_index(token).is_some())
    }

    /// Whether a halt of that word stands.
    pub(crate) fn halted(&self, word: &str) -> bool {
        self.halts.keys().any(|reason| reason.word() == word)
    }
}

fn seen_key(row: &SeenRow) -> SeenKey {
    (
        row.follow,
        row.tx.clone(),
        row.token.clone(),
        row.kind,
        row.shares,
        row.price.micros().saturating_add(50).div_euclid(100),
    )
}
