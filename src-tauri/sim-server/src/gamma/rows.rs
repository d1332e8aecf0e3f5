//! Gamma's markets, events and profiles as JSON: lists inside strings, numbers beside them.

use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{Price, Usd};
use serde_json::{Value, json};

use super::tags::tag;
use crate::json::{iso_date, iso_instant, list_in_string, number, spaced_instant};
use pilotfish_exchange::AtStart;
use pilotfish_sim::venue::rows::{MarketRow, MarketState, TraderProfile};

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
        "questionID": now.condition,
        "marketMakerAddress": "",
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
        "updatedAt": iso_instant(row.closed_at.unwrap_or(card.opened_at)),
        "acceptingOrdersTimestamp": iso_instant(card.opened_at),
        "deployingTimestamp": iso_instant(card.opened_at),
        "active": true,
        "new": false,
        "featured": false,
        "hasReviewedDates": true,
        "ready": false,
        "funded": false,
        "cyom": false,
        "approved": true,
        "pagerDutyNotificationEnabled": false,
        "automaticallyActive": true,
        "manualActivation": false,
        "pendingDeployment": false,
        "deploying": false,
        "requiresTranslation": false,
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
    put(
        &mut value,
        "closedTime",
        row.closed_at.map(|at| spaced_instant(at).into()),
    );
    value
}

/// Which fees it has, by its category; none when it has none.
fn fee_type(row: &MarketRow) -> Option<String> {
    let category = row.market.category.as_str();
    let named = if category.is_empty() { "general" } else { category };
    (row.market.fee.rate_micros > 0).then(|| format!("{named}_fees"))
}

/// What its orders must look like, and what they cost.
fn terms(row: &MarketRow) -> Value {
    let (now, rules) = (&row.market, &row.rules);
    let mut value = json!({
        "enableOrderBook": true,
        "orderPriceMinTickSize": number(now.tick.micros()),
        "orderMinSize": number(now.min_size.micros()),
        "negRisk": now.exchange == Exchange::NegRiskV2,
        "negRiskOther": false,
        "feesEnabled": now.fee.rate_micros > 0,
        "feeSchedule": fee_schedule(row),
        "feeType": fee_type(row),
        "makerBaseFee": 0,
        "takerBaseFee": 0,
        "rewardsMinSize": 0,
        "rewardsMaxSpread": 0,
        "holdingRewardsEnabled": false,
        "secondsDelay": rules.taker_delay.seconds(),
        "clearBookOnStart": rules.at_start == AtStart::ClearsBook,
        "rfqEnabled": false,
    });
    let event = rules.event.as_ref();
    put(&mut value, "negRiskMarketID", event.map(|id| id.as_str().into()));
    put(
        &mut value,
        "gameStartTime",
        rules.game_start.map(|at| spaced_instant(at).into()),
    );
    put(
        &mut value,
        "eventStartTime",
        rules.game_start.map(|at| iso_instant(at).into()),
    );
    value
}

/// Prices and sums.
fn figures(row: &MarketRow) -> Value {
    let [first, second] = row.outcome_prices;
    let mut value = json!({
        "outcomePrices": list_in_string(&[first.to_string(), second.to_string()]),
        "volume": row.volume.to_string(),
        "volumeNum": number(row.volume.micros()),
        "volume24hr": number(row.volume_24h.micros()),
        "volumeClob": number(row.volume.micros()),
        "volume24hrClob": number(row.volume_24h.micros()),
        "liquidity": row.liquidity.to_string(),
        "liquidityNum": number(row.liquidity.micros()),
        "liquidityClob": number(row.liquidity.micros()),
        // A side without an offer is written as the worst there could be.
        "bestBid": number(row.best_bid.unwrap_or(Price::ZERO).micros()),
        "bestAsk": number(row.best_ask.unwrap_or(Price::ONE).micros()),
        "lastTradePrice": number(row.last_trade.unwrap_or(first).micros()),
    });
    let spread = row.best_ask.unwrap_or(Price::ONE) - row.best_bid.unwrap_or(Price::ZERO);
    put(&mut value, "spread", Some(number(spread.micros())));
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
    json!([tag(category)])
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
    let mut value = json!({
        "id": card.event_id,
        "ticker": first.market.event_slug,
        "slug": first.market.event_slug,
        "title": card.event_title,
        "description": card.description,
        "resolutionSource": "",
        "startDate": iso_instant(start),
        "creationDate": iso_instant(start),
        "createdAt": iso_instant(start),
        "updatedAt": iso_instant(start),
        "endDate": end.map(iso_instant),
        "image": "",
        "icon": "",
        "active": true,
        "closed": closed,
        "archived": false,
        "new": false,
        "featured": false,
        "restricted": false,
        "liquidity": number(liquidity.micros()),
        "liquidityClob": number(liquidity.micros()),
        "commentCount": 0,
        "cyom": false,
        "showAllOutcomes": true,
        "showMarketImages": false,
        "enableNegRisk": first.market.exchange == Exchange::NegRiskV2,
        "automaticallyActive": true,
        "negRiskAugmented": false,
        "pendingDeployment": false,
        "deploying": false,
        "requiresTranslation": false,
        "volume": number(volume.micros()),
        "volume24hr": number(recent.micros()),
        "openInterest": 0,
        "enableOrderBook": true,
        "negRisk": first.market.exchange == Exchange::NegRiskV2,
        "category": first.market.category,
        "tags": tags(first),
    });
    let event = first.rules.event.as_ref();
    put(&mut value, "negRiskMarketID", event.map(|id| id.as_str().into()));
    put(
        &mut value,
        "startTime",
        first.rules.game_start.map(|at| iso_instant(at).into()),
    );
    value
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
