//! Copy orders.

use pilotfish_copy::entity::{CopyOrder, Execution};
use pilotfish_copy::money::Price;

use crate::codec::{Columns, Whole, whole_opt, word, word_opt};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

/// An execution as its word and, of the user's own limit, the price.
const fn execution_columns(execution: &Execution) -> (&'static str, Option<i64>) {
    match execution {
        Execution::Ladder => ("ladder", None),
        Execution::TakeThenLadder => ("take_then_ladder", None),
        Execution::Market => ("market", None),
        Execution::Limit { price } => ("limit", Some(price.micros())),
    }
}

fn read_execution(row: Columns<'_>) -> Result<Execution, StoreError> {
    let word = row.text("execution")?;
    let price: Option<Price> = row.whole_opt("execution_price")?;
    match (word.as_str(), price) {
        ("ladder", None) => Ok(Execution::Ladder),
        ("take_then_ladder", None) => Ok(Execution::TakeThenLadder),
        ("market", None) => Ok(Execution::Market),
        ("limit", Some(price)) => Ok(Execution::Limit { price }),
        _ => Err(StoreError::unreadable("pending_copy_orders.execution", word)),
    }
}

pub(crate) fn write(into: &mut Statements, order: &CopyOrder) -> Result<(), StoreError> {
    let (execution, execution_price) = execution_columns(&order.execution);
    upsert!(
        into, "pending_copy_orders",
        key { "id" => order.id.to_whole()? },
        set {
            "follow" => order.follow.to_whole()?,
            "signal" => order.signal.to_whole()?,
            "trader" => order.trader.as_str(),
            "token" => order.token.as_str(),
            "condition_id" => order.condition.as_str(),
            "side" => order.side.as_str(),
            "by_user" => order.by_user,
            "trader_price" => order.trader_price.micros(),
            "shares" => order.shares.micros(),
            "released" => order.released.micros(),
            "filled" => order.filled.micros(),
            "value" => order.value.micros(),
            "fees" => order.fees.micros(),
            "style" => word(&order.style)?,
            "execution" => execution,
            "execution_price" => execution_price,
            "max_slippage" => order.max_slippage.micros(),
            "signal_at" => order.signal_at.0,
            "age_from" => order.age_from.0,
            "time_to_resolution_ms" => order.time_to_resolution_ms,
            "status" => word(&order.status)?,
            "end_reason" => word_opt(order.end.as_ref())?,
            "limit_price" => whole_opt(order.limit.as_ref())?,
            "stage" => order.stage.to_whole()?,
            "regime" => word_opt(order.regime.as_ref())?,
            "decided_limit" => whole_opt(order.decided_limit.as_ref())?,
            "held_short" => order.held_short,
            "waiting" => word_opt(order.waiting.as_ref())?,
            "attempts" => order.attempts.to_whole()?,
            "refusals" => order.refusals.to_whole()?,
            "created_at" => order.created_at.0,
            "ended_at" => whole_opt(order.ended_at.as_ref())?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<CopyOrder, StoreError> {
    Ok(CopyOrder {
        id: row.whole("id")?,
        follow: row.whole("follow")?,
        signal: row.whole("signal")?,
        trader: row.word("trader")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        side: row.word("side")?,
        by_user: row.whole("by_user")?,
        trader_price: row.whole("trader_price")?,
        shares: row.whole("shares")?,
        released: row.whole("released")?,
        filled: row.whole("filled")?,
        value: row.whole("value")?,
        fees: row.whole("fees")?,
        style: row.word("style")?,
        execution: read_execution(row)?,
        max_slippage: row.whole("max_slippage")?,
        signal_at: row.whole("signal_at")?,
        age_from: row.whole("age_from")?,
        time_to_resolution_ms: row.whole_opt("time_to_resolution_ms")?,
        status: row.word("status")?,
        end: row.word_opt("end_reason")?,
        limit: row.whole_opt("limit_price")?,
        stage: row.whole("stage")?,
        regime: row.word_opt("regime")?,
        decided_limit: row.whole_opt("decided_limit")?,
        held_short: row.whole("held_short")?,
        waiting: row.word_opt("waiting")?,
        attempts: row.whole("attempts")?,
        refusals: row.whole("refusals")?,
        created_at: row.whole("created_at")?,
        ended_at: row.whole_opt("ended_at")?,
    })
}
