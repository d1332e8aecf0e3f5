//! Refusals in the Data API's own shape: `{error, code, retryable, trace_id}`, the trace's id also in a header.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::refusal::Refusal;

const TRACE: HeaderName = HeaderName::from_static("x-trace-id");

/// See the module.
#[derive(Debug)]
pub(super) struct DataRefusal(Refusal);

impl From<Refusal> for DataRefusal {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for DataRefusal {
    fn into_response(self) -> Response {
        refusal(self.0.status, &self.0.text)
    }
}

/// An unsuccessful answer. Codes and what may be tried again are the documented ones; 429 and 503 say when.
pub(crate) fn refusal(status: StatusCode, text: &str) -> Response {
    let (code, retryable) = match status {
        StatusCode::BAD_REQUEST => ("invalid_request", false),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ("unauthorized", false),
        StatusCode::NOT_FOUND => ("not_found", false),
        StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", false),
        StatusCode::TOO_MANY_REQUESTS => ("rate_limited", true),
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => ("request_timeout", true),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE => ("dependency_unavailable", true),
        _ => ("internal", true),
    };
    let sum = |sum: u64, byte: u8| sum.rotate_left(5) ^ u64::from(byte);
    let trace = format!("{:016x}", text.bytes().fold(u64::from(status.as_u16()), sum));
    let body = json!({ "error": text, "code": code, "retryable": retryable, "trace_id": trace });
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    if let Ok(trace) = HeaderValue::from_str(&trace) {
        headers.insert(TRACE, trace);
    }
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(1_u64));
    }
    response
}

/// What no route answers.
pub(super) async fn not_found() -> Response {
    refusal(StatusCode::NOT_FOUND, "not found")
}
