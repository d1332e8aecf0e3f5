//! A trader's figures, from the venue's rows: return, win rate, fall, holding time. Computed in whole micro-units; only
//! curves for drawing are floats.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::input::RowKind;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_polymarket::public::{ActivityLine, PnlPoint, PositionRow};

use crate::numbers::{count, drawn, median, ratio_tenths, thin};

/// The span that a trader's recent figures cover, ms.
pub(crate) const MONTH_MS: i64 = 30 * 86_400_000;

/// Under so many trades in the span a record says little.
const FEW_TRADES: usize = 20;
/// A fall of more than this part of what was put in is worth a warning, in tenths of a percent.
const STEEP_FALL_TENTHS: i64 = -500;
/// From so many trades on, bought and sold in like measure and held briefly, it looks like market making.
const MAKER_TRADES: usize = 200;
/// What a market maker holds, it mostly gives back within this time; who holds for longer trades a view, ms.
const MAKER_HOLDS_MS: i64 = 3_600_000;
/// How many points a sparkline has at most.
const SPARK_POINTS: usize = 30;

/// What a trader's rows say of the last 30 days.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Figures {
    /// Profit over the span.
    pub(crate) profit: Option<Usd>,
    /// Return on what was put in, tenths of a percent.
    pub(crate) roi_tenths: Option<i64>,
    /// Closed or resolved positions that made money, of how many.
    pub(crate) wins: Option<(u32, u32)>,
    /// Largest fall of the profit curve against what was put in, tenths of a percent, not positive.
    pub(crate) fall_tenths: Option<i64>,
    /// How many markets.
    pub(crate) markets: u32,
    /// Traded value.
    pub(crate) volume: Usd,
    /// Trades.
    pub(crate) trades: u32,
    /// Newest trade.
    pub(crate) last_trade: Option<VenueMs>,
    /// Median time between buying and selling, ms.
    pub(crate) holding_median_ms: Option<i64>,
    /// Profit curve for drawing.
    pub(crate) spark: Vec<f64>,
    /// `market_maker`, `few_trades`, `drawdown`.
    pub(crate) flags: Vec<String>,
}

/// The rows of one trader.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub(crate) profit: Vec<PnlPoint>,
    pub(crate) open: Vec<PositionRow>,
    pub(crate) closed: Vec<PositionRow>,
    /// Newest first.
    pub(crate) deeds: Vec<ActivityLine>,
}

impl Rows {
    /// The figures of these rows.
    pub(crate) fn figures(&self) -> Figures {
        let trades: Vec<&ActivityLine> = self.deeds.iter().filter(|deed| is_trade(deed)).collect();
        let put_in = self.put_in(&trades);
        let profit = self
            .profit
            .first()
            .zip(self.profit.last())
            .map(|(first, last)| last.pnl - first.pnl);
        let fall = self.fall();
        let fall_tenths = fall.and_then(|fall| ratio_tenths(fall, put_in));
        let (bought, sold) = bought_and_sold(&trades);
        let holding_median_ms = holding_median(&self.deeds);
        let brief = holding_median_ms.is_some_and(|held| held <= MAKER_HOLDS_MS);
        let both_sides = trades.len() >= MAKER_TRADES && brief && balanced(bought, sold);
        Figures {
            profit,
            roi_tenths: profit.and_then(|profit| ratio_tenths(profit, put_in)),
            wins: self.wins(),
            fall_tenths,
            markets: self.markets(),
            volume: bought + sold,
            trades: count(trades.len()),
            last_trade: trades.iter().map(|deed| deed.at).max(),
            holding_median_ms,
            spark: spark(&self.profit),
            flags: flags(trades.len(), fall_tenths, both_sides || self.makes_markets()),
        }
    }

    /// What was put in: purchases of the span, or what the open positions cost, whichever is more.
    fn put_in(&self, trades: &[&ActivityLine]) -> Usd {
        let (bought, _) = bought_and_sold(trades);
        let held: Usd = self
            .open
            .iter()
            .map(|row| row.shares.value(row.average_cost, pilotfish_copy::money::Rounding::Up))
            .sum();
        bought.at_least(held)
    }

    /// The largest fall from a peak of the curve to a later point, not positive.
    fn fall(&self) -> Option<Usd> {
        let mut peak = self.profit.first()?.pnl;
        let mut worst = Usd::ZERO;
        for point in &self.profit {
            peak = peak.at_least(point.pnl);
            worst = worst.at_most(point.pnl - peak);
        }
        Some(worst)
    }

    fn wins(&self) -> Option<(u32, u32)> {
        let over = || self.closed.iter().chain(self.open.iter().filter(|row| row.redeemable));
        let won = over().filter(|row| row.pnl > Usd::ZERO).count();
        let all = over().count();
        (all > 0).then(|| (count(won), count(all)))
    }

    fn markets(&self) -> u32 {
        let conditions: BTreeSet<&ConditionId> =
            self.open.iter().chain(&self.closed).map(|row| &row.condition).collect();
        count(conditions.len())
    }

    fn makes_markets(&self) -> bool {
        self.deeds
            .iter()
            .filter(|deed| matches!(deed.kind, RowKind::Split | RowKind::Merge))
            .count()
            >= 20
    }
}

/// Whether it bought or sold.
pub(crate) fn is_trade(deed: &ActivityLine) -> bool {
    matches!(deed.kind, RowKind::Trade(_))
}

