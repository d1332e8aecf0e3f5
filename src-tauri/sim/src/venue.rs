//! The venue: exchange, actor and clock as one world that others drive.
//!
//! Time moves only through [`Venue::advance_to`]. What falls due in between is worked off in the order (time, sequence),
//! the exchange's own deadlines before the actor's events of the same instant. So one jump and many small steps give the
//! same world, and a client's command at an instant always comes after everything that was due by then.
//! With a [`Recording`] it is the recording that acts; without one a world that is made up from its seed.

mod actor;
mod checks;
mod commands;
pub(crate) mod declared;
pub mod holders;
mod market_file;
mod marks;
mod owners;
mod queries;
pub(crate) mod record;
pub mod rows;
mod state;
mod untraded;
pub mod venue_ledger;
mod voids;

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;
use sha2::{Digest, Sha256};

pub(crate) use actor::Actor;
pub(crate) use declared::Declared;
pub use owners::{Owner, WalletKind};
pub(crate) use state::VenueState;

use crate::error::SimError;
use crate::habits::{Habit, HabitSet, Happenings, frictions_of};
use crate::relayer::Relayer;
use crate::replay::{Player, Recording};
use crate::world_gen::Breadth;
use crate::world_gen::rng::hash_of;
use crate::world_gen::world::World;
use owners::Owners;
use pilotfish_exchange::{CancelRefused, Exchange, ExchangeEvent, NewOrder, Placed, Reject};
use rows::{ActivityRecord, MarketCard};
use venue_ledger::VenueLedger;

/// Changes whenever the same seed would make another world, so that a continued world notices.
const WORLD_VERSION: u32 = 3;

/// How a world is made.
#[derive(Debug, Clone)]
pub struct VenueOptions {
    /// Everything that is drawn comes from it.
    pub seed: u64,
    /// Where the demo begins; the world begins 30 days before. With a replay: its own start counts instead.
    pub start: VenueMs,
    /// What an account gets when it first authenticates.
    pub balance: Usd,
    /// A recording instead of a made-up world.
    pub replay: Option<Recording>,
    /// How many markets and traders a made-up world has.
    pub breadth: Breadth,
}

impl VenueOptions {
    /// What a new account gets unless told otherwise: 10,000 pUSD.
    pub const BALANCE: Usd = Usd::dollars(10_000);

    /// A made-up world.
    #[must_use]
    pub fn seeded(seed: u64, start: VenueMs) -> Self {
        Self {
            seed,
            start,
            balance: Self::BALANCE,
            replay: None,
            breadth: Breadth::default(),
        }
    }

    /// A recorded one.
    #[must_use]
    pub fn recorded(seed: u64, replay: impl Into<Recording>) -> Self {
        let replay = replay.into();
        Self {
            seed,
            start: replay.start(),
            balance: Self::BALANCE,
            replay: Some(replay),
            breadth: Breadth::default(),
        }
    }
}

/// One thing that happened, for sockets and for the world that drives the core.
#[derive(Debug, Clone, PartialEq)]
pub enum VenueEvent {
    /// What the exchange told.
    Exchange(Box<ExchangeEvent>),
    /// A row of somebody's activity, of the crowd's too.
    Activity(Box<ActivityRecord>),
    /// A market was opened; its card.
    MarketOpened(std::sync::Arc<MarketCard>),
}

/// The simulated Polymarket without its server.
#[derive(Debug)]
pub struct Venue {
    seed: u64,
    start: VenueMs,
    balance: Usd,
    world_id: String,
    pub(crate) state: VenueState,
    actor: Box<dyn Actor>,
    happenings: Happenings,
    owners: Owners,
    pub(crate) relayer: Relayer,
}

