//! Secrets stay in the process: not in the database, the logs, the world's journal, the output, the arguments or the
//! environment. The demo's key is worthless; the rule is tested on it, and on a live run whose secrets are marked.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "secrets/live.rs"]
#[cfg(target_os = "linux")]
mod live;
#[path = "network/scene.rs"]
#[cfg(target_os = "linux")]
mod scene;
#[path = "trading/mod.rs"]
#[cfg(target_os = "linux")]
mod trading;

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use pilotfish_copy::ids::VenueMs;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerOptions, Speed, serve};
use pilotfish_tests::account::Account;
use pilotfish_tests::files::{contents, holds};
use pilotfish_tests::process::{Running, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::secret_scan::SecretScan;
use pilotfish_tests::wait::wait_until;
use serde_json::Value;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const SEED: u64 = 7;
const LIMIT: Duration = Duration::from_secs(300);

/// What is looked for of the account.
fn scan(account: &Account) -> SecretScan {
    SecretScan::default()
        .bytes("the private key", &account.key)
        .bytes(
            "the API secret's bytes",
            &URL_SAFE.decode(&account.secret).expect("base64url"),
        )
        .text("the API secret", &account.secret)
        .text("the API passphrase", &account.passphrase)
}

/// Every file under a folder, by its name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let name = |path: std::path::PathBuf| path.display().to_string();
    contents(folder)
        .into_iter()
        .map(|(path, content)| (name(path), content))
        .collect()
}

