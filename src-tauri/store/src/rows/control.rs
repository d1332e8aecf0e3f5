//! The one row of switches, limits, account and counters.

use pilotfish_copy::entity::{Control, GlobalLimits};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, upsert, whole_opt};
use crate::error::StoreError;

pub(crate) async fn write(conn: &mut SqliteConnection, control: &Control) -> Result<(), StoreError> {
    upsert!(
        conn, "control",
        key { "id" => 1_i64 },
        set {
            "paused" => control.paused,
            "stopped" => control.stopped,
            "max_exposure" => control.limits.max_exposure.micros(),
            "max_daily_spend" => control.limits.max_daily_spend.micros(),
            "max_open_orders" => control.limits.max_open_orders.to_whole()?,
            "reserve_tenths" => control.limits.reserve_tenths.to_whole()?,
            "cash" => whole_opt(control.cash.as_ref())?,
            "cash_at" => whole_opt(control.cash_at.as_ref())?,
            "unreconciled" => control.unreconciled.as_deref(),
            "spend_day" => control.spend_day,
            "spent_today" => control.spent_today.micros(),
            "next_follow" => control.next_follow.to_whole()?,
            "next_signal" => control.next_signal.to_whole()?,
            "next_order" => control.next_order.to_whole()?,
            "next_child" => control.next_child.to_whole()?,
            "next_event" => control.next_event.to_whole()?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Control, StoreError> {
    Ok(Control {
        paused: row.whole("paused")?,
        stopped: row.whole("stopped")?,
        limits: GlobalLimits {
            max_exposure: row.whole("max_exposure")?,
            max_daily_spend: row.whole("max_daily_spend")?,
            max_open_orders: row.whole("max_open_orders")?,
            reserve_tenths: row.whole("reserve_tenths")?,
        },
        cash: row.whole_opt("cash")?,
        cash_at: row.whole_opt("cash_at")?,
        unreconciled: row.text_opt("unreconciled")?,
        spend_day: row.whole("spend_day")?,
        spent_today: row.whole("spent_today")?,
        next_follow: row.whole("next_follow")?,
        next_signal: row.whole("next_signal")?,
        next_order: row.whole("next_order")?,
        next_child: row.whole("next_child")?,
        next_event: row.whole("next_event")?,
    })
}
