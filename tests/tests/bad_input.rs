//! Bad input: every time a clear message, an exit code where it should end, and nothing changed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::replay::Replay;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_tests::database::{self, Database};
use pilotfish_tests::files::contents;
use pilotfish_tests::process::{Ended, Running, assert_tidy, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::wait::{wait_for, wait_until};
use tempfile::TempDir;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
/// A command that is to fail does it at once; this is for a busy machine.
const LIMIT: Duration = Duration::from_secs(300);

/// A folder for the program's data, and one for everything else it might touch.
struct Place {
    home: TempDir,
    user: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a folder"),
            user: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    /// A command with `--home` where it belongs.
    fn command(&self, args: &[&str]) -> std::process::Command {
        let mut command = cli(self.user.path());
        command.args(args).arg("--home").arg(self.home.path());
        command
    }

    fn run(&self, args: &[&str]) -> Ended {
        let ended = run(&mut self.command(args), LIMIT);
        assert!(contents(self.user.path()).is_empty(), "it wrote outside its home");
        ended
    }

    /// Data of a demo that ran for a moment and ended tidily.
    fn with_data() -> Self {
        let place = Self::new();
        let args = [
            "demo", "--seed", "7", "--speed", "600", "--for", "2m", "--follow", "25usdc:5",
        ];
        place.run(&args).assert_success();
        assert!(database::path(place.path()).is_file());
        place
    }

    /// What must not change: everything but the lock and SQLite's own companions of an open database. In the world's journal
    /// the clock's position may move: time passing changes nothing of the user's.
    fn kept(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let passing = ["lock", "holder.json", "pilotfish.db-wal", "pilotfish.db-shm"];
        let is_kept = |path: &PathBuf| {
            path.file_name()
                .is_none_or(|name| passing.iter().all(|other| name != *other))
        };
        let without_clock = |path: &Path, content: Vec<u8>| {
            if path.file_name().is_none_or(|name| name != "journal.jsonl") {
                return content;
            }
            let text = String::from_utf8_lossy(&content);
            text.lines()
                .filter(|line| !line.contains("\"do\":\"clock\""))
                .collect::<String>()
                .into_bytes()
        };
        let kept = contents(self.path()).into_iter().filter(|(path, _)| is_kept(path));
        kept.map(|(path, content)| (path.clone(), without_clock(&path, content)))
            .collect()
    }

    /// Runs a command that is to be refused and to change nothing.
    fn refused(&self, args: &[&str], words: &[&str]) {
        let before = self.kept();
        let ended = self.run(args);
        ended.assert_refused(words);
        assert!(ended.stdout.is_empty(), "{args:?} printed {}", ended.stdout);
        let after = self.kept();
        let changed: BTreeSet<&PathBuf> = before
            .keys()
            .chain(after.keys())
            .filter(|path| before.get(*path) != after.get(*path))
            .collect();
        assert!(
            changed.is_empty(),
            "{args:?} was refused and changed {changed:?}: {}",
            ended.stderr
        );
    }
}

async fn served(seed: u64) -> ServerHandle {
    let venue = VenueOptions::seeded(seed, START);
    serve(ServerOptions {
        speed: Speed::times(600),
        ..ServerOptions::new(venue)
    })
    .await
    .expect("a served world")
}

/// Runs a virtual demo that is to be refused.
fn refused_in_virtual_time(args: &[&str], words: &[&str]) {
    let user = tempfile::tempdir().expect("a folder");
    let ended = run(
        cli(user.path())
            .args(["demo", "--speed", "max", "--for", "1h", "--json"])
            .args(args),
        LIMIT,
    );
    ended.assert_refused(words);
    assert!(ended.stdout.is_empty(), "{args:?} printed {}", ended.stdout);
    assert!(contents(user.path()).is_empty(), "{args:?} left files");
}

#[test]
fn percentages_out_of_range_are_refused() {
    for percent in [
        "0",
        "0.05",
        "21",
        "20.1",
        "-5",
        "abc",
        "",
        "NaN",
        "5%%5",
        "99999999999999999999",
    ] {
        let follow = format!("25usdc:{percent}");
        refused_in_virtual_time(&["--follow", &follow], &["0.1", "20"]);
    }
    for follow in ["25usdc", ":5", "  :5"] {
        refused_in_virtual_time(&["--follow", follow], &["NAME:PERCENT"]);
    }
}

#[test]
fn other_options_that_make_no_sense_are_refused() {
    for (args, word) in [
        (&["--speed", "0"][..], "speed"),
        (&["--speed", "fast"], "speed"),
        (&["--for", "soon"], "span"),
        (&["--balance=-1"], "amount"),
        (&["--seed", "x"], "seed"),
        (&["--from", "2026-07-20"], "replay"),
        (&["--replay", "/nowhere/changes.csv.gz"], "prices"),
        (
            &[
                "--replay",
                "/nowhere/c.csv.gz",
                "--prices",
                "/nowhere/p.csv.gz",
                "--speed",
                "max",
            ],
            "nowhere",
        ),
        (&["--replay-books", "/nowhere/books.jsonl.gz"], "markets"),
        (&["--markets", "/nowhere/markets.json"], "replay-books"),
        (
            &[
                "--replay-books",
                "/nowhere/b.jsonl.gz",
                "--markets",
                "/nowhere/m.json",
                "--speed",
                "max",
            ],
            "nowhere",
        ),
        (
            &[
                "--replay",
                "c",
                "--prices",
                "p",
                "--replay-books",
                "b",
                "--markets",
                "m",
            ],
            "cannot be used with",
        ),
        (&["--venue", "http://127.0.0.1:9", "--speed", "max"], "venue"),
    ] {
        let user = tempfile::tempdir().expect("a folder");
        let ended = run(cli(user.path()).arg("demo").args(args), LIMIT);
        ended.assert_refused(&[word]);
        assert!(contents(user.path()).is_empty(), "{args:?} left files");
    }
}

#[test]
fn unknown_traders_are_refused() {
    refused_in_virtual_time(&["--follow", "nobody at all:5"], &["nobody at all"]);
    let stranger = format!("0x{}:5", "12".repeat(20));
    refused_in_virtual_time(&["--follow", &stranger], &["0x1212"]);
    refused_in_virtual_time(&["--follow", "0x1234:5"], &["0x1234"]);
}

/// A recording in which two traders share a name; its two files.
fn recording_with_a_shared_name(folder: &Path) -> [PathBuf; 2] {
    let market = format!("0x{}", "ab".repeat(32));
    let row = |time: &str, wallet: &str, kind: &str, before: &str, after: &str| {
        let wallet = format!("0x{}", wallet.repeat(20));
        format!("2026-07-20T{time}Z,{wallet},Twin,{market},0,Yes,Rain?,rain,{kind},{before},{after},0.5,0.4\n")
    };
    let header = "observed_utc,wallet,name,condition_id,outcome_index,outcome,title,event_slug,kind,shares_before,\
                  shares_after,market_price,avg_price\n";
    let rows = [
        row("00:00:00", "11", "baseline", "100", "100"),
        row("00:00:01", "22", "baseline", "100", "100"),
        row("01:00:00", "11", "change", "100", "300"),
    ];
    let prices = format!("observed_utc,condition_id,outcome_index,market_price\n2026-07-20T00:00:00Z,{market},0,0.5\n");
    let files = [
        ("changes.csv", format!("{header}{}", rows.concat())),
        ("prices.csv", prices),
    ];
    files.map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a recording");
        path
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_names_are_refused_with_the_addresses_to_choose_from() {
    let folder = tempfile::tempdir().expect("a folder");
    let [changes, prices] = recording_with_a_shared_name(folder.path());
    let paths = [&changes, &prices].map(|path| path.to_str().expect("a path"));
    let both = [format!("0x{}", "11".repeat(20)), format!("0x{}", "22".repeat(20))];
    let words = ["Twin", both[0].as_str(), both[1].as_str()];
    refused_in_virtual_time(
        &["--replay", paths[0], "--prices", paths[1], "--follow", "twin:5"],
        &words,
    );

    let replay = Replay::load(&changes, &prices).expect("the recording");
    let server = serve(ServerOptions::new(VenueOptions::recorded(7, replay)))
        .await
        .expect("a served recording");
    let place = Place::new();
    let ended = place.run(&["demo", "--venue", &server.http_url(), "--follow", "Twin:5"]);
    ended.assert_refused(&["Twin", "0x"]);
    let mut data = Database::open(place.path()).await;
    assert_eq!(data.number("SELECT COUNT(*) FROM copy_trading_config").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_trader_at_a_served_venue_is_refused_and_changes_no_follow() {
    let server = served(7).await;
    let place = Place::new();
    let url = server.http_url();
    place
        .run(&[
            "demo", "--venue", &url, "--seed", "7", "--for", "1m", "--follow", "25usdc:5",
        ])
        .assert_success();
    // One that was about to begin may have begun since.
    let follows = "SELECT id || name || REPLACE(status, 'starting', 'active') || settings FROM copy_trading_config";
    let before = Database::open(place.path()).await.texts(follows).await;
    assert_eq!(before.len(), 1);
    let ended = place.run(&[
        "demo",
        "--venue",
        &url,
        "--follow",
        "25usdc:5",
        "--follow",
        "nobody at all:5",
    ]);
    ended.assert_refused(&["nobody at all"]);
    let ended = place.run(&["demo", "--venue", &url, "--follow", "25usdc:25"]);
    ended.assert_refused(&["0.1", "20"]);
    assert_eq!(Database::open(place.path()).await.texts(follows).await, before);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let place = Place::with_data();
    std::fs::write(database::path(place.path()), b"these are the notes of somebody else").expect("a file");
    for companion in ["pilotfish.db-wal", "pilotfish.db-shm"] {
        // They went when the demo ended; if not, they are not this file's.
        let _ = std::fs::remove_file(place.path().join("demo").join(companion));
    }
    let words = ["pilotfish.db", "not a SQLite database", "nothing was changed"];
    place.refused(&["demo", "--seed", "7", "--for", "1m"], &words);
    for command in ["status", "history", "performance", "migrate"] {
        place.refused(&[command], &words);
    }
}

#[test]
fn a_database_with_torn_pages_is_refused_and_left_alone() {
    let place = Place::with_data();
    let file = database::path(place.path());
    let mut bytes = std::fs::read(&file).expect("the database");
    assert!(bytes.len() > 20_000);
    for byte in bytes.iter_mut().skip(4_096).take(12_000) {
        *byte ^= 0x5a;
    }
    std::fs::write(&file, bytes).expect("a torn database");
    place.refused(&["demo", "--seed", "7", "--for", "1m"], &["cannot be read"]);
    place.refused(&["status"], &["cannot be read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_database_is_refused_and_left_alone() {
    let place = Place::with_data();
    let mut data = Database::open_to_write(place.path()).await;
    data.execute(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time) \
         VALUES (9999, 'of the future', CURRENT_TIMESTAMP, 1, x'00', 0)",
    )
    .await;
    data.execute("PRAGMA wal_checkpoint(TRUNCATE)").await;
    drop(data);
    let words = ["9999", "newer Pilotfish"];
    place.refused(&["demo", "--seed", "7", "--for", "1m"], &words);
    for command in ["status", "history", "performance", "migrate"] {
        place.refused(&[command], &words);
    }
}

#[test]
fn reading_where_there_is_nothing_says_so_and_makes_nothing() {
    let place = Place::new();
    for command in ["status", "history", "performance", "migrate"] {
        place.refused(&[command], &["no Pilotfish data"]);
    }
    assert!(contents(place.path()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_engine_on_the_same_data_is_refused_and_told_who_runs() {
    let server = served(7).await;
    let place = Place::new();
    let url = server.http_url();
    let mut first =
        Running::start(&mut place.command(&["demo", "--venue", &url, "--seed", "7", "--follow", "25usdc:5", "--json"]));
    wait_until(LIMIT, "the first engine copies", || {
        first.stdout().contains("\"baseline\"")
    });
    // One that was about to begin may have begun since.
    let follows = "SELECT id || name || REPLACE(status, 'starting', 'active') || settings FROM copy_trading_config";
    let before = Database::open(place.path()).await.texts(follows).await;
    let pid = first.id().to_string();

    let second = place.run(&["demo", "--venue", &url, "--follow", "25usdc:9", "--json"]);
    second.assert_refused(&["in use", "pilotfish-cli", &pid]);
    let own_venue = place.run(&["demo", "--for", "1m", "--follow", "25usdc:9"]);
    own_venue.assert_refused(&[]);
    let migrate = place.run(&["migrate"]);
    migrate.assert_refused(&["in use", &pid]);
    let status = place.run(&["status"]);
    status.assert_success();
    assert!(status.stdout.contains(&pid), "{}", status.stdout);

    assert!(
        first.ended().is_none(),
        "the first engine was disturbed: {}",
        first.stderr()
    );
    assert_eq!(Database::open(place.path()).await.texts(follows).await, before);
    first.terminate();
    first.finish(LIMIT).assert_success();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_world_or_another_seed_is_refused() {
    let (one, other) = (served(7).await, served(8).await);
    let place = Place::new();
    place
        .run(&["demo", "--venue", &one.http_url(), "--seed", "7", "--for", "1m"])
        .assert_success();
    place.refused(&["demo", "--venue", &other.http_url(), "--for", "1m"], &["world"]);
    place.refused(
        &["demo", "--venue", &one.http_url(), "--seed", "8", "--for", "1m"],
        &["seed 7", "8"],
    );
}

#[test]
fn addresses_that_are_no_safe_venue_are_refused() {
    for (url, word) in [
        ("http://example.org", "example.org"),
        ("http://127.0.0.1.example.org:80", "example.org"),
        ("ftp://127.0.0.1", "ftp"),
        ("nonsense", "nonsense"),
        ("", "address"),
    ] {
        let place = Place::new();
        place.refused(&["demo", "--venue", url, "--follow", "25usdc:5"], &[word]);
    }
}

/// How many lines on standard error speak of a venue that is not reached.
fn complaints(running: &Running) -> usize {
    running.stderr().lines().filter(|line| line.contains("venue")).count()
}

#[test]
fn a_venue_that_hangs_up_is_tried_again_and_not_complained_of_each_time() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    // It ends with the test's process.
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let place = Place::new();
    let args = ["demo", "--venue", &url, "--follow", "25usdc:5", "--json"];
    let mut running = Running::start(&mut place.command(&args));
    wait_until(LIMIT, "a complaint", || complaints(&running) >= 1);
    let before = calls.load(Ordering::Relaxed);
    wait_until(LIMIT, "three more calls", || {
        calls.load(Ordering::Relaxed) >= before + 3
    });
    assert!(running.ended().is_none(), "it gave up: {}", running.stderr());
    assert_tidy(&running.stderr());
    running.terminate();
    let ended = running.finish(LIMIT);
    ended.assert_success();
    let told = ended.stderr.lines().filter(|line| line.contains("venue")).count();
    assert!(told < calls.load(Ordering::Relaxed), "each is told: {}", ended.stderr);
    assert!(
        !database::path(place.path()).exists(),
        "there is a database of no world"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_comes_late_is_found() {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|free| free.local_addr())
        .expect("a free port");
    let place = Place::new();
    let url = format!("http://{free}");
    let args = ["demo", "--venue", &url, "--seed", "7", "--follow", "25usdc:5", "--json"];
    let running = Running::start(&mut place.command(&args));
    wait_until(LIMIT, "a complaint", || complaints(&running) >= 1);
    let options = ServerOptions {
        listen: free,
        ..ServerOptions::new(VenueOptions::seeded(7, START))
    };
    let server = serve(options).await.expect("the port is still free");
    wait_until(LIMIT, "the follow begins", || running.stdout().contains("\"baseline\""));
    running.terminate();
    running.finish(LIMIT).assert_success();
    server.shutdown().await;
}

/// A venue that answers everything with that.
async fn answering(status: StatusCode, body: &'static str) -> SocketAddr {
    let router = Router::new().fallback(move || async move { (status, body) });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_venue_that_answers_nonsense_or_nothing_is_shown_and_starts_nothing() {
    for (status, body) in [
        (StatusCode::OK, "<html>It works!</html>"),
        (StatusCode::OK, ""),
        (StatusCode::OK, "[]"),
        (StatusCode::OK, "{\"world\": 7, \"now_ms\": \"soon\"}"),
        (StatusCode::INTERNAL_SERVER_ERROR, "oops"),
        (StatusCode::NOT_FOUND, "not found"),
    ] {
        let venue = answering(status, body).await;
        let place = Place::new();
        let url = format!("http://{venue}");
        let mut running = Running::start(&mut place.command(&["demo", "--venue", &url, "--follow", "25usdc:5"]));
        // Either it says that this is no venue and ends, or it says so and tries again: in both cases in words.
        wait_for(LIMIT, "a word about it", || {
            (complaints(&running) >= 1 || running.ended().is_some()).then_some(())
        });
        if running.ended().is_none() {
            running.terminate();
        }
        let ended = running.finish(LIMIT);
        ended.assert_tidy();
        assert!(
            ended.stderr.contains("venue"),
            "nothing was said about {status} {body:?}: {}",
            ended.stderr
        );
        assert!(ended.stdout.is_empty(), "{}", ended.stdout);
        assert!(
            !database::path(place.path()).exists(),
            "there is a database of no world"
        );
    }
}
