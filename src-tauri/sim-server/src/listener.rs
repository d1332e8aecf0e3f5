//! Where the server listens: plainly, or behind TLS. Both give the same connections to what serves them.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// How long a client may take to shake hands.
const HANDSHAKE_MOST: Duration = Duration::from_secs(10);

/// How many connections may wait to be served.
const WAITING_MOST: usize = 64;

/// After a connection could not be taken (too many are open, mostly).
const PAUSE: Duration = Duration::from_millis(50);

/// What a connection is read from and written to.
pub(crate) trait Connection: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Connection for T {}

type Accepted = (Box<dyn Connection>, SocketAddr);

/// The address that a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

impl Connected<IncomingStream<'_, Listener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Listener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// See the module.
pub(crate) enum Listener {
    Plain(TcpListener),
    Tls(TlsListener),
}

impl Listener {
    /// Behind TLS from here on.
    pub(crate) fn tls(tcp: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let addr = tcp.local_addr()?;
        let (hand_on, ready) = mpsc::channel(WAITING_MOST);
        let accepting = tokio::spawn(accept_all(tcp, TlsAcceptor::from(config), hand_on));
        Ok(Self::Tls(TlsListener { addr, ready, accepting }))
    }
}

/// Shakes hands with each client in a task of its own, so that a slow one keeps nobody waiting.
pub(crate) struct TlsListener {
    addr: SocketAddr,
    ready: mpsc::Receiver<Accepted>,
    accepting: JoinHandle<()>,
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl axum::serve::Listener for Listener {
    type Io = Box<dyn Connection>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Accepted {
        match self {
            Self::Plain(listener) => {
                let (stream, from) = next(listener).await;
                (Box::new(stream), from)
            }
            Self::Tls(listener) => match listener.ready.recv().await {
                Some(accepted) => accepted,
                // Nobody hands on any more: the server is going down.
                None => std::future::pending().await,
            },
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(listener) => listener.local_addr(),
            Self::Tls(listener) => Ok(listener.addr),
        }
    }
}

async fn next(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::debug!(%error, "a connection was not taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn accept_all(listener: TcpListener, acceptor: TlsAcceptor, hand_on: mpsc::Sender<Accepted>) {
    loop {
        let (stream, from) = next(&listener).await;
        let (acceptor, hand_on) = (acceptor.clone(), hand_on.clone());
        tokio::spawn(async move {
            match tokio::time::timeout(HANDSHAKE_MOST, acceptor.accept(stream)).await {
                Ok(Ok(stream)) => {
                    let _gone = hand_on.send((Box::new(stream), from)).await;
                }
                Ok(Err(error)) => tracing::debug!(%error, "a client shook no hands"),
                Err(_) => tracing::debug!("a client took too long to shake hands"),
            }
        });
    }
}
