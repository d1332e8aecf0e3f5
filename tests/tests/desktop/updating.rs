//! The whole way from one version to the next, as an AppImage has it: told by a host, fetched, refused where it was changed, put in place on a
//! person's word, and started again with the data that were there.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::KeyPair;
use pilotfish_tests::database::Database;
use pilotfish_tests::display::has;
use pilotfish_tests::process::assert_tidy;
use pilotfish_tests::programs::program;
use pilotfish_tests::wait::wait_until;
use pilotfish_tests::webdriver::Window;
use serde_json::json;

use super::TURN;
use super::stage::{Desktop, SOON, START, look_at};
use super::steps::{go_to, wait_for_state};

/// What the host gives: what is told, and the file.
#[derive(Debug, Clone, Default)]
struct Given(Arc<Mutex<(String, Vec<u8>)>>);

async fn host(given: Given) -> String {
    let told = |State(given): State<Given>| async move { given.0.lock().unwrap().0.clone() };
    let file = |State(given): State<Given>| async move { given.0.lock().unwrap().1.clone() };
    let routes = Router::new()
        .route("/stable.json", get(told))
        .route("/preview.json", get(told))
        .route("/Pilotfish.AppImage", get(file))
        .with_state(given);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    base
}

/// Ends what runs from that file, also where the test fails.
struct Ends<'a>(&'a Desktop, PathBuf);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if let Some(process) = self.0.process_of(&self.1) {
            self.0.tell(process, "KILL");
        }
    }
}

/// A copy of the program that is another file and runs as it does: what stands behind a program's end is none of it.
fn newer(program: &Path) -> Vec<u8> {
    let mut bytes = std::fs::read(program).expect("the program");
    bytes.extend_from_slice(b"the next version");
    bytes
}

/// Scrolls to a button: at the end of the page it may lie under the status bar, where no click reaches it.
async fn bring_to_the_middle(window: &Window, name: &str) {
    let scroll = "const button = [...document.querySelectorAll('main button')].find((one) => one.innerText.trim() === arguments[0]);\
                  if (button) button.scrollIntoView({ block: 'center' }); return button !== undefined";
    window.wait_for(SOON, "the button", scroll, json!([name])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_one_version_to_the_next() {
    let _turn = TURN.lock().await;
    let Some(mut desktop) = Desktop::new() else { return };
    if !has("wmctrl") || !has("openbox") {
        println!("skipped: whether there is a window takes wmctrl and a window manager such as openbox");
        return;
    }
    if !cfg!(debug_assertions) {
        println!("skipped: a release takes new versions from its own host alone");
        return;
    }
    let image = desktop.path("Pilotfish.AppImage");
    std::fs::copy(program("pilotfish"), &image).expect("a copy of the program");
    let keys = KeyPair::generate_unencrypted_keypair().unwrap();
    let given = Given::default();
    let base = host(given.clone()).await;
    let newer = newer(&image);
    let signature = minisign::sign(
        Some(&keys.pk),
        &keys.sk,
        newer.as_slice(),
        Some("timestamp:1764000000\tfile:Pilotfish.AppImage\tversion:0.2.0"),
        None,
    );
    let signature = STANDARD.encode(signature.unwrap().into_string());
    let file = json!({ "url": format!("{base}/Pilotfish.AppImage"), "signature": signature });
    let told = json!({
        "version": "0.2.0",
        "notes": "Everything is <b>better</b>.",
        "platforms": { "linux-x86_64": file, "linux-aarch64": file },
    });
    let mut changed = newer.clone();
    *changed.last_mut().unwrap() ^= 1;
    *given.0.lock().unwrap() = (told.to_string(), changed);
    let configured = desktop.path("updates.json");
    let settings = json!({
        "pubkey": STANDARD.encode(keys.pk.to_box().unwrap().into_string()),
        "endpoints": [format!("{base}/stable.json"), format!("{base}/preview.json")],
    });
    std::fs::write(&configured, settings.to_string()).unwrap();
    desktop.has("PILOTFISH_UPDATES", &configured);
    // The first page was read: it is looked for from the start.
    std::fs::write(desktop.path("data").join("settings.json"), r#"{"welcomed":true}"#).unwrap();
    desktop.has("APPIMAGE", &image);

    // Else the window says, over a corner of the page, that it is not told of outside.
    let notifications = desktop.bus.notifications();
    let window = desktop.open_program(&image, &["--seed", "7"]).await;
    let _ends = Ends(&desktop, image.clone());
    wait_for_state(&window, START, "Running").await;
    go_to(&window, "Settings").await;
    let says = "return document.body.innerText.includes(arguments[0])";
    window
        .wait_for(
            START,
            "it is refused",
            says,
            json!(["The file does not match its signature"]),
        )
        .await;
    look_at(&window, "update-refused").await;
    assert_eq!(std::fs::metadata(&image).unwrap().len(), newer.len() as u64 - 16);

    given.0.lock().unwrap().1.clone_from(&newer);
    bring_to_the_middle(&window, "Try again").await;
    window.press(SOON, "Try again").await;
    let ready = "Pilotfish 0.2.0 has been downloaded and its signature is valid.";
    window.wait_for(START, "it is here", says, json!([ready])).await;
    let notes = "Everything is <b>better</b>.";
    assert_eq!(window.script(says, json!([notes])).await, true, "as it was written");
    look_at(&window, "update-ready").await;
    wait_until(SOON, "it is told of outside", || {
        notifications.shown().iter().any(|shown| shown.title.contains("0.2.0"))
    });
    let before = desktop.process_of(&image).expect("the program");
    bring_to_the_middle(&window, "Install…").await;
    window.press(SOON, "Install…").await;
    let install = window
        .find(SOON, "[role=alertdialog] button", "Install and restart", false)
        .await;
    look_at(&window, "update-question").await;
    window.click(&install).await;
    let is_longer = || std::fs::metadata(&image).is_ok_and(|file| file.len() == newer.len() as u64);
    wait_until(START, "it is in place", is_longer);
    assert!(std::fs::read(&image).unwrap() == newer, "whole, as it was signed");
    wait_until(START, "it runs", || {
        desktop.process_of(&image).is_some_and(|now| now != before)
    });
    wait_until(START, "a window again", || desktop.titles().contains("Pilotfish"));
    assert_tidy(&window.stderr());

    let copies: Vec<PathBuf> = std::fs::read_dir(desktop.path("data").join("backups"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(copies.len(), 1, "{copies:?}");
    let name = copies[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with("before-0.2.0_of-0.1.0_"), "{name}");
    assert!(copies[0].join("demo/pilotfish.db").exists());
    // The copy, and the data that the next version goes on with.
    for home in [&copies[0], &desktop.path("data")] {
        let mut database = Database::open(home).await;
        assert_eq!(database.number("SELECT COUNT(*) FROM identity").await, 1);
    }
    let after = desktop.process_of(&image).expect("the next version");
    assert!(desktop.tell(after, "TERM"));
    wait_until(START, "it ends", || desktop.process_of(&image).is_none());
}
