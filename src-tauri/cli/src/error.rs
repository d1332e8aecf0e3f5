//! Why a command failed, for a person.

use pilotfish_api::obstacles::Obstacle;
use pilotfish_api::socket::SocketError;
use pilotfish_api::texts;
use pilotfish_api::types::ApiError;
use pilotfish_engine::{EngineError, Failure};
use pilotfish_sim::error::SimError;
use pilotfish_sim_server::ServeError;
use pilotfish_store::StoreError;
use pilotfish_vault::store::StoreError as SecretStoreError;
use pilotfish_vault::words::{Language, Said, Words};
use pilotfish_vault::{KeyTextError, VaultError};
use pilotfish_world::WorldError;

use crate::exit::Exit;

/// What went wrong. Every variant's text says what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// Fix the arguments.
    #[error("{0}")]
    Usage(String),
    /// It was understood, and is not done; the text says why.
    #[error("{0}")]
    Refused(String),
    /// It needs a program that runs on the data, and none does; the text says what then.
    #[error("{0}")]
    NotRunning(String),
    /// See the world's own words.
    #[error(transparent)]
    World(#[from] WorldError),
    /// See the simulated venue's own words.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// See the simulated venue's own words.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// See the engine's own words.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// See the store's own words.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A command of the engine's list was refused.
    #[error("{}", .0.detail)]
    Api(ApiError),
    /// No program listens, or it does not answer.
    #[error(transparent)]
    Socket(#[from] SocketError),
    /// What was entered is no private key; the text says what it seems to be.
    #[error(transparent)]
    KeyText(#[from] KeyTextError),
    /// See the key's own words.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// See the words of the store of secrets.
    #[error(transparent)]
    Secrets(#[from] SecretStoreError),
    /// What was to be read from the terminal or standard input could not be.
    #[error("could not read the input: {0}")]
    Input(std::io::Error),
    /// What was to be printed could not be.
    #[error("could not write the output: {0}")]
    Output(#[from] std::io::Error),
    /// What was to be printed is no JSON.
    #[error("could not write the output as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// No threads to run on.
    #[error("could not start: {0}")]
    Runtime(std::io::Error),
}

impl CliError {
    /// What happened and what to do, in that language where there are words of it, else in English.
    pub(crate) fn text(&self, language: Language) -> String {
        match self {
            Self::Secrets(error) | Self::Engine(EngineError::KeyStore(error)) => error.advice().text(language),
            Self::KeyText(error) => error.advice().text(language),
            Self::Vault(VaultError::NotOurWallet { .. })
            | Self::Engine(EngineError::Key(VaultError::NotOurWallet { .. })) => {
                format!("{self}. {}", Obstacle::WrongWallet.advice().text(language))
            }
            Self::Api(error) | Self::Socket(SocketError::Refused(error)) => texts::of_error(language, error),
            // The engine says what happened in English, with figures; what kind of thing that is, is said first in words of the catalogue.
            Self::Engine(error) => texts::of_error(language, &ApiError::from(error)),
            Self::Socket(SocketError::Nobody(folder)) => {
                let at = folder.display();
                Said::new(
                    format!("Pilotfish is not running on this data ({at})"),
                    format!("Pilotfish n’est pas lancé sur ces données ({at})"),
                )
                .text(language)
                .to_owned()
            }
            Self::Socket(SocketError::Broken(why)) => because(
                language,
                Words::new(
                    "The running Pilotfish does not respond",
                    "Le Pilotfish lancé ne répond pas",
                ),
                why,
            ),
            Self::Socket(SocketError::Asks(_)) => language
                .pick(
                    "This has to be confirmed at a terminal",
                    "Ceci doit être confirmé dans un terminal",
                )
                .to_owned(),
            Self::Store(error) => texts::of_error(language, &ApiError::from(&Failure::from(error))),
            Self::Input(error) => because(
                language,
                Words::new("The input could not be read", "L’entrée n’a pas pu être lue"),
                error,
            ),
            Self::Output(error) => because(language, NOT_PRINTED, error),
            Self::Json(error) => because(language, NOT_PRINTED, error),
            Self::Runtime(error) => because(
                language,
                Words::new("Pilotfish could not start", "Pilotfish n’a pas pu démarrer"),
                error,
            ),
            Self::Usage(_)
            | Self::Refused(_)
            | Self::NotRunning(_)
            | Self::World(_)
            | Self::Sim(_)
            | Self::Serve(_)
            | Self::Vault(_) => self.to_string(),
        }
    }

    /// What to do about it here, where the error itself cannot know.
    pub(crate) fn advice(&self, language: Language) -> Option<&'static str> {
        matches!(
            self,
            Self::Engine(EngineError::Store(StoreError::Outdated(_))) | Self::Store(StoreError::Outdated(_))
        )
        .then_some(language.pick(
            "`pilotfish-cli demo --home FOLDER --reset` removes that demo and begins another",
            "`pilotfish-cli demo --home DOSSIER --reset` supprime cette démo et en commence une autre",
        ))
    }

    /// A stable word for it, which repeats nothing of what was given.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Api(error) => error.code.as_str(),
            Self::Engine(error) => error.code().as_str(),
            Self::Secrets(error) => error.advice().code,
            Self::KeyText(error) => error.advice().code,
            Self::Vault(_) => "key",
            Self::Store(_) => "store",
            Self::Usage(_) => "usage",
            Self::Refused(_) => "refused",
            Self::NotRunning(_) | Self::Socket(SocketError::Nobody(_)) => "not_running",
            _ => "failed",
        }
    }

    /// The code that the program ends with over it.
    pub(crate) const fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::NotRunning(_) | Self::Socket(SocketError::Nobody(_)) => Exit::NotRunning,
            _ => Exit::Refused,
        }
    }

    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

const NOT_PRINTED: Words = Words::new("The output could not be written", "La sortie n’a pas pu être écrite");

/// What happened, and in brackets why, as the system says it.
fn because(language: Language, what: Words, why: &impl std::fmt::Display) -> String {
    format!("{} ({why})", what.text(language))
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        Self::Api(ApiError::from(&failure))
    }
}

impl From<ApiError> for CliError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}
