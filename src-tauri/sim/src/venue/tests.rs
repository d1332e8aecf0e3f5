//! What the world promises: it is its seed, however time is cut; its books add up; its spreads look like the venue's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use pilotfish_copy::ids::{OrderHash, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, Side};
use pilotfish_copy::money::{Price, Rounding, Shares, Usd};

use super::rows::{ActivityKind, ActivityQuery, LeaderOrder, PositionStatus, PricePoint, Window};
use super::{Venue, VenueEvent, VenueOptions};
use crate::stats::{book_figures, percentiles};
use crate::world_gen::Breadth;
use crate::world_gen::calendar::{HOUR, MINUTE};
use pilotfish_exchange::{Amount, ExchangeEvent, NewOrder, OrderKind};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

fn world(seed: u64) -> Venue {
    Venue::new(VenueOptions::seeded(seed, START)).expect("a world")
}

fn me() -> WalletAddress {
    WalletAddress::parse("0x00000000000000000000000000000000000000aa").expect("an address")
}

fn buy(venue: &Venue, number: u64, hour: i64) -> NewOrder {
    let rows = venue.markets();
    let open = rows
        .iter()
        .filter(|row| row.best_ask.is_some() && row.market.end.unwrap().since(venue.now()) > 48 * HOUR);
    let row = open
        .clone()
        .nth(usize::try_from(hour).unwrap() % open.count())
        .expect("an open market");
    NewOrder {
        id: OrderHash::new(&format!("0x{number:064x}")),
        owner: me(),
        token: row.market.outcomes[0].token.clone(),
        side: Side::Buy,
        price: row.best_bid.expect("a bid"),
        amount: Amount::Shares(Shares::from_micros(20_000_000)),
        kind: OrderKind::Gtc,
        post_only: false,
        expires_at: None,
        created_at: venue.now(),
    }
}

#[test]
fn a_seed_is_a_world() {
    let digest = |seed| {
        let mut venue = world(seed);
        venue.advance_to(START.plus(3 * HOUR));
        (venue.world_id(), venue.digest())
    };
    assert_eq!(digest(1), digest(1));
    assert_ne!(digest(1), digest(2));
}

#[test]
fn how_time_is_cut_changes_nothing() {
    let end = START.plus(9 * HOUR);
    let mut jump = world(3);
    jump.enroll(&me());
    let mut steps = world(3);
    steps.enroll(&me());
    // The same commands at the same instants in both; between them one goes at once, the other in odd small steps.
    for hour in 0..9 {
        let at = START.plus(hour * HOUR + 123_456);
        jump.advance_to(at);
        while steps.now() < at {
            let next = steps.now().plus(7_919 + hour * 1_000).min(at);
            steps.advance_to(next);
        }
        assert_eq!(jump.now(), steps.now());
        for venue in [&mut jump, &mut steps] {
            let order = buy(venue, u64::try_from(hour).unwrap() + 1, hour);
            venue.place(order).expect("the order is taken");
        }
    }
    jump.advance_to(end);
    while let Some(at) = steps.next_event_at().filter(|at| *at <= end) {
        steps.advance_to(at);
        steps.advance_to(at);
    }
    steps.advance_to(end);
    assert_eq!(jump.digest(), steps.digest());
    assert_eq!(jump.check_invariants(), Vec::<String>::new());
}

#[test]
fn forty_hours_keep_every_invariant() {
    for seed in [1, 7] {
        let mut venue = world(seed);
        venue.enroll(&me());
        assert_eq!(venue.check_invariants(), Vec::<String>::new());
        for hour in 1..=40 {
            venue.advance_to(START.plus(hour * HOUR));
            if hour % 8 == 0 {
                assert_eq!(
                    venue.check_invariants(),
                    Vec::<String>::new(),
                    "seed {seed}, hour {hour}"
                );
            }
            venue.drain_events();
        }
        let open = venue.markets().iter().filter(|row| row.closed_at.is_none()).count();
        assert!((32..=37).contains(&open), "{open} markets are open");
        assert_eq!(venue.lost_events(), 0);
    }
}

