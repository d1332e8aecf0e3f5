//! The only way out of the program: no other place makes an HTTP client or opens a socket (`tests/tests/arrows.rs`).
//!
//! It is given the venue's addresses once, and from then on reaches their hosts and no other, by TLS but for this machine. A
//! request to another host is refused before anything is looked up or opened; a redirect is an answer and is not followed.
//! What goes to each host is counted, and what was refused is kept, so that it can be shown.
//!
//! A proxy of the user's (see [`Proxy`]) carries HTTP and streams alike. It is asked to connect to the hosts of the list only.

mod clients;
mod dialing;
mod hosts;
mod proxies;
mod sockets;
mod trust;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use pilotfish_vault::Headers;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Method, RequestBuilder, Response};
use url::Url;

use self::clients::Clients;
use self::proxies::Proxies;
use self::trust::Trust;
use crate::endpoints::fault_of;
use crate::transport::{RequestTimeouts, chain, system_ms};
use crate::{Endpoints, EndpointsError, Error, Purpose};

pub(crate) use hosts::Contact;
pub use hosts::HostUse;
pub(crate) use sockets::{Socket, SocketError};

/// So many refused requests are kept; older ones are forgotten.
const REFUSED_MOST: usize = 50;

/// A host as it is contacted: name, port, and whether by TLS.
type HostKey = (String, u16, bool);

/// Why a request was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedBecause {
    /// Its host is not on the list.
    NotListed,
    /// An answer pointed there; redirects are not followed, wherever they lead.
    Redirect,
}

/// A request that was not made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RefusedContact {
    /// When, the system's time, ms since 1970.
    pub at_ms: i64,
    /// The host, with its port where it is an unusual one.
    pub host: String,
    /// The rule that refused it.
    pub because: RefusedBecause,
}

/// The way out. Clones share everything.
#[derive(Debug, Clone)]
pub(crate) struct Egress {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    listed: BTreeMap<HostKey, Arc<Contact>>,
    refused: Mutex<VecDeque<RefusedContact>>,
    clients: RwLock<Clients>,
    proxies: Proxies,
    trust: Trust,
    timeouts: RequestTimeouts,
}

/// A request to a listed host that was not sent yet.
pub(crate) struct Outgoing {
    request: RequestBuilder,
    contact: Arc<Contact>,
    url: Url,
    bytes: usize,
    has_key: bool,
    egress: Egress,
}

/// Why a request has no answer.
pub(crate) enum NoResponse {
    /// Nothing was sent.
    NotSent(String),
    /// It was sent, at least in part.
    Sent(String),
}

impl Egress {
    /// To the hosts of those addresses.
    ///
    /// # Errors
    /// As [`Endpoints::check`], and [`Error::Setup`] where no client can be made.
    pub(crate) fn new(endpoints: &Endpoints, timeouts: RequestTimeouts) -> Result<Self, Error> {
        endpoints.check()?;
        let polymarket = Endpoints::polymarket()?;
        let usual: Vec<HostKey> = polymarket.addresses().filter_map(|(_, url)| key(url)).collect();
        Self::to(endpoints.addresses(), &usual, endpoints, timeouts)
    }

    /// To the hosts that new versions of the program come from, and to none of the venue's; with the same proxy and authority.
    ///
    /// # Errors
    /// [`EndpointsError::Address`] where one is not to be used, and [`Error::Setup`] where no client can be made.
    pub(crate) fn to_releases(
        addresses: &[Url],
        endpoints: &Endpoints,
        timeouts: RequestTimeouts,
    ) -> Result<Self, Error> {
        let fault = addresses.iter().find_map(|url| fault_of(Purpose::Updates, url));
        fault.map_or(Ok(()), |fault| {
            let key = Purpose::Updates.key();
            Err(EndpointsError::Address { key, fault })
        })?;
        let usual: Vec<HostKey> = addresses.iter().filter_map(key).collect();
        let addresses = addresses.iter().map(|url| (Purpose::Updates, url));
        Self::to(addresses, &usual, endpoints, timeouts)
    }

