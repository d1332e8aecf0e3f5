//! A served world with its journal, the wire to it, a home for the program, and the program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_store::{KILL_POINT_VARIABLE, KillPoint, MORE_MIGRATIONS_VARIABLE};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::plan::Kill;
use crate::account::{Account, Listener};
use crate::commands;
use crate::database::Database;
use crate::lines::text;
use crate::process::Running;
use crate::programs::cli;
use crate::relay::{Moment, Relay};
use crate::wait::wait_until;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
/// While a program is looked at, and at the end.
pub const CALM: Speed = Speed::times(60);
/// How long a start may take on a busy machine.
pub const START_LIMIT: Duration = Duration::from_secs(300);
/// How often the user looks at what stands in the way.
const USER_LOOKS_EVERY: Duration = Duration::from_millis(500);

/// A program that may be killed from another thread.
pub type Program = Arc<Mutex<Running>>;

/// The program, to be looked at.
pub fn lock(program: &Program) -> MutexGuard<'_, Running> {
    program.lock().unwrap_or_else(PoisonError::into_inner)
}

/// See the module.
pub struct Scene {
    /// The venue.
    pub server: ServerHandle,
    /// The wire.
    pub relay: Relay,
    /// The account, from the venue's side.
    pub account: Account,
    /// Who hears what the user channel tells.
    pub listener: Listener,
    world: TempDir,
    home: PathBuf,
    /// What it is gone with, where it is the scene's own.
    _home: Option<TempDir>,
    user: TempDir,
    seed: u64,
    habits: HabitSet,
    /// How many migrations follow the program's own.
    more_migrations: AtomicU32,
}

impl std::fmt::Debug for Scene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scene")
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

impl Scene {
    /// A new world of that seed with those habits, and a program whose home is a folder of the scene's own.
    ///
    /// # Panics
    /// When it cannot be served.
    pub async fn new(seed: u64, habits: HabitSet) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut scene = Self::at_home(seed, habits, home.path()).await;
        scene._home = Some(home);
        scene
    }

    /// The same with a home elsewhere.
    ///
    /// # Panics
    /// When it cannot be served.
    pub async fn at_home(seed: u64, habits: HabitSet, home: &Path) -> Self {
        let world = tempfile::tempdir().expect("a folder");
        let options = ServerOptions {
            speed: CALM,
            folder: Some(world.path().to_owned()),
            ..ServerOptions::new(VenueOptions::seeded(seed, START))
        };
        let server = serve(options).await.expect("a served world");
        let account = Account::at(&server.http_url(), seed).await;
        let listener = account.listen().await;
        let relay = Relay::to(server.addr());
        Self {
            server,
            relay,
            account,
            listener,
            world,
            home: home.to_owned(),
            _home: None,
            user: tempfile::tempdir().expect("a folder"),
            seed,
            habits,
            more_migrations: AtomicU32::new(0),
        }
    }

    /// Where the program keeps its data.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The program with these arguments and its home.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = cli(self.user.path());
        command.args(args).arg("--home").arg(self.home());
        command
    }

    /// The program as it is started.
    #[must_use]
    pub fn demo(&self) -> std::process::Command {
        let (url, seed) = (self.relay.url(), self.seed.to_string());
        let mut command = self.command(&["demo", "--venue", &url, "--seed", &seed, "--json"]);
        command.env_remove(KILL_POINT_VARIABLE).env(
            MORE_MIGRATIONS_VARIABLE,
            self.more_migrations.load(Ordering::SeqCst).to_string(),
        );
        command
    }

    /// The hashes of what rests at the venue in the account.
    pub async fn resting(&self) -> BTreeSet<String> {
        let rows = self.account.all("/data/orders").await;
        rows.iter().map(|row| text(row, "id").to_owned()).collect()
    }

    /// The program's database.
    pub async fn data(&self) -> Database {
        Database::open(self.home()).await
    }

    /// Starts the program. `follows` are what it follows besides what it did.
    #[must_use]
    pub fn start(&self, follows: &[&str]) -> Program {
        self.start_to_pass(follows, None)
    }

    /// Starts the program, and arms whatever is to kill it. What comes of the receiver says that a moment on the wire came.
    #[must_use]
    pub fn start_to_be_killed(&self, kill: Kill) -> (Program, Option<Receiver<Moment>>) {
        match kill {
            Kill::At(moment) => {
                let program = self.start(&[]);
                let reached = self.kill_at(moment, &program);
                (program, Some(reached))
            }
            Kill::Passing(point, count) => {
                if point == KillPoint::Migrating {
                    self.more_migrations.fetch_add(1, Ordering::SeqCst);
                }
                (self.start_to_pass(&[], Some((point, count))), None)
            }
            Kill::After(_) => (self.start(&[]), None),
        }
    }

    fn start_to_pass(&self, follows: &[&str], point: Option<(KillPoint, u32)>) -> Program {
        let mut command = self.demo();
        if let Some((point, count)) = point {
            command.env(KILL_POINT_VARIABLE, format!("{}:{count}", point.name()));
        }
        for follow in follows {
            command.args(["--follow", follow]);
        }
        Arc::new(Mutex::new(Running::start(&mut command)))
    }

    /// Arms the wire: the program is killed at that moment, and the moment goes to the receiver.
    fn kill_at(&self, moment: Moment, program: &Program) -> Receiver<Moment> {
        let (tell, hear) = mpsc::channel();
        let program = Arc::clone(program);
        self.relay.arm(moment, move || {
            lock(&program).kill();
            // Nobody listens any more once the test has failed.
            let _ = tell.send(moment);
        });
        hear
    }

    /// A first program that follows those traders and knows what they hold. The venue takes up its habits after it: before it,
    /// a request that a habit refuses would only end the harness.
    ///
    /// # Panics
    /// When it does not begin to copy.
    pub async fn begin(&self, follows: &[&str]) -> Program {
        let program = self.start(follows);
        wait_until(START_LIMIT, "the first engine copies", || {
            let baselines = lock(&program).stdout().matches("\"baseline\"").count();
            assert!(lock(&program).ended().is_none(), "{}", lock(&program).stderr());
            baselines >= follows.len()
        });
        if !self.habits.is_none() {
            let asked = json!({ "habits": self.habits.to_string() });
            self.account.control("/sim/habits", &asked).await;
        }
        program
    }

    /// The hashes of the orders that the venue has taken from the program, by its journal.
    ///
    /// # Panics
    /// When the journal cannot be read.
    #[must_use]
    pub fn placed(&self) -> BTreeSet<String> {
        let journal = std::fs::read_to_string(self.world.path().join("journal.jsonl")).expect("the world's journal");
        let lines = journal
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        lines
            .filter(|line| line["do"] == "place")
            .map(|line| text(&line, "id").to_owned())
            .collect()
    }

    /// Somebody who accepts and lifts what a user may, for as long as the answer lives.
    #[must_use]
    pub fn user(&self) -> User {
        let gone = Arc::new(AtomicBool::new(false));
        let (home, went) = (self.home().to_owned(), Arc::clone(&gone));
        std::thread::spawn(move || {
            while !went.load(Ordering::SeqCst) {
                commands::answer_halts(&home);
                std::thread::sleep(USER_LOOKS_EVERY);
            }
        });
        User { gone }
    }
}

/// A user before the program; gone when dropped.
#[derive(Debug)]
pub struct User {
    gone: Arc<AtomicBool>,
}

impl Drop for User {
    fn drop(&mut self) {
        self.gone.store(true, Ordering::SeqCst);
    }
}
