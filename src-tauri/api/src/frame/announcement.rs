//! What is said aloud of a notice: for toast, live region and notification.

use pilotfish_copy::entity::Execution;
use pilotfish_copy::event::{IncidentCode, Notice, TraderNews};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use pilotfish_engine::NamedNotice;

use crate::notices::limits::figure;
use crate::types::{AnnouncedEvent, Announcement, Id};

/// What is said aloud.
pub(crate) fn announcement(named: &NamedNotice) -> Announcement {
    let order = named.order.as_ref();
    let (shares, price) = figures(named);
    Announcement {
        event: event(&named.notice),
        order: order.map(|order| Id(order.id.0)),
        side: side(named).map(Into::into),
        shares,
        price,
        outcome: named.outcome.clone(),
        market: named.market.clone(),
        trader: named.trader.clone().filter(|_| !is_own_close(named)),
        follow: follow(named).map(|follow| Id(follow.0)),
        also: 0,
    }
}

/// Whether it is about a sale that the user asked for: the trader has nothing to do with it, and is not said to.
fn is_own_close(named: &NamedNotice) -> bool {
    let order = named.order.as_ref();
    order.is_some_and(|order| matches!(order.execution, Execution::Market | Execution::Limit { .. }))
}

/// The follow that it comes of: an order's, else the one that the notice names.
fn follow(named: &NamedNotice) -> Option<FollowId> {
    let of_order = named.order.as_ref().map(|order| order.follow);
    of_order.or(match &named.notice {
        Notice::LimitReached { follow, .. }
        | Notice::Skipped { follow, .. }
        | Notice::TraderMoved { follow, .. }
        | Notice::Redeemed { follow, .. } => Some(*follow),
        Notice::Filled { .. }
        | Notice::Cancelled { .. }
        | Notice::Converted { .. }
        | Notice::Refused { .. }
        | Notice::Halted { .. }
        | Notice::Lifted { .. }
        | Notice::Incident { .. } => None,
    })
}

/// What was bought or sold: by the order, else by the trader.
fn side(named: &NamedNotice) -> Option<Side> {
    match &named.notice {
        Notice::Skipped { side, .. } => Some(*side),
        _ => named.order.as_ref().map(|order| order.side),
    }
}

fn event(notice: &Notice) -> AnnouncedEvent {
    match notice {
        Notice::Filled { complete: true, .. } => AnnouncedEvent::Filled,
        Notice::Filled { complete: false, .. } => AnnouncedEvent::PartlyFilled,
        Notice::Cancelled { reason, .. } => AnnouncedEvent::Cancelled {
            reason: (*reason).into(),
        },
        Notice::Converted { .. } => AnnouncedEvent::Converted,
        Notice::Refused { code, .. } => AnnouncedEvent::Refused { reason: (*code).into() },
        Notice::LimitReached { gate, .. } => AnnouncedEvent::LimitReached {
            gate: gate.gate.into(),
            limit: figure(&gate.basis),
        },
        Notice::Skipped { reason, .. } => AnnouncedEvent::Skipped {
            reason: (*reason).into(),
        },
        Notice::Halted { reason } => AnnouncedEvent::Halted { halt: reason.into() },
        Notice::Lifted { reason } => AnnouncedEvent::Lifted { halt: reason.into() },
        Notice::TraderMoved { news, .. } => AnnouncedEvent::TraderMoved { news: news.into() },
        Notice::Redeemed { usd, .. } => AnnouncedEvent::Redeemed { usd: *usd },
        Notice::Incident { code, .. } => match code {
            IncidentCode::Disconnected => AnnouncedEvent::ConnectionLost,
            IncidentCode::Reconnected => AnnouncedEvent::ConnectionBack,
            IncidentCode::OrderUnknown | IncidentCode::TradeDisputed | IncidentCode::MarketDisputed => {
                AnnouncedEvent::Trouble { code: (*code).into() }
            }
        },
    }
}

/// Shares and price: the fill's own, those that a trader moved, else the order's.
fn figures(named: &NamedNotice) -> (Option<Shares>, Option<Price>) {
    match &named.notice {
        Notice::Filled { shares, price, .. } => (Some(*shares), Some(*price)),
        Notice::TraderMoved { news, .. } => match news {
            TraderNews::MovedAway { shares, .. }
            | TraderNews::CameIn { shares, .. }
            | TraderNews::TokenMigrated { shares, .. } => (Some(*shares), None),
            TraderNews::ListDoubted { .. } | TraderNews::WalletMigrated { .. } => (None, None),
        },
        _ => {
            let order = named.order.as_ref();
            (order.map(|order| order.shares), order.and_then(|order| order.limit))
        }
    }
}

/// Those of one cause as one that says how many they are: a trader's conversion moves several positions at once. What is about an
/// order stands for itself.
pub(crate) fn by_cause(announcements: impl Iterator<Item = Announcement>) -> Vec<Announcement> {
    let mut gathered: Vec<Announcement> = Vec::new();
    for one in announcements {
        match gathered.iter_mut().find(|other| is_of_one_cause(other, &one)) {
            Some(other) => {
                other.also = other.also.saturating_add(1);
                add(&mut other.event, &one.event);
            }
            None => gathered.push(one),
        }
    }
    gathered
}

