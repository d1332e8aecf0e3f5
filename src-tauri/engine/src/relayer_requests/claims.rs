//! What resolved markets owe, token by token: the wallet redeems for all follows at once.

use std::collections::BTreeMap;

use pilotfish_copy::Core;
use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::money::{Shares, Usd};

/// What is owed for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenClaim {
    /// The token.
    pub token: TokenId,
    /// Its market.
    pub condition: ConditionId,
    /// Shares that were paid out on.
    pub shares: Shares,
    /// USD still owed.
    pub usd: Usd,
    /// When the market resolved, as far as was seen.
    pub since: VenueMs,
}

/// All that is owed, oldest first.
#[must_use]
pub fn open_claims(core: &Core) -> Vec<OpenClaim> {
    let mut by_token: BTreeMap<&TokenId, OpenClaim> = BTreeMap::new();
    for claim in core.state().claims.values().filter(|claim| claim.open() > Usd::ZERO) {
        let sum = by_token.entry(&claim.token).or_insert_with(|| OpenClaim {
            token: claim.token.clone(),
            condition: claim.condition.clone(),
            shares: Shares::ZERO,
            usd: Usd::ZERO,
            since: claim.since,
        });
        sum.shares += claim.shares;
        sum.usd += claim.open();
        sum.since = sum.since.min(claim.since);
    }
    let mut claims: Vec<OpenClaim> = by_token.into_values().collect();
    claims.sort_by_key(|claim| claim.since);
    claims
}
