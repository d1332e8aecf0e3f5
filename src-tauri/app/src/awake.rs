//! The computer does not go to sleep by itself while orders work, where the user chose that: nobody would look after them.
//!
//! Only the sleep that comes of idling is held off: a closed lid, a low battery and the user's own word are none of this. The display may
//! go dark. What is held is let go as soon as no order works, and by the system itself where the program ends.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

use std::time::Duration;

use pilotfish_api::texts::text;
use pilotfish_api::types::{EngineState, Frame};
use pilotfish_api::{Engines, Preferences};
use tauri::AppHandle;

use crate::notices;
#[cfg(not(target_os = "linux"))]
use elsewhere::Held;
#[cfg(target_os = "linux")]
use linux::Held;

/// How often it is looked at whether orders work: sleep comes after minutes.
const LOOKS: Duration = Duration::from_secs(10);

/// Holds sleep off when it is to be, for as long as the program runs.
pub(crate) fn watch(app: &AppHandle, engines: &Engines) {
    let (app, engines) = (app.clone(), engines.clone());
    tauri::async_runtime::spawn(async move {
        let mut held: Option<Held> = None;
        let mut told = false;
        loop {
            let wanted = is_wanted(&engines.shown().preferences(), &engines.frames());
            if !wanted {
                // Letting go is dropping it.
                held = None;
            } else if held.is_none() {
                let why = text(notices::language(&app), "awake", "orders_work");
                match Held::hold(why).await {
                    Ok(holds) => held = Some(holds),
                    Err(error) if !told => {
                        told = true;
                        tracing::warn!(error, "the computer may go to sleep while orders work");
                    }
                    // It was said; a desktop that can do it may come yet.
                    Err(_) => {}
                }
            }
            tokio::time::sleep(LOOKS).await;
        }
    });
}

/// Whether the user chose it and orders work in an engine that can look after them.
fn is_wanted(chosen: &Preferences, frames: &[Frame]) -> bool {
    let looks_after = |frame: &Frame| {
        matches!(
            frame.state,
            EngineState::Running | EngineState::Paused | EngineState::Disconnected
        ) && frame.sums.working_orders > 0
    };
    chosen.stay_awake && frames.iter().any(looks_after)
}

#[cfg(test)]
mod tests {
    use pilotfish_api::frame::blank_frame;
    use pilotfish_api::types::{Mode, Sums};

    use super::*;

    #[test]
    fn sleep_is_held_off_only_where_it_was_chosen_and_orders_work() {
        let frame = |state, working_orders| Frame {
            state,
            sums: Sums {
                working_orders,
                ..Sums::default()
            },
            ..blank_frame(Mode::Live, "0")
        };
        let chosen = Preferences {
            stay_awake: true,
            ..Preferences::default()
        };
        let work = [frame(EngineState::Stopped, 3), frame(EngineState::Paused, 1)];
        assert!(is_wanted(&chosen, &work));
        assert!(
            !is_wanted(&Preferences::default(), &work),
            "it is off unless it is chosen"
        );
        assert!(!is_wanted(&chosen, &[frame(EngineState::Running, 0)]));
        assert!(
            !is_wanted(&chosen, &[frame(EngineState::Failed, 3)]),
            "nobody looks after them anyway"
        );
        assert!(!is_wanted(&chosen, &[]));
    }
}
