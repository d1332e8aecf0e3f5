//! The engines of paper and live in this program: one of them at a time, beside the demo.
//!
//! With the program starts what the user left running: live where the account's data say that a person confirmed it and that its test
//! order came back, else paper where it was entered before. Nothing else starts live but [`AccountEngines::start_live`], which the last
//! step of the way to live asks for, and which starts by the same rule: no argument, link or click takes its place.

use std::sync::{Arc, OnceLock};

use pilotfish_api::types::{ApiError, EngineState, ErrorCode};
use pilotfish_api::{Added, Api, ApiResult, Engines};
use pilotfish_copy::money::Usd;
use pilotfish_engine::live::ChosenAccount;
use pilotfish_engine::paper::{self, PaperTerms};
use pilotfish_engine::{Bus, Engine, EngineError, EngineOptions, Home, Mode, live};
use pilotfish_polymarket::Endpoints;
use pilotfish_vault::store::KeyStore;
use tauri::async_runtime::Mutex;

/// What [`Engine::start`] refuses a live engine for that is not to run: these are no trouble at a start of the program.
const NOT_ENTERED: [ErrorCode; 4] = [
    ErrorCode::NoAccountChosen,
    ErrorCode::WalletNotChosen,
    ErrorCode::LiveNotConfirmed,
    ErrorCode::LiveNotTested,
];

/// Who starts and ends them.
pub(crate) struct AccountEngines {
    home: Home,
    endpoints: Endpoints,
    keys: Arc<dyn KeyStore>,
    /// Known once the program has begun.
    engines: OnceLock<Engines>,
    /// Told of each list that is made.
    made: OnceLock<Box<dyn Fn(Api) + Send + Sync>>,
    /// One start or end at a time.
    one: Mutex<()>,
}

/// A start that failed, with what it was to start with.
type Failed = Box<(EngineError, Option<EngineOptions>)>;

impl AccountEngines {
    pub(crate) fn new(home: Home, endpoints: Endpoints, keys: Arc<dyn KeyStore>) -> Self {
        Self {
            home,
            endpoints,
            keys,
            engines: OnceLock::new(),
            made: OnceLock::new(),
            one: Mutex::new(()),
        }
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    pub(crate) fn keys(&self) -> &Arc<dyn KeyStore> {
        &self.keys
    }

    /// The program has begun. `made` is called with each command list that is made for paper or live, once for each.
    pub(crate) fn begin(&self, engines: Engines, made: impl Fn(Api) + Send + Sync + 'static) {
        // It begins once.
        let _ = self.engines.set(engines);
        let _ = self.made.set(Box::new(made));
    }

    /// Starts what was left running. Where it should run and cannot, its list says why. Whether there is such an engine, or its
    /// failure.
    pub(crate) async fn go_on(&self) -> bool {
        let _one = self.one.lock().await;
        let Ok(engines) = self.begun() else { return false };
        for mode in [Mode::Live, Mode::Paper] {
            if !self.was_entered(mode) {
                continue;
            }
            let api = match self.list(engines, mode) {
                Ok(api) => api,
                Err(refused) => {
                    tracing::error!(
                        code = refused.code.as_str(),
                        detail = refused.detail,
                        "no engine of {mode}"
                    );
                    continue;
                }
            };
            match self.started(mode, &api, None).await {
                Ok(()) => {}
                Err(failed) if mode == Mode::Live && NOT_ENTERED.contains(&failed.0.code()) => continue,
                Err(failed) => {
                    let (error, options) = *failed;
                    tracing::error!(%error, "the engine of {mode} did not start");
                    api.attach_failure(&error, options);
                }
            }
            if let Err(refused) = engines.show(mode) {
                tracing::error!(
                    code = refused.code.as_str(),
                    detail = refused.detail,
                    "{mode} is not shown"
                );
            }
            return true;
        }
        false
    }

    /// Whether the user has entered it before. For live this says only that an account was chosen: its data say the rest. A choice that
    /// cannot be read is no reason to be silent about an account that may have orders at the venue.
    fn was_entered(&self, mode: Mode) -> bool {
        match mode {
            Mode::Demo => false,
            Mode::Paper => self.home.database(mode).exists(),
            Mode::Live => {
                let chosen = ChosenAccount::load(&self.home);
                self.home.database(mode).exists() && !matches!(chosen, Ok(None))
            }
        }
    }

    /// Starts the paper engine, with so many dollars where its data are new.
    pub(crate) async fn start_paper(&self, opening: Option<Usd>) -> ApiResult<()> {
        let _one = self.one.lock().await;
        let engines = self.begun()?;
        match engines.account() {
            Some(api) if api.mode() == Mode::Live => {
                return Err(ApiError::new(
                    ErrorCode::OneAccount,
                    "live runs: leave it before paper is started".to_owned(),
                ));
            }
            Some(api) if is_at_work(&api) => return Ok(()),
            _ => {}
        }
        self.start(engines, Mode::Paper, opening).await
    }

    /// Starts the live engine of the chosen account; a paper engine is ended first.
    pub(crate) async fn start_live(&self) -> ApiResult<()> {
        let _one = self.one.lock().await;
        let engines = self.begun()?;
        if engines
            .account()
            .is_some_and(|api| api.mode() == Mode::Live && is_at_work(&api))
        {
            return Ok(());
        }
        let paper = engines
            .account()
            .filter(|api| api.mode() == Mode::Paper && is_at_work(api));
        self.ended(engines, Mode::Paper).await;
        let started = self.start(engines, Mode::Live, None).await;
        if started.is_err() && paper.is_some() {
            // What ran before goes on; why live does not start is what is told.
            if let Err(refused) = self.start(engines, Mode::Paper, None).await {
                tracing::error!(
                    code = refused.code.as_str(),
                    detail = refused.detail,
                    "paper does not go on"
                );
            }
        }
        started
    }

    /// Ends the engine of that mode, if it runs.
    pub(crate) async fn end(&self, mode: Mode) -> ApiResult<()> {
        let _one = self.one.lock().await;
        self.ended(self.begun()?, mode).await;
        Ok(())
    }

    async fn start(&self, engines: &Engines, mode: Mode, opening: Option<Usd>) -> ApiResult<()> {
        // One that has failed is in the way of the one that is asked for.
        self.ended(engines, mode).await;
        let api = self.list(engines, mode)?;
        self.started(mode, &api, opening)
            .await
            .map_err(|failed| failed.0.into())
    }

    async fn ended(&self, engines: &Engines, mode: Mode) {
        if let Some(engine) = engines.remove(mode) {
            engine.shutdown().await;
        }
    }

    /// The command list of that mode, made the first time.
    fn list(&self, engines: &Engines, mode: Mode) -> ApiResult<Api> {
        Ok(match engines.add(mode, Bus::new())? {
            Added::Again(api) => api,
            Added::New(api) => {
                let updates = api.clone();
                tauri::async_runtime::spawn(async move { updates.run_updates().await });
                if let Some(made) = self.made.get() {
                    made(api.clone());
                }
                api
            }
        })
    }

    async fn started(&self, mode: Mode, api: &Api, opening: Option<Usd>) -> Result<(), Failed> {
        let options = self
            .options(mode, api.bus().clone(), opening)
            .map_err(|error| Box::new((error, None)))?;
        match Engine::start(options.clone()).await {
            Ok(engine) => {
                api.attach(engine);
                // Whoever was to go along and did not, because the program ended in between.
                api.take_over().await;
                Ok(())
            }
            Err(error) => Err(Box::new((error, Some(options)))),
        }
    }

    fn options(&self, mode: Mode, bus: Bus, opening: Option<Usd>) -> Result<EngineOptions, EngineError> {
        let (home, endpoints) = (self.home.clone(), self.endpoints.clone());
        if mode == Mode::Live {
            return live::options(home, Arc::clone(&self.keys), endpoints, bus);
        }
        let usual = PaperTerms::default();
        let terms = PaperTerms {
            opening: opening.unwrap_or(usual.opening),
            ..usual
        };
        paper::options(home, endpoints, terms, bus)
    }

    fn begun(&self) -> ApiResult<&Engines> {
        self.engines
            .get()
            .ok_or_else(|| ApiError::new(ErrorCode::CannotHere, "the program has not begun yet".to_owned()))
    }
}

fn is_at_work(api: &Api) -> bool {
    api.frame_now().state != EngineState::Failed
}

#[cfg(test)]
mod tests {
    use pilotfish_api::ApiOptions;
    use pilotfish_vault::store::keychain::Keychain;

