//! Gamma's markets, events and profiles as JSON (polymarket-api §8): lists inside strings, numbers beside them.

use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Price, Usd};
use serde_json::{Value, json};

use crate::server::json::{iso_date, iso_instant, list_in_string, number};
use crate::venue::rows::{MarketRow, MarketState, TraderProfile};

/// A market, with its event in short.
pub(crate) fn market(row: &MarketRow) -> Value {
    let mut value = market_alone(row);
    put(
        &mut value,
        "events",
        Some(json!([event_facts(std::slice::from_ref(row))])),
    );
    value
}

/// An event with its markets. Nothing for an event without any.
pub(crate) fn event(rows: &[MarketRow]) -> Value {
    let mut value = event_facts(rows);
    let markets: Vec<Value> = rows.iter().map(market_alone).collect();
    put(&mut value, "markets", Some(markets.into()));
    value
}

fn market_alone(row: &MarketRow) -> Value {
    merged([identity(row), state(row), terms(row), figures(row)])
}

/// What it is: names, texts, outcomes.
fn identity(row: &MarketRow) -> Value {
    let (card, now) = (&row.card, &row.market);
    let [first, second] = &now.outcomes;
    let tokens = [first.token.as_str(), second.token.as_str()];
    let (token_ids, position_ids) = match now.exchange {
        Exchange::PositionsV3 => (list_in_string::<&str>(&[]), list_in_string(&tokens)),
        Exchange::StandardV2 | Exchange::NegRiskV2 => (list_in_string(&tokens), list_in_string::<&str>(&[])),
    };
    json!({
        "id": card.id,
        "question": now.question,
        "conditionId": now.condition,
        "slug": now.slug,
        "resolutionSource": "",
        "image": "",
        "icon": "",
        "description": card.description,
        "groupItemTitle": "",
        "outcomes": list_in_string(&[&first.name, &second.name]),
        "clobTokenIds": token_ids,
        "positionIds": position_ids,
        "version": if now.exchange == Exchange::PositionsV3 { "v2" } else { "v1" },
    })
}

/// Where it is in its life.
fn state(row: &MarketRow) -> Value {
    let (card, now) = (&row.card, &row.market);
    let resolved = row.state == MarketState::Resolved;
    let mut value = json!({
        "startDate": iso_instant(card.opened_at),
        "startDateIso": iso_date(card.opened_at),
        "createdAt": iso_instant(card.opened_at),
        "acceptingOrdersTimestamp": iso_instant(card.opened_at),
        "active": true,
        "closed": now.closed,
        "archived": false,
        "restricted": false,
        "acceptingOrders": now.accepting_orders,
        "automaticallyResolved": false,
        "umaResolutionStatus": if resolved { "resolved" } else { "" },
        "umaResolutionStatuses": if resolved { "[\"proposed\", \"resolved\"]" } else { "[]" },
        "resolutionStatus": if resolved { "resolved" } else { "" },
    });
    put(&mut value, "endDate", now.end.map(|end| iso_instant(end).into()));
    put(&mut value, "endDateIso", now.end.map(|end| iso_date(end).into()));
    put(&mut value, "closedTime", row.closed_at.map(|at| iso_instant(at).into()));
    value
}

/// What its orders must look like, and what they cost.
fn terms(row: &MarketRow) -> Value {
    let now = &row.market;
    json!({
        "enableOrderBook": true,
        "orderPriceMinTickSize": number(now.tick.micros()),
        "orderMinSize": number(now.min_size.micros()),
        "negRisk": now.exchange == Exchange::NegRiskV2,
        "negRiskOther": false,
        "feesEnabled": now.fee.rate_micros > 0,
        "feeSchedule": fee_schedule(row),
        "feeType": format!("{}_fees", if now.category.is_empty() { "general" } else { &now.category }),
        "secondsDelay": 0,
        "clearBookOnStart": false,
        "rfqEnabled": false,
    })
}

