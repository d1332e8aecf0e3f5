//! The way to live, each step of it, and what is wrong on it.

use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::{Refusal, RefusalCode};
use pilotfish_engine::testing::PATIENCE;
use pilotfish_polymarket::checks::{CheckKind, Found, Outcome, Remedy};
use pilotfish_polymarket::wallets::{Doubt, ShownAddress, Verdict};
use pilotfish_vault::store::StoreError;
use pilotfish_vault::store::memory::Trouble;
use serde_json::json;

use super::asks;
use super::recorder::Recorder;
use crate::tests::setup::{Computer, TRAP, all_well, check, limits, over};
use crate::types::{LimitsView, WalletKind};
use crate::{Api, Engines};

/// A program on the way to live, and its demo beside it.
struct Walk {
    computer: Computer,
    api: Api,
    engines: Engines,
}

impl Walk {
    async fn with_keys(numbers: &[u8]) -> Self {
        let computer = Computer::with_keys(numbers);
        computer.stage.script.stand_at(VenueMs(super::steady::REAL_NOW));
        computer.person.says(true);
        let (api, engines) = computer.program();
        api.attach(computer.stage.trading().await);
        let mut settings = api.settings().await.unwrap();
        settings.preferences.welcomed = true;
        api.save_settings(settings).await.unwrap();
        Self { computer, api, engines }
    }

    async fn takes(&self, recorder: &mut Recorder, name: &str, over: Option<&str>) {
        let folder = self.computer.stage.folder.path();
        recorder
            .take_list(&self.api, folder, name, over, asks::way_to_live)
            .await;
    }

    /// Sends a command from that scene, and takes the one after it.
    async fn goes(
        &self,
        recorder: &mut Recorder,
        from: &str,
        command: &'static str,
        given: serde_json::Value,
        then: &str,
    ) {
        recorder.send_list(&self.api, from, command, given, Some(then)).await;
        self.takes(recorder, then, Some(from)).await;
    }

    async fn chosen() -> Self {
        let walk = Self::with_keys(&[7]).await;
        let owner = walk.computer.owners[0].to_string();
        walk.api.choose_account(owner).await.unwrap();
        walk
    }

    async fn with_wallet() -> Self {
        let walk = Self::chosen().await;
        let wallet = walk.computer.wallet().to_string();
        walk.api.confirm_wallet(WalletKind::Deposit, wallet).await.unwrap();
        walk
    }

    async fn checked() -> Self {
        let walk = Self::with_wallet().await;
        walk.api.setup_checks().await.unwrap();
        walk
    }

    async fn limited() -> Self {
        let walk = Self::checked().await;
        walk.api.save_live_limits(limits("750")).await.unwrap();
        walk
    }

    async fn confirmed() -> Self {
        let walk = Self::limited().await;
        walk.api.confirm_live(Some("750".to_owned())).await.unwrap();
        walk
    }

    async fn ends(self) {
        self.engines.end().await;
    }
}

fn shown(full: &str) -> ShownAddress {
    let groups = full.as_bytes()[2..].chunks(4);
    ShownAddress {
        groups: groups
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect(),
        full: full.to_owned(),
    }
}

pub(super) async fn keys_and_wallets(recorder: &mut Recorder) {
    let walk = Walk::with_keys(&[]).await;
    walk.takes(recorder, "setup-nokey", None).await;
    walk.computer.keys.set_trouble(Trouble::Fails(StoreError::Locked));
    walk.takes(recorder, "setup-locked", Some("setup-nokey")).await;
    walk.ends().await;

    let walk = Walk::with_keys(&[7, 8]).await;
    walk.takes(recorder, "setup-keys", None).await;
    let owner = walk.api.setup().await.unwrap().keys[1].owner.full.clone();
    let given = json!({ "owner": owner, "typed": "delete" });
    walk.goes(recorder, "setup-keys", "delete_key", given, "setup-key-deleted")
        .await;
    walk.ends().await;

    let walk = Walk::chosen().await;
    walk.takes(recorder, "setup-wallet", None).await;
    let other = shown("0x8ba1f109551bD432803012645Ac136ddd64DBA72");
    for (name, doubt) in [
        ("setup-other", Doubt::AnotherAccount { named: other }),
        ("setup-undeployed", Doubt::NotDeployed { place: 0 }),
        ("setup-several", Doubt::Several { places: vec![0, 1] }),
        ("setup-nowallet", Doubt::NoWallet),
        (
            "setup-unanswered",
            Doubt::Unanswered {
                words: "the relayer did not answer".to_owned(),
            },
        ),
    ] {
        *walk.computer.said.verdict.lock().unwrap() = Some(Verdict::Doubt(doubt));
        walk.takes(recorder, name, Some("setup-wallet")).await;
    }
    *walk.computer.said.verdict.lock().unwrap() = None;
    let given = json!({ "kind": "deposit", "address": "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb" });
    recorder
        .send_list(&walk.api, "setup-wallet", "confirm_wallet", given, None)
        .await;
    let found = walk.api.find_wallets().await.unwrap();
    let given = json!({ "kind": "deposit", "address": found.wallets[0].address.full });
    walk.goes(
        recorder,
        "setup-wallet",
        "confirm_wallet",
        given,
        "setup-wallet-confirmed",
    )
    .await;
    walk.ends().await;
}

