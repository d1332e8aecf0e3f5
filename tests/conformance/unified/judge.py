"""The official unified Python client against a venue: what Pilotfish reads of traders and markets, and one wallet's orders.

    python judge.py --url http://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --balance 10000

Ends with 0 when everything held, with 1 when something did not; each failure is a line of its own.
"""

import argparse
import sys

from polymarket import PublicClient, SecureClient

import public
import relaying
import trading
from judging import Judge
from venue import account, environment

KINDS = ("standard", "neg-risk", "position")


def main():
    asked = arguments()
    judge = Judge()
    there = environment(asked.url)
    # Everything public is the same for every wallet: one look is enough.
    client = PublicClient(there)
    if asked.public:
        judge.group("traders", public.traders, client)
        judge.group("markets", public.markets, client)
    wallet, relayer_key = account(asked.url, asked.key, asked.wallet_type)
    judge.equal("the account's wallet", wallet, asked.funder.lower())
    own = judge.reads("SecureClient.create", lambda: SecureClient.create(
        private_key=asked.key, wallet=asked.funder, environment=there, api_key=relayer_key))
    if own is not None:
        judge.equal("the wallet's type", own.wallet_type, WALLET_TYPES[asked.wallet_type])
        judge.group("account", trading.account, own, asked.balance)
        judge.group("profiles", relaying.profiles, own, relayer_key.address)
        # A key's own account pays for its transactions itself; the relayer is for the others.
        if asked.wallet_type != 0:
            judge.group("approvals", relaying.approvals, own, asked.url)
        for kind in KINDS:
            trade(judge, client, own, asked, kind)
    print(f"{judge.passed} checks held, {len(judge.failed)} did not")
    return 1 if judge.failed else 0


def trade(judge, client, own, asked, kind):
    market = public.choose(client, asked.url, kind)
    if market is None:
        judge.check(f"there is a {kind} market", kind not in asked.require.split(","))
        print(f"no {kind} market in this world")
        return
    name = f"[{kind}]"
    judge.group(f"{name} books", public.books, client, market, kind)
    judge.group(f"{name} resting", trading.resting, own, market, kind, asked.url)
    judge.group(f"{name} filled", trading.filled, own, market, kind)
    judge.group(f"{name} refusals", trading.refusals, own, market, kind, asked.balance)
    judge.group(f"{name} batches", trading.batches, own, market, kind)
    judge.group(f"{name} streams", trading.streams, own, market, kind, asked.key)


WALLET_TYPES = ("EOA", "POLY_PROXY", "GNOSIS_SAFE", "DEPOSIT_WALLET")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--key", required=True, help="the wallet's private key, worthless")
    parser.add_argument("--wallet-type", type=int, required=True, choices=range(4))
    parser.add_argument("--funder", required=True, help="the wallet of that type")
    parser.add_argument("--balance", type=int, required=True, help="pUSD that the venue gives a new account")
    parser.add_argument("--require", default="standard", help="kinds of markets that must be there")
    parser.add_argument("--public", action="store_true", help="also look at everything that is the same for every wallet")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
