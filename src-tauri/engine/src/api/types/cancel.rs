//! What cancelling some copy orders would take back.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What cancelling some copy orders would take back from the venue. What they have filled stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CancelPreview {
    /// How many of them are at work.
    pub orders: u32,
    /// Of these, purchases.
    pub purchases: u32,
    /// What the purchases have set aside, USD: free again afterwards.
    pub reserved: String,
    /// Of these, sales.
    pub sales: u32,
    /// Shares that the sales have not sold yet: they are kept.
    pub shares: String,
}
