//! The figures of a period: what was made since its beginning, by whom, at what slippage and for what fees.
//!
//! Profit is the difference of two readings of the same books (the hourly one before the period and now), so that the parts
//! add up: over traders, and over realised and open. Fills, closed copies and ended orders are counted from that instant on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::{self, Slippage, fill_value};
use pilotfish_copy::ids::{FollowId, VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;
use pilotfish_store::Reader;
use pilotfish_store::read::drawdown::Drawdown;
use pilotfish_store::read::ledger::{ClosedEpisode, Ledger, LedgerFill};
use pilotfish_store::read::period::{Ended, Start};
use pilotfish_store::read::shortfall::KnownRecord;

use super::performance::MINUTE_MS;
use crate::cents::{Made, in_cents};
use crate::numbers::{count, drawn, few, number_tenths, ratio_tenths, tenths};
use crate::traders::resolve::shown;
use crate::types::{CurvePoint, Ms, Period, PeriodFigures, TraderResult, WinRate};
use crate::{Api, ApiResult, Connected, reader};
use pilotfish_engine::accounts::profit;

const DAY_MS: i64 = 86_400_000;
/// How many points of a curve are read.
const CURVE_POINTS: u32 = 239;

/// What an engine keeps between two questions, so that each fill and each reading is read once.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) ledger: Ledger,
    pub(crate) drawdown: Drawdown,
    /// The follow whose shortfall was asked for last.
    pub(crate) follow: Option<KnownRecord>,
}

/// A period with everything its figures are made from.
pub(crate) struct Span {
    pub(crate) period: Period,
    pub(crate) start: Start,
    /// Fills of the period, in the order in which they were booked.
    pub(crate) fills: Vec<LedgerFill>,
    /// How many fills each follow ever had, whatever the period.
    pub(crate) filled: BTreeMap<FollowId, usize>,
    /// What all of those cost in fees.
    fees_ever: Usd,
    episodes: Vec<ClosedEpisode>,
    ended: Ended,
    curve: Vec<CurvePoint>,
}

/// So often rows and core are read until they are of one instant.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// How long a period is; `None` for everything.
const fn length_ms(period: Period) -> Option<i64> {
    match period {
        Period::Day => Some(DAY_MS),
        Period::Week => Some(7 * DAY_MS),
        Period::Month => Some(30 * DAY_MS),
        Period::All => None,
    }
}

/// Reads what a period's figures are made from.
pub(crate) async fn span(engine: &Connected, reader: &Reader, period: Period) -> ApiResult<Span> {
    let now = engine.now().unwrap_or_default();
    let begin = length_ms(period).map(|length| now.plus(-length));
    let start = reader.period_start(begin).await?;
    let from = start.at.unwrap_or(VenueMs(i64::MIN));
    let mut filled: BTreeMap<FollowId, usize> = BTreeMap::new();
    let (fills, fees_ever, episodes) = {
        let mut records = engine.records.lock().await;
        reader.refresh(&mut records.ledger).await?;
        let ledger = &records.ledger;
        let fills: Vec<LedgerFill> = ledger.fills().iter().filter(|fill| fill.at >= from).copied().collect();
        let mut fees_ever = Usd::ZERO;
        for fill in ledger.fills() {
            *filled.entry(fill.follow).or_default() += 1;
            fees_ever += fill.fee;
        }
        let mut episodes = ledger.closed_episodes();
        episodes.retain(|episode| episode.closed_at >= from);
        (fills, fees_ever, episodes)
    };
    Ok(Span {
        period,
        fills,
        filled,
        fees_ever,
        episodes,
        ended: reader.ended_since(from).await?,
        curve: curve(engine, reader, &start, now).await?,
        start,
    })
}

/// A period's rows and the core, of one instant: a fill is in the record a moment before the core shows it, and the other way round where
/// it comes between two readings. Of one instant are those that say the same fees, of all time. After some tries they are given as
/// they are.
pub(crate) async fn span_and_core(engine: &Connected, reader: &Reader, period: Period) -> ApiResult<(Span, Arc<Core>)> {
    let mut tries_left = TRIES;
    loop {
        let span = span(engine, reader, period).await?;
        let core = engine.core();
        tries_left -= 1;
        if tries_left == 0 || profit(&core, None).fees == span.fees_ever {
            return Ok((span, core));
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
}

impl Api {
    /// What was made since 0:00 UTC of the venue's day, realised and open, after fees; since the beginning of the record where that is
    /// later. The day begins with the last hourly reading before it, as in the figures of a period.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn profit_today(&self) -> ApiResult<Usd> {
        let engine = self.engine()?;
        let now = engine.now().unwrap_or_default();
        let midnight = VenueMs(now.utc_day() * DAY_MS);
        let start = reader(&engine)?.period_start(Some(midnight)).await?;
        Ok(profit(&engine.core(), None).net() - net_of(&start))
    }
}

fn net_of(start: &Start) -> Usd {
    start.follows.values().fold(Usd::ZERO, |sum, point| {
        sum + point.realised + point.unrealised - point.fees
    })
}

/// Profit since the period's beginning, ending in this minute: where nothing moved within it, the same answer comes again, of which the
/// window draws nothing.
async fn curve(engine: &Connected, reader: &Reader, start: &Start, now: VenueMs) -> ApiResult<Vec<CurvePoint>> {
    let base = net_of(start);
    let mut curve: Vec<CurvePoint> = reader
        .equity_sampled(start.at, CURVE_POINTS)
        .await?
        .iter()
        .map(|point| CurvePoint {
            at: Ms(point.at.0),
            value: drawn(point.realised + point.unrealised - point.fees - base),
        })
        .collect();
    let value = drawn(profit(&engine.core(), None).net() - base);
    let at = end_of(curve.last().map(|last| last.at.0), now);
    curve.push(CurvePoint { at: Ms(at), value });
    Ok(curve)
}

/// Where a curve ends: at the beginning of this minute, or at a reading since.
fn end_of(last: Option<i64>, now: VenueMs) -> i64 {
    let minute = now.0 - now.0.rem_euclid(MINUTE_MS);
    last.map_or(minute, |last| last.max(minute))
}

/// What was made between the period's beginning and now: exactly, as it is shown, and the fees that are in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Since {
    exact: Made,
    shown: Made,
    fees: Usd,
}

