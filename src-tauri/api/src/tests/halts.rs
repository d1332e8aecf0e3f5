//! Halts on their way through the whole engine: what raises them, what the window is told, what lifts them.

use std::time::Instant;

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::event::Notice;
use pilotfish_copy::ids::{OrderHash, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{Migration, OpenOrder};
use pilotfish_copy::market::Side;
use pilotfish_polymarket::public::MigrationRow;
use pilotfish_store::Hindrance;

use pilotfish_engine::testing::venue::yes;
use pilotfish_engine::testing::{PATIENCE, is_live, seen, until};

use super::Stage;
use crate::Api;
use crate::types::{Attention, CloseDraft, CloseTarget, EngineState, HaltKind, HaltRemedy, HaltView, Id, Period};

/// Waits until the halts that are shown are so.
async fn shown(api: &Api, what: &str, holds: impl Fn(&[HaltView]) -> bool) -> Vec<HaltView> {
    let begun = Instant::now();
    loop {
        let halts = api.frame().await.unwrap().halts;
        if holds(&halts) {
            return halts;
        }
        assert!(begun.elapsed() < PATIENCE, "{what}: {halts:?}");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

fn close_all(despite_foreign_orders: bool) -> CloseDraft {
    CloseDraft {
        target: CloseTarget::Everything,
        percent: None,
        shares: None,
        limit: Some("0.7".to_owned()),
        not_below: None,
        despite_foreign_orders,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_close_that_is_asked_for_after_the_stop_is_sent() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let posts = stage.posts();
    assert_eq!(api.stop_all().await.unwrap().state, EngineState::Stopped);
    assert_eq!(api.close(close_all(false)).await.unwrap().orders.len(), 1);
    until(&engine, "the sale rests", is_live).await;
    assert_eq!(stage.posts(), posts + 1);
    assert_eq!(
        api.frame().await.unwrap().state,
        EngineState::Stopped,
        "and all else stands"
    );
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_of_another_hand_is_shown_asked_about_and_gone_when_it_is() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    let foreign = OpenOrder {
        hash: OrderHash::new("0xf00"),
        token: yes(),
        side: Side::Sell,
        price: "0.9".parse().unwrap(),
        open: "3".parse().unwrap(),
    };
    stage.script.scene(|scene| scene.foreign = Some(foreign));
    let halts = shown(&api, "it is shown", |halts| !halts.is_empty()).await;
    assert_eq!(
        (
            halts[0].halt.as_str(),
            halts[0].order.as_deref(),
            halts[0].shares.as_deref()
        ),
        ("foreign_order", Some("0xf00"), Some("3"))
    );
    assert_eq!(
        (halts[0].market.as_deref(), halts[0].remedy),
        (Some("Will it rain?"), HaltRemedy::Wait)
    );
    let preview = api.preview_close(close_all(false)).await.unwrap();
    assert!(preview.foreign_orders);
    let asked = api.close(close_all(false)).await.unwrap_err();
    assert_eq!((asked.code.as_str(), asked.detail.as_str()), ("cannot_close", "halted"));
    assert_eq!(api.close(close_all(true)).await.unwrap().orders.len(), 1);
    stage.script.scene(|scene| scene.foreign = None);
    shown(&api, "it is gone", <[HaltView]>::is_empty).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shares_that_nothing_explains_are_accepted_by_the_user() {
    let stage = Stage::new();
    let (engine, api) = stage.holding().await;
    stage.script.scene(|scene| scene.stray_shares = "7".parse().unwrap());
    let halts = shown(&api, "it is shown", |halts| !halts.is_empty()).await;
    assert_eq!(
        (halts[0].halt.as_str(), halts[0].shares.as_deref(), halts[0].remedy),
        ("shares_unexplained", Some("7"), HaltRemedy::Accept)
    );
    let frame = api.accept_difference(halts[0].token.clone()).await.unwrap();
    assert_eq!(frame.halts, []);
    let gone = api
        .lift_halt(HaltKind::SharesUnexplained, halts[0].token.clone(), None)
        .await;
    assert_eq!(gone.unwrap_err().code, "not_found");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_key_halts_until_it_is_taken_again() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    stage.script.scene(|scene| scene.key_refused = true);
    let halts = shown(&api, "it is shown", |halts| !halts.is_empty()).await;
    assert_eq!(
        (halts[0].halt.as_str(), halts[0].remedy),
        ("authentication", HaltRemedy::Lift)
    );
    assert!(halts[0].words.as_deref().unwrap().contains("api key"));
    stage.script.scene(|scene| scene.key_refused = false);
    shown(&api, "it is gone", <[HaltView]>::is_empty).await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trader_who_moved_is_followed_to_their_new_wallet() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    let to = WalletAddress::parse("0x0000000000000000000000000000000000000026").unwrap();
    let row = MigrationRow {
        tx: TxHash::new("0x77"),
        at: VenueMs(stage.script.now().0),
        moved: Migration::Wallet { to: to.clone() },
        from_condition: None,
    };
    stage.script.scene(|scene| scene.migrations = vec![row]);
    until(&engine, "the move is seen", |core| {
        core.state().follows.values().any(|follow| follow.moved_to.is_some())
    })
    .await;
    let told = api.dashboard(Period::Day).await.unwrap().attention;
    assert!(
        told.iter()
            .any(|one| matches!(one, Attention::WalletMoved { follow: Id(1), wallet, .. } if wallet == to.as_str())),
        "{told:?}"
    );
    let follow = api.relink(Id(1)).await.unwrap();
    assert_eq!(follow.address, to.to_string());
    assert_eq!(api.relink(Id(1)).await.unwrap_err().code, "not_found");
    seen(&stage.script, "they are read there", |scene| {
        scene.calls["positions"] > 1
    })
    .await;
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_takes_nothing_is_shown_first_and_told_until_it_does() {
    let stage = Stage::new();
    let (engine, api) = stage.copying().await;
    engine.hinder(Some(Hindrance::ReadOnly)).await;
    stage.script.trades(Side::Buy, "100", "0.58").await;
    let halts = shown(&api, "it is shown", |halts| !halts.is_empty()).await;
    assert_eq!(
        (halts[0].halt.as_str(), halts[0].remedy),
        ("not_written", HaltRemedy::Wait)
    );
    assert!(halts[0].words.as_deref().unwrap().contains("readonly"));
    assert_eq!(api.pause().await.unwrap_err().code, "not_written");
    engine.hinder(None).await;
    shown(&api, "it is gone", <[HaltView]>::is_empty).await;
    let told: Vec<Notice> = stage
        .bus
        .take_news()
        .notices
        .into_iter()
        .map(|named| named.notice)
        .collect();
    let reason = HaltReason::NotWritten;
    assert!(told.contains(&Notice::Halted { reason: reason.clone() }), "{told:?}");
    assert!(told.contains(&Notice::Lifted { reason }), "{told:?}");
    engine.shutdown().await;
}
