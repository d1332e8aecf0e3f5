//! Money: fees against the vectors, over-committed purchases, splits, merges, transfers.

use pilotfish_copy::market::Side;

use super::*;
use crate::{CancelReason, Conversion, taker_fee};

fn decimal_micros(value: &serde_json::Value) -> i64 {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
        .parse::<Usd>()
        .unwrap()
        .micros()
}

/// Half up to 5 decimals, as micro-dollars.
fn five_decimals(micros: i64) -> i64 {
    (micros + 5) / 10 * 10
}

#[test]
fn fees_agree_with_the_documented_vectors() {
    let folder = std::env::var("PILOTFISH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{folder}/fees/fee_vectors.json")) else {
        println!("skipped: no fee vectors in {folder}");
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut rows = 0;
    for list in ["docs_table", "clob_client_v2_unit_tests"] {
        for row in vectors[list].as_array().into_iter().flatten() {
            let exponent = u32::try_from(row["exponent"].as_u64().unwrap()).unwrap();
            let schedule = FeeSchedule {
                rate_micros: decimal_micros(&row["rate"]),
                exponent,
            };
            let size = Shares::from_micros(decimal_micros(&row["shares"]));
            let fee = taker_fee(schedule, size, Price::from_micros(decimal_micros(&row["price"])));
            assert_eq!(fee.micros(), five_decimals(decimal_micros(&row["fee"])), "{row}");
            rows += 1;
        }
    }
    if let Some(real) = vectors.get("measured_on_real_fill") {
        let schedule = FeeSchedule {
            rate_micros: decimal_micros(&real["rate"]),
            exponent: 1,
        };
        let size = Shares::from_micros(decimal_micros(&real["size"]));
        let fee = taker_fee(schedule, size, Price::from_micros(decimal_micros(&real["price"])));
        assert_eq!(fee.micros(), decimal_micros(&real["fee"]));
    }
    println!("{rows} rows of fees");
}

#[test]
fn fees_too_small_to_charge_are_nothing() {
    let rate = FeeSchedule {
        rate_micros: 50_000,
        exponent: 1,
    };
    for (size, at, fee) in [
        ("0.02", "0.01", "0"),
        ("0.0201", "0.01", "0"),
        ("0.0203", "0.01", "0.00001"),
        ("25", "0.64", "0.288"),
    ] {
        assert_eq!(taker_fee(rate, shares(size), price(at)), usd(fee), "{size} at {at}");
    }
    assert_eq!(taker_fee(FeeSchedule::FREE, shares("1000000"), price("0.5")), usd("0"));
}

#[test]
fn purchases_in_one_market_share_the_cash_those_in_another_do_not() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "1000", "0.60");
    let order = fixture.order(ZOE, "a", 1, Side::Buy, "1000", "0.41");
    assert_eq!(
        fixture.place(order),
        Err(Reject::Balance {
            balance_micros: 1_000_000_000,
            working_micros: 600_000_000,
            amount_micros: 410_000_000
        })
    );
    fixture.gtc(ZOE, "b", 0, Side::Buy, "1500", "0.60");
    assert_eq!(fixture.exchange.account(&wallet(ZOE)).unwrap().bidding(), usd("1500"));
}

#[test]
fn a_fill_that_leaves_other_orders_without_money_cancels_them() {
    let mut fixture = Fixture::new();
    fixture.gtc(ZOE, "a", 0, Side::Buy, "1000", "0.60");
    fixture.gtc(ZOE, "b", 0, Side::Buy, "1500", "0.60");
    let starved = fixture.last_id();
    fixture.gtc(ZOE, "b", 1, Side::Buy, "10", "0.30");
    let small = fixture.last_id();
    fixture.exchange.deposit(&wallet(BOB), usd("1000")).unwrap();
    fixture.gtc(BOB, "a", 1, Side::Buy, "1000", "0.40");
    assert_eq!(fixture.cash(ZOE), usd("400"));
    let order = fixture.exchange.order(&starved).unwrap();
    assert_eq!(order.ended_by, Some(CancelReason::Unfunded));
    assert!(fixture.exchange.order(&small).unwrap().is_live());
}

