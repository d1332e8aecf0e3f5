//! What the official clients signed and sent, judged by the server's own code. The files lie beside the project (or in
//! `PILOTFISH_VECTORS`); a missing one is skipped, saying so.

use alloy::primitives::{Address, U256, hex};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{Price, Tick};
use serde_json::Value;

use super::super::auth::{Signed, check_l1, l2_signature_holds};
use super::client::vector_file;
use pilotfish_copy::ids::VenueMs;
use pilotfish_exchange::{OrderKind, Reject};
use pilotfish_sim::signed_order::typed_data::{
    SignatureRefused, attestation_hash, check_plain, check_signer, check_wrapped, domain, order_hash,
};
use pilotfish_sim::signed_order::{Authenticated, DepositWallets, KeyHolder};
use pilotfish_sim::signed_order::{MarketTerms, OrderRefused, PostedOrderFields, accept, decode_order};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn address(value: &Value, name: &str) -> Address {
    text(value, name).parse().unwrap()
}

fn contract(expected: &Value) -> Contract {
    match text(expected, "exchange").to_lowercase().as_str() {
        "0xe111180000d2663c0091e4f400237545b87b996b" => Contract::StandardV2,
        "0xe2222d279d744050d28e00520010520000310f59" => Contract::NegRiskV2,
        "0xe3333700ca9d93003f00f0f71f8515005f6c00aa" => Contract::PositionsV3,
        other => panic!("unknown exchange {other}"),
    }
}

/// Every order body of a vector, as the clients sent it, with its headers.
fn wires(vector: &Value) -> Vec<&Value> {
    let wire = &vector["post_order_wire"];
    if wire.get("body").is_some() {
        vec![wire]
    } else {
        wire.as_object().unwrap().values().collect()
    }
}

fn owner_of(vector: &Value) -> Address {
    let key = hex::decode(text(vector, "privateKey")).unwrap();
    alloy::signers::local::PrivateKeySigner::from_slice(&key)
        .unwrap()
        .address()
}

fn check(posted: &PostedOrderFields, contract: Contract, chain: u64, owner: Address) -> Result<(), SignatureRefused> {
    let domain = domain(contract, chain);
    let check = if posted.typed.signatureType == 3 {
        check_wrapped
    } else {
        check_plain
    };
    check(&posted.typed, &domain, &posted.signature, owner)
}

fn judge_orders(file: &str) -> usize {
    let Some(vectors) = vector_file(file) else { return 0 };
    let vectors = vectors["vectors"].as_array().unwrap();
    for vector in vectors {
        let (id, expected) = (text(vector, "id"), &vector["expected"]);
        let (contract, chain) = (contract(expected), vector["chainId"].as_u64().unwrap());
        let owner = owner_of(vector);
        for wire in wires(vector) {
            let posted = decode_order(text(wire, "body")).unwrap();
            let hash = order_hash(&posted.typed, &domain(contract, chain)).to_string();
            // One client loses a lot to floats in two of them: another order then, signed for what it says.
            let as_expected = posted.maker_micros.to_string() == text(expected, "makerAmount");
            assert_eq!(hash == text(expected, "orderHash"), as_expected, "{id}");
            assert_eq!(check(&posted, contract, chain, owner), Ok(()), "{id}");
            judge_forgeries(id, &posted, contract, chain, owner);
            judge_acceptance(vector, &posted, contract, chain, owner);
        }
    }
    vectors.len()
}

/// The same signature for another order, another exchange, another chain or another owner is nobody's.
fn judge_forgeries(id: &str, posted: &PostedOrderFields, contract: Contract, chain: u64, owner: Address) {
    let mut other_order = posted.clone();
    other_order.typed.makerAmount += U256::from(1);
    assert!(
        check(&other_order, contract, chain, owner).is_err(),
        "{id}: amount changed"
    );
    for other in [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3] {
        assert_eq!(
            check(posted, other, chain, owner).is_ok(),
            other == contract,
            "{id}: {other:?}"
        );
    }
    assert!(
        check(posted, contract, chain + 1, owner).is_err(),
        "{id}: another chain"
    );
    assert!(
        check(posted, contract, chain, Address::repeat_byte(7)).is_err(),
        "{id}: another owner"
    );
    let mut cut = posted.clone();
    cut.signature.pop();
    assert!(check(&cut, contract, chain, owner).is_err(), "{id}: cut");
}

