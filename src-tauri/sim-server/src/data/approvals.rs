//! `/v2/approvals`: which of the venue's contracts may move what of a wallet's, as the chain has it.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Answer;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::{Spender, TokenKind};
use pilotfish_sim::chain::contracts::token_address;
use pilotfish_sim::signed_order::typed_data::CHAIN_ID;

pub(super) async fn approvals(State(app): State<App>, params: Params) -> Answer {
    let user = params.wallet("user")?;
    let user = user.ok_or_else(|| Refusal::bad_request("user is required"))?;
    let contracts: Vec<Value> = app.look(|host| {
        let account = host.venue.exchange().account(&user);
        let pairs = Spender::ALL
            .into_iter()
            .flat_map(|spender| spender.tokens().iter().map(move |token| (spender, *token)));
        pairs
            .map(|(spender, token)| {
                let approved = account.is_some_and(|account| account.approves(spender, token));
                row(spender, token, approved)
            })
            .collect()
    })?;
    Ok(Json(
        json!({ "data": { "address": user, "chain_id": CHAIN_ID, "contracts": contracts } }),
    ))
}

fn row(spender: Spender, token: TokenKind, approved: bool) -> Value {
    let (standard, amount) = match token {
        TokenKind::Collateral if approved => ("ERC20", json!("max")),
        TokenKind::Collateral => ("ERC20", json!("0")),
        TokenKind::Ctf | TokenKind::Positions => ("ERC1155", Value::Null),
    };
    json!({
        "token": token_address(token),
        "spender": spender.address(),
        "standard": standard,
        "approved": approved,
        "amount": amount,
    })
}
