//! What a search finds, as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::{ApiError, Id, Ms};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Traders, those who are followed first.
    pub traders: Vec<FoundTrader>,
    /// Markets, those that we are in first.
    pub markets: Vec<FoundMarket>,
    /// Why the exchange could not be asked; what is here then is what was known anyhow.
    pub trouble: Option<ApiError>,
}

/// A trader whom a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundTrader {
    /// Their wallet.
    pub address: String,
    /// Their name as shown.
    pub name: String,
    /// The follow of them, where there is one.
    pub follow: Option<Id>,
    /// Its percentage.
    pub percentage: Option<String>,
    /// It is the wallet of the user's own account.
    pub own: bool,
}

/// A market that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FoundMarket {
    /// Its condition id.
    pub condition: String,
    /// Its question.
    pub question: String,
    /// When it is to resolve, where that is known.
    pub ends_at: Option<Ms>,
    /// Whether it is closed.
    pub closed: bool,
    /// Shares held in it, the larger of the two outcomes; none where nothing is held.
    pub held: Option<String>,
    /// That outcome's name.
    pub outcome: Option<String>,
}
