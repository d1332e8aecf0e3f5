"""API keys and what a key's holder sees of itself."""

from py_clob_client_v2.client import ClobClient
from py_clob_client_v2.clob_types import ApiCreds, BalanceAllowanceParams, DropNotificationParams
from py_clob_client_v2.clob_types import OrderScoringParams, OrdersScoringParams

from judging import LIST, TABLE, TEXT, YES_NO

UNAUTHORIZED = "Unauthorized/Invalid api key"


def keys(judge, client):
    """Created, derived, listed, deleted; the client comes out with the key of nonce 0."""
    made = client.create_or_derive_api_key()
    judge.equal("derive_api_key gives the same key", client.derive_api_key(), made)
    judge.equal("create_or_derive_api_key again", client.create_or_derive_api_key(), made)
    judge.refused("create_api_key twice", 400, "Could not create api key", client.create_api_key)
    judge.refused("derive_api_key of a nonce never used", 400, "Could not derive api key!",
                  lambda: client.derive_api_key(987_654))
    client.set_api_creds(made)
    listed = client.get_api_keys()
    judge.shape("get_api_keys", listed, {"apiKeys": LIST})
    judge.check("get_api_keys holds the key", made.api_key in str(listed["apiKeys"]), listed)
    second = client.create_api_key(7)
    judge.check("another nonce, another key", second.api_key != made.api_key, second)
    client.set_api_creds(second)
    judge.equal("delete_api_key", client.delete_api_key(), "OK")
    judge.refused("a deleted key", 401, UNAUTHORIZED, client.get_api_keys)
    judge.refused("deriving a deleted key", 400, "Could not derive api key!", lambda: client.derive_api_key(7))
    again = client.create_api_key(7)
    client.set_api_creds(again)
    judge.shape("a key made anew works", client.get_api_keys(), {"apiKeys": LIST})
    client.delete_api_key()
    client.set_api_creds(made)
    wrong = ApiCreds(api_key=made.api_key, api_secret="AAAA", api_passphrase=made.api_passphrase)
    judge.refused("a wrong secret", 401, UNAUTHORIZED,
                  ClobClient(client.host, client.chain_id, client.signer.private_key, wrong).get_api_keys)
    foreign = "0x" + "42" * 32
    judge.refused("another's key", 401, UNAUTHORIZED,
                  ClobClient(client.host, client.chain_id, foreign, made).get_api_keys)
    judge.refused("a proof for another chain", 401, "Invalid L1 Request headers",
                  ClobClient(client.host, 80_002, client.signer.private_key).derive_api_key)
    readonly = client.create_readonly_api_key()
    judge.shape("create_readonly_api_key", readonly, {"apiKey": TEXT})
    judge.check("get_readonly_api_keys", readonly["apiKey"] in client.get_readonly_api_keys(), readonly)
    judge.equal("delete_readonly_api_key", client.delete_readonly_api_key(readonly["apiKey"]), True)
    judge.shape("get_closed_only_mode", client.get_closed_only_mode(), {"closed_only": YES_NO})


def balances(judge, client, market, balance):
    cash = client.get_balance_allowance(BalanceAllowanceParams(asset_type="COLLATERAL"))
    judge.shape("get_balance_allowance", cash, {"balance": TEXT, "allowances": TABLE})
    judge.equal("the balance of a new account", cash["balance"], str(balance * 1_000_000))
    judge.check("all contracts are approved", len(cash["allowances"]) >= 3 and "0" not in cash["allowances"].values(),
                cash)
    shares = BalanceAllowanceParams(asset_type="CONDITIONAL", token_id=market.token)
    judge.equal("no shares yet", client.get_balance_allowance(shares)["balance"], "0")
    for asked in (BalanceAllowanceParams(asset_type="COLLATERAL"), shares):
        client.update_balance_allowance(asked)
    judge.check("update_balance_allowance", True)


def scoring(judge, client, order_id):
    judge.shape("is_order_scoring", client.is_order_scoring(OrderScoringParams(orderId=order_id)), {"scoring": YES_NO})
    judge.shape("are_orders_scoring", client.are_orders_scoring(OrdersScoringParams(orderIds=[order_id])),
                {order_id: YES_NO})


def notifications(judge, client, api_key, order_id):
    """After a fill of `order_id`: told, then dropped."""
    told = client.get_notifications()
    fills = [row for row in told if row["type"] == 2 and row["payload"]["order_id"] == order_id]
    if not judge.check("get_notifications tells of a fill", len(fills) >= 1, told):
        return
    judge.equal("a notification's owner", fills[0]["owner"], api_key)
    judge.shape("a notification's payload", fills[0]["payload"], {
        "asset_id": TEXT, "condition_id": TEXT, "eventSlug": TEXT, "icon": TEXT, "image": TEXT, "market": TEXT,
        "market_slug": TEXT, "matched_size": TEXT, "order_id": TEXT, "original_size": TEXT, "outcome": TEXT,
        "outcome_index": int, "owner": TEXT, "price": TEXT, "question": TEXT, "remaining_size": TEXT,
        "seriesSlug": TEXT, "side": TEXT, "trade_id": TEXT, "transaction_hash": TEXT, "type": TEXT,
    })
    client.drop_notifications(DropNotificationParams(ids=[str(row["id"]) for row in fills]))
    left = [row["id"] for row in client.get_notifications()]
    judge.check("drop_notifications", all(row["id"] not in left for row in fills), left)


def rewards(judge, client, condition):
    """The venue pays no rewards: every list is there, and empty."""
    judge.equal("get_current_rewards", client.get_current_rewards(), [])
    judge.equal("get_raw_rewards_for_market", client.get_raw_rewards_for_market(condition), [])
    judge.equal("get_earnings_for_user_for_day", client.get_earnings_for_user_for_day("2026-11-22"), [])
    judge.equal("get_total_earnings_for_user_for_day", client.get_total_earnings_for_user_for_day("2026-11-22"), [])
    judge.equal("get_user_earnings_and_markets_config",
                client.get_user_earnings_and_markets_config("2026-11-22"), [])
    judge.equal("get_reward_percentages", client.get_reward_percentages(), {})
    judge.equal("get_pre_migration_orders", client.get_pre_migration_orders(), [])
