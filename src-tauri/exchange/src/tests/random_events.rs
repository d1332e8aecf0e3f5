//! Random streams over a neg-risk event, with everything that can go wrong: after each call every invariant holds, no
//! cancelled order fills, and in the end every dollar is where it was deposited.

use std::collections::BTreeSet;

use pilotfish_copy::market::Side;
use proptest::prelude::*;

use super::neg_risk::event_fixture;
use super::*;
use crate::{
    AccountStatus, AtStart, EventId, OrderChange, SettlementOverride, SettlementPath, SettlementPlan, TakerDelay,
    VenueMode,
};

const WALLETS: [u8; 4] = [ANN, BOB, CAT, ZOE];
/// Three markets of the event, one delayed market with a moving tick, one of protocol V2 that fails now and then.
const MARKETS: [&str; 5] = ["n0", "n1", "n2", "s", "v"];

#[derive(Debug, Clone)]
enum Call {
    Place {
        owner: usize,
        market: usize,
        outcome: usize,
        buys: bool,
        cents: i64,
        lots: i64,
        kind: usize,
    },
    CancelMarket {
        owner: usize,
        market: usize,
    },
    CancelAll {
        owner: usize,
    },
    Wait {
        ms: i64,
    },
    Split {
        owner: usize,
        market: usize,
        lots: i64,
    },
    Merge {
        owner: usize,
        market: usize,
        lots: i64,
    },
    Convert {
        owner: usize,
        set: usize,
        lots: i64,
    },
    Give {
        from: usize,
        to: usize,
        market: usize,
        outcome: usize,
        lots: i64,
    },
    SettlementPath {
        which: usize,
        owner: Option<usize>,
    },
    Mode {
        which: usize,
        ms: i64,
    },
    AccountStatus {
        owner: usize,
        which: usize,
    },
    Allowance {
        owner: usize,
        asset: bool,
        allowed: bool,
    },
    Redeem {
        owner: usize,
        market: usize,
    },
    Resolve {
        market: usize,
        winner: usize,
    },
}

fn call() -> impl Strategy<Value = Call> {
    let place = (
        0..4_usize,
        0..5_usize,
        0..2_usize,
        any::<bool>(),
        prop_oneof![6 => 45..56_i64, 1 => 1..100_i64],
        100..6_000_i64,
        0..5_usize,
    )
        .prop_map(|(owner, market, outcome, buys, cents, lots, kind)| Call::Place {
            owner,
            market,
            outcome,
            buys,
            cents,
            lots,
            kind,
        });
    let pair = || (0..4_usize, 0..5_usize, 1..5_000_i64);
    prop_oneof![
        60 => place,
        3 => (0..4_usize, 0..5_usize).prop_map(|(owner, market)| Call::CancelMarket { owner, market }),
        2 => (0..4_usize).prop_map(|owner| Call::CancelAll { owner }),
        12 => (0..4_000_i64).prop_map(|ms| Call::Wait { ms }),
        8 => pair().prop_map(|(owner, market, lots)| Call::Split { owner, market, lots }),
        4 => pair().prop_map(|(owner, market, lots)| Call::Merge { owner, market, lots }),
        10 => (0..4_usize, 1..8_usize, 1..3_000_i64).prop_map(|(owner, set, lots)| Call::Convert { owner, set, lots }),
        2 => (0..4_usize, 0..4_usize, 0..5_usize, 0..2_usize, 1..3_000_i64)
            .prop_map(|(from, to, market, outcome, lots)| Call::Give { from, to, market, outcome, lots }),
        8 => (0..6_usize, prop::option::of(0..4_usize)).prop_map(|(which, owner)| Call::SettlementPath { which, owner }),
        1 => (0..5_usize, 0..1_000_i64).prop_map(|(which, ms)| Call::Mode { which, ms }),
        1 => (0..4_usize, 0..6_usize).prop_map(|(owner, which)| Call::AccountStatus { owner, which }),
        1 => (0..4_usize, any::<bool>(), prop::bool::weighted(0.7))
            .prop_map(|(owner, asset, allowed)| Call::Allowance { owner, asset, allowed }),
        1 => (0..4_usize, 0..5_usize).prop_map(|(owner, market)| Call::Redeem { owner, market }),
        1 => (0..5_usize, 0..2_usize).prop_map(|(market, winner)| Call::Resolve { market, winner }),
    ]
}

