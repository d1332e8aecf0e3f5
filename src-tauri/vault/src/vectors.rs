//! The signing vectors of the official clients, run through the vault's own code.
//!
//! They are read from the folder that `PILOTFISH_VECTORS` names, whatever number of them a file holds; a missing file is
//! skipped with a word.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alloy::primitives::{B256, U256};
use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_copy::wallet::WalletType;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::amounts::{self, Amounts, Precision};
use crate::order::{LastGate, OrderRequest, SignedChild, WireType};
use crate::terms::Terms;
use crate::{ApiCredentials, Chain, Headers, Signer};

fn read(file: &str) -> Option<Value> {
    // A relative folder counts from the project's root, wherever the test runs.
    let folder = std::env::var("PILOTFISH_VECTORS").unwrap_or_else(|_| "../shared/data".to_owned());
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .join(folder)
        .join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(serde_json::from_str(&text).expect("vectors are JSON")),
        Err(error) => {
            println!("skipped: {} cannot be read ({error})", path.display());
            None
        }
    }
}

fn text(value: &Value, field: &str) -> String {
    match &value[field] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => panic!("{field} is {other}"),
    }
}

fn signer(value: &Value, chain: u64) -> Signer {
    let key: B256 = text(value, "privateKey").parse().expect("a key");
    let chain = if chain == 137 { Chain::Polygon } else { Chain::Amoy };
    assert_eq!(chain.id(), value["chainId"].as_u64().unwrap_or(chain.id()));
    Signer::on_chain(&Zeroizing::new(key.0), chain).expect("a key")
}

fn side(value: &Value) -> Side {
    if value["side"] == "BUY" { Side::Buy } else { Side::Sell }
}

fn wallet(value: &Value) -> WalletType {
    let number = value["signatureType"].as_u64().expect("a type");
    [
        WalletType::Eoa,
        WalletType::Proxy,
        WalletType::Safe,
        WalletType::Deposit,
    ]
    .into_iter()
    .find(|wallet| u64::from(wallet.signature_type()) == number)
    .expect("a known type")
}

fn wire_type(value: &Value) -> WireType {
    [WireType::Gtc, WireType::Gtd, WireType::Fak, WireType::Fok]
        .into_iter()
        .find(|wire_type| value["orderType"] == wire_type.as_str())
        .expect("a known type")
}

fn amounts_of(kind: &Value, side: Side, tick: Tick, price: Price, size: &str, precision: Precision) -> Amounts {
    let shares = || size.parse::<Shares>().expect("shares");
    match (kind.as_str(), side) {
        (Some("limit"), _) => amounts::resting(side, tick, price, shares()),
        (_, Side::Buy) => amounts::buy_now(tick, price, size.parse::<Usd>().expect("dollars"), precision),
        (_, Side::Sell) => amounts::sell_now(tick, price, shares(), precision),
    }
    .unwrap_or_else(|error| panic!("{kind} {side:?} {price} {size}: {error}"))
}

#[test]
fn rounding_vectors() {
    let Some(file) = read("signing/rounding_amounts.json") else {
        return;
    };
    for row in file.as_array().expect("rows") {
        let (tick, price) = (
            text(row, "tick").parse().expect("a tick"),
            text(row, "price").parse().expect("a price"),
        );
        let ours = amounts_of(
            &row["kind"],
            side(row),
            tick,
            price,
            &text(row, "size"),
            Precision::ByTick,
        );
        assert_eq!(ours.maker.to_string(), text(row, "makerAmount"), "{row}");
        assert_eq!(ours.taker.to_string(), text(row, "takerAmount"), "{row}");
    }
}

/// One order vector, from its inputs to its signature.
struct Case<'a> {
    vector: &'a Value,
    token: &'static str,
    size: &'static str,
    exchange: Exchange,
}

