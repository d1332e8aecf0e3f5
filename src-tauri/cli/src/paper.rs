//! `paper`: the same engine on real market data, with pretend money.

use std::path::Path;
use std::time::Duration;

use pilotfish_api::{Api, ApiOptions};
use pilotfish_engine::paper::{self, Figures, PaperTerms};
use pilotfish_engine::port::VenuePorts;
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, Home, Mode, StopReport};
use serde_json::json;

use crate::args::{PaperResults, PaperRun};
use crate::attached::Watch;
use crate::error::CliError;
use crate::interrupts::Interrupts;
use crate::output::Lines;
use crate::spoken::Spoken;

/// Where market data come from.
async fn real(venue: Option<&str>, endpoints: Option<&Path>) -> Result<VenuePorts, CliError> {
    Ok(match (venue, endpoints) {
        (Some(url), _) => PolymarketVenue::simulated_as_real(url).await?,
        (None, Some(file)) => PolymarketVenue::at_file(file)?,
        (None, None) => PolymarketVenue::polymarket()?,
    })
}

pub(crate) async fn run(asked: PaperRun, spoken: &Spoken) -> Result<(), CliError> {
    let mut interrupts = Interrupts::listen()?;
    let home = Home::resolve(asked.home.as_deref())?;
    let language = spoken.language(&home);
    let terms = PaperTerms {
        opening: asked.balance,
        delay: Duration::from_millis(asked.delay),
    };
    let bus = Bus::new();
    let mut journal = bus.journal();
    let engine = paper::start(
        home.clone(),
        real(asked.venue.as_deref(), asked.endpoints.as_deref()).await?,
        terms,
        bus.clone(),
    )
    .await?;
    let api = Api::new(ApiOptions {
        home,
        mode: Mode::Paper,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus,
        listens: true,
        host: None,
    });
    api.attach(engine.clone());
    let mut lines = Lines::new(asked.json).speaking(language);
    let watch = Watch {
        follows: &asked.follows,
        min_minutes: None,
        length_ms: asked.length_ms,
        served: None,
        on_begun: &|| (),
    };
    let outcome = watch
        .run(&api, &engine, &mut journal, &mut lines, &mut interrupts)
        .await;
    let figures = match engine.paper() {
        Some(account) => Some(account.figures().await?),
        None => None,
    };
    engine.shutdown().await;
    outcome?;
    if let Some(figures) = figures {
        show(&mut lines, asked.json, &figures)?;
    }
    lines.flush()
}

/// As far as it was written down: what is held has no price then.
pub(crate) async fn results(asked: PaperResults) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let figures = paper::recorded_figures(&home.mode(Mode::Paper)).await?;
    let mut lines = Lines::new(asked.json);
    match figures {
        Some(figures) => show(&mut lines, asked.json, &figures)?,
        None => {
            return Err(CliError::Refused(
                "there is no paper account in this folder: `paper run` makes one".to_owned(),
            ));
        }
    }
    lines.flush()
}

/// Stops the account where no program runs: it is all in its folder.
pub(crate) async fn stop_without(home: Home) -> Result<StopReport, CliError> {
    let (options, ports) = paper::prepare(home, real(None, None).await?, PaperTerms::default(), Bus::new()).await?;
    Ok(Engine::stop_without_at(&options, &ports).await?)
}

fn show(lines: &mut Lines, json: bool, figures: &Figures) -> Result<(), CliError> {
    if json {
        return lines.object(&json!({ "kind": "paper_results", "results": figures }));
    }
    let counts = figures.counts;
    lines.text(&format!(
        "result: {} to {} (cautious to optimistic)",
        figures.cautious, figures.optimistic
    ))?;
    lines.text(&match figures.booked {
        Some(booked) => format!("booked: {booked}, fees {} paid, {} cash", figures.fees, figures.cash),
        None => format!(
            "booked: unknown, since something held has no price now; fees {} paid, {} cash",
            figures.fees, figures.cash
        ),
    })?;
    lines.text(&format!(
        "filled: {} to {} of {} shares in {} orders",
        counts.filled, counts.filled_optimistic, counts.asked, counts.orders
    ))?;
    if figures.unwatched_ms > 0 {
        lines.text(&format!(
            "for {} s orders rested and nobody listened to trades: what would have filled then is not known",
            figures.unwatched_ms / 1_000
        ))?;
    }
    Ok(())
}
