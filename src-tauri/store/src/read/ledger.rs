//! Every fill that counts, kept small and brought up to date: what the figures of any period are made from.
//!
//! A fill is read once. Only a settlement that failed makes the whole be read again, since it takes a fill back.

use std::collections::BTreeMap;

use pilotfish_copy::accounts;
use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId, VenueMs};
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use sqlx::SqliteConnection;

use super::tally;
use crate::codec::{Columns, Whole};
use crate::error::StoreError;
use crate::journal;
use crate::reader::Reader;

/// What the figures need of a fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerFill {
    /// Through which follow.
    pub follow: FollowId,
    /// Bought or sold.
    pub side: Side,
    /// How many shares.
    pub shares: Shares,
    /// Our price.
    pub price: Price,
    /// The trader's price.
    pub trader_price: Price,
    /// The fee.
    pub fee: Usd,
    /// When it matched.
    pub at: VenueMs,
    /// Stage of the ladder it filled in.
    pub stage: Stage,
    /// The token's place in the ledger.
    token: usize,
}

/// An episode (from the first share of a token through a follow to the last, or to its payout) that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosedEpisode {
    /// Through which follow.
    pub follow: FollowId,
    /// When nothing was left.
    pub closed_at: VenueMs,
    /// Realised profit less fees.
    pub net: Usd,
}

/// The fills that did not fail, in the order in which they were booked, and what resolved tokens paid.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    fills: Vec<LedgerFill>,
    tokens: BTreeMap<TokenId, usize>,
    payouts: BTreeMap<usize, (Price, VenueMs)>,
    /// The last fill that was read.
    through: i64,
    /// The last failed settlement that was taken into account.
    failed_through: i64,
    /// The last resolution that was read.
    paid_through: i64,
}

impl Reader {
    /// Brings a ledger up to date. A new one is made with `Ledger::default()`.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn refresh(&self, ledger: &mut Ledger) -> Result<(), StoreError> {
        let mut tx = self.instant().await?;
        let failed: Option<i64> = sqlx::query_scalar("SELECT MAX(seq) FROM settlements WHERE settlement = 'failed'")
            .fetch_one(&mut *tx)
            .await?;
        let failed = failed.unwrap_or(0);
        if failed != ledger.failed_through {
            *ledger = Ledger {
                failed_through: failed,
                ..Ledger::default()
            };
        }
        ledger.read_fills(&mut tx).await?;
        ledger.read_payouts(&mut tx).await
    }
}

impl Ledger {
    /// The fills, in the order in which they were booked.
    #[must_use]
    pub fn fills(&self) -> &[LedgerFill] {
        &self.fills
    }

    /// The episodes that are over, as the core's accounts find them ([`accounts::episodes`]).
    #[must_use]
    pub fn closed_episodes(&self) -> Vec<ClosedEpisode> {
        let mut runs: BTreeMap<(FollowId, usize), Run> = BTreeMap::new();
        let mut closed = Vec::new();
        for fill in &self.fills {
            let run = runs
                .entry((fill.follow, fill.token))
                .or_insert_with(|| Run::new(fill.follow));
            closed.extend(run.take(fill));
        }
        for ((_, token), mut run) in runs {
            if let Some((payout, at)) = self.payouts.get(&token) {
                closed.extend(run.pay(*payout, *at));
            }
        }
        closed
    }

    async fn read_fills(&mut self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        let rows = sqlx::query(
            "SELECT id, follow, token, side, shares, price, trader_price, fee, at, stage, \
             settlement = 'failed' AS failed FROM executed_copy_trades WHERE id > ? ORDER BY id",
        )
        .bind(self.through)
        .fetch_all(conn)
        .await?;
        self.fills.reserve(rows.len());
        for row in &rows {
            let row = Columns(row);
            self.through = row.whole("id")?;
            if row.whole("failed")? {
                continue;
            }
            let token = self.place(row.word("token")?);
            self.fills.push(LedgerFill {
                follow: row.whole("follow")?,
                side: row.word("side")?,
                shares: row.whole("shares")?,
                price: row.whole("price")?,
                trader_price: row.whole("trader_price")?,
                fee: row.whole("fee")?,
                at: row.whole("at")?,
                stage: row.whole("stage")?,
                token,
            });
        }
        Ok(())
    }

    async fn read_payouts(&mut self, conn: &mut SqliteConnection) -> Result<(), StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM journal WHERE kind IN ('resolution', 'resolution_corrected') AND seq > ? ORDER BY seq",
        )
        .bind(self.paid_through)
        .fetch_all(conn)
        .await?;
        for row in &rows {
            let event = journal::read(Columns(row))?;
            self.paid_through = event.seq.to_whole()?;
            if let Some((token, payout)) = tally::paid(event.what) {
                let place = self.place(token);
                self.payouts
                    .entry(place)
                    .and_modify(|paid| paid.0 = payout)
                    .or_insert((payout, event.at));
            }
        }
        Ok(())
    }

    fn place(&mut self, token: TokenId) -> usize {
        let next = self.tokens.len();
        *self.tokens.entry(token).or_insert(next)
    }
}

/// One follow's business in one token.
struct Run {
    holding: Holding,
    open: bool,
}

impl Run {
    fn new(follow: FollowId) -> Self {
        // The accounts look at neither token nor market.
        let holding = accounts::nothing_held(follow, TokenId::new(""), ConditionId::new(""));
        Self { holding, open: false }
    }

    fn take(&mut self, fill: &LedgerFill) -> Option<ClosedEpisode> {
        self.open |= fill.side == Side::Buy;
        accounts::apply_fill(&mut self.holding, fill.side, fill.shares, fill.price, fill.fee);
        self.closed(fill.at)
    }

    fn pay(&mut self, payout: Price, at: VenueMs) -> Option<ClosedEpisode> {
        accounts::settle_resolution(&mut self.holding, payout);
        self.closed(at)
    }

    fn closed(&mut self, at: VenueMs) -> Option<ClosedEpisode> {
        if !self.open || !self.holding.shares.is_zero() {
            return None;
        }
        self.open = false;
        Some(ClosedEpisode {
            follow: self.holding.follow,
            closed_at: at,
            net: accounts::episode_result(&self.holding),
        })
    }
}
