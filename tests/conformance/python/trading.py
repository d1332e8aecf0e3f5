"""Orders of every kind: posted, looked up, filled, cancelled."""

from py_clob_client_v2.clob_types import (
    BalanceAllowanceParams,
    MarketOrderArgs,
    OpenOrderParams,
    OrderArgs,
    OrderMarketCancelParams,
    OrderPayload,
    OrderType,
    PostOrdersV2Args,
    TradeParams,
)
from py_clob_client_v2.config import get_contract_config
from py_clob_client_v2.order_utils.exchange_order_builder_v2 import ExchangeOrderBuilderV2

from account import notifications, scoring
from judging import COUNT, LIST, TEXT, YES_NO, fetch

ANSWER = {"success": YES_NO, "errorMsg": TEXT, "orderID": TEXT, "status": TEXT, "makingAmount": TEXT,
          "takingAmount": TEXT}
OPEN_ORDER = {"id": TEXT, "status": TEXT, "owner": TEXT, "maker_address": TEXT, "market": TEXT, "asset_id": TEXT,
              "side": TEXT, "original_size": TEXT, "size_matched": TEXT, "price": TEXT, "associate_trades": LIST,
              "outcome": TEXT, "created_at": COUNT, "expiration": TEXT, "order_type": TEXT}
TRADE = {"id": TEXT, "taker_order_id": TEXT, "market": TEXT, "asset_id": TEXT, "side": TEXT, "size": TEXT,
         "fee_rate_bps": TEXT, "price": TEXT, "status": TEXT, "match_time": TEXT, "last_update": TEXT, "outcome": TEXT,
         "bucket_index": COUNT, "owner": TEXT, "maker_address": TEXT, "maker_orders": LIST, "transaction_hash": TEXT,
         "trader_side": TEXT}
MAKER_ORDER = {"order_id": TEXT, "owner": TEXT, "maker_address": TEXT, "matched_amount": TEXT, "price": TEXT,
               "fee_rate_bps": TEXT, "asset_id": TEXT, "outcome": TEXT, "side": TEXT}
UNKNOWN = "0x" + "ab" * 32


def exchange_of(market, chain_id=137):
    contracts = get_contract_config(chain_id)
    if market.kind == "position":
        return contracts.exchange_v3
    return contracts.neg_risk_exchange_v2 if market.neg_risk else contracts.exchange_v2


def limit_order(client, market, price, size, side="BUY", expiration=0):
    asset = {"position_id": market.token} if market.kind == "position" else {"token_id": market.token}
    return client.create_order(OrderArgs(price=price, size=size, side=side, expiration=expiration, **asset))


def market_order(client, market, amount, side, order_type, price=0):
    asset = {"position_id": market.token} if market.kind == "position" else {"token_id": market.token}
    return client.create_market_order(
        MarketOrderArgs(amount=amount, side=side, order_type=order_type, price=price, **asset)
    )


def order_hash(client, market, order):
    builder = ExchangeOrderBuilderV2(exchange_of(market), client.chain_id, client.signer,
                                     domain_version=str(market.exchange_version()))
    return builder.build_order_hash(builder.build_order_typed_data(order))


def far(market, steps=3):
    """A price at which a purchase rests."""
    return round(market.tick * steps, 4)


def worth(market, dollars):
    """So many shares as so many dollars buy at that price: what takes must be worth one at least."""
    return round(dollars / far(market), 2)


def resting(judge, client, market):
    name = f"[{market.kind}]"
    order = limit_order(client, market, far(market), 20)
    answer = client.post_order(order, OrderType.GTC)
    judge.shape(f"{name} post_order GTC", answer, ANSWER)
    judge.equal(f"{name} GTC rests", (answer["success"], answer["status"], answer["errorMsg"]), (True, "live", ""))
    judge.equal(f"{name} the order id is the hash of what was signed", answer["orderID"],
                order_hash(client, market, order))
    order_id = answer["orderID"]
    row = client.get_order(order_id)
    judge.shape(f"{name} get_order", row, OPEN_ORDER)
    judge.equal(f"{name} get_order says what was posted",
                (row["id"], row["status"], row["owner"], row["maker_address"].lower(), row["market"], row["asset_id"],
                 row["side"], float(row["original_size"]), float(row["size_matched"]), float(row["price"]),
                 row["expiration"], row["order_type"]),
                (order_id, "LIVE", client.creds.api_key, client.builder.funder.lower(), market.condition,
                 market.token, "BUY", 20.0, 0.0, far(market), "0", "GTC"))
    for params in (None, OpenOrderParams(id=order_id), OpenOrderParams(market=market.condition),
                   OpenOrderParams(asset_id=market.token)):
        rows = client.get_open_orders(params)
        judge.check(f"{name} get_open_orders {params}", order_id in [row["id"] for row in rows], rows)
    judge.equal(f"{name} get_open_orders of another token",
                client.get_open_orders(OpenOrderParams(asset_id=market.other)), [])
    scoring(judge, client, order_id)
    judge.refused(f"{name} the same order again", 400, f"order {order_id} is invalid. Duplicated.",
                  lambda: client.post_order(order, OrderType.GTC))
    judge.equal(f"{name} cancel_order", client.cancel_order(OrderPayload(orderID=order_id)),
                {"canceled": [order_id], "not_canceled": {}})
    answer = client.cancel_order(OrderPayload(orderID=order_id))
    judge.check(f"{name} cancel_order again", answer["canceled"] == [] and order_id in answer["not_canceled"], answer)
    judge.equal(f"{name} a cancelled order", client.get_order(order_id)["status"], "CANCELED")


