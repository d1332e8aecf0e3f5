//! The crowd: small orders of nobody in particular, mostly taking, some waiting for a while.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};

use crate::life::arena::Arena;
use crate::life::past::micro_price;
use crate::venue::Floor;

/// One of the crowd about to act.
pub(crate) struct CrowdAct {
    pub(crate) wallet: WalletAddress,
    pub(crate) side: Side,
    pub(crate) budget: Usd,
}

impl CrowdAct {
    fn held(&self, floor: &Floor, arena: &Arena) -> Shares {
        let account = floor.exchange.account(&self.wallet);
        account
            .zip(arena.tokens.first())
            .map_or(Shares::ZERO, |(account, token)| account.shares(token))
    }

    /// Whoever is against the first outcome sells it if there is any, else buys the second.
    pub(crate) fn take(&self, floor: &mut Floor, arena: &Arena) {
        let held = self.held(floor, arena);
        if self.side == Side::Sell
            && let Some(spot) = arena.spot(&self.wallet, 0)
        {
            let wanted = self.budget.buys(micro_price(arena.fair.price(), arena.tick.micros()));
            if spot.take(floor, Side::Sell, wanted.at_most(held), 1).is_some() {
                return;
            }
        }
        if let Some(spot) = arena.spot(&self.wallet, usize::from(self.side == Side::Sell)) {
            spot.spend(floor, self.budget, 1);
        }
    }

    pub(crate) fn rest(&self, floor: &mut Floor, arena: &Arena, inside: bool, until: VenueMs) {
        let outcome = usize::from(self.side == Side::Sell);
        let price = arena.fair.price();
        let price = micro_price(if outcome == 0 { price } else { 1.0 - price }, arena.tick.micros());
        if let Some(spot) = arena.spot(&self.wallet, outcome) {
            spot.rest(floor, Side::Buy, self.budget.buys(price), inside, until);
        }
    }
}
