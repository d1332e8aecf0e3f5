//! Commands by name, and over the socket from another process.

use pilotfish_engine::{Bus, Home, Mode};
use serde_json::json;

use super::Stage;
use crate::socket::{self, SocketError};
use crate::types::EngineState;
use crate::{Api, ApiOptions, CallError};

#[tokio::test]
async fn a_command_is_known_by_its_name_and_its_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let api = Api::new(ApiOptions {
        home: Home::at(folder.path()),
        mode: Mode::Demo,
        version: "0".to_owned(),
        bus: Bus::new(),
        listens: false,
        host: None,
    });
    let unknown = api.call("sell_everything", json!({})).await;
    assert!(matches!(unknown, Err(CallError::Unknown(_))));
    let odd = api.call("order", json!({ "order": "seven" })).await;
    assert!(matches!(odd, Err(CallError::Arguments(_))));
    let frame = api.call("frame", json!({})).await.unwrap();
    assert_eq!((&frame["mode"], &frame["state"]), (&json!("demo"), &json!("starting")));
    let refused = api.call("pause", json!({})).await;
    assert!(matches!(refused, Err(CallError::Refused(error)) if error.code == "venue_unreachable"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_of_the_owner_commands_the_engine_over_its_socket() {
    let stage = Stage::new();
    let folder = stage.home().mode(Mode::Demo);
    let nobody = socket::ask(&folder, "frame", json!({})).await;
    assert!(matches!(nobody, Err(SocketError::Nobody(_))));

    let engine = stage.trading().await;
    let api = Api::new(ApiOptions {
        home: stage.home(),
        mode: Mode::Demo,
        version: "0".to_owned(),
        bus: stage.bus.clone(),
        listens: true,
        host: None,
    });
    api.attach(engine.clone());
    let begun = std::time::Instant::now();
    let paused = loop {
        match socket::ask(&folder, "pause", json!({})).await {
            Err(SocketError::Nobody(_)) if begun.elapsed() < pilotfish_engine::testing::PATIENCE => {
                tokio::task::yield_now().await;
            }
            answer => break answer.unwrap(),
        }
    };
    assert_eq!(paused["state"], "paused");
    assert_eq!(api.frame_now().state, EngineState::Paused);
    let resumed = socket::ask(&folder, "resume", json!({})).await.unwrap();
    assert_eq!(resumed["state"], "running");
    let stopped = socket::ask(&folder, "stop_all", json!({})).await.unwrap();
    assert_eq!(
        (&stopped["state"], &stopped["stop"]["open"]),
        (&json!("stopped"), &json!(0))
    );
    let resumed = socket::ask(&folder, "resume", json!({})).await.unwrap();
    assert_eq!(resumed["state"], "stopped", "a resume lifts no stop");
    let refused = socket::ask(&folder, "order", json!({ "order": 7 })).await;
    assert!(matches!(refused, Err(SocketError::Refused(error)) if error.code == "not_found"));
    let garbage = socket::ask(&folder, "sell_everything", json!({})).await;
    assert!(matches!(garbage, Err(SocketError::Refused(_))));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.join("engine.sock"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    engine.shutdown().await;
    api.detach();
}
