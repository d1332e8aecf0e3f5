//! What the window's pages ask, with the arguments that they give.

use serde_json::{Value, json};

use super::demo;
use super::recorder::{Answers, Ask};

/// What every page has around it.
pub(super) fn frame(_: &Answers) -> Vec<Ask> {
    vec![
        ("frame", json!({})),
        ("settings", json!({})),
        ("remembered", json!({})),
        ("notices", json!({})),
        ("feed_report", json!({})),
        ("lock_standing", json!({})),
        ("update_standing", json!({})),
        ("setup", json!({})),
        ("follow_list", json!({})),
        ("order_list", json!({ "query": { "ended": false } })),
        ("order_list", json!({ "query": { "ended": true } })),
        ("positions", json!({})),
        ("claims", json!({})),
        ("data_paths", json!({})),
        ("dashboard", json!({ "period": "month" })),
        ("preview_cancel", json!({ "orders": [] })),
    ]
}

pub(super) fn every_fill() -> Value {
    json!({ "trader": null, "from": null, "until": null, "side": null, "text": null })
}

pub(super) fn every_decision() -> Value {
    json!({ "verdict": null, "trader": null, "from": null, "until": null, "text": null })
}

pub(super) fn whole_ledger() -> Value {
    json!({ "kind": null, "trader": null, "market": null, "year": null, "from": null, "until": null, "text": null })
}

fn with(mut base: Value, more: &Value) -> Value {
    for (key, value) in more.as_object().expect("fields") {
        base[key] = value.clone();
    }
    base
}

/// The pages that show lists and figures, of the whole and of each period.
pub(super) fn lists(answers: &Answers) -> Vec<Ask> {
    let mut asks = frame(answers);
    let history = |more: Value| with(with(every_fill(), &json!({ "after": null, "limit": 200 })), &more);
    let decisions = |more: Value| with(with(every_decision(), &json!({ "before": null, "limit": 100 })), &more);
    asks.extend([
        ("follows", json!({})),
        ("differences", json!({})),
        ("hosts", json!({})),
        ("key_standing", json!({})),
        ("region_standing", json!({})),
        ("diagnostics", json!({})),
        ("licences", json!({})),
        ("history", json!({ "query": history(json!({})) })),
        ("history", json!({ "query": history(json!({ "side": "SELL" })) })),
        ("history_totals", json!({ "filter": every_fill() })),
        ("history_totals", json!({ "filter": with(every_fill(), &json!({ "side": "SELL" })) })),
        ("ledger", json!({ "filter": whole_ledger() })),
        ("decision_counts", json!({ "filter": every_decision() })),
        ("decisions", json!({ "query": decisions(json!({})) })),
        (
            "activity",
            json!({ "query": { "before": null, "follow": null, "kinds": [], "text": null, "limit": 100 } }),
        ),
        (
            "activity",
            json!({ "query": { "before": null, "follow": null, "kinds": ["control", "order"], "text": null, "limit": 100 } }),
        ),
        (
            "activity",
            json!({ "query": {
                "before": null, "follow": null, "text": null, "limit": 100,
                "kinds": ["fill", "settlement", "resolution", "resolution_corrected", "redeemed"],
            } }),
        ),
        (
            "leaderboard",
            json!({ "query": { "window": "month", "order": "pnl", "category": null, "search": "nobody" } }),
        ),
    ]);
    for verdict in ["copied", "adjusted", "skipped", "refused", "waiting", "yours"] {
        asks.push((
            "decisions",
            json!({ "query": decisions(json!({ "verdict": verdict })) }),
        ));
    }
    for period in ["day", "week", "month", "all"] {
        asks.push(("performance", json!({ "period": period })));
        asks.push(("dashboard", json!({ "period": period })));
        asks.push((
            "leaderboard",
            json!({ "query": { "window": period, "order": "pnl", "category": null, "search": null } }),
        ));
    }
    asks.extend(ledger_rows(answers, &whole_ledger()));
    for dashboard in answers.of("dashboard").chain(answers.of("performance")) {
        asks.extend(marked_fills(&dashboard["curve"][0]["at"], &json!(null)));
    }
    asks
}

/// The fills that a curve of profit marks, from its first point on; of all traders or of one.
fn marked_fills(first: &Value, trader: &Value) -> Option<Ask> {
    let from = first.as_i64()?;
    let from = from - from % 3_600_000;
    let query = json!({ "trader": trader, "from": from, "after": null, "limit": 500 });
    Some(("history", json!({ "query": with(every_fill(), &query) })))
}

fn fills_on_curve_of(answers: &Answers, address: &Value) -> Option<Ask> {
    let curve = answers.given("trader_curve", "address", address)?;
    marked_fills(&curve["points"][0]["at"], address)
}

