//! The run: from deadline to deadline, core and venue in turn.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::entity::{Change, FollowSettings, GlobalLimits};
use pilotfish_copy::event::Event;
use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{Input, OrderReport, RowSource, UserInput};
use pilotfish_copy::money::Percentage;
use pilotfish_copy::{Core, Intervals};
use pilotfish_exchange::{ExchangeEvent, OrderChange};
use pilotfish_sim::venue::{Venue, VenueEvent, VenueOptions};

use crate::checks::Checks;
use crate::instant_venue::InstantVenue;
use crate::options::{WorldError, WorldOptions, find_trader};
use crate::summary::{Summary, Tally};
use crate::views;

/// From a match to the activity stream (polymarket-api §7.6: median 1.9–2.1 s).
const STREAM_DELAY_MS: i64 = 2_000;
/// Inputs that may follow from one instant: far above any real chain, so that a loop is found and not run for ever.
const CHAIN_MAX: usize = 100_000;

/// Who looks on as a world runs.
pub trait Watch {
    /// The core is about to be given this.
    fn input(&mut self, _at: VenueMs, _input: &Input) {}

    /// The core told this.
    fn event(&mut self, _event: &Event) {}
}

/// Hears events only.
struct Telling<T>(T);

impl<T: FnMut(&Event)> Watch for Telling<T> {
    fn event(&mut self, event: &Event) {
        (self.0)(event);
    }
}

/// A world in virtual time.
#[derive(Debug)]
pub struct World {
    core: Core,
    venue: Venue,
    account: InstantVenue,
    now: VenueMs,
    start: VenueMs,
    end: VenueMs,
    followed: BTreeSet<WalletAddress>,
    arriving: BTreeMap<(VenueMs, u64), Input>,
    arrivals: u64,
    tally: Tally,
    checks: Checks,
}

impl World {
    /// Makes the world and follows whom it was asked to.
    ///
    /// # Errors
    /// Everything [`WorldError`] says; nothing has run then.
    pub fn new(options: WorldOptions) -> Result<Self, WorldError> {
        let venue_options = VenueOptions {
            seed: options.seed,
            start: options.start,
            balance: options.balance,
            replay: options.replay,
            breadth: options.breadth,
        };
        let mut venue = Venue::new(venue_options)?;
        let start = venue.start();
        let length = options.length_ms.map(|ms| start.plus(ms));
        let end = match (length, venue.end()) {
            (Some(length), Some(end)) => length.min(end),
            (Some(end), None) | (None, Some(end)) => end,
            (None, None) => return Err(WorldError::Endless),
        };
        let account = InstantVenue::new(options.seed, &venue.world_id())?;
        venue.enroll(&account.wallet);
        venue.set_habits(options.habits.clone());
        venue.drain_events();
        let mut world = Self {
            core: Core::new(Intervals::default()),
            venue,
            account,
            now: start,
            start,
            end,
            followed: BTreeSet::new(),
            arriving: BTreeMap::new(),
            arrivals: 0,
            tally: Tally::default(),
            checks: Checks::default(),
        };
        let mut usual: fn(Percentage) -> FollowSettings = FollowSettings::at;
        if options.demo_limits {
            usual = FollowSettings::of_demo;
            let limits = GlobalLimits::of_demo();
            world.arrive(start, Input::User(UserInput::SetLimits { limits }));
        }
        for ask in &options.follows {
            let mut settings = usual(ask.percentage);
            if let Some(least_ms) = options.min_time_to_resolution_ms {
                settings.min_time_to_resolution_ms = least_ms;
            }
            world.arrive_follow(&ask.who, settings)?;
        }
        Ok(world)
    }

    fn arrive_follow(&mut self, who: &str, settings: FollowSettings) -> Result<(), WorldError> {
        let (trader, name) = find_trader(&self.venue, who)?;
        self.followed.insert(trader.clone());
        self.arrive(self.start, Input::User(UserInput::Follow { trader, name, settings }));
        Ok(())
    }

    fn arrive(&mut self, at: VenueMs, input: Input) {
        self.arrivals += 1;
        self.arriving.insert((at, self.arrivals), input);
    }

    /// Runs to the end, giving each event to `tell` as it happens.
    ///
    /// # Errors
    /// Only when the key refuses to sign at all; an order that it refuses is an outcome.
    pub fn run(self, tell: impl FnMut(&Event)) -> Result<Summary, WorldError> {
        self.run_watched(&mut Telling(tell))
    }

