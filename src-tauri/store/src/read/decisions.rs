//! Decisions as a list: one row a change of a trader that was noticed, with what became of it.
//!
//! The rows are numbered by the event that first told the change, so that the list is in the journal's order.

use pilotfish_copy::entity::Signal;
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::Shares;
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::market_labels::{self, MarketLabels, label_columns};
use super::page::{self, Page};
use crate::codec::{Columns, Whole, from_json, parse, word};
use crate::error::StoreError;
use crate::reader::Reader;
use crate::rows::signal;

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// An order for all of its share.
    Copied,
    /// An order for less: a limit cut it.
    Adjusted,
    /// Nothing to trade: no trade, nothing held, or too little ([`SkipReason`] says which).
    Skipped,
    /// A rule or a safeguard said no ([`SkipReason::REFUSALS`]).
    Refused,
    /// Not decided yet: final fills or the market's facts are awaited.
    Waiting,
    /// No change of a trader's: the user's own close.
    Yours,
}

/// Which decisions. What is empty filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionFilter {
    /// Only these.
    pub verdict: Option<Verdict>,
    /// Only on changes of this trader, through whichever follow.
    pub trader: Option<WalletAddress>,
    /// Only from then on.
    pub from: Option<VenueMs>,
    /// Only before then.
    pub until: Option<VenueMs>,
    /// Only in this market.
    pub condition: Option<ConditionId>,
    /// Only with this text in the market's question or the trader's name.
    pub text: String,
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noticed {
    /// A signal, with its decision where there is one.
    Signal(Box<Signal>),
    /// Activity that leads to no signal.
    Noted {
        /// Why not.
        reason: SkipReason,
        /// How many shares it was about.
        shares: Shares,
    },
}

/// A decision with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionItem {
    /// The number of its event in the journal.
    pub seq: u64,
    /// When it was noticed, venue time.
    pub at: VenueMs,
    /// What became of it.
    pub verdict: Verdict,
    /// What was noticed.
    pub noticed: Noticed,
    /// Through which follow.
    pub follow: FollowId,
    /// Whose change.
    pub trader: WalletAddress,
    /// Their name as shown.
    pub trader_name: String,
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub market: Option<MarketLabels>,
}

/// How many there are of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionCounts {
    /// See [`Verdict::Copied`].
    pub copied: u64,
    /// See [`Verdict::Adjusted`].
    pub adjusted: u64,
    /// See [`Verdict::Skipped`].
    pub skipped: u64,
    /// See [`Verdict::Refused`].
    pub refused: u64,
    /// See [`Verdict::Waiting`].
    pub waiting: u64,
    /// See [`Verdict::Yours`].
    pub yours: u64,
    /// Only the newest were counted: there may be more of each.
    pub more: bool,
}

