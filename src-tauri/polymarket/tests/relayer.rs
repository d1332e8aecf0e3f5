//! The relayer's questions and submissions against a venue of a few lines, and which wallet an account has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use alloy::primitives::{Address, U256};
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::relayer::{Fate, RelayerState, Submitted};
use pilotfish_polymarket::wallets::{DepositForm, Doubt, Seen, Verdict, find_wallets};
use pilotfish_polymarket::{ChainApi, Error, RelayerApi, RequestTimeouts};
use pilotfish_vault::RelayerCredentials;
use serde_json::json;
use url::Url;

use crate::common::{Asked, public, signer, venue, with_timeouts};

fn relayer(base: &Url) -> RelayerApi {
    let credentials = RelayerCredentials::relayer("a-relayer-key", &signer().address()).unwrap();
    RelayerApi::new(public(base).transport().clone()).with_credentials(credentials)
}

fn owner() -> Address {
    signer().address().parse().unwrap()
}

const BODY: &str = r#"{"type":"WALLET","nonce":"3"}"#;

#[tokio::test]
async fn the_next_number_and_who_relays_are_asked_for_by_the_kind_of_wallet() {
    let (base, log) = venue(|asked| async move {
        let body = match asked.path.as_str() {
            "/nonce" => json!({"nonce": "3"}),
            "/relay-payload" => json!({"address": "0xae700edfd9ab986395f3999fe11177b9903a52f1", "nonce": "7"}),
            _ => return (404, json!({"error": "no route"}).to_string()),
        };
        (200, body.to_string())
    })
    .await;
    let relayer = relayer(&base);
    for (kind, name) in [(WalletType::Deposit, "WALLET"), (WalletType::Safe, "SAFE")] {
        let next = relayer.next_transaction(owner(), kind).await.unwrap();
        assert_eq!((next.nonce, next.relay), (U256::from(3), None));
        assert_eq!(log.lock().unwrap().last().unwrap().param("type"), name);
    }
    let next = relayer.next_transaction(owner(), WalletType::Proxy).await.unwrap();
    assert_eq!(next.nonce, U256::from(7));
    assert!(next.relay.is_some());
    let error = relayer.next_transaction(owner(), WalletType::Eoa).await.unwrap_err();
    assert!(error.to_string().contains("pays for them"), "{error}");
}

#[tokio::test]
async fn a_submission_goes_out_once_with_the_users_key_and_its_very_bytes() {
    let (base, log) =
        venue(|_| async { (200, json!({"transactionID": "a1", "state": "STATE_NEW"}).to_string()) }).await;
    let taken = relayer(&base).submit(BODY, None).await;
    assert!(
        matches!(&taken, Submitted::Taken(one) if one.id == "a1" && one.state == RelayerState::New),
        "{taken:?}"
    );
    let log = log.lock().unwrap().clone();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].method.as_str(), log[0].path.as_str()), ("POST", "/submit"));
    assert_eq!(log[0].body, BODY);
    assert_eq!(log[0].headers["relayer_api_key"], "a-relayer-key");
    assert_eq!(
        log[0].headers["relayer_api_key_address"].to_str().unwrap(),
        signer().address()
    );
}

