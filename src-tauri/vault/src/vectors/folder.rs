//! Every vector in every file of the folder, told by its fields.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::{
    check_l1, check_l2, check_order, check_request, check_rounding, check_struct_hash, check_wallets, credentials,
};
use crate::ApiCredentials;

/// What a vector says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    OrderV2,
    OrderV3,
    StructHash,
    Wallets,
    Amounts,
    L1,
    L2,
    Request,
    Credentials,
}

/// By its fields; others may stand beside them.
const FIELDS_OF: [(Kind, &[&str]); 9] = [
    (Kind::OrderV3, &["positionId", "expected", "privateKey", "kind"]),
    (Kind::OrderV2, &["tokenId", "expected", "privateKey", "kind"]),
    (Kind::StructHash, &["tokenId", "structHash"]),
    (
        Kind::Wallets,
        &["privateKey", "eoa", "proxy", "safe", "deposit_uups", "deposit_beacon"],
    ),
    (
        Kind::Amounts,
        &["kind", "side", "tick", "price", "size", "makerAmount", "takerAmount"],
    ),
    (Kind::L2, &["secret", "timestamp", "method", "path", "signature"]),
    (Kind::L1, &["privateKey", "chainId", "timestamp", "nonce", "signature"]),
    (Kind::Request, &["method", "headers"]),
    (Kind::Credentials, &["key", "secret", "passphrase"]),
];

/// Fields that make a claim: an object with one of them is a vector, and fails where its kind is not known.
const CLAIMS: [&str; 7] = [
    "expected",
    "signature",
    "orderHash",
    "structHash",
    "hash",
    "makerAmount",
    "headers",
];

/// One vector.
struct Vector {
    /// Its file and its place there.
    at: String,
    kind: Option<Kind>,
    /// Its fields, and those single values around it that it does not have itself (one key for all requests of a session).
    fields: Value,
}

fn kind_of(object: &Map<String, Value>) -> Option<Kind> {
    let has_all = |fields: &[&str]| fields.iter().all(|field| object.contains_key(*field));
    let (kind, _) = FIELDS_OF.iter().find(|(_, fields)| has_all(fields))?;
    let version = object
        .get("expected")
        .and_then(|expected| expected.get("domainVersion"));
    match (kind, version.and_then(Value::as_str)) {
        (Kind::OrderV2, Some("3")) => Some(Kind::OrderV3),
        (Kind::OrderV2 | Kind::OrderV3, Some(other)) if !["2", "3"].contains(&other) => None,
        _ => Some(*kind),
    }
}

/// Gathers what is a vector in `value`. `listed` is whether it stands in a list: there everything is one.
fn gather(value: &Value, at: &str, listed: bool, around: &Map<String, Value>, vectors: &mut Vec<Vector>) {
    match value {
        Value::Array(rows) => {
            for (index, row) in rows.iter().enumerate() {
                let id = row["id"].as_str().map_or_else(|| index.to_string(), str::to_owned);
                gather(row, &format!("{at}[{id}]"), true, around, vectors);
            }
        }
        Value::Object(object) => {
            let kind = kind_of(object);
            let mut fields = around.clone();
            let single = |(_, value): &(&String, &Value)| !value.is_array() && !value.is_object();
            fields.extend(
                object
                    .iter()
                    .filter(single)
                    .map(|(name, value)| (name.clone(), value.clone())),
            );
            if kind.is_none() && !listed && !CLAIMS.iter().any(|claim| object.contains_key(*claim)) {
                for (name, value) in object {
                    gather(value, &format!("{at} {name}"), false, &fields, vectors);
                }
                return;
            }
            fields.extend(object.clone());
            vectors.push(Vector {
                at: at.to_owned(),
                kind,
                fields: Value::Object(fields),
            });
        }
        _ => {}
    }
}

/// What came of a folder's vectors.
#[derive(Debug, Default)]
struct Outcome {
    passed: BTreeMap<Kind, usize>,
    /// Of the orders, those that were also signed as the core asks for them.
    as_the_core_asks: usize,
    failures: Vec<String>,
}

