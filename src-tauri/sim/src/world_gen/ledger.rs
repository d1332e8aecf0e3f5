//! A trader's books: what each token cost on average, what closing it made, what was paid in fees.
//!
//! One ledger serves the thirty days before the demo and the demo itself, so that profit, positions and curves agree.
//! Costs are carried in whole micro-units and a holding that ends gives up exactly what is left of its cost: nothing
//! is lost to rounding, and cash out less cash in always equals realised profit less the cost still held.
//! The ledger holds no cash and knows no prices but those it is told.
//!
//! The copy core has books of its own for the same purpose. They are not shared: what the simulated venue says of a
//! trader must not be wrong in the same way as what is under test.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};

/// What a split or merge is booked at: half a dollar a share of each outcome (the venue's own rule).
pub const HALF: Price = Price::from_micros(MICRO / 2);

/// The books of one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Which market, as its place in the world's list.
    pub market: usize,
    /// 0 or 1.
    pub outcome: usize,
    /// Shares held now.
    pub shares: Shares,
    /// What they cost, without fees.
    pub cost: Usd,
    /// The fees in what they cost.
    pub cost_fees: Usd,
    /// The average price of what is or was held last.
    pub avg_price: Price,
    /// Shares ever bought or split into.
    pub bought: Shares,
    /// Profit on what left, fees taken off.
    pub realised: Usd,
    /// Fees ever paid.
    pub fees: Usd,
    /// First event.
    pub opened_at: VenueMs,
    /// Last event.
    pub last_event_at: VenueMs,
}

impl Holding {
    fn new(market: usize, outcome: usize, at: VenueMs) -> Self {
        Self {
            market,
            outcome,
            shares: Shares::ZERO,
            cost: Usd::ZERO,
            cost_fees: Usd::ZERO,
            avg_price: Price::ZERO,
            bought: Shares::ZERO,
            realised: Usd::ZERO,
            fees: Usd::ZERO,
            opened_at: at,
            last_event_at: at,
        }
    }

    /// Worth at `price`, rounded down: never more than it would bring.
    #[must_use]
    pub fn value(&self, price: Price) -> Usd {
        self.shares.value(price, Rounding::Down)
    }

    /// Profit on what is held, at `price`.
    #[must_use]
    pub fn unrealised(&self, price: Price) -> Usd {
        self.value(price) - self.cost - self.cost_fees
    }

    fn add(&mut self, at: VenueMs, shares: Shares, value: Usd, fee: Usd) {
        self.shares += shares;
        self.bought += shares;
        self.cost += value;
        self.cost_fees += fee;
        self.fees += fee;
        self.last_event_at = at;
        let micros = mul_div(self.cost.micros(), MICRO, self.shares.micros(), Rounding::HalfUp);
        self.avg_price = Price::from_micros(micros);
    }

    fn take(&mut self, at: VenueMs, shares: Shares, proceeds: Usd, fee: Usd) {
        let leaving = shares.at_most(self.shares);
        let part = |whole: Usd| {
            Usd::from_micros(mul_div(
                whole.micros(),
                leaving.micros(),
                self.shares.micros(),
                Rounding::HalfUp,
            ))
        };
        let (cost, cost_fees) = (part(self.cost), part(self.cost_fees));
        self.shares -= leaving;
        self.cost -= cost;
        self.cost_fees -= cost_fees;
        self.realised += proceeds - fee - cost - cost_fees;
        self.fees += fee;
        self.last_event_at = at;
    }
}

/// What a trader traded in one category (or over all of them).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turnover {
    /// Trade rows.
    pub trades: u64,
    /// Shares bought and sold.
    pub shares: Shares,
    /// What they were worth.
    pub usd: Usd,
}

/// Where a booking happens: token, market and outcome, at an instant.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    pub token: &'a TokenId,
    /// The market's place in the world's list.
    pub market: usize,
    /// 0 or 1.
    pub outcome: usize,
    pub at: VenueMs,
}

/// How long the ledger remembers what its holdings were: longer than any list that the venue shows is behind.
const REMEMBERED_MS: i64 = 90 * 60_000;

/// One trader's books.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    holdings: BTreeMap<TokenId, Holding>,
    turnover: BTreeMap<usize, Turnover>,
    /// What each holding was before it changed, oldest change first: when it changed, the token, the holding.
    before: VecDeque<(VenueMs, TokenId, Option<Holding>)>,
}

