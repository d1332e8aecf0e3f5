//! Gamma's two ways of paging: by offset (the old lists) and by the key of the last row.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::Answer;
use crate::query::Params;
use crate::refusal::Refusal;

const LIMIT_DEFAULT: usize = 20;

/// Rows a page of `/markets/keyset`.
pub(super) const MARKETS_MOST: usize = 100;

/// Rows a page of `/events/keyset`, and of the old lists.
pub(super) const EVENTS_MOST: usize = 500;

/// One page of an old list.
pub(super) struct OffsetPage {
    limit: usize,
    offset: usize,
}

impl OffsetPage {
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        Ok(Self {
            limit: params.limit(LIMIT_DEFAULT, EVENTS_MOST)?,
            offset: params.count("offset")?.unwrap_or(0),
        })
    }

    /// The page, without the headers of a list that is to go.
    pub(super) fn cut(&self, all: Vec<Value>) -> Vec<Value> {
        all.into_iter().skip(self.offset).take(self.limit).collect()
    }

    /// The page, with the headers that point to its successor.
    pub(super) fn answer(&self, all: Vec<Value>, successor: &str) -> Response {
        let mut response = Json(Value::from(self.cut(all))).into_response();
        let headers = response.headers_mut();
        let header = HeaderName::from_static;
        headers.insert(header("deprecation"), HeaderValue::from_static("true"));
        let sunset = HeaderValue::from_static("Fri, 01 May 2026 00:00:00 GMT");
        headers.insert(header("sunset"), sunset);
        if let Ok(warning) = HeaderValue::from_str(&format!("299 - \"use {successor}\"")) {
            headers.insert(header("warning"), warning);
        }
        response
    }
}

/// One page of a keyset list: what comes after the row that the cursor names.
pub(super) fn keyset<T>(
    name: &str,
    params: &Params,
    most: usize,
    all: &[T],
    key: impl Fn(&T) -> String,
    row: impl Fn(&T) -> Value,
) -> Answer {
    if params.has("offset") {
        return Err(Refusal {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            text: "offset is not supported, use after_cursor".to_owned(),
        });
    }
    let limit = params.limit(LIMIT_DEFAULT, most)?;
    let start = match params.text("after_cursor") {
        None => 0,
        Some(cursor) => {
            let named = URL_SAFE_NO_PAD
                .decode(cursor)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let place = named.and_then(|named| all.iter().position(|item| key(item) == named));
            place
                .map(|place| place + 1)
                .ok_or_else(|| Refusal::bad_request("invalid cursor"))?
        }
    };
    let page: Vec<&T> = all.iter().skip(start).take(limit).collect();
    let mut answer = serde_json::Map::new();
    if all.len() > start + limit
        && let Some(last) = page.last()
    {
        answer.insert("next_cursor".to_owned(), URL_SAFE_NO_PAD.encode(key(last)).into());
    }
    answer.insert(name.to_owned(), page.into_iter().map(row).collect::<Vec<_>>().into());
    Ok(Json(answer.into()))
}
