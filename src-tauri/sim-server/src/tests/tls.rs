//! TLS with an authority of its own: names, both HTTP versions, WebSockets, and who does not trust it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Certificate, Version};
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::Connector;
use tokio_tungstenite::tungstenite::Message;

use super::super::{ServeError, ServerHandle, ServerOptions, TlsOptions, serve};
use super::client::options;

async fn encrypted(authority: &std::path::Path) -> ServerHandle {
    let server = serve(ServerOptions {
        tls: Some(TlsOptions {
            names: vec!["clob.test".to_owned(), "gamma.test".to_owned()],
            authority: Some(authority.to_owned()),
        }),
        ..options(None)
    })
    .await;
    server.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_and_loopback_are_served_over_both_versions_of_http_to_whoever_trusts_the_authority() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    let server = encrypted(&path).await;
    let pem = std::fs::read_to_string(&path).unwrap();
    assert_eq!(server.authority(), Some(pem.as_str()));
    assert_eq!(pem.matches("BEGIN").count(), 1, "the certificate and no key");
    assert!(pem.contains("BEGIN CERTIFICATE"));
    let port = server.addr().port();
    let trusting = || {
        let authority = Certificate::from_pem(pem.as_bytes()).unwrap();
        reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([authority])
            .resolve("clob.test", server.addr())
            .resolve("other.test", server.addr())
    };
    let plain_http = trusting().http1_only().build().unwrap();
    let any_http = trusting().build().unwrap();
    for host in ["clob.test", "127.0.0.1"] {
        let url = format!("https://{host}:{port}/time");
        let first = plain_http.get(&url).send().await.unwrap();
        assert_eq!(
            (first.status().as_u16(), first.version()),
            (200, Version::HTTP_11),
            "{host}"
        );
        let second = any_http.get(&url).send().await.unwrap();
        assert_eq!(
            (second.status().as_u16(), second.version()),
            (200, Version::HTTP_2),
            "{host}"
        );
        let seconds: i64 = second.text().await.unwrap().trim().parse().unwrap();
        assert!(seconds > 0);
    }
    let other = any_http.get(format!("https://other.test:{port}/time")).send().await;
    assert!(other.is_err(), "a name that the certificate has not");
    let stranger = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(
        stranger.get(server.http_url()).send().await.is_err(),
        "an authority nobody trusts"
    );
    let unencrypted = stranger.get(format!("http://127.0.0.1:{port}/time")).send().await;
    assert!(unencrypted.is_err(), "no plain answers beside it");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_are_served_too_and_a_client_that_shakes_no_hands_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    let server = encrypted(&path).await;
    // It says nothing for as long as the test runs.
    let _silent = tokio::net::TcpStream::connect(server.addr()).await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&path).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let url = format!("{}/ws/market", server.socket_url());
    assert!(url.starts_with("wss://"), "{url}");
    let connector = Connector::Rustls(Arc::new(config));
    let connecting = tokio_tungstenite::connect_async_tls_with_config(&url, None, false, Some(connector));
    let (mut socket, _) = tokio::time::timeout(Duration::from_secs(20), connecting)
        .await
        .unwrap()
        .unwrap();
    socket.send(Message::text("PING")).await.unwrap();
    loop {
        let said = tokio::time::timeout(Duration::from_secs(20), socket.next())
            .await
            .unwrap();
        if said.unwrap().unwrap() == Message::text("PONG") {
            break;
        }
    }
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_start_has_another_authority_and_a_place_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    let first = encrypted(&path).await;
    let second = encrypted(&path).await;
    assert_ne!(first.authority(), second.authority());
    first.shutdown().await;
    second.shutdown().await;
    let refused = serve(ServerOptions {
        tls: Some(TlsOptions {
            names: Vec::new(),
            authority: Some(folder.path().join("nowhere/authority.pem")),
        }),
        ..options(None)
    })
    .await;
    assert!(matches!(refused, Err(ServeError::Authority { .. })), "{refused:?}");
}
