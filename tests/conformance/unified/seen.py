"""What the official unified Python client sees of an account, as one line of JSON: open orders, trades, balances.

    python seen.py --url https://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --tokens 1,2

It changes nothing but, where there is none yet, the API key that every client of the key derives.
"""

import argparse
import json
import sys

from polymarket import SecureClient

from venue import environment


def main():
    asked = arguments()
    client = SecureClient.create(private_key=asked.key, wallet=asked.funder, environment=environment(asked.url))
    owner = client.credentials.key
    shares = {token: str(client.get_balance_allowance(asset_type="CONDITIONAL", asset_id=token).balance)
              for token in asked.tokens.split(",") if token}
    print(json.dumps({
        "orders": [order(row) for row in client.list_open_orders().iter_items()],
        "trades": [part for row in client.list_account_trades().iter_items() for part in own(row, owner)],
        "cash": str(client.get_balance_allowance(asset_type="COLLATERAL").balance),
        "shares": shares,
    }))
    return 0


def order(row):
    return {"id": row.id, "asset": str(row.asset_id), "side": row.side, "price": f"{row.price:f}",
            "size": f"{row.original_size:f}", "matched": f"{row.size_matched:f}"}


def own(row, owner):
    """Our parts in a trade: the taker's, or those of our orders among the makers'."""
    if row.trader_side == "TAKER":
        return [{"trade": row.id, "order": row.taker_order_id, "asset": str(row.asset_id), "side": row.side,
                 "price": f"{row.price:f}", "shares": f"{row.size:f}", "status": row.status}]
    return [{"trade": row.id, "order": maker.order_id, "asset": str(maker.asset_id), "side": maker.side,
             "price": f"{maker.price:f}", "shares": f"{maker.matched_amount:f}", "status": row.status}
            for maker in row.maker_orders if maker.owner == owner]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True, help="the wallet's private key, worthless")
    parser.add_argument("--wallet-type", type=int, required=True, choices=range(4))
    parser.add_argument("--funder", required=True, help="the wallet of that type")
    parser.add_argument("--tokens", required=True, help="whose shares are asked for, between commas")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
