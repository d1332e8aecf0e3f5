//! What is known of the traders: positions, tokens they moved to, rows already seen, rows on their way to a signal.

use pilotfish_copy::entity::{KnownPosition, MigratedToken, PendingChange, SeenRow};
use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::state::SeenKey;

use crate::codec::{Columns, Whole, json, whole_opt, word};
use crate::error::StoreError;
use crate::statements::{Statement, Statements, upsert};

pub(crate) fn write_known(into: &mut Statements, known: &KnownPosition) -> Result<(), StoreError> {
    upsert!(
        into, "known_positions",
        key { "follow" => known.follow.to_whole()?, "token" => known.token.as_str() },
        set {
            "condition_id" => known.condition.as_str(),
            "shares" => known.shares.micros(),
            "covered_until" => known.covered_until.0,
            "last_row_at" => whole_opt(known.last_row_at.as_ref())?,
            "settled" => known.settled,
            "moved_away" => known.moved_away.micros(),
            "pending" => known.pending.as_ref().map(json).transpose()?,
        },
    );
    Ok(())
}

pub(crate) fn read_known(row: Columns<'_>) -> Result<KnownPosition, StoreError> {
    Ok(KnownPosition {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        shares: row.whole("shares")?,
        covered_until: row.whole("covered_until")?,
        last_row_at: row.whole_opt("last_row_at")?,
        settled: row.whole("settled")?,
        moved_away: row.whole("moved_away")?,
        pending: row.json_opt("pending")?,
    })
}

pub(crate) fn write_migrated(into: &mut Statements, moved: &MigratedToken) -> Result<(), StoreError> {
    upsert!(
        into, "migrated_tokens",
        key { "follow" => moved.follow.to_whole()?, "to_token" => moved.to.as_str() },
        set { "from_token" => moved.from.as_str() },
    );
    Ok(())
}

pub(crate) fn read_migrated(row: Columns<'_>) -> Result<MigratedToken, StoreError> {
    Ok(MigratedToken {
        follow: row.whole("follow")?,
        from: row.word("from_token")?,
        to: row.word("to_token")?,
    })
}

pub(crate) fn write_seen(into: &mut Statements, seen: &SeenRow) -> Result<(), StoreError> {
    let key = SeenKey::of(seen.clone());
    upsert!(
        into, "seen_rows",
        key {
            "follow" => seen.follow.to_whole()?,
            "tx" => key.tx.as_str(),
            "token" => key.token.as_str(),
            "kind" => word(&key.kind)?,
            "shares" => key.shares.micros(),
            "price_tenth_milli" => key.price_tenth_milli,
        },
        set { "price" => seen.price.micros(), "at" => seen.at.0, "times" => seen.count.to_whole()? },
    );
    Ok(())
}

pub(crate) fn read_seen(row: Columns<'_>) -> Result<SeenRow, StoreError> {
    Ok(SeenRow {
        follow: row.whole("follow")?,
        tx: row.word("tx")?,
        token: row.word("token")?,
        kind: row.word("kind")?,
        shares: row.whole("shares")?,
        price: row.whole("price")?,
        at: row.whole("at")?,
        count: row.whole("times")?,
    })
}

pub(crate) fn forget_seen(into: &mut Statements, follow: FollowId, before: VenueMs) -> Result<(), StoreError> {
    let delete = Statement::new("DELETE FROM seen_rows WHERE follow = ? AND at < ?");
    into.push(delete.bind(follow.to_whole()?).bind(before.0));
    Ok(())
}

pub(crate) fn write_pending(into: &mut Statements, pending: &PendingChange) -> Result<(), StoreError> {
    upsert!(
        into, "pending_changes",
        key { "follow" => pending.follow.to_whole()?, "token" => pending.token.as_str() },
        set {
            "condition_id" => pending.condition.as_str(),
            "side" => pending.side.as_str(),
            "shares_before" => pending.before.micros(),
            "shares_after" => pending.after.micros(),
            "shares" => pending.shares.micros(),
            "value" => pending.value.micros(),
            "row_count" => pending.rows.to_whole()?,
            "first_tx" => pending.first_tx.as_str(),
            "first_shares" => pending.first_shares.micros(),
            "first_seen_before" => pending.first_seen_before.to_whole()?,
            "traded_at" => pending.traded_at.0,
            "due" => pending.due.0,
            "price_source" => word(&pending.price_source)?,
            "by_conversion" => pending.by_conversion,
        },
    );
    Ok(())
}

pub(crate) fn read_pending(row: Columns<'_>) -> Result<PendingChange, StoreError> {
    Ok(PendingChange {
        follow: row.whole("follow")?,
        token: row.word("token")?,
        condition: row.word("condition_id")?,
        side: row.word("side")?,
        before: row.whole("shares_before")?,
        after: row.whole("shares_after")?,
        shares: row.whole("shares")?,
        value: row.whole("value")?,
        rows: row.whole("row_count")?,
        first_tx: row.word("first_tx")?,
        first_shares: row.whole("first_shares")?,
        first_seen_before: row.whole("first_seen_before")?,
        traded_at: row.whole("traded_at")?,
        due: row.whole("due")?,
        price_source: row.word("price_source")?,
        by_conversion: row.whole("by_conversion")?,
    })
}
