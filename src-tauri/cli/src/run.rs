//! `run`: the engine of a mode in the foreground, as a service manager starts it. What is different about each mode is in its own room;
//! here is only what was asked for, as each of them understands it.

use pilotfish_api::Preferences;
use pilotfish_engine::{Home, Mode, log_levels};
use pilotfish_sim_server::Speed;

use crate::args::{Broad, Demo, LivePlace, LiveRun, PaperRun, Run};
use crate::error::CliError;
use crate::parse::Pace;
use crate::spoken::Spoken;
use crate::{attached, live, paper};

/// Runs until it is asked to end.
pub(crate) async fn run(asked: Run, spoken: &Spoken) -> Result<(), CliError> {
    if let Some(option) = foreign(&asked) {
        return Err(CliError::Usage(format!(
            "{option} has no effect in {} mode: leave it out, or see --mode",
            asked.mode
        )));
    }
    log_as_saved(&Home::resolve(asked.home.as_deref())?);
    match asked.mode {
        Mode::Demo => attached::run(demo(asked)?, spoken).await,
        Mode::Paper => paper::run(in_paper(asked), spoken).await,
        Mode::Live => live::run(in_live(asked), spoken).await,
    }
}

/// Logs as it is chosen in the settings, unless the environment says how.
fn log_as_saved(home: &Home) {
    if std::env::var_os(log_levels::VARIABLE).is_none() {
        log_levels::set(Preferences::saved(home).log_level.filter());
    }
}

/// An option that another mode has and this one has not: what is not done is not silently left out.
fn foreign(asked: &Run) -> Option<&'static str> {
    let given = [
        ("--seed", asked.seed.is_some(), &[Mode::Demo][..]),
        ("--speed", asked.speed.is_some(), &[Mode::Demo]),
        ("--balance", asked.balance.is_some(), &[Mode::Demo, Mode::Paper]),
        ("--venue", asked.venue.is_some(), &[Mode::Demo, Mode::Paper]),
        ("--delay", asked.delay.is_some(), &[Mode::Paper]),
        ("--endpoints", asked.endpoints.is_some(), &[Mode::Paper, Mode::Live]),
        ("--store", asked.store.is_some(), &[Mode::Live]),
    ];
    let mut given = given.into_iter();
    given
        .find(|(_, is_given, modes)| *is_given && !modes.contains(&asked.mode))
        .map(|(option, ..)| option)
}

/// The demo that is kept in the folder: its clock runs as it was last set, unless told otherwise.
fn demo(asked: Run) -> Result<Demo, CliError> {
    let home = Home::resolve(asked.home.as_deref())?;
    let kept = Speed::times(home.demo_clock().speed.max(1));
    Ok(Demo {
        seed: asked.seed,
        speed: Pace::Times(asked.speed.unwrap_or(kept)),
        length_ms: asked.length_ms,
        follows: asked.follows,
        json: asked.json,
        balance: asked.balance.unwrap_or(crate::args::OPENING),
        replay: None,
        prices: None,
        replay_books: None,
        markets: None,
        breadth: Broad::default(),
        from: None,
        min_minutes_to_resolution: None,
        habits: None,
        venue: asked.venue,
        home: Some(home.root().to_owned()),
        reset: false,
    })
}

fn in_paper(asked: Run) -> PaperRun {
    PaperRun {
        home: asked.home,
        venue: asked.venue,
        endpoints: asked.endpoints,
        balance: asked.balance.unwrap_or(crate::args::OPENING),
        delay: asked.delay.unwrap_or(crate::args::DELAY_MS),
        follows: asked.follows,
        length_ms: asked.length_ms,
        json: asked.json,
    }
}

fn in_live(asked: Run) -> LiveRun {
    LiveRun {
        follows: asked.follows,
        length_ms: asked.length_ms,
        place: LivePlace {
            venue: crate::args::LiveVenue {
                store: asked.store.unwrap_or(crate::args::StoreChoice::Keychain),
                endpoints: asked.endpoints,
            },
            home: asked.home,
            json: asked.json,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Command};

    fn asked(args: &[&str]) -> Run {
        let all = ["pilotfish-cli", "run"].iter().chain(args);
        match Cli::try_parse_from(all).unwrap().command {
            Command::Run(run) => run,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_option_of_another_mode_is_refused_and_named() {
        for (args, option) in [
            (&["--mode", "live", "--speed", "60"][..], "--speed"),
            (&["--mode", "live", "--venue", "http://127.0.0.1:1"], "--venue"),
            (&["--mode", "demo", "--store", "keystore"], "--store"),
            (&["--mode", "paper", "--seed", "3"], "--seed"),
            (&["--mode", "demo", "--delay", "10"], "--delay"),
        ] {
            assert_eq!(foreign(&asked(args)), Some(option), "{args:?}");
        }
        for args in [
            &[][..],
            &["--mode", "demo", "--seed", "3", "--speed", "600"],
            &["--mode", "paper", "--delay", "10", "--balance", "500"],
            &["--mode", "live", "--store", "keystore", "--follow", "25usdc:5"],
        ] {
            assert_eq!(foreign(&asked(args)), None, "{args:?}");
        }
    }

    #[test]
    fn the_demo_runs_as_its_clock_was_last_set_unless_told_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let mut kept = home.demo_clock();
        kept.speed = 240;
        home.keep_demo_clock(kept).unwrap();
        let at = folder.path().to_str().unwrap();
        let as_kept = demo(asked(&["--home", at])).unwrap();
        assert_eq!(as_kept.speed, Pace::Times(Speed::times(240)));
        let told = demo(asked(&["--home", at, "--speed", "60"])).unwrap();
        assert_eq!(told.speed, Pace::Times(Speed::times(60)));
    }
}
