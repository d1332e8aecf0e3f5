//! The world that is served: venue, clock, keys, journal and subscribers under one lock.
//!
//! Invariants: before anything is read or done the world has been advanced to now; whatever changes it is in the
//! journal at the venue time it happened at; what happened has been handed to the sockets before the lock is given
//! back. So a snapshot and the changes after it never disagree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use alloy::primitives::{Address, U256};
use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};

use super::accounts::KeyAccount;
use super::auth::{Credentials, KeyRing};
use super::broadcaster::Broadcaster;
use super::clients::Clients;
use super::clock::{Clock, ClockReading, Speed};
use super::faults::Faults;
use super::habit_routes::SocketStyle;
use super::refusal::Refusal;
use super::relayer::RelayerKeys;
use super::state::real_ms;
use pilotfish_exchange::{CancelRefused, NewOrder, Placed};
use pilotfish_sim::error::SimError;
use pilotfish_sim::habits::HabitSet;
use pilotfish_sim::journal::{Entry, FILE_NAME, Found, Journal, JournalHeader, StoredOrder};
use pilotfish_sim::overrides::Override;
use pilotfish_sim::signed_order::{
    Authenticated, KeyHolder, OrderRefused, accept_posted, decode_order, wallet_address,
};
use pilotfish_sim::venue::{Venue, VenueOptions};

/// How often the clock's position is stored.
const CLOCK_STORED_EVERY: Duration = Duration::from_secs(3);

/// The world, and everything that hangs on its time.
pub(crate) struct Host {
    pub(crate) venue: Venue,
    pub(crate) ring: KeyRing,
    pub(crate) broadcaster: Broadcaster,
    pub(crate) clients: Clients,
    pub(crate) relayer_keys: RelayerKeys,
    clock: Clock,
    journal: Option<Journal>,
    journal_lost: bool,
    clock_stored_at: Instant,
    clock_stored: VenueMs,
    /// Which deposit wallet each key's owner trades with; until the first order it is the one behind the beacon.
    deposits_used: BTreeMap<Address, WalletAddress>,
}

/// An accepted order, with what became of it at once.
pub(crate) struct Posted {
    pub(crate) order: NewOrder,
    pub(crate) placed: Placed,
}

impl Host {
    /// Makes the world, or continues the one whose journal lies in `folder`.
    ///
    /// A continued world keeps its own start; seed, balance and recording must be those it was made with.
    ///
    /// # Errors
    /// Those of [`Venue::new`] and of the journal; [`SimError::AnotherWorld`] when the journal is of another world.
    pub(crate) fn open(
        mut options: VenueOptions,
        folder: Option<&Path>,
        speed: Speed,
        speed_most: Option<Speed>,
        habits: HabitSet,
        accounts: &[KeyAccount],
    ) -> Result<Self, SimError> {
        let opened = folder.map(Journal::open).transpose()?;
        let (journal, found) = opened.map_or((None, None), |(journal, found)| (Some(journal), found));
        let (seed, balance) = (options.seed, options.balance);
        if let Some(found) = &found {
            check_same_options(folder, &found.header, &options)?;
            options.start = found.header.start;
        }
        let venue = Venue::new(options)?;
        let start = venue.start();
        let world = venue.world_id();
        let real = Instant::now();
        let mut host = Self {
            clock: Clock::new(start, real, speed, speed_most),
            ring: KeyRing::new(&world),
            broadcaster: Broadcaster::new(SocketStyle::default(), Arc::new(Faults::new(seed))),
            clients: Clients::default(),
            relayer_keys: RelayerKeys::new(&world),
            journal: None,
            journal_lost: false,
            clock_stored_at: real,
            clock_stored: start,
            deposits_used: BTreeMap::new(),
            venue,
        };
        match (journal, found) {
            (Some(journal), Some(found)) => {
                if found.header.world != world {
                    return Err(another_world(folder, &found.header.world, &world));
                }
                host.replay(folder, found)?;
                host.journal = Some(journal);
            }
            (Some(mut journal), None) => {
                journal.begin(&JournalHeader::new(world, seed, start, balance))?;
                host.journal = Some(journal);
            }
            (None, _) => {}
        }
        if *host.venue.habits() != habits {
            let chosen = Override::Habits { habits };
            host.override_now(chosen)
                .map_err(|refusal| SimError::Options(refusal.text))?;
        }
        for account in accounts {
            host.open_owner(account.owner, account.wallet)
                .map_err(|refusal| SimError::Options(refusal.text))?;
        }
        host.clock = Clock::new(host.venue.now(), Instant::now(), speed, speed_most);
        Ok(host)
    }

