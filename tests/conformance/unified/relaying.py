"""What a wallet does on chain through the relayer: missing approvals found and given."""

from venue import control

UNLIMITED = 2**256 - 1


def approvals(judge, client, url):
    state = judge.reads("get_trading_approvals_state", client.get_trading_approvals_state)
    judge.check("a new account has approved everything", state.is_fully_approved, state)
    control(url, f"/sim/accounts/{client.wallet}", {"approvals": False})
    state = client.get_trading_approvals_state()
    judge.check("what was taken back is missing", not state.is_fully_approved and len(state.missing.erc20) >= 4, state)
    cash = client.get_balance_allowance(asset_type="COLLATERAL")
    judge.equal("the balance's answer allows nothing", set(cash.allowances.values()), {0})
    # The client reads the chain, signs what is missing as one transaction, submits it and waits until it is confirmed.
    judge.reads("setup_trading_approvals", lambda: client.setup_trading_approvals())
    state = client.get_trading_approvals_state()
    judge.check("nothing is missing any more", state.is_fully_approved, state)
    cash = client.get_balance_allowance(asset_type="COLLATERAL")
    judge.equal("the balance's answer allows everything", set(cash.allowances.values()), {UNLIMITED})


def profiles(judge, client, owner):
    for address in (owner, client.wallet):
        profile = judge.reads(f"get_public_profile {address}", lambda address=address: client.get_public_profile(address))
        judge.equal("the profile names the account's wallet", str(profile.wallet).lower(), client.wallet.lower())

