//! Tokens by which the venue is asked who may move shares: it answers for a token only.

use pilotfish_copy::Core;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Exchange;

/// One token of each kind of market that the core knows.
pub(super) fn samples(core: &Core) -> Vec<(TokenId, Exchange)> {
    [Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3]
        .into_iter()
        .filter_map(|exchange| {
            let market = core
                .state()
                .markets
                .values()
                .find(|market| market.exchange == exchange)?;
            let [first, _] = &market.outcomes;
            Some((first.token.clone(), exchange))
        })
        .collect()
}
