//! The lock of the window: when nobody has been at it for a while it shows nothing of the account and lets nothing be done but to stop,
//! until the passphrase of the app is given. The engines go on.
//!
//! It is the program's, not the page's: a window that is reloaded, closed or made anew finds it as it was, and a program that begins
//! with a lock set, or was locked by hand when it ended, begins locked. The passphrase is asked for and checked outside of the window ([`Host::prove`](crate::Host::prove)).
//! Another process of the same user (the command line) is not the window, and is not locked.

pub(crate) mod idle;
pub(crate) mod shapes;

use crate::frame::blank_frame;
use crate::program::preferences::{Preferences, SettingsFile};
use crate::risk::Caller;
use crate::types::{
    ApiError, BesideEngine, ErrorCode, Frame, HaltView, LockAfter, LockStanding, PassphraseStanding, QuitEngine,
    QuitQuestion, StopOutcome,
};
use crate::{Api, ApiResult, problem};
use idle::Moment;

/// What the window may ask for while it is locked: it shows nothing of the account and takes no risk.
const WHILE_LOCKED: [&str; 12] = [
    "frame",
    "show_mode",
    "lock_standing",
    "lock_window",
    "unlock",
    "pause",
    "stop_all",
    "quit",
    "answer_quit",
    "note_edits",
    "answer_closing",
    "ready",
];

impl Api {
    /// How the lock stands.
    ///
    /// # Errors
    /// Never: what is not known is in it.
    pub async fn lock_standing(&self) -> ApiResult<LockStanding> {
        Ok(LockStanding {
            locked: self.is_locked(),
            after: self.preferences().lock_after,
            passphrase: match self.has_passphrase().await {
                Ok(true) => PassphraseStanding::Set,
                Ok(false) => PassphraseStanding::NotSet,
                Err(error) if error.code == ErrorCode::CannotHere => PassphraseStanding::CannotHere,
                Err(_) => PassphraseStanding::Unknown,
            },
        })
    }

    /// Locks the window now, also for the next start of the program.
    ///
    /// # Errors
    /// `no_app_passphrase` where nothing would open it again; the key store's where nobody can say. `folder` where the next start
    /// would not know of it: it is locked all the same.
    pub async fn lock_window(&self) -> ApiResult<Frame> {
        self.can_be_opened_again().await?;
        let kept = {
            let mut file = self.settings_file();
            self.shared.together.lock.lock();
            file.locked = true;
            file.save(&self.shared.home)
        };
        self.touch_everything();
        kept?;
        Ok(self.frame_now())
    }

    /// Asks for the passphrase of the app, outside of the window, and opens the window with it.
    ///
    /// # Errors
    /// `not_unlocked` where it was not given; it stays locked.
    pub async fn unlock(&self) -> ApiResult<Frame> {
        if self.is_locked() && !self.host()?.prove().await {
            return Err(problem(
                ErrorCode::NotUnlocked,
                "the passphrase was not given: the window stays locked",
            ));
        }
        {
            let mut file = self.settings_file();
            self.shared.together.lock.open(Moment::now());
            let was_kept = std::mem::take(&mut file.locked);
            if was_kept && let Err(error) = file.save(&self.shared.home) {
                // The next start asks for the passphrase once more: no harm.
                tracing::warn!(%error, "that the window was opened could not be kept");
            }
        }
        self.touch_everything();
        Ok(self.frame_now())
    }

    /// Somebody is at the window: the time until it locks itself begins anew.
    ///
    /// # Errors
    /// Never.
    pub async fn window_used(&self) -> ApiResult<()> {
        if !self.is_locked() {
            self.shared.together.lock.used(Moment::now());
        }
        Ok(())
    }

