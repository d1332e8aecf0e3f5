//! macOS slows down a program none of whose windows is seen (App Nap): its timers come late and what it receives waits. This one works
//! while its window is closed, and says so. The computer may still go to sleep: see [`crate::awake`].

use objc2_foundation::{NSActivityOptions, NSProcessInfo, NSString};

/// Holds it off while what is returned is kept.
pub(crate) fn held_off() -> impl Sized {
    let why = NSString::from_str("Copies trades and looks after orders while its window is closed");
    NSProcessInfo::processInfo()
        .beginActivityWithOptions_reason(NSActivityOptions::UserInitiatedAllowingIdleSystemSleep, &why)
}
