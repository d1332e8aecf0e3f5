//! All pages of a list of our own, by the CLOB's cursors (polymarket-api §1.4, §4.10). A part of a list never passes for the
//! whole: pages that come again, cursors that lead in a circle and answers that are cut fail the list.

use std::collections::BTreeSet;

use serde_json::Value;

use super::TradingApi;
use crate::Error;
use crate::fields::{Fields, rows};
use crate::pacing::Lane;

/// The cursor after the last page: base64 of -1.
const LAST_CURSOR: &str = "LTE=";

/// The most pages of one list.
const PAGES_MAX: usize = 50;

/// A list that moves is read so often before it is given up.
const READINGS: usize = 2;

/// What list to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnList<'a> {
    pub(super) path: &'static str,
    pub(super) filters: &'a [(&'a str, &'a str)],
    pub(super) lane: Lane,
    /// Whether rows vanish from it, as open orders do: the pages behind them then move up, past the cursor. Trades only come,
    /// which at most shows one on two pages.
    pub(super) loses_rows: bool,
}

/// What came of one reading.
enum Reading {
    Whole(Vec<Value>),
    /// The first page is not what it was: a row may have slipped from one page to another between the two.
    Moved,
}

impl TradingApi {
    /// Every row, and those on two pages once.
    pub(super) async fn whole_list(&self, list: &OwnList<'_>) -> Result<Vec<Value>, Error> {
        for _ in 0..READINGS {
            if let Reading::Whole(rows) = self.reading(list).await? {
                return Ok(rows);
            }
        }
        Err(Error::Unreadable(format!("{} that moves while it is read", list.path)))
    }

    async fn reading(&self, list: &OwnList<'_>) -> Result<Reading, Error> {
        let mut found = Vec::new();
        let mut ids = BTreeSet::new();
        let mut first_ids = Vec::new();
        let mut cursors = vec![String::new()];
        // How many rows the venue says there are: on a page or in all, which is not documented. There are at least as many.
        let mut said = 0;
        let mut read = 0;
        while let Some(cursor) = cursors.last() {
            if cursors.len() > PAGES_MAX {
                return Err(incomplete(list, "it has more pages than are read"));
            }
            let body = self.page(list, cursor).await?;
            let items = rows(&body, &["data"])?;
            if cursor.is_empty() {
                first_ids = items.iter().filter_map(id).collect();
            }
            let new = items.iter().filter(|row| id(row).is_none_or(|id| !ids.contains(&id)));
            let new: Vec<Value> = new.cloned().collect();
            if !items.is_empty() && new.is_empty() {
                return Err(incomplete(list, "a page came again"));
            }
            // What stands twice on one page stands there twice.
            ids.extend(new.iter().filter_map(id));
            found.extend(new);
            read += items.len();
            let page = Fields::of(&body, "a page").ok();
            said = said.max(page.and_then(|page| page.whole("count")).unwrap_or(0));
            match page.and_then(|page| page.text("next_cursor")) {
                Some(next) if next == LAST_CURSOR => break,
                Some(next) if cursors.iter().any(|cursor| *cursor == next) => {
                    return Err(incomplete(list, "its cursors lead in a circle"));
                }
                Some(next) => cursors.push(next.into_owned()),
                None if is_full(page, items.len()) => return Err(incomplete(list, "a full page without a cursor")),
                None => break,
            }
        }
        if usize::try_from(said).is_ok_and(|said| said > read) {
            return Err(incomplete(list, "it is shorter than it says"));
        }
        if list.loses_rows && cursors.len() > 1 {
            let body = self.page(list, "").await?;
            let again: Vec<String> = rows(&body, &["data"])?.iter().filter_map(id).collect();
            if again != first_ids {
                return Ok(Reading::Moved);
            }
        }
        Ok(Reading::Whole(found))
    }

    async fn page(&self, list: &OwnList<'_>, cursor: &str) -> Result<Value, Error> {
        // The venue wants every filter again with the cursor.
        let query: Vec<_> = list.filters.iter().copied().chain([("next_cursor", cursor)]).collect();
        self.get(list.path, &query, list.lane).await
    }
}

/// What tells a row from another: a trade may settle in several transactions, each a row under its own bucket.
fn id(row: &Value) -> Option<String> {
    let fields = Fields::of(row, "a row").ok()?;
    let id = fields.text("id")?.to_ascii_lowercase();
    Some(format!("{id}/{}", fields.words("bucket_index")))
}

/// Whether a page holds as many rows as one can, so that there may be more behind it.
fn is_full(page: Option<Fields<'_>>, rows: usize) -> bool {
    let limit = page.and_then(|page| page.whole("limit")).unwrap_or(0);
    limit > 0 && usize::try_from(limit).is_ok_and(|limit| rows >= limit)
}

fn incomplete(list: &OwnList<'_>, why: &str) -> Error {
    Error::Incomplete {
        what: format!("{}: {why}", list.path),
        pages: PAGES_MAX,
    }
}
