//! How the open markets' books look: the distribution of spreads and of depth, at an instant or over a while.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::market::Level;
use pilotfish_copy::money::{MICRO, Rounding, Usd, mul_div};
use serde::Serialize;

use crate::venue::Venue;
use crate::venue::rows::MarketState;
use pilotfish_exchange::BookView;

/// What was measured of the real venue's books: the spread that a tenth, half and three quarters lie under, in basis
/// points of the middle. Depth was not measured that way; recorded books can be played and looked at ([`sample`]).
pub const MEASURED_SPREAD_BPS: [(&str, i64); 3] = [("p10", 44), ("median", 241), ("p75", 923)];

/// One open market's first outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookFigures {
    /// The market's slug.
    pub slug: String,
    /// (ask − bid) ÷ middle in hundredths of a basis point; `None` for a one-sided book.
    pub spread_centibps: Option<i64>,
    /// What stands at the best bid and ask together, in pUSD.
    pub best_depth: Usd,
    /// What stands within five cents of the best prices, in pUSD.
    pub near_depth: Usd,
}

/// A distribution in five figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Percentiles {
    /// A tenth lies under it.
    pub p10: i64,
    /// A quarter lies under it.
    pub p25: i64,
    /// Half lies under it.
    pub median: i64,
    /// Three quarters lie under it.
    pub p75: i64,
    /// Nine tenths lie under it.
    pub p90: i64,
}

/// Percentiles of whole numbers, linearly between neighbours; zeros for none.
#[must_use]
pub fn percentiles(values: &[i64]) -> Percentiles {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |per_hundred: i64| {
        let last = i64::try_from(sorted.len()).unwrap_or(i64::MAX) - 1;
        if last < 0 {
            return 0;
        }
        let place = per_hundred * last;
        let (state, rest) = (place / 100, place % 100);
        let value = |index: i64| usize::try_from(index).ok().and_then(|index| sorted.get(index)).copied();
        let low = value(state).unwrap_or(0);
        let high = value(state + 1).unwrap_or(low);
        low + mul_div(high - low, rest, 100, Rounding::HalfUp)
    };
    Percentiles {
        p10: at(10),
        p25: at(25),
        median: at(50),
        p75: at(75),
        p90: at(90),
    }
}

/// The figures of every open market that has not reached its end.
#[must_use]
pub(crate) fn book_figures(venue: &Venue) -> Vec<BookFigures> {
    venue
        .markets()
        .into_iter()
        .filter(|row| row.state == MarketState::Open)
        .filter(|row| row.card.market.end.is_none_or(|end| end > venue.now()))
        .filter_map(|row| {
            let [first, _] = &row.card.market.outcomes;
            let view = venue.exchange().book(&first.token)?;
            Some(BookFigures {
                slug: row.card.market.slug.clone(),
                spread_centibps: spread_of(&view),
                best_depth: depth_of(&view, 0),
                near_depth: depth_of(&view, 50_000),
            })
        })
        .collect()
}

/// Books looked at again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct BookStats {
    /// How many looks at one market's book.
    pub looks: u64,
    /// How many of them found bids or asks only: they have no spread.
    pub one_sided: u64,
    /// Spreads in hundredths of a basis point of the middle.
    pub spread_centibps: Percentiles,
    /// What stands at the best bid and ask together, micro-dollars, of books with both sides.
    pub best_depth_micros: Percentiles,
    /// What stands within five cents of them, likewise.
    pub near_depth_micros: Percentiles,
}

/// Lets the world go on to `until` and looks at every open book each `every_ms`, of markets that have not reached their
/// end: what is quoted between an end and its payout is no price any more.
pub fn sample(venue: &mut Venue, until: VenueMs, every_ms: i64) -> BookStats {
    let mut stats = BookStats::default();
    let (mut spreads, mut best, mut near) = (Vec::new(), Vec::new(), Vec::new());
    while venue.now() < until {
        let next = venue.now().plus(every_ms.max(1)).min(until);
        venue.advance_to(next);
        venue.drain_events();
        for figures in book_figures(venue) {
            stats.looks += 1;
            match figures.spread_centibps {
                Some(spread) => {
                    spreads.push(spread);
                    best.push(figures.best_depth.micros());
                    near.push(figures.near_depth.micros());
                }
                None => stats.one_sided += 1,
            }
        }
    }
    stats.spread_centibps = percentiles(&spreads);
    stats.best_depth_micros = percentiles(&best);
    stats.near_depth_micros = percentiles(&near);
    stats
}

fn spread_of(view: &BookView) -> Option<i64> {
    let (bid, ask) = (view.best_bid()?.micros(), view.best_ask()?.micros());
    Some(mul_div(ask - bid, 2 * MICRO, ask + bid, Rounding::HalfUp))
}

fn depth_of(view: &BookView, within: i64) -> Usd {
    let side = |levels: &[Level]| -> Usd {
        let Some(best) = levels.first().map(|level| level.price.micros()) else {
            return Usd::ZERO;
        };
        levels
            .iter()
            .filter(|level| (level.price.micros() - best).abs() <= within)
            .map(|level| level.shares.value(level.price, Rounding::Down))
            .sum()
    };
    side(&view.bids) + side(&view.asks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_their_neighbours() {
        let figures = percentiles(&[10, 20, 30, 40, 50]);
        assert_eq!((figures.p10, figures.median, figures.p75), (14, 30, 40));
        assert_eq!(percentiles(&[]), Percentiles::default());
        assert_eq!(percentiles(&[7]).p90, 7);
    }
}
