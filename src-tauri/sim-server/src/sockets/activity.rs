//! The activity stream: everybody's trades, as they happen. `trades` has a row for taker and
//! makers, `orders_matched` the taker's only. There is no filter by wallet, as there is none on the real one.

use std::collections::BTreeMap;

use axum::extract::ws::Utf8Bytes;
use serde_json::Value;

use crate::broadcaster::{ConnectionId, Outbox};
use crate::data::rows::stream_trade;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityRecord};
use pilotfish_sim::venue::{Venue, VenueEvent};

/// Which rows of the stream are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// Takers and makers.
    Trades,
    /// Takers only.
    OrdersMatched,
}

impl Topic {
    /// The type of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "trades" => Some(Self::Trades),
            "orders_matched" => Some(Self::OrdersMatched),
            _ => None,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Trades => "trades",
            Self::OrdersMatched => "orders_matched",
        }
    }
}

/// Narrows a topic to one event or market.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Only this event.
    pub(crate) event_slug: Option<String>,
    /// Only this market.
    pub(crate) market_slug: Option<String>,
}

impl Filter {
    fn admits(&self, row: &ActivityRecord) -> bool {
        let market = &row.card.market;
        self.event_slug.as_ref().is_none_or(|slug| *slug == market.event_slug)
            && self.market_slug.as_ref().is_none_or(|slug| *slug == market.slug)
    }
}

#[derive(Debug)]
struct Listener {
    outbox: Outbox,
    topics: BTreeMap<Topic, Filter>,
}

/// Everyone on the activity stream.
#[derive(Debug, Default)]
pub(crate) struct ActivityFeed {
    listeners: BTreeMap<ConnectionId, Listener>,
}

impl ActivityFeed {
    /// Subscribes to a topic; a later filter replaces the earlier.
    pub(crate) fn subscribe(&mut self, connection: ConnectionId, outbox: &Outbox, topic: Topic, filter: Filter) {
        let listener = self.listeners.entry(connection).or_insert_with(|| Listener {
            outbox: outbox.clone(),
            topics: BTreeMap::new(),
        });
        listener.topics.insert(topic, filter);
    }

    /// Stops listening to a topic.
    pub(crate) fn unsubscribe(&mut self, connection: ConnectionId, topic: Topic) {
        if let Some(listener) = self.listeners.get_mut(&connection) {
            listener.topics.remove(&topic);
        }
    }

    /// Forgets a connection.
    pub(crate) fn leave(&mut self, connection: ConnectionId) {
        self.listeners.remove(&connection);
    }

    /// Tells what happened.
    pub(crate) fn publish(&mut self, venue: &Venue, events: &[VenueEvent]) {
        self.listeners.retain(|_, listener| !listener.outbox.is_dead());
        if self.listeners.is_empty() {
            return;
        }
        for event in events {
            if let VenueEvent::Activity(row) = event
                && row.kind == ActivityKind::Trade
            {
                self.trade(venue, row);
            }
        }
    }

    fn trade(&self, venue: &Venue, row: &ActivityRecord) {
        let payload = stream_trade(row, venue.profile(&row.wallet).as_ref()).to_string();
        for (connection, listener) in &self.listeners {
            for (topic, filter) in &listener.topics {
                let taker_only = *topic == Topic::OrdersMatched;
                if filter.admits(row) && !(taker_only && row.maker) {
                    listener.outbox.send(&envelope(*topic, row, *connection, &payload));
                }
            }
        }
    }
}

/// The payload is written once, whoever listens; only the envelope differs.
fn envelope(topic: Topic, row: &ActivityRecord, connection: ConnectionId, payload: &str) -> Utf8Bytes {
    let id = Value::from(format!("sim-{}", connection.0));
    let (kind, at) = (topic.as_str(), row.at.0);
    let head = format!(r#"{{"connection_id":{id},"topic":"activity","type":"{kind}","timestamp":{at}"#);
    Utf8Bytes::from(format!(r#"{head},"payload":{payload}}}"#))
}