fn judge(vectors: &[Vector]) -> Outcome {
    let mut outcome = Outcome::default();
    let mut keys: Vec<ApiCredentials> = Vec::new();
    let of_keys = |vector: &&Vector| vector.kind == Some(Kind::Credentials);
    for vector in vectors.iter().filter(of_keys) {
        keys.push(credentials(&vector.fields));
    }
    for vector in vectors {
        let Some(kind) = vector.kind else {
            outcome
                .failures
                .push(format!("{}: a kind that is not known", vector.at));
            continue;
        };
        let fields = &vector.fields;
        let checked = catch_unwind(AssertUnwindSafe(|| {
            match kind {
                Kind::OrderV2 | Kind::OrderV3 => return check_order(fields, &keys),
                Kind::StructHash => check_struct_hash(fields),
                Kind::Wallets => check_wallets(fields),
                Kind::Amounts => check_rounding(fields),
                Kind::L1 => check_l1(fields),
                Kind::L2 => check_l2(fields),
                Kind::Request => check_request(fields, &keys),
                Kind::Credentials => {}
            }
            false
        }));
        match checked {
            Ok(as_the_core_asks) => {
                *outcome.passed.entry(kind).or_default() += 1;
                outcome.as_the_core_asks += usize::from(as_the_core_asks);
            }
            Err(panic) => {
                let said = panic.downcast_ref::<String>().map(String::as_str);
                let said = said
                    .or_else(|| panic.downcast_ref::<&str>().copied())
                    .unwrap_or("no word");
                outcome.failures.push(format!("{}: {said}", vector.at));
            }
        }
    }
    outcome
}

/// The folder, and whether someone asked for it by name.
fn folder() -> (PathBuf, bool) {
    let named = std::env::var_os("PILOTFISH_VECTORS").map(PathBuf::from);
    let asked_for = named.is_some();
    // A relative folder counts from the project's root, wherever the test runs.
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let folder = root.join(named.unwrap_or_else(|| PathBuf::from("../shared/data")));
    (folder.join("signing"), asked_for)
}

