//! How the question reaches a person: natively, by the program around the command list, or at the terminal of the process that gave
//! the command where that program has neither window nor desktop.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use pilotfish_engine::Mode;
use tokio::time::Instant;

use crate::risk::{Question, words};
use crate::types::{ApiError, ErrorCode};
use crate::{Api, ApiResult, problem};

/// How long nothing is asked after a question that was answered with no, real time: a page that asks again and again is not
/// answered yes by somebody who is tired of it.
const QUIET_AFTER_NO: Duration = Duration::from_secs(5);

/// Asks a person, outside of every web view.
pub trait Confirm: Send + Sync + 'static {
    /// Whether they said yes. Whatever else happens (no answer, nobody there, no dialog) is no.
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, bool>;
}

/// Who gives the commands.
#[derive(Debug, Clone, Default)]
pub(crate) enum Caller {
    /// The program itself: its tray, its engines.
    #[default]
    Program,
    /// The program's window: a page.
    Window,
    /// Another process of the user's, over the socket.
    Process(Arc<Terminal>),
}

/// The terminal of another process.
#[derive(Debug, Default)]
pub(crate) struct Terminal {
    /// The question that was answered with yes there, word for word.
    pub(crate) confirmed: Option<Question>,
    /// The question that stands in the way.
    pub(crate) asks: Mutex<Option<Question>>,
}

/// The questions of one program: one at a time.
#[derive(Debug, Default)]
pub(crate) struct Asking {
    /// Held while one is open.
    one: tokio::sync::Mutex<()>,
    /// Nothing is asked before.
    quiet_until: Mutex<Option<Instant>>,
}

impl Asking {
    fn is_quiet(&self) -> bool {
        let until = *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    fn said_no(&self) {
        *self.quiet_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now() + QUIET_AFTER_NO);
    }
}

impl Api {
    /// The same list, for a command of another process.
    pub(crate) fn for_process(&self, terminal: Arc<Terminal>) -> Self {
        Self {
            caller: Caller::Process(terminal),
            ..self.clone()
        }
    }

    /// Whose money is at stake: live's where the list or its engine says so.
    pub(crate) fn at_stake(&self) -> Mode {
        match self.engine() {
            Ok(engine) if engine.mode() == Mode::Live => Mode::Live,
            _ => self.mode(),
        }
    }

    /// Goes on where nothing has to be asked, or a person said yes to just what happens then: `question` is what has to be asked as
    /// things stand, and is looked at again after the answer.
    ///
    /// # Errors
    /// `not_confirmed` without a yes, `cannot_confirm` where nobody can be asked, `already_asking`, `asked_just_now`, and
    /// `changed_meanwhile` where another question would have to be asked by then.
    pub(crate) async fn allow(&self, question: impl Fn() -> Option<Question>) -> ApiResult<()> {
        let Some(asked) = question() else {
            return Ok(());
        };
        self.confirm(&asked).await?;
        match question() {
            None => Ok(()),
            Some(now) if now == asked => Ok(()),
            Some(_) => Err(problem(
                ErrorCode::ChangedMeanwhile,
                "something changed while the question was open: look at it and try again",
            )),
        }
    }

    async fn confirm(&self, question: &Question) -> ApiResult<()> {
        let native = self.shared.host.as_ref().and_then(|host| host.confirm());
        let yes = match (native, &self.caller) {
            (Some(native), Caller::Program | Caller::Window) => {
                return self.confirm_natively(native.as_ref(), question).await;
            }
            // Whoever reads it did not press anything here.
            (Some(native), Caller::Process(_)) => {
                let question = words::of_another_process(question);
                return self.confirm_natively(native.as_ref(), &question).await;
            }
            // A server's program has nothing to ask with: whoever gives the command asks at their terminal, and shows what was asked.
            (None, Caller::Process(terminal)) => {
                let yes = terminal.confirmed.as_ref() == Some(question);
                *terminal.asks.lock().unwrap_or_else(PoisonError::into_inner) = (!yes).then(|| question.clone());
                yes
            }
            (None, Caller::Program | Caller::Window) => {
                return Err(problem(
                    ErrorCode::CannotConfirm,
                    "with real money this is asked outside of the window, and this program cannot ask there",
                ));
            }
        };
        if yes { Ok(()) } else { Err(not_confirmed()) }
    }

    async fn confirm_natively(&self, native: &dyn Confirm, question: &Question) -> ApiResult<()> {
        let asking = &self.shared.together.asking;
        let Ok(_one) = asking.one.try_lock() else {
            return Err(problem(
                ErrorCode::AlreadyAsking,
                "another question is open: answer it first",
            ));
        };
        if asking.is_quiet() {
            let detail = format!("it was answered with no less than {} s ago", QUIET_AFTER_NO.as_secs());
            return Err(problem(ErrorCode::AskedJustNow, detail));
        }
        tracing::info!(
            asks = question.title.en,
            "asks before real money is put at a greater risk"
        );
        if native.ask(question).await {
            return Ok(());
        }
        asking.said_no();
        Err(not_confirmed())
    }
}

fn not_confirmed() -> ApiError {
    problem(ErrorCode::NotConfirmed, "not confirmed: nothing was changed")
}
