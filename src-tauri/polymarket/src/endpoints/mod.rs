//! Where the venue is: every address on its own, so that each can be pointed elsewhere.
//!
//! These addresses are also the list of the hosts that may be contacted at all: see [`crate::egress`].

mod authority;
mod file;
mod words;

use url::{Host, Url};

pub use authority::Authority;

use crate::Error;

/// What an address is for. One host may serve several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Orders, books, balances, the API key: the CLOB.
    Orders,
    /// Trades and positions of traders: the Data API.
    TraderData,
    /// Markets' names, rules and categories, profiles: Gamma.
    Markets,
    /// Approvals and redemption that the user confirmed.
    Relayer,
    /// Contracts on Polygon.
    Polygon,
    /// Books as they change.
    MarketStream,
    /// Our own orders and trades as they happen.
    UserStream,
    /// Everybody's trades as they happen.
    ActivityStream,
    /// Whether orders are taken from where we are.
    Region,
    /// New versions of the program itself: the one that is not Polymarket's, and no endpoints file names it.
    Updates,
}

impl Purpose {
    /// Every one of the venue's, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Orders,
        Self::TraderData,
        Self::Markets,
        Self::MarketStream,
        Self::UserStream,
        Self::ActivityStream,
        Self::Relayer,
        Self::Region,
        Self::Polygon,
    ];

    /// The key in an endpoints file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Orders => "clob",
            Self::TraderData => "data",
            Self::Markets => "gamma",
            Self::Relayer => "relayer",
            Self::Polygon => "polygon",
            Self::MarketStream => "market_stream",
            Self::UserStream => "user_stream",
            Self::ActivityStream => "activity_stream",
            Self::Region => "geoblock",
            Self::Updates => "updates",
        }
    }

    const fn is_stream(self) -> bool {
        matches!(self, Self::MarketStream | Self::UserStream | Self::ActivityStream)
    }
}

/// Through what connections go out. Those to this machine go through nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// What the environment says (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`, in either case), or else the system's settings.
    #[default]
    FromSystem,
    /// Nothing, whatever the environment says.
    Direct,
    /// This HTTP proxy, which is asked to connect (`CONNECT`) and sees names and ports, no content. SOCKS is not offered.
    At(Url),
}

/// The venue's addresses. A base may have a path of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Base of the CLOB's REST interface.
    pub clob: Url,
    /// Base of the Data API, without `/v2`.
    pub data: Url,
    /// Base of Gamma.
    pub gamma: Url,
    /// Base of the relayer.
    pub relayer: Url,
    /// JSON-RPC nodes of Polygon, whole, asked in this order. Without any, nothing is read from the chain.
    pub polygon: Vec<Url>,
    /// The market channel, whole.
    pub market_stream: Url,
    /// The user channel, whole.
    pub user_stream: Url,
    /// The activity stream, whole.
    pub activity_stream: Url,
    /// The geoblock question, whole.
    pub geoblock: Url,
    /// The way out to all of them.
    pub proxy: Proxy,
    /// An authority of the user's own, trusted beside the system's.
    pub authority: Option<Authority>,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It cannot be read, or has no host.
    #[error("it is no web address")]
    NotAnAddress,
    /// Plain text to another machine.
    #[error("plain http or ws is only for this machine: use https or wss")]
    Plain,
    /// Not of the kind that is needed there.
    #[error("a stream needs a wss address, everything else an https address")]
    WrongKind,
    /// It holds a user name or password, which would be shown and logged with it.
    #[error("it must not hold a user name or password")]
    Credentials,
    /// It has a query or a fragment, to which nothing can be joined.
    #[error("it must end with its path, without ? or #")]
    Query,
}

/// Why addresses cannot be used. Nothing was contacted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointsError {
    /// The file cannot be read.
    #[error("the endpoints file {path} cannot be read: {why}")]
    File {
        /// The file's path as it was given.
        path: String,
        /// The system's words.
        why: String,
    },
    /// It is not what it should be: not JSON, or a key that nobody knows.
    #[error("the endpoints file cannot be understood: {0}")]
    Content(String),
    /// The certificate of an own authority cannot be used.
    #[error("the authority's certificate {path} cannot be used: {why}")]
    Authority {
        /// The certificate's file.
        path: String,
        /// What is wrong with it, in words.
        why: String,
    },
    /// One address cannot be used.
    #[error("the address for \"{key}\" cannot be used: {fault}")]
    Address {
        /// Its key in the file.
        key: &'static str,
        /// What is wrong with the address.
        fault: AddressFault,
    },
}

