//! The relayer's routes (polymarket-api §3.8): what a wallet's next transaction has to name, the submission, and how far a
//! transaction has come. What becomes of it is the venue's (`pilotfish_sim::relayer`).
//!
//! | route | who may |
//! |---|---|
//! | `GET /nonce`, `/relay-payload`, `/deployed`, `/transaction?id=` | anybody |
//! | `POST /submit`, `GET /transactions`, `/v1/account/transactions/params`, `/v1/account/transactions/{id}` | a relayer API key, or a builder API key |
//! | `POST /sim/relayer-keys` | control: gives the relayer API key of an address, which the real venue's website makes |

mod keys;
mod refused;
mod rows;

use alloy::primitives::Address;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::host::Host;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::{App, real_seconds};
pub(crate) use keys::RelayerKeys;
use keys::{Keyed, Keyholder};
use pilotfish_sim::chain::contracts::RELAY;
use pilotfish_sim::habits::RelayerTrouble;
use pilotfish_sim::journal::Entry;
use pilotfish_sim::relayer::{RelayKind, RelayRefused, RelayState, Submission};
use pilotfish_sim::signed_order::{KeyHolder, wallet_address};
use pilotfish_sim::venue::WalletKind;
use refused::RelayerRefusal;
use rows::{account_row, transaction_row};

/// How many transactions `/transactions` gives.
const LISTED_MOST: usize = 100;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/nonce", get(nonce))
        .route("/relay-payload", get(relay_payload))
        .route("/deployed", get(deployed))
        .route("/transaction", get(transaction))
        .route("/transactions", get(transactions))
        .route("/submit", post(submit))
        .route("/v1/account/transactions/params", get(params))
        .route("/v1/account/transactions/{id}", get(account_transaction))
        .route("/sim/relayer-keys", post(key_of))
}

type Answer = Result<Json<Value>, RelayerRefusal>;

/// Looks at the world, unless the relayer takes no requests just now.
fn look<T>(app: &App, look: impl FnOnce(&Host) -> T) -> Result<T, RelayerRefusal> {
    app.look(|host| match host.venue.shown().relayer_limited() {
        Some(seconds) => Err(RelayerRefusal::limited(seconds)),
        None => Ok(look(host)),
    })?
}

fn signer(params: &Params) -> Result<Address, Refusal> {
    let text = params.text("address");
    let text = text.ok_or_else(|| Refusal::bad_request("address is required"))?;
    text.parse().map_err(|_| Refusal::bad_request("invalid address"))
}

fn kind(params: &Params) -> Result<RelayKind, Refusal> {
    let named = params.text("type").and_then(RelayKind::named);
    let with_nonce = |kind: &RelayKind| !matches!(kind, RelayKind::SafeCreate | RelayKind::WalletCreate);
    named
        .filter(with_nonce)
        .ok_or_else(|| Refusal::bad_request("invalid type"))
}

async fn nonce(State(app): State<App>, params: Params) -> Answer {
    let (owner, kind) = (signer(&params)?, kind(&params)?);
    let nonce = look(&app, |host| host.relayer_nonce(owner, kind))?;
    Ok(Json(json!({ "nonce": nonce.to_string() })))
}

async fn relay_payload(State(app): State<App>, params: Params) -> Answer {
    let (owner, kind) = (signer(&params)?, kind(&params)?);
    let nonce = look(&app, |host| host.relayer_nonce(owner, kind))?;
    Ok(Json(json!({ "address": RELAY, "nonce": nonce.to_string() })))
}

/// The same for the accounts of keys: it names the address that asks, or for proxies the one that they have to sign for.
async fn params(State(app): State<App>, params: Params, _key: Keyholder) -> Answer {
    let (owner, kind) = (signer(&params)?, kind(&params)?);
    let nonce = look(&app, |host| host.relayer_nonce(owner, kind))?;
    let address = if kind == RelayKind::Proxy { RELAY } else { owner };
    Ok(Json(
        json!({ "address": address.to_checksum(None), "nonce": nonce.to_string() }),
    ))
}

/// Whether a wallet is there. `type` is read and means nothing: an address is of one kind only.
async fn deployed(State(app): State<App>, params: Params) -> Answer {
    let wallet = signer(&params)?;
    let deployed = look(&app, |host| host.is_deployed(wallet))?;
    Ok(Json(json!({ "deployed": deployed })))
}

