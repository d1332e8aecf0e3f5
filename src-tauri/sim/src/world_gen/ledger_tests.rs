//! Costs, fees and results to the micro, and nothing lost to rounding.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
use super::*;

fn usd(micros: i64) -> Usd {
    Usd::from_micros(micros)
}

fn shares(micros: i64) -> Shares {
    Shares::from_micros(micros)
}

#[test]
fn pnl_vectors_of_the_venues_own_rules() {
    let folder = std::env::var("PILOTFISH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let path = std::path::Path::new(&folder).join("pnl/pnl_vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is missing", path.display());
        return;
    };
    let file: serde_json::Value = serde_json::from_str(&text).expect("vectors are JSON");
    let mut run = 0;
    for vector in file["vectors"].as_array().expect("a list") {
        let Some(ledger) = play(vector["events"].as_array().expect("events")) else {
            println!("not played here: {}", vector["name"]);
            continue;
        };
        for (name, expected) in vector["expected"].as_object().expect("tokens") {
            let holding = &ledger.holdings()[&TokenId::new(name)];
            let told = |key: &str| expected[key].as_i64();
            let label = format!("{} {name}", vector["name"]);
            assert_eq!(Some(holding.shares.micros()), told("amount"), "{label}: amount");
            assert_eq!(Some(holding.bought.micros()), told("totalBought"), "{label}: bought");
            let realised = told("realizedPnl").expect("pnl");
            // The venue's subgraph rounds the average price to micro-units before it multiplies; the ledger
            // carries the exact cost. The difference is at most a micro-dollar a share sold.
            let slack = holding.bought.micros() / MICRO + 2;
            assert!(
                (holding.realised.micros() - realised).abs() <= slack,
                "{label}: {} {realised}",
                holding.realised
            );
        }
        run += 1;
    }
    assert!(run > 0, "no vector could be played");
}

#[test]
fn a_conversion_loses_no_cost_whatever_the_pusd_pays() {
    let tokens = ["n0", "n1", "y2", "y3"].map(TokenId::new);
    for (each, got, realised) in [
        (900_000, 2, 0),        // 1.8 paid, 1 back: 0.4 each
        (400_000, 2, 200_000),  // 0.8 paid, 1 back: YES for nothing and 0.2 made
        (400_000, 0, 200_000),  // all of two markets given: 0.2 made
        (900_000, 0, -800_000), // or 0.8 lost
    ] {
        let mut ledger = Ledger::default();
        let [n0, n1, y2, y3] = tokens.each_ref();
        for no in [n0, n1] {
            ledger.buy(spot_of(no, 1), shares(MICRO), usd(each), usd(7));
        }
        let got = &[spot_of(y2, 0), spot_of(y3, 0)][..got];
        ledger.convert(&[spot_of(n0, 1), spot_of(n1, 1)], got, shares(MICRO), usd(MICRO));
        let sum = |of: fn(&Holding) -> Usd| ledger.holdings().values().map(of).sum::<Usd>().micros();
        let (made, held) = (sum(|h| h.realised), sum(|h| h.cost) + sum(|h| h.cost_fees));
        assert_eq!(made - held, MICRO - 2 * each - 14, "{each}");
        let fees = if got.is_empty() { 14 } else { 0 };
        assert_eq!((made, sum(|h| h.fees)), (realised - fees, 14), "{each}");
    }
}

#[test]
fn an_undone_trade_leaves_cash_and_books_even() {
    let token = TokenId::new("1");
    let spot = spot_of(&token, 0);
    let mut ledger = Ledger::default();
    ledger.buy(spot, shares(10 * MICRO), usd(4_000_000), usd(10));
    let before = ledger.clone();
    ledger.buy(spot, shares(5 * MICRO), usd(3_000_000), usd(20));
    ledger.undo_buy(spot, shares(5 * MICRO), usd(3_000_000), usd(20));
    assert_eq!(ledger.holdings(), before.holdings());
    assert_eq!(ledger.turnover(), before.turnover());
    ledger.sell(spot, shares(10 * MICRO), usd(6_000_000), usd(30));
    ledger.undo_sell(spot, shares(10 * MICRO), usd(6_000_000), usd(30));
    let holding = &ledger.holdings()[&token];
    assert_eq!(holding.shares, shares(10 * MICRO));
    // Cash is 4.00001 down.
    assert_eq!(
        holding.realised.micros() - holding.cost.micros() - holding.cost_fees.micros(),
        -4_000_010
    );
    assert_eq!(ledger.turnover()[&0].trades, 1);
}

