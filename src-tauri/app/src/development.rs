//! The development host: the same command list over HTTP on loopback, around the same engine and demo, so that the window
//! can be worked on and tested in a browser. It holds no key but the demo's, has no live engine whatever it is asked, and is never
//! shipped.
//!
//! `POST /api/<command>` with a JSON object of arguments answers 200 with what the command answers, or 422 with an
//! [`ApiError`]. `GET /api/updates` is the window's update channel as server-sent events.

mod http;
mod options;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use pilotfish_api::types::{ApiError, Licence};
use pilotfish_api::{Api, ApiOptions, Engines, Host, NotStarted};
use pilotfish_engine::{Bus, EngineError, EngineHandle, Home, Mode};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::computer;
use crate::demo::Demo;
use options::Options;

/// Serves until it is told to end (`quit`, or the interrupt signal).
#[must_use]
pub fn run() -> ExitCode {
    let options = match Options::from_args(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", options::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    let served = tauri::async_runtime::block_on(serve(options));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("the development host could not start: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), String> {
    let home = Home::resolve(options.home.as_deref()).map_err(|error| error.to_string())?;
    crate::log::begin(&home);
    let bus = Bus::new();
    let demo = Arc::new(Demo::new(home.clone(), bus.clone(), options.seed, None));
    let ended = CancellationToken::new();
    let api = Api::new(ApiOptions {
        mode: Mode::Demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        bus,
        listens: true,
        host: Some(Arc::new(Headless {
            demo: Arc::clone(&demo),
            downloads: home.root().join("downloads"),
            ended: ended.clone(),
        })),
        home,
    });
    let listener = TcpListener::bind(("127.0.0.1", options.port))
        .await
        .map_err(|error| format!("port {}: {error}", options.port))?;
    let at = listener.local_addr().map_err(|error| error.to_string())?;
    let engines = Engines::without_live(api.clone());
    let (updates, shown) = (api.clone(), engines.clone());
    let pump = tokio::spawn(async move {
        tokio::join!(updates.run_updates(), shown.run_updates());
    });
    api.start_demo().await;
    println!("listening on http://{at}");
    let until = ended.clone();
    let stop = async move {
        tokio::select! {
            () = until.cancelled() => {}
            _ = tokio::signal::ctrl_c() => until.cancel(),
        }
    };
    let served = axum::serve(listener, http::router(engines.clone(), ended))
        .with_graceful_shutdown(stop)
        .await;
    pump.abort();
    engines.end().await;
    demo.end().await;
    served.map_err(|error| error.to_string())
}

/// The host without a desktop: a browser is the window.
struct Headless {
    demo: Arc<Demo>,
    downloads: PathBuf,
    ended: CancellationToken,
}

impl Host for Headless {
    fn reset(&self) -> BoxFuture<'_, Result<EngineHandle, EngineError>> {
        Box::pin(self.demo.reset())
    }

    fn start_demo(&self) -> BoxFuture<'_, Result<EngineHandle, Box<NotStarted>>> {
        Box::pin(async move {
            let failed = |error| {
                let options = self.demo.options();
                Box::new(NotStarted { error, options })
            };
            self.demo.start().await.map_err(failed)
        })
    }

    fn download(&self, name: &str) -> Result<PathBuf, ApiError> {
        computer::new_file(&self.downloads, name)
    }

    fn licences(&self) -> Vec<Licence> {
        computer::licences()
    }

    fn quit(&self) {
        self.ended.cancel();
    }
}
