//! A live run of the headless program with everything marked: private key, relayer key, keystore passphrase, and the API key that
//! the venue gave. Whatever the program leaves, shows, says to others or falls over with is searched for them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use alloy::hex;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use pilotfish_copy::command::ChildKind;
use pilotfish_copy::entity::{FollowSettings, FollowStatus, GlobalLimits, Style};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::input::{PlaceOutcome, UserInput};
use pilotfish_copy::market::{Exchange, Market, Side};
use pilotfish_copy::money::{Percentage, Price, Shares, Usd};
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::live::{self, ChosenAccount, ChosenWallet, Evidence};
use pilotfish_engine::test_order::{Cut, Pace, TestDrive, TestRecord};
use pilotfish_engine::venue::PolymarketVenue;
use pilotfish_engine::{Bus, Engine, EngineOptions, Home, Mode, OwnAccount, Venue, going_live};
use pilotfish_polymarket::PublicApi;
use pilotfish_tests::commands::overheard;
use pilotfish_tests::process::{Running, run};
use pilotfish_tests::programs::cli;
use pilotfish_tests::secret_scan::SecretScan;
use pilotfish_tests::terminal::AtTerminal;
use pilotfish_vault::passphrase::Passphrase;
use pilotfish_vault::store::encrypted_folder::EncryptedFolder;
use pilotfish_vault::store::{EntryName, KeyStore, SecretKind, SecretMode};
use pilotfish_vault::{SecretKey, Signer};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{files, shown_of};
use crate::scene::{LIMIT, Scene};
use crate::trading::{Trader, market_of};

/// What is typed nowhere else.
struct Marked {
    key: [u8; 32],
    relayer_key: String,
    passphrase: String,
}

impl Marked {
    fn new() -> Self {
        let dice = || {
            let mut bytes = [0_u8; 32];
            let mut source = std::fs::File::open("/dev/urandom").unwrap();
            source.read_exact(&mut bytes).unwrap();
            bytes
        };
        Self {
            key: dice(),
            relayer_key: format!("relayer-{}", hex::encode(&dice()[..16])),
            passphrase: format!("Passphrase \"{}\" ü", hex::encode(&dice()[..8])),
        }
    }

    fn scan(&self) -> SecretScan {
        SecretScan::default()
            .bytes("the private key", &self.key)
            .text("the relayer key", &self.relayer_key)
            .text("the keystore's passphrase", &self.passphrase)
    }
}

/// A user's folders, with the service manager's credential beside them and nowhere in them.
struct User {
    user: tempfile::TempDir,
    home: PathBuf,
    credentials: tempfile::TempDir,
    temporary: tempfile::TempDir,
}

impl User {
    fn new(marked: &Marked) -> Self {
        let (user, credentials) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(credentials.path().join("pilotfish-keystore"), &marked.passphrase).unwrap();
        Self {
            home: user.path().join("pilotfish"),
            user,
            credentials,
            temporary: tempfile::tempdir().unwrap(),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cli(self.user.path());
        command.args(arguments).arg("--home").arg(&self.home);
        command
            .env("CREDENTIALS_DIRECTORY", self.credentials.path())
            .env("TMPDIR", self.temporary.path())
            .env("XDG_CACHE_HOME", self.user.path().join(".cache"))
            .env("XDG_CONFIG_HOME", self.user.path().join(".config"))
            .env("PILOTFISH_LOG", "trace");
        command
    }

    /// Runs a command that reads this from its standard input.
    fn told(&self, arguments: &[&str], input: &str) -> (bool, Vec<(String, Vec<u8>)>) {
        let mut command = self.command(arguments);
        let piped = || Stdio::piped();
        let mut child = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        let name = arguments.join(" ");
        let places = vec![
            (format!("{name}: output"), ended.stdout),
            (format!("{name}: errors"), ended.stderr),
        ];
        (ended.status.success(), places)
    }

    /// Everything that was written under any of the user's folders.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut found = files(self.user.path());
        found.extend(files(self.temporary.path()));
        found
    }

    fn keys(&self, marked: &Marked) -> Arc<EncryptedFolder> {
        let passphrase = Passphrase::of_a_file(marked.passphrase.clone()).unwrap();
        Arc::new(EncryptedFolder::at(self.home.join("live/keystore"), passphrase))
    }
}

fn signer(marked: &Marked) -> Signer {
    Signer::new(&SecretKey::from_bytes(&marked.key).unwrap()).unwrap()
}

/// The key's own address.
fn owner(marked: &Marked) -> WalletAddress {
    WalletAddress::parse(&signer(marked).address()).unwrap()
}