fn stage() -> Fixture {
    let mut fixture = event_fixture(3);
    let sports = MarketRules {
        taker_delay: TakerDelay::Seconds(3),
        game_start: Some(fixture.now.plus(30_000)),
        at_start: AtStart::ClearsBook,
        moving_tick: true,
        ..MarketRules::default()
    };
    fixture.list("s", Contract::StandardV2, sports);
    let failing = MarketRules {
        settlement: SettlementPlan {
            replaced_micros: 100_000,
            retried_micros: 100_000,
            failed_micros: 300_000,
        },
        ..MarketRules::default()
    };
    // With a fee, so that failures have one to give back.
    let mut positions = spec("v", FEE);
    positions.market.exchange = Contract::PositionsV3;
    positions.rules = failing;
    fixture.exchange.add_market(positions).unwrap();
    // Two hold enough that most calls do something; the others spend what they just bought, which may fail.
    for owner in WALLETS {
        fixture.exchange.deposit(&wallet(owner), usd("9000")).unwrap();
    }
    for market in MARKETS {
        fixture.split(ANN, market, "100");
        fixture.split(BOB, market, "100");
    }
    fixture.exchange.drain_events();
    fixture
}

/// Makes one call; whether it is refused does not matter here, only that nothing breaks.
fn make(fixture: &mut Fixture, call: &Call) {
    let lots_of = |lots: i64| Shares::from_micros(lots * 10_000);
    let now = fixture.now;
    let exchange = &mut fixture.exchange;
    let of = |owner: usize| wallet(WALLETS[owner]);
    let contract_of = |market: usize| match market {
        0..3 => Contract::NegRiskV2,
        3 => Contract::StandardV2,
        _ => Contract::PositionsV3,
    };
    match *call {
        Call::Place {
            owner,
            market,
            outcome,
            buys,
            cents,
            lots,
            kind,
        } => {
            fixture.orders += 1;
            let kind = [
                OrderKind::Gtc,
                OrderKind::Gtc,
                OrderKind::Gtd,
                OrderKind::Fak,
                OrderKind::Fok,
            ][kind];
            let amount = if buys && !kind.rests() {
                Amount::Budget(Usd::from_micros(lots * 10_000))
            } else {
                Amount::Shares(lots_of(lots))
            };
            let order = NewOrder {
                id: hash(fixture.orders),
                owner: of(owner),
                token: token(MARKETS[market], outcome),
                side: if buys { Side::Buy } else { Side::Sell },
                price: Price::from_micros(cents * 10_000),
                amount,
                kind,
                post_only: false,
                expires_at: (kind == OrderKind::Gtd).then(|| now.plus(cents * 100)),
                created_at: now,
            };
            let _ = exchange.place(now, order);
        }
        Call::CancelMarket { owner, market } => {
            let _ = exchange.cancel_market(now, &of(owner), Some(&condition(MARKETS[market])), None);
        }
        Call::CancelAll { owner } => {
            let _ = exchange.cancel_all(now, &of(owner));
        }
        Call::Wait { ms } => {
            fixture.now = now.plus(ms);
            exchange.advance(fixture.now);
        }
        Call::Split { owner, market, lots } => {
            let _ = exchange.split(now, &of(owner), &condition(MARKETS[market]), lots_of(lots));
        }
        Call::Merge { owner, market, lots } => {
            let _ = exchange.merge(now, &of(owner), &condition(MARKETS[market]), lots_of(lots));
        }
        Call::Convert { owner, set, lots } => {
            let chosen = (0..3).filter(|place| set & (1 << place) != 0);
            let no_of: Vec<_> = chosen.map(|place| condition(MARKETS[place])).collect();
            let _ = exchange.convert(now, &of(owner), &EventId::new("0xe1"), &no_of, lots_of(lots));
        }
        Call::Give {
            from,
            to,
            market,
            outcome,
            lots,
        } => {
            let _ = exchange.transfer(now, &of(from), &of(to), &token(MARKETS[market], outcome), lots_of(lots));
        }
        Call::SettlementPath { which, owner } => exchange.override_settlement(SettlementOverride {
            path: match which {
                0 => SettlementPath::Plain,
                1 => SettlementPath::Replaced,
                2 => SettlementPath::Retried,
                _ => SettlementPath::Failed,
            },
            sweeps: 1,
            owner: owner.map(of),
        }),
        Call::Mode { which, ms } => {
            let mode = [
                VenueMode::Running,
                VenueMode::Restarting,
                VenueMode::PostOnly,
                VenueMode::CancelOnly,
                VenueMode::Disabled,
            ][which];
            exchange.set_mode(now, mode, Some(now.plus(ms)));
        }
        Call::AccountStatus { owner, which } => {
            let status = match which {
                0 => AccountStatus::ClosedOnly,
                1 => AccountStatus::Banned,
                _ => AccountStatus::Open,
            };
            exchange.set_account_status(&of(owner), status).unwrap();
        }
        Call::Allowance { owner, asset, allowed } => {
            let asset = if asset {
                crate::Asset::Collateral
            } else {
                crate::Asset::Shares
            };
            exchange
                .set_allowance(&of(owner), contract_of(owner), asset, allowed)
                .unwrap();
        }
        Call::Redeem { owner, market } => {
            let _ = exchange.redeem(now, &of(owner), &condition(MARKETS[market]));
        }
        Call::Resolve { market, winner } => {
            if fixture.orders > 70 {
                let _ = exchange.resolve(now, &condition(MARKETS[market]), winner);
            }
        }
    }
}

