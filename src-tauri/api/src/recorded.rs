//! What is on the disk, in the same shapes as the command list's: for whoever reads beside the program that runs, or without one.
//!
//! It is a picture of the instant in which it was opened. Prices that only a running engine knows (books, marks) are missing in it,
//! as they are for an engine that was started just now. It changes nothing, and needs no venue.

use std::path::Path;
use std::sync::Arc;

use pilotfish_copy::{Core, Intervals};
use pilotfish_engine::Mode;
use pilotfish_store::{Reader, Store, StoreError};
use pilotfish_vault::words::Language;

use crate::positions::{Beside, positions};
use crate::types::{FollowList, HistoryFilter, HistoryRow, LedgerFilter, LedgerRow, OrderList, OrderRow, Positions};
use crate::{ApiResult, follows, ledger, orders, records};

/// How many ended orders are read at once.
const AT_ONCE: u32 = 2_000;

/// The data of a mode, read.
#[derive(Debug)]
pub struct Recorded {
    mode: Mode,
    core: Arc<Core>,
    reader: Reader,
}

impl Recorded {
    /// Reads the data in that folder of a mode.
    ///
    /// # Errors
    /// [`StoreError::Absent`] where there are none, and the store's.
    pub async fn open(folder: &Path, mode: Mode) -> Result<Self, StoreError> {
        let reader = Store::open_read_only(folder).await?;
        let rows = reader.load().await?;
        Ok(Self {
            mode,
            core: Arc::new(Core::restore(Intervals::default(), &rows)),
            reader,
        })
    }

    /// The state that is on the disk.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// Copy orders at work, oldest first.
    #[must_use]
    pub fn working_orders(&self) -> OrderList {
        orders::list(&self.core, self.core.now(), &[])
    }

    /// All copy orders there ever were: those at work, oldest first, then those that ended, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn orders(&self) -> ApiResult<Vec<OrderRow>> {
        let mut rows = self.working_orders().rows;
        let mut before = None;
        loop {
            let ended = self.reader.ended_orders(before, AT_ONCE).await?;
            let Some(last) = ended.last() else { return Ok(rows) };
            before = Some(last.order.id);
            for view in &ended {
                let row = orders::ended_row(&self.core, self.core.now(), view);
                // Its market may be long gone from what the core keeps.
                rows.push(match &view.market {
                    Some(labels) => OrderRow {
                        market: labels.question.clone(),
                        outcome: labels.outcome.clone(),
                        ..row
                    },
                    None => row,
                });
            }
        }
    }

    /// All open holdings, largest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn positions(&self) -> ApiResult<Positions> {
        Ok(positions(&self.core, &Beside::read(&self.reader).await?))
    }

    /// The follows that are not removed, oldest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn follows(&self) -> ApiResult<FollowList> {
        Ok(follows::list(&self.core, &self.reader.follow_totals().await?))
    }

    /// All fills that the filter finds, newest first.
    ///
    /// # Errors
    /// `invalid_query`, and the store's.
    pub async fn history(&self, filter: &HistoryFilter) -> ApiResult<Vec<HistoryRow>> {
        records::history::all(&self.reader, filter, &self.core).await
    }

    /// All rows of the ledger that the filter finds, oldest first.
    ///
    /// # Errors
    /// `invalid_query`, and the store's.
    pub async fn ledger(&self, filter: &LedgerFilter) -> ApiResult<Vec<LedgerRow>> {
        let mut rows = Vec::new();
        ledger::file::each(&self.reader, filter, || Arc::clone(&self.core), |_, row| rows.push(row)).await?;
        Ok(rows)
    }

    /// The fills as comma-separated values by the custom of that language, with what resolved markets made of what was held;
    /// and how many rows they are.
    ///
    /// # Errors
    /// As [`Recorded::history`].
    pub async fn history_csv(&self, filter: &HistoryFilter, language: Language) -> ApiResult<(String, u32)> {
        let core = || Arc::clone(&self.core);
        let file = records::history::sheet(self.mode, &self.reader, filter, core, language).await?;
        Ok(file.finish())
    }

    /// The ledger as comma-separated values by the custom of that language, and how many rows it has.
    ///
    /// # Errors
    /// As [`Recorded::ledger`].
    pub async fn ledger_csv(&self, filter: &LedgerFilter, language: Language) -> ApiResult<(String, u32)> {
        let core = || Arc::clone(&self.core);
        let file = ledger::file::sheet(self.mode, &self.reader, filter, core, language).await?;
        Ok(file.finish())
    }

    /// Copy orders as comma-separated values by the custom of that language, and how many rows they are.
    #[must_use]
    pub fn orders_csv(&self, rows: Vec<OrderRow>, language: Language) -> (String, u32) {
        orders::file::sheet(self.mode, rows, language).finish()
    }
}
