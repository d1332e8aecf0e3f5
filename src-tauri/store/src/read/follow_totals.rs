//! What each follow came to in figures that are kept, not read from its history: signals, skips, and sums of its fills.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{FollowId, VenueMs};
use pilotfish_copy::money::MICRO;

use super::totals::HistoryTotals;
use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;

/// The figures of a follow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FollowTotals {
    /// Changes of its trader that were signalled.
    pub signals: u64,
    /// Those of them, or parts of them, that were not copied.
    pub skips: u64,
    /// When it was last told of, but for what befell its orders.
    pub last_event_at: Option<VenueMs>,
    /// Sums over its fills.
    pub history: HistoryTotals,
}

impl Reader {
    /// The figures of every follow that has some.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn follow_totals(&self) -> Result<BTreeMap<FollowId, FollowTotals>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query("SELECT * FROM follow_totals").fetch_all(&mut *tx).await?;
        rows.iter()
            .map(|row| {
                let row = Columns(row);
                let mut history = HistoryTotals::default();
                history.add_kept(row)?;
                let totals = FollowTotals {
                    signals: row.whole("signals")?,
                    skips: row.whole("skips")?,
                    last_event_at: row.whole_opt("last_event_at")?,
                    history,
                };
                Ok((row.whole("follow")?, totals))
            })
            .collect()
    }
}

impl HistoryTotals {
    /// Adds the kept sums of a follow.
    pub(super) fn add_kept(&mut self, row: Columns<'_>) -> Result<(), StoreError> {
        let sum = |name| row.whole::<i64>(name).map(i128::from);
        let product = |whole, rest| Ok::<_, StoreError>(sum(whole)? * i128::from(MICRO) + sum(rest)?);
        self.fills += row.whole::<u64>("fills")?;
        self.failed += row.whole::<u64>("failed")?;
        self.bought += row.whole("bought")?;
        self.sold += row.whole("sold")?;
        self.fees += row.whole("fees")?;
        self.realised += row.whole("realised")?;
        self.slippage.add_sums(
            sum("shares")?,
            product("slip_whole", "slip_rest")?,
            product("base_whole", "base_rest")?,
        );
        Ok(())
    }
}