fn others_than_self_match(broken: Vec<String>) -> Vec<String> {
    broken
        .into_iter()
        .filter(|what| !what.starts_with("self_matches"))
        .collect()
}

/// No trade has an order in it that was told to be cancelled before.
fn cancelled_never_fill(events: &[ExchangeEvent], cancelled: &mut BTreeSet<OrderHash>) {
    for event in events {
        match event {
            ExchangeEvent::OrderUpdate {
                change: OrderChange::Cancellation,
                order,
                ..
            } => {
                cancelled.insert(order.id.clone());
            }
            ExchangeEvent::Trade(trade) => {
                assert!(!cancelled.contains(&trade.taker_order), "{trade:?}");
                assert!(
                    trade.legs.iter().all(|leg| !cancelled.contains(&leg.order)),
                    "{trade:?}"
                );
            }
            _ => {}
        }
    }
}

/// Lets all settle, resolves what is open so that one market of the event comes true, and redeems.
fn finish(fixture: &mut Fixture) {
    fixture.now = fixture.now.plus(3_600_000);
    fixture.exchange.advance(fixture.now);
    let open = |fixture: &Fixture, name: &str| fixture.exchange.market(&condition(name)).unwrap().payouts.is_none();
    for name in MARKETS {
        if open(fixture, name) {
            // The first of the event that can come true does; the others are told no.
            let yes = fixture.exchange.resolve(fixture.now, &condition(name), 0);
            if yes.is_err() {
                fixture.exchange.resolve(fixture.now, &condition(name), 1).unwrap();
            }
        }
    }
    fixture.now = fixture.now.plus(3_600_000);
    fixture.exchange.advance(fixture.now);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn nothing_is_made_or_lost_over_an_event(calls in prop::collection::vec(call(), 20..200)) {
        let mut fixture = stage();
        let mut cancelled = BTreeSet::new();
        for call in &calls {
            make(&mut fixture, call);
            prop_assert_eq!(others_than_self_match(fixture.exchange.check_invariants()), Vec::<String>::new());
            cancelled_never_fill(&fixture.exchange.drain_events(), &mut cancelled);
        }
        finish(&mut fixture);
        cancelled_never_fill(&fixture.exchange.drain_events(), &mut cancelled);
        prop_assert_eq!(others_than_self_match(fixture.exchange.check_invariants()), Vec::<String>::new());
        prop_assert_eq!(fixture.exchange.next_deadline(), None);
        prop_assert!(fixture.exchange.held.is_empty() && fixture.exchange.touched.is_empty());
        let exchange = &fixture.exchange;
        for listed in exchange.markets.iter() {
            let played = MARKETS.contains(&listed.market.slug.as_str());
            prop_assert!(!played || listed.collateral.is_zero(), "{} keeps {}", listed.market.slug, listed.collateral);
        }
        for group in exchange.groups.iter() {
            let came_true = exchange.winner(exchange.by_event[&group.id]).is_some();
            let expected = if came_true { Usd::ZERO } else { -Usd::from_micros(group.converted.micros()) };
            prop_assert_eq!(group.advanced, expected);
        }
    }

    #[test]
    fn the_same_calls_over_an_event_give_the_same_events(calls in prop::collection::vec(call(), 1..80)) {
        let play = || {
            let mut fixture = stage();
            calls.iter().for_each(|call| make(&mut fixture, call));
            finish(&mut fixture);
            fixture.exchange.drain_events()
        };
        prop_assert_eq!(play(), play());
    }
}
