//! Everybody's trades, of which those of the wanted wallets are kept: the venue has no filter by wallet.
//!
//! The topic `trades` holds takers and makers. It is known to fall silent while the socket lives and its sister `orders_matched`
//! (takers only) goes on. So after a connection that brought no trades both are asked for, until `trades` speaks again. What
//! `orders_matched` says is no row: it may cut one sweep into other rows than the venue's lists do, and be counted twice. It says
//! whose activity is to be read.

use std::collections::BTreeSet;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::input::ActivityRow;
use serde_json::Value;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::socket::{Channel, Heard, Outbox, spawn};
use super::{Subscription, Tuning};
use crate::fields::Fields;
use crate::unreadable::RowSource;
use crate::{Transport, json, public};

const TRADES: &str = r#"{"action":"subscribe","subscriptions":[{"topic":"activity","type":"trades"}]}"#;
const BOTH: &str = r#"{"action":"subscribe","subscriptions":[{"topic":"activity","type":"trades"},{"topic":"activity","type":"orders_matched"}]}"#;
const NO_MATCHES: &str = r#"{"action":"unsubscribe","subscriptions":[{"topic":"activity","type":"orders_matched"}]}"#;

/// What the activity stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityEvent {
    /// A trade of a wanted wallet.
    Row {
        /// The trader's wallet.
        trader: WalletAddress,
        /// The trade.
        row: ActivityRow,
    },
    /// A wanted wallet did something that the stream does not show in full: read its activity.
    Moved {
        /// The trader's wallet.
        trader: WalletAddress,
    },
}

/// The trades of the wanted wallets, as they are published. The set may change while it runs.
#[must_use]
pub fn activity_stream(
    transport: &Transport,
    tuning: Tuning,
    wanted: watch::Receiver<BTreeSet<WalletAddress>>,
) -> Subscription<ActivityEvent> {
    let channel = Activity {
        wanted,
        transport: transport.clone(),
        connections: 0,
        trades_spoke: false,
        asks_both: false,
        drop_matches: false,
    };
    spawn(
        transport.endpoints().activity_stream.clone(),
        tuning,
        transport,
        channel,
    )
}

struct Activity {
    wanted: watch::Receiver<BTreeSet<WalletAddress>>,
    transport: Transport,
    /// Connections so far.
    connections: u64,
    /// Whether `trades` said anything on this connection.
    trades_spoke: bool,
    /// Whether `orders_matched` is asked for on this connection.
    asks_both: bool,
    /// `orders_matched` is to be unsubscribed.
    drop_matches: bool,
}

impl Activity {
    /// One trade, of whomever.
    fn trade(&self, value: &Value, is_match: bool, out: &mut Outbox<ActivityEvent>) {
        let Ok(payload) = Fields::of(value, "a trade") else {
            return;
        };
        let wallet = payload.wallet("proxyWallet");
        let Some(trader) = wallet.filter(|wallet| self.wanted.borrow().contains(wallet)) else {
            return;
        };
        if is_match {
            if !self.trades_spoke {
                out.item(ActivityEvent::Moved { trader });
            }
            return;
        }
        match self
            .transport
            .readable(RowSource::ActivityStream, value, public::stream_row(&payload))
        {
            Some(Some(row)) => out.item(ActivityEvent::Row { trader, row }),
            // A combination of outcomes: none of them can be copied.
            Some(None) => {}
            // It concerns this trader alone.
            None => out.item(ActivityEvent::Moved { trader }),
        }
    }
}

impl Channel for Activity {
    type Item = ActivityEvent;

    fn open(&mut self) -> Vec<Zeroizing<String>> {
        self.asks_both = self.connections > 0 && !self.trades_spoke;
        self.connections = self.connections.saturating_add(1);
        (self.trades_spoke, self.drop_matches) = (false, false);
        let frame = if self.asks_both { BOTH } else { TRADES };
        vec![Zeroizing::new(frame.to_owned())]
    }

    fn expects_news(&self) -> bool {
        true
    }

    fn hear(&mut self, text: &str, out: &mut Outbox<Self::Item>) -> Heard {
        let Ok(value) = json::read(text) else {
            out.gap("a message that is no JSON".to_owned());
            return Heard::News;
        };
        let Ok(envelope) = Fields::of(&value, "a message") else {
            return Heard::News;
        };
        let ours = envelope.text("topic").as_deref() == Some("activity");
        // Anything else, such as the confirmation of the subscription, brings no trade.
        let payloads = envelope.one_or_several("payload");
        if !ours || payloads.is_empty() {
            return if ours { Heard::News } else { Heard::Pong };
        }
        let is_match = envelope.text("type").as_deref() == Some("orders_matched");
        if !is_match && !self.trades_spoke {
            self.trades_spoke = true;
            self.drop_matches = std::mem::take(&mut self.asks_both);
        }
        for payload in payloads {
            self.trade(payload, is_match, out);
        }
        Heard::News
    }

    async fn wake(&mut self) {
        if !self.drop_matches {
            std::future::pending::<()>().await;
        }
    }

    fn woken(&mut self, _out: &mut Outbox<Self::Item>) -> Vec<Zeroizing<String>> {
        let frames = std::mem::take(&mut self.drop_matches).then(|| Zeroizing::new(NO_MATCHES.to_owned()));
        frames.into_iter().collect()
    }
}
