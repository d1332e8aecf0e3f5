//! Books and what is read from them: prices, midpoints, spreads, last trades, one by one or many at once.

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::routing::{get, post};
use axum::{Json, Router};
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::Price;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::public::token;
use super::summary::Summary;
use crate::host::Host;
use crate::query::Params;
use crate::refusal::Refusal;
use crate::state::App;
use pilotfish_exchange::BookView;

/// How many items one list of tokens may have.
const ASKED_MOST: usize = 500;

type Answer = Result<Json<Value>, Refusal>;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/book", get(book))
        .route("/books", post(books))
        .route("/price", get(price))
        .route("/prices", post(prices))
        .route("/midpoint", get(midpoint))
        .route("/midpoints", post(midpoints))
        .route("/spread", get(spread))
        .route("/spreads", post(spreads))
        .route("/last-trade-price", get(last_trade_price))
        .route("/last-trades-prices", post(last_trades_prices))
}

/// One item of a list of tokens. The side is asked for by `/prices` only; clients send it, empty, to the others too.
#[derive(Debug, Deserialize)]
struct Asked {
    token_id: String,
    #[serde(default)]
    side: Option<String>,
}

type AskedList = Result<Json<Vec<Asked>>, JsonRejection>;

fn checked(asked: AskedList) -> Result<Vec<Asked>, Refusal> {
    let Json(asked) = asked?;
    if asked.len() > ASKED_MOST {
        return Err(Refusal::bad_request("Payload exceeds the limit"));
    }
    Ok(asked)
}

/// What a token's book says, while it has one.
fn of_book<T>(app: &App, params: &Params, read: impl FnOnce(&BookView) -> T) -> Result<T, Refusal> {
    let token = token(params)?;
    app.look(|host| host.venue.exchange().book(&token).map(|view| read(&view)))?
        .ok_or_else(Refusal::no_book)
}

async fn book(State(app): State<App>, params: Params) -> Result<Json<Summary>, Refusal> {
    of_book(&app, &params, Summary::of).map(Json)
}

/// The books of the tokens that have one, in the order they were asked for.
async fn books(State(app): State<App>, asked: AskedList) -> Result<Json<Vec<Summary>>, Refusal> {
    let asked = checked(asked)?;
    let found = app.look(|host| {
        let views = asked
            .iter()
            .filter_map(|asked| host.venue.exchange().book(&TokenId::new(&asked.token_id)));
        views.map(|view| Summary::of(&view)).collect()
    })?;
    Ok(Json(found))
}

/// The best price of the side named: `BUY` is the best bid, `SELL` the best ask. The documentation disagrees with
/// itself about it, so clients read the book instead.
async fn price(State(app): State<App>, params: Params) -> Answer {
    let side = params.text("side").and_then(side_of);
    let side = side.ok_or_else(|| Refusal::bad_request("Invalid side"))?;
    let token = token(&params)?;
    let best = app.look(|host| best(host, &token))?.ok_or_else(Refusal::no_book)?;
    Ok(Json(json!({ "price": best.of(side).unwrap_or_default().to_string() })))
}

fn side_of(text: &str) -> Option<Side> {
    match text.to_ascii_uppercase().as_str() {
        "BUY" => Some(Side::Buy),
        "SELL" => Some(Side::Sell),
        _ => None,
    }
}

/// Each token's prices of the sides asked for.
async fn prices(State(app): State<App>, asked: AskedList) -> Answer {
    let asked = checked(asked)?;
    let mut wanted = Vec::new();
    for item in &asked {
        let side = item.side.as_deref().and_then(side_of);
        let side = side.ok_or_else(|| Refusal::bad_request("Invalid side"))?;
        wanted.push((item.token_id.as_str(), side));
    }
    let found = app.look(|host| {
        let mut found: Map<String, Value> = Map::new();
        for (token, side) in wanted {
            let Some(best) = best(host, &TokenId::new(token)) else {
                continue;
            };
            let price = best.of(side).unwrap_or_default().to_string();
            let prices = found.entry(token).or_insert_with(|| json!({}));
            if let Value::Object(prices) = prices {
                prices.insert(name_of(side).to_owned(), price.into());
            }
        }
        found
    })?;
    Ok(Json(found.into()))
}