    /// Lets a world that begins now catch up with what making it took, and keep to the real time from here on. A world that is kept in a
    /// folder goes on from where it stood, at its own time.
    pub(crate) fn keep_to_real_time(&mut self) {
        if self.journal.is_some() {
            return;
        }
        let (real, now) = (Instant::now(), VenueMs(real_ms()));
        self.venue.advance_to(now.max(self.venue.now()));
        self.tell();
        self.clock = Clock::of_real_time(self.venue.now(), real, self.clock().speed_most);
    }

    /// Lets the world catch up with the clock, and tells the sockets what happened.
    pub(crate) fn catch_up(&mut self, real: Instant) {
        let target = self.clock.tick(real, self.venue.now());
        self.stop_hearts(target);
        self.venue.advance_to(target);
        self.tell();
        if real.saturating_duration_since(self.clock_stored_at) >= CLOCK_STORED_EVERY {
            self.clock_stored_at = real;
            self.store_clock();
        }
    }

    /// Lets the world go on to that instant though its clock stands.
    #[cfg(test)]
    pub(crate) fn go_on_to(&mut self, at: VenueMs) {
        self.stop_hearts(at);
        self.venue.advance_to(at);
        self.tell();
        // No speed is asked for that could be over the cap.
        let _set = self.clock.set(Instant::now(), at, None, None);
    }

    /// Cancels the orders of every client whose heartbeats ceased, each at the very instant it counts as gone.
    fn stop_hearts(&mut self, until: VenueMs) {
        while let Some((at, owner)) = self.clients.stopped_heart(until) {
            self.venue.advance_to(at);
            let holder = KeyHolder::of(owner);
            for id in self.open_orders(&holder) {
                // It is open and its owner's; all that could refuse it is a venue that takes no cancels.
                let _refused = self.cancel(&holder, &id);
            }
        }
    }

    /// What a key holder has on the books, wallet by wallet, oldest first.
    pub(crate) fn open_orders(&self, holder: &KeyHolder) -> Vec<OrderHash> {
        let exchange = self.venue.exchange();
        let wallets = holder.wallets();
        let orders = wallets.iter().flat_map(|wallet| exchange.open_orders(wallet));
        orders.map(|order| order.id.clone()).collect()
    }

    /// Hands what happened to the sockets.
    pub(crate) fn tell(&mut self) {
        let events = self.venue.drain_events();
        self.broadcaster.publish(&self.venue, &self.ring, events);
    }

    /// Stores the clock's position, if it moved.
    pub(crate) fn store_clock(&mut self) {
        if self.venue.now() != self.clock_stored {
            self.clock_stored = self.venue.now();
            self.record(Entry::Clock);
        }
    }

    /// Stores the clock's position, lets the journal go and takes no more commands.
    pub(crate) fn close(&mut self) {
        self.store_clock();
        if self.journal.take().is_some() {
            self.journal_lost = true;
        }
    }

    /// The clock as it stands.
    pub(crate) fn clock(&self) -> ClockReading {
        self.clock.reading(self.venue.now())
    }

    /// Whether the clock stands from the beginning.
    pub(crate) fn stands(&mut self, paused: bool) {
        if paused {
            self.clock.stand();
        }
    }

