//! What the venue says of where we are, as it is shown.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::types::Ms;

/// What the venue last answered of whether it takes orders from where we are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RegionStanding {
    /// Whether it makes a difference at all: in live only.
    pub matters: bool,
    /// When it last answered, by this computer's clock; none where it did not yet.
    pub asked_at: Option<Ms>,
    /// Orders are not taken; none where it did not answer yet.
    pub blocked: Option<bool>,
    /// The country's code in its answer; empty where it said none.
    pub country: String,
    /// The region within it.
    pub region: String,
    /// The address that it saw. It is shown and kept nowhere.
    pub address: String,
    /// When it last said that orders are taken, since the program began.
    pub allowed_at: Option<Ms>,
    /// How often it is asked, ms.
    pub every: Ms,
}