pub(super) async fn checks(recorder: &mut Recorder) {
    let walk = Walk::checked().await;
    walk.takes(recorder, "setup-checks", None).await;
    let mut failing = all_well();
    failing.retain(|check| !matches!(check.kind, CheckKind::Clock | CheckKind::Balance | CheckKind::Version));
    let mut clock = check(
        CheckKind::Clock,
        Outcome::Failed,
        Found::Clock {
            ahead_ms: 4_200,
            most_ms: 2_000,
        },
    );
    clock.remedy = Some(Remedy::SetClock);
    let silent = || Found::NoAnswer {
        words: "no answer in 10 s".to_owned(),
    };
    failing.extend([
        clock,
        check(CheckKind::Balance, Outcome::Failed, silent()),
        check(CheckKind::Version, Outcome::Unknown, silent()),
    ]);
    walk.computer.stage.script.scene(|scene| scene.checks = failing);
    walk.api.setup_checks().await.unwrap();
    walk.takes(recorder, "setup-failing", Some("setup-checks")).await;
    walk.computer.stage.script.scene(|scene| {
        scene.checks.retain(|check| check.kind != CheckKind::Clock);
        let well = all_well();
        scene
            .checks
            .extend(well.into_iter().filter(|check| check.kind == CheckKind::Clock));
    });
    let given = json!({ "check": "clock" });
    walk.goes(recorder, "setup-failing", "check_again", given, "setup-clock-set")
        .await;
    let mut blocked = check(
        CheckKind::Region,
        Outcome::Failed,
        Found::Region {
            blocked: true,
            country: "BE".to_owned(),
            region: String::new(),
        },
    );
    blocked.remedy = Some(Remedy::NotFromHere);
    let mut closed = check(
        CheckKind::Standing,
        Outcome::Failed,
        Found::Standing { closed_only: true },
    );
    closed.remedy = Some(Remedy::SeeAccount);
    walk.computer.stage.script.scene(|scene| {
        scene.checks = all_well();
        scene
            .checks
            .retain(|check| !matches!(check.kind, CheckKind::Region | CheckKind::Standing));
        scene.checks.extend([blocked, closed]);
    });
    walk.api.setup_checks().await.unwrap();
    walk.takes(recorder, "setup-region", Some("setup-checks")).await;
    walk.ends().await;
}

pub(super) async fn limits_and_test(recorder: &mut Recorder) {
    let walk = Walk::checked().await;
    walk.takes(recorder, "setup-limits", None).await;
    let given = json!({ "limits": limits("400") });
    walk.goes(recorder, "setup-limits", "save_live_limits", given, "setup-limits-400")
        .await;
    walk.ends().await;

    let walk = Walk::checked().await;
    let given = json!({ "limits": limits("750") });
    walk.goes(recorder, "setup-limits", "save_live_limits", given, "setup-confirm")
        .await;
    let given = json!({ "typed": "750" });
    walk.goes(recorder, "setup-confirm", "confirm_live", given, "setup-test")
        .await;
    walk.api.preview_test_order().await.unwrap();
    recorder
        .send_list(
            &walk.api,
            "setup-test",
            "send_test_order",
            json!({}),
            Some("setup-done"),
        )
        .await;
    over(&walk.api).await;
    walk.takes(recorder, "setup-done", Some("setup-test")).await;
    walk.api.enter_live().await.unwrap();
    let live = walk.engines.shown();
    tokio::time::timeout(PATIENCE, live.engine().unwrap().trading())
        .await
        .unwrap()
        .unwrap();
    recorder
        .take_list(
            &live,
            walk.computer.stage.folder.path(),
            "setup-live",
            Some("setup-done"),
            asks::way_to_live,
        )
        .await;
    recorder.answers_with_frame("setup-done", "enter_live", &json!({}), "setup-live");
    walk.ends().await;

    let walk = Walk::confirmed().await;
    walk.computer.stage.script.scene(|scene| {
        scene.refusal = Some(Refusal {
            code: RefusalCode::Authentication,
            text: TRAP.to_owned(),
            retry_after_ms: None,
        });
    });
    walk.takes(recorder, "setup-refused", Some("setup-test")).await;
    walk.api.preview_test_order().await.unwrap();
    recorder
        .send_list(
            &walk.api,
            "setup-refused",
            "send_test_order",
            json!({}),
            Some("setup-trap"),
        )
        .await;
    over(&walk.api).await;
    walk.takes(recorder, "setup-trap", None).await;
    // The page has what did not run looked at as soon as it is opened.
    walk.goes(recorder, "setup-trap", "setup_checks", json!({}), "setup-trap-checked")
        .await;
    let given = json!({ "cure": "derive_again" });
    walk.goes(recorder, "setup-trap-checked", "fix_api_key", given, "setup-cured")
        .await;
    walk.ends().await;

    let walk = Walk::confirmed().await;
    let none = LimitsView {
        max_open_orders: 0,
        ..limits("750")
    };
    walk.api.save_live_limits(none).await.unwrap();
    walk.takes(recorder, "setup-overlimit", Some("setup-test")).await;
    walk.api.preview_test_order().await.unwrap();
    recorder
        .send_list(
            &walk.api,
            "setup-overlimit",
            "send_test_order",
            json!({}),
            Some("setup-not-sent"),
        )
        .await;
    over(&walk.api).await;
    walk.takes(recorder, "setup-not-sent", Some("setup-overlimit")).await;
    walk.ends().await;
}
