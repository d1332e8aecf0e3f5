//! Connections: what speaks over them, and what becomes of those that wait on one that is dropped.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use futures_util::future::join_all;
use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::input::CancelAnswer;
use pilotfish_polymarket::streams::{StreamEvent, Tuning, activity_stream, market_stream, user_stream};
use pilotfish_polymarket::{Error, PublicApi};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use crate::common::streams::{CALM, TIMEOUT, next, said, soon};
use crate::common::{self, account, public, sockets, venue};

#[tokio::test]
async fn what_waits_on_a_dropped_connection_is_given_up_at_once_and_the_next_request_is_answered() {
    let (base, log) = venue(|asked| async move {
        if asked.path == "/book" || asked.method == "DELETE" {
            std::future::pending::<()>().await;
        }
        (200, "1793577600".to_owned())
    })
    .await;
    let public = public(&base);
    let account = account(public.clone());
    let hash = OrderHash::new("0xab");
    let token = pilotfish_copy::ids::TokenId::new("71");
    let dropping = async {
        // Both are at the venue.
        while log.lock().unwrap().len() < 2 {
            tokio::task::yield_now().await;
        }
        public.transport().drop_connections();
    };
    let asking = async { tokio::join!(public.book(&token), account.cancel(&hash), dropping) };
    let (book, cancelled, ()) = tokio::time::timeout(TIMEOUT, asking)
        .await
        .expect("before any time-out");
    assert!(matches!(book, Err(Error::NoAnswer(_))), "{book:?}");
    assert!(matches!(cancelled, CancelAnswer::Unknown { .. }), "{cancelled:?}");
    assert_eq!(public.server_time().await.unwrap().0, 1_793_577_600_000);
}

/// Answers `/time` over HTTP/1.1 for as long as the connection lasts.
async fn tell_the_time(mut stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin) {
    let mut heard = Vec::new();
    let mut piece = [0_u8; 4_096];
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        heard.extend_from_slice(&piece[..count]);
        while let Some(end) = heard.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            heard.drain(..end + 4);
            let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n1793577600";
            if stream.write_all(answer).await.is_err() {
                return;
            }
        }
    }
}

#[tokio::test]
async fn an_idle_connection_is_used_again_until_it_is_dropped() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(tell_the_time(stream));
        }
    });
    let public = public(&base);
    for _ in 0..3 {
        public.server_time().await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    public.transport().drop_connections();
    for _ in 0..3 {
        public.server_time().await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn every_stream_connects_again_at_once_when_the_connections_are_dropped() {
    let (base, mut incoming) = sockets(Router::new()).await;
    // Whoever waited for the back-off would wait longer than this test.
    let tuning = Tuning {
        backoff_least: TIMEOUT * 10,
        backoff_most: TIMEOUT * 10,
        ..CALM
    };
    let account = common::trading(&base);
    let transport = account.public().transport().clone();
    let (_traders, traders) = watch::channel(std::collections::BTreeSet::new());
    let (_tokens, tokens) = watch::channel(std::collections::BTreeSet::new());
    let mut user = user_stream(&account, tuning);
    let (_, mut socket) = soon("a connection", incoming.recv()).await;
    said(&mut socket).await;
    let mut activity = activity_stream(&transport, tuning, traders);
    let mut market = market_stream(account.public(), tuning, tokens);
    let mut kept = vec![socket];
    for _ in 0..2 {
        kept.push(soon("a connection", incoming.recv()).await.1);
    }
    assert_eq!(next(&mut user).await, StreamEvent::Connected);
    assert_eq!(next(&mut activity).await, StreamEvent::Connected);
    assert_eq!(next(&mut market).await, StreamEvent::Connected);

    transport.drop_connections();
    assert!(matches!(next(&mut user).await, StreamEvent::Disconnected { .. }));
    assert!(matches!(next(&mut activity).await, StreamEvent::Disconnected { .. }));
    assert!(matches!(next(&mut market).await, StreamEvent::Disconnected { .. }));
    let mut paths = Vec::new();
    for _ in 0..3 {
        let (path, socket) = soon("another connection", incoming.recv()).await;
        paths.push(path);
        kept.push(socket);
    }
    paths.sort();
    assert_eq!(paths, ["/rtds", "/ws/market", "/ws/user"]);
    assert_eq!(next(&mut user).await, StreamEvent::Connected);
    assert_eq!(next(&mut activity).await, StreamEvent::Connected);
    assert_eq!(next(&mut market).await, StreamEvent::Connected);
}

/// A self-signed certificate for localhost; its key protects nothing.
fn tls_file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// A server that speaks these protocols over TLS, and how many connections it took.
async fn encrypted(protocols: &[&[u8]]) -> (Url, Arc<AtomicUsize>) {
    let certificate = CertificateDer::from_pem_file(tls_file("localhost.crt")).unwrap();
    let key = PrivateKeyDer::from_pem_file(tls_file("localhost.key")).unwrap();
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(serve_encrypted(acceptor.clone(), stream));
        }
    });
    (Url::parse(&format!("https://localhost:{port}")).unwrap(), connections)
}

async fn serve_encrypted(acceptor: TlsAcceptor, stream: TcpStream) {
    let stream = acceptor.accept(stream).await.expect("a handshake");
    if stream.get_ref().1.alpn_protocol() != Some(b"h2".as_slice()) {
        tell_the_time(stream).await;
        return;
    }
    let mut connection = h2::server::handshake(stream).await.expect("HTTP/2");
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        let head = axum::http::Response::builder()
            .header("content-type", "application/json")
            .body(())
            .unwrap();
        let mut body = respond.send_response(head, false).unwrap();
        body.send_data("1793577600".into(), true).unwrap();
    }
}

#[test]
fn http2_is_spoken_where_the_server_speaks_it_and_http1_where_it_does_not() {
    // The certificate is trusted by the environment of a process, so this runs in one of its own.
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "connections::over_tls", "--ignored"])
        .env("SSL_CERT_FILE", tls_file("localhost.crt"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success() && told.contains("1 passed"), "{told}");
}

async fn many_times(public: &PublicApi) {
    public.server_time().await.unwrap();
    let asked = join_all((0..20).map(|_| public.server_time())).await;
    assert!(asked.iter().all(Result::is_ok), "{asked:?}");
}

#[tokio::test]
#[ignore = "run by the test above, which trusts the certificate"]
async fn over_tls() {
    let (base, connections) = encrypted(&[b"h2", b"http/1.1"]).await;
    many_times(&public(&base)).await;
    assert_eq!(connections.load(Ordering::SeqCst), 1, "all of it over one connection");
    let (base, connections) = encrypted(&[b"http/1.1"]).await;
    many_times(&public(&base)).await;
    assert!(connections.load(Ordering::SeqCst) > 1, "one request at a time each");
}
