//! The journal as entries that the window can put into words: names looked up, figures as decimal strings.

use pilotfish_copy::entity::Gate;
use pilotfish_copy::event::{Event, OrderStep, What};
use pilotfish_copy::ids::{CopyOrderId, FollowId, TokenId};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_copy::state::State;
use pilotfish_store::read::activity::{ActivityFilter, ActivityItem};

use super::types::{ActivityEntry, ActivityPage, ActivityQuery, Fact, GateView, Id, Ms};
use super::{Api, ApiResult, reader};
use crate::figures::count;
use crate::words::word;

/// The most entries of one page.
const PAGE_MOST: u32 = 500;

impl Api {
    /// A part of the journal, newest first.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn activity(&self, query: ActivityQuery) -> ApiResult<ActivityPage> {
        let engine = self.engine()?;
        let limit = query.limit.clamp(1, PAGE_MOST);
        let filter = ActivityFilter {
            kinds: query.kinds,
            follow: query.follow.map(|follow| FollowId(follow.0)),
            order: None,
            text: query.text.map(|text| text.trim().to_owned()).unwrap_or_default(),
        };
        let items = reader(&engine)?
            .activity(&filter, query.before.map(|before| before.0), limit)
            .await?;
        let core = engine.core();
        let next = items
            .last()
            .filter(|_| count(items.len()) == limit)
            .map(|item| Id(item.event.seq));
        let entries = items
            .iter()
            .map(|item| entry(core.state(), &item.event, named(core.state(), item)))
            .collect();
        Ok(ActivityPage { entries, next })
    }
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
    let place = told
        .token
        .as_ref()
        .and_then(|token| Some((state.market_of(token)?, token)));
    let of_market = |found: Option<String>, known: Option<String>| found.filter(|text| !text.is_empty()).or(known);
    ActivityEntry {
        seq: Id(event.seq),
        at: Ms(event.at.0),
        kind: kind(&event.what).to_owned(),
        detail: told.detail,
        trader: of_market(names.trader, told.trader_name),
        trader_address: names.trader_address,
        market: of_market(names.market, place.map(|(market, _)| market.question.clone())),
        outcome: of_market(
            names.outcome,
            place.and_then(|(market, token)| Some(market.outcome(token)?.name.clone())),
        ),
        outcome_index: place.and_then(|(market, token)| market.outcome_index(token)).map(count),
        side: told.side.map(|side| side.as_str().to_owned()),
        order: told.order.map(|order| Id(order.0)),
        facts: told.facts,
        gates: gates(told.gates),
    }
}

const fn kind(what: &What) -> &'static str {
    match what {
        What::Follow { .. } => "follow",
        What::Control { .. } => "control",
        What::Signal { .. } => "signal",
        What::Noted { .. } => "noted",
        What::Skip { .. } => "skip",
        What::Order { .. } => "order",
        What::Price { .. } => "price",
        What::Fill { .. } => "fill",
        What::Cancel { .. } => "cancel",
        What::Conversion { .. } => "conversion",
        What::Settlement { .. } => "settlement",
        What::Resolution { .. } => "resolution",
        What::Trouble { .. } => "trouble",
    }
}

/// What an event says, before names are added.
#[derive(Debug, Default)]
struct Told<'a> {
    detail: Option<String>,
    trader_name: Option<String>,
    token: Option<TokenId>,
    side: Option<Side>,
    order: Option<CopyOrderId>,
    facts: Vec<Fact>,
    gates: &'a [Gate],
}

/// Figures in the order in which they are said; what is not there is left out.
struct Facts(Vec<Fact>);

impl Facts {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn add(mut self, name: &str, value: impl ToString) -> Self {
        self.0.push(Fact {
            name: name.to_owned(),
            value: value.to_string(),
        });
        self
    }

    fn add_if(self, name: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.add(name, value),
            None => self,
        }
    }
}