#[test]
fn spreads_look_like_the_venues() {
    for seed in [1, 7, 11] {
        let mut venue = world(seed);
        for hours in [0, 24] {
            venue.advance_to(START.plus(hours * HOUR));
            let figures = book_figures(&venue);
            let spreads: Vec<i64> = figures.iter().filter_map(|figures| figures.spread_centibps).collect();
            let spreads = percentiles(&spreads);
            println!("seed {seed}, {hours} h: {spreads:?} centibps");
            for (name, found, target) in [
                ("p10", spreads.p10, 44),
                ("median", spreads.median, 241),
                ("p75", spreads.p75, 923),
            ] {
                let ratio = (found * 100 / (target * 100), found, target);
                // Prices run after purchases, and one tick, the least there is, is a larger part of a price that ran
                // down: so books do not stay as tight as they began.
                let most = match (hours, name) {
                    (0, _) => 150,
                    (_, "p10") => 250,
                    _ => 170,
                };
                assert!(
                    found * 3 >= target * 100 * 2 && found <= target * most,
                    "seed {seed}, {hours} h, {name}: {ratio:?}"
                );
            }
        }
    }
}

#[test]
fn profit_is_realised_and_unrealised_of_the_same_positions() {
    let mut venue = world(5);
    venue.advance_to(START.plus(20 * HOUR));
    let board = venue.leaderboard(Window::All, None, LeaderOrder::Pnl);
    assert!(board.len() >= 20, "{} traders on the board", board.len());
    assert!(
        board
            .windows(2)
            .all(|pair| pair[0].pnl >= pair[1].pnl && pair[0].rank < pair[1].rank)
    );
    let mut categories = 0;
    for row in &board {
        let positions: Vec<_> = [venue.positions(&row.wallet), venue.closed_positions(&row.wallet)].concat();
        let sum: Usd = positions
            .iter()
            .map(|position| position.realised + position.unrealised)
            .sum();
        assert_eq!(row.pnl, sum, "{}", row.name);
        let stats = venue.user_stats(&row.wallet).expect("figures");
        assert_eq!(stats.pnl(), row.pnl);
        assert_eq!(stats.trades, row.trades);
        let last = *venue
            .pnl_series(&row.wallet, Window::All)
            .last()
            .expect("a point of now");
        assert_eq!(last.realised + last.unrealised, row.pnl);
        assert_eq!(last.value, venue.portfolio_value(&row.wallet));
        for position in &positions {
            assert_eq!(position.total_cost, position.entry_cost + position.entry_fees);
            if position.status == PositionStatus::Open {
                let value = position.shares.value(position.current_price, Rounding::Down);
                assert_eq!(position.current_value, value);
            }
        }
    }
    for category in [
        "politics",
        "sports",
        "crypto",
        "economics",
        "finance",
        "tech",
        "culture",
        "weather",
        "geopolitics",
        "mentions",
    ] {
        let rows = venue.leaderboard(Window::All, Some(category), LeaderOrder::Pnl);
        categories += i64::from(!rows.is_empty());
    }
    assert!(categories >= 8, "{categories} categories were traded");
    let by_category: Usd = [
        "politics",
        "sports",
        "crypto",
        "economics",
        "finance",
        "tech",
        "culture",
        "weather",
        "geopolitics",
        "mentions",
    ]
    .iter()
    .flat_map(|category| venue.leaderboard(Window::All, Some(category), LeaderOrder::Pnl))
    .map(|row| row.pnl)
    .sum();
    assert_eq!(by_category, board.iter().map(|row| row.pnl).sum());
}

#[test]
fn windows_are_differences_of_the_curve() {
    let mut venue = world(2);
    venue.advance_to(START.plus(5 * HOUR));
    for (window, hours) in [(Window::Day, 24), (Window::Week, 168), (Window::Month, 720)] {
        for row in venue.leaderboard(window, None, LeaderOrder::Volume) {
            let curve = venue.pnl_series(&row.wallet, Window::All);
            let cut = venue.now().plus(-hours * HOUR);
            let before = curve.iter().rev().find(|point| point.at <= cut).copied();
            let now = curve.last().unwrap();
            let pnl = |point: &super::rows::PnlPoint| point.realised + point.unrealised;
            assert_eq!(
                row.pnl,
                pnl(now) - before.as_ref().map_or(Usd::ZERO, pnl),
                "{} {window:?}",
                row.name
            );
            assert_eq!(
                row.volume,
                now.volume - before.map_or(Shares::ZERO, |point| point.volume)
            );
        }
    }
}

