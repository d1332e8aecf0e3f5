//! The ledger as a list: every movement of cash, shares and claims, newest first, with the balance it left; and its sums.

use std::collections::BTreeMap;

use pilotfish_copy::entity::LedgerEntry;
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::{Shares, Usd};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};

use super::ledger_book::LedgerKind;
use super::market_labels::{self, MarketLabels, label_columns, label_joins};
use super::positions::Pair;
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::ledger;

impl Reader {
    /// When shares of that token were last booked, through any follow; `None` where they never were.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn shares_booked_at(&self, token: &TokenId) -> Result<Option<VenueMs>, StoreError> {
        // One step into the index a follow, however long the ledger is.
        self.booked_at(
            "SELECT MAX((SELECT l.at FROM ledger l WHERE l.follow = f.id AND l.token = ? ORDER BY l.seq DESC LIMIT 1)) AS at \
             FROM copy_trading_config f",
            Some(token),
        )
        .await
    }

    /// When the ledger was last written; `None` before its first row.
    ///
    /// # Errors
    /// As [`Reader::shares_booked_at`].
    pub async fn cash_booked_at(&self) -> Result<Option<VenueMs>, StoreError> {
        self.booked_at("SELECT at FROM ledger ORDER BY seq DESC LIMIT 1", None)
            .await
    }

    async fn booked_at(&self, sql: &'static str, token: Option<&TokenId>) -> Result<Option<VenueMs>, StoreError> {
        let mut tx = self.instant().await?;
        let mut query = sqlx::query(sql);
        if let Some(token) = token {
            query = query.bind(token.as_str().to_owned());
        }
        match query.fetch_optional(&mut *tx).await? {
            Some(row) => Columns(&row).whole_opt("at"),
            None => Ok(None),
        }
    }
}

/// Which entries. What is empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LedgerFilter {
    /// Only these movements (`fill`, `fee`, `redemption`…).
    pub movements: Vec<String>,
    /// Only of these kinds.
    pub kinds: Vec<LedgerKind>,
    /// Only through follows of this trader.
    pub trader: Option<WalletAddress>,
    /// Only through this follow.
    pub follow: Option<FollowId>,
    /// Only of this token.
    pub token: Option<TokenId>,
    /// Only in this market.
    pub condition: Option<ConditionId>,
    /// Only from then on.
    pub from: Option<VenueMs>,
    /// Only before then.
    pub until: Option<VenueMs>,
    /// Only in this calendar year, by the computer's own clock. What reads a book takes it for its dates; nothing else looks at it.
    pub year: Option<i32>,
    /// Only up to this number, itself included.
    pub through: Option<u64>,
    /// Only with this text in the market's question or the trader's name.
    pub text: String,
}

/// An entry with what it is of and what it left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerItem {
    /// The entry.
    pub entry: LedgerEntry,
    /// Cash after it: the sum of every entry up to it, whatever the filter.
    pub balance: Usd,
    /// Its market, where it is of one.
    pub market: Option<MarketLabels>,
    /// Its trader's name as shown, where it is through a follow.
    pub trader_name: Option<String>,
}

/// Sums over some entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerTotal {
    /// How many entries.
    pub entries: u64,
    /// Cash, signed.
    pub cash: Usd,
    /// Claims, signed.
    pub claims: Usd,
}

/// Sums over the entries that a filter finds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerTotals {
    /// Over all of them.
    pub all: LedgerTotal,
    /// By movement.
    pub movements: BTreeMap<String, LedgerTotal>,
}

/// What the whole ledger comes to: it must be the balance, the claims and the holdings of the books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerSums {
    /// Cash.
    pub cash: Usd,
    /// What resolved markets owe.
    pub claims: Usd,
    /// Shares by follow and token, those at zero left out.
    pub shares: BTreeMap<Pair, Shares>,
}

/// Cash after an entry `t`: what it came to before the entry's thousand is kept; the rest of its thousand is summed.
pub(super) const BALANCE: &str = "COALESCE((SELECT k.cash FROM ledger_sums k WHERE k.thousand = t.seq / 1000 - 1), 0) \
    + (SELECT SUM(b.cash) FROM ledger b WHERE b.seq >= t.seq / 1000 * 1000 AND b.seq <= t.seq)";

