//! Cancelling on the owner's word: one order, a market's, all.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};

use super::Exchange;
use super::keys::OrderKey;
use super::order::{CancelReason, Order, OrderStatus};
use super::reject::CancelRefused;

impl Exchange {
    /// Cancels an order that rests or is held.
    ///
    /// # Errors
    /// [`CancelRefused::Ended`] when it is known to have ended, [`CancelRefused::NotFound`] when it is not the owner's
    /// or not known; the venue's mode may refuse too.
    pub fn cancel(&mut self, now: VenueMs, owner: &WalletAddress, id: &OrderHash) -> Result<(), CancelRefused> {
        self.advance(now);
        self.check_cancels()?;
        let key = *self.by_order.get(id).ok_or(CancelRefused::NotFound)?;
        let order = self
            .orders
            .get(&key)
            .filter(|order| order.owner == *owner)
            .ok_or(CancelRefused::NotFound)?;
        if !order.is_live() {
            return Err(CancelRefused::Ended);
        }
        self.end(key, OrderStatus::Canceled, CancelReason::Owner);
        self.review_ticks();
        Ok(())
    }

    /// Cancels an owner's orders of a market, of a token, or of both named together; gives them, oldest first. Naming
    /// neither cancels nothing (as `DELETE /cancel-market-orders` does).
    ///
    /// # Errors
    /// When the venue's mode takes no cancels.
    pub fn cancel_market(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        condition: Option<&ConditionId>,
        token: Option<&TokenId>,
    ) -> Result<Vec<OrderHash>, CancelRefused> {
        let named = condition.is_some() || token.is_some();
        self.cancel_where(now, owner, |order| {
            named
                && condition.is_none_or(|condition| order.condition == *condition)
                && token.is_none_or(|token| order.token == *token)
        })
    }

    /// Cancels all of an owner's orders; gives them, oldest first.
    ///
    /// # Errors
    /// When the venue's mode takes no cancels.
    pub fn cancel_all(&mut self, now: VenueMs, owner: &WalletAddress) -> Result<Vec<OrderHash>, CancelRefused> {
        self.cancel_where(now, owner, |_| true)
    }

    fn cancel_where(
        &mut self,
        now: VenueMs,
        owner: &WalletAddress,
        wanted: impl Fn(&Order) -> bool,
    ) -> Result<Vec<OrderHash>, CancelRefused> {
        self.advance(now);
        self.check_cancels()?;
        let found: Vec<(OrderKey, OrderHash)> = self
            .open_orders(owner)
            .filter(|order| wanted(order))
            .map(|order| (order.key, order.id.clone()))
            .collect();
        for (key, _) in &found {
            self.end(*key, OrderStatus::Canceled, CancelReason::Owner);
        }
        self.review_ticks();
        Ok(found.into_iter().map(|(_, id)| id).collect())
    }
}
