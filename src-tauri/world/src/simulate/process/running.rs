//! From one thing that happens to the next: lines, deadlines, steps, commits, crashes and starts.

use std::collections::VecDeque;

use pilotfish_copy::command::Command;
use pilotfish_copy::entity::Change;
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::VenueMs;
use pilotfish_copy::input::Input;
use pilotfish_copy::{Core, Intervals};

use super::durable::difference;
use super::{CHAIN_MAX, Chance, Due, Occasion, Process, Request, Work};
use crate::simulate::script::What;
use crate::simulate::stores::intent_of;

/// Between two comparisons of the whole state with what the store gives back.
const COMPARE_EVERY_MS: i64 = 3_600_000;

/// A world is waited for so long after its end, until nothing is on its way.
const UNDER_WAY_MOST_MS: i64 = 300_000;

/// A shell that is asked for a tick that has just been will not give it sooner than this.
const TICKS_APART_MS: i64 = 100;

/// Ticks in a row that bring no deadline further: after so many the core makes its shell go round in circles.
const IDLE_TICKS_MAX: u32 = 300;

impl Process {
    /// Runs to the end, or to the first violation.
    pub(crate) fn run(&mut self) {
        self.trace.start(self.start);
        while self.oracle.is_content() {
            let Some(next) = self.next_instant().filter(|next| self.goes_on(*next)) else {
                break;
            };
            self.now = self.now.max(next);
            self.venue.advance(self.now);
            self.hear_streams();
            self.take_lines();
            self.take_due();
            self.tick_if_due();
            if self.now >= self.next_compare {
                self.next_compare = self.now + COMPARE_EVERY_MS;
                self.compare("hourly");
                self.mark_hour();
            }
        }
        if self.oracle.is_content() {
            self.now = self.now.max(self.end);
            self.venue.advance(self.now);
            self.compare("at the end");
            self.oracle.at_end(self.now, &self.venue, self.over);
        }
    }

    /// Whether the world goes on to that instant: to its end, and a little further while an order is on its way, since a child
    /// may be replaced at any moment. What is stuck stays so for longer.
    fn goes_on(&self, next: i64) -> bool {
        next < self.end || (next < self.end + UNDER_WAY_MOST_MS && self.oracle.is_under_way())
    }