fn tell(what: &What) -> Told<'_> {
    match what {
        What::Follow {
            name,
            action,
            percentage,
            ..
        } => Told {
            detail: Some(word(action)),
            trader_name: Some(name.clone()),
            facts: Facts::new().add("percentage", percentage).0,
            ..Told::default()
        },
        What::Control { action } => Told {
            detail: Some(word(action)),
            ..Told::default()
        },
        What::Noted {
            token, reason, shares, ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            facts: Facts::new().add("shares", shares).0,
            ..Told::default()
        },
        What::Skip {
            token,
            reason,
            asked,
            gates,
            ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            facts: Facts::new().add("asked", asked).0,
            gates,
            ..Told::default()
        },
        What::Order {
            order,
            token,
            side,
            step,
            ..
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            ..tell_step(step)
        },
        What::Trouble { code, detail } => Told {
            detail: Some(word(code)),
            facts: Facts::new().add("text", detail).0,
            ..Told::default()
        },
        What::Resolution {
            token,
            payout,
            shares,
            realised,
            ..
        } => Told {
            token: Some(token.clone()),
            facts: Facts::new()
                .add("payout", payout)
                .add("shares", shares)
                .add("realised", realised)
                .0,
            ..Told::default()
        },
        What::Signal { .. } | What::Price { .. } => tell_observation(what),
        What::Fill { .. } | What::Cancel { .. } | What::Conversion { .. } | What::Settlement { .. } => tell_deal(what),
    }
}

fn tell_observation(what: &What) -> Told<'_> {
    match what {
        What::Signal {
            token,
            change,
            side,
            before,
            after,
            price,
            price_source,
            origin,
            traded_at,
            ..
        } => Told {
            detail: Some(word(change)),
            token: Some(token.clone()),
            side: Some(*side),
            facts: Facts::new()
                .add("shares", (*after - *before).abs())
                .add("price", price)
                .add("before", before)
                .add("after", after)
                .add("price_source", word(price_source))
                .add("origin", word(origin))
                .add("traded_at", traded_at.0)
                .0,
            ..Told::default()
        },
        What::Price {
            order,
            token,
            side,
            age_ms,
            stage,
            previous_stage,
            regime,
            trader_price,
            bid,
            ask,
            tick,
            limit,
            previous,
            held_short,
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: Facts::new()
                .add("limit", limit)
                .add_if("previous", previous.as_ref())
                .add("stage", stage.number())
                .add_if("previous_stage", previous_stage.map(|stage| stage.number()))
                .add("regime", word(regime))
                .add("trader_price", trader_price)
                .add_if("bid", bid.as_ref())
                .add_if("ask", ask.as_ref())
                .add("tick", tick)
                .add("age_ms", age_ms)
                .add_if("held_short", held_short.then_some("true"))
                .0,
            ..Told::default()
        },
        _ => Told::default(),
    }
}

fn tell_deal(what: &What) -> Told<'_> {
    match what {
        What::Fill { order, token, side, .. } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: fill_facts(what),
            ..Told::default()
        },
        What::Cancel {
            order,
            token,
            reason,
            open,
            ..
        } => Told {
            detail: Some(word(reason)),
            token: Some(token.clone()),
            order: Some(*order),
            facts: Facts::new().add("shares", open).0,
            ..Told::default()
        },
        What::Conversion {
            order,
            token,
            side,
            bound,
            worst,
            shares,
            budget,
            attempt,
        } => Told {
            token: Some(token.clone()),
            side: Some(*side),
            order: Some(*order),
            facts: Facts::new()
                .add("shares", shares)
                .add("bound", bound)
                .add("worst", worst)
                .add_if("budget", budget.as_ref())
                .add("attempt", attempt)
                .0,
            ..Told::default()
        },
        What::Settlement {
            order,
            settlement,
            shares,
            trade,
            ..
        } => Told {
            detail: Some(word(settlement)),
            order: Some(*order),
            facts: Facts::new().add("shares", shares).add("trade", trade).0,
            ..Told::default()
        },
        _ => Told::default(),
    }
}

fn fill_facts(what: &What) -> Vec<Fact> {
    let What::Fill {
        shares,
        price,
        trader_price,
        slippage,
        fee,
        liquidity,
        stage,
        filled,
        of,
        realised,
        hash,
        ..
    } = what
    else {
        return Vec::new();
    };
    Facts::new()
        .add("shares", shares)
        .add("price", price)
        .add("trader_price", trader_price)
        .add("slippage", slippage)
        .add("fee", fee)
        .add("liquidity", word(liquidity))
        .add("stage", stage.number())
        .add("filled", filled)
        .add("of", of)
        .add("realised", realised)
        .add("hash", hash)
        .0
}

