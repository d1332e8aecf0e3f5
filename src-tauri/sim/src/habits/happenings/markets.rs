//! Markets that take no orders for a while, and ticks that change.

use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::{Price, Tick};

use super::{Ending, Happenings};
use crate::habits::Draw;
use crate::venue::VenueState;
use crate::world_gen::calendar::HOUR;

/// How long a market takes no orders.
const PAUSED_MS: (i64, i64) = (30_000, 120_000);

/// How long a finer tick stays.
const FINER_MS: (i64, i64) = (HOUR, 4 * HOUR);

/// Between these prices a market's tick is its usual one; beyond, the venue itself makes it finer.
const MIDDLE: (Price, Price) = (Price::from_micros(50_000), Price::from_micros(950_000));

/// The markets that trade.
pub(super) fn open(state: &VenueState) -> Vec<ConditionId> {
    let trades = |market: &&Market| !market.closed && market.payouts.is_none();
    let open = state.exchange.markets().filter(trades);
    open.map(|market| market.condition.clone()).collect()
}

impl Happenings {
    pub(super) fn pause_market(&mut self, state: &mut VenueState, condition: ConditionId, mut draw: Draw) {
        // It was open when the hour was planned; if it is not any more, nothing is paused.
        let _ = state.act(|exchange, now| exchange.set_accepting(now, &condition, false));
        let until = state.now.plus(draw.between(PAUSED_MS.0, PAUSED_MS.1));
        self.end_at(until, Ending::Accept(condition));
    }

    pub(super) fn refine_tick(&mut self, state: &mut VenueState, condition: ConditionId, mut draw: Draw) {
        let usual = state.exchange.market(&condition).map(|market| market.tick);
        if usual != Some(Tick::CENT) || !is_in_the_middle(state, &condition) {
            return;
        }
        let _ = state.act(|exchange, now| exchange.set_tick(now, &condition, Tick::MILLI));
        let until = state.now.plus(draw.between(FINER_MS.0, FINER_MS.1));
        self.end_at(until, Ending::CoarserTick(condition, Tick::CENT));
    }
}

/// Gives a market its usual tick back, unless its price has gone where the tick is finer anyway.
pub(super) fn coarsen_tick(state: &mut VenueState, condition: &ConditionId, tick: Tick) {
    if is_in_the_middle(state, condition) {
        let _ = state.act(|exchange, now| exchange.set_tick(now, condition, tick));
    }
}

fn is_in_the_middle(state: &VenueState, condition: &ConditionId) -> bool {
    let place = state.record.market(condition);
    let file = place.and_then(|place| state.record.files.get(place));
    file.is_some_and(|file| (MIDDLE.0..=MIDDLE.1).contains(&file.price) && file.payouts.is_none())
}
