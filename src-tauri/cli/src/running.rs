//! Commands to whichever program holds the data, over its socket. Without one, what can be read is read, and `stop` stops the
//! account by itself.

use std::path::PathBuf;

use pilotfish_api::socket::{self, SocketError};
use pilotfish_api::texts;
use pilotfish_api::types::{EngineState, Frame, HaltView, LogLevel};
use pilotfish_engine::{Bus, Engine, EngineOptions, Home, Mode, StopReport};
use pilotfish_store::Store;
use pilotfish_vault::words::Language;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::{Log, LogChoice, Read, StartAgain, Stop};
use crate::error::CliError;
use crate::output::Lines;
use crate::spoken::Spoken;
use crate::table::Tone;
use crate::{confirming, said};

/// The folder of the data, and who holds it.
pub(crate) struct Place {
    home: Home,
    folder: PathBuf,
    /// Of questions that are asked here.
    language: Language,
}

impl Place {
    pub(crate) fn of(home: Option<&std::path::Path>, mode: Mode) -> Result<Self, CliError> {
        let home = Home::resolve(home)?;
        let folder = home.mode(mode);
        let language = Spoken::default().language(&home);
        Ok(Self { home, folder, language })
    }

    pub(crate) fn speaking(self, spoken: &Spoken) -> Self {
        Self {
            language: spoken.language(&self.home),
            ..self
        }
    }

    /// Of what is said here.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// The mode's own folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Gives a command. Where real money would be at a greater risk, and the program that runs has no screen to ask on, the person
    /// at this terminal is asked; without a terminal the answer is no.
    pub(crate) async fn ask<T: DeserializeOwned>(&self, command: &str, arguments: Value) -> Result<T, CliError> {
        let answer = match socket::ask(&self.folder, command, arguments.clone()).await {
            Err(SocketError::Asks(question)) => {
                let question = confirming::asked(question, self.language).await?;
                socket::ask_confirmed(&self.folder, command, arguments, question).await?
            }
            answer => answer?,
        };
        Ok(serde_json::from_value(answer)?)
    }

    /// The same, or nothing where no program listens.
    pub(crate) async fn ask_if_running<T: DeserializeOwned>(
        &self,
        command: &str,
        arguments: Value,
    ) -> Result<Option<T>, CliError> {
        match self.ask(command, arguments).await {
            Err(CliError::Socket(SocketError::Nobody(_))) => Ok(None),
            answer => answer.map(Some),
        }
    }
}

/// Stops everything, in whatever state the program is, or without one.
pub(crate) async fn stop(stop: Stop, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(stop.home.as_deref(), stop.mode)?.speaking(spoken);
    let mut lines = Lines::new(stop.json);
    if let Some(frame) = place.ask_if_running::<Frame>("stop_all", json!({})).await? {
        return told(&mut lines, stop.json, &frame, place.language());
    }
    if Store::holder(&place.folder)?.is_some() {
        let elsewhere = place.language().pick(
            "another program holds the data and does not respond: stop it there, or end it and try again",
            "un autre programme occupe les données et ne répond pas : arrêtez tout depuis ce programme, ou terminez-le et réessayez",
        );
        return Err(CliError::Refused(elsewhere.to_owned()));
    }
    let language = place.language();
    if stop.mode == Mode::Paper {
        let report = crate::paper::stop_without(place.home).await?;
        return report_of(&mut lines, stop.json, &report, language);
    }
    if stop.mode == Mode::Live {
        let report = crate::live::stop_without(place.home, stop.home.as_deref(), &stop.live).await?;
        return report_of(&mut lines, stop.json, &report, language);
    }
    let Some(venue) = stop.venue else {
        let none = place.language().pick(
            "Pilotfish is not running: give the exchange with --venue to cancel what is open there",
            "Pilotfish n’est pas lancé : indiquez la plateforme avec --venue pour annuler ce qui y est ouvert",
        );
        return Err(CliError::NotRunning(none.to_owned()));
    };
    let seed = place.home.settle_demo_seed(None)?;
    let options = EngineOptions::demo(place.home.clone(), venue, seed, Bus::new());
    let report = Engine::stop_without(&options).await?;
    report_of(&mut lines, stop.json, &report, language)
}

fn report_of(lines: &mut Lines, json: bool, report: &StopReport, language: Language) -> Result<(), CliError> {
    if json {
        lines.object(&json!({
            "kind": "stop", "asked": report.asked, "cancelled": report.cancelled, "open": report.open,
            "account_wide": report.account_wide, "trouble": report.trouble,
        }))?;
    } else {
        let (state, cancelled) = (texts::text(language, "state", "stopped"), report.cancelled);
        lines.text(&match language {
            Language::English => format!("{state}: {cancelled} orders cancelled"),
            Language::French => format!("{state} : {cancelled} ordres annulés"),
        })?;
        if report.account_wide {
            lines.text(language.pick(
                "everything open in the account was cancelled, including orders placed elsewhere",
                "tout ce qui était ouvert dans le compte a été annulé, y compris ce qui a été placé ailleurs",
            ))?;
        }
        lines.text(&match (language, report.open) {
            (Language::English, Some(0)) => "nothing is open at the exchange".to_owned(),
            (Language::French, Some(0)) => "plus rien n’est ouvert sur la plateforme".to_owned(),
            (Language::English, Some(open)) => format!("{open} orders of the account are still open at the exchange"),
            (Language::French, Some(open)) => format!("{open} ordres du compte sont encore ouverts sur la plateforme"),
            (Language::English, None) => "the exchange did not say what is still open: check there".to_owned(),
            (Language::French, None) => "la plateforme n’a pas dit ce qui est encore ouvert : vérifiez-y".to_owned(),
        })?;
        for trouble in &report.trouble {
            lines.text(trouble)?;
        }
    }
    lines.flush()?;
    if report.trouble.is_empty() {
        return Ok(());
    }
    let not = language.pick("the stop is not complete", "l’arrêt n’est pas complet");
    Err(CliError::Refused(not.to_owned()))
}

