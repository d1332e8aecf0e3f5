//! What was seen beside the books: the lists of followed traders' positions, and the books that our orders were looked at on.
//!
//! It is a record for people and for the window, in a database file of its own (`snapshots.db`) beside the main one. Nothing of
//! trading rests on it: a file that cannot be read is put aside and a new one begun, and what was not kept yet when the machine
//! loses power is lost (its commits wait for no disk). Each trader's last list is in memory, so that a new one is compared
//! without reading anything; only what differs is written. What is older than 30 days is thinned to the last change of a token
//! in a day.
//!
//! Rows are of a trader and not of a follow, since a list is the trader's whoever follows them.

mod file;

use std::collections::BTreeMap;
use std::path::Path;

use pilotfish_copy::BookLook;
use pilotfish_copy::ids::{CopyOrderId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::input::SnapshotPosition;
use pilotfish_copy::money::{Price, Shares};
use sqlx::{Connection, SqliteConnection};

use crate::codec::{Columns, Whole, whole_opt};
use crate::error::StoreError;
use crate::statements::{Statement, Statements, upsert};

/// Prices alone that moved are written at most once in this much venue time: they are marks of last resort.
const PRICES_EVERY_MS: i64 = 3_600_000;
/// Changes are kept one by one for so long, venue time.
const KEPT_WHOLE_MS: i64 = 30 * DAY_MS;
const DAY_MS: i64 = 86_400_000;
/// The most looks of one order that are read: its newest. A path is thinned to fewer.
const LOOKS_MOST: i64 = 2_000;

/// One list of a trader's positions, all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PositionPage {
    /// The trader's wallet.
    pub trader: WalletAddress,
    /// When it was asked for, venue time.
    pub at: VenueMs,
    /// Every position.
    pub positions: Vec<SnapshotPosition>,
}

/// The file of snapshots, open for writing. Whoever holds the data's lock opens it, and nobody else.
#[derive(Debug)]
pub struct Snapshots {
    conn: SqliteConnection,
    traders: BTreeMap<WalletAddress, Known>,
    /// Before this, venue time, what was kept is thinned.
    thinned_before: i64,
    begun_anew: Option<String>,
}

/// What is known of a trader's last list.
#[derive(Debug, Clone, Default)]
struct Known {
    /// The trader's number in the file.
    number: i64,
    /// The last list's time.
    at: Option<VenueMs>,
    /// When the same list was first read.
    same_since: VenueMs,
    /// The tokens on it, each with the price that was last written.
    held: BTreeMap<TokenId, (Shares, Price)>,
    /// When prices alone were last written.
    prices_at: Option<VenueMs>,
}

impl Snapshots {
    /// Opens the file in `folder`, or makes it. One that cannot be read, or was made by another version, is put aside as
    /// `snapshots.db.unreadable` and a new one begun: [`Snapshots::begun_anew`] says so.
    ///
    /// # Errors
    /// When no file can be made there either.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let (mut conn, begun_anew) = file::open_or_begin(folder).await?;
        let traders = known(&mut conn).await?;
        let thinned_before: Option<i64> = sqlx::query_scalar("SELECT before FROM thinned")
            .fetch_optional(&mut conn)
            .await?;
        Ok(Self {
            conn,
            traders,
            thinned_before: thinned_before.unwrap_or(i64::MIN),
            begun_anew,
        })
    }

    /// Why the file that was there was put aside, where it was.
    #[must_use]
    pub fn begun_anew(&self) -> Option<&str> {
        self.begun_anew.as_deref()
    }

    /// Keeps lists and looks, all or none. A list that is not newer than its trader's last one changes nothing.
    ///
    /// # Errors
    /// As [`crate::Store::commit`]. Nothing is kept then, and the next list is compared with the last one that was.
    pub async fn keep(&mut self, pages: &[PositionPage], looks: &[BookLook]) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        let mut now: BTreeMap<&WalletAddress, Known> = BTreeMap::new();
        let mut next = self.traders.values().map(|known| known.number).max().unwrap_or(0) + 1;
        for page in pages {
            let known = now.entry(&page.trader).or_insert_with(|| {
                let known = self.traders.get(&page.trader).cloned();
                known.unwrap_or_else(|| {
                    next += 1;
                    Known {
                        number: next - 1,
                        ..Known::default()
                    }
                })
            });
            known.take(&mut statements, page)?;
        }
        for look in looks {
            upsert!(
                statements, "book_looks",
                key { "copy_order" => look.order.to_whole()?, "at" => look.at.0 },
                set { "bid" => whole_opt(look.bid.as_ref())?, "ask" => whole_opt(look.ask.as_ref())? },
            );
        }
        statements.commit(&mut self.conn).await?;
        for (trader, known) in now {
            self.traders.insert(trader.clone(), known);
        }
        let newest = pages.iter().map(|page| page.at).max();
        match newest {
            Some(newest) => self.thin(newest).await,
            None => Ok(()),
        }
    }

    /// Of a day that is older than what is kept whole, only the last change of each token stays. A day at a time, when it comes to
    /// be so old: no more is looked at than that day.
    async fn thin(&mut self, now: VenueMs) -> Result<(), StoreError> {
        let before = now.plus(-KEPT_WHOLE_MS).0.div_euclid(DAY_MS) * DAY_MS;
        if before <= self.thinned_before {
            return Ok(());
        }
        let oldest: Option<i64> = sqlx::query_scalar("SELECT MIN(at) FROM position_snapshots WHERE at >= ?")
            .bind(self.thinned_before)
            .fetch_one(&mut self.conn)
            .await?;
        let day = oldest.map_or(before, |at| at.div_euclid(DAY_MS) * DAY_MS).min(before);
        let until = day.saturating_add(DAY_MS).min(before);
        let mut statements = Statements::default();
        let thinned = Statement::new(
            "DELETE FROM position_snapshots WHERE at >= ?1 AND at < ?2 AND (trader, token, at) NOT IN \
             (SELECT trader, token, MAX(at) FROM position_snapshots WHERE at >= ?1 AND at < ?2 GROUP BY trader, token)",
        );
        statements.push(thinned.bind(day).bind(until));
        upsert!(statements, "thinned", key { "id" => 1_i64 }, set { "before" => until });
        statements.commit(&mut self.conn).await?;
        self.thinned_before = until;
        Ok(())
    }

    /// Closes the file tidily. Nothing depends on it.
    ///
    /// # Errors
    /// `Database` when SQLite could not close.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.conn.close().await?)
    }
}

