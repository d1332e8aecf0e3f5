// API keys and what a key's holder sees of itself.
import { AssetType, ClobClient } from "@polymarket/clob-client-v2";

const UNAUTHORIZED = "Unauthorized/Invalid api key";

/** Created, derived, listed, deleted; gives the key of nonce 0. */
export async function keys(judge, connect, state) {
  const calm = connect({ throwOnError: false });
  const client = connect({});
  // The client derives only where creating gave no key instead of throwing.
  const made = await calm.createOrDeriveApiKey();
  state.creds = made;
  judge.shape("createOrDeriveApiKey", made, { key: "string", secret: "string", passphrase: "string" });
  judge.equal("deriveApiKey gives the same key", await client.deriveApiKey(), made);
  await judge.refused("createApiKey twice", 400, "Could not create api key", () => client.createApiKey());
  const unused = () => client.deriveApiKey(987_654);
  await judge.refused("deriveApiKey of a nonce never used", 400, "Could not derive api key!", unused);
  const holder = connect({ creds: made });
  const listed = await holder.getApiKeys();
  judge.check("getApiKeys holds the key", JSON.stringify(listed.apiKeys).includes(made.key), listed);
  const second = connect({ creds: await client.createApiKey(7) });
  judge.equal("deleteApiKey", await second.deleteApiKey(), "OK");
  await judge.refused("a deleted key", 401, UNAUTHORIZED, () => second.getApiKeys());
  const wrong = connect({ creds: { ...made, secret: "AAAA" } });
  await judge.refused("a wrong secret", 401, UNAUTHORIZED, () => wrong.getApiKeys());
  const elsewhere = connect({ chain: 80_002 });
  await judge.refused("a proof for another chain", 401, "Invalid L1 Request headers", () => elsewhere.deriveApiKey());
  const readonly = await holder.createReadonlyApiKey();
  judge.check("getReadonlyApiKeys", (await holder.getReadonlyApiKeys()).includes(readonly.apiKey), readonly);
  judge.equal("deleteReadonlyApiKey", await holder.deleteReadonlyApiKey(readonly.apiKey), true);
  judge.shape("getClosedOnlyMode", await holder.getClosedOnlyMode(), { closed_only: "boolean" });
}

export async function balances(judge, client, market, balance) {
  const cash = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL });
  judge.shape("getBalanceAllowance", cash, { balance: "string", allowances: "object" });
  judge.equal("the balance of a new account", cash.balance, `${balance}000000`);
  const shares = { asset_type: AssetType.CONDITIONAL, token_id: market.token };
  judge.equal("no shares yet", (await client.getBalanceAllowance(shares)).balance, "0");
  await client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL });
  await client.updateBalanceAllowance(shares);
}

export async function scoring(judge, client, order) {
  judge.shape("isOrderScoring", await client.isOrderScoring({ order_id: order }), { scoring: "boolean" });
  judge.shape("areOrdersScoring", await client.areOrdersScoring({ orderIds: [order] }), { [order]: "boolean" });
}

/** After a fill of `order`: told, then dropped. */
export async function notifications(judge, client, order) {
  const told = await client.getNotifications();
  const fills = told.filter((row) => row.type === 2 && row.payload.order_id === order);
  judge.check("getNotifications tells of a fill", fills.length >= 1, told);
  judge.shape("a notification", fills[0], { type: "number", owner: "string", payload: "object" });
  await client.dropNotifications({ ids: fills.map((row) => String(row.id)) });
  const left = (await client.getNotifications()).map((row) => row.id);
  judge.check("dropNotifications", fills.every((row) => !left.includes(row.id)), left);
}

/** The venue pays no rewards: every list is there, and empty. */
export async function rewards(judge, client, condition) {
  judge.equal("getCurrentRewards", await client.getCurrentRewards(), []);
  judge.equal("getRawRewardsForMarket", await client.getRawRewardsForMarket(condition), []);
  judge.equal("getEarningsForUserForDay", await client.getEarningsForUserForDay("2026-11-22"), []);
  judge.equal("getTotalEarningsForUserForDay", await client.getTotalEarningsForUserForDay("2026-11-22"), []);
  judge.equal("getUserEarningsAndMarketsConfig", await client.getUserEarningsAndMarketsConfig("2026-11-22"), []);
  judge.equal("getRewardPercentages", await client.getRewardPercentages(), {});
  judge.equal("getPreMigrationOrders", await client.getPreMigrationOrders(), []);
}

/** Makes clients that differ in what is given. */
export function connector(url, signer, signatureType, funderAddress) {
  return (changes) =>
    new ClobClient({ host: url, chain: 137, signer, signatureType, funderAddress, throwOnError: true, ...changes });
}
