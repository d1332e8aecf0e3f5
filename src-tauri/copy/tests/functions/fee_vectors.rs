//! Every fee vector in every file of `fees/` in the folder that `PILOTFISH_VECTORS` names: rows of the venue's documentation,
//! of its clients' tests, real fills, purchases fitted to a balance. Each is told by its fields; a row of a kind that is not
//! known fails.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use pilotfish_copy::fees::{taker_fee, worst_fee};
use pilotfish_copy::market::{FeeSchedule, Side};
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Map, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// What the venue or its clients say a fee is, rounded or not.
    Documented,
    /// What one execution really cost.
    RealFill,
    /// What several executions cost in sum, as the old Data API shows them.
    RealFills,
    /// A purchase fitted to a balance.
    Budget,
    /// A market's schedule.
    Schedule,
    /// Rates by category.
    Rates,
}

const FIELDS_OF: [(Kind, &[&str]); 5] = [
    (Kind::Documented, &["shares", "rate", "exponent", "price", "fee"]),
    (Kind::RealFill, &["size", "price", "fee", "rate"]),
    (Kind::RealFills, &["size", "price", "implied_fee", "implied_rate"]),
    (Kind::Budget, &["amount", "price", "balance", "rate", "exponent"]),
    (Kind::Schedule, &["feeSchedule"]),
];