/// The ledger's rows of each day, as the list asks for them.
fn ledger_rows(answers: &Answers, filter: &Value) -> Vec<Ask> {
    let book = answers.given("ledger", "filter", filter);
    let days = book.and_then(|book| book["days"].as_array()).into_iter().flatten();
    days.map(|day| {
        let query = json!({
            "filter": filter, "day": day["day"], "first": day["first"], "last": day["last"], "skip": 0, "limit": 200,
        });
        ("ledger_rows", json!({ "query": query }))
    })
    .collect()
}

/// What is left of ledger and history under the filters that the tests choose.
fn filtered(answers: &Answers) -> Vec<Ask> {
    let mut asks = vec![("ledger_markets", json!({}))];
    let market = |place| json!({ "market": demo::condition(place).to_string() });
    for more in [
        json!({ "kind": "fee" }),
        market(demo::SHUTDOWN),
        market(demo::ARSENAL),
        json!({ "text": "nowhere" }),
    ] {
        let filter = with(whole_ledger(), &more);
        asks.push(("ledger", json!({ "filter": filter })));
        asks.extend(ledger_rows(answers, &filter));
    }
    let slippage = json!({ "side": "SELL", "trader": demo::wallet("slippage").as_str() });
    let filter = with(every_fill(), &slippage);
    asks.push(("history_totals", json!({ "filter": filter })));
    asks.push((
        "history",
        json!({ "query": with(filter, &json!({ "after": null, "limit": 200 })) }),
    ));
    for target in [
        json!({ "scope": "everything" }),
        json!({ "scope": "follow", "follow": 3 }),
    ] {
        let close = json!({
            "target": target, "percent": 100, "shares": null, "limit": null, "notBelow": null, "despiteForeignOrders": false,
        });
        asks.push(("preview_close", json!({ "close": close })));
    }
    asks
}

/// The same, and every page that is about one thing: each order, follow, market and trader.
pub(super) fn everything(answers: &Answers) -> Vec<Ask> {
    let mut asks = lists(answers);
    asks.extend(filtered(answers));
    for order in answers.rows("order_list", "rows", "id") {
        asks.push(("order", json!({ "order": order })));
        asks.push(("order_path", json!({ "order": order })));
    }
    let working: Vec<Value> = answers
        .of("order_list")
        .flat_map(|list| list["rows"].as_array().into_iter().flatten())
        .filter(|row| row["status"] == "working")
        .map(|row| row["id"].clone())
        .collect();
    for order in &working {
        asks.push(("preview_take", json!({ "order": order })));
    }
    // Every choice of orders that can be made.
    for choice in 1..1_usize << working.len().min(6) {
        let chosen = working.iter().enumerate().filter(|(place, _)| choice >> place & 1 == 1);
        let chosen: Vec<&Value> = chosen.map(|(_, order)| order).collect();
        asks.push(("preview_cancel", json!({ "orders": chosen })));
    }
    for follow in answers.rows("follow_list", "rows", "id") {
        asks.push(("shortfall", json!({ "follow": follow })));
    }
    for name in ["25usdc", "bramble", "tern"] {
        let address = json!(demo::wallet(name).as_str());
        asks.push(("trader", json!({ "address": address })));
        asks.push(("follow_defaults", json!({ "address": address })));
        asks.push(("trader_curve", json!({ "address": address, "period": "month" })));
        asks.extend(fills_on_curve_of(answers, &address));
        asks.extend(previews(answers, &address));
    }
    for market in answers.rows("positions", "rows", "condition") {
        asks.extend(market_page(&market));
    }
    for row in answers
        .of("positions")
        .flat_map(|positions| positions["rows"].as_array().into_iter().flatten())
    {
        for percent in [25, 50, 75, 100] {
            asks.push(("preview_close", json!({ "close": close_of(row, percent) })));
        }
    }
    asks
}

/// After something was done or happened: what every page has around it and the comparison with the exchange; all else is as it was.
pub(super) fn after(answers: &Answers) -> Vec<Ask> {
    let mut asks = frame(answers);
    asks.push(("differences", json!({})));
    asks
}

/// The same, with the decisions.
pub(super) fn after_deciding(answers: &Answers) -> Vec<Ask> {
    let mut asks = after(answers);
    asks.push(("decision_counts", json!({ "filter": every_decision() })));
    for verdict in [json!(null), json!("adjusted"), json!("refused")] {
        let query = with(
            every_decision(),
            &json!({ "verdict": verdict, "before": null, "limit": 100 }),
        );
        asks.push(("decisions", json!({ "query": query })));
    }
    asks
}

