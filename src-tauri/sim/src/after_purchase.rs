//! How the market moves after a named trader has bought: whether a limit at the trader's price would still be reached,
//! and how far the price has run where it would not.
//!
//! That decides what copying costs, so the made-up world is held against what was measured ([`MEASURED`]).

use std::collections::BTreeMap;

use pilotfish_copy::ids::{TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use serde::Serialize;

use crate::venue::rows::{ActivityKind, ActivityRecord};
use crate::venue::{Venue, VenueEvent};

/// How long the market is watched after a purchase.
pub const WATCHED_MS: i64 = 6 * 3_600_000;

/// Nobody who copies has sent an order before: the activity stream is 2 s late, and rows are gathered for 20 s.
const FIRST_LOOK_MS: i64 = 30_000;

/// How often the book is looked at.
const EVERY_MS: i64 = 30_000;

/// What became of purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct AfterPurchase {
    /// How many purchases were watched to the end.
    pub purchases: u64,
    /// After how many of a thousand the trader's price was reached again.
    pub reached_per_mille: i64,
    /// How far the price stood above the trader's at the end where it was not, in micro-dollars a share, on average.
    pub run_micros: i64,
}

/// What was measured: 602 increases of leaderboard traders' positions from 2026-07-15 to 2026-08-22 that were followed by
/// at least one observation of the price within six hours. Reached: an observed price at or under the one that the
/// increase was observed with. Run: the last price within the six hours less that one.
pub const MEASURED: AfterPurchase = AfterPurchase {
    purchases: 602,
    reached_per_mille: 640,
    run_micros: 220_000,
};

/// A purchase whose market is being watched.
#[derive(Debug)]
struct Watched {
    token: TokenId,
    /// The trader's average price, rounded down to the tick: where a copy's first limit stands.
    limit: Price,
    until: VenueMs,
    looks_from: VenueMs,
    reached: bool,
}

/// A trader's rows of one transaction and token.
type Bought = BTreeMap<(TxHash, WalletAddress, TokenId), (Shares, Usd)>;

/// Lets a made-up world go on until `until`, and six hours more, and says what became of the purchases before it.
pub fn sample(venue: &mut Venue, until: VenueMs) -> AfterPurchase {
    let traders: Vec<WalletAddress> = venue.traders().into_iter().map(|trader| trader.wallet).collect();
    let mut watched: Vec<Watched> = Vec::new();
    let mut sums = Sums::default();
    let end = until.plus(WATCHED_MS + FIRST_LOOK_MS);
    while venue.now() < end {
        venue.advance_to(venue.now().plus(EVERY_MS));
        let mut bought = Bought::new();
        for event in venue.drain_events() {
            if let VenueEvent::Activity(row) = event
                && venue.now() <= until
                && traders.contains(&row.wallet)
            {
                gather(&mut bought, &row);
            }
        }
        watched.extend(bought.into_iter().filter_map(|(key, sum)| begin(venue, key.2, sum)));
        for purchase in &mut watched {
            look(venue, purchase);
        }
        watched.retain(|purchase| purchase.until > venue.now() || !sums.close(venue, purchase));
    }
    sums.figures()
}

fn gather(bought: &mut Bought, row: &ActivityRecord) {
    if let (ActivityKind::Trade, Some(Side::Buy), Some(token)) = (row.kind, row.side, &row.token) {
        let key = (row.tx.clone(), row.wallet.clone(), token.clone());
        let (shares, value) = bought.entry(key).or_default();
        *shares += row.size;
        *value += row.usdc_size;
    }
}

fn begin(venue: &Venue, token: TokenId, (shares, value): (Shares, Usd)) -> Option<Watched> {
    let (market, _) = venue.exchange().market_of(&token)?;
    let average = mul_div(value.micros(), MICRO, shares.micros().max(1), Rounding::HalfUp);
    let limit = market.tick.floor(Price::from_micros(average));
    Some(Watched {
        token,
        limit,
        until: venue.now().plus(WATCHED_MS),
        looks_from: venue.now().plus(FIRST_LOOK_MS),
        reached: false,
    })
}

fn look(venue: &Venue, purchase: &mut Watched) {
    if purchase.reached || venue.now() < purchase.looks_from {
        return;
    }
    let ask = venue.exchange().best(&purchase.token).and_then(|(_, ask)| ask);
    purchase.reached = ask.is_some_and(|ask| ask <= purchase.limit);
}

#[derive(Debug, Default)]
struct Sums {
    purchases: i64,
    reached: i64,
    run_micros: i64,
}

impl Sums {
    /// Counts a purchase whose time is over. Always true.
    fn close(&mut self, venue: &Venue, purchase: &Watched) -> bool {
        self.purchases += 1;
        if purchase.reached {
            self.reached += 1;
        } else {
            let now = venue.price(&purchase.token).unwrap_or(purchase.limit);
            self.run_micros += (now - purchase.limit).micros();
        }
        true
    }

    fn figures(&self) -> AfterPurchase {
        AfterPurchase {
            purchases: u64::try_from(self.purchases).unwrap_or(0),
            reached_per_mille: mul_div(self.reached, 1_000, self.purchases.max(1), Rounding::HalfUp),
            run_micros: self.run_micros / (self.purchases - self.reached).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::VenueOptions;

    #[test]
    fn the_made_up_market_runs_away_as_often_and_as_far_as_the_measured_one() {
        let (mut purchases, mut reached, mut run) = (0, 0, 0);
        for seed in 1..=4 {
            let mut venue = Venue::new(VenueOptions::seeded(seed, VenueMs(1_793_577_600_000))).unwrap();
            for _ in 0..3 {
                let until = venue.now().plus(18 * 3_600_000);
                let figures = sample(&mut venue, until);
                let count = i64::try_from(figures.purchases).unwrap();
                purchases += count;
                reached += count * figures.reached_per_mille;
                run += count * (1_000 - figures.reached_per_mille) * figures.run_micros;
            }
        }
        let (reached, run) = (reached / purchases, run / (purchases * 1_000 - reached));
        println!("{purchases} purchases, {reached} of a thousand reached, else {run} micro-dollars above");
        assert!(
            (reached - MEASURED.reached_per_mille).abs() <= 50,
            "{reached} of a thousand"
        );
        assert!((run - MEASURED.run_micros).abs() <= 40_000, "{run} micro-dollars");
    }
}
