//! What the bundler of macOS, Windows and AppImages is told: read as the bundler reads it, since none of them is made where tests run.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect has failed"
)]

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tauri::utils::config::{BundleTarget, BundleType, Config, Updater};

const FILE: &str = include_str!("../../../tauri.conf.json");
/// What the release workflow adds, once `pilotfish-cli` is built for the system: it stands beside the app in every installer.
const INSTALLERS: &str = include_str!("../../xtask/packaging/installers.conf.json");

/// The configuration as the bundler has it, with the workflow's addition.
fn merged() -> Value {
    let mut file: Value = serde_json::from_str(FILE).expect("JSON");
    let added: Value = serde_json::from_str(INSTALLERS).expect("JSON");
    for (key, value) in added["bundle"].as_object().expect("an addition to the bundle") {
        assert!(file["bundle"][key].is_null(), "{key} is said twice");
        file["bundle"][key] = value.clone();
    }
    file
}

fn read(file: &Value) -> Result<Config, serde_json::Error> {
    serde_json::from_value(file.clone())
}

#[test]
fn the_bundler_understands_every_key() {
    let config = read(&merged()).expect("the bundler's own types");
    // The bundler's types refuse what they do not know, so that a key that is spelt wrong does not go unseen.
    for (place, key) in [
        ("/bundle/windows", "digestAlgo"),
        ("/bundle/macOS", "entitlement"),
        ("/bundle", "icons"),
    ] {
        let mut wrong = merged();
        wrong.pointer_mut(place).expect("a part")[key] = Value::from("x");
        assert!(read(&wrong).is_err(), "{place}/{key} is taken");
    }
    let BundleTarget::List(targets) = config.bundle.targets else {
        panic!("which installers there are is listed");
    };
    let due = [
        BundleType::AppImage,
        BundleType::App,
        BundleType::Dmg,
        BundleType::Msi,
        BundleType::Nsis,
    ];
    assert_eq!(targets, due);
    assert!(config.bundle.active);
    // Each comes with the signature that an update is checked by.
    assert_eq!(config.bundle.create_updater_artifacts, Updater::Bool(true));
    assert_eq!(
        config.bundle.external_bin.as_deref(),
        Some(&["target/installers/pilotfish-cli".to_owned()][..])
    );
}

#[test]
fn the_version_is_that_of_the_cargo_metadata_and_an_older_one_does_not_install_over_it() {
    let config = read(&merged()).expect("the bundler's own types");
    assert_eq!(config.version, None, "said in Cargo.toml alone");
    assert!(!config.bundle.windows.allow_downgrades);
    let wix = config.bundle.windows.wix.expect("what msi is told");
    // It is what makes one version an update of the other: it never changes.
    let code = wix.upgrade_code.expect("an upgrade code").to_string();
    assert_eq!(code, "8796b191-b7ec-516b-9b46-aafb29988c13");
}

#[test]
fn what_is_named_is_there() {
    let config = read(&merged()).expect("the bundler's own types");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for icon in &config.bundle.icon {
        assert!(root.join(icon).is_file(), "{icon} is missing");
    }
    for system in ["icons/icon.ico", "icons/icon.icns", "icons/icon.png"] {
        assert!(
            config.bundle.icon.iter().any(|icon| icon == system),
            "{system} is not named"
        );
    }
    let licence = config.bundle.license_file.expect("a licence");
    assert!(root.join(&licence).is_file(), "{} is missing", licence.display());
    assert_eq!(config.bundle.license.as_deref(), Some(env!("CARGO_PKG_LICENSE")));
}

#[test]
fn the_key_that_people_check_a_download_by_is_the_one_that_is_built_in() {
    let file = merged();
    let key = file["plugins"]["updater"]["pubkey"].as_str().expect("a key");
    let decoded = String::from_utf8(STANDARD.decode(key).expect("base64")).expect("text");
    let key = decoded.lines().last().expect("a line");
    assert!(key.starts_with("RW"), "a key of minisign: {key}");
    assert!(
        include_str!("../../../SECURITY.md").contains(&format!("-P {key}`")),
        "SECURITY.md names another key than {key}"
    );
}