impl Ledger {
    /// Books a purchase: `fee` is paid on top of `value`.
    pub fn buy(&mut self, spot: Spot<'_>, shares: Shares, value: Usd, fee: Usd) {
        self.holding(spot).add(spot.at, shares, value, fee);
        self.turn(spot.market, shares, value);
    }

    /// Books a sale: `fee` comes off `value`. Shares beyond what is held bring their proceeds and cost nothing.
    pub fn sell(&mut self, spot: Spot<'_>, shares: Shares, value: Usd, fee: Usd) {
        self.holding(spot).take(spot.at, shares, value, fee);
        self.turn(spot.market, shares, value);
    }

    /// Books what a split gives: shares at half a dollar.
    pub fn split(&mut self, spot: Spot<'_>, shares: Shares) {
        let cost = half_of(shares, spot.outcome);
        self.holding(spot).add(spot.at, shares, cost, Usd::ZERO);
    }

    /// Books what a merge takes: shares at half a dollar.
    pub fn merge(&mut self, spot: Spot<'_>, shares: Shares) {
        let proceeds = half_of(shares, spot.outcome);
        self.holding(spot).take(spot.at, shares, proceeds, Usd::ZERO);
    }

    /// Books a redemption of everything held in the token.
    pub fn redeem(&mut self, spot: Spot<'_>, shares: Shares, payout: Usd) {
        self.holding(spot).take(spot.at, shares, payout, Usd::ZERO);
    }

    /// Books a neg-risk conversion: the NO shares leave at what they cost, and what the pUSD did not pay back is what
    /// the YES shares cost, in equal parts (the venue's own rule: `(Σ NO − (k − 1)) / (n − k)` a share). What the pUSD
    /// pays beyond the cost, or short of it where no YES comes of it, is profit or loss on the last NO.
    pub fn convert(&mut self, gave: &[Spot<'_>], got: &[Spot<'_>], shares: Shares, cash: Usd) {
        let (mut cost, mut fees) = (-cash, Usd::ZERO);
        for spot in gave {
            let holding = self.holding(*spot);
            let realised = holding.realised;
            let (whole, whole_fees) = (holding.cost, holding.cost_fees);
            holding.take(spot.at, shares, Usd::ZERO, Usd::ZERO);
            holding.realised = realised;
            cost += whole - holding.cost;
            fees += whole_fees - holding.cost_fees;
        }
        if let Some(last) = gave.last().filter(|_| got.is_empty() || cost < Usd::ZERO) {
            self.holding(*last).realised -= cost;
            cost = Usd::ZERO;
        }
        if let Some(last) = gave.last().filter(|_| got.is_empty()) {
            self.holding(*last).realised -= fees;
        }
        for (place, spot) in got.iter().enumerate() {
            let left = i64::try_from(got.len() - place).unwrap_or(i64::MAX);
            let part = Usd::from_micros(cost.micros() / left);
            let part_fees = Usd::from_micros(fees.micros() / left);
            cost -= part;
            fees -= part_fees;
            let holding = self.holding(*spot);
            let paid = holding.fees;
            holding.add(spot.at, shares, part, part_fees);
            // They were paid when the NO shares were bought.
            holding.fees = paid;
        }
    }

    /// Undoes a purchase whose trade failed.
    pub fn undo_buy(&mut self, spot: Spot<'_>, shares: Shares, value: Usd, fee: Usd) {
        let holding = self.holding(spot);
        holding.shares -= shares;
        holding.bought -= shares;
        holding.cost -= value;
        holding.cost_fees -= fee;
        holding.fees -= fee;
        if holding.shares.is_zero() {
            // Others of the same shares were sold meanwhile at another average: the difference was made there.
            holding.realised -= holding.cost + holding.cost_fees;
            holding.cost = Usd::ZERO;
            holding.cost_fees = Usd::ZERO;
            if holding.bought.is_zero() {
                // It never was a position, so it is not a closed one either.
                self.holdings.remove(spot.token);
            }
        } else {
            let micros = mul_div(holding.cost.micros(), MICRO, holding.shares.micros(), Rounding::HalfUp);
            holding.avg_price = Price::from_micros(micros);
        }
        self.turn_back(spot.market, shares, value);
    }