impl Reader {
    /// At most `limit` decisions whose event has a number under `before`, newest first. With a filter no more than
    /// [`LOOKED_AT_MOST`] are looked at for them.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn decisions(
        &self,
        filter: &DecisionFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Page<DecisionItem>, StoreError> {
        let mut tx = self.instant().await?;
        let before = before.map_or(Ok(i64::MAX), |before| before.to_whole())?;
        let Some(stretch) = stretch(&mut tx, filter, before, LOOKED_AT_MOST).await? else {
            return Ok(Page::empty());
        };
        let mut query = QueryBuilder::new(
            "SELECT s.*, t.seq AS t_seq, t.at AS t_at, t.follow AS t_follow, t.token AS t_token, t.body AS t_body, ",
        );
        push_verdict(&mut query)?;
        query.push(concat!(" AS verdict, ", label_columns!(), " "));
        push_rows(&mut query, filter, &stretch)?;
        if let Some(verdict) = filter.verdict {
            query.push(" AND verdict = ").push_bind(word(&verdict)?);
        }
        query.push(" ORDER BY t.seq DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(&mut *tx).await?;
        let items: Result<Vec<DecisionItem>, StoreError> = rows.iter().map(|row| item(Columns(row))).collect();
        Ok(Page::of(items?, limit, stretch.goes_on_under()?, |item| item.seq))
    }

    /// How many decisions of each kind the filter finds; its own verdict does not count. Of whole traders they are kept; with a
    /// date or a text the newest [`COUNTED_MOST`] are counted, and [`DecisionCounts::more`] says where that was not all.
    ///
    /// # Errors
    /// As [`Reader::decisions`].
    pub async fn decision_counts(&self, filter: &DecisionFilter) -> Result<DecisionCounts, StoreError> {
        let mut tx = self.instant().await?;
        if filter.names_traders_only() {
            return kept_counts(&mut tx, filter).await;
        }
        let Some(stretch) = stretch(&mut tx, filter, i64::MAX, COUNTED_MOST).await? else {
            return Ok(DecisionCounts::default());
        };
        let mut query = QueryBuilder::new("SELECT ");
        push_verdict(&mut query)?;
        query.push(" AS verdict, COUNT(*) AS n ");
        push_rows(&mut query, filter, &stretch)?;
        query.push(" GROUP BY verdict");
        let rows = query.build().fetch_all(&mut *tx).await?;
        let mut counts = DecisionCounts {
            more: stretch.goes_on,
            ..DecisionCounts::default()
        };
        for row in rows.iter().map(Columns) {
            counts.add(row.word("verdict")?, row.whole("n")?);
        }
        Ok(counts)
    }
}

impl Reader {
    /// When a change of a followed trader was last taken in, venue time.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn last_change_at(&self) -> Result<Option<VenueMs>, StoreError> {
        let mut tx = self.instant().await?;
        let row = sqlx::query(
            "SELECT t.at AS at FROM events t INDEXED BY events_of_decisions_by_time LEFT JOIN signals s ON s.id = t.signal \
             WHERE t.kind IN ('signal', 'noted') AND s.origin IS NOT 'user' ORDER BY t.at DESC LIMIT 1",
        )
        .fetch_optional(&mut *tx)
        .await?;
        row.map(|row| Columns(&row).whole("at")).transpose()
    }
}

impl DecisionCounts {
    fn add(&mut self, verdict: Verdict, n: u64) {
        *match verdict {
            Verdict::Copied => &mut self.copied,
            Verdict::Adjusted => &mut self.adjusted,
            Verdict::Skipped => &mut self.skipped,
            Verdict::Refused => &mut self.refused,
            Verdict::Waiting => &mut self.waiting,
            Verdict::Yours => &mut self.yours,
        } += n;
    }

    /// Takes out of those on changes of traders what is the user's own.
    fn is_own(&mut self, verdict: Verdict, n: u64) {
        let counted = match verdict {
            Verdict::Copied => &mut self.copied,
            Verdict::Adjusted => &mut self.adjusted,
            Verdict::Skipped => &mut self.skipped,
            Verdict::Refused => &mut self.refused,
            Verdict::Waiting => &mut self.waiting,
            Verdict::Yours => return,
        };
        *counted = counted.saturating_sub(n);
        self.yours += n;
    }
}

impl DecisionFilter {
    /// Whether it finds all decisions on some traders; the verdict apart.
    fn names_traders_only(&self) -> bool {
        self.from.is_none() && self.until.is_none() && self.condition.is_none() && self.text.is_empty()
    }

    /// Whether it finds all decisions there are.
    fn finds_all(&self) -> bool {
        self.names_traders_only() && self.trader.is_none() && self.verdict.is_none()
    }
}

/// Numbers of events among which is looked.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// The first, inclusive.
    from: i64,
    /// The end, exclusive.
    before: i64,
    /// Whether older ones are left to look at.
    goes_on: bool,
}

impl Stretch {
    /// Where the next stretch ends.
    fn goes_on_under(&self) -> Result<Option<u64>, StoreError> {
        if !self.goes_on {
            return Ok(None);
        }
        let from = u64::try_from(self.from).map_err(|error| StoreError::unreadable("events.seq", error))?;
        Ok(Some(from))
    }
}

