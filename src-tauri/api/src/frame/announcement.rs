//! What is said aloud of a notice: for toast, live region and notification.

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::{IncidentCode, Notice, TraderNews};
use pilotfish_engine::NamedNotice;

use crate::records::telling::news_word;
use crate::types::{Announcement, Id};
use crate::words::word;

/// What is said aloud.
pub(crate) fn announcement(named: &NamedNotice) -> Announcement {
    match &named.notice {
        Notice::Filled {
            shares,
            price,
            complete,
            order: _,
        } => Announcement {
            shares: Some(shares.to_string()),
            price: Some(price.to_string()),
            ..about(if *complete { "filled" } else { "partly_filled" }, named)
        },
        Notice::Cancelled { reason, order: _ } => Announcement {
            reason: Some(word(reason)),
            ..about("cancelled", named)
        },
        Notice::Converted { order: _ } => about("converted", named),
        Notice::Refused { code, order: _ } => Announcement {
            reason: Some(word(code)),
            ..about("refused", named)
        },
        Notice::LimitReached { follow: _ } => about("limit_reached", named),
        Notice::Halted { reason } => of_halt("halted", reason, named),
        Notice::Lifted { reason } => of_halt("lifted", reason, named),
        Notice::TraderMoved { news, follow: _ } => of_news(news, named),
        Notice::Incident { code, detail: _ } => {
            let kind = match code {
                IncidentCode::Disconnected => "connection_lost",
                IncidentCode::Reconnected => "connection_back",
                IncidentCode::OrderUnknown | IncidentCode::TradeDisputed | IncidentCode::MarketDisputed => "trouble",
            };
            Announcement {
                reason: Some(word(code)),
                ..about(kind, named)
            }
        }
    }
}

fn of_halt(kind: &str, reason: &HaltReason, named: &NamedNotice) -> Announcement {
    Announcement {
        reason: Some(reason.word().to_owned()),
        ..about(kind, named)
    }
}

fn of_news(news: &TraderNews, named: &NamedNotice) -> Announcement {
    let shares = match news {
        TraderNews::MovedAway { shares, .. }
        | TraderNews::CameIn { shares, .. }
        | TraderNews::TokenMigrated { shares, .. } => Some(shares.to_string()),
        TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => None,
    };
    Announcement {
        reason: Some(news_word(news).to_owned()),
        shares,
        ..about("trader_moved", named)
    }
}

fn about(kind: &str, named: &NamedNotice) -> Announcement {
    let order = named.order.as_ref();
    Announcement {
        kind: kind.to_owned(),
        order: order.map(|order| Id(order.id.0)),
        side: order.map(|order| order.side.as_str().to_owned()),
        shares: order.map(|order| order.shares.to_string()),
        price: order.and_then(|order| order.limit).map(|limit| limit.to_string()),
        outcome: named.outcome.clone(),
        market: named.market.clone(),
        trader: named.trader.clone(),
        reason: None,
    }
}