    /// Sets speed and pause.
    ///
    /// # Errors
    /// 400 when the speed is over this server's cap.
    pub(crate) fn set_clock(&mut self, speed: Option<Speed>, paused: Option<bool>) -> Result<(), Refusal> {
        self.clock
            .set(Instant::now(), self.venue.now(), speed, paused)
            .map_err(|over| {
                let most = over.0.thousandths();
                Refusal::bad_request(format!("speed must be at most {}.{:03}", most / 1_000, most % 1_000))
            })
    }

    /// Gives out a new API key; its wallets get the world's balance and approvals if this is their first.
    pub(crate) fn create_key(&mut self, owner: Address, nonce: U256) -> Result<Credentials, Refusal> {
        self.check_journal()?;
        if self.ring.has(owner, nonce) {
            return Err(Refusal::bad_request("Could not create api key"));
        }
        let credentials = self.apply_key(owner, nonce);
        self.record(Entry::Authenticate {
            owner: format!("{owner:#x}"),
            nonce: nonce.to_string(),
        });
        Ok(credentials)
    }

    /// Takes an API key back.
    pub(crate) fn revoke_key(&mut self, api_key: &str) -> Result<(), Refusal> {
        self.check_journal()?;
        self.apply_revocation(api_key);
        self.record(Entry::Revoke {
            api_key: api_key.to_owned(),
        });
        Ok(())
    }

    /// Checks and places a posted order.
    pub(crate) fn post(&mut self, key: &Authenticated, body: &str) -> Result<Posted, PostRefused> {
        self.check_journal()?;
        let posted = decode_order(body)?;
        if posted.typed.signatureType == 3 && self.is_unbound(key.holder.owner) {
            return Err(OrderRefused::Signer.into());
        }
        let order = accept_posted(&posted, key, &self.venue)?;
        if self.clients.is_deposit_wallet_only(&order.owner) || !self.venue.is_enrolled(&order.owner) {
            return Err(OrderRefused::Maker.into());
        }
        let placed = self.venue.place(order.clone()).map_err(OrderRefused::from);
        if placed.is_ok() {
            self.record(Entry::Place(StoredOrder::from(&order)));
            self.note_deposit(&order.owner, &key.holder);
        }
        // Also of a refused order there may be something to tell: the kill of a FAK.
        self.tell();
        Ok(Posted { placed: placed?, order })
    }

    /// Cancels an order of that holder.
    pub(crate) fn cancel(&mut self, holder: &KeyHolder, id: &OrderHash) -> Result<Result<(), CancelRefused>, Refusal> {
        self.check_journal()?;
        let wallets = holder.wallets();
        let owner = self.venue.exchange().order(id).map(|order| order.owner.clone());
        let Some(owner) = owner.filter(|owner| wallets.contains(owner)) else {
            return Ok(Err(CancelRefused::NotFound));
        };
        let answer = self.venue.cancel(&owner, id);
        if answer.is_ok() {
            self.record(Entry::Cancel {
                owner,
                order: id.clone(),
            });
            self.tell();
        }
        Ok(answer)
    }

    /// The wallet that a key trades with under a signature type.
    pub(crate) fn wallet_of(&self, holder: &KeyHolder, signature_type: u8) -> Option<WalletAddress> {
        let wallet = match signature_type {
            0 => holder.owner,
            1 => holder.proxy,
            2 => holder.safe,
            3 => self.deposit_of(holder),
            _ => return None,
        };
        Some(wallet_address(wallet))
    }

    fn apply_key(&mut self, owner: Address, nonce: U256) -> Credentials {
        let credentials = self.ring.give(owner, nonce);
        self.venue.enroll_owner(owner, None);
        self.clients.key_created(owner);
        credentials
    }

    fn apply_revocation(&mut self, api_key: &str) {
        if let Some(holder) = self.ring.holder_of(api_key) {
            self.clients.key_deleted(holder.owner);
        }
        self.ring.revoke(api_key);
    }

    /// The deposit wallet that a key's orders are for, once it has placed one.
    pub(crate) fn deposit_used(&self, owner: Address) -> Option<&WalletAddress> {
        self.deposits_used.get(&owner)
    }