def until(judge, client, market, url):
    """GTD, and post-only."""
    name = f"[{market.kind}]"
    now_s = fetch(f"{url}/sim/clock")["now_ms"] // 1_000
    order = limit_order(client, market, far(market), 20, expiration=now_s + 3_600)
    answer = client.post_order(order, OrderType.GTD, True)
    judge.equal(f"{name} GTD, post-only, rests", answer["status"], "live")
    row = client.get_order(answer["orderID"])
    judge.equal(f"{name} GTD in get_order", (row["order_type"], row["expiration"]), ("GTD", str(now_s + 3_600)))
    for expiration in (now_s + 30, now_s - 3_600):
        order = limit_order(client, market, far(market), 20, expiration=expiration)
        judge.refused(f"{name} GTD that ends too soon", 400, "invalid expiration",
                      lambda order=order: client.post_order(order, OrderType.GTD))
    crossing = limit_order(client, market, round(1 - market.tick, 4), 20)
    judge.refused(f"{name} post-only that crosses", 400, "invalid post-only order: order crosses book",
                  lambda: client.post_order(crossing, OrderType.GTC, True))


def filled(judge, client, market):
    name = f"[{market.kind}]"
    # A price with two decimals keeps the client's own amounts within the venue's precision for market orders.
    order = market_order(client, market, 6, "BUY", OrderType.FAK, 0.96)
    answer = client.post_order(order, OrderType.FAK)
    judge.shape(f"{name} post_order FAK", answer, ANSWER)
    judge.equal(f"{name} FAK fills", (answer["success"], answer["status"]), (True, "matched"))
    judge.check(f"{name} FAK makes at most its budget", 0 < float(answer["makingAmount"]) <= 6, answer)
    judge.check(f"{name} FAK takes shares", float(answer["takingAmount"]) > 0, answer)
    judge.check(f"{name} FAK names its trades", len(answer["tradeIDs"]) > 0, answer)
    judge.check(f"{name} the client finds their transactions", len(answer["transactionsHashes"]) > 0, answer)
    trades = [client.get_trades(TradeParams(id=trade_id))[0] for trade_id in answer["tradeIDs"]]
    for trade in trades:
        judge.shape(f"{name} get_trades", trade, TRADE)
        judge.shape(f"{name} maker order", trade["maker_orders"][0], MAKER_ORDER)
        judge.equal(f"{name} trade is ours", (trade["taker_order_id"], trade["trader_side"], trade["owner"],
                                              trade["maker_address"].lower(), trade["asset_id"]),
                    (answer["orderID"], "TAKER", client.creds.api_key, client.builder.funder.lower(), market.token))
    shares = sum(float(trade["size"]) for trade in trades)
    judge.check(f"{name} trades add up", abs(shares - float(answer["takingAmount"])) < 1e-6, trades)
    page = client.get_trades_paginated(TradeParams(market=market.condition))
    judge.shape(f"{name} get_trades_paginated", page,
                {"trades": LIST, "next_cursor": TEXT, "limit": COUNT, "count": COUNT})
    mine = TradeParams(maker_address=client.builder.funder, after=int(trades[0]["match_time"]) - 1)
    judge.check(f"{name} get_trades by address and time", len(client.get_trades(mine)) >= len(trades), mine)
    judge.equal(f"{name} get_trades before", client.get_trades(TradeParams(before=1)), [])
    held = BalanceAllowanceParams(asset_type="CONDITIONAL", token_id=market.token)
    held = int(client.get_balance_allowance(held)["balance"]) / 1e6
    judge.check(f"{name} the shares are there", abs(held - shares) < 1e-6, f"{held}, bought {shares}")
    notifications(judge, client, client.creds.api_key, answer["orderID"])
    sold = client.post_order(market_order(client, market, 5, "SELL", OrderType.FOK), OrderType.FOK, defer_exec=True)
    judge.equal(f"{name} FOK sale", (sold["success"], sold["status"], sold["makingAmount"]), (True, "matched", "5"))
    missed = limit_order(client, market, far(market), worth(market, 1.5))
    judge.refused(f"{name} FAK that meets nothing", 400, "no orders found to match with FAK order",
                  lambda: client.post_order(missed, OrderType.FAK))
    missed = limit_order(client, market, far(market), worth(market, 3))
    judge.refused(f"{name} FOK that cannot be filled", 400, "order couldn't be fully filled. FOK orders are fully",
                  lambda: client.post_order(missed, OrderType.FOK))


