//! Ticks that move near 0 and 1.

use pilotfish_copy::market::Side;

use super::*;

fn moving() -> Floor {
    let mut floor = Floor::new();
    floor.list(
        "m",
        Contract::StandardV2,
        MarketRules {
            moving_tick: true,
            ..MarketRules::default()
        },
    );
    floor
}

fn tick(floor: &Floor) -> Tick {
    floor.exchange.market(&condition("m")).unwrap().tick
}

fn changes(floor: &mut Floor) -> Vec<(Tick, Tick)> {
    let events = floor.exchange.drain_events().into_iter();
    events
        .filter_map(|event| match event {
            ExchangeEvent::TickChanged { old, new, .. } => Some((old, new)),
            _ => None,
        })
        .collect()
}

/// Rests a YES bid and a YES ask (as a NO bid); gives their ids.
fn quotes(floor: &mut Floor, bid: &str, ask: &str) -> [OrderHash; 2] {
    let bid = {
        floor.gtc(ZOE, "m", 0, Side::Buy, "10", bid);
        floor.last_id()
    };
    let ask = price(ask).complement().to_string();
    floor.gtc(BOB, "m", 1, Side::Buy, "10", &ask);
    [bid, floor.last_id()]
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
        let mut floor = moving();
        let [first, _] = quotes(&mut floor, bid, ask);
        assert_eq!(tick(&floor) == Tick::MILLI, fine, "{bid} {ask}");
        assert!(floor.known(&first).is_live());
        let expected = if fine { vec![(Tick::CENT, Tick::MILLI)] } else { vec![] };
        assert_eq!(changes(&mut floor), expected);
        let order = floor.order(ANN, "m", 0, Side::Buy, "10", "0.021");
        assert_eq!(floor.place(order).is_ok(), fine);
    }
}

#[test]
fn it_goes_back_well_inside_but_not_while_an_order_needs_the_finer_step() {
    let mut floor = moving();
    let [bid, ask] = quotes(&mut floor, "0.96", "0.97");
    floor.gtc(ANN, "m", 0, Side::Buy, "10", "0.911");
    let fine = floor.last_id();
    floor.exchange.cancel(floor.now, &wallet(ZOE), &bid).unwrap();
    floor.exchange.cancel(floor.now, &wallet(BOB), &ask).unwrap();
    changes(&mut floor);
    let [_, _] = quotes(&mut floor, "0.92", "0.94");
    assert_eq!(tick(&floor), Tick::MILLI, "0.911 rests");
    floor.exchange.cancel(floor.now, &wallet(ANN), &fine).unwrap();
    assert_eq!(changes(&mut floor), [(Tick::MILLI, Tick::CENT)]);
    let mut floor = moving();
    let [bid, ask] = quotes(&mut floor, "0.96", "0.97");
    floor.exchange.cancel(floor.now, &wallet(ZOE), &bid).unwrap();
    floor.exchange.cancel(floor.now, &wallet(BOB), &ask).unwrap();
    quotes(&mut floor, "0.95", "0.96");
    assert_eq!(tick(&floor), Tick::MILLI, "0.955 is not well inside: it does not flap");
}

#[test]
fn the_last_trade_is_the_price_of_a_one_sided_book() {
    let mut floor = moving();
    floor.gtc(BOB, "m", 1, Side::Buy, "10", "0.02");
    assert_eq!(tick(&floor), Tick::CENT, "an ask alone says nothing");
    floor.gtc(ZOE, "m", 0, Side::Buy, "10", "0.98");
    assert_eq!(tick(&floor), Tick::MILLI);
}

#[test]
fn a_fine_tick_and_a_fixed_one_stay() {
    let mut floor = moving();
    floor
        .exchange
        .set_tick(floor.now, &condition("m"), Tick::TENTH_MILLI)
        .unwrap();
    quotes(&mut floor, "0.97", "0.98");
    assert_eq!(tick(&floor), Tick::TENTH_MILLI);
    let mut floor = Floor::new();
    floor.gtc(ZOE, "b", 0, Side::Buy, "10", "0.97");
    floor.gtc(BOB, "b", 1, Side::Buy, "10", "0.02");
    assert_eq!(floor.exchange.market(&condition("b")).unwrap().tick, Tick::CENT);
}
