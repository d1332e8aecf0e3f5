//! Everything that trading hangs on, looked at without changing anything and without an engine: what `doctor` prints.
//!
//! The venue is asked as an engine would ask it, over the same way out, and the data of every mode are opened for reading only,
//! also while a program runs on them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pilotfish_engine::{EngineError, Home, KeySource, Mode, OwnAccount};
use pilotfish_polymarket::checks::{self, Check, Depth, Outcome};
use pilotfish_polymarket::{
    Endpoints, Error, HostUse, PublicApi, RateLimits, RefusedContact, RequestTimeouts, TradingApi, Transport,
};
use pilotfish_store::Store;
use pilotfish_vault::ApiCredentials;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::SecretMode;
use pilotfish_vault::wallets::with_checksum;
use pilotfish_vault::words::Said;
use serde::Serialize;

use crate::problem;
use crate::types::{ApiError, ErrorCode};

/// Which venue to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Polymarket.
    Polymarket,
    /// The addresses of an endpoints file.
    File(PathBuf),
    /// A simulated venue, everything at one address.
    Simulated(String),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Of the venue.
    pub checks: Vec<CheckView>,
    /// Of the login with the live account's key; none where it was not asked for.
    pub login: Option<LoginView>,
    /// Of each mode's data, those that are there.
    pub data: Vec<DataView>,
    /// Hosts that may be contacted, with what went there for this.
    pub hosts: Vec<HostView>,
    /// Requests that were not made.
    pub refused: Vec<RefusedContact>,
    /// The file of an authority of the user's own, trusted beside the system's.
    pub authority: Option<String>,
}

/// How something came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Not as usual, and no reason not to trade.
    Warning,
    /// It could not be found out: no reason to trade.
    Unknown,
    /// A reason not to trade.
    Failed,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// How it came out.
    pub verdict: Verdict,
    /// What it is called.
    pub name: Said,
    /// What was found, in words.
    pub words: Said,
    /// What to do, in words.
    pub remedy: Option<Said>,
    /// The same in stable words and figures, for programs.
    pub check: Check,
}

/// How a login went that only looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoginView {
    /// How it came out.
    pub verdict: Verdict,
    /// What was found, in words.
    pub words: Said,
    /// What stood in the way.
    pub code: Option<ErrorCode>,
}

/// The data of one mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView {
    /// How it came out.
    pub verdict: Verdict,
    /// Of which money.
    pub mode: crate::types::Mode,
    /// What was found.
    pub found: DataFound,
    /// The same in words.
    pub words: Said,
}

/// What was found of a mode's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum DataFound {
    /// They can be read, and no program runs on them.
    Readable,
    /// They can be read, and a program runs on them.
    InUse {
        /// Which, as it wrote itself down.
        by: String,
    },
    /// They can be read, and nobody knows whether a program runs.
    UseUnknown {
        /// What stood in the way, in English.
        detail: String,
    },
    /// They cannot be read.
    Unreadable {
        /// What went wrong.
        code: ErrorCode,
        /// What happened and what to do, in English.
        detail: String,
    },
}

impl DataFound {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Readable | Self::InUse { .. } => Verdict::Ok,
            Self::UseUnknown { .. } => Verdict::Unknown,
            Self::Unreadable { .. } => Verdict::Failed,
        }
    }

    fn said(&self) -> Said {
        match self {
            Self::Readable => Said::new("can be read; no program runs", "lisibles ; aucun programme ne tourne"),
            Self::InUse { by } => Said::new(
                format!("can be read; in use by {by}"),
                format!("lisibles ; utilisées par {by}"),
            ),
            Self::UseUnknown { detail } => Said::new(
                format!("can be read; who runs is not known: {detail}"),
                format!("lisibles ; on ne sait pas qui tourne ({detail})"),
            ),
            Self::Unreadable { detail, .. } => {
                Said::new(format!("cannot be read: {detail}"), format!("illisibles ({detail})"))
            }
        }
    }
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostView {
    /// What for, in words, one for each purpose.
    pub what_for: Vec<Said>,
    /// What is sent there, in words, one for each purpose.
    pub what_is_sent: Vec<Said>,
    /// Who and how much.
    pub usage: HostUse,
}

