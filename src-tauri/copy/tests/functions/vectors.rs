//! Vectors made by an independent reference. Read from the folder in `PILOTFISH_VECTORS`; a missing file skips its test with a
//! word.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pilotfish_copy::accounts;
use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{ConditionId, FollowId, TokenId};
use pilotfish_copy::ladder::{LadderInput, PriceKind, Regime, Stage};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use pilotfish_copy::{ladder, money::Tick};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn read<T: DeserializeOwned>(file: &str) -> Option<T> {
    // A relative folder counts from the project's root, wherever the test runs.
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let named = std::env::var_os("PILOTFISH_VECTORS").map(PathBuf::from);
    let folder = root.join(named.unwrap_or_else(|| PathBuf::from("../shared/data")));
    match std::fs::read_to_string(folder.join(file)) {
        Ok(text) => Some(serde_json::from_str(&text).expect("well-formed vectors")),
        Err(error) => {
            println!("skipped: {file}: {error}");
            None
        }
    }
}

#[derive(Deserialize)]
struct LadderFile {
    vectors: Vec<LadderVector>,
}

#[derive(Deserialize)]
struct LadderVector {
    id: String,
    side: Side,
    trader_price: Price,
    best_bid: Option<Price>,
    best_ask: Option<Price>,
    tick: Tick,
    age_s: i64,
    time_to_resolution_s: Option<i64>,
    last_limit: Option<Price>,
    max_slippage: Price,
    expected: LadderExpected,
}

#[derive(Deserialize, Debug, PartialEq)]
struct LadderExpected {
    stage: Stage,
    regime: Regime,
    kind: PriceKind,
    limit: Price,
}

#[test]
fn ladder_prices_match_the_vectors() {
    let Some(file) = read::<LadderFile>("ladder/prices.json") else {
        return;
    };
    assert!(!file.vectors.is_empty(), "a file without vectors");
    for vector in &file.vectors {
        let decision = ladder::price(&LadderInput {
            side: vector.side,
            trader_price: vector.trader_price,
            best_bid: vector.best_bid,
            best_ask: vector.best_ask,
            tick: vector.tick,
            age_ms: vector.age_s * 1_000,
            time_to_resolution_ms: vector.time_to_resolution_s.map(|left| left * 1_000),
            last_limit: vector.last_limit,
            max_slippage: vector.max_slippage,
        });
        let got = LadderExpected {
            stage: decision.stage,
            regime: decision.regime,
            kind: decision.kind,
            limit: decision.limit,
        };
        assert_eq!(got, vector.expected, "{}", vector.id);
    }
}

#[derive(Deserialize)]
struct PnlFile {
    vectors: Vec<PnlVector>,
}

#[derive(Deserialize)]
struct PnlVector {
    name: String,
    events: Vec<Vec<Value>>,
    expected: BTreeMap<String, PnlExpected>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PnlExpected {
    amount: i64,
    avg_price: i64,
    realized_pnl: i64,
    total_bought: i64,
}

/// A token's books in a vector, with what the books themselves do not keep.
struct Booked {
    holding: Holding,
    bought: Shares,
    sold: Shares,
}

impl Booked {
    fn new(token: &str) -> Self {
        let holding = accounts::nothing_held(FollowId(1), TokenId::new(token), ConditionId::new("0xc0"));
        Self {
            holding,
            bought: Shares::ZERO,
            sold: Shares::ZERO,
        }
    }

    fn book(&mut self, side: Side, moved: Shares, value: Usd) {
        accounts::book(&mut self.holding, side, moved, value, Usd::ZERO);
        match side {
            Side::Buy => self.bought += moved,
            Side::Sell => self.sold += moved,
        }
    }
}

/// Plays a vector; `None` when it holds an event that the books do not know: nobody converts through a follow.
fn play(vector: &PnlVector) -> Option<BTreeMap<String, Booked>> {
    let mut tokens: BTreeMap<String, Booked> = BTreeMap::new();
    let half = Price::from_micros(MICRO / 2);
    for event in &vector.events {
        let text = |index: usize| event[index].as_str().expect("a word").to_owned();
        let whole = |index: usize| event[index].as_i64().expect("a whole number");
        let mut of = |token: String, act: &dyn Fn(&mut Booked)| {
            act(tokens.entry(token.clone()).or_insert_with(|| Booked::new(&token)));
        };
        match text(0).as_str() {
            "fill" => {
                let side = if text(2) == "BUY" { Side::Buy } else { Side::Sell };
                let (moved, value) = (Shares::from_micros(whole(3)), Usd::from_micros(whole(4)));
                of(text(1), &|booked| booked.book(side, moved, value));
            }
            // A split is a purchase of both legs at 0.50, a merge a sale.
            kind @ ("split" | "merge") => {
                let moved = Shares::from_micros(whole(3));
                let side = if kind == "split" { Side::Buy } else { Side::Sell };
                for leg in [text(1), text(2)] {
                    of(leg, &|booked| {
                        booked.book(side, moved, accounts::fill_value(side, moved, half))
                    });
                }
            }
            "redeem" => {
                for (leg, paid) in [(text(1), whole(3)), (text(2), whole(4))] {
                    of(leg, &|booked| {
                        booked.sold += booked.holding.shares;
                        accounts::settle_resolution(&mut booked.holding, Price::from_micros(paid));
                    });
                }
            }
            "convert" => return None,
            other => panic!("unknown event {other}"),
        }
    }
    Some(tokens)
}

#[test]
fn average_cost_sequences_match_the_vectors() {
    let Some(file) = read::<PnlFile>("pnl/pnl_vectors.json") else {
        return;
    };
    let mut left_out = Vec::new();
    for vector in &file.vectors {
        let Some(tokens) = play(vector) else {
            left_out.push(vector.name.as_str());
            continue;
        };
        for (token, expected) in &vector.expected {
            let booked = &tokens[token];
            let context = format!("{}: {token}", vector.name);
            // The reference forgets what is sold beyond what is held; ours keeps it as owed, and it earns nothing either.
            let held = booked.holding.shares.max(Shares::ZERO);
            assert_eq!(held.micros(), expected.amount, "{context}");
            assert_eq!(booked.bought.micros(), expected.total_bought, "{context}");
            // The reference cuts its average to a whole micro-unit a share, ours keeps the whole cost.
            let per_share = mul_div(booked.sold.micros(), 1, MICRO, Rounding::Up) + 1;
            let apart = (booked.holding.realised.micros() - expected.realized_pnl).abs();
            assert!(apart <= per_share, "{context}: realised {}", booked.holding.realised);
            if expected.amount > 0 {
                let average = mul_div(booked.holding.cost.micros(), MICRO, expected.amount, Rounding::Down);
                assert!(
                    (average - expected.avg_price).abs() <= 1,
                    "{context}: average {average}"
                );
            }
        }
    }
    assert!(
        left_out.iter().all(|name| name.starts_with("neg risk convert")),
        "left out: {left_out:?}"
    );
    println!("left out, since no follow converts: {left_out:?}");
}
