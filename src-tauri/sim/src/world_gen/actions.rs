//! Actions: how a choice becomes orders on the exchange.
//!
//! Whoever acts first takes off its own orders that the new one could meet, so that nobody trades with itself. Sizes
//! are brought to the venue's lots and least sizes here; what is still too small is not sent.

use pilotfish_copy::ids::{ConditionId, OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, MICRO, Price, Rounding, Shares, Tick, Usd};

use crate::venue::VenueState;
use crate::world_gen::rng::SeededRng;
use crate::world_gen::trader_profiles::{Action, Choice};
use pilotfish_exchange::{Amount, NewOrder, OrderKind, Placed};

/// The least worth of an order that takes, with a little to spare for a price that moves.
const LEAST_TAKEN: Usd = Usd::from_micros(1_050_000);

/// Who acts, where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) owner: &'a WalletAddress,
    pub(crate) condition: &'a ConditionId,
    pub(crate) token: &'a TokenId,
    pub(crate) tick: Tick,
    pub(crate) min_size: Shares,
    /// Whether takers are held before they meet the book.
    pub(crate) delayed: bool,
}

impl Spot<'_> {
    fn order(&self, state: &mut VenueState, side: Side, price: Price, amount: Amount, kind: OrderKind) -> NewOrder {
        NewOrder {
            id: state.order_id(),
            owner: self.owner.clone(),
            token: self.token.clone(),
            side,
            price,
            amount,
            kind,
            post_only: false,
            expires_at: None,
            created_at: state.now,
        }
    }

    /// The best price that an order of `side` meets, and the best of its own side.
    fn best(&self, state: &VenueState, side: Side) -> (Option<Price>, Option<Price>) {
        let (bid, ask) = state.exchange.best(self.token).unwrap_or((None, None));
        match side {
            Side::Buy => (ask, bid),
            Side::Sell => (bid, ask),
        }
    }

    /// Takes off every order the owner has in the market.
    pub(crate) fn clear(&self, state: &mut VenueState) {
        let own: Vec<OrderHash> = state
            .exchange
            .open_orders(self.owner)
            .filter(|order| order.condition == *self.condition)
            .map(|order| order.id.clone())
            .collect();
        for id in own {
            // It was open a moment ago and nothing happened since: it is there.
            let _ = state.cancel(self.owner, &id);
        }
    }

    /// Buys or sells `shares` at the market, up to `ticks` beyond the best price; what is not filled is taken off.
    /// Gives what was filled.
    pub(crate) fn take(&self, state: &mut VenueState, side: Side, shares: Shares, ticks: i64) -> Option<Placed> {
        self.clear(state);
        let (meets, _) = self.best(state, side);
        let meets = meets?;
        let shares = self.affordable(state, side, shares);
        if shares.value(meets, Rounding::Down) < LEAST_TAKEN {
            return None;
        }
        let reach = Price::from_micros(self.tick.micros() * ticks);
        let limit = self.tick.clamp(match side {
            Side::Buy => self.tick.floor(meets + reach),
            Side::Sell => self.tick.ceil(meets - reach),
        });
        // What is held cannot be taken off at once for resting: then it must not be one that rests.
        let kills = shares < self.min_size || self.delayed;
        let order = match (side, kills) {
            (Side::Buy, true) => {
                let budget = shares.value(meets, Rounding::Up).floor_to_cent();
                self.order(state, side, limit, Amount::Budget(budget), OrderKind::Fak)
            }
            (Side::Sell, _) => self.order(state, side, limit, Amount::Shares(shares), OrderKind::Fak),
            (Side::Buy, false) => self.order(state, side, limit, Amount::Shares(shares), OrderKind::Gtc),
        };
        let id = order.id.clone();
        let placed = state.place(order).ok()?;
        if state.exchange.order(&id).is_some_and(|order| order.is_live()) {
            let _ = state.cancel(self.owner, &id);
        }
        Some(placed)
    }

    /// Spends `budget` at the market, up to `ticks` beyond the best price.
    pub(crate) fn spend(&self, state: &mut VenueState, budget: Usd, ticks: i64) -> Option<Placed> {
        self.clear(state);
        let (ask, _) = self.best(state, Side::Buy);
        let reach = Price::from_micros(self.tick.micros() * ticks);
        let limit = self.tick.clamp(self.tick.floor(ask? + reach));
        let budget = budget.floor_to_cent();
        if budget < LEAST_TAKEN {
            return None;
        }
        let order = self.order(state, Side::Buy, limit, Amount::Budget(budget), OrderKind::Fak);
        state.place(order).ok()
    }

    /// Waits at the best price, or one tick inside a wide spread, until `expires_at`.
    pub(crate) fn rest(&self, state: &mut VenueState, side: Side, shares: Shares, inside: bool, expires_at: VenueMs) {
        self.clear_side(state, side);
        let (meets, own) = self.best(state, side);
        let (Some(meets), Some(own)) = (meets, own) else { return };
        let step = self.tick.micros();
        let wide = (meets.micros() - own.micros()).abs() > 2 * step;
        let improve = if inside && wide { step } else { 0 };
        let price = self.tick.clamp(match side {
            Side::Buy => self.tick.floor(own + Price::from_micros(improve)),
            Side::Sell => self.tick.ceil(own - Price::from_micros(improve)),
        });
        let shares = self.affordable(state, side, shares);
        let crosses = match side {
            Side::Buy => price >= meets,
            Side::Sell => price <= meets,
        };
        if shares < self.min_size || crosses || shares <= Shares::ZERO {
            return;
        }
        let mut order = self.order(state, side, price, Amount::Shares(shares), OrderKind::Gtd);
        order.expires_at = Some(expires_at);
        // A refusal (the price went away meanwhile, the money is bound) is part of life: nothing rests then.
        let _ = state.place(order);
    }

    /// Splits pUSD into pairs or merges pairs. Pairs that went away meanwhile cannot be merged: then nothing happens.
    pub(crate) fn convert(&self, state: &mut VenueState, split: bool, shares: Shares) {
        self.clear(state);
        let now = state.now;
        let _ = if split {
            state.exchange.split(now, self.owner, self.condition, shares)
        } else {
            state.exchange.merge(now, self.owner, self.condition, shares)
        };
        state.settle();
    }

    fn clear_side(&self, state: &mut VenueState, side: Side) {
        let own: Vec<OrderHash> = state
            .exchange
            .open_orders(self.owner)
            .filter(|order| order.condition == *self.condition && (order.token != *self.token || order.side == side))
            .map(|order| order.id.clone())
            .collect();
        for id in own {
            let _ = state.cancel(self.owner, &id);
        }
    }

    /// In whole lots; of a sale, no more than is held, and all of it rather than leave less than a lot behind.
    fn affordable(&self, state: &VenueState, side: Side, shares: Shares) -> Shares {
        if side == Side::Buy {
            return shares.floor_to_lot();
        }
        let account = state.exchange.account(self.owner);
        let held = account.map_or(Shares::ZERO, |account| account.shares(self.token));
        if held - shares < LOT {
            held
        } else {
            shares.floor_to_lot()
        }
    }
}

