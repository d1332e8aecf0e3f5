//! The relayer over the wire: keys, submissions of each wallet type, states, redemption in the ledger, refusals, habits.

use alloy::primitives::{Address, B256, Bytes, U256, eip191_hash_message, hex};
use alloy::signers::SignerSync;
use alloy::sol_types::SolCall;
use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::Exchange as Contract;
use pilotfish_copy::money::{Shares, Usd};
use serde_json::{Value, json};

use super::super::ServerHandle;
use super::super::state::real_seconds;
use super::client::{Answer, Client, Wallet, let_pass, options, paused, start};
use pilotfish_exchange::Spender;
use pilotfish_sim::chain::abi::{adapter, erc20, erc1155, proxy, safe};
use pilotfish_sim::chain::contracts::{
    CTF, PROXY_FACTORY, PUSD, RELAY_HUB, SAFE_FACTORY, SAFE_MULTISEND, WALLET_FACTORY, spender_address,
};
use pilotfish_sim::relayer::{CONFIRMED_AFTER_MS, Submission, batch_hash, proxy_hash, safe_hash};
use pilotfish_sim::signed_order::wallet_address;

/// The wallets that the relayer acts for.
const RELAYED: [Wallet; 3] = [Wallet::Proxy, Wallet::Safe, Wallet::Deposit];

type Calls = Vec<(Address, Bytes)>;

fn approve(spender: Spender, amount: U256) -> (Address, Bytes) {
    let spender = spender_address(spender);
    (PUSD, erc20::approveCall { spender, amount }.abi_encode().into())
}

fn approve_shares(operator: Spender, approved: bool) -> (Address, Bytes) {
    let operator = spender_address(operator);
    (
        CTF,
        erc1155::setApprovalForAllCall { operator, approved }
            .abi_encode()
            .into(),
    )
}

fn redeem(through: Spender, condition: &ConditionId) -> (Address, Bytes) {
    let condition: B256 = condition.as_str().parse().unwrap();
    let call = adapter::redeemPositionsCall {
        _0: PUSD,
        _1: B256::ZERO,
        conditionId: condition,
        _3: vec![U256::from(1), U256::from(2)],
    };
    (spender_address(through), call.abi_encode().into())
}

/// A body for a wallet's calls, not signed.
fn body(client: &Client, wallet: Wallet, nonce: &str, relay: &str, calls: &Calls) -> Value {
    let (owner, address) = (client.owner(), client.wallet(wallet));
    let common = json!({ "from": owner, "nonce": nonce, "signature": "0x", "metadata": "a test" });
    let own = match wallet {
        Wallet::Account => panic!("the relayer is for contracts"),
        Wallet::Proxy => {
            let calls = calls.iter().map(|(to, data)| proxy::ProxyCall {
                typeCode: 1,
                to: *to,
                value: U256::ZERO,
                data: data.clone(),
            });
            let data: Bytes = proxy::proxyCall { calls: calls.collect() }.abi_encode().into();
            json!({
                "type": "PROXY", "to": PROXY_FACTORY, "proxyWallet": address, "data": data,
                "signatureParams": {
                    "gasPrice": "0", "gasLimit": "200000", "relayerFee": "0", "relayHub": RELAY_HUB, "relay": relay,
                },
            })
        }
        Wallet::Safe => {
            let (to, data, operation) = match &calls[..] {
                [(to, data)] => (*to, data.clone(), "0"),
                several => {
                    let packed: Vec<u8> = several
                        .iter()
                        .flat_map(|(to, data)| {
                            let length = U256::from(data.len()).to_be_bytes::<32>();
                            [&[0_u8][..], to.as_slice(), &[0_u8; 32], &length, data].concat()
                        })
                        .collect();
                    let call = safe::multiSendCall {
                        transactions: packed.into(),
                    };
                    (SAFE_MULTISEND, call.abi_encode().into(), "1")
                }
            };
            json!({
                "type": "SAFE", "to": to, "proxyWallet": address, "data": data,
                "signatureParams": {
                    "gasPrice": "0", "operation": operation, "safeTxnGas": "0", "baseGas": "0",
                    "gasToken": Address::ZERO, "refundReceiver": Address::ZERO,
                },
            })
        }
        Wallet::Deposit => {
            let rows = calls
                .iter()
                .map(|(to, data)| json!({ "target": to, "value": "0", "data": data }));
            json!({
                "type": "WALLET", "to": WALLET_FACTORY,
                "depositWalletParams": {
                    "depositWallet": address,
                    "deadline": (real_seconds() + 300).to_string(),
                    "calls": rows.collect::<Vec<_>>(),
                },
            })
        }
    };
    let mut whole = common;
    let fields = whole.as_object_mut().unwrap();
    fields.extend(own.as_object().unwrap().clone());
    whole
}

