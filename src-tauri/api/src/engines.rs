//! The program's engines: the demo's, and one of paper or live. The window shows one of them, and what it asks goes to that one.
//!
//! Each has a command list of its own ([`Api`]), so that nothing of one is ever asked of the other: its own bus, records, caches
//! and socket. What belongs to the program (its version, its settings) they share. Both run whichever is shown. A list is made once
//! and kept; it counts among the program's modes while it speaks for an engine, or for the failure of one. The demo's always does:
//! where it was not started with the program, it is when it is looked at.
//!
//! Quitting asks about both, and the tray's stop stops both: neither is out of reach because the other is looked at.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::future::join_all;
use pilotfish_copy::money::Usd;
use pilotfish_engine::{Bus, EngineHandle, Mode};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::types::{EngineState, ErrorCode, Frame, Topic, Update};
use crate::updates::UPDATES_KEPT;
use crate::{Api, ApiResult, problem};

/// A command list for paper or live.
#[derive(Clone)]
pub enum Added {
    /// Made now: run its updates ([`Api::run_updates`]).
    New(Api),
    /// The one that was made before; it speaks with the bus that it was made with.
    Again(Api),
}

impl Added {
    /// The list.
    #[must_use]
    pub fn api(self) -> Api {
        match self {
            Self::New(api) | Self::Again(api) => api,
        }
    }
}

/// The program's engines. Clones are the same ones.
#[derive(Clone)]
pub struct Engines {
    shared: Arc<Shared>,
}

struct Shared {
    demo: Api,
    /// Paper's and live's: made when it is first needed. One of them runs at a time.
    paper: OnceLock<Api>,
    live: OnceLock<Api>,
    /// Whether one of live may be among them.
    may_be_live: bool,
    sent: AtomicU32,
    updates: broadcast::Sender<Update>,
}

impl Engines {
    /// The demo alone, which is shown.
    #[must_use]
    pub fn new(demo: Api) -> Self {
        Self::with(demo, true)
    }

    /// The same for a program that must not have real money near it: whatever it is asked, no live engine is added.
    #[must_use]
    pub fn without_live(demo: Api) -> Self {
        Self::with(demo, false)
    }