/// What the system shows of a running process to others.
fn shown_of(running: &Running) -> Vec<(String, Vec<u8>)> {
    let place = |what: &str| {
        (
            what.to_owned(),
            std::fs::read(format!("/proc/{}/{what}", running.id())).unwrap_or_default(),
        )
    };
    vec![place("cmdline"), place("environ")]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_demo_that_logs_everything_leaks_no_secret() {
    let options = ServerOptions {
        speed: Speed::times(600),
        ..ServerOptions::new(VenueOptions::seeded(SEED, START))
    };
    let server = serve(options).await.expect("a served world");
    let url = server.http_url();
    let home = tempfile::tempdir().expect("a folder");
    let user = tempfile::tempdir().expect("a folder");
    let seed = SEED.to_string();
    let args = [
        "demo", "--venue", &url, "--seed", &seed, "--follow", "25usdc:5", "--json", "--home",
    ];
    let mut command = cli(user.path());
    let running = Running::start(command.args(args).arg(home.path()).env("PILOTFISH_LOG", "trace"));
    server
        .set_clock(Some(Speed::times(3_600)), None)
        .expect("a faster clock");
    wait_until(LIMIT, "an order rests on the venue", || {
        running.stdout().contains("\"step\":\"live\"")
    });

    let account = Account::at(&url, SEED).await;
    let mut places = files(home.path());
    places.extend(shown_of(&running));
    running.terminate();
    let ended = running.finish(LIMIT);
    assert_eq!(ended.code, Some(0), "it should have ended well");
    assert!(ended.stderr.contains("TRACE"), "it was to log everything");
    places.push(("standard output".to_owned(), ended.stdout.into_bytes()));
    places.push(("standard error".to_owned(), ended.stderr.into_bytes()));
    // After a tidy end the log has been written back into the database.
    places.extend(files(home.path()));
    places.extend(files(user.path()));
    for command in ["status", "history", "performance"] {
        let read = run(
            cli(user.path()).args([command, "--json", "--home"]).arg(home.path()),
            LIMIT,
        );
        read.assert_success();
        places.push((command.to_owned(), read.stdout.into_bytes()));
    }
    scan(&account).assert_clean(&places);
    // The search finds what is there, in the database and in the output.
    for place in ["pilotfish.db", "standard output"] {
        let found = places
            .iter()
            .any(|(name, content)| name.ends_with(place) && holds(content, b"25usdc"));
        assert!(found, "the search finds nothing in {place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_with_its_own_venue_leaks_no_secret_either() {
    let home = tempfile::tempdir().expect("a folder");
    let user = tempfile::tempdir().expect("a folder");
    let args = [
        "demo", "--seed", "7", "--speed", "3600", "--for", "6h", "--follow", "25usdc:5", "--json", "--home",
    ];
    let mut command = cli(user.path());
    let ended = run(command.args(args).arg(home.path()).env("PILOTFISH_LOG", "trace"), LIMIT);
    assert_eq!(ended.code, Some(0), "it should have ended well");

    // The same world again, only to learn what the secrets were: they follow from it.
    let journal = std::fs::read_to_string(home.path().join("demo/world/journal.jsonl")).expect("the world's journal");
    let header: Value = serde_json::from_str(journal.lines().next().expect("a header")).expect("JSON");
    let start = VenueMs(header["start"].as_i64().expect("a start"));
    let server = serve(ServerOptions::new(VenueOptions::seeded(SEED, start)))
        .await
        .expect("the same world");
    assert_eq!(header["world"], server.world_id());
    let account = Account::at(&server.http_url(), SEED).await;

    let mut places = files(home.path());
    places.push(("standard output".to_owned(), ended.stdout.into_bytes()));
    places.push(("standard error".to_owned(), ended.stderr.into_bytes()));
    scan(&account).assert_clean(&places);
    let wallet = account.wallet.to_lowercase().into_bytes();
    assert!(
        places.iter().any(|(_, content)| holds(content, &wallet)),
        "the search finds nothing at all"
    );
}

/// Keys drawn anew each time: what a bundle is redacted by goes by what things look like, and no two keys look alike.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_support_bundle_of_a_log_full_of_keys_holds_none_of_them() {
    use std::io::Read;

    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    // So many that what is shown of the log is all of it.
    const KEYS: usize = 20;
    let mut source = std::fs::File::open("/dev/urandom").unwrap();
    let mut scan = SecretScan::default();
    let mut log = String::new();
    for _ in 0..KEYS {
        let mut key = [0_u8; 32];
        source.read_exact(&mut key).unwrap();
        scan = scan.bytes("a key", &key);
        let hex = alloy::hex::encode(key);
        let reversed: Vec<u8> = key.iter().rev().copied().collect();
        let within = [&[7_u8, 8][..], &key, &[9]].concat();
        let listed: Vec<String> = key.iter().map(u8::to_string).collect();
        let listed_in_hex: Vec<String> = key.iter().map(|byte| format!("0x{byte:02x}")).collect();
        for form in [
            hex.clone(),
            hex.to_uppercase(),
            format!("0x{hex}"),
            alloy::hex::encode(&reversed),
            STANDARD.encode(key),
            URL_SAFE_NO_PAD.encode(key),
            STANDARD.encode(&within),
            listed.join(", "),
            listed.join(","),
            listed_in_hex.join(", "),
        ] {
            log.push_str(&format!(
                "2026-11-30T15:21:49Z WARN pilotfish: it was {form}, so it stops\n"
            ));
            log.push_str(&format!(
                "2026-11-30T15:21:49Z WARN pilotfish: value=\"{form}\" reason=[{form}]\n"
            ));
        }
    }
    let home = tempfile::tempdir().unwrap();
    let logs = home.path().join("logs");
    std::fs::create_dir(&logs).unwrap();
    std::fs::write(logs.join("pilotfish.log"), &log).unwrap();
    assert!(!scan.find(log.as_bytes()).is_empty(), "the search finds what is there");
    let api = pilotfish_api::Api::new(pilotfish_api::ApiOptions {
        home: pilotfish_engine::Home::at(home.path()),
        mode: pilotfish_engine::Mode::Demo,
        version: "0.0.0".to_owned(),
        bus: pilotfish_engine::Bus::new(),
        listens: false,
        host: None,
    });
    let preview = api.preview_support().await.unwrap();
    let target = home.path().join("support.zip");
    api.write_support_to(preview.number, &target).await.unwrap();
    let bundle = std::fs::read(&target).unwrap();
    let mut places = vec![("the bundle itself".to_owned(), bundle)];
    for file in preview.files {
        assert!(!file.cut, "{} is not shown whole", file.name);
        places.push((file.name, file.text.into_bytes()));
    }
    assert!(
        places
            .iter()
            .any(|(name, content)| name == "logs/pilotfish.log" && !content.is_empty())
    );
    scan.assert_clean(&places);
}