impl From<EndpointsError> for Error {
    fn from(error: EndpointsError) -> Self {
        match error {
            EndpointsError::Address {
                fault: AddressFault::Plain,
                key,
            } => Self::Insecure(key.to_owned()),
            other => Self::Setup(other.to_string()),
        }
    }
}

impl Endpoints {
    /// Polymarket itself (polymarket-api §1.1).
    ///
    /// # Errors
    /// [`Error::Setup`] never in practice: the addresses are constants.
    pub fn polymarket() -> Result<Self, Error> {
        Ok(Self {
            clob: parse("https://clob.polymarket.com")?,
            data: parse("https://data-api.polymarket.com")?,
            gamma: parse("https://gamma-api.polymarket.com")?,
            relayer: parse("https://relayer-v2.polymarket.com")?,
            polygon: vec![parse("https://polygon.drpc.org")?],
            market_stream: parse("wss://ws-subscriptions-clob.polymarket.com/ws/market")?,
            user_stream: parse("wss://ws-subscriptions-clob.polymarket.com/ws/user")?,
            activity_stream: parse("wss://ws-live-data.polymarket.com")?,
            geoblock: parse("https://polymarket.com/api/geoblock")?,
            proxy: Proxy::FromSystem,
            authority: None,
        })
    }

    /// A venue that serves everything under one address, as the simulated one does.
    ///
    /// # Errors
    /// [`Error::Setup`] when the address cannot carry WebSockets, [`Error::Insecure`] when it is plain http elsewhere.
    pub fn local(base: &Url) -> Result<Self, Error> {
        let mut sockets = base.clone();
        let scheme = if base.scheme() == "https" { "wss" } else { "ws" };
        sockets
            .set_scheme(scheme)
            .map_err(|()| Error::Setup(format!("not a web address: {base}")))?;
        let endpoints = Self {
            clob: base.clone(),
            data: base.clone(),
            gamma: base.clone(),
            relayer: base.clone(),
            polygon: vec![join(base, "rpc")?],
            market_stream: join(&sockets, "ws/market")?,
            user_stream: join(&sockets, "ws/user")?,
            activity_stream: join(&sockets, "rtds")?,
            geoblock: join(base, "api/geoblock")?,
            proxy: Proxy::FromSystem,
            authority: None,
        };
        endpoints.check()?;
        Ok(endpoints)
    }

    /// The same, of an address as it was typed.
    ///
    /// # Errors
    /// As [`Endpoints::local`].
    pub fn local_at(base: &str) -> Result<Self, Error> {
        Self::local(&parse(base)?)
    }

    /// Every address with what it is for.
    pub fn addresses(&self) -> impl Iterator<Item = (Purpose, &Url)> {
        Purpose::ALL
            .into_iter()
            .flat_map(move |purpose| self.of(purpose).iter().map(move |url| (purpose, url)))
    }

    /// The addresses for that: one, or Polygon's nodes.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> &[Url] {
        use std::slice::from_ref;
        match purpose {
            Purpose::Orders => from_ref(&self.clob),
            Purpose::TraderData => from_ref(&self.data),
            Purpose::Markets => from_ref(&self.gamma),
            Purpose::Relayer => from_ref(&self.relayer),
            Purpose::Polygon => &self.polygon,
            Purpose::MarketStream => from_ref(&self.market_stream),
            Purpose::UserStream => from_ref(&self.user_stream),
            Purpose::ActivityStream => from_ref(&self.activity_stream),
            Purpose::Region => from_ref(&self.geoblock),
            Purpose::Updates => &[],
        }
    }

    /// That every address can be used: of the right kind, without a password, and plain text only to this machine.
    ///
    /// # Errors
    /// [`EndpointsError::Address`] naming the first that cannot.
    pub fn check(&self) -> Result<(), EndpointsError> {
        for (purpose, url) in self.addresses() {
            let fault = fault_of(purpose, url);
            let key = purpose.key();
            fault.map_or(Ok(()), |fault| Err(EndpointsError::Address { key, fault }))?;
        }
        match &self.proxy {
            // What goes through it is encrypted from here to the venue, so it may itself be spoken to in plain text.
            Proxy::At(url) if url.scheme() != "http" || url.host().is_none() => Err(EndpointsError::Address {
                key: "proxy",
                fault: AddressFault::NotAnAddress,
            }),
            _ => Ok(()),
        }
    }
}

