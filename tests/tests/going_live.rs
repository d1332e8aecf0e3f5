//! The way to live over real HTTP and WebSocket, against the simulated venue with its real checks: a key in a store, its wallet found
//! and confirmed, the eight checks, limits, a person's word, the test order there and back, and the API key's trap with each of its
//! cures.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

#[path = "wallets/asking.rs"]
mod asking;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use pilotfish_api::types::{
    ApiKeyCure, LimitsView, SetupCheck, SetupCheckKind, SetupFinding, SetupOutcome, SetupStep, TestOrderRun,
    TestOutcome, WalletKind, WalletVerdict,
};
use pilotfish_api::{Api, ApiOptions, ApiResult, Confirm, Host, Question};
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::{Bus, Home, Mode, live};
use pilotfish_polymarket::Endpoints;
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerHandle, ServerOptions, Speed, serve};
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::memory::InMemory;
use pilotfish_vault::store::{KeyStore, SecretMode};
use pilotfish_vault::{SecretKey, Signer};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

/// For a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program without a window, and somebody who says yes.
struct Desk {
    keys: Arc<InMemory>,
    endpoints: Endpoints,
}

struct Yes;

impl Confirm for Yes {
    fn ask<'a>(&'a self, _: &'a Question) -> BoxFuture<'a, bool> {
        Box::pin(std::future::ready(true))
    }
}

impl Host for Desk {
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        Some(Arc::new(Yes))
    }
    // What is trapped here is so from the beginning: nothing is a deposit on its way.
    fn deposit_shows_within(&self) -> Duration {
        Duration::ZERO
    }
    fn keys(&self) -> ApiResult<Arc<dyn KeyStore>> {
        Ok(Arc::clone(&self.keys) as Arc<dyn KeyStore>)
    }
    fn endpoints(&self) -> ApiResult<Endpoints> {
        Ok(self.endpoints.clone())
    }
}

/// A served world, now, and a program beside it whose key has an account with one wallet.
struct Scene {
    server: ServerHandle,
    url: String,
    folder: TempDir,
    desk: Arc<Desk>,
    kind: WalletType,
    owner: String,
    wallet: String,
}

impl Scene {
    /// `number` makes the key: each test has its own, since accounts are locked for the whole user.
    async fn with(kind: WalletType, number: u8) -> Self {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .expect("after 1970")
            .as_millis();
        let start = VenueMs(i64::try_from(now).expect("a time"));
        let server = serve(ServerOptions {
            speed: Speed::REAL,
            real_time: true,
            ..ServerOptions::new(VenueOptions::seeded(7, start))
        })
        .await
        .expect("a served world");
        let url = format!("http://{}", server.addr());
        let base = Url::parse(&url).expect("an address");
        let endpoints = Endpoints::local(&base).expect("loopback");
        let keys = Arc::new(InMemory::default());
        let key = SecretKey::from_bytes(&[number; 32]).expect("a key");
        let owner = Accounts::of(keys.as_ref(), SecretMode::Live)
            .import(&key)
            .expect("kept");
        let signer = Signer::new(&key).expect("a signer");
        // The deposit wallet that the world gives to a key is the one with a beacon.
        let wallet = match kind {
            WalletType::Deposit => signer.deposit_wallets().beacon.to_checksum(None),
            kind => signer.wallet(kind).expect("a wallet").to_string(),
        };
        let name = match kind {
            WalletType::Deposit => "deposit",
            WalletType::Proxy => "proxy",
            WalletType::Safe => "safe",
            WalletType::Eoa => "account",
        };
        let this = Self {
            server,
            url,
            folder: tempfile::tempdir().expect("a folder"),
            desk: Arc::new(Desk { keys, endpoints }),
            kind,
            owner: owner.to_string(),
            wallet: wallet.to_lowercase(),
        };
        this.control(&format!("owners/{owner}"), json!({ "wallet": name }))
            .await;
        this
    }

    async fn control(&self, path: &str, body: Value) {
        let sent = reqwest::Client::new()
            .post(format!("{}/sim/{path}", self.url))
            .json(&body)
            .send()
            .await
            .expect("an answer");
        let status = sent.status();
        let text = sent.text().await.expect("a body");
        assert!(status.is_success(), "{path}: {status} {text}");
    }

    fn api(&self) -> Api {
        Api::new(ApiOptions {
            home: Home::at(self.folder.path()),
            mode: Mode::Demo,
            version: "0.0.0".to_owned(),
            bus: Bus::new(),
            listens: false,
            host: Some(Arc::clone(&self.desk) as Arc<dyn Host>),
        })
    }

    fn shown_kind(&self) -> WalletKind {
        self.kind.into()
    }

    /// Up to the confirmation, which needs no network any more.
    async fn to_checks(&self, api: &Api) -> Vec<SetupCheck> {
        api.choose_account(self.owner.clone()).await.expect("a kept key");
        let found = api.find_wallets().await.expect("a search");
        let WalletVerdict::Recommended { place } = found.verdict else {
            panic!("{found:#?}");
        };
        let wallet = &found.wallets[usize::try_from(place).expect("a place")];
        assert_eq!(wallet.address.full.to_lowercase(), self.wallet, "{found:#?}");
        api.confirm_wallet(self.shown_kind(), wallet.address.full.clone())
            .await
            .expect("its own wallet");
        api.setup_checks().await.expect("checks")
    }

