//! What control decides about the venue and its accounts: modes, account statuses, allowances, and refusals that
//! nobody causes by chance. Polymarket has no such routes; they are there to provoke what it documents.
//!
//! | route | body |
//! |---|---|
//! | `POST /sim/mode` | `{"mode": "running"` or `"restarting"`, `"post_only"`, `"cancel_only"`, `"disabled"`, `"for_seconds": 90}` |
//! | `POST /sim/accounts/{wallet}` | `{"status": "open"` or `"closed_only"`, `"banned"`, `"blocked"`, `"deposit_wallet_only"`, `"paused": true, "allowance": {"contract": "standard", "asset": "collateral", "allowed": false}, "approvals": false, "cash": "-100", "key_trap": "recreate"` or `"update"`, `"website"`, `"not_trapped"}`. Contracts: `standard`, `neg_risk`, `positions`, `ctf_adapter`, `neg_risk_adapter`, `router`, `auto_redeemer`, `binary_module`, `neg_risk_module`, `perps_deposit`, `legacy_neg_risk_adapter` |
//! | `POST /sim/markets/{condition}` | `{"resolve": 0}` (or 1): it resolves now, for that outcome; `"wrong_first": true`: it is told for the other one, and corrected as a wrong resolution is |
//! | `POST /sim/settlement` | `{"path": "failed"` or `"retried"`, `"replaced"`, `"plain"`, `"sweeps": 1, "wallet": "0x…"}`: the next taker orders' transactions |
//! | `POST /sim/refusals` | `{"reason": "rounding_issues", "orders": 1, "wallet": "0x…"}` |
//!
//! Which wallets may trade: the real venue refuses plain accounts, proxies and Safes whose owners came after 2026-05-04.
//! Here every wallet counts as permitted before that day, until `deposit_wallet_only` makes its owner one that
//! came later.
//!
//! `GET` of the first two tells how it stands. Modes, statuses, allowances, resolutions and settlements change what becomes of orders, so they are in the journal. Requested refusals are
//! not: a refused order leaves no trace there either.

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::{ConditionId, WalletAddress};
use pilotfish_copy::money::Usd;
use serde::Deserialize;
use serde_json::{Value, json};

use super::host::Host;
use super::refusal::Refusal;
use super::state::App;
use pilotfish_exchange::{Refusals, Reject, SettlementPath, VenueMode};
use pilotfish_sim::journal::Entry;
use pilotfish_sim::overrides::{Allowance, KeyCure, Override, StatusOverride};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sim/mode", get(mode).post(set_mode))
        .route("/sim/accounts/{wallet}", get(account).post(set_account))
        .route("/sim/markets/{condition}", post(set_market))
        .route("/sim/settlement", post(settle))
        .route("/sim/refusals", post(refuse_next))
}

type Answer = Result<Json<Value>, Refusal>;

#[derive(Debug, Deserialize)]
struct Mode {
    mode: VenueMode,
    #[serde(default)]
    for_seconds: Option<u32>,
}

async fn set_mode(State(app): State<App>, asked: Result<Json<Mode>, JsonRejection>) -> Answer {
    let Json(Mode { mode, for_seconds }) = asked?;
    app.act(|host| {
        let ends_at = for_seconds.map(|seconds| host.venue.now().plus(i64::from(seconds) * 1_000));
        host.override_now(Override::Mode { mode, ends_at })?;
        Ok(Json(mode_of(host)))
    })?
}

async fn mode(State(app): State<App>) -> Answer {
    app.look(|host| Json(mode_of(host)))
}

fn mode_of(host: &Host) -> Value {
    let exchange = host.venue.exchange();
    json!({ "mode": exchange.mode(), "ends_at": exchange.mode_ends_at() })
}

async fn account(State(app): State<App>, Path(wallet): Path<String>) -> Answer {
    let wallet = WalletAddress::parse(&wallet).map_err(|_| Refusal::bad_request("invalid wallet address"))?;
    let found = app.look(|host| {
        let account = host.venue.exchange().account(&wallet)?;
        let (shown, holder) = (host.venue.shown(), host.ring.holder_of_wallet(&wallet));
        // As a private request is refused: in a spell of any wallet of its key's.
        let refused = holder.is_some_and(|holder| holder.wallets().iter().any(|wallet| shown.refuses_key(wallet)));
        Some(json!({
            "wallet": wallet,
            "status": account.status(),
            "cash": account.cash().to_string(),
            "working_orders": account.working_orders(),
            "key_refused": refused,
        }))
    })?;
    found.map(Json).ok_or_else(|| Refusal::not_found("no such account"))
}

