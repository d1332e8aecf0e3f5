//! Hands in a client's own account: trades, orders, money.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, WalletAddress};
use pilotfish_copy::market::{Market, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

use super::traders::held_open;
use super::{Ending, Happenings};
use crate::habits::Draw;
use crate::venue::VenueState;
use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::hash_of;

/// What is spent by hand at once, in cents: small beside what the program spends.
const SPENT_CENTS: (i64, i64) = (200, 1_500);

/// How many whole shares are sold, or bid for, by hand.
const SHARES: (i64, i64) = (5, 30);

/// How many ticks beyond the best price a trade by hand reaches, and how far from it an order by hand rests.
const REACH_TICKS: i64 = 5;
const AWAY_TICKS: i64 = 2;

/// How long an order by hand rests.
const RESTS_MS: (i64, i64) = (HOUR, 5 * HOUR);

/// What is deposited, in whole dollars; what part is withdrawn, in per mille of the cash.
const DEPOSITED: (i64, i64) = (10, 500);
const WITHDRAWN: (i64, i64) = (20, 200);

impl Happenings {
    /// Sells some of what is held, or buys something, at the market.
    pub(super) fn trade_by_hand(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let Some((token, held)) = self.token_for_hands(state, wallet, &mut draw) else {
            return;
        };
        let Some((market, bid, ask)) = quoted(state, &token) else {
            return;
        };
        let reach = Price::from_micros(market.tick.micros() * REACH_TICKS);
        let (side, price, amount) = if held >= Shares::from_micros(SHARES.0 * MICRO) && draw.between(0, 1) == 0 {
            let sold = Shares::from_micros(draw.between(SHARES.0, SHARES.1) * MICRO)
                .at_most(held)
                .floor_to_lot();
            (
                Side::Sell,
                market.tick.clamp(market.tick.ceil(bid - reach)),
                Amount::Shares(sold),
            )
        } else {
            let budget = Usd::from_micros(draw.between(SPENT_CENTS.0, SPENT_CENTS.1) * (MICRO / 100));
            (
                Side::Buy,
                market.tick.clamp(market.tick.floor(ask + reach)),
                Amount::Budget(budget),
            )
        };
        self.place_by_hand(state, wallet, &token, side, price, amount, OrderKind::Fak);
    }

    /// Rests an order a little away from the market for some hours.
    pub(super) fn order_by_hand(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let Some((token, held)) = self.token_for_hands(state, wallet, &mut draw) else {
            return;
        };
        let Some((market, bid, ask)) = quoted(state, &token) else {
            return;
        };
        let away = Price::from_micros(market.tick.micros() * AWAY_TICKS);
        let size = Shares::from_micros(draw.between(SHARES.0, SHARES.1) * MICRO).at_least(market.min_size);
        let (side, price) = if held >= size && draw.between(0, 1) == 0 {
            (Side::Sell, market.tick.clamp(market.tick.ceil(ask + away)))
        } else {
            (Side::Buy, market.tick.clamp(market.tick.floor(bid - away)))
        };
        let placed = self.place_by_hand(state, wallet, &token, side, price, Amount::Shares(size), OrderKind::Gtc);
        if let Some(id) = placed {
            let until = state.now.plus(draw.between(RESTS_MS.0, RESTS_MS.1));
            self.end_at(until, Ending::CancelByHand(wallet.clone(), id));
        }
    }

    /// Deposits pUSD, or withdraws some.
    pub(super) fn move_cash(&mut self, state: &mut VenueState, wallet: &WalletAddress, mut draw: Draw) {
        let cash = state
            .exchange
            .account(wallet)
            .map(|account| account.cash())
            .unwrap_or_default();
        let part = draw.between(WITHDRAWN.0, WITHDRAWN.1);
        let withdrawn = Usd::from_micros(mul_div(cash.micros(), part, 1_000, Rounding::Down)).floor_to_cent();
        // The account is there, and the money is.
        let _ = if draw.between(0, 1) == 0 && withdrawn > Usd::ZERO {
            state.act(|exchange, now| exchange.withdraw(now, wallet, withdrawn))
        } else {
            let deposited = Usd::dollars(draw.between(DEPOSITED.0, DEPOSITED.1));
            state.act(|exchange, _| exchange.deposit(wallet, deposited))
        };
    }

    /// What hands are laid on: something held as often as not, else any token of a market that trades; never where the
    /// account has an order, since an account does not trade with itself. With the shares held of it.
    fn token_for_hands(
        &self,
        state: &VenueState,
        wallet: &WalletAddress,
        draw: &mut Draw,
    ) -> Option<(TokenId, Shares)> {
        let busy: Vec<&ConditionId> = state
            .exchange
            .open_orders(wallet)
            .map(|order| &order.condition)
            .collect();
        let free = |market: &Market| market.accepting_orders && !busy.contains(&&market.condition);
        let mut held = held_open(state, wallet);
        held.retain(|(token, _)| state.exchange.market_of(token).is_some_and(|(market, _)| free(market)));
        if draw.between(0, 1) == 0
            && let Some((token, shares)) = draw.pick(&held)
        {
            return Some((token.clone(), *shares));
        }
        let outcome = usize::from(draw.between(0, 1) == 1);
        let markets = state
            .exchange
            .markets()
            .filter(|market| free(market) && market.payouts.is_none());
        let tokens: Vec<TokenId> = markets
            .filter_map(|market| market.outcomes.get(outcome).map(|outcome| outcome.token.clone()))
            .collect();
        let token = draw.pick(&tokens)?.clone();
        let account = state.exchange.account(wallet)?;
        let shares = account.shares(&token);
        Some((token, shares))
    }

    /// Places an order that the client's program knows nothing of; gives its id when it was taken. A venue in a mode, or an
    /// account without the money, takes none.
    #[expect(clippy::too_many_arguments, reason = "an order's columns")]
    fn place_by_hand(
        &mut self,
        state: &mut VenueState,
        wallet: &WalletAddress,
        token: &TokenId,
        side: Side,
        price: Price,
        amount: Amount,
        kind: OrderKind,
    ) -> Option<OrderHash> {
        self.hands += 1;
        let id = OrderHash::new(&hash_of(self.seed, "by hand", &self.hands.to_string()));
        state.ledger.note_by_hand(id.clone());
        let order = NewOrder {
            id: id.clone(),
            owner: wallet.clone(),
            token: token.clone(),
            side,
            price,
            amount,
            kind,
            post_only: false,
            expires_at: None,
            created_at: state.now,
        };
        state.place(order).ok().map(|_| id)
    }
}

/// A token's market with its best bid and ask; nothing where a side is missing.
fn quoted<'a>(state: &'a VenueState, token: &TokenId) -> Option<(Market, Price, Price)> {
    let (market, _) = state.exchange.market_of(token)?;
    let (bid, ask) = state.exchange.best(token)?;
    Some((market.clone(), bid?, ask?))
}
