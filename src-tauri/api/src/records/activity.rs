//! The journal as entries that the window can put into words: names looked up, figures as decimal strings.

use pilotfish_copy::entity::{Gate, GateBasis, GateName};
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::FollowId;
use pilotfish_copy::money::{Price, Shares, Usd};
use pilotfish_copy::state::State;
use pilotfish_store::read::activity::{ActivityFilter, ActivityItem};

use crate::numbers::count;
use crate::records::telling::tell;
use crate::types::{ActivityEntry, ActivityPage, ActivityQuery, GateOutcome, GateView, Id, Ms};
use crate::{Api, ApiResult, reader};

/// The most entries of one page.
const PAGE_MOST: u32 = 500;
/// The most readings of the store for one page.
const READINGS_MOST: u32 = 20;

impl Api {
    /// A part of the journal, newest first.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn activity(&self, query: ActivityQuery) -> ApiResult<ActivityPage> {
        let engine = self.engine()?;
        let limit = query.limit.clamp(1, PAGE_MOST);
        let filter = ActivityFilter {
            kinds: query.kinds.into_iter().map(|kind| kind.as_str().to_owned()).collect(),
            follow: query.follow.map(|follow| FollowId(follow.0)),
            order: None,
            text: query.text.map(|text| text.trim().to_owned()).unwrap_or_default(),
        };
        let core = engine.core();
        let mut before = query.before.map(|before| before.0);
        let mut entries = Vec::new();
        // A page of decisions that changed nothing would be an empty page: more is read, within reason.
        for _ in 0..READINGS_MOST {
            let page = reader(&engine)?.activity(&filter, before, limit).await?;
            before = page.next;
            let told = page.items.iter().filter(|item| !changes_nothing(&item.event.what));
            entries.extend(told.map(|item| entry(core.state(), &item.event, named(core.state(), item))));
            // A page that is not full was looked for as far as one reading goes.
            let looked_far = count(page.items.len()) < limit;
            if before.is_none() || looked_far || count(entries.len()) >= limit {
                break;
            }
        }
        Ok(ActivityPage {
            entries,
            next: before.map(Id),
        })
    }
}

/// A price decision that left everything as it was. It is on record (every decision is), but nobody reads a list of them.
pub(crate) fn changes_nothing(what: &EventKind) -> bool {
    matches!(
        what,
        EventKind::Price { limit, previous, stage, previous_stage, .. }
            if *previous == Some(*limit) && *previous_stage == Some(*stage)
    )
}

/// The names of an event's trader and market.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    pub(crate) trader: Option<String>,
    pub(crate) trader_address: Option<String>,
    pub(crate) market: Option<String>,
    pub(crate) outcome: Option<String>,
}

fn named(state: &State, item: &ActivityItem) -> Named {
    let follow = item.follow.and_then(|follow| state.follows.get(&follow));
    Named {
        trader: item.trader_name.clone(),
        trader_address: follow.map(|follow| follow.trader.to_string()),
        market: item.market.as_ref().map(|market| market.question.clone()),
        outcome: item.market.as_ref().map(|market| market.outcome.clone()),
    }
}

/// An event as an entry.
pub(crate) fn entry(state: &State, event: &Event, names: Named) -> ActivityEntry {
    let told = tell(&event.what);
    let place = told.token.and_then(|token| Some((state.market_of(token)?, token)));
    let of_market = |found: Option<String>, known: Option<String>| found.filter(|text| !text.is_empty()).or(known);
    ActivityEntry {
        seq: Id(event.seq),
        at: Ms(event.at.0),
        event: told.event,
        trader: of_market(names.trader, name_in(&event.what)),
        trader_address: names.trader_address,
        market: of_market(names.market, place.map(|(market, _)| market.question.clone())),
        condition: place.map(|(market, _)| market.condition.to_string()),
        outcome: of_market(
            names.outcome,
            place.and_then(|(market, token)| Some(market.outcome(token)?.name.clone())),
        ),
        outcome_index: place.and_then(|(market, token)| market.outcome_index(token)).map(count),
        side: told.side.map(Into::into),
        order: told.order.map(|order| Id(order.0)),
        gates: gates(told.gates, None),
    }
}

/// The name that a follow had then.
fn name_in(what: &EventKind) -> Option<String> {
    match what {
        EventKind::Follow { name, .. } => Some(name.clone()),
        _ => None,
    }
}

/// What shares of a decision cost, for what a gate in USD has room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShareCost {
    /// The trader's price.
    pub(crate) price: Price,
    /// The same with the worst fee.
    pub(crate) with_fee: Price,
}

/// The gates as they are shown. The last limit that cut is the one that bound, and not the minimum that what it left is under;
/// without one the last gate that cut, and where none had anything to cut the last one, if it let nothing through.
pub(crate) fn gates(gates: &[Gate], cost: Option<ShareCost>) -> Vec<GateView> {
    let shut = || {
        gates
            .last()
            .filter(|gate| gate.allowed.is_zero())
            .map(|_| gates.len() - 1)
    };
    let last_cut = || gates.iter().rposition(Gate::cut);
    let bound = last_cut()
        .filter(|place| gates.get(*place).is_none_or(|gate| gate.gate != GateName::Minimum))
        .or_else(|| gates.iter().rposition(|gate| gate.cut() && gate.gate.is_limit()))
        .or_else(last_cut)
        .or_else(shut);
    let views = gates.iter().enumerate().map(|(place, gate)| GateView {
        gate: gate.gate.into(),
        asked: gate.asked.to_string(),
        allowed: gate.allowed.to_string(),
        basis: (&gate.basis).into(),
        room: room(gate, cost).map(|shares| shares.to_string()),
        outcome: outcome(Some(place) == bound, gate.asked, gate.allowed),
    });
    views.collect()
}

