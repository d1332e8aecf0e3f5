//! `cargo xtask kill`: kills the real program at named points, starts it again, and lets the venue's ledger judge.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a piece of the harness that fails says so and ends it"
)]

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    killed::main()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    eprintln!("programs are killed by signals: this needs a Unix");
    ExitCode::FAILURE
}

#[cfg(unix)]
mod killed {
    use std::process::ExitCode;
    use std::time::Instant;

    use pilotfish_sim::habits::HabitSet;
    use pilotfish_tests::killing::campaign::{FAST, Tally, kill_again_and_again};
    use pilotfish_tests::killing::many_orders;
    use pilotfish_tests::killing::oracle::{Judged, Verdict, judge};
    use pilotfish_tests::killing::plan::{Kill, plan};
    use pilotfish_tests::killing::scene::Scene;

    const USAGE: &str = "\
kill [--runs N] [--seed S] [--habits HABITS] [--orders N]

  --runs N         so many kills over all points [default: 200]
  --seed S         the worlds and the order of the kills [default: 7]
  --habits HABITS  what the venue does: all, likely, none, or names [default: all]
  --orders N       recover with so many open orders, too [default: 500; 0 leaves it out]
";
    /// So many kills at most happen in one world, and to one database.
    const RUNS_A_WORLD: usize = 17;
    /// So many worlds at a time: while one settles, another is killed.
    const WORLDS_AT_ONCE: usize = 3;
    /// Who is followed.
    const FOLLOWS: [&str; 4] = ["25usdc:5", "tern:5", "bothsides:5", "slowtrim:3"];

    struct Options {
        runs: usize,
        seed: u64,
        habits: HabitSet,
        orders: usize,
    }

    fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            runs: 200,
            seed: 7,
            habits: HabitSet::all(),
            orders: 500,
        };
        while let Some(name) = args.next() {
            let value = args.next().ok_or(USAGE)?;
            let wrong = |error: &dyn std::fmt::Display| format!("{name} {value}: {error}\n\n{USAGE}");
            match name.as_str() {
                "--runs" => options.runs = value.parse::<usize>().map_err(|error| wrong(&error))?,
                "--seed" => options.seed = value.parse::<u64>().map_err(|error| wrong(&error))?,
                "--habits" => options.habits = value.parse::<HabitSet>().map_err(|error| wrong(&error))?,
                "--orders" => options.orders = value.parse::<usize>().map_err(|error| wrong(&error))?,
                _ => return Err(USAGE.to_owned()),
            }
        }
        Ok(options)
    }

    pub(crate) fn main() -> ExitCode {
        let options = match parse(std::env::args().skip(1)) {
            Ok(options) => options,
            Err(message) => {
                eprintln!("{message}");
                return ExitCode::FAILURE;
            }
        };
        let begun = Instant::now();
        let complete = options.orders == 0 || recovers(&options);
        let (tally, verdict, judged) = kill(&options);
        print!("{verdict}{tally}");
        println!(
            "{} orders and {} fills judged, {:.0} s",
            judged.orders,
            judged.fills,
            begun.elapsed().as_secs_f32()
        );
        println!(
            "kills {}, lost {}, doubled {}, differing {}",
            tally.kills(),
            verdict.lost.len(),
            verdict.doubled.len(),
            verdict.differing.len()
        );
        if verdict.is_clean() && complete {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    /// Measures a recovery with many open orders, and a stop during one. Whether the stop left nothing open.
    fn recovers(options: &Options) -> bool {
        let measured = runtime().block_on(many_orders::measure(options.seed, options.orders));
        println!("open_orders_before_recovery {} orders", measured.before_recovery);
        println!("recovery {} ms", measured.recovery.as_millis());
        println!("open_orders_before_stop {} orders", measured.before_stop);
        println!("stop_during_recovery {} ms", measured.stop.as_millis());
        println!("open_orders_after_stop {} orders", measured.after_stop);
        if !measured.was_starting {
            println!("the program had recovered before it could be stopped");
        }
        measured.after_stop == 0
    }

    fn kill(options: &Options) -> (Tally, Verdict, Judged) {
        let kills = plan(options.seed, options.runs);
        let mut worlds: Vec<(u64, Vec<Kill>)> = Vec::new();
        for (number, kills) in (0_u64..).zip(kills.chunks(RUNS_A_WORLD)) {
            worlds.push((options.seed.wrapping_add(number), kills.to_vec()));
        }
        let (mut tally, mut verdict, mut judged) = (Tally::default(), Verdict::default(), Judged::default());
        for group in worlds.chunks(WORLDS_AT_ONCE) {
            let threads: Vec<_> = group
                .iter()
                .cloned()
                .map(|(seed, kills)| {
                    let habits = options.habits.clone();
                    std::thread::spawn(move || one_world(seed, habits, &kills))
                })
                .collect();
            for (thread, (seed, _)) in threads.into_iter().zip(group) {
                match thread.join() {
                    Ok((its_tally, its_verdict, its_judged)) => {
                        tally.add(&its_tally);
                        verdict.add(its_verdict);
                        judged.orders += its_judged.orders;
                        judged.fills += its_judged.fills;
                    }
                    // Its words are on standard error already.
                    Err(_) => verdict
                        .differing
                        .push(format!("the world of seed {seed} could not be judged")),
                }
            }
        }
        (tally, verdict, judged)
    }

    fn one_world(seed: u64, habits: HabitSet, kills: &[Kill]) -> (Tally, Verdict, Judged) {
        let begun = Instant::now();
        runtime().block_on(async {
            let scene = Scene::new(seed, habits).await;
            let first = scene.begin(&FOLLOWS).await;
            let user = scene.user();
            scene.server.set_clock(Some(FAST), None).expect("a faster clock");
            let tally = kill_again_and_again(&scene, &first, kills);
            let killed = begun.elapsed().as_secs_f32();
            let program = scene.start(&[]);
            let (verdict, judged) = judge(&scene, &program).await;
            drop(user);
            println!(
                "world {seed}: {} kills in {killed:.0} s, {} orders, {} fills, judged after {:.0} s",
                tally.kills(),
                judged.orders,
                judged.fills,
                begun.elapsed().as_secs_f32()
            );
            (tally, verdict, judged)
        })
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("threads to run on")
    }
}
