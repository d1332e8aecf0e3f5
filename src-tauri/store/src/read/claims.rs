//! What the resolution of a market made of what was held: beside a claim it says what the claim cost.

use std::collections::BTreeMap;

use pilotfish_copy::event::EventKind;
use pilotfish_copy::money::Usd;

use crate::codec::Columns;
use crate::error::StoreError;
use crate::journal;
use crate::read::positions::Pair;
use crate::reader::Reader;

/// So many of the last resolutions are looked at: claims are young.
const LOOKED_AT: i64 = 1_000;

impl Reader {
    /// What was realised by the last resolutions, by follow and token, USD, fees not counted.
    ///
    /// # Errors
    /// `Unreadable` for an event that cannot be understood; `Busy` and the like.
    pub async fn resolved_profits(&self) -> Result<BTreeMap<Pair, Usd>, StoreError> {
        const LAST: &str =
            "SELECT * FROM journal WHERE kind IN ('resolution', 'resolution_corrected') ORDER BY seq DESC LIMIT ?";
        let mut tx = self.instant().await?;
        let rows = sqlx::query(LAST).bind(LOOKED_AT).fetch_all(&mut *tx).await?;
        let mut profits: BTreeMap<Pair, Usd> = BTreeMap::new();
        for row in &rows {
            let (pair, usd) = match journal::read(Columns(row))?.what {
                EventKind::Resolution {
                    follow,
                    token,
                    realised,
                    ..
                } => ((follow, token), realised),
                EventKind::ResolutionCorrected {
                    follow,
                    token,
                    difference,
                    ..
                } => ((follow, token), difference),
                _ => continue,
            };
            *profits.entry(pair).or_default() += usd;
        }
        Ok(profits)
    }
}