#[test]
fn a_maker_that_cannot_pay_its_part_of_a_sweep_is_passed_over() {
    let mut fixture = Fixture::new();
    // With 400 left each of Zoe's orders is covered alone, but not both.
    fixture.gtc(ZOE, "b", 1, Side::Buy, "500", "0.60");
    let first = fixture.last_id();
    fixture.gtc(ZOE, "b", 1, Side::Buy, "500", "0.59");
    let second = fixture.last_id();
    fixture.gtc(ANN, "b", 1, Side::Buy, "500", "0.58");
    fixture
        .exchange
        .withdraw(fixture.now, &wallet(ZOE), usd("600"))
        .unwrap();
    assert_eq!(fixture.exchange.open_orders(&wallet(ZOE)).count(), 2);
    let placed = fixture.gtc(BOB, "b", 0, Side::Buy, "700", "0.45");
    assert_eq!(
        placed.value,
        usd("200") + usd("84"),
        "500 at 0.40 from Zoe, then 200 at 0.42 from Ann"
    );
    assert_eq!(fixture.cash(ZOE), usd("100"));
    assert_eq!(fixture.exchange.order(&first).unwrap().matched, shares("500"));
    assert_eq!(
        fixture.exchange.order(&second).unwrap().ended_by,
        Some(CancelReason::Unfunded)
    );
}

#[test]
fn splitting_and_merging_are_each_others_reverse() {
    let mut fixture = Fixture::new();
    let (now, ann, a) = (fixture.now, wallet(ANN), condition("a"));
    fixture.exchange.split(now, &ann, &a, shares("50")).unwrap();
    fixture.well();
    assert_eq!(
        (
            fixture.cash(ANN),
            fixture.holds(ANN, "a", 0),
            fixture.holds(ANN, "a", 1)
        ),
        (usd("950"), shares("50"), shares("50"))
    );
    fixture.gtc(ANN, "a", 0, Side::Sell, "30", "0.60");
    fixture.gtc(ANN, "a", 0, Side::Sell, "20", "0.70");
    fixture.exchange.merge(now, &ann, &a, shares("25")).unwrap();
    fixture.well();
    let left: Vec<_> = fixture.exchange.open_orders(&ann).map(|order| order.original).collect();
    assert_eq!(
        left,
        [] as [Shares; 0],
        "25 shares back neither 30 nor, once that is gone, both: the newest went first"
    );
    assert!(fixture.exchange.merge(now, &ann, &a, shares("26")).is_err());
    fixture.exchange.merge(now, &ann, &a, shares("25")).unwrap();
    assert_eq!(fixture.cash(ANN), usd("1000"));
    let kinds: Vec<_> = fixture
        .exchange
        .drain_events()
        .into_iter()
        .filter_map(|event| {
            if let ExchangeEvent::Converted { conversion, .. } = event {
                Some(conversion)
            } else {
                None
            }
        })
        .collect();
    assert_eq!(kinds, [Conversion::Split, Conversion::Merge, Conversion::Merge]);
}

#[test]
fn a_transfer_takes_the_newest_sales_that_it_leaves_bare() {
    let mut fixture = Fixture::new();
    let now = fixture.now;
    fixture
        .exchange
        .split(now, &wallet(ANN), &condition("a"), shares("50"))
        .unwrap();
    fixture.gtc(ANN, "a", 0, Side::Sell, "30", "0.60");
    fixture.gtc(ANN, "a", 0, Side::Sell, "20", "0.70");
    fixture
        .exchange
        .transfer(now, &wallet(ANN), &wallet(BOB), &token("a", 0), shares("20"))
        .unwrap();
    fixture.well();
    let left: Vec<_> = fixture
        .exchange
        .open_orders(&wallet(ANN))
        .map(|order| order.original)
        .collect();
    assert_eq!(left, [shares("30")]);
    assert_eq!(fixture.holds(BOB, "a", 0), shares("20"));
    let too_much = fixture
        .exchange
        .transfer(now, &wallet(ANN), &wallet(BOB), &token("a", 0), shares("31"));
    assert!(matches!(too_much, Err(Reject::Balance { .. })));
}
