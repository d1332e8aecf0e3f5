//! Ways into the rows other than their keys, kept as the rows change.

use std::collections::{BTreeMap, BTreeSet};

use super::{FillKey, Pair};
use crate::entity::{ChildOrder, ChildState, CopyOrder};
use crate::ids::{ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, VenueMs, WalletAddress};
use crate::market::Side;
use crate::money::{Price, Shares};
use crate::shared::Shared;

/// A map that is published with the state, and so is shared until it changes.
macro_rules! shared_map {
    ($name:ident, $key:ty, $value:ty) => {
        #[derive(Debug, Clone, Default)]
        pub(crate) struct $name(Shared<BTreeMap<$key, $value>>);

        impl std::ops::Deref for $name {
            type Target = BTreeMap<$key, $value>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut Self::Target {
                self.0.edit()
            }
        }
    };
}

shared_map!(Slots, CopyOrderId, ChildId);
shared_map!(Hashes, OrderHash, ChildId);
shared_map!(ChildrenOf, CopyOrderId, Vec<ChildId>);
shared_map!(OpenByPair, Pair, Vec<CopyOrderId>);
shared_map!(OpenByMarket, ConditionId, Vec<CopyOrderId>);
shared_map!(OwnOrders, TokenId, Vec<OwnOrder>);
shared_map!(FillsByOrder, CopyOrderId, BTreeSet<FillKey>);
shared_map!(HoldingsByMarket, ConditionId, BTreeSet<Pair>);
shared_map!(Booked, TokenId, Shares);
shared_map!(Interest, ConditionId, u32);

/// One of our orders whose fate is open, as the book sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnOrder {
    pub(crate) child: ChildId,
    pub(crate) order: CopyOrderId,
    pub(crate) side: Side,
    /// Its worst price.
    pub(crate) price: Price,
    /// It rests, or may rest or arrive, on the book.
    pub(crate) may_rest: bool,
    /// Shares that the book shows of it: of one that is known to rest.
    pub(crate) shown: Shares,
    /// Shares it may still execute.
    pub(crate) open: Shares,
}

impl OwnOrder {
    fn of(child: &ChildOrder) -> Self {
        let rests = child.kind.rests() && matches!(child.state, ChildState::Live | ChildState::Cancelling);
        let executed = child.evidence.matched().max(child.evidence.traded);
        Self {
            child: child.id,
            order: child.order,
            side: child.side,
            price: child.kind.price(),
            may_rest: child.state.may_rest(),
            shown: if rests {
                (child.size() - executed).max(Shares::ZERO)
            } else {
                Shares::ZERO
            },
            open: child.open_shares(),
        }
    }
}

/// The indexes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub(crate) tokens: Shared<BTreeMap<TokenId, ConditionId>>,
    pub(crate) follow_by_trader: BTreeMap<WalletAddress, FollowId>,
    pub(crate) slots: Slots,
    pub(crate) hashes: Hashes,
    pub(crate) children_of: ChildrenOf,
    pub(crate) open_orders: BTreeSet<CopyOrderId>,
    pub(crate) open_by_pair: OpenByPair,
    pub(crate) open_by_market: OpenByMarket,
    pub(crate) own_orders: OwnOrders,
    pub(crate) fills_by_order: FillsByOrder,
    pub(crate) provisional: BTreeSet<(VenueMs, FillKey)>,
    pub(crate) holdings_by_market: HoldingsByMarket,
    pub(crate) signals_by_market: BTreeMap<ConditionId, BTreeSet<SignalId>>,
    /// Shares of each token over all follows, by the books.
    pub(crate) booked: Booked,
    /// How many rows make a market worth reading again and again.
    pub(crate) interest: Interest,
    /// Markets whose interest came or went since somebody looked.
    pub(crate) interest_changed: Vec<ConditionId>,
}

impl Index {
    /// A row's interest in its market came or went.
    pub(crate) fn interest(&mut self, condition: &ConditionId, was: bool, is: bool) {
        if was == is {
            return;
        }
        let count = self.interest.entry(condition.clone()).or_insert(0);
        if is {
            *count += 1;
            if *count == 1 {
                self.interest_changed.push(condition.clone());
            }
        } else {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.interest.remove(condition);
                self.interest_changed.push(condition.clone());
            }
        }
    }

    pub(crate) fn is_interesting(&self, condition: &ConditionId) -> bool {
        self.interest.contains_key(condition)
    }

    /// An order began (or ended) to be open.
    pub(crate) fn order_opened(&mut self, order: &CopyOrder, opened: bool) {
        let pair = (order.follow, order.token.clone());
        if opened {
            self.open_orders.insert(order.id);
            self.open_by_pair.entry(pair).or_default().push(order.id);
            self.open_by_market
                .entry(order.condition.clone())
                .or_default()
                .push(order.id);
        } else {
            self.open_orders.remove(&order.id);
            remove_from(&mut self.open_by_pair, &pair, order.id);
            remove_from(&mut self.open_by_market, &order.condition, order.id);
        }
    }

    pub(crate) fn open_in<'a>(&'a self, condition: &ConditionId) -> impl Iterator<Item = CopyOrderId> + use<'a> {
        self.open_by_market.get(condition).into_iter().flatten().copied()
    }

    pub(crate) fn child_changed(&mut self, child: &ChildOrder) {
        if let Some(hash) = &child.hash
            && !self.hashes.contains_key(hash)
        {
            self.hashes.insert(hash.clone(), child.id);
        }
        let known = self
            .children_of
            .get(&child.order)
            .is_some_and(|ids| ids.contains(&child.id));
        if !known {
            self.children_of.entry(child.order).or_default().push(child.id);
        }
        let had = self.slots.get(&child.order) == Some(&child.id);
        let has = child.state.holds_slot();
        if has && !had {
            self.slots.insert(child.order, child.id);
            self.own_orders
                .entry(child.token.clone())
                .or_default()
                .push(OwnOrder::of(child));
        } else if had && !has {
            self.slots.remove(&child.order);
            if let Some(own) = self.own_orders.get_mut(&child.token) {
                own.retain(|own| own.child != child.id);
                if own.is_empty() {
                    self.own_orders.remove(&child.token);
                }
            }
        } else if has
            && let Some(own) = self
                .own_orders
                .get_mut(&child.token)
                .and_then(|own| own.iter_mut().find(|own| own.child == child.id))
        {
            *own = OwnOrder::of(child);
        }
    }

    pub(crate) fn add_booked(&mut self, token: &TokenId, change: Shares) {
        if change.is_zero() {
            return;
        }
        let booked = self.booked.entry(token.clone()).or_insert(Shares::ZERO);
        *booked += change;
        if booked.is_zero() {
            self.booked.remove(token);
        }
    }
}

fn remove_from<K: Ord, V: PartialEq>(map: &mut BTreeMap<K, Vec<V>>, key: &K, value: V) {
    if let Some(values) = map.get_mut(key) {
        values.retain(|other| *other != value);
        if values.is_empty() {
            map.remove(key);
        }
    }
}
