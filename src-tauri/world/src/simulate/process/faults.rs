//! What a script makes wrong.

use pilotfish_copy::input::Input;

use super::{Due, Process};
use crate::simulate::script::{FaultAct, StreamAct};

/// Silences of a stream and lateness last so long where a script does not say.
const LASTING_MS: i64 = 3_600_000;

impl Process {
    pub(super) fn goes_wrong(&mut self, act: &FaultAct) {
        match act {
            FaultAct::Place(call) => self.pending.place.push(*call),
            FaultAct::Cancel(call) => self.pending.cancel.push(*call),
            FaultAct::Look(call) => self.pending.look.push(*call),
            FaultAct::List(list) => {
                let until = self.now + list.lasting.0;
                self.overrides
                    .lists
                    .push((list.whose.clone(), list.shown.clone(), until));
            }
            FaultAct::Stream(act) => self.stream_goes_wrong(*act),
            FaultAct::TradesLate { by } => self.venue.own.trades_late = (by.0, self.now + LASTING_MS),
            FaultAct::BalanceLate { by } => self.until.balance_late = (by.0, self.now + LASTING_MS),
            FaultAct::ActivityIncomplete { lasting } => {
                self.until.incomplete = self.now + lasting.0;
                self.oracle.activity_incomplete(self.now, self.until.incomplete);
            }
            FaultAct::Offline { lasting } => {
                self.until.offline = self.now + lasting.0;
                let at = self.until.offline;
                self.due(at, Due::Online);
            }
            FaultAct::Clock { by, lasting } => {
                self.clock_ahead = by.0;
                self.due(self.now + lasting.0, Due::ClockRight);
            }
            FaultAct::Sleep { lasting } => {
                self.until.asleep = self.now + lasting.0;
                let at = self.until.asleep;
                self.due(at, Due::Wakes);
            }
            FaultAct::Crash(crash) => {
                if self.core.is_some() {
                    self.flush();
                    self.crash = Some((crash.boundary, crash.down.0));
                }
            }
            FaultAct::DiskFull { down } => {
                if self.core.is_some() {
                    self.flush();
                    self.disk_full = Some(down.0);
                }
            }
            FaultAct::Restart { down } => {
                if self.core.is_some() {
                    self.flush();
                    self.trace.note(self.now, "the user quits");
                    self.dies(down.0);
                }
            }
            FaultAct::Over { habits } => self.is_over(*habits),
        }
    }

    fn stream_goes_wrong(&mut self, act: StreamAct) {
        let now = self.now;
        match act {
            StreamAct::ActivitySilent(lasting) => self.until.activity_silent = now + lasting.0,
            StreamAct::UserSilent(lasting) => self.until.user_silent = now + lasting.0,
            StreamAct::ActivityLate(by) => self.until.activity_late = (by.0, now + LASTING_MS),
            StreamAct::Twice(lasting) => self.until.twice = now + lasting.0,
            StreamAct::Shuffled(lasting) => self.until.shuffled = now + lasting.0,
        }
    }

    /// Nothing is wrong any more: what comes to rest now must agree.
    fn is_over(&mut self, habits: bool) {
        self.pending = super::Pending::default();
        self.crash = None;
        self.disk_full = None;
        self.overrides.lists.clear();
        self.venue.refusals.clear();
        self.venue.own.trades_late = (0, 0);
        let now = self.now;
        let until = &mut self.until;
        for end in [
            &mut until.offline,
            &mut until.asleep,
            &mut until.activity_silent,
            &mut until.user_silent,
            &mut until.twice,
            &mut until.shuffled,
            &mut until.activity_late.1,
            &mut until.balance_late.1,
            &mut until.incomplete,
        ] {
            *end = (*end).min(now);
        }
        if habits {
            self.over = true;
            self.venue.habits = crate::simulate::habits::Habits::default();
        }
        if self.clock_ahead != 0 {
            self.clock_ahead = 0;
        }
        self.due(now, Due::Online);
        self.due(now, Due::Starts);
    }

    /// The user asks for something.
    pub(super) fn tell_user(&mut self, ask: pilotfish_copy::input::UserInput) {
        if self.core.is_none() || self.is_asleep() {
            return;
        }
        self.give(Input::User(ask));
        self.flush();
    }
}