    async fn goes_live(&self, api: &Api) -> TestOrderRun {
        let limits = LimitsView {
            max_exposure: "750".to_owned(),
            max_daily_spend: "150".to_owned(),
            max_open_orders: 12,
            reserve: "10".to_owned(),
            max_daily_loss: "75".to_owned(),
        };
        api.save_live_limits(limits).await.expect("limits");
        api.confirm_live(Some("750".to_owned())).await.expect("a word");
        api.preview_test_order().await.expect("a market");
        api.send_test_order().await.expect("sent");
        let begun = Instant::now();
        loop {
            let run = api.test_order().await.expect("a run");
            if !run.running && run.ended.is_some() {
                return run;
            }
            assert!(begun.elapsed() < PATIENCE, "{run:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The live engine starts on what was confirmed and tested.
    async fn starts(&self) {
        let keys = Arc::clone(&self.desk.keys) as Arc<dyn KeyStore>;
        let home = Home::at(self.folder.path());
        let started = live::start(home, keys, self.desk.endpoints.clone(), Bus::new()).await;
        let engine = started.expect("a live engine");
        let trading = tokio::time::timeout(PATIENCE, engine.trading()).await;
        trading.expect("in time").expect("it trades");
        engine.shutdown().await;
    }
}

fn worst(checks: &[SetupCheck]) -> SetupOutcome {
    checks.iter().map(|check| check.outcome).max().expect("eight")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_wallet_goes_the_whole_way() {
    for (number, kind) in [
        (0x21, WalletType::Deposit),
        (0x22, WalletType::Safe),
        (0x23, WalletType::Proxy),
    ] {
        let scene = Scene::with(kind, number).await;
        let api = scene.api();
        let checks = scene.to_checks(&api).await;
        assert!(worst(&checks) <= SetupOutcome::Warning, "{kind:?}: {checks:#?}");
        let run = scene.goes_live(&api).await;
        assert_eq!(run.outcome, Some(TestOutcome::Passed), "{kind:?}: {run:#?}");
        assert_eq!(api.setup().await.expect("a setup").step, SetupStep::Done);
        scene.starts().await;
        scene.server.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_trap_of_the_api_key_is_seen_and_each_cure_is_proven_by_the_test_order() {
    for (number, trap, cure) in [
        (0x24, "update", ApiKeyCure::ReadWalletAgain),
        (0x25, "website", ApiKeyCure::UsedPolymarket),
        (0x26, "recreate", ApiKeyCure::DeleteAndMake),
    ] {
        let scene = Scene::with(WalletType::Deposit, number).await;
        let account = format!("accounts/{}", scene.wallet);
        scene.control(&account, json!({ "key_trap": trap })).await;
        let api = scene.api();
        let checks = scene.to_checks(&api).await;
        let money = checks
            .iter()
            .find(|check| check.kind == SetupCheckKind::BalanceApprovals)
            .expect("the balance");
        assert!(
            matches!(money.findings.as_slice(), [SetupFinding::CashNotSeen { .. }]),
            "{trap}: {money:#?}"
        );
        let refused = api.confirm_live(Some("750".to_owned())).await;
        assert_eq!(refused.expect_err("a check failed").code, "checks_not_passed");
        // Mildest first, until the one that helps here.
        loop {
            let next = api.setup().await.expect("a setup").key_trap.expect("the trap").next;
            let next = next.unwrap_or_else(|| panic!("{trap}: nothing is left to try"));
            if next == ApiKeyCure::UsedPolymarket && trap == "website" {
                // What the user does there.
                scene.control(&account, json!({ "key_trap": "not_trapped" })).await;
            }
            api.fix_api_key(next)
                .await
                .unwrap_or_else(|error| panic!("{trap}, {next:?}: {error:?}"));
            let checks = api.setup().await.expect("a setup").checks;
            if worst(&checks) <= SetupOutcome::Warning {
                assert_eq!(next, cure, "{trap}");
                break;
            }
        }
        let run = scene.goes_live(&api).await;
        assert_eq!(run.outcome, Some(TestOutcome::Passed), "{trap}: {run:#?}");
        assert_eq!(api.setup().await.expect("a setup").key_trap, None);
        scene.server.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_lost_on_the_wire_sends_no_second_order() {
    let scene = Scene::with(WalletType::Deposit, 0x27).await;
    let api = scene.api();
    let checks = scene.to_checks(&api).await;
    assert!(worst(&checks) <= SetupOutcome::Warning, "{checks:#?}");
    let lost = json!({ "where": { "route": "POST /order" }, "what": { "kind": "drop", "when": "after" }, "count": 1 });
    scene.control("faults", lost).await;
    let run = scene.goes_live(&api).await;
    // It arrived, was found by its hash, and everything else was seen.
    assert_eq!(run.outcome, Some(TestOutcome::Passed), "{run:#?}");
    // It never arrives: it is looked for, and nothing is live.
    let lost = json!({ "where": { "route": "POST /order" }, "what": { "kind": "drop", "when": "before" }, "count": 1 });
    scene.control("faults", lost).await;
    let run = scene.goes_live(&api).await;
    let Some(TestOutcome::Failed { why, .. }) = &run.outcome else {
        panic!("{run:#?}");
    };
    assert_eq!(*why, "not_answered", "{run:#?}");
    assert_eq!(api.setup().await.expect("a setup").confirmed_at, None);
    scene.server.shutdown().await;
}
