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

/// A record with how far it was read, so that each signal and fill is read once. Only a settlement that failed makes the whole be
/// read again, since it takes a fill back.
#[derive(Debug, Clone)]
pub struct KnownRecord {
    record: FollowRecord,
    /// The order of each decided signal, in their order.
    orders: Vec<Option<CopyOrderId>>,
    /// The decided signal of each order.
    places: BTreeMap<CopyOrderId, usize>,
    /// Fills of orders whose signal is not among the decided ones.
    beside: BTreeMap<CopyOrderId, Vec<Execution>>,
    /// The last signal before the first that waits for its decision, and how many decided ones there are up to it.
    through: (i64, usize),
    fills_through: i64,
    failed_through: i64,
}

/// The first signal of a follow, after one, that waits for its decision.
pub(crate) const FIRST_WAITING: &str =
    "SELECT MIN(id) FROM signals INDEXED BY signals_undecided WHERE follow = ? AND asked IS NULL AND id > ?";

impl KnownRecord {
    /// The record.
    #[must_use]
    pub const fn record(&self) -> &FollowRecord {
        &self.record
    }

    fn new(follow: Follow, failed_through: i64) -> Self {
        Self {
            record: FollowRecord {
                since: follow.created_at,
                follow,
                decided: Vec::new(),
                holdings: Vec::new(),
                last_prices: BTreeMap::new(),
            },
            orders: Vec::new(),
            places: BTreeMap::new(),
            beside: BTreeMap::new(),
            through: (0, 0),
            fills_through: 0,
            failed_through,
        }
    }

    /// Reads the signals after the last one that is sure: what came after one that waited is read again.
    async fn read_signals(&mut self, conn: &mut SqliteConnection, follow: i64) -> Result<(), StoreError> {
        let (through, sure) = self.through;
        let again = self.record.decided.drain(sure.min(self.record.decided.len())..);
        for (order, decided) in self.orders.drain(sure.min(self.orders.len())..).zip(again) {
            if let Some(order) = order {
                self.places.remove(&order);
                self.beside.insert(order, decided.executions);
            }
        }
        let waiting: Option<i64> = sqlx::query_scalar(FIRST_WAITING)
            .bind(follow)
            .bind(through)
            .fetch_one(&mut *conn)
            .await?;
        for (id, order, mut decided) in decided(conn, follow, through).await? {
            if let Some(order) = order {
                decided.executions = self.beside.remove(&order).unwrap_or_default();
                self.places.insert(order, self.record.decided.len());
            }
            self.orders.push(order);
            self.record.decided.push(decided);
            if waiting.is_none_or(|waiting| id < waiting) {
                self.through = (id, self.record.decided.len());
            }
        }
        Ok(())
    }

    /// Reads the fills after the last one, those that failed left out, in the order in which they were booked.
    async fn read_fills(&mut self, conn: &mut SqliteConnection, follow: i64) -> Result<(), StoreError> {
        for (id, order, execution) in executions(conn, follow, self.fills_through).await? {
            self.fills_through = id;
            let place = self.places.get(&order).copied();
            match place.and_then(|place| self.record.decided.get_mut(place)) {
                Some(decided) => decided.executions.push(execution),
                None => self.beside.entry(order).or_default().push(execution),
            }
        }
        Ok(())
    }
}

