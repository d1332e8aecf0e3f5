//! A follow's whole record for its shortfall: every decided signal with the fills of its copy, what is held, and the last
//! prices that the trader's positions showed.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::accounts::{Decided, Execution};
use pilotfish_copy::entity::{Follow, Gate, GateName, Holding, SignalKind, SignalOrigin};
use pilotfish_copy::ids::{CopyOrderId, FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares};
use sqlx::SqliteConnection;

use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::{follow, holding};
use crate::snapshots;

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
        let mut executions = executions(&mut tx, number).await?;
        let decided = decided(&mut tx, number, &mut executions).await?;
        let rows = sqlx::query("SELECT * FROM holdings WHERE follow = ? ORDER BY token")
            .bind(number)
            .fetch_all(&mut *tx)
            .await?;
        let holdings: Result<Vec<Holding>, StoreError> = rows.iter().map(|row| holding::read(Columns(row))).collect();
        let tokens: BTreeSet<TokenId> = decided.iter().map(|one| one.token.clone()).collect();
        Ok(Some(FollowRecord {
            last_prices: self.last_prices(&follow.trader, tokens).await,
            since: follow.created_at,
            follow,
            decided,
            holdings: holdings?,
        }))
    }

    /// Of each token the last price that a list of the trader's positions showed.
    async fn last_prices(&self, trader: &WalletAddress, tokens: BTreeSet<TokenId>) -> BTreeMap<TokenId, Price> {
        let wanted: Vec<_> = tokens.into_iter().map(|token| (trader.clone(), token)).collect();
        let prices = snapshots::last_prices(self.folder(), &wanted).await;
        prices.into_iter().map(|((_, token), price)| (token, price)).collect()
    }
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

/// The decided signals.
async fn decided(
    conn: &mut SqliteConnection,
    follow: i64,
    executions: &mut BTreeMap<CopyOrderId, Vec<Execution>>,
) -> Result<Vec<Decided>, StoreError> {
    let rows = sqlx::query(
        "SELECT token, side, kind, origin, shares_before, shares_after, price, percentage_tenths, asked, allowed, \
         copy_order, skip_reason, decided_price, CASE side WHEN 'SELL' THEN gates END AS gates \
         FROM signals WHERE follow = ? AND asked IS NOT NULL ORDER BY id",
    )
    .bind(follow)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            let (before, after): (Shares, Shares) = (row.whole("shares_before")?, row.whole("shares_after")?);
            let kind: SignalKind = row.word("kind")?;
            let order: Option<CopyOrderId> = row.whole_opt("copy_order")?;
            Ok(Decided {
                token: row.word("token")?,
                side: row.word::<Side>("side")?,
                closes: kind == SignalKind::PositionClosed,
                by_user: row.word::<SignalOrigin>("origin")? == SignalOrigin::User,
                percentage: row.whole("percentage_tenths")?,
                change: (after - before).abs(),
                price: row.whole("price")?,
                copy_price: row.whole("decided_price")?,
                asked: row.whole("asked")?,
                allowed: row.whole("allowed")?,
                held: row.json_opt("gates")?.and_then(|gates: Vec<Gate>| free_to_sell(&gates)),
                skipped: row.word_opt("skip_reason")?,
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
