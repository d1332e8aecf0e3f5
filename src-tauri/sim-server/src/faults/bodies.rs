//! The bodies that faults answer with, as documented or seen.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};

use super::rule::Form;

/// What a CDN says when what it stands before does not answer.
const HTML: &str = "<!DOCTYPE html>\n<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad \
                    Gateway</h1></center>\n<hr><center>cloudflare</center>\n</body>\n</html>\n";

/// Whether a status is an error's.
pub(crate) const fn is_error(status: u16) -> bool {
    status >= 400 && status <= 599
}

/// An error status with the body that the service behind `path` gives it.
pub(crate) fn status(path: &str, status: u16, body: Option<&str>, retry_after_s: Option<u64>) -> Response {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match body {
        Some(text) if serde_json::from_str::<Value>(text).is_ok() => json_text(code, text.to_owned()),
        Some(text) => (code, text.to_owned()).into_response(),
        None => documented(path, code),
    };
    let retry_after_s = retry_after_s.or((code == StatusCode::TOO_MANY_REQUESTS).then_some(1));
    if let Some(seconds) = retry_after_s {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn documented(path: &str, code: StatusCode) -> Response {
    if path.starts_with("/v2/") {
        return crate::data::refusal(code, words(code));
    }
    match code {
        // The body of a restarting engine is no contract; what is in front of it says no more than this.
        StatusCode::TOO_EARLY => (code, "Too Early").into_response(),
        StatusCode::BAD_GATEWAY | StatusCode::GATEWAY_TIMEOUT => html(code),
        _ => json_text(code, json!({ "error": words(code) }).to_string()),
    }
}

fn words(code: StatusCode) -> &'static str {
    match code {
        StatusCode::BAD_REQUEST => "Invalid order payload",
        StatusCode::UNAUTHORIZED => "Unauthorized/Invalid api key",
        StatusCode::NOT_FOUND => "not found",
        StatusCode::TOO_MANY_REQUESTS => "Too Many Requests",
        StatusCode::SERVICE_UNAVAILABLE => "Trading is currently disabled. Check polymarket.com for updates",
        StatusCode::INTERNAL_SERVER_ERROR => "Internal server error",
        other => other.canonical_reason().unwrap_or("error"),
    }
}

/// A success that cannot be read, or not in every row. `whole` is what would have been answered.
pub(crate) fn garbage(form: Form, whole: &str) -> Response {
    match form {
        Form::Rows => json_text(StatusCode::OK, among_broken_rows(whole)),
        Form::Cut => json_text(StatusCode::OK, cut(whole).to_owned()),
        Form::Html => html(StatusCode::OK),
        Form::Empty => StatusCode::OK.into_response(),
    }
}

/// A message that cannot be read.
pub(crate) fn garbled(form: Form, whole: &str) -> String {
    match form {
        Form::Rows => among_broken_rows(whole),
        Form::Cut => cut(whole).to_owned(),
        Form::Html => HTML.to_owned(),
        Form::Empty => String::new(),
    }
}

/// A list, bare or under a name, with rows among its own that nobody can read: one of which every figure is gone, one of
/// another wallet, and what is no row at all. Anything else stays as it is.
fn among_broken_rows(whole: &str) -> String {
    const LISTS: [&str; 2] = ["data", "markets"];
    let Ok(mut value) = serde_json::from_str::<Value>(whole) else {
        return whole.to_owned();
    };
    let list = match &mut value {
        Value::Array(rows) => Some(rows),
        Value::Object(map) => LISTS
            .iter()
            .find(|name| map.get(**name).is_some_and(Value::is_array))
            .and_then(|name| map.get_mut(*name))
            .and_then(Value::as_array_mut),
        _ => None,
    };
    let Some(rows) = list.filter(|rows| rows.first().is_some_and(Value::is_object)) else {
        return whole.to_owned();
    };
    let mut empty = rows.first().cloned().unwrap_or_default();
    for field in empty.as_object_mut().into_iter().flat_map(|map| map.values_mut()) {
        *field = Value::Null;
    }
    let mut foreign = rows.first().cloned().unwrap_or_default();
    let mut extra = vec![empty, Value::Null, json!("row")];
    for name in ["proxy_wallet", "proxyWallet"] {
        if let Some(wallet) = foreign.get_mut(name) {
            *wallet = json!(format!("0x{}", "f".repeat(40)));
            extra.push(foreign.clone());
        }
    }
    rows.splice(0..0, extra);
    value.to_string()
}

/// The first half of a text, at least one byte short of it.
fn cut(whole: &str) -> &str {
    let half = whole.floor_char_boundary(whole.len() / 2);
    // An answer too short to be cut becomes an open bracket, which is no JSON either.
    whole.get(..half).filter(|text| !text.is_empty()).unwrap_or("{")
}

fn html(code: StatusCode) -> Response {
    (code, [(header::CONTENT_TYPE, "text/html; charset=UTF-8")], HTML).into_response()
}

fn json_text(code: StatusCode, text: String) -> Response {
    (code, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// No answer: its body fails before its first byte, so that nothing of it is sent and the connection ends.
pub(crate) fn severed() -> Response {
    let lost = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "the answer is lost");
    Body::from_stream(stream::iter([Err::<String, _>(lost)])).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_rows_come_among_whole_ones_and_what_is_no_list_stays() {
        let rows = among_broken_rows(r#"{"data":[{"proxy_wallet":"0x1","size":1}],"pagination":{"has_more":false}}"#);
        let foreign = format!("0x{}", "f".repeat(40));
        let expected = json!({
            "data": [{"proxy_wallet": null, "size": null}, null, "row", {"proxy_wallet": foreign, "size": 1},
                     {"proxy_wallet": "0x1", "size": 1}],
            "pagination": {"has_more": false}
        });
        assert_eq!(rows, expected.to_string());
        for whole in ["[]", "7", "{", r#"{"balance":"1"}"#, r#"["a"]"#, r#"{"data":null}"#] {
            assert_eq!(among_broken_rows(whole), whole);
        }
    }

    #[test]
    fn cut_json_is_no_json() {
        for whole in [r#"{"a":[1,2,3],"b":"ü€"}"#, "[]", "7", ""] {
            let left = cut(whole);
            assert!(serde_json::from_str::<Value>(left).is_err(), "{whole} became {left}");
        }
    }
}
