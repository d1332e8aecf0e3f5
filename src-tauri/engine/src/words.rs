//! A notice of the core with the names a person knows things by.

use pilotfish_copy::entity::CopyOrder;
use pilotfish_copy::event::{Notice, TroubleCode};
use pilotfish_copy::ids::CopyOrderId;
use pilotfish_copy::state::State;
use serde::Serialize;

use crate::api::types::{Announcement, Id};

/// The stable word of an enum of the core, as it stands in its JSON.
pub(crate) fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// What is said aloud. `None` for a notice about an order that is no longer known.
pub(crate) fn announcement(notice: &Notice, state: &State) -> Option<Announcement> {
    match notice {
        Notice::Filled {
            order,
            shares,
            price,
            complete,
        } => {
            let said = about(if *complete { "filled" } else { "partly_filled" }, *order, state)?;
            Some(Announcement {
                shares: Some(shares.to_string()),
                price: Some(price.to_string()),
                ..said
            })
        }
        Notice::Cancelled { order, reason } => Some(Announcement {
            reason: Some(word(reason)),
            ..about("cancelled", *order, state)?
        }),
        Notice::Converted { order } => about("converted", *order, state),
        Notice::Refused { order, code } => Some(Announcement {
            reason: Some(word(code)),
            ..about("refused", *order, state)?
        }),
        Notice::LimitReached { follow } => {
            let trader = state.follows.get(follow).map(|follow| follow.name.clone());
            Some(Announcement {
                trader,
                ..blank("limit_reached")
            })
        }
        Notice::Trouble { code, detail: _ } => {
            let kind = match code {
                TroubleCode::Disconnected => "connection_lost",
                TroubleCode::Reconnected => "connection_back",
                _ => "trouble",
            };
            Some(Announcement {
                reason: Some(word(code)),
                ..blank(kind)
            })
        }
    }
}

fn blank(kind: &str) -> Announcement {
    Announcement {
        kind: kind.to_owned(),
        ..Announcement::default()
    }
}

fn about(kind: &str, order: CopyOrderId, state: &State) -> Option<Announcement> {
    let CopyOrder {
        id,
        follow,
        token,
        side,
        shares,
        limit,
        ..
    } = state.orders.get(&order)?;
    let market = state.market_of(token);
    Some(Announcement {
        order: Some(Id(id.0)),
        side: Some(side.as_str().to_owned()),
        shares: Some(shares.to_string()),
        price: limit.map(|limit| limit.to_string()),
        outcome: market
            .and_then(|market| market.outcome(token))
            .map(|outcome| outcome.name.clone()),
        market: market.map(|market| market.question.clone()),
        trader: state.follows.get(follow).map(|follow| follow.name.clone()),
        ..blank(kind)
    })
}
