//! The performance screen: the figures of a period, its fall, its stages, its slippage and its fees by day.

use std::collections::BTreeMap;
use std::path::Path;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::{Slippage, slippage};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::ladder::Stage;
use pilotfish_copy::money::{Price, Usd};
use pilotfish_store::Reader;
use pilotfish_store::read::drawdown::Drawdown;
use pilotfish_store::read::ledger::LedgerFill;
use pilotfish_store::read::period::Height;

use crate::Connected;
use crate::cents::{Account, in_cents, parts_of};
use crate::frame::sums;
use crate::numbers::{count, median, percent};
use crate::records::csv::{Cell, Csv, utc};
use crate::results::period::{Span, exact_traders, figures, span, span_and_core};
use crate::traders::resolve::shown;
use crate::types::{
    Exported, FeeDay, FilledFollow, Id, Ms, Performance, Period, SlippageBin, StageResult, TraderResult,
};
use crate::{Api, ApiResult, reader};
use pilotfish_engine::Mode;
use pilotfish_engine::accounts::equity;

const DAY_MS: i64 = 86_400_000;
pub(super) const MINUTE_MS: i64 = 60_000;
/// A bar of the distribution is half a cent wide, micro-USD.
const BIN: i64 = 5_000;
/// The bars' bounds in half cents: two cents better than the trader's price to five worse; what lies beyond is in the outer bars.
const BINS: std::ops::Range<i64> = -4..10;

impl Api {
    /// What came of it within a period.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn performance(&self, period: Period) -> ApiResult<Performance> {
        let engine = self.engine()?;
        let reader = reader(&engine)?;
        let (span, core) = span_and_core(&engine, &reader, period).await?;
        let now = engine.now().unwrap_or_default();
        let drawdown = drawdown(&engine, &reader, &span, &core, now).await?;
        let mut slips: Vec<Price> = span.fills.iter().map(slip).collect();
        Ok(Performance {
            drawdown: drawdown.fall.to_string(),
            drawdown_percent: percent(drawdown.fall, drawdown.equity),
            stages: stages(&span.fills),
            slippage_bins: bins(&slips),
            slippage_median: median(&mut slips).map(|price| price.to_string()),
            fee_days: fee_days(&span.fills),
            follows: filled_follows(&core, &span),
            sums: sums(&core, Account::of(&core)),
            figures: figures(&core, &span),
        })
    }

    /// Writes a period's figures by trader, best first, to a new file among the user's downloads
    /// (`pilotfish-demo-performance.csv`).
    ///
    /// # Errors
    /// As [`Api::write_performance`], and `cannot_here` without a desktop.
    pub async fn export_performance(&self, period: Period) -> ApiResult<Exported> {
        let path = self.download_path("performance")?;
        self.write_performance(period, &path).await
    }

    /// Writes a period's figures by trader, best first, to a file that must not be there yet. The first column says which
    /// money it was, so that pretend profits are never taken for real ones.
    ///
    /// # Errors
    /// `folder` when the file cannot be written (none is left behind then), the engine's and the store's.
    pub async fn write_performance(&self, period: Period, path: &Path) -> ApiResult<Exported> {
        let engine = self.engine()?;
        let span = span(&engine, &reader(&engine)?, period).await?;
        let now = engine.now().unwrap_or_default();
        let mut file = Csv::new(&HEADER, self.language());
        for result in exact_traders(&engine.core(), &span) {
            file.row(&cells(self.shared.mode, &span, now, result));
        }
        file.save(path).await
    }
}

/// What stands at the head of each column of the file.
const HEADER: [&str; 17] = [
    "money",
    "period",
    "from_utc",
    "until_utc",
    "trader",
    "trader_address",
    "pnl_usd",
    "realised_usd",
    "fills",
    "slippage",
    "slippage_bps",
    "fees_usd",
    "closed",
    "won",
    "won_percent",
    "won_percent_low",
    "won_percent_high",
];

/// One trader's row. A period that goes back to the beginning has no instant from which on.
fn cells(mode: Mode, span: &Span, until: VenueMs, result: TraderResult) -> [Cell; 17] {
    let known = Option::unwrap_or_default;
    [
        Cell::Ours(mode.to_string()),
        Cell::Ours(span.period.as_str().to_owned()),
        Cell::Ours(span.start.at.map_or_else(String::new, utc)),
        Cell::Ours(utc(until)),
        Cell::Theirs(result.name),
        Cell::Ours(result.address),
        Cell::Figure(result.pnl),
        Cell::Figure(result.realised),
        Cell::Ours(result.fills.to_string()),
        Cell::Figure(known(result.slippage)),
        Cell::Figure(known(result.slippage_bps)),
        Cell::Figure(result.fees),
        Cell::Ours(result.wins.of.to_string()),
        Cell::Ours(result.wins.won.to_string()),
        Cell::Figure(known(result.wins.percent)),
        Cell::Figure(known(result.wins.low)),
        Cell::Figure(known(result.wins.high)),
    ]
}