fn spot_of(token: &TokenId, outcome: usize) -> Spot<'_> {
    Spot {
        token,
        market: 0,
        outcome,
        at: VenueMs(0),
    }
}

fn play(events: &[serde_json::Value]) -> Option<Ledger> {
    let mut ledger = Ledger::default();
    for event in events {
        let field = |index: usize| event[index].as_i64();
        let first = TokenId::new(event[1].as_str()?);
        let spot = |token, outcome| Spot {
            token,
            market: 0,
            outcome,
            at: VenueMs(0),
        };
        match event[0].as_str()? {
            "fill" if event[2] == "BUY" => {
                ledger.buy(spot(&first, 0), shares(field(3)?), usd(field(4)?), Usd::ZERO);
            }
            "fill" => {
                // The subgraph cuts a sale to what it tracks, pro rata; the ledger is only fed sales of shares
                // that the exchange says are held.
                if shares(field(3)?) > ledger.shares(&first) {
                    return None;
                }
                ledger.sell(spot(&first, 0), shares(field(3)?), usd(field(4)?), Usd::ZERO);
            }
            kind @ ("split" | "merge") => {
                let second = TokenId::new(event[2].as_str()?);
                for (token, outcome) in [(&first, 0), (&second, 1)] {
                    if kind == "split" {
                        ledger.split(spot(token, outcome), shares(field(3)?));
                    } else {
                        ledger.merge(spot(token, outcome), shares(field(3)?));
                    }
                }
            }
            "convert" => {
                let tokens = |value: &serde_json::Value| -> Vec<TokenId> {
                    let names = value.as_array().expect("tokens").iter();
                    names.map(|name| TokenId::new(name.as_str().unwrap())).collect()
                };
                let size = shares(event[1].as_i64()?);
                let (gave, got) = (tokens(&event[2]), tokens(&event[3]));
                let cash = size.micros() * (i64::try_from(gave.len()).unwrap() - 1);
                let spots = |names: &'static [TokenId], outcome| -> Vec<Spot<'static>> {
                    names.iter().map(|name| spot_of(name, outcome)).collect()
                };
                let (gave, got) = (spots(gave.leak(), 1), spots(got.leak(), 0));
                ledger.convert(&gave, &got, size, usd(cash));
            }
            _ => return None,
        }
    }
    Some(ledger)
}

#[test]
fn cash_equals_realised_less_cost_held_to_the_micro() {
    let token = TokenId::new("1");
    let mut ledger = Ledger::default();
    let mut cash = 0_i64;
    for step in 1..200_i64 {
        let spot = Spot {
            token: &token,
            market: 0,
            outcome: 0,
            at: VenueMs(step),
        };
        let size = 10_000 * (step * 37 % 991 + 1);
        let value = size * (step * 17 % 97 + 1) / 100;
        if step % 3 == 0 && ledger.shares(&token) >= shares(size) {
            ledger.sell(spot, shares(size), usd(value), usd(value / 50));
            cash += value - value / 50;
        } else {
            ledger.buy(spot, shares(size), usd(value), usd(value / 50));
            cash -= value + value / 50;
        }
        let holding = &ledger.holdings()[&token];
        assert_eq!(
            cash,
            holding.realised.micros() - holding.cost.micros() - holding.cost_fees.micros()
        );
    }
}

#[test]
fn a_holding_that_ends_leaves_no_cost_behind() {
    let token = TokenId::new("1");
    let mut ledger = Ledger::default();
    let spot = Spot {
        token: &token,
        market: 0,
        outcome: 1,
        at: VenueMs(0),
    };
    ledger.buy(spot, shares(3_333_333), usd(1_000_001), usd(7));
    ledger.sell(spot, shares(1_111_111), usd(500_000), usd(3));
    ledger.redeem(spot, shares(2_222_222), usd(2_222_222));
    let holding = &ledger.holdings()[&token];
    assert_eq!(
        (holding.shares, holding.cost, holding.cost_fees),
        (Shares::ZERO, Usd::ZERO, Usd::ZERO)
    );
    assert_eq!(holding.realised, usd(500_000 - 3 + 2_222_222 - 1_000_001 - 7));
}
