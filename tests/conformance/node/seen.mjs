// What the official TypeScript client sees of an account, as one line of JSON: open orders, trades, balances.
//
//   node seen.mjs --url https://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --tokens 1,2
//
// It changes nothing but, where there is none yet, the API key that every client of the key derives.
import { parseArgs } from "node:util";

import { AssetType } from "@polymarket/clob-client-v2";
import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { connector } from "./account.mjs";

const text = { type: "string" };
const { values: asked } = parseArgs({
  options: { url: text, key: text, "wallet-type": text, funder: text, tokens: text },
});
// Nothing here speaks to a chain.
const transport = custom({ request: () => Promise.reject(new Error("there is no chain here")) });
const signer = createWalletClient({ account: privateKeyToAccount(asked.key), transport });
const connect = connector(asked.url, signer, Number(asked["wallet-type"]), asked.funder);
const creds = await connect({ throwOnError: false }).createOrDeriveApiKey();
const client = connect({ creds });

const order = (row) => ({
  id: row.id, asset: row.asset_id, side: row.side, price: row.price, size: row.original_size, matched: row.size_matched,
});

/** Our parts in a trade: the taker's, or those of our orders among the makers'. */
function own(row) {
  const whole = { trade: row.id, status: row.status };
  if (row.trader_side === "TAKER") {
    const { taker_order_id, asset_id, side, price, size } = row;
    return [{ ...whole, order: taker_order_id, asset: asset_id, side, price, shares: size }];
  }
  return row.maker_orders
    .filter((maker) => maker.owner === creds.key)
    .map((maker) => ({
      ...whole, order: maker.order_id, asset: maker.asset_id, side: maker.side, price: maker.price,
      shares: maker.matched_amount,
    }));
}

const shares = {};
for (const token of asked.tokens.split(",").filter(Boolean)) {
  const held = await client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: token });
  shares[token] = held.balance;
}
const cash = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL });
const [orders, trades] = [await client.getOpenOrders(), await client.getTrades()];
console.log(JSON.stringify({ orders: orders.map(order), trades: trades.flatMap(own), cash: cash.balance, shares }));
