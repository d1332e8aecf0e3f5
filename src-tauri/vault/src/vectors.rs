//! The signing vectors of the official clients, run through the vault's own code.
//!
//! [`folder`] reads every file there is in the folder that `PILOTFISH_VECTORS` names, whatever number of them a file holds,
//! and tells each by what it says, not by the file's name. A kind that is not known fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alloy::primitives::{B256, U256};
use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange, FeeSchedule, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::amounts::{self, Amounts, Precision};
use crate::order::{OrderRequest, SignedChild, WireType};
use crate::terms::Terms;
use crate::{ApiCredentials, Chain, Headers, Signer, WalletEvidence};

mod folder;

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
    match value["side"].as_str() {
        Some("BUY") => Side::Buy,
        Some("SELL") => Side::Sell,
        other => panic!("a side of {other:?}"),
    }
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
        (Some("market"), Side::Buy) => amounts::buy_now(tick, price, size.parse::<Usd>().expect("dollars"), precision),
        (Some("market"), Side::Sell) => amounts::sell_now(tick, price, shares(), precision),
        _ => panic!("an order of the kind {kind}"),
    }
    .unwrap_or_else(|error| panic!("{kind} {side:?} {price} {size}: {error}"))
}

/// A row of the table of amounts.
fn check_rounding(row: &Value) {
    let (tick, price) = (
        text(row, "tick").parse().expect("a tick"),
        text(row, "price").parse().expect("a price"),
    );
    let amounts = |precision| amounts_of(&row["kind"], side(row), tick, price, &text(row, "size"), precision);
    let ours = amounts(Precision::ByTick);
    assert_eq!(ours.maker.to_string(), text(row, "makerAmount"), "{row}");
    assert_eq!(ours.taker.to_string(), text(row, "takerAmount"), "{row}");
    // What is sent of a fill-and-kill follows the venue's flat rule instead: the same to the coarser of both units.
    let sent = amounts(Precision::Flat);
    assert_eq!(sent.maker, ours.maker, "{row}");
    let flat = row["kind"] == "limit" || sent.taker.is_multiple_of(100);
    assert!(flat && sent.taker.abs_diff(ours.taker) < 1_000, "{row}");
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
        signer(self.vector, self.vector["chainId"].as_u64().unwrap_or(137))
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
            expiration_s: expiration_s(vector),
            metadata: bytes(vector, "metadata"),
            builder: bytes(vector, "builder"),
        };
        let signed = terms.sign(signer.device()).expect("a signature");
        SignedChild::new(signed, by_tick, wire_type(vector), vector["postOnly"] == true, None)
    }

    /// The same order asked for as the core asks, where the core could: by the public way into the vault.
    fn sign_as_the_core_asks(&self) -> Option<SignedChild> {
        let vector = self.vector;
        let zero = |field: &str| bytes(vector, field).is_zero();
        let market = vector["kind"] == "market";
        let amounts = |precision| {
            let (kind, tick, price) = (&vector["kind"], self.tick(), self.price());
            amounts_of(kind, side(vector), tick, price, &self.size(), precision)
        };
        // The core's fill-and-kill amounts follow the flat rule, which the clients' break on fine ticks.
        let sent_otherwise = amounts(Precision::Flat) != amounts(Precision::ByTick);
        if !zero("builder") || !zero("metadata") || sent_otherwise || self.signer().wallet(wallet(vector)).is_err() {
            return None;
        }
        let (price, size) = (self.price(), self.size());
        let shares = || size.parse::<Shares>().expect("shares");
        let expires_s = i64::try_from(expiration_s(vector)).expect("a time");
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
        let funder = WalletAddress::parse(&text(vector, "funder")).expect("an address");
        let (most, shares) = (Usd::dollars(10_000_000), Shares::from_micros(i64::MAX / 4));
        let limits = match place.side {
            Side::Buy => OrderLimits::purchase_alone(most, FeeSchedule::FREE, shares, price),
            Side::Sell => OrderLimits::sale(shares, price),
        };
        let request = OrderRequest {
            place: &place,
            wallet: wallet(vector),
            funder: &funder,
            salt: text(vector, "salt").parse().expect("a salt"),
            limits: &limits,
        };
        let signer = self.signer();
        let evidence = match request.wallet {
            WalletType::Deposit => WalletEvidence::ConfirmedByUser { profile: &funder },
            WalletType::Eoa | WalletType::Proxy | WalletType::Safe => WalletEvidence::Derived,
        };
        // A client signs for whatever wallet it is told; the core for the key's own alone.
        if signer.confirm_wallet(request.wallet, &funder, evidence).is_err() {
            return None;
        }
        Some(signer.sign_order(&request).expect("a signature"))
    }

    /// Whether the order could also be asked for as the core asks.
    fn check(&self, keys: &[ApiCredentials]) -> bool {
        let (id, expected) = (self.vector["id"].to_string(), &self.vector["expected"]);
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
        let pinned = self.signer().chain().exchange(self.exchange).to_checksum(None);
        assert!(
            pinned.eq_ignore_ascii_case(&text(expected, "exchange")),
            "{id}: {pinned}"
        );
        let asked = self.sign_as_the_core_asks();
        if let Some(asked) = &asked {
            assert_eq!(
                (asked.hash().as_str(), asked.signature()),
                (signed.hash().as_str(), signed.signature()),
                "{id}"
            );
        }
        let wires = self.wires();
        let mut compared = 0;
        for wire in &wires {
            let body = text(wire, "body");
            let credentials = credentials_of(&wire["headers"], keys);
            let timestamp_s = text(&wire["headers"], "POLY_TIMESTAMP").parse().expect("a time");
            let headers = credentials.l2_headers(&self.signer().address(), timestamp_s, "POST", "/order", &body);
            same_headers(&headers.expect("headers"), &wire["headers"], &id);
            let given: Value = serde_json::from_str(&body).expect("JSON");
            if given["order"]["makerAmount"] != expected["makerAmount"] {
                continue; // A client that lost a lot to floats posted another order than the expected one.
            }
            compared += 1;
            let ours: Value =
                serde_json::from_str(&signed.body(&credentials.owner()).expect("a body").sent).expect("JSON");
            assert_eq!(ours, given, "{id}");
            if let (Some(asked), true) = (&asked, self.vector["orderType"] == "GTD") {
                let asked = asked.body(&credentials.owner()).expect("a body");
                let asked: Value = serde_json::from_str(&asked.sent).expect("JSON");
                assert_eq!(asked["order"], given["order"], "{id}: the expiry as the core means it");
            }
        }
        assert!(
            compared > 0 || wires.is_empty(),
            "{id}: no client posted the expected order"
        );
        asked.is_some()
    }

    /// The requests that clients posted it with: one, or one a client.
    fn wires(&self) -> Vec<&Value> {
        let posted = &self.vector["post_order_wire"];
        match posted.as_object() {
            Some(_) if posted.get("body").is_some() => vec![posted],
            Some(clients) => clients.values().collect(),
            None => Vec::new(),
        }
    }
}

