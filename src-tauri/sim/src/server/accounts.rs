//! Control of accounts and venue for tests, which Polymarket does not have: `/sim/accounts/{address}`, `/sim/mode`,
//! `/sim/settlement`. What is done stands in the journal; the exchange carries it out ([`Command`]).

use std::collections::BTreeMap;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::WalletAddress;
use serde::Deserialize;
use serde_json::{Value, json};

use super::host::Host;
use super::refusal::Refusal;
use super::state::App;
use crate::command::{Command, NamedContract, NamedCourse, NamedMode, NamedStanding};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sim/accounts/{address}", get(shown).post(set))
        .route("/sim/mode", get(mode).post(set_mode))
        .route("/sim/settlement", post(settle))
}

type Answer = Result<Json<Value>, Refusal>;

/// The wallets meant by an address: all of its holder's where it belongs to a client, else itself.
fn wallets(host: &Host, address: &str) -> Result<Vec<WalletAddress>, Refusal> {
    let wallet = WalletAddress::parse(address).map_err(|_| Refusal::bad_request("invalid address"))?;
    let holder = host.ring.holder_of_wallet(&wallet);
    let all = holder.map_or_else(|| vec![wallet], |holder| holder.wallets().to_vec());
    let known: Vec<WalletAddress> = all
        .into_iter()
        .filter(|wallet| host.venue.is_enrolled(wallet))
        .collect();
    if known.is_empty() {
        Err(Refusal::not_found("no such account"))
    } else {
        Ok(known)
    }
}

async fn shown(State(app): State<App>, Path(address): Path<String>) -> Answer {
    app.look(|host| Ok(Json(accounts(host, &wallets(host, &address)?))))?
}

fn accounts(host: &Host, wallets: &[WalletAddress]) -> Value {
    let rows = wallets.iter().filter_map(|wallet| {
        let account = host.venue.exchange().account(wallet)?;
        Some(json!({
            "wallet": wallet,
            "standing": NamedStanding::from(account.standing()),
            "auto_redeem": account.redeems_itself(),
            "cash": account.cash().to_string(),
            "working_orders": account.working_orders(),
        }))
    });
    json!({ "accounts": rows.collect::<Vec<_>>() })
}

/// What to set; what is not named stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountSetting {
    #[serde(default)]
    standing: Option<NamedStanding>,
    #[serde(default)]
    paused: Option<bool>,
    #[serde(default)]
    auto_redeem: Option<bool>,
    #[serde(default)]
    approvals: BTreeMap<NamedContract, bool>,
}

impl AccountSetting {
    fn commands(&self, wallet: &WalletAddress) -> Vec<Command> {
        let wallet = || wallet.clone();
        let mut commands = Vec::new();
        commands.extend(self.standing.map(|standing| Command::Standing {
            wallet: wallet(),
            standing,
        }));
        commands.extend(self.paused.map(|paused| Command::Paused {
            wallet: wallet(),
            paused,
        }));
        commands.extend(self.auto_redeem.map(|auto_redeem| Command::AutoRedeem {
            wallet: wallet(),
            auto_redeem,
        }));
        commands.extend(self.approvals.iter().map(|(contract, approved)| Command::Approval {
            wallet: wallet(),
            contract: *contract,
            approved: *approved,
        }));
        commands
    }
}

async fn set(
    State(app): State<App>,
    Path(address): Path<String>,
    asked: Result<Json<AccountSetting>, JsonRejection>,
) -> Answer {
    let Json(asked) = asked?;
    app.act(|host| {
        let wallets = wallets(host, &address)?;
        for wallet in &wallets {
            for command in asked.commands(wallet) {
                host.command(command)?;
            }
        }
        Ok(Json(accounts(host, &wallets)))
    })?
}

async fn mode(State(app): State<App>) -> Answer {
    app.look(|host| Json(mode_of(host)))
}

fn mode_of(host: &Host) -> Value {
    let exchange = host.venue.exchange();
    json!({ "mode": exchange.mode().as_str(), "ends_at_ms": exchange.mode_ends_at() })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeSetting {
    mode: NamedMode,
    /// In venue time.
    #[serde(default)]
    for_ms: Option<i64>,
}

async fn set_mode(State(app): State<App>, asked: Result<Json<ModeSetting>, JsonRejection>) -> Answer {
    let Json(ModeSetting { mode, for_ms }) = asked?;
    app.act(|host| {
        host.command(Command::Mode { mode, for_ms })?;
        Ok(Json(mode_of(host)))
    })?
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettlementSetting {
    course: NamedCourse,
    #[serde(default = "one")]
    sweeps: u32,
    /// Only what this wallet takes part in.
    #[serde(default)]
    wallet: Option<WalletAddress>,
}

const fn one() -> u32 {
    1
}

async fn settle(State(app): State<App>, asked: Result<Json<SettlementSetting>, JsonRejection>) -> Answer {
    let Json(SettlementSetting { course, sweeps, wallet }) = asked?;
    app.act(|host| {
        host.command(Command::Settlement { course, sweeps, wallet })?;
        Ok(Json(json!({ "ok": true })))
    })?
}
