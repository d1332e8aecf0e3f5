//! Each habit of what is shown, on and off, in a made-up world.

use std::collections::BTreeSet;

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Shares};
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

use super::*;
use crate::venue::rows::{ActivityKind, ActivityQuery};
use crate::venue::{VenueEvent, VenueOptions};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);
const MINUTE: i64 = 60_000;

fn world(habits: &[Habit]) -> Venue {
    let mut venue = Venue::new(VenueOptions::seeded(7, START)).unwrap();
    venue.set_habits(habits.iter().copied().collect());
    venue
}

fn trader(venue: &Venue) -> WalletAddress {
    venue.search_traders("25usdc", 1).first().unwrap().wallet.clone()
}

/// What is asked each minute of some hours.
fn each_minute<T>(venue: &mut Venue, hours: i64, mut ask: impl FnMut(&Venue) -> T) -> Vec<T> {
    (0..hours * 60)
        .map(|_| {
            venue.advance_to(venue.now().plus(MINUTE));
            venue.drain_events();
            ask(venue)
        })
        .collect()
}

/// How often, in some hours of one list a minute, the list is not the truth.
fn untrue(habits: &[Habit], hours: i64, limit: usize) -> Vec<Listing> {
    let mut venue = world(habits);
    let who = trader(&venue);
    let lists = each_minute(&mut venue, hours, |venue| {
        let list = venue.shown().positions(&who, limit, Ask::Fresh);
        let true_rows = venue.positions(&who);
        let same = list.whole && list.rows().eq(true_rows.iter());
        (!same).then_some(list)
    });
    lists.into_iter().flatten().collect()
}

#[test]
fn without_habits_every_answer_is_the_truth_of_now() {
    assert_eq!(untrue(&[], 5, 3), Vec::new());
    let mut venue = world(&[]);
    let who = trader(&venue);
    venue.advance_to(START.plus(40 * MINUTE));
    let shown = venue.shown();
    assert_eq!(shown.time(), venue.now());
    let query = ActivityQuery {
        wallet: Some(who.clone()),
        ..ActivityQuery::default()
    };
    let page = shown.activity(&query, Ask::Cached);
    assert_eq!((page.rows, page.complete), (venue.activity(&query), true));
    for event in venue.drain_events() {
        let at = match &event {
            VenueEvent::Activity(row) => row.at,
            _ => continue,
        };
        assert_eq!(venue.shown().deliveries(&event, 2_000), vec![at.plus(2_000)]);
    }
    assert_eq!(venue.shown().trouble(&who, Call::Private), None);
}

#[test]
fn the_same_address_gives_the_same_copy_for_five_minutes_and_a_fresh_one_gives_news() {
    let mut venue = world(&[Habit::CachedPositions]);
    let who = trader(&venue);
    let asked = each_minute(&mut venue, 3, |venue| {
        let of = |ask| venue.shown().positions_page(&who, 0, 500, ask).as_of;
        (
            venue.now().since(of(Ask::Cached)),
            of(Ask::Cached),
            venue.now().since(of(Ask::Fresh)),
        )
    });
    assert!(
        asked
            .iter()
            .all(|(age, _, fresh)| (3_000..=308_000).contains(age) && (3_000..=8_000).contains(fresh))
    );
    let copies: BTreeSet<VenueMs> = asked.iter().map(|(_, copy, _)| *copy).collect();
    assert!(
        (36..=37).contains(&copies.len()),
        "{} copies in three hours",
        copies.len()
    );
    // Pages at other addresses are copies of other moments.
    let shown = venue.shown();
    assert_ne!(
        shown.positions_page(&who, 0, 3, Ask::Cached).as_of,
        shown.positions_page(&who, 3, 3, Ask::Cached).as_of
    );
}

#[test]
fn a_copy_is_what_was_held_then() {
    let mut venue = world(&[Habit::CachedPositions]);
    let who = trader(&venue);
    let mut held = vec![(VenueMs(0), venue.positions(&who))];
    let mut compared = 0;
    for _ in 0..4 * 3_600 / 5 {
        venue.advance_to(venue.now().plus(5_000));
        held.push((venue.now(), venue.positions(&who)));
        let page = venue.shown().positions_page(&who, 0, 500, Ask::Cached);
        let then = held
            .iter()
            .rev()
            .find(|(at, _)| *at <= page.as_of)
            .map(|(_, rows)| rows);
        let shares = |rows: &[crate::venue::rows::PositionRow]| -> BTreeSet<(String, Shares)> {
            rows.iter().map(|row| (row.token.to_string(), row.shares)).collect()
        };
        // Between two looks something may have happened.
        let at = |place: usize| held.get(place).map(|(_, rows)| shares(rows));
        let place = held.iter().rposition(|(at, _)| *at <= page.as_of).unwrap();
        if at(place) == at(place + 1) {
            assert_eq!(Some(shares(&page.rows)), then.map(|rows| shares(rows)));
            compared += 1;
        }
        if held.len() > 500 {
            held.remove(0);
        }
    }
    assert!(compared > 2_000, "{compared}");
}

