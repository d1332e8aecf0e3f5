//! Requests to the relayer beside a running engine: they are written by its one writer, and what is not written is not sent.

use pilotfish_copy::wallet::WalletType;
use pilotfish_store::{Hindrance, NewRelayerRequest, RequestProgress, RequestPurpose, RequestState};

use crate::ErrorCode;
use crate::engine::EngineHandle;
use crate::relayer_requests::{Pace, RelayerError, RelayerRequests, RelayerWrite};
use crate::testing::{PATIENCE, Stage, live, own};

fn begin(nonce: &str) -> RelayerWrite {
    RelayerWrite::Begin(Box::new(NewRelayerRequest {
        purpose: RequestPurpose::Redemption,
        wallet: "0x56687bf447dB6fFA42FFE2204a05EDaa20f55839".to_owned(),
        wallet_type: WalletType::Safe,
        nonce: nonce.to_owned(),
        calls: Vec::new(),
        claims: Vec::new(),
        body: "{}".to_owned(),
        good_until: None,
        at: 1,
    }))
}

async fn running(stage: &Stage, locks: &tempfile::TempDir) -> EngineHandle {
    let engine = stage.start_own(stage.home(), live(own(1, locks.path()))).await.unwrap();
    tokio::time::timeout(PATIENCE, engine.trading()).await.unwrap().unwrap();
    engine
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_disk_does_not_take_is_refused_and_never_sent() {
    let locks = tempfile::tempdir().unwrap();
    let stage = Stage::new();
    let engine = running(&stage, &locks).await;
    engine.hinder(Some(Hindrance::ReadOnly)).await;
    let refused = engine.write_relayer(begin("3")).await.unwrap_err();
    assert!(
        matches!(refused.code(), ErrorCode::DiskFailed | ErrorCode::NotWritten),
        "{} {refused}",
        refused.code()
    );
    engine.hinder(None).await;
    let reader = engine.reader().unwrap();
    assert_eq!(reader.last_relayer_requests(5).await.unwrap(), []);

    // The disk takes again; the engine has lost nothing by it.
    let id = engine.write_relayer(begin("3")).await.unwrap();
    let second = engine.write_relayer(begin("4")).await.unwrap_err();
    assert_eq!(second.code(), "database_failed", "one is open: {second}");
    let taken = RequestProgress {
        state: RequestState::Taken,
        transaction_id: Some("a1".to_owned()),
        transaction_hash: None,
        words: None,
        at: 2,
    };
    engine.write_relayer(RelayerWrite::Note(id, taken)).await.unwrap();
    let open = reader.open_relayer_requests().await.unwrap();
    assert_eq!((open.len(), open[0].id, open[0].state), (1, id, RequestState::Taken));
    engine.ask(pilotfish_copy::input::UserInput::Pause).await.unwrap();
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_live_engine_has_them() {
    let stage = Stage::new();
    let engine = stage.trading().await;
    let refused = RelayerRequests::beside(&engine, None, Pace::default()).unwrap_err();
    assert!(matches!(refused, RelayerError::NotLive), "{refused}");
    // Nor does a demo's database take one.
    assert!(engine.write_relayer(begin("3")).await.is_err());
    engine.shutdown().await;
}
