//! The HTTP clients: own time-outs, no redirects, HTTP/2 wherever TLS agrees on it.

use std::time::Duration;

use reqwest::Method;
use url::Url;

use crate::Error;
use crate::endpoints::{Authority, Endpoints, Proxy, is_loopback};
use crate::transport::{RequestTimeouts, chain};

/// How long a connection is kept without use. Setting one up again costs an order its lead.
const IDLE_MOST: Duration = Duration::from_secs(600);

/// How often an HTTP/2 connection is asked whether it lives, and how long it may take to answer.
const PING_EVERY: Duration = Duration::from_secs(15);
/// See [`PING_EVERY`].
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// The pools of connections. Clones share them.
#[derive(Debug, Clone)]
pub(super) struct Clients {
    /// For this machine: never through a proxy, whatever the environment says.
    direct: reqwest::Client,
    /// For questions to everywhere else, all of one host over one connection.
    questions: reqwest::Client,
    /// For changes everywhere else, over connections of their own: they stand behind no question, and are never repeated, not
    /// even where HTTP/2 says that the first was not looked at.
    changes: reqwest::Client,
}

impl Clients {
    pub(super) fn new(timeouts: RequestTimeouts, endpoints: &Endpoints) -> Result<Self, Error> {
        let setup = |error: reqwest::Error| Error::Setup(chain(&error.without_url()));
        let own = endpoints.authority.iter().flat_map(Authority::certificates);
        let own: Vec<reqwest::Certificate> = own
            .map(|certificate| reqwest::Certificate::from_der(certificate))
            .collect::<Result<_, _>>()
            .map_err(setup)?;
        // A connection that is dead without a word is noticed by its pings.
        let builder = || {
            let trusting = reqwest::Client::builder();
            let trusting = if own.is_empty() {
                trusting
            } else {
                trusting.tls_certs_merge(own.iter().cloned())
            };
            trusting
                .user_agent(concat!("pilotfish/", env!("CARGO_PKG_VERSION")))
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(timeouts.connect)
                .pool_idle_timeout(IDLE_MOST)
                .http2_keep_alive_interval(PING_EVERY)
                .http2_keep_alive_timeout(PING_TIMEOUT)
                .http2_keep_alive_while_idle(true)
        };
        let outward = || match &endpoints.proxy {
            Proxy::FromSystem => Ok(builder()),
            Proxy::Direct => Ok(builder().no_proxy()),
            Proxy::At(url) => reqwest::Proxy::all(url.as_str())
                .map(|proxy| builder().no_proxy().proxy(proxy))
                .map_err(setup),
        };
        Ok(Self {
            direct: builder().no_proxy().build().map_err(setup)?,
            questions: outward()?.build().map_err(setup)?,
            changes: outward()?.retry(reqwest::retry::never()).build().map_err(setup)?,
        })
    }

    pub(super) fn of(&self, method: &Method, url: &Url) -> &reqwest::Client {
        if is_loopback(url) {
            &self.direct
        } else if *method == Method::GET {
            &self.questions
        } else {
            &self.changes
        }
    }
}