/// Every file of vectors under a folder, however they are laid out in it: JSON, or JSON by the line.
fn files_under(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else if ["json", "jsonl", "ndjson"].contains(&ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What a file holds: one value, or a list of its lines.
fn content(text: &str, by_line: bool) -> Value {
    let text = text.trim_start_matches('\u{feff}');
    if !by_line {
        return serde_json::from_str(text).expect("vectors are JSON");
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"))
        .collect()
}

#[test]
fn every_signing_vector_in_the_folder_passes() {
    let (folder, asked_for) = folder();
    let files = match files_under(&folder) {
        Ok(files) => files,
        Err(error) => {
            assert!(!asked_for, "{} cannot be read ({error})", folder.display());
            println!("skipped: {} cannot be read ({error})", folder.display());
            return;
        }
    };
    let mut vectors = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a readable file");
        let value = content(&text, file.extension().is_some_and(|ending| ending != "json"));
        let name = file.strip_prefix(&folder).unwrap_or(file).display().to_string();
        let before = vectors.len();
        gather(&value, &name, false, &Map::new(), &mut vectors);
        println!("{name}: {} vectors", vectors.len() - before);
    }
    let outcome = judge(&vectors);
    for (kind, count) in &outcome.passed {
        println!("passed: {count} of {kind:?}");
    }
    println!(
        "of the orders, {} also as the core asks for them",
        outcome.as_the_core_asks
    );
    let failures = outcome.failures.join("\n");
    assert!(
        outcome.failures.is_empty(),
        "{} failed:\n{failures}",
        outcome.failures.len()
    );
    assert!(!vectors.is_empty(), "no vectors in {}", folder.display());
}

#[test]
fn files_are_found_however_they_are_laid_out() {
    let row = r#"{"kind": "limit", "side": "BUY", "tick": "0.1", "price": "0.2", "size": "5", "makerAmount": "1000000", "takerAmount": "5000000"}"#;
    let folder = tempfile::tempdir().unwrap();
    let deeper = folder.path().join("more/of them");
    std::fs::create_dir_all(&deeper).unwrap();
    std::fs::write(folder.path().join("a.json"), format!("\u{feff}[{row}]")).unwrap();
    std::fs::write(deeper.join("b.jsonl"), format!("{row}\n\n{row}\n")).unwrap();
    std::fs::write(deeper.join("c.json"), row).unwrap();
    std::fs::write(deeper.join("README.md"), "no vectors").unwrap();
    let files = files_under(folder.path()).unwrap();
    assert_eq!(files.len(), 3);
    let mut vectors = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let by_line = file.extension().is_some_and(|ending| ending != "json");
        gather(&content(&text, by_line), "a file", false, &Map::new(), &mut vectors);
    }
    let outcome = judge(&vectors);
    assert_eq!(
        outcome.passed,
        BTreeMap::from([(Kind::Amounts, 4)]),
        "{:?}",
        outcome.failures
    );
}

#[test]
fn an_unknown_kind_fails_and_unknown_fields_do_not() {
    let file: Value = serde_json::json!({
        "note": "prose", "made_with": {"a client": "1.2.3"}, "tags": ["a", "b"],
        "rows": [
            {"kind": "limit", "side": "BUY", "tick": "0.1", "price": "0.2", "size": "5", "makerAmount": "1000000",
             "takerAmount": "5000000", "colour": {"of": ["the", "sea"]}},
            {"kind": "limit", "side": "BUY", "tick": "0.1", "price": "0.2", "size": "5", "makerAmount": "1000001",
             "takerAmount": "5000000"},
            {"riddle": 42},
        ],
        "batch": {"calls": [], "signature": "0x00"},
    });
    let mut vectors = Vec::new();
    gather(&file, "a file", false, &Map::new(), &mut vectors);
    let outcome = judge(&vectors);
    assert_eq!(outcome.passed, BTreeMap::from([(Kind::Amounts, 1)]));
    let mut told: Vec<&str> = outcome
        .failures
        .iter()
        .filter_map(|failure| failure.split(':').next())
        .collect();
    told.sort_unstable();
    assert_eq!(told, ["a file batch", "a file rows[1]", "a file rows[2]"]);
}

/// Made by the Python client. It signs for a proxy that is not the key's own, as the core never asks.
#[test]
fn an_order_for_a_wallet_that_is_not_the_keys_is_judged_by_its_signature() {
    let order: Value = serde_json::json!({
        "id": "r002", "kind": "limit", "chainId": 137, "signatureType": 1, "side": "SELL", "tickSize": "0.0001",
        "privateKey": "0x40f1106f848b1df78feb994a81167346d4c0dca8b4c9e755cc9c3adcf515a823",
        "funder": "0x4fd5079e681B8f5896838B769dA59B74A6c3181C", "negRisk": false, "orderType": "GTC",
        "price": 0.3405, "size": 2802.79, "expiration": 0, "salt": "789835757794", "timestampMs": "1793261637134",
        "tokenId": "21559986948928698199771022192510878990486905178049852900746922802345870481925",
        "expected": {
            "exchange": "0xE111180000d2663C0091e4f400237545B87B996B", "domainVersion": "2",
            "makerAmount": "2802790000", "takerAmount": "954349995",
            "orderHash": "0x93bc22f7c9791cb306bf759d975d2ed5afa00dd6da9071cfb6838a2b45712700",
            "signature": "0x51cf3bd8bd21d3f64259e27e20da0850a25c6268321c39a10bd8d2e37f80d470\
                26b4676f900a2469e71129fb68d0f64ba19982d8c3be5cf96ab2730ece14ec391c",
        },
    });
    let mut vectors = Vec::new();
    gather(&order, "a file", false, &Map::new(), &mut vectors);
    let outcome = judge(&vectors);
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert_eq!(outcome.as_the_core_asks, 0);
}