impl Reader {
    /// The whole record of a follow; `None` where there is none of that id.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn follow_record(&self, id: FollowId) -> Result<Option<FollowRecord>, StoreError> {
        Ok(self.known_record(id, None).await?.map(|known| known.record))
    }

    /// The same, beginning with what is known of it already.
    ///
    /// # Errors
    /// As [`Reader::follow_record`].
    pub async fn known_record(
        &self,
        id: FollowId,
        known: Option<KnownRecord>,
    ) -> Result<Option<KnownRecord>, StoreError> {
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
        let failed: Option<i64> = sqlx::query_scalar("SELECT MAX(seq) FROM settlements WHERE settlement = 'failed'")
            .fetch_one(&mut *tx)
            .await?;
        let failed = failed.unwrap_or(0);
        let mut known = known
            .filter(|known| known.record.follow.id == id && known.failed_through == failed)
            .unwrap_or_else(|| KnownRecord::new(follow.clone(), failed));
        known.read_signals(&mut tx, number).await?;
        known.read_fills(&mut tx, number).await?;
        let rows = sqlx::query("SELECT * FROM holdings WHERE follow = ? ORDER BY token")
            .bind(number)
            .fetch_all(&mut *tx)
            .await?;
        let holdings: Result<Vec<Holding>, StoreError> = rows.iter().map(|row| holding::read(Columns(row))).collect();
        drop(tx);
        let tokens: BTreeSet<TokenId> = known.record.decided.iter().map(|one| one.token.clone()).collect();
        known.record.last_prices = self.last_prices(&follow.trader, tokens).await;
        known.record.since = follow.created_at;
        known.record.follow = follow;
        known.record.holdings = holdings?;
        Ok(Some(known))
    }

    /// Of each token the last price that a list of the trader's positions showed.
    async fn last_prices(&self, trader: &WalletAddress, tokens: BTreeSet<TokenId>) -> BTreeMap<TokenId, Price> {
        let wanted: Vec<_> = tokens.into_iter().map(|token| (trader.clone(), token)).collect();
        let prices = snapshots::last_prices(self.folder(), &wanted).await;
        prices.into_iter().map(|((_, token), price)| (token, price)).collect()
    }
}

/// The fills with a number over `after` that did not fail, each with its number and its copy order, in the order in which they were
/// booked.
async fn executions(
    conn: &mut SqliteConnection,
    follow: i64,
    after: i64,
) -> Result<Vec<(i64, CopyOrderId, Execution)>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.copy_order, t.shares, t.price, t.trader_price, t.fee, t.stage, c.kind <> 'resting' AS at_once \
         FROM executed_copy_trades t JOIN child_orders c ON c.id = t.child \
         WHERE t.follow = ? AND t.id > ? AND t.settlement <> 'failed' ORDER BY t.id",
    )
    .bind(follow)
    .bind(after)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            let stage: Stage = row.whole("stage")?;
            // `fast`, and a purchase that was not waited for, are fill-and-kill orders in whatever stage.
            let at_once: bool = row.whole("at_once")?;
            let execution = Execution {
                shares: row.whole("shares")?,
                price: row.whole("price")?,
                trader_price: row.whole("trader_price")?,
                fee: row.whole("fee")?,
                crossed: at_once || stage >= Stage::Best,
            };
            Ok((row.whole("id")?, row.whole("copy_order")?, execution))
        })
        .collect()
}

/// The decided signals with a number over `after`, each with its number and its order, without their fills.
async fn decided(
    conn: &mut SqliteConnection,
    follow: i64,
    after: i64,
) -> Result<Vec<(i64, Option<CopyOrderId>, Decided)>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, token, side, kind, origin, shares_before, shares_after, price, percentage_tenths, asked, allowed, \
         copy_order, skip_reason, decided_price, CASE side WHEN 'SELL' THEN gates END AS gates \
         FROM signals WHERE follow = ? AND id > ? AND asked IS NOT NULL ORDER BY id",
    )
    .bind(follow)
    .bind(after)
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let row = Columns(row);
            let (before, after): (Shares, Shares) = (row.whole("shares_before")?, row.whole("shares_after")?);
            let kind: SignalKind = row.word("kind")?;
            let order: Option<CopyOrderId> = row.whole_opt("copy_order")?;
            let decided = Decided {
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
                executions: Vec::new(),
            };
            Ok((row.whole("id")?, order, decided))
        })
        .collect()
}

/// What the follow held and was not already selling, where the decision came as far as asking.
fn free_to_sell(gates: &[Gate]) -> Option<Shares> {
    let held = gates.iter().find(|gate| gate.gate == GateName::Held);
    held.map(|gate| gate.allowed)
}
