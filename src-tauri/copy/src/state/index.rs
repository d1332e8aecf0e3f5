//! Ways into the rows other than their keys, kept as the rows change.

use std::collections::{BTreeMap, BTreeSet};

use super::{FillKey, Pair};
use crate::entity::{ChildOrder, ChildState, CopyOrder};
use crate::ids::{ChildId, ConditionId, CopyOrderId, FollowId, OrderHash, SignalId, TokenId, VenueMs, WalletAddress};
use crate::market::Side;
use crate::money::{Price, Shares};
use crate::table::Table;

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
    pub(crate) tokens: Table<TokenId, ConditionId>,
    pub(crate) follow_by_trader: BTreeMap<WalletAddress, FollowId>,
    pub(crate) slots: Table<CopyOrderId, ChildId>,
    pub(crate) hashes: Table<OrderHash, ChildId>,
    pub(crate) children_of: Table<CopyOrderId, Vec<ChildId>>,
    pub(crate) open_orders: BTreeSet<CopyOrderId>,
    pub(crate) open_by_pair: Table<Pair, Vec<CopyOrderId>>,
    pub(crate) open_by_market: Table<ConditionId, Vec<CopyOrderId>>,
    pub(crate) own_orders: Table<TokenId, Vec<OwnOrder>>,
    pub(crate) fills_by_order: Table<CopyOrderId, BTreeSet<FillKey>>,
    pub(crate) provisional: BTreeSet<(VenueMs, FillKey)>,
    pub(crate) holdings_by_market: Table<ConditionId, BTreeSet<Pair>>,
    pub(crate) signals_by_market: BTreeMap<ConditionId, BTreeSet<SignalId>>,
    /// Shares of each token over all follows, by the books.
    pub(crate) booked: Table<TokenId, Shares>,
    /// How many rows make a market worth reading again and again.
    pub(crate) interest: Table<ConditionId, u32>,
    /// Markets whose interest came or went since somebody looked.
    pub(crate) interest_changed: Vec<ConditionId>,
}

impl Index {
    /// A row's interest in its market came or went.
    pub(crate) fn interest(&mut self, condition: &ConditionId, was: bool, is: bool) {
        if was == is {
            return;
        }
        let count = self.interest.edit(condition.clone(), |count| {
            *count = if is { *count + 1 } else { count.saturating_sub(1) };
            *count
        });
        if count == 0 {
            self.interest.remove(condition);
        }
        if count == u32::from(is) {
            self.interest_changed.push(condition.clone());
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
            self.open_by_pair.edit(pair, |orders| orders.push(order.id));
            self.open_by_market
                .edit(order.condition.clone(), |orders| orders.push(order.id));
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
            self.children_of.edit(child.order, |children| children.push(child.id));
        }
        let had = self.slots.get(&child.order) == Some(&child.id);
        let has = child.state.holds_slot();
        if has && !had {
            self.slots.insert(child.order, child.id);
            self.own_orders
                .edit(child.token.clone(), |own| own.push(OwnOrder::of(child)));
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
        let booked = self.booked.edit(token.clone(), |booked| {
            *booked += change;
            *booked
        });
        if booked.is_zero() {
            self.booked.remove(token);
        }
    }
}

fn remove_from<K: Ord + Clone, V: PartialEq + Clone>(map: &mut Table<K, Vec<V>>, key: &K, value: V) {
    if let Some(values) = map.get_mut(key) {
        values.retain(|other| *other != value);
        if values.is_empty() {
            map.remove(key);
        }
    }
}