impl Venue {
    /// Makes the world up to its start.
    ///
    /// # Errors
    /// [`SimError::Options`] when the start is before the year 2000 or after 2200 (the calendar of the questions), the
    /// balance is negative, or the breadth is out of its bounds.
    pub fn new(options: VenueOptions) -> Result<Self, SimError> {
        let start = options.replay.as_ref().map_or(options.start, Recording::start);
        if !(946_684_800_000..7_258_118_400_000).contains(&start.0) {
            return Err(SimError::Options(format!("the world cannot start at {} ms", start.0)));
        }
        if options.balance < Usd::ZERO {
            return Err(SimError::Options(format!(
                "the balance cannot be negative: {}",
                options.balance
            )));
        }
        options.breadth.check()?;
        let recording = match &options.replay {
            Some(replay) => replay.extent().id.clone(),
            None if options.breadth == Breadth::default() => String::new(),
            None => format!(
                "{} markets, {} traders",
                options.breadth.markets, options.breadth.traders
            ),
        };
        let name = format!("{WORLD_VERSION}|{}|{recording}", start.0);
        let world_id = hash_of(options.seed, "world", &name).chars().skip(2).take(32).collect();
        let mut state = VenueState::new(options.seed, start);
        let actor: Box<dyn Actor> = match options.replay {
            Some(recording) => Box::new(Player::begin(options.seed, recording, &mut state)),
            None => Box::new(World::begin(options.seed, start, options.breadth, &mut state)),
        };
        state.now = start;
        state.open();
        Ok(Self {
            seed: options.seed,
            start,
            balance: options.balance,
            world_id,
            happenings: Happenings::new(options.seed),
            owners: Owners::default(),
            relayer: Relayer::new(options.seed),
            state,
            actor,
        })
    }

    /// The world's name: the same seed, start and recording give the same.
    #[must_use]
    pub fn world_id(&self) -> String {
        self.world_id.clone()
    }

    /// The seed it was made from.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Where the demo (or the replay) began.
    #[must_use]
    pub fn start(&self) -> VenueMs {
        self.start
    }

    /// Where a replay ends; a made-up world has no end.
    #[must_use]
    pub fn end(&self) -> Option<VenueMs> {
        self.actor.end()
    }

    /// The venue's time.
    #[must_use]
    pub fn now(&self) -> VenueMs {
        self.state.now
    }

