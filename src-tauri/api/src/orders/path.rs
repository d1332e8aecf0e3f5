//! An order's price path: what was seen and worked, from its record, and what the ladder would do on today's book.

use pilotfish_copy::entity::{CopyOrder, Execution, OrderStatus};
use pilotfish_copy::event::{Event, EventKind, OrderStep};
use pilotfish_copy::ids::{CopyOrderId, VenueMs};
use pilotfish_copy::ladder::{LadderInput, PriceKind, Stage, price, stage_starts};
use pilotfish_copy::money::Price;
use pilotfish_copy::{BookLook, Core};
use pilotfish_store::read::orders::OrderDetail;

use crate::numbers::thin;
use crate::types::{ErrorCode, Id, Ms, OrderPath, PathAhead, PathPoint};
use crate::{Api, ApiResult, problem, reader};

/// How many points a path has at most, its first one not counted.
const POINTS_MOST: usize = 439;
/// A child that is replaced is gone at the exchange for a moment before the next one is there. A child that comes within so long
/// of the last one, with nothing waited for between them, replaces it; after that nothing rested in the meantime.
const REPLACED_WITHIN_MS: i64 = 10 * 60_000;
/// Stage 2 moves all the time: it is shown at so many instants.
const STEPS_IN_TOWARD: i64 = 6;

impl Api {
    /// One copy order's prices over its life.
    ///
    /// # Errors
    /// `not_found`, the engine's and the store's.
    pub async fn order_path(&self, order: Id) -> ApiResult<OrderPath> {
        let engine = self.engine()?;
        let detail = reader(&engine)?
            .order_detail(CopyOrderId(order.0))
            .await?
            .ok_or_else(|| problem(ErrorCode::NotFound, format!("there is no copy order {}", order.0)))?;
        let now = engine.now().unwrap_or_default();
        let moments = moments(detail.view.order.signal_at, &detail.events, &detail.looks);
        let (first, rest) = moments.split_at(moments.len().min(1));
        let points = first.iter().chain(thin(rest, POINTS_MOST));
        Ok(OrderPath {
            order,
            points: points.map(Moment::point).collect(),
            ahead: ahead(&engine.core(), &detail.view.order, now),
        })
    }
}

/// One moment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    at: VenueMs,
    bid: Option<Price>,
    ask: Option<Price>,
    limit: Option<Price>,
    stage: Stage,
}

impl Moment {
    fn point(&self) -> PathPoint {
        PathPoint {
            at: Ms(self.at.0),
            bid: self.bid.map(|price| price.to_string()),
            ask: self.ask.map(|price| price.to_string()),
            limit: self.limit.map(|price| price.to_string()),
            stage: u32::from(self.stage.number()),
        }
    }
}

/// The path from its record, one moment an instant: the events, and the books between them that led to no new decision. Before
/// the first price decision nothing is known of the book.
fn moments(signal_at: VenueMs, events: &[Event], looks: &[BookLook]) -> Vec<Moment> {
    let mut now = Moment {
        at: signal_at,
        bid: None,
        ask: None,
        limit: None,
        stage: Stage::Trader,
    };
    let mut path = vec![now];
    let mut replaced: Option<Replaced> = None;
    for seen in in_order(events, looks) {
        let before = now;
        let at = match seen {
            Seen::Book(look) => {
                (now.bid, now.ask) = (look.bid, look.ask);
                look.at
            }
            Seen::Told(event) => {
                match &event.what {
                    EventKind::Price { bid, ask, stage, .. } => {
                        (now.bid, now.ask, now.stage) = (*bid, *ask, *stage);
                    }
                    EventKind::Order { step, .. } => {
                        if let OrderStep::Placed { rests: true, .. } = step {
                            bridge(&mut path, replaced.take(), event.at);
                        }
                        now.limit = worked(step, now.limit);
                        replaced = match (step, before.limit) {
                            (OrderStep::Closed { .. }, Some(limit)) => Some(Replaced { at: event.at, limit }),
                            (OrderStep::Closed { .. } | OrderStep::Cut { .. } | OrderStep::Live { .. }, _) => replaced,
                            _ => None,
                        };
                    }
                    _ => continue,
                }
                event.at
            }
        };
        if now == before && !seen.is_of_the_book() {
            continue;
        }
        now.at = at.max(before.at);
        match path.last_mut() {
            Some(last) if last.at == now.at => *last = now,
            _ => path.push(now),
        }
    }
    path
}

