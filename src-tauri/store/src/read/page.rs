//! A page of a list that is filtered: how far it was looked for, and where an older one begins.
//!
//! A filter that finds nothing would have every row there ever was looked at. So no more than so many rows are looked at for one
//! page; what is older is looked at when an older page is asked for.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::error::StoreError;

/// A page, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, P = u64> {
    /// What was found; it may be less than was asked for, and nothing, though there is more further back.
    pub items: Vec<T>,
    /// Where the next older page begins; `None` where nothing older is left to look at.
    pub next: Option<P>,
}

impl<T, P> Page<T, P> {
    /// Nothing, and nothing older.
    pub(super) const fn empty() -> Self {
        Self {
            items: Vec::new(),
            next: None,
        }
    }

    /// What was found of `limit`, looked for down to `floor` where the looking ended before the list did.
    pub(super) fn of(items: Vec<T>, limit: u32, floor: Option<P>, place: impl Fn(&T) -> P) -> Self {
        let is_full = u32::try_from(items.len()).is_ok_and(|found| found >= limit);
        let next = if is_full { items.last().map(place) } else { floor };
        Self { items, next }
    }
}

/// The number of the last event to look at, when `most` are looked at of those that `of` (a condition with its index) names,
/// from under `before` downwards; `None` where there are no more than that.
pub(super) async fn floor(
    conn: &mut SqliteConnection,
    of: QueryBuilder<Sqlite>,
    before: i64,
    most: u32,
) -> Result<Option<i64>, StoreError> {
    let mut query = of;
    query.push(" AND seq < ").push_bind(before);
    // One further back there has to be, or nothing is left to look at.
    query.push(" ORDER BY seq DESC LIMIT 2 OFFSET ").push_bind(most - 1);
    let seqs: Vec<i64> = query.build_query_scalar().fetch_all(conn).await?;
    Ok(seqs.first().copied().filter(|_| seqs.len() > 1))
}