/// The newest decisions under `before` that are looked at, `most` of them; `None` where none lies between the filter's dates.
async fn stretch(
    conn: &mut SqliteConnection,
    filter: &DecisionFilter,
    before: i64,
    most: u32,
) -> Result<Option<Stretch>, StoreError> {
    let mut stretch = Stretch {
        from: 0,
        before,
        goes_on: false,
    };
    if let Some(until) = filter.until {
        let last: Option<i64> = sqlx::query_scalar(
            "SELECT MAX(seq) FROM (SELECT seq FROM events INDEXED BY events_of_decisions_by_time \
             WHERE kind IN ('signal', 'noted') AND at < ? ORDER BY at DESC LIMIT ?)",
        )
        .bind(until.0)
        .bind(OUT_OF_ORDER_MOST)
        .fetch_one(&mut *conn)
        .await?;
        let Some(last) = last else { return Ok(None) };
        stretch.before = stretch.before.min(last.saturating_add(1));
    }
    if let Some(from) = filter.from {
        let first: Option<i64> = sqlx::query_scalar(
            "SELECT MIN(seq) FROM (SELECT seq FROM events INDEXED BY events_of_decisions_by_time \
             WHERE kind IN ('signal', 'noted') AND at >= ? ORDER BY at LIMIT ?)",
        )
        .bind(from.0)
        .bind(OUT_OF_ORDER_MOST)
        .fetch_one(&mut *conn)
        .await?;
        let Some(first) = first else { return Ok(None) };
        stretch.from = first;
    }
    if !filter.finds_all() {
        let of = QueryBuilder::new(
            "SELECT seq FROM events INDEXED BY events_of_decisions WHERE kind IN ('signal', 'noted')",
        );
        if let Some(floor) = page::floor(conn, of, stretch.before, most).await?
            && floor > stretch.from
        {
            stretch.from = floor;
            stretch.goes_on = true;
        }
    }
    Ok(Some(stretch))
}

/// Of whole traders the counts are kept.
async fn kept_counts(conn: &mut SqliteConnection, filter: &DecisionFilter) -> Result<DecisionCounts, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT d.outcome, SUM(d.n) AS n FROM decision_totals d JOIN copy_trading_config c ON c.id = d.follow WHERE 1 = 1",
    );
    if let Some(trader) = &filter.trader {
        query.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
    }
    query.push(" GROUP BY d.outcome");
    let rows = query.build().fetch_all(&mut *conn).await?;
    let mut counts = DecisionCounts::default();
    for row in rows.iter().map(Columns) {
        if let Some(verdict) = verdict_of(&row.text("outcome")?)? {
            counts.add(verdict, row.whole("n")?);
        }
    }
    // What is kept counts by outcome, the user's own closes among the others.
    let mut own = QueryBuilder::new(
        "SELECT s.outcome, COUNT(*) AS n FROM signals s INDEXED BY signals_of_the_user \
         JOIN copy_trading_config c ON c.id = s.follow WHERE s.origin = 'user'",
    );
    if let Some(trader) = &filter.trader {
        own.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
    }
    own.push(" GROUP BY s.outcome");
    let rows = own.build().fetch_all(conn).await?;
    for row in rows.iter().map(Columns) {
        if let Some(verdict) = verdict_of(&row.text("outcome")?)? {
            counts.is_own(verdict, row.whole("n")?);
        }
    }
    Ok(counts)
}

/// The verdict that an outcome, as it is counted, is; `None` for what decides nothing.
fn verdict_of(outcome: &str) -> Result<Option<Verdict>, StoreError> {
    let verdict = match outcome.split_once(':') {
        None => parse("an outcome", outcome)?,
        Some(("skip", reason)) if is_refusal(reason)? => Verdict::Refused,
        Some(("noted", reason)) if is_silent(reason)? => return Ok(None),
        Some(_) => Verdict::Skipped,
    };
    Ok(Some(verdict))
}

fn is_refusal(reason: &str) -> Result<bool, StoreError> {
    is_one_of(reason, &SkipReason::REFUSALS)
}

