//! Our own account: placing, cancelling, looking up, balances. Every request is authenticated with the API key.
//!
//! Nothing here retries and nothing here decides. What cannot be known is said to be unknown.

mod account;
pub mod key_trap;
mod orders;
mod pages;
mod post;
pub(crate) mod refusal;
mod trades;

use std::sync::Arc;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{ApiCredentials, Headers, Signer};
use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::answer::Answer;
use crate::pacing::Lane;
use crate::transport::{MayLeave, NoAnswer, Request, with_query};
use crate::unreadable::RowSource;
use crate::{Error, PublicApi};

pub use account::{Balance, ShareBalance};
pub use orders::{CancelReport, LookUp, OrderState, report};
pub use post::PostedOrder;
pub(crate) use trades::{Party, legs};

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

    /// Gets the API key of `signer` from the venue, or has it made there, and uses it. The clocks are compared first: with a
    /// computer's clock that is off, every stamp would be refused as that of a wrong key is.
    ///
    /// # Errors
    /// As [`TradingApi::derive_or_create_key`], and as every read.
    pub async fn log_in(
        public: PublicApi,
        signer: &Signer,
        wallet: WalletType,
        funder: WalletAddress,
    ) -> Result<Self, Error> {
        public.server_time().await?;
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

    fn readable<T>(&self, source: RowSource, row: &Value, read: Result<T, Error>) -> Option<T> {
        self.public.transport().readable(source, row, read)
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
        let sign = || self.headers("GET", &signed_path(path), "");
        self.public.transport().get(url, lane, Some(&sign)).await
    }

    /// Asks for a change, once, with these exact bytes. The stamp is made when they leave, and `may_leave` is asked just before.
    async fn change(
        &self,
        method: Method,
        path: &str,
        body: String,
        lane: Lane,
        may_leave: Option<MayLeave<'_>>,
    ) -> Result<Answer, NoAnswer> {
        let transport = self.public.transport();
        let url: Url = transport.clob(path).map_err(NoAnswer::NotSent)?;
        let (verb, signed, content) = (method.to_string(), signed_path(path), body.clone());
        let sign = || self.headers(&verb, &signed, &content);
        let timeout = transport.timeouts().write;
        let body = (!body.is_empty()).then_some(body);
        transport
            .send(Request {
                method,
                url,
                may_leave,
                sign: Some(&sign),
                body,
                lane,
                timeout,
            })
            .await
    }
}

/// The path that the HMAC covers: as the venue sees it, without base and query.
fn signed_path(path: &str) -> String {
    format!("/{path}")
}