impl Case<'_> {
    fn signer(&self) -> Signer {
        signer(self.vector, self.vector["chainId"].as_u64().expect("a chain"))
    }

    fn size(&self) -> String {
        let given = &self.vector[self.size];
        text(self.vector, if given.is_null() { "amount" } else { self.size })
    }

    fn tick(&self) -> Tick {
        text(self.vector, "tickSize").parse().expect("a tick")
    }

    fn price(&self) -> Price {
        text(self.vector, "price").parse().expect("a price")
    }

    fn sign(&self) -> SignedChild {
        let (vector, signer) = (self.vector, self.signer());
        let bytes = |field: &str| text(vector, field).parse::<B256>().expect("32 bytes");
        let side = side(vector);
        let by_tick = amounts_of(
            &vector["kind"],
            side,
            self.tick(),
            self.price(),
            &self.size(),
            Precision::ByTick,
        );
        let terms = Terms {
            chain: signer.chain(),
            exchange: self.exchange,
            token: U256::from_str_radix(&text(vector, self.token), 10).expect("a token"),
            side,
            amounts: by_tick,
            wallet: wallet(vector),
            maker: text(vector, "funder").parse().expect("an address"),
            owner: signer.owner(),
            salt: text(vector, "salt").parse().expect("a salt"),
            timestamp_ms: text(vector, "timestampMs").parse().expect("a time"),
            expiration_s: vector["expiration"].as_u64().expect("a time"),
            metadata: bytes("metadata"),
            builder: bytes("builder"),
        };
        let signed = terms.sign(|digest| signer.sign(digest)).expect("a signature");
        SignedChild::new(signed, by_tick, wire_type(vector), vector["postOnly"] == true, None)
    }

    /// The same order asked for as the core asks, where the core could: by the public way into the vault.
    fn sign_as_the_core_asks(&self) -> Option<SignedChild> {
        let vector = self.vector;
        let zero = |field: &str| {
            text(vector, field)
                .trim_start_matches("0x")
                .bytes()
                .all(|digit| digit == b'0')
        };
        let market = vector["kind"] == "market";
        // The core's fill-and-kill amounts follow the flat rule, which agrees with the clients' on these ticks.
        if vector["chainId"] != 137 || !zero("builder") || !zero("metadata") || (market && self.tick() != Tick::CENT) {
            return None;
        }
        let (price, size) = (self.price(), self.size());
        let shares = || size.parse::<Shares>().expect("shares");
        let expires_s = vector["expiration"].as_i64().expect("a time");
        let kind = match (market, side(vector)) {
            (false, _) => ChildKind::Resting {
                price,
                shares: shares(),
                expires_at: VenueMs((expires_s - 60).max(0) * 1_000),
            },
            (true, Side::Buy) => ChildKind::BuyNow {
                price,
                budget: size.parse().expect("dollars"),
            },
            (true, Side::Sell) => ChildKind::SellNow {
                price,
                shares: shares(),
            },
        };
        let place = PlaceChild {
            child: ChildId(1),
            token: TokenId::new(&text(vector, self.token)),
            exchange: self.exchange,
            tick: self.tick(),
            side: side(vector),
            kind,
            created_at: VenueMs(text(vector, "timestampMs").parse().expect("a time")),
        };
        let request = OrderRequest {
            place: &place,
            wallet: wallet(vector),
            funder: &WalletAddress::parse(&text(vector, "funder")).expect("an address"),
            salt: text(vector, "salt").parse().expect("a salt"),
            gate: LastGate {
                max_notional: Usd::dollars(10_000_000),
            },
        };
        Some(self.signer().sign_order(&request).expect("a signature"))
    }

    fn check(&self, credentials: &ApiCredentials, wires: &[&Value]) {
        let (id, expected) = (text(self.vector, "id"), &self.vector["expected"]);
        let signed = self.sign();
        assert_eq!(
            signed.amounts().maker.to_string(),
            text(expected, "makerAmount"),
            "{id}"
        );
        assert_eq!(
            signed.amounts().taker.to_string(),
            text(expected, "takerAmount"),
            "{id}"
        );
        assert_eq!(signed.hash().as_str(), expected["orderHash"], "{id}");
        assert_eq!(signed.signature(), expected["signature"], "{id}");
        let asked = self.sign_as_the_core_asks();
        if let Some(asked) = &asked {
            assert_eq!(
                (asked.hash().as_str(), asked.signature()),
                (signed.hash().as_str(), signed.signature()),
                "{id}"
            );
        }
        let mut compared = 0;
        for wire in wires {
            let body = text(wire, "body");
            let timestamp_s = text(&wire["headers"], "POLY_TIMESTAMP").parse().expect("a time");
            let headers = credentials.l2_headers(&self.signer().address(), timestamp_s, "POST", "/order", &body);
            same_headers(&headers.expect("headers"), &wire["headers"], &id);
            let given: Value = serde_json::from_str(&body).expect("JSON");
            if given["order"]["makerAmount"] != expected["makerAmount"] {
                continue; // A client that lost a lot to floats posted another order than the expected one.
            }
            compared += 1;
            let ours: Value = serde_json::from_str(&signed.body(&credentials.owner()).expect("a body")).expect("JSON");
            assert_eq!(ours, given, "{id}");
            if self.vector["orderType"] == "GTD" {
                let asked = asked
                    .as_ref()
                    .expect("an order the core could ask for")
                    .body(&credentials.owner());
                let asked: Value = serde_json::from_str(&asked.expect("a body")).expect("JSON");
                assert_eq!(asked["order"], given["order"], "{id}: the expiry as the core means it");
            }
        }
        assert!(compared > 0, "{id}: no client posted the expected order");
    }
}

