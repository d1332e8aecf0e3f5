//! Whether the limits that the user saved leave room for a test order. The rules are the core's; here is what they are asked about.

use pilotfish_copy::entity::{Change, Gate, GateBasis};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::OpenOrder;
use pilotfish_copy::market::FeeSchedule;
use pilotfish_copy::money::Usd;
use pilotfish_copy::risk::{OrderLimits, alone};
use pilotfish_copy::{Core, Intervals};
use pilotfish_store::Store;

use super::plan::TestPlan;
use crate::error::EngineError;

/// The bounds of that order within the limits that are saved, with what the books have of exposure, spend and open orders, and the cash
/// and open orders that the venue told just now. Asked while nobody else can write them.
///
/// # Errors
/// [`EngineError::LimitsNotSaved`], [`EngineError::OverLimit`], and the store's: no order then.
pub(super) async fn bounds(
    store: &Store,
    plan: &TestPlan,
    cash: Usd,
    listed: &[OpenOrder],
    now: VenueMs,
) -> Result<OrderLimits, EngineError> {
    let mut rows = store.load().await?;
    let control = rows.iter_mut().find_map(|row| match row {
        Change::Control(control) => Some(control),
        _ => None,
    });
    control.ok_or(EngineError::LimitsNotSaved)?.cash = Some(cash);
    let books = Core::restore(Intervals::default(), &rows);
    // It only rests, and makers pay no fee.
    let asked = alone::purchase(books.state(), listed, plan.shares, plan.price, FeeSchedule::FREE, now);
    asked.map_err(|gate| EngineError::OverLimit {
        figures: figures(&gate),
        limit: gate.gate,
    })
}

fn figures(gate: &Gate) -> String {
    match &gate.basis {
        GateBasis::Money { used, limit } => format!("${used} of ${limit} are taken"),
        GateBasis::Count { used, limit } => format!("{used} of {limit} are open"),
        GateBasis::Balance { free, cash } => format!("${free} of ${cash} may be spent"),
        GateBasis::Switch => "the day's loss has come to its limit".to_owned(),
        _ => "what it goes by is not known".to_owned(),
    }
}