/// What one more of the same cause adds to its figures: money that came is money that came.
fn add(event: &mut AnnouncedEvent, more: &AnnouncedEvent) {
    if let (AnnouncedEvent::Redeemed { usd }, AnnouncedEvent::Redeemed { usd: more }) = (event, more) {
        *usd += *more;
    }
}

fn is_of_one_cause(one: &Announcement, other: &Announcement) -> bool {
    let of_a_trader = one.order.is_none() && other.order.is_none() && one.trader.is_some();
    let same_event = match (&one.event, &other.event) {
        (AnnouncedEvent::LimitReached { gate, .. }, AnnouncedEvent::LimitReached { gate: other, .. }) => gate == other,
        (AnnouncedEvent::Redeemed { .. }, AnnouncedEvent::Redeemed { .. }) => true,
        (event, other) => event == other,
    };
    of_a_trader && same_event && one.trader == other.trader
}

#[cfg(test)]
mod tests {
    use pilotfish_copy::entity::{Gate, GateBasis, GateName};
    use pilotfish_copy::event::SkipReason;
    use pilotfish_copy::ids::TokenId;
    use pilotfish_copy::money::Usd;

    use super::*;
    use crate::types::{self, LimitFigure, TraderNewsKind};

    #[test]
    fn a_limit_says_which_and_what_was_used_of_it() {
        let named = NamedNotice {
            notice: Notice::LimitReached {
                follow: FollowId(1),
                gate: Gate {
                    gate: GateName::DailySpend,
                    asked: Shares::from_micros(10_000_000),
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
            trader: Some("25usdc".to_owned()),
        };
        let expected = AnnouncedEvent::LimitReached {
            gate: types::GateName::DailySpend,
            limit: Some(LimitFigure::Usd { usd: Usd::dollars(300) }),
        };
        assert_eq!(announcement(&named).event, expected);
    }

    #[test]
    fn a_missed_copy_says_what_the_trader_did_and_through_which_follow() {
        let named = NamedNotice {
            notice: Notice::Skipped {
                follow: FollowId(4),
                token: TokenId::new("7"),
                side: Side::Sell,
                reason: SkipReason::TooOld,
            },
            order: None,
            market: Some("Rain?".to_owned()),
            outcome: Some("Yes".to_owned()),
            trader: Some("25usdc".to_owned()),
        };
        let said = announcement(&named);
        let reason = types::SkipReason::TooOld;
        assert_eq!(said.event, AnnouncedEvent::Skipped { reason });
        assert_eq!((said.side, said.follow), (Some(types::Side::Sell), Some(Id(4))));
        assert_eq!((said.shares, said.price, said.order), (None, None, None));
        // A night that was slept through is one word a trader, whatever the market.
        let elsewhere = Announcement {
            market: Some("Snow?".to_owned()),
            ..said.clone()
        };
        let told = by_cause([said.clone(), elsewhere.clone(), said].into_iter());
        assert_eq!(told.iter().map(|one| one.also).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn what_one_cause_moves_at_once_is_one_announcement_trader_by_trader() {
        let of = |event, order: Option<Id>, trader: &str, market: Option<&str>| Announcement {
            event,
            order,
            side: None,
            shares: None,
            price: None,
            outcome: None,
            market: market.map(str::to_owned),
            trader: Some(trader.to_owned()),
            follow: None,
            also: 0,
        };
        let moved = |trader, market, news| of(AnnouncedEvent::TraderMoved { news }, None, trader, Some(market));
        let filled = of(AnnouncedEvent::Filled, Some(Id(3)), "a", None);
        let told = by_cause(
            [
                moved("a", "M", TraderNewsKind::CameIn),
                filled.clone(),
                moved("a", "N", TraderNewsKind::CameIn),
                moved("b", "M", TraderNewsKind::CameIn),
                moved("a", "O", TraderNewsKind::CameIn),
                moved("a", "P", TraderNewsKind::MovedAway),
                filled,
            ]
            .into_iter(),
        );
        let told: Vec<(Option<&str>, u32)> = told.iter().map(|one| (one.market.as_deref(), one.also)).collect();
        assert_eq!(
            told,
            [(Some("M"), 2), (None, 0), (Some("M"), 0), (Some("P"), 0), (None, 0)]
        );
        // A market's claims become money at once, and are said as the money that came.
        let redeemed = |cents: i64| {
            let usd = Usd::from_micros(cents * 10_000);
            of(AnnouncedEvent::Redeemed { usd }, None, "a", Some("M"))
        };
        let told = by_cause([redeemed(150), redeemed(225)].into_iter());
        let all = AnnouncedEvent::Redeemed {
            usd: Usd::from_micros(3_750_000),
        };
        let told: Vec<(&AnnouncedEvent, u32)> = told.iter().map(|one| (&one.event, one.also)).collect();
        assert_eq!(told, [(&all, 1)]);
    }
}