/// Signs a body as its wallet's owner.
fn sign(client: &Client, mut body: Value) -> Value {
    let submission = Submission::read(&body.to_string()).unwrap();
    let signed = |hash: B256| client.signer.sign_hash_sync(&hash).unwrap().as_bytes();
    let mut signature = match body["type"].as_str().unwrap() {
        "WALLET" => signed(batch_hash(&submission)),
        "PROXY" => signed(proxy_hash(&submission).unwrap()),
        _ => signed(eip191_hash_message(safe_hash(&submission).unwrap())),
    };
    if body["type"] == "SAFE" {
        signature[64] += 4;
    }
    body["signature"] = json!(hex::encode_prefixed(signature));
    body
}

/// A relayer API key with the address it is for.
async fn relayer_key(client: &Client, address: Address) -> (String, String) {
    let (status, key) = client
        .post_plain("/sim/relayer-keys", &json!({ "address": address }))
        .await;
    assert_eq!(status, 200, "{key}");
    let text = |name: &str| key[name].as_str().unwrap().to_owned();
    (text("key"), text("address"))
}

async fn keyed(client: &Client, method: &str, path: &str, key: &(String, String), body: &str) -> Answer {
    let request = client
        .http
        .request(method.parse().unwrap(), format!("{}{path}", client.base))
        .header("RELAYER_API_KEY", &key.0)
        .header("RELAYER_API_KEY_ADDRESS", &key.1)
        .header("content-type", "application/json")
        .body(body.to_owned());
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// What the wallet's next transaction has to name: nonce, and for proxies the relay.
async fn next(client: &Client, wallet: Wallet) -> (String, String) {
    let kind = match wallet {
        Wallet::Proxy => "PROXY",
        Wallet::Safe => "SAFE",
        _ => "WALLET",
    };
    let path = format!("/relay-payload?address={}&type={kind}", client.owner());
    let (_, payload) = client.get(&path).await;
    let (_, nonce) = client
        .get(&format!("/nonce?address={}&type={kind}", client.owner()))
        .await;
    assert_eq!(payload["nonce"], nonce["nonce"]);
    let text = |name: &str| payload[name].as_str().unwrap().to_owned();
    (text("nonce"), text("address"))
}

/// Submits signed calls of a wallet, and waits for the end; gives the transaction.
async fn relay(server: &ServerHandle, client: &Client, wallet: Wallet, calls: &Calls) -> Value {
    let key = relayer_key(client, client.owner()).await;
    let (nonce, relay) = next(client, wallet).await;
    let body = sign(client, body(client, wallet, &nonce, &relay, calls));
    let (status, taken) = keyed(client, "POST", "/submit", &key, &body.to_string()).await;
    assert_eq!((status, &taken["state"]), (200, &json!("STATE_NEW")), "{taken}");
    let id = taken["transactionID"].as_str().unwrap();
    let_pass(server, CONFIRMED_AFTER_MS + 1_000).await;
    let (_, found) = client.get(&format!("/transaction?id={id}")).await;
    let (_, account) = keyed(client, "GET", &format!("/v1/account/transactions/{id}"), &key, "").await;
    assert_eq!(found[0]["state"], account["state"], "{found}");
    assert_eq!(found[0]["transactionHash"], account["transaction_hash"]);
    found[0].clone()
}

async fn allowance(client: &Client, wallet: Wallet, spender: Spender) -> String {
    let kind = wallet.signature_type();
    let path = format!("/balance-allowance?asset_type=COLLATERAL&signature_type={kind}");
    let (_, row) = client.l2("GET", &path, "").await;
    row["allowances"][spender.address()].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_wallet_type_changes_its_approvals_and_the_balance_answer_says_so() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    for wallet in RELAYED {
        let both = vec![
            approve(Spender::Standard, U256::ZERO),
            approve_shares(Spender::NegRisk, false),
        ];
        let done = relay(&server, &client, wallet, &both).await;
        assert_eq!(done["state"], "STATE_CONFIRMED", "{wallet:?} {done}");
        assert_eq!(allowance(&client, wallet, Spender::Standard).await, "0", "{wallet:?}");
        assert_ne!(allowance(&client, wallet, Spender::NegRisk).await, "0", "{wallet:?}");
        let one = vec![approve(Spender::Standard, U256::MAX)];
        let done = relay(&server, &client, wallet, &one).await;
        assert_eq!(
            (&done["state"], &done["nonce"]),
            (&json!("STATE_CONFIRMED"), &json!("1"))
        );
        assert_eq!(
            allowance(&client, wallet, Spender::Standard).await,
            U256::MAX.to_string()
        );
    }
    let (_, ledger) = client.get("/sim/ledger?after=0").await;
    let records = ledger["records"].as_array().unwrap();
    let told = |entry: &str| records.iter().filter(|record| record["entry"] == entry).count();
    assert_eq!((told("approved"), told("relayed")), (9, 6 * 4));
    server.shutdown().await;
}

/// Lets the world pass, without its clock, until a market that is open now has resolved, of which `wallet` holds pairs;
/// gives the market, and the adapter that redeems it.
fn resolved_market(
    server: &ServerHandle,
    client: &Client,
    wallet: Wallet,
    contract: Contract,
) -> (ConditionId, Spender) {
    let owner = wallet_address(client.wallet(wallet));
    let adapter = match contract {
        Contract::NegRiskV2 => Spender::NegRiskAdapter,
        _ => Spender::CtfAdapter,
    };
    let held = server.app.0.act(|host| {
        host.venue.set_auto_redeem(&owner, false).unwrap();
        let mut rows = host.venue.markets();
        rows.retain(|row| row.market.exchange == contract && row.market.payouts.is_none());
        rows.sort_by_key(|row| row.market.end);
        let condition = rows[0].market.condition.clone();
        let pairs = Shares::from_micros(25_000_000);
        host.venue.split(&owner, &condition, pairs).unwrap();
        let resolved = |venue: &pilotfish_sim::venue::Venue| {
            let market = venue.exchange().market(&condition).unwrap();
            market.payouts.is_some()
        };
        for _ in 0..60 * 24 {
            if resolved(&host.venue) {
                break;
            }
            host.venue.advance_to(host.venue.now().plus(3_600_000));
            host.venue.drain_events();
        }
        assert!(
            resolved(&host.venue),
            "no market of {contract:?} resolved within 60 days"
        );
        condition
    });
    (held.unwrap(), adapter)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resolved_position_is_redeemed_and_the_ledgers_sums_are_the_exchanges() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let wallet = Wallet::Safe;
    let (condition, adapter) = resolved_market(&server, &client, wallet, Contract::StandardV2);
    let owner = wallet_address(client.wallet(wallet));
    let cash = || {
        let found = server.look(|host| host.venue.exchange().account(&owner).unwrap().cash());
        found.unwrap()
    };
    let before = cash();
    let done = relay(&server, &client, wallet, &vec![redeem(adapter, &condition)]).await;
    assert_eq!(done["state"], "STATE_CONFIRMED");
    assert_eq!(
        cash() - before,
        Usd::dollars(25),
        "a pair pays a dollar, whichever way it resolved"
    );
    let hash = done["transactionHash"].as_str().unwrap();
    let (books, holds) = server
        .look(|host| {
            let account = host.venue.exchange().account(&owner).unwrap();
            let held = account
                .holdings()
                .map(|(token, shares)| (token.clone(), shares))
                .collect();
            (host.venue.ledger().books(&owner), (account.cash(), held))
        })
        .unwrap();
    assert_eq!(books, holds);
    let records = server.look(|host| serde_json::to_value(host.venue.ledger().records()).unwrap());
    let records = records.unwrap();
    let redeemed = |record: &&Value| record["entry"] == "redeemed" && record["transaction"] == hash;
    assert_eq!(records.as_array().unwrap().iter().filter(redeemed).count(), 2);
    let path = format!("/v2/activity?user={owner}&type=REDEEM&limit=10");
    let (_, activity) = client.get(&path).await;
    assert_eq!(activity["data"][0]["transaction_hash"], hash);
    assert_eq!(server.check_invariants().unwrap(), Vec::<String>::new());
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_authorised_signed_or_due_is_refused_in_the_documented_words() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let key = relayer_key(&client, client.owner()).await;
    let calls = vec![approve(Spender::Standard, U256::MAX)];
    let plain = body(&client, Wallet::Deposit, "0", "", &calls);
    let signed = sign(&client, plain.clone()).to_string();
    let submit = |key: (String, String), body: String| {
        let client = &client;
        async move { keyed(client, "POST", "/submit", &key, &body).await }
    };
    let unauthorised = (401, json!({ "error": "invalid authorization" }));
    assert_eq!(
        submit((String::new(), key.1.clone()), signed.clone()).await,
        unauthorised
    );
    let stranger = Address::repeat_byte(3);
    let another = relayer_key(&client, stranger).await;
    assert_eq!(submit(another.clone(), signed.clone()).await, unauthorised);
    assert_eq!(submit((another.0, key.1.clone()), signed.clone()).await, unauthorised);
    let refused = |(status, answer): Answer, text: &str| {
        let error = answer["error"].as_str().unwrap().to_owned();
        assert!(status == 400 && error.contains(text), "{status} {error}");
    };
    refused(submit(key.clone(), plain.to_string()).await, "invalid signature");
    let changed = signed.replace("\"nonce\":\"0\"", "\"nonce\":\"1\"");
    assert_ne!(changed, signed);
    refused(submit(key.clone(), changed).await, "invalid signature");
    let ahead = sign(&client, body(&client, Wallet::Deposit, "7", "", &calls));
    refused(
        submit(key.clone(), ahead.to_string()).await,
        "batch nonce 7 does not match on-chain nonce 0",
    );
    refused(submit(key.clone(), "{}".to_owned()).await, "invalid request body");
    let transfer = vec![(PUSD, hex!("a9059cbb").into())];
    let blocked = body(&client, Wallet::Deposit, "0", "", &transfer);
    refused(submit(key.clone(), blocked.to_string()).await, "call blocked: call[0]");
    let mut late = body(&client, Wallet::Deposit, "0", "", &calls);
    late["depositWalletParams"]["deadline"] = json!((real_seconds() - 1).to_string());
    refused(submit(key.clone(), sign(&client, late).to_string()).await, "deadline");
    // Nothing of that used the nonce up; the same bytes twice are one transaction.
    assert_eq!(submit(key.clone(), signed.clone()).await.0, 200);
    refused(submit(key.clone(), signed.clone()).await, "in-flight action");
    let_pass(&server, CONFIRMED_AFTER_MS + 1_000).await;
    refused(submit(key.clone(), signed).await, "does not match on-chain nonce 1");
    let (_, own) = keyed(&client, "GET", "/transactions", &key, "").await;
    assert_eq!(own.as_array().unwrap().len(), 1);
    let revoked = json!({ "address": client.owner(), "revoked": true });
    client.post_plain("/sim/relayer-keys", &revoked).await;
    assert_eq!(keyed(&client, "GET", "/transactions", &key, "").await.0, 401);
    server.shutdown().await;
}

/// The fields of the documented example, one by one.
const DOCUMENTED: [&str; 15] = [
    "transactionID",
    "transactionHash",
    "from",
    "to",
    "proxyAddress",
    "data",
    "nonce",
    "value",
    "signature",
    "state",
    "type",
    "owner",
    "metadata",
    "createdAt",
    "updatedAt",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_has_the_documented_fields_and_a_receipt() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let done = relay(
        &server,
        &client,
        Wallet::Proxy,
        &vec![approve(Spender::Router, U256::MAX)],
    )
    .await;
    let fields = done.as_object().unwrap();
    assert_eq!(fields.len(), DOCUMENTED.len());
    assert!(DOCUMENTED.iter().all(|name| fields[*name].is_string()), "{done}");
    assert_eq!(done["metadata"], "a test");
    let ask = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_getTransactionReceipt", "params": [done["transactionHash"]] });
    let (_, receipt) = client.post_plain("/rpc", &ask).await;
    assert_eq!(receipt["result"]["status"], "0x1", "{receipt}");
    let (_, none) = client.get("/transaction?id=nonsense").await;
    assert_eq!(none, json!([]));
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_builders_key_signs_each_request_and_goes_when_it_is_taken_back() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE;
    use hmac::{Hmac, Mac};

    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let (status, key) = client.l2("POST", "/auth/builder-api-key", "").await;
    assert_eq!(status, 200, "{key}");
    let text = |name: &str| key[name].as_str().unwrap().to_owned();
    let ask = |method: &'static str, path: &'static str, body: String, stamp: i64| {
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&URL_SAFE.decode(text("secret")).unwrap()).unwrap();
        mac.update(format!("{stamp}{method}{path}{body}").as_bytes());
        let request = client
            .http
            .request(method.parse().unwrap(), format!("{}{path}", client.base))
            .header("POLY_BUILDER_API_KEY", text("key"))
            .header("POLY_BUILDER_PASSPHRASE", text("passphrase"))
            .header("POLY_BUILDER_TIMESTAMP", stamp.to_string())
            .header("POLY_BUILDER_SIGNATURE", URL_SAFE.encode(mac.finalize().into_bytes()))
            .body(body);
        async move { request.send().await.unwrap().status().as_u16() }
    };
    let calls = vec![approve(Spender::Standard, U256::MAX)];
    let signed = sign(&client, body(&client, Wallet::Deposit, "0", "", &calls)).to_string();
    assert_eq!(ask("POST", "/submit", signed.clone(), real_seconds() - 300).await, 401);
    assert_eq!(ask("POST", "/submit", signed, real_seconds()).await, 200);
    let (_, listed) = client.l2("GET", "/auth/builder-api-key", "").await;
    assert_eq!(listed, json!([{ "key": key["key"] }]));
    assert_eq!(
        ask("DELETE", "/auth/builder-api-key", String::new(), real_seconds()).await,
        200
    );
    assert_eq!(ask("GET", "/transactions", String::new(), real_seconds()).await, 401);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wallet_that_is_not_there_is_deployed_by_the_relayer() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let key = relayer_key(&client, client.owner()).await;
    let deployed = |wallet: Wallet| {
        let path = format!("/deployed?address={}", client.address(wallet));
        let client = &client;
        async move { client.get(&path).await.1["deployed"].as_bool().unwrap() }
    };
    assert!(!deployed(Wallet::Deposit).await);
    let create = json!({ "type": "WALLET-CREATE", "from": client.owner(), "to": WALLET_FACTORY });
    let (status, taken) = keyed(&client, "POST", "/submit", &key, &create.to_string()).await;
    assert_eq!(status, 200, "{taken}");
    let_pass(&server, CONFIRMED_AFTER_MS + 1_000).await;
    assert!(deployed(Wallet::Deposit).await);
    assert!(!deployed(Wallet::Safe).await);
    let wrong = json!({ "type": "SAFE-CREATE", "from": client.owner(), "to": SAFE_FACTORY, "signature": "0x01" });
    assert_eq!(keyed(&client, "POST", "/submit", &key, &wrong.to_string()).await.0, 400);
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relayers_habits_are_met_and_seeded() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let key = relayer_key(&client, client.owner()).await;
    let choose = |habits: &'static str| {
        let client = &client;
        async move { client.post_plain("/sim/habits", &json!({ "habits": habits })).await }
    };
    choose("relayer-limits").await;
    let nonce = format!("/nonce?address={}&type=SAFE", client.owner());
    let mut limited = None;
    for _ in 0..600 {
        let answer = client.http.get(format!("{}{nonce}", client.base)).send().await.unwrap();
        if answer.status().as_u16() == 429 {
            limited = answer.headers().get("retry-after").cloned();
            break;
        }
        server
            .app
            .0
            .act(|host| host.venue.advance_to(host.venue.now().plus(10_000)))
            .unwrap();
    }
    let seconds: i64 = limited
        .expect("429 within 100 minutes")
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=120).contains(&seconds), "{seconds}");
    server
        .app
        .0
        .act(|host| host.venue.advance_to(host.venue.now().plus(seconds * 1_000)))
        .unwrap();
    assert_eq!(client.get(&nonce).await.0, 200, "it is over when it said so");

    choose("relayer-errors").await;
    let (mut before, mut after) = (0, 0);
    for round in 0..80 {
        let (nonce, relay) = next(&client, Wallet::Safe).await;
        let calls = vec![approve_shares(Spender::NegRisk, round % 2 == 0)];
        let signed = sign(&client, body(&client, Wallet::Safe, &nonce, &relay, &calls));
        let known =
            |server: &ServerHandle| server.look(|host| host.venue.relayer().transactions_of(client.owner()).count());
        let count = known(&server).unwrap();
        let (status, _) = keyed(&client, "POST", "/submit", &key, &signed.to_string()).await;
        let taken = known(&server).unwrap() - count;
        match (status, taken) {
            (200, 1) => {}
            (500 | 502 | 503, 0) => before += 1,
            (500 | 502 | 503, 1) => after += 1,
            other => panic!("{other:?}"),
        }
        server
            .app
            .0
            .act(|host| {
                host.venue
                    .advance_to(host.venue.now().plus(CONFIRMED_AFTER_MS + 30_000))
            })
            .unwrap();
    }
    assert!(before > 0 && after > 0, "{before} before, {after} after");

    choose("stale-nonces").await;
    let mut stale = false;
    for _ in 0..20 {
        let (nonce, relay) = next(&client, Wallet::Safe).await;
        let calls = vec![approve_shares(Spender::NegRisk, true)];
        let signed = sign(&client, body(&client, Wallet::Safe, &nonce, &relay, &calls));
        let (status, answer) = keyed(&client, "POST", "/submit", &key, &signed.to_string()).await;
        if status == 400 {
            assert!(
                answer["error"]
                    .as_str()
                    .unwrap()
                    .contains("does not match on-chain nonce"),
                "{answer}"
            );
            stale = true;
            break;
        }
        server
            .app
            .0
            .act(|host| host.venue.advance_to(host.venue.now().plus(7_000)))
            .unwrap();
    }
    assert!(stale, "a nonce of before was told");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_under_way_goes_on_in_a_continued_world() {
    let folder = tempfile::tempdir().unwrap();
    let server = paused(Some(folder.path())).await;
    let client = Client::authenticated(&server).await;
    let key = relayer_key(&client, client.owner()).await;
    let calls = vec![approve(Spender::Standard, U256::ZERO)];
    let signed = sign(&client, body(&client, Wallet::Deposit, "0", "", &calls));
    let (_, taken) = keyed(&client, "POST", "/submit", &key, &signed.to_string()).await;
    let id = taken["transactionID"].as_str().unwrap().to_owned();
    server.shutdown().await;
    let again = start(options(Some(folder.path()))).await;
    let_pass(&again, CONFIRMED_AFTER_MS + 1_000).await;
    let state = again.look(|host| host.venue.relayer().transaction(&id).map(|found| found.state.as_str()));
    assert_eq!(state.unwrap(), Some("STATE_CONFIRMED"));
    again.shutdown().await;
}
