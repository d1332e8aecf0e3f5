//! `sim stats`: how the simulated books look, beside what was measured and, if given, recorded books.

use pilotfish_sim::after_purchase::{self, AfterPurchase};
use pilotfish_sim::replay::BookReplay;
use pilotfish_sim::stats::{BookStats, MEASURED_SPREAD_BPS, Percentiles, sample};
use pilotfish_sim::venue::{Venue, VenueOptions};
use serde_json::json;

use crate::args::Stats;
use crate::error::CliError;
use crate::output::Lines;
use crate::virtual_time::START;

/// How often the made world's books are looked at.
const EVERY_MS: i64 = 30 * 60_000;
/// How often recorded books are: their markets live for minutes.
const EVERY_RECORDED_MS: i64 = 10_000;

pub(crate) fn run(asked: &Stats) -> Result<(), CliError> {
    let make = || {
        Venue::new(VenueOptions {
            breadth: asked.breadth.breadth(),
            ..VenueOptions::seeded(asked.seed, START)
        })
    };
    let until = START.plus(asked.length_ms);
    let simulated = sample(&mut make()?, until, EVERY_MS);
    let purchases = after_purchase::sample(&mut make()?, until);
    let recorded = match (&asked.replay_books, &asked.markets) {
        (Some(books), Some(markets)) => {
            let replay = BookReplay::load(books, markets)?;
            let until = replay.extent().end;
            let mut venue = Venue::new(VenueOptions::recorded(asked.seed, replay))?;
            Some(sample(&mut venue, until, EVERY_RECORDED_MS))
        }
        _ => None,
    };
    let mut lines = Lines::new(asked.json);
    if asked.json {
        let measured: serde_json::Map<String, serde_json::Value> = MEASURED_SPREAD_BPS
            .iter()
            .map(|(name, bps)| ((*name).to_owned(), json!(bps)))
            .collect();
        lines.object(&json!({
            "kind": "book_stats",
            "seed": asked.seed,
            "simulated": simulated,
            "measured_spread_bps": measured,
            "recorded": recorded,
            "after_purchase": purchases,
            "measured_after_purchase": after_purchase::MEASURED,
        }))?;
        return lines.flush();
    }
    print(&mut lines, &simulated, recorded.as_ref())?;
    for (name, figures) in [("simulated", purchases), ("measured", after_purchase::MEASURED)] {
        lines.text(&after(name, figures))?;
    }
    lines.flush()
}

/// What the market did after the traders' purchases.
fn after(name: &str, figures: AfterPurchase) -> String {
    let tenth_cents = (figures.run_micros + 500).div_euclid(1_000);
    format!(
        "after a purchase: {name:<9} {} purchases, the trader's price met again within 6 h after {}.{} %, else {}.{} cents above",
        figures.purchases,
        figures.reached_per_mille / 10,
        figures.reached_per_mille % 10,
        tenth_cents / 10,
        tenth_cents % 10,
    )
}

fn print(lines: &mut Lines, simulated: &BookStats, recorded: Option<&BookStats>) -> Result<(), CliError> {
    let looks = |name: &str, stats: &BookStats| {
        format!(
            "{name}: {} looks at open books, {} of them one-sided",
            stats.looks, stats.one_sided
        )
    };
    lines.text(&looks("simulated", simulated))?;
    if let Some(recorded) = recorded {
        lines.text(&looks("recorded", recorded))?;
    }
    let head = ["p10", "p25", "median", "p75", "p90"];
    lines.text(&row("", &head.map(str::to_owned)))?;
    let bps = |centibps: i64| (centibps + 50).div_euclid(100).to_string();
    let measured = head.map(|name| {
        let found = MEASURED_SPREAD_BPS.iter().find(|(measured, _)| *measured == name);
        found.map_or_else(|| "-".to_owned(), |(_, bps)| bps.to_string())
    });
    lines.text(&row("spread, bps: simulated", &figures(simulated.spread_centibps, bps)))?;
    lines.text(&row("spread, bps: measured", &measured))?;
    if let Some(recorded) = recorded {
        lines.text(&row("spread, bps: recorded", &figures(recorded.spread_centibps, bps)))?;
    }
    let usd = |micros: i64| (micros + 500_000).div_euclid(1_000_000).to_string();
    type Depth = fn(&BookStats) -> Percentiles;
    let depths: [(&str, Depth); 2] = [
        ("at the best prices, pUSD", |stats| stats.best_depth_micros),
        ("within 5 cents, pUSD", |stats| stats.near_depth_micros),
    ];
    for (name, depth) in depths {
        lines.text(&row(&format!("{name}: simulated"), &figures(depth(simulated), usd)))?;
        if let Some(recorded) = recorded {
            lines.text(&row(&format!("{name}: recorded"), &figures(depth(recorded), usd)))?;
        }
    }
    Ok(())
}

fn figures(percentiles: Percentiles, show: impl Fn(i64) -> String) -> [String; 5] {
    let Percentiles {
        p10,
        p25,
        median,
        p75,
        p90,
    } = percentiles;
    [p10, p25, median, p75, p90].map(show)
}

fn row(name: &str, figures: &[String; 5]) -> String {
    figures
        .iter()
        .fold(format!("{name:<36}"), |line, figure| line + &format!("{figure:>9}"))
}