    /// Runs to the end under somebody's eyes.
    ///
    /// # Errors
    /// As [`World::run`].
    pub fn run_watched(mut self, watch: &mut impl Watch) -> Result<Summary, WorldError> {
        self.give(Input::Tick, watch)?;
        while let Some(next) = self.next_instant().filter(|next| *next <= self.end) {
            self.now = self.now.max(next);
            self.venue.advance_to(self.now);
            self.hear_venue();
            while let Some(entry) = self.arriving.first_entry().filter(|entry| entry.key().0 <= self.now) {
                let input = entry.remove();
                self.give(input, watch)?;
            }
            if self.core.next_deadline().is_some_and(|due| due <= self.now) {
                self.give(Input::Tick, watch)?;
            }
        }
        self.now = self.end;
        self.venue.advance_to(self.end);
        self.hear_venue();
        self.checks.at_end(&self.core, &self.venue, &self.account.wallet);
        Ok(self
            .tally
            .summary(&self.core, &self.venue, self.start, self.end, self.checks))
    }

    fn next_instant(&self) -> Option<VenueMs> {
        let arriving = self.arriving.keys().next().map(|(at, _)| *at);
        [self.core.next_deadline(), self.venue.next_event_at(), arriving]
            .into_iter()
            .flatten()
            .min()
    }

    /// One input, and everything that follows from it at this instant.
    fn give(&mut self, input: Input, watch: &mut impl Watch) -> Result<(), WorldError> {
        let mut waiting = std::collections::VecDeque::from([input]);
        let mut chain = 0_usize;
        while let Some(input) = waiting.pop_front() {
            chain += 1;
            if chain > CHAIN_MAX {
                self.checks.found("one instant does not end");
                break;
            }
            if let Input::SignRefused { reason, .. } = &input {
                self.checks
                    .found(format!("the core's own order was not signed: {reason}"));
            }
            watch.input(self.now, &input);
            let step = self.core.step(self.now, input);
            for event in &step.events {
                self.tally.count(event);
                watch.event(event);
            }
            for change in &step.changes {
                if let Change::Fill(fill) = change {
                    self.tally.fill(fill);
                }
            }
            self.checks.after_step(&self.core, &step);
            for command in &step.commands {
                waiting.extend(self.account.carry_out(&mut self.venue, command, &step.limits)?);
            }
            self.hear_venue();
        }
        Ok(())
    }

    /// Takes what the venue tells to where the sockets would bring it.
    fn hear_venue(&mut self) {
        for event in self.venue.drain_events() {
            match event {
                VenueEvent::Activity(record) => {
                    if self.followed.contains(&record.wallet)
                        && let Some(row) = views::row(&record)
                    {
                        let input = Input::Rows {
                            trader: record.wallet.clone(),
                            rows: vec![row],
                            source: RowSource::Stream,
                        };
                        self.arrive(record.at.plus(STREAM_DELAY_MS).max(self.now), input);
                    }
                }
                VenueEvent::Exchange(event) => self.hear_exchange(*event),
                VenueEvent::MarketOpened(_) => {}
            }
        }
    }

    fn hear_exchange(&mut self, event: ExchangeEvent) {
        match event {
            ExchangeEvent::Trade(trade) => {
                for leg in views::own_legs(&trade, &self.account.wallet) {
                    self.arrive(self.now, Input::OwnTrade(leg));
                }
            }
            ExchangeEvent::Settlement { trade, .. } => {
                let legs = self
                    .venue
                    .exchange()
                    .trade(&trade)
                    .map(|trade| views::own_legs(trade, &self.account.wallet))
                    .unwrap_or_default();
                for leg in legs {
                    self.arrive(self.now, Input::OwnTrade(leg));
                }
            }
            ExchangeEvent::OrderUpdate {
                change: OrderChange::Cancellation,
                order,
                ..
            } if order.owner == self.account.wallet => {
                self.arrive_report(&order.id, order.matched);
            }
            _ => {}
        }
    }

    /// A pushed cancellation is a hint; the core reads what it hints at.
    fn arrive_report(&mut self, hash: &OrderHash, matched: pilotfish_copy::money::Shares) {
        if let Some(child) = self.core.state().child_by_hash(hash).map(|child| child.id) {
            let report = OrderReport::Closed {
                matched,
                status: "CANCELED".to_owned(),
            };
            self.arrive(
                self.now,
                Input::OrderReport {
                    child,
                    report,
                    looked_at: None,
                },
            );
        }
    }
}
