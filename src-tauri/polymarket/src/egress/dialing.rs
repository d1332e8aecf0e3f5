//! Reaching a host by whichever of its addresses answers first (RFC 8305).
//!
//! A name mostly has addresses of both kinds, and on many networks those of one kind lead nowhere without a word: waiting for one to
//! fail before the other is tried would take longer than a connection may.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::{TcpStream, lookup_host};

/// How long an address is tried alone before the next is tried beside it, as the HTTP clients do.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to a name or an address (one of version 6 with or without brackets).
pub(super) async fn dial(host: &str, port: u16) -> io::Result<TcpStream> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let found: Vec<SocketAddr> = lookup_host((host, port)).await?.collect();
    first_of(alternating(found)).await
}

/// The addresses in the resolver's order, but that kinds alternate.
fn alternating(found: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let is_first_kind = found.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|address| address.is_ipv6() == is_first_kind);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut mixed = VecDeque::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return mixed;
        }
        mixed.extend(pair.into_iter().flatten());
    }
}

async fn first_of(mut waiting: VecDeque<SocketAddr>) -> io::Result<TcpStream> {
    let mut trying = FuturesUnordered::new();
    let mut failed = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    loop {
        if let Some(address) = waiting.pop_front() {
            trying.push(TcpStream::connect(address));
        } else if trying.is_empty() {
            return Err(failed);
        }
        tokio::select! {
            tried = trying.next() => match tried {
                Some(Ok(stream)) => return Ok(stream),
                Some(Err(error)) => failed = error,
                None => {}
            },
            () = tokio::time::sleep(HEAD_START), if !waiting.is_empty() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use tokio::net::TcpListener;
    #[cfg(target_os = "linux")]
    use tokio::net::TcpSocket;
    #[cfg(target_os = "linux")]
    use tokio::time::timeout;

    use super::*;

    #[test]
    fn kinds_alternate_beginning_with_the_resolver_s_first() {
        let all = |texts: &[&str]| -> Vec<SocketAddr> { texts.iter().map(|text| text.parse().unwrap()).collect() };
        let mixed = alternating(all(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "1.1.1.2:1"]));
        let expected = all(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"]);
        assert_eq!(Vec::from(mixed), expected);
        assert!(alternating(Vec::new()).is_empty());
    }

    /// An address where nothing answers and nothing is refused: a queue of connections that nobody takes and that is full.
    #[cfg(target_os = "linux")]
    async fn silent() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        while let Ok(connected) = timeout(Duration::from_secs(2), TcpStream::connect(address)).await {
            queued.push(connected.unwrap());
        }
        (address, listener, queued)
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn an_address_that_leads_nowhere_does_not_keep_the_next_from_being_tried() {
        let (nowhere, _listener, _queued) = silent().await;
        let good = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = good.local_addr().unwrap();
        let connected = timeout(Duration::from_secs(60), first_of(VecDeque::from([nowhere, there]))).await;
        assert_eq!(connected.unwrap().unwrap().peer_addr().unwrap(), there);
    }

    #[tokio::test]
    async fn one_that_is_refused_gives_way_at_once_and_the_last_refusal_is_told() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let good = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = good.local_addr().unwrap();
        let connected = first_of(VecDeque::from([closed, there])).await.unwrap();
        assert_eq!(connected.peer_addr().unwrap(), there);
        let refused = first_of(VecDeque::from([closed])).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        assert!(first_of(VecDeque::new()).await.is_err());
    }

    #[tokio::test]
    async fn an_address_of_version_6_is_dialled_as_an_address_writes_it() {
        let Ok(listener) = TcpListener::bind("[::1]:0").await else {
            println!("skipped: no IPv6 on this machine");
            return;
        };
        let port = listener.local_addr().unwrap().port();
        for host in ["[::1]", "::1"] {
            assert!(dial(host, port).await.is_ok(), "{host}");
        }
    }
}
