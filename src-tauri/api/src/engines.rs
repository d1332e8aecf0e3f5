//! The program's engines: the demo's, and one of paper or live. The window shows one of them, and what it asks goes to that one.
//!
//! Each has a command list of its own ([`Api`]), so that nothing of one is ever asked of the other: its own bus, records, caches
//! and socket. What belongs to the program (its version, its settings) they share. Both run whichever is shown.
//!
//! Quitting asks about both, and the tray's stop stops both: neither is out of reach because the other is looked at.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::future::join_all;
use pilotfish_engine::{Bus, Mode};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::types::{Frame, Topic, Update};
use crate::updates::UPDATES_KEPT;
use crate::{Api, ApiResult, problem};

/// The program's engines. Clones are the same ones.
#[derive(Clone)]
pub struct Engines {
    shared: Arc<Shared>,
}

struct Shared {
    demo: Api,
    /// Paper's or live's: one a program, and the same one for as long as it runs.
    own: OnceLock<Api>,
    /// Whether one of live may be among them.
    live: bool,
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

    fn with(demo: Api, live: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                demo,
                own: OnceLock::new(),
                live,
                sent: AtomicU32::new(0),
                updates: broadcast::Sender::new(UPDATES_KEPT),
            }),
        }
    }

    /// A command list for paper or live beside the demo's. Its updates have to be run ([`Api::run_updates`]).
    ///
    /// # Errors
    /// `one_account` where there is one already, or for a second demo; `no_live_here` for live in a program without it.
    pub fn add(&self, mode: Mode, bus: Bus) -> ApiResult<Api> {
        let refused = || {
            problem(
                "one_account",
                "this program runs one demo and one account of paper or live",
            )
        };
        if mode == Mode::Demo {
            return Err(refused());
        }
        if mode == Mode::Live && !self.shared.live {
            return Err(problem("no_live_here", "this program never trades with real money"));
        }
        let api = self.shared.demo.beside(mode, bus);
        self.shared.own.set(api.clone()).map_err(|_| refused())?;
        Ok(api)
    }

    /// The one that is shown: what the window asks goes to it.
    #[must_use]
    pub fn shown(&self) -> Api {
        let mode = *self.shared.demo.shared.together.shown.borrow();
        let shown = self.all().find(|api| api.mode() == mode);
        shown.unwrap_or(&self.shared.demo).clone()
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
        let mut frames: Vec<Frame> = self.all().map(Api::frame_now).collect();
        frames.reverse();
        frames
    }

    /// The kill switch of everything that the program runs, whichever is shown.
    ///
    /// # Errors
    /// The first of those that [`Api::stop_all`] has; the others are stopped all the same.
    pub async fn stop_all(&self) -> ApiResult<()> {
        let each = join_all(self.all().map(Api::stop_all)).await;
        each.into_iter().try_for_each(|stopped| stopped.map(drop))
    }

    fn all(&self) -> impl Iterator<Item = &Api> {
        [Some(&self.shared.demo), self.shared.own.get()].into_iter().flatten()
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
