//! Decisions as a list: one row a change of a trader that was noticed, with what became of it.
//!
//! The rows are numbered by the event that first told the change, so that the list is in the journal's order.

use pilotfish_copy::entity::Signal;
use pilotfish_copy::event::{EventKind, SkipReason};
use pilotfish_copy::ids::{FollowId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::money::Shares;
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Sqlite};

use super::market_labels::{self, MarketLabels, label_columns};
use crate::codec::{Columns, Whole, from_json, word};
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
}

impl Reader {
    /// At most `limit` decisions whose event has a number under `before`, newest first.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn decisions(
        &self,
        filter: &DecisionFilter,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<DecisionItem>, StoreError> {
        let mut tx = self.instant().await?;
        let mut query = QueryBuilder::new(
            "SELECT s.*, t.seq AS t_seq, t.at AS t_at, t.follow AS t_follow, t.token AS t_token, t.body AS t_body, ",
        );
        push_verdict(&mut query)?;
        query.push(concat!(" AS verdict, ", label_columns!(), " "));
        push_rows(&mut query, filter)?;
        if let Some(verdict) = filter.verdict {
            query.push(" AND verdict = ").push_bind(word(&verdict)?);
        }
        if let Some(before) = before {
            query.push(" AND t.seq < ").push_bind(before.to_whole()?);
        }
        query.push(" ORDER BY t.seq DESC LIMIT ").push_bind(limit);
        let rows = query.build().fetch_all(&mut *tx).await?;
        rows.iter().map(|row| item(Columns(row))).collect()
    }

    /// How many decisions of each kind the filter finds; its own verdict does not count.
    ///
    /// # Errors
    /// As [`Reader::decisions`].
    pub async fn decision_counts(&self, filter: &DecisionFilter) -> Result<DecisionCounts, StoreError> {
        let mut tx = self.instant().await?;
        let mut query = QueryBuilder::new("SELECT ");
        push_verdict(&mut query)?;
        query.push(" AS verdict, COUNT(*) AS n ");
        push_rows(&mut query, filter)?;
        query.push(" GROUP BY verdict");
        let rows = query.build().fetch_all(&mut *tx).await?;
        let mut counts = DecisionCounts::default();
        for row in rows.iter().map(Columns) {
            let place = match row.word::<Verdict>("verdict")? {
                Verdict::Copied => &mut counts.copied,
                Verdict::Adjusted => &mut counts.adjusted,
                Verdict::Skipped => &mut counts.skipped,
                Verdict::Refused => &mut counts.refused,
                Verdict::Waiting => &mut counts.waiting,
            };
            *place = row.whole("n")?;
        }
        Ok(counts)
    }
}

/// The verdict of a row as an expression: [`Verdict`] says what each means.
fn push_verdict(query: &mut QueryBuilder<Sqlite>) -> Result<(), StoreError> {
    query.push(
        "CASE WHEN t.kind = 'noted' THEN 'skipped' WHEN s.asked IS NULL THEN 'waiting' \
         WHEN s.copy_order IS NOT NULL AND s.allowed < s.asked THEN 'adjusted' \
         WHEN s.copy_order IS NOT NULL THEN 'copied' WHEN s.skip_reason IN (",
    );
    let mut refusals = query.separated(", ");
    for reason in SkipReason::REFUSALS {
        refusals.push_bind(word(&reason)?);
    }
    query.push(") THEN 'refused' ELSE 'skipped' END");
    Ok(())
}

/// Which rows: what was noticed, with signal, market and follow where there are. What a snapshot had counted already, or
/// what is too old to be taken, decides nothing and is in the journal only.
///
/// The plus keeps SQLite from the index on the kinds: by it, it would gather and sort every decision there is for one page;
/// without it, it goes down the numbers until the page is full.
fn push_rows(query: &mut QueryBuilder<Sqlite>, filter: &DecisionFilter) -> Result<(), StoreError> {
    query.push(
        "FROM events t LEFT JOIN signals s ON s.id = t.signal \
         LEFT JOIN markets m ON m.condition_id = (SELECT condition_id FROM markets WHERE token_0 = t.token \
         UNION ALL SELECT condition_id FROM markets WHERE token_1 = t.token LIMIT 1) \
         JOIN copy_trading_config c ON c.id = t.follow WHERE (+t.kind = 'signal' OR (+t.kind = 'noted' \
         AND t.reason NOT IN (",
    );
    let mut silent = query.separated(", ");
    for reason in [SkipReason::AlreadyCounted, SkipReason::TooOld] {
        silent.push_bind(word(&reason)?);
    }
    query.push(")))");
    if let Some(trader) = &filter.trader {
        query.push(" AND c.trader = ").push_bind(trader.as_str().to_owned());
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
