//! Ticks that move near 0 and 1.

use pilotfish_copy::market::Side;

use super::*;

fn moving() -> Fixture {
    let mut fixture = Fixture::new();
    fixture.list(
        "m",
        Contract::StandardV2,
        MarketRules {
            moving_tick: true,
            ..MarketRules::default()
        },
    );
    fixture
}

fn tick(fixture: &Fixture) -> Tick {
    fixture.exchange.market(&condition("m")).unwrap().tick
}

fn changes(fixture: &mut Fixture) -> Vec<(Tick, Tick)> {
    let events = fixture.exchange.drain_events().into_iter();
    events
        .filter_map(|event| match event {
            ExchangeEvent::TickChanged { old, new, .. } => Some((old, new)),
            _ => None,
        })
        .collect()
}

/// Rests a YES bid and a YES ask (as a NO bid); gives their ids.
fn quotes(fixture: &mut Fixture, bid: &str, ask: &str) -> [OrderHash; 2] {
    let bid = {
        fixture.gtc(ZOE, "m", 0, Side::Buy, "10", bid);
        fixture.last_id()
    };
    let ask = price(ask).complement().to_string();
    fixture.gtc(BOB, "m", 1, Side::Buy, "10", &ask);
    [bid, fixture.last_id()]
}

#[test]
fn beyond_the_edges_the_tick_is_fine_and_resting_orders_stay() {
    for (bid, ask, fine) in [
        ("0.95", "0.97", false), // middle 0.96: not beyond
        ("0.96", "0.97", true),
        ("0.97", "0.98", true),
        ("0.03", "0.05", false),
        ("0.03", "0.04", true),
        ("0.40", "0.60", false),
    ] {
        let mut fixture = moving();
        let [first, _] = quotes(&mut fixture, bid, ask);
        assert_eq!(tick(&fixture) == Tick::MILLI, fine, "{bid} {ask}");
        assert!(fixture.known(&first).is_live());
        let expected = if fine { vec![(Tick::CENT, Tick::MILLI)] } else { vec![] };
        assert_eq!(changes(&mut fixture), expected);
        let order = fixture.order(ANN, "m", 0, Side::Buy, "10", "0.021");
        assert_eq!(fixture.place(order).is_ok(), fine);
    }
}

#[test]
fn it_goes_back_well_inside_but_not_while_an_order_needs_the_finer_step() {
    let mut fixture = moving();
    let [bid, ask] = quotes(&mut fixture, "0.96", "0.97");
    fixture.gtc(ANN, "m", 0, Side::Buy, "10", "0.911");
    let fine = fixture.last_id();
    fixture.exchange.cancel(fixture.now, &wallet(ZOE), &bid).unwrap();
    fixture.exchange.cancel(fixture.now, &wallet(BOB), &ask).unwrap();
    changes(&mut fixture);
    let [_, _] = quotes(&mut fixture, "0.92", "0.94");
    assert_eq!(tick(&fixture), Tick::MILLI, "0.911 rests");
    fixture.exchange.cancel(fixture.now, &wallet(ANN), &fine).unwrap();
    assert_eq!(changes(&mut fixture), [(Tick::MILLI, Tick::CENT)]);
    let mut fixture = moving();
    let [bid, ask] = quotes(&mut fixture, "0.96", "0.97");
    fixture.exchange.cancel(fixture.now, &wallet(ZOE), &bid).unwrap();
    fixture.exchange.cancel(fixture.now, &wallet(BOB), &ask).unwrap();
    quotes(&mut fixture, "0.95", "0.96");
    assert_eq!(
        tick(&fixture),
        Tick::MILLI,
        "0.955 is not well inside: it does not flap"
    );
}

#[test]
fn the_last_trade_is_the_price_of_a_one_sided_book() {
    let mut fixture = moving();
    fixture.gtc(BOB, "m", 1, Side::Buy, "10", "0.02");
    assert_eq!(tick(&fixture), Tick::CENT, "an ask alone says nothing");
    fixture.gtc(ZOE, "m", 0, Side::Buy, "10", "0.98");
    assert_eq!(tick(&fixture), Tick::MILLI);
}

#[test]
fn a_fine_tick_and_a_fixed_one_stay() {
    let mut fixture = moving();
    fixture
        .exchange
        .set_tick(fixture.now, &condition("m"), Tick::TENTH_MILLI)
        .unwrap();
    quotes(&mut fixture, "0.97", "0.98");
    assert_eq!(tick(&fixture), Tick::TENTH_MILLI);
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "b", 0, Side::Buy, "10", "0.97");
    fixture.gtc(BOB, "b", 1, Side::Buy, "10", "0.02");
    assert_eq!(fixture.exchange.market(&condition("b")).unwrap().tick, Tick::CENT);
}
