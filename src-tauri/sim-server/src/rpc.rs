//! A node of the chain, as far as clients ask one: JSON-RPC 2.0 at `/rpc`, single requests and batches.
//!
//! | method | answer |
//! |---|---|
//! | `eth_chainId`, `net_version` | Polygon |
//! | `eth_blockNumber`, `eth_getBlockByNumber` | a block every two seconds of venue time; number, time and hash only |
//! | `eth_getCode` | of the venue's contracts and of wallets that are deployed |
//! | `eth_call` | view functions of tokens, factories, exchanges, adapters and wallets (`pilotfish_sim::chain::view`) |
//! | `eth_estimateGas` | always the same: the relayer pays |
//! | `eth_getTransactionReceipt` | of relayed transactions that are in a block |
//!
//! Nothing can be sent: whoever wants something done on chain asks the relayer. Questions about an earlier block are
//! answered as of now.

use alloy::primitives::{Address, Bytes, hex};
use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use pilotfish_copy::ids::VenueMs;
use serde_json::{Value, json};

use super::host::Host;
use super::refusal::Refusal;
use super::state::App;
use pilotfish_sim::chain::code::code_at;
use pilotfish_sim::chain::contracts::RELAY;
use pilotfish_sim::chain::view;
use pilotfish_sim::relayer::{RelayState, Transaction};
use pilotfish_sim::signed_order::typed_data::CHAIN_ID;

/// The most requests of one batch.
const BATCH_MOST: usize = 100;

/// A block comes every two seconds.
const BLOCK_MS: i64 = 2_000;

/// What every transaction is estimated to need.
const GAS: &str = "0x30d40";

pub(crate) fn routes() -> Router<App> {
    // Some clients put a slash behind every address that they are given.
    Router::new().route("/rpc", post(answer)).route("/rpc/", post(answer))
}

/// An error object's code and message.
struct Failure(i64, &'static str);

const PARSE: Failure = Failure(-32_700, "parse error");
const REQUEST: Failure = Failure(-32_600, "invalid request");
const METHOD: Failure = Failure(-32_601, "the method does not exist or is not available");
const PARAMS: Failure = Failure(-32_602, "invalid params");
const REVERTED: Failure = Failure(3, "execution reverted");

async fn answer(State(app): State<App>, body: String) -> Result<Json<Value>, Refusal> {
    let Ok(asked) = serde_json::from_str::<Value>(&body) else {
        return Ok(Json(failed(&Value::Null, &PARSE)));
    };
    app.look(|host| {
        Json(match asked {
            Value::Array(requests) if requests.is_empty() || requests.len() > BATCH_MOST => {
                failed(&Value::Null, &REQUEST)
            }
            Value::Array(requests) => requests.iter().map(|request| one(host, request)).collect(),
            request => one(host, &request),
        })
    })
}

fn one(host: &Host, request: &Value) -> Value {
    let id = request.get("id").unwrap_or(&Value::Null);
    let Some(method) = request.get("method").and_then(Value::as_str) else {
        return failed(id, &REQUEST);
    };
    let params = request.get("params").and_then(Value::as_array);
    let params = params.map_or(&[][..], Vec::as_slice);
    match call(host, method, params) {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(failure) => failed(id, &failure),
    }
}

fn failed(id: &Value, Failure(code, message): &Failure) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}

fn call(host: &Host, method: &str, params: &[Value]) -> Result<Value, Failure> {
    match method {
        "eth_chainId" => Ok(quantity(CHAIN_ID)),
        "net_version" => Ok(json!(CHAIN_ID.to_string())),
        "eth_blockNumber" => Ok(quantity(block_of(host.venue.now()))),
        "eth_getBlockByNumber" => Ok(block(host.venue.now())),
        "eth_estimateGas" => Ok(json!(GAS)),
        "eth_getCode" => {
            let address: Address = parsed(params.first())?;
            Ok(bytes(&code_at(&host.venue, address)))
        }
        "eth_call" => {
            let asked = params.first().ok_or(PARAMS)?;
            let to: Address = parsed(asked.get("to"))?;
            let data: Bytes = match asked.get("data").or_else(|| asked.get("input")) {
                None | Some(Value::Null) => Bytes::new(),
                given => parsed(given)?,
            };
            let result = view(&host.venue, to, &data).map_err(|_| REVERTED)?;
            Ok(bytes(&result))
        }
        "eth_getTransactionReceipt" => {
            let hash = params.first().and_then(Value::as_str).ok_or(PARAMS)?;
            let found = host.venue.relayer().by_hash(&hash.to_ascii_lowercase());
            Ok(found.map_or(Value::Null, receipt))
        }
        _ => Err(METHOD),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(given: Option<&Value>) -> Result<T, Failure> {
    let given = given.ok_or(PARAMS)?;
    serde_json::from_value(given.clone()).map_err(|_| PARAMS)
}

fn quantity(number: u64) -> Value {
    json!(format!("{number:#x}"))
}

fn bytes(data: &[u8]) -> Value {
    json!(hex::encode_prefixed(data))
}

fn block_of(at: VenueMs) -> u64 {
    u64::try_from(at.0.div_euclid(BLOCK_MS)).unwrap_or(0)
}

/// A hash that is the same for the same block, and no other's.
fn block_hash(number: u64) -> String {
    format!("{number:#066x}")
}

fn block(now: VenueMs) -> Value {
    let number = block_of(now);
    let seconds = number.saturating_mul(BLOCK_MS.unsigned_abs()) / 1_000;
    json!({
        "number": quantity(number),
        "hash": block_hash(number),
        "timestamp": quantity(seconds),
        "transactions": [],
    })
}

/// Of a transaction that is in a block, reverted or not; null for others.
fn receipt(transaction: &Transaction) -> Value {
    let status = match transaction.state {
        RelayState::Mined | RelayState::Confirmed => "0x1",
        RelayState::Failed => "0x0",
        RelayState::New | RelayState::Executed | RelayState::Invalid => return Value::Null,
    };
    let number = block_of(transaction.mined_at());
    json!({
        "transactionHash": transaction.hash,
        "transactionIndex": "0x0",
        "blockNumber": quantity(number),
        "blockHash": block_hash(number),
        "from": RELAY,
        "to": transaction.submission.to,
        "contractAddress": null,
        "status": status,
        "gasUsed": GAS,
        "cumulativeGasUsed": GAS,
        "effectiveGasPrice": "0x0",
        "type": "0x2",
        "logs": [],
        "logsBloom": format!("0x{}", "0".repeat(512)),
    })
}
