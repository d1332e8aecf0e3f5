"""The official Python client against a venue: one wallet, every route, every documented refusal.

    python judge.py --url http://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --balance 10000

Ends with 0 when everything held, with 1 when something did not; each failure is a line of its own.
"""

import argparse
import logging
import sys

from py_clob_client_v2.client import ClobClient

import account
import markets
import refusals
import trading
from judging import Judge


def main():
    asked = arguments()
    # The client logs every refusal as an error; here most of them are wanted.
    logging.disable(logging.CRITICAL)
    judge = Judge()
    client = ClobClient(asked.url, 137, asked.key, signature_type=asked.wallet_type, funder=asked.funder)
    judge.group("service", markets.service, client)
    judge.group("listings", markets.listings, client)
    judge.group("keys", account.keys, client)
    for kind in markets.KINDS:
        market = markets.choose(asked.url, kind)
        if market is None:
            judge.check(f"there is a {kind} market", kind not in asked.require.split(","))
            print(f"no {kind} market in this world")
            continue
        trade(judge, client, market, asked)
    if asked.heartbeats:
        judge.group("heartbeats", trading.heartbeats, client, markets.choose(asked.url, "standard"), asked.url)
    print(f"{judge.passed} checks held, {len(judge.failed)} did not")
    return 1 if judge.failed else 0


def trade(judge, client, market, asked):
    name = f"[{market.kind}]"
    judge.group(f"{name} details", markets.details, client, market)
    judge.group(f"{name} books", markets.books, client, market)
    if market.kind == "standard":
        judge.group("balances", account.balances, client, market, asked.balance)
        judge.group("rewards", account.rewards, client, market.condition)
        judge.group("identity", refusals.identity, client, market)
    judge.group(f"{name} resting", trading.resting, client, market)
    judge.group(f"{name} until", trading.until, client, market, asked.url)
    judge.group(f"{name} filled", trading.filled, client, market)
    judge.group(f"{name} versions", refusals.versions, client, market)
    judge.group(f"{name} rules", refusals.rules, client, market, asked.balance)
    judge.group(f"{name} batches", trading.batches, client, market)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True, help="the wallet's private key, worthless")
    parser.add_argument("--wallet-type", type=int, required=True, choices=range(4))
    parser.add_argument("--funder", required=True, help="the wallet of that type")
    parser.add_argument("--balance", type=int, required=True, help="pUSD that the venue gives a new account")
    parser.add_argument("--require", default="standard", help="kinds of markets that must be there")
    parser.add_argument("--heartbeats", action="store_true", help="also let venue time run until a heart stops")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
