//! Why trading was refused, as a whole answer: beside status and text what the restricted modes add.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::refusal::Refusal;
use pilotfish_exchange::CancelRefused;
use pilotfish_sim::signed_order::OrderRefused;

/// See the module.
#[derive(Debug)]
pub(super) enum TradingRefused {
    /// A status and words, like any other refusal.
    Plain(Refusal),
    /// The matching engine restarts: 425, without a body.
    Restarting,
    /// Only post-only orders and cancels are taken, for so many seconds more.
    PostOnly {
        text: String,
        code: &'static str,
        retry_after_s: u64,
    },
}

impl TradingRefused {
    /// An order that was posted alone.
    pub(super) fn order(refused: &OrderRefused) -> Self {
        let text = refused.to_string();
        let OrderRefused::Rejected(reject) = refused else {
            return Self::Plain(Refusal::bad_request(text));
        };
        let status = StatusCode::from_u16(reject.http_status()).unwrap_or(StatusCode::BAD_REQUEST);
        match (status, reject.code(), reject.retry_after_s()) {
            (StatusCode::TOO_EARLY, ..) => Self::Restarting,
            (_, Some(code), Some(retry_after_s)) => Self::PostOnly {
                text,
                code,
                retry_after_s,
            },
            _ => Self::Plain(Refusal { status, text }),
        }
    }

    /// A cancellation that the venue's mode does not take; none for one that only the order refuses.
    pub(super) fn cancel(refused: &CancelRefused) -> Option<Self> {
        let status = StatusCode::from_u16(refused.http_status()?).ok()?;
        Some(match status {
            StatusCode::TOO_EARLY => Self::Restarting,
            _ => Self::Plain(Refusal {
                status,
                text: refused.to_string(),
            }),
        })
    }

    /// Whether it concerns every order alike, so that a batch is answered with it as a whole.
    pub(super) fn concerns_all(&self) -> bool {
        match self {
            Self::Restarting | Self::PostOnly { .. } => true,
            Self::Plain(refusal) => {
                matches!(refusal.status, StatusCode::FORBIDDEN | StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

impl From<Refusal> for TradingRefused {
    fn from(refusal: Refusal) -> Self {
        Self::Plain(refusal)
    }
}

impl IntoResponse for TradingRefused {
    fn into_response(self) -> Response {
        match self {
            Self::Plain(refusal) => refusal.into_response(),
            Self::Restarting => StatusCode::TOO_EARLY.into_response(),
            Self::PostOnly {
                text,
                code,
                retry_after_s,
            } => {
                let body = Json(json!({ "error": text, "code": code, "retry_after_seconds": retry_after_s }));
                let retry_after = [(header::RETRY_AFTER, HeaderValue::from(retry_after_s))];
                (StatusCode::SERVICE_UNAVAILABLE, retry_after, body).into_response()
            }
        }
    }
}