def batches(judge, client, market):
    name = f"[{market.kind}]"
    orders = [limit_order(client, market, far(market, steps), 20) for steps in (3, 4, 5)]
    orders.append(limit_order(client, market, far(market), 3))
    answers = client.post_orders([PostOrdersV2Args(order=order, orderType=OrderType.GTC) for order in orders])
    for answer in answers:
        judge.shape(f"{name} post_orders", answer, ANSWER)
    judge.equal(f"{name} post_orders in their order", [answer["orderID"] for answer in answers[:3]],
                [order_hash(client, market, order) for order in orders[:3]])
    refused = answers[3]
    judge.equal(f"{name} a refused leg is a success without an id",
                (refused["success"], refused["orderID"], refused["status"]), (True, "", ""))
    judge.check(f"{name} a refused leg says why", "lower than the minimum: 5" in refused["errorMsg"], refused)
    judge.refused(f"{name} sixteen orders", 400, "Too many orders in payload: 16, max allowed: 15",
                  lambda: client.post_orders([PostOrdersV2Args(order=orders[0])] * 16))
    ids = [answer["orderID"] for answer in answers[:3]]
    answer = client.cancel_orders([ids[0], UNKNOWN])
    judge.equal(f"{name} cancel_orders", answer["canceled"], ids[:1])
    judge.check(f"{name} cancel_orders of an unknown one", UNKNOWN in answer["not_canceled"], answer)
    judge.equal(f"{name} cancel_market_orders of another token",
                client.cancel_market_orders(OrderMarketCancelParams(asset_id=market.other))["canceled"], [])
    answer = client.cancel_market_orders(OrderMarketCancelParams(market=market.condition, asset_id=market.token))
    judge.check(f"{name} cancel_market_orders", set(ids[1:]) <= set(answer["canceled"]), answer)
    last = client.post_order(limit_order(client, market, far(market), 20), OrderType.GTC)["orderID"]
    judge.check(f"{name} cancel_all", client.cancel_all()["canceled"] == [last], last)
    judge.equal(f"{name} nothing is left", client.get_open_orders(), [])
    judge.refused(f"{name} no id at all", 400, "Invalid orderID",
                  lambda: client.cancel_order(OrderPayload(orderID="0x12")))


def heartbeats(judge, client, market, url):
    """The dead man's switch: ten venue seconds and five of grace without a beat, and every order is cancelled."""
    order_id = client.post_order(limit_order(client, market, far(market), 20), OrderType.GTC)["orderID"]
    first = client.post_heartbeat()
    judge.shape("post_heartbeat", first, {"heartbeat_id": TEXT})
    second = client.post_heartbeat(first["heartbeat_id"])
    judge.check("post_heartbeat with the id before", len(second["heartbeat_id"]) == 36, second)
    wrong = judge.refused("post_heartbeat with a wrong id", 400, "", lambda: client.post_heartbeat("0" * 36))
    if isinstance(wrong, dict):
        judge.check("a wrong heartbeat is told the right id", len(wrong.get("heartbeat_id", "")) == 36, wrong)
        client.post_heartbeat(wrong["heartbeat_id"])
    judge.equal("an order lives while the heart beats", client.get_order(order_id)["status"], "LIVE")
    clock = fetch(f"{url}/sim/clock")
    fetch(f"{url}/sim/clock", {"speed": 600})
    while fetch(f"{url}/sim/clock")["now_ms"] < clock["now_ms"] + 20_000:
        pass
    fetch(f"{url}/sim/clock", {"speed": clock["speed"]})
    judge.equal("a heart that stopped cancels", client.get_order(order_id)["status"], "CANCELED")