/// What `POST /order` makes of it: the order the vector describes, whatever the wallet type, unless its amounts have more
/// decimals than the venue takes from a market order.
fn judge_acceptance(vector: &Value, posted: &PostedOrderFields, contract: Contract, chain: u64, owner: Address) {
    let id = text(vector, "id");
    let key = Authenticated {
        api_key: posted.owner.clone(),
        holder: KeyHolder::of(owner),
    };
    let tick: Tick = text(vector, "tickSize").parse().unwrap();
    let now = VenueMs(posted.created_at.0);
    let accepted = accept(posted, &key, MarketTerms { contract, tick }, now, |_| false);
    match accepted {
        Err(OrderRefused::Signature(_)) => assert_ne!(chain, 137, "{id}: only Polygon's domain is this venue's"),
        Ok(order) => {
            let hash = order_hash(&posted.typed, &domain(contract, chain)).to_string();
            assert_eq!(order.id.as_str(), hash, "{id}");
            let price: Price = vector["price"].to_string().parse().unwrap();
            assert_eq!(order.price, price, "{id}");
            assert_eq!(order.owner.as_str(), text(vector, "funder").to_lowercase(), "{id}");
        }
        Err(OrderRefused::Rejected(Reject::Amounts { .. })) => {
            let fine = posted.maker_micros % 10_000 != 0 || posted.taker_micros % 100 != 0;
            assert!(
                !posted.kind.rests() && fine,
                "{id}: amounts are within the venue's decimals"
            );
        }
        other => panic!("{id}: {other:?}"),
    }
}

#[test]
fn order_vectors_of_exchange_v2_are_verified_hash_and_signature() {
    println!("{} orders", judge_orders("signing/orders_v2.json"));
}

#[test]
fn order_vectors_of_exchange_v3_are_verified_hash_and_signature() {
    println!("{} orders", judge_orders("signing/orders_v3.json"));
}

#[test]
fn the_structs_hash_is_that_of_the_official_vectors_baseline() {
    let Some(file) = vector_file("signing/orders_v3.json") else {
        return;
    };
    let base = &file["official_struct_hash_baseline"];
    let number = |name: &str| U256::from(base[name].as_u64().unwrap());
    let order = pilotfish_sim::signed_order::typed_data::TypedOrder {
        salt: number("salt"),
        maker: address(base, "maker"),
        signer: address(base, "signer"),
        tokenId: text(base, "tokenId").parse().unwrap(),
        makerAmount: number("makerAmount"),
        takerAmount: number("takerAmount"),
        side: u8::from(text(base, "side") == "SELL"),
        signatureType: 0,
        timestamp: number("timestamp"),
        metadata: text(base, "metadata").parse().unwrap(),
        builder: text(base, "builder").parse().unwrap(),
    };
    use alloy::sol_types::SolStruct;
    assert_eq!(order.eip712_hash_struct().to_string(), text(base, "structHash"));
}

#[test]
fn deposit_wallets_are_those_of_the_vectors() {
    let Some(file) = vector_file("signing/orders_v2.json") else {
        return;
    };
    for wallet in file["wallets"].as_array().unwrap() {
        let derived = DepositWallets::of(address(wallet, "eoa"));
        assert_eq!(derived.uups, address(wallet, "deposit_uups"));
        assert_eq!(derived.beacon, address(wallet, "deposit_beacon"));
    }
}

#[test]
fn authentication_vectors_hold_and_their_forgeries_do_not() {
    let Some(file) = vector_file("signing/auth_vectors.json") else {
        return;
    };
    for vector in file["l1"].as_array().unwrap() {
        let owner = address(vector, "address");
        let nonce = U256::from(vector["nonce"].as_u64().unwrap());
        let chain = vector["chainId"].as_u64().unwrap();
        let signature = hex::decode(text(vector, "signature")).unwrap();
        let hash = attestation_hash(owner, text(vector, "timestamp"), nonce, chain);
        assert_eq!(check_signer(hash, &signature, owner), Ok(()));
        let other = attestation_hash(owner, text(vector, "timestamp"), nonce + U256::from(1), chain);
        assert!(check_signer(other, &signature, owner).is_err());
    }
    for vector in file["l2"].as_array().unwrap() {
        let request = Signed {
            method: text(vector, "method"),
            path: text(vector, "path"),
            body: text(vector, "body"),
        };
        let (secret, stamp) = (text(vector, "secret"), text(vector, "timestamp"));
        assert!(l2_signature_holds(secret, stamp, &request, text(vector, "signature")));
        let other = Signed { body: "{}", ..request };
        assert!(!l2_signature_holds(secret, stamp, &other, text(vector, "signature")));
    }
}