    use super::*;

    fn program(folder: &std::path::Path) -> (AccountEngines, Engines) {
        let home = Home::at(folder);
        let endpoints = Endpoints::local_at("http://127.0.0.1:9").expect("addresses");
        let account = AccountEngines::new(home.clone(), endpoints, Arc::new(Keychain::default()));
        let demo = Api::new(ApiOptions {
            home,
            mode: Mode::Demo,
            version: "0".to_owned(),
            bus: Bus::new(),
            listens: false,
            host: None,
        });
        let engines = Engines::new(demo);
        account.begin(engines.clone(), |_| ());
        (account, engines)
    }

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("pilotfish-account-engines-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn on_a_fresh_machine_nothing_starts_and_live_cannot_be_started() {
        let folder = folder("fresh");
        let (account, engines) = program(&folder);
        assert!(!account.go_on().await);
        assert_eq!(engines.shown().mode(), Mode::Demo);
        let refused = account.start_live().await.expect_err("nobody has entered it");
        assert_eq!(refused.code, "no_account_chosen");
        assert!(engines.account().is_none() && !folder.join("live/pilotfish.db").exists());
        // What was kept of it is not needed any more.
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn paper_runs_beside_the_demo_ends_and_goes_on_with_the_next_start() {
        let folder = folder("paper");
        let (account, engines) = program(&folder);
        account
            .start_paper(Some(Usd::dollars(500)))
            .await
            .expect("paper starts");
        account.start_paper(None).await.expect("once");
        assert_eq!(engines.account().map(|api| api.mode()), Some(Mode::Paper));
        assert_eq!(
            engines.shown().mode(),
            Mode::Demo,
            "starting it shows nothing by itself"
        );
        engines.show(Mode::Paper).expect("it runs");
        account.end(Mode::Paper).await.expect("it ends");
        assert!(engines.account().is_none());
        assert_eq!(engines.shown().mode(), Mode::Demo);

        let (again, engines) = program(&folder);
        assert!(again.go_on().await, "it was entered before");
        assert_eq!(engines.shown().mode(), Mode::Paper);
        again.end(Mode::Paper).await.expect("it ends");
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_choice_that_cannot_be_read_is_shown_and_starts_nothing() {
        let folder = folder("damaged");
        std::fs::create_dir_all(folder.join("live")).expect("a folder");
        std::fs::write(folder.join("live/account.json"), "{}").expect("a file");
        std::fs::write(folder.join("live/pilotfish.db"), "").expect("a file");
        let (account, engines) = program(&folder);
        assert!(account.go_on().await);
        let frame = engines.shown().frame_now();
        let trouble = frame.trouble.map(|error| error.code);
        assert_eq!(
            (frame.state, trouble),
            (EngineState::Failed, Some(ErrorCode::AccountFile))
        );
        let _ = std::fs::remove_dir_all(&folder);
    }
}
