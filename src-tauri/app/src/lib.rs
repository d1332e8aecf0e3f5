//! The desktop app: a window, a tray and notifications around the engine. It decides nothing and books nothing.
//!
//! The command list is the engine's ([`commands`] only hands on); the demo's venue runs in this process ([`demo`]).
//! The engine outlives the window: closing destroys the webview, the tray opens another one.

mod account_engines;
#[cfg(target_os = "macos")]
mod app_nap;
mod asks;
mod awake;
#[cfg(test)]
mod border;
#[cfg(test)]
mod bundling;
mod commands;
mod computer;
mod confirm;
mod demo;
mod desktop;
#[cfg(feature = "development-host")]
pub mod development;
#[cfg(target_os = "linux")]
mod drawing;
mod key_window;
mod keys;
mod log;
mod login;
mod new_versions;
#[cfg(target_os = "linux")]
mod no_display;
mod notice_words;
mod notices;
mod notify;
mod options;
mod page_life;
mod second_start;
mod signals;
mod stop_key;
mod tray;
mod tray_icons;
#[cfg(target_os = "linux")]
mod web_processes;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use pilotfish_api::{Api, ApiOptions, Engines, Preferences};
use pilotfish_engine::Mode;
use pilotfish_engine::{Bus, Home, live};
use pilotfish_vault::process::{Exposure, keep_memory_private};
use pilotfish_vault::unrepeated::{ADVICE, Unrepeated};
use pilotfish_vault::words::Language;
use tauri::{Context, Manager, RunEvent, Runtime};

pub use commands::bindings;

use account_engines::AccountEngines;
use asks::Ask;
use demo::Demo;
use desktop::Desktop;
use key_window::{Entering, Presence};
use new_versions::Versions;
use options::Options;
use second_start::First;

/// What the program ends with where it is asked something that only one that runs can do, as `pilotfish-cli` does.
const NOT_RUNNING: u8 = 3;