/// The field's 32 bytes, zero where the order does not have it.
fn bytes(value: &Value, field: &str) -> B256 {
    match &value[field] {
        Value::Null => B256::ZERO,
        _ => text(value, field).parse().expect("32 bytes"),
    }
}

/// The expiry, Unix seconds, 0 for none.
fn expiration_s(vector: &Value) -> u64 {
    match &vector["expiration"] {
        Value::Null => 0,
        _ => text(vector, "expiration").parse().expect("a time"),
    }
}

/// The credentials whose key a request names.
fn credentials_of<'a>(headers: &Value, keys: &'a [ApiCredentials]) -> &'a ApiCredentials {
    let owner = text(headers, "POLY_API_KEY");
    keys.iter()
        .find(|key| key.owner() == owner)
        .unwrap_or_else(|| panic!("no credentials for the API key {owner}"))
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

/// An order for an exchange V2 or V3. True where the core could also ask for it.
fn check_order(vector: &Value, keys: &[ApiCredentials]) -> bool {
    let token = if vector["positionId"].is_null() {
        "tokenId"
    } else {
        "positionId"
    };
    let third = token == "positionId" || vector["expected"]["domainVersion"] == "3";
    let exchange = match (third, vector["negRisk"] == true) {
        (true, _) => Exchange::PositionsV3,
        (false, true) => Exchange::NegRiskV2,
        (false, false) => Exchange::StandardV2,
    };
    let size = ["size", "qty"]
        .into_iter()
        .find(|field| !vector[*field].is_null())
        .unwrap_or("amount");
    Case {
        vector,
        token,
        size,
        exchange,
    }
    .check(keys)
}

