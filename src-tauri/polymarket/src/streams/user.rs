//! Our own orders and trades, pushed. A hint of what to read, never the truth by itself.

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::{OrderReport, OwnTrade};
use pilotfish_copy::money::Shares;
use serde_json::Value;
use zeroize::Zeroizing;

use super::socket::{Channel, Heard, Outbox, spawn};
use super::{Subscription, Tuning};
use crate::fields::Fields;
use crate::trading::{Party, legs, report};
use crate::unreadable::RowSource;
use crate::{Error, TradingApi, Transport, json};

/// What the user channel says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserEvent {
    /// Our leg of a trade; again as it settles.
    Trade(OwnTrade),
    /// One of our orders changed.
    Order {
        /// The order's hash.
        hash: OrderHash,
        /// To what.
        report: OrderReport,
    },
    /// One of our orders changed, and the message leaves open how much of it was executed: look it up.
    Unclear {
        /// The order's hash.
        hash: OrderHash,
        /// The venue's status.
        status: String,
    },
}

/// Our orders and trades as they change.
#[must_use]
pub fn user_stream(trading: &TradingApi, tuning: Tuning) -> Subscription<UserEvent> {
    let transport = trading.public().transport();
    let channel = User {
        frame: trading.credentials().user_channel_frame(),
        party: trading.party(),
        transport: transport.clone(),
    };
    spawn(transport.endpoints().user_stream.clone(), tuning, transport, channel)
}

struct User {
    frame: Zeroizing<String>,
    party: Party,
    transport: Transport,
}

impl Channel for User {
    type Item = UserEvent;

    fn open(&mut self) -> Vec<Zeroizing<String>> {
        vec![self.frame.clone()]
    }

    fn expects_news(&self) -> bool {
        false
    }

    fn hear(&mut self, text: &str, out: &mut Outbox<UserEvent>) -> Heard {
        let Ok(value) = json::read(text) else {
            out.gap("a message that is no JSON".to_owned());
            return Heard::News;
        };
        let one = std::slice::from_ref(&value);
        for message in value.as_array().map_or(one, Vec::as_slice) {
            let events = self
                .transport
                .readable(RowSource::UserStream, message, events(message, &self.party));
            match events {
                Some(events) => events.into_iter().for_each(|event| out.item(event)),
                None => out.gap("a message that cannot be read".to_owned()),
            }
        }
        Heard::News
    }
}

fn events(message: &Value, party: &Party) -> Result<Vec<UserEvent>, Error> {
    let fields = Fields::of(message, "a message")?;
    let kind = fields
        .text("event_type")
        .or_else(|| fields.text("type"))
        .unwrap_or_default()
        .to_ascii_lowercase();
    match kind.as_str() {
        "trade" => Ok(legs(message, party)?.into_iter().map(UserEvent::Trade).collect()),
        "order" | "placement" | "update" | "cancellation" => Ok(vec![order(&fields)?]),
        // A word we do not know, or an answer to the subscription.
        _ => Ok(Vec::new()),
    }
}

fn order(fields: &Fields<'_>) -> Result<UserEvent, Error> {
    let hash = fields.need("id", fields.hash("id"))?;
    let (kind, status) = (fields.text("type").unwrap_or_default(), fields.words("status"));
    let Some(matched) = fields.shares("size_matched") else {
        return Ok(UserEvent::Unclear { hash, status });
    };
    let original = fields.shares("original_size").unwrap_or(Shares::ZERO);
    let said = report(&status, matched, original);
    // A cancellation is the end whatever its status is called.
    let report = match said {
        OrderReport::Open { matched } if kind.eq_ignore_ascii_case("CANCELLATION") => {
            OrderReport::Closed { matched, status }
        }
        said => said,
    };
    Ok(UserEvent::Order { hash, report })
}