/// How a kind of traders goes about what it chooses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// How long an order waits at the best price: at least, at most, in milliseconds.
    pub(crate) patience_ms: (i64, i64),
    /// How long after the first half of a turn-round the second comes.
    pub(crate) second_after_ms: (i64, i64),
    /// How far beyond the best price an order reaches that takes.
    pub(crate) reach_ticks: i64,
}

/// What is drawn before a choice is carried out: the same draws whatever the choice, so that one choice does not shift
/// the chance of the next.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    patience_ms: i64,
    pub(crate) delay_ms: i64,
    reach_ticks: i64,
}

impl Manner {
    pub(crate) fn draw(self, rng: &mut SeededRng) -> Drawn {
        Drawn {
            patience_ms: rng.whole(self.patience_ms.0, self.patience_ms.1),
            delay_ms: rng.whole(self.second_after_ms.0, self.second_after_ms.1),
            reach_ticks: self.reach_ticks,
        }
    }
}

/// What a choice led to at once.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// What was taken.
    pub(crate) taken: Option<Placed>,
    /// The second half of a turn-round, still to be done after [`Drawn::delay_ms`].
    pub(crate) second: Option<Choice>,
}

impl Choice {
    /// Which way shares go; neither for a pair that is made or broken up.
    pub(crate) fn side(self) -> Option<Side> {
        match self.action {
            Action::Buy => Some(Side::Buy),
            Action::Sell | Action::Flip => Some(Side::Sell),
            Action::Split | Action::Merge => None,
        }
    }

    /// Does it, with ordinary orders.
    pub(crate) fn carry_out(self, state: &mut VenueState, spot: &Spot<'_>, drawn: Drawn) -> Carried {
        let Some(side) = self.side() else {
            spot.convert(state, self.action == Action::Split, self.shares);
            return Carried::default();
        };
        if !self.takes && self.action != Action::Flip {
            let until = state.now.plus(drawn.patience_ms);
            spot.rest(state, side, self.shares, true, until);
            return Carried::default();
        }
        let taken = spot.take(state, side, self.shares, drawn.reach_ticks);
        let turns = taken.is_some() && self.action == Action::Flip;
        let second = turns.then_some(Self {
            outcome: 1 - self.outcome,
            action: Action::Buy,
            takes: true,
            ..self
        });
        Carried { taken, second }
    }
}

/// A dollar amount as money.
pub(crate) fn dollars(cents: i64) -> Usd {
    Usd::from_micros(cents * (MICRO / 100))
}
