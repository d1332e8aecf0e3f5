//! The ledger as a book: its sums by kind, which read as one from the first balance to the last, its days, and the lines of a day with
//! what is known of each. Sums and days are of one instant; a line is never changed, so that lines read later belong to them.

use std::collections::BTreeMap;

use pilotfish_copy::entity::FillEffect;
use pilotfish_copy::ids::{CopyOrderId, TradeId, VenueMs, WalletAddress};
use pilotfish_copy::input::Settlement;
use pilotfish_copy::money::{Price, Usd};
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::ledger_entries::{self, BALANCE, LedgerFilter, LedgerItem, LedgerTotal, push_conditions};
use super::market_labels::{label_columns, label_joins};
use super::totals::HistoryTrader;
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::reader::Reader;

/// The day of an entry `t`, by the computer's own calendar.
macro_rules! day {
    () => {
        "strftime('%Y-%m-%d', t.at / 1000, 'unixepoch', 'localtime')"
    };
}

/// What an entry is to whoever reads the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerKind {
    /// Cash that was there at first, or came from outside.
    Deposit,
    /// Cash that went outside.
    Withdrawal,
    /// A fill that bought.
    Buy,
    /// A fill that sold.
    Sell,
    /// A fill's fee.
    Fee,
    /// Shares that a resolution turned into a claim, or the correction of such a claim.
    Payout,
    /// A claim that became cash.
    Redemption,
    /// A fill that failed to settle, taken back.
    Reversal,
    /// A difference between books and venue that was accepted.
    Correction,
}

impl LedgerKind {
    /// All of them, in the order in which they lead from the first balance to the last.
    pub const ALL: [Self; 9] = [
        Self::Deposit,
        Self::Withdrawal,
        Self::Buy,
        Self::Sell,
        Self::Fee,
        Self::Payout,
        Self::Redemption,
        Self::Reversal,
        Self::Correction,
    ];

    /// Which entries `t` are of it. Each entry is of exactly one.
    pub(super) const fn condition(self) -> &'static str {
        match self {
            Self::Deposit => "t.movement IN ('opening', 'deposit')",
            Self::Withdrawal => "t.movement = 'withdrawal'",
            Self::Buy => "(t.movement = 'fill' AND t.shares >= 0)",
            Self::Sell => "(t.movement = 'fill' AND t.shares < 0)",
            Self::Fee => "t.movement = 'fee'",
            Self::Payout => "t.movement IN ('payout', 'payout_correction')",
            Self::Redemption => "t.movement = 'redemption'",
            Self::Reversal => "t.movement = 'reversal'",
            Self::Correction => "t.movement = 'correction'",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::Withdrawal => "withdrawal",
            Self::Buy => "buy",
            Self::Sell => "sell",
            Self::Fee => "fee",
            Self::Payout => "payout",
            Self::Redemption => "redemption",
            Self::Reversal => "reversal",
            Self::Correction => "correction",
        }
    }

    /// `CASE WHEN … END`: the kind of an entry `t` as its word.
    fn expression() -> String {
        let arms: Vec<String> = Self::ALL
            .iter()
            .map(|kind| format!("WHEN {} THEN '{}'", kind.condition(), kind.word()))
            .collect();
        format!("CASE {} END", arms.join(" "))
    }
}

/// A day of the ledger, by the computer's own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerDay {
    /// `2026-11-22`.
    pub day: String,
    /// Entries that the filter finds.
    pub entries: u64,
    /// What they moved, USD, signed.
    pub cash: Usd,
    /// The account's balance at the day's end, whatever the filter.
    pub balance: Usd,
    /// The number of the first entry found.
    pub first: u64,
    /// The number of the last entry found.
    pub last: u64,
}

/// The ledger's sums and days at one instant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerBook {
    /// The number of the last entry there was; zero where there was none.
    pub through: u64,
    /// Whether the filter takes in everything of its span, so that its sums lead from a balance to a balance.
    pub whole: bool,
    /// Before the first entry: the account's balance, or zero where only a part is looked at.
    pub start: Usd,
    /// `start` and all kinds together.
    pub end: Usd,
    /// Sums by kind, whatever kinds the filter chooses.
    pub kinds: BTreeMap<LedgerKind, LedgerTotal>,
    /// The days on which the filter finds something, newest first.
    pub days: Vec<LedgerDay>,
    /// Calendar years with entries, newest first.
    pub years: Vec<i32>,
    /// Through whose follows there are entries, by name.
    pub traders: Vec<HistoryTrader>,
}

