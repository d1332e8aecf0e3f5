//! The tasks themselves.

use std::process::Command;
use std::sync::{Mutex, PoisonError};

use crate::debian;
use crate::display::Display;
use crate::process::{Failure, cargo, root, run as carry_out, target};
use crate::web;

/// The development host is a feature of the app: tests and lints take it in, what is shipped leaves it out.
pub(crate) const HOST: [&str; 2] = ["--features", "development-host"];

/// Everything that `run` and `test` need.
pub(crate) fn setup() -> Result<(), String> {
    let all: Vec<&str> = [debian::BUILD, debian::DISPLAY, debian::TEST, debian::RPM].concat();
    debian::ensure(&all)?;
    web::packages()
}

/// Builds and starts the app.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    let headless = std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none();
    if headless && cfg!(target_os = "linux") {
        debian::ensure(debian::DISPLAY)?;
    }
    web::build()?;
    carry_out(&mut cargo(&["build", "--locked", "--package", "pilotfish"]))?;
    let display = Display::ensure()?;
    let mut app = display.command(&target().join("debug/pilotfish"));
    carry_out(app.args(args).current_dir(root()))
}

/// The development host and, in front of it, the window's pages for a browser, made anew as their source changes.
pub(crate) fn host(args: &[String]) -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    web::build()?;
    let name = "pilotfish-development-host";
    carry_out(cargo(&["build", "--locked", "--package", "pilotfish", "--bin", name]).args(HOST))?;
    let mut host = Command::new(target().join("debug").join(name));
    let mut host = host.args(args).spawn().map_err(|error| format!("{name}: {error}"))?;
    let served = carry_out(&mut crate::process::npm(&[
        "run", "--silent", "dev", "--", "--mode", "http",
    ]));
    // It ended with the same Ctrl-C, or the pages could not be served: then it is not wanted either.
    let _ = host.kill();
    let _ = host.wait();
    served
}

/// Everything: each suite runs, whatever became of those before it, and those that failed are named at the end.
///
/// Two thirds of a run are waiting, for programs, sockets and windows: the browser's suites, the tests that wait, some at a time, and
/// all the others run side by side. What the first two print is shown when they are over.
pub(crate) fn test() -> Result<(), String> {
    setup()?;
    web::bundle()?;
    // The programs that the end-to-end tests start; with the tests, so that both share what they are built from.
    let built = carry_out(cargo(&["build", "--locked", "--workspace", "--bins", "--tests"]).args(HOST));
    let is_built = built.is_ok();
    let mut suites = vec![built];
    let display = Display::ensure()?;
    let mut doubtful = Vec::new();
    std::thread::scope(|scope| {
        let window = scope.spawn(|| browser_suites(is_built));
        if is_built {
            let (outcomes, failed) = rust_tests(&display);
            suites.extend(outcomes);
            doubtful = failed;
        }
        match window.join() {
            Ok(outcomes) => suites.extend(outcomes),
            Err(_) => suites.push(Err("the suites of the browser fell over".to_owned())),
        }
    });
    suites.extend(
        doubtful
            .into_iter()
            .map(|(name, failure)| again_alone(&display, &name, failure)),
    );
    let failed: Vec<String> = suites.into_iter().filter_map(Result::err).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.join("\n"))
    }
}

/// The window's components and pages: on the mock, and where there are programs on the engine and the simulated venue.
fn browser_suites(on_engine: bool) -> Outcomes {
    let names: &[&str] = if on_engine {
        &["test", "e2e", "e2e:engine"]
    } else {
        &["test", "e2e"]
    };
    let host = target().join("debug/pilotfish-development-host");
    let outcome = |name: &&str| {
        let mut suite = crate::process::npm(&["run", "--silent", name]);
        suite.env("PILOTFISH_DEVELOPMENT_HOST", &host);
        crate::process::run_aside(&mut suite)
    };
    names.iter().map(outcome).collect()
}

/// Where proptest reads the seed of its cases.
const PROPERTY_SEED: &str = "PROPTEST_RNG_SEED";

