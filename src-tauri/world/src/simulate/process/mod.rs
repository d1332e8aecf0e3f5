//! The program around the core, as far as it matters to what can go wrong: clock, wire, streams, commits, crashes.
//!
//! Time jumps from one thing that happens to the next. Whatever the core asks for takes time, can be lost, late or doubled,
//! and can be cut off by a crash between any two effects; a step's commands are carried out only after its rows are
//! committed.

mod calls;
mod durable;
mod faults;
mod polls;
mod requests;
mod running;
mod streams;
mod user;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pilotfish_copy::command::Command;
use pilotfish_copy::ids::{ChildId, OrderHash, RealMs, TokenId, VenueMs};
use pilotfish_copy::input::Input;
use pilotfish_copy::{Core, Intervals, Step};

pub(crate) use requests::Request;

use super::chance::{Chance, Occasion};
use super::oracle::Oracle;
use super::script::{CallAct, CancelReply, Line, LookAnswer, OpenAct, PlaceAnswer, Script};
use super::soak::Hours;
use super::stores::Durable;
use super::trace::Trace;
use super::venue::{Overrides, Venue};

/// Inputs of one instant at most; more means that the core and its surroundings go round in circles.
const CHAIN_MAX: usize = 20_000;

/// What falls due in the program or on the wire.
#[derive(Debug)]
enum Due {
    /// The core is to be told. `run`: only by that run of the program, since its predecessor had asked.
    Tell {
        input: Box<Input>,
        run: Option<u64>,
        request: Option<u64>,
    },
    /// A request reaches the venue.
    Arrives(Box<Request>),
    /// The program is started again.
    Starts,
    /// The connection is back.
    Online,
    /// The clock is right again.
    ClockRight,
    /// The computer wakes up.
    Wakes,
}

/// What a script makes wrong with calls to come.
#[derive(Debug, Default)]
struct Pending {
    place: Vec<CallAct<PlaceAnswer>>,
    cancel: Vec<CallAct<CancelReply>>,
    look: Vec<CallAct<LookAnswer>>,
}

/// What lasts until some instant.
#[derive(Debug, Default)]
struct Until {
    offline: i64,
    asleep: i64,
    activity_silent: i64,
    user_silent: i64,
    twice: i64,
    shuffled: i64,
    activity_late: (i64, i64),
    balance_late: (i64, i64),
    incomplete: i64,
}

/// A world that runs.
pub(crate) struct Process {
    pub(crate) venue: Venue,
    pub(crate) oracle: Oracle,
    pub(crate) trace: Trace,
    lines: Vec<Line>,
    next_line: usize,
    start: i64,
    end: i64,
    now: i64,
    seed: u64,
    core: Option<Core>,
    rows: Box<dyn Durable>,
    /// Steps that are not committed yet.
    tail: Vec<(Input, Step)>,
    /// The core before the first of them, where a crash may be near.
    before_tail: Option<Core>,
    queue: BTreeMap<(i64, u64), Due>,
    counter: u64,
    /// How often the program was started.
    run: u64,
    /// Milliseconds that the computer's clock is ahead.
    clock_ahead: i64,
    /// What the program corrects it by, since it last read the venue's clock.
    skew: i64,
    /// What both came to at the last step: what the program's timer goes by.
    ahead_at_step: i64,
    until: Until,
    pending: Pending,
    overrides: Overrides,
    /// Effect boundaries until the crash, and how long the program is down then.
    crash: Option<(u32, i64)>,
    disk_full: Option<i64>,
    /// Which child a hash is: what the program's executor knows.
    children: BTreeMap<OrderHash, ChildId>,
    hashes: BTreeMap<ChildId, OrderHash>,
    /// Requests that are waited for.
    open: BTreeSet<u64>,
    /// Books and markets that the core asked for: what its streams are subscribed to.
    watched_books: BTreeSet<TokenId>,
    watched_markets: BTreeSet<pilotfish_copy::ids::ConditionId>,
    /// Classes of refusals that were told and have not been seen to be over.
    refused: BTreeSet<&'static str>,
    told_offline: bool,
    next_compare: i64,
    next_tick: i64,
    idle_ticks: u32,
    signs: u64,
    /// Whether what goes wrong by itself is over.
    over: bool,
    /// Inputs that the core took.
    pub(crate) inputs: u64,
    /// What stood at each full hour, where that is asked for.
    pub(super) hours: Option<Hours>,
}

impl Process {
    pub(crate) fn new(script: &Script, trace: Trace, rows: Box<dyn Durable>) -> Result<Self, String> {
        let open: OpenAct = script.opening();
        let habits = super::habits::Habits::read(&open.habits)?;
        let last = script.lines.iter().map(|line| line.at.0).max().unwrap_or(0);
        Ok(Self {
            venue: Venue::new(open.seed, open.start, open.cash, habits),
            oracle: Oracle::new(),
            trace,
            lines: script.lines.clone(),
            next_line: 0,
            start: open.start,
            end: open.start + last + open.quiet.0,
            now: open.start,
            seed: open.seed,
            core: Some(Core::new(Intervals::default())),
            rows,
            tail: Vec::new(),
            before_tail: None,
            queue: BTreeMap::new(),
            counter: 0,
            run: 1,
            clock_ahead: 0,
            skew: 0,
            ahead_at_step: 0,
            until: Until::default(),
            pending: Pending::default(),
            overrides: Overrides::default(),
            crash: None,
            disk_full: None,
            children: BTreeMap::new(),
            hashes: BTreeMap::new(),
            open: BTreeSet::new(),
            watched_books: BTreeSet::new(),
            watched_markets: BTreeSet::new(),
            refused: BTreeSet::new(),
            told_offline: false,
            next_compare: open.start + 3_600_000,
            next_tick: open.start,
            idle_ticks: 0,
            signs: 0,
            over: false,
            inputs: 0,
            hours: None,
        })
    }

    /// The time that the computer's clock shows, corrected as last measured: what inputs are stamped with.
    fn clock(&self) -> VenueMs {
        VenueMs(self.now + self.clock_ahead + self.skew)
    }

    /// Real time, by a clock that nobody sets.
    fn real(&self) -> RealMs {
        RealMs(self.now)
    }

    fn number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    fn due(&mut self, at: i64, due: Due) {
        let number = self.number();
        self.queue.insert((at.max(self.now), number), due);
    }

    /// The core hears it then, if this run of the program still runs.
    fn answer(&mut self, at: i64, input: Input) {
        let run = Some(self.run);
        self.due(
            at,
            Due::Tell {
                input: Box::new(input),
                run,
                request: None,
            },
        );
    }

    fn chance(&mut self, occasion: Occasion, subject: u64) -> Chance {
        let number = self.number();
        Chance::of(self.seed, occasion, subject, number.cast_signed())
    }

    fn is_offline(&self) -> bool {
        self.now < self.until.offline
    }

    fn is_asleep(&self) -> bool {
        self.now < self.until.asleep
    }

    /// Venue time that has passed.
    pub(crate) fn simulated_ms(&self) -> i64 {
        self.now - self.start
    }

    /// Takes what a command asks for into the work to do.
    fn work_of(step_commands: Vec<Command>) -> VecDeque<Work> {
        step_commands.into_iter().map(Work::Command).collect()
    }
}

/// What is to be done at once, in order.
#[derive(Debug)]
enum Work {
    Command(Command),
    Send(Box<Request>),
}