/// What is known of the fill that an entry is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFillFacts {
    /// The trade.
    pub trade: TradeId,
    /// When it matched.
    pub at: VenueMs,
    /// Our price.
    pub price: Price,
    /// The trader's price.
    pub trader_price: Price,
    /// How far it is settled.
    pub settlement: Settlement,
    /// The copy order.
    pub order: CopyOrderId,
    /// What it did to the books.
    pub effect: FillEffect,
}

/// A line of the ledger, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The entry, its market and trader, and the balance that it left.
    pub item: LedgerItem,
    /// What it is.
    pub kind: LedgerKind,
    /// Its day.
    pub day: String,
    /// The trader's wallet, where it is through a follow.
    pub trader: Option<WalletAddress>,
    /// Its fill, where it is of one.
    pub fill: Option<LedgerFillFacts>,
}

/// Which lines of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerDayPart {
    /// The day.
    pub day: String,
    /// From which number on.
    pub first: u64,
    /// To which, itself included.
    pub last: u64,
    /// So many of the day's oldest are left out.
    pub skip: u64,
    /// At most so many.
    pub limit: u32,
}

impl Reader {
    /// Sums, days, years and traders, all of one instant.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn ledger_book(&self, filter: &LedgerFilter) -> Result<LedgerBook, StoreError> {
        let mut tx = self.instant().await?;
        let span = Span::of(&mut tx, filter).await?;
        let filter = &span.within(filter);
        let kinds = kinds(&mut tx, filter).await?;
        let before = cash_before(&mut tx, filter).await?;
        let whole = is_whole(filter);
        let start = if whole { before } else { Usd::ZERO };
        let last: Option<i64> = sqlx::query_scalar("SELECT MAX(seq) FROM ledger")
            .fetch_one(&mut *tx)
            .await?;
        let last = last.and_then(u64::from_whole).unwrap_or(0);
        Ok(LedgerBook {
            through: filter.through.map_or(last, |through| through.min(last)),
            whole,
            start,
            end: start + kinds.values().map(|total| total.cash).sum::<Usd>(),
            kinds,
            days: days(&mut tx, filter, before).await?,
            years: years(&mut tx).await?,
            traders: traders(&mut tx).await?,
        })
    }

    /// Lines of a day, oldest first: a line's place in its day stays as it is, whatever is booked after it.
    ///
    /// # Errors
    /// As [`Reader::ledger_book`].
    pub async fn ledger_lines(
        &self,
        filter: &LedgerFilter,
        part: &LedgerDayPart,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let mut tx = self.instant().await?;
        let span = Span::of(&mut tx, filter).await?;
        let mut query = lines_query();
        query.push(" WHERE t.seq BETWEEN ").push_bind(part.first.to_whole()?);
        query.push(" AND ").push_bind(part.last.to_whole()?);
        query.push(concat!(" AND ", day!(), " = ")).push_bind(part.day.clone());
        push_conditions(&mut query, &span.within(filter))?;
        query.push(" ORDER BY t.seq LIMIT ").push_bind(part.limit);
        query.push(" OFFSET ").push_bind(part.skip.to_whole()?);
        read_lines(&mut tx, query).await
    }

    /// Lines after that number, oldest first, for a file of all of them.
    ///
    /// # Errors
    /// As [`Reader::ledger_book`].
    pub async fn ledger_lines_after(
        &self,
        filter: &LedgerFilter,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LedgerLine>, StoreError> {
        let mut tx = self.instant().await?;
        let span = Span::of(&mut tx, filter).await?;
        let mut query = lines_query();
        query.push(" WHERE t.seq > ").push_bind(after.to_whole()?);
        push_conditions(&mut query, &span.within(filter))?;
        query.push(" ORDER BY t.seq LIMIT ").push_bind(limit);
        read_lines(&mut tx, query).await
    }
}

/// The dates that a filter's year comes to.
struct Span {
    from: Option<VenueMs>,
    until: Option<VenueMs>,
}

impl Span {
    async fn of(conn: &mut SqliteConnection, filter: &LedgerFilter) -> Result<Self, StoreError> {
        let Some(year) = filter.year else {
            return Ok(Self {
                from: filter.from,
                until: filter.until,
            });
        };
        let (begins, ends) = (year_start(conn, year).await?, year_start(conn, year + 1).await?);
        Ok(Self {
            from: filter.from.max(begins),
            until: [filter.until, ends].into_iter().flatten().min(),
        })
    }