#[tokio::test]
async fn what_came_of_a_submission_is_told_apart() {
    let of = |status: u16, body: &'static str| async move {
        let (base, _) = venue(move |_| async move { (status, body.to_owned()) }).await;
        relayer(&base).submit(BODY, None).await
    };
    for (status, body) in [
        (400, r#"{"error":"batch nonce 3 does not match on-chain nonce 4"}"#),
        (401, ""),
        (403, "denied"),
        (429, ""),
    ] {
        let outcome = of(status, body).await;
        assert!(
            matches!(outcome, Submitted::Refused { status: told, .. } if told == status),
            "{outcome:?}"
        );
    }
    for (status, body) in [
        (500, r#"{"error":"internal"}"#),
        (502, "<html>"),
        (404, "<html>"),
        (200, "<html>"),
        (200, "{}"),
    ] {
        let outcome = of(status, body).await;
        assert!(matches!(outcome, Submitted::Unknown(_)), "{status} {body}: {outcome:?}");
    }
    let refuse = || Err("the user changed their mind".to_owned());
    let (base, log) = venue(|_| async { (200, String::new()) }).await;
    let outcome = relayer(&base).submit(BODY, Some(&refuse)).await;
    assert!(matches!(outcome, Submitted::NotSent(Error::KeptBack(_))), "{outcome:?}");
    assert!(log.lock().unwrap().is_empty());
    let outcome = relayer(&crate::common::nobody().await).submit(BODY, None).await;
    assert!(
        matches!(outcome, Submitted::NotSent(Error::Unreachable(_))),
        "{outcome:?}"
    );
    let without = RelayerApi::new(public(&base).transport().clone())
        .submit(BODY, None)
        .await;
    assert!(matches!(without, Submitted::NotSent(Error::Setup(_))), "{without:?}");
}

#[tokio::test]
async fn a_submission_that_is_not_answered_is_looked_up_and_not_sent_again() {
    let submits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&submits);
    let (base, _) = venue(move |asked| {
        let counted = Arc::clone(&counted);
        async move {
            let body = match asked.path.as_str() {
                "/submit" => {
                    counted.fetch_add(1, Ordering::SeqCst);
                    std::future::pending::<()>().await;
                    json!({})
                }
                "/transactions" => json!([
                    {"transactionID": "b2", "state": "STATE_MINED", "nonce": "3", "type": "SAFE"},
                    {"transactionID": "a1", "state": "STATE_EXECUTED", "nonce": "3", "type": "WALLET"},
                ]),
                "/nonce" => json!({"nonce": "6"}),
                _ => return (404, json!({"error": "no route"}).to_string()),
            };
            (200, body.to_string())
        }
    })
    .await;
    let timeouts = RequestTimeouts {
        write: Duration::from_millis(200),
        ..RequestTimeouts::default()
    };
    let credentials = RelayerCredentials::relayer("a-relayer-key", &signer().address()).unwrap();
    let relayer = RelayerApi::new(with_timeouts(&base, timeouts).transport().clone()).with_credentials(credentials);
    let outcome = relayer.submit(BODY, None).await;
    assert!(matches!(outcome, Submitted::Unknown(_)), "{outcome:?}");
    let fate = relayer
        .fate_of(owner(), WalletType::Deposit, U256::from(3))
        .await
        .unwrap();
    assert!(matches!(&fate, Fate::Found(one) if one.id == "a1"), "{fate:?}");
    let fate = |nonce| relayer.fate_of(owner(), WalletType::Deposit, U256::from(nonce));
    assert_eq!(fate(5_u64).await.unwrap(), Fate::NumberUsed);
    assert_eq!(fate(6).await.unwrap(), Fate::NotSeen);
    assert_eq!(submits.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_transaction_is_waited_for_until_it_is_final_through_answers_that_do_not_come() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let (base, _) = venue(move |_| {
        let number = counted.fetch_add(1, Ordering::SeqCst);
        async move {
            let state = match number {
                0 => "STATE_NEW",
                1 => return (502, "<html>".to_owned()),
                2 => "STATE_MINED",
                _ => "STATE_CONFIRMED",
            };
            (
                200,
                json!([{"transactionID": "a1", "state": state, "transactionHash": "0xaa"}]).to_string(),
            )
        }
    })
    .await;
    let relayer = relayer(&base);
    let (every, most) = (Duration::from_millis(5), Duration::from_secs(20));
    let last = relayer.until_final("a1", every, most).await.unwrap();
    assert_eq!(
        (last.state, last.hash.as_deref()),
        (RelayerState::Confirmed, Some("0xaa"))
    );
    assert!(asked.load(Ordering::SeqCst) >= 4);
}

/// Answers for a key whose wallet is the deposit wallet of that form.
fn wallet_venue(asked: &Asked, wallet: &str, profile: bool) -> (u16, String) {
    let is_it = |text: &str| text.eq_ignore_ascii_case(wallet);
    let body = match asked.path.as_str() {
        "/public-profile" if profile => json!({"proxyWallet": wallet, "name": "me"}),
        "/public-profile" => return (404, json!({"error": "not found"}).to_string()),
        "/deployed" => json!({"deployed": is_it(&asked.param("address"))}),
        "/rpc" => {
            let call: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
            let result = if call["method"] == "eth_getCode" {
                let here = is_it(call["params"][0].as_str().unwrap());
                if here { "0x6001".to_owned() } else { "0x".to_owned() }
            } else {
                format!("0x{:064x}", 250_500_000)
            };
            json!({"jsonrpc": "2.0", "id": 1, "result": result})
        }
        _ => return (404, json!({"error": "no route"}).to_string()),
    };
    (200, body.to_string())
}

#[tokio::test]
async fn the_wallet_that_profile_relayer_and_chain_agree_on_is_recommended() {
    for (form, address) in [
        (DepositForm::Beacon, signer().deposit_wallets().beacon),
        (DepositForm::Uups, signer().deposit_wallets().uups),
    ] {
        let wallet = address.to_checksum(None);
        let served = wallet.clone();
        let (base, _) = venue(move |asked| {
            let answer = wallet_venue(&asked, &served, true);
            async move { answer }
        })
        .await;
        let public = public(&base);
        let chain = ChainApi::new(public.transport().clone());
        let relayer = RelayerApi::new(public.transport().clone());
        let found = find_wallets(&public, &relayer, &chain, &signer()).await.unwrap();
        assert_eq!(found.owner.full, signer().address());
        assert_eq!(found.candidates.len(), 5);
        // This venue's chain says that everybody has money, so that only the doubt is left to the user.
        let Verdict::Doubt(Doubt::Several { places }) = &found.verdict else {
            panic!("{:?}", found.verdict)
        };
        let first = &found.candidates[places[0]];
        assert_eq!((first.form, first.address.full.as_str()), (Some(form), wallet.as_str()));
        assert_eq!((&first.profile, &first.code), (&Seen::Yes, &Seen::Yes));
        assert_eq!(first.deployed, Some(Seen::Yes));
        assert_eq!(first.cash.map(|cash| cash.to_string()).as_deref(), Some("250.5"));
    }
}

#[tokio::test]
async fn a_venue_that_does_not_answer_recommends_no_wallet() {
    let base = crate::common::nobody().await;
    let public = public(&base);
    let chain = ChainApi::new(public.transport().clone());
    let relayer = RelayerApi::new(public.transport().clone());
    let found = find_wallets(&public, &relayer, &chain, &signer()).await.unwrap();
    assert!(
        matches!(found.verdict, Verdict::Doubt(Doubt::Unanswered { .. })),
        "{:?}",
        found.verdict
    );
}