/// The key's account, chosen, confirmed and tested, with a follow; as the way to live leaves it.
async fn prepared(user: &User, marked: &Marked, scene: &Scene, trader: &WalletAddress) -> String {
    let home = Home::at(&user.home);
    let wallet = signer(marked).wallet(WalletType::Deposit).unwrap();
    let chosen = ChosenAccount {
        owner: owner(marked),
        wallet: Some(ChosenWallet {
            wallet_type: WalletType::Deposit,
            address: wallet.clone(),
            evidence: Evidence::Derived,
        }),
        chosen_at: crate::scene::now().0,
    };
    chosen.save(&home).unwrap();
    let keys = user.keys(marked);
    let mut options: EngineOptions = live::options(home.clone(), keys.clone(), scene.endpoints(), Bus::new()).unwrap();
    let own = here(&mut options, scene);
    going_live::save_limits(&home, &own, &GlobalLimits::default())
        .await
        .unwrap();
    going_live::confirm(&home, &own).await.unwrap();
    let drive = TestDrive {
        home,
        own,
        ports: PolymarketVenue::keeping(scene.endpoints(), keys).unwrap(),
        pace: Pace::default(),
        cut: Cut::default(),
    };
    let plan = drive.plan().await.unwrap();
    let (tell, _told) = watch::channel(TestRecord::default());
    drive.run(&plan, &tell).await.unwrap();
    let engine = Engine::start(options).await.unwrap();
    tokio::time::timeout(LIMIT, engine.trading()).await.unwrap().unwrap();
    let mut settings = FollowSettings::at(Percentage::MOST);
    settings.style = Style::Fast;
    engine
        .ask(UserInput::Follow {
            trader: trader.clone(),
            name: "next door".to_owned(),
            settings,
        })
        .await
        .unwrap();
    let begun = std::time::Instant::now();
    loop {
        let core = engine.core();
        if core
            .state()
            .follows
            .values()
            .any(|follow| follow.status == FollowStatus::Active)
        {
            break;
        }
        assert!(
            begun.elapsed() < LIMIT,
            "the follow does not begin: {:?}",
            core.state().follows
        );
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    engine.shutdown().await;
    wallet.to_string()
}

/// The account with its locks in the scene's folder: this process is not the user.
fn here(options: &mut EngineOptions, scene: &Scene) -> OwnAccount {
    match &mut options.venue {
        Venue::Live { own, .. } => {
            own.locks = scene.folder.path().join("locks");
            own.clone()
        }
        other => panic!("{other:?}"),
    }
}

async fn buys(trader: &mut Trader, public: &PublicApi, market: &Market) {
    let yes = &market.outcomes[0].token;
    let ask = public.book(yes).await.unwrap().best_ask().unwrap();
    let kind = ChildKind::BuyNow {
        price: market.tick.floor(ask + Price::from_micros(30_000)),
        budget: Usd::dollars(40),
    };
    let now = public.server_time().await.unwrap();
    let order = trader.sign(market, yes, Side::Buy, kind, now);
    assert!(matches!(trader.post(&order).await, PlaceOutcome::Matched { .. }));
    let (trades, _) = trader.look_up(&order).await;
    assert!(trades.iter().map(|trade| trade.shares).sum::<Shares>() > Shares::ZERO);
}

/// What the venue gave as the account's API key, as the store keeps it: id, secret, passphrase.
fn api_secrets(user: &User, marked: &Marked) -> (String, String) {
    let account = owner(marked);
    let name = EntryName::Secret {
        mode: SecretMode::Live,
        account,
        kind: SecretKind::ApiCredentials,
    };
    let kept = user.keys(marked).read(&name).expect("the API key is kept");
    let text = std::str::from_utf8(kept.expose()).unwrap();
    let parts: Vec<&str> = text.split('\n').collect();
    (parts[1].to_owned(), parts[2].to_owned())
}

/// A second process of the user's asks for everything that can be asked without changing anything, support bundle and diagnostics among it.
fn traffic(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let asked = [
        "frame",
        "setup",
        "settings",
        "follows",
        "follow_list",
        "orders",
        "order_list",
        "positions",
        "history",
        "history_totals",
        "ledger",
        "performance",
        "dashboard",
        "activity",
        "decisions",
        "notices",
        "search",
        "remembered",
        "data_paths",
        "differences",
        "feed_report",
        "diagnostics",
        "preview_support",
        "doctor",
        "hosts",
        "key_standing",
        "region_standing",
        "find_wallets",
        "setup_checks",
        "claims",
        "preview_approvals",
        "lock_standing",
        "update_standing",
        "no_such_command",
    ];
    // Whatever each of them takes; what it does not know it leaves.
    let arguments = json!({
        "query": { "limit": 100, "ended": true, "filter": {} }, "filter": {}, "period": "all", "text": "next door",
    });
    let answers = asked.iter().filter_map(|command| {
        let answer = overheard(folder, command, &arguments)?;
        Some((format!("socket: {command}"), answer.into_bytes()))
    });
    answers.collect()
}

/// With real money nothing widens what can be lost by its arguments alone: somebody at a terminal reads what would hold, and types a word.
fn a_limit_is_raised_only_by_a_person(user: &User) -> Vec<(String, Vec<u8>)> {
    let open_orders = |more: &[&str]| {
        let arguments = [&["limits", "--mode", "live", "--json"][..], more].concat();
        let ended = run(&mut user.command(&arguments), LIMIT);
        let mut lines = ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
        let told: Option<Value> = lines.next_back();
        (
            ended.code,
            told.map(|told| told["limits"]["maxOpenOrders"].as_u64().unwrap()),
        )
    };
    let (_, before) = open_orders(&[]);
    let before = before.expect("the limit is told");
    let more = (before + 1).to_string();
    let by_argument = open_orders(&["--max-open-orders", &more]);
    assert_eq!(by_argument, (Some(1), None), "refused without a person");
    let raise = [
        "limits",
        "--mode",
        "live",
        "--language",
        "en",
        "--max-open-orders",
        &more,
    ];
    let no = AtTerminal::start(&mut user.command(&raise)).converse(&[("to continue: ", "yes")], LIMIT);
    assert_eq!(no.code, Some(1), "{}", no.stderr);
    assert_eq!(open_orders(&[]).1, Some(before), "nothing was raised");
    let yes = AtTerminal::start(&mut user.command(&raise)).converse(&[("to continue: ", "real money")], LIMIT);
    assert_eq!(yes.code, Some(0), "{}", yes.stderr);
    assert_eq!(open_orders(&[]).1, Some(before + 1));
    // Less is nobody's question.
    assert_eq!(
        open_orders(&["--max-open-orders", &before.to_string()]),
        (Some(0), Some(before))
    );
    [no, yes]
        .map(|ended| {
            (
                "limits at a terminal".to_owned(),
                format!("{}{}", ended.stdout, ended.stderr).into_bytes(),
            )
        })
        .into()
}

fn until_it_runs(folder: &Path, running: &Running) {
    let begun = std::time::Instant::now();
    let is_running = || {
        let frame = overheard(folder, "frame", &json!({})).unwrap_or_default();
        frame.contains("\"state\":\"running\"")
    };
    while !is_running() {
        let said = || format!("{}{}", running.stdout(), running.stderr());
        assert!(begun.elapsed() < LIMIT, "it does not run: {}", said());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn is_crash_dump(name: &str) -> bool {
    let name = Path::new(name)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    name == "core" || name.starts_with("core.") || name.ends_with(".dmp")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_run_that_logs_everything_and_crashes_leaks_no_secret() {
    let marked = Marked::new();
    let user = User::new(&marked);
    let mut places = Vec::new();

    // The keys come in by standard input, the passphrase as the service manager's credential.
    let key = format!("0x{}\n", hex::encode(marked.key));
    for (arguments, input) in [
        (&["key", "import", "--store", "keystore", "--json"][..], key.as_str()),
        (&["key", "import", "--store", "keystore", "--json"], "no key at all"),
        (
            &["key", "relayer", "--store", "keystore", "--json"],
            &marked.relayer_key,
        ),
        (&["key", "show", "--store", "keystore"], ""),
    ] {
        let (is_done, said) = user.told(arguments, input);
        assert_eq!(
            is_done,
            input != "no key at all",
            "{arguments:?}: {}",
            String::from_utf8_lossy(&said[1].1)
        );
        places.extend(said);
    }
    // Typed where it does not belong: refused, and not repeated.
    let typed = hex::encode(marked.key);
    let (is_done, said) = user.told(&["key", "import", &typed], "");
    assert!(!is_done);
    places.push(("the refusal's output".to_owned(), said[0].1.clone()));
    places.push(("the refusal".to_owned(), said[1].1.clone()));

    let scene = Scene::new(None).await;
    let next_door = scene.next_door();
    let mut trader = Trader::with(WalletType::Safe, &next_door).await;
    let (market, _) = market_of(Exchange::StandardV2, &next_door).await;
    buys(&mut trader, &next_door, &market).await;
    let wallet = prepared(&user, &marked, &scene, trader.trading.funder()).await;

    let endpoints = scene.folder.path().join("endpoints.json");
    let endpoints = endpoints.to_str().unwrap();
    let arguments = ["live", "run", "--store", "keystore", "--json", "--endpoints", endpoints];
    let folder = Home::at(&user.home).mode(Mode::Live);
    let running = Running::start(&mut user.command(&arguments));
    until_it_runs(&folder, &running);
    places.extend(shown_of(&running));
    buys(&mut trader, &next_door, &market).await;
    let begun = std::time::Instant::now();
    while !scene
        .ledger(&wallet)
        .await
        .iter()
        .any(|record| record["entry"] == "fill")
    {
        assert!(
            begun.elapsed() < LIMIT,
            "nothing was copied: {}{}",
            running.stdout(),
            running.stderr()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let heard = traffic(&folder);
    let said = heard.iter().filter(|(_, answer)| answer.starts_with(b"{\"answer\""));
    let said: Vec<&str> = said.map(|(command, _)| command.as_str()).collect();
    assert!(said.len() > 20, "the program answers on its socket: {said:?}");
    assert!(said.contains(&"socket: preview_support"), "{said:?}");
    places.extend(heard);
    places.extend(a_limit_is_raised_only_by_a_person(&user));
    for command in ["status", "orders", "positions", "history", "performance"] {
        let ended = run(&mut user.command(&[command, "--mode", "live", "--json"]), LIMIT);
        places.push((format!("{command}: output"), ended.stdout.into_bytes()));
        places.push((format!("{command}: errors"), ended.stderr.into_bytes()));
    }
    places.extend(shown_of(&running));
    // While it runs: the database's log holds what the database does not yet.
    places.extend(user.files());
    running.terminate();
    let ended = running.finish(LIMIT);
    assert!(ended.stderr.contains("TRACE"), "it was to log everything");
    places.push(("live run: output".to_owned(), ended.stdout.into_bytes()));
    places.push(("live run: errors".to_owned(), ended.stderr.into_bytes()));
    places.extend(user.files());

    // Once more, to its death in the middle.
    let running = Running::start(&mut user.command(&arguments));
    until_it_runs(&folder, &running);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", running.id())).unwrap_or_default();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap_or_default();
    let words: Vec<&str> = core.split_whitespace().collect();
    assert_eq!(words.get(4..6), Some(&["0", "0"][..]), "{core}");
    let sent = Command::new("kill")
        .args(["-ABRT", &running.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let ended = running.finish(LIMIT);
    assert_eq!(ended.code, None, "a signal ended it");
    places.push(("the crash: output".to_owned(), ended.stdout.into_bytes()));
    places.push(("the crash: errors".to_owned(), ended.stderr.into_bytes()));
    let left = user.files();
    assert!(
        !left.iter().any(|(name, _)| is_crash_dump(name)),
        "a crash leaves no image of the memory"
    );
    places.extend(left);
    let ended = run(
        &mut user.command(&["doctor", "--json", "--endpoints", endpoints]),
        LIMIT,
    );
    places.push(("doctor: output".to_owned(), ended.stdout.into_bytes()));
    places.push(("doctor: errors".to_owned(), ended.stderr.into_bytes()));

    let (secret, passphrase) = api_secrets(&user, &marked);
    let scan = marked
        .scan()
        .text("the API secret", &secret)
        .bytes("the API secret's bytes", &URL_SAFE.decode(&secret).expect("base64url"))
        .text("the API passphrase", &passphrase);
    scan.assert_clean(&places);
    assert_no_keystore_elsewhere(&places);
    // The search sees what is there: the wallet in the database and in the output.
    let sees = SecretScan::default().bytes("the wallet", &hex::decode(wallet.trim_start_matches("0x")).unwrap());
    for place in ["pilotfish.db", "account.json"] {
        let is_seen = places
            .iter()
            .any(|(name, content)| name.ends_with(place) && !sees.find(content).is_empty());
        assert!(is_seen, "the search finds nothing in {place}");
    }
}

/// Ciphertext lies in the keystore and nowhere else.
fn assert_no_keystore_elsewhere(places: &[(String, Vec<u8>)]) {
    for (name, content) in places {
        let is_keystore = pilotfish_tests::files::holds(content, b"kdfparams");
        assert!(
            !is_keystore || name.contains("keystore/"),
            "a keystore's content lies in {name}"
        );
    }
    let kept = places.iter().filter(|(name, _)| name.contains("keystore/"));
    for (name, content) in kept {
        let text = String::from_utf8_lossy(content);
        let written: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        assert!(
            written["crypto"]["ciphertext"].is_string() || content.is_empty(),
            "{name} is no encrypted file: {text}"
        );
    }
}