    fn note_deposit(&mut self, wallet: &WalletAddress, holder: &KeyHolder) {
        let [beacon, uups, ..] = holder.wallets();
        if *wallet == beacon || *wallet == uups {
            self.deposits_used.insert(holder.owner, wallet.clone());
        }
    }

    /// Applies a journal's lines, each at its time.
    fn replay(&mut self, folder: Option<&Path>, found: Found) -> Result<(), SimError> {
        for (place, line) in found.lines.into_iter().enumerate() {
            self.venue.advance_to(line.at);
            self.venue.drain_events();
            // The header is line 1.
            self.repeat(line.entry).map_err(|reason| SimError::JournalMalformed {
                path: journal_path(folder),
                line: place as u64 + 2,
                reason,
            })?;
        }
        self.venue.drain_events();
        self.clock_stored = self.venue.now();
        Ok(())
    }

    fn repeat(&mut self, entry: Entry) -> Result<(), String> {
        match entry {
            Entry::Clock => {}
            Entry::Override(wanted) => self.apply_override(&wanted).map_err(|refused| refused.to_string())?,
            Entry::Revoke { api_key } => self.apply_revocation(&api_key),
            Entry::Relay { body } => self.repeat_submission(&body).map_err(|refused| refused.to_string())?,
            Entry::Authenticate { owner, nonce } => {
                let owner = owner.parse().map_err(|_| format!("{owner} is no address"))?;
                let nonce = nonce.parse().map_err(|_| format!("{nonce} is no number"))?;
                self.apply_key(owner, nonce);
            }
            Entry::Place(stored) => {
                let order = NewOrder::from(stored);
                let owner = order.owner.clone();
                self.venue.place(order).map_err(|refused| refused.to_string())?;
                self.remember_deposit(&owner);
            }
            Entry::Cancel { owner, order } => {
                self.venue
                    .cancel(&owner, &order)
                    .map_err(|refused| refused.to_string())?;
            }
        }
        Ok(())
    }

    fn remember_deposit(&mut self, wallet: &WalletAddress) {
        if let Some(holder) = self.ring.holder_of_wallet(wallet) {
            self.note_deposit(wallet, &holder);
        }
    }

    /// A world whose journal cannot be written (or was let go) takes no more commands: it could not be continued.
    pub(super) fn check_journal(&self) -> Result<(), Refusal> {
        if self.journal_lost {
            return Err(Refusal::unavailable(
                "the world's journal cannot be written, so nothing more can be done in it",
            ));
        }
        Ok(())
    }

    pub(super) fn record(&mut self, entry: Entry) {
        let at = self.venue.now();
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.append(at, entry)
        {
            tracing::error!(%error, "the world's journal cannot be written");
            self.journal_lost = true;
        }
    }
}

/// Why an order was not posted.
pub(crate) enum PostRefused {
    /// Because of the order.
    Order(OrderRefused),
    /// Because of the server.
    Server(Refusal),
}

impl From<OrderRefused> for PostRefused {
    fn from(refused: OrderRefused) -> Self {
        Self::Order(refused)
    }
}

impl From<Refusal> for PostRefused {
    fn from(refusal: Refusal) -> Self {
        Self::Server(refusal)
    }
}

fn check_same_options(folder: Option<&Path>, header: &JournalHeader, options: &VenueOptions) -> Result<(), SimError> {
    if header.seed == options.seed && header.balance == options.balance {
        return Ok(());
    }
    let name = |seed: u64, balance| format!("of seed {seed} and balance {balance}");
    Err(another_world(
        folder,
        &name(header.seed, header.balance),
        &name(options.seed, options.balance),
    ))
}

fn another_world(folder: Option<&Path>, found: &str, wanted: &str) -> SimError {
    SimError::AnotherWorld {
        path: journal_path(folder),
        found: found.to_owned(),
        wanted: wanted.to_owned(),
    }
}

fn journal_path(folder: Option<&Path>) -> std::path::PathBuf {
    folder.unwrap_or(Path::new("")).join(FILE_NAME)
}
