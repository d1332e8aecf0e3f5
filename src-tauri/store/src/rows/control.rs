//! The one row of limits, account figures and counters.

use pilotfish_copy::entity::{CashDifference, Control, DayOpening, GlobalLimits};

use crate::codec::{Columns, Whole, json, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

pub(crate) fn write(into: &mut Statements, control: &Control) -> Result<(), StoreError> {
    upsert!(
        into, "control",
        key { "id" => 1_i64 },
        set {
            "max_exposure" => control.limits.max_exposure.micros(),
            "max_daily_spend" => control.limits.max_daily_spend.micros(),
            "max_open_orders" => control.limits.max_open_orders.to_whole()?,
            "reserve_tenths" => control.limits.reserve_tenths.to_whole()?,
            "max_daily_loss" => whole_opt(control.limits.max_daily_loss.as_ref())?,
            "cash" => whole_opt(control.cash.as_ref())?,
            "cash_at" => whole_opt(control.cash_at.as_ref())?,
            "cash_difference" => control.cash_difference.map(|difference| difference.usd.micros()),
            "cash_difference_since" => control.cash_difference.map(|difference| difference.since.0),
            "spend" => json(&control.spend)?,
            "opening_day" => control.day_opening.map(|opening| opening.day),
            "opening_equity" => control.day_opening.map(|opening| opening.equity.micros()),
            "next_follow" => control.next_follow.to_whole()?,
            "next_signal" => control.next_signal.to_whole()?,
            "next_order" => control.next_order.to_whole()?,
            "next_child" => control.next_child.to_whole()?,
            "next_event" => control.next_event.to_whole()?,
            "next_ledger" => control.next_ledger.to_whole()?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Control, StoreError> {
    let difference = (
        row.whole_opt("cash_difference")?,
        row.whole_opt("cash_difference_since")?,
    );
    let opening = (row.whole_opt("opening_day")?, row.whole_opt("opening_equity")?);
    Ok(Control {
        limits: GlobalLimits {
            max_exposure: row.whole("max_exposure")?,
            max_daily_spend: row.whole("max_daily_spend")?,
            max_open_orders: row.whole("max_open_orders")?,
            reserve_tenths: row.whole("reserve_tenths")?,
            max_daily_loss: row.whole_opt("max_daily_loss")?,
        },
        cash: row.whole_opt("cash")?,
        cash_at: row.whole_opt("cash_at")?,
        cash_difference: difference
            .0
            .zip(difference.1)
            .map(|(usd, since)| CashDifference { usd, since }),
        spend: row.json("spend")?,
        day_opening: opening.0.zip(opening.1).map(|(day, equity)| DayOpening { day, equity }),
        next_follow: row.whole("next_follow")?,
        next_signal: row.whole("next_signal")?,
        next_order: row.whole("next_order")?,
        next_child: row.whole("next_child")?,
        next_event: row.whole("next_event")?,
        next_ledger: row.whole("next_ledger")?,
    })
}
