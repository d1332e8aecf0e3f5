//! A support bundle holds what helps and nothing that says whose it is: with marked secrets in every form in the logs it is searched for
//! them, file by file.

use std::io::{Cursor, Read};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use pilotfish_engine::{Bus, Home, Mode};

use crate::{Api, ApiOptions};

/// A key that nothing else looks like.
const KEY: [u8; 32] = [
    0xa7, 0x13, 0x5e, 0xc2, 0x90, 0x4b, 0xf8, 0x6d, 0x31, 0xde, 0x07, 0xb9, 0x82, 0x5c, 0xe4, 0x1f, 0x76, 0xc8, 0x0a,
    0x9d, 0x53, 0xeb, 0x24, 0xb6, 0x68, 0xf1, 0x3c, 0x97, 0xd5, 0x4e, 0x89, 0x12,
];
const WALLET: &str = "0x52908400098527886E0F7030069857D2E4169EE7";
const API_KEY: &str = "019c2f7e-77aa-4b1c-9d3e-5a2b8c4d6e7f";
const PASSPHRASE: &str = "f3a9c5d17e2b4860a1c3e5f7092b4d6f8a0c2e4f6081a3c5e7f9b1d3f5072941";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every form in which a log might have them.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let reversed: Vec<u8> = KEY.iter().rev().copied().collect();
    let list: Vec<String> = KEY.iter().map(u8::to_string).collect();
    vec![
        ("raw", KEY.to_vec()),
        ("hex", hex(&KEY).into_bytes()),
        ("hex, large", hex(&KEY).to_uppercase().into_bytes()),
        ("hex, turned round", hex(&reversed).into_bytes()),
        ("base64", STANDARD.encode(KEY).into_bytes()),
        ("base64 for addresses", URL_SAFE_NO_PAD.encode(KEY).into_bytes()),
        ("a list of bytes", list.join(", ").into_bytes()),
        ("the API key", API_KEY.as_bytes().to_vec()),
        ("the API passphrase", PASSPHRASE.as_bytes().to_vec()),
        ("the wallet", WALLET.as_bytes().to_vec()),
        ("the wallet, small", WALLET.to_lowercase().into_bytes()),
    ]
}

fn holds(content: &[u8], what: &[u8]) -> bool {
    content.windows(what.len()).any(|window| window == what)
}

fn api(home: &Path) -> Api {
    Api::new(ApiOptions {
        home: Home::at(home),
        mode: Mode::Demo,
        version: "0.0.0".to_owned(),
        bus: Bus::new(),
        listens: false,
        host: None,
    })
}

fn files_in(path: &Path) -> Vec<(String, Vec<u8>)> {
    let bytes = std::fs::read(path).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|number| {
            let mut file = archive.by_index(number).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().unwrap().into_owned(), content)
        })
        .collect()
}

#[tokio::test]
async fn what_is_written_is_what_was_shown_and_holds_no_secret_in_any_form() {
    let folder = tempfile::tempdir().unwrap();
    let api = api(folder.path());
    let logs = folder.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let mut log = b"2026-11-30T15:21:49Z INFO pilotfish_engine: 12 books were read\n".to_vec();
    for (name, form) in forms() {
        for (before, after) in [("a line with ", " in it"), ("key=", ","), ("(0x", ")"), ("\"", "\"")] {
            log.extend_from_slice(format!("WARN pilotfish: {name} ").as_bytes());
            log.extend_from_slice(before.as_bytes());
            log.extend_from_slice(&form);
            log.extend_from_slice(after.as_bytes());
            log.push(b'\n');
        }
    }
    log.extend_from_slice(format!("opened {}/demo/pilotfish.db\n", folder.path().display()).as_bytes());
    std::fs::write(logs.join("pilotfish.log"), &log).unwrap();
    // The search finds what is there.
    assert!(forms().iter().all(|(_, form)| holds(&log, form)));

    let preview = api.preview_support().await.unwrap();
    let target = folder.path().join("bundle.zip");
    assert!(!target.exists(), "nothing is written before it was shown");
    let written = api.write_support_to(preview.number, &target).await.unwrap();
    let files = files_in(&target);
    assert_eq!(files.len(), preview.files.len());
    assert_eq!(usize::try_from(written.rows).unwrap(), files.len());
    for (shown, (name, content)) in preview.files.iter().zip(&files) {
        assert_eq!(&shown.name, name);
        assert!(!shown.cut);
        assert_eq!(shown.text.as_bytes(), content, "{name}");
        for (form, bytes) in forms() {
            assert!(!holds(content, &bytes), "{form} is in {name}");
        }
        assert!(
            !holds(content, folder.path().display().to_string().as_bytes()),
            "a path is in {name}"
        );
    }
    let log = preview
        .files
        .iter()
        .find(|file| file.name == "logs/pilotfish.log")
        .unwrap();
    assert!(
        log.text.contains("12 books were read") && log.text.contains("<data>/demo/pilotfish.db"),
        "{}",
        log.text
    );
    assert!(log.hidden >= 40, "{}", log.hidden);
    for name in ["about.json", "settings.json", "standing.json"] {
        assert!(files.iter().any(|(file, _)| file == name), "{name}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&target).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "for its owner only");
    }

    // Once: what is written next has to be shown first.
    let again = api
        .write_support_to(preview.number, &folder.path().join("again.zip"))
        .await;
    assert_eq!(again.unwrap_err().code, "changed_meanwhile");
}

#[tokio::test]
async fn of_a_long_log_the_end_is_shown_in_whole_lines() {
    let folder = tempfile::tempdir().unwrap();
    let api = api(folder.path());
    let logs = folder.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let line = format!("WARN pilotfish: {}\n", hex(&KEY));
    std::fs::write(logs.join("pilotfish.log"), line.repeat(3_000)).unwrap();
    let preview = api.preview_support().await.unwrap();
    let log = preview
        .files
        .iter()
        .find(|file| file.name.ends_with("pilotfish.log"))
        .unwrap();
    assert!(log.cut && !log.text.is_empty() && log.text.len() < usize::try_from(log.bytes).unwrap());
    for line in log.text.lines() {
        assert_eq!(line, "WARN pilotfish: <bytes in hex 1>");
    }
}
