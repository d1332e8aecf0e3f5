//! The chain over JSON-RPC, what accounts there are, profiles by any address, and the trap of a key that is not bound.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolValue};
use pilotfish_copy::market::Side;
use serde_json::{Value, json};

use super::super::{KeyAccount, ServerHandle, ServerOptions, WalletKind};
use super::client::{Client, OrderWish, Wallet, options, paused, start};
use pilotfish_exchange::Spender;
use pilotfish_sim::chain::abi::{deposit_wallet, erc20, erc1155, exchange, safe};
use pilotfish_sim::chain::contracts::{CTF, PUSD, SAFE_FACTORY, WALLET_BEACON, WALLET_FACTORY, spender_address};

async fn rpc(client: &Client, method: &str, params: Value) -> Value {
    let ask = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
    let (status, answer) = client.post_plain("/rpc", &ask).await;
    assert_eq!(
        (status, &answer["id"], &answer["jsonrpc"]),
        (200, &json!(7), &json!("2.0"))
    );
    answer
}

async fn call<C: SolCall>(client: &Client, to: Address, call: C) -> Vec<u8> {
    let data: Bytes = call.abi_encode().into();
    let answer = rpc(client, "eth_call", json!([{ "to": to, "data": data }, "latest"])).await;
    let result: Bytes = serde_json::from_value(answer["result"].clone()).unwrap_or_else(|_| panic!("{answer}"));
    result.to_vec()
}

async fn code(client: &Client, address: Address) -> usize {
    let answer = rpc(client, "eth_getCode", json!([address, "latest"])).await;
    let code: Bytes = serde_json::from_value(answer["result"].clone()).unwrap();
    code.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wallets_are_found_by_code_factories_and_balances() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    assert_eq!(rpc(&client, "eth_chainId", json!([])).await["result"], "0x89");
    for (wallet, expected) in [(Wallet::Account, 0), (Wallet::Proxy, 45), (Wallet::Deposit, 0x92)] {
        assert_eq!(code(&client, client.wallet(wallet)).await, expected, "{wallet:?}");
    }
    assert!(code(&client, client.wallet(Wallet::Safe)).await > 100);
    assert!(code(&client, PUSD).await > 0);
    assert_eq!(code(&client, Address::repeat_byte(5)).await, 0);

    let beacon = call(&client, WALLET_FACTORY, deposit_wallet::BEACONCall {}).await;
    assert_eq!(beacon, WALLET_BEACON.abi_encode());
    let user = client.owner();
    let computed = call(&client, SAFE_FACTORY, safe::computeProxyAddressCall { user }).await;
    assert_eq!(computed, client.wallet(Wallet::Safe).abi_encode());
    let standard = spender_address(Spender::Standard);
    let computed = call(&client, standard, exchange::getProxyWalletAddressCall { signer: user }).await;
    assert_eq!(computed, client.wallet(Wallet::Proxy).abi_encode());

    let owner = client.wallet(Wallet::Deposit);
    let balance = call(&client, PUSD, erc20::balanceOfCall { owner }).await;
    assert_eq!(balance, U256::from(10_000_000_000_u64).abi_encode());
    let allowed = |owner, spender| erc20::allowanceCall { owner, spender };
    assert_eq!(
        call(&client, PUSD, allowed(owner, standard)).await,
        U256::MAX.abi_encode()
    );
    let nobody = Address::repeat_byte(5);
    assert_eq!(
        call(&client, PUSD, allowed(owner, nobody)).await,
        U256::ZERO.abi_encode()
    );
    let operator = spender_address(Spender::AutoRedeemer);
    let approved = call(&client, CTF, erc1155::isApprovedForAllCall { owner, operator }).await;
    assert_eq!(approved, true.abi_encode());
    let (token, _) = client.token_with_book().await;
    let id = U256::from_str_radix(&token, 10).unwrap();
    assert_eq!(
        call(&client, CTF, erc1155::balanceOfCall { owner, id }).await,
        U256::ZERO.abi_encode()
    );
    assert!(call(&client, nobody, erc20::balanceOfCall { owner }).await.is_empty());
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_are_those_of_json_rpc_and_a_batch_is_answered_in_its_order() {
    let server = paused(None).await;
    let client = Client::new(&server);
    let code_of = |answer: &Value| answer["error"]["code"].as_i64();
    assert_eq!(
        code_of(&rpc(&client, "eth_sendRawTransaction", json!(["0x"])).await),
        Some(-32_601)
    );
    assert_eq!(
        code_of(&rpc(&client, "eth_getCode", json!(["nonsense"])).await),
        Some(-32_602)
    );
    let reverted = rpc(
        &client,
        "eth_call",
        json!([{ "to": PUSD, "data": "0x12345678" }, "latest"]),
    )
    .await;
    assert_eq!(code_of(&reverted), Some(3));
    assert!(
        reverted["error"]["message"]
            .as_str()
            .unwrap()
            .contains("execution reverted")
    );
    assert_eq!(code_of(&client.post_plain("/rpc", &json!([])).await.1), Some(-32_600));
    assert_eq!(
        code_of(&client.post_plain("/rpc", &json!({ "id": 1 })).await.1),
        Some(-32_600)
    );
    let batch = json!([
        { "jsonrpc": "2.0", "id": 2, "method": "eth_blockNumber", "params": [] },
        { "jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": ["latest", false] },
    ]);
    let (_, answers) = client.post_plain("/rpc", &batch).await;
    assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!(2), &json!(1)));
    assert_eq!(answers[0]["result"], answers[1]["result"]["number"]);
    let seconds = answers[1]["result"]["timestamp"].as_str().unwrap();
    // It stands, though it may have begun to run before it was told to.
    let (_, clock) = client.get("/sim/clock").await;
    assert_eq!(
        i64::from_str_radix(&seconds[2..], 16).unwrap(),
        clock["now_ms"].as_i64().unwrap() / 1_000
    );
    let unread = client
        .http
        .post(format!("{}/rpc", client.base))
        .body("no json")
        .send()
        .await;
    let unread: Value = unread.unwrap().json().await.unwrap();
    assert_eq!(code_of(&unread), Some(-32_700));
    server.shutdown().await;
}

