//! `demo --speed max`: core and exchange in one thread, the same bytes for the same options.

use pilotfish_copy::ids::VenueMs;
use pilotfish_world::{Summary, World, WorldOptions};

use crate::args::Demo;
use crate::error::CliError;
use crate::output::Lines;
use crate::recording::{min_minutes_to_resolution, recording};

/// Where a made-up world begins unless it is a replay: 2026-11-02T00:00Z.
pub(crate) const START: VenueMs = VenueMs(1_793_577_600_000);

/// Without `--seed`.
pub(crate) const DEFAULT_SEED: u64 = 1;

pub(crate) fn run(demo: &Demo) -> Result<(), CliError> {
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
    let mut lines = Lines::new(demo.json);
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
        let count = |kind: &str| summary.counts.get(kind).copied().unwrap_or(0);
        lines.text("")?;
        lines.text(&format!(
            "signals {}, skipped {}, fills {}",
            count("signal"),
            count("skip"),
            count("fill")
        ))?;
        lines.text(&format!(
            "PnL {} (realised {}, open {}, fees {})",
            summary.pnl, summary.realised, summary.unrealised, summary.fees
        ))?;
        lines.text(&format!(
            "average slippage {} bps, invariant violations {}",
            summary.average_slippage_bps.as_deref().unwrap_or("-"),
            summary.invariant_violations
        ))?;
    }
    lines.flush()
}
