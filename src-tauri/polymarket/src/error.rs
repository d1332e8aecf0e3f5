//! What can go wrong on the wire, by what the caller can do.

use std::time::Duration;

use pilotfish_copy::input::Refusal;
use pilotfish_vault::VaultError;

/// Why the venue did not answer as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No connection: nothing was sent.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
    /// Nothing was sent: the venue asked to wait with that HTTP status, or our own plan for its rate limits is used up.
    #[error("not sent: the rate limits leave no turn for {} s", wait.as_secs_f32().ceil())]
    Paced {
        /// For how long.
        wait: Duration,
        /// The HTTP status with which the venue asked; none where it is our own plan.
        status: Option<u16>,
    },
    /// Nothing was sent: in the last moment it was not to leave any more.
    #[error("not sent: {0}")]
    KeptBack(String),
    /// A question was sent and no usable answer came in time.
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// A change was asked for and no usable answer came: it may have happened. Look it up before asking again.
    #[error("it is unknown whether it happened: {0}")]
    Unknown(String),
    /// It answers, and asks to wait (restart, maintenance, rate limit) or is out of order.
    #[error("asks to wait (HTTP {status}): {text}")]
    Wait {
        /// The HTTP status.
        status: u16,
        /// The venue's words.
        text: String,
        /// How long, where it says so.
        retry_after: Option<Duration>,
    },
    /// It answers what cannot be read.
    #[error("an answer that cannot be read: {0}")]
    Unreadable(String),
    /// A list of which only a part came, or that has more pages than we read.
    #[error("only a part of it could be read (of at most {pages} pages): {what}")]
    Incomplete {
        /// What was read, and what was wrong with it.
        what: String,
        /// The most pages that are read.
        pages: usize,
    },
    /// It does not have what was asked for, and says so in its own form. A 404 of a gateway or a route is [`Error::Wait`].
    #[error("not found: {0}")]
    NotFound(String),
    /// A contract on Polygon refuses a question: it has no such function, or no such thing.
    #[error("the contract refuses: {0}")]
    Reverted(String),
    /// It refuses. The refusal's code says whether to fix the input or to stop.
    #[error("refused (HTTP {status}): {}", refusal.text)]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the venue said.
        refusal: Refusal,
    },
    /// Nothing was sent: the host is not one of the venue's addresses. Fix the settings.
    #[error("not sent: {0} is not on the list of the hosts that may be contacted")]
    NotListed(String),
    /// A plain-text address that is not this machine, by its key in the endpoints. Fix the settings.
    #[error("plain http or ws is only for this machine: the address for \"{0}\" must be https or wss")]
    Insecure(String),
    /// The address or the HTTP client cannot be set up. Fix the settings.
    #[error("cannot be set up: {0}")]
    Setup(String),
    /// The vault refused to sign.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// What to do about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// The same again, later; after that time where the venue named one.
    TryLater(Option<Duration>),
    /// Find out what happened before anything else.
    LookUp,
    /// Ask differently, or change the settings.
    FixInput,
    /// Stop and tell the user: the key, the clock or the account is wrong.
    Stop,
}

impl Error {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> Advice {
        use pilotfish_copy::input::RefusalCode as Code;
        match self {
            Self::Unreachable(_) | Self::NoAnswer(_) | Self::Unreadable(_) | Self::Incomplete { .. } => {
                Advice::TryLater(None)
            }
            Self::Wait { retry_after, .. } => Advice::TryLater(*retry_after),
            Self::Paced { wait, .. } => Advice::TryLater(Some(*wait)),
            Self::Unknown(_) => Advice::LookUp,
            Self::NotFound(_)
            | Self::Reverted(_)
            | Self::KeptBack(_)
            | Self::NotListed(_)
            | Self::Insecure(_)
            | Self::Setup(_) => Advice::FixInput,
            Self::Refused { refusal, .. } => match refusal.code {
                Code::Authentication | Code::Restricted | Code::ClosedOnly | Code::Region | Code::Version => {
                    Advice::Stop
                }
                Code::Unavailable | Code::RateLimited => {
                    let ms = refusal.retry_after_ms.and_then(|ms| u64::try_from(ms).ok());
                    Advice::TryLater(ms.map(Duration::from_millis))
                }
                _ => Advice::FixInput,
            },
            Self::Vault(_) => Advice::Stop,
        }
    }

    /// Whether the venue gave no sign of life.
    #[must_use]
    pub const fn is_silence(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::NoAnswer(_) | Self::Unknown(_))
    }
}
