//! `sim stats`: how the simulated books look, beside what was measured and, if given, recorded books.

use pilotfish_sim::after_purchase::{self, AfterPurchase};
use pilotfish_sim::replay::BookReplay;
use pilotfish_sim::stats::{BookStats, MEASURED_SPREAD_BPS, Percentiles, sample};
use pilotfish_sim::venue::{Venue, VenueOptions};
use pilotfish_vault::words::{Language, Said, Words};
use serde_json::json;

use crate::args::Stats;
use crate::error::CliError;
use crate::figures::figure;
use crate::output::Lines;
use crate::virtual_time::START;

/// How often the made world's books are looked at.
const EVERY_MS: i64 = 30 * 60_000;
/// How often recorded books are: their markets live for minutes.
const EVERY_RECORDED_MS: i64 = 10_000;

pub(crate) fn run(asked: &Stats, language: Language) -> Result<(), CliError> {
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
    let mut lines = Lines::new(asked.json).speaking(language);
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
    for (whose, figures) in [(SIMULATED, purchases), (MEASURED, after_purchase::MEASURED)] {
        lines.text(after(language, whose, figures).text(language))?;
    }
    lines.flush()
}

const SIMULATED: Words = Words::new("simulated", "simulés");
const MEASURED: Words = Words::new("measured", "mesurés");
const RECORDED: Words = Words::new("recorded", "enregistrés");

/// What the market did after the traders' purchases.
fn after(language: Language, whose: Words, figures: AfterPurchase) -> Said {
    let tenth_cents = (figures.run_micros + 500).div_euclid(1_000);
    let tenths = |value: i64| figure(language, &format!("{}.{}", value / 10, value % 10));
    let (purchases, reached, run) = (
        figures.purchases,
        tenths(figures.reached_per_mille),
        tenths(tenth_cents),
    );
    Said::new(
        format!(
            "buys, {}: {purchases}; the trader’s price came back within 6 h after {reached}% of them, else the price ended {run}¢ higher on average",
            whose.en
        ),
        format!(
            "achats {} : {purchases} ; le prix du trader est revenu en 6 h après {reached} % d’entre eux, sinon le prix a fini {run} ¢ plus haut en moyenne",
            whose.fr
        ),
    )
}

fn print(lines: &mut Lines, simulated: &BookStats, recorded: Option<&BookStats>) -> Result<(), CliError> {
    let language = lines.language();
    let looks = |whose: Words, stats: &BookStats| {
        let (looks, one_sided) = (stats.looks, stats.one_sided);
        Said::new(
            format!(
                "{}: {looks} readings of open books, {one_sided} of them one-sided",
                whose.en
            ),
            format!(
                "{} : {looks} relevés de carnets ouverts, dont {one_sided} à un seul côté",
                whose.fr
            ),
        )
    };
    lines.text(looks(SIMULATED, simulated).text(language))?;
    if let Some(recorded) = recorded {
        lines.text(looks(RECORDED, recorded).text(language))?;
    }
    let names = ["p10", "p25", "median", "p75", "p90"];
    let head = ["p10", "p25", language.pick("median", "médiane"), "p75", "p90"];
    lines.text(&row("", &head.map(str::to_owned)))?;
    let of = |what: Words, whose: Words| {
        let named = Said::new(
            format!("{}: {}", what.en, whose.en),
            format!("{} : {}", what.fr, whose.fr),
        );
        named.text(language).to_owned()
    };
    let spread = Words::new("spread, bps", "écart, pb");
    let bps = |centibps: i64| (centibps + 50).div_euclid(100).to_string();
    let measured = names.map(|name| {
        let found = MEASURED_SPREAD_BPS.iter().find(|(measured, _)| *measured == name);
        found.map_or_else(|| "–".to_owned(), |(_, bps)| bps.to_string())
    });
    lines.text(&row(&of(spread, SIMULATED), &figures(simulated.spread_centibps, bps)))?;
    lines.text(&row(&of(spread, MEASURED), &measured))?;
    if let Some(recorded) = recorded {
        lines.text(&row(&of(spread, RECORDED), &figures(recorded.spread_centibps, bps)))?;
    }
    let usd = |micros: i64| (micros + 500_000).div_euclid(1_000_000).to_string();
    type Depth = fn(&BookStats) -> Percentiles;
    let depths: [(Words, Depth); 2] = [
        (
            Words::new("at the best prices, pUSD", "aux meilleurs prix, pUSD"),
            |stats| stats.best_depth_micros,
        ),
        (
            Words::new("within 5 cents, pUSD", "à moins de 5 cents, pUSD"),
            |stats| stats.near_depth_micros,
        ),
    ];
    for (what, depth) in depths {
        lines.text(&row(&of(what, SIMULATED), &figures(depth(simulated), usd)))?;
        if let Some(recorded) = recorded {
            lines.text(&row(&of(what, RECORDED), &figures(depth(recorded), usd)))?;
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
        .fold(format!("{name:<40}"), |line, figure| line + &format!("{figure:>9}"))
}
