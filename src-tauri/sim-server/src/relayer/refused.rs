//! What the relayer answers instead: `{"error": "…"}`, for limits with `Retry-After`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::refusal::Refusal;

/// See the module.
#[derive(Debug)]
pub(super) struct RelayerRefusal {
    status: StatusCode,
    text: String,
    retry_after_s: Option<i64>,
}

impl RelayerRefusal {
    pub(super) fn of(status: StatusCode, text: impl Into<String>) -> Self {
        Self {
            status,
            text: text.into(),
            retry_after_s: None,
        }
    }

    /// 429, for so many seconds.
    pub(super) fn limited(retry_after_s: i64) -> Self {
        Self {
            retry_after_s: Some(retry_after_s),
            ..Self::of(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests")
        }
    }

    /// 401: no key, or another's.
    pub(super) fn unauthorized() -> Self {
        Self::of(StatusCode::UNAUTHORIZED, "invalid authorization")
    }

    /// An error of the server's own.
    pub(super) fn trouble(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::of(status, status.canonical_reason().unwrap_or_default())
    }
}

impl From<Refusal> for RelayerRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::of(refusal.status, refusal.text)
    }
}

impl IntoResponse for RelayerRefusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(json!({ "error": self.text }))).into_response();
        if let Some(seconds) = self.retry_after_s {
            let value = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response
    }
}
