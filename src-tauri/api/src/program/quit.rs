//! Quitting while orders work: it asks first (product.md §9).
//!
//! Orders left behind rest on the venue until they are filled or their expiry comes; nobody moves them meanwhile.

use std::sync::atomic::Ordering;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::command::ChildKind;

use crate::numbers::count;
use crate::types::{Ms, QuitChoice, QuitQuestion};
use crate::{Api, ApiResult, Attached, problem};
use pilotfish_engine::EngineHandle;
use pilotfish_engine::accounts;

/// How long the venue may take to confirm the cancellations, real time. An order of unknown fate takes longer: then the
/// program stays, and says so.
const CANCEL_WITHIN: Duration = Duration::from_secs(30);

impl Api {
    /// The user asks to quit. With nothing at work the program ends; with working orders the window comes to the front
    /// and asks (`Frame::quit`), and [`Api::answer_quit`] decides.
    ///
    /// # Errors
    /// `cannot_here` where there is no program to end.
    pub async fn quit(&self) -> ApiResult<()> {
        let host = self.host()?;
        if let Attached::Engine(engine) = self.attached()
            && accounts::left_by_quitting(&engine.core()) > 0
        {
            self.shared.quitting.store(true, Ordering::SeqCst);
            self.shared.bus.nudge();
            host.show();
        } else {
            host.quit();
        }
        Ok(())
    }

    /// What the user says to it: leave the orders, cancel them first, or keep running.
    ///
    /// # Errors
    /// `cancel_unfinished` when not every order was over in time: the program goes on then, and the question is gone;
    /// `cannot_here` where there is no program to end; the engine's.
    pub async fn answer_quit(&self, choice: QuitChoice) -> ApiResult<()> {
        let host = self.host()?.clone();
        match choice {
            QuitChoice::Stay => self.forget_quitting(),
            QuitChoice::Leave => host.quit(),
            QuitChoice::Cancel => {
                self.cancel_all_orders().await?;
                let mut view = self.engine()?.views();
                let over = view.wait_for(|view| accounts::working(&view.core, None) == 0);
                match tokio::time::timeout(CANCEL_WITHIN, over).await {
                    Ok(_) => host.quit(),
                    Err(_) => {
                        self.forget_quitting();
                        return Err(problem(
                            "cancel_unfinished",
                            "not every order is confirmed as cancelled yet; Pilotfish goes on until it is",
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// The user does not want to quit after all, or closed the window that asked.
    pub fn forget_quitting(&self) {
        self.shared.quitting.store(false, Ordering::SeqCst);
        self.shared.bus.nudge();
    }

    /// What is asked now; nothing unless the user wants to quit and orders work.
    pub(crate) fn quit_question(&self, engine: &EngineHandle) -> Option<QuitQuestion> {
        let asked = self.shared.quitting.load(Ordering::SeqCst);
        asked.then(|| question(&engine.core())).flatten()
    }
}

fn question(core: &Core) -> Option<QuitQuestion> {
    let orders = accounts::left_by_quitting(core);
    let expiries = core.state().children.values().filter_map(|child| match child.kind {
        ChildKind::Resting { expires_at, .. } if child.state.holds_slot() => Some(expires_at),
        _ => None,
    });
    (orders > 0).then(|| QuitQuestion {
        orders: count(orders),
        reserved: core.reserved().to_string(),
        expires: expiries.max().map(|at| Ms(at.0)),
    })
}
