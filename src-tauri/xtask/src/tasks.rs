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
/// all the others run side by side. What the first two print is shown when they are over. All of it beside each other is for speed's
/// sake only: what fails is run once more, alone, when everything else is over, and what fails then has failed.
pub(crate) fn test() -> Result<(), String> {
    setup()?;
    web::bundle()?;
    // The programs that the end-to-end tests start; with the tests, so that both share what they are built from.
    carry_out(cargo(&["build", "--locked", "--workspace", "--bins", "--tests"]).args(HOST))?;
    let display = Display::ensure()?;
    let mut failed = Vec::new();
    std::thread::scope(|scope| {
        let window = scope.spawn(browser_suites);
        failed = rust_tests(&display)?;
        let browser = window.join().map_err(|_| "the suites of the browser fell over")?;
        failed.extend(browser);
        Ok::<(), String>(())
    })?;
    let failed: Vec<String> = failed
        .into_iter()
        .filter_map(|suite| suite.again_alone(&display).err())
        .collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.join("\n"))
    }
}

/// A suite that failed beside the others.
enum Failed {
    /// Tests of these kinds of targets and of the test binaries with these names.
    Rust {
        kinds: &'static [&'static str],
        binaries: Vec<String>,
        failure: Failure,
    },
    /// A script of `ui/package.json`.
    Browser(&'static str),
}

impl Failed {
    /// Runs what failed once more, by itself.
    fn again_alone(self, display: &Display) -> Result<(), String> {
        let what = match self {
            Self::Rust {
                kinds,
                binaries,
                failure,
            } => {
                let names = failed_tests(&failure.printed);
                // Where a binary fell over nothing says which of its tests did.
                if names.is_empty() || !is_whole(&failure.printed) {
                    return Err(failure.message);
                }
                carry_out(
                    cargo_test(display, kinds, &binaries)
                        .args(["--", "--exact"])
                        .args(&names),
                )?;
                names.join(", ")
            }
            Self::Browser(name) => {
                let mut suite = browser_suite(name);
                // The stories of the others need their beginnings.
                if name == "e2e" {
                    suite.args(["--", "--last-failed"]);
                }
                carry_out(&mut suite)?;
                format!("npm run {name}")
            }
        };
        eprintln!("TO MEND: failed beside the other suites, not alone: {what}");
        Ok(())
    }
}

/// The window's components and pages: on recorded answers, and on the engine and the simulated venue. Gives those that failed.
fn browser_suites() -> Vec<Failed> {
    let failed = |name: &&str| crate::process::run_aside(&mut browser_suite(name)).is_err();
    let names = ["test", "e2e", "e2e:engine"].into_iter().filter(failed);
    names.map(Failed::Browser).collect()
}

/// A script of `ui/package.json`, on the programs that were built.
pub(crate) fn browser_suite(name: &str) -> Command {
    let mut suite = crate::process::npm(&["run", "--silent", name]);
    suite.env(
        "PILOTFISH_DEVELOPMENT_HOST",
        target().join("debug/pilotfish-development-host"),
    );
    suite
}

/// Where proptest reads the seed of its cases.
const PROPERTY_SEED: &str = "PROPTEST_RNG_SEED";

/// Test binaries that have programs at work against the clock and spend most of their time waiting for them, those that take longest
/// first. They run beside all the others, [`WAIT_AT_ONCE`] at a time.
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

/// Runs every Rust test, those that open a window included. Gives those that failed.
fn rust_tests(display: &Display) -> Result<Vec<Failed>, String> {
    type Run = fn(&mut Command) -> Result<(), Failure>;
    let (waiting, others) = test_binaries()?;
    let run = |run: Run, kinds: &'static [&'static str], binaries: Vec<String>| {
        let failure = run(&mut cargo_test(display, kinds, &binaries)).err();
        failure.map(|failure| Failed::Rust {
            kinds,
            binaries,
            failure,
        })
    };
    let left = Mutex::new(waiting.into_iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let aside = |name| run(crate::process::run_aside_reading, &[], vec![name]);
    let work_off = || -> Vec<Failed> { std::iter::from_fn(next).filter_map(aside).collect() };
    std::thread::scope(|scope| {
        let beside: Vec<_> = (0..WAIT_AT_ONCE).map(|_| scope.spawn(work_off)).collect();
        let shown = crate::process::run_reading;
        let foreground = [run(shown, &["--lib", "--bins"], others), run(shown, &["--doc"], vec![])];
        let mut failed: Vec<Failed> = foreground.into_iter().flatten().collect();
        for worker in beside {
            failed.extend(worker.join().map_err(|_| "the tests that wait fell over")?);
        }
        Ok(failed)
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

/// The names below each `failures:` of what test binaries printed.
fn failed_tests(printed: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut is_list = false;
    for line in printed.lines() {
        match line.strip_prefix("    ") {
            Some(name) if is_list => names.push(name),
            _ => is_list = line == "failures:",
        }
    }
    names
}

/// Whether every test binary that began came to its end.
fn is_whole(printed: &str) -> bool {
    let count = |is: fn(&str) -> bool| printed.lines().filter(|line| is(line)).count();
    let began = count(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        matches!(words.as_slice(), ["running", number, "test" | "tests"] if number.parse::<u32>().is_ok())
    });
    began == count(|line| line.starts_with("test result: "))
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
    use super::{failed_tests, is_whole};

    #[test]
    fn the_failed_tests_are_read_from_what_a_binary_prints() {
        let one = "running 3 tests\ntest a::b ... FAILED\n\nfailures:\n\n---- a::b stdout ----\n    failures:\nboom\n\n\nfailures:\n    \
                   a::b\n    c\n\ntest result: FAILED. 1 passed; 2 failed\n";
        assert_eq!(failed_tests(one), ["a::b", "c"]);
        let well = "\nrunning 1 test\ntest a ... ok\n\ntest result: ok. 1 passed\n";
        assert!(failed_tests(well).is_empty());
        let other =
            "\nrunning 1 test\ntest d ... FAILED\n\nfailures:\n    d\n\ntest result: FAILED. 0 passed; 1 failed\n";
        let all = [one, well, other].concat();
        assert_eq!(failed_tests(&all), ["a::b", "c", "d"]);
        assert!(is_whole(&all));
    }

    #[test]
    fn a_binary_that_fell_over_is_seen() {
        let fell = "running 2 tests\ntest a ... ok\n\nrunning 1 test\ntest b ... FAILED\n\nfailures:\n    b\n\ntest result: FAILED.\n";
        assert!(!is_whole(fell));
    }
}