fn tell_step(step: &OrderStep) -> Told<'_> {
    let (detail, facts, gates): (&str, Facts, &[Gate]) = match step {
        OrderStep::Opened {
            shares,
            asked,
            trader_price,
            gates,
        } => {
            let facts = Facts::new()
                .add("shares", shares)
                .add("asked", asked)
                .add("trader_price", trader_price);
            ("opened", facts, gates)
        }
        OrderStep::Placed {
            limit,
            shares,
            rests,
            expires_at,
            ..
        } => {
            let expires_at = expires_at.map(|at| at.0);
            let how = if *rests { "resting" } else { "now" };
            let facts = Facts::new().add("limit", limit).add("shares", shares).add("how", how);
            ("placed", facts.add_if("expires_at", expires_at), &[])
        }
        OrderStep::Live { hash, .. } => ("live", Facts::new().add("hash", hash), &[]),
        OrderStep::Refused { code, text, .. } => {
            ("refused", Facts::new().add("code", word(code)).add("text", text), &[])
        }
        OrderStep::Unknown { reason, .. } => ("unknown", Facts::new().add("text", reason), &[]),
        OrderStep::Closed { filled, .. } => ("closed", Facts::new().add("filled", filled), &[]),
        OrderStep::Waiting { reason, gates } => ("waiting", Facts::new().add("code", word(reason)), gates),
        OrderStep::Ended { reason, filled, of } => (
            "ended",
            Facts::new()
                .add("code", word(reason))
                .add("filled", filled)
                .add("of", of),
            &[],
        ),
    };
    Told {
        detail: Some(detail.to_owned()),
        facts: facts.0,
        gates,
        ..Told::default()
    }
}

/// The last gate that cut is the one that bound.
fn gates(gates: &[Gate]) -> Vec<GateView> {
    let last_cut = gates.iter().rposition(Gate::cut);
    let views = gates.iter().enumerate().map(|(place, gate)| GateView {
        gate: word(gate.gate),
        asked: gate.asked.to_string(),
        allowed: gate.allowed.to_string(),
        basis: gate.basis.clone(),
        outcome: outcome(Some(place) == last_cut, gate.asked, gate.allowed).to_owned(),
    });
    views.collect()
}

const fn outcome(is_last_cut: bool, asked: Shares, allowed: Shares) -> &'static str {
    if is_last_cut {
        "bound"
    } else if allowed.micros() < asked.micros() {
        "cut"
    } else {
        "passed"
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::entity::GateName;
    use pilotfish_copy::event::SkipReason;
    use pilotfish_copy::ids::{SignalId, VenueMs};

    use super::*;

    fn gate(gate: GateName, asked: i64, allowed: i64) -> Gate {
        let of = |shares: i64| Shares::from_micros(shares * 1_000_000);
        Gate {
            gate,
            asked: of(asked),
            allowed: of(allowed),
            basis: "1 2".to_owned(),
        }
    }

    #[test]
    fn a_skip_says_why_and_which_gate_bound() {
        let event = Event {
            seq: 7,
            at: VenueMs(5),
            what: What::Skip {
                signal: SignalId(1),
                follow: FollowId(1),
                token: TokenId::new("1"),
                reason: SkipReason::Limit,
                asked: Shares::from_micros(10_000_000),
                gates: vec![
                    gate(GateName::Stopped, 10, 10),
                    gate(GateName::OrderLimit, 10, 4),
                    gate(GateName::Balance, 4, 0),
                ],
            },
        };
        let names = Named {
            trader: Some("25usdc".to_owned()),
            ..Named::default()
        };
        let told = entry(&State::default(), &event, names);
        assert_eq!((told.kind.as_str(), told.detail.as_deref()), ("skip", Some("limit")));
        assert_eq!(told.trader.as_deref(), Some("25usdc"));
        assert_eq!(
            told.facts,
            [Fact {
                name: "asked".to_owned(),
                value: "10".to_owned()
            }]
        );
        let outcomes: Vec<&str> = told.gates.iter().map(|gate| gate.outcome.as_str()).collect();
        assert_eq!(outcomes, ["passed", "cut", "bound"]);
    }
}
