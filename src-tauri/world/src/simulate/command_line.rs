//! The program's arguments and what it prints.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::{Detail, Outcome, PlanOptions, Script, Violation, plan, play, shrink};

const USAGE: &str = "\
pilotfish-simulate --seeds N [--first S] [--hours H] [--habits all|likely|none|NAME,…] [--jobs J] [--out FOLDER]
pilotfish-simulate --show SEED [--hours H] [--habits …] [--full]
pilotfish-simulate --script FILE [--full]
pilotfish-simulate --write SEED [--hours H] [--habits …]
";

/// Every so many seeds one is run twice.
const TWICE_EVERY: u64 = 20;

/// Failing seeds that are shrunk; the others are only named.
const SHRUNK_MAX: usize = 3;

#[derive(Debug, Clone)]
struct Arguments {
    seeds: u64,
    first: u64,
    options: PlanOptions,
    jobs: usize,
    show: Option<u64>,
    write: Option<u64>,
    script: Option<PathBuf>,
    full: bool,
    out: PathBuf,
    no_shrink: bool,
    plant: Option<String>,
}

impl Arguments {
    fn read(words: &[String]) -> Result<Self, String> {
        let mut arguments = Self {
            seeds: 0,
            first: 1,
            options: PlanOptions::default(),
            jobs: std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
            show: None,
            write: None,
            script: None,
            full: false,
            out: PathBuf::from("target/simulate"),
            no_shrink: false,
            plant: None,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--full" {
                arguments.full = true;
                continue;
            }
            if word == "--no-shrink" {
                arguments.no_shrink = true;
                continue;
            }
            let value = words.next().ok_or_else(|| USAGE.to_owned())?;
            let number = || {
                value
                    .parse::<u64>()
                    .map_err(|_| format!("{word} takes a whole number, not {value:?}"))
            };
            match word.as_str() {
                "--seeds" => arguments.seeds = number()?,
                "--first" => arguments.first = number()?,
                "--hours" => arguments.options.hours = i64::try_from(number()?).unwrap_or(48),
                "--habits" => arguments.options.habits.clone_from(value),
                "--jobs" => arguments.jobs = usize::try_from(number()?).unwrap_or(1).max(1),
                "--show" => arguments.show = Some(number()?),
                "--write" => arguments.write = Some(number()?),
                "--script" => arguments.script = Some(PathBuf::from(value)),
                "--out" => arguments.out = PathBuf::from(value),
                "--plant" => arguments.plant = Some(value.clone()),
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(arguments)
    }
}

/// Does what the arguments say.
#[must_use]
pub fn command_line(words: &[String]) -> ExitCode {
    let done = Arguments::read(words).and_then(|arguments| carry_out(&arguments));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(arguments: &Arguments) -> Result<bool, String> {
    match arguments.plant.as_deref() {
        Some("list") => {
            for name in super::plants::NAMES {
                println!("{name}");
            }
            return Ok(true);
        }
        Some(name) => super::plants::plant(name)?,
        None => {}
    }
    let detail = if arguments.full { Detail::All } else { Detail::Decisions };
    if let Some(file) = &arguments.script {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let script = Script::read(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        return show(&script, detail);
    }
    if let Some(seed) = arguments.show {
        return show(&plan(seed, &arguments.options)?, detail);
    }
    if let Some(seed) = arguments.write {
        print!("{}", plan(seed, &arguments.options)?.write());
        return Ok(true);
    }
    if arguments.seeds == 0 {
        return Err(USAGE.to_owned());
    }
    run_seeds(arguments)
}

fn show(script: &Script, detail: Detail) -> Result<bool, String> {
    let outcome = play(script, detail, super::rows_for(script)?)?;
    print!("{}", outcome.trace);
    println!(
        "{}",
        serde_json::json!({ "hash": format!("{:016x}", outcome.hash), "lines": outcome.lines })
    );
    Ok(outcome.violations.is_empty())
}

/// What a seed came to.
#[derive(Debug)]
struct Ran {
    outcome: Outcome,
    twice_differs: bool,
}

fn run_seed(seed: u64, options: &PlanOptions) -> Result<Ran, String> {
    let script = plan(seed, options)?;
    let twice = seed.is_multiple_of(TWICE_EVERY);
    let detail = if twice { Detail::Hash } else { Detail::None };
    let outcome = play(&script, detail, super::rows_for(&script)?)?;
    let twice_differs = twice && {
        let again = play(&script, detail, super::rows_for(&script)?)?;
        (again.hash, again.lines) != (outcome.hash, outcome.lines)
    };
    Ok(Ran { outcome, twice_differs })
}

fn run_seeds(arguments: &Arguments) -> Result<bool, String> {
    let began = Instant::now();
    let next = AtomicU64::new(0);
    let found: Mutex<BTreeMap<u64, Vec<Violation>>> = Mutex::new(BTreeMap::new());
    let simulated = AtomicU64::new(0);
    let wrong: Mutex<Option<String>> = Mutex::new(None);
    let inputs = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..arguments.jobs {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= arguments.seeds {
                        break;
                    }
                    let seed = arguments.first + number;
                    let ran = std::panic::catch_unwind(|| run_seed(seed, &arguments.options));
                    let violations = match ran {
                        Ok(Ok(ran)) => {
                            simulated
                                .fetch_add(u64::try_from(ran.outcome.simulated_ms).unwrap_or(0), Ordering::Relaxed);
                            inputs.fetch_add(ran.outcome.inputs, Ordering::Relaxed);
                            let mut violations = ran.outcome.violations;
                            if ran.twice_differs {
                                violations.push(Violation {
                                    at: 0,
                                    rule: "same bytes",
                                    what: "run twice, the seed gives two traces".to_owned(),
                                });
                            }
                            violations
                        }
                        Ok(Err(message)) => {
                            if let Ok(mut wrong) = wrong.lock() {
                                wrong.get_or_insert(message);
                            }
                            break;
                        }
                        Err(_) => vec![Violation {
                            at: 0,
                            rule: "panic",
                            what: "the run panicked".to_owned(),
                        }],
                    };
                    if let Some(first) = violations.first() {
                        eprintln!("seed {seed}: {}: {}", first.rule, first.what);
                        if let Ok(mut found) = found.lock() {
                            found.insert(seed, violations);
                        }
                        if arguments.plant.is_some() {
                            // One is enough: the fault is found.
                            next.store(arguments.seeds, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    if let Some(message) = wrong.into_inner().ok().flatten() {
        return Err(message);
    }
    let found = found.into_inner().unwrap_or_default();
    tell_failures(arguments, &found);
    let hours = simulated.load(Ordering::Relaxed) / 3_600_000;
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("inputs {}", inputs.load(Ordering::Relaxed));
    println!(
        "seeds {}, failures {}, simulated hours {hours}, seconds {seconds:.1}",
        arguments.seeds,
        found.len()
    );
    Ok(found.is_empty())
}

/// Names the failing seeds, and writes the first ones as scripts.
fn tell_failures(arguments: &Arguments, found: &BTreeMap<u64, Vec<Violation>>) {
    let mut by_rule: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (seed, violations) in found {
        for violation in violations.iter().take(1) {
            println!("seed {seed}: {}: {}", violation.rule, violation.what);
            by_rule.entry(violation.rule).or_default().push(*seed);
        }
    }
    for (rule, seeds) in &by_rule {
        eprintln!("{rule}: {} seeds, first {:?}", seeds.len(), seeds.first());
    }
    if arguments.no_shrink || arguments.plant.is_some() {
        return;
    }
    for seed in by_rule.values().filter_map(|seeds| seeds.first()).take(SHRUNK_MAX) {
        let Some(rule) = found
            .get(seed)
            .and_then(|violations| violations.first())
            .map(|violation| violation.rule)
        else {
            continue;
        };
        let Ok(script) = plan(*seed, &arguments.options) else {
            continue;
        };
        let smaller = std::panic::catch_unwind(|| shrink(&script, rule)).unwrap_or(script);
        let file = arguments.out.join(format!("seed-{seed}.jsonl"));
        let written = std::fs::create_dir_all(&arguments.out).and_then(|()| std::fs::write(&file, smaller.write()));
        match written {
            Ok(()) => println!("seed {seed}: {} lines left in {}", smaller.lines.len(), file.display()),
            Err(error) => eprintln!("{}: {error}", file.display()),
        }
    }
}
