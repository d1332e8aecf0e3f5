//! What a run came to.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::{average_slippage_bps, unrealised};
use pilotfish_copy::entity::Fill;
use pilotfish_copy::event::{Event, EventKind};
use pilotfish_copy::ids::{OrderHash, TradeId, VenueMs};
use pilotfish_copy::money::{Price, Usd};
use pilotfish_copy::{Core, ladder::Stage};
use pilotfish_sim::venue::Venue;
use serde::Serialize;

use crate::checks::Checks;

/// The last line of a run: counts and results. Money is a decimal string in USD.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Always `summary`.
    pub kind: &'static str,
    /// The world's id.
    pub world: String,
    /// First and last instant, venue ms.
    pub from: VenueMs,
    /// See `from`.
    pub to: VenueMs,
    /// Events by kind.
    pub counts: BTreeMap<String, u64>,
    /// Skips by reason.
    pub skips: BTreeMap<String, u64>,
    /// Signals by kind of change.
    pub changes: BTreeMap<String, u64>,
    /// Repricings on entering each stage, by its number.
    pub stage_entries: BTreeMap<u8, u64>,
    /// Profit after fees, realised and open.
    pub pnl: Usd,
    /// Realised part, fees not counted.
    pub realised: Usd,
    /// Open part at the market's price.
    pub unrealised: Usd,
    /// Fees paid.
    pub fees: Usd,
    /// Cash at the venue at the end.
    pub cash: Option<Usd>,
    /// Share-weighted slippage in bps of the traders' prices, two decimals; `null` without fills.
    pub average_slippage_bps: Option<String>,
    /// Fills.
    pub fills: u64,
    /// Must be 0.
    pub invariant_violations: u64,
    /// The first of them in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<String>,
}

/// What is counted on the way.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: BTreeMap<String, u64>,
    skips: BTreeMap<String, u64>,
    changes: BTreeMap<String, u64>,
    stage_entries: BTreeMap<u8, u64>,
    fills: BTreeMap<(TradeId, OrderHash), Fill>,
}

impl Tally {
    pub(crate) fn count(&mut self, event: &Event) {
        *self.counts.entry(word(&event.what, "kind")).or_default() += 1;
        match &event.what {
            EventKind::Skip { .. } => *self.skips.entry(word(&event.what, "reason")).or_default() += 1,
            EventKind::Signal { .. } => *self.changes.entry(word(&event.what, "change")).or_default() += 1,
            EventKind::Price {
                stage,
                previous_stage: Some(previous),
                ..
            } if stage > previous && *stage < Stage::Market => {
                *self.stage_entries.entry(stage.number()).or_default() += 1;
            }
            _ => {}
        }
    }

    pub(crate) fn fill(&mut self, fill: &Fill) {
        self.fills.insert((fill.trade.clone(), fill.hash.clone()), fill.clone());
    }

    pub(crate) fn summary(self, core: &Core, venue: &Venue, from: VenueMs, to: VenueMs, checks: Checks) -> Summary {
        let holdings = || core.state().holdings.values();
        let realised: Usd = holdings().map(|holding| holding.realised).sum();
        let fees: Usd = holdings().map(|holding| holding.fees).sum();
        let open: Usd = holdings()
            .filter(|holding| !holding.shares.is_zero())
            .map(|holding| unrealised(holding, venue.price(&holding.token).unwrap_or(Price::ZERO)))
            .sum();
        Summary {
            kind: "summary",
            world: venue.world_id(),
            from,
            to,
            counts: self.counts,
            skips: self.skips,
            changes: self.changes,
            stage_entries: self.stage_entries,
            pnl: realised + open - fees,
            realised,
            unrealised: open,
            fees,
            cash: core.state().control.cash,
            average_slippage_bps: average_slippage_bps(self.fills.values()).map(|bps| bps.round_dp(2).to_string()),
            fills: u64::try_from(self.fills.len()).unwrap_or(u64::MAX),
            invariant_violations: checks.violations,
            violations: checks.messages,
        }
    }
}

/// The word an event's JSON has under that name.
fn word(what: &EventKind, name: &str) -> String {
    serde_json::to_value(what)
        .ok()
        .and_then(|value| value.get(name).and_then(|word| word.as_str().map(str::to_owned)))
        .unwrap_or_default()
}