fn headers(given: &Value) -> HeaderMap {
    let pair = |(name, value): (&String, &Value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        (name, HeaderValue::from_str(value.as_str().unwrap()).unwrap())
    };
    given.as_object().unwrap().iter().map(pair).collect()
}

#[test]
fn the_recorded_session_vectors_authenticate_at_their_time_and_not_later() {
    let (Some(session), Some(orders)) = (
        vector_file("signing/http_session.json"),
        vector_file("signing/orders_v2.json"),
    ) else {
        return;
    };
    let stamp: i64 = text(&session, "timestamp").parse().unwrap();
    let secret = text(&orders["api_creds"], "secret");
    for request in session["requests"].as_array().unwrap() {
        let (path, given) = (text(request, "path_py"), headers(&request["headers"]));
        if path.starts_with("/auth/api-key") && !path.ends_with("keys") || path == "/auth/derive-api-key" {
            let proof = check_l1(&given, 137, stamp + 30).unwrap();
            assert_eq!(proof.owner, owner_of(&session));
            assert!(
                check_l1(&given, 137, stamp + 31).is_err(),
                "a stamp of 31 s ago is stale"
            );
            assert!(
                check_l1(&given, 137, stamp - 31).is_err(),
                "and one of the future is no better"
            );
            continue;
        }
        let (path, _query) = path.split_once('?').unwrap_or((path, ""));
        let signed = Signed {
            method: text(request, "method"),
            path,
            body: text(request, "body"),
        };
        let signature = given["POLY_SIGNATURE"].to_str().unwrap();
        assert!(
            l2_signature_holds(secret, text(&session, "timestamp"), &signed, signature),
            "{path}"
        );
    }
}

#[test]
fn the_bodies_of_the_order_vectors_carry_their_hmac() {
    let Some(file) = vector_file("signing/orders_v2.json") else {
        return;
    };
    let secret = text(&file["api_creds"], "secret");
    for wire in file["vectors"].as_array().unwrap().iter().flat_map(wires) {
        let signed = Signed {
            method: "POST",
            path: "/order",
            body: text(wire, "body"),
        };
        let given = &wire["headers"];
        assert!(l2_signature_holds(
            secret,
            text(given, "POLY_TIMESTAMP"),
            &signed,
            text(given, "POLY_SIGNATURE")
        ));
    }
}

#[test]
fn expirations_of_the_gtd_vectors_end_a_minute_early_and_not_in_the_past() {
    let Some(file) = vector_file("signing/orders_v3.json") else {
        return;
    };
    let vectors = file["vectors"].as_array().unwrap();
    let gtd = vectors
        .iter()
        .filter(|vector| text(vector, "orderType") == "GTD" && vector["signatureType"] == 3);
    for vector in gtd {
        let owner = owner_of(vector);
        let posted = decode_order(text(wires(vector)[0], "body")).unwrap();
        assert_eq!(posted.kind, OrderKind::Gtd);
        let key = Authenticated {
            api_key: posted.owner.clone(),
            holder: KeyHolder::of(owner),
        };
        let tick: Tick = text(vector, "tickSize").parse().unwrap();
        let terms = MarketTerms {
            contract: Contract::PositionsV3,
            tick,
        };
        let end = VenueMs(posted.expiration_s * 1_000 - 60_000);
        let at = |now| accept(&posted, &key, terms, now, |_| false);
        assert_eq!(at(end).unwrap().expires_at, Some(end));
        assert_eq!(at(end.plus(1)), Err(OrderRefused::Rejected(Reject::Expiration)));
        // The same bytes sent again are a duplicate, even when their time has passed.
        let known = accept(&posted, &key, terms, end.plus(1), |_| true);
        assert!(
            matches!(known, Err(OrderRefused::Rejected(Reject::Duplicated(_)))),
            "{known:?}"
        );
    }
}
