//! The oracle's own books: every order of ours that went out, every leg that the venue matched, and what of it the core was
//! told.

use std::collections::BTreeMap;

use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, CopyOrderId, FollowId, OrderHash, TokenId, TradeId};
use pilotfish_copy::input::{OwnTrade, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use crate::simulate::venue::{LedgerRow, VenueEntry};

/// An order that went out.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) child: ChildId,
    pub(super) order: CopyOrderId,
    pub(super) follow: FollowId,
    pub(super) token: TokenId,
    pub(super) side: Side,
    pub(super) kind: ChildKind,
    /// It is on its way to the venue.
    pub(super) in_flight: bool,
    /// It rests there.
    pub(super) live: bool,
    /// It reached the venue and was taken.
    pub(super) taken: bool,
}

impl Sent {
    /// Shares that it may execute; of a budget those at its limit.
    pub(super) fn size(&self) -> Shares {
        size(self.kind)
    }
}

/// Shares that a kind may execute; of a budget those at its limit.
pub(super) fn size(kind: ChildKind) -> Shares {
    match kind {
        ChildKind::Resting { shares, .. } | ChildKind::SellNow { shares, .. } => shares,
        ChildKind::BuyNow { price, budget } => budget.buys(price),
    }
}

/// A leg as the venue matched it.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub(super) token: TokenId,
    pub(super) side: Side,
    pub(super) shares: Shares,
    pub(super) price: Price,
    pub(super) value: Usd,
    pub(super) fee: Usd,
    pub(super) failed: bool,
    /// What the core was told of it last, never less than before.
    pub(super) told: Option<Settlement>,
}

pub(super) type LegKey = (TradeId, OrderHash);

/// The books.
#[derive(Debug, Default)]
pub(super) struct Books {
    cursor: usize,
    pub(super) sent: BTreeMap<OrderHash, Sent>,
    pub(super) by_order: BTreeMap<CopyOrderId, Vec<OrderHash>>,
    pub(super) legs: BTreeMap<LegKey, Leg>,
    pub(super) by_hash: BTreeMap<OrderHash, Vec<TradeId>>,
    /// The account's cash and shares, from the ledger alone.
    pub(super) cash: Usd,
    pub(super) shares: BTreeMap<TokenId, Shares>,
}

impl Books {
    /// Takes what the venue's ledger has more.
    pub(super) fn read(&mut self, ledger: &[LedgerRow]) {
        let rows = ledger.get(self.cursor..).unwrap_or_default();
        self.cursor = ledger.len();
        for row in rows {
            self.take(&row.entry);
        }
    }

    fn take(&mut self, entry: &VenueEntry) {
        match entry {
            VenueEntry::Placed { hash, .. } => {
                if let Some(sent) = self.sent.get_mut(hash) {
                    sent.live = true;
                    sent.taken = true;
                }
            }
            VenueEntry::Ended { hash, .. } => {
                if let Some(sent) = self.sent.get_mut(hash) {
                    sent.live = false;
                }
            }
            VenueEntry::Matched {
                trade,
                hash,
                token,
                side,
                shares,
                price,
                value,
                fee,
                ..
            } => {
                self.legs.insert(
                    (trade.clone(), hash.clone()),
                    Leg {
                        token: token.clone(),
                        side: *side,
                        shares: *shares,
                        price: *price,
                        value: *value,
                        fee: *fee,
                        failed: false,
                        told: None,
                    },
                );
                self.by_hash.entry(hash.clone()).or_default().push(trade.clone());
                if let Some(sent) = self.sent.get_mut(hash) {
                    sent.taken = true;
                }
                self.move_leg(token, *side, *shares, *value, *fee);
            }
            VenueEntry::Failed { trade, hash } => {
                let Some(leg) = self.legs.get_mut(&(trade.clone(), hash.clone())) else {
                    return;
                };
                leg.failed = true;
                let (token, side, shares, value, fee) = (leg.token.clone(), leg.side, leg.shares, leg.value, leg.fee);
                self.move_leg(&token, side, -shares, -value, -fee);
            }
            VenueEntry::Redeemed { token, shares, usd, .. } => {
                self.cash += *usd;
                *self.shares.entry(token.clone()).or_default() -= *shares;
            }
            VenueEntry::Cash { usd, .. } => self.cash += *usd,
            VenueEntry::Shares { token, shares } => *self.shares.entry(token.clone()).or_default() += *shares,
            VenueEntry::Confirmed { .. } | VenueEntry::Resolved { .. } => {}
        }
    }

    fn move_leg(&mut self, token: &TokenId, side: Side, shares: Shares, value: Usd, fee: Usd) {
        let held = self.shares.entry(token.clone()).or_default();
        match side {
            Side::Buy => {
                *held += shares;
                self.cash -= value + fee;
            }
            Side::Sell => {
                *held -= shares;
                self.cash += value - fee;
            }
        }
    }

    /// An order goes out.
    pub(super) fn send(&mut self, place: &PlaceChild, hash: &OrderHash, order: CopyOrderId, follow: FollowId) {
        self.by_order.entry(order).or_default().push(hash.clone());
        self.sent.insert(
            hash.clone(),
            Sent {
                child: place.child,
                order,
                follow,
                token: place.token.clone(),
                side: place.side,
                kind: place.kind,
                in_flight: false,
                live: false,
                taken: false,
            },
        );
    }

    /// The core is told of a leg.
    pub(super) fn told(&mut self, trade: &OwnTrade) {
        let Some(leg) = self.legs.get_mut(&(trade.trade.clone(), trade.hash.clone())) else {
            return;
        };
        let rank = |settlement: Settlement| match settlement {
            Settlement::Matched => 0,
            Settlement::Retrying => 1,
            Settlement::Mined => 2,
            Settlement::Confirmed | Settlement::Failed => 3,
        };
        if leg.told.is_none_or(|told| rank(told) < rank(trade.settlement)) {
            leg.told = Some(trade.settlement);
        }
    }

    pub(super) fn legs_of<'a>(&'a self, hash: &'a OrderHash) -> impl Iterator<Item = (LegKey, &'a Leg)> + 'a {
        let trades = self.by_hash.get(hash).map(Vec::as_slice).unwrap_or_default();
        trades.iter().filter_map(move |trade| {
            let key = (trade.clone(), hash.clone());
            self.legs.get(&key).map(|leg| (key, leg))
        })
    }

    /// The orders that went out for a copy order.
    pub(super) fn sent_for(&self, order: CopyOrderId) -> impl Iterator<Item = (&OrderHash, &Sent)> {
        let hashes = self.by_order.get(&order).map(Vec::as_slice).unwrap_or_default();
        hashes.iter().filter_map(|hash| self.sent.get_key_value(hash))
    }

    /// Shares that a copy order has executed in truth, what failed not counted.
    pub(super) fn executed(&self, order: CopyOrderId) -> Shares {
        self.sent_for(order)
            .flat_map(|(hash, _)| self.legs_of(hash))
            .filter(|(_, leg)| !leg.failed)
            .map(|(_, leg)| leg.shares)
            .sum()
    }
}