/// Starts the app and returns when the user has quit.
#[must_use]
pub fn run() -> ExitCode {
    // Before anything else runs beside.
    #[cfg(target_os = "linux")]
    drawing::prepare();
    // Before anything is read that could be a secret.
    let exposure = keep_memory_private();
    let unrepeated = Unrepeated::among(std::env::args_os().skip(1));
    let options = match Options::from_args(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => return refused(&message, &unrepeated),
    };
    if options.help {
        println!("{}", options::USAGE);
        return ExitCode::SUCCESS;
    }
    let home = match Home::resolve(options.home.as_deref()) {
        // A replay is a world of its own: the demo's data stay what they are.
        Ok(home) if options.recording.is_some() => Home::at(home.root().join("replay")),
        Ok(home) => home,
        Err(error) => return refused(&error.to_string(), &unrepeated),
    };
    let context = tauri::generate_context!();
    let language = || Language::of(Preferences::saved(&home).language.as_str(), &Language::locale());
    match second_start::ask(&context.config().identifier, options.ask) {
        First::None if cfg!(target_os = "linux") && options.ask.needs_one_that_runs() => {
            eprintln!("{}", asks::nobody_runs(language()));
            return ExitCode::from(NOT_RUNNING);
        }
        First::None => {}
        First::Hears => {
            if let Some(said) = asks::handed(options.ask, language()) {
                println!("{said}");
            }
            return ExitCode::SUCCESS;
        }
        First::Silent(process) => {
            second_start::tell(process, language());
            return ExitCode::FAILURE;
        }
    }
    #[cfg(target_os = "linux")]
    if let Some(why) = no_display::why() {
        eprintln!("{}", why.text(language()));
        return ExitCode::FAILURE;
    }
    log::begin(&home);
    if exposure != Exposure::default() {
        tracing::warn!(?exposure, "the program's memory is not its own alone");
    }
    let account = match account(&home, &options) {
        Ok(account) => Arc::new(account),
        Err(message) => return refused(&message, &unrepeated),
    };
    let presence = match Presence::new(Arc::clone(account.keys())) {
        Ok(presence) => Arc::new(presence),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    match start(context, home, &options, account, presence) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Pilotfish could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says why it does not start, without what may be a secret among the arguments.
fn refused(why: &str, unrepeated: &Unrepeated) -> ExitCode {
    let shown = unrepeated.hide(why);
    eprintln!("{shown}");
    if shown != why {
        eprintln!("{}", ADVICE.en);
    }
    ExitCode::FAILURE
}

/// The engines of paper and live: where their keys lie, and where they lead.
fn account(home: &Home, options: &Options) -> Result<AccountEngines, String> {
    let endpoints = live::endpoints(options.endpoints.as_deref()).map_err(|error| error.to_string())?;
    let keys = keys::store(home, options.keystore).map_err(|error| error.to_string())?;
    Ok(AccountEngines::new(home.clone(), endpoints, keys))
}

fn start(
    context: Context,
    home: Home,
    options: &Options,
    account: Arc<AccountEngines>,
    presence: Arc<Presence>,
) -> tauri::Result<()> {
    #[cfg(target_os = "macos")]
    let _works_unseen = app_nap::held_off();
    // Whoever names a world wants to see it.
    let ask = options.ask;
    let wants_demo = options.seed.is_some() || options.recording.is_some();
    let bus = Bus::new();
    let versions = Versions::new(&home);
    let tray_folder = home.root().join("tray");
    let demo = Arc::new(Demo::new(
        home.clone(),
        bus.clone(),
        options.seed,
        options.recording.clone(),
    ));
    let desktop = Arc::new(Desktop::new(
        Arc::clone(&demo),
        Arc::clone(&account),
        versions.clone(),
        options.endpoints.clone(),
    ));
    let api = Api::new(ApiOptions {
        home,
        mode: Mode::Demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus,
        listens: true,
        host: Some(desktop.clone()),
    });
    let engines = Engines::new(api.clone());
    let specta = commands::builder();
    let builder = tauri::Builder::default();
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_notification::init());
    #[cfg(target_os = "macos")]
    let builder =
        builder.on_web_content_process_terminate(|page| page_life::has_ended(page.app_handle(), page.label()));
    let app = builder
        .plugin(tauri_plugin_single_instance::init(|app, args, _folder| {
            second_start::is_asked(app, Ask::of(&args))
        }))
        .plugin(
            tauri_plugin_window_state::Builder::default()
                .with_denylist(&[key_window::LABEL])
                .build(),
        )
        .plugin(tauri_plugin_updater::Builder::new().build())
        .invoke_handler(key_window::beside(specta.invoke_handler()))
        .manage(engines.clone())
        .manage(Arc::new(Entering::new(Arc::clone(account.keys()))))
        .manage(presence)
        .manage(demo.clone())
        .manage(window::Leaving::default())
        .manage(window::Turn::default())
        .manage(window::Opened::default())
        .manage(page_life::PageEnds::default())
        .setup(move |app| {
            if ask.needs_one_that_runs() {
                // The plugin, which alone knows on other systems, has found none.
                let language = Language::of(api.preferences().language.as_str(), &Language::locale());
                eprintln!("{}", asks::nobody_runs(language));
                std::process::exit(NOT_RUNNING.into());
            }
            specta.mount_events(app);
            let handle = app.handle().clone();
            desktop.begin(&handle);
            let clicked = handle.clone();
            #[cfg(target_os = "linux")]
            handle.manage(notify::Desk::new(move |act| notices::act(&clicked, act)));
            #[cfg(not(target_os = "linux"))]
            handle.manage(notify::Desk::new(handle.clone(), move |act| {
                notices::act(&clicked, act)
            }));
            tray::build(&handle, &tray_folder);
            // Without a tray a window that is not shown could not be opened.
            let is_hidden = ask == Ask::Hidden || (api.preferences().start_hidden && ask == Ask::Show);
            if !(is_hidden && tray::is_shown()) {
                window::show(&handle);
            }
            versions.begin(&handle, &engines, account.endpoints());
            signals::heed(&handle);
            awake::watch(&handle, &engines);
            if api.preferences().stop_shortcut {
                let keys = handle.clone();
                tauri::async_runtime::spawn_blocking(move || {
                    if let Err(error) = stop_key::set(&keys, true) {
                        tracing::warn!(
                            code = error.code.as_str(),
                            detail = error.detail,
                            "no key stops everything"
                        );
                    }
                });
            }
            notices::hand_on(&handle, &engines);
            notices::tell(&handle, &api);
            let told = handle.clone();
            account.begin(engines.clone(), move |api| notices::tell(&told, &api));
            let (updates, shown) = (api.clone(), engines.clone());
            tauri::async_runtime::spawn(async move {
                tokio::join!(updates.run_updates(), engines.run_updates());
            });
            tauri::async_runtime::spawn(async move {
                // The demo costs a whole world: where an account runs, it waits until it is looked at.
                if !account.go_on().await || wants_demo {
                    api.start_demo().await;
                }
                if let Ask::Open(order) = ask {
                    asks::open(&handle, &shown, order);
                }
            });
            Ok(())
        })
        .build(context)?;
    app.run(|app, event| match event {
        // The last window is gone: the engine goes on, unless the user asked to quit.
        RunEvent::ExitRequested { api, .. } if !app.state::<window::Leaving>().is_set() => {
            api.prevent_exit();
            #[cfg(target_os = "linux")]
            web_processes::let_go(app);
        }
        RunEvent::Exit => tauri::async_runtime::block_on(end(app)),
        _ => {}
    });
    Ok(())
}

/// Orders stay on the venue (they carry an expiry); the data are closed tidily.
pub(crate) async fn end<R: Runtime>(app: &tauri::AppHandle<R>) {
    app.state::<Engines>().end().await;
    app.state::<Arc<Demo>>().end().await;
}
