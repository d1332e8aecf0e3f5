//! What the shares that nobody can be sure of would have made: a lower and an upper end around the booked result.
//!
//! Shares that only the optimistic view filled (*doubtful* ones) were bought or sold at their order's limit there. They are worth
//! what the market says until something settles them: the next booked fills of the same token, whichever way they go (a purchase
//! made later is what the doubtful one would have spared; a sale made later would have sold the doubtful shares too), or the
//! market's payout. A doubtful gain counts to the optimistic result only, a doubtful loss to the cautious one only. So the
//! cautious result is at most the booked one, and that at most the optimistic one, whatever happened.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use serde::{Deserialize, Serialize};

use crate::account::Counts;

/// The most entries that are kept of one token; beyond it the oldest two become one, which leaves the sums as they are.
const DOUBTS_MOST: usize = 64;

/// Doubtful shares of an order that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Doubt {
    /// The order they are of; none where they are of several.
    #[serde(default)]
    of: Option<OrderHash>,
    side: Side,
    shares: Shares,
    /// What they cost or brought.
    value: Usd,
}

impl Doubt {
    /// What they made where a share is worth `price`.
    fn gain(&self, price: Price) -> Usd {
        gain(self.side, self.shares, self.value, price)
    }

    /// Takes off a part of it.
    fn split(&mut self, shares: Shares) -> Self {
        let part = mul_div(
            self.value.micros(),
            shares.micros(),
            self.shares.micros(),
            Rounding::Down,
        );
        let part = Self {
            of: self.of.clone(),
            side: self.side,
            shares,
            value: Usd::from_micros(part),
        };
        self.shares -= part.shares;
        self.value -= part.value;
        part
    }
}

/// Rounded towards zero gain: nothing is made of a rounding.
fn gain(side: Side, shares: Shares, value: Usd, price: Price) -> Usd {
    match side {
        Side::Buy => shares.value(price, Rounding::Down) - value,
        Side::Sell => value - shares.value(price, Rounding::Up),
    }
}

/// Both ends of what doubtful shares made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// Never above zero.
    pub low: Usd,
    /// Never below zero.
    pub high: Usd,
}

impl Range {
    pub(crate) fn take(&mut self, gain: Usd) {
        self.low += gain.at_most(Usd::ZERO);
        self.high += gain.at_least(Usd::ZERO);
    }
}

impl std::ops::Add for Range {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }
}

/// Doubtful shares of orders that are over, and what those before them made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    settled: Range,
    open: BTreeMap<TokenId, Vec<Doubt>>,
}

impl Bounds {
    /// That order is over, and so many of its shares are doubtful.
    pub(crate) fn doubt(&mut self, of: &OrderHash, token: &TokenId, side: Side, shares: Shares, price: Price) {
        if shares <= Shares::ZERO {
            return;
        }
        let doubts = self.open.entry(token.clone()).or_default();
        doubts.push(Doubt {
            of: Some(of.clone()),
            side,
            shares,
            value: shares.value(price, Rounding::HalfUp),
        });
        if doubts.len() > DOUBTS_MOST
            && let Some(second) =
                (1..doubts.len()).find(|at| doubts.get(*at).map(|doubt| doubt.side) == first_side(doubts))
        {
            let merged = doubts.remove(second);
            if let Some(first) = doubts.first_mut() {
                first.shares += merged.shares;
                first.value += merged.value;
                first.of = first.of.take().filter(|of| merged.of.as_ref() == Some(of));
            }
        }
    }

    /// A booked fill, with what a share cost or brought net of its fee, settles as many doubtful shares of its token. Returns what
    /// those of each order made by it.
    pub(crate) fn settle(&mut self, token: &TokenId, shares: Shares, price: Price) -> Vec<(OrderHash, Usd)> {
        let Some(doubts) = self.open.get_mut(token) else {
            return Vec::new();
        };
        let mut made = Vec::new();
        let mut left = shares;
        while left > Shares::ZERO
            && let Some(first) = doubts.first_mut()
        {
            let part = first.shares.at_most(left);
            let gain = first.split(part).gain(price);
            self.settled.take(gain);
            made.extend(first.of.clone().map(|of| (of, gain)));
            left -= part;
            if first.shares <= Shares::ZERO {
                doubts.remove(0);
            }
        }
        if doubts.is_empty() {
            self.open.remove(token);
        }
        made
    }

    /// A token paid so much a share: nothing of it is doubtful any more. Returns what the doubtful shares of each order made by it.
    pub(crate) fn pay_out(&mut self, token: &TokenId, payout: Price) -> Vec<(OrderHash, Usd)> {
        let mut made = Vec::new();
        for doubt in self.open.remove(token).unwrap_or_default() {
            let gain = doubt.gain(payout);
            self.settled.take(gain);
            made.extend(doubt.of.map(|of| (of, gain)));
        }
        made
    }

    /// What is open of each order that is over: its doubtful shares, and both ends of what they would make by what the market says.
    pub(crate) fn open_by_order(
        &self,
        mark: impl Fn(&TokenId) -> Option<Price>,
    ) -> BTreeMap<&OrderHash, (Shares, Range)> {
        let mut open: BTreeMap<&OrderHash, (Shares, Range)> = BTreeMap::new();
        for (token, doubts) in &self.open {
            for doubt in doubts {
                let Some(of) = &doubt.of else { continue };
                let (shares, range) = open.entry(of).or_default();
                *shares += doubt.shares;
                add_at(range, mark(token), |price| doubt.gain(price));
            }
        }
        open
    }

