//! The venue's relayer, which sends calls of our wallet and pays for them (polymarket-api §3.8): its questions, one submission, and
//! what became of it.
//!
//! A submission is sent once. The caller writes down what it is about to send first; where no answer comes, what became of it is
//! looked up ([`RelayerApi::fate_of`]), and the same is never sent again. A wallet's number is used up by at most one transaction,
//! so that a request that did arrive late cannot happen twice either.

pub mod approvals;
pub mod plan;
pub mod preview;
pub mod request;
mod transaction;

use std::time::Duration;

use alloy::primitives::{Address, U256};
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{Headers, RelayerCredentials};
use reqwest::Method;
use serde_json::Value;
use url::Url;

use crate::endpoints::join;
use crate::fields::{Fields, rows};
use crate::pacing::Lane;
use crate::transport::{MayLeave, NoAnswer, Request, with_query};
use crate::unreadable::RowSource;
use crate::{Error, Transport};

pub use transaction::{RelayerState, RelayerTransaction};

/// The path of a submission, as its signature has it.
const SUBMIT: &str = "submit";
/// The list of our own.
const TRANSACTIONS: &str = "transactions";

/// What is known of a wallet's next transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextTransaction {
    /// The number that it has to carry.
    pub nonce: U256,
    /// Who of the relayer's sends it; a proxy signs for that one alone.
    pub relay: Option<Address>,
}

/// What came of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// It is the relayer's now.
    Taken(RelayerTransaction),
    /// It was refused for certain: nothing will happen.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The relayer's words.
        words: String,
    },
    /// It was not sent.
    NotSent(Error),
    /// Nobody knows. It is to be looked up, and never sent again.
    Unknown(String),
}

/// What became of a submission that was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// The relayer has it.
    Found(RelayerTransaction),
    /// The wallet's number was used up, by something that is not among what the relayer lists of us.
    NumberUsed,
    /// The relayer does not have it, and the number is free. It may still arrive.
    NotSeen,
}

/// Which of the transactions with a wallet's number is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// The signature of what was submitted: one with another is not it.
    pub signature: Option<&'a str>,
    /// The relayer's names of those that are known to be others.
    pub others: &'a [String],
}

impl Sought<'_> {
    fn is(&self, found: &RelayerTransaction) -> bool {
        let is_signed_so = match (self.signature, &found.signature) {
            (Some(ours), Some(theirs)) => ours.eq_ignore_ascii_case(theirs),
            _ => true,
        };
        is_signed_so && !self.others.contains(&found.id)
    }
}

/// The relayer, for one key. Clones share everything.
#[derive(Debug, Clone)]
pub struct RelayerApi {
    transport: Transport,
    credentials: Option<RelayerCredentials>,
}

impl RelayerApi {
    /// For questions that anyone may ask.
    #[must_use]
    pub const fn new(transport: Transport) -> Self {
        Self {
            transport,
            credentials: None,
        }
    }

    /// With the user's relayer or builder key: without one nothing is submitted.
    #[must_use]
    pub fn with_credentials(self, credentials: RelayerCredentials) -> Self {
        Self {
            credentials: Some(credentials),
            ..self
        }
    }

    /// Whether a wallet of that kind is there.
    ///
    /// # Errors
    /// As every read.
    pub async fn deployed(&self, wallet: Address, kind: WalletType) -> Result<bool, Error> {
        let address = wallet.to_checksum(None);
        let mut query = vec![("address", address.as_str())];
        // Only a deposit wallet is asked for by its type: the others are known by their address alone.
        if kind == WalletType::Deposit {
            query.push(("type", "WALLET"));
        }
        let body = self.ask("deployed", &query).await?;
        let fields = Fields::of(&body, "whether a wallet is deployed")?;
        fields.need("deployed", fields.flag("deployed"))
    }

    /// What the next transaction of `owner`'s wallet has to carry.
    ///
    /// # Errors
    /// [`Error::Setup`] for a plain address, which has no relayer; else as every read.
    pub async fn next_transaction(&self, owner: Address, kind: WalletType) -> Result<NextTransaction, Error> {
        let kind = relayer_type(kind)?;
        let address = owner.to_checksum(None);
        let query = [("address", address.as_str()), ("type", kind)];
        let path = if kind == "PROXY" { "relay-payload" } else { "nonce" };
        let body = self.ask(path, &query).await?;
        let fields = Fields::of(&body, "a wallet's next transaction")?;
        let nonce = fields.text("nonce").and_then(|text| text.parse().ok());
        Ok(NextTransaction {
            nonce: fields.need("nonce", nonce)?,
            relay: match kind {
                "PROXY" => {
                    let relay = fields.text("address").and_then(|text| text.parse().ok());
                    Some(fields.need("address", relay)?)
                }
                _ => None,
            },
        })
    }