async fn transaction(State(app): State<App>, params: Params) -> Answer {
    let id = params
        .text("id")
        .ok_or_else(|| Refusal::bad_request("id is required"))?;
    let found = look(&app, |host| host.venue.relayer().transaction(id).map(transaction_row))?;
    Ok(Json(found.into_iter().collect()))
}

async fn transactions(State(app): State<App>, key: Keyholder) -> Answer {
    let rows = look(&app, |host| {
        let own = host.venue.relayer().transactions_of(key.0);
        own.take(LISTED_MOST).map(transaction_row).collect()
    })?;
    Ok(Json(rows))
}

async fn account_transaction(State(app): State<App>, Path(id): Path<String>, _key: Keyholder) -> Answer {
    let found = look(&app, |host| host.venue.relayer().transaction(&id).map(account_row))?;
    let missing = || Refusal::not_found("transaction not found").into();
    found.map(Json).ok_or_else(missing)
}

async fn submit(State(app): State<App>, key: Keyed) -> Answer {
    look(&app, |_| ())?;
    let taken = app.act(|host| {
        let trouble = host.venue.shown().relayer_trouble(&key.body);
        if let Some(RelayerTrouble::Before(status)) = trouble {
            return Err(RelayerRefusal::trouble(status));
        }
        let taken = host.submit(&key)?;
        match trouble {
            Some(RelayerTrouble::After(status)) => Err(RelayerRefusal::trouble(status)),
            _ => Ok(taken),
        }
    })??;
    // The hash comes later, once it is sent.
    Ok(Json(
        json!({ "transactionID": taken, "state": RelayState::New.as_str(), "transactionHash": "" }),
    ))
}

#[derive(Debug, Deserialize)]
struct KeyOf {
    address: Address,
    /// Takes the key back instead.
    #[serde(default)]
    revoked: bool,
}

async fn key_of(State(app): State<App>, asked: Result<Json<KeyOf>, JsonRejection>) -> Answer {
    let Json(asked) = asked.map_err(Refusal::from)?;
    let key = app.act(|host| {
        host.relayer_keys.set_revoked(asked.address, asked.revoked);
        host.relayer_keys.key_of(asked.address)
    })?;
    Ok(Json(
        json!({ "key": key, "address": asked.address.to_checksum(None), "revoked": asked.revoked }),
    ))
}

impl Host {
    fn relayer_nonce(&self, owner: Address, kind: RelayKind) -> u64 {
        let holder = KeyHolder::of(owner);
        let wallet = match kind {
            RelayKind::Proxy => holder.proxy,
            RelayKind::Safe | RelayKind::SafeCreate => holder.safe,
            RelayKind::Wallet | RelayKind::WalletCreate => self.deposit_of(&holder),
        };
        self.venue.shown().relayer_nonce(wallet)
    }

    /// Whether a wallet's contract is there; a key's own account is none.
    fn is_deployed(&self, wallet: Address) -> bool {
        let owner = self.venue.owner_of(wallet);
        let is_key = owner.is_some_and(|owner| owner.kind_of(wallet) == Some(WalletKind::Account));
        !is_key && self.venue.is_enrolled(&wallet_address(wallet))
    }

    /// Takes a submission; gives the id of its transaction.
    fn submit(&mut self, key: &Keyed) -> Result<String, RelayerRefusal> {
        self.check_journal()?;
        let submission = Submission::read(&key.body)?;
        // A relayer API key is one person's; a builder passes on what its users sign.
        if key.only_for.is_some_and(|address| address != submission.from) {
            return Err(RelayerRefusal::unauthorized());
        }
        self.venue.check_submission(&submission, real_seconds())?;
        let id = self.venue.relay(submission);
        self.record(Entry::Relay { body: key.body.clone() });
        self.tell();
        Ok(id)
    }

    /// Repeats a submission of the journal.
    pub(crate) fn repeat_submission(&mut self, body: &str) -> Result<(), RelayRefused> {
        let submission = Submission::read(body)?;
        self.venue.relay(submission);
        Ok(())
    }
}

impl From<RelayRefused> for RelayerRefusal {
    fn from(refused: RelayRefused) -> Self {
        Self::of(StatusCode::BAD_REQUEST, refused.to_string())
    }
}
