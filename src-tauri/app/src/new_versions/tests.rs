//! New versions from a host on this computer, signed with keys that are made here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::collections::HashMap;
use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::KeyPair;
use pilotfish_polymarket::Proxy;
use serde_json::{Value, json};
use tauri::App;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A host that new versions come from: an answer a path, whole as it goes over the wire, and what was asked.
struct Host {
    base: Url,
    answers: Arc<Mutex<HashMap<String, Vec<u8>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    async fn listens() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let answers: Arc<Mutex<HashMap<String, Vec<u8>>>> = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (given, noted) = (Arc::clone(&answers), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = [0; 8_192];
                let read = socket.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..read]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
                noted.lock().unwrap().push(path.clone());
                let nothing = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec();
                let answer = given.lock().unwrap().get(&path).cloned().unwrap_or(nothing);
                let _ = socket.write_all(&answer).await;
            }
        });
        Self { base, answers, asked }
    }

    fn at(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// Answers that path with those bytes, of which it says that there are so many.
    fn gives_of(&self, path: &str, bytes: &[u8], told: usize) {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {told}\r\nconnection: close\r\n\r\n");
        let answer = [head.as_bytes(), bytes].concat();
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn gives(&self, path: &str, bytes: &[u8]) {
        self.gives_of(path, bytes, bytes.len());
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// A program of version 0.1.0 that trusts one key, and a host that it takes new versions from.
struct Stage {
    host: Host,
    keys: KeyPair,
    folder: TempDir,
    source: Source,
    // The updater belongs to it.
    _app: App<MockRuntime>,
}

/// The running program's own file.
const PROGRAM: &[u8] = b"\x7fELF the program of version 0.1.0, which is long enough to be taken for one";
/// A newer one's.
const NEWER: &[u8] = b"\x7fELF the program of version 0.2.0, which is long enough to be taken for one";

impl Stage {
    async fn new() -> Self {
        let host = Host::listens().await;
        let keys = KeyPair::generate_unencrypted_keypair().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("Pilotfish.AppImage");
        std::fs::write(&program, PROGRAM).unwrap();
        let app = app(&public(&keys));
        let addresses = [host.at("stable.json"), host.at("preview.json")];
        let endpoints = Endpoints {
            proxy: Proxy::Direct,
            ..Endpoints::polymarket().unwrap()
        };
        let source = Source {
            releases: Releases::new(&addresses, &endpoints).unwrap(),
            stable: addresses[0].clone(),
            preview: addresses[1].clone(),
            updater: app
                .handle()
                .updater_builder()
                .executable_path(&program)
                .build()
                .unwrap(),
        };
        Self {
            host,
            keys,
            folder,
            source,
            _app: app,
        }
    }

    /// Tells of a version with that file at that signature, on that channel.
    fn tells(&self, channel: &str, version: &str, url: &Url, signature: &str) {
        let target = tauri_plugin_updater::target().unwrap();
        let told = json!({
            "version": version,
            "notes": "<b>More</b>\u{7} & better",
            "pub_date": "2026-11-20T10:00:00Z",
            "platforms": { target: { "url": url, "signature": signature } },
        });
        self.host
            .gives(&format!("/{channel}.json"), told.to_string().as_bytes());
    }

    /// A version whose file is there and signed as it should be.
    fn releases(&self, channel: &str, version: &str, file: &[u8]) {
        self.host.gives("/file", file);
        self.tells(
            channel,
            version,
            &self.host.at("file"),
            &signed(&self.keys, file, Some(version)),
        );
    }

    async fn found(&self, channel: UpdateChannel) -> Result<Option<tauri_plugin_updater::Update>, Refused> {
        let at = match channel {
            UpdateChannel::Stable => &self.source.stable,
            UpdateChannel::Preview => &self.source.preview,
        };
        fetching::found(&self.source.releases, &self.source.updater, at, channel).await
    }

    /// What comes of looking for a released version and fetching it.
    async fn fetched(&self) -> Result<Option<Here>, UpdateRefusal> {
        let Some(update) = self.found(UpdateChannel::Stable).await.map_err(|refused| refused.0)? else {
            return Ok(None);
        };
        let here = fetching::fetched(&self.source.releases, update, &self.kept(), |_| ()).await;
        here.map(Some).map_err(|refused| refused.0)
    }

    /// That it is refused for that reason, and that nothing of it stays.
    async fn refuses(&self, why: UpdateRefusal) {
        let refused = self.fetched().await.map(|here| here.is_some());
        assert_eq!(refused, Err(why));
        assert!(!self.kept().exists(), "{why:?}: nothing is kept");
        assert_eq!(self.program(), PROGRAM, "{why:?}");
    }

    fn kept(&self) -> PathBuf {
        self.folder.path().join("new-version")
    }

    fn program(&self) -> Vec<u8> {
        std::fs::read(self.folder.path().join("Pilotfish.AppImage")).unwrap()
    }
}

fn app(key: &str) -> App<MockRuntime> {
    let mut context = mock_context::<MockRuntime, _>(noop_assets());
    let updater = json!({
        "pubkey": key,
        "endpoints": ["https://releases.example/stable.json"],
        "requireSignedVersion": true,
    });
    context.config_mut().plugins.0.insert("updater".to_owned(), updater);
    mock_builder()
        .plugin(tauri_plugin_updater::Builder::new().build())
        .build(context)
        .unwrap()
}

fn public(keys: &KeyPair) -> String {
    STANDARD.encode(keys.pk.to_box().unwrap().into_string())
}

/// The signature of that file, made for that version.
fn signed(keys: &KeyPair, file: &[u8], version: Option<&str>) -> String {
    let version = version.map_or_else(String::new, |version| format!("\tversion:{version}"));
    let vouched = format!("timestamp:1764000000\tfile:Pilotfish.AppImage{version}");
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, Cursor::new(file), Some(&vouched), None).unwrap();
    STANDARD.encode(signature.into_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_version_is_fetched_shown_as_it_is_written_and_put_in_place() {
    let stage = Stage::new().await;
    stage.releases("stable", "0.2.0", NEWER);
    let update = stage.found(UpdateChannel::Stable).await.unwrap().expect("it is newer");
    let shown = fetching::shown(&update);
    assert_eq!(
        (shown.version.as_str(), shown.date.as_deref()),
        ("0.2.0", Some("2026-11-20"))
    );
    assert_eq!(
        shown.notes, "<b>More</b> & better",
        "as it was written, and no control letters"
    );
    let here = stage.fetched().await.unwrap().expect("it is newer");
    assert_eq!(stage.program(), PROGRAM, "not before a person says so");
    if cfg!(target_os = "linux") {
        fetching::install(&here).unwrap();
        assert_eq!(stage.program(), NEWER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_tampered_with_is_refused_when_it_comes_and_when_it_has_lain() {
    let stage = Stage::new().await;
    stage.releases("stable", "0.2.0", NEWER);
    let mut changed = NEWER.to_vec();
    *changed.last_mut().unwrap() ^= 1;
    stage.host.gives("/file", &changed);
    stage.refuses(UpdateRefusal::Tampered).await;
    // What the signature vouches for is part of what it signs.
    let signature = signed(&stage.keys, NEWER, Some("0.2.0"));
    let words = String::from_utf8(STANDARD.decode(&signature).unwrap()).unwrap();
    let forged = STANDARD.encode(words.replace("version:0.2.0", "version:0.3.0"));
    stage.host.gives("/file", NEWER);
    stage.tells("stable", "0.3.0", &stage.host.at("file"), &forged);
    stage.refuses(UpdateRefusal::Tampered).await;
    stage.tells("stable", "0.2.0", &stage.host.at("file"), "no signature");
    stage.refuses(UpdateRefusal::Tampered).await;

    stage.releases("stable", "0.2.0", NEWER);
    let here = stage.fetched().await.unwrap().expect("it is newer");
    std::fs::write(&here.file, &changed).unwrap();
    let refused = fetching::install(&here).unwrap_err();
    assert_eq!(refused.0, UpdateRefusal::Tampered);
    assert_eq!(stage.program(), PROGRAM);
    std::fs::remove_file(&here.file).unwrap();
    assert_eq!(fetching::install(&here).unwrap_err().0, UpdateRefusal::NotKept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_by_another_key_is_refused() {
    let stage = Stage::new().await;
    let theirs = KeyPair::generate_unencrypted_keypair().unwrap();
    stage.host.gives("/file", NEWER);
    let signature = signed(&theirs, NEWER, Some("0.2.0"));
    stage.tells("stable", "0.2.0", &stage.host.at("file"), &signature);
    stage.refuses(UpdateRefusal::WrongKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_is_none_and_one_that_is_passed_off_as_newer_is_refused() {
    let stage = Stage::new().await;
    for version in ["0.0.9", "0.1.0", "0.1.0-rc.1"] {
        stage.releases("stable", version, NEWER);
        assert!(stage.fetched().await.unwrap().is_none(), "{version}");
    }
    assert!(!stage.host.asked().contains(&"/file".to_owned()), "nothing was fetched");
    // The file of 0.0.9 with its own good signature, told to be 0.2.0.
    let old = b"\x7fELF the program of version 0.0.9, which is long enough to be taken for one";
    stage.host.gives("/file", old);
    stage.tells(
        "stable",
        "0.2.0",
        &stage.host.at("file"),
        &signed(&stage.keys, old, Some("0.0.9")),
    );
    stage.refuses(UpdateRefusal::OtherVersion).await;
    // Nor one that does not say what it was made for.
    stage.tells(
        "stable",
        "0.2.0",
        &stage.host.at("file"),
        &signed(&stage.keys, old, None),
    );
    stage.refuses(UpdateRefusal::OtherVersion).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_is_elsewhere_for_another_system_or_not_there_is_refused() {
    let stage = Stage::new().await;
    stage.releases("stable", "0.2.0", NEWER);
    stage.host.gives_of("/file", &NEWER[..40], NEWER.len());
    stage.refuses(UpdateRefusal::BrokeOff).await;

    let signature = signed(&stage.keys, NEWER, Some("0.2.0"));
    let elsewhere = "https://evil.example/file".parse().unwrap();
    stage.tells("stable", "0.2.0", &elsewhere, &signature);
    stage.refuses(UpdateRefusal::OtherHost).await;
    assert_eq!(stage.source.releases.refused()[0].host, "evil.example");

    let other = json!({ "version": "0.2.0", "platforms": { "plan9-mips": { "url": stage.host.at("file"), "signature": signature } } });
    stage.host.gives("/stable.json", other.to_string().as_bytes());
    stage.refuses(UpdateRefusal::NothingForHere).await;

    for nonsense in ["<html>", "{}", r#"{"version":"soon","platforms":{}}"#] {
        stage.host.gives("/stable.json", nonsense.as_bytes());
        stage.refuses(UpdateRefusal::Unreadable).await;
    }

    stage.host.answers.lock().unwrap().clear();
    stage.refuses(UpdateRefusal::Unreachable).await;
    let nobody: Url = "http://127.0.0.1:9/stable.json".parse().unwrap();
    let releases = Releases::new(std::slice::from_ref(&nobody), &Endpoints::polymarket().unwrap()).unwrap();
    let looked = fetching::found(&releases, &stage.source.updater, &nobody, UpdateChannel::Stable).await;
    assert_eq!(looked.map(drop).unwrap_err().0, UpdateRefusal::Unreachable);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_before_a_release_is_for_those_who_chose_it() {
    let stage = Stage::new().await;
    stage.releases("stable", "0.2.0-rc.1", NEWER);
    stage.releases("preview", "0.2.0-rc.1", NEWER);
    assert!(stage.found(UpdateChannel::Stable).await.unwrap().is_none());
    let preview = stage.found(UpdateChannel::Preview).await.unwrap();
    assert_eq!(preview.expect("it is newer").version, "0.2.0-rc.1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_ends_ready_and_what_fails_later_takes_nothing_away() {
    let stage = Stage::new().await;
    let versions = Versions::new(&Home::at(stage.folder.path()));
    stage.releases("stable", "0.2.0", NEWER);
    assert!(!versions.begin_to_install(), "there is nothing yet");
    versions.look_and_fetch(&stage.source, UpdateChannel::Stable).await;
    let known = versions.known();
    assert_eq!((known.phase, known.refused), (UpdatePhase::Ready, None));
    assert_eq!(known.found.map(|found| found.version).as_deref(), Some("0.2.0"));
    let fetches = |stage: &Stage| stage.host.asked().iter().filter(|path| *path == "/file").count();
    assert_eq!(fetches(&stage), 1);
    // It is looked at again, and is here already.
    versions.look_and_fetch(&stage.source, UpdateChannel::Stable).await;
    assert_eq!((versions.known().phase, fetches(&stage)), (UpdatePhase::Ready, 1));
    stage.host.answers.lock().unwrap().clear();
    versions.look_and_fetch(&stage.source, UpdateChannel::Stable).await;
    let known = versions.known();
    let why = known.refused.map(|refused| refused.0);
    assert_eq!(
        (known.phase, why),
        (UpdatePhase::Ready, Some(UpdateRefusal::Unreachable))
    );
    // One word is enough, and one that failed can be given again.
    assert!(versions.begin_to_install() && !versions.begin_to_install());
    versions.not_installed(UpdateRefusal::StillSending, "1 order".to_owned());
    assert!(versions.begin_to_install());
}

#[test]
fn the_program_is_built_with_a_key_and_two_addresses_and_takes_no_file_without_its_version() {
    let file: Value = serde_json::from_str(include_str!("../../../../tauri.conf.json")).unwrap();
    let updater = &file["plugins"]["updater"];
    assert_eq!(updater["requireSignedVersion"], true);
    assert!(updater["allowDowngrades"].is_null() && updater["dangerousInsecureTransportProtocol"].is_null());
    let key = STANDARD.decode(updater["pubkey"].as_str().unwrap()).unwrap();
    minisign_verify::PublicKey::decode(&String::from_utf8(key).unwrap()).unwrap();
    let addresses: Vec<Url> = serde_json::from_value(updater["endpoints"].clone()).unwrap();
    assert_eq!(addresses.len(), 2);
    assert!(addresses.iter().all(|address| address.scheme() == "https"));
    let names: Vec<_> = addresses.iter().map(|address| address.path().to_owned()).collect();
    assert_eq!(names, ["/stable.json", "/preview.json"]);
    Releases::new(&addresses, &Endpoints::polymarket().unwrap()).unwrap();
}
