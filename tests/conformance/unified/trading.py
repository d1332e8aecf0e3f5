"""A wallet's own orders: posted, looked up, filled, settled, cancelled, refused; and what the sockets tell."""

import asyncio
import time
from decimal import Decimal

from polymarket import AsyncSecureClient
from polymarket.streams import MarketSpec, UserSpec

from judging import fetch
from public import assets

# Of real time: the client waits for settlements, and the venue's clock runs faster than the wall's.
SETTLED_WITHIN_S = 60
HEARD_WITHIN_S = 60
UNKNOWN = "0x" + "ab" * 32


def account(judge, client, balance):
    cash = judge.reads("get_balance_allowance", lambda: client.get_balance_allowance(asset_type="COLLATERAL"))
    judge.equal("the balance of a new account", cash.balance, balance * 1_000_000)
    judge.check("all contracts are approved", len(cash.allowances) >= 3 and 0 not in cash.allowances.values(), cash)
    judge.equal("get_closed_only_mode", client.get_closed_only_mode(), False)
    judge.check("fetch_api_keys", client.credentials.key in client.fetch_api_keys(), client.credentials.key)


def far(market):
    """A price at which a purchase rests."""
    return market.trading.minimum_tick_size * 3


def resting(judge, client, market, kind, url):
    name, (asset, _) = f"[{kind}]", assets(market)
    order = judge.reads(f"{name} create_limit_order", lambda: client.create_limit_order(
        asset_id=asset, price=far(market), size=20, side="BUY"))
    placed = judge.reads(f"{name} post_order", lambda: client.post_order(order))
    judge.equal(f"{name} a limit order rests", (placed.ok, placed.status), (True, "live"))
    row = judge.reads(f"{name} get_order", lambda: client.get_order(order_id=placed.order_id))
    judge.equal(f"{name} get_order says what was posted",
                (row.id, row.condition_id, row.asset_id, row.side, row.price, row.original_size, row.size_matched,
                 row.order_type, row.maker_address.lower(), row.expires_at),
                (placed.order_id, market.condition_id, asset, "BUY", far(market), Decimal(20), Decimal(0), "GTC",
                 client.wallet.lower(), None))
    for asked in ({}, {"id": placed.order_id}, {"market": market.condition_id}, {"asset_id": asset}):
        rows = judge.reads(f"{name} list_open_orders {asked}",
                           lambda asked=asked: list(client.list_open_orders(**asked).iter_items()))
        judge.check(f"{name} the order is listed {asked}", placed.order_id in [row.id for row in rows or ()], rows)
    # The very bytes once more: the venue knows them.
    judge.refused(f"{name} the same order again", 400, "Duplicated", lambda: client.post_order(order))
    answer = client.cancel_order(order_id=placed.order_id)
    judge.equal(f"{name} cancel_order", (answer.canceled, answer.not_canceled), ((placed.order_id,), {}))
    answer = client.cancel_order(order_id=placed.order_id)
    judge.check(f"{name} cancel_order again", not answer.canceled and placed.order_id in answer.not_canceled, answer)
    # The client measures an end by the wall's clock, the venue by its own: late enough for both.
    now_s = max(fetch(f"{url}/sim/clock")["now_ms"] // 1_000, int(time.time()))
    until = client.place_limit_order(asset_id=asset, price=far(market), size=20, side="BUY", post_only=True,
                                     expiration=now_s + 3_600)
    judge.equal(f"{name} GTD, post-only, rests", (until.ok, until.status), (True, "live"))
    row = client.get_order(order_id=until.order_id)
    judge.equal(f"{name} GTD in get_order", (row.order_type, int(row.expires_at.timestamp())), ("GTD", now_s + 3_600))
    answer = client.cancel_orders(order_ids=[until.order_id, UNKNOWN])
    judge.check(f"{name} cancel_orders", answer.canceled == (until.order_id,) and UNKNOWN in answer.not_canceled, answer)


def filled(judge, client, market, kind):
    name, (asset, _) = f"[{kind}]", assets(market)
    # Two decimals keep the client's own amounts within the venue's precision for market orders.
    bought = judge.reads(f"{name} place_market_order BUY", lambda: client.place_market_order(
        asset_id=asset, side="BUY", amount=6, max_price=Decimal("0.96"), order_type="FAK"))
    if not judge.equal(f"{name} a market order fills", (bought.ok, getattr(bought, "status", bought)), (True, "matched")):
        return
    judge.check(f"{name} it names its trades", bought.trade_ids, bought)
    hashes = judge.reads(f"{name} wait_for_order_fill_settlement", lambda: client.wait_for_order_fill_settlement(
        bought, timeout_s=SETTLED_WITHIN_S))
    judge.check(f"{name} it settles", hashes, hashes)
    shares = Decimal(0)
    for trade_id in bought.trade_ids:
        trade = next(client.list_account_trades(id=trade_id).iter_items())
        judge.equal(f"{name} the trade is ours and final",
                    (trade.taker_order_id, trade.trader_side, trade.status, trade.asset_id),
                    (bought.order_id, "TAKER", "CONFIRMED", asset))
        judge.check(f"{name} it had makers", trade.maker_orders, trade)
        shares += trade.size
    judge.equal(f"{name} trades add up", shares, bought.taking_amount)
    kind_of_shares = "CONDITIONAL-V2" if kind == "position" else "CONDITIONAL"
    held = client.get_balance_allowance(asset_type=kind_of_shares, asset_id=asset).balance
    judge.equal(f"{name} the shares are there", held, int(shares * 1_000_000))
    rows = list(client.list_positions(user=client.wallet, filter_amount=0).iter_items())
    judge.check(f"{name} the position is listed", any(str(row.asset_id) == asset for row in rows), rows)
    sold = client.place_market_order(asset_id=asset, side="SELL", shares=5, order_type="FOK")
    judge.equal(f"{name} a sale fills whole", (sold.ok, getattr(sold, "making_amount", sold)), (True, Decimal(5)))


def refusals(judge, client, market, kind, balance):
    name, (asset, _) = f"[{kind}]", assets(market)
    limit = lambda price, size, side="BUY", **more: client.create_limit_order(
        asset_id=asset, price=price, size=size, side=side, **more)
    tick = market.trading.minimum_tick_size
    for what, text, order in (
        ("more than the balance", "not enough balance / allowance", lambda: limit(Decimal("0.5"), balance * 4)),
        ("shares not held", "not enough balance / allowance", lambda: limit(1 - tick, 900, "SELL")),
        ("post-only that crosses", "invalid post-only order: order crosses book",
         lambda: limit(1 - tick, 20, post_only=True)),
    ):
        judge.refused(f"{name} {what}", 400, text, lambda order=order: client.post_order(order()))


def batches(judge, client, market, kind):
    name, (asset, other) = f"[{kind}]", assets(market)
    tick = market.trading.minimum_tick_size
    orders = [client.create_limit_order(asset_id=asset, price=tick * steps, size=20, side="BUY") for steps in (3, 4, 5)]
    placed = judge.reads(f"{name} post_orders", lambda: client.post_orders(orders))
    judge.equal(f"{name} a batch rests", [answer.status for answer in placed], ["live"] * 3)
    judge.equal(f"{name} cancel_market_orders of another token", client.cancel_market_orders(asset_id=other).canceled, ())
    answer = client.cancel_market_orders(market=market.condition_id, asset_id=asset)
    judge.equal(f"{name} cancel_market_orders", set(answer.canceled), {order.order_id for order in placed})
    last = client.place_limit_order(asset_id=asset, price=tick * 3, size=20, side="BUY")
    judge.equal(f"{name} cancel_all", client.cancel_all().canceled, (last.order_id,))
    judge.equal(f"{name} nothing is left", list(client.list_open_orders().iter_items()), [])


def streams(judge, client, market, kind, key):
    """The market channel shows a book, the user channel a trade, each as the client's types."""
    asyncio.run(heard(judge, client, market, f"[{kind}]", key))


async def heard(judge, client, market, name, key):
    asset = assets(market)[0]
    async with await AsyncSecureClient.create(
        private_key=key, wallet=client.wallet, environment=client.environment, credentials=client.credentials
    ) as listener:
        books = await listener.subscribe(MarketSpec(asset_ids=[asset], custom_feature_enabled=True))
        book = await first(books, lambda event: event.type == "book" and event.payload.asset_id == asset)
        judge.check(f"{name} the market channel shows the book", book and book.payload.bids, book)
        await books.close()
        own = await listener.subscribe(UserSpec(markets=[market.condition_id]))
        # The subscription has no answer; what is done once it stands is told.
        await asyncio.sleep(1)
        bought = await listener.place_market_order(
            asset_id=asset, side="BUY", amount=6, max_price=Decimal("0.96"), order_type="FAK")
        # Orders are told too, but this client takes their `created_at` for seconds. Recorded messages carry milliseconds,
        # which it drops as malformed: they are not asked for here.
        told = await first(own, lambda event: event.type == "trade" and event.payload.id in bought.trade_ids)
        judge.check(f"{name} the user channel tells a trade",
                    told and told.payload.taker_order_id == bought.order_id, told)
        await own.close()


async def first(events, wanted):
    async def found():
        async for event in events:
            if wanted(event):
                return event
        return None

    try:
        return await asyncio.wait_for(found(), HEARD_WITHIN_S)
    except TimeoutError:
        return None