fn same_headers(ours: &Headers, given: &Value, id: &str) {
    let given = given.as_object().expect("headers");
    assert_eq!(ours.iter().count(), given.len(), "{id}");
    for (name, value) in ours.iter() {
        assert_eq!(given[name], value, "{id} {name}");
    }
}

fn credentials(value: &Value) -> ApiCredentials {
    let (secret, passphrase) = (text(value, "secret"), text(value, "passphrase"));
    ApiCredentials::new(&text(value, "key"), &secret, &passphrase).expect("credentials")
}

#[test]
fn order_vectors_v2() {
    let Some(file) = read("signing/orders_v2.json") else {
        return;
    };
    let credentials = credentials(&file["api_creds"]);
    for vector in file["vectors"].as_array().expect("vectors") {
        let exchange = if vector["negRisk"] == true {
            Exchange::NegRiskV2
        } else {
            Exchange::StandardV2
        };
        let wires: Vec<&Value> = vector["post_order_wire"].as_object().expect("wires").values().collect();
        Case {
            vector,
            token: "tokenId",
            size: "size",
            exchange,
        }
        .check(&credentials, &wires);
    }
}

#[test]
fn order_vectors_v3() {
    let (Some(file), Some(v2)) = (read("signing/orders_v3.json"), read("signing/orders_v2.json")) else {
        return;
    };
    let credentials = credentials(&v2["api_creds"]);
    for vector in file["vectors"].as_array().expect("vectors") {
        let case = Case {
            vector,
            token: "positionId",
            size: "qty",
            exchange: Exchange::PositionsV3,
        };
        case.check(&credentials, &[&vector["post_order_wire"]]);
    }
}

#[test]
fn wallet_vectors() {
    let Some(file) = read("signing/orders_v2.json") else {
        return;
    };
    for row in file["wallets"].as_array().expect("wallets") {
        let signer = signer(row, 137);
        assert_eq!(signer.address(), text(row, "eoa"));
        let deposit = signer.deposit_wallets();
        assert_eq!(deposit.uups.to_checksum(None), text(row, "deposit_uups"));
        assert_eq!(deposit.beacon.to_checksum(None), text(row, "deposit_beacon"));
        for (wallet, field) in [
            (WalletType::Eoa, "eoa"),
            (WalletType::Proxy, "proxy"),
            (WalletType::Safe, "safe"),
        ] {
            let ours = signer.wallet(wallet).expect("an address");
            assert_eq!(ours.as_str(), text(row, field).to_lowercase(), "{wallet:?}");
        }
    }
}

#[test]
fn authentication_vectors() {
    let Some(file) = read("signing/auth_vectors.json") else {
        return;
    };
    for row in file["l1"].as_array().expect("rows") {
        let signer = signer(row, row["chainId"].as_u64().expect("a chain"));
        let nonce = u32::try_from(row["nonce"].as_u64().expect("a nonce")).expect("a nonce");
        let headers = signer
            .l1_headers(text(row, "timestamp").parse().expect("a time"), nonce)
            .expect("headers");
        let signature = headers
            .iter()
            .find(|(name, _)| *name == "POLY_SIGNATURE")
            .map(|(_, value)| value);
        assert_eq!(signature, row["signature"].as_str(), "{row}");
    }
    for row in file["l2"].as_array().expect("rows") {
        let key = "00000000-0000-0000-0000-000000000000";
        let credentials = ApiCredentials::new(key, &text(row, "secret"), "").expect("credentials");
        let timestamp_s = text(row, "timestamp").parse().expect("a time");
        let ours = credentials.signature(
            timestamp_s,
            &text(row, "method"),
            &text(row, "path"),
            &text(row, "body"),
        );
        assert_eq!(ours.expect("an HMAC"), text(row, "signature"), "{row}");
    }
}

#[test]
fn http_session_vectors() {
    let (Some(file), Some(v2)) = (read("signing/http_session.json"), read("signing/orders_v2.json")) else {
        return;
    };
    let (signer, credentials) = (signer(&file, 137), credentials(&v2["api_creds"]));
    let timestamp_s = text(&file, "timestamp").parse().expect("a time");
    for request in file["requests"].as_array().expect("requests") {
        let given = &request["headers"];
        let path = text(request, "path_py");
        let ours = if given["POLY_NONCE"].is_null() {
            let path = path.split('?').next().unwrap_or_default();
            let (method, body) = (text(request, "method"), text(request, "body"));
            credentials.l2_headers(&signer.address(), timestamp_s, &method, path, &body)
        } else {
            signer.l1_headers(timestamp_s, text(given, "POLY_NONCE").parse().expect("a nonce"))
        };
        same_headers(&ours.expect("headers"), given, &path);
    }
}