/// A child that is over, and may be replaced.
#[derive(Debug, Clone, Copy)]
struct Replaced {
    at: VenueMs,
    limit: Price,
}

/// The limit of a child goes on until the one that replaces it: both are one line.
fn bridge(path: &mut [Moment], replaced: Option<Replaced>, placed_at: VenueMs) {
    let Some(Replaced { at, limit }) = replaced else {
        return;
    };
    if placed_at.since(at) > REPLACED_WITHIN_MS {
        return;
    }
    let between = path.iter_mut().rev().take_while(|moment| moment.at >= at);
    for moment in between.filter(|moment| moment.limit.is_none()) {
        moment.limit = Some(limit);
    }
}

/// What limit rested, and from when: each holds until the next, and the last one until now.
pub(crate) fn limits(detail: &OrderDetail) -> Vec<(VenueMs, Option<Price>)> {
    let mut limits: Vec<(VenueMs, Option<Price>)> = Vec::new();
    for moment in moments(detail.view.order.signal_at, &detail.events, &detail.looks) {
        if limits
            .last()
            .map_or(moment.limit.is_some(), |(_, last)| *last != moment.limit)
        {
            limits.push((moment.at, moment.limit));
        }
    }
    // An order that is over rests no more, whatever its last event said.
    if let Some(ended) = detail.view.order.ended_at
        && limits.last().is_some_and(|(_, last)| last.is_some())
    {
        limits.push((ended, None));
    }
    limits
}

/// One thing of a path's record.
#[derive(Debug, Clone, Copy)]
enum Seen<'a> {
    Book(&'a BookLook),
    Told(&'a Event),
}

impl Seen<'_> {
    const fn at(self) -> VenueMs {
        match self {
            Self::Book(look) => look.at,
            Self::Told(event) => event.at,
        }
    }

    const fn is_of_the_book(self) -> bool {
        match self {
            Self::Book(_) => true,
            Self::Told(event) => matches!(event.what, EventKind::Price { .. }),
        }
    }
}

/// Both by time; events keep their order. A look that comes before the first price decision of those there are (of very many
/// events the oldest are left out) would be the only thing known of its stage, and is left out.
fn in_order<'a>(events: &'a [Event], looks: &'a [BookLook]) -> Vec<Seen<'a>> {
    let first = events
        .iter()
        .find(|event| matches!(event.what, EventKind::Price { .. }));
    let from = first.map_or(VenueMs(i64::MAX), |event| event.at);
    let looks = looks.iter().filter(|look| look.at >= from).map(Seen::Book);
    let mut seen: Vec<Seen<'a>> = looks.chain(events.iter().map(Seen::Told)).collect();
    seen.sort_by_key(|one| one.at());
    seen
}

/// The limit that rests after a step.
fn worked(step: &OrderStep, limit: Option<Price>) -> Option<Price> {
    match step {
        OrderStep::Placed { limit, rests, .. } => rests.then_some(*limit),
        OrderStep::Refused { .. } | OrderStep::Closed { .. } | OrderStep::Ended { .. } => None,
        OrderStep::Opened { .. }
        | OrderStep::Live { .. }
        | OrderStep::Unknown { .. }
        | OrderStep::TakenNow {}
        | OrderStep::Cut { .. }
        | OrderStep::Waiting { .. } => limit,
    }
}

/// What the ladder would do on the book as it is.
fn ahead(core: &Core, order: &CopyOrder, now: VenueMs) -> Vec<PathAhead> {
    if order.status != OrderStatus::Working {
        return Vec::new();
    }
    if matches!(order.execution, Execution::TakeThenLadder | Execution::Market) {
        return vec![PathAhead {
            at: Ms(now.0),
            limit: None,
            stage: u32::from(Stage::Market.number()),
        }];
    }
    if matches!(order.execution, Execution::Limit { .. }) {
        return Vec::new(); // It stands at the user's limit.
    }
    core.ladder_view(order, now)
        .map_or_else(Vec::new, |view| steps(view, order.age_from, now))
}

