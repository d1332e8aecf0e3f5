//! The recorded levels of one market as resting orders of anonymous makers.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{OrderHash, TokenId, WalletAddress};
use pilotfish_copy::market::{Level, Side};
use pilotfish_copy::money::{Price, Shares};

use super::LEAST_LEVEL;
use crate::venue::VenueState;
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

/// A level: whether it is of bids, and its price in the first outcome, micro-units.
type Place = (bool, i64);

/// What stands for the recording in one market.
#[derive(Debug)]
pub(super) struct RestingLevels {
    maker: WalletAddress,
    tokens: [TokenId; 2],
    /// The orders at each level, oldest first.
    lines: BTreeMap<Place, Vec<OrderHash>>,
    /// How often the exchange refused a level: one that meets somebody's order and is worth less than a dollar.
    pub(super) refused: u64,
}

impl RestingLevels {
    pub(super) fn new(maker: WalletAddress, tokens: [TokenId; 2]) -> Self {
        Self {
            maker,
            tokens,
            lines: BTreeMap::new(),
            refused: 0,
        }
    }

    /// Makes the levels those of a recorded book. Everything that goes is gone before anything comes, so that the makers
    /// never meet themselves; what comes and crosses somebody's order trades with it and is short until the next book.
    pub(super) fn show(&mut self, state: &mut VenueState, bids: &[Level], asks: &[Level]) {
        let place = |bid: bool| move |level: &Level| ((bid, level.price.micros()), level.shares);
        let wanted: Vec<(Place, Shares)> = bids
            .iter()
            .map(place(true))
            .chain(asks.iter().map(place(false)))
            .collect();
        let targets: BTreeMap<Place, Shares> = wanted.iter().copied().collect();
        let shown: Vec<Place> = self.lines.keys().copied().collect();
        for at in shown {
            self.shrink(state, at, targets.get(&at).copied().unwrap_or_default());
        }
        for (at, target) in wanted {
            self.grow(state, at, target);
        }
        self.lines.retain(|_, line| !line.is_empty());
    }

    /// What is left of the orders at a level; those that are done are forgotten.
    fn left(&mut self, state: &VenueState, at: Place) -> Shares {
        let Some(line) = self.lines.get_mut(&at) else {
            return Shares::ZERO;
        };
        let mut sum = Shares::ZERO;
        line.retain(|id| {
            let left = state.exchange.order(id).map_or(Shares::ZERO, |order| order.remaining());
            sum += left;
            !left.is_zero()
        });
        sum
    }

    /// Takes the newest orders off until no more than `target` is left.
    fn shrink(&mut self, state: &mut VenueState, at: Place, target: Shares) {
        while self.left(state, at) > target {
            let Some(newest) = self.lines.get_mut(&at).and_then(Vec::pop) else {
                return;
            };
            // It was left a moment ago: it is there to be cancelled.
            let _ = state.cancel(&self.maker, &newest);
        }
    }

    /// Adds what is missing. Less than the least size cannot be added: then the level is put up anew.
    fn grow(&mut self, state: &mut VenueState, at: Place, target: Shares) {
        let missing = target - self.left(state, at);
        if missing <= Shares::ZERO {
            return;
        }
        if missing >= LEAST_LEVEL {
            return self.place(state, at, missing);
        }
        self.shrink(state, at, Shares::ZERO);
        self.place(state, at, target);
    }

    /// A bid buys the first outcome, an ask the second at the complement: neither needs shares to begin with.
    fn place(&mut self, state: &mut VenueState, at: Place, shares: Shares) {
        let [first, second] = &self.tokens;
        let price = Price::from_micros(at.1);
        let (token, price) = if at.0 {
            (first.clone(), price)
        } else {
            (second.clone(), price.complement())
        };
        let id = state.order_id();
        let order = NewOrder {
            id: id.clone(),
            owner: self.maker.clone(),
            token,
            side: Side::Buy,
            price,
            amount: Amount::Shares(shares),
            kind: OrderKind::Gtc,
            post_only: false,
            expires_at: None,
            created_at: state.now,
        };
        match state.place(order) {
            Ok(_) => self.lines.entry(at).or_default().push(id),
            Err(_) => self.refused += 1,
        }
    }
}