    /// Submits a signed request: these bytes, once. `may_leave` is asked in the last moment, and the caller has written the request
    /// down before.
    pub async fn submit(&self, body: &str, may_leave: Option<MayLeave<'_>>) -> Submitted {
        let url = match self.url(SUBMIT, &[]) {
            Ok(url) => url,
            Err(error) => return Submitted::NotSent(error),
        };
        let sign = || self.headers("POST", SUBMIT, body);
        let request = Request {
            method: Method::POST,
            url,
            may_leave,
            sign: Some(&sign),
            body: Some(body.to_owned()),
            lane: Lane::Submit,
            timeout: self.transport.timeouts().write,
        };
        let answer = match self.transport.send(request).await {
            Ok(answer) => answer,
            Err(NoAnswer::NotSent(error)) => return Submitted::NotSent(error),
            Err(NoAnswer::Sent(why)) => return Submitted::Unknown(why),
        };
        let (status, words) = (answer.status, answer.text());
        match status {
            200..300 => match answer.into_json(SUBMIT).and_then(|body| transaction::read(&body)) {
                Ok(taken) => Submitted::Taken(taken),
                Err(error) => Submitted::Unknown(error.to_string()),
            },
            // A gateway's page is not the relayer's word, and may stand before a relayer that took it.
            400..500 if answer.has_words() || matches!(status, 401 | 403 | 429) => Submitted::Refused { status, words },
            _ => Submitted::Unknown(format!("HTTP {status}: {words}")),
        }
    }

    /// How far a transaction is.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the relayer does not have it; else as every read.
    pub async fn transaction(&self, id: &str) -> Result<RelayerTransaction, Error> {
        let body = self.ask("transaction", &[("id", id)]).await?;
        let first = match &body {
            Value::Array(rows) => rows.first(),
            other => Some(other),
        };
        transaction::read(first.ok_or_else(|| Error::NotFound(format!("the transaction {id}")))?)
    }

    /// The key's last transactions, newest first. Rows that cannot be read are left out and counted.
    ///
    /// # Errors
    /// As every read; [`Error::Setup`] without a relayer key.
    pub async fn transactions(&self) -> Result<Vec<RelayerTransaction>, Error> {
        let url = self.url(TRANSACTIONS, &[])?;
        let sign = || self.headers("GET", TRANSACTIONS, "");
        let body = self.transport.get(url, Lane::Relayer, Some(&sign)).await?;
        let rows = rows(&body, &["data", "transactions"])?.iter();
        let read = |row| self.transport.readable(RowSource::Relayer, row, transaction::read(row));
        Ok(rows.filter_map(read).collect())
    }

    /// What became of a submission of `owner` with that number that was not answered.
    ///
    /// # Errors
    /// As every read: then it is still not known.
    pub async fn fate_of(&self, owner: Address, kind: WalletType, nonce: U256) -> Result<Fate, Error> {
        let any = Sought {
            signature: None,
            others: &[],
        };
        self.fate_of_request(owner, kind, nonce, &any).await
    }

    /// The same of one request among several that had that number: one that failed does not use it up.
    ///
    /// # Errors
    /// As [`RelayerApi::fate_of`].
    pub async fn fate_of_request(
        &self,
        owner: Address,
        kind: WalletType,
        nonce: U256,
        sought: &Sought<'_>,
    ) -> Result<Fate, Error> {
        let kind_name = relayer_type(kind)?;
        let listed = self.transactions().await?;
        let ours = |one: &RelayerTransaction| {
            one.nonce == Some(nonce) && one.kind.eq_ignore_ascii_case(kind_name) && sought.is(one)
        };
        if let Some(found) = listed.into_iter().find(ours) {
            return Ok(Fate::Found(found));
        }
        let next = self.next_transaction(owner, kind).await?;
        Ok(if next.nonce > nonce {
            Fate::NumberUsed
        } else {
            Fate::NotSeen
        })
    }

    /// Waits until a transaction is final: asks each `every`, for at most `most`, real time. Questions that are not answered are
    /// asked again.
    ///
    /// # Errors
    /// [`Error::NoAnswer`] where it is not final in time: its fate is still open.
    pub async fn until_final(&self, id: &str, every: Duration, most: Duration) -> Result<RelayerTransaction, Error> {
        let waits = async {
            loop {
                match self.transaction(id).await {
                    Ok(transaction) if transaction.state.is_final() => return transaction,
                    Ok(transaction) => tracing::debug!(id, state = ?transaction.state, "not final yet"),
                    Err(error) => tracing::warn!(id, %error, "it is not known how far a transaction is"),
                }
                tokio::time::sleep(every).await;
            }
        };
        tokio::time::timeout(most, waits)
            .await
            .map_err(|_| Error::NoAnswer(format!("the transaction {id} is not final yet")))
    }

    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, Error> {
        self.transport.get(self.url(path, query)?, Lane::Relayer, None).await
    }

    fn url(&self, path: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        join(&self.transport.endpoints().relayer, path).map(|url| with_query(url, query))
    }

    fn headers(&self, method: &str, path: &str, body: &str) -> Result<Headers, Error> {
        let credentials = self.credentials.as_ref();
        let credentials = credentials.ok_or_else(|| Error::Setup("there is no relayer key".to_owned()))?;
        let stamp_s = self.transport.stamp_s();
        Ok(credentials.headers(stamp_s, method, &format!("/{path}"), body)?)
    }
}

/// What the relayer calls that kind of wallet.
fn relayer_type(kind: WalletType) -> Result<&'static str, Error> {
    match kind {
        WalletType::Deposit => Ok("WALLET"),
        WalletType::Safe => Ok("SAFE"),
        WalletType::Proxy => Ok("PROXY"),
        WalletType::Eoa => Err(Error::Setup(
            "a plain address has no relayer: it sends its transactions itself, and pays for them".to_owned(),
        )),
    }
}
