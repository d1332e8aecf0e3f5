//! The border between the program and its pages, tried: what each window may call, and what a page may load and reach.

use std::sync::Arc;

use pilotfish_api::{Api, ApiOptions, COMMANDS, Engines};
use pilotfish_engine::{Bus, Home, Mode};
use pilotfish_vault::store::keychain::Keychain;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::key_window::{self, Entering};
use crate::{commands, window};

/// The app's own configuration and lists, without a display.
fn app(folder: &std::path::Path) -> App<MockRuntime> {
    let api = Api::new(ApiOptions {
        home: Home::at(folder),
        mode: Mode::Demo,
        version: "0".to_owned(),
        bus: Bus::new(),
        listens: false,
        host: None,
    });
    mock_builder()
        .invoke_handler(key_window::beside(commands::builder::<MockRuntime>().invoke_handler()))
        .manage(Engines::new(api))
        .manage(Arc::new(Entering::new(Arc::new(Keychain::default()))))
        .build(tauri::generate_context!(test = true))
        .expect("an app")
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .build()
        .expect("a window")
}

fn ask(from: &WebviewWindow<MockRuntime>, page: &str, command: &str) -> Result<Value, String> {
    ask_with(from, page, command, InvokeBody::Json(json!({})))
}

fn ask_with(from: &WebviewWindow<MockRuntime>, page: &str, command: &str, body: InvokeBody) -> Result<Value, String> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: page.parse().expect("an address"),
        body,
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(from, request)
        .map(|body| body.deserialize().expect("JSON"))
        .map_err(|error| error.to_string())
}

/// Whether it was looked at, rather than turned away at the border.
fn is_let_through(answer: &Result<Value, String>) -> bool {
    answer.as_ref().err().is_none_or(|error| !error.contains("not allowed"))
}

const OWN: &str = if cfg!(windows) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