/// A world in which the test's key has an account with that wallet alone.
async fn with_account(kind: WalletKind) -> (ServerHandle, Client) {
    let owner = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266".parse().unwrap();
    let server = start(ServerOptions {
        accounts: vec![KeyAccount { owner, wallet: kind }],
        ..options(None)
    })
    .await;
    server.set_clock(None, Some(true)).unwrap();
    let client = Client::new(&server);
    (server, client)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_with_one_wallet_is_known_by_it_under_any_of_its_addresses() {
    for (kind, wallet) in [
        (WalletKind::Proxy, Wallet::Proxy),
        (WalletKind::Safe, Wallet::Safe),
        (WalletKind::Deposit, Wallet::Deposit),
        (WalletKind::Account, Wallet::Account),
    ] {
        let (server, client) = with_account(kind).await;
        for asked in Wallet::ALL {
            let path = format!("/public-profile?address={}", client.address(asked));
            let (status, profile) = client.get(&path).await;
            assert_eq!(
                (status, &profile["proxyWallet"]),
                (200, &json!(client.address(wallet))),
                "{kind:?} {asked:?}"
            );
            let (_, there) = client
                .get(&format!("/deployed?address={}", client.address(asked)))
                .await;
            let expected = asked == wallet && asked != Wallet::Account;
            assert_eq!(there["deployed"], expected, "{kind:?} {asked:?}");
        }
        // The API key comes later and opens nothing more.
        let client = Client::authenticated(&server).await;
        for asked in Wallet::ALL {
            let path = format!(
                "/balance-allowance?asset_type=COLLATERAL&signature_type={}",
                asked.signature_type()
            );
            let (_, row) = client.l2("GET", &path, "").await;
            let has = row["balance"] == "10000000000";
            assert_eq!(has, asked == wallet, "{kind:?} {asked:?} {row}");
            let allowed = row["allowances"][Spender::Standard.address()] != "0";
            assert_eq!(allowed, asked == wallet, "{row}");
        }
        let (status, refused) = client
            .post_plain(
                &format!("/sim/owners/{}", client.owner()),
                &json!({ "wallet": "deposit_uups" }),
            )
            .await;
        assert_eq!(status, 400, "{refused}");
        server.shutdown().await;
    }
}

async fn place(client: &mut Client, wallet: Wallet) -> (u16, Value) {
    let (token, _) = client.token_with_book().await;
    let (_, body) = client.order(&OrderWish {
        wallet,
        token: &token,
        side: Side::Buy,
        maker_micros: 100_000,
        taker_micros: 10_000_000,
        kind: "GTC",
        expiration_s: 0,
    });
    client.l2("POST", "/order", &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_not_bound_shows_nothing_and_is_refused_until_it_is_cured() {
    let update = "/balance-allowance/update?asset_type=COLLATERAL&signature_type=3";
    for cure in ["update", "recreate", "website"] {
        let server = paused(None).await;
        let mut client = Client::authenticated(&server).await;
        let control = format!("/sim/accounts/{}", client.address(Wallet::Deposit));
        let (status, set) = client.post_plain(&control, &json!({ "key_trap": cure })).await;
        assert_eq!(status, 200, "{set}");
        let (status, refused) = place(&mut client, Wallet::Deposit).await;
        let words = "the order signer address has to be the address of the API KEY";
        assert_eq!((status, &refused["error"]), (400, &json!(words)), "{cure}");
        let path = "/balance-allowance?asset_type=COLLATERAL&signature_type=3";
        let (_, row) = client.l2("GET", path, "").await;
        assert_eq!(row["balance"], "0", "{cure}");
        assert_eq!(
            place(&mut client, Wallet::Proxy).await.0,
            200,
            "only deposit wallets are concerned"
        );
        client.l2("GET", update, "").await;
        assert_eq!(
            place(&mut client, Wallet::Deposit).await.0 == 200,
            cure == "update",
            "{cure}"
        );
        assert_eq!(client.l2("DELETE", "/auth/api-key", "").await.0, 200);
        let mut again = Client::authenticated(&server).await;
        assert_eq!(
            place(&mut again, Wallet::Deposit).await.0 == 200,
            cure != "website",
            "{cure}"
        );
        if cure == "website" {
            again.post_plain(&control, &json!({ "key_trap": "not_trapped" })).await;
            // Another salt, or it would be the bytes of before.
            assert_eq!(place(&mut again, Wallet::Deposit).await.0, 200);
        }
        server.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approvals_are_listed_by_the_data_api_and_all_of_them_can_be_taken() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let wallet = client.address(Wallet::Deposit);
    let list = || {
        let path = format!("/v2/approvals?user={wallet}");
        let client = &client;
        async move { client.get(&path).await.1["data"].clone() }
    };
    let all = list().await;
    assert_eq!((&all["address"], &all["chain_id"]), (&json!(wallet), &json!(137)));
    let approved = |data: &Value| {
        let rows = data["contracts"].as_array().unwrap();
        rows.iter().filter(|row| row["approved"] == true).count()
    };
    assert_eq!(approved(&all), all["contracts"].as_array().unwrap().len());
    let control = format!("/sim/accounts/{wallet}");
    let bare = json!({ "approvals": false, "cash": "-9000" });
    assert_eq!(client.post_plain(&control, &bare).await.0, 200);
    assert_eq!(approved(&list().await), 0);
    let one = json!({ "allowance": { "contract": "router", "asset": "collateral", "allowed": true } });
    assert_eq!(client.post_plain(&control, &one).await.0, 200);
    assert_eq!(approved(&list().await), 1);
    assert_eq!(client.get(&control).await.1["cash"], "1000");
    server.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_the_habit_the_balances_answer_names_the_legacy_adapter() {
    let server = paused(None).await;
    let client = Client::authenticated(&server).await;
    let (token, _) = client.token_of(|market| market["negRisk"] == true).await;
    let path = format!("/balance-allowance?asset_type=CONDITIONAL&token_id={token}&signature_type=3");
    let legacy = Spender::LegacyNegRiskAdapter.address();
    let (_, plain) = client.l2("GET", &path, "").await;
    assert!(plain["allowances"].get(legacy).is_none(), "{plain}");
    client
        .post_plain("/sim/habits", &json!({ "habits": "legacy-approvals" }))
        .await;
    let (_, row) = client.l2("GET", &path, "").await;
    assert_eq!(row["allowances"][legacy], U256::MAX.to_string());
    server.shutdown().await;
}

#[test]
fn an_account_is_written_as_an_address_and_a_wallet() {
    let written = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266=deposit_uups";
    let read: KeyAccount = written.parse().unwrap();
    assert_eq!(read.wallet, WalletKind::DepositUups);
    for wrong in [
        "",
        "0x1=safe",
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266=wallet",
    ] {
        let refused = wrong.parse::<KeyAccount>().unwrap_err();
        assert!(
            refused.contains("deposit, deposit_uups, proxy, safe, account"),
            "{refused}"
        );
    }
}
