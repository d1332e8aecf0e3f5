//! The first screen: the figures of a period, what is at work, and what needs a look.

use pilotfish_copy::Core;
use pilotfish_copy::entity::{CopyOrder, Execution, OrderStatus};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::ladder::{Stage, next_boundary, stage_at};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Usd;

use crate::cents::Shown;
use crate::frame::sums;
use crate::numbers::count;
use crate::results::attention::{self, Lately};
use crate::results::period::{figures, span};
use crate::traders::resolve::shown;
use crate::types::{Dashboard, Id, Ms, NextStage, Period, StageWork};
use crate::{Api, ApiResult, reader};

const DAY_MS: i64 = 86_400_000;
/// How many of the newest skips are looked at.
const SKIPS_MOST: u32 = 2_000;

impl Api {
    /// The first screen.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn dashboard(&self, period: Period) -> ApiResult<Dashboard> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let span = span(&engine, &reader, period).await?;
        let now = engine.now().unwrap_or_default();
        // What waits for a look is of the last day, whatever period is shown.
        let yesterday = now.plus(-DAY_MS);
        let lately = Lately {
            skips: reader.skips_since(yesterday, SKIPS_MOST).await?,
            failed: reader.failed_since(yesterday).await?,
        };
        let core = engine.core();
        let shown = Shown::of(&core);
        Ok(Dashboard {
            sums: sums(&core, shown.account),
            attention: attention::list(&core, &shown, now, &lately),
            stages: stages(&core, &shown, now),
            next: next(&core, now),
            figures: figures(&core, &span),
        })
    }
}

/// Those that are not over: one that is being cancelled still sets its money aside.
fn open(core: &Core) -> impl Iterator<Item = &CopyOrder> {
    let state = core.state();
    state.open_order_ids().filter_map(|id| state.orders.get(&id))
}

/// The stage an order is in by its age at that time.
fn stage_of(order: &CopyOrder, at: VenueMs) -> Stage {
    stage_at(at.since(order.age_from).max(0), order.time_to_resolution_ms)
}

/// Whether it goes up the ladder; the user's own closes do not.
const fn climbs(order: &CopyOrder) -> bool {
    matches!(order.execution, Execution::Ladder | Execution::TakeThenLadder)
}

fn stages(core: &Core, shown: &Shown, now: VenueMs) -> Vec<StageWork> {
    let mut work = Stage::ALL.map(|stage| (stage, 0_usize, 0_usize, Usd::ZERO));
    for order in open(core) {
        let stage = if climbs(order) {
            stage_of(order, now)
        } else {
            Stage::Market
        };
        if let Some((_, orders, sales, reserved)) = work.iter_mut().find(|(of, ..)| *of == stage) {
            *orders += 1;
            *sales += usize::from(order.side == Side::Sell);
            *reserved += shown.reserved(order.id);
        }
    }
    work.into_iter()
        .map(|(stage, orders, sales, reserved)| StageWork {
            stage: u32::from(stage.number()),
            orders: count(orders),
            sales: count(sales),
            reserved: reserved.to_string(),
        })
        .collect()
}

fn next(core: &Core, now: VenueMs) -> Option<NextStage> {
    let (at, order) = open(core)
        .filter(|order| order.status == OrderStatus::Working && climbs(order))
        .filter_map(|order| {
            let at = next_boundary(order.age_from, order.time_to_resolution_ms, now)?;
            Some((at, order))
        })
        .min_by_key(|(at, order)| (*at, order.id))?;
    let follow = core.state().follows.get(&order.follow);
    Some(NextStage {
        order: Id(order.id.0),
        stage: u32::from(stage_of(order, at).number()),
        side: order.side.into(),
        trader: shown(follow.map_or("", |follow| follow.name.as_str()), &order.trader),
        at: Ms(at.0),
    })
}
