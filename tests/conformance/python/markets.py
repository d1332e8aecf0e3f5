"""Public market data as the client reads it, and the market that is traded."""

import json

from py_clob_client_v2.clob_types import BookParams, PricesHistoryParams

from judging import COUNT, LIST, NUMBER, TABLE, TEXT, YES_NO, fetch

TICKS = {"0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"}
KINDS = ("standard", "neg-risk", "position")


class Market:
    """A market of one kind: its condition, its first outcome's token, its rules."""

    def __init__(self, kind, row):
        tokens = json.loads(row["positionIds"] if kind == "position" else row["clobTokenIds"])
        self.kind = kind
        self.condition = row["conditionId"]
        self.token, self.other = tokens[0], tokens[1]
        self.slug = row["slug"]
        self.tick = float(row["orderPriceMinTickSize"])
        self.tick_text = repr(self.tick)
        self.neg_risk = kind == "neg-risk"

    def exchange_version(self):
        return 3 if self.kind == "position" else 2


def kind_of(row):
    if row.get("version") == "v2":
        return "position"
    return "neg-risk" if row["negRisk"] else "standard"


def choose(url, kind):
    """The market of that kind that trades nearest to one half, so that neither its end nor its tick is near."""
    rows = fetch(f"{url}/markets?closed=false&limit=500")
    fit = [row for row in rows if kind_of(row) == kind and row["acceptingOrders"]]
    fit = [row for row in fit if row.get("bestBid") and row.get("bestAsk")]
    fit.sort(key=lambda row: abs(float(json.loads(row["outcomePrices"])[0]) - 0.5))
    return Market(kind, fit[0]) if fit else None


def service(judge, client):
    judge.equal("get_ok", client.get_ok(), "OK")
    judge.equal("get_version", client.get_version(), 2)
    judge.check("get_server_time", isinstance(client.get_server_time(), int), client.get_server_time())


def listings(judge, client):
    full = ["condition_id", "question", "market_slug", "end_date_iso", "tokens", "rewards"]
    for name, call in (
        ("get_markets", client.get_markets),
        ("get_sampling_markets", client.get_sampling_markets),
        ("get_simplified_markets", client.get_simplified_markets),
        ("get_sampling_simplified_markets", client.get_sampling_simplified_markets),
    ):
        page = call()
        judge.shape(name, page, {"data": LIST, "next_cursor": TEXT, "limit": COUNT, "count": COUNT})
        judge.equal(f"{name} counts", page["count"], len(page["data"]))
        row = page["data"][0]
        judge.shape(f"{name} row", row, {"condition_id": TEXT, "tokens": LIST, "rewards": TABLE, "active": YES_NO,
                                         "closed": YES_NO, "archived": YES_NO, "accepting_orders": YES_NO})
        if "simplified" not in name:
            judge.check(f"{name} rows are whole", all(field in row for field in full), row)
        judge.shape(f"{name} token", row["tokens"][0],
                    {"token_id": TEXT, "outcome": TEXT, "price": NUMBER, "winner": YES_NO})
        seen, cursor = [row["condition_id"] for row in page["data"]], page["next_cursor"]
        while cursor != "LTE=":
            page = call(cursor)
            seen += [row["condition_id"] for row in page["data"]]
            cursor = page["next_cursor"]
        judge.equal(f"{name} shows each market once", len(seen), len(set(seen)))


