//! Quitting while orders work: it asks first (product.md §9).
//!
//! Orders left behind rest on the venue until they are filled or their expiry comes; nobody moves them meanwhile. An engine that
//! runs cancels them itself. One that starts, has failed or is not there cannot: then the stop path does it, and the program ends
//! only when the venue has said that nothing is open. That stop stands at the next start.
//!
//! A program may run two engines. Whichever the window shows, the question is about both, and so is the answer.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::join_all;
use pilotfish_copy::Core;
use pilotfish_copy::command::ChildKind;

use crate::cents::Account;
use crate::numbers::count;
use crate::types::{ErrorCode, Ms, QuitChoice, QuitEngine, QuitQuestion};
use crate::{Api, ApiResult, Attached, problem};
use pilotfish_engine::view::Phase;
use pilotfish_engine::{EngineHandle, HeldOrders, Mode, StopReport, accounts};

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
        if self.left_in_all().is_empty() {
            host.quit();
        } else {
            self.set_quitting(true);
            host.show();
        }
        Ok(())
    }

    /// What the user says to it: leave the orders, cancel them first, or keep running.
    ///
    /// # Errors
    /// `cancel_unfinished` when not every order was over in time, `quit_orders_open` and `quit_orders_unknown` when the engine
    /// does not run and the exchange shows orders still, or does not say: the program stays then, and the question is gone;
    /// `cannot_here` where there is no program to end; the engine's.
    pub async fn answer_quit(&self, choice: QuitChoice) -> ApiResult<()> {
        let host = self.host()?.clone();
        match choice {
            QuitChoice::Stay => self.forget_quitting(),
            QuitChoice::Leave => host.quit(),
            QuitChoice::Cancel => {
                let left: Vec<Self> = self.left_in_all().into_iter().map(|(list, _)| list).collect();
                let each = left.iter().map(Self::cancel_before_ending);
                // None waits for the other, and one that fails keeps none from being cancelled.
                let done: ApiResult<Vec<_>> = join_all(each).await.into_iter().collect();
                match done {
                    Ok(held) => {
                        held.into_iter().flatten().for_each(HeldOrders::for_good);
                        host.quit();
                    }
                    Err(error) => {
                        self.forget_quitting();
                        return Err(error);
                    }
                }
            }
        }
        Ok(())
    }

    /// Cancels everything that is open, and sees it over; fine when nothing is. As long as the answer is kept no order leaves: one
    /// that was decided after the cancellation would be left behind.
    pub(crate) async fn cancel_before_ending(&self) -> ApiResult<Option<HeldOrders>> {
        let mut held = None;
        if let Attached::Engine(engine) = self.attached()
            && is_running(&engine)
        {
            held = engine.hold_orders();
            match self.cancelled_by_the_engine(&engine).await {
                // It failed meanwhile, and cancels nothing any more.
                Err(_) if !is_running(&engine) => {}
                done => return done.map(|()| held),
            }
        }
        self.stop_all().await?;
        let report = self.last_stop().unwrap_or_default();
        match report.open {
            Some(0) => Ok(held),
            Some(open) => Err(problem(
                ErrorCode::QuitOrdersOpen,
                words(&report, &format!("{open} orders are still open at the exchange")),
            )),
            None => Err(problem(
                ErrorCode::QuitOrdersUnknown,
                words(&report, "the exchange did not say what is still open"),
            )),
        }
    }

    async fn cancelled_by_the_engine(&self, engine: &EngineHandle) -> ApiResult<()> {
        self.cancel_all_orders().await?;
        let unfinished = || {
            problem(
                ErrorCode::CancelUnfinished,
                "not every order is confirmed as cancelled yet; Pilotfish goes on until it is",
            )
        };
        let mut views = engine.views();
        // What was decided meanwhile is held back: it is an order that has none at the exchange.
        let settled =
            views.wait_for(|view| accounts::on_exchange(&view.core) == 0 || !matches!(view.phase, Phase::Running));
        match tokio::time::timeout(CANCEL_WITHIN, settled).await {
            Ok(Ok(view)) if accounts::on_exchange(&view.core) == 0 => Ok(()),
            _ => Err(unfinished()),
        }
    }

    /// Orders that quitting would leave behind. The records of a failed engine stand still: what a stop has found open since is
    /// newer.
    fn left_by_quitting(&self, engine: &EngineHandle) -> usize {
        match (&engine.view().phase, self.last_stop()) {
            (Phase::Failed(_), Some(StopReport { open: Some(open), .. })) => open,
            _ => accounts::left_by_quitting(&engine.core()),
        }
    }

    /// The user does not want to quit after all, or closed the window that asked.
    pub fn forget_quitting(&self) {
        self.set_quitting(false);
    }

    fn set_quitting(&self, quitting: bool) {
        let together = &self.shared.together;
        together.quitting.store(quitting, Ordering::SeqCst);
        for list in together.lists() {
            list.shared.bus.nudge();
        }
    }

    /// What is asked now; nothing unless the user wants to quit and orders work.
    pub(crate) fn quit_question(&self) -> Option<QuitQuestion> {
        if !self.shared.together.quitting.load(Ordering::SeqCst) {
            return None;
        }
        let engines: Vec<QuitEngine> = self.left_in_all().into_iter().map(|(_, left)| left).collect();
        let orders = engines.iter().map(|engine| engine.orders).fold(0, u32::saturating_add);
        (orders > 0).then_some(QuitQuestion { orders, engines })
    }

    /// The program's lists whose engine has something that quitting would leave behind, and what.
    fn left_in_all(&self) -> Vec<(Self, QuitEngine)> {
        let left = |list: Self| {
            let Attached::Engine(engine) = list.attached() else {
                return None;
            };
            let orders = list.left_by_quitting(&engine);
            let left = question(list.mode(), &engine.core(), orders)?;
            Some((list, left))
        };
        self.shared.together.lists().into_iter().filter_map(left).collect()
    }
}

fn is_running(engine: &EngineHandle) -> bool {
    matches!(engine.view().phase, Phase::Running)
}

/// What it came to, with what could not be done.
fn words(report: &StopReport, what: &str) -> String {
    let mut words = vec![what.to_owned()];
    words.extend(report.trouble.iter().cloned());
    words.join("; ")
}

fn question(mode: Mode, core: &Core, orders: usize) -> Option<QuitEngine> {
    let expiries = core.state().children.values().filter_map(|child| match child.kind {
        ChildKind::Resting { expires_at, .. } if child.state.holds_slot() => Some(expires_at),
        _ => None,
    });
    (orders > 0).then(|| QuitEngine {
        mode: mode.into(),
        orders: count(orders),
        reserved: Account::of(core).committed.reserved.to_string(),
        expires: expiries.max().map(|at| Ms(at.0)),
    })
}
