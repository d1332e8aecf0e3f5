//! Rate limits over the real wire. By signer in venue time: a paused venue refills nothing.

use serde_json::json;

use super::super::state::real_seconds;
use super::super::{RateLimits, ServerHandle, ServerOptions};
use super::client::{Client, let_pass, options, start};

async fn limited(mode: RateLimits) -> ServerHandle {
    let server = start(ServerOptions {
        rate_limits: mode,
        ..options(None)
    })
    .await;
    server.set_clock(None, Some(true)).unwrap();
    server
}

fn header(response: &reqwest::Response, name: &str) -> Option<i64> {
    response.headers().get(name)?.to_str().ok()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signer_has_a_burst_is_then_refused_and_is_let_in_again_later() {
    let server = limited(RateLimits::Enforce).await;
    let client = Client::authenticated(&server).await;
    let send = |method: &'static str, path: &'static str, body: &'static str| {
        let request = client.l2_request(method, path, body, real_seconds());
        async move { request.send().await.unwrap() }
    };
    // Sixty orders in a burst, whatever becomes of them: this one is no order.
    for left in (0..60).rev() {
        let response = send("POST", "/order", "{}").await;
        assert_eq!(response.status(), 400);
        assert_eq!(header(&response, "poly-ratelimit-remaining"), Some(left));
        assert_eq!(response.headers()["poly-ratelimit-tier"], "standard");
        assert!(response.headers().get("poly-ratelimit-warning").is_none());
    }
    let refused = send("POST", "/order", "{}").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(header(&refused, "retry-after"), Some(1));
    assert!(header(&refused, "poly-ratelimit-reset").unwrap() > 1_700_000_000);
    let cancel = send("DELETE", "/cancel-all", "").await;
    assert_eq!(cancel.status(), 200, "cancels have a bucket of their own");
    assert_eq!(header(&cancel, "poly-ratelimit-remaining"), Some(119));
    let unsigned = client.http.post(format!("{}/order", client.base)).send().await.unwrap();
    assert_eq!(unsigned.status(), 401, "who is not the signer draws nothing");
    assert!(unsigned.headers().get("poly-ratelimit-remaining").is_none());
    let_pass(&server, 1_000).await;
    assert_eq!(
        send("POST", "/order", "{}").await.status(),
        400,
        "forty a second of venue time"
    );
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_warning_mode_nothing_is_refused_and_by_default_nobody_counts() {
    for (mode, warned) in [(RateLimits::Warn, true), (RateLimits::Off, false)] {
        let server = limited(mode).await;
        let client = Client::authenticated(&server).await;
        let ids = serde_json::to_string(&vec!["0x1"; 300]).unwrap();
        let batch = || client.l2_request("DELETE", "/orders", &ids, real_seconds());
        // The first goes into debt, the second would be refused.
        for (over, remaining) in [(false, -180), (true, -180)] {
            let response = batch().send().await.unwrap();
            assert_ne!(response.status(), 429);
            let told = response.headers().get("poly-ratelimit-warning").is_some();
            assert_eq!(told, warned && over);
            let remaining = warned.then_some(remaining);
            assert_eq!(header(&response, "poly-ratelimit-remaining"), remaining);
        }
        server.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_refused_when_it_asks_too_often_but_never_for_the_clock() {
    let server = limited(RateLimits::Enforce).await;
    let client = Client::new(&server);
    // All at once: fifty have a place, the others would wait for ten seconds.
    let asked = (0..60).map(|_| client.get("/balance-allowance/update"));
    let answers = futures_util::future::join_all(asked).await;
    let refused = (429, json!({"error": "Too Many Requests"}));
    assert_eq!(answers.iter().filter(|answer| answer.0 == 401).count(), 50);
    assert_eq!(answers.iter().filter(|answer| **answer == refused).count(), 10);
    for _ in 0..200 {
        assert_eq!(client.get("/sim/clock").await.0, 200);
    }
    server.shutdown().await;
}
