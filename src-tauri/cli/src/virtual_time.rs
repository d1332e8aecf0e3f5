//! `demo --speed max`: core and exchange in one thread, the same bytes for the same options.

use pilotfish_copy::ids::VenueMs;
use pilotfish_vault::words::{Language, Said};
use pilotfish_world::{Summary, World, WorldOptions};

use crate::args::Demo;
use crate::error::CliError;
use crate::figures::figure;
use crate::output::Lines;
use crate::recording::{min_minutes_to_resolution, recording};

/// Where a made-up world begins unless it is a replay: 2026-11-02T00:00Z.
pub(crate) const START: VenueMs = VenueMs(1_793_577_600_000);

/// Without `--seed`.
pub(crate) const DEFAULT_SEED: u64 = 1;

pub(crate) fn run(demo: &Demo, language: Language) -> Result<(), CliError> {
    if demo.venue.is_some() || demo.home.is_some() {
        return Err(CliError::Usage(
            "--speed max keeps nothing and uses no sockets: leave --venue and --home out, or give a finite speed"
                .to_owned(),
        ));
    }
    let world = World::new(WorldOptions {
        seed: demo.seed.unwrap_or(DEFAULT_SEED),
        start: START,
        length_ms: demo.length_ms,
        balance: demo.balance,
        replay: recording(demo)?,
        breadth: demo.breadth.breadth(),
        habits: demo.habits_of_its_kind(),
        follows: demo.follows.clone(),
        demo_limits: false,
        min_time_to_resolution_ms: min_minutes_to_resolution(demo).map(|minutes| i64::from(minutes) * 60_000),
    })?;
    let mut lines = Lines::new(demo.json).speaking(language);
    let mut broken = None;
    let summary = world.run(|event| {
        if broken.is_none() {
            broken = lines.event(event, |_| None).err();
        }
    })?;
    if let Some(error) = broken {
        return Err(error);
    }
    print_summary(&mut lines, &summary, demo.json)
}

fn print_summary(lines: &mut Lines, summary: &Summary, json: bool) -> Result<(), CliError> {
    if json {
        lines.object(summary)?;
    } else {
        lines.text("")?;
        let language = lines.language();
        for line in summed(language, summary) {
            lines.text(line.text(language))?;
        }
    }
    lines.flush()
}

/// What came of it, in three lines.
fn summed(language: Language, summary: &Summary) -> [Said; 3] {
    let count = |kind: &str| summary.counts.get(kind).copied().unwrap_or(0);
    let (signals, skipped, fills) = (count("signal"), count("skip"), count("fill"));
    let n = |value: &dyn std::fmt::Display| figure(language, &value.to_string());
    let (pnl, realised, open, fees) = (
        n(&summary.pnl),
        n(&summary.realised),
        n(&summary.unrealised),
        n(&summary.fees),
    );
    let slippage = summary
        .average_slippage_bps
        .as_deref()
        .map_or_else(|| "–".to_owned(), |bps| figure(language, bps));
    let broken = summary.invariant_violations;
    [
        Said::new(
            format!("signals: {signals}, skipped: {skipped}, fills: {fills}"),
            format!("signaux : {signals}, ignorés : {skipped}, exécutions : {fills}"),
        ),
        Said::new(
            format!("PnL, pUSD: {pnl} (realised {realised}, open {open}; fees {fees})"),
            format!("PnL, pUSD : {pnl} (réalisé {realised}, latent {open} ; frais {fees})"),
        ),
        Said::new(
            format!("average slippage, bps: {slippage}; broken invariants: {broken}"),
            format!("glissement moyen, pb : {slippage} ; invariants violés : {broken}"),
        ),
    ]
}
