//! The program's own relayer client against the simulated relayer: which wallet a key has, what it lacks, the calls that give it,
//! shown, signed, sent once and waited for.

use std::time::Duration;

use alloy::primitives::Address;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::relayer::preview::Effect;
use pilotfish_polymarket::relayer::{Fate, RelayerState, Submitted, plan, request};
use pilotfish_polymarket::wallets::{Verdict, find_wallets};
use pilotfish_polymarket::{
    ChainApi, Endpoints, PublicApi, RateLimits, RelayerApi, RequestTimeouts, TradingApi, Transport,
};
use pilotfish_sim::venue::VenueOptions;
use pilotfish_sim_server::{ServerOptions, Speed, serve};
use pilotfish_vault::{RelayerCredentials, RelayerRequest, Signer, WalletEvidence};
use serde_json::{Value, json};
use url::Url;

use super::START;

async fn control(base: &Url, path: &str, body: Value) -> Value {
    let client = reqwest::Client::new();
    let sent = client
        .post(base.join(path).expect("an address"))
        .json(&body)
        .send()
        .await;
    let answer = sent.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    answer.json().await.unwrap_or_default()
}

#[tokio::test]
async fn missing_approvals_are_found_shown_and_given_through_the_relayer() {
    let server = serve(ServerOptions {
        speed: Speed::times(60),
        ..ServerOptions::new(VenueOptions::seeded(7, START))
    })
    .await
    .expect("a served world");
    let base = Url::parse(&format!("http://{}", server.addr())).expect("an address");
    for (number, (kind, name)) in (1..).zip([
        (WalletType::Proxy, "proxy"),
        (WalletType::Safe, "safe"),
        (WalletType::Deposit, "deposit"),
        (WalletType::Deposit, "deposit_uups"),
    ]) {
        approve(&base, number, kind, name).await;
    }
}

/// An account of its own for that kind of wallet, as the venue's control calls it.
async fn approve(base: &Url, number: u64, kind: WalletType, name: &str) {
    let endpoints = Endpoints::local(base).expect("addresses");
    let transport = Transport::new(endpoints, RequestTimeouts::default(), RateLimits::Unpaced).expect("a transport");
    let public = PublicApi::new(transport.clone());
    let chain = ChainApi::new(transport.clone());
    let signer = Signer::demo(number, "relaying").expect("a key");
    control(
        base,
        &format!("sim/owners/{}", signer.address()),
        json!({ "wallet": name }),
    )
    .await;
    let owner: Address = signer.address().parse().expect("an address");
    let key = control(base, "sim/relayer-keys", json!({ "address": signer.address() })).await;
    let key = key.get("key").and_then(Value::as_str).expect("a relayer key");
    let credentials = RelayerCredentials::relayer(key, &signer.address()).expect("credentials");
    let relayer = RelayerApi::new(transport.clone()).with_credentials(credentials);

    let found = find_wallets(&public, &relayer, &chain, &signer).await.expect("answers");
    let Verdict::Recommended { place } = found.verdict else {
        panic!("{kind:?}: {:?}", found.verdict)
    };
    let candidate = found.candidates.get(place).expect("the recommended one");
    assert_eq!(candidate.kind, kind);
    let wallet = candidate.wallet().expect("an address");
    let trading = TradingApi::log_in(public.clone(), &signer, kind, wallet.clone())
        .await
        .expect("an API key");
    control(base, &format!("sim/accounts/{wallet}"), json!({ "approvals": false })).await;

    let lacking = trading.balance().await.expect("a balance").allowances;
    let calls = plan::approve_cash(&lacking).expect("calls");
    assert!(!calls.is_empty(), "{kind:?}: {lacking:?}");
    let shown = request::previews(&calls).expect("every call is shown");
    assert!(
        shown
            .iter()
            .all(|call| matches!(call.effect, Effect::MaySpend { most: None, .. })),
        "{shown:?}"
    );

    signer
        .confirm_wallet(kind, &wallet, WalletEvidence::Derived)
        .expect("our wallet");
    let next = relayer.next_transaction(owner, kind).await.expect("a number");
    let terms = request::terms(kind, &next, transport.stamp_s()).expect("terms");
    let asked = RelayerRequest {
        calls: &calls,
        nonce: next.nonce,
        terms,
    };
    let signed = signer.sign_relayer_calls(&asked).expect("a signature");
    let Submitted::Taken(taken) = relayer.submit(&signed.body, None).await else {
        panic!("{kind:?}: not taken")
    };
    let last = relayer
        .until_final(&taken.id, Duration::from_millis(50), Duration::from_secs(60))
        .await;
    let last = last.expect("final");
    assert_eq!(last.state, RelayerState::Confirmed, "{last:?}");
    // Asked for by its number, as after an answer that never came.
    let fate = relayer.fate_of(owner, kind, next.nonce).await.expect("an answer");
    assert!(matches!(&fate, Fate::Found(found) if found.id == taken.id), "{fate:?}");

    trading.refresh_balance().await.expect("a refresh");
    let given = trading.balance().await.expect("a balance").allowances;
    assert!(
        plan::approve_cash(&given).expect("calls").is_empty(),
        "{kind:?}: {given:?}"
    );
    // The same once more has no number that the wallet takes.
    let again = relayer.submit(&signed.body, None).await;
    assert!(matches!(again, Submitted::Refused { .. }), "{again:?}");
}