    fn within(&self, filter: &LedgerFilter) -> LedgerFilter {
        LedgerFilter {
            from: self.from,
            until: self.until,
            year: None,
            ..filter.clone()
        }
    }
}

/// Midnight before the first of January, by the computer's own clock.
async fn year_start(conn: &mut SqliteConnection, year: i32) -> Result<Option<VenueMs>, StoreError> {
    let ms: Option<i64> = sqlx::query_scalar("SELECT CAST(strftime('%s', ?, 'utc') AS INTEGER) * 1000")
        .bind(format!("{year:04}-01-01 00:00:00"))
        .fetch_one(conn)
        .await?;
    Ok(ms.map(VenueMs))
}

/// Whether everything between the filter's dates is found, kinds apart.
fn is_whole(filter: &LedgerFilter) -> bool {
    let LedgerFilter {
        movements,
        kinds: _,
        trader: None,
        follow: None,
        token: None,
        condition: None,
        from: _,
        until: _,
        year: _,
        through: _,
        text,
    } = filter
    else {
        return false;
    };
    movements.is_empty() && text.is_empty()
}

/// The joins that the filter's conditions need, and no more: sums are of every entry.
fn from_ledger(query: &mut QueryBuilder<Sqlite>, filter: &LedgerFilter) {
    query.push(" FROM ledger t");
    if filter.trader.is_some() || !filter.text.is_empty() {
        query.push(label_joins!());
    }
    query.push(" WHERE 1 = 1");
}

async fn kinds(
    conn: &mut SqliteConnection,
    filter: &LedgerFilter,
) -> Result<BTreeMap<LedgerKind, LedgerTotal>, StoreError> {
    let of_any = LedgerFilter {
        kinds: Vec::new(),
        ..filter.clone()
    };
    let mut query = QueryBuilder::new("SELECT ");
    query.push(LedgerKind::expression());
    query.push(" AS kind, COUNT(*) AS entries, SUM(t.cash) AS cash, SUM(t.claim) AS claims");
    from_ledger(&mut query, &of_any);
    push_conditions(&mut query, &of_any)?;
    query.push(" GROUP BY kind");
    let rows = query.build().fetch_all(conn).await?;
    let mut totals = BTreeMap::new();
    for row in rows.iter().map(Columns) {
        let total = LedgerTotal {
            entries: row.whole("entries")?,
            cash: row.whole("cash")?,
            claims: row.whole("claims")?,
        };
        totals.insert(row.word("kind")?, total);
    }
    Ok(totals)
}

/// What the account had before that instant.
async fn cash_before(conn: &mut SqliteConnection, filter: &LedgerFilter) -> Result<Usd, StoreError> {
    let Some(from) = filter.from else {
        return Ok(Usd::ZERO);
    };
    let through = filter.through.map(|through| through.to_whole()).transpose()?;
    let cash: i64 = sqlx::query_scalar("SELECT COALESCE(SUM(cash), 0) FROM ledger WHERE at < ? AND seq <= ?")
        .bind(from.0)
        .bind(through.unwrap_or(i64::MAX))
        .fetch_one(conn)
        .await?;
    Ok(Usd::from_micros(cash))
}

async fn days(conn: &mut SqliteConnection, filter: &LedgerFilter, before: Usd) -> Result<Vec<LedgerDay>, StoreError> {
    let balances = balances(conn, filter, before).await?;
    let mut query = QueryBuilder::new(concat!(
        "SELECT ",
        day!(),
        " AS day, COUNT(*) AS entries, SUM(t.cash) AS cash, MIN(t.seq) AS first, MAX(t.seq) AS last"
    ));
    from_ledger(&mut query, filter);
    push_conditions(&mut query, filter)?;
    query.push(" GROUP BY day ORDER BY day DESC");
    let rows = query.build().fetch_all(conn).await?;
    rows.iter()
        .map(Columns)
        .map(|row| {
            let day = row.text("day")?;
            Ok(LedgerDay {
                balance: balances.get(&day).copied().unwrap_or(before),
                entries: row.whole("entries")?,
                cash: row.whole("cash")?,
                first: row.whole("first")?,
                last: row.whole("last")?,
                day,
            })
        })
        .collect()
}

