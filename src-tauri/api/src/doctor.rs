//! Everything that trading hangs on, looked at without changing anything and without an engine: what `doctor` prints.
//!
//! The venue is asked as an engine would ask it, over the same way out, and the data of every mode are opened for reading only,
//! also while a program runs on them.

use std::path::{Path, PathBuf};

use pilotfish_engine::{Home, Mode};
use pilotfish_polymarket::checks::{self, Check, Depth, Outcome};
use pilotfish_polymarket::{Endpoints, Error, HostUse, Patience, PublicApi, RateLimits, RefusedContact, Transport};
use pilotfish_store::Store;
use serde::Serialize;

use crate::types::ApiError;

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
    /// Of each mode's data, those that are there.
    pub data: Vec<DataView>,
    /// Hosts that may be contacted, with what went there for this.
    pub hosts: Vec<HostView>,
    /// Requests that were not made.
    pub refused: Vec<RefusedContact>,
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
    pub name: String,
    /// What was found, in words.
    pub words: String,
    /// What to do, in words.
    pub remedy: Option<String>,
    /// The same in stable words and figures, for programs.
    pub check: Check,
}

/// The data of one mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DataView {
    /// How it came out.
    pub verdict: Verdict,
    /// `demo`, `paper` or `live`.
    pub mode: &'static str,
    /// What was found, in words.
    pub words: String,
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HostView {
    /// What for, in words.
    pub what_for: Vec<&'static str>,
    /// What is sent there, in words.
    pub what_is_sent: Vec<&'static str>,
    /// Who and how much.
    pub usage: HostUse,
}

/// Looks at everything.
///
/// # Errors
/// The addresses cannot be used, or there is no folder for data. What is wrong with the venue or the data is in the diagnosis.
pub async fn diagnose(target: &Target, home: &Home) -> Result<Diagnosis, ApiError> {
    let bad = |detail: String| ApiError {
        code: "venue_address".to_owned(),
        detail,
    };
    let addresses = |error: Error| bad(error.to_string());
    let (endpoints, limits) = match target {
        Target::Polymarket => (Endpoints::polymarket().map_err(addresses)?, RateLimits::Published),
        Target::File(path) => {
            let endpoints = Endpoints::load(path).map_err(|error| bad(error.to_string()))?;
            (endpoints, RateLimits::Published)
        }
        Target::Simulated(url) => (Endpoints::local_at(url).map_err(addresses)?, RateLimits::Unpaced),
    };
    let transport = Transport::new(endpoints, Patience::default(), limits).map_err(addresses)?;
    let checks = checks::checks(&PublicApi::new(transport.clone()), None, Depth::Everything).await;
    let mut data = Vec::new();
    for mode in [Mode::Demo, Mode::Paper, Mode::Live] {
        data.extend(of_data(mode, &home.mode(mode)).await);
    }
    Ok(Diagnosis {
        checks: checks.into_iter().map(CheckView::from).collect(),
        data,
        hosts: transport.hosts().into_iter().map(HostView::from).collect(),
        refused: transport.refused(),
    })
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
            name: check.kind.words().to_owned(),
            words: check.found.to_string(),
            remedy: check.remedy.map(|remedy| remedy.words().to_owned()),
            check,
        }
    }
}

impl From<HostUse> for HostView {
    fn from(usage: HostUse) -> Self {
        Self {
            what_for: usage.purposes.iter().map(|purpose| purpose.words()).collect(),
            what_is_sent: usage.purposes.iter().map(|purpose| purpose.what_is_sent()).collect(),
            usage,
        }
    }
}

/// A mode's data, where there are any: that they can be read, and who has them.
async fn of_data(mode: Mode, folder: &Path) -> Option<DataView> {
    if !folder.exists() {
        return None;
    }
    let view = |verdict, words| DataView {
        verdict,
        mode: mode.as_str(),
        words,
    };
    let read = match Store::open_read_only(folder).await {
        Ok(reader) => reader.identity().await.map(|_| ()),
        Err(error) => Err(error),
    };
    if let Err(error) = read {
        return Some(view(Verdict::Failed, error.to_string()));
    }
    Some(match Store::holder(folder) {
        Ok(Some(holder)) => view(Verdict::Ok, format!("can be read; in use by {holder}")),
        Ok(None) => view(Verdict::Ok, "can be read; no program runs".to_owned()),
        Err(error) => view(Verdict::Unknown, format!("can be read; who runs is not known: {error}")),
    })
}