    /// Undoes a sale whose trade failed: the shares come back at the average they had left at.
    pub fn undo_sell(&mut self, spot: Spot<'_>, shares: Shares, value: Usd, fee: Usd) {
        let holding = self.holding(spot);
        let cost = shares.value(holding.avg_price, Rounding::HalfUp);
        holding.shares += shares;
        holding.cost += cost;
        holding.realised -= value - fee - cost;
        holding.fees -= fee;
        self.turn_back(spot.market, shares, value);
    }

    /// Puts shares in that were held before the ledger begins, at what they cost then.
    pub fn carry_in(&mut self, spot: Spot<'_>, shares: Shares, cost: Usd) {
        self.holding(spot).add(spot.at, shares, cost, Usd::ZERO);
    }

    /// Takes shares out that left before the ledger begins, at what they had cost.
    pub fn carry_out(&mut self, spot: Spot<'_>, shares: Shares) {
        let holding = self.holding(spot);
        let realised = holding.realised;
        holding.take(spot.at, shares, Usd::ZERO, Usd::ZERO);
        holding.realised = realised;
    }

    /// Token by token, held or once held.
    #[must_use]
    pub fn holdings(&self) -> &BTreeMap<TokenId, Holding> {
        &self.holdings
    }

    /// Token by token as it was at an instant, as far back as the ledger remembers.
    #[must_use]
    pub fn holdings_at(&self, at: VenueMs) -> Cow<'_, BTreeMap<TokenId, Holding>> {
        if self.before.back().is_none_or(|(changed, ..)| *changed <= at) {
            return Cow::Borrowed(&self.holdings);
        }
        let mut then = self.holdings.clone();
        for (_, token, holding) in self.before.iter().rev().take_while(|(changed, ..)| *changed > at) {
            match holding {
                Some(holding) => then.insert(token.clone(), holding.clone()),
                None => then.remove(token),
            };
        }
        Cow::Owned(then)
    }

    /// Shares held of a token.
    #[must_use]
    pub fn shares(&self, token: &TokenId) -> Shares {
        self.holdings.get(token).map_or(Shares::ZERO, |holding| holding.shares)
    }

    /// Shares held of a market's two tokens, and since when each was last moved.
    pub(crate) fn held(&self, tokens: &[TokenId; 2]) -> ([Shares; 2], [VenueMs; 2]) {
        let held = tokens.each_ref().map(|token| self.holdings.get(token));
        (
            held.map(|holding| holding.map_or(Shares::ZERO, |holding| holding.shares)),
            held.map(|holding| holding.map_or(VenueMs(0), |holding| holding.last_event_at)),
        )
    }

    /// What was traded, market by market.
    #[must_use]
    pub fn turnover(&self) -> &BTreeMap<usize, Turnover> {
        &self.turnover
    }

    /// A holding about to change.
    fn holding(&mut self, spot: Spot<'_>) -> &mut Holding {
        let oldest = spot.at.plus(-REMEMBERED_MS);
        while self.before.front().is_some_and(|(changed, ..)| *changed < oldest) {
            self.before.pop_front();
        }
        let before = self.holdings.get(spot.token).cloned();
        self.before.push_back((spot.at, spot.token.clone(), before));
        self.holdings
            .entry(spot.token.clone())
            .or_insert_with(|| Holding::new(spot.market, spot.outcome, spot.at))
    }

    fn turn_back(&mut self, market: usize, shares: Shares, value: Usd) {
        let turnover = self.turnover.entry(market).or_default();
        turnover.trades = turnover.trades.saturating_sub(1);
        turnover.shares -= shares;
        turnover.usd -= value;
        if turnover.trades == 0 {
            self.turnover.remove(&market);
        }
    }

    fn turn(&mut self, market: usize, shares: Shares, value: Usd) {
        let turnover = self.turnover.entry(market).or_default();
        turnover.trades += 1;
        turnover.shares += shares;
        turnover.usd += value;
    }
}

/// Half a dollar a share. An odd micro-unit goes to the first outcome, so that both halves make the whole.
fn half_of(shares: Shares, outcome: usize) -> Usd {
    shares.value(HALF, if outcome == 0 { Rounding::Up } else { Rounding::Down })
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
