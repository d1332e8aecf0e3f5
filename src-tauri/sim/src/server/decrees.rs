//! What the venue decrees about itself and its accounts, on request: modes, standings, allowances, and refusals that
//! nobody causes by chance. Polymarket has no such routes; they are there to provoke what it documents
//! (polymarket-api §1.6–1.8).
//!
//! | route | body |
//! |---|---|
//! | `POST /sim/mode` | `{"mode": "running"` or `"restarting"`, `"post_only"`, `"cancel_only"`, `"disabled"`, `"for_seconds": 90}` |
//! | `POST /sim/accounts/{wallet}` | `{"standing": "open"` or `"closed_only"`, `"banned"`, `"blocked"`, `"deposit_wallet_only"`, `"paused": true, "allowance": {"contract": "standard", "asset": "collateral", "allowed": false}}` |
//! | `POST /sim/settlement` | `{"course": "failed"` or `"retried"`, `"replaced"`, `"plain"`, `"sweeps": 1, "wallet": "0x…"}`: the next taker orders' transactions |
//! | `POST /sim/refusals` | `{"reason": "rounding_issues", "orders": 1, "wallet": "0x…"}` |
//!
//! Which wallets may trade: the real venue refuses plain accounts, proxies and Safes whose owners came after 2026-05-04
//! (§3.1). Here every wallet counts as permitted before that day, until `deposit_wallet_only` makes its owner one that
//! came later.
//!
//! `GET` of the first two tells how it stands. Modes, standings, allowances and settlements change what becomes of orders, so they are in the journal. Requested refusals are
//! not: a refused order leaves no trace there either.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Exchange as Contract;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::host::Host;
use super::refusal::Refusal;
use super::state::App;
use crate::exchange::{Asset, Course, CourseOrder, Refusals, Reject, Standing, VenueMode};
use crate::journal::{Decree, Entry};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sim/mode", get(mode).post(set_mode))
        .route("/sim/accounts/{wallet}", get(account).post(set_account))
        .route("/sim/settlement", post(settle))
        .route("/sim/refusals", post(refuse_next))
}

type Answer = Result<Json<Value>, Refusal>;

#[derive(Debug, Deserialize)]
struct Mode {
    mode: String,
    #[serde(default)]
    for_seconds: Option<u32>,
}

async fn set_mode(State(app): State<App>, asked: Result<Json<Mode>, JsonRejection>) -> Answer {
    let Json(Mode { mode, for_seconds }) = asked?;
    app.act(|host| {
        let ends_at = for_seconds.map(|seconds| host.venue.now().plus(i64::from(seconds) * 1_000));
        host.decree(Decree::Mode { mode, ends_at })?;
        Ok(Json(mode_of(host)))
    })?
}

async fn mode(State(app): State<App>) -> Answer {
    app.look(|host| Json(mode_of(host)))
}

fn mode_of(host: &Host) -> Value {
    let exchange = host.venue.exchange();
    json!({ "mode": exchange.mode().as_str(), "ends_at": exchange.mode_ends_at() })
}

async fn account(State(app): State<App>, Path(wallet): Path<String>) -> Answer {
    let wallet = WalletAddress::parse(&wallet).map_err(|_| Refusal::bad_request("invalid wallet address"))?;
    let found = app.look(|host| {
        let account = host.venue.exchange().account(&wallet)?;
        Some(json!({
            "wallet": wallet,
            "standing": standing_name(account.standing()),
            "cash": account.cash().to_string(),
            "working_orders": account.working_orders(),
        }))
    })?;
    found.map(Json).ok_or_else(|| Refusal::not_found("no such account"))
}

#[derive(Debug, Deserialize)]
struct Settle {
    course: String,
    #[serde(default = "one")]
    sweeps: u32,
    wallet: WalletAddress,
}

async fn settle(State(app): State<App>, asked: Result<Json<Settle>, JsonRejection>) -> Answer {
    let Json(Settle { course, sweeps, wallet }) = asked?;
    app.act(|host| {
        let answer = json!({ "course": course, "sweeps": sweeps });
        host.decree(Decree::Settlement { course, sweeps, wallet })?;
        Ok(Json(answer))
    })?
}

#[derive(Debug, Deserialize)]
struct AccountSetting {
    #[serde(default)]
    standing: Option<String>,
    #[serde(default)]
    paused: Option<bool>,
    #[serde(default)]
    allowance: Option<Allowance>,
}

/// One contract's permission to move one of a wallet's assets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Allowance {
    contract: String,
    asset: String,
    allowed: bool,
}