/// The account's balance at the end of each day between the filter's dates.
async fn balances(
    conn: &mut SqliteConnection,
    filter: &LedgerFilter,
    before: Usd,
) -> Result<BTreeMap<String, Usd>, StoreError> {
    let dates = LedgerFilter {
        from: filter.from,
        until: filter.until,
        through: filter.through,
        ..LedgerFilter::default()
    };
    let mut query = QueryBuilder::new(concat!("SELECT ", day!(), " AS day, SUM(t.cash) AS cash"));
    from_ledger(&mut query, &dates);
    push_conditions(&mut query, &dates)?;
    query.push(" GROUP BY day ORDER BY day");
    let rows = query.build().fetch_all(conn).await?;
    let mut balance = before;
    let mut balances = BTreeMap::new();
    for row in rows.iter().map(Columns) {
        balance += row.whole("cash")?;
        balances.insert(row.text("day")?, balance);
    }
    Ok(balances)
}

async fn years(conn: &mut SqliteConnection) -> Result<Vec<i32>, StoreError> {
    // The first and the last by their index; a year between without an entry does no harm.
    let ends: (Option<i64>, Option<i64>) = sqlx::query_as(
        "SELECT CAST(strftime('%Y', (SELECT at FROM ledger ORDER BY at LIMIT 1) / 1000, 'unixepoch', 'localtime') AS INTEGER), \
         CAST(strftime('%Y', (SELECT at FROM ledger ORDER BY at DESC LIMIT 1) / 1000, 'unixepoch', 'localtime') AS INTEGER)",
    )
    .fetch_one(conn)
    .await?;
    let (Some(first), Some(last)) = ends else {
        return Ok(Vec::new());
    };
    Ok((first..=last)
        .rev()
        .filter_map(|year| i32::try_from(year).ok())
        .collect())
}

async fn traders(conn: &mut SqliteConnection) -> Result<Vec<HistoryTrader>, StoreError> {
    let rows = sqlx::query(
        "SELECT c.trader, c.name, MAX(c.id) FROM copy_trading_config c \
         WHERE EXISTS (SELECT 1 FROM ledger t WHERE t.follow = c.id) \
         GROUP BY c.trader ORDER BY c.name COLLATE NOCASE, c.trader",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(Columns)
        .map(|row| {
            Ok(HistoryTrader {
                trader: row.word("trader")?,
                name: row.text("name")?,
            })
        })
        .collect()
}

fn lines_query() -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(concat!("SELECT t.*, ", label_columns!(), ", ", day!(), " AS day, "));
    query.push(LedgerKind::expression()).push(" AS kind, ").push(BALANCE);
    query.push(concat!(
        " AS balance, f.at AS f_at, f.price AS f_price, f.trader_price AS f_trader_price, f.settlement AS f_settlement, \
         f.copy_order AS f_order, f.effect_shares AS f_shares, f.effect_cost AS f_cost, f.effect_realised AS f_realised, \
         f.effect_fee AS f_fee, f.effect_cash AS f_cash, f.effect_spend_day AS f_spend_day FROM ledger t",
        label_joins!(),
        "LEFT JOIN executed_copy_trades f ON f.trade = t.trade AND f.hash = t.hash"
    ));
    query
}

async fn read_lines(
    conn: &mut SqliteConnection,
    mut query: QueryBuilder<Sqlite>,
) -> Result<Vec<LedgerLine>, StoreError> {
    let rows = query.build().fetch_all(conn).await?;
    rows.iter().map(|row| line(Columns(row))).collect()
}

fn line(row: Columns<'_>) -> Result<LedgerLine, StoreError> {
    Ok(LedgerLine {
        item: ledger_entries::item(row)?,
        kind: row.word("kind")?,
        day: row.text("day")?,
        trader: row.word_opt("c_trader")?,
        fill: fill(row)?,
    })
}

fn fill(row: Columns<'_>) -> Result<Option<LedgerFillFacts>, StoreError> {
    let (Some(trade), Some(at)) = (row.word_opt("trade")?, row.whole_opt("f_at")?) else {
        return Ok(None);
    };
    Ok(Some(LedgerFillFacts {
        trade,
        at,
        price: row.whole("f_price")?,
        trader_price: row.whole("f_trader_price")?,
        settlement: row.word("f_settlement")?,
        order: row.whole("f_order")?,
        effect: FillEffect {
            shares: row.whole("f_shares")?,
            cost: row.whole("f_cost")?,
            realised: row.whole("f_realised")?,
            fee: row.whole("f_fee")?,
            cash: row.whole("f_cash")?,
            spend_day: row.whole_opt("f_spend_day")?,
        },
    }))
}
