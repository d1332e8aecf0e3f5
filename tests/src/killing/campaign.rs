//! Runs, kills and starts a program again, after a plan.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim_server::Speed;
use pilotfish_store::KillPoint;
use serde_json::json;

use super::plan::Kill;
use super::scene::{Program, START_LIMIT, Scene, lock};
use crate::commands;
use crate::process::assert_tidy;
use crate::wait::wait_until;

/// While the program is killed: an hour a second.
pub const FAST: Speed = Speed::times(3_600);
/// How long a point may be waited for before the kill comes anyway: in venue time, from when the program has started, so that a
/// machine that is slow at everything reaches its points too.
const PATIENCE_MS: i64 = 8 * 3_600_000;
/// Between two looks whether a point was reached.
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// How long a run is let go on.
struct RequestTimeouts<'a> {
    scene: &'a Scene,
    begun: Instant,
    until: Option<VenueMs>,
}

impl<'a> RequestTimeouts<'a> {
    fn new(scene: &'a Scene) -> Self {
        Self {
            scene,
            begun: Instant::now(),
            until: None,
        }
    }

    fn is_over(&mut self) -> bool {
        let now = self.scene.server.clock().expect("the venue's clock").now;
        if self.until.is_none() && has_started(self.scene) {
            self.until = Some(now.plus(PATIENCE_MS));
        }
        match self.until {
            Some(until) => now >= until,
            None => self.begun.elapsed() >= START_LIMIT,
        }
    }

    /// Looks until there is something, or patience is over.
    fn look_for<T>(&mut self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        loop {
            let found = look();
            if found.is_some() || self.is_over() {
                return found;
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }
}

fn has_started(scene: &Scene) -> bool {
    commands::frame(scene.home()).is_some_and(|frame| frame["state"] != "starting")
}

/// How often each point was tried, and how often the kill came at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    points: BTreeMap<String, (u32, u32)>,
}

impl Tally {
    fn count(&mut self, kill: Kill, reached: bool) {
        let (tried, there) = self.points.entry(kill.to_string()).or_default();
        *tried += 1;
        *there += u32::from(reached);
    }

    /// Together with another's.
    pub fn add(&mut self, other: &Self) {
        for (point, (tried, there)) in &other.points {
            let sum = self.points.entry(point.clone()).or_default();
            sum.0 += tried;
            sum.1 += there;
        }
    }

    /// How many runs were killed.
    #[must_use]
    pub fn kills(&self) -> u32 {
        self.points.values().map(|(tried, _)| tried).sum()
    }

    /// Whether the program was killed at that point at least once.
    #[must_use]
    pub fn reached(&self, point: &str) -> bool {
        self.points.get(point).is_some_and(|(_, there)| *there > 0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<26}{:>7}{:>9}", "point", "kills", "there")?;
        for (point, (tried, there)) in &self.points {
            writeln!(f, "{point:<26}{tried:>7}{there:>9}")?;
        }
        Ok(())
    }
}

/// Kills a program that runs, and then one run for each kill of the plan. The last is dead at the end.
///
/// # Panics
/// When a program ends by itself, or says on standard error what no user should read.
#[must_use]
pub fn kill_again_and_again(scene: &Scene, first: &Program, kills: &[Kill]) -> Tally {
    end(first);
    let mut tally = Tally::default();
    for kill in kills {
        let reached = kill_once(scene, *kill);
        tally.count(*kill, reached);
    }
    tally
}

/// One run: whether the kill came at its point.
fn kill_once(scene: &Scene, kill: Kill) -> bool {
    let (program, moment) = scene.start_to_be_killed(kill);
    let reached = match (kill, moment) {
        (Kill::After(ms), _) => {
            std::thread::sleep(Duration::from_millis(ms));
            true
        }
        (Kill::At(_), Some(moment)) => {
            let heard = RequestTimeouts::new(scene).look_for(|| moment.try_recv().ok());
            heard.is_some()
        }
        (Kill::Passing(KillPoint::StopWritten, _), _) => stopped_and_killed(scene, &program),
        (Kill::Passing(..), _) => killed_itself(scene, &program),
        (Kill::At(_), None) => false,
    };
    scene.relay.disarm();
    let ended = lock(&program).ended();
    if let (Some(status), false) = (ended, reached) {
        panic!("it ended by itself ({status}): {}", lock(&program).stderr());
    }
    end(&program);
    if matches!(kill, Kill::Passing(KillPoint::StopWritten, _)) && reached {
        it_is_stopped_until_it_is_started(scene);
    }
    reached
}

fn end(program: &Program) {
    let mut program = lock(program);
    program.kill();
    assert_tidy(&program.stderr());
}

/// Whether it came to its point in time.
fn killed_itself(scene: &Scene, program: &Program) -> bool {
    let begun = Instant::now();
    let ended = RequestTimeouts::new(scene).look_for(|| lock(program).ended());
    let Some(status) = ended else { return false };
    assert!(
        is_aborted(status),
        "it ended by itself ({status}) after {:?}: {}",
        begun.elapsed(),
        lock(program).stderr()
    );
    true
}

fn is_aborted(status: std::process::ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    /// POSIX's number of the signal that a program ends itself with.
    const SIGABRT: i32 = 6;
    status.signal() == Some(SIGABRT)
}

/// Stops a program that is to be killed once the stop is written down.
fn stopped_and_killed(scene: &Scene, program: &Program) -> bool {
    // It counts passings: a second stop is asked for where the first was not its turn.
    let stopped = RequestTimeouts::new(scene).look_for(|| {
        let _ = commands::ask(scene.home(), "stop_all", &json!({}));
        lock(program).ended()
    });
    stopped.is_some_and(is_aborted)
}

/// A stop that was cut short stands at the next start, and only the user lifts it.
fn it_is_stopped_until_it_is_started(scene: &Scene) {
    let program = scene.start(&[]);
    wait_until(START_LIMIT, "a stop that was cut short stands after the start", || {
        assert!(lock(&program).ended().is_none(), "{}", lock(&program).stderr());
        commands::frame(scene.home()).is_some_and(|frame| frame["state"] == "stopped")
    });
    wait_until(START_LIMIT, "it is started again", || {
        let _ = commands::ask(scene.home(), "start_again", &json!({}));
        commands::frame(scene.home()).is_some_and(|frame| frame["state"] != "stopped")
    });
    end(&program);
}
