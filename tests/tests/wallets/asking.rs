//! The wallet's calls by the command list, before there is an engine, as the wizard gives them: shown, asked about, sent, followed.

use std::time::Instant;

use pilotfish_api::types::{ApprovalAsset, ApprovalMost, CallEffect, CallsThrough, RelayerRunState};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::RelayerCredentials;
use pilotfish_vault::accounts::Accounts;
use pilotfish_vault::store::SecretMode;
use serde_json::{Value, json};
use tokio::time::{Duration, sleep};

use super::{PATIENCE, Scene};

impl Scene {
    /// As the user's settings page at the venue gives it.
    async fn relayer_key(&self) -> String {
        let asked = reqwest::Client::new()
            .post(format!("{}/sim/relayer-keys", self.url))
            .json(&json!({ "address": self.owner }))
            .send();
        let made: Value = asked.await.expect("an answer").json().await.expect("JSON");
        made["key"].as_str().expect("a key").to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wizard_shows_what_is_missing_and_sends_exactly_that() {
    let scene = Scene::with(WalletType::Safe, 0x2a).await;
    let account = format!("accounts/{}", scene.wallet);
    scene.control(&account, json!({ "approvals": false })).await;
    let api = scene.api();
    scene.to_checks(&api).await;

    let preview = api.preview_approvals().await.expect("a preview");
    assert_eq!(preview.wallet.full.to_lowercase(), scene.wallet);
    assert_eq!(preview.through, CallsThrough::Relayer);
    assert_eq!(preview.relayer_key, Some(false), "none was entered yet");
    let cash = preview.approvals.iter().filter(|one| one.asset == ApprovalAsset::Cash);
    assert!(cash.clone().count() >= 3 && cash.clone().all(|one| one.may == ApprovalMost::Nothing));
    assert!(
        preview
            .calls
            .iter()
            .any(|call| matches!(&call.effect, CallEffect::MaySpend { most: None, .. })),
        "{:?}",
        preview.calls
    );
    let keyless = api.send_approvals(preview.id.expect("something to send")).await;
    assert_eq!(keyless.expect_err("no key").code, "no_relayer_key");

    let credentials = RelayerCredentials::relayer(&scene.relayer_key().await, &scene.owner).expect("credentials");
    let owner = WalletAddress::parse(&scene.owner).expect("an address");
    Accounts::of(scene.desk.keys.as_ref(), SecretMode::Live)
        .keep_relayer_credentials(&owner, &credentials)
        .expect("kept");
    let preview = api.preview_approvals().await.expect("a preview");
    assert_eq!(preview.relayer_key, Some(true));
    let id = preview.id.expect("something to send");
    let another_purpose = api.send_redeem(id).await;
    assert_eq!(another_purpose.expect_err("it is no redemption").code, "preview_gone");
    let mut run = api.send_approvals(id).await.expect("sent");
    let begun = Instant::now();
    while !run.over {
        assert!(begun.elapsed() < PATIENCE, "{run:?}");
        sleep(Duration::from_millis(200)).await;
        run = api.relayer_run(run.id).await.expect("the request");
    }
    assert_eq!(run.state, RelayerRunState::Confirmed, "{run:?}");
    let after = api.preview_approvals().await.expect("a preview");
    assert_eq!((after.id, after.calls.len(), after.open), (None, 0, None));
    assert!(
        after.approvals.iter().all(|one| one.may == ApprovalMost::Everything),
        "{:?}",
        after.approvals
    );
    scene.server.shutdown().await;
}
