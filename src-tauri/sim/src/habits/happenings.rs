//! What happens in the venue by its habits, on a timeline of its own.
//!
//! At each full hour it is decided what happens in the hour, subject by subject; what lasts enters its own end. A habit that
//! is switched off begins nothing more; what it began ends as it would have. All of it goes through the exchange, so that
//! the ledger and the activity rows have it like everything else.

mod clients;
mod markets;
mod resolutions;
mod traders;

use std::collections::BTreeMap;

use pilotfish_copy::ids::{ConditionId, OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_exchange::{AccountKind, AccountStatus, VenueMode};

use super::draw::Draw;
use super::habit::Habit;
use crate::venue::Actor;
use crate::venue::VenueState;
use crate::world_gen::calendar::HOUR;
use crate::world_gen::rng::wallet_of;

pub(crate) use resolutions::first_payouts;

/// Whom a habit is about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Market(ConditionId),
    Trader(WalletAddress),
    Client(WalletAddress),
    Venue,
}

impl Subject {
    fn name(&self) -> &str {
        match self {
            Self::Market(condition) => condition.as_str(),
            Self::Trader(wallet) | Self::Client(wallet) => wallet.as_str(),
            Self::Venue => "venue",
        }
    }
}

/// Which subjects a habit has.
#[derive(Debug, Clone, Copy)]
enum About {
    Markets,
    Traders,
    Clients,
    Venue,
}

/// How often each happens: in a million hours of one subject. With twenty traders and 36 markets, two days show each
/// that is about them, and mostly each that is about the one client.
const RATES: [(Habit, About, u64); 14] = [
    (Habit::PausedMarkets, About::Markets, 30_000),
    (Habit::ChangedTicks, About::Markets, 8_000),
    (Habit::TraderTransfers, About::Traders, 8_000),
    (Habit::TokenMigrations, About::Traders, 3_000),
    (Habit::WalletMigrations, About::Traders, 1_000),
    (Habit::Conversions, About::Traders, 5_000),
    (Habit::SplitsAndMerges, About::Traders, 10_000),
    (Habit::HandTrades, About::Clients, 40_000),
    (Habit::HandOrders, About::Clients, 30_000),
    (Habit::OwnTransfers, About::Clients, 20_000),
    (Habit::CashMovements, About::Clients, 30_000),
    (Habit::VenueModes, About::Venue, 40_000),
    (Habit::ClosedOnly, About::Clients, 15_000),
    (Habit::Banned, About::Clients, 15_000),
];

/// How long an account is restricted.
const RESTRICTED_MS: (i64, i64) = (HOUR, 4 * HOUR);

/// A restart takes nothing for so long (§1.7: about 90 s), a mode without one lasts so long.
const RESTART_MS: (i64, i64) = (60_000, 120_000);
const MODE_MS: (i64, i64) = (120_000, 900_000);

/// What the wallet outside has: more than it ever gives.
const OUTSIDE_CASH: Usd = Usd::dollars(20_000_000);

/// The end of something that lasts.
#[derive(Debug, Clone)]
enum Ending {
    Accept(ConditionId),
    CoarserTick(ConditionId, Tick),
    Correct(ConditionId, [Price; 2]),
    Merge(WalletAddress, ConditionId, Shares),
    CancelByHand(WalletAddress, OrderHash),
    Unrestrict(WalletAddress),
}