fn bought_and_sold(trades: &[&ActivityLine]) -> (Usd, Usd) {
    let of = |side| {
        trades
            .iter()
            .filter(|deed| deed.kind == RowKind::Trade(side))
            .map(|deed| deed.value)
            .sum()
    };
    (of(Side::Buy), of(Side::Sell))
}

/// Whether the two differ by less than a tenth of their sum.
fn balanced(bought: Usd, sold: Usd) -> bool {
    let apart = (bought.micros() - sold.micros()).abs();
    apart.saturating_mul(10) < bought.micros().saturating_add(sold.micros())
}

fn flags(trades: usize, fall_tenths: Option<i64>, makes_markets: bool) -> Vec<String> {
    let mut flags = Vec::new();
    if makes_markets {
        flags.push("market_maker".to_owned());
    }
    if trades < FEW_TRADES {
        flags.push("few_trades".to_owned());
    }
    if fall_tenths.is_some_and(|fall| fall < STEEP_FALL_TENTHS) {
        flags.push("drawdown".to_owned());
    }
    flags
}

/// The median time from purchase to sale or redemption, first in, first out. What is still held does not count.
fn holding_median(deeds: &[ActivityLine]) -> Option<i64> {
    let mut lots: BTreeMap<&TokenId, VecDeque<(VenueMs, Shares)>> = BTreeMap::new();
    let mut spans = Vec::new();
    for deed in deeds.iter().rev() {
        let Some(token) = &deed.token else { continue };
        let queue = lots.entry(token).or_default();
        match deed.kind {
            RowKind::Trade(Side::Buy) => queue.push_back((deed.at, deed.shares)),
            RowKind::Trade(Side::Sell) | RowKind::Redeem => {
                let mut left = deed.shares;
                while left > Shares::ZERO
                    && let Some((at, shares)) = queue.pop_front()
                {
                    spans.push(deed.at.since(at));
                    if shares > left {
                        queue.push_front((at, shares - left));
                    }
                    left -= shares;
                }
            }
            RowKind::Split | RowKind::Merge | RowKind::Conversion => {}
        }
    }
    median(&mut spans)
}

/// At most [`SPARK_POINTS`] points, the last one always among them.
fn spark(points: &[PnlPoint]) -> Vec<f64> {
    thin(points, SPARK_POINTS).map(|point| drawn(point.pnl)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;
    use pilotfish_copy::ids::TxHash;
    use pilotfish_copy::money::Price;

    fn deed(kind: RowKind, at: i64, shares: i64, value: i64) -> ActivityLine {
        ActivityLine {
            at: VenueMs(at),
            kind,
            token: Some(TokenId::new("1")),
            condition: Some(ConditionId::new("0x1")),
            question: String::new(),
            outcome: String::new(),
            outcome_index: Some(0),
            shares: Shares::from_micros(shares * 1_000_000),
            price: Some(Price::from_micros(500_000)),
            value: Usd::dollars(value),
            tx: TxHash::new("0x2"),
        }
    }

    fn point(at: i64, profit: i64) -> PnlPoint {
        PnlPoint {
            at: VenueMs(at),
            pnl: Usd::dollars(profit),
        }
    }

    #[test]
    fn the_fall_is_from_a_peak_to_a_later_point() {
        let rows = Rows {
            profit: vec![point(0, 0), point(1, 50), point(2, 20), point(3, 70), point(4, 65)],
            deeds: vec![deed(RowKind::Trade(Side::Buy), 1, 400, 200)],
            ..Rows::default()
        };
        let figures = rows.figures();
        assert_eq!(figures.fall_tenths, Some(-150), "30 of 200 put in");
        assert_eq!(figures.profit, Some(Usd::dollars(65)));
        assert_eq!(figures.roi_tenths, Some(325));
    }

    fn round_trips(held_ms: i64) -> Rows {
        let deeds = (0..120).rev().flat_map(|trip| {
            let at = trip * 10 * MAKER_HOLDS_MS;
            let sold = deed(RowKind::Trade(Side::Sell), at + held_ms, 10, 5);
            [sold, deed(RowKind::Trade(Side::Buy), at, 10, 5)]
        });
        Rows {
            deeds: deeds.collect(),
            ..Rows::default()
        }
    }

    #[test]
    fn who_gives_back_within_the_hour_makes_markets_and_who_holds_does_not() {
        assert_eq!(round_trips(MAKER_HOLDS_MS).figures().flags, ["market_maker"]);
        assert!(round_trips(MAKER_HOLDS_MS + 1).figures().flags.is_empty());
    }

    #[test]
    fn holding_time_is_first_in_first_out() {
        let newest_first = vec![
            deed(RowKind::Trade(Side::Sell), 100, 15, 8),
            deed(RowKind::Trade(Side::Buy), 40, 10, 5),
            deed(RowKind::Trade(Side::Buy), 10, 10, 5),
            deed(RowKind::Split, 5, 3, 3),
        ];
        assert_eq!(
            holding_median(&newest_first),
            Some(60),
            "spans 90 and 60, the lower middle"
        );
        assert_eq!(holding_median(&[]), None);
    }

    #[test]
    fn without_money_put_in_there_is_no_return() {
        let rows = Rows {
            profit: vec![point(0, 0), point(1, 5)],
            ..Rows::default()
        };
        let figures = rows.figures();
        assert_eq!((figures.roi_tenths, figures.wins), (None, None));
        assert_eq!(figures.flags, ["few_trades"]);
    }
}
