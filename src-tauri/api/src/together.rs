//! What the command lists of one program have in common: its settings, which of them the window shows, and whether the user wants to
//! quit. Each list speaks for one engine; what is asked about all of them is asked here.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use pilotfish_engine::Mode;
use tokio::sync::watch;

use crate::claims::AloneRequests;
use crate::diagnostics::metrics::Offered;
use crate::key::Look;
use crate::program::closing::Closing;
use crate::program::notifications::Notifications;
use crate::program::opening::Openings;
use crate::program::preferences::SettingsFile;
use crate::risk::asking::Asking;
use crate::setup::way::Memory;
use crate::support::Bundles;
use crate::types::{ErrorCode, Frame, LockAfter};
use crate::window_lock::idle::WindowLock;
use crate::{Api, ApiResult, Caller, NotStarted, Shared, problem};

pub(crate) struct Together {
    pub(crate) settings: Mutex<SettingsFile>,
    /// The user asked to quit while orders work, and has not said what is to become of them.
    pub(crate) quitting: AtomicBool,
    /// What closing the window would lose.
    pub(crate) closing: Closing,
    /// Where figures are offered to other programs, while they are.
    pub(crate) metrics: tokio::sync::Mutex<Option<Offered>>,
    /// The support bundle that was shown last.
    pub(crate) bundles: Bundles,
    /// Where the window is to go.
    pub(crate) openings: Openings,
    /// How notifications fared.
    pub(crate) notifications: Notifications,
    /// What is asked before real money is put at a greater risk.
    pub(crate) asking: Asking,
    /// What the last look for the live account's key found, since the program began.
    pub(crate) key_look: Mutex<Option<Look>>,
    /// The live account's requests to the relayer while no engine of it runs.
    pub(crate) relayer_alone: Mutex<Option<AloneRequests>>,
    /// The window's lock.
    pub(crate) lock: WindowLock,
    /// What is remembered of the way to live.
    pub(crate) way: Arc<Memory>,
    /// Held while it is decided who goes along from paper to live: a wallet that is left meanwhile is not among them.
    pub(crate) carrying: tokio::sync::Mutex<()>,
    /// Whose list the window shows.
    pub(crate) shown: watch::Sender<Mode>,
    lists: Mutex<Vec<Weak<Shared>>>,
}

impl Together {
    /// Of a program that shows that mode first.
    pub(crate) fn new(settings: SettingsFile, shown: Mode) -> Self {
        // What locks itself, or was locked by hand, begins locked: whoever starts the program anew is not in it by that.
        let lock = WindowLock::new(settings.locked || settings.preferences.lock_after != LockAfter::Never);
        Self {
            lock,
            settings: Mutex::new(settings),
            quitting: AtomicBool::new(false),
            closing: Closing::default(),
            metrics: tokio::sync::Mutex::default(),
            bundles: Bundles::default(),
            openings: Openings::default(),
            notifications: Notifications::default(),
            asking: Asking::default(),
            key_look: Mutex::new(None),
            relayer_alone: Mutex::new(None),
            way: Arc::default(),
            carrying: tokio::sync::Mutex::default(),
            shown: watch::Sender::new(shown),
            lists: Mutex::new(Vec::new()),
        }
    }

    pub(crate) fn joins(&self, list: &Arc<Shared>) {
        self.lists
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::downgrade(list));
    }

    /// The program's lists that count among its modes, as they were added.
    pub(crate) fn lists(&self) -> Vec<Api> {
        let lists = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        let list = |shared: &Weak<Shared>| {
            Some(Api {
                shared: shared.upgrade()?,
                caller: Caller::default(),
            })
        };
        lists.iter().filter_map(list).filter(Api::counts).collect()
    }
}

impl Api {
    /// Shows the engine of that mode from now on, which has to run; the demo is started where it does not. The other one goes on as
    /// it is. Returns the frame that is shown then.
    ///
    /// # Errors
    /// `no_such_mode` where none of that mode runs: the window goes on showing what it shows.
    pub async fn show_mode(&self, mode: crate::types::Mode) -> ApiResult<Frame> {
        let list = self.show(mode.into())?;
        if !list.speaks() {
            let demo = list.clone();
            // Its world takes a while to make; the window shows that it starts.
            tokio::spawn(async move { demo.start_demo().await });
        }
        Ok(list.frame_now())
    }

    /// Starts the demo and speaks for it, or for its failure; where that is done or under way, it comes to nothing more. Of the
    /// demo's list alone, in a program that has one to start.
    pub async fn start_demo(&self) {
        let Some(host) = self.shared.host.clone() else { return };
        let _one = self.shared.resetting.lock().await;
        if self.mode() != Mode::Demo || self.speaks() {
            return;
        }
        match host.start_demo().await {
            Ok(engine) => self.attach(engine),
            Err(failed) => {
                let NotStarted { error, options } = *failed;
                tracing::error!(%error, "the engine did not start");
                self.attach_failure(&error, options);
            }
        }
    }

    /// The list that is shown then.
    pub(crate) fn show(&self, mode: Mode) -> ApiResult<Self> {
        let together = &self.shared.together;
        let list = together.lists().into_iter().find(|list| list.mode() == mode);
        let list = list.ok_or_else(|| problem(ErrorCode::NoSuchMode, format!("nothing runs in {mode} mode")))?;
        together.shown.send_replace(mode);
        Ok(Self {
            caller: self.caller.clone(),
            ..list
        })
    }
}
