//! The CLOB's pages: a cursor that is base64 of where the page begins, `LTE=` after the last.

use axum::Json;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::query::Params;
use crate::refusal::Refusal;

/// Rows a page of orders or trades, as the real venue's.
pub(super) const PAGE_ROWS: usize = 500;

/// Markets a page, as the real venue's.
pub(super) const PAGE_MARKETS: usize = 1_000;

/// The cursor after the last page: base64 of `-1`.
const LAST_CURSOR: &str = "LTE=";

/// Where the asked page begins: at the start without a cursor, beyond everything with the last one.
///
/// # Errors
/// 400 when the cursor is none of ours.
pub(super) fn page_start(params: &Params) -> Result<usize, Refusal> {
    let Some(cursor) = params.text("next_cursor") else {
        return Ok(0);
    };
    if cursor == LAST_CURSOR {
        return Ok(usize::MAX);
    }
    let plain = STANDARD
        .decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    plain
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Refusal::bad_request("invalid next_cursor"))
}

/// One page of `all`.
pub(super) fn page<T>(all: &[T], start: usize, rows_most: usize, row: impl Fn(&T) -> Value) -> Json<Value> {
    let rows: Vec<Value> = all.iter().skip(start).take(rows_most).map(row).collect();
    let end = start.saturating_add(rows.len());
    let next = if end < all.len() {
        STANDARD.encode(end.to_string())
    } else {
        LAST_CURSOR.to_owned()
    };
    Json(json!({ "count": rows.len(), "data": rows, "next_cursor": next, "limit": rows_most }))
}

/// A page of a list that is always empty.
pub(super) fn empty_page() -> Json<Value> {
    page::<()>(&[], 0, PAGE_ROWS, |()| Value::Null)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn pages_follow_the_cursor_from_the_start_to_the_end_mark() {
        let all: Vec<u32> = (0..1_200).collect();
        let (mut cursor, mut seen) = ("MA==".to_owned(), Vec::new());
        while cursor != LAST_CURSOR {
            let start = page_start(&Params::of(&[("next_cursor", &cursor)])).unwrap();
            let Json(answer) = page(&all, start, PAGE_ROWS, |row| json!(row));
            seen.extend(answer["data"].as_array().unwrap().clone());
            assert_eq!(answer["limit"], 500);
            cursor = answer["next_cursor"].as_str().unwrap().to_owned();
        }
        assert_eq!(Value::from(seen), json!(all));
        let Json(beyond) = page(
            &all,
            page_start(&Params::of(&[("next_cursor", "LTE=")])).unwrap(),
            PAGE_ROWS,
            |row| json!(row),
        );
        assert_eq!(beyond["count"], 0);
        assert!(page_start(&Params::of(&[("next_cursor", "nonsense")])).is_err());
    }
}