impl Known {
    /// What a list says anew, as statements; it is the last one from now on.
    fn take(&mut self, into: &mut Statements, page: &PositionPage) -> Result<(), StoreError> {
        if self.at.is_some_and(|last| last >= page.at) {
            return Ok(());
        }
        let is_first = self.at.is_none();
        if is_first {
            let insert = Statement::new("INSERT INTO traders (number, wallet) VALUES (?, ?) ON CONFLICT DO NOTHING");
            into.push(insert.bind(self.number).bind(page.trader.as_str()));
        }
        self.at = Some(page.at);
        let mut is_another = is_first;
        let prices_due = self.prices_at.is_none_or(|last| page.at.since(last) >= PRICES_EVERY_MS);
        if prices_due {
            self.prices_at = Some(page.at);
        }
        let mut gone = std::mem::take(&mut self.held);
        for position in &page.positions {
            let before = gone.remove(&position.token);
            let (shares, price) = (position.shares, position.current_price);
            if before.is_none() {
                let name = Statement::new("INSERT INTO tokens (token) VALUES (?) ON CONFLICT DO NOTHING");
                into.push(name.bind(position.token.as_str()));
            }
            let moved = before.is_none_or(|(held, _)| held != shares);
            is_another |= moved;
            let differs = before.is_none_or(|(_, written)| written != price);
            let is_written = moved || (prices_due && differs);
            let written = match before {
                Some((_, written)) if !is_written => written,
                _ => {
                    self.latest(into, &position.token, shares, price)?;
                    price
                }
            };
            if moved {
                self.row(
                    into,
                    &position.token,
                    page.at,
                    shares,
                    Some((position.average_cost, price)),
                )?;
            }
            self.held.insert(position.token.clone(), (shares, written));
        }
        for (token, (_, price)) in gone {
            is_another = true;
            self.row(into, &token, page.at, Shares::ZERO, None)?;
            self.latest(into, &token, Shares::ZERO, price)?;
        }
        self.poll(into, page, is_another)
    }

    /// A list that says the same as the one before it is the same list, read for longer.
    fn poll(&mut self, into: &mut Statements, page: &PositionPage, is_another: bool) -> Result<(), StoreError> {
        if is_another {
            self.same_since = page.at;
            let count = i64::try_from(page.positions.len()).unwrap_or(i64::MAX);
            upsert!(
                into, "position_polls",
                key { "trader" => self.number, "at" => page.at.0 },
                set { "until" => page.at.0, "positions" => count },
            );
        } else {
            let longer = Statement::new("UPDATE position_polls SET until = ? WHERE trader = ? AND at = ?");
            into.push(longer.bind(page.at.0).bind(self.number).bind(self.same_since.0));
        }
        Ok(())
    }

    fn row(
        &self,
        into: &mut Statements,
        token: &TokenId,
        at: VenueMs,
        shares: Shares,
        cost_and_price: Option<(Price, Price)>,
    ) -> Result<(), StoreError> {
        let row = Statement::new(
            "INSERT INTO position_snapshots (at, trader, token, shares, average_cost, price) \
             VALUES (?, ?, (SELECT number FROM tokens WHERE token = ?), ?, ?, ?) ON CONFLICT DO NOTHING",
        );
        into.push(
            row.bind(at.0)
                .bind(self.number)
                .bind(token.as_str())
                .bind(shares.micros())
                .bind(cost_and_price.map(|(cost, _)| cost.micros()))
                .bind(cost_and_price.map(|(_, price)| price.micros())),
        );
        Ok(())
    }

