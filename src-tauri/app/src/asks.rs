//! What a start asks of the program: of the one that runs already, where one does.
//!
//! A closed list. Of everything else that is typed nothing is handed on, and nothing here widens what may be lost: what is stopped is
//! started again in the window alone, and a pause is undone only where the window is open, in live with the usual question.

use pilotfish_api::types::{ApiError, ErrorCode, Id, Place};
use pilotfish_api::{ApiResult, Engines};
use pilotfish_vault::words::{Language, Said};
use tauri::{AppHandle, Manager};

use crate::options::Options;
use crate::window;

/// What is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Ask {
    /// The window, in front.
    #[default]
    Show,
    /// To run, without its window.
    Hidden,
    /// To stop everything.
    Stop,
    /// To take no new copies.
    Pause,
    /// To take new copies again, after a pause and after nothing else.
    Resume,
    /// The window, at that copy order.
    Open(u64),
}

impl Ask {
    /// As it is handed to the program that runs: a program's name, and the option.
    pub(crate) fn handed_on(self) -> Vec<String> {
        let (option, order) = match self {
            Self::Show => (None, None),
            Self::Hidden => (Some("--hidden"), None),
            Self::Stop => (Some("--stop"), None),
            Self::Pause => (Some("--pause"), None),
            Self::Resume => (Some("--resume"), None),
            Self::Open(order) => (Some("--open"), Some(order.to_string())),
        };
        let words = ["pilotfish"].into_iter().chain(option).map(str::to_owned);
        words.chain(order).collect()
    }

    /// What was handed on. Whoever hands on what cannot be understood wants to see the window.
    pub(crate) fn of(handed: &[String]) -> Self {
        let options = handed.iter().skip(1).cloned();
        Options::from_args(options).map_or(Self::Show, |options| options.ask)
    }

    /// Whether it is nothing to start a program for.
    pub(crate) const fn needs_one_that_runs(self) -> bool {
        matches!(self, Self::Stop | Self::Pause | Self::Resume)
    }
}

/// Does what was asked. What is urgent is begun before anything is waited for.
pub(crate) fn carry_out(app: &AppHandle, ask: Ask) {
    tracing::info!(?ask, "asked by a second start");
    let engines = app.state::<Engines>().inner().clone();
    match ask {
        Ask::Show => window::show(app),
        Ask::Hidden => {}
        Ask::Stop => spawn("stop", async move { engines.stop_all().await }),
        Ask::Pause => spawn("pause", async move { engines.pause_all().await }),
        Ask::Resume => spawn("resume", async move { engines.resume_all().await }),
        Ask::Open(order) => open(app, &engines, order),
    }
}

/// Opens the window at that order; at nothing in particular where there is none of that number.
pub(crate) fn open(app: &AppHandle, engines: &Engines, order: u64) {
    let (app, api) = (app.clone(), engines.shown());
    spawn("open", async move {
        let opened = api.open_at(Place::Order { order: Id(order) }).await;
        if opened.is_err() {
            window::show(&app);
        }
        opened
    });
}

fn spawn(what: &'static str, doing: impl Future<Output = ApiResult<()>> + Send + 'static) {
    tauri::async_runtime::spawn(async move {
        if let Err(ApiError { code, detail, .. }) = doing.await
            && code != ErrorCode::NotFound
        {
            tracing::warn!(what, code = code.as_str(), detail, "asked for by a second start");
        }
    });
}

/// What a person reads at the terminal where it was handed on; nothing where the window says it.
pub(crate) fn handed(ask: Ask, language: Language) -> Option<String> {
    let said = match ask {
        Ask::Show | Ask::Hidden | Ask::Open(_) => return None,
        Ask::Stop => Said::new(
            "Pilotfish was told to stop: nothing more is sent, and every order is being cancelled. “pilotfish-cli status” shows what is left.",
            "Pilotfish a reçu l’ordre d’arrêt : plus rien n’est envoyé, et chaque ordre est en cours d’annulation. « pilotfish-cli status » montre ce qui reste.",
        ),
        Ask::Pause => Said::new(
            "Pilotfish was told to pause: nothing new is copied, and orders that work go on.",
            "Pilotfish a reçu l’ordre de pause : rien de nouveau n’est copié, et les ordres en cours continuent.",
        ),
        Ask::Resume => Said::new(
            "Pilotfish was told to take new copies again. With real money it asks first, in a window of its own. What was stopped stays stopped.",
            "Pilotfish a reçu l’ordre de reprendre les copies. Avec de l’argent réel, il le demande d’abord dans une fenêtre à part. Ce qui a été arrêté le reste.",
        ),
    };
    Some(said.text(language).to_owned())
}

/// What a person reads where no program runs that could do it.
pub(crate) fn nobody_runs(language: Language) -> String {
    let said = Said::new(
        "Pilotfish does not run, so nothing was asked of it. Orders that rest on the exchange stay there: “pilotfish-cli stop” cancels them.",
        "Pilotfish n’est pas lancé : rien ne lui a été demandé. Les ordres en attente sur la plateforme y restent : « pilotfish-cli stop » les annule.",
    );
    said.text(language).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_on_is_what_was_asked_and_nothing_else_is_understood() {
        for ask in [Ask::Show, Ask::Hidden, Ask::Stop, Ask::Pause, Ask::Resume, Ask::Open(7)] {
            assert_eq!(Ask::of(&ask.handed_on()), ask);
        }
        let of = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            Ask::of(&args)
        };
        // As the plug-in of other systems hands a whole command line on.
        assert_eq!(of(&["C:\\pilotfish.exe", "--home", "D:\\other", "--stop"]), Ask::Stop);
        for nonsense in [
            &[][..],
            &["--stop"],
            &["pilotfish", "--start-again"],
            &["pilotfish", "--stop", "--resume"],
            &["pilotfish", "--open", "../7"],
            &["pilotfish", "--live"],
        ] {
            assert_eq!(of(nonsense), Ask::Show, "{nonsense:?}");
        }
    }

    #[test]
    fn only_what_a_program_that_runs_can_do_needs_one() {
        assert!(Ask::Stop.needs_one_that_runs() && Ask::Pause.needs_one_that_runs());
        assert!(!Ask::Open(1).needs_one_that_runs() && !Ask::Hidden.needs_one_that_runs());
        for language in [Language::English, Language::French] {
            assert!(nobody_runs(language).contains("pilotfish-cli stop"));
            assert!(handed(Ask::Stop, language).is_some_and(|said| said.contains("pilotfish-cli status")));
            assert_eq!(handed(Ask::Show, language), None);
        }
    }
}
