//! All pages of a list of the Data API. A page that fails fails the whole; a list of which a part was read says so, so that
//! nobody takes a part for all.
//!
//! A row that stands on two pages counts once: pages may overlap, and rows with the same sort value come in another order on
//! each. Rows that are alike within a page are several.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::{Error, Transport};

/// The venue's largest page (polymarket-api §1.4).
pub(super) const PAGE_ROWS: usize = 1_000;

/// The most pages of a list that has to be read at once.
pub(super) const PAGES_MAX: usize = 50;

/// What list to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListQuery<'a> {
    pub(super) path: &'static str,
    pub(super) filters: &'a [(&'a str, &'a str)],
    pub(super) lane: Lane,
    /// So many rows are enough; `None` for all.
    pub(super) enough: Option<usize>,
    /// So many pages at most: what is beyond them is cut.
    pub(super) pages: usize,
    /// Past the cache: the venue's CDN answers a known address with a copy up to 300 s old, an unknown parameter makes the
    /// address new (polymarket-api §7.5). For what something hangs on only, since it costs the venue.
    pub(super) uncached: bool,
}

/// The rows that were read.
#[derive(Debug)]
pub(super) struct List {
    pub(super) rows: Vec<Value>,
    pub(super) extent: Extent,
    /// Some rows stood on two pages: what stands at the edge of two may have been left out by both.
    pub(super) overlaps: bool,
}

/// How much of a list was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// Every page, none of them twice, or as many rows as are enough.
    Whole,
    /// Every page, and some rows on two of them: what stands at the edge of two pages may have been left out by both.
    Overlapping,
    /// Up to the bound of pages, to a page that came before, to a cursor that leads nowhere, or to a page that names none though there is more.
    Cut,
    /// The list moved while it was read: rows may be missing.
    Moved,
}

/// That a list was cut, for callers whom a part of it does not serve.
pub(super) fn incomplete(query: &ListQuery<'_>) -> Error {
    Error::Incomplete {
        what: query.path.to_owned(),
        pages: query.pages,
    }
}

/// Reads pages, following the cursor to its end, or to enough rows where that is given.
pub(super) async fn read(transport: &Transport, query: &ListQuery<'_>) -> Result<List, Error> {
    let mut found: Vec<Value> = Vec::new();
    let mut cursors: Vec<String> = vec![String::new()];
    let mut pages = Pages::default();
    let mut overlaps = false;
    let mut first_rows = 0;
    let mut extent = Extent::Whole;
    while let Some(cursor) = cursors.last() {
        if cursors.len() > query.pages {
            tracing::debug!(
                path = query.path,
                pages = query.pages,
                "a list has more pages than are read"
            );
            extent = Extent::Cut;
            break;
        }
        let body = page(transport, query, cursor, found.len()).await?;
        let items = rows(&body, &["data"])?;
        let new = pages.new_rows(items);
        // A page of rows that all came before is served for another.
        if !items.is_empty() && new.is_empty() {
            extent = Extent::Cut;
            break;
        }
        overlaps |= new.len() < items.len();
        found.extend(new.into_iter().cloned());
        if cursor.is_empty() {
            first_rows = items.len();
        }
        if let Some(enough) = query.enough.filter(|enough| found.len() >= *enough) {
            found.truncate(enough);
            break;
        }
        match next_page(&body, items.len()) {
            // A cursor that comes again would be followed for ever, and what lies beyond it is not seen.
            NextPage::At(next) if cursors.contains(&next) || items.is_empty() => {
                extent = Extent::Cut;
                break;
            }
            NextPage::At(next) => cursors.push(next),
            NextPage::Nowhere => {
                extent = Extent::Cut;
                break;
            }
            NextPage::None => break,
        }
    }
    let is_long = cursors.len() > 1 && query.enough.is_none();
    let first = found.get(..first_rows).unwrap_or_default();
    if is_long && extent == Extent::Whole && !stands_still(transport, query, first).await? {
        extent = Extent::Moved;
    }
    if overlaps && extent == Extent::Whole {
        extent = Extent::Overlapping;
    }
    Ok(List {
        rows: found,
        extent,
        overlaps,
    })
}

/// How often each row stood on one page, at most.
#[derive(Default)]
struct Pages {
    counts: BTreeMap<String, usize>,
}

impl Pages {
    /// The rows of a page that are not those of an earlier one: of rows that are alike, those that stand there oftener.
    fn new_rows<'a>(&mut self, items: &'a [Value]) -> Vec<&'a Value> {
        let mut here: BTreeMap<String, usize> = BTreeMap::new();
        let mut new = Vec::new();
        for row in items {
            let key = key(row);
            let count = here.entry(key.clone()).or_default();
            *count += 1;
            if *count > self.counts.get(&key).copied().unwrap_or(0) {
                new.push(row);
            }
        }
        for (key, count) in here {
            let most = self.counts.entry(key).or_default();
            *most = count.max(*most);
        }
        new
    }
}

/// What makes two rows the same: what happened, of a row of activity; the token, of a position, whose figures change.
fn key(row: &Value) -> String {
    const HAPPENED: [&str; 8] = [
        "transaction_hash",
        "token_id",
        "condition_id",
        "type",
        "side",
        "size",
        "price",
        "usdc_size",
    ];
    let has = |name: &str| row.get(name).is_some_and(|value| !value.is_null());
    if has("transaction_hash") {
        Value::from_iter(HAPPENED.map(|name| row.get(name).cloned().unwrap_or_default())).to_string()
    } else if has("token_id") {
        row.get("token_id").map(Value::to_string).unwrap_or_default()
    } else {
        row.to_string()
    }
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

/// What a page says of the next.
enum NextPage {
    /// There is none.
    None,
    /// It is there.
    At(String),
    /// There is one, and nothing leads to it.
    Nowhere,
}

fn next_page(body: &Value, rows: usize) -> NextPage {
    let page = Fields::of(body, "a page").ok();
    let pagination = page.and_then(|page| page.object("pagination", "a page"));
    let more = pagination.and_then(|page| page.flag("has_more"));
    let cursor = pagination.and_then(|page| page.text("next_cursor"));
    match (more, cursor) {
        (Some(false), _) => NextPage::None,
        (_, Some(cursor)) => NextPage::At(cursor.into_owned()),
        (Some(true), None) => NextPage::Nowhere,
        (None, None) if rows >= PAGE_ROWS => NextPage::Nowhere,
        (None, None) => NextPage::None,
    }
}
