//! A stream's connection: direct or through an HTTP proxy, with TLS wherever the address says so.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use url::Url;

use super::dialing::dial;
use super::hosts::Contact;
use super::proxies::Chosen;
use super::trust::Trust;
use crate::transport::system_ms;

/// What a connection says went wrong.
pub(crate) type SocketError = tokio_tungstenite::tungstenite::Error;

/// The longest message that is read. The largest book is a hundredth of it.
const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How long a connection may take to stand, TLS and handshake included.
const CONNECT_MOST: Duration = Duration::from_secs(10);

/// The longest answer of a proxy that is read, bytes.
const PROXY_ANSWER_MAX: usize = 8 * 1024;

/// A connection that stands. What goes over it is counted.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    contact: Arc<Contact>,
}

impl Socket {
    /// Sends a text.
    pub(crate) async fn send(&mut self, text: &str) -> Result<(), SocketError> {
        self.contact.sent(text.len());
        self.stream.send(Message::text(text)).await
    }

    /// The next message. May be dropped and asked again without loss.
    pub(crate) async fn next(&mut self) -> Option<Result<Message, SocketError>> {
        let message = self.stream.next().await;
        if let Some(Ok(message)) = &message {
            self.contact.received(message.len());
        }
        message
    }

    /// Says that it closes.
    pub(crate) async fn close(&mut self) {
        // One that is gone already cannot be told.
        let _ = self.stream.close(None).await;
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.contact.stream_closed();
    }
}

pub(super) async fn connect(
    url: &Url,
    proxy: Option<&Chosen>,
    trust: &Trust,
    contact: Arc<Contact>,
) -> Result<Socket, String> {
    contact.asked(url.as_str().len(), false, system_ms());
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES_MAX))
        .max_frame_size(Some(MESSAGE_BYTES_MAX));
    let connecting = async {
        let tcp = match proxy {
            None => direct(url).await?,
            Some(proxy) => through(proxy, url).await?,
        };
        tcp.set_nodelay(true).map_err(|error| error.to_string())?;
        let connected = client_async_tls_with_config(url.as_str(), tcp, Some(config), Some(trust.connector())).await;
        connected.map(|(stream, _)| stream).map_err(|error| error.to_string())
    };
    match timeout(CONNECT_MOST, connecting).await {
        Ok(stream) => {
            let stream = stream?;
            contact.stream_opened();
            Ok(Socket { stream, contact })
        }
        Err(_) => Err("the connection took too long".to_owned()),
    }
}

fn port_of(url: &Url) -> Result<u16, String> {
    url.port_or_known_default()
        .ok_or_else(|| "an address without a port".to_owned())
}

async fn direct(url: &Url) -> Result<TcpStream, String> {
    let host = url.host_str().ok_or("an address without a host")?;
    dial(host, port_of(url)?).await.map_err(|error| error.to_string())
}

/// Asks the proxy to connect to the host of that address. The proxy looks its name up.
async fn through(proxy: &Chosen, url: &Url) -> Result<TcpStream, String> {
    if proxy.scheme != "http" {
        return Err(format!(
            "the proxy {} is of a kind that is not offered ({}): only http proxies are",
            proxy.shown(),
            proxy.scheme
        ));
    }
    let failed = |error: std::io::Error| format!("the proxy {}: {error}", proxy.shown());
    let mut tcp = dial(&proxy.host, proxy.port).await.map_err(failed)?;
    let to = format!("{}:{}", url.host_str().unwrap_or_default(), port_of(url)?);
    let mut ask = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n");
    if let Some(authorization) = &proxy.authorization {
        ask.push_str("Proxy-Authorization: ");
        ask.push_str(authorization);
        ask.push_str("\r\n");
    }
    ask.push_str("\r\n");
    tcp.write_all(ask.as_bytes()).await.map_err(failed)?;
    let mut answer = Vec::new();
    // Byte by byte: what follows the answer is the venue's.
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() >= PROXY_ANSWER_MAX {
            return Err(format!("the proxy {} answers without end", proxy.shown()));
        }
        answer.push(tcp.read_u8().await.map_err(failed)?);
    }
    let answer = String::from_utf8_lossy(&answer);
    let line = answer.lines().next().unwrap_or_default();
    let status = line.split_whitespace().nth(1).unwrap_or_default();
    if status.starts_with('2') {
        return Ok(tcp);
    }
    Err(format!("the proxy {} refuses: {line}", proxy.shown()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use tokio::net::TcpListener;
    use tokio_tungstenite::accept_async;

    use super::*;

    fn trust() -> Trust {
        Trust::of(&crate::Endpoints::local_at("http://127.0.0.1:1").unwrap()).unwrap()
    }

    /// A proxy that is the venue too: it takes the way through and goes on as a WebSocket server that echoes.
    async fn proxy() -> (Chosen, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let chosen = Chosen {
            host: "127.0.0.1".to_owned(),
            port: listener.local_addr().unwrap().port(),
            scheme: "http".to_owned(),
            authorization: Some("Basic bWU6c2VjcmV0".to_owned()),
        };
        let serving = tokio::spawn(async move {
            let (mut tcp, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(tcp.read_u8().await.unwrap());
            }
            tcp.write_all(b"HTTP/1.1 200 Connected\r\nvia: test\r\n\r\n")
                .await
                .unwrap();
            let mut socket = accept_async(tcp).await.unwrap();
            let heard = socket.next().await.unwrap().unwrap();
            socket.send(heard).await.unwrap();
            String::from_utf8(asked).unwrap()
        });
        (chosen, serving)
    }

    #[tokio::test]
    async fn a_stream_goes_through_a_proxy_which_is_told_the_name_and_looks_it_up() {
        let (chosen, serving) = proxy().await;
        let contact = Arc::new(Contact::new("venue.invalid".to_owned(), true, false));
        let url = Url::parse("ws://venue.invalid/ws/market").unwrap();
        let mut socket = connect(&url, Some(&chosen), &trust(), Arc::clone(&contact))
            .await
            .unwrap();
        assert_eq!(contact.usage(0).open_streams, 1);
        socket.send("hello").await.unwrap();
        assert_eq!(
            socket.next().await.unwrap().unwrap().into_text().unwrap().as_str(),
            "hello"
        );
        drop(socket);
        let shown = contact.usage(0);
        assert_eq!((shown.open_streams, shown.requests), (0, 1));
        assert!(shown.bytes_sent >= 5 && shown.bytes_received == 5, "{shown:?}");
        let asked = serving.await.unwrap();
        assert!(
            asked.starts_with("CONNECT venue.invalid:80 HTTP/1.1\r\nHost: venue.invalid:80\r\n"),
            "{asked}"
        );
        assert!(asked.contains("Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"), "{asked}");
    }

    #[tokio::test]
    async fn a_proxy_of_another_kind_is_refused_in_words() {
        let chosen = Chosen {
            host: "127.0.0.1".to_owned(),
            port: 9_050,
            scheme: "socks5".to_owned(),
            authorization: None,
        };
        let contact = Arc::new(Contact::new("venue.invalid".to_owned(), true, true));
        let url = Url::parse("wss://venue.invalid/").unwrap();
        let words = connect(&url, Some(&chosen), &trust(), contact)
            .await
            .map(|_| ())
            .unwrap_err();
        assert!(
            words.contains("socks5") && words.contains("only http proxies"),
            "{words}"
        );
    }
}