    fn next_instant(&self) -> Option<i64> {
        let line = self.lines.get(self.next_line).map(|line| self.start + line.at.0);
        let queued = self.queue.keys().next().map(|(at, _)| *at);
        [line, queued, self.venue.next_event_at(), self.core_due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// When the core's next deadline comes, in truth. A clock that is set back does not make the program wait longer than it had
    /// meant to: its timers run in real time, and by one of them it compares its clock with the venue's each minute.
    fn core_due(&self) -> Option<i64> {
        if self.is_asleep() {
            return None;
        }
        let due = self.core.as_ref()?.next_deadline()?;
        let ahead = self.ahead_at_step.max(self.clock_ahead + self.skew);
        Some((due.0 - ahead).max(self.now).max(self.next_tick))
    }

    fn take_lines(&mut self) {
        while let Some(line) = self
            .lines
            .get(self.next_line)
            .filter(|line| self.start + line.at.0 <= self.now)
            .cloned()
        {
            self.next_line += 1;
            self.trace.line(self.now, &line);
            match &line.what {
                What::Venue(act) => self.venue.happens(act, self.start),
                What::Trader(act) => self.venue.trader_acts(act),
                What::User(act) => self.user_asks(act),
                What::Fault(act) => self.goes_wrong(act),
                What::Expect(expectation) => {
                    let problem = self.oracle.expects(expectation, &self.venue);
                    if let Some(problem) = problem {
                        self.oracle.found(self.now, "expectation", problem);
                    }
                }
            }
            self.hear_streams();
        }
    }

    fn take_due(&mut self) {
        let mut taken = 0_usize;
        while let Some(entry) = self.queue.first_entry().filter(|entry| entry.key().0 <= self.now) {
            let due = entry.remove();
            taken += 1;
            if taken > CHAIN_MAX {
                self.oracle
                    .found(self.now, "chain", "one instant does not end".to_owned());
                return;
            }
            match due {
                Due::Tell { input, run, request } => self.told(*input, run, request),
                Due::Arrives(request) => {
                    // What the core's last steps ask for goes out before the venue answers others.
                    self.flush();
                    self.arrives(*request);
                    self.hear_streams();
                }
                Due::Starts => self.starts(),
                Due::Online => self.online_again(),
                Due::ClockRight => self.clock_ahead = 0,
                Due::Wakes => {}
            }
        }
        self.flush();
    }

    /// An input arrives: unless the program that it is for is gone.
    fn told(&mut self, input: Input, run: Option<u64>, request: Option<u64>) {
        if self.core.is_none() || run.is_some_and(|run| run != self.run) {
            return;
        }
        if self.is_asleep() {
            // An answer waits in the socket until the computer wakes; what a stream says meanwhile is lost.
            if run.is_some() {
                let at = self.until.asleep;
                self.due(
                    at,
                    Due::Tell {
                        input: Box::new(input),
                        run,
                        request,
                    },
                );
            }
            return;
        }
        if run.is_none() && self.is_offline() {
            return;
        }
        if let Some(request) = request
            && !self.open.remove(&request)
        {
            return;
        }
        if let Input::VenueTime { at } = &input
            && self.seed.is_multiple_of(2)
        {
            // Some programs go by the venue's clock from here on; others leave the correction to the core.
            let off = self.now + self.clock_ahead - at.0;
            self.skew = if off.abs() <= 2_000 { 0 } else { -self.clock_ahead };
        }
        self.give(input);
    }

    fn tick_if_due(&mut self) {
        if self.core_due().is_some_and(|due| due <= self.now) {
            let before = self.core.as_ref().and_then(Core::next_deadline);
            self.next_tick = self.now + TICKS_APART_MS;
            self.give(Input::Tick);
            self.flush();
            let after = self.core.as_ref().and_then(Core::next_deadline);
            self.idle_ticks = if before == after { self.idle_ticks + 1 } else { 0 };
            if self.idle_ticks > IDLE_TICKS_MAX {
                self.oracle.found(
                    self.now,
                    "deadline",
                    format!("the core is due at {after:?} again and again"),
                );
            }
        }
    }

    /// Hands one input in. Its step is committed together with others of the same instant, unless it asks for something.
    pub(super) fn give(&mut self, input: Input) {
        let at = self.clock();
        let guarded = self.crash.is_some() || self.disk_full.is_some();
        let Some(core) = &mut self.core else { return };
        if self.tail.is_empty() && guarded && self.before_tail.is_none() {
            self.before_tail = Some(core.clone());
        }
        self.inputs += 1;
        self.trace.input(self.now, &input);
        let step = core.step(at, input.clone());
        self.ahead_at_step = self.clock_ahead + self.skew;
        let asks = !step.commands.is_empty();
        self.tail.push((input, step));
        let mut chance = Chance::of(self.seed, Occasion::Batch, self.inputs, 0);
        if asks || chance.happens(300) {
            self.flush();
        }
    }

    /// Commits what is not committed, and carries out what it asks for.
    pub(super) fn flush(&mut self) {
        let mut work: VecDeque<Work> = match self.commit() {
            Some(commands) => Self::work_of(commands),
            None => return,
        };
        let mut done = 0_usize;
        while let Some(next) = work.pop_front() {
            done += 1;
            if done > CHAIN_MAX {
                self.oracle
                    .found(self.now, "chain", "one step's commands do not end".to_owned());
                return;
            }
            match next {
                Work::Command(Command::Place(place)) => {
                    let Some((signed, send)) = self.sign(place) else {
                        continue;
                    };
                    if pilotfish_copy::planted!("send-before-commit") {
                        self.send(send);
                        self.step_uncommitted(signed);
                    } else {
                        self.step_uncommitted(signed);
                        work.push_front(Work::Send(Box::new(send)));
                    }
                    match self.commit() {
                        Some(commands) => work.extend(Self::work_of(commands)),
                        None => return,
                    }
                    continue;
                }
                Work::Command(command) => self.carry_out(command),
                Work::Send(request) => self.send(*request),
            }
            if self.boundary() {
                return;
            }
        }
    }

    /// A step whose commit follows at once.
    fn step_uncommitted(&mut self, input: Input) {
        let at = self.clock();
        let guarded = self.crash.is_some() || self.disk_full.is_some();
        let Some(core) = &mut self.core else { return };
        if guarded && self.before_tail.is_none() {
            self.before_tail = Some(core.clone());
        }
        self.inputs += 1;
        self.trace.input(self.now, &input);
        let step = core.step(at, input.clone());
        self.ahead_at_step = self.clock_ahead + self.skew;
        self.tail.push((input, step));
    }

    /// Commits the steps that are not yet committed; gives what they ask for. `None`: the program died.
    fn commit(&mut self) -> Option<Vec<Command>> {
        if self.tail.is_empty() {
            return Some(Vec::new());
        }
        let writes = self
            .tail
            .iter()
            .any(|(_, step)| !step.changes.is_empty() || !step.events.is_empty() || !step.commands.is_empty());
        if writes {
            if self.boundary() {
                return None;
            }
            if let Some(down) = self.disk_full.take() {
                self.trace.note(self.now, "the disk is full: the commit fails");
                self.dies(down);
                return None;
            }
        }
        let tail = std::mem::take(&mut self.tail);
        self.before_tail = None;
        let changes: Vec<Change> = tail.iter().flat_map(|(_, step)| step.changes.iter().cloned()).collect();
        let events: Vec<Event> = tail.iter().flat_map(|(_, step)| step.events.iter().cloned()).collect();
        if !changes.is_empty() || !events.is_empty() {
            let intents: Vec<_> = tail
                .iter()
                .filter_map(|(input, step)| match input {
                    Input::Signed { child, .. } => intent_of(&step.changes, *child),
                    _ => None,
                })
                .collect();
            let trusted = self.core.as_ref().map_or(VenueMs(self.now), Core::now);
            if let Err(reason) = self.rows.commit(&changes, &events, &intents, trusted) {
                self.oracle
                    .found(self.now, "schema", format!("the store refuses a row: {reason}"));
                return None;
            }
        }
        let mut commands = Vec::new();
        for (input, step) in tail {
            self.trace.step(self.now, &step);
            self.oracle.committed(self.now, &input, &step, &self.venue);
            commands.extend(step.commands);
        }
        if writes && self.boundary() {
            return None;
        }
        Some(commands)
    }

    /// An effect boundary: the program may die here.
    fn boundary(&mut self) -> bool {
        match &mut self.crash {
            None => false,
            Some((0, down)) => {
                let down = *down;
                self.trace.note(self.now, "the program dies");
                self.dies(down);
                true
            }
            Some((left, _)) => {
                *left -= 1;
                false
            }
        }
    }

    /// The program is gone: what was not committed is lost, what was sent is on its way.
    pub(super) fn dies(&mut self, down: i64) {
        self.crash = None;
        let before = self.before_tail.take();
        let lost = !self.tail.is_empty();
        self.tail.clear();
        let memory = if lost { before } else { self.core.take() };
        self.core = None;
        self.open.clear();
        if let Some(memory) = memory {
            self.compare_with(&memory, "at a crash");
        }
        self.oracle.died();
        self.due(self.now + down, Due::Starts);
    }

    fn starts(&mut self) {
        if self.core.is_some() {
            return;
        }
        match self.rows.load() {
            Ok(rows) => self.core = Some(Core::restore(Intervals::default(), &rows)),
            Err(reason) => {
                self.oracle
                    .found(self.now, "store", format!("the rows cannot be read: {reason}"));
                return;
            }
        }
        self.run += 1;
        self.skew = 0;
        self.trace.note(self.now, "the program starts");
        self.told_offline = false;
        self.watched_books.clear();
        self.give(Input::Tick);
        self.flush();
    }

    fn mark_hour(&mut self) {
        let hour = (self.now - self.start) / COMPARE_EVERY_MS;
        if let (Some(hours), Some(core)) = (&mut self.hours, &self.core)
            && let Ok(rows) = self.rows.load()
        {
            hours.mark(hour, core, &rows);
        }
    }

    fn compare(&mut self, when: &str) {
        self.flush();
        if let Some(core) = self.core.take() {
            self.compare_with(&core, when);
            self.core = Some(core);
        }
    }

    fn compare_with(&mut self, memory: &Core, when: &str) {
        let rows = match self.rows.load() {
            Ok(rows) => rows,
            Err(reason) => {
                self.oracle
                    .found(self.now, "store", format!("the rows cannot be read: {reason}"));
                return;
            }
        };
        let restored = Core::restore(Intervals::default(), &rows);
        if let Some(difference) = difference(memory, &restored) {
            self.oracle.found(
                self.now,
                "restore",
                format!("{when} the store gives another state: {difference}"),
            );
        }
    }

    /// The venue answers again.
    fn online_again(&mut self) {
        if self.is_offline() {
            return;
        }
        if std::mem::take(&mut self.told_offline) && self.core.is_some() {
            self.answer(
                self.now,
                Input::Connection {
                    up: true,
                    reason: String::new(),
                },
            );
        }
    }

    /// A request leaves: it takes a moment to arrive.
    pub(super) fn send(&mut self, request: Request) {
        if matches!(request, Request::Place { .. }) {
            self.send_order(request);
            return;
        }
        let takes = self.chance(Occasion::Latency, 1).between(20, 400);
        self.due(self.now + takes, Due::Arrives(Box::new(request)));
    }

    /// The time of a request, as the program stamps it.
    pub(super) fn asked_at(&self) -> VenueMs {
        self.clock()
    }
}
