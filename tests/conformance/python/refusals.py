"""Orders that must be refused, each with the documented words."""

import json

from py_clob_client_v2.clob_types import CreateOrderOptions, OrderArgs, OrderArgsV1, OrderType
from py_clob_client_v2.order_builder.builder import OrderBuilder
from py_clob_client_v2.order_utils.exchange_order_builder_v2 import ExchangeOrderBuilderV2
from py_clob_client_v2.order_utils.model.order_data_v2 import OrderDataV2, order_to_json_v2

from trading import exchange_of, far, limit_order

ZERO = "0x" + "00" * 20


def signed(client, market, maker_amount, taker_amount, side=0, **changes):
    """An order with exactly these amounts, past the client's own checks."""
    builder = ExchangeOrderBuilderV2(exchange_of(market), client.chain_id, client.signer,
                                     domain_version=str(market.exchange_version()))
    return builder.build_signed_order(OrderDataV2(**{
        "maker": client.builder.funder, "tokenId": market.token, "makerAmount": str(maker_amount),
        "takerAmount": str(taker_amount), "side": side, "signer": client.builder._v2_order_signer(),
        "signatureType": client.builder.signature_type, **changes,
    }))


def post_raw(client, order, order_type="GTC", **changes):
    """The order's wire form with fields changed after it was signed."""
    body = order_to_json_v2(order, changes.pop("owner", client.creds.api_key), order_type)
    body["order"].update(changes)
    text = json.dumps(body, separators=(",", ":"))
    headers = client._l2_headers("POST", "/order", body=body, serialized_body=text)
    return client._post(f"{client.host}/order", headers=headers, data=text)


def identity(judge, client, market):
    good = limit_order(client, market, far(market), 20)
    judge.refused("another owner", 400, "the order owner has to be the owner of the API KEY",
                  lambda: post_raw(client, good, owner="00000000-0000-0000-0000-000000000000"))
    signer = "the order signer address has to be the address of the API KEY"
    judge.refused("another signer", 400, signer, lambda: post_raw(client, good, signer=ZERO))
    judge.refused("another's wallet", 400, "", lambda: post_raw(client, good, maker=ZERO))
    judge.refused("a changed amount", 400, "invalid signature", lambda: post_raw(client, good, takerAmount="21000000"))
    judge.refused("a cut signature", 400, "invalid signature", lambda: post_raw(client, good, signature="0x1234"))
    judge.refused("a wallet type there is not", 400, "Invalid order payload",
                  lambda: post_raw(client, good, signatureType=9))
    for field, value in (("salt", "many"), ("tokenId", "x"), ("makerAmount", "-1"), ("side", "HOLD")):
        judge.refused(f"{field} {value}", 400, "Invalid order payload",
                      lambda field=field, value=value: post_raw(client, good, **{field: value}))
    judge.refused("an order type there is not", 400, "Invalid order payload",
                  lambda: post_raw(client, good, order_type="IOC"))


def versions(judge, client, market):
    """Signed for another exchange than the token's."""
    options = CreateOrderOptions(tick_size=market.tick_text, neg_risk=not market.neg_risk)
    args = OrderArgs(token_id=market.token, price=far(market), size=20, side="BUY")
    if market.kind != "position":
        judge.refused("signed for the other contract", 400, "invalid signature",
                      lambda: client.post_order(client.builder.build_order(args, options, version=2)))
    other = 2 if market.kind == "position" else 3
    options = CreateOrderOptions(tick_size=market.tick_text, neg_risk=False)
    judge.refused("signed for the other version", 400, "order_version_mismatch",
                  lambda: client.post_order(client.builder.build_order(args, options, version=other)))
    old = OrderArgsV1(token_id=market.token, price=far(market), size=20, side="BUY")
    if int(client.builder.signature_type) != 3:
        judge.refused("an order of the first exchange", 400, "order_version_mismatch",
                      lambda: client.post_order(client.builder.build_order(old, options, version=1)))


def rules(judge, client, market, balance):
    name = f"[{market.kind}]"
    odd = round(market.tick * 10.5 * 1e6)
    judge.refused(f"{name} a price between ticks", 400, "breaks minimum tick size rule",
                  lambda: client.post_order(signed(client, market, odd * 20, 20_000_000)))
    judge.refused(f"{name} a price of 1", 400, "breaks minimum tick size rule",
                  lambda: client.post_order(signed(client, market, 20_000_000, 20_000_000)))
    judge.refused(f"{name} too small to rest", 400, "Size (4) lower than the minimum: 5",
                  lambda: client.post_order(limit_order(client, market, far(market), 4)))
    judge.refused(f"{name} too small to take", 400, "min size: $1",
                  lambda: client.post_order(signed(client, market, 990_000, 1_000_000), OrderType.FAK))
    wanted = balance * 2_000_000
    body = judge.refused(f"{name} more than the balance", 400, "not enough balance / allowance: the balance is not",
                         lambda: client.post_order(signed(client, market, wanted, wanted * 2)))
    judge.check(f"{name} the balance is told in base units", "-> balance: " in str(body), body)
    judge.refused(f"{name} shares not held", 400, "not enough balance / allowance: the balance is not enough",
                  lambda: client.post_order(signed(client, market, 900_000_000, 450_000_000, side=1)))
    judge.refused(f"{name} three decimals of dollars", 400,
                  "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals, "
                  "taker amount a max of 4 decimals",
                  lambda: client.post_order(signed(client, market, 5_001_000, 10_000_000), OrderType.FAK))
    judge.refused(f"{name} three decimals of shares", 400,
                  "invalid amounts, the market sell orders maker amount supports a max accuracy of 2 decimals, "
                  "taker amount a max of 4 decimals",
                  lambda: client.post_order(signed(client, market, 5_001_000, 2_000_000, side=1), OrderType.FAK))
    nowhere = signed(client, market, 5_000_000, 10_000_000, tokenId="12345")
    judge.refused(f"{name} an unknown token", 400, "", lambda: client.post_order(nowhere))
    judge.refused(f"{name} the book of an unknown token", 404, "No orderbook exists for the requested token id",
                  lambda: client.get_order_book("12345"))