/// How many shares a gate alone would have let through; none where it lets any number through, or nobody can tell.
fn room(gate: &Gate, cost: Option<ShareCost>) -> Option<Shares> {
    let nothing = || gate.allowed.is_zero().then_some(Shares::ZERO);
    match (&gate.basis, cost) {
        (GateBasis::Money { used, limit }, Some(cost)) => {
            let share = if gate.gate == GateName::DailySpend {
                cost.with_fee
            } else {
                cost.price
            };
            Some((*limit - *used).max(Usd::ZERO).buys(share).floor_to_lot())
        }
        (GateBasis::Balance { free, .. }, Some(cost)) => {
            Some((*free).max(Usd::ZERO).buys(cost.with_fee).floor_to_lot())
        }
        (GateBasis::Held { held, selling }, _) => Some((*held - *selling).max(Shares::ZERO)),
        _ => nothing(),
    }
}

const fn outcome(bound: bool, asked: Shares, allowed: Shares) -> GateOutcome {
    if bound {
        GateOutcome::Bound
    } else if allowed.micros() < asked.micros() {
        GateOutcome::Cut
    } else {
        GateOutcome::Passed
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::event::SkipReason;
    use pilotfish_copy::ids::{SignalId, TokenId, VenueMs};

    use super::*;
    use crate::types::{ActivityEvent, SkipReason as Why};

    fn gate(gate: GateName, asked: i64, allowed: i64) -> Gate {
        let of = |shares: i64| Shares::from_micros(shares * 1_000_000);
        Gate {
            gate,
            asked: of(asked),
            allowed: of(allowed),
            basis: GateBasis::Money {
                used: Usd::dollars(1),
                limit: Usd::dollars(2),
            },
        }
    }

    #[test]
    fn a_skip_says_why_and_which_gate_bound() {
        let event = Event {
            seq: 7,
            at: VenueMs(5),
            what: EventKind::Skip {
                signal: SignalId(1),
                follow: FollowId(1),
                token: TokenId::new("1"),
                reason: SkipReason::Limit,
                asked: Shares::from_micros(10_000_000),
                gates: std::sync::Arc::from([
                    gate(GateName::Stopped, 10, 10),
                    gate(GateName::OrderLimit, 10, 4),
                    gate(GateName::Balance, 4, 0),
                ]),
            },
        };
        let names = Named {
            trader: Some("25usdc".to_owned()),
            ..Named::default()
        };
        let told = entry(&State::default(), &event, names);
        let expected = ActivityEvent::Skip {
            reason: Why::Limit,
            asked: "10".to_owned(),
        };
        assert_eq!(told.event, expected);
        assert_eq!(told.trader.as_deref(), Some("25usdc"));
        let outcomes: Vec<GateOutcome> = told.gates.iter().map(|gate| gate.outcome).collect();
        assert_eq!(outcomes, [GateOutcome::Passed, GateOutcome::Cut, GateOutcome::Bound]);
    }

    #[test]
    fn a_gate_that_had_nothing_to_let_through_is_the_one_that_bound() {
        let outcomes: Vec<GateOutcome> = gates(&[gate(GateName::Held, 0, 0)], None)
            .into_iter()
            .map(|view| view.outcome)
            .collect();
        assert_eq!(outcomes, [GateOutcome::Bound]);
        let passed = gates(&[gate(GateName::Stopped, 5, 5), gate(GateName::Minimum, 5, 5)], None);
        assert!(passed.iter().all(|view| view.outcome == GateOutcome::Passed));
    }

    #[test]
    fn what_a_limit_left_under_the_minimum_was_stopped_by_the_limit() {
        let views = gates(
            &[
                gate(GateName::OrderLimit, 10, 10),
                gate(GateName::DailySpend, 10, 3),
                gate(GateName::Minimum, 3, 0),
            ],
            None,
        );
        let outcomes: Vec<GateOutcome> = views.iter().map(|view| view.outcome).collect();
        assert_eq!(outcomes, [GateOutcome::Passed, GateOutcome::Bound, GateOutcome::Cut]);
        let alone = gates(&[gate(GateName::Minimum, 3, 0)], None);
        assert_eq!(alone[0].outcome, GateOutcome::Bound, "its own size was too little");
    }

    #[test]
    fn each_gate_tells_its_own_room_and_not_what_the_others_left() {
        let cost = ShareCost {
            price: Price::from_micros(500_000),
            with_fee: Price::from_micros(510_000),
        };
        let of = |name, used, limit, asked, allowed| Gate {
            basis: GateBasis::Money {
                used: Usd::dollars(used),
                limit: Usd::dollars(limit),
            },
            ..gate(name, asked, allowed)
        };
        let views = gates(
            &[
                gate(GateName::Stopped, 300, 300),
                of(GateName::OrderLimit, 0, 100, 300, 200),
                of(GateName::MarketLimit, 72, 150, 200, 156),
                of(GateName::FollowLimit, 0, 500, 156, 156),
                of(GateName::DailySpend, 0, 51, 156, 100),
            ],
            Some(cost),
        );
        let rooms: Vec<Option<&str>> = views.iter().skip(1).map(|view| view.room.as_deref()).collect();
        assert_eq!(rooms, [Some("200"), Some("156"), Some("1000"), Some("100")]);
        let switch = Gate {
            basis: GateBasis::Switch,
            ..gate(GateName::Paused, 300, 300)
        };
        assert_eq!(
            gates(std::slice::from_ref(&switch), Some(cost))[0].room,
            None,
            "any number"
        );
        let shut = Gate {
            allowed: Shares::ZERO,
            ..switch
        };
        assert_eq!(gates(&[shut], Some(cost))[0].room.as_deref(), Some("0"));
    }
}
