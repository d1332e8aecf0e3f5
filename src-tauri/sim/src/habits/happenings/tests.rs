//! Each habit that happens, on and off, in a made-up world with one client who buys a little every few hours; and that the
//! ledger has all of it.

use std::collections::{BTreeMap, BTreeSet};

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Shares, Usd};
use pilotfish_exchange::{Amount, ExchangeEvent, NewOrder, OrderKind, TradeStatus, VenueMode};

use crate::habits::{Habit, HabitSet};
use crate::overrides::Override;
use crate::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord};
use crate::venue::venue_ledger::{LedgerEntry, LedgerRecord};
use crate::venue::{Venue, VenueEvent, VenueOptions};
use crate::world_gen::calendar::HOUR;

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

struct Played {
    venue: Venue,
    me: WalletAddress,
    rows: Vec<ActivityRecord>,
    events: Vec<ExchangeEvent>,
}

/// Plays some hours; the client buys at the market every two hours, 10 shares.
fn play(habits: HabitSet, hours: i64) -> Played {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
    venue.set_habits(habits);
    let me = WalletAddress::parse("0x00000000000000000000000000000000000000bb").unwrap();
    venue.enroll(&me);
    let (mut rows, mut events) = (Vec::new(), Vec::new());
    for hour in 0..hours {
        if hour % 2 == 0 {
            buy(&mut venue, &me, hour);
        }
        venue.advance_to(START.plus((hour + 1) * HOUR));
        for event in venue.drain_events() {
            match event {
                VenueEvent::Activity(row) => rows.push(*row),
                VenueEvent::Exchange(event) => events.push(*event),
                VenueEvent::MarketOpened(_) => {}
            }
        }
        let (cash, shares) = venue.ledger().books(&me);
        let account = venue.exchange().account(&me).unwrap();
        assert_eq!(cash, account.cash(), "hour {hour}: the ledger's cash");
        let held: BTreeMap<_, _> = account
            .holdings()
            .map(|(token, shares)| (token.clone(), shares))
            .collect();
        assert_eq!(shares, held, "hour {hour}: the ledger's shares");
    }
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    Played {
        venue,
        me,
        rows,
        events,
    }
}

fn buy(venue: &mut Venue, me: &WalletAddress, hour: i64) {
    let place = usize::try_from(hour / 2 % 12).unwrap();
    let open = venue.markets().into_iter().filter(|row| {
        let ask = row.best_ask.unwrap_or(Price::ONE);
        row.market.accepting_orders && ask < Price::from_micros(800_000)
    });
    let Some(row) = open.collect::<Vec<_>>().into_iter().nth(place) else {
        return;
    };
    let order = NewOrder {
        id: OrderHash::new(&format!("0x{hour:064x}")),
        owner: me.clone(),
        token: row.market.outcomes[0].token.clone(),
        side: Side::Buy,
        price: Price::from_micros(900_000),
        amount: Amount::Shares(Shares::from_micros(10 * MICRO)),
        kind: OrderKind::Gtc,
        post_only: false,
        expires_at: None,
        created_at: venue.now(),
    };
    // A venue that takes nothing just now refuses it.
    let _refused = venue.place(order);
}

fn with(habit: Habit, hours: i64) -> Played {
    play(HabitSet::none().with(habit), hours)
}

impl Played {
    fn own(&self, what: impl Fn(&LedgerEntry) -> bool) -> Vec<&LedgerRecord> {
        let records = self.venue.ledger().records().iter();
        let own = |record: &&LedgerRecord| record.owner.as_ref() == Some(&self.me) && what(&record.entry);
        records.filter(own).collect()
    }

    fn count(&self, what: impl Fn(&ExchangeEvent) -> bool) -> usize {
        self.events.iter().filter(|event| what(event)).count()
    }
}

#[test]
fn nothing_of_it_happens_by_itself() {
    let plain = play(HabitSet::none(), 48);
    let odd = |event: &ExchangeEvent| {
        matches!(
            event,
            ExchangeEvent::AcceptingChanged { .. }
                | ExchangeEvent::PayoutsCorrected { .. }
                | ExchangeEvent::Withdrawn { .. }
                | ExchangeEvent::Transferred { .. }
                | ExchangeEvent::StatusChanged { .. }
                | ExchangeEvent::ModeChanged { .. }
                | ExchangeEvent::Voided(_)
        )
    };
    assert_eq!(plain.count(odd), 0);
    assert!(plain.rows.iter().all(|row| row.kind != ActivityKind::Migration));
    let hand = |entry: &LedgerEntry| {
        matches!(
            entry,
            LedgerEntry::Order { by_hand: true, .. } | LedgerEntry::Transferred { .. }
        )
    };
    assert!(plain.own(hand).is_empty());
    let resolved = plain.events.iter().filter_map(|event| match event {
        ExchangeEvent::Resolved { payouts, .. } => Some(payouts[0]),
        _ => None,
    });
    assert!(
        resolved
            .into_iter()
            .all(|first| first == Price::ONE || first == Price::ZERO)
    );
}