/// That the disk takes nothing, where a program runs and says so.
pub(crate) async fn not_written(read: &Read) -> Option<HaltView> {
    let place = Place::of(read.home.as_deref(), read.mode).ok()?;
    let frame = place.ask_if_running::<Frame>("frame", json!({})).await.ok()??;
    frame.halts.into_iter().find(|halt| halt.halt == "not_written")
}

/// Takes no new copies.
pub(crate) async fn pause(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let frame: Frame = place.ask("pause", json!({})).await?;
    told(&mut Lines::new(read.json), read.json, &frame, place.language())
}

/// Undoes a pause, and nothing else.
pub(crate) async fn resume(read: Read, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let frame: Frame = place.ask("resume", json!({})).await?;
    told(&mut Lines::new(read.json), read.json, &frame, place.language())
}

/// Has the program that runs log so much from now on.
pub(crate) async fn log(asked: Log, spoken: &Spoken) -> Result<(), CliError> {
    let Log { level, read } = asked;
    let level = match level {
        LogChoice::Warnings => LogLevel::Warnings,
        LogChoice::Normal => LogLevel::Normal,
        LogChoice::Detailed => LogLevel::Detailed,
        LogChoice::Everything => LogLevel::Everything,
    };
    let place = Place::of(read.home.as_deref(), read.mode)?.speaking(spoken);
    let () = place.ask("set_log_level", json!({ "level": level })).await?;
    let mut lines = Lines::new(read.json);
    if read.json {
        lines.object(&json!({ "kind": "log", "level": level }))?;
    } else {
        let name = texts::text(place.language(), "log", level.as_str());
        lines.text(&match place.language() {
            Language::English => format!("Log level from now on: {name}"),
            Language::French => format!("Niveau du journal désormais : {name}"),
        })?;
    }
    lines.flush()
}

/// Undoes a stop, when confirmed; else says what stands.
pub(crate) async fn start(start: StartAgain, spoken: &Spoken) -> Result<(), CliError> {
    let place = Place::of(start.home.as_deref(), start.mode)?.speaking(spoken);
    let mut lines = Lines::new(start.json);
    if !start.confirm {
        let frame: Frame = place.ask("frame", json!({})).await?;
        told(&mut lines, start.json, &frame, place.language())?;
        let look = place.language().pick(
            "`start --confirm` resumes copying: check what happened first",
            "`start --confirm` relance la copie : vérifiez d’abord ce qui s’est passé",
        );
        return Err(CliError::Refused(look.to_owned()));
    }
    let frame: Frame = place.ask("start_again", json!({})).await?;
    told(&mut lines, start.json, &frame, place.language())
}

fn told(lines: &mut Lines, json: bool, frame: &Frame, language: Language) -> Result<(), CliError> {
    if json {
        lines.object(&json!({ "kind": "frame", "frame": frame }))?;
        return lines.flush();
    }
    let tone = match frame.state {
        EngineState::Running => Tone::Good,
        EngineState::Starting | EngineState::Paused => Tone::Plain,
        EngineState::Stopped | EngineState::Disconnected | EngineState::NoKey | EngineState::Failed => Tone::Bad,
    };
    let state = texts::text(language, "state", said::state_name(frame.state));
    let orders = texts::counted(
        language,
        "tray",
        "orders_one",
        "orders_other",
        frame.sums.working_orders,
    );
    let (follows, there) = (said::follows(language, frame.follows), frame.on_exchange);
    lines.toned(
        tone,
        &match language {
            Language::English => format!("{state}: {follows}, {orders}, {there} at the exchange"),
            Language::French => format!("{state} : {follows}, {orders}, {there} sur la plateforme"),
        },
    )?;
    if let Some(trouble) = &frame.trouble {
        lines.text(&trouble.detail)?;
    }
    if let Some(stop) = &frame.stop {
        let cancelled = stop.cancelled;
        lines.text(&match (language, stop.open) {
            (Language::English, Some(0)) => format!("{cancelled} cancelled, nothing is open at the exchange"),
            (Language::French, Some(0)) => format!("{cancelled} annulés, plus rien n’est ouvert sur la plateforme"),
            (Language::English, Some(open)) => {
                format!("{cancelled} cancelled, {open} of the account were still open at the exchange")
            }
            (Language::French, Some(open)) => {
                format!("{cancelled} annulés, {open} du compte étaient encore ouverts sur la plateforme")
            }
            (Language::English, None) => "the exchange did not say what is still open: check there".to_owned(),
            (Language::French, None) => "la plateforme n’a pas dit ce qui est encore ouvert : vérifiez-y".to_owned(),
        })?;
        for trouble in &stop.trouble {
            lines.text(trouble)?;
        }
    }
    lines.flush()
}
