//! The markets that the ledger has entries of, for choosing one of them.

use pilotfish_copy::ids::ConditionId;
use serde::{Deserialize, Serialize};

use crate::codec::Columns;
use crate::error::StoreError;
use crate::reader::Reader;

/// A market with entries in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerMarket {
    /// The market.
    pub condition: ConditionId,
    /// Its question.
    pub question: String,
}

/// One token of a follow after the other by the index, however many entries each has; then their markets, that of the newest entry
/// first. At most so many: they are chosen from a list, and further ones are found by their names.
pub(crate) const LEDGER_MARKETS: &str = "\
    WITH RECURSIVE traded (seq, follow, token) AS ( \
        SELECT * FROM (SELECT t.seq, t.follow, t.token FROM ledger t \
            WHERE t.follow IS NOT NULL AND t.token IS NOT NULL ORDER BY t.follow, t.token, t.seq LIMIT 1) \
        UNION ALL \
        SELECT t.seq, t.follow, t.token FROM traded, ledger t WHERE t.seq = (SELECT n.seq FROM ledger n \
            WHERE n.follow IS NOT NULL AND n.token IS NOT NULL AND (n.follow, n.token) > (traded.follow, traded.token) \
            ORDER BY n.follow, n.token, n.seq LIMIT 1)) \
    SELECT m.condition_id, m.question, MAX((SELECT MAX(n.seq) FROM ledger n \
        WHERE n.follow = traded.follow AND n.token = traded.token)) AS newest \
    FROM traded JOIN ledger t ON t.seq = traded.seq JOIN markets m ON m.condition_id = t.condition_id \
    GROUP BY m.condition_id ORDER BY newest DESC LIMIT 1000";

impl Reader {
    /// The markets that entries of follows are of, that of the newest entry first; at most 1,000.
    ///
    /// # Errors
    /// `Unreadable` for a row that cannot be understood, `Busy`.
    pub async fn ledger_markets(&self) -> Result<Vec<LedgerMarket>, StoreError> {
        let mut tx = self.instant().await?;
        let rows = sqlx::query(LEDGER_MARKETS).fetch_all(&mut *tx).await?;
        rows.iter()
            .map(Columns)
            .map(|row| {
                Ok(LedgerMarket {
                    condition: row.word("condition_id")?,
                    question: row.text("question")?,
                })
            })
            .collect()
    }
}