    fn to<'a>(
        addresses: impl Iterator<Item = (Purpose, &'a Url)>,
        usual: &[HostKey],
        endpoints: &Endpoints,
        timeouts: RequestTimeouts,
    ) -> Result<Self, Error> {
        let proxies = Proxies::of(&endpoints.proxy);
        let mut listed: BTreeMap<HostKey, Contact> = BTreeMap::new();
        for (purpose, url) in addresses {
            let key = key(url).ok_or_else(|| Error::Setup(format!("no host in {url}")))?;
            let is_own = !usual.contains(&key);
            let contact = listed
                .entry(key)
                .or_insert_with(|| Contact::new(shown(url), is_own, !is_plain(url)));
            contact.serves(purpose);
            contact.goes_through(proxies.of_url(url).map(|proxy| proxy.shown()));
        }
        let clients = Clients::new(timeouts, endpoints)?;
        let trust = Trust::of(endpoints)?;
        Ok(Self {
            shared: Arc::new(Shared {
                listed: listed
                    .into_iter()
                    .map(|(key, contact)| (key, Arc::new(contact)))
                    .collect(),
                refused: Mutex::default(),
                clients: RwLock::new(clients),
                proxies,
                trust,
                timeouts,
            }),
        })
    }

    /// Every host that may be contacted, with what went there since the start.
    pub(crate) fn hosts(&self) -> Vec<HostUse> {
        self.shared
            .listed
            .values()
            .map(|contact| contact.usage(system_ms()))
            .collect()
    }

    /// The last requests that were not made, oldest first.
    pub(crate) fn refused(&self) -> Vec<RefusedContact> {
        let refused = self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.iter().cloned().collect()
    }

    /// The proxy for that address: host and port, without its password.
    pub(crate) fn proxy_for(&self, url: &Url) -> Option<String> {
        self.shared.proxies.of_url(url).map(|proxy| proxy.shown())
    }

    /// New clients: what is under way on the old ones ends by itself or with its caller.
    pub(crate) fn renew(&self, endpoints: &Endpoints) -> Result<(), Error> {
        let clients = Clients::new(self.shared.timeouts, endpoints)?;
        *self.shared.clients.write().unwrap_or_else(PoisonError::into_inner) = clients;
        Ok(())
    }

    /// A request to a listed host.
    ///
    /// # Errors
    /// [`Error::NotListed`] for any other: nothing is looked up or opened.
    pub(crate) fn request(&self, method: Method, url: Url) -> Result<Outgoing, Error> {
        let contact = self.admit(&url)?;
        let clients = self.shared.clients.read().unwrap_or_else(PoisonError::into_inner);
        let client = clients.of(&method, &url);
        Ok(Outgoing {
            bytes: method.as_str().len() + url.as_str().len(),
            request: client.request(method, url.clone()),
            contact,
            url,
            has_key: false,
            egress: self.clone(),
        })
    }

    /// A stream's connection to a listed host.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(crate) async fn connect(&self, url: &Url) -> Result<Socket, String> {
        let contact = self.admit(url).map_err(|error| error.to_string())?;
        let proxy = self.shared.proxies.of_url(url);
        sockets::connect(url, proxy.as_ref(), &self.shared.trust, contact).await
    }

    fn admit(&self, url: &Url) -> Result<Arc<Contact>, Error> {
        let contact = key(url).and_then(|key| self.shared.listed.get(&key));
        contact.cloned().ok_or_else(|| {
            self.note(url, RefusedBecause::NotListed);
            Error::NotListed(shown(url))
        })
    }

    fn note(&self, url: &Url, because: RefusedBecause) {
        let host = shown(url);
        tracing::warn!(host, ?because, "a request was not made");
        let mut refused = self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.len() >= REFUSED_MOST {
            refused.pop_front();
        }
        refused.push_back(RefusedContact {
            at_ms: system_ms(),
            host,
            because,
        });
    }
}

impl Outgoing {
    /// How long it may take, from when it is sent.
    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.request = self.request.timeout(timeout);
        self
    }

    /// With authentication headers, which no log shows.
    ///
    /// # Errors
    /// A header that cannot be written.
    pub(crate) fn signed(mut self, headers: &Headers) -> Result<Self, Error> {
        for (name, value) in headers.iter() {
            let header = HeaderValue::from_str(value);
            let mut header = header.map_err(|_| Error::Setup(format!("the header {name} cannot be written")))?;
            header.set_sensitive(true);
            self.bytes += name.len() + value.len();
            self.request = self.request.header(name, header);
        }
        self.has_key = true;
        Ok(self)
    }

    /// With that JSON, byte for byte.
    pub(crate) fn json(mut self, body: String) -> Self {
        self.bytes += body.len();
        self.request = self.request.header(CONTENT_TYPE, "application/json").body(body);
        self
    }

    /// Sends it, once.
    pub(crate) async fn send(self) -> Result<(Response, Arc<Contact>), NoResponse> {
        let Self {
            request,
            contact,
            url,
            bytes,
            has_key,
            egress,
        } = self;
        contact.asked(bytes, has_key, system_ms());
        match request.send().await {
            Ok(response) => {
                if response.status().is_redirection()
                    && let Some(to) = target(response.headers(), &url)
                {
                    egress.note(&to, RefusedBecause::Redirect);
                }
                Ok((response, contact))
            }
            Err(error) => {
                let is_unsent = error.is_connect() || error.is_builder();
                // The address may hold the key of a node of the user's own.
                let words = format!("{}: {}", contact.host(), chain(&error.without_url()));
                Err(if is_unsent {
                    NoResponse::NotSent(words)
                } else {
                    NoResponse::Sent(words)
                })
            }
        }
    }
}

