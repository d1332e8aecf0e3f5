//! A key holder's own state: orders, trades, balance and allowances.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use pilotfish_copy::ids::{OrderHash, TokenId, WalletAddress};
use pilotfish_copy::market::Exchange as Contract;
use serde_json::{Value, json};

use super::pages::{PAGE_ROWS, empty_page, page, page_start};
use super::rows::{TradeView, open_order};
use crate::host::Host;
use crate::json::seconds;
use crate::private::Private;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::{Asset, Order, Spender, TokenKind, Trade};

/// How long a closed order can still be looked up by its id, in venue time; then it answers null, as "closed orders
/// vanish after a while".
const CLOSED_SHOWN_MS: i64 = 24 * 3_600_000;

/// An allowance without limit: 2²⁵⁶ − 1.
const UNLIMITED: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/data/order/{id}", get(order))
        .route("/data/orders", get(orders))
        .route("/data/trades", get(trades))
        .route("/data/pre-migration-orders", get(pre_migration_orders))
        .route("/balance-allowance", get(balance))
        .route("/balance-allowance/update", get(refresh_balance))
}

async fn order(State(app): State<App>, Path(id): Path<String>, private: Private) -> Result<Json<Value>, Refusal> {
    let id = OrderHash::new(&id.to_ascii_lowercase());
    let shown = app.look(|host| {
        let wallets = private.key.holder.wallets();
        let order = host
            .venue
            .exchange()
            .order(&id)
            .filter(|order| wallets.contains(&order.owner))?;
        let recent = host.venue.now().since(order.updated_at) <= CLOSED_SHOWN_MS;
        let shown = order.is_live() || (recent && !host.venue.shown().has_left(order));
        shown.then(|| order_row(host, order))
    })?;
    Ok(Json(shown.unwrap_or(Value::Null)))
}

async fn orders(State(app): State<App>, params: Params, private: Private) -> Result<Json<Value>, Refusal> {
    let start = page_start(&params)?;
    let rows = app.look(|host| {
        let exchange = host.venue.exchange();
        let wallets = private.key.holder.wallets();
        let mut found: Vec<&Order> = wallets.iter().flat_map(|wallet| exchange.open_orders(wallet)).collect();
        found.retain(|order| {
            params.text("id").is_none_or(|id| order.id.as_str() == id)
                && params
                    .text("market")
                    .is_none_or(|market| order.condition.as_str() == market)
                && params
                    .text("asset_id")
                    .is_none_or(|token| order.token.as_str() == token)
        });
        found.sort_by_key(|order| (order.placed_at, order.id.clone()));
        page(&found, start, PAGE_ROWS, |order| order_row(host, order))
    })?;
    Ok(rows)
}

/// Orders of the exchange before April 2026: there are none, all were wiped.
async fn pre_migration_orders(_private: Private) -> Json<Value> {
    empty_page()
}

fn order_row(host: &Host, order: &Order) -> Value {
    let market = host.venue.exchange().market(&order.condition);
    let outcome = market.and_then(|market| market.outcomes.get(order.outcome));
    let order = &host.venue.shown().order(order);
    open_order(order, outcome.map_or("", |outcome| outcome.name.as_str()), &host.ring)
}

async fn trades(State(app): State<App>, params: Params, private: Private) -> Result<Json<Value>, Refusal> {
    let start = page_start(&params)?;
    let filter = TradeFilter::of(&params)?;
    let rows = app.look(|host| {
        let (exchange, shown) = (host.venue.exchange(), host.venue.shown());
        let wallets = private.key.holder.wallets();
        // Newest first. A trade between two wallets of one holder is one row.
        let mut found: BTreeMap<_, &Trade> = BTreeMap::new();
        for trade in wallets
            .iter()
            .flat_map(|wallet| exchange.trades(wallet))
            .filter(|trade| filter.admits(trade) && shown.lists(trade))
        {
            found.insert((std::cmp::Reverse(trade.matched_at), &trade.id), trade);
        }
        let found: Vec<&Trade> = found.into_values().collect();
        page(&found, start, PAGE_ROWS, |trade| {
            let market = exchange.market(&trade.condition);
            market.map_or(Value::Null, |market| {
                TradeView {
                    trade,
                    market,
                    ring: &host.ring,
                    wallets: &wallets,
                }
                .row()
            })
        })
    })?;
    Ok(rows)
}

