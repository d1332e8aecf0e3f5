//! When it is looked for a new version without anybody's asking.

use std::time::Duration;

use pilotfish_api::Preferences;
use pilotfish_api::types::{UpdateChannel, UpdatePhase};

/// So often where all is well.
const EVERY: Duration = Duration::from_secs(24 * 3_600);
/// So soon again where the last look came to nothing.
const AGAIN: Duration = Duration::from_secs(3_600);

/// The last look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looked {
    /// How long ago, real time.
    pub(super) ago: Duration,
    /// On which channel.
    pub(super) channel: UpdateChannel,
    /// It came to nothing.
    pub(super) failed: bool,
}

/// Whether it is looked for one now: at the start, each day, after another channel was chosen, and sooner where the last look failed. Not
/// before somebody has read on the first page what is sent, and where.
pub(super) fn is_due(chosen: &Preferences, phase: UpdatePhase, last: Option<Looked>) -> bool {
    if !chosen.look_for_updates || !chosen.welcomed || !matches!(phase, UpdatePhase::Idle | UpdatePhase::Ready) {
        return false;
    }
    last.is_none_or(|last| {
        let every = if last.failed { AGAIN } else { EVERY };
        last.channel != chosen.update_channel || last.ago >= every
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_looked_for_at_the_start_daily_and_sooner_after_a_failure_and_never_where_it_is_switched_off() {
        let chosen = Preferences {
            welcomed: true,
            ..Preferences::default()
        };
        assert!(
            !is_due(&Preferences::default(), UpdatePhase::Idle, None),
            "nobody was told of it yet"
        );
        let looked = |hours: u64, failed| {
            Some(Looked {
                ago: Duration::from_secs(hours * 3_600),
                channel: UpdateChannel::Stable,
                failed,
            })
        };
        let due = |last| is_due(&chosen, UpdatePhase::Idle, last);
        assert!(due(None) && due(looked(24, false)) && due(looked(1, true)));
        assert!(!due(looked(23, false)) && !due(looked(0, true)));
        for busy in [UpdatePhase::Looking, UpdatePhase::Downloading, UpdatePhase::Installing] {
            assert!(!is_due(&chosen, busy, None), "{busy:?}");
        }
        assert!(
            is_due(&chosen, UpdatePhase::Ready, looked(24, false)),
            "a newer one yet"
        );
        let preview = Preferences {
            update_channel: UpdateChannel::Preview,
            ..chosen.clone()
        };
        assert!(is_due(&preview, UpdatePhase::Idle, looked(0, false)));
        let off = Preferences {
            look_for_updates: false,
            ..preview
        };
        assert!(!is_due(&off, UpdatePhase::Idle, None));
    }
}