#[test]
fn markets_pause_for_a_minute_or_so_and_the_makers_come_back() {
    let played = with(Habit::PausedMarkets, 48);
    let mut since = BTreeMap::new();
    let mut pauses = Vec::new();
    for event in &played.events {
        if let ExchangeEvent::AcceptingChanged {
            at,
            condition,
            accepting,
        } = event
        {
            if *accepting {
                pauses.push(at.since(since.remove(condition).unwrap()));
            } else {
                since.insert(condition, *at);
            }
        }
    }
    assert!(pauses.len() > 20 && pauses.iter().all(|ms| (30_000..=120_000).contains(ms)));
    let quoted = played
        .venue
        .markets()
        .iter()
        .filter(|row| row.market.accepting_orders && row.best_bid.is_some())
        .count();
    assert!(quoted > 25, "{quoted} markets have bids");
    assert_eq!(played.venue.refused_quotes(), 0);
}

#[test]
fn ticks_become_finer_and_coarser_again() {
    let played = with(Habit::ChangedTicks, 48);
    let changes = |finer: bool| {
        played.count(|event| matches!(event, ExchangeEvent::TickChanged { old, new, .. } if (new < old) == finer))
    };
    assert!(
        changes(true) > 5 && changes(false) > 3,
        "{} {}",
        changes(true),
        changes(false)
    );
    assert_eq!(played.venue.refused_quotes(), 0);
}

#[test]
fn settlements_fail_hours_later_and_the_ledger_undoes_them() {
    let stress = with(Habit::FailedSettlementsStress, 120);
    let undone = stress.own(|entry| matches!(entry, LedgerEntry::FillUndone(_)));
    assert!(!undone.is_empty());
    let status = |status: TradeStatus| {
        let failed =
            |event: &ExchangeEvent| matches!(event, ExchangeEvent::Settlement { status: told, .. } if *told == status);
        stress.count(failed)
    };
    assert!(status(TradeStatus::Retrying) >= status(TradeStatus::Failed));
}

#[test]
fn fees_and_fills_are_off_only_by_their_habits() {
    let sizes = |habit: Option<Habit>| -> BTreeSet<i64> {
        let played = play(habit.into_iter().collect(), 72);
        let fills = played.own(|entry| matches!(entry, LedgerEntry::Fill(_)));
        fills
            .iter()
            .filter_map(|record| match &record.entry {
                LedgerEntry::Fill(fill) => Some(fill.shares.micros() % 10_000),
                _ => None,
            })
            .collect()
    };
    assert_eq!(sizes(None), BTreeSet::from([0]));
    assert!(sizes(Some(Habit::MicroFills)).len() > 1);
}

#[test]
fn redemption_payouts_and_corrections_come_as_the_habits_have_it() {
    let hours = 60;
    let late = with(Habit::LateRedemptions, hours);
    let mut resolved = BTreeMap::new();
    let mut waits = Vec::new();
    for event in &late.events {
        match event {
            ExchangeEvent::Resolved { at, condition, .. } => {
                resolved.insert(condition, *at);
            }
            ExchangeEvent::Redeemed { at, condition, .. } => waits.push(at.since(resolved[condition])),
            _ => {}
        }
    }
    assert!(!waits.is_empty() && waits.iter().all(|ms| (HOUR..=12 * HOUR).contains(ms)));
    // One market in ten: over some days there are a few dozen.
    let both = play(
        HabitSet::none().with(Habit::SplitPayouts).with(Habit::CorrectedPayouts),
        24 * 8,
    );
    let parts = both.count(|event| matches!(event, ExchangeEvent::Resolved { payouts: [first, _], .. } if *first != Price::ONE && *first != Price::ZERO));
    let corrected = both.count(|event| matches!(event, ExchangeEvent::PayoutsCorrected { .. }));
    assert!(parts > 0 && corrected > 0, "{parts} in parts, {corrected} corrected");
    assert!(
        both.venue
            .ledger()
            .records()
            .iter()
            .any(|record| matches!(record.entry, LedgerEntry::PayoutsCorrected { .. }))
    );
}