fn steps(view: LadderInput, age_from: VenueMs, now: VenueMs) -> Vec<PathAhead> {
    let mut view = view;
    let mut steps: Vec<PathAhead> = Vec::new();
    for at in instants(age_from, view.time_to_resolution_ms, now) {
        view.age_ms = at.since(age_from).max(0);
        let decision = price(&view);
        let is_limit = decision.kind == PriceKind::Limit && !decision.refused;
        if !decision.refused {
            view.last_limit = Some(decision.limit);
        }
        let step = PathAhead {
            at: Ms(at.0),
            limit: is_limit.then(|| decision.limit.to_string()),
            stage: u32::from(decision.stage.number()),
        };
        let is_new = steps
            .last()
            .is_none_or(|last| last.limit != step.limit || last.stage != step.stage);
        if is_new {
            steps.push(step);
        }
    }
    steps
}

/// Now, the beginnings of the stages to come, and some instants within stage 2.
fn instants(age_from: VenueMs, time_to_resolution_ms: Option<i64>, now: VenueMs) -> Vec<VenueMs> {
    let starts = stage_starts(age_from, time_to_resolution_ms);
    let [_, toward, mid, _, _] = starts;
    let span = mid.since(toward);
    let within = (1..STEPS_IN_TOWARD).map(|step| toward.plus(span * step / STEPS_IN_TOWARD));
    let mut instants: Vec<VenueMs> = starts.into_iter().chain(within).filter(|at| *at > now).collect();
    instants.push(now);
    instants.sort_unstable();
    instants
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::event::{EndReason, WaitReason};
    use pilotfish_copy::ids::{ChildId, FollowId, SignalId, TokenId};
    use pilotfish_copy::ladder::Regime;
    use pilotfish_copy::market::Side;
    use pilotfish_copy::money::{Shares, Tick};

    use super::*;

    const HOUR: i64 = 3_600_000;

    fn dollars(text: &str) -> Price {
        text.parse().unwrap()
    }

    fn seen(at: i64, bid: &str, ask: &str, stage: Stage) -> Event {
        let what = EventKind::Price {
            order: CopyOrderId(1),
            token: TokenId::new("1"),
            side: Side::Buy,
            age_ms: at,
            stage,
            previous_stage: None,
            regime: Regime::Normal,
            trader_price: dollars("0.58"),
            bid: Some(dollars(bid)),
            ask: Some(dollars(ask)),
            tick: Tick::CENT,
            limit: dollars("0.58"),
            previous: None,
            held_short: false,
        };
        Event {
            seq: 1,
            at: VenueMs(at),
            what,
        }
    }

    fn step(at: i64, step: OrderStep) -> Event {
        let what = EventKind::Order {
            order: CopyOrderId(1),
            signal: SignalId(1),
            follow: FollowId(1),
            token: TokenId::new("1"),
            side: Side::Buy,
            step,
        };
        Event {
            seq: 1,
            at: VenueMs(at),
            what,
        }
    }

    #[test]
    fn the_path_says_what_was_seen_and_what_rested() {
        let placed = OrderStep::Placed {
            child: ChildId(1),
            limit: dollars("0.58"),
            shares: Shares::ZERO,
            rests: true,
            expires_at: None,
        };
        let closed = OrderStep::Closed {
            child: ChildId(1),
            filled: Shares::ZERO,
        };
        let ended = OrderStep::Ended {
            reason: EndReason::CancelledByUser,
            filled: Shares::ZERO,
            of: Shares::ZERO,
        };
        let path = moments(
            VenueMs(0),
            &[
                seen(10, "0.57", "0.60", Stage::Trader),
                step(10, placed),
                seen(20, "0.58", "0.61", Stage::Toward),
                step(25, closed),
                step(30, ended),
            ],
            &[],
        );
        let told: Vec<String> = path
            .iter()
            .map(|moment| {
                let point = moment.point();
                let shown = |price: Option<String>| price.unwrap_or_else(|| "-".to_owned());
                format!(
                    "{} {} {} {} {}",
                    point.at.0,
                    shown(point.bid),
                    shown(point.ask),
                    shown(point.limit),
                    point.stage
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "0 - - - 1",
                "10 0.57 0.6 0.58 1",
                "20 0.58 0.61 0.58 2",
                "25 0.58 0.61 - 2",
            ]
        );
    }

    #[test]
    fn a_child_that_is_replaced_leaves_no_gap_and_one_that_is_not_leaves_one() {
        let placed = |child, limit: &str| OrderStep::Placed {
            child: ChildId(child),
            limit: dollars(limit),
            shares: Shares::ZERO,
            rests: true,
            expires_at: None,
        };
        let closed = |child| OrderStep::Closed {
            child: ChildId(child),
            filled: Shares::ZERO,
        };
        let minute = 60_000;
        let waits = OrderStep::Waiting {
            reason: WaitReason::Limit,
            gates: Vec::new().into(),
        };
        let path = moments(
            VenueMs(0),
            &[
                seen(10, "0.55", "0.60", Stage::Trader),
                step(10, placed(1, "0.55")),
                seen(20, "0.56", "0.60", Stage::Trader),
                step(30, closed(1)),
                step(40, placed(2, "0.56")),
                // What is waited for is no replacement, however soon the next child comes.
                step(50, closed(2)),
                step(51, waits),
                step(60, placed(3, "0.57")),
                // Nor is a child that comes when the program runs again.
                step(70, closed(3)),
                step(70 + 11 * minute, placed(4, "0.58")),
            ],
            &[],
        );
        let told: Vec<(i64, Option<String>)> = path
            .iter()
            .map(|moment| (moment.at.0, moment.limit.map(|limit| limit.to_string())))
            .collect();
        let some = |limit: &str| Some(limit.to_owned());
        assert_eq!(
            told,
            [
                (0, None),
                (10, some("0.55")),
                (20, some("0.55")),
                (30, some("0.55")),
                (40, some("0.56")),
                (50, None),
                (60, some("0.57")),
                (70, None),
                (70 + 11 * minute, some("0.58")),
            ]
        );
    }

    /// What was one price event a look is the events of the decisions, and looks between them.
    #[test]
    fn the_path_is_the_same_where_looks_without_a_decision_are_no_events() {
        let placed = OrderStep::Placed {
            child: ChildId(1),
            limit: dollars("0.58"),
            shares: Shares::ZERO,
            rests: true,
            expires_at: None,
        };
        let look = |at, bid, ask| BookLook {
            order: CopyOrderId(1),
            at: VenueMs(at),
            bid: Some(dollars(bid)),
            ask: Some(dollars(ask)),
        };
        let every_look = [
            seen(10, "0.57", "0.60", Stage::Trader),
            step(10, placed.clone()),
            seen(20, "0.56", "0.60", Stage::Trader),
            seen(30, "0.58", "0.61", Stage::Toward),
            seen(40, "0.58", "0.62", Stage::Toward),
        ];
        let decided = [
            seen(10, "0.57", "0.60", Stage::Trader),
            step(10, placed),
            seen(30, "0.58", "0.61", Stage::Toward),
        ];
        let looks = [
            look(5, "0.1", "0.9"),
            look(20, "0.56", "0.60"),
            look(40, "0.58", "0.62"),
        ];
        assert_eq!(
            moments(VenueMs(0), &decided, &looks),
            moments(VenueMs(0), &every_look, &[])
        );
    }

    #[test]
    fn the_ladder_ahead_ends_in_stage_5_and_never_turns_back() {
        let view = LadderInput {
            side: Side::Buy,
            trader_price: dollars("0.58"),
            best_bid: Some(dollars("0.58")),
            best_ask: Some(dollars("0.59")),
            tick: Tick::from_micros(100).unwrap(),
            age_ms: HOUR,
            time_to_resolution_ms: None,
            last_limit: Some(dollars("0.58")),
            max_slippage: dollars("0.10"),
        };
        let steps = steps(view, VenueMs(0), VenueMs(HOUR));
        let stages: Vec<u32> = steps.iter().map(|step| step.stage).collect();
        assert_eq!((stages[0], stages[stages.len() - 1]), (1, 5));
        assert_eq!(steps[0].at, Ms(HOUR));
        assert!(steps.iter().filter(|step| step.stage == 2).count() > 1, "{steps:?}");
        let limits: Vec<Price> = steps
            .iter()
            .filter_map(|step| step.limit.as_deref().map(dollars))
            .collect();
        assert!(limits.is_sorted(), "{limits:?}");
        assert_eq!(
            (limits[0], limits[limits.len() - 1]),
            (dollars("0.58"), dollars("0.59"))
        );
        assert_eq!(steps.last().unwrap().limit, None);
    }
}
