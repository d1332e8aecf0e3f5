//! A trader's change as it was observed, on its way to a signal.

use crate::entity::{PriceSource, SignalOrigin};
use crate::ids::{ConditionId, FollowId, TokenId, VenueMs};
use crate::market::Side;
use crate::money::{Price, Shares};

/// Everything a signal is made of, but for its number and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObservedChange {
    pub(crate) follow: FollowId,
    pub(crate) token: TokenId,
    pub(crate) condition: ConditionId,
    pub(crate) side: Side,
    pub(crate) before: Shares,
    pub(crate) after: Shares,
    /// Whether `after` nothing is known for sure: only then does the whole position close.
    pub(crate) closes: bool,
    pub(crate) price: Price,
    pub(crate) price_source: PriceSource,
    pub(crate) origin: SignalOrigin,
    pub(crate) at: VenueMs,
    pub(crate) key: String,
}