#[test]
fn positions_stand_still_for_a_while() {
    let mut venue = world(&[Habit::StalePositions]);
    let who = trader(&venue);
    let ages = each_minute(&mut venue, 48, |venue| {
        venue
            .now()
            .since(venue.shown().positions_page(&who, 0, 500, Ask::Fresh).as_of)
    });
    let oldest = ages.iter().max().copied().unwrap();
    assert!((240_000..=1_800_000).contains(&oldest), "{oldest}");
    assert!(ages.iter().filter(|age| **age == 0).count() > 48 * 55);
}

#[test]
fn lists_are_empty_short_repeated_or_shifted_now_and_then() {
    let empty = untrue(&[Habit::EmptyPositions], 24, 500);
    assert!((4..40).contains(&empty.len()) && empty.iter().all(|list| list.rows().next().is_none()));
    let short = untrue(&[Habit::ShortPositions], 24, 500);
    assert!((4..40).contains(&short.len()) && short.iter().all(|list| list.whole));
    let repeated = untrue(&[Habit::RepeatedPages], 24, 2);
    assert!(!repeated.is_empty() && repeated.iter().all(|list| !list.whole));
    let shifted = untrue(&[Habit::ShiftedPages], 24, 2);
    assert!(shifted.len() > 10 && shifted.iter().all(|list| list.whole));
    let doubled = |list: &Listing| {
        let tokens: Vec<_> = list.rows().map(|row| &row.token).collect();
        tokens.iter().collect::<BTreeSet<_>>().len() < tokens.len()
    };
    assert!(shifted.iter().any(doubled) && !shifted.iter().all(doubled));
}

#[test]
fn pages_of_one_list_are_of_different_moments() {
    let mut venue = world(&[Habit::MixedPages]);
    let who = trader(&venue);
    let mixed = each_minute(&mut venue, 24, |venue| {
        let list = venue.shown().positions(&who, 2, Ask::Fresh);
        list.pages.iter().any(|page| page.as_of < venue.now().plus(-60_000))
    });
    assert!(mixed.iter().filter(|mixed| **mixed).count() > 20);
}

#[test]
fn odd_rows_stand_among_the_others() {
    let mut venue = world(&[Habit::OddRows]);
    let who = trader(&venue);
    let query = ActivityQuery {
        wallet: Some(who.clone()),
        ..ActivityQuery::default()
    };
    let found = each_minute(&mut venue, 24, |venue| {
        let shown = venue.shown();
        let rows = shown.activity(&query, Ask::Fresh).rows;
        let odd = |row: &&crate::venue::rows::ActivityRecord| {
            let price = row.price.unwrap_or(Price::ZERO);
            row.kind == ActivityKind::Unknown
                || row.size <= Shares::ZERO
                || price > Price::ONE
                || price < Price::ZERO
                || row.token.as_ref().is_some_and(|token| token.as_str().is_empty())
        };
        let odd_positions = shown.positions_page(&who, 0, 500, Ask::Fresh).rows.len() - venue.positions(&who).len();
        (rows.iter().filter(odd).count(), odd_positions)
    });
    assert!(found.iter().any(|(rows, _)| *rows > 0) && found.iter().any(|(_, positions)| *positions > 0));
    assert!(found.iter().filter(|(rows, _)| *rows > 0).count() < found.len() / 4);
}

#[test]
fn activity_is_listed_after_seconds_and_copied_for_fifteen() {
    let mut venue = world(&[Habit::CachedActivity]);
    let who = trader(&venue);
    let query = ActivityQuery {
        wallet: Some(who),
        start: Some(START),
        ..ActivityQuery::default()
    };
    let mut longest = 0;
    for _ in 0..3_600 * 3 {
        venue.advance_to(venue.now().plus(1_000));
        let shown = venue.shown().activity(&query, Ask::Cached).rows;
        let newest = venue
            .activity(&query)
            .iter()
            .find(|row| !shown.contains(row))
            .map(|row| row.at);
        longest = longest.max(newest.map_or(0, |at| venue.now().since(at)));
    }
    assert!((5_000..=25_000).contains(&longest), "{longest}");
}