#[test]
fn control_has_a_resolution_told_wrongly_and_corrected_within_a_bound() {
    let payouts = |wrong_first: Option<bool>, most_ms: Option<i64>| {
        let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
        venue.set_habits(HabitSet::none().with(Habit::LateRedemptions));
        let open = venue.markets().into_iter().find(|row| {
            let condition = &row.market.condition;
            row.market.accepting_orders && venue.exchange().event_of(condition).is_none()
        });
        let condition = open.unwrap().market.condition.clone();
        venue.set_habit_waits_most(most_ms);
        let resolve = Override::Resolve {
            condition: condition.clone(),
            winner: 1,
            wrong_first,
        };
        resolve.apply(&mut venue).unwrap();
        venue.advance_to(START.plus(2 * HOUR));
        let events = venue.drain_events().into_iter();
        let told = events.filter_map(|event| match event {
            VenueEvent::Exchange(event) => match *event {
                ExchangeEvent::Resolved {
                    at,
                    condition: of,
                    payouts: [first, _],
                }
                | ExchangeEvent::PayoutsCorrected {
                    at,
                    condition: of,
                    payouts: [first, _],
                } if of == condition => Some((at.since(START), first)),
                _ => None,
            },
            _ => None,
        });
        told.collect::<Vec<_>>()
    };
    let zero = Price::ZERO;
    assert_eq!(payouts(None, None), [(0, zero)]);
    assert_eq!(payouts(Some(false), None), [(0, zero)]);
    let by_habit = payouts(Some(true), None);
    assert_eq!((by_habit.len(), by_habit[0], by_habit[1].1), (2, (0, Price::ONE), zero));
    assert!((300_000..=HOUR).contains(&by_habit[1].0), "{by_habit:?}");
    let bounded = payouts(Some(true), Some(60_000));
    assert_eq!((bounded.len(), bounded[0], bounded[1].1), (2, (0, Price::ONE), zero));
    // From the world's next event on.
    assert!((60_000..70_000).contains(&bounded[1].0), "{bounded:?}");
}

#[test]
fn traders_positions_move_without_trades() {
    let moved = with(Habit::TraderTransfers, 48);
    assert!(moved.count(|event| matches!(event, ExchangeEvent::Transferred { .. })) > 3);
    assert!(
        moved.rows.iter().all(|row| row.kind != ActivityKind::Migration),
        "no list says so"
    );
    let pairs = with(Habit::SplitsAndMerges, 48);
    let plain = play(HabitSet::none(), 48);
    let count = |played: &Played, kind| played.rows.iter().filter(|row| row.kind == kind).count();
    assert!(count(&pairs, ActivityKind::Split) > count(&plain, ActivityKind::Split));
    assert!(count(&pairs, ActivityKind::Merge) > count(&plain, ActivityKind::Merge));
    let converted = with(Habit::Conversions, 48);
    assert!(count(&converted, ActivityKind::Conversion) > count(&plain, ActivityKind::Conversion));
}

#[test]
fn a_migration_within_a_wallet_moves_shares_to_the_same_question_on_the_next_contract() {
    let played = with(Habit::TokenMigrations, 96);
    let rows: Vec<&ActivityRecord> = played
        .rows
        .iter()
        .filter(|row| row.kind == ActivityKind::Migration)
        .collect();
    assert!(rows.len() >= 2, "{} rows", rows.len());
    for row in &rows {
        let moved = played.venue.moved_by(row);
        let of_transaction: Shares = rows
            .iter()
            .filter(|other| other.tx == row.tx)
            .flat_map(|other| played.venue.moved_by(other))
            .map(|(_, shares)| shares)
            .sum();
        assert!(of_transaction.is_zero() && moved.len() == 1, "as many came as left");
    }
    let successor = rows
        .iter()
        .find(|row| row.card.market.slug.ends_with("-positions"))
        .unwrap();
    let token = successor.token.clone().unwrap();
    assert!(played.venue.exchange().market_of(&token).is_some());
}