impl Reader {
    /// At most `limit` entries with a number under `before`, newest first.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn ledger_entries(
        &self,
        filter: &LedgerFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<LedgerItem>, StoreError> {
        let mut tx = self.instant().await?;
        let mut query = QueryBuilder::new(concat!("SELECT t.*, ", label_columns!(), ", "));
        query.push(BALANCE);
        query.push(concat!(" AS balance FROM ledger t", label_joins!(), "WHERE t.seq < "));
        query.push_bind(before.map_or(Ok(i64::MAX), |seq| seq.to_whole())?);
        push_conditions(&mut query, filter)?;
        query.push(" ORDER BY t.seq DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(&mut *tx).await?;
        rows.iter().map(|row| item(Columns(row))).collect()
    }

    /// Sums over every entry that the filter finds.
    ///
    /// # Errors
    /// As [`Reader::ledger_entries`].
    pub async fn ledger_totals(&self, filter: &LedgerFilter) -> Result<LedgerTotals, StoreError> {
        let mut tx = self.instant().await?;
        let mut query = QueryBuilder::new(concat!(
            "SELECT t.movement, COUNT(*) AS entries, SUM(t.cash) AS cash, SUM(t.claim) AS claims FROM ledger t",
            label_joins!(),
            "WHERE 1 = 1"
        ));
        push_conditions(&mut query, filter)?;
        query.push(" GROUP BY t.movement");
        let rows = query.build().fetch_all(&mut *tx).await?;
        let mut totals = LedgerTotals::default();
        for row in rows.iter().map(Columns) {
            let one = LedgerTotal {
                entries: row.whole("entries")?,
                cash: row.whole("cash")?,
                claims: row.whole("claims")?,
            };
            totals.all.entries += one.entries;
            totals.all.cash += one.cash;
            totals.all.claims += one.claims;
            totals.movements.insert(row.text("movement")?, one);
        }
        Ok(totals)
    }

    /// What the whole ledger comes to.
    ///
    /// # Errors
    /// As [`Reader::ledger_entries`].
    pub async fn ledger_sums(&self) -> Result<LedgerSums, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query("SELECT COALESCE(SUM(cash), 0) AS cash, COALESCE(SUM(claim), 0) AS claims FROM ledger")
            .fetch_one(&mut *tx)
            .await?;
        let mut sums = LedgerSums {
            cash: Columns(&row).whole("cash")?,
            claims: Columns(&row).whole("claims")?,
            shares: BTreeMap::new(),
        };
        let rows = sqlx::query(
            "SELECT follow, token, SUM(shares) AS shares FROM ledger WHERE follow IS NOT NULL AND token IS NOT NULL \
             GROUP BY follow, token HAVING SUM(shares) <> 0",
        )
        .fetch_all(&mut *tx)
        .await?;
        for row in rows.iter().map(Columns) {
            sums.shares
                .insert((row.whole("follow")?, row.word("token")?), row.whole("shares")?);
        }
        Ok(sums)
    }
}

/// Conditions on entries `t` with markets `m` and follows `c` joined.
pub(super) fn push_conditions(query: &mut QueryBuilder<Sqlite>, filter: &LedgerFilter) -> Result<(), StoreError> {
    if !filter.movements.is_empty() {
        query.push(" AND t.movement IN (");
        let mut movements = query.separated(", ");
        for movement in &filter.movements {
            movements.push_bind(movement.clone());
        }
        query.push(")");
    }
    if !filter.kinds.is_empty() {
        let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.condition()).collect();
        query.push(format_args!(" AND ({})", kinds.join(" OR ")));
    }
    if let Some(trader) = &filter.trader {
        query.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
    }
    if let Some(follow) = filter.follow {
        query.push(" AND t.follow = ").push_bind(follow.to_whole()?);
    }
    if let Some(token) = &filter.token {
        query.push(" AND t.token = ").push_bind(token.as_str().to_owned());
    }
    if let Some(condition) = &filter.condition {
        query
            .push(" AND t.condition_id = ")
            .push_bind(condition.as_str().to_owned());
    }
    if let Some(through) = filter.through {
        query.push(" AND t.seq <= ").push_bind(through.to_whole()?);
    }
    if let Some(from) = filter.from {
        query.push(" AND t.at >= ").push_bind(from.0);
    }
    if let Some(until) = filter.until {
        query.push(" AND t.at < ").push_bind(until.0);
    }
    if !filter.text.is_empty() {
        let pattern = market_labels::anywhere(&filter.text);
        query.push(" AND (m.question LIKE ").push_bind(pattern.clone());
        query
            .push(" ESCAPE '\\' OR c.name LIKE ")
            .push_bind(pattern)
            .push(" ESCAPE '\\')");
    }
    Ok(())
}

pub(super) fn item(row: Columns<'_>) -> Result<LedgerItem, StoreError> {
    Ok(LedgerItem {
        entry: ledger::read(row)?,
        balance: row.whole("balance")?,
        market: market_labels::read(row)?,
        trader_name: row.text_opt("c_name")?,
    })
}
