//! Snapshots of followed traders' positions, kept.
//!
//! Every poll has a row in `position_polls`; `position_snapshots` gets the positions that differ from the poll before
//! (and a row without shares for one that is gone), so that years of unchanged positions cost nothing and any poll can still
//! be put together. A price alone that moved is not a difference: the last one of each token stands in `position_prices`.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::money::{Price, Shares};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statements, upsert};

/// What a token's last row said.
type Latest = BTreeMap<String, (Shares, Option<Price>)>;

/// Appends one poll of a follow's trader. A poll at or before the last recorded one changes nothing.
pub(crate) async fn record(
    conn: &mut SqliteConnection,
    follow: FollowId,
    at: VenueMs,
    positions: &[SnapshotPosition],
) -> Result<(), StoreError> {
    let follow = follow.to_whole()?;
    let last: Option<i64> = sqlx::query_scalar("SELECT MAX(at) FROM position_polls WHERE follow = ?")
        .bind(follow)
        .fetch_one(&mut *conn)
        .await?;
    if last.is_some_and(|last| last >= at.0) {
        return Ok(());
    }
    let count = i64::try_from(positions.len()).map_err(|_| StoreError::OutOfRange {
        what: "positions",
        value: positions.len().to_string(),
    })?;
    let mut statements = Statements::default();
    let into = &mut statements;
    upsert!(into, "position_polls", key { "follow" => follow, "at" => at.0 }, set { "positions" => count });
    let mut gone = latest(conn, follow).await?;
    let mut prices = prices(conn, follow).await?;
    for position in positions {
        let token = position.token.as_str();
        let now = (position.shares, Some(position.average_cost));
        if gone.remove(token) != Some(now) {
            insert(into, follow, token, at, now, Some(position.current_price))?;
        }
        if prices.remove(token) != Some(position.current_price) {
            upsert!(
                into, "position_prices",
                key { "follow" => follow, "token" => token },
                set { "price" => position.current_price.micros() },
            );
        }
    }
    for (token, (shares, _)) in gone {
        if !shares.is_zero() {
            insert(into, follow, &token, at, (Shares::ZERO, None), None)?;
        }
    }
    statements.run(conn).await
}

/// SQLite gives the other columns of the row that has the greatest `at`.
async fn latest(conn: &mut SqliteConnection, follow: i64) -> Result<Latest, StoreError> {
    let rows = sqlx::query(
        "SELECT token, shares, average_cost, MAX(at) FROM position_snapshots WHERE follow = ? GROUP BY token",
    )
    .bind(follow)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok((
                row.text("token")?,
                (row.whole("shares")?, row.whole_opt("average_cost")?),
            ))
        })
        .collect()
}

/// The last price that a list showed of each token.
async fn prices(conn: &mut SqliteConnection, follow: i64) -> Result<BTreeMap<String, Price>, StoreError> {
    let rows = sqlx::query("SELECT token, price FROM position_prices WHERE follow = ?")
        .bind(follow)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .map(|row| Ok((Columns(row).text("token")?, Columns(row).whole("price")?)))
        .collect()
}

fn insert(
    into: &mut Statements,
    follow: i64,
    token: &str,
    at: VenueMs,
    (shares, average_cost): (Shares, Option<Price>),
    price: Option<Price>,
) -> Result<(), StoreError> {
    upsert!(
        into, "position_snapshots",
        key { "follow" => follow, "token" => token, "at" => at.0 },
        set {
            "shares" => shares.micros(),
            "average_cost" => whole_opt(average_cost.as_ref())?,
            "price" => whole_opt(price.as_ref())?,
        },
    );
    Ok(())
}
