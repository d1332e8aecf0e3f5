//! Set-up, run, test, lint and bench: `cargo xtask …`. It installs what is missing, or says exactly what to install.

mod bundle;
mod debian;
mod desktop;
mod display;
mod icons;
mod kill;
mod licences;
mod process;
mod prove;
mod simulate;
mod soak;
mod supply;
mod tasks;
mod update_table;
mod web;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <task>

  run [-- ARGS]   install what is missing, build, and start the app in demo mode
  host [-- ARGS]  the same in a browser: the development host, and the window's pages made anew as they change
  test            everything: Rust, UI, end to end; a suite that fails keeps no other from running
  lint            formatting, clippy, the UI's lint and types, generated bindings
  bench [core]    the benchmarks; core: what the core costs, as lines `name value unit`
  bench path      how long an order is under way inside the program, by stage, as lines `name value unit`
  bench desktop   what the app takes, as lines `name value unit`: size, memory in each state of its window, processor time, first picture;
                  --binaries FOLDER measures what is built there, --without-deb makes no package, --starts N, --seconds S
  bench window [PART…]
                  the window in WebKitGTK, as lines `name value unit`: bundle, rail, frames, rows, memory; --binaries FOLDER measures
                  what is built there, --rounds N, --seconds S, --rows N, --updates N
  setup           only install what run and test need
  bindings        write ui/src/bindings.ts from the Rust commands
  fixtures        record what the engine answers, for the tests of the window's pages; --check only compares
  bundle [deb] [rpm]
                  the packages of Linux, for release, as lines `PATH BYTES SHA256`; --binaries FOLDER packs what is built there,
                  --into FOLDER, --version VERSION, --trial (stripped and not compressed)
  bundle --compare ONE OTHER
                  what differs between two packages, or two folders, file by file; it fails unless they are the same bytes
  bundle --environment
                  what a release is compiled with so that it can be compiled again to the same bytes, as lines NAME=VALUE
  update-table FOLDER VERSION NOTES
                  what the app is told of a new version, for the installers in FOLDER by their signatures, with the text of the file NOTES
  notes VERSION   what the changelog says of a version
  icons           write icons/ from its drawings
  licences        write src-tauri/app/licences.txt from the lock files
  simulate ARGS   seeded worlds with faults, judged by an oracle: --seeds N, --show SEED, --script FILE, --plant NAME
  kill ARGS       the real program killed at named points, judged by the venue's ledger: --runs N, --seed S
  plants          looks for every planted fault from each of five starts (slow)
  soak            a day with 200 traders in virtual time: --traders N, --hours H, --habits all, --seed S
  soak --sockets  ten minutes of the program in a crowd, over sockets: --traders N, --minutes M, --messages A_SECOND
  soak --background
                  a day of the app without a window, its memory by the hour: --hours H, --traders N, --seed S, --binaries FOLDER
  prove [NAME…]   the slow proofs, one after the other, each with its last line
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next();
    let rest: Vec<String> = args.filter(|arg| arg != "--").collect();
    let outcome = match task.as_deref() {
        Some("run") => tasks::run(&rest),
        Some("host") => tasks::host(&rest),
        Some("test") => tasks::test(),
        Some("lint") => tasks::lint(),
        Some("bench") => tasks::bench(&rest),
        Some("setup") => tasks::setup(),
        Some("bindings") => tasks::bindings(),
        Some("fixtures") => tasks::fixtures(rest.iter().any(|arg| arg == "--check")),
        Some("bundle") => bundle::bundle(&rest),
        Some("update-table") => update_table::write(&rest),
        Some("notes") => update_table::notes(&rest),
        Some("icons") => icons::write(),
        Some("licences") => licences::write(),
        Some("simulate") => simulate::simulate(&rest),
        Some("kill") => kill::kill(&rest),
        Some("plants") => simulate::plants(),
        Some("soak") => soak::soak(&rest),
        Some("prove") => prove::prove(&rest),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