    fn with(demo: Api, may_be_live: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                demo,
                paper: OnceLock::new(),
                live: OnceLock::new(),
                may_be_live,
                sent: AtomicU32::new(0),
                updates: broadcast::Sender::new(UPDATES_KEPT),
            }),
        }
    }

    /// The command list of paper or live beside the demo's, for an engine that is about to start; it speaks for none yet. It is made
    /// with that bus the first time, and then its updates have to be run ([`Added::New`]).
    ///
    /// # Errors
    /// `one_account` while an engine of paper or live runs, or for a second demo; `no_live_here` for live in a program without it.
    pub fn add(&self, mode: Mode, bus: Bus) -> ApiResult<Added> {
        let refused = || {
            problem(
                ErrorCode::OneAccount,
                "this program runs one demo and one account of paper or live",
            )
        };
        let slot = match mode {
            Mode::Demo => return Err(refused()),
            Mode::Paper => &self.shared.paper,
            Mode::Live if !self.shared.may_be_live => {
                return Err(problem(
                    ErrorCode::NoLiveHere,
                    "this program never trades with real money",
                ));
            }
            Mode::Live => &self.shared.live,
        };
        if self.account().is_some() {
            return Err(refused());
        }
        let mut is_new = false;
        let api = slot.get_or_init(|| {
            is_new = true;
            self.shared.demo.beside(mode, bus)
        });
        let api = api.clone();
        Ok(if is_new { Added::New(api) } else { Added::Again(api) })
    }

    /// The list of the account: paper's or live's, whichever has an engine or the failure of one.
    #[must_use]
    pub fn account(&self) -> Option<Api> {
        self.all().find(|api| api.mode() != Mode::Demo).cloned()
    }

    /// Takes the account's engine off its list, and returns it, to be shut down. Where it was shown, the demo is from then on.
    pub fn remove(&self, mode: Mode) -> Option<EngineHandle> {
        let api = self.account().filter(|api| api.mode() == mode)?;
        let engine = api.detach();
        let shown = &self.shared.demo.shared.together.shown;
        shown.send_if_modified(|shown| {
            let was_shown = *shown == mode;
            if was_shown {
                *shown = Mode::Demo;
            }
            was_shown
        });
        engine
    }

    /// The one of that mode, whichever is shown.
    #[must_use]
    pub fn of(&self, mode: Mode) -> Option<Api> {
        self.all().find(|api| api.mode() == mode).cloned()
    }

    /// The one that is shown: what the window asks goes to it.
    #[must_use]
    pub fn shown(&self) -> Api {
        let mode = *self.shared.demo.shared.together.shown.borrow();
        let shown = self.all().find(|api| api.mode() == mode);
        shown.unwrap_or(&self.shared.demo).clone()
    }

    /// The one that is shown, for a command of the window's.
    ///
    /// # Errors
    /// `window_locked` for what the window may not ask for while it is locked.
    pub fn for_window(&self, command: &str) -> ApiResult<Api> {
        self.shown().for_window(command)
    }

    /// Shows the one of that mode from now on.
    ///
    /// # Errors
    /// `no_such_mode` where none of that mode runs: the window goes on showing what it shows.
    pub fn show(&self, mode: Mode) -> ApiResult<()> {
        self.shared.demo.show(mode).map(drop)
    }

    /// How things stand with each, the account's first.
    #[must_use]
    pub fn frames(&self) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self.at_work().into_iter().map(Api::frame_now).collect();
        frames.reverse();
        frames
    }

    /// What each has made since 0:00 UTC of its venue's day; those of which it cannot be read are left out.
    pub async fn profits_today(&self) -> Vec<(Mode, Usd)> {
        let each = self.at_work().into_iter().map(|api| async move {
            let made = api.profit_today().await.ok()?;
            Some((api.mode(), made))
        });
        join_all(each).await.into_iter().flatten().collect()
    }

    /// Has whoever shows that of any of them read it again.
    pub fn touch(&self, topic: pilotfish_engine::Topic) {
        for api in self.all() {
            api.bus().touch([topic]);
        }
    }

    /// The kill switch of everything that the program runs, whichever is shown.
    ///
    /// # Errors
    /// The first of those that [`Api::stop_all`] has; the others are stopped all the same.
    pub async fn stop_all(&self) -> ApiResult<()> {
        let each = join_all(self.at_work().into_iter().map(Api::stop_all)).await;
        each.into_iter().try_for_each(|stopped| stopped.map(drop))
    }

    /// Takes no new copies in anything that the program runs, whichever is shown; what works is worked on.
    ///
    /// # Errors
    /// The first of those that [`Api::pause`] has; the others are paused all the same.
    pub async fn pause_all(&self) -> ApiResult<()> {
        let is_open = |state| {
            matches!(
                state,
                EngineState::Running | EngineState::Disconnected | EngineState::NoKey
            )
        };
        let open = self.at_work().into_iter().filter(|api| is_open(api.frame_now().state));
        let each = join_all(open.map(Api::pause)).await;
        each.into_iter().try_for_each(|paused| paused.map(drop))
    }

    /// Undoes every pause of what the program runs, one after the other, and nothing else. In live it asks first.
    ///
    /// # Errors
    /// `window_locked` while the window is: less may be done without the passphrase, more may not. Else as [`Api::resume`].
    pub async fn resume_all(&self) -> ApiResult<()> {
        if self.shared.demo.is_locked() {
            return Err(problem(
                ErrorCode::WindowLocked,
                "the window is locked: unlock it to resume",
            ));
        }
        for api in self.at_work() {
            if api.frame_now().state == EngineState::Paused {
                api.resume().await?;
            }
        }
        Ok(())
    }

    /// Those that count among the program's modes.
    fn all(&self) -> impl Iterator<Item = &Api> {
        let Shared { demo, paper, live, .. } = &*self.shared;
        let lists = [Some(demo), paper.get(), live.get()];
        lists.into_iter().flatten().filter(|api| api.counts())
    }

    /// Those that speak for an engine or its failure; the demo's where none does.
    fn at_work(&self) -> Vec<&Api> {
        let mut lists: Vec<&Api> = self.all().filter(|api| api.speaks()).collect();
        if lists.is_empty() {
            lists.push(&self.shared.demo);
        }
        lists
    }

    /// The window's updates from now on: those of the one that is shown, numbered as one stream.
    #[must_use]
    pub fn updates(&self) -> broadcast::Receiver<Update> {
        self.shared.updates.subscribe()
    }

    /// Hands on the updates of the one that is shown, for as long as it is polled: spawn it once.
    pub async fn run_updates(&self) {
        let mut shown = self.shared.demo.shared.together.shown.subscribe();
        let mut updates = self.shown().updates();
        loop {
            let changed = loop {
                tokio::select! {
                    update = updates.recv() => match update {
                        Ok(update) => self.send(update),
                        // A gap in the numbers: the window reads everything again.
                        Err(RecvError::Lagged(_)) => self.skip(),
                        Err(RecvError::Closed) => break shown.changed().await,
                    },
                    changed = shown.changed() => break changed,
                }
            };
            if changed.is_err() {
                return;
            }
            // Another engine's: nothing of what is on the screen holds any more. Listened to before its frame is read, so that
            // nothing is missed in between.
            shown.borrow_and_update();
            let api = self.shown();
            updates = api.updates();
            self.skip();
            self.send(Update {
                seq: 0,
                frame: api.frame_now(),
                touched: vec![Topic::All],
                announcements: Vec::new(),
            });
        }
    }

    fn skip(&self) {
        self.shared.sent.fetch_add(1, Ordering::Relaxed);
    }

    fn send(&self, update: Update) {
        let seq = self.shared.sent.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let demo = &self.shared.demo;
        let update = if demo.is_locked() {
            Update {
                frame: demo.veiled(update.frame),
                announcements: Vec::new(),
                ..update
            }
        } else {
            update
        };
        // Nobody listening is no error.
        let _ = self.shared.updates.send(Update { seq, ..update });
    }

    /// Ends every engine tidily: orders stay on the venue, the data are closed.
    pub async fn end(&self) {
        for api in self.all() {
            if let Some(engine) = api.detach() {
                engine.shutdown().await;
            }
        }
    }
}