    fn latest(&self, into: &mut Statements, token: &TokenId, shares: Shares, price: Price) -> Result<(), StoreError> {
        let row = Statement::new(
            "INSERT INTO latest_positions (trader, token, shares, price) \
             VALUES (?, (SELECT number FROM tokens WHERE token = ?), ?, ?) \
             ON CONFLICT (trader, token) DO UPDATE SET shares = excluded.shares, price = excluded.price",
        );
        into.push(
            row.bind(self.number)
                .bind(token.as_str())
                .bind(shares.micros())
                .bind(price.micros()),
        );
        Ok(())
    }
}

/// Every trader's last list, as the file has it: what is held now, whatever was ever held.
async fn known(conn: &mut SqliteConnection) -> Result<BTreeMap<WalletAddress, Known>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.number, t.wallet, p.at, p.until FROM traders t LEFT JOIN position_polls p ON p.trader = t.number \
         AND p.at = (SELECT MAX(at) FROM position_polls WHERE trader = t.number)",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut traders = BTreeMap::new();
    for row in rows.iter().map(Columns) {
        let number: i64 = row.whole("number")?;
        let held = sqlx::query(
            "SELECT n.token, l.shares, l.price FROM latest_positions l JOIN tokens n ON n.number = l.token \
             WHERE l.trader = ? AND l.shares <> 0",
        )
        .bind(number)
        .fetch_all(&mut *conn)
        .await?;
        let held: Result<BTreeMap<TokenId, (Shares, Price)>, StoreError> = held
            .iter()
            .map(|row| {
                let row = Columns(row);
                Ok((row.word("token")?, (row.whole("shares")?, row.whole("price")?)))
            })
            .collect();
        let known = Known {
            number,
            at: row.whole_opt("until")?,
            same_since: row.whole_opt("at")?.unwrap_or_default(),
            held: held?,
            prices_at: None,
        };
        traders.insert(row.word("wallet")?, known);
    }
    Ok(traders)
}

/// The last price that a list of a trader's positions showed of each of these tokens, about an hour old at the most while it is
/// held. Without a file that can be read, none.
pub(crate) async fn last_prices(
    folder: &Path,
    wanted: &[(WalletAddress, TokenId)],
) -> BTreeMap<(WalletAddress, TokenId), Price> {
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    readable(folder, read_prices(folder, wanted).await)
}

async fn read_prices(
    folder: &Path,
    wanted: &[(WalletAddress, TokenId)],
) -> Result<BTreeMap<(WalletAddress, TokenId), Price>, StoreError> {
    let Some(mut conn) = file::reader(folder).await? else {
        return Ok(BTreeMap::new());
    };
    let mut prices = BTreeMap::new();
    for (trader, token) in wanted {
        let row = sqlx::query(
            "SELECT price FROM latest_positions WHERE trader = (SELECT number FROM traders WHERE wallet = ?) \
             AND token = (SELECT number FROM tokens WHERE token = ?)",
        )
        .bind(trader.as_str())
        .bind(token.as_str())
        .fetch_optional(&mut conn)
        .await?;
        if let Some(row) = row {
            prices.insert((trader.clone(), token.clone()), Columns(&row).whole("price")?);
        }
    }
    Ok(prices)
}

/// The looks at an order's book from `since` on, oldest first; of very many the newest. Without a file that can be read, none.
pub(crate) async fn looks(folder: &Path, order: CopyOrderId, since: VenueMs) -> Vec<BookLook> {
    readable(folder, read_looks(folder, order, since).await)
}

async fn read_looks(folder: &Path, order: CopyOrderId, since: VenueMs) -> Result<Vec<BookLook>, StoreError> {
    let Some(mut conn) = file::reader(folder).await? else {
        return Ok(Vec::new());
    };
    let rows =
        sqlx::query("SELECT at, bid, ask FROM book_looks WHERE copy_order = ? AND at >= ? ORDER BY at DESC LIMIT ?")
            .bind(order.to_whole()?)
            .bind(since.0)
            .bind(LOOKS_MOST)
            .fetch_all(&mut conn)
            .await?;
    rows.iter()
        .rev()
        .map(|row| {
            let row = Columns(row);
            Ok(BookLook {
                order,
                at: row.whole("at")?,
                bid: row.whole_opt("bid")?,
                ask: row.whole_opt("ask")?,
            })
        })
        .collect()
}

/// Who asks goes on without what the file would have said.
fn readable<T: Default>(folder: &Path, read: Result<T, StoreError>) -> T {
    read.unwrap_or_else(|error| {
        tracing::debug!(%error, folder = %folder.display(), "the snapshots are not read");
        T::default()
    })
}
