//! A notice of the core with the names a person knows things by.

use pilotfish_copy::entity::{CopyOrder, HaltReason};
use pilotfish_copy::event::{IncidentCode, Notice, TraderNews};
use pilotfish_copy::ids::{CopyOrderId, FollowId, TokenId};
use pilotfish_copy::state::State;
use serde::Serialize;

use crate::api::telling::news_word;
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
        Notice::Halted { reason } => Some(of_halt("halted", reason, state)),
        Notice::Lifted { reason } => Some(of_halt("lifted", reason, state)),
        Notice::TraderMoved { follow, news } => Some(of_news(*follow, news, state)),
        Notice::Incident { code, detail: _ } => {
            let kind = match code {
                IncidentCode::Disconnected => "connection_lost",
                IncidentCode::Reconnected => "connection_back",
                IncidentCode::OrderUnknown | IncidentCode::TradeDisputed | IncidentCode::MarketDisputed => "trouble",
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

fn of_halt(kind: &str, reason: &HaltReason, state: &State) -> Announcement {
    Announcement {
        reason: Some(reason.word().to_owned()),
        ..of_token(kind, reason.token(), state)
    }
}

fn of_news(follow: FollowId, news: &TraderNews, state: &State) -> Announcement {
    let (token, shares) = match news {
        TraderNews::MovedAway { token, shares } | TraderNews::CameIn { token, shares } => (Some(token), Some(*shares)),
        TraderNews::TokenMigrated { from, shares, .. } => (Some(from), Some(*shares)),
        TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => (None, None),
    };
    Announcement {
        reason: Some(news_word(news).to_owned()),
        shares: shares.map(|shares| shares.to_string()),
        trader: state.follows.get(&follow).map(|follow| follow.name.clone()),
        ..of_token("trader_moved", token, state)
    }
}

fn of_token(kind: &str, token: Option<&TokenId>, state: &State) -> Announcement {
    let market = token.and_then(|token| state.market_of(token));
    Announcement {
        market: market.map(|market| market.question.clone()),
        outcome: market
            .zip(token)
            .and_then(|(market, token)| market.outcome(token))
            .map(|outcome| outcome.name.clone()),
        ..blank(kind)
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
