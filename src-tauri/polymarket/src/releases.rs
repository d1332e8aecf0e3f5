//! New versions of the program: what is told of them, and their files, from hosts of their own.
//!
//! By the same way out as everything else: no other host, no redirect, TLS wherever it is not this machine, the user's proxy, and all of
//! it counted. What comes is not believed here: whoever asks checks its signature.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::egress::{Egress, HostUse, NoResponse, RefusedContact};
use crate::{Endpoints, Error, RequestTimeouts};

/// What is told of a version is no longer than this, bytes.
const TOLD_MOST: u64 = 262_144;
/// How long a part of a file may take to come, real time. A file as a whole may take as long as the line needs.
const PART_WITHIN: Duration = Duration::from_secs(60);

/// Why nothing came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Another host than those that new versions come from. Nothing was sent.
    #[error("{0} is no host that new versions come from")]
    OtherHost(String),
    /// No connection, or no answer in time.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// It answers, and does not have it; a redirect is such an answer.
    #[error("answers with HTTP {0}")]
    Status(u16),
    /// It is longer than it may be.
    #[error("longer than {most} bytes")]
    TooLong {
        /// The most that it may have, bytes.
        most: u64,
    },
    /// It ended before all of it was there.
    #[error("it broke off after {received} bytes: {why}")]
    BrokeOff {
        /// What had come, bytes.
        received: u64,
        /// In words.
        why: String,
    },
    /// What is told of a version is no JSON.
    #[error("cannot be understood: {0}")]
    Unreadable(String),
}

/// How far a file has come, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// What is there.
    pub received: u64,
    /// What there will be, where the host says so.
    pub whole: Option<u64>,
}

/// The way to new versions. Clones share connections and counters.
#[derive(Debug, Clone)]
pub struct Releases {
    egress: Egress,
    timeouts: RequestTimeouts,
}

impl Releases {
    /// To the hosts of those addresses, through the proxy and with the authority of `endpoints`.
    ///
    /// # Errors
    /// As [`EndpointsError::Address`](crate::EndpointsError::Address): https only, but for this machine; [`Error::Setup`] where no
    /// client can be made.
    pub fn new(addresses: &[Url], endpoints: &Endpoints) -> Result<Self, Error> {
        let timeouts = RequestTimeouts::default();
        Ok(Self {
            egress: Egress::to_releases(addresses, endpoints, timeouts)?,
            timeouts,
        })
    }