/// Every follow that ever filled, the one with the most fills first, of two the newer.
fn filled_follows(core: &Core, span: &Span) -> Vec<FilledFollow> {
    let mut follows: Vec<FilledFollow> = span
        .filled
        .iter()
        .filter_map(|(id, fills)| {
            let follow = core.state().follows.get(id)?;
            Some(FilledFollow {
                follow: Id(id.0),
                address: follow.trader.to_string(),
                name: shown(&follow.name, &follow.trader),
                fills: count(*fills),
            })
        })
        .collect();
    follows.sort_by(|a, b| b.fills.cmp(&a.fills).then_with(|| b.follow.cmp(&a.follow)));
    follows
}

/// The largest fall of the period. From the beginning of the record on, no reading is read twice.
async fn drawdown(engine: &Connected, reader: &Reader, span: &Span, core: &Core, now: VenueMs) -> ApiResult<Drawdown> {
    let mut drawdown = match span.start.at {
        Some(at) => {
            let mut drawdown = Drawdown::default();
            drawdown.take(&reader.heights(at.0.div_euclid(MINUTE_MS) - 1).await?);
            drawdown
        }
        None => {
            let mut records = engine.records.lock().await;
            let newer = reader.heights(records.drawdown.through()).await?;
            records.drawdown.take(&newer);
            records.drawdown
        }
    };
    if let Some(point) = equity(core, now) {
        drawdown.take(&[Height {
            minute: now.0.div_euclid(MINUTE_MS),
            equity: point.cash + point.claims + point.holdings_value,
            net: point.realised + point.unrealised - point.fees,
        }]);
    }
    Ok(drawdown)
}

fn slip(fill: &LedgerFill) -> Price {
    slippage(fill.side, fill.price, fill.trader_price)
}

fn stages(fills: &[LedgerFill]) -> Vec<StageResult> {
    let results = Stage::ALL.map(|stage| {
        let mut slippage = Slippage::default();
        let own = || fills.iter().filter(|fill| fill.stage == stage);
        own().for_each(|fill| slippage.add(fill.side, fill.shares, fill.price, fill.trader_price));
        StageResult {
            stage: u32::from(stage.number()),
            fills: count(own().count()),
            slippage: slippage.per_share().map(|price| price.to_string()),
        }
    });
    results.to_vec()
}

fn bins(slips: &[Price]) -> Vec<SlippageBin> {
    let mut fills: BTreeMap<i64, usize> = BTreeMap::new();
    for slip in slips {
        let place = slip.micros().div_euclid(BIN).clamp(BINS.start, BINS.end - 1);
        *fills.entry(place).or_default() += 1;
    }
    let bound = |place: i64| Price::from_micros(place * BIN).to_string();
    BINS.map(|place| SlippageBin {
        from: bound(place),
        to: bound(place + 1),
        fills: fills.get(&place).copied().map_or(0, count),
    })
    .collect()
}

fn fee_days(fills: &[LedgerFill]) -> Vec<FeeDay> {
    let mut days: BTreeMap<i64, Usd> = BTreeMap::new();
    for fill in fills.iter().filter(|fill| fill.fee > Usd::ZERO) {
        *days.entry(fill.at.utc_day()).or_default() += fill.fee;
    }
    let exact: Vec<Usd> = days.values().copied().collect();
    let shown = parts_of(in_cents(exact.iter().copied().sum()), &exact);
    days.into_keys()
        .zip(shown)
        .map(|(day, fees)| FeeDay {
            at: Ms(day * DAY_MS),
            fees: fees.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slippage_falls_into_the_bar_that_begins_at_or_below_it_and_the_outer_bars_take_the_rest() {
        let slips: Vec<Price> = [-900_000, -20_000, -1, 0, 4_999, 5_000, 49_999, 50_000, 500_000]
            .map(Price::from_micros)
            .to_vec();
        let told: Vec<(String, u32)> = bins(&slips)
            .into_iter()
            .filter(|bin| bin.fills > 0)
            .map(|bin| (format!("{}..{}", bin.from, bin.to), bin.fills))
            .collect();
        let expected = [
            ("-0.02..-0.015", 2),
            ("-0.005..0", 1),
            ("0..0.005", 2),
            ("0.005..0.01", 1),
            ("0.045..0.05", 3),
        ];
        assert_eq!(told, expected.map(|(bounds, fills)| (bounds.to_owned(), fills)));
        assert_eq!(bins(&[]).len(), 14);
    }
}
