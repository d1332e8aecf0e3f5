//! Pages of the Data API: how long they are, and the cursors between them.
//!
//! There are two kinds of cursors, as documented. Those of the feeds (trades, activity) name a row and nothing else: every
//! filter must be sent again. Those of the other lists ([`Walk`]) carry their filters: sent again they must be the same,
//! left out they are as they were. There is no `offset` parameter.

use axum::Json;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pilotfish_copy::ids::VenueMs;
use serde_json::{Value, json};

use crate::query::Params;
use crate::refusal::Refusal;

pub(super) const LIMIT_DEFAULT: usize = 100;
pub(super) const LIMIT_MOST: usize = 1_000;

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
    /// What the cursor binds.
    pub(super) filters: Option<String>,
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
            filters: None,
        }
    }

    /// The page of a walk, whose cursor carries the walk's filters.
    pub(super) fn of_walk<T>(all: &[T], walk: &Walk, row: impl Fn(&T) -> Value) -> Self {
        Self {
            filters: Some(walk.filters.clone()),
            ..Self::cut(all, walk.limit, walk.offset, row)
        }
    }

    /// The same page with other rows; `again` is the offset of the next page where that is not the one that follows.
    pub(super) fn showing(self, rows: Vec<Value>, again: Option<usize>) -> Self {
        let next = self.next.map(|next| Cursor {
            offset: again.unwrap_or(next.offset),
            ..next
        });
        Self { rows, next, ..self }
    }

    pub(super) fn answer(self) -> Json<Value> {
        let cursor = self.next.map(|next| next.text(self.filters.as_deref()));
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cursor {
    pub(super) offset: usize,
    pub(super) at: VenueMs,
    pub(super) sequence: u64,
}

impl Cursor {
    fn text(self, filters: Option<&str>) -> String {
        let place = format!("v2:{}:{}:{}", self.offset, self.at.0, self.sequence);
        URL_SAFE_NO_PAD.encode(filters.map_or(place.clone(), |filters| format!("{place}:{filters}")))
    }

    /// The request's cursor (as `cursor` or `next_cursor`) in a feed, else its beginning.
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        match given(params)? {
            None => Ok(Self::default()),
            Some((cursor, None)) => Ok(cursor),
            Some((_, Some(_))) => Err(invalid_cursor()),
        }
    }

    /// The place, and the filters of a cursor that carries some.
    fn parse(text: &str) -> Option<(Self, Option<String>)> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = plain.strip_prefix("v2:")?.splitn(4, ':');
        let offset = parts.next()?.parse().ok()?;
        let at = VenueMs(parts.next()?.parse().ok()?);
        let sequence = parts.next()?.parse().ok()?;
        Some((Self { offset, at, sequence }, parts.next().map(str::to_owned)))
    }
}

fn invalid_cursor() -> Refusal {
    Refusal::bad_request("invalid cursor")
}

/// The cursor that a request names. There is no `offset`.
fn given(params: &Params) -> Result<Option<(Cursor, Option<String>)>, Refusal> {
    if params.has("offset") {
        return Err(Refusal::bad_request("offset is not supported, follow next_cursor"));
    }
    let text = params.text("cursor").or_else(|| params.text("next_cursor"));
    text.map(|text| Cursor::parse(text).ok_or_else(invalid_cursor))
        .transpose()
}

/// A request for a page of a list whose cursors carry their filters.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    /// What is asked for: the request's own words, or its cursor's.
    pub(super) params: Params,
    pub(super) limit: usize,
    pub(super) offset: usize,
    filters: String,
}

impl Walk {
    /// Of a request. A page has at most `most` rows, `default` when it does not say.
    ///
    /// # Errors
    /// 400 for a cursor of another list, or one whose filters the request contradicts.
    pub(super) fn of(params: Params, default: usize, most: usize) -> Result<Self, Refusal> {
        let limit = params.limit(default, most)?;
        let asked = params.filters(&["limit", "cursor", "next_cursor"]);
        let json = |filters: &[(String, String)]| serde_json::to_string(filters).unwrap_or_default();
        let (cursor, bound) = match given(&params)? {
            None => {
                let filters = json(&asked);
                return Ok(Self {
                    params,
                    limit,
                    offset: 0,
                    filters,
                });
            }
            Some((cursor, Some(bound))) => (cursor, bound),
            Some((_, None)) => return Err(invalid_cursor()),
        };
        let kept: Vec<(String, String)> = serde_json::from_str(&bound).map_err(|_| invalid_cursor())?;
        if asked.iter().any(|filter| !kept.contains(filter)) {
            return Err(Refusal::bad_request("the filters are not those of the cursor"));
        }
        Ok(Self {
            params: Params::from_filters(kept, &params, "limit"),
            limit,
            offset: cursor.offset,
            filters: bound,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_foreign_one_is_refused() {
        let cursor = Cursor {
            offset: 100,
            at: VenueMs(1_793_577_600_123),
            sequence: 42,
        };
        let given = Params::of(&[("cursor", cursor.text(None).as_str())]);
        assert_eq!(Cursor::of(&given), Ok(cursor));
        assert!(Cursor::of(&Params::of(&[("offset", "5")])).is_err());
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

    #[test]
    fn a_walk_goes_on_with_its_filters_and_refuses_others() {
        let walk = |pairs: &[(&str, &str)]| Walk::of(Params::of(pairs), 100, 1_000);
        let all: Vec<u32> = (0..7).collect();
        let first = walk(&[("user", "0x1"), ("status", "CLOSED"), ("limit", "3"), ("_", "17")]).unwrap();
        let Json(answer) = Page::of_walk(&all, &first, |row| json!(row)).answer();
        let cursor = answer["pagination"]["next_cursor"].as_str().unwrap();
        let bare = walk(&[("cursor", cursor), ("limit", "2")]).unwrap();
        assert_eq!(
            (bare.params.text("status"), bare.limit, bare.offset),
            (Some("CLOSED"), 2, 3)
        );
        assert!(walk(&[("cursor", cursor), ("status", "CLOSED")]).is_ok());
        assert!(walk(&[("cursor", cursor), ("status", "OPEN")]).is_err());
        assert!(walk(&[("cursor", cursor), ("sort_by", "TOKENS")]).is_err());
        let feed = Cursor::default().text(None);
        assert!(walk(&[("cursor", feed.as_str())]).is_err(), "a feed's cursor");
        assert!(
            Cursor::of(&Params::of(&[("cursor", cursor)])).is_err(),
            "and the other way round"
        );
    }
}