    /// What is told of the newest version at that address.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn told(&self, at: &Url) -> Result<Value, FetchError> {
        let told = self.fetch(at, TOLD_MOST, Some(self.timeouts.read), |_| ()).await?;
        serde_json::from_slice(&told).map_err(|error| FetchError::Unreadable(error.to_string()))
    }

    /// A file of at most so many bytes; `progress` hears of each part.
    ///
    /// # Errors
    /// See [`FetchError`].
    pub async fn file(&self, at: &Url, most: u64, progress: impl FnMut(Fetched)) -> Result<Vec<u8>, FetchError> {
        self.fetch(at, most, None, progress).await
    }

    /// What went to these hosts.
    #[must_use]
    pub fn hosts(&self) -> Vec<HostUse> {
        self.egress.hosts()
    }

    /// The last requests that were not made, oldest first.
    #[must_use]
    pub fn refused(&self) -> Vec<RefusedContact> {
        self.egress.refused()
    }

    async fn fetch(
        &self,
        at: &Url,
        most: u64,
        within: Option<Duration>,
        mut progress: impl FnMut(Fetched),
    ) -> Result<Vec<u8>, FetchError> {
        let request = self
            .egress
            .request(Method::GET, at.clone())
            .map_err(|error| match error {
                Error::NotListed(host) => FetchError::OtherHost(host),
                other => FetchError::Unreachable(other.to_string()),
            })?;
        let request = match within {
            Some(within) => request.timeout(within),
            None => request,
        };
        let silent = || FetchError::Unreachable("no answer in time".to_owned());
        let answered = tokio::time::timeout(PART_WITHIN, request.send()).await;
        let (mut response, contact) = answered.map_err(|_| silent())?.map_err(|error| match error {
            NoResponse::NotSent(why) | NoResponse::Sent(why) => FetchError::Unreachable(why),
        })?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let whole = response.content_length();
        if whole.is_some_and(|whole| whole > most) {
            return Err(FetchError::TooLong { most });
        }
        let mut content = Vec::new();
        loop {
            let received = content.len() as u64;
            let broke_off = |why: String| FetchError::BrokeOff { received, why };
            let part = match tokio::time::timeout(PART_WITHIN, response.chunk()).await {
                Err(_) => return Err(broke_off("nothing came for a minute".to_owned())),
                Ok(Err(error)) => return Err(broke_off(error.without_url().to_string())),
                Ok(Ok(None)) => break,
                Ok(Ok(Some(part))) => part,
            };
            contact.received(part.len());
            content.extend_from_slice(&part);
            let received = content.len() as u64;
            if received > most {
                return Err(FetchError::TooLong { most });
            }
            progress(Fetched { received, whole });
        }
        match whole {
            Some(whole) if whole != content.len() as u64 => Err(FetchError::BrokeOff {
                received: content.len() as u64,
                why: format!("{whole} bytes were told"),
            }),
            _ => Ok(content),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A host that answers everything with those bytes and closes; its address.
    async fn host(answer: Vec<u8>) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut asked = [0; 4_096];
                let _ = socket.read(&mut asked).await;
                let _ = socket.write_all(&answer).await;
            }
        });
        address
    }

    fn answer(head: &str, body: &[u8]) -> Vec<u8> {
        [head.as_bytes(), b"\r\nconnection: close\r\n\r\n", body].concat()
    }

    fn way(to: &Url) -> Releases {
        let endpoints = Endpoints {
            proxy: crate::Proxy::Direct,
            ..Endpoints::polymarket().unwrap()
        };
        Releases::new(std::slice::from_ref(to), &endpoints).unwrap()
    }

    #[tokio::test]
    async fn a_file_comes_whole_with_its_progress_and_is_counted() {
        let at = host(answer("HTTP/1.1 200 OK\r\ncontent-length: 5", b"hello")).await;
        let releases = way(&at);
        let mut last = None;
        let file = releases.file(&at, 5, |fetched| last = Some(fetched)).await.unwrap();
        assert_eq!(file, b"hello");
        let all = Fetched {
            received: 5,
            whole: Some(5),
        };
        assert_eq!(last, Some(all));
        let hosts = releases.hosts();
        assert_eq!((hosts.len(), hosts[0].requests, hosts[0].bytes_received), (1, 1, 5));
        assert_eq!(hosts[0].purposes, [crate::Purpose::Updates]);
    }

    #[tokio::test]
    async fn what_breaks_off_is_too_long_elsewhere_or_not_there_is_refused() {
        let short = host(answer("HTTP/1.1 200 OK\r\ncontent-length: 50", b"hello")).await;
        let error = way(&short).file(&short, 100, |_| ()).await.unwrap_err();
        assert!(matches!(error, FetchError::BrokeOff { .. }), "{error}");

        let told_long = host(answer("HTTP/1.1 200 OK\r\ncontent-length: 50", b"hello")).await;
        let error = way(&told_long).file(&told_long, 49, |_| ()).await.unwrap_err();
        assert_eq!(error, FetchError::TooLong { most: 49 });
        // One that says nothing of its length is not believed to be short.
        let long = host(answer("HTTP/1.1 200 OK", &[b'x'; 9_000])).await;
        let error = way(&long).file(&long, 8_999, |_| ()).await.unwrap_err();
        assert_eq!(error, FetchError::TooLong { most: 8_999 });

        let moved = host(answer(
            "HTTP/1.1 302 Found\r\nlocation: http://evil.example/\r\ncontent-length: 0",
            b"",
        ))
        .await;
        let releases = way(&moved);
        let error = releases.file(&moved, 100, |_| ()).await.unwrap_err();
        assert_eq!(error, FetchError::Status(302));
        assert_eq!(releases.refused()[0].host, "evil.example");

        let elsewhere = "http://127.0.0.1:9/file".parse().unwrap();
        let error = releases.file(&elsewhere, 100, |_| ()).await.unwrap_err();
        assert_eq!(error, FetchError::OtherHost("127.0.0.1:9".to_owned()));

        let nobody = way(&elsewhere).file(&elsewhere, 100, |_| ()).await.unwrap_err();
        assert!(matches!(nobody, FetchError::Unreachable(_)), "{nobody}");
    }

    #[tokio::test]
    async fn what_is_told_is_json_and_plain_text_is_for_this_machine_alone() {
        let at = host(answer("HTTP/1.1 200 OK\r\ncontent-length: 2", b"{}")).await;
        assert_eq!(way(&at).told(&at).await, Ok(serde_json::json!({})));
        let at = host(answer("HTTP/1.1 200 OK\r\ncontent-length: 2", b"<h")).await;
        let error = way(&at).told(&at).await.unwrap_err();
        assert!(matches!(error, FetchError::Unreadable(_)), "{error}");
        let plain = ["http://releases.example/".parse().unwrap()];
        let refused = Releases::new(&plain, &Endpoints::polymarket().unwrap()).map(drop);
        assert!(matches!(refused, Err(Error::Insecure(_))), "{refused:?}");
    }
}
