//! Follows. Their settings are one JSON value; the percentage stands beside it as a column, for the constraint.

use pilotfish_copy::entity::Follow;
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, json, upsert, whole_opt, word};
use crate::error::StoreError;

pub(crate) async fn write(conn: &mut SqliteConnection, follow: &Follow) -> Result<(), StoreError> {
    upsert!(
        conn, "copy_trading_config",
        key { "id" => follow.id.to_whole()? },
        set {
            "trader" => follow.trader.as_str(),
            "name" => follow.name.as_str(),
            "percentage_tenths" => i64::from(follow.settings.percentage.tenths()),
            "status" => word(&follow.status)?,
            "created_at" => follow.created_at.0,
            "baseline_at" => whole_opt(follow.baseline_at.as_ref())?,
            "next_positions_poll" => follow.next_positions_poll.0,
            "next_activity_poll" => follow.next_activity_poll.0,
            "activity_through" => follow.activity_through.0,
            "detail" => json(&follow.settings)?,
        },
    );
    Ok(())
}

pub(crate) fn read(row: Columns<'_>) -> Result<Follow, StoreError> {
    Ok(Follow {
        id: row.whole("id")?,
        trader: row.word("trader")?,
        name: row.text("name")?,
        settings: row.json("detail")?,
        status: row.word("status")?,
        created_at: row.whole("created_at")?,
        baseline_at: row.whole_opt("baseline_at")?,
        next_positions_poll: row.whole("next_positions_poll")?,
        next_activity_poll: row.whole("next_activity_poll")?,
        activity_through: row.whole("activity_through")?,
    })
}
