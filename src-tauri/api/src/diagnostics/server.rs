//! The one page that metrics are read from. It is bound to this computer's own address, answers whoever asks for that address by its name
//! alone (a page in a browser that leads its own name here does not), and takes nothing in.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// As the format is called.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone)]
struct Page<Text> {
    text: Text,
    at: SocketAddr,
}

/// Serves what `text` says then, until the task is aborted. Returns where: a port 0 is any that is free.
///
/// # Errors
/// When the place is taken, or is not this computer's own.
pub(super) async fn serve<Text>(at: SocketAddr, text: Text) -> std::io::Result<(SocketAddr, JoinHandle<()>)>
where
    Text: Fn() -> String + Clone + Send + Sync + 'static,
{
    if !at.ip().is_loopback() {
        return Err(std::io::Error::other("not an address of this computer alone"));
    }
    let listener = TcpListener::bind(at).await?;
    let at = listener.local_addr()?;
    let page = Page { text, at };
    let router = Router::new().route("/metrics", get(metrics::<Text>)).with_state(page);
    let serves = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "metrics are offered no longer");
        }
    });
    Ok((at, serves))
}

async fn metrics<Text>(State(page): State<Page<Text>>, headers: HeaderMap) -> Response
where
    Text: Fn() -> String + Clone + Send + Sync + 'static,
{
    if !names_us(&headers, page.at) {
        return StatusCode::FORBIDDEN.into_response();
    }
    ([(header::CONTENT_TYPE, OPEN_METRICS)], (page.text)()).into_response()
}

/// Whether it was asked for by this computer's own name, and by no page of a browser.
fn names_us(headers: &HeaderMap, at: SocketAddr) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_ours = [at.to_string(), format!("localhost:{}", at.port())]
        .iter()
        .any(|ours| host == Some(ours.as_str()));
    is_ours && !headers.contains_key(header::ORIGIN)
}