pub(crate) fn fault_of(purpose: Purpose, url: &Url) -> Option<AddressFault> {
    let (encrypted, plain) = if purpose.is_stream() {
        ("wss", "ws")
    } else {
        ("https", "http")
    };
    if url.host().is_none() {
        return Some(AddressFault::NotAnAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Some(AddressFault::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Some(AddressFault::Query);
    }
    match url.scheme() {
        scheme if scheme == encrypted => None,
        scheme if scheme == plain && is_loopback(url) => None,
        "http" | "ws" if !is_loopback(url) => Some(AddressFault::Plain),
        _ => Some(AddressFault::WrongKind),
    }
}

/// Whether that address is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// `path` under `base`, whether or not the base ends in a slash. `path` is ours, with plain segments.
pub(crate) fn join(base: &Url, path: &str) -> Result<Url, Error> {
    let mut url = base.clone();
    {
        let mut segments = url
            .path_segments_mut()
            .map_err(|()| Error::Setup(format!("not a web address: {base}")))?;
        segments
            .pop_if_empty()
            .extend(path.split('/').filter(|segment| !segment.is_empty()));
    }
    url.set_query(None);
    Ok(url)
}

fn parse(text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|error| Error::Setup(format!("{text}: {error}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a url")
    }

    #[test]
    fn polymarket_is_encrypted_throughout_and_every_purpose_has_an_address() {
        let endpoints = Endpoints::polymarket().expect("constants");
        assert_eq!(endpoints.check(), Ok(()));
        for purpose in Purpose::ALL {
            assert!(!endpoints.of(purpose).is_empty(), "{purpose:?}");
        }
        assert!(
            endpoints
                .addresses()
                .all(|(_, url)| matches!(url.scheme(), "https" | "wss"))
        );
    }

    #[test]
    fn plain_text_is_for_this_machine_only() {
        for here in [
            "http://127.0.0.1:7000",
            "http://localhost:1",
            "http://[::1]:9/",
            "https://venue.example",
        ] {
            assert!(Endpoints::local(&url(here)).is_ok(), "{here}");
        }
        for elsewhere in [
            "http://10.0.0.1",
            "http://localhost.example",
            "http://127.0.0.1.example/",
        ] {
            let refused = Endpoints::local(&url(elsewhere));
            assert!(matches!(refused, Err(Error::Insecure(_))), "{elsewhere}");
        }
        assert!(matches!(Endpoints::local(&url("mailto:a@b")), Err(Error::Setup(_))));
    }

    #[test]
    fn one_wrong_address_among_right_ones_is_found_and_named() {
        let wrong = |change: fn(&mut Endpoints)| {
            let mut endpoints = Endpoints::polymarket().expect("constants");
            change(&mut endpoints);
            match endpoints.check() {
                Err(EndpointsError::Address { key, fault }) => (key, fault),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(
            wrong(|all| all.activity_stream = url("ws://ws-live-data.polymarket.com")),
            ("activity_stream", AddressFault::Plain)
        );
        assert_eq!(
            wrong(|all| all.polygon.push(url("http://rpc.example"))),
            ("polygon", AddressFault::Plain)
        );
        assert_eq!(
            wrong(|all| all.user_stream = url("https://ws.example")),
            ("user_stream", AddressFault::WrongKind)
        );
        assert_eq!(
            wrong(|all| all.relayer = url("ftp://r.example")),
            ("relayer", AddressFault::WrongKind)
        );
        assert_eq!(
            wrong(|all| all.clob = url("https://me:secret@clob.example")),
            ("clob", AddressFault::Credentials)
        );
        assert_eq!(
            wrong(|all| all.data = url("https://d.example/?a=b")),
            ("data", AddressFault::Query)
        );
        assert_eq!(
            wrong(|all| all.proxy = Proxy::At(url("socks5://127.0.0.1:9050"))),
            ("proxy", AddressFault::NotAnAddress)
        );
    }

    #[test]
    fn paths_are_joined_under_a_base_with_or_without_slash() {
        for base in ["http://127.0.0.1:1/venue", "http://127.0.0.1:1/venue/"] {
            let url = join(&url(base), "data/order/0xab").expect("a path");
            assert_eq!(url.as_str(), "http://127.0.0.1:1/venue/data/order/0xab");
        }
    }
}