    /// The passphrase is gone: the window does not lock itself any more, and the next start does not begin locked, since nothing would
    /// open it. It stays as it is.
    ///
    /// # Errors
    /// `folder` where the settings cannot be written.
    pub fn passphrase_removed(&self) -> ApiResult<()> {
        let mut file = self.settings_file();
        if file.preferences.lock_after == LockAfter::Never && !file.locked {
            return Ok(());
        }
        let preferences = Preferences {
            lock_after: LockAfter::Never,
            ..file.preferences.clone()
        };
        let changed = SettingsFile {
            preferences,
            locked: false,
            ..file.clone()
        };
        changed.save(&self.shared.home)?;
        *file = changed;
        drop(file);
        self.touch_everything();
        Ok(())
    }

    /// Whether the window is locked now.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        let after = self.preferences().lock_after.idle();
        self.shared.together.lock.is_locked(after, Moment::now())
    }

    /// The same list for a command of the window's, where the window may give it now.
    pub(crate) fn for_window(&self, command: &str) -> ApiResult<Self> {
        if self.is_locked() && !WHILE_LOCKED.contains(&command) {
            return Err(problem(
                ErrorCode::WindowLocked,
                "the window is locked: unlock it with the passphrase of the app first",
            ));
        }
        Ok(Self {
            caller: Caller::Window,
            ..self.clone()
        })
    }

    /// As the window sees it: while it is locked, nothing of the account.
    pub(crate) fn veiled(&self, frame: Frame) -> Frame {
        if self.is_locked() { veiled(frame) } else { frame }
    }

    /// That there is a passphrase, before anything is locked by it.
    pub(crate) async fn can_be_opened_again(&self) -> ApiResult<()> {
        if self.has_passphrase().await? {
            return Ok(());
        }
        Err(problem(
            ErrorCode::NoAppPassphrase,
            "the app has no passphrase, so nothing would open the window again",
        ))
    }

    async fn has_passphrase(&self) -> ApiResult<bool> {
        self.host()?.has_passphrase().await
    }

    fn touch_everything(&self) {
        for list in self.shared.together.lists() {
            list.shared.bus.touch([pilotfish_engine::Topic::All]);
        }
    }
}

/// What is left of a frame: which engines there are and what they are doing.
pub(crate) fn veiled(frame: Frame) -> Frame {
    let of_halt = |halt: HaltView| HaltView {
        token: None,
        order: None,
        market: None,
        outcome: None,
        shares: None,
        usd: None,
        words: None,
        ..halt
    };
    let of_trouble = |trouble: ApiError| ApiError {
        detail: String::new(),
        ..trouble
    };
    let of_stop = |stop: StopOutcome| StopOutcome {
        // That there was trouble may be known; its words may name what is held.
        trouble: stop.trouble.iter().map(|_| String::new()).collect(),
        ..stop
    };
    let of_quit = |quit: QuitQuestion| QuitQuestion {
        engines: quit
            .engines
            .into_iter()
            .map(|engine| QuitEngine {
                reserved: "0".to_owned(),
                ..engine
            })
            .collect(),
        ..quit
    };
    let beside = frame.beside.into_iter().map(|beside| BesideEngine {
        trouble: beside.trouble.map(of_trouble),
        working_orders: 0,
        ..beside
    });
    Frame {
        modes: frame.modes,
        state: frame.state,
        disconnected_since: frame.disconnected_since,
        trouble: frame.trouble.map(of_trouble),
        halts: frame.halts.into_iter().map(of_halt).collect(),
        now: frame.now,
        beside: beside.collect(),
        stop: frame.stop.map(of_stop),
        quit: frame.quit.map(of_quit),
        testing: frame.testing,
        locked: true,
        ..blank_frame(frame.mode, &frame.version)
    }
}

#[cfg(test)]
mod tests {
    use crate::types::Mode;

    use super::*;

    #[test]
    fn what_a_stop_could_not_do_is_known_but_not_in_words() {
        let stop = StopOutcome {
            cancelled: 1,
            open: None,
            account_wide: true,
            trouble: vec!["order 7 of Fed rate cut? was not let go".to_owned()],
        };
        let frame = Frame {
            stop: Some(stop.clone()),
            ..blank_frame(Mode::Live, "0.0.0")
        };
        let shown = StopOutcome {
            trouble: vec![String::new()],
            ..stop
        };
        assert_eq!(veiled(frame).stop, Some(shown));
    }
}