/// What `/data/trades` is asked for.
pub(super) struct TradeFilter {
    id: Option<String>,
    taker: Option<WalletAddress>,
    maker: Option<WalletAddress>,
    market: Option<String>,
    token: Option<String>,
    before_s: Option<i64>,
    after_s: Option<i64>,
}

impl TradeFilter {
    pub(super) fn of(params: &Params) -> Result<Self, Refusal> {
        let text = |name| params.text(name).map(str::to_owned);
        let maker = params.wallet("maker")?;
        Ok(Self {
            id: text("id"),
            taker: params.wallet("taker")?,
            maker: if maker.is_some() {
                maker
            } else {
                params.wallet("maker_address")?
            },
            market: text("market"),
            token: text("asset_id"),
            before_s: params.integer("before")?,
            after_s: params.integer("after")?,
        })
    }

    pub(super) fn admits(&self, trade: &Trade) -> bool {
        let at = seconds(trade.matched_at);
        let has_token =
            |token: &String| trade.token.as_str() == token || trade.legs.iter().any(|leg| leg.token.as_str() == token);
        self.id.as_ref().is_none_or(|id| trade.id.as_str() == id)
            && self.taker.as_ref().is_none_or(|wallet| trade.taker == *wallet)
            && self.maker.as_ref().is_none_or(|wallet| trade.involves(wallet))
            && self
                .market
                .as_ref()
                .is_none_or(|market| trade.condition.as_str() == market)
            && self.token.as_ref().is_none_or(has_token)
            && self.before_s.is_none_or(|before| at < before)
            && self.after_s.is_none_or(|after| at > after)
    }
}

async fn balance(State(app): State<App>, params: Params, private: Private) -> Result<Json<Value>, Refusal> {
    let signature_type: u8 = match params.text("signature_type") {
        None => 0,
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::bad_request("invalid signature_type"))?,
    };
    let token = match params.text("asset_type") {
        Some("COLLATERAL") => None,
        Some("CONDITIONAL" | "CONDITIONAL-V2") => {
            let token = params
                .text("token_id")
                .ok_or_else(|| Refusal::bad_request("token_id is required"))?;
            Some(TokenId::new(token))
        }
        _ => return Err(Refusal::bad_request("invalid asset_type")),
    };
    let answer = app.look(|host| {
        let wallet = host.wallet_of(&private.key.holder, signature_type)?;
        let unbound = signature_type == 3 && host.is_unbound(private.key.holder.owner);
        Some(balance_row(host, &wallet, token.as_ref(), unbound))
    })?;
    // There is no wallet of a type that does not exist.
    Ok(Json(
        answer.unwrap_or_else(|| json!({ "balance": "0", "allowances": {} })),
    ))
}

/// What a wallet has of pUSD or of a token, and which contracts may move it. A wallet that is not there, or that the
/// asking key is not bound to, has nothing and allows nothing.
fn balance_row(host: &Host, wallet: &WalletAddress, token: Option<&TokenId>, unbound: bool) -> Value {
    let exchange = host.venue.exchange();
    let account = exchange.account(wallet).filter(|_| !unbound);
    let shown = host.venue.shown();
    let micros = match (account, token) {
        (None, _) => 0,
        (Some(_), None) => shown.balance(wallet).micros(),
        (Some(_), Some(token)) => shown.share_balance(wallet, token).micros(),
    };
    let asset = if token.is_some() {
        Asset::Shares
    } else {
        Asset::Collateral
    };
    let row = |spender: Spender, allowed: bool| {
        let amount = if allowed { UNLIMITED } else { "0" };
        (spender.address().to_owned(), Value::from(amount))
    };
    let contracts = [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3];
    let mut allowances: serde_json::Map<String, Value> = contracts
        .into_iter()
        .map(|contract| {
            row(
                contract.into(),
                account.is_some_and(|account| account.allows(contract, asset)),
            )
        })
        .collect();
    if token.is_some() && exchange.requires_legacy_approval() {
        let legacy = Spender::LegacyNegRiskAdapter;
        allowances.extend([row(
            legacy,
            account.is_some_and(|account| account.approves(legacy, TokenKind::Ctf)),
        )]);
    }
    json!({ "balance": micros.to_string(), "allowances": allowances })
}

/// The real venue caches balances and re-reads them here; this one does not keep them. For a deposit wallet it may bind
/// the account's keys to it.
async fn refresh_balance(State(app): State<App>, params: Params, private: Private) -> Result<StatusCode, Refusal> {
    if params.text("signature_type") == Some("3") {
        app.act(|host| host.reread(&private.key.holder))??;
    }
    Ok(StatusCode::OK)
}
