//! What is known of the traders: positions, rows already seen, rows being gathered.

use pilotfish_copy::entity::{Gather, Known, SeenRow};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, json, upsert, whole_opt, word};
use crate::error::StoreError;

pub(crate) async fn write_known(conn: &mut SqliteConnection, known: &Known) -> Result<(), StoreError> {
    upsert!(
        conn, "known_positions",
        key { "follow" => known.follow.to_whole()?, "token" => known.token.as_str() },
        set {
            "condition_id" => known.condition.as_str(),
            "shares" => known.shares.micros(),
            "average_cost" => whole_opt(known.average_cost.as_ref())?,
            "last_price" => whole_opt(known.last_price.as_ref())?,
            "covered_until" => known.covered_until.0,
            "last_row_at" => whole_opt(known.last_row_at.as_ref())?,
            "detail" => known.pending.as_ref().map(json).transpose()?,
        },
    );
    Ok(())
}

pub(crate) fn read_known(row: Columns<'_>) -> Result<Known, StoreError> {
    Ok(Known {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        shares: row.whole("shares")?,
        average_cost: row.whole_opt("average_cost")?,
        last_price: row.whole_opt("last_price")?,
        covered_until: row.whole("covered_until")?,
        last_row_at: row.whole_opt("last_row_at")?,
        pending: row.json_opt("detail")?,
    })
}

pub(crate) async fn forget_known(
    conn: &mut SqliteConnection,
    follow: FollowId,
    token: &TokenId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM known_positions WHERE follow = ? AND token = ?")
        .bind(follow.to_whole()?)
        .bind(token.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn write_seen(conn: &mut SqliteConnection, seen: &SeenRow) -> Result<(), StoreError> {
    upsert!(
        conn, "seen_rows",
        key {
            "follow" => seen.follow.to_whole()?,
            "tx" => seen.tx.as_str(),
            "token" => seen.token.as_str(),
            "kind" => seen.kind.as_str(),
            "shares" => seen.shares.micros(),
            "price" => seen.price.micros(),
            "at" => seen.at.0,
        },
        set { "times" => seen.count.to_whole()? },
    );
    Ok(())
}

pub(crate) fn read_seen(row: Columns<'_>) -> Result<SeenRow, StoreError> {
    Ok(SeenRow {
        follow: row.whole("follow")?,
        tx: row.word("tx")?,
        token: row.word("token")?,
        kind: row.text("kind")?,
        shares: row.whole("shares")?,
        price: row.whole("price")?,
        at: row.whole("at")?,
        count: row.whole("times")?,
    })
}

pub(crate) async fn forget_seen(
    conn: &mut SqliteConnection,
    follow: FollowId,
    before: VenueMs,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM seen_rows WHERE follow = ? AND at < ?")
        .bind(follow.to_whole()?)
        .bind(before.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(crate) async fn write_gather(conn: &mut SqliteConnection, gather: &Gather) -> Result<(), StoreError> {
    upsert!(
        conn, "gathers",
        key { "follow" => gather.follow.to_whole()?, "token" => gather.token.as_str() },
        set {
            "condition_id" => gather.condition.as_str(),
            "side" => gather.side.as_str(),
            "shares_before" => gather.before.micros(),
            "shares" => gather.shares.micros(),
            "value" => gather.value.micros(),
            "row_count" => gather.rows.to_whole()?,
            "first_tx" => gather.first_tx.as_str(),
            "traded_at" => gather.traded_at.0,
            "due" => gather.due.0,
            "price_source" => word(&gather.price_source)?,
        },
    );
    Ok(())
}

pub(crate) fn read_gather(row: Columns<'_>) -> Result<Gather, StoreError> {
    Ok(Gather {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        side: row.word("side")?,
        before: row.whole("shares_before")?,
        shares: row.whole("shares")?,
        value: row.whole("value")?,
        rows: row.whole("row_count")?,
        first_tx: row.word("first_tx")?,
        traded_at: row.whole("traded_at")?,
        due: row.whole("due")?,
        price_source: row.word("price_source")?,
    })
}

pub(crate) async fn forget_gather(
    conn: &mut SqliteConnection,
    follow: FollowId,
    token: &TokenId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM gathers WHERE follow = ? AND token = ?")
        .bind(follow.to_whole()?)
        .bind(token.as_str())
        .execute(conn)
        .await?;
    Ok(())
}