def details(judge, client, market):
    name = f"[{market.kind}]"
    whole = client.get_market(market.condition)
    judge.shape(f"{name} get_market", whole, {
        "condition_id": TEXT, "question_id": TEXT, "question": TEXT, "description": TEXT, "market_slug": TEXT,
        "enable_order_book": YES_NO, "active": YES_NO, "closed": YES_NO, "archived": YES_NO, "neg_risk": YES_NO,
        "accepting_orders": YES_NO, "accepting_order_timestamp?": TEXT, "minimum_order_size": NUMBER,
        "minimum_tick_size": NUMBER, "end_date_iso?": TEXT, "game_start_time?": TEXT, "seconds_delay": COUNT,
        "maker_base_fee": NUMBER, "taker_base_fee": NUMBER, "neg_risk_market_id": TEXT, "neg_risk_request_id": TEXT,
        "is_50_50_outcome": YES_NO, "tokens": LIST, "rewards": TABLE, "tags?": LIST, "fpmm": TEXT,
        "notifications_enabled": YES_NO, "icon": TEXT, "image": TEXT,
    })
    judge.equal(f"{name} get_market tokens", [token["token_id"] for token in whole["tokens"]],
                [market.token, market.other])
    judge.equal(f"{name} get_market neg_risk", whole["neg_risk"], market.neg_risk)
    info = client.get_clob_market_info(market.condition)
    judge.shape(f"{name} get_clob_market_info", info, {
        "c": TEXT, "t": LIST, "mts": NUMBER, "mos": NUMBER, "fd": TABLE, "ao": YES_NO, "r?": TABLE, "nr?": YES_NO,
        "mbf": NUMBER, "tbf": NUMBER, "rfqe": YES_NO, "itode": YES_NO, "cbos": YES_NO, "sd": COUNT, "gst?": TEXT,
    })
    judge.check(f"{name} get_clob_market_info names r", "r" in info, info)
    judge.shape(f"{name} fd", info["fd"], {"r": NUMBER, "e": NUMBER, "to": YES_NO})
    judge.equal(f"{name} info neg risk", info.get("nr", False), market.neg_risk)
    judge.check(f"{name} tick is one the client knows", str(info["mts"]) in TICKS, info["mts"])
    judge.equal(f"{name} get_tick_size", client.get_tick_size(market.token), str(info["mts"]))
    judge.equal(f"{name} get_neg_risk", client.get_neg_risk(market.token), market.neg_risk)
    judge.equal(f"{name} get_fee_rate_bps", client.get_fee_rate_bps(market.token), 0)
    judge.equal(f"{name} get_fee_exponent", client.get_fee_exponent(market.token), 1)


def books(judge, client, market):
    name = f"[{market.kind}]"
    book = client.get_order_book(market.token)
    judge.shape(f"{name} get_order_book", book, {
        "market": TEXT, "asset_id": TEXT, "timestamp": TEXT, "hash": TEXT, "bids": LIST, "asks": LIST,
        "min_order_size": TEXT, "tick_size": TEXT, "neg_risk": YES_NO, "last_trade_price": TEXT,
    })
    judge.equal(f"{name} book hash is the one the client computes", book["hash"], client.get_order_book_hash(book))
    prices = [float(level["price"]) for level in book["bids"]]
    judge.check(f"{name} bids rise", prices == sorted(prices), prices)
    prices = [float(level["price"]) for level in book["asks"]]
    judge.check(f"{name} asks fall", prices == sorted(prices, reverse=True), prices)
    asked = [BookParams(token_id=market.token), BookParams(token_id=market.other)]
    both = client.get_order_books(asked)
    judge.equal(f"{name} get_order_books", [book["asset_id"] for book in both], [market.token, market.other])
    sides = [BookParams(token_id=market.token, side="BUY"), BookParams(token_id=market.token, side="SELL")]
    prices = client.get_prices(sides)
    judge.shape(f"{name} get_prices", prices.get(market.token), {"BUY": TEXT, "SELL": TEXT})
    for side in ("BUY", "SELL"):
        judge.shape(f"{name} get_price {side}", client.get_price(market.token, side), {"price": TEXT})
    judge.shape(f"{name} get_midpoint", client.get_midpoint(market.token), {"mid": TEXT})
    judge.shape(f"{name} get_midpoints", client.get_midpoints(asked), {market.token: TEXT, market.other: TEXT})
    judge.shape(f"{name} get_spread", client.get_spread(market.token), {"spread": TEXT})
    judge.shape(f"{name} get_spreads", client.get_spreads(asked), {market.token: TEXT, market.other: TEXT})
    judge.shape(f"{name} get_last_trade_price", client.get_last_trade_price(market.token),
                {"price": TEXT, "side": TEXT})
    last = client.get_last_trades_prices(asked)
    judge.equal(f"{name} get_last_trades_prices", {row["token_id"] for row in last}, {market.token, market.other})
    judge.shape(f"{name} get_last_trades_prices row", last[0], {"price": TEXT, "side": TEXT, "token_id": TEXT})
    history = client.get_prices_history(PricesHistoryParams(market=market.token, interval="1d", fidelity=10))
    judge.check(f"{name} get_prices_history", len(history["history"]) > 2, history)
    judge.shape(f"{name} get_prices_history point", history["history"][0], {"t": COUNT, "p": NUMBER})
    for event in client.get_market_trades_events(market.condition)[:3]:
        judge.shape(f"{name} get_market_trades_events", event, {
            "event_type": TEXT, "market": TABLE, "user": TABLE, "side": TEXT, "size": TEXT, "fee_rate_bps": TEXT,
            "price": TEXT, "outcome": TEXT, "outcome_index": COUNT, "transaction_hash": TEXT, "timestamp": TEXT,
        })
