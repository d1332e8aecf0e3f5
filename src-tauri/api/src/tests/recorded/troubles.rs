//! While there is nothing yet, and while things are wrong.

use std::time::{Duration, Instant};

use pilotfish_copy::entity::FollowStatus;
use pilotfish_copy::ids::{OrderHash, TradeId};
use pilotfish_copy::input::{Liquidity, OpenOrder, OwnTrade, Settlement};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Shares;
use pilotfish_engine::testing::PATIENCE;
use pilotfish_engine::{Bus, EngineError, Mode};
use serde_json::json;

use super::asks;
use super::demo::{self, Running};
use super::recorder::Recorder;
use crate::types::EngineState;
use crate::{Api, ApiOptions};

const MINUTE: i64 = 60_000;

/// The first start, nobody followed yet, and what there is before an engine is.
pub(super) async fn beginnings(recorder: &mut Recorder) {
    let program = Running::on(demo::venue()).await;
    recorder.take(&program, "first", None, asks::beginning).await;
    program.is_welcomed().await;
    recorder.take(&program, "fresh", Some("first"), asks::beginning).await;
    let address = demo::wallet("denizz").to_string();
    let draft = program.api.follow_defaults(address.clone()).await.unwrap();
    let mut draft = serde_json::to_value(draft).unwrap();
    draft["percentage"] = json!("4");
    let other = Running::on(demo::venue()).await;
    other.is_welcomed().await;
    let given = json!({ "address": address, "draft": draft });
    recorder.send(&other, "fresh", "follow", given, Some("followed")).await;
    other
        .rests("the follow copies", |core| {
            let follow = core.state().follow_of(&demo::wallet("denizz"));
            follow.is_some_and(|follow| follow.status == FollowStatus::Active)
        })
        .await;
    recorder.take(&other, "followed", Some("fresh"), asks::beginning).await;
    other.ends().await;
    program.stage.script.scene(|scene| scene.unreachable = true);
    program.is(EngineState::Disconnected).await;
    program.forgets_what_it_read();
    recorder.take(&program, "down", Some("fresh"), asks::beginning).await;
    program.ends().await;

    let folder = tempfile::tempdir().unwrap();
    let api = Api::new(ApiOptions {
        home: pilotfish_engine::Home::at(folder.path()),
        mode: Mode::Demo,
        version: "0.1.0".to_owned(),
        bus: Bus::new(),
        listens: false,
        host: None,
    });
    recorder
        .take_list(&api, folder.path(), "starting", None, asks::frame)
        .await;
    api.attach_failure(
        &EngineError::from(pilotfish_store::StoreError::Newer { found: 99, known: 41 }),
        None,
    );
    recorder
        .take_list(&api, folder.path(), "failed", None, asks::frame)
        .await;
}

/// Books and exchange that do not agree: shares too many and too few, cash that is gone, an order of another hand.
pub(super) async fn differences(mut recorder: Recorder, played: &Running) -> Recorder {
    let branch = played.branch().await;
    let (too_many, too_few) = (demo::token(3, 0), demo::token(5, 0));
    let by_hand = OwnTrade {
        trade: TradeId::new("by-hand"),
        hash: OrderHash::new(&format!("0x{}", "f1".repeat(32))),
        token: too_many,
        side: Side::Buy,
        shares: "40".parse().unwrap(),
        price: "0.653".parse().unwrap(),
        fee: None,
        liquidity: Liquidity::Maker,
        settlement: Settlement::Confirmed,
        at: branch.stage.script.now(),
    };
    branch.stage.script.scene(|scene| {
        scene.trades.push(by_hand);
        scene.strays.insert(too_few, -"14.5".parse::<Shares>().unwrap());
        scene.foreign = Some(OpenOrder {
            hash: OrderHash::new(&format!("0x{}", "f0".repeat(32))),
            token: demo::token(1, 0),
            side: Side::Buy,
            price: "0.3".parse().unwrap(),
            open: "40".parse().unwrap(),
        });
    });
    for _ in 0..12 {
        branch.passes(5 * MINUTE).await;
    }
    recorder.take(&branch, "differences", Some("demo"), asks::after).await;
    let follow = branch.api.differences().await.unwrap();
    let give = follow
        .rows
        .iter()
        .find_map(|row| Some((row.token.clone()?, row.give.as_ref()?.to.first()?.follow)));
    let (token, follow) = give.unwrap_or_else(|| panic!("no shares that can be given to a follow: {:#?}", follow.rows));
    let given = json!({ "token": token, "follow": follow });
    recorder
        .send(
            &branch,
            "differences",
            "give_difference",
            given,
            Some("differences-given"),
        )
        .await;
    branch.rests("they are given", |_| true).await;
    recorder
        .take(&branch, "differences-given", Some("differences"), asks::after)
        .await;
    branch.ends().await;
    recorder
}

