//! `paper`: the same engine on real market data, with pretend money.

use std::path::Path;
use std::time::Duration;

use pilotfish_api::{Api, ApiOptions};
use pilotfish_copy::money::Usd;
use pilotfish_engine::paper::{self, Figures, PaperTerms};
use pilotfish_engine::port::VenuePorts;
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, Home, Mode, StopReport};
use pilotfish_vault::words::Language;
use serde_json::json;

use crate::args::{PaperResults, PaperRun};
use crate::attached::Watch;
use crate::error::CliError;
use crate::figures::usd;
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
pub(crate) async fn results(asked: PaperResults, spoken: &Spoken) -> Result<(), CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let figures = paper::recorded_figures(&home.mode(Mode::Paper)).await?;
    let language = spoken.language(&home);
    let mut lines = Lines::new(asked.json).speaking(language);
    match figures {
        Some(figures) => show(&mut lines, asked.json, &figures)?,
        None => {
            let none = language.pick(
                "there is no paper account in this folder: `paper run` creates one",
                "ce dossier n’a pas de compte de simulation : `paper run` en crée un",
            );
            return Err(CliError::Refused(none.to_owned()));
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
    let (language, counts) = (lines.language(), figures.counts);
    let shown = |amount: Usd| usd(language, &amount.to_string());
    let (cautious, optimistic) = (shown(figures.cautious), shown(figures.optimistic));
    lines.text(&match language {
        Language::English => format!("result: {cautious} to {optimistic} (cautious to optimistic)"),
        Language::French => format!("résultat : {cautious} à {optimistic} (prudent à optimiste)"),
    })?;
    let (fees, cash) = (shown(figures.fees), shown(figures.cash));
    lines.text(&match (language, figures.booked.map(shown)) {
        (Language::English, Some(booked)) => format!("booked: {booked}, fees paid {fees}, cash {cash}"),
        (Language::English, None) => {
            format!("booked: unknown, because a position has no price right now; fees paid {fees}, cash {cash}")
        }
        (Language::French, Some(booked)) => format!("comptabilisé : {booked}, frais payés {fees}, liquidités {cash}"),
        (Language::French, None) => {
            format!(
                "comptabilisé : inconnu, car une position n’a pas de prix en ce moment ; frais payés {fees}, liquidités {cash}"
            )
        }
    })?;
    let (least, most, asked, orders) = (counts.filled, counts.filled_optimistic, counts.asked, counts.orders);
    lines.text(&match language {
        Language::English => format!("filled: {least} to {most} of {asked} shares in {orders} orders"),
        Language::French => format!("exécuté : {least} à {most} parts sur {asked} en {orders} ordres"),
    })?;
    if figures.unwatched_ms > 0 {
        let seconds = figures.unwatched_ms / 1_000;
        lines.text(&match language {
            Language::English => format!(
                "for {seconds} s, orders were open while the trade feed was down: fills in that time are unknown"
            ),
            Language::French => format!(
                "pendant {seconds} s des ordres attendaient et personne n’écoutait les trades : ce qui se serait exécuté alors n’est pas connu"
            ),
        })?;
    }
    Ok(())
}