#[test]
fn the_days_before_left_traces() {
    let venue = world(1);
    let board = venue.leaderboard(Window::Month, None, LeaderOrder::Pnl);
    assert!(
        board.first().unwrap().pnl > Usd::dollars(1_000),
        "someone won: {}",
        board[0].pnl
    );
    assert!(board.last().unwrap().pnl < Usd::dollars(-1_000), "someone lost");
    let hero = venue.search_traders("25usdc", 5);
    assert_eq!(hero.len(), 1);
    let wallet = &hero[0].wallet;
    assert!(!venue.positions(wallet).is_empty());
    assert!(venue.closed_positions(wallet).len() > 20);
    assert!(venue.pnl_series(wallet, Window::Month).len() > 700);
    let rows = venue.activity(&ActivityQuery {
        wallet: Some(wallet.clone()),
        ..ActivityQuery::default()
    });
    assert!(rows.len() > 150, "{} rows", rows.len());
    assert!(rows.windows(2).all(|pair| pair[0].at >= pair[1].at), "newest first");
    let kinds = |kind| {
        venue
            .activity(&ActivityQuery {
                kinds: vec![kind],
                named_only: true,
                ..ActivityQuery::default()
            })
            .len()
    };
    for kind in [ActivityKind::Split, ActivityKind::Merge, ActivityKind::Redeem] {
        assert!(kinds(kind) > 0, "{kind:?}");
    }
    let stats = venue.user_stats(wallet).unwrap();
    assert!(stats.closed_positions > 20 && stats.won_positions > 5 && stats.biggest_win > Usd::ZERO);
    let resolved = venue.markets().iter().filter(|row| row.closed_at.is_some()).count();
    assert!(resolved >= 40, "{resolved} markets resolved");
    for row in venue.markets() {
        assert!(row.volume > Usd::ZERO);
        assert_eq!(row.closed_at.is_some(), row.market.payouts.is_some());
        let history = venue.price_history(&row.market.outcomes[0].token, VenueMs(0), venue.now());
        assert!(history.len() > 10, "{}", row.market.question);
    }
}

#[test]
fn prices_of_the_last_day_are_known_to_the_minute() {
    let mut venue = world(1);
    venue.advance_to(START.plus(6 * HOUR));
    let minutes = |points: &[PricePoint]| {
        points
            .windows(2)
            .filter(|pair| pair[1].at.since(pair[0].at) < HOUR)
            .count()
    };
    let mut moved = 0;
    for row in venue.markets() {
        let [first, second] = &row.market.outcomes;
        let points = venue.price_history(&first.token, START, venue.now());
        assert!(points.is_sorted_by_key(|point| point.at), "{}", row.market.question);
        moved += minutes(&points);
        let mirrored = venue.price_history(&second.token, START, venue.now());
        let pairs = points.iter().zip(&mirrored);
        assert!(pairs.into_iter().all(|(yes, no)| yes.price.complement() == no.price));
    }
    assert!(moved > 100, "{moved} prices between the hours");
    // A day on, the first hours are told by the hour again.
    venue.advance_to(START.plus(40 * HOUR));
    let rows = venue.markets();
    let open = rows.iter().find(|row| row.closed_at.is_none()).unwrap();
    let early = venue.price_history(&open.market.outcomes[0].token, START, START.plus(6 * HOUR));
    assert!(early.iter().all(|point| point.at.since(START) % HOUR == 0), "{early:?}");
}

#[test]
fn a_sweep_is_several_rows_of_one_transaction() {
    let mut venue = world(1);
    venue.advance_to(START.plus(4 * HOUR));
    let wallet = venue.search_traders("25usdc", 1)[0].wallet.clone();
    let query = ActivityQuery {
        wallet: Some(wallet),
        start: Some(START),
        taker_only: true,
        ..ActivityQuery::default()
    };
    let rows = venue.activity(&query);
    let most = rows
        .iter()
        .map(|row| rows.iter().filter(|other| other.tx == row.tx).count())
        .max();
    assert!(most >= Some(3), "{most:?}");
}

