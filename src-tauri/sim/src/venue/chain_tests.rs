//! What happens beside trades, as the record books it: conversions, failed trades.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::sync::Arc;

use pilotfish_copy::ids::{ConditionId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange as Contract, FeeSchedule, Market, Outcome, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};

use crate::venue::rows::{ActivityKind, MarketCard, TraderProfile};
use crate::venue::{VenueEvent, VenueState};
use pilotfish_exchange::{
    AccountKind, Amount, EventId, MarketRules, MarketSpec, NewOrder, OrderKind, SettlementOverride, SettlementPath,
    TradeStatus,
};

const ANN: u8 = 1;
const BOB: u8 = 2;

fn wallet(n: u8) -> WalletAddress {
    WalletAddress::parse(&format!("0x{n:040x}")).unwrap()
}

fn shares(whole: i64) -> Shares {
    Shares::from_micros(whole * 1_000_000)
}

fn token(market: usize, outcome: usize) -> TokenId {
    TokenId::new(&format!("{market}{outcome}"))
}

fn condition(market: usize) -> ConditionId {
    ConditionId::new(&format!("0x{market}"))
}

fn market(number: usize) -> Market {
    let outcome = |index, name: &str| Outcome {
        token: token(number, index),
        name: name.to_owned(),
    };
    Market {
        condition: condition(number),
        question: format!("Will {number} win?"),
        slug: format!("will-{number}-win"),
        event_slug: "who-wins".to_owned(),
        category: "politics".to_owned(),
        outcomes: [outcome(0, "Yes"), outcome(1, "No")],
        tick: Tick::CENT,
        min_size: shares(5),
        fee: FeeSchedule {
            rate_micros: 40_000,
            exponent: 1,
        },
        exchange: Contract::NegRiskV2,
        end: None,
        accepting_orders: true,
        closed: false,
        payouts: None,
    }
}

/// Three markets of one event; Ann and Bob with 1,000 pUSD each and books of their own.
fn floor() -> VenueState {
    let mut state = VenueState::new(7, VenueMs(1_000));
    state.exchange.add_event(EventId::new("0xe")).unwrap();
    for number in 0..3 {
        let market = market(number);
        state
            .exchange
            .add_market(MarketSpec {
                market: market.clone(),
                listed_at: state.now,
                rules: MarketRules {
                    event: Some(EventId::new("0xe")),
                    ..MarketRules::default()
                },
            })
            .unwrap();
        let card = MarketCard {
            market,
            id: number.to_string(),
            event_id: "1".to_owned(),
            event_title: "Who wins?".to_owned(),
            description: String::new(),
            rebate_micros: 0,
            opened_at: state.now,
        };
        state.record.add_market(Arc::new(card), Price::from_micros(500_000));
    }
    for n in [ANN, BOB] {
        state.open_account(&wallet(n), AccountKind::Client, Usd::dollars(1_000));
        state.record.add_person(TraderProfile {
            wallet: wallet(n),
            name: Arc::from("somebody"),
            pseudonym: Arc::from("somebody"),
            bio: Arc::from(""),
            joined_at: state.now,
            named: true,
        });
    }
    state.open();
    state
}

fn buy(state: &mut VenueState, owner: u8, market: usize, outcome: usize, size: i64, cents: i64) {
    let order = NewOrder {
        id: state.order_id(),
        owner: wallet(owner),
        token: token(market, outcome),
        side: Side::Buy,
        price: Price::from_micros(cents * 10_000),
        amount: Amount::Shares(shares(size)),
        kind: OrderKind::Gtc,
        post_only: false,
        expires_at: None,
        created_at: state.now,
    };
    state.place(order).unwrap();
}

fn well(state: &VenueState) {
    let mut wrong = state.exchange.check_invariants();
    wrong.extend(state.record.check(&state.exchange));
    assert_eq!(wrong, Vec::<String>::new());
}

fn wait(state: &mut VenueState, ms: i64) {
    state.now = state.now.plus(ms);
    state.advance();
}

#[test]
fn a_conversion_is_one_row_and_moves_every_leg_at_its_cost() {
    let mut state = floor();
    for market in [0, 1] {
        buy(&mut state, BOB, market, 0, 10, 20);
        buy(&mut state, ANN, market, 1, 10, 80);
    }
    wait(&mut state, 60_000);
    state.drain();
    let no_of = [condition(0), condition(1)];
    let done = state
        .act(|exchange, now| exchange.convert(now, &wallet(ANN), &EventId::new("0xe"), &no_of, shares(10)))
        .unwrap();
    well(&state);
    let rows: Vec<_> = state
        .drain()
        .into_iter()
        .filter_map(|event| match event {
            VenueEvent::Activity(row) => Some(*row),
            _ => None,
        })
        .collect();
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.kind, row.kind.as_str()), (ActivityKind::Conversion, "CONVERSION"));
    assert_eq!(
        (row.size, row.usdc_size, &row.tx),
        (shares(10), Usd::dollars(10), &done.transaction)
    );
    assert_eq!(
        (row.card.market.condition.clone(), row.token.clone()),
        (condition(0), None)
    );
    let books = state.record.person(&wallet(ANN)).unwrap().ledger.holdings();
    // 8 + 8 pUSD went in, 10 came back: the 10 YES cost 6, and the fees.
    assert_eq!(books[&token(2, 0)].cost, Usd::dollars(6));
    assert_eq!(books[&token(2, 0)].shares, shares(10));
    assert!(books[&token(2, 0)].cost_fees > Usd::ZERO);
    assert!(books[&token(0, 1)].shares.is_zero() && books[&token(0, 1)].realised.is_zero());
}

#[test]
fn a_failed_trade_leaves_neither_row_nor_cost() {
    let mut state = floor();
    buy(&mut state, ANN, 0, 1, 10, 80);
    state.exchange.override_settlement(SettlementOverride {
        path: SettlementPath::Failed,
        sweeps: 1,
        owner: Some(wallet(ANN)),
    });
    buy(&mut state, BOB, 0, 0, 10, 20);
    assert_eq!(state.record.rows.len(), 2);
    assert_eq!(state.record.files[0].volume, Usd::dollars(2));
    wait(&mut state, 6_000);
    well(&state);
    assert!(state.record.rows.iter().all(|row| !state.record.stands(row)));
    assert_eq!(state.record.files[0].volume, Usd::ZERO);
    for n in [ANN, BOB] {
        let person = state.record.person(&wallet(n)).unwrap();
        assert!(person.ledger.holdings().is_empty(), "no closed position");
        assert!(person.ledger.turnover().is_empty());
        assert_eq!(state.exchange.account(&wallet(n)).unwrap().cash(), Usd::dollars(1_000));
    }
    let failed = state.exchange.trades(&wallet(ANN)).next().unwrap();
    assert_eq!(failed.status, TradeStatus::Failed);
    // The next one stands, and nothing is remembered of either once both are final.
    buy(&mut state, ANN, 0, 1, 10, 80);
    buy(&mut state, BOB, 0, 0, 10, 20);
    wait(&mut state, 6_000);
    well(&state);
    assert_eq!(
        state.record.rows.iter().filter(|row| state.record.stands(row)).count(),
        2
    );
    assert!(state.record.unsettled.is_empty());
}
