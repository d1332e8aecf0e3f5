//! Missed copies come in rows: whoever was asleep misses a night of them. One of a trader for one reason is told, and those of the hour that
//! follows are counted with the next one; the notification centre has them all.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::{Duration, Instant};

use pilotfish_api::types::{AnnouncedEvent, Announcement, SkipReason};

/// So long after one was told the next ones are only counted.
const QUIET: Duration = Duration::from_secs(3_600);
/// Of so many traders it is remembered when one was told; beyond it those of long ago are forgotten.
const KEPT: usize = 1_000;

/// When what was told, and how often it came since.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    told: HashMap<(SkipReason, Option<String>), (Instant, u32)>,
}

impl Repeats {
    /// Those that are to be told now, with how many like them were not told before.
    pub(super) fn fresh(&mut self, announcements: &[Announcement], now: Instant) -> Vec<Announcement> {
        announcements.iter().filter_map(|one| self.take(one, now)).collect()
    }

    fn take(&mut self, one: &Announcement, now: Instant) -> Option<Announcement> {
        let AnnouncedEvent::Skipped { reason } = one.event else {
            return Some(one.clone());
        };
        let is_over = |at: &Instant| now.duration_since(*at) >= QUIET;
        if self.told.len() >= KEPT {
            self.told.retain(|_, (at, _)| !is_over(at));
        }
        let silent = match self.told.entry((reason, one.trader.clone())) {
            Entry::Occupied(told) if !is_over(&told.get().0) => {
                let (_, silent) = told.into_mut();
                *silent = silent.saturating_add(1).saturating_add(one.also);
                return None;
            }
            Entry::Occupied(mut told) => told.insert((now, 0)).1,
            Entry::Vacant(none) => none.insert((now, 0)).1,
        };
        Some(Announcement {
            also: one.also.saturating_add(silent),
            ..one.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(reason: SkipReason, trader: &str) -> Announcement {
        Announcement {
            event: AnnouncedEvent::Skipped { reason },
            order: None,
            side: None,
            shares: None,
            price: None,
            outcome: None,
            market: None,
            trader: Some(trader.to_owned()),
            follow: None,
            also: 0,
        }
    }

    #[test]
    fn a_row_of_missed_copies_is_told_once_an_hour_and_none_is_lost_from_the_count() {
        let mut repeats = Repeats::default();
        let begin = Instant::now();
        let late = skipped(SkipReason::TooOld, "a");
        let at = |minutes: u64| begin + Duration::from_secs(minutes * 60);
        let also = |fresh: Vec<Announcement>| fresh.iter().map(|one| one.also).collect::<Vec<_>>();
        assert_eq!(also(repeats.fresh(std::slice::from_ref(&late), at(0))), [0]);
        let two = Announcement {
            also: 1,
            ..late.clone()
        };
        assert!(repeats.fresh(&[two, late.clone()], at(20)).is_empty());
        // Another trader's and another reason are news.
        let others = [skipped(SkipReason::TooOld, "b"), skipped(SkipReason::Halted, "a")];
        assert_eq!(also(repeats.fresh(&others, at(30))), [0, 0]);
        assert_eq!(also(repeats.fresh(std::slice::from_ref(&late), at(60))), [3]);
        assert!(repeats.fresh(&[late], at(90)).is_empty());
    }

    #[test]
    fn what_is_no_missed_copy_is_always_told() {
        let mut repeats = Repeats::default();
        let now = Instant::now();
        let filled = Announcement {
            event: AnnouncedEvent::Filled,
            ..skipped(SkipReason::TooOld, "a")
        };
        for minutes in 0..3 {
            let at = now + Duration::from_secs(minutes * 60);
            assert_eq!(repeats.fresh(std::slice::from_ref(&filled), at).len(), 1);
        }
    }
}