#[derive(Debug, Clone)]
enum Due {
    /// The next hour is planned.
    Hour,
    Begin(Habit, Subject, Draw),
    End(Ending),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Happenings {
    seed: u64,
    queue: BTreeMap<(VenueMs, u64), Due>,
    entered: u64,
    /// Counts what is done by hand, for the ids of orders.
    hands: u64,
    /// Counts migrations, for their transactions.
    migrations: u64,
    planning: bool,
}

impl Happenings {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            queue: BTreeMap::new(),
            entered: 0,
            hands: 0,
            migrations: 0,
            planning: false,
        }
    }

    /// The venue's habits changed: the rest of this hour is planned at once, if hours are not planned already.
    pub(crate) fn begin(&mut self, state: &VenueState) {
        let any = RATES.iter().any(|(habit, ..)| state.habits.has(*habit));
        if any && !self.planning {
            self.planning = true;
            self.plan_hour(state);
        }
    }

    /// When something is due next.
    pub(crate) fn next_at(&self) -> Option<VenueMs> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Does what is due first.
    pub(crate) fn step(&mut self, state: &mut VenueState, actor: &mut dyn Actor) {
        let Some((_, due)) = self.queue.pop_first() else {
            return;
        };
        match due {
            Due::Hour => self.plan_hour(state),
            Due::Begin(habit, subject, draw) if state.habits.has(habit) => {
                self.happen(state, actor, habit, subject, draw);
            }
            Due::Begin(..) => {}
            Due::End(ending) => self.end(state, ending),
        }
    }

    fn enter(&mut self, at: VenueMs, due: Due) {
        self.entered += 1;
        self.queue.insert((at, self.entered), due);
    }

    fn end_at(&mut self, at: VenueMs, ending: Ending) {
        self.enter(at, Due::End(ending));
    }

    /// Decides what happens until the next full hour.
    fn plan_hour(&mut self, state: &VenueState) {
        let hour = state.now.0.div_euclid(HOUR);
        for (habit, about, chance_micros) in RATES {
            if !state.habits.has(habit) {
                continue;
            }
            for subject in subjects(state, about) {
                let mut draw = Draw::of(self.seed, habit, subject.name(), hour);
                let happens = draw.chance(chance_micros);
                let at = VenueMs(hour * HOUR + draw.between(0, HOUR - 1));
                if happens && at > state.now {
                    self.enter(at, Due::Begin(habit, subject, draw));
                }
            }
        }
        self.enter(VenueMs((hour + 1) * HOUR), Due::Hour);
    }

    fn happen(&mut self, state: &mut VenueState, actor: &mut dyn Actor, habit: Habit, subject: Subject, draw: Draw) {
        match (habit, subject) {
            (Habit::PausedMarkets, Subject::Market(condition)) => self.pause_market(state, condition, draw),
            (Habit::ChangedTicks, Subject::Market(condition)) => self.refine_tick(state, condition, draw),
            (Habit::TraderTransfers, Subject::Trader(wallet)) | (Habit::OwnTransfers, Subject::Client(wallet)) => {
                self.transfer(state, &wallet, draw);
            }
            (Habit::TokenMigrations, Subject::Trader(wallet)) => self.migrate_token(state, actor, &wallet, draw),
            (Habit::WalletMigrations, Subject::Trader(wallet)) => self.migrate_wallet(state, actor, &wallet),
            (Habit::Conversions, Subject::Trader(wallet)) => self.convert(state, &wallet, draw),
            (Habit::SplitsAndMerges, Subject::Trader(wallet)) => self.split(state, &wallet, draw),
            (Habit::HandTrades, Subject::Client(wallet)) => self.trade_by_hand(state, &wallet, draw),
            (Habit::HandOrders, Subject::Client(wallet)) => self.order_by_hand(state, &wallet, draw),
            (Habit::CashMovements, Subject::Client(wallet)) => self.move_cash(state, &wallet, draw),
            (Habit::ClosedOnly, Subject::Client(wallet)) => {
                self.restrict(state, wallet, AccountStatus::ClosedOnly, draw);
            }
            (Habit::Banned, Subject::Client(wallet)) => self.restrict(state, wallet, AccountStatus::Banned, draw),
            (Habit::VenueModes, Subject::Venue) => change_mode(state, draw),
            _ => {}
        }
    }

    fn end(&mut self, state: &mut VenueState, ending: Ending) {
        // What is not there any more (a market that resolved, an order that filled) needs no end.
        match ending {
            Ending::Accept(condition) => {
                let _ = state.act(|exchange, now| exchange.set_accepting(now, &condition, true));
            }
            Ending::CoarserTick(condition, tick) => markets::coarsen_tick(state, &condition, tick),
            Ending::Correct(condition, payouts) => {
                let _ = state.act(|exchange, now| exchange.correct_payouts(now, &condition, payouts));
            }
            Ending::Merge(wallet, condition, shares) => {
                let _ = state.act(|exchange, now| exchange.merge(now, &wallet, &condition, shares));
            }
            Ending::CancelByHand(wallet, id) => {
                let _ = state.cancel(&wallet, &id);
            }
            Ending::Unrestrict(wallet) => {
                let _ = state.act(|exchange, _| exchange.set_account_status(&wallet, AccountStatus::Open));
            }
        }
    }

    fn restrict(&mut self, state: &mut VenueState, wallet: WalletAddress, status: AccountStatus, mut draw: Draw) {
        // The account is there: it was asked for by its orders.
        let _ = state.act(|exchange, _| exchange.set_account_status(&wallet, status));
        let until = state.now.plus(draw.between(RESTRICTED_MS.0, RESTRICTED_MS.1));
        self.end_at(until, Ending::Unrestrict(wallet));
    }

    /// The wallet that shares come from and go to. Nobody knows it.
    fn outside(&self, state: &mut VenueState) -> WalletAddress {
        let wallet = wallet_of(self.seed, "outside");
        if state.exchange.account(&wallet).is_none() {
            state.open_account(&wallet, AccountKind::Agent, OUTSIDE_CASH);
            state.settle();
        }
        wallet
    }
}

fn change_mode(state: &mut VenueState, mut draw: Draw) {
    match draw.between(0, 4) {
        0..=2 => {
            let for_ms = draw.between(RESTART_MS.0, RESTART_MS.1);
            state.act(|exchange, now| exchange.restart(now, for_ms));
        }
        kind => {
            let mode = if kind == 3 {
                VenueMode::CancelOnly
            } else {
                VenueMode::Disabled
            };
            let until = state.now.plus(draw.between(MODE_MS.0, MODE_MS.1));
            state.act(|exchange, now| exchange.set_mode(now, mode, Some(until)));
        }
    }
}

fn subjects(state: &VenueState, about: About) -> Vec<Subject> {
    let people = |kind: AccountKind| {
        let wallets = state.record.people.iter().map(|person| &person.profile.wallet);
        let of_kind = wallets.filter(move |wallet| {
            let account = state.exchange.account(wallet);
            account.is_some_and(|account| account.kind() == kind)
        });
        of_kind.cloned().collect::<Vec<_>>()
    };
    match about {
        About::Markets => markets::open(state).into_iter().map(Subject::Market).collect(),
        About::Traders => people(AccountKind::Agent).into_iter().map(Subject::Trader).collect(),
        About::Clients => {
            let mut clients = people(AccountKind::Client);
            // A key has several wallets; the one that trades is meant.
            clients.retain(|wallet| has_traded(state, wallet));
            clients.into_iter().map(Subject::Client).collect()
        }
        About::Venue => vec![Subject::Venue],
    }
}

fn has_traded(state: &VenueState, wallet: &WalletAddress) -> bool {
    let exchange = &state.exchange;
    exchange.open_orders(wallet).next().is_some() || exchange.ended_orders(wallet).next().is_some()
}

#[cfg(test)]
mod tests;
