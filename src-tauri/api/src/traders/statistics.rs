//! A trader's figures, from the venue's rows: return, win rate, fall, holding time. Computed in whole micro-units; only
//! curves for drawing are floats.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs};
use pilotfish_copy::input::RowKind;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_polymarket::public::{ActivityLine, PnlPoint, PositionRow};

use crate::numbers::{count, drawn, median, ratio_tenths, thin};
use crate::types::TraderFlag;

/// The span that a trader's recent figures cover, ms.
pub(crate) const MONTH_MS: i64 = 30 * 86_400_000;

/// Under so many trades in the span a record says little.
const FEW_TRADES: usize = 20;
/// A fall of more than this part of the equity is worth a warning, in tenths of a percent.
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
    /// Largest fall of the profit curve from a peak before it, USD, not positive.
    pub(crate) fall: Option<Usd>,
    /// The same in tenths of a percent of the equity at that peak, not positive; `None` where the equity cannot be estimated.
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
    /// Profit curve for drawing, from zero to the profit over the span.
    pub(crate) spark: Vec<f64>,
    /// `market_maker`, `few_trades`, `drawdown`.
    pub(crate) flags: Vec<TraderFlag>,
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
        let fall_tenths = fall.and_then(|fall| self.fall_of_equity(fall));
        let (bought, sold) = bought_and_sold(&trades);
        let holding_median_ms = holding_median(&self.deeds);
        let brief = holding_median_ms.is_some_and(|held| held <= MAKER_HOLDS_MS);
        let both_sides = trades.len() >= MAKER_TRADES && brief && balanced(bought, sold);
        Figures {
            profit,
            roi_tenths: profit.and_then(|profit| ratio_tenths(profit, put_in)),
            wins: self.wins(),
            fall: fall.map(|fall| fall.usd),
            fall_tenths,
            markets: self.markets(),
            volume: bought + sold,
            trades: count(trades.len()),
            last_trade: trades.iter().map(|deed| deed.at).max(),
            holding_median_ms,
            spark: spark(&self.profit),
            flags: flags(
                trades.len(),
                fall_tenths.or_else(|| fall.map(Fall::of_profit)),
                both_sides || self.makes_markets(),
            ),
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

    /// The largest fall from a peak of the curve to a later point.
    fn fall(&self) -> Option<Fall> {
        let begin = self.profit.first()?.pnl;
        let mut peak = begin;
        let mut worst = Fall {
            usd: Usd::ZERO,
            peak: begin,
            begin,
        };
        for point in &self.profit {
            peak = peak.at_least(point.pnl);
            if point.pnl - peak < worst.usd {
                worst = Fall {
                    usd: point.pnl - peak,
                    peak,
                    begin,
                };
            }
        }
        Some(worst)
    }

    /// A fall in tenths of a percent of the equity at its peak. A trader's cash is not public: their equity then is estimated by
    /// what they hold now and by what they lost since. Cash would make it more, so that the percentage is never too small; where it
    /// would be over 100, too little is known for one.
    fn fall_of_equity(&self, fall: Fall) -> Option<i64> {
        let now = self.profit.last()?.pnl;
        let held: Usd = self.open.iter().map(|row| row.value).sum();
        let equity = held + fall.peak - now;
        ratio_tenths(fall.usd, equity).filter(|tenths| *tenths > -1_000)
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

/// A fall of the profit curve.
#[derive(Debug, Clone, Copy)]
struct Fall {
    /// From its peak to its lowest point, not positive.
    usd: Usd,
    /// The curve's height at the peak.
    peak: Usd,
    /// Where the curve begins.
    begin: Usd,
}

impl Fall {
    /// Of which part of the span's gains it was, where nothing else is known: all of them where there were none.
    fn of_profit(self) -> i64 {
        if self.usd.is_zero() {
            return 0;
        }
        ratio_tenths(self.usd, self.peak - self.begin).unwrap_or(-1_000)
    }
}

fn flags(trades: usize, fall_tenths: Option<i64>, makes_markets: bool) -> Vec<TraderFlag> {
    let mut flags = Vec::new();
    if makes_markets {
        flags.push(TraderFlag::MarketMaker);
    }
    if trades < FEW_TRADES {
        flags.push(TraderFlag::FewTrades);
    }
    if fall_tenths.is_some_and(|fall| fall < STEEP_FALL_TENTHS) {
        flags.push(TraderFlag::Drawdown);
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

/// At most [`SPARK_POINTS`] points from zero on: it begins with the curve's first point and ends with its last, so that it rises or
/// falls as the profit says that stands beside it.
fn spark(points: &[PnlPoint]) -> Vec<f64> {
    rebased(points, SPARK_POINTS).map(|(_, profit)| drawn(profit)).collect()
}

/// The curve as profit since its first point, thinned to `most` points; the first and the last are always among them.
pub(crate) fn rebased(points: &[PnlPoint], most: usize) -> impl Iterator<Item = (VenueMs, Usd)> {
    let (first, rest) = points.split_at(usize::from(!points.is_empty()));
    let base = first.first().map_or(Usd::ZERO, |point| point.pnl);
    first
        .iter()
        .chain(thin(rest, most.saturating_sub(1)))
        .map(move |point| (point.at, point.pnl - base))
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
        assert_eq!(
            (figures.fall, figures.fall_tenths),
            (Some(Usd::dollars(-30)), None),
            "what they have is not known"
        );
        assert!(figures.flags.contains(&TraderFlag::Drawdown), "30 of 50 gained");
        assert_eq!(figures.profit, Some(Usd::dollars(65)));
        assert_eq!(figures.roi_tenths, Some(325));
    }

    fn position() -> PositionRow {
        PositionRow {
            token: TokenId::new("1"),
            condition: ConditionId::new("0x1"),
            question: String::new(),
            outcome: String::new(),
            outcome_index: Some(0),
            shares: Shares::ZERO,
            bought: Shares::ZERO,
            average_cost: Price::ZERO,
            price: Price::ZERO,
            value: Usd::ZERO,
            realised: Usd::ZERO,
            pnl: Usd::ZERO,
            redeemable: false,
            last_event: None,
        }
    }

    #[test]
    fn a_fall_is_measured_against_what_the_trader_had_at_its_peak() {
        let holding = |value| PositionRow {
            value: Usd::dollars(value),
            ..position()
        };
        // From 29,500 to 17,865, and 10,000 held since: at the peak they had at least 21,635.
        let mut rows = Rows {
            profit: vec![point(0, 0), point(1, 29_500), point(2, 17_865)],
            open: vec![holding(10_000)],
            deeds: vec![deed(RowKind::Trade(Side::Buy), 1, 1_000_000, 480_000)],
            ..Rows::default()
        };
        assert_eq!(rows.figures().fall, Some(Usd::dollars(-11_635)));
        assert_eq!(rows.figures().fall_tenths, Some(-538), "however much was turned over");
        assert!(rows.figures().flags.contains(&TraderFlag::Drawdown));
        rows.open = vec![holding(200_000)];
        assert_eq!(rows.figures().fall_tenths, Some(-55));
        assert!(!rows.figures().flags.contains(&TraderFlag::Drawdown));
    }

    #[test]
    fn a_curve_is_drawn_from_zero_to_the_profit_beside_it() {
        let curve: Vec<PnlPoint> = (0..200).map(|at| point(at, 500 + at - 2 * (at % 7))).collect();
        let drawn: Vec<(VenueMs, Usd)> = rebased(&curve, 30).collect();
        assert!(drawn.len() <= 30);
        assert_eq!(drawn.first(), Some(&(VenueMs(0), Usd::ZERO)));
        let rows = Rows {
            profit: curve,
            ..Rows::default()
        };
        assert_eq!(drawn.last().map(|(_, profit)| *profit), rows.figures().profit);
        assert_eq!(rebased(&[], 30).count(), 0);
        assert_eq!(
            rebased(&[point(3, 7)], 30).collect::<Vec<_>>(),
            [(VenueMs(3), Usd::ZERO)]
        );
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
        assert_eq!(round_trips(MAKER_HOLDS_MS).figures().flags, [TraderFlag::MarketMaker]);
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
        assert_eq!(figures.flags, [TraderFlag::FewTrades]);
    }
}