/// The official hash of a struct, under no domain.
fn check_struct_hash(row: &Value) {
    let address = |field: &str| text(row, field).parse().expect("an address");
    let amount = |field: &str| text(row, field).parse().expect("an amount");
    let terms = Terms {
        chain: Chain::Polygon,
        exchange: Exchange::PositionsV3,
        token: U256::from_str_radix(&text(row, "tokenId"), 10).expect("a token"),
        side: side(row),
        amounts: Amounts {
            maker: amount("makerAmount"),
            taker: amount("takerAmount"),
        },
        wallet: wallet(row),
        maker: address("maker"),
        owner: address("signer"),
        salt: text(row, "salt").parse().expect("a salt"),
        timestamp_ms: text(row, "timestamp").parse().expect("a time"),
        expiration_s: 0,
        metadata: bytes(row, "metadata"),
        builder: bytes(row, "builder"),
    };
    let ours = alloy::hex::encode_prefixed(terms.struct_hash());
    assert_eq!(ours, text(row, "structHash").to_lowercase(), "{row}");
}

/// Every wallet of a key.
fn check_wallets(row: &Value) {
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

/// The signature that gets an API key.
fn check_l1(row: &Value) {
    let signer = signer(row, row["chainId"].as_u64().expect("a chain"));
    let timestamp_s = text(row, "timestamp").parse().expect("a time");
    let headers = signer.l1_headers(timestamp_s, text(row, "nonce").parse().expect("a nonce"));
    let headers = headers.expect("headers");
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.to_owned())
    };
    assert_eq!(header("POLY_SIGNATURE"), Some(text(row, "signature")), "{row}");
    assert_eq!(header("POLY_ADDRESS"), Some(text(row, "address")), "{row}");
}

/// The HMAC of a request.
fn check_l2(row: &Value) {
    let key = "00000000-0000-0000-0000-000000000000";
    let credentials = ApiCredentials::new(key, &text(row, "secret"), "").expect("credentials");
    let timestamp_s = text(row, "timestamp").parse().expect("a time");
    let (method, path) = (text(row, "method"), text(row, "path"));
    let ours = credentials.signature(timestamp_s, &method, &path, row["body"].as_str().unwrap_or_default());
    assert_eq!(ours.expect("an HMAC"), text(row, "signature"), "{row}");
}

/// A whole authenticated request, at the time its headers name.
fn check_request(request: &Value, keys: &[ApiCredentials]) {
    let signer = signer(request, 137);
    let given = &request["headers"];
    let timestamp_s = text(given, "POLY_TIMESTAMP").parse().expect("a time");
    let path = ["path_py", "path_ts", "path"]
        .into_iter()
        .find_map(|field| request[field].as_str());
    let path = path.expect("a path");
    let ours = if given["POLY_NONCE"].is_null() {
        let signed_path = path.split('?').next().unwrap_or_default();
        let (method, body) = (text(request, "method"), request["body"].as_str().unwrap_or_default());
        credentials_of(given, keys).l2_headers(&signer.address(), timestamp_s, &method, signed_path, body)
    } else {
        signer.l1_headers(timestamp_s, text(given, "POLY_NONCE").parse().expect("a nonce"))
    };
    same_headers(&ours.expect("headers"), given, path);
}
