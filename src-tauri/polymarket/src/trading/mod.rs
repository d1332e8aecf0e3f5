//! Our own account: placing, cancelling, looking up, balances. Every request is authenticated with the API key.
//!
//! Nothing here retries and nothing here decides. What cannot be known is said to be unknown.

mod account;
mod orders;
mod post;
pub(crate) mod refusal;
mod trades;

use std::sync::Arc;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_vault::{ApiCredentials, Headers, Signer, WalletType};
use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::fields::rows;
use crate::pacing::Lane;
use crate::transport::{Answer, Request, Silence, with_query};
use crate::{Error, PublicApi};

pub use account::Balance;
pub use orders::{CancelReport, LookUp, OrderState, report};
pub use post::PostedOrder;
pub(crate) use trades::{Party, legs};

/// The cursor after the last page: base64 of -1.
const LAST_CURSOR: &str = "LTE=";

/// The most pages of one list of our own.
const PAGES_MAX: usize = 50;

/// Our account at one venue. Clones share everything.
#[derive(Debug, Clone)]
pub struct TradingApi {
    public: PublicApi,
    credentials: ApiCredentials,
    /// The key's own address, EIP-55: the API key belongs to it, whatever wallet pays.
    address: Arc<str>,
    wallet: WalletType,
    funder: WalletAddress,
}

impl TradingApi {
    /// With credentials at hand.
    #[must_use]
    pub fn new(
        public: PublicApi,
        signer: &Signer,
        credentials: ApiCredentials,
        wallet: WalletType,
        funder: WalletAddress,
    ) -> Self {
        Self {
            public,
            credentials,
            address: signer.address().into(),
            wallet,
            funder,
        }
    }

    /// Gets the API key of `signer` from the venue, or has it made there, and uses it.
    ///
    /// # Errors
    /// As [`TradingApi::derive_or_create_key`].
    pub async fn log_in(
        public: PublicApi,
        signer: &Signer,
        wallet: WalletType,
        funder: WalletAddress,
    ) -> Result<Self, Error> {
        let credentials = Self::derive_or_create_key(&public, signer).await?;
        Ok(Self::new(public, signer, credentials, wallet, funder))
    }

    /// The API key's UUID: the `owner` in the body of our orders.
    #[must_use]
    pub fn owner(&self) -> String {
        self.credentials.owner()
    }

    /// The wallet that pays and holds.
    #[must_use]
    pub fn funder(&self) -> &WalletAddress {
        &self.funder
    }

    /// Its kind.
    #[must_use]
    pub fn wallet_type(&self) -> WalletType {
        self.wallet
    }

    /// The public interfaces of the same venue.
    #[must_use]
    pub fn public(&self) -> &PublicApi {
        &self.public
    }

    /// The credentials, for the user channel.
    #[must_use]
    pub fn credentials(&self) -> &ApiCredentials {
        &self.credentials
    }

    /// Who counts as us in a trade.
    pub(crate) fn party(&self) -> Party {
        Party {
            owner: self.owner(),
            funder: self.funder.clone(),
        }
    }

    fn headers(&self, method: &str, path: &str, body: &str) -> Result<Headers, Error> {
        let stamp_s = self.public.transport().stamp_s();
        Ok(self
            .credentials
            .l2_headers(&self.address, stamp_s, method, path, body)?)
    }

    /// Asks a private question.
    async fn get(&self, path: &str, query: &[(&str, &str)], lane: Lane) -> Result<Value, Error> {
        let url = with_query(self.public.transport().clob(path)?, query);
        let headers = self.headers("GET", &signed_path(path), "")?;
        self.public.transport().get(url, lane, Some(&headers)).await
    }

    /// Asks for a change, once, with these exact bytes.
    async fn change(
        &self,
        method: Method,
        path: &str,
        body: String,
        lane: Lane,
    ) -> Result<Result<Answer, Silence>, Error> {
        let transport = self.public.transport();
        let url: Url = transport.clob(path)?;
        let headers = self.headers(method.as_str(), &signed_path(path), &body)?;
        let patience = transport.patience().write;
        let body = (!body.is_empty()).then_some(body);
        Ok(transport
            .send(Request {
                method,
                url,
                headers: Some(&headers),
                body,
                lane,
                patience,
            })
            .await)
    }

    /// All pages of a list of our own.
    async fn pages(&self, path: &str, query: &[(&str, &str)]) -> Result<Vec<Value>, Error> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        for _ in 0..PAGES_MAX {
            let page: Vec<_> = query
                .iter()
                .copied()
                .chain([("next_cursor", cursor.as_str())])
                .collect();
            let body = self.get(path, &page, Lane::Ledger).await?;
            found.extend_from_slice(rows(&body, &["data"])?);
            match body.get("next_cursor").and_then(Value::as_str) {
                Some(next) if !next.is_empty() && next != LAST_CURSOR && next != cursor => cursor = next.to_owned(),
                _ => return Ok(found),
            }
        }
        Err(Error::Incomplete {
            what: path.to_owned(),
            pages: PAGES_MAX,
        })
    }
}

/// The path that the HMAC covers: as the venue sees it, without base and query.
fn signed_path(path: &str) -> String {
    format!("/{path}")
}