/// Where a redirect points.
fn target(headers: &HeaderMap, from: &Url) -> Option<Url> {
    from.join(headers.get(LOCATION)?.to_str().ok()?).ok()
}

fn key(url: &Url) -> Option<HostKey> {
    let host = url.host_str()?.to_ascii_lowercase();
    Some((host, url.port_or_known_default()?, !is_plain(url)))
}

fn is_plain(url: &Url) -> bool {
    !matches!(url.scheme(), "https" | "wss")
}

/// The host, with its port where it is an unusual one. Never the path: a node's may hold a key.
fn shown(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "no host".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;
    use crate::endpoints::is_loopback;

    fn egress() -> Egress {
        Egress::new(&Endpoints::polymarket().unwrap(), RequestTimeouts::default()).unwrap()
    }

    #[test]
    fn a_request_to_a_host_that_is_not_listed_cannot_be_made() {
        let egress = egress();
        let made = |text: &str| egress.request(Method::GET, text.parse().unwrap()).is_ok();
        for listed in [
            "https://clob.polymarket.com/time",
            "https://CLOB.polymarket.com:443/",
            "https://polymarket.com/api/geoblock",
        ] {
            assert!(made(listed), "{listed}");
        }
        let others = [
            "https://polymarket.com.example/",
            "https://evil.example/",
            // The same names, not as they are listed.
            "http://clob.polymarket.com/time",
            "https://clob.polymarket.com:8443/",
            "https://clob.polymarket.com@evil.example/",
            "https://clob.polymarket.com./",
            "http://127.0.0.1/",
            "data:text/plain,x",
        ];
        for other in others {
            let refused = egress.request(Method::POST, other.parse().unwrap()).map(|_| ());
            assert!(matches!(refused, Err(Error::NotListed(_))), "{other}");
        }
        let refused = egress.refused();
        assert_eq!(refused.len(), others.len());
        assert!(
            refused
                .iter()
                .all(|refused| refused.because == RefusedBecause::NotListed)
        );
        assert_eq!(refused[1].host, "evil.example");
        assert!(
            egress.hosts().iter().all(|host| host.requests == 0),
            "nothing was counted"
        );
    }

    #[tokio::test]
    async fn a_stream_to_a_host_that_is_not_listed_is_not_opened() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap()).parse().unwrap();
        let words = egress().connect(&url).await.map(|_| ()).unwrap_err();
        assert!(words.contains("127.0.0.1") && words.contains("list"), "{words}");
        let nobody = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(nobody.is_err(), "nobody came");
    }

    #[test]
    fn what_was_refused_is_kept_up_to_a_bound() {
        let egress = egress();
        for number in 0..REFUSED_MOST + 3 {
            let url = format!("https://h{number}.example/").parse().unwrap();
            assert!(egress.request(Method::GET, url).is_err());
        }
        let refused = egress.refused();
        assert_eq!(refused.len(), REFUSED_MOST);
        assert_eq!(refused[0].host, "h3.example");
    }

    #[test]
    fn a_host_is_listed_once_with_everything_it_serves() {
        let base = "http://127.0.0.1:7000".parse().unwrap();
        let hosts = Egress::new(&Endpoints::local(&base).unwrap(), RequestTimeouts::default())
            .unwrap()
            .hosts();
        assert_eq!(hosts.len(), 1);
        assert_eq!(hosts[0].host, "127.0.0.1:7000");
        assert_eq!(hosts[0].purposes.len(), crate::endpoints::Purpose::ALL.len());
        assert!(hosts[0].is_own && !hosts[0].encrypted);
        assert!(is_loopback(&base));
        let usual = egress().hosts();
        assert!(usual.iter().all(|host| host.encrypted && !host.is_own));
        assert_eq!(usual.len(), 8, "both channels of one host");
    }
}