/// The same, with the history.
pub(super) fn after_filling(answers: &Answers) -> Vec<Ask> {
    let mut asks = after(answers);
    let query = with(every_fill(), &json!({ "after": null, "limit": 200 }));
    asks.push(("history", json!({ "query": query })));
    asks.push(("history_totals", json!({ "filter": every_fill() })));
    asks
}

/// The same, with the page of the order that ended last.
pub(super) fn after_taking(answers: &Answers) -> Vec<Ask> {
    let mut asks = after(answers);
    let ended = answers.given("order_list", "query", &json!({ "ended": true }));
    let mut rows = ended.and_then(|list| list["rows"].as_array()).into_iter().flatten();
    if let Some(row) = rows.find(|row| row["status"] == "ended") {
        asks.push(("order", json!({ "order": row["id"] })));
        asks.push(("order_path", json!({ "order": row["id"] })));
    }
    asks
}

/// A part of a position, as the sheet asks for it.
pub(super) fn close_of(row: &Value, percent: u32) -> Value {
    json!({
        "target": { "scope": "position", "follow": row["follow"], "token": row["token"] },
        "percent": percent, "shares": null, "limit": null, "notBelow": null, "despiteForeignOrders": false,
    })
}

fn market_page(market: &Value) -> Vec<Ask> {
    let mut asks = vec![
        ("market", json!({ "market": market })),
        ("market_trades", json!({ "market": market })),
    ];
    for outcome in 0..2 {
        asks.push(("market_book", json!({ "market": market, "outcome": outcome })));
        asks.push((
            "market_chart",
            json!({ "market": market, "outcome": outcome, "span": "day" }),
        ));
    }
    asks
}

/// Where nobody is followed: the lists, and every trader that could be.
pub(super) fn beginning(answers: &Answers) -> Vec<Ask> {
    let mut asks = lists(answers);
    for address in answers.rows("leaderboard", "rows", "address") {
        asks.push(("trader", json!({ "address": address })));
        asks.push(("follow_defaults", json!({ "address": address })));
        asks.push(("trader_curve", json!({ "address": address, "period": "month" })));
        asks.extend(fills_on_curve_of(answers, &address));
        if address == demo::wallet("denizz").as_str() {
            asks.extend(previews(answers, &address));
        }
    }
    asks
}

/// What following that trader would do, at each share that the tests choose.
pub(super) fn previews(answers: &Answers, address: &Value) -> Vec<Ask> {
    let Some(draft) = answers.given("follow_defaults", "address", address) else {
        return Vec::new();
    };
    let shares = ["1", "2", "2.5", "3.5", "4", "4.1", "5", "10", "20", "25"];
    let at = |percentage: &str| with(draft.clone(), &json!({ "percentage": percentage }));
    let mut drafts: Vec<Value> = shares.map(at).to_vec();
    drafts.push(with(at("10"), &json!({ "style": "fast" })));
    drafts.push(with(at("2"), &json!({ "copy": "sells" })));
    drafts.push(with(at("2"), &json!({ "categories": ["economics"] })));
    drafts.push(with(at("2"), &json!({ "maxOrder": "1500" })));
    let asks = drafts
        .into_iter()
        .map(|draft| ("preview_follow", json!({ "address": address, "draft": draft })));
    asks.collect()
}

/// An account of the user's own before anything happened in it.
pub(super) fn new_account(answers: &Answers) -> Vec<Ask> {
    let mut asks = frame(answers);
    asks.push(("paper_results", json!({})));
    asks
}

/// An account of the user's own: the lists, its orders, and what paper says of itself.
pub(super) fn account(answers: &Answers) -> Vec<Ask> {
    let mut asks = lists(answers);
    // Days have names there, which are today's; and when the account was last compared is a matter of real time.
    let moves = [
        "leaderboard",
        "ledger",
        "ledger_rows",
        "differences",
        "diagnostics",
        "licences",
    ];
    asks.retain(|(command, _)| !moves.contains(command));
    for order in answers.rows("order_list", "rows", "id") {
        asks.push(("order", json!({ "order": order })));
        asks.push(("order_path", json!({ "order": order })));
        asks.push(("preview_cancel", json!({ "orders": [order] })));
        asks.push(("preview_take", json!({ "order": order })));
    }
    asks.push(("paper_results", json!({})));
    asks
}

/// On the way to live.
pub(super) fn way_to_live(answers: &Answers) -> Vec<Ask> {
    let mut asks = frame(answers);
    asks.push(("test_order", json!({})));
    let step = answers.of("setup").next().map(|setup| setup["step"].clone());
    if step.as_ref().is_some_and(|step| step != "key") {
        asks.push(("find_wallets", json!({})));
    }
    if step.is_some_and(|step| step != "key" && step != "wallet") {
        asks.push(("preview_approvals", json!({})));
        asks.push(("preview_test_order", json!({})));
    }
    asks
}
