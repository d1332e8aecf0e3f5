//! A follow's whole record for its shortfall: every decided signal with the fills of its copy, what is held, and the last
//! prices that the trader's positions showed.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{Decided, Execution};
use pilotfish_copy::entity::{Follow, Gate, GateName, Holding, SignalKind, SignalOrigin};
use pilotfish_copy::ids::{CopyOrderId, FollowId, TokenId, VenueMs};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Shares};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::{follow, holding};

/// A follow's whole record, read at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowRecord {
    /// The follow as it is now.
    pub follow: Follow,
    /// When it was first made (switching it on again does not count).
    pub since: VenueMs,
    /// Its decided signals, oldest first.
    pub decided: Vec<Decided>,
    /// Everything it ever held.
    pub holdings: Vec<Holding>,
    /// The newest price that the trader's position showed, of the signals' tokens.
    pub last_prices: BTreeMap<TokenId, Price>,
}

impl Reader {
    /// The whole record of a follow; `None` where there is none of that id.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn follow_record(&self, id: FollowId) -> Result<Option<FollowRecord>, StoreError> {
        let mut tx = self.instant().await?;
        let number = id.to_whole()?;
        let row = sqlx::query("SELECT * FROM copy_trading_config WHERE id = ?")
            .bind(number)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let follow = follow::read(Columns(&row))?;
        let terms = terms(&mut tx, number).await?;
        let since = terms.first().map_or(follow.created_at, |terms| terms.at);
        let mut executions = executions(&mut tx, number).await?;
        let decided = decided(&mut tx, &follow, &terms, &mut executions).await?;
        let rows = sqlx::query("SELECT * FROM holdings WHERE follow = ? ORDER BY token")
            .bind(number)
            .fetch_all(&mut *tx)
            .await?;
        let holdings: Result<Vec<Holding>, StoreError> = rows.iter().map(|row| holding::read(Columns(row))).collect();
        Ok(Some(FollowRecord {
            follow,
            since,
            decided,
            holdings: holdings?,
            last_prices: last_prices(&mut tx, number).await?,
        }))
    }
}

/// The percentage from an event on.
struct Terms {
    seq: u64,
    at: VenueMs,
    percentage: Percentage,
}

/// What the follow's percentage was and became: the journal has it, the follow's row only the last.
async fn terms(conn: &mut SqliteConnection, follow: i64) -> Result<Vec<Terms>, StoreError> {
    let rows = sqlx::query(
        "SELECT seq, at, json_extract(body, '$.percentage') AS percentage FROM events \
         WHERE kind = 'follow' AND follow = ? ORDER BY seq",
    )
    .bind(follow)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            Ok(Terms {
                seq: row.whole("seq")?,
                at: row.whole("at")?,
                percentage: row.word("percentage")?,
            })
        })
        .collect()
}

/// The fills that did not fail, by copy order, in the order in which they were booked.
async fn executions(
    conn: &mut SqliteConnection,
    follow: i64,
) -> Result<BTreeMap<CopyOrderId, Vec<Execution>>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.copy_order, t.shares, t.price, t.trader_price, t.fee, t.stage, c.kind <> 'resting' AS at_once \
         FROM executed_copy_trades t JOIN child_orders c ON c.id = t.child \
         WHERE t.follow = ? AND t.settlement <> 'failed' ORDER BY t.id",
    )
    .bind(follow)
    .fetch_all(conn)
    .await?;
    let mut orders: BTreeMap<CopyOrderId, Vec<Execution>> = BTreeMap::new();
    for row in &rows {
        let row = Columns(row);
        let stage: Stage = row.whole("stage")?;
        // `fast`, and a purchase that was not waited for, are fill-and-kill orders in whatever stage.
        let at_once: bool = row.whole("at_once")?;
        orders.entry(row.whole("copy_order")?).or_default().push(Execution {
            shares: row.whole("shares")?,
            price: row.whole("price")?,
            trader_price: row.whole("trader_price")?,
            fee: row.whole("fee")?,
            crossed: at_once || stage >= Stage::Best,
        });
    }
    Ok(orders)
}

/// The decided signals. The trader's own price is the journal's: the row of a signal that took in what `accumulate` had kept
/// back has the price weighed over all of it.
async fn decided(
    conn: &mut SqliteConnection,
    follow: &Follow,
    terms: &[Terms],
    executions: &mut BTreeMap<CopyOrderId, Vec<Execution>>,
) -> Result<Vec<Decided>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.token, t.side, t.kind, t.origin, t.shares_before, t.shares_after, t.price, t.asked, t.allowed, \
         t.copy_order, t.skipped, CASE t.side WHEN 'SELL' THEN t.detail END AS gates, \
         e.seq AS e_seq, json_extract(e.body, '$.price') AS e_price \
         FROM signals t LEFT JOIN events e ON e.signal = t.id AND e.kind = 'signal' \
         WHERE t.follow = ? AND t.asked IS NOT NULL ORDER BY t.id",
    )
    .bind(follow.id.to_whole()?)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            let seq: Option<u64> = row.whole_opt("e_seq")?;
            let in_force = terms.iter().rev().find(|terms| seq.is_none_or(|seq| terms.seq < seq));
            let (before, after): (Shares, Shares) = (row.whole("shares_before")?, row.whole("shares_after")?);
            let copy_price: Price = row.whole("price")?;
            let kind: SignalKind = row.word("kind")?;
            let order: Option<CopyOrderId> = row.whole_opt("copy_order")?;
            Ok(Decided {
                token: row.word("token")?,
                side: row.word::<Side>("side")?,
                closes: kind == SignalKind::PositionClosed,
                by_user: row.word::<SignalOrigin>("origin")? == SignalOrigin::User,
                percentage: in_force.map_or(follow.settings.percentage, |terms| terms.percentage),
                change: (after - before).abs(),
                price: row.word_opt("e_price")?.unwrap_or(copy_price),
                copy_price,
                asked: row.whole("asked")?,
                allowed: row.whole("allowed")?,
                held: row.json_opt("gates")?.and_then(|gates: Vec<Gate>| free_to_sell(&gates)),
                skipped: row.word_opt("skipped")?,
                executions: order.and_then(|order| executions.remove(&order)).unwrap_or_default(),
            })
        })
        .collect()
}

/// What the follow held and was not already selling, where the decision came as far as asking.
fn free_to_sell(gates: &[Gate]) -> Option<Shares> {
    let held = gates.iter().find(|gate| gate.gate == GateName::Held);
    held.map(|gate| gate.allowed)
}

/// Of each token: what the last snapshot said, else the newest of the kept ones that had a price.
async fn last_prices(conn: &mut SqliteConnection, follow: i64) -> Result<BTreeMap<TokenId, Price>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.token, COALESCE(k.last_price, (SELECT p.price FROM position_snapshots p \
             WHERE p.follow = ?1 AND p.token = t.token AND p.price IS NOT NULL ORDER BY p.at DESC LIMIT 1)) AS price \
         FROM (SELECT DISTINCT token FROM signals WHERE follow = ?1) t \
         LEFT JOIN known_positions k ON k.follow = ?1 AND k.token = t.token",
    )
    .bind(follow)
    .fetch_all(conn)
    .await?;
    let mut prices = BTreeMap::new();
    for row in &rows {
        let row = Columns(row);
        if let Some(price) = row.whole_opt("price")? {
            prices.insert(row.word("token")?, price);
        }
    }
    Ok(prices)
}
