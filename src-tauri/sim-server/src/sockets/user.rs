//! The user channel: a key holder's own orders and trades, each time they change.
//!
//! Its messages are not quite the rows of `/data/orders` and `/data/trades`, as recorded: an order with no trades has
//! `associate_trades` null unless it was killed or cancelled by the venue, one without an end has `expiration` null then
//! too, and trades carry their instants in one of two styles ([`TradeStamps`]).

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{ConditionId, VenueMs, WalletAddress};
use serde_json::Value;

use crate::auth::KeyRing;
use crate::broadcaster::{ConnectionId, Outbox, frame};
use crate::clob::rows::{TradeView, order_event};
use crate::habit_routes::TradeStamps;
use crate::json::{iso_instant, seconds};
use pilotfish_exchange::{CancelReason, ExchangeEvent, Order, OrderChange, Trade};
use pilotfish_sim::signed_order::KeyHolder;
use pilotfish_sim::venue::{Venue, VenueEvent};

#[derive(Debug)]
struct Listener {
    outbox: Outbox,
    wallets: Vec<WalletAddress>,
    /// The markets it wants to hear of; all of them when empty.
    markets: BTreeSet<ConditionId>,
}

impl Listener {
    fn wants(&self, condition: &ConditionId) -> bool {
        self.markets.is_empty() || self.markets.contains(condition)
    }
}

/// Everyone on the user channel.
#[derive(Debug, Default)]
pub(crate) struct UserFeed {
    listeners: BTreeMap<ConnectionId, Listener>,
}

impl UserFeed {
    /// Subscribes a key holder; a second subscription adds markets (or, naming none, asks for all).
    pub(crate) fn subscribe(
        &mut self,
        connection: ConnectionId,
        outbox: &Outbox,
        holder: &KeyHolder,
        markets: Vec<ConditionId>,
    ) {
        let listener = self.listeners.entry(connection).or_insert_with(|| Listener {
            outbox: outbox.clone(),
            wallets: holder.wallets().to_vec(),
            markets: markets.iter().cloned().collect(),
        });
        listener.wallets = holder.wallets().to_vec();
        if markets.is_empty() {
            listener.markets.clear();
        } else if !listener.markets.is_empty() {
            listener.markets.extend(markets);
        }
    }

    /// Stops listening to these markets; to everything, when none is named or left.
    pub(crate) fn unsubscribe(&mut self, connection: ConnectionId, markets: &[ConditionId]) {
        let Some(listener) = self.listeners.get_mut(&connection) else {
            return;
        };
        for market in markets {
            listener.markets.remove(market);
        }
        if listener.markets.is_empty() {
            self.leave(connection);
        }
    }

    /// Whether the connection has subscribed, and so authenticated.
    pub(crate) fn knows(&self, connection: ConnectionId) -> bool {
        self.listeners.contains_key(&connection)
    }

    /// Adds markets to an authenticated connection.
    pub(crate) fn add_markets(&mut self, connection: ConnectionId, markets: Vec<ConditionId>) {
        if let Some(listener) = self.listeners.get_mut(&connection)
            && !listener.markets.is_empty()
        {
            listener.markets.extend(markets);
        }
    }

    /// Forgets a connection.
    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        self.listeners.remove(&connection);
    }

    /// Tells what happened to whom it concerns.
    pub(crate) fn publish(&mut self, venue: &Venue, ring: &KeyRing, stamps: TradeStamps, events: &[VenueEvent]) {
        self.listeners.retain(|_, listener| !listener.outbox.is_dead());
        if self.listeners.is_empty() {
            return;
        }
        for event in events {
            let VenueEvent::Exchange(event) = event else { continue };
            match &**event {
                ExchangeEvent::OrderUpdate { at, change, order } => self.order(venue, ring, *at, *change, order),
                ExchangeEvent::Trade(trade) => self.trade(venue, ring, stamps, trade.matched_at, trade),
                ExchangeEvent::Settlement { at, trade, status, .. } => {
                    let Some(now) = venue.exchange().trade(trade) else {
                        continue;
                    };
                    // Later steps may have happened since; each is told as it was.
                    let mut then = now.clone();
                    then.status = *status;
                    then.updated_at = *at;
                    self.trade(venue, ring, stamps, *at, &then);
                }
                _ => {}
            }
        }
    }

    fn order(&self, venue: &Venue, ring: &KeyRing, at: VenueMs, change: OrderChange, order: &Order) {
        let concerned =
            |listener: &&Listener| listener.wallets.contains(&order.owner) && listener.wants(&order.condition);
        let mut listeners = self.listeners.values().filter(concerned).peekable();
        if listeners.peek().is_none() {
            return;
        }
        let market = venue.exchange().market(&order.condition);
        let outcome = market.and_then(|market| market.outcomes.get(order.outcome));
        let name = outcome.map_or("", |outcome| outcome.name.as_str());
        let mut event = order_event(at, change, order, name, ring);
        leave_out_what_there_is_not(&mut event, order);
        let message = frame(&event);
        for listener in listeners {
            listener.outbox.send(&message);
        }
    }

    fn trade(&self, venue: &Venue, ring: &KeyRing, stamps: TradeStamps, at: VenueMs, trade: &Trade) {
        let Some(market) = venue.exchange().market(&trade.condition) else {
            return;
        };
        for listener in self.listeners.values() {
            let concerned = listener.wallets.iter().any(|wallet| trade.involves(wallet));
            if concerned && listener.wants(&trade.condition) {
                let view = TradeView {
                    trade,
                    market,
                    ring,
                    wallets: &listener.wallets,
                };
                let mut event = view.event(at);
                if writes_iso(stamps, trade) {
                    write_iso(&mut event, trade);
                }
                listener.outbox.send(&frame(&event));
            }
        }
    }
}

/// Whether a trade's instants are written as dates.
fn writes_iso(stamps: TradeStamps, trade: &Trade) -> bool {
    match stamps {
        TradeStamps::Seconds => false,
        TradeStamps::Iso => true,
        TradeStamps::Alternating => trade.id.as_str().ends_with(['8', '9', 'a', 'b', 'c', 'd', 'e', 'f']),
    }
}

fn write_iso(event: &mut Value, trade: &Trade) {
    let text = |at: VenueMs| iso_instant(VenueMs(seconds(at) * 1_000));
    if let Value::Object(fields) = event {
        fields.insert("match_time".to_owned(), text(trade.matched_at).into());
        fields.insert("last_update".to_owned(), text(trade.updated_at).into());
    }
}

/// Null for no trades and no end, as the venue writes orders that are nobody's mistake.
fn leave_out_what_there_is_not(event: &mut Value, order: &Order) {
    let ended_by_venue = !matches!(order.ended_by, None | Some(CancelReason::Owner));
    if let Value::Object(fields) = event
        && !ended_by_venue
    {
        if order.trades.is_empty() {
            fields.insert("associate_trades".to_owned(), Value::Null);
        }
        if order.expires_at.is_none() {
            fields.insert("expiration".to_owned(), Value::Null);
        }
    }
}
