"""The simulated venue as an environment of the client, and the account of a key in it."""

import dataclasses
import json
import urllib.request

from eth_account import Account
from polymarket import RelayerApiKey
# Only the production environment is public; another one is made from its parts.
from polymarket.environments import PRODUCTION, _create_environment

KINDS = ("account", "proxy", "safe", "deposit")


def environment(url):
    """All of the venue on its one port; nothing of what is asked here goes anywhere else."""
    sockets = "ws" + url.removeprefix("http")
    nowhere = "http://127.0.0.1:1"
    config = dataclasses.replace(
        PRODUCTION._config,
        # Gamma and the CLOB share some paths; under /clob they are the CLOB's.
        clob_url=f"{url}/clob", gamma_url=url, data_url=url,
        clob_market_ws_url=f"{sockets}/ws/market", clob_user_ws_url=f"{sockets}/ws/user",
        rtds_ws_url=f"{sockets}/rtds", relayer_url=url, rpc_url=f"{url}/rpc",
        rfq_url=nowhere, builder_gateway_url=nowhere, collateral_return_url=nowhere, perps_url=nowhere,
    )
    return _create_environment(name="simulated", config=config)


def control(url, path, body):
    """What the simulator is told beside the venue's own routes."""
    request = urllib.request.Request(f"{url}{path}", json.dumps(body).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def account(url, key, wallet_type):
    """Gives the key an account with its wallet of that type alone; the wallet, and the key for its transactions."""
    owner = Account.from_key(key).address
    opened = control(url, f"/sim/owners/{owner}", {"wallet": KINDS[wallet_type]})
    made = control(url, "/sim/relayer-keys", {"address": owner})
    return opened["wallet"], RelayerApiKey(key=made["key"], address=made["address"])