impl Since {
    /// Through each follow. Over all time this is what [`crate::cents::Shown`] has: the same figures, taken apart the same way.
    fn start(core: &Core, start: &Start) -> BTreeMap<FollowId, Self> {
        let since = |follow: &FollowId| {
            let now = profit(core, Some(*follow));
            let nothing = (Usd::ZERO, Usd::ZERO, Usd::ZERO);
            let (realised, open, fees) = start
                .follows
                .get(follow)
                .map_or(nothing, |point| (point.realised, point.unrealised, point.fees));
            let fees = now.fees - fees;
            let exact = Made {
                realised: now.realised - realised - fees,
                open: now.unrealised - open,
            };
            (*follow, exact, fees)
        };
        let follows: Vec<(FollowId, Made, Usd)> = core.state().follows.keys().map(since).collect();
        let each: Vec<Made> = follows.iter().map(|(_, exact, _)| *exact).collect();
        let (_, each) = Made::each_in_cents(&each);
        let rows = follows.into_iter().zip(each);
        rows.map(|((follow, exact, fees), shown)| (follow, Self { exact, shown, fees }))
            .collect()
    }

    /// Of all of them together.
    fn sum<'a>(of: impl IntoIterator<Item = &'a Self>) -> Self {
        of.into_iter().fold(Self::default(), |mut sum, one| {
            sum.exact += one.exact;
            sum.shown += one.shown;
            sum.fees += one.fees;
            sum
        })
    }
}

/// What is gathered over some of the fills.
#[derive(Debug, Clone, Copy, Default)]
struct Traded {
    fills: usize,
    value: Usd,
    slippage: Slippage,
}

impl Traded {
    fn add(&mut self, fill: &LedgerFill) {
        self.fills += 1;
        self.value += fill_value(fill.side, fill.shares, fill.price);
        self.slippage.add(fill.side, fill.shares, fill.price, fill.trader_price);
    }
}

/// The figures that the dashboard and the performance screen share.
pub(crate) fn figures(core: &Core, span: &Span) -> PeriodFigures {
    let follows = Since::start(core, &span.start);
    let made = Since::sum(follows.values());
    let mut traded = Traded::default();
    span.fills.iter().for_each(|fill| traded.add(fill));
    let worth = span.start.equity.map(|point| point.cash + point.holdings_value);
    PeriodFigures {
        period: span.period,
        pnl: made.shown.net().to_string(),
        pnl_percent: worth
            .and_then(|worth| ratio_tenths(made.exact.net(), worth))
            .map(tenths),
        realised: made.shown.realised.to_string(),
        open: made.shown.open.to_string(),
        fees: in_cents(made.fees).to_string(),
        fees_bps: fees_bps(made.fees, traded.value),
        traded: traded.value.to_string(),
        curve: span.curve.clone(),
        wins: wins(span.episodes.iter()),
        slippage: traded.slippage.per_share().map(|price| price.to_string()),
        slippage_bps: traded.slippage.bps(1).map(|bps| bps.to_string()),
        slippage_usd: traded.slippage.usd().to_string(),
        fills: count(traded.fills),
        orders_filled: few(span.ended.filled),
        orders_ended: few(span.ended.ended),
        traders: traders(core, span, &follows),
    }
}

/// Results by trader in all their digits, for a file.
pub(crate) fn exact_traders(core: &Core, span: &Span) -> Vec<TraderResult> {
    let mut follows = Since::start(core, &span.start);
    follows.values_mut().for_each(|one| one.shown = one.exact);
    traders(core, span, &follows)
}

