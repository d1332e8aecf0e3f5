//! `pilotfish-cli`: the same engine without a window, the simulated venue alone, and runs in virtual time.

mod args;
mod attached;
mod closing;
mod confirming;
mod doctor;
mod error;
mod event_lines;
mod exit;
mod exporting;
mod figures;
mod following;
mod interrupts;
mod key;
mod live;
mod looking;
mod manual;
mod naming;
mod output;
mod paper;
mod parse;
mod reading;
mod reconciling;
mod recording;
mod refusal;
mod run;
mod running;
mod said;
mod service;
mod serving;
mod spoken;
mod stats;
mod support;
mod table;
mod virtual_time;
mod whom;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use pilotfish_api::types::LogLevel;
use pilotfish_engine::log_filter::may_be_logged;
use pilotfish_engine::{log_levels, log_repeats};
use pilotfish_vault::process::{Exposure, keep_memory_private};
use pilotfish_vault::unrepeated::{ADVICE, Unrepeated};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use args::{Cli, Command, Live, Paper, Simulated};
use error::CliError;
use exit::Exit;
use spoken::Spoken;

/// The whole command line, with everything that its help says: what man pages and completions are made of.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// The program: reads its arguments, does what they ask, says what became of it, and ends with the code for that.
#[must_use]
pub fn start() -> ExitCode {
    // Before anything is read that could be a secret.
    let exposure = keep_memory_private();
    let unrepeated = Unrepeated::among(std::env::args_os().skip(1));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(refused) => return refusal::refused(&refused, &unrepeated),
    };
    let filter = log_levels::layer(LogLevel::Warnings.filter());
    let said = tracing_subscriber::fmt::layer()
        .event_format(log_repeats::Lines::default())
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(may_be_logged))
        .with(log_repeats::layer())
        .with(said)
        .init();
    if exposure != Exposure::default() {
        tracing::warn!(?exposure, "the program's memory is not its own alone");
    }
    let spoken = Spoken(cli.language.clone());
    let language = spoken.without_folder();
    match run(cli, &spoken) {
        Ok(()) => Exit::Done.into(),
        // Whoever read our output has read enough.
        Err(error) if error.is_broken_pipe() => Exit::Done.into(),
        Err(error) => {
            let said = error.text(language);
            let shown = unrepeated.hide(&said);
            eprintln!("pilotfish-cli: {shown}");
            if shown != said {
                eprintln!("{}", ADVICE.text(language));
            }
            if let Some(advice) = error.advice(language) {
                eprintln!("{advice}");
            }
            error.exit().into()
        }
    }
}

fn run(cli: Cli, spoken: &Spoken) -> Result<(), CliError> {
    match cli.command {
        Command::Demo(demo) => match demo.speed {
            parse::Pace::Max => virtual_time::run(&demo, spoken.without_folder()),
            parse::Pace::Times(_) => in_real_time(attached::run(demo, spoken)),
        },
        Command::Run(asked) => in_real_time(run::run(asked, spoken)),
        Command::Paper {
            command: Paper::Run(asked),
        } => in_real_time(paper::run(asked, spoken)),
        Command::Paper {
            command: Paper::Results(asked),
        } => in_real_time(paper::results(asked, spoken)),
        Command::Live { command } => match command {
            Live::Enable(asked) => in_real_time(live::enable(asked, spoken)),
            Live::Disable(asked) => in_real_time(live::disable(asked, spoken)),
            Live::Run(asked) => in_real_time(live::run(asked, spoken)),
            Live::Status(asked) => in_real_time(live::status(asked, spoken)),
            Live::Checklist(asked) => in_real_time(live::checklist::run(asked, spoken)),
        },
        Command::Redeem(asked) => in_real_time(live::calls::redeem(asked, spoken)),
        Command::Approvals(asked) => in_real_time(live::calls::approvals(asked, spoken)),
        Command::Sim {
            command: Simulated::Serve(serve),
        } => in_real_time(serving::run(serve)),
        Command::Sim {
            command: Simulated::Stats(asked),
        } => stats::run(&asked, spoken.without_folder()),
        Command::Status(read) => in_real_time(reading::status(read, spoken)),
        Command::Stop(asked) => in_real_time(running::stop(asked, spoken)),
        Command::Pause(read) => in_real_time(running::pause(read, spoken)),
        Command::Log(asked) => in_real_time(running::log(asked, spoken)),
        Command::Resume(read) => in_real_time(running::resume(read, spoken)),
        Command::Start(asked) => in_real_time(running::start(asked, spoken)),
        Command::Orders(read) => in_real_time(looking::orders(read, spoken)),
        Command::Positions(read) => in_real_time(looking::positions(read, spoken)),
        Command::Follow(asked) => in_real_time(following::follow(asked, spoken)),
        Command::Unfollow(asked) => in_real_time(following::unfollow(asked, spoken)),
        Command::Set(asked) => in_real_time(following::set(asked, spoken)),
        Command::Limits(asked) => in_real_time(following::limits(asked, spoken)),
        Command::Export(asked) => in_real_time(exporting::export(asked, spoken)),
        Command::Close(asked) => in_real_time(closing::close(asked, spoken)),
        Command::Reconcile(asked) => in_real_time(reconciling::reconcile(asked, spoken)),
        Command::History(read) => in_real_time(looking::history(read, spoken)),
        Command::Performance(read) => in_real_time(reading::performance(read, spoken)),
        Command::Doctor(asked) => in_real_time(doctor::run(asked, spoken)),
        Command::Support(asked) => in_real_time(support::run(asked, spoken)),
        Command::Migrate(read) => in_real_time(reading::migrate(read)),
        Command::Completions { shell } => manual::completions(shell),
        Command::Manual { folder } => manual::pages(&folder),
        Command::Key { command } => key::run(command, spoken),
    }
}

fn in_real_time(work: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(CliError::Runtime)?
        .block_on(work)
}