#[test]
fn a_client_gets_its_balance_once_and_appears_in_public() {
    let mut venue = world(1);
    assert!(venue.enroll(&me()));
    assert!(!venue.enroll(&me()));
    assert_eq!(venue.exchange().account(&me()).unwrap().cash(), Usd::dollars(10_000));
    venue.drain_events();
    let mut order = buy(&venue, 1, 0);
    let rows = venue.markets();
    let row = rows
        .iter()
        .find(|row| row.market.outcomes[0].token == order.token)
        .unwrap();
    order.price = row.best_ask.unwrap();
    let placed = venue.place(order.clone()).expect("taken");
    assert_eq!(placed.shares, Shares::from_micros(20_000_000));
    let positions = venue.positions(&me());
    assert_eq!(positions.len(), 1);
    assert_eq!(positions[0].shares, placed.shares);
    assert_eq!(positions[0].total_cost, placed.value + placed.fee);
    let events = venue.drain_events();
    let mine = |event: &&VenueEvent| matches!(event, VenueEvent::Activity(row) if row.wallet == me());
    assert_eq!(
        events.iter().filter(mine).count(),
        venue.exchange().trades(&me()).flat_map(|trade| &trade.legs).count()
    );
    assert!(events.iter().any(
        |event| matches!(event, VenueEvent::Exchange(inner) if matches!(**inner, ExchangeEvent::OrderUpdate { .. }))
    ));
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn markets_resolve_pay_and_are_followed_by_others() {
    let mut venue = world(7);
    let before = venue.markets().len();
    venue.advance_to(START.plus(38 * HOUR));
    let rows = venue.markets();
    assert!(rows.len() >= before + 3, "{} new markets", rows.len() - before);
    let resolved: Vec<_> = rows
        .iter()
        .filter(|row| row.closed_at.is_some_and(|at| at > START))
        .collect();
    assert!(resolved.len() >= 3);
    for row in resolved {
        let payouts = row.market.payouts.expect("it pays");
        assert_eq!(payouts[0] + payouts[1], Price::ONE);
        assert!(venue.book(&row.market.outcomes[0].token).is_none());
        assert_eq!(row.closed_at, row.market.end);
    }
    let redeemed = ActivityQuery {
        kinds: vec![ActivityKind::Redeem],
        start: Some(START.plus(MINUTE * 15)),
        named_only: true,
        ..ActivityQuery::default()
    };
    assert!(!venue.activity(&redeemed).is_empty());
    // Whoever holds a resolved market's shares for longer than ten minutes has been paid.
    for profile in venue.traders() {
        assert!(
            venue
                .positions(&profile.wallet)
                .iter()
                .all(|row| row.status == PositionStatus::Open)
        );
    }
}

#[test]
fn makers_are_never_refused() {
    for seed in [1, 4] {
        let mut venue = world(seed);
        venue.advance_to(START.plus(12 * HOUR));
        assert_eq!(venue.refused_quotes(), 0);
    }
}

#[test]
fn names_are_found_and_addresses_too() {
    let venue = world(1);
    let found = venue.search_traders("KEST", 10);
    assert_eq!(found.len(), 1);
    assert_eq!(venue.search_traders(found[0].wallet.as_str(), 10), found);
    assert!(venue.search_traders("nobody at all", 10).is_empty());
    assert!(!venue.search_markets("bitcoin", 10).is_empty());
}

#[test]
fn a_start_out_of_range_is_refused() {
    assert!(Venue::new(VenueOptions::seeded(1, VenueMs(0))).is_err());
    let mut options = VenueOptions::seeded(1, START);
    options.balance = Usd::dollars(-1);
    assert!(Venue::new(options).is_err());
}

#[test]
fn every_kind_of_market_is_there_and_traded() {
    let mut venue = world(7);
    venue.advance_to(START.plus(40 * HOUR));
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    let markets = venue.markets();
    let of = |contract: Contract| {
        markets
            .iter()
            .filter(|row| row.card.market.exchange == contract)
            .collect::<Vec<_>>()
    };
    for contract in [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3] {
        let traded: Usd = of(contract).iter().map(|row| row.volume).sum();
        assert!(traded > Usd::dollars(5_000), "{contract:?}: {traded} traded");
    }
    // The event's prices are one dollar together, half a spread each aside.
    let runners = of(Contract::NegRiskV2);
    let sum: i64 = runners.iter().map(|row| row.outcome_prices[0].micros()).sum();
    assert_eq!(runners.len(), 5);
    assert!((930_000..=1_070_000).contains(&sum), "{sum}");
    let event = venue
        .exchange()
        .event_of(&runners[0].card.market.condition)
        .expect("an event")
        .clone();
    assert_eq!(venue.exchange().event_markets(&event).count(), 5);
    assert!(runners.iter().all(|row| row.card.event_id == runners[0].card.event_id));
    // Somebody turned NO shares of some into YES shares of the others.
    let conversions = venue.activity(&ActivityQuery {
        kinds: vec![ActivityKind::Conversion],
        ..ActivityQuery::default()
    });
    assert!(conversions.len() > 2, "{} conversions", conversions.len());
    // Positions' ids are not tokens' ids.
    for row in of(Contract::PositionsV3) {
        let id = row.card.market.outcomes[0].token.as_str();
        let hex = format!("{:064x}", id.parse::<alloy::primitives::U256>().unwrap());
        assert!(hex.starts_with("01"), "{hex}");
    }
    // A game started: its book was cleared and is there again.
    let games: Vec<_> = markets
        .iter()
        .filter_map(|row| Some((row, venue.exchange().rules(&row.card.market.condition)?)))
        .filter(|(_, rules)| rules.taker_delay.seconds() > 0)
        .collect();
    assert!(
        games.iter().any(|(row, _)| row.volume > Usd::dollars(300)),
        "games are traded"
    );
    assert!(
        games
            .iter()
            .any(|(_, rules)| rules.game_start.is_some_and(|at| at < venue.now()))
    );
    let least = |shares: i64| {
        markets
            .iter()
            .filter(|row| row.card.market.min_size.micros() == shares * 1_000_000)
            .count()
    };
    assert!(least(1) > 3 && least(5) > 20 && least(1) + least(5) == markets.len());
}

#[test]
fn a_world_is_as_broad_as_it_is_asked_to_be() {
    let broad = Breadth {
        markets: 50,
        traders: 100,
    };
    let options = VenueOptions {
        breadth: broad,
        ..VenueOptions::seeded(7, START)
    };
    let mut venue = Venue::new(options.clone()).unwrap();
    let open = |venue: &Venue| venue.markets().iter().filter(|row| row.closed_at.is_none()).count();
    assert_eq!((open(&venue), venue.traders().len()), (50, 100));
    assert_ne!(venue.world_id(), world(7).world_id());
    venue.advance_to(START.plus(6 * HOUR));
    assert_eq!(venue.check_invariants(), Vec::<String>::new());
    assert_eq!(venue.refused_quotes(), 0);
    let board = venue.leaderboard(Window::All, None, LeaderOrder::Pnl);
    assert!(board.len() >= 95, "{} of 100 traders have traded", board.len());
    for (markets, traders) in [(10, 20), (36, 5), (5_000, 20)] {
        let refused = Venue::new(VenueOptions {
            breadth: Breadth { markets, traders },
            ..options.clone()
        });
        assert!(refused.is_err(), "{markets} {traders}");
    }
}

#[test]
fn what_the_crowd_did_is_forgotten_after_hours_and_what_a_trader_did_never_is() {
    let mut venue = world(7);
    let start = venue.now();
    let rows = |venue: &Venue| {
        let record = &venue.state.record;
        (record.rows.len(), record.crowd_rows.len())
    };
    venue.advance_to(start.plus(3 * HOUR));
    let (named, crowd) = rows(&venue);
    venue.advance_to(start.plus(12 * HOUR));
    let (named_later, crowd_later) = rows(&venue);
    assert!(named_later > named, "{named} {named_later}");
    assert!(crowd > 500, "{crowd}: nobody trades");
    assert!(crowd_later < crowd * 3 / 2, "{crowd} {crowd_later}");
    let oldest = venue.state.record.crowd_rows.front().map(|row| row.at);
    assert!(oldest.is_some_and(|at| venue.now().since(at) < 3 * HOUR));
    // Nine hours ago a named trader did something, which is still told.
    let first = &venue.state.record.rows[named];
    let told = venue.activity(&ActivityQuery {
        wallet: Some(first.wallet.clone()),
        ..ActivityQuery::default()
    });
    assert!(told.iter().any(|row| row.sequence == first.sequence));
}
