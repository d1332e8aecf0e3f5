//! Pages of the Data API: how long they are, and the cursors between them.

use axum::Json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pilotfish_copy::ids::VenueMs;
use serde_json::{Value, json};

use crate::server::query::Params;
use crate::server::refusal::Refusal;

const LIMIT_DEFAULT: usize = 100;
const LIMIT_MOST: usize = 1_000;

/// The page length asked for.
pub(super) fn page_limit(params: &Params) -> Result<usize, Refusal> {
    params.limit(LIMIT_DEFAULT, LIMIT_MOST)
}

/// One page of a list. `next` is the cursor after its last row, `None` on the last page.
pub(super) struct Page {
    pub(super) rows: Vec<Value>,
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) next: Option<Cursor>,
}

impl Page {
    /// The page at `offset` of a list that is whole in memory.
    pub(super) fn cut<T>(all: &[T], limit: usize, offset: usize, row: impl Fn(&T) -> Value) -> Self {
        let rows: Vec<Value> = all.iter().skip(offset).take(limit).map(row).collect();
        let end = offset + rows.len();
        let next = (end < all.len()).then_some(Cursor {
            offset: end,
            at: VenueMs::default(),
            sequence: 0,
        });
        Self {
            rows,
            limit,
            offset,
            next,
        }
    }

    pub(super) fn answer(self) -> Json<Value> {
        let cursor = self.next.map(Cursor::text);
        Json(json!({
            "data": self.rows,
            "pagination": {
                "limit": self.limit,
                "offset": self.offset,
                "has_more": cursor.is_some(),
                "next_cursor": cursor,
            },
        }))
    }
}

/// Where a list goes on: after so many rows, and after which row where rows have a running number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) offset: usize,
    pub(super) at: VenueMs,
    pub(super) sequence: u64,
}

impl Cursor {
    fn text(self) -> String {
        URL_SAFE_NO_PAD.encode(format!("v2:{}:{}:{}", self.offset, self.at.0, self.sequence))
    }

    /// The request's cursor (as `cursor` or `next_cursor`), else its `offset`.
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        let Some(text) = params.text("cursor").or_else(|| params.text("next_cursor")) else {
            let offset = params.count("offset")?.unwrap_or(0);
            return Ok(Self {
                offset,
                at: VenueMs::default(),
                sequence: 0,
            });
        };
        Self::parse(text).ok_or_else(|| Refusal::bad_request("invalid cursor"))
    }

    fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.strip_prefix("v2:")?.split(':');
        let offset = parts.next()?.parse().ok()?;
        let at = VenueMs(parts.next()?.parse().ok()?);
        let sequence = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { offset, at, sequence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_foreign_one_is_refused() {
        let cursor = Cursor {
            offset: 100,
            at: VenueMs(1_793_577_600_123),
            sequence: 42,
        };
        let given = Params::of(&[("cursor", cursor.text().as_str())]);
        assert_eq!(Cursor::of(&given), Ok(cursor));
        for text in ["MA==", "abc", "djI6MTp4"] {
            assert!(Cursor::of(&Params::of(&[("cursor", text)])).is_err(), "{text}");
        }
    }

    #[test]
    fn pages_meet_without_gap_or_overlap_and_the_last_has_no_cursor() {
        let all: Vec<u32> = (0..7).collect();
        let first = Page::cut(&all, 3, 0, |row| json!(row));
        let second = Page::cut(&all, 3, first.next.map_or(0, |next| next.offset), |row| json!(row));
        let third = Page::cut(&all, 3, second.next.map_or(0, |next| next.offset), |row| json!(row));
        let rows = [first.rows, second.rows, third.rows].concat();
        assert_eq!(rows, (0..7).map(|row| json!(row)).collect::<Vec<_>>());
        assert!(third.next.is_none());
    }
}
