//! A refused request: an HTTP status and the venue's own words, `{"error": "…"}`.
//!
//! The texts are what clients tell refusals apart by, so they are written here once, as documented.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The text of the body's `error`.
    pub text: String,
}

impl Refusal {
    /// 400 with these words.
    #[must_use]
    pub fn bad_request(text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            text: text.into(),
        }
    }

    /// 404 with these words.
    #[must_use]
    pub fn not_found(text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            text: text.into(),
        }
    }

    /// 401: key, signature or stamp of a private request are wrong.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            text: "Unauthorized/Invalid api key".to_owned(),
        }
    }

    /// 401: the wallet's proof is wrong or stale.
    #[must_use]
    pub fn invalid_l1() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            text: "Invalid L1 Request headers".to_owned(),
        }
    }

    /// 404: no market trades that token.
    #[must_use]
    pub fn no_book() -> Self {
        Self::not_found("No orderbook exists for the requested token id")
    }

    /// 400: the body is not an order.
    #[must_use]
    pub fn invalid_payload() -> Self {
        Self::bad_request("Invalid order payload")
    }

    /// 503: the server is going down.
    #[must_use]
    pub fn unavailable(text: impl Into<String>) -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            text: text.into(),
        }
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        // What is no JSON at all, or names what there is not, is the client's mistake either way.
        let status = match rejection.status() {
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            other => other,
        };
        Self {
            status,
            text: "invalid JSON body".to_owned(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.text }))).into_response()
    }
}