    /// When something falls due next, on the exchange, by a habit, of a relayed transaction or for the actor. Nothing changes before, but by a command.
    #[must_use]
    pub fn next_event_at(&self) -> Option<VenueMs> {
        [
            self.state.exchange.next_deadline(),
            self.happenings.next_at(),
            self.relayer.next_at(),
            self.actor.next_at(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Lets time pass until `to`, that instant included. Going back does nothing.
    pub fn advance_to(&mut self, to: VenueMs) {
        while let Some(at) = self.next_event_at().filter(|at| *at <= to) {
            self.state.now = self.state.now.max(at);
            // The exchange first: what it owes by an instant is done before anybody acts in that instant.
            self.state.advance();
            if self.happenings.next_at().is_some_and(|due| due <= self.state.now) {
                self.happenings.step(&mut self.state, self.actor.as_mut());
            } else if self.relayer.next_at().is_some_and(|due| due <= self.state.now) {
                self.relayer.step(&mut self.state);
            } else if self.actor.next_at().is_some_and(|due| due <= self.state.now) {
                self.actor.step(&mut self.state);
            }
            self.happenings.follow_resolutions(&mut self.state);
        }
        if to > self.state.now {
            self.state.now = to;
            self.state.advance();
        }
    }

    /// A client's order, now.
    ///
    /// # Errors
    /// The venue's refusal.
    pub fn place(&mut self, order: NewOrder) -> Result<Placed, Reject> {
        self.state.place(order)
    }

    /// A client's cancellation, now.
    ///
    /// # Errors
    /// When the order is not there to be cancelled.
    pub fn cancel(&mut self, owner: &WalletAddress, id: &OrderHash) -> Result<(), CancelRefused> {
        self.state.cancel(owner, id)
    }

    /// A client authenticates: the first time its account is opened with the world's balance and every approval. Later
    /// it changes nothing. Gives whether it was the first time.
    pub fn enroll(&mut self, wallet: &WalletAddress) -> bool {
        if self.is_enrolled(wallet) {
            return false;
        }
        self.state.open_client(wallet, self.balance);
        true
    }

    /// Whether the wallet has an account as a client or is one of the world's own.
    #[must_use]
    pub fn is_enrolled(&self, wallet: &WalletAddress) -> bool {
        self.state.exchange.account(wallet).is_some()
    }

    /// Its habits; none at first.
    #[must_use]
    pub fn habits(&self) -> &HabitSet {
        &self.state.habits
    }

    /// Gives the venue these habits and no others, from now on.
    pub fn set_habits(&mut self, habits: HabitSet) {
        self.state.exchange.set_frictions(frictions_of(&habits));
        let legacy = habits.has(Habit::LegacyApprovals);
        self.state.exchange.require_legacy_approval(legacy);
        self.state.habits = habits;
        self.happenings.begin(&self.state);
    }

    /// The longest that a wrong resolution stands and a relayed transaction is stuck, ms; none where the habits' own figures count.
    #[must_use]
    pub fn habit_waits_most_ms(&self) -> Option<i64> {
        self.state.habit_waits_most_ms
    }

    /// Cuts those waits, from now on: what waits already waits as it would have.
    pub fn set_habit_waits_most(&mut self, most_ms: Option<i64>) {
        self.state.habit_waits_most_ms = most_ms;
    }

    /// Everything that happened to the clients' accounts.
    #[must_use]
    pub fn ledger(&self) -> &VenueLedger {
        &self.state.ledger
    }

    /// The exchange, to look at.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        &self.state.exchange
    }

    /// What happened since the last call, in order. At most 200,000 events wait; [`Venue::lost_events`] counts the rest.
    pub fn drain_events(&mut self) -> Vec<VenueEvent> {
        self.state.drain()
    }

    /// How many events fell away because nobody took them.
    #[must_use]
    pub fn lost_events(&self) -> u64 {
        self.state.lost()
    }

    /// What is wrong with the world; nothing, if all is well.
    #[must_use]
    pub fn check_invariants(&self) -> Vec<String> {
        let mut wrong = self.state.exchange.check_invariants();
        wrong.extend(self.state.record.check(&self.state.exchange));
        wrong
    }

    /// A fingerprint of everything that moves: two worlds with the same one are the same world.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        let mut note = |text: String| {
            hasher.update(text.as_bytes());
            hasher.update(b"\n");
        };
        note(format!(
            "{} {} {}",
            self.world_id,
            self.state.now.0,
            self.state.agents_orders()
        ));
        for file in &self.state.record.files {
            note(format!(
                "{} {} {:?} {}",
                file.card.market.condition, file.price, file.payouts, file.volume
            ));
            for outcome in [0, 1] {
                if let Some(view) = self.state.exchange.book(file.token(outcome)) {
                    note(format!("{:?} {:?} {}", view.bids, view.asks, view.tick));
                }
            }
        }
        for person in &self.state.record.people {
            note(format!("{} {:?}", person.profile.wallet, person.ledger));
            if let Some(account) = self.state.exchange.account(&person.profile.wallet) {
                note(format!("{} {}", account.cash(), account.working_orders()));
            }
        }
        for row in self.state.record.rows.iter().chain(&self.state.record.crowd_rows) {
            note(format!(
                "{} {} {:?} {} {:?} {}",
                row.sequence, row.wallet, row.side, row.size, row.price, row.at.0
            ));
        }
        let bytes: [u8; 32] = hasher.finalize().into();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
impl Venue {
    pub(crate) fn refused_quotes(&self) -> u64 {
        self.actor.refused()
    }
}

#[cfg(test)]
mod chain_tests;
#[cfg(test)]
mod restart_tests;
#[cfg(test)]
mod tests;
