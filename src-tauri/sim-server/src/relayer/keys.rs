//! Who may submit: whoever has a relayer API key (one person's), or a builder API key (an HMAC over the request, as L2).
//!
//! Both kinds are functions of (world, address), so that they are the same after a restart; a builder's counts once it
//! has been created. What is revoked or created is not in the journal: it belongs to people, not to the world.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::Address;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use super::refused::RelayerRefusal;
use crate::auth::{Credentials, Signed, header, l2_signature_holds, made_up_uuid, within_window};
use crate::host::Host;
use crate::refusal::Refusal;
use crate::state::{App, real_seconds};

/// The keys of one world.
#[derive(Debug)]
pub(crate) struct RelayerKeys {
    world: String,
    revoked: BTreeSet<Address>,
    /// Builders' keys that were created, by their ids.
    builders: BTreeMap<String, (Address, Credentials)>,
}

impl RelayerKeys {
    pub(crate) fn new(world: &str) -> Self {
        Self {
            world: world.to_owned(),
            revoked: BTreeSet::new(),
            builders: BTreeMap::new(),
        }
    }

    /// The relayer API key of an address.
    #[must_use]
    pub(super) fn key_of(&self, address: Address) -> String {
        made_up_uuid("relayer key", &format!("{}:{address:#x}", self.world))
    }

    pub(super) fn set_revoked(&mut self, address: Address, revoked: bool) {
        if revoked {
            self.revoked.insert(address);
        } else {
            self.revoked.remove(&address);
        }
    }

    /// Notes a builder's key as created.
    pub(crate) fn add_builder(&mut self, owner: Address, credentials: Credentials) {
        self.builders.insert(credentials.api_key.clone(), (owner, credentials));
    }

    /// The ids of a builder's keys.
    #[must_use]
    pub(crate) fn builder_keys(&self, owner: Address) -> Vec<&str> {
        let own = self.builders.iter().filter(|(_, (of, _))| *of == owner);
        own.map(|(id, _)| id.as_str()).collect()
    }

    /// Takes a builder's key back; says whether there was one.
    pub(crate) fn remove_builder(&mut self, id: &str) -> bool {
        self.builders.remove(id).is_some()
    }

    /// Whose relayer API key a request has.
    fn relayer_key(&self, headers: &HeaderMap) -> Option<Address> {
        let address: Address = header(headers, "RELAYER_API_KEY_ADDRESS")?.parse().ok()?;
        let known = header(headers, "RELAYER_API_KEY")? == self.key_of(address);
        (known && !self.revoked.contains(&address)).then_some(address)
    }

    /// Whose builder API key a request has and is signed with.
    pub(crate) fn builder(&self, headers: &HeaderMap, signed: &Signed<'_>, real_s: i64) -> Option<(Address, String)> {
        let id = header(headers, "POLY_BUILDER_API_KEY")?;
        let (owner, credentials) = self.builders.get(id)?;
        let stamp = header(headers, "POLY_BUILDER_TIMESTAMP")?;
        let in_time = stamp.parse().is_ok_and(|seconds: i64| within_window(seconds, real_s));
        let same = header(headers, "POLY_BUILDER_PASSPHRASE")? == credentials.passphrase;
        let signature = header(headers, "POLY_BUILDER_SIGNATURE")?;
        let holds = l2_signature_holds(&credentials.secret, stamp, signed, signature);
        (in_time && same && holds).then(|| (*owner, id.to_owned()))
    }
}

/// Whoever asks: the address of the key.
#[derive(Debug)]
pub(super) struct Keyholder(pub(super) Address);

/// A submission with a key.
#[derive(Debug)]
pub(super) struct Keyed {
    pub(super) body: String,
    /// Whose transactions only it may submit; a builder's key may anybody's.
    pub(super) only_for: Option<Address>,
}

/// The address of a request's key, and whether it is one person's.
fn identify(host: &Host, headers: &HeaderMap, signed: &Signed<'_>) -> Result<(Address, bool), RelayerRefusal> {
    let keys = &host.relayer_keys;
    if let Some(address) = keys.relayer_key(headers) {
        return Ok((address, true));
    }
    keys.builder(headers, signed, real_seconds())
        .map(|(owner, _)| (owner, false))
        .ok_or_else(RelayerRefusal::unauthorized)
}

impl FromRequestParts<App> for Keyholder {
    type Rejection = RelayerRefusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, RelayerRefusal> {
        let signed = Signed {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            body: "",
        };
        let (address, _) = app.look(|host| identify(host, &parts.headers, &signed))??;
        Ok(Self(address))
    }
}

impl FromRequest<App> for Keyed {
    type Rejection = RelayerRefusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, RelayerRefusal> {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let headers = request.headers().clone();
        let unreadable = || Refusal::bad_request("invalid request body");
        let bytes = Bytes::from_request(request, app).await.map_err(|_| unreadable())?;
        let body = String::from_utf8(bytes.into()).map_err(|_| unreadable())?;
        let signed = Signed {
            method: method.as_str(),
            path: &path,
            body: &body,
        };
        let (address, of_one) = app.look(|host| identify(host, &headers, &signed))??;
        Ok(Self {
            only_for: of_one.then_some(address),
            body,
        })
    }
}
