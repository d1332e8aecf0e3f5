//! The crowd: small orders of nobody in particular, mostly taking, some waiting for a while.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::venue::VenueState;
use crate::world_gen::generated_history::micro_price;
use crate::world_gen::market_agent::MarketAgent;

/// One of the crowd about to act.
pub(crate) struct CrowdAct {
    pub(crate) wallet: WalletAddress,
    pub(crate) side: Side,
    pub(crate) budget: Usd,
}

impl CrowdAct {
    fn held(&self, state: &VenueState, agent: &MarketAgent) -> Shares {
        let account = state.exchange.account(&self.wallet);
        account
            .zip(agent.tokens.first())
            .map_or(Shares::ZERO, |(account, token)| account.shares(token))
    }

    /// Whoever is against the first outcome sells it if there is any, else buys the second.
    pub(crate) fn take(&self, state: &mut VenueState, agent: &MarketAgent) {
        let held = self.held(state, agent);
        if self.side == Side::Sell
            && let Some(spot) = agent.spot(&self.wallet, 0)
        {
            let wanted = self.budget.buys(micro_price(agent.fair.price(), agent.tick.micros()));
            if spot.take(state, Side::Sell, wanted.at_most(held), 1).is_some() {
                return;
            }
        }
        if let Some(spot) = agent.spot(&self.wallet, usize::from(self.side == Side::Sell)) {
            spot.spend(state, self.budget, 1);
        }
    }

    pub(crate) fn rest(&self, state: &mut VenueState, agent: &MarketAgent, inside: bool, until: VenueMs) {
        let outcome = usize::from(self.side == Side::Sell);
        let price = agent.fair.price();
        let price = micro_price(if outcome == 0 { price } else { 1.0 - price }, agent.tick.micros());
        if let Some(spot) = agent.spot(&self.wallet, outcome) {
            spot.rest(state, Side::Buy, self.budget.buys(price), inside, until);
        }
    }
}
