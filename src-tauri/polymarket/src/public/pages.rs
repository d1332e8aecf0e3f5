//! All pages of a list of the Data API: a page that fails fails the whole, and more than the bound is an error, so that
//! nobody takes a part for all.

use serde_json::Value;

use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::{Error, Transport};

/// The venue's largest page (polymarket-api §1.4).
pub(super) const PAGE_ROWS: usize = 1_000;

/// The most pages of one poll. A trader with more rows than this cannot be followed.
const PAGES_MAX: usize = 50;

/// Rows of `path`, following the cursor to its end, or to `enough` rows where that is given.
pub(super) async fn all(
    transport: &Transport,
    path: &str,
    query: &[(&str, &str)],
    lane: Lane,
    enough: Option<usize>,
) -> Result<Vec<Value>, Error> {
    let mut found: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    for _ in 0..PAGES_MAX {
        let left = enough
            .map_or(PAGE_ROWS, |enough| enough.saturating_sub(found.len()))
            .min(PAGE_ROWS);
        let limit = left.max(1).to_string();
        // The venue wants every filter again with the cursor.
        let page: Vec<_> = query
            .iter()
            .copied()
            .chain([("limit", limit.as_str()), ("cursor", cursor.as_str())])
            .collect();
        let body = transport.get(transport.data(path, &page)?, lane, None).await?;
        let items = rows(&body, &["data"])?;
        let empty = items.is_empty();
        found.extend_from_slice(items);
        let next = next_cursor(&body);
        if enough.is_some_and(|enough| found.len() >= enough) {
            found.truncate(enough.unwrap_or_default());
            return Ok(found);
        }
        match next {
            Some(next) if next != cursor && !empty => cursor = next,
            _ => return Ok(found),
        }
    }
    Err(Error::Incomplete {
        what: path.to_owned(),
        pages: PAGES_MAX,
    })
}

fn next_cursor(body: &Value) -> Option<String> {
    let pagination = Fields::of(body, "a page").ok()?.object("pagination", "a page")?;
    if pagination.flag("has_more") == Some(false) {
        return None;
    }
    pagination.text("next_cursor").map(std::borrow::Cow::into_owned)
}
