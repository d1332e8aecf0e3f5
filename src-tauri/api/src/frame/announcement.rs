//! What is said aloud of a notice: for toast, live region and notification.

use pilotfish_copy::entity::{GateBasis, HaltReason};
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
        Notice::LimitReached { gate, follow: _ } => Announcement {
            reason: Some(word(gate.gate)),
            limit: limit_of(&gate.basis),
            ..about("limit_reached", named)
        },
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
        limit: None,
        also: 0,
    }
}

/// The limit's own figure: USD, or a number of orders.
fn limit_of(basis: &GateBasis) -> Option<String> {
    match basis {
        GateBasis::Money { limit, .. } => Some(limit.to_string()),
        GateBasis::Count { limit, .. } => Some(limit.to_string()),
        GateBasis::Balance { free, .. } => Some(free.to_string()),
        _ => None,
    }
}

/// Those of one cause as one that says how many they are: a trader's conversion moves several positions at once. What is about an
/// order stands for itself.
pub(crate) fn by_cause(announcements: impl Iterator<Item = Announcement>) -> Vec<Announcement> {
    let mut gathered: Vec<Announcement> = Vec::new();
    for one in announcements {
        match gathered.iter_mut().find(|other| is_of_one_cause(other, &one)) {
            Some(other) => other.also = other.also.saturating_add(1),
            None => gathered.push(one),
        }
    }
    gathered
}

fn is_of_one_cause(one: &Announcement, other: &Announcement) -> bool {
    let of_a_trader = one.order.is_none() && other.order.is_none() && one.trader.is_some();
    of_a_trader && (&one.kind, &one.trader, &one.reason) == (&other.kind, &other.trader, &other.reason)
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::entity::{Gate, GateName};
    use pilotfish_copy::ids::FollowId;
    use pilotfish_copy::money::{Shares, Usd};

    use super::*;

    #[test]
    fn a_limit_that_bound_is_named_with_its_figure() {
        let told = announcement(&NamedNotice {
            notice: Notice::LimitReached {
                follow: FollowId(1),
                gate: Gate {
                    gate: GateName::DailySpend,
                    asked: Shares::from_micros(1_000_000),
                    allowed: Shares::ZERO,
                    basis: GateBasis::Money {
                        used: Usd::dollars(300),
                        limit: Usd::dollars(300),
                    },
                },
            },
            order: None,
            market: None,
            outcome: None,
            trader: Some("fadethis".to_owned()),
        });
        assert_eq!(
            (told.kind.as_str(), told.reason.as_deref(), told.limit.as_deref()),
            ("limit_reached", Some("daily_spend"), Some("300"))
        );
    }

    #[test]
    fn what_one_cause_moves_at_once_is_one_announcement_trader_by_trader() {
        let moved = |trader: &str, market: &str, reason: &str| Announcement {
            kind: "trader_moved".to_owned(),
            trader: Some(trader.to_owned()),
            market: Some(market.to_owned()),
            reason: Some(reason.to_owned()),
            ..Announcement::default()
        };
        let filled = Announcement {
            kind: "filled".to_owned(),
            order: Some(Id(3)),
            trader: Some("a".to_owned()),
            ..Announcement::default()
        };
        let told = by_cause(
            [
                moved("a", "M", "came_in"),
                filled.clone(),
                moved("a", "N", "came_in"),
                moved("b", "M", "came_in"),
                moved("a", "O", "came_in"),
                moved("a", "P", "moved_away"),
                filled,
            ]
            .into_iter(),
        );
        let told: Vec<(&str, Option<&str>, u32)> = told
            .iter()
            .map(|one| (one.kind.as_str(), one.market.as_deref(), one.also))
            .collect();
        assert_eq!(
            told,
            [
                ("trader_moved", Some("M"), 2),
                ("filled", None, 0),
                ("trader_moved", Some("M"), 0),
                ("trader_moved", Some("P"), 0),
                ("filled", None, 0),
            ]
        );
    }
}