#[derive(Debug, Deserialize)]
struct Settle {
    path: SettlementPath,
    #[serde(default = "one")]
    sweeps: u32,
    wallet: WalletAddress,
}

async fn settle(State(app): State<App>, asked: Result<Json<Settle>, JsonRejection>) -> Answer {
    let Json(Settle { path, sweeps, wallet }) = asked?;
    app.act(|host| {
        let answer = json!({ "path": path, "sweeps": sweeps });
        host.override_now(Override::Settlement { path, sweeps, wallet })?;
        Ok(Json(answer))
    })?
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarketSetting {
    resolve: usize,
    #[serde(default)]
    wrong_first: Option<bool>,
}

async fn set_market(
    State(app): State<App>,
    Path(condition): Path<String>,
    asked: Result<Json<MarketSetting>, JsonRejection>,
) -> Answer {
    let Json(MarketSetting {
        resolve: winner,
        wrong_first,
    }) = asked?;
    let condition = ConditionId::new(&condition);
    app.act(|host| {
        let answer = json!({ "condition": condition, "winner": winner });
        host.override_now(Override::Resolve {
            condition,
            winner,
            wrong_first,
        })?;
        Ok(Json(answer))
    })?
}

#[derive(Debug, Deserialize)]
struct AccountSetting {
    #[serde(default)]
    status: Option<StatusOverride>,
    #[serde(default)]
    paused: Option<bool>,
    #[serde(default)]
    allowance: Option<Allowance>,
    /// All of its approvals, or none.
    #[serde(default)]
    approvals: Option<bool>,
    /// pUSD from outside; negative, what is withdrawn.
    #[serde(default)]
    cash: Option<Usd>,
    #[serde(default)]
    key_trap: Option<KeyCure>,
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
            asked.status.map(|status| Override::Status {
                wallet: of(&wallet),
                status,
            }),
            asked.paused.map(|paused| Override::Paused {
                wallet: of(&wallet),
                paused,
            }),
            asked.approvals.map(|allowed| Override::Approvals {
                wallet: of(&wallet),
                allowed,
            }),
            asked.allowance.map(|allowance| Override::Allowance {
                wallet: of(&wallet),
                allowance,
            }),
            asked.cash.map(|amount| Override::Cash {
                wallet: of(&wallet),
                amount,
            }),
            asked.key_trap.map(|cure| Override::KeyTrap {
                wallet: of(&wallet),
                cure,
            }),
        ];
        for decision in wanted.into_iter().flatten() {
            host.override_now(decision)?;
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
    let reject =
        Reject::on_request(&reason).ok_or_else(|| Refusal::bad_request(format!("there is no reason {reason}")))?;
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
    /// Decides something now, and journals it.
    pub(super) fn override_now(&mut self, wanted: Override) -> Result<(), Refusal> {
        self.check_journal()?;
        self.apply_override(&wanted)
            .map_err(|refused| Refusal::bad_request(refused.to_string()))?;
        self.record(Entry::Override(wanted));
        self.tell();
        Ok(())
    }

    /// Does what was decided.
    ///
    /// # Errors
    /// When there is no such account; then nothing was changed.
    pub(super) fn apply_override(&mut self, wanted: &Override) -> Result<(), Reject> {
        wanted.apply(&mut self.venue)?;
        if let Override::Status { wallet, status } = wanted {
            let only = *status == StatusOverride::DepositWalletOnly;
            self.clients.set_deposit_wallet_only(wallet, only);
        }
        if let Override::KeyTrap { wallet, cure } = wanted {
            let address = wallet.as_str().parse().map_err(|_| Reject::UnknownAccount)?;
            let owner = self.venue.owner_of(address).ok_or(Reject::UnknownAccount)?.holder.owner;
            self.clients.set_trap(owner, *cure);
        }
        Ok(())
    }
}