/// Looks at everything; with that account also at what only its owner may see. Nothing is ordered, approved or made: an API key is used where
/// one is there.
///
/// # Errors
/// The addresses cannot be used, or there is no folder for data. What is wrong with the venue, the account or the data is in the diagnosis.
pub async fn diagnose(target: &Target, home: &Home, own: Option<&OwnAccount>) -> Result<Diagnosis, ApiError> {
    let bad = |detail: String| ApiError::new(ErrorCode::VenueAddress, detail);
    let addresses = |error: Error| bad(error.to_string());
    let (endpoints, limits) = match target {
        Target::Polymarket => (Endpoints::polymarket().map_err(addresses)?, RateLimits::Published),
        Target::File(path) => {
            let endpoints = Endpoints::load(path).map_err(|error| bad(error.to_string()))?;
            (endpoints, RateLimits::Published)
        }
        Target::Simulated(url) => (Endpoints::local_at(url).map_err(addresses)?, RateLimits::Unpaced),
    };
    let transport = Transport::new(endpoints, RequestTimeouts::default(), limits).map_err(addresses)?;
    let public = PublicApi::new(transport.clone());
    let login = match own {
        Some(own) => Some(looking_login(&public, own).await),
        None => None,
    };
    let account = login.as_ref().and_then(|login| login.as_ref().ok());
    let checks = checks::checks(&public, account, Depth::Everything).await;
    let mut data = Vec::new();
    for mode in [Mode::Demo, Mode::Paper, Mode::Live] {
        data.extend(of_data(mode, &home.mode(mode)).await);
    }
    Ok(Diagnosis {
        checks: checks.into_iter().map(CheckView::from).collect(),
        login: login.map(|login| LoginView::from(login.as_ref())),
        data,
        hosts: transport.hosts().into_iter().map(HostView::from).collect(),
        refused: transport.refused(),
        authority: transport
            .endpoints()
            .authority
            .as_ref()
            .map(|authority| authority.path().to_owned()),
    })
}

/// A login that makes nothing: with the API key that is kept, else with the one that the venue has.
async fn looking_login(public: &PublicApi, own: &OwnAccount) -> Result<TradingApi, ApiError> {
    let signer = own.signer().await?;
    let refused = |error: Error| problem(ErrorCode::VenueDenied, error.to_string());
    public.server_time().await.map_err(refused)?;
    let credentials = match kept_credentials(own).await? {
        Some(kept) => kept,
        None => TradingApi::derive_key(public, &signer).await.map_err(refused)?,
    };
    let (kind, wallet) = (own.account.wallet_type, own.account.funder.clone());
    Ok(TradingApi::new(public.clone(), &signer, credentials, kind, wallet))
}

async fn kept_credentials(own: &OwnAccount) -> Result<Option<ApiCredentials>, ApiError> {
    let KeySource::Kept { store, owner } = &own.keys else {
        return Ok(None);
    };
    let (store, owner) = (Arc::clone(store), owner.clone());
    let read = move || Accounts::of(store.as_ref(), SecretMode::Live).api_credentials(&owner);
    let kept = tokio::task::spawn_blocking(read).await;
    let kept = kept.map_err(|error| EngineError::Failed(error.to_string()))?;
    Ok(kept.map_err(EngineError::from)?)
}

impl From<Result<&TradingApi, &ApiError>> for LoginView {
    fn from(login: Result<&TradingApi, &ApiError>) -> Self {
        match login {
            Ok(trading) => {
                let wallet = with_checksum(trading.funder());
                Self {
                    verdict: Verdict::Ok,
                    words: Said::new(
                        format!("the key was read; wallet {wallet}"),
                        format!("clé lue ; portefeuille {wallet}"),
                    ),
                    code: None,
                }
            }
            Err(error) => Self {
                verdict: Verdict::Failed,
                words: Said::new(
                    format!("no login: {}", error.detail),
                    format!("pas de connexion au compte ({})", error.detail),
                ),
                code: Some(error.code),
            },
        }
    }
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        Self {
            verdict: match check.outcome {
                Outcome::Ok => Verdict::Ok,
                Outcome::Warning => Verdict::Warning,
                Outcome::Unknown => Verdict::Unknown,
                Outcome::Failed => Verdict::Failed,
            },
            name: check.kind.words().into(),
            words: check.found.said(),
            remedy: check.remedy.map(|remedy| remedy.words().into()),
            check,
        }
    }
}

impl From<HostUse> for HostView {
    fn from(usage: HostUse) -> Self {
        Self {
            what_for: usage.purposes.iter().map(|purpose| purpose.words().into()).collect(),
            what_is_sent: usage
                .purposes
                .iter()
                .map(|purpose| purpose.what_is_sent().into())
                .collect(),
            usage,
        }
    }
}

/// A mode's data, where there are any: that they can be read, and who has them.
async fn of_data(mode: Mode, folder: &Path) -> Option<DataView> {
    if !folder.exists() {
        return None;
    }
    let read = match Store::open_read_only(folder).await {
        Ok(reader) => reader.identity().await.map(|_| ()),
        Err(error) => Err(error),
    };
    let found = match (read, Store::holder(folder)) {
        (Err(error), _) => {
            let ApiError { code, detail, .. } = error.into();
            DataFound::Unreadable { code, detail }
        }
        (Ok(()), Ok(Some(holder))) => DataFound::InUse { by: holder.to_string() },
        (Ok(()), Ok(None)) => DataFound::Readable,
        (Ok(()), Err(error)) => DataFound::UseUnknown {
            detail: error.to_string(),
        },
    };
    Some(DataView {
        verdict: found.verdict(),
        mode: mode.into(),
        words: found.said(),
        found,
    })
}