/// Prices and sums.
fn figures(row: &MarketRow) -> Value {
    let [first, second] = row.outcome_prices;
    let mut value = json!({
        "outcomePrices": list_in_string(&[first.to_string(), second.to_string()]),
        "volume": row.volume.to_string(),
        "volumeNum": number(row.volume.micros()),
        "volume24hr": number(row.volume_24h.micros()),
        "liquidity": row.liquidity.to_string(),
        "liquidityNum": number(row.liquidity.micros()),
    });
    let price = |price: Option<Price>| price.map(|price| number(price.micros()));
    put(&mut value, "bestBid", price(row.best_bid));
    put(&mut value, "bestAsk", price(row.best_ask));
    put(
        &mut value,
        "spread",
        price(row.best_ask.zip(row.best_bid).map(|(ask, bid)| ask - bid)),
    );
    put(&mut value, "lastTradePrice", price(row.last_trade));
    value
}

/// Adds a field, if there is a value for it.
fn put(value: &mut Value, name: &str, field: Option<Value>) {
    if let (Value::Object(fields), Some(field)) = (value, field) {
        fields.insert(name.to_owned(), field);
    }
}

/// The fields of all parts in one object.
fn merged<const N: usize>(parts: [Value; N]) -> Value {
    let mut whole = serde_json::Map::new();
    for part in parts {
        if let Value::Object(fields) = part {
            whole.extend(fields);
        }
    }
    whole.into()
}

/// The fee as Gamma and `new_market` write it.
pub(crate) fn fee_schedule(row: &MarketRow) -> Value {
    json!({
        "rate": number(row.market.fee.rate_micros),
        "exponent": row.market.fee.exponent,
        "takerOnly": true,
        "rebateRate": number(row.card.rebate_micros),
    })
}

/// Words for a market's category, as tags.
pub(crate) fn tags(row: &MarketRow) -> Value {
    let category = &row.market.category;
    if category.is_empty() {
        return json!([]);
    }
    let mut letters = category.chars();
    let label: String = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default();
    json!([{ "id": category, "label": label, "slug": category }])
}

fn event_facts(rows: &[MarketRow]) -> Value {
    let Some(first) = rows.first() else { return Value::Null };
    let card = &first.card;
    let closed = rows.iter().all(|row| row.market.closed);
    let volume = rows.iter().map(|row| row.volume).sum::<Usd>();
    let recent = rows.iter().map(|row| row.volume_24h).sum::<Usd>();
    let liquidity = rows.iter().map(|row| row.liquidity).sum::<Usd>();
    let end = rows.iter().filter_map(|row| row.market.end).max();
    let start = rows.iter().map(|row| row.card.opened_at).min().unwrap_or_default();
    json!({
        "id": card.event_id,
        "ticker": first.market.event_slug,
        "slug": first.market.event_slug,
        "title": card.event_title,
        "description": card.description,
        "resolutionSource": "",
        "startDate": iso_instant(start),
        "creationDate": iso_instant(start),
        "endDate": end.map(iso_instant),
        "image": "",
        "icon": "",
        "active": true,
        "closed": closed,
        "archived": false,
        "restricted": false,
        "liquidity": number(liquidity.micros()),
        "volume": number(volume.micros()),
        "volume24hr": number(recent.micros()),
        "openInterest": 0,
        "enableOrderBook": true,
        "negRisk": first.market.exchange == Exchange::NegRiskV2,
        "category": first.market.category,
        "tags": tags(first),
    })
}

/// A public profile: `/public-profile` and the profiles of a search.
pub(crate) fn profile(profile: &TraderProfile) -> Value {
    json!({
        "id": profile.wallet,
        "createdAt": iso_instant(profile.joined_at),
        "proxyWallet": profile.wallet,
        "profileImage": "",
        "displayUsernamePublic": true,
        "bio": &*profile.bio,
        "pseudonym": &*profile.pseudonym,
        "name": &*profile.name,
        "users": [{ "id": profile.wallet, "creator": false, "mod": false }],
        "xUsername": "",
        "verifiedBadge": false,
    })
}
