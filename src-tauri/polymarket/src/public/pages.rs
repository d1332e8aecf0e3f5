//! All pages of a list of the Data API. A page that fails fails the whole; a list of which a part was read says so, so that
//! nobody takes a part for all.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::{Error, Transport};

/// The venue's largest page (polymarket-api §1.4).
pub(super) const PAGE_ROWS: usize = 1_000;

/// The most pages of one poll.
const PAGES_MAX: usize = 50;

/// What list to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListQuery<'a> {
    pub(super) path: &'static str,
    pub(super) filters: &'a [(&'a str, &'a str)],
    pub(super) lane: Lane,
    /// So many rows are enough; `None` for all.
    pub(super) enough: Option<usize>,
    /// Past the cache: the venue's CDN answers a known address with a copy up to 300 s old, an unknown parameter makes the
    /// address new (polymarket-api §7.5). For what something hangs on only, since it costs the venue.
    pub(super) uncached: bool,
}

/// The rows that were read.
#[derive(Debug)]
pub(super) struct List {
    pub(super) rows: Vec<Value>,
    pub(super) extent: Extent,
}

/// How much of a list was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every page, none of them twice, or as many rows as are enough.
    Whole,
    /// Up to the bound of pages, or to a cursor that leads nowhere.
    Cut,
    /// Every page, but the list moved while it was read: rows may be missing or stand there twice.
    Moved,
}

/// That a list was cut, for callers whom a part of it does not serve.
pub(super) fn incomplete(query: &ListQuery<'_>) -> Error {
    Error::Incomplete {
        what: query.path.to_owned(),
        pages: PAGES_MAX,
    }
}

/// Reads pages, following the cursor to its end, or to enough rows where that is given.
pub(super) async fn read(transport: &Transport, query: &ListQuery<'_>) -> Result<List, Error> {
    let mut found: Vec<Value> = Vec::new();
    let mut cursors: Vec<String> = vec![String::new()];
    let mut first_rows = 0;
    let mut extent = Extent::Whole;
    while let Some(cursor) = cursors.last() {
        if cursors.len() > PAGES_MAX {
            tracing::warn!(
                path = query.path,
                pages = PAGES_MAX,
                "a list has more pages than are read"
            );
            extent = Extent::Cut;
            break;
        }
        let body = page(transport, query, cursor, found.len()).await?;
        let items = rows(&body, &["data"])?;
        found.extend_from_slice(items);
        if cursor.is_empty() {
            first_rows = items.len();
        }
        if let Some(enough) = query.enough.filter(|enough| found.len() >= *enough) {
            found.truncate(enough);
            break;
        }
        match next_cursor(&body) {
            // A cursor that comes again would be followed for ever, and what lies beyond it is not seen.
            Some(next) if cursors.contains(&next) || items.is_empty() => {
                extent = Extent::Cut;
                break;
            }
            Some(next) => cursors.push(next),
            None => break,
        }
    }
    let is_long = cursors.len() > 1 && query.enough.is_none();
    if is_long
        && extent == Extent::Whole
        && !stands_still(transport, query, found.get(..first_rows).unwrap_or_default()).await?
    {
        extent = Extent::Moved;
    }
    Ok(List { rows: found, extent })
}

/// Whether the first page is what it was: where the list moved by a row while it was read, a row was missed or came twice.
async fn stands_still(transport: &Transport, query: &ListQuery<'_>, first: &[Value]) -> Result<bool, Error> {
    let body = page(transport, query, "", 0).await?;
    let again = rows(&body, &["data"])?;
    let same = |(one, other): (&Value, &Value)| identity(one) == identity(other);
    Ok(again.len() == first.len() && first.iter().zip(again).all(same))
}

/// What a row is about; its figures may change while the list stands still.
fn identity(row: &Value) -> [Option<&Value>; 3] {
    ["token_id", "transaction_hash", "type"].map(|name| row.get(name))
}

async fn page(transport: &Transport, query: &ListQuery<'_>, cursor: &str, found: usize) -> Result<Value, Error> {
    let left = query
        .enough
        .map_or(PAGE_ROWS, |enough| enough.saturating_sub(found))
        .min(PAGE_ROWS);
    let limit = left.max(1).to_string();
    let unknown = if query.uncached { instant_ns() } else { String::new() };
    // The venue wants every filter again with the cursor.
    let parameters: Vec<_> = query
        .filters
        .iter()
        .copied()
        .chain([("limit", limit.as_str()), ("cursor", cursor), ("_", unknown.as_str())])
        .collect();
    transport
        .get(transport.data(query.path, &parameters)?, query.lane, None)
        .await
}

fn instant_ns() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().to_string()
}

fn next_cursor(body: &Value) -> Option<String> {
    let pagination = Fields::of(body, "a page").ok()?.object("pagination", "a page")?;
    if pagination.flag("has_more") == Some(false) {
        return None;
    }
    pagination.text("next_cursor").map(std::borrow::Cow::into_owned)
}