/// Everybody who made or lost something in the period, or had a fill, best first.
fn traders(core: &Core, span: &Span, made: &BTreeMap<FollowId, Since>) -> Vec<TraderResult> {
    let mut by_trader: BTreeMap<&WalletAddress, Vec<FollowId>> = BTreeMap::new();
    for follow in core.state().follows.values() {
        by_trader.entry(&follow.trader).or_default().push(follow.id);
    }
    let mut results: Vec<(Usd, TraderResult)> = by_trader
        .into_iter()
        .filter_map(|(wallet, follows)| {
            let made = Since::sum(follows.iter().filter_map(|follow| made.get(follow)));
            trader(core, span, made, wallet, &follows)
        })
        .collect();
    results.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.address.cmp(&b.address)));
    results.into_iter().map(|(_, result)| result).collect()
}

fn trader(
    core: &Core,
    span: &Span,
    made: Since,
    wallet: &WalletAddress,
    follows: &[FollowId],
) -> Option<(Usd, TraderResult)> {
    let mut traded = Traded::default();
    let own = span.fills.iter().filter(|fill| follows.contains(&fill.follow));
    own.for_each(|fill| traded.add(fill));
    let episodes: Vec<&ClosedEpisode> = span
        .episodes
        .iter()
        .filter(|episode| follows.contains(&episode.follow))
        .collect();
    if made == Since::default() && traded.fills == 0 && episodes.is_empty() {
        return None;
    }
    let newest = follows.iter().max().and_then(|id| core.state().follows.get(id));
    let result = TraderResult {
        address: wallet.to_string(),
        name: shown(newest.map_or("", |follow| follow.name.as_str()), wallet),
        pnl: made.shown.net().to_string(),
        realised: made.shown.realised.to_string(),
        fills: count(traded.fills),
        slippage: traded.slippage.per_share().map(|price| price.to_string()),
        slippage_bps: traded.slippage.bps(1).map(|bps| bps.to_string()),
        fees: made.fees.to_string(),
        wins: wins(episodes),
    };
    Some((made.exact.net(), result))
}

/// Tenths of a basis point, to the nearest.
fn fees_bps(fees: Usd, traded: Usd) -> Option<String> {
    // A tenth of a percent is ten basis points: a hundred times the fees gives tenths of a basis point.
    let hundredfold = Usd::from_micros(fees.micros().saturating_mul(100));
    ratio_tenths(hundredfold, traded).map(tenths)
}

/// How many of them made money, with the interval in which the true rate lies 95 times of 100 (Wilson's).
fn wins<'a>(episodes: impl IntoIterator<Item = &'a ClosedEpisode>) -> WinRate {
    let rate = accounts::wins(episodes.into_iter().map(|episode| episode.net));
    let whole = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let (won, of) = (whole(rate.won), whole(rate.closed));
    let range = wilson(won, of);
    WinRate {
        won,
        of,
        percent: number_tenths(i64::from(won), i64::from(of)).map(tenths),
        low: range.map(|(low, _)| tenths(low)),
        high: range.map(|(_, high)| tenths(high)),
    }
}

/// Both ends of the interval in tenths of a percent. A statistic and no money: it may be reckoned in floats.
fn wilson(won: u32, of: u32) -> Option<(i64, i64)> {
    /// The normal distribution's quantile for 95 %.
    const Z: f64 = 1.959_964;
    if of == 0 {
        return None;
    }
    let (n, share) = (f64::from(of), f64::from(won) / f64::from(of));
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * ((share * (1.0 - share) + Z * Z / (4.0 * n)) / n).sqrt();
    let whole = 1.0 + Z * Z / n;
    let shown = |value: f64| whole_tenths((value / whole).clamp(0.0, 1.0));
    Some((shown(middle - half), shown(middle + half)))
}

/// A rate within [0, 1] in whole tenths of a percent.
#[allow(clippy::cast_possible_truncation, reason = "within 0 and 1,000 by its argument")]
fn whole_tenths(rate: f64) -> i64 {
    (rate * 1_000.0).round() as i64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn the_interval_is_wilsons() {
        // Worked out by hand from the formula, and as in any table of it.
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, 10), Some((0, 278)));
        assert_eq!(wilson(10, 10), Some((722, 1_000)));
        assert_eq!(wilson(7, 10), Some((397, 892)));
        assert_eq!(wilson(50, 100), Some((404, 596)));
    }

    #[test]
    fn a_curve_ends_where_its_minute_began_or_at_a_reading_since() {
        let ends = |last, now| end_of(last, VenueMs(now));
        assert_eq!(ends(None, 3 * MINUTE_MS), 3 * MINUTE_MS);
        assert_eq!(
            ends(None, 4 * MINUTE_MS - 1),
            3 * MINUTE_MS,
            "all of a minute is one answer"
        );
        assert_eq!(ends(Some(2 * MINUTE_MS + 500), 3 * MINUTE_MS + 7), 3 * MINUTE_MS);
        assert_eq!(
            ends(Some(3 * MINUTE_MS + 500), 3 * MINUTE_MS + 700),
            3 * MINUTE_MS + 500
        );
    }

    #[test]
    fn fees_are_told_in_basis_points_of_what_was_traded() {
        assert_eq!(fees_bps(Usd::dollars(1), Usd::dollars(400)).as_deref(), Some("25.0"));
        assert_eq!(fees_bps(Usd::ZERO, Usd::ZERO), None);
    }
}
