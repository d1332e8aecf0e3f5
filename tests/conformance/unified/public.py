"""Everything public that Pilotfish reads too: traders and their figures, markets, books."""

from judging import fetch

# One category of the leaderboard is as good as another; these traders have a past of thirty days.
TRADERS = 5


def traders(judge, client):
    leaders = judge.reads("list_trader_leaderboard", lambda: client.list_trader_leaderboard().first_page().items)
    if not judge.check("the leaderboard has traders", leaders and len(leaders) >= TRADERS, leaders):
        return
    judge.equal("the leaderboard's ranks", [row.rank for row in leaders], list(range(1, len(leaders) + 1)))
    for leader in leaders[:TRADERS]:
        trader(judge, client, leader.wallet)
    none = f"0x{'12' * 20}"
    judge.equal("positions of nobody", client.list_positions(user=none).first_page().items, ())
    judge.equal("the profile of nobody", client.get_public_profile(none), None)


def trader(judge, client, user):
    name = f"[{user[:8]}]"
    standing = judge.reads(f"{name} standing", lambda: client.get_trader_leaderboard_standing(user=user))
    judge.check(f"{name} standing is theirs", standing and standing.wallet.lower() == user.lower(), standing)
    profile = judge.reads(f"{name} get_public_profile", lambda: client.get_public_profile(user))
    judge.check(f"{name} profile is theirs", profile and profile.wallet.lower() == user.lower(), profile)
    judge.reads(f"{name} get_portfolio_value", lambda: client.get_portfolio_value(user=user))
    judge.reads(f"{name} get_user_stats", lambda: client.get_user_stats(user=user))
    volume = judge.reads(f"{name} get_user_volume", lambda: client.get_user_volume(user=user, full_history=True))
    for interval in ("1d", "1w", "1m", "all"):
        for fidelity in ("1h", "1d"):
            profit(judge, f"{name} get_user_pnl {interval} {fidelity}", client, user, interval, fidelity)
    for status in ("OPEN", "REDEEMABLE", "CLOSED"):
        rows = judge.reads(f"{name} list_positions {status}",
                           lambda status=status: list(client.list_positions(user=user, status=status).iter_items()))
        judge.check(f"{name} positions are theirs", all(row.wallet.lower() == user.lower() for row in rows or ()), rows)
    history = judge.reads(f"{name} list_activity",
                          lambda: list(client.list_activity(user=user, full_history=True).iter_items()))
    trades = judge.reads(f"{name} list_trades", lambda: list(
        client.list_trades(user=user, full_history=True, taker_only=False, filter_amount=0, page_size=1000).iter_items()))
    told = [row for row in history or () if row.type == "TRADE"]
    judge.equal(f"{name} trades are the activity's", len(trades or ()), len(told))
    judge.equal(f"{name} trades are the volume's", volume and volume.trade_count, len(told))


def profit(judge, name, client, user, interval, fidelity):
    series = judge.reads(name, lambda: client.get_user_pnl(user=user, interval=interval, fidelity=fidelity))
    if not judge.check(f"{name} has points", series and series.points, series):
        return
    points = series.points
    judge.check(f"{name} goes on in time", all(a.timestamp < b.timestamp for a, b in zip(points, points[1:])), points)
    judge.check(f"{name} goes on in blocks", all(a.source_block <= b.source_block for a, b in zip(points, points[1:])),
                points)
    judge.check(f"{name} counts only more", all(
        a.trade_count <= b.trade_count and a.volume <= b.volume and a.volume_usdc <= b.volume_usdc
        for a, b in zip(points, points[1:])), points)
    judge.check(f"{name} adds up", all(
        point.position_pnl == point.realized_pnl + point.unrealized_pnl for point in points), points[-1])


