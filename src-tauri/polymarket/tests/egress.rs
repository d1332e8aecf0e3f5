//! The way out: which hosts it reaches, what it counts, and how it goes through a proxy.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use pilotfish_polymarket::streams::{StreamEvent, activity_stream};
use pilotfish_polymarket::{
    Endpoints, Error, Proxy, PublicApi, RateLimits, RefusedBecause, RequestTimeouts, Transport,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::common::streams::{CALM, next};
use crate::common::{account, public, venue};

#[tokio::test]
async fn a_redirect_is_not_followed_and_is_told() {
    let (base, log) = venue(|_| async { (302, String::new()) }).await;
    let public = public(&base);
    let error = public.exchange_version().await.unwrap_err();
    assert!(matches!(error, Error::Refused { status: 302, .. }), "{error}");
    assert_eq!(log.lock().unwrap().len(), 1, "nobody went to /elsewhere");
    let refused = public.transport().refused();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].because, RefusedBecause::Redirect);
    assert_eq!(refused[0].host, format!("127.0.0.1:{}", base.port().unwrap()));
}

#[tokio::test]
async fn what_goes_to_a_host_is_counted_and_what_is_signed_in_by_itself() {
    let (base, log) = venue(|asked| async move {
        let body = if asked.path == "/version" {
            r#"{"version":2}"#
        } else {
            r#"{"closed_only":false}"#
        };
        (200, body.to_owned())
    })
    .await;
    let public = public(&base);
    assert_eq!(public.exchange_version().await.unwrap(), 2);
    assert_eq!(public.exchange_version().await.unwrap(), 2);
    assert!(!account(public.clone()).closed_only().await.unwrap());
    let hosts = public.transport().hosts();
    assert_eq!(hosts.len(), 1, "{hosts:?}");
    let host = &hosts[0];
    assert_eq!((host.requests, host.signed_in, host.requests_last_hour), (3, 1, 3));
    assert!(host.bytes_sent > 3 * "/version".len() as u64, "{host:?}");
    let received = 2 * r#"{"version":2}"#.len() + r#"{"closed_only":false}"#.len();
    assert_eq!(host.bytes_received, received as u64);
    assert!(host.last_ms.is_some() && host.open_streams == 0);
    assert_eq!(log.lock().unwrap().len(), 3);
}

/// A proxy that lets nobody through, and what it was asked.
async fn closed_proxy() -> (url::Url, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let mut heard = Vec::new();
                while !heard.ends_with(b"\r\n\r\n") {
                    match stream.read_u8().await {
                        Ok(byte) => heard.push(byte),
                        Err(_) => return,
                    }
                }
                let words = String::from_utf8_lossy(&heard).into_owned();
                log.lock()
                    .unwrap()
                    .push(words.lines().next().unwrap_or_default().to_owned());
                let _ = stream
                    .write_all(b"HTTP/1.1 403 Not from here\r\ncontent-length: 0\r\n\r\n")
                    .await;
            });
        }
    });
    (url, asked)
}

#[tokio::test]
async fn requests_and_streams_go_through_the_proxy_that_is_set_and_not_past_it() {
    let (proxy, asked) = closed_proxy().await;
    let mut endpoints = Endpoints::polymarket().unwrap();
    endpoints.clob = "https://clob.invalid".parse().unwrap();
    endpoints.activity_stream = "wss://rtds.invalid/feed".parse().unwrap();
    endpoints.proxy = Proxy::At(proxy.clone());
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).unwrap();
    let error = PublicApi::new(transport.clone()).server_time().await.unwrap_err();
    assert!(
        matches!(error, Error::Unreachable(_)),
        "nothing was sent to the venue: {error}"
    );
    let (_keep, wanted) = watch::channel(BTreeSet::new());
    let mut stream = activity_stream(&transport, CALM, wanted);
    let StreamEvent::Disconnected { reason } = next(&mut stream).await else {
        panic!("it cannot stand")
    };
    assert!(reason.contains("refuses") && reason.contains("403"), "{reason}");
    let asked = asked.lock().unwrap().clone();
    assert_eq!(asked[0], "CONNECT clob.invalid:443 HTTP/1.1");
    assert!(
        asked.contains(&"CONNECT rtds.invalid:443 HTTP/1.1".to_owned()),
        "{asked:?}"
    );
}

#[tokio::test]
async fn this_machine_is_never_reached_through_a_proxy() {
    let (proxy, asked) = closed_proxy().await;
    let (base, _) = venue(|_| async { (200, r#"{"version":2}"#.to_owned()) }).await;
    let mut endpoints = Endpoints::local(&base).unwrap();
    endpoints.proxy = Proxy::At(proxy);
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).unwrap();
    assert_eq!(PublicApi::new(transport).exchange_version().await.unwrap(), 2);
    assert!(asked.lock().unwrap().is_empty());
}
