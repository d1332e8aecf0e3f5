//! Money that is held and reserved, by market, by trader and in all: added up as it changes, never by a walk.
//!
//! Markets and traders are counted over all follows of the trader's wallet, so that a limit on a trader remembers what an earlier follow
//! of them still holds. Each follow is added up by itself: one that goes along to another wallet takes what it holds with it, and what is
//! in memory is what its rows make after a start.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::CopyOrder;
use crate::ids::{ConditionId, CopyOrderId, FollowId, WalletAddress};
use crate::money::Usd;
use crate::table::Table;

#[derive(Debug, Clone)]
struct Reserved {
    follow: FollowId,
    condition: ConditionId,
    usd: Usd,
    counts: bool,
}

/// The sums.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    by_order: Table<CopyOrderId, Reserved>,
    /// The wallet that each follow copies.
    wallets: BTreeMap<FollowId, WalletAddress>,
    /// The follows of each wallet, removed ones too.
    follows: BTreeMap<WalletAddress, BTreeSet<FollowId>>,
    reserved: Usd,
    reserved_by_follow: BTreeMap<FollowId, Usd>,
    reserved_by_market: Table<(FollowId, ConditionId), Usd>,
    cost: Usd,
    cost_by_follow: BTreeMap<FollowId, Usd>,
    cost_by_market: Table<(FollowId, ConditionId), Usd>,
    open_orders: u64,
    pub(super) claims: Usd,
    pub(super) ledger_cash: Usd,
    pub(super) ledger_claims: Usd,
    pub(super) ledger_rows: u64,
}

impl Sums {
    /// That follow copies that wallet, from now on.
    pub(super) fn copies(&mut self, follow: FollowId, wallet: &WalletAddress) {
        match self.wallets.insert(follow, wallet.clone()) {
            Some(before) if before == *wallet => return,
            Some(before) => {
                if let Some(follows) = self.follows.get_mut(&before) {
                    follows.remove(&follow);
                }
            }
            None => {}
        }
        self.follows.entry(wallet.clone()).or_default().insert(follow);
    }

    /// What that is over every follow of that follow's trader.
    fn over_trader(&self, follow: FollowId, of: impl Fn(FollowId) -> Usd) -> Usd {
        let wallet = self.wallets.get(&follow);
        match wallet.and_then(|wallet| self.follows.get(wallet)) {
            Some(follows) => follows.iter().map(|follow| of(*follow)).sum(),
            None => of(follow),
        }
    }

    pub(super) fn set_order(&mut self, order: &CopyOrder, usd: Usd, counts: bool) {
        let before = self.by_order.get(&order.id);
        if before.is_some_and(|before| before.usd == usd && before.counts == counts) {
            return;
        }
        let (usd_before, counted) = before.map_or((Usd::ZERO, false), |before| (before.usd, before.counts));
        self.move_reserved(order.follow, &order.condition, usd - usd_before);
        self.open_orders = self.open_orders + u64::from(counts) - u64::from(counted);
        if usd.is_zero() && !counts {
            self.by_order.remove(&order.id);
        } else {
            let row = Reserved {
                follow: order.follow,
                condition: order.condition.clone(),
                usd,
                counts,
            };
            self.by_order.insert(order.id, row);
        }
    }

    fn move_reserved(&mut self, follow: FollowId, condition: &ConditionId, change: Usd) {
        if change.is_zero() {
            return;
        }
        self.reserved += change;
        *self.reserved_by_follow.entry(follow).or_default() += change;
        add_to(&mut self.reserved_by_market, (follow, condition.clone()), change);
    }

    pub(super) fn forget(&mut self, id: CopyOrderId) {
        if let Some(row) = self.by_order.remove(&id) {
            self.move_reserved(row.follow, &row.condition, -row.usd);
            self.open_orders -= u64::from(row.counts);
        }
    }

    pub(super) fn add_cost(&mut self, follow: FollowId, condition: &ConditionId, change: Usd) {
        if change.is_zero() {
            return;
        }
        self.cost += change;
        *self.cost_by_follow.entry(follow).or_default() += change;
        add_to(&mut self.cost_by_market, (follow, condition.clone()), change);
    }

    /// USD that working purchases may still take, fees included, in all.
    #[must_use]
    pub const fn reserved(&self) -> Usd {
        self.reserved
    }

    /// USD that this order may still take, its fee included.
    #[must_use]
    pub fn reserved_by(&self, order: CopyOrderId) -> Usd {
        self.by_order.get(&order).map_or(Usd::ZERO, |row| row.usd)
    }

    /// USD held at cost and reserved, in all.
    #[must_use]
    pub fn committed(&self) -> Usd {
        self.cost + self.reserved
    }

    /// USD held at cost in all.
    #[must_use]
    pub const fn cost(&self) -> Usd {
        self.cost
    }

    /// USD held at cost and reserved through every follow of that follow's trader.
    #[must_use]
    pub fn committed_by_trader(&self, follow: FollowId) -> Usd {
        self.over_trader(follow, |follow| {
            let of = |sums: &BTreeMap<FollowId, Usd>| sums.get(&follow).copied().unwrap_or_default();
            of(&self.cost_by_follow) + of(&self.reserved_by_follow)
        })
    }

    /// The same in one market.
    #[must_use]
    pub fn committed_in_market(&self, follow: FollowId, condition: &ConditionId) -> Usd {
        self.over_trader(follow, |follow| {
            let key = (follow, condition.clone());
            let of = |sums: &Table<(FollowId, ConditionId), Usd>| sums.get(&key).copied().unwrap_or_default();
            of(&self.cost_by_market) + of(&self.reserved_by_market)
        })
    }

    /// Copy orders that count as open: with a child, or about to get one. One that waits without a child does not.
    #[must_use]
    pub const fn open_orders(&self) -> u64 {
        self.open_orders
    }

    /// Whether that order counts as open.
    #[must_use]
    pub fn counts(&self, order: CopyOrderId) -> bool {
        self.by_order.get(&order).is_some_and(|row| row.counts)
    }

    /// USD that resolved markets owe us.
    #[must_use]
    pub const fn claims(&self) -> Usd {
        self.claims
    }

    /// The ledger's cash rows of this run, added up.
    #[must_use]
    pub const fn ledger_cash(&self) -> Usd {
        self.ledger_cash
    }
}

fn add_to<K: Ord + Clone>(sums: &mut Table<K, Usd>, key: K, change: Usd) {
    let sum = sums.get(&key).copied().unwrap_or_default() + change;
    if sum.is_zero() {
        sums.remove(&key);
    } else {
        sums.insert(key, sum);
    }
}