/// Copies that a limit cuts, and that a follow's own rules refuse.
pub(super) async fn limits(mut recorder: Recorder, played: &Running) -> Recorder {
    let branch = played.branch().await;
    for (name, change) in [
        ("25usdc", json!({ "maxOrder": "50" })),
        ("denizz", json!({ "copy": "sells" })),
    ] {
        let address = demo::wallet(name).to_string();
        let mut draft = serde_json::to_value(branch.api.follow_defaults(address.clone()).await.unwrap()).unwrap();
        for (field, value) in change.as_object().unwrap() {
            draft[field] = value.clone();
        }
        branch
            .api
            .follow(address, serde_json::from_value(draft).unwrap())
            .await
            .unwrap();
    }
    branch.rests("the follows are changed", |_| true).await;
    branch
        .trades("25usdc", (demo::VERSTAPPEN, 0), Side::Buy, "20000", "0.2")
        .await;
    branch.trades("denizz", (demo::GTA, 0), Side::Buy, "9000", "0.71").await;
    recorder
        .take(&branch, "limited", Some("demo"), asks::after_deciding)
        .await;
    branch.ends().await;
    recorder
}

/// Cash alone that is gone.
pub(super) async fn cash(mut recorder: Recorder, played: &Running) -> Recorder {
    let branch = played.branch().await;
    branch
        .stage
        .script
        .scene(|scene| scene.stray_cash = "-26.13".parse().unwrap());
    for _ in 0..12 {
        branch.passes(5 * MINUTE).await;
    }
    recorder.take(&branch, "cash-missing", Some("demo"), asks::after).await;
    let given = json!({ "token": null });
    recorder
        .send(
            &branch,
            "cash-missing",
            "accept_difference",
            given,
            Some("cash-accepted"),
        )
        .await;
    branch.rests("it is accepted", |_| true).await;
    recorder
        .take(&branch, "cash-accepted", Some("cash-missing"), asks::after)
        .await;
    branch.ends().await;
    recorder
}

/// A venue that does not answer.
pub(super) async fn outages(mut recorder: Recorder, played: &Running) -> Recorder {
    let branch = played.branch().await;
    branch.stage.script.scene(|scene| scene.unreachable = true);
    branch.is(EngineState::Disconnected).await;
    recorder.take(&branch, "disconnected", Some("demo"), asks::after).await;
    branch.ends().await;
    recorder
}

impl Running {
    async fn is_welcomed(&self) {
        let mut settings = self.api.settings().await.unwrap();
        settings.preferences.welcomed = true;
        self.api.save_settings(settings).await.unwrap();
    }

    /// Waits until the frame says so.
    async fn is(&self, state: EngineState) {
        let begun = Instant::now();
        while self.api.frame_now().state != state {
            assert!(
                begun.elapsed() < PATIENCE,
                "{state:?}: {:?}",
                self.api.frame_now().state
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What was read of traders is asked for again.
    fn forgets_what_it_read(&self) {
        self.api.shared.cache.clear();
        self.api.shared.market_cache.clear();
    }
}
