//! Where the venue is: every base address on its own, so that each can be pointed elsewhere.

use url::{Host, Url};

use crate::Error;

/// The venue's base addresses. A base may have a path of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Orders, books, our own trades: the CLOB's REST interface.
    pub clob: Url,
    /// Positions, activity, leaderboard: the Data API, without `/v2`.
    pub data: Url,
    /// Markets, events, profiles.
    pub gamma: Url,
    /// The CLOB's WebSocket base, without `/ws/market` and `/ws/user`.
    pub ws: Url,
    /// The activity stream, whole.
    pub rtds: Url,
    /// The geoblock question, whole.
    pub geoblock: Url,
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
            ws: parse("wss://ws-subscriptions-clob.polymarket.com")?,
            rtds: parse("wss://ws-live-data.polymarket.com")?,
            geoblock: parse("https://polymarket.com/api/geoblock")?,
        })
    }

    /// A venue that serves everything under one address, as the simulated one does.
    ///
    /// # Errors
    /// [`Error::Setup`] when the address cannot carry WebSockets, [`Error::Insecure`] when it is plain http elsewhere.
    pub fn local(base: &Url) -> Result<Self, Error> {
        let mut ws = base.clone();
        let scheme = if base.scheme() == "https" { "wss" } else { "ws" };
        ws.set_scheme(scheme)
            .map_err(|()| Error::Setup(format!("not a web address: {base}")))?;
        let endpoints = Self {
            clob: base.clone(),
            data: base.clone(),
            gamma: base.clone(),
            rtds: join(&ws, "rtds")?,
            ws,
            geoblock: join(base, "api/geoblock")?,
        };
        endpoints.check()?;
        Ok(endpoints)
    }

    /// That no address is plain text unless it is this machine.
    ///
    /// # Errors
    /// [`Error::Insecure`] naming the first that is, [`Error::Setup`] for another scheme.
    pub fn check(&self) -> Result<(), Error> {
        for url in [
            &self.clob,
            &self.data,
            &self.gamma,
            &self.ws,
            &self.rtds,
            &self.geoblock,
        ] {
            match url.scheme() {
                "https" | "wss" => {}
                "http" | "ws" if is_loopback(url) => {}
                "http" | "ws" => return Err(Error::Insecure(url.to_string())),
                _ => return Err(Error::Setup(format!("not a web address: {url}"))),
            }
        }
        Ok(())
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

    #[test]
    fn polymarket_is_encrypted_throughout() {
        let endpoints = Endpoints::polymarket().expect("constants");
        assert_eq!(endpoints.check(), Ok(()));
    }

    #[test]
    fn plain_text_is_for_this_machine_only() {
        for here in [
            "http://127.0.0.1:7000",
            "http://localhost:1",
            "http://[::1]:9/",
            "https://venue.example",
        ] {
            assert!(Endpoints::local(&Url::parse(here).expect("a url")).is_ok(), "{here}");
        }
        for elsewhere in [
            "http://10.0.0.1",
            "http://localhost.example",
            "http://127.0.0.1.example/",
        ] {
            let refused = Endpoints::local(&Url::parse(elsewhere).expect("a url"));
            assert!(matches!(refused, Err(Error::Insecure(_))), "{elsewhere}");
        }
        let mut mixed = Endpoints::polymarket().expect("constants");
        mixed.rtds = Url::parse("ws://ws-live-data.polymarket.com").expect("a url");
        assert!(matches!(mixed.check(), Err(Error::Insecure(_))));
        assert!(matches!(
            Endpoints::local(&Url::parse("mailto:a@b").expect("a url")),
            Err(Error::Setup(_))
        ));
    }

    #[test]
    fn paths_are_joined_under_a_base_with_or_without_slash() {
        for base in ["http://127.0.0.1:1/venue", "http://127.0.0.1:1/venue/"] {
            let url = join(&Url::parse(base).expect("a url"), "data/order/0xab").expect("a path");
            assert_eq!(url.as_str(), "http://127.0.0.1:1/venue/data/order/0xab");
        }
    }
}