#[test]
fn a_migration_to_another_wallet_takes_everything_along_and_the_trader_goes_on_there() {
    let played = with(Habit::WalletMigrations, 120);
    let left = played
        .rows
        .iter()
        .find(|row| row.kind == ActivityKind::Migration)
        .expect("a migration");
    let old = &left.wallet;
    let came = played
        .rows
        .iter()
        .find(|row| row.tx == left.tx && row.wallet != *old)
        .unwrap();
    assert!(played.venue.positions(old).is_empty());
    let since = ActivityQuery {
        wallet: Some(came.wallet.clone()),
        kinds: vec![ActivityKind::Trade],
        ..ActivityQuery::default()
    };
    assert!(!played.venue.activity(&since).is_empty() || !played.venue.positions(&came.wallet).is_empty());
    assert_eq!(
        played.venue.profile(old).unwrap().name,
        played.venue.profile(&came.wallet).unwrap().name
    );
}

#[test]
fn hands_trade_order_move_shares_and_cash_in_the_clients_account() {
    let traded = with(Habit::HandTrades, 90);
    let by_hand = |entry: &LedgerEntry| matches!(entry, LedgerEntry::Order { by_hand: true, .. });
    assert!(!traded.own(by_hand).is_empty());
    let rested = with(Habit::HandOrders, 90);
    let changes: BTreeSet<String> = rested
        .own(by_hand)
        .iter()
        .filter_map(|record| match &record.entry {
            LedgerEntry::Order { change, .. } => Some(change.clone()),
            _ => None,
        })
        .collect();
    assert!(
        changes.contains("PLACEMENT") && changes.contains("CANCELLATION"),
        "{changes:?}"
    );
    let moved = with(Habit::OwnTransfers, 90);
    assert!(
        !moved
            .own(|entry| matches!(entry, LedgerEntry::Transferred { .. }))
            .is_empty()
    );
    let cash = with(Habit::CashMovements, 90);
    let deposits = cash.own(|entry| matches!(entry, LedgerEntry::Deposited)).len();
    let withdrawals = cash.own(|entry| matches!(entry, LedgerEntry::Withdrawn)).len();
    assert!(
        deposits > 1 && withdrawals > 0,
        "the first deposit is the account's opening: {deposits}, {withdrawals}"
    );
    assert_ne!(cash.venue.exchange().account(&cash.me).unwrap().cash(), Usd::ZERO);
}

#[test]
fn the_venue_restarts_and_the_account_is_restricted_for_a_while() {
    let modes = with(Habit::VenueModes, 96);
    let told: BTreeSet<String> = modes
        .events
        .iter()
        .filter_map(|event| match event {
            ExchangeEvent::ModeChanged { mode, .. } => Some(format!("{mode:?}")),
            _ => None,
        })
        .collect();
    for mode in [VenueMode::Restarting, VenueMode::PostOnly, VenueMode::Running] {
        assert!(told.contains(&format!("{mode:?}")), "{told:?}");
    }
    for habit in [Habit::ClosedOnly, Habit::Banned] {
        let played = with(habit, 160);
        let changes = played.own(|entry| matches!(entry, LedgerEntry::Status { .. }));
        assert!(changes.len() >= 2, "{habit}: {} changes", changes.len());
    }
}

#[test]
fn the_same_seed_and_habits_give_the_same_world_in_one_jump_or_in_many_steps() {
    let digest = |step_ms: i64| {
        let mut venue = Venue::new(VenueOptions::seeded(3, START)).unwrap();
        venue.set_habits(HabitSet::all());
        let me = WalletAddress::parse("0x00000000000000000000000000000000000000bb").unwrap();
        venue.enroll(&me);
        buy(&mut venue, &me, 0);
        while venue.now() < START.plus(30 * HOUR) {
            venue.advance_to(venue.now().plus(step_ms).min(START.plus(30 * HOUR)));
            venue.drain_events();
        }
        assert_eq!(venue.check_invariants(), Vec::<String>::new());
        (venue.digest(), format!("{:?}", venue.ledger().records()))
    };
    assert_eq!(digest(30 * HOUR), digest(7 * 60_000));
}

#[test]
fn habits_that_are_switched_off_begin_nothing_more() {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
    venue.set_habits(HabitSet::none().with(Habit::PausedMarkets));
    venue.advance_to(START.plus(12 * HOUR));
    venue.set_habits(HabitSet::none());
    venue.advance_to(START.plus(13 * HOUR));
    venue.drain_events();
    venue.advance_to(START.plus(40 * HOUR));
    let paused = |event: &VenueEvent| matches!(event, VenueEvent::Exchange(event) if matches!(**event, ExchangeEvent::AcceptingChanged { .. }));
    assert!(!venue.drain_events().iter().any(paused));
}