/// Test binaries that have programs at work against the clock and spend most of their time waiting for them, those that take longest
/// first. They run beside all the others, [`WAIT_AT_ONCE`] at a time, for speed's sake only: those of their tests that fail are run once
/// more, alone, when everything else is over, and what fails then has failed.
const WAITING: [&str; 9] = [
    "desktop",
    "going_live",
    "headless",
    "kill",
    "live",
    "network",
    "packages",
    "replay_wire",
    "wallets",
];

/// So many of the test binaries that wait run at once.
const WAIT_AT_ONCE: usize = 2;

/// What became of suites.
type Outcomes = Vec<Result<(), String>>;

/// Every Rust test, those that open a window included; and which of the test binaries that wait failed.
fn rust_tests(display: &Display) -> (Outcomes, Vec<(String, Failure)>) {
    let (waiting, others) = match test_binaries() {
        Ok(binaries) => binaries,
        Err(error) => return (vec![Err(error)], Vec::new()),
    };
    let left = Mutex::new(waiting.into_iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work_off = || -> Vec<(String, Failure)> {
        let each = |name: String| {
            let mut tests = cargo_test(display, &[], std::slice::from_ref(&name));
            let failure = crate::process::run_aside_reading(&mut tests).err();
            failure.map(|failure| (name, failure))
        };
        std::iter::from_fn(next).filter_map(each).collect()
    };
    std::thread::scope(|scope| {
        let beside: Vec<_> = (0..WAIT_AT_ONCE).map(|_| scope.spawn(work_off)).collect();
        let mut outcomes = vec![
            carry_out(&mut cargo_test(display, &["--lib", "--bins"], &others)),
            carry_out(&mut cargo_test(display, &["--doc"], &[])),
        ];
        let mut failed = Vec::new();
        for worker in beside {
            match worker.join() {
                Ok(some) => failed.extend(some),
                Err(_) => outcomes.push(Err("the tests that wait fell over".to_owned())),
            }
        }
        (outcomes, failed)
    })
}

/// `cargo test` of these kinds of targets and of the test binaries with these names.
fn cargo_test(display: &Display, kinds: &[&str], binaries: &[String]) -> Command {
    let mut tests = display.command(std::path::Path::new(&cargo_program()));
    tests
        .current_dir(root())
        .args(["test", "--locked", "--workspace", "--no-fail-fast"])
        .args(HOST)
        .args(kinds)
        .args(binaries.iter().flat_map(|name| ["--test", name]))
        .env("PILOTFISH_BIN", target().join("debug"));
    // The property tests take the same cases in each run, so that what fails fails by a change; `cargo test` alone takes new ones.
    if std::env::var_os(PROPERTY_SEED).is_none() {
        tests.env(PROPERTY_SEED, "20261129");
    }
    tests
}

/// Runs what failed of a binary that waits once more, by itself.
fn again_alone(display: &Display, name: &str, failure: Failure) -> Result<(), String> {
    let failed = failed_tests(&failure.printed);
    if failed.is_empty() {
        return Err(failure.message);
    }
    let mut alone = cargo_test(display, &[], &[name.to_owned()]);
    carry_out(alone.args(["--", "--exact"]).args(&failed))?;
    eprintln!(
        "TO MEND: failed beside the other suites, not alone: {name}: {}",
        failed.join(", ")
    );
    Ok(())
}

/// The names below the last `failures:` of what a test binary printed.
fn failed_tests(printed: &str) -> Vec<&str> {
    let list = printed.rsplit_once("\nfailures:\n").map_or("", |(_, list)| list);
    list.lines()
        .map_while(|line| line.strip_prefix("    "))
        .filter(|name| !name.is_empty())
        .collect()
}

/// The names of the workspace's test binaries: those that wait, in their order, and the others.
fn test_binaries() -> Result<(Vec<String>, Vec<String>), String> {
    let output = cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    let list = |value: &serde_json::Value, key: &str| {
        value
            .get(key)
            .and_then(serde_json::Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut names: Vec<String> = list(&metadata, "packages")
        .iter()
        .flat_map(|package| list(package, "targets"))
        .filter(|target| list(target, "kind").iter().any(|kind| kind == "test"))
        .filter_map(|target| Some(target.get("name")?.as_str()?.to_owned()))
        .collect();
    names.sort();
    names.dedup();
    let (mut waiting, others): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| WAITING.contains(&name.as_str()));
    waiting.sort_by_key(|name| WAITING.iter().position(|known| known == name));
    Ok((waiting, others))
}

/// Formatting, lints, types, and bindings that are up to date.
pub(crate) fn lint() -> Result<(), String> {
    debian::ensure(debian::BUILD)?;
    // The app's build looks for the pages; their types are looked at below.
    web::bundle()?;
    crate::licences::check()?;
    crate::supply::check()?;
    carry_out(&mut cargo(&["fmt", "--all", "--check"]))?;
    let mut clippy = cargo(&["clippy", "--locked", "--workspace", "--all-targets"]);
    let clippy = clippy.args(HOST).args(["--", "-D", "warnings"]);
    // Clippy's last crates wait for each other: the pages' types are looked at meanwhile.
    std::thread::scope(|scope| {
        let pages = scope.spawn(|| crate::process::run_aside(&mut crate::process::npm(&["run", "--silent", "check"])));
        let rust = carry_out(clippy);
        let pages = pages
            .join()
            .unwrap_or_else(|_| Err("the look at the pages fell over".to_owned()));
        rust.and(pages)
    })
}

/// The benchmarks; with a name, one of them.
pub(crate) fn bench(args: &[String]) -> Result<(), String> {
    match args.first().map(String::as_str) {
        None => {
            let packages = ["--package", "pilotfish-copy", "--package", "pilotfish-world"];
            carry_out(cargo(&["bench", "--locked", "--benches"]).args(packages))
        }
        Some("core") => {
            let of = |package, bench| cargo(&["bench", "--locked", "--quiet", "--package", package, "--bench", bench]);
            carry_out(&mut of("pilotfish-copy", "core"))?;
            carry_out(of("pilotfish-world", "decisions").args(["--", "--line"]))
        }
        Some("path") => {
            let bench = [
                "bench",
                "--locked",
                "--quiet",
                "--package",
                "pilotfish-engine",
                "--bench",
                "path",
            ];
            carry_out(cargo(&bench).args(["--features", "test-util"]))
        }
        Some("desktop") => crate::desktop::bench(args.get(1..).unwrap_or_default()),
        Some("window") => crate::desktop::window(args.get(1..).unwrap_or_default()),
        Some(other) => Err(format!(
            "there is no benchmark {other}: core, path, desktop, window, or none for all"
        )),
    }
}

/// Writes the UI's bindings; a test of the app compares them with what is committed.
pub(crate) fn bindings() -> Result<(), String> {
    web::bundle()?;
    let mut test = cargo(&["test", "--locked", "--package", "pilotfish", "bindings"]);
    carry_out(test.env("PILOTFISH_WRITE_BINDINGS", "1"))
}

/// Writes the scenes that the window's pages are tested on, or looks whether the engine still says what is in them. The test is among the
/// API's own, so that every run of them looks.
pub(crate) fn fixtures(only_check: bool) -> Result<(), String> {
    let mut test = cargo(&["test", "--locked", "--workspace", "--lib"]);
    test.args(HOST).args(["--", "tests::recorded"]);
    if !only_check {
        test.env("PILOTFISH_WRITE_FIXTURES", "1");
    }
    carry_out(&mut test)
}

fn cargo_program() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

#[cfg(test)]
mod tests {
    use super::failed_tests;

    #[test]
    fn the_failed_tests_are_read_from_what_a_binary_prints() {
        let printed = "running 3 tests\ntest a::b ... FAILED\n\nfailures:\n\n---- a::b stdout ----\n    failures:\nboom\n\n\nfailures:\n    \
                       a::b\n    c\n\ntest result: FAILED. 1 passed; 2 failed\n";
        assert_eq!(failed_tests(printed), ["a::b", "c"]);
        assert!(failed_tests("running 1 test\ntest a ... ok\n").is_empty());
    }
}