async fn set_account(
    State(app): State<App>,
    Path(wallet): Path<String>,
    asked: Result<Json<AccountSetting>, JsonRejection>,
) -> Answer {
    let Json(asked) = asked?;
    let wallet = WalletAddress::parse(&wallet).map_err(|_| Refusal::bad_request("invalid wallet address"))?;
    app.act(|host| {
        let of = |wallet: &WalletAddress| wallet.clone();
        let wanted = [
            asked.standing.map(|standing| Decree::Standing {
                wallet: of(&wallet),
                standing,
            }),
            asked.paused.map(|paused| Decree::Paused {
                wallet: of(&wallet),
                paused,
            }),
            asked.allowance.map(|allowance| Decree::Allowance {
                wallet: of(&wallet),
                allowance,
            }),
        ];
        for decree in wanted.into_iter().flatten() {
            host.decree(decree)?;
        }
        Ok(Json(json!({ "wallet": wallet })))
    })?
}

#[derive(Debug, Deserialize)]
struct Refuse {
    reason: String,
    #[serde(default = "one")]
    orders: u32,
    wallet: WalletAddress,
}

fn one() -> u32 {
    1
}

async fn refuse_next(State(app): State<App>, asked: Result<Json<Refuse>, JsonRejection>) -> Answer {
    let Json(Refuse { reason, orders, wallet }) = asked?;
    let reject = Reject::on_request(&reason).ok_or_else(|| unknown("reason", &reason))?;
    app.act(|host| {
        host.venue.refuse_next(Refusals {
            reject,
            orders,
            // A client's, or the world itself would go another way and could not be continued.
            owner: Some(wallet),
        });
    })?;
    Ok(Json(json!({ "reason": reason, "orders": orders })))
}

impl Host {
    /// Decrees something now, and journals it.
    fn decree(&mut self, decree: Decree) -> Result<(), Refusal> {
        self.check_journal()?;
        self.carry_out(&decree)?;
        self.record(Entry::Decree(decree));
        self.tell();
        Ok(())
    }

    /// Does what a decree says.
    ///
    /// # Errors
    /// 400 when it names something that there is not; then nothing was changed.
    pub(super) fn carry_out(&mut self, decree: &Decree) -> Result<(), Refusal> {
        let done = match decree {
            Decree::Mode { mode, ends_at } => {
                let known = VenueMode::named(mode).ok_or_else(|| unknown("mode", mode))?;
                self.venue.set_mode(known, *ends_at);
                Ok(())
            }
            Decree::Standing { wallet, standing } => {
                let deposit_only = standing == "deposit_wallet_only";
                let known = if deposit_only {
                    Some(Standing::Open)
                } else {
                    standing_of(standing)
                };
                let known = known.ok_or_else(|| unknown("standing", standing))?;
                let done = self.venue.set_standing(wallet, known);
                if done.is_ok() {
                    self.clients.set_deposit_wallet_only(wallet, deposit_only);
                }
                done
            }
            Decree::Settlement { course, sweeps, wallet } => {
                let course = course_of(course).ok_or_else(|| unknown("course", course))?;
                self.venue.order_course(CourseOrder {
                    course,
                    sweeps: *sweeps,
                    // A client's: what the world's own trade among themselves goes its own way.
                    owner: Some(wallet.clone()),
                });
                Ok(())
            }
            Decree::Paused { wallet, paused } => self.venue.set_paused(wallet, *paused),
            Decree::Allowance { wallet, allowance } => {
                let contract = contract_of(&allowance.contract);
                let contract = contract.ok_or_else(|| unknown("contract", &allowance.contract))?;
                let asset = asset_of(&allowance.asset).ok_or_else(|| unknown("asset", &allowance.asset))?;
                self.venue.set_allowance(wallet, contract, asset, allowance.allowed)
            }
        };
        done.map_err(|refused| Refusal::bad_request(refused.to_string()))
    }
}

fn standing_of(name: &str) -> Option<Standing> {
    match name {
        "open" => Some(Standing::Open),
        "closed_only" => Some(Standing::ClosedOnly),
        "banned" => Some(Standing::Banned),
        "blocked" => Some(Standing::Blocked),
        _ => None,
    }
}

const fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::ClosedOnly => "closed_only",
        Standing::Banned => "banned",
        Standing::Blocked => "blocked",
    }
}

fn course_of(name: &str) -> Option<Course> {
    match name {
        "plain" => Some(Course::Plain),
        "replaced" => Some(Course::Replaced),
        "retried" => Some(Course::Retried),
        "failed" => Some(Course::Failed),
        _ => None,
    }
}

fn contract_of(name: &str) -> Option<Contract> {
    match name {
        "standard" => Some(Contract::StandardV2),
        "neg_risk" => Some(Contract::NegRiskV2),
        "positions" => Some(Contract::PositionsV3),
        _ => None,
    }
}

fn asset_of(name: &str) -> Option<Asset> {
    match name {
        "collateral" => Some(Asset::Collateral),
        "shares" => Some(Asset::Shares),
        _ => None,
    }
}

fn unknown(what: &str, name: &str) -> Refusal {
    Refusal::bad_request(format!("there is no {what} {name}"))
}
