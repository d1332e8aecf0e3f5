//! The user channel (polymarket-api §6.4): a key holder's own orders and trades, each time they change.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{ConditionId, TradeId, VenueMs, WalletAddress};

use crate::exchange::{ExchangeEvent, Order, OrderChange, Trade, TradeStatus};
use crate::server::auth::{KeyHolder, KeyRing};
use crate::server::clob::rows::{TradeView, order_event};
use crate::server::hub::{ConnectionId, Outbox, frame};
use crate::venue::{Venue, VenueEvent};

#[derive(Debug)]
struct Listener {
    outbox: Outbox,
    wallets: [WalletAddress; 5],
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
            wallets: holder.wallets(),
            markets: markets.iter().cloned().collect(),
        });
        listener.wallets = holder.wallets();
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
    pub(crate) fn publish(&mut self, venue: &Venue, ring: &KeyRing, events: &[VenueEvent]) {
        self.listeners.retain(|_, listener| !listener.outbox.is_dead());
        if self.listeners.is_empty() {
            return;
        }
        for event in events {
            let VenueEvent::Exchange(event) = event else { continue };
            match &**event {
                ExchangeEvent::OrderUpdate { at, change, order } => self.order(venue, ring, *at, *change, order),
                ExchangeEvent::Trade(trade) => self.trade(venue, ring, trade.matched_at, trade),
                ExchangeEvent::Settlement { at, trade, status, .. } => self.settled(venue, ring, *at, trade, *status),
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
        let message = frame(&order_event(at, change, order, name, ring));
        for listener in listeners {
            listener.outbox.send(&message);
        }
    }

    fn settled(&self, venue: &Venue, ring: &KeyRing, at: VenueMs, id: &TradeId, status: TradeStatus) {
        let Some(now) = venue.exchange().trade(id) else { return };
        // Later steps may have happened since; each is told as it was.
        let mut then = now.clone();
        then.status = status;
        then.updated_at = at;
        self.trade(venue, ring, at, &then);
    }

    fn trade(&self, venue: &Venue, ring: &KeyRing, at: VenueMs, trade: &Trade) {
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
                listener.outbox.send(&frame(&view.event(at)));
            }
        }
    }
}