fn is_silent(reason: &str) -> Result<bool, StoreError> {
    is_one_of(reason, &SILENT)
}

fn is_one_of(reason: &str, reasons: &[SkipReason]) -> Result<bool, StoreError> {
    for one in reasons {
        if word(one)? == reason {
            return Ok(true);
        }
    }
    Ok(false)
}

/// So many decisions are looked at for one page of a filtered list.
pub const LOOKED_AT_MOST: u32 = 5_000;
/// So many are counted where the counts are not kept.
pub const COUNTED_MOST: u32 = 20_000;
/// Times go on with the numbers, but for a clock that was set back: then so many decisions at most lie out of their order.
const OUT_OF_ORDER_MOST: i64 = 10_000;

/// What is noted for these reasons decides nothing and is in the journal only: a snapshot had counted it already, or it is too
/// old to be taken.
const SILENT: [SkipReason; 2] = [SkipReason::AlreadyCounted, SkipReason::TooOld];

/// The verdict of a row as an expression: [`Verdict`] says what each means.
fn push_verdict(query: &mut QueryBuilder<Sqlite>) -> Result<(), StoreError> {
    query.push(
        "CASE WHEN t.kind = 'noted' THEN 'skipped' WHEN s.id IS NULL THEN 'waiting' WHEN s.origin = 'user' THEN 'yours' \
         WHEN s.outcome IN ('waiting', 'adjusted', 'copied') THEN s.outcome WHEN s.skip_reason IN (",
    );
    let mut refusals = query.separated(", ");
    for reason in SkipReason::REFUSALS {
        refusals.push_bind(word(&reason)?);
    }
    query.push(") THEN 'refused' ELSE 'skipped' END");
    Ok(())
}

/// Which rows: what was noticed, with signal, market and follow where there are.
///
/// The index is named, since SQLite would rather gather and sort every decision there is for one page than go down the numbers
/// until the page is full.
fn push_rows(query: &mut QueryBuilder<Sqlite>, filter: &DecisionFilter, stretch: &Stretch) -> Result<(), StoreError> {
    query.push(
        "FROM events t INDEXED BY events_of_decisions LEFT JOIN signals s ON s.id = t.signal \
         LEFT JOIN markets m ON m.condition_id = (SELECT condition_id FROM markets WHERE token_0 = t.token \
         UNION ALL SELECT condition_id FROM markets WHERE token_1 = t.token LIMIT 1) \
         JOIN copy_trading_config c ON c.id = t.follow WHERE t.kind IN ('signal', 'noted') \
         AND (t.reason IS NULL OR t.reason NOT IN (",
    );
    let mut silent = query.separated(", ");
    for reason in SILENT {
        silent.push_bind(word(&reason)?);
    }
    query.push(")) AND t.seq >= ").push_bind(stretch.from);
    query.push(" AND t.seq < ").push_bind(stretch.before);
    if let Some(trader) = &filter.trader {
        query.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
    }
    if let Some(from) = filter.from {
        query.push(" AND t.at >= ").push_bind(from.0);
    }
    if let Some(until) = filter.until {
        query.push(" AND t.at < ").push_bind(until.0);
    }
    if let Some(condition) = &filter.condition {
        query
            .push(" AND m.condition_id = ")
            .push_bind(condition.as_str().to_owned());
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

fn item(row: Columns<'_>) -> Result<DecisionItem, StoreError> {
    let seq: u64 = row.whole("t_seq")?;
    let noticed = match from_json(&format!("event {seq}"), &row.text("t_body")?)? {
        EventKind::Ignored { reason, shares, .. } => Noticed::Noted { reason, shares },
        _ => Noticed::Signal(Box::new(signal::read(row)?)),
    };
    Ok(DecisionItem {
        seq,
        at: row.whole("t_at")?,
        verdict: row.word("verdict")?,
        noticed,
        follow: row.whole("t_follow")?,
        trader: row.word("c_trader")?,
        trader_name: row.text("c_name")?,
        token: row.word("t_token")?,
        market: market_labels::read(row)?,
    })
}