def markets(judge, client):
    for closed in (False, True):
        rows = judge.reads(f"list_markets closed={closed}", lambda: list(client.list_markets(closed=closed).iter_items()))
        judge.check(f"markets closed={closed}", rows and all(row.state.closed == closed for row in rows), rows)
    row = rows[0]
    judge.equal("get_market by id", client.get_market(id=row.id).condition_id, row.condition_id)
    judge.equal("get_market by slug", client.get_market(slug=row.slug).id, row.id)
    judge.reads("get_market_tags", lambda: client.get_market_tags(row.id))
    events = judge.reads("list_events", lambda: list(client.list_events(closed=False).iter_items()))
    event = events[0]
    judge.equal("get_event by id", client.get_event(id=event.id).slug, event.slug)
    judge.equal("get_event by slug", client.get_event(slug=event.slug).id, event.id)
    judge.reads("get_event_tags", lambda: client.get_event_tags(event.id))
    tags = judge.reads("list_tags", lambda: client.list_tags().first_page().items)
    judge.equal("get_tag by slug", client.get_tag(slug=tags[0].slug).id, tags[0].id)
    found = judge.reads("search", lambda: client.search(q="25usdc").first_page().items)
    judge.check("search finds a trader", any(profile.name == "25usdc" for page in found for profile in page.profiles),
                found)


def kind_of(row):
    if row.get("version") == "v2":
        return "position"
    return "neg-risk" if row["negRisk"] else "standard"


def choose(client, url, kind):
    """The market of that kind that trades nearest to one half, so that neither its end nor its tick is near."""
    fit = [row for row in fetch(f"{url}/markets?closed=false&limit=500")
           if kind_of(row) == kind and row["acceptingOrders"] and row.get("bestBid") and row.get("bestAsk")]
    fit.sort(key=lambda row: abs((row["bestBid"] + row["bestAsk"]) / 2 - 0.5))
    return client.get_market(id=fit[0]["id"]) if fit else None


def assets(market):
    """The ids by which the CLOB knows a market's outcomes, the first one first."""
    outcomes = (market.outcomes.yes, market.outcomes.no)
    return [outcome.position_id or outcome.token_id for outcome in outcomes]


def books(judge, client, market, kind):
    name, (first, second) = f"[{kind}]", assets(market)
    book = judge.reads(f"{name} get_order_book", lambda: client.get_order_book(asset_id=first))
    judge.equal(f"{name} the book's market", book.market, market.condition_id)
    judge.check(f"{name} the book has both sides", book.bids and book.asks, book)
    best = (max(level.price for level in book.bids), min(level.price for level in book.asks))
    judge.check(f"{name} the book does not cross", best[0] < best[1], best)
    judge.equal(f"{name} get_order_books", len(client.get_order_books(asset_ids=[first, second])), 2)
    middle = judge.reads(f"{name} get_midpoint", lambda: client.get_midpoint(asset_id=first))
    judge.check(f"{name} the midpoint lies between", best[0] <= middle <= best[1], middle)
    spread = judge.reads(f"{name} get_spread", lambda: client.get_spread(asset_id=first))
    judge.equal(f"{name} the spread is the book's", spread, best[1] - best[0])
    for side in ("BUY", "SELL"):
        judge.reads(f"{name} get_price {side}", lambda side=side: client.get_price(asset_id=first, side=side))
    judge.reads(f"{name} get_last_trade_price", lambda: client.get_last_trade_price(asset_id=first))
    history = judge.reads(f"{name} list_price_history", lambda: client.list_price_history(
        asset_id=first, interval="1d", bucket_seconds=3_600).first_page().items)
    judge.check(f"{name} prices have a past", history and len(history) > 2, history)
    holders = judge.reads(f"{name} list_market_holders", lambda: list(
        client.list_market_holders(condition_ids=market.condition_id).iter_items()))
    judge.check(f"{name} holders hold an outcome", all(str(row.asset_id) in (first, second) for row in holders), holders)
    judge.reads(f"{name} get_resolutions", lambda: client.get_resolutions(condition_ids=market.condition_id))
    judge.refused(f"{name} the book of an unknown token", 404, "No orderbook exists for the requested token id",
                  lambda: client.get_order_book(asset_id="12345"))
