//! What goes wrong between program and venue, and in the program.

use super::{HOUR, MINUTE, Plan, SECOND};
use crate::simulate::chance::Chance;
use crate::simulate::script::{
    CallAct, CancelReply, CrashAct, FaultAct, ListAct, ListShown, LookAnswer, Moment, PlaceAnswer, StreamAct, What,
};

impl Plan {
    fn wrong(&mut self, at: i64, act: FaultAct) {
        self.push(at, What::Fault(act));
    }

    pub(super) fn make_wrongs(&mut self) {
        let mut chance = self.chance(10);
        self.make_calls(&mut chance);
        self.make_lists(&mut chance);
        self.make_streams(&mut chance);
        self.make_outages(&mut chance);
        self.make_crashes(&mut chance);
    }

    fn make_calls(&mut self, chance: &mut Chance) {
        for _ in 0..chance.between(6, 24) {
            let at = chance.between(10 * MINUTE, self.end);
            let answer = match chance.between(0, 9) {
                0..=2 => PlaceAnswer::AnswerLost,
                3 => PlaceAnswer::Dropped,
                4..=5 => PlaceAnswer::BookedLate(Moment(chance.between(11 * SECOND, 55 * SECOND))),
                6 => PlaceAnswer::ServerError,
                _ => PlaceAnswer::AnswerLate(Moment(chance.between(SECOND, 9 * SECOND))),
            };
            self.wrong(at, FaultAct::Place(CallAct { answer, times: 1 }));
        }
        for _ in 0..chance.between(4, 16) {
            let at = chance.between(10 * MINUTE, self.end);
            let answer = match chance.between(0, 6) {
                0 => CancelReply::AnswerLost,
                1 => CancelReply::Dropped,
                2..=3 => CancelReply::Error,
                _ => CancelReply::Late(Moment(chance.between(SECOND, 40 * SECOND))),
            };
            self.wrong(at, FaultAct::Cancel(CallAct { answer, times: 1 }));
        }
        for _ in 0..chance.between(4, 16) {
            let at = chance.between(10 * MINUTE, self.end);
            let answer = match chance.between(0, 5) {
                0..=1 => LookAnswer::Lost,
                2..=3 => LookAnswer::StillOpen,
                _ => LookAnswer::Off(chance.between(-9, 9)),
            };
            self.wrong(at, FaultAct::Look(CallAct { answer, times: 1 }));
        }
    }

    fn make_lists(&mut self, chance: &mut Chance) {
        for _ in 0..chance.between(2, 8) {
            let at = chance.between(10 * MINUTE, self.end);
            let Some(whose) = chance.pick(&self.traders).cloned() else {
                return;
            };
            let whose = if chance.happens(250) { "us".to_owned() } else { whose };
            let shown = match chance.between(0, 5) {
                0 => ListShown::Empty,
                1 => ListShown::Short(1),
                2 => ListShown::Old(Moment(chance.between(MINUTE, 30 * MINUTE))),
                3 => ListShown::Incomplete,
                _ => ListShown::Failed,
            };
            let lasting = Moment(chance.between(MINUTE, 25 * MINUTE));
            self.wrong(at, FaultAct::List(ListAct { whose, shown, lasting }));
        }
        for _ in 0..chance.between(0, 4) {
            let at = chance.between(10 * MINUTE, self.end);
            let by = Moment(chance.between(10 * SECOND, 40 * SECOND));
            let act = if chance.happens(500) {
                FaultAct::TradesLate { by }
            } else {
                FaultAct::BalanceLate { by }
            };
            self.wrong(at, act);
        }
        if chance.happens(250) {
            let at = chance.between(HOUR, self.end);
            let lasting = Moment(chance.between(2 * MINUTE, 30 * MINUTE));
            self.wrong(at, FaultAct::ActivityIncomplete { lasting });
        }
    }

    fn make_streams(&mut self, chance: &mut Chance) {
        for _ in 0..chance.between(2, 8) {
            let at = chance.between(10 * MINUTE, self.end);
            let lasting = Moment(chance.between(MINUTE, 2 * HOUR));
            let act = match chance.between(0, 4) {
                0 => StreamAct::ActivitySilent(lasting),
                1 => StreamAct::UserSilent(lasting),
                2 => StreamAct::ActivityLate(Moment(chance.between(5 * SECOND, 30 * MINUTE))),
                3 => StreamAct::Twice(lasting),
                _ => StreamAct::Shuffled(lasting),
            };
            self.wrong(at, FaultAct::Stream(act));
        }
    }

    fn make_outages(&mut self, chance: &mut Chance) {
        for _ in 0..chance.between(0, 4) {
            let at = chance.between(30 * MINUTE, self.end - HOUR);
            let lasting = Moment(chance.between(10 * SECOND, 30 * MINUTE));
            self.wrong(at, FaultAct::Offline { lasting });
        }
        if chance.happens(600) {
            let at = chance.between(2 * HOUR, self.end - HOUR);
            let lasting = Moment(chance.between(10 * MINUTE, 9 * HOUR));
            self.wrong(at, FaultAct::Sleep { lasting });
        }
        let clock = if self.habits.clock_off { 700 } else { 300 };
        if chance.happens(clock) {
            let at = chance.between(HOUR, self.end - HOUR);
            let by = match chance.between(0, 4) {
                0 => chance.between(20 * HOUR, 30 * HOUR),
                1 => -chance.between(20 * HOUR, 30 * HOUR),
                2 => chance.between(HOUR, 3 * HOUR),
                3 => -chance.between(MINUTE, 3 * HOUR),
                _ => chance.between(30 * SECOND, 5 * MINUTE),
            };
            let lasting = Moment(chance.between(MINUTE, 2 * HOUR));
            self.wrong(
                at,
                FaultAct::Clock {
                    by: Moment(by),
                    lasting,
                },
            );
        }
    }

    fn make_crashes(&mut self, chance: &mut Chance) {
        for _ in 0..chance.between(1, 8) {
            let at = chance.between(5 * MINUTE, self.end);
            let crash = CrashAct {
                boundary: u32::try_from(chance.between(0, 25)).unwrap_or(0),
                down: Moment(if chance.happens(150) {
                    chance.between(HOUR, 8 * HOUR)
                } else {
                    chance.between(SECOND, 5 * MINUTE)
                }),
            };
            self.wrong(at, FaultAct::Crash(crash));
        }
        if chance.happens(400) {
            let at = chance.between(5 * MINUTE, self.end);
            self.wrong(
                at,
                FaultAct::DiskFull {
                    down: Moment(20 * SECOND),
                },
            );
        }
        if chance.happens(400) {
            let at = chance.between(5 * MINUTE, self.end);
            let down = Moment(chance.between(SECOND, 3 * HOUR));
            self.wrong(at, FaultAct::Restart { down });
        }
    }
}
