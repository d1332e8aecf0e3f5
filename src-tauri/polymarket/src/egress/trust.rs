//! Whose certificates a stream's connection trusts: the system's authorities and one of the user's own, as the HTTP clients do.
//! Read once, so that a connection that is made again does not read the system's list again, and may resume its TLS session.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::Connector;

use crate::endpoints::{Authority, Purpose};
use crate::{Endpoints, Error};

/// See the module.
#[derive(Clone)]
pub(super) struct Trust {
    /// None where every stream is this machine's own, in plain text.
    config: Option<Arc<ClientConfig>>,
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trust")
    }
}

impl Trust {
    /// What those addresses need.
    ///
    /// # Errors
    /// [`Error::Setup`] where TLS cannot be set up. That the system has no authorities is none: then no connection will stand, and
    /// says why.
    pub(super) fn of(endpoints: &Endpoints) -> Result<Self, Error> {
        let streams = [Purpose::MarketStream, Purpose::UserStream, Purpose::ActivityStream];
        let mut addresses = streams.iter().flat_map(|purpose| endpoints.of(*purpose));
        if !addresses.any(|url| url.scheme() == "wss") {
            return Ok(Self { config: None });
        }
        let system = rustls_native_certs::load_native_certs();
        if !system.errors.is_empty() {
            tracing::warn!(errors = ?system.errors, "some of the system's authorities cannot be read");
        }
        let mut roots = RootCertStore::empty();
        let _counts = roots.add_parsable_certificates(system.certs);
        for certificate in endpoints.authority.iter().flat_map(Authority::certificates) {
            roots
                .add(certificate.clone())
                .map_err(|error| Error::Setup(error.to_string()))?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Setup(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config: Some(Arc::new(config)),
        })
    }

    /// For one connection.
    pub(super) fn connector(&self) -> Connector {
        self.config
            .as_ref()
            .map_or(Connector::Plain, |config| Connector::Rustls(Arc::clone(config)))
    }
}