#[test]
fn each_window_calls_what_its_list_names_and_nothing_else() {
    let folder = std::env::temp_dir().join(format!("pilotfish-border-{}", std::process::id()));
    let app = app(&folder);
    let (main, key, other) = (window(&app, "main"), window(&app, "key-import"), window(&app, "other"));
    assert!(ask(&main, OWN, "frame").is_ok());
    for command in COMMANDS {
        let name = command.name;
        assert!(is_let_through(&ask(&main, OWN, name)), "{name} from the window");
        for from in [&key, &other] {
            let answer = ask(from, OWN, name);
            assert!(!is_let_through(&answer), "{name} from {}: {answer:?}", from.label());
        }
        // A page from elsewhere in the window is nobody.
        let answer = ask(&main, "https://example.com", name);
        assert!(!is_let_through(&answer), "{name} from another page: {answer:?}");
    }
    assert!(
        !is_let_through(&ask(&main, OWN, "import_key")),
        "the key's command from the window"
    );
    assert!(is_let_through(&ask(&key, OWN, "import_key")), "and from its own");
    for plugin in [
        "plugin:window|close",
        "plugin:window|create",
        "plugin:webview|create_webview_window",
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:app|app_hide",
        "plugin:menu|new",
        "plugin:tray|new",
        "plugin:path|resolve_directory",
        "plugin:image|from_path",
        "plugin:resources|close",
        "plugin:notification|notify",
        "plugin:window-state|save_window_state",
        "plugin:updater|check",
        "plugin:updater|download_and_install",
        "plugin:global-shortcut|register",
        "plugin:webview|internal_toggle_devtools",
    ] {
        for from in [&main, &key, &other] {
            let answer = ask(from, OWN, plugin);
            assert!(answer.is_err(), "{plugin} from {}: {answer:?}", from.label());
        }
    }
    // What was kept of it is not needed any more.
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn the_key_windows_command_reads_bytes_and_answers_with_an_address() {
    let folder = std::env::temp_dir().join(format!("pilotfish-border-key-{}", std::process::id()));
    let app = app(&folder);
    let (main, key) = (window(&app, "main"), window(&app, key_window::LABEL));
    let import = |from, body| ask_with(from, OWN, key_window::COMMAND, body);
    // The private key 1, and the address of it.
    let typed = format!("{}1", "0".repeat(63));
    let mut look = vec![3, 0, 0, 0, 64];
    look.extend_from_slice(typed.as_bytes());
    let answer = import(&key, InvokeBody::Raw(look.clone())).expect("an address");
    assert_eq!(
        answer,
        json!({ "address": "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "kept": false })
    );
    // Without a frame of bytes nothing is looked at, and what is refused is not repeated.
    for body in [
        InvokeBody::Json(json!({ "entry": typed })),
        InvokeBody::Raw(typed.clone().into_bytes()),
        InvokeBody::Raw(vec![9]),
        InvokeBody::Raw(vec![3; 200_000]),
    ] {
        let refused = import(&key, body).expect_err("no frame");
        assert!(
            refused.contains("not_understood") && !refused.contains(&typed),
            "{refused}"
        );
    }
    let refused = import(&main, InvokeBody::Raw(look)).expect_err("another window's");
    assert!(refused.contains("not allowed"), "{refused}");
    // What was kept of it is not needed any more.
    let _ = std::fs::remove_dir_all(&folder);
}

fn configuration() -> Value {
    serde_json::from_str(include_str!("../../../tauri.conf.json")).expect("the configuration")
}

#[test]
fn pages_load_only_what_is_built_in_and_reach_nobody() {
    let configuration = configuration();
    let security = &configuration["app"]["security"];
    let policy = security["csp"].as_str().expect("a content policy");
    let sources: std::collections::BTreeMap<&str, Vec<&str>> = policy
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace();
            Some((words.next()?, words.collect()))
        })
        .collect();
    assert_eq!(sources["default-src"], ["'none'"]);
    for directive in ["script-src", "style-src", "font-src"] {
        assert_eq!(sources[directive], ["'self'"], "{directive}");
    }
    // The bridge to the program, under its two names, and nothing of the network.
    assert_eq!(sources["connect-src"], ["ipc:", "http://ipc.localhost"]);
    for directive in [
        "object-src",
        "frame-src",
        "worker-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    ] {
        assert_eq!(sources[directive], ["'none'"], "{directive}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains("https:") && !policy.contains('*'),
        "{policy}"
    );
    assert_eq!(security["freezePrototype"], true);
    assert!(security["dangerousDisableAssetCspModification"].is_null());
    assert!(security["dangerousRemoteDomainIpcAccess"].is_null());
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
    for capability in security["capabilities"].as_array().expect("capabilities") {
        assert!(capability["remote"].is_null(), "{capability}");
        assert_eq!(capability["windows"].as_array().map(Vec::len), Some(1), "{capability}");
    }
}

#[test]
fn the_window_goes_nowhere_else() {
    let is_own = |url: &str| window::is_own(&url.parse().expect("an address"));
    assert!(is_own(&format!("{OWN}/index.html")));
    for elsewhere in [
        "https://example.com/",
        "https://tauri.localhost.example.com/",
        "http://localhost/",
        "http://127.0.0.1:5173/",
        "file:///etc/passwd",
        "data:text/html,x",
        "blob:tauri://localhost/x",
        "javascript:alert(1)",
        "about:blank",
        "tauri://example.com/",
        "ipc://localhost/frame",
    ] {
        assert!(!is_own(elsewhere), "{elsewhere}");
    }
}

#[test]
fn the_inspector_is_not_switched_on_for_what_is_shipped() {
    let manifest = include_str!("../../../Cargo.toml");
    let tauri = manifest.lines().filter(|line| line.starts_with("tauri = "));
    assert!(tauri.clone().count() > 0 && tauri.clone().all(|line| !line.contains("devtools")));
}
