"""What the official Python client sees of an account, as one line of JSON: open orders, trades, balances.

    python seen.py --url https://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --tokens 1,2

It changes nothing but, where there is none yet, the API key that every client of the key derives.
"""

import argparse
import json
import sys

from py_clob_client_v2.client import ClobClient
from py_clob_client_v2.clob_types import BalanceAllowanceParams


def main():
    asked = arguments()
    client = ClobClient(asked.url, 137, asked.key, signature_type=asked.wallet_type, funder=asked.funder)
    client.set_api_creds(client.create_or_derive_api_key())
    cash = client.get_balance_allowance(BalanceAllowanceParams(asset_type="COLLATERAL"))
    shares = {token: balance(client, token) for token in asked.tokens.split(",") if token}
    print(json.dumps({
        "orders": [order(row) for row in client.get_open_orders()],
        "trades": [part for row in client.get_trades() for part in own(row, client.creds.api_key)],
        "cash": cash["balance"],
        "shares": shares,
    }))
    return 0


def balance(client, token):
    return client.get_balance_allowance(BalanceAllowanceParams(asset_type="CONDITIONAL", token_id=token))["balance"]


def order(row):
    return {"id": row["id"], "asset": row["asset_id"], "side": row["side"], "price": row["price"],
            "size": row["original_size"], "matched": row["size_matched"]}


def own(row, owner):
    """Our parts in a trade: the taker's, or those of our orders among the makers'."""
    if row["trader_side"] == "TAKER":
        return [{"trade": row["id"], "order": row["taker_order_id"], "asset": row["asset_id"], "side": row["side"],
                 "price": row["price"], "shares": row["size"], "status": row["status"]}]
    return [{"trade": row["id"], "order": maker["order_id"], "asset": maker["asset_id"], "side": maker["side"],
             "price": maker["price"], "shares": maker["matched_amount"], "status": row["status"]}
            for maker in row["maker_orders"] if maker["owner"] == owner]


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