fn kind_of(row: &Map<String, Value>) -> Option<Kind> {
    let has_all = |fields: &[&str]| fields.iter().all(|field| row.contains_key(*field));
    let known = FIELDS_OF
        .iter()
        .find(|(_, fields)| has_all(fields))
        .map(|(kind, _)| *kind);
    known.or_else(|| (!row.is_empty() && row.values().all(Value::is_number)).then_some(Kind::Rates))
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(value: &Value) -> T {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn schedule(rate: &Value, exponent: &Value) -> FeeSchedule {
    FeeSchedule {
        rate_micros: parsed::<Usd>(rate).micros(),
        exponent: if exponent.is_null() { 1 } else { parsed(exponent) },
    }
}

/// The fee as the venue charges it: half up to five decimals, nothing below that.
fn as_charged(exact: Decimal) -> Decimal {
    if exact < Decimal::new(1, 5) {
        return Decimal::ZERO;
    }
    exact
        .round_dp_with_strategy(5, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
}

fn check(kind: Kind, row: &Value) {
    match kind {
        Kind::Documented => {
            let ours = taker_fee(
                &schedule(&row["rate"], &row["exponent"]),
                parsed(&row["shares"]),
                parsed(&row["price"]),
            );
            assert_eq!(ours.to_decimal().normalize(), as_charged(parsed(&row["fee"])));
        }
        Kind::RealFill => {
            let ours = taker_fee(
                &schedule(&row["rate"], &row["exponent"]),
                parsed(&row["size"]),
                parsed(&row["price"]),
            );
            assert_eq!(ours, parsed::<Usd>(&row["fee"]));
        }
        Kind::RealFills => {
            let rate = schedule(&row["implied_rate"], &Value::Null);
            let ours = taker_fee(&rate, parsed(&row["size"]), parsed(&row["price"]));
            let theirs: Usd = parsed(&row["implied_fee"]);
            // Such a row sums several executions, each rounded: 0.02 %, and one fee unit for the small ones.
            let allowed = mul_div(theirs.micros(), 2, 10_000, Rounding::Up) + 10;
            assert!((ours - theirs).micros().abs() <= allowed, "{ours}, not {theirs}");
        }
        Kind::Budget => {
            // As the balance bounds a purchase: so many shares as it pays for at the price and the worst fee. The clients
            // differ when all of it goes; what counts is that price and fee never come to more than there is. No part of it
            // is a builder's: the app's orders name none.
            let (rate, price): (_, Price) = (schedule(&row["rate"], &row["exponent"]), parsed(&row["price"]));
            let (balance, amount): (Usd, Usd) = (parsed(&row["balance"]), parsed(&row["amount"]));
            let share = Shares::from_micros(MICRO);
            let with_fee = price + Price::from_micros(worst_fee(&rate, Side::Buy, share, price).micros());
            let shares = balance.buys(with_fee).min(amount.buys(price));
            let cost = shares.value(price, Rounding::Up);
            let all = cost + taker_fee(&rate, shares, price);
            assert!(
                all <= balance && cost <= amount,
                "{shares} shares cost {all} of {balance}"
            );
            // Nor much less than what there is, where the balance is what bounds it: the fee is never overestimated by more
            // than the highest there is.
            let highest = mul_div(balance.micros(), rate.rate_micros.max(0), MICRO, Rounding::Up);
            let least = balance.min(amount).micros() - highest - price.micros();
            assert!(all.micros() >= least, "{shares} shares cost only {all} of {balance}");
        }
        Kind::Schedule => {
            let given = &row["feeSchedule"];
            check_rate(&given["rate"], &given["exponent"]);
        }
        Kind::Rates => row
            .as_object()
            .unwrap()
            .values()
            .for_each(|rate| check_rate(rate, &Value::Null)),
    }
}

/// A rate is kept whole: the fee of a hundred shares at a half is the formula's.
fn check_rate(rate: &Value, exponent: &Value) {
    let ours = schedule(rate, exponent);
    let quarter = (0..ours.exponent).fold(Decimal::ONE, |product, _| product * Decimal::new(25, 2));
    let exact = Decimal::from(100) * parsed::<Decimal>(rate) * quarter;
    let fee = taker_fee(&ours, Shares::from_micros(100 * MICRO), Price::from_micros(MICRO / 2));
    assert_eq!(fee.to_decimal().normalize(), as_charged(exact), "{rate}");
}

/// The rows of a file: objects in lists, and objects that a file holds by name.
fn rows<'a>(value: &'a Value, at: &str, found: &mut Vec<(String, Option<Kind>, &'a Value)>) {
    match value {
        Value::Array(list) => {
            for (index, row) in list.iter().enumerate().filter(|(_, row)| row.is_object()) {
                found.push((format!("{at}[{index}]"), row.as_object().and_then(kind_of), row));
            }
        }
        Value::Object(object) => match kind_of(object) {
            Some(kind) => found.push((at.to_owned(), Some(kind), value)),
            None if object.contains_key("fee") => found.push((at.to_owned(), None, value)),
            None => object
                .iter()
                .for_each(|(name, value)| rows(value, &format!("{at} {name}"), found)),
        },
        _ => {}
    }
}

fn judge(rows: &[(String, Option<Kind>, &Value)]) -> (BTreeMap<Kind, usize>, Vec<String>) {
    let (mut passed, mut failures) = (BTreeMap::new(), Vec::new());
    for (at, kind, row) in rows {
        let Some(kind) = *kind else {
            failures.push(format!("{at}: a kind that is not known"));
            continue;
        };
        match catch_unwind(AssertUnwindSafe(|| check(kind, row))) {
            Ok(()) => *passed.entry(kind).or_default() += 1,
            Err(panic) => {
                let said = panic.downcast_ref::<String>().map_or("no word", String::as_str);
                failures.push(format!("{at}: {said}: {row}"));
            }
        }
    }
    (passed, failures)
}

#[test]
fn every_fee_vector_in_the_folder_passes() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let named = std::env::var_os("PILOTFISH_VECTORS");
    let asked_for = named.is_some();
    // A relative folder counts from the project's root, wherever the test runs.
    let folder = root
        .join(named.map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from))
        .join("fees");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) => {
            assert!(!asked_for, "{} cannot be read ({error})", folder.display());
            println!("skipped: {} cannot be read ({error})", folder.display());
            return;
        }
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let read = |file: &PathBuf| -> Value {
        let text = std::fs::read_to_string(file).expect("a readable file");
        serde_json::from_str(&text).expect("vectors are JSON")
    };
    let values: Vec<Value> = files.iter().map(read).collect();
    let mut found = Vec::new();
    for (file, value) in files.iter().zip(&values) {
        let name = file.file_name().expect("a name").to_string_lossy();
        rows(value, &name, &mut found);
    }
    let (passed, failures) = judge(&found);
    for (kind, count) in &passed {
        println!("passed: {count} of {kind:?}");
    }
    assert!(
        failures.is_empty(),
        "{} failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(!found.is_empty(), "no vectors in {}", folder.display());
}

#[test]
fn a_wrong_fee_and_an_unknown_kind_fail_and_unknown_fields_do_not() {
    let file = serde_json::json!({
        "formula": "prose",
        "table": [
            {"shares": "100", "rate": 0.04, "exponent": 1, "price": "0.5", "fee": "1", "shade": "blue"},
            {"shares": "100", "rate": 0.04, "exponent": 1, "price": "0.5", "fee": "1.00001"},
            {"riddle": "?"},
        ],
        "rates": {"politics": 0.04},
    });
    let mut found = Vec::new();
    rows(&file, "a file", &mut found);
    let (passed, failures) = judge(&found);
    assert_eq!(passed, BTreeMap::from([(Kind::Documented, 1), (Kind::Rates, 1)]));
    let told: Vec<&str> = failures
        .iter()
        .filter_map(|failure| failure.split(':').next())
        .collect();
    assert_eq!(told, ["a file table[1]", "a file table[2]"]);
}