/// A client with an order at the market, and the time its trade was listed after the match and the order was found.
fn bought(venue: &mut Venue, number: u64) -> (WalletAddress, OrderHash) {
    let me = WalletAddress::parse("0x00000000000000000000000000000000000000bb").unwrap();
    venue.enroll(&me);
    let row = venue
        .markets()
        .into_iter()
        .filter(|row| row.market.accepting_orders && row.best_ask.is_some_and(|ask| ask < Price::from_micros(800_000)))
        .nth(usize::try_from(number % 20).unwrap())
        .unwrap();
    let id = OrderHash::new(&format!("0x{number:064x}"));
    let order = NewOrder {
        id: id.clone(),
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
    venue.place(order).unwrap();
    (me, id)
}

#[test]
fn a_filled_order_leaves_the_look_up_before_its_trades_are_listed() {
    let mut venue = world(&[Habit::LateTrades]);
    let mut late = Vec::new();
    for number in 1..=40 {
        venue.advance_to(venue.now().plus(2 * MINUTE));
        let matched_at = venue.now();
        let (me, id) = bought(&mut venue, number);
        assert_eq!(venue.shown().look_up(&id), LookUp::Missing);
        let listed = |venue: &Venue| {
            let trades = venue.shown().own_trades(&me, matched_at);
            trades.iter().any(|trade| trade.taker_order == id)
        };
        while !listed(&venue) {
            venue.advance_to(venue.now().plus(1_000));
        }
        late.push(venue.now().since(matched_at));
    }
    assert!(late.iter().all(|ms| *ms <= 41_000) && late.iter().any(|ms| *ms > 10_000) && late.contains(&0));
    let mut plain = world(&[]);
    let (me, id) = bought(&mut plain, 1);
    assert!(matches!(plain.shown().look_up(&id), LookUp::Found(_)));
    assert_eq!(
        plain.shown().own_trades(&me, START).len(),
        plain.exchange().trades(&me).count()
    );
}

#[test]
fn balances_lag_by_up_to_a_minute_and_then_agree() {
    let mut venue = world(&[Habit::LateBalances]);
    venue.enroll(&WalletAddress::parse("0x00000000000000000000000000000000000000bb").unwrap());
    venue.advance_to(START.plus(2 * MINUTE));
    let (me, _) = bought(&mut venue, 1);
    let before = VenueOptions::BALANCE;
    let after = venue.exchange().account(&me).unwrap().cash();
    let token = venue
        .exchange()
        .account(&me)
        .unwrap()
        .holdings()
        .next()
        .unwrap()
        .0
        .clone();
    let mut seen = BTreeSet::new();
    for _ in 0..60 {
        let shown = venue.shown();
        let old = shown.balance(&me) == before;
        assert!(old || shown.balance(&me) == after);
        assert_eq!(shown.share_balance(&me, &token).is_zero(), old);
        assert_eq!(shown.positions(&me, 500, Ask::Fresh).rows().next().is_none(), old);
        seen.insert(old);
        venue.advance_to(venue.now().plus(1_000));
    }
    assert_eq!(seen.len(), 2, "old and new were both shown");
    venue.advance_to(venue.now().plus(MINUTE));
    assert_eq!(venue.shown().balance(&me), after);
}

#[test]
fn matched_sizes_are_off_by_millionths() {
    let mut off = 0;
    let mut venue = world(&[Habit::OddSizes]);
    for number in 1..=40 {
        venue.advance_to(venue.now().plus(MINUTE));
        let (_, id) = bought(&mut venue, number);
        let true_size = venue.exchange().order(&id).unwrap().matched;
        let LookUp::Found(order) = venue.shown().look_up(&id) else {
            panic!("it is there")
        };
        let by = (order.matched - true_size).micros().abs();
        assert!(by <= 3);
        off += i64::from(by > 0);
    }
    assert!((2..20).contains(&off), "{off} of 40");
}

#[test]
fn facts_of_a_market_are_up_to_five_minutes_old() {
    let mut venue = world(&[Habit::CachedGamma]);
    let open = |row: &crate::venue::rows::MarketRow| row.market.accepting_orders && !row.market.closed;
    let condition = venue.markets().into_iter().find(open).unwrap().market.condition;
    venue.advance_to(START.plus(10 * MINUTE));
    venue.set_accepting(&condition, false).unwrap();
    let accepting = |venue: &Venue, ask| venue.shown().market(&condition, ask).unwrap().accepting_orders;
    assert!(!accepting(&venue, Ask::Fresh));
    let listed = |venue: &Venue| {
        let rows = venue.shown().markets(Ask::Cached);
        let row = rows.into_iter().find(|row| row.market.condition == condition);
        row.unwrap().market.accepting_orders
    };
    assert!(listed(&venue));
    let mut told_after = 0;
    while accepting(&venue, Ask::Cached) {
        venue.advance_to(venue.now().plus(1_000));
        told_after += 1_000;
    }
    assert!((1_000..=300_000).contains(&told_after), "{told_after}");
}

/// When the messages of a day arrive after they were sent.
fn arrivals(habits: &[Habit]) -> Vec<Vec<i64>> {
    let mut venue = world(habits);
    let mut all = Vec::new();
    for _ in 0..24 {
        venue.advance_to(venue.now().plus(60 * MINUTE));
        for event in venue.drain_events() {
            if let VenueEvent::Activity(row) = &event {
                let times = venue.shown().deliveries(&event, 2_000);
                all.push(times.into_iter().map(|at| at.since(row.at)).collect());
            }
        }
    }
    all
}

#[test]
fn the_stream_is_late_silent_doubled_and_reordered_each_by_its_habit() {
    let share = |found: &[Vec<i64>], what: fn(&Vec<i64>) -> bool| {
        found.iter().filter(|times| what(times)).count() * 1_000 / found.len()
    };
    let late = arrivals(&[Habit::LateStream]);
    assert!(late.iter().flatten().any(|after| *after > 20 * MINUTE));
    assert!((1..120).contains(&share(&late, |times| times[0] > 2_000)));
    let silent = arrivals(&[Habit::SilentTokens]);
    assert!((2..150).contains(&share(&silent, Vec::is_empty)));
    let twice = arrivals(&[Habit::RepeatedMessages]);
    assert!((20..40).contains(&share(&twice, |times| times.len() == 2)));
    let held_up = arrivals(&[Habit::ReorderedMessages]);
    assert!((45..75).contains(&share(&held_up, |times| times[0] >= 3_000)));
    assert!(arrivals(&[]).iter().all(|times| *times == [2_000]));
}

#[test]
fn requests_meet_limits_a_refused_key_and_a_clock_that_is_off() {
    let mut venue = world(&[Habit::RateLimits, Habit::RevokedKeys, Habit::ClockOff]);
    let (me, _) = bought(&mut venue, 1);
    let met = each_minute(&mut venue, 200, |venue| {
        let shown = venue.shown();
        (
            shown.trouble(&me, Call::Private),
            shown.trouble(&me, Call::Public),
            shown.clock_off_ms(),
        )
    });
    let limited = |trouble: &Option<Trouble>| matches!(trouble, Some(Trouble::RateLimited { retry_after_s: 1..=60 }));
    assert!(met.iter().any(|(private, ..)| limited(private)) && met.iter().any(|(_, public, _)| limited(public)));
    let refused = met
        .iter()
        .filter(|(private, ..)| *private == Some(Trouble::KeyRefused))
        .count();
    assert!((5..300).contains(&refused), "{refused} minutes of 200 h");
    assert!(met.iter().all(|(_, public, _)| *public != Some(Trouble::KeyRefused)));
    let off: Vec<i64> = met.iter().map(|(.., off)| *off).filter(|off| *off != 0).collect();
    assert!(!off.is_empty() && off.len() < met.len() / 4);
    assert!(off.iter().all(|off| (35_000..=300_000).contains(&off.abs())));
}

#[test]
fn the_same_world_shows_the_same_whoever_asked_before() {
    let habits: Vec<Habit> = HabitSet::all().iter().collect();
    let show = |asked_before: bool| {
        let mut venue = world(&habits);
        let who = trader(&venue);
        let mut told = String::new();
        for _ in 0..30 {
            venue.advance_to(venue.now().plus(7 * MINUTE));
            if asked_before {
                let _other = venue.shown().positions(&who, 7, Ask::Cached);
            }
            told += &format!("{:?}", venue.shown().positions(&who, 2, Ask::Fresh));
            for event in venue.drain_events() {
                told += &format!("{:?}", venue.shown().deliveries(&event, 2_000));
            }
        }
        told
    };
    assert_eq!(show(false), show(true));
}