    /// Both ends, with what is open at what the market says; without a price, at the worst and the best there can be.
    pub(crate) fn range(&self, mark: impl Fn(&TokenId) -> Option<Price>) -> Range {
        let mut range = self.settled;
        for (token, doubts) in &self.open {
            for doubt in doubts {
                add_at(&mut range, mark(token), |price| doubt.gain(price));
            }
        }
        range
    }
}

fn first_side(doubts: &[Doubt]) -> Option<Side> {
    doubts.first().map(|doubt| doubt.side)
}

fn add_at(range: &mut Range, mark: Option<Price>, gain: impl Fn(Price) -> Usd) {
    if let Some(price) = mark {
        range.take(gain(price));
    } else {
        let ends = [gain(Price::ZERO), gain(Price::ONE)];
        range.low += ends.into_iter().min().unwrap_or_default().at_most(Usd::ZERO);
        range.high += ends.into_iter().max().unwrap_or_default().at_least(Usd::ZERO);
    }
}

impl Range {
    /// Adds the doubtful shares of an order that still works.
    pub(crate) fn add_open(&mut self, side: Side, shares: Shares, price: Price, mark: Option<Price>) {
        let value = shares.value(price, Rounding::HalfUp);
        add_at(self, mark, |worth| gain(side, shares, value, worth));
    }
}

/// What a share of a fill cost or brought, its fee counted.
pub(crate) fn net_price(side: Side, shares: Shares, value: Usd, fee: Usd) -> Price {
    let net = match side {
        Side::Buy => value + fee,
        Side::Sell => value - fee,
    };
    Price::from_micros(mul_div(net.micros(), MICRO, shares.micros(), Rounding::HalfUp))
}

/// What nobody can be sure of about one order, and what it made or would make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDoubt {
    /// The order's hash.
    pub hash: OrderHash,
    /// What it bought or sold.
    pub token: TokenId,
    /// Bought or sold.
    pub side: Side,
    /// Its limit.
    pub price: Price,
    /// Shares that only the optimistic view filled, and that nothing settled yet.
    pub shares: Shares,
    /// Shares that lie ahead of what is left of it, in the cautious view; none where nothing of it came to rest.
    pub ahead: Option<Shares>,
    /// Whether it still works.
    pub is_open: bool,
    /// What its doubtful shares made and would make, both ends.
    pub range: Range,
}

/// The account's figures, each with both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// When the account was opened, venue time.
    pub opened_at: VenueMs,
    /// Orders and shares since the account was opened.
    pub counts: Counts,
    /// The pretend money that it began with.
    pub opening: Usd,
    /// The pretend money now.
    pub cash: Usd,
    /// Taker fees paid.
    pub fees: Usd,
    /// The booked result: cash and holdings at the market's prices, less what it began with. None where a holding has no price.
    pub booked: Option<Usd>,
    /// The same with what doubtful shares would have lost; a holding without a price is worth nothing.
    pub cautious: Usd,
    /// The same with what they would have gained; a holding without a price is worth a dollar a share.
    pub optimistic: Usd,
    /// Of these two, what doubtful shares alone are the reason for.
    pub doubt: Range,
    /// Time in which orders rested and nobody listened to trades, ms.
    pub unwatched_ms: i64,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    #[test]
    fn a_doubtful_gain_is_the_upper_end_and_a_doubtful_loss_the_lower_one() {
        let token = TokenId::new("1");
        let mut bounds = Bounds::default();
        bounds.doubt(
            &OrderHash::new("a"),
            &token,
            Side::Buy,
            "10".parse().unwrap(),
            "0.5".parse().unwrap(),
        );
        let at = |price: &str| {
            let price: Price = price.parse().unwrap();
            bounds.range(|_| Some(price))
        };
        assert_eq!((at("0.6").low, at("0.6").high), (Usd::ZERO, usd("1")));
        assert_eq!((at("0.3").low, at("0.3").high), (usd("-2"), Usd::ZERO));
        let unknown = bounds.range(|_| None);
        assert_eq!((unknown.low, unknown.high), (usd("-5"), usd("5")));
    }

    #[test]
    fn later_fills_settle_doubtful_shares_whichever_way_they_go() {
        let token = TokenId::new("1");
        let mut bounds = Bounds::default();
        bounds.doubt(
            &OrderHash::new("a"),
            &token,
            Side::Buy,
            "10".parse().unwrap(),
            "0.5".parse().unwrap(),
        );
        // Bought dearer after all: the doubtful four would have spared eight cents.
        bounds.settle(&token, "4".parse().unwrap(), "0.52".parse().unwrap());
        // Sold at a loss: six more would have been.
        bounds.settle(&token, "9".parse().unwrap(), "0.4".parse().unwrap());
        let range = bounds.range(|_| Some(Price::ONE));
        assert_eq!((range.low, range.high), (usd("-0.6"), usd("0.08")));
    }

    #[test]
    fn a_payout_settles_the_rest() {
        let token = TokenId::new("1");
        let mut bounds = Bounds::default();
        for _ in 0..200 {
            bounds.doubt(
                &OrderHash::new("a"),
                &token,
                Side::Sell,
                "1".parse().unwrap(),
                "0.5".parse().unwrap(),
            );
        }
        assert!(bounds.open.values().all(|doubts| doubts.len() <= DOUBTS_MOST));
        bounds.pay_out(&token, Price::ZERO);
        let range = bounds.range(|_| None);
        assert_eq!((range.low, range.high), (Usd::ZERO, usd("100")));
    }
}