/// The best bid and ask of a token that has a book.
#[derive(Debug, Clone, Copy)]
struct Best {
    bid: Option<Price>,
    ask: Option<Price>,
}

impl Best {
    fn of(self, side: Side) -> Option<Price> {
        match side {
            Side::Buy => self.bid,
            Side::Sell => self.ask,
        }
    }

    fn midpoint(self) -> Option<Price> {
        let (bid, ask) = self.bid.zip(self.ask)?;
        Some(Price::from_micros((bid.micros() + ask.micros()).div_euclid(2)))
    }

    fn spread(self) -> Option<Price> {
        let (bid, ask) = self.bid.zip(self.ask)?;
        Some(ask - bid)
    }
}

fn best(host: &Host, token: &TokenId) -> Option<Best> {
    host.venue.exchange().best(token).map(|(bid, ask)| Best { bid, ask })
}

async fn midpoint(State(app): State<App>, params: Params) -> Answer {
    of_both_sides(&app, &params, "mid", Best::midpoint)
}

async fn midpoints(State(app): State<App>, asked: AskedList) -> Answer {
    of_each(&app, asked, Best::midpoint)
}

async fn spread(State(app): State<App>, params: Params) -> Answer {
    of_both_sides(&app, &params, "spread", Best::spread)
}

async fn spreads(State(app): State<App>, asked: AskedList) -> Answer {
    of_each(&app, asked, Best::spread)
}

fn of_both_sides(app: &App, params: &Params, name: &str, read: fn(Best) -> Option<Price>) -> Answer {
    let token = token(params)?;
    let found = app.look(|host| best(host, &token).and_then(read))?;
    let found = found.ok_or_else(Refusal::no_book)?;
    Ok(Json(json!({ name: found.to_string() })))
}

/// A flat table of the tokens that have both sides.
fn of_each(app: &App, asked: AskedList, read: fn(Best) -> Option<Price>) -> Answer {
    let asked = checked(asked)?;
    let found: Map<String, Value> = app.look(|host| {
        let each = asked.into_iter().filter_map(|asked| {
            let found = best(host, &TokenId::new(&asked.token_id)).and_then(read)?;
            Some((asked.token_id, found.to_string().into()))
        });
        each.collect()
    })?;
    Ok(Json(found.into()))
}

async fn last_trade_price(State(app): State<App>, params: Params) -> Answer {
    let last = of_book(&app, &params, |view| LastTrade::of(view.last_side.zip(view.last_trade)))?;
    Ok(Json(json!({ "price": last.price, "side": last.side })))
}

/// The last trade of each token that has a book.
async fn last_trades_prices(State(app): State<App>, asked: AskedList) -> Answer {
    let asked = checked(asked)?;
    let found: Vec<Value> = app.look(|host| {
        let exchange = host.venue.exchange();
        let each = asked.iter().filter_map(|asked| {
            let token = TokenId::new(&asked.token_id);
            exchange.best(&token)?;
            let last = LastTrade::of(exchange.last_trade(&token));
            Some(json!({ "price": last.price, "side": last.side, "token_id": asked.token_id }))
        });
        each.collect()
    })?;
    Ok(Json(found.into()))
}

/// A token's last trade as the venue words it.
struct LastTrade {
    price: String,
    side: &'static str,
}

impl LastTrade {
    /// A half and no side, where a market never traded.
    fn of(last: Option<(Side, Price)>) -> Self {
        let (price, side) = last.map_or(("0.5".to_owned(), ""), |(side, price)| {
            (price.to_string(), name_of(side))
        });
        Self { price, side }
    }
}

const fn name_of(side: Side) -> &'static str {
    match side {
        Side::Buy => "BUY",
        Side::Sell => "SELL",
    }
}
