//! Which proxy a stream goes through: by the same rules, and from the same settings, as the HTTP clients.

use hyper_util::client::proxy::matcher::Matcher;
use tokio_tungstenite::tungstenite::http::Uri;
use url::Url;

use crate::endpoints::{Proxy, is_loopback};

/// The settings, read once.
#[derive(Debug)]
pub(super) struct Proxies {
    matcher: Option<Matcher>,
}

/// A proxy for one address.
pub(super) struct Chosen {
    pub(super) host: String,
    pub(super) port: u16,
    /// `http`, or another that is not offered.
    pub(super) scheme: String,
    /// The value of `Proxy-Authorization`, where the user's settings hold a name and a password.
    pub(super) authorization: Option<String>,
}

impl Proxies {
    pub(super) fn of(proxy: &Proxy) -> Self {
        let matcher = match proxy {
            Proxy::FromSystem => Some(Matcher::from_system()),
            Proxy::Direct => None,
            Proxy::At(url) => Some(Matcher::builder().all(url.as_str()).build()),
        };
        Self { matcher }
    }

    /// The proxy for that address; none where it is reached directly, as this machine always is.
    pub(super) fn of_url(&self, url: &Url) -> Option<Chosen> {
        if is_loopback(url) {
            return None;
        }
        // The rules know http and https only.
        let mut asked = url.clone();
        if url.scheme() == "wss" {
            let as_https = format!("https{}", url.as_str().strip_prefix("wss")?);
            asked = Url::parse(&as_https).ok()?;
        }
        let uri: Uri = asked.as_str().parse().ok()?;
        let found = self.matcher.as_ref()?.intercept(&uri)?;
        let to = found.uri();
        Some(Chosen {
            host: to.host()?.to_owned(),
            port: to
                .port_u16()
                .unwrap_or(if to.scheme_str() == Some("https") { 443 } else { 80 }),
            scheme: to.scheme_str().unwrap_or("http").to_owned(),
            authorization: found
                .basic_auth()
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
        })
    }
}

impl Chosen {
    /// Host and port.
    pub(super) fn shown(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_given_proxy_is_for_every_host_but_this_machine_and_its_password_is_not_shown() {
        let proxies = Proxies::of(&Proxy::At(url("http://me:secret@proxy.example:3128")));
        for there in ["wss://ws.example/ws/market", "https://clob.example/time"] {
            let chosen = proxies.of_url(&url(there)).expect(there);
            assert_eq!(chosen.shown(), "proxy.example:3128");
            assert!(chosen.authorization.unwrap().starts_with("Basic "));
        }
        assert!(proxies.of_url(&url("ws://127.0.0.1:1/")).is_none());
        assert!(
            Proxies::of(&Proxy::Direct)
                .of_url(&url("https://clob.example"))
                .is_none()
        );
    }
}
