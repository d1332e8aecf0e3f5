// The official TypeScript client against a venue: one wallet, every route, the documented refusals.
//
//   node judge.mjs --url http://127.0.0.1:PORT --key 0x… --wallet-type 3 --funder 0x… --balance 10000
//
// Ends with 0 when everything held, with 1 when something did not; each failure is a line of its own.
import { parseArgs } from "node:util";

import { createWalletClient, custom } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { balances, connector, keys, rewards } from "./account.mjs";
import { Judge } from "./judging.mjs";
import { KINDS, books, choose, details, listings, service } from "./markets.mjs";
import { identity, rules, versions } from "./refusals.mjs";
import { batches, filled, heartbeats, resting, until } from "./trading.mjs";

const text = { type: "string" };
const { values: asked } = parseArgs({
  options: { url: text, key: text, "wallet-type": text, funder: text, balance: text,
             require: { ...text, default: "standard" } },
});
const account = privateKeyToAccount(asked.key);
// Nothing here speaks to a chain.
const transport = custom({ request: () => Promise.reject(new Error("there is no chain here")) });
const signer = createWalletClient({ account, transport });
const connect = connector(asked.url, signer, Number(asked["wallet-type"]), asked.funder);

const judge = new Judge();
const state = {};
await judge.group("service", service, connect({}));
await judge.group("listings", listings, connect({}));
await judge.group("keys", keys, connect, state);
const client = connect({ creds: state.creds });
for (const kind of KINDS) {
  const market = await choose(asked.url, kind);
  if (market === undefined) {
    judge.check(`there is a ${kind} market`, !asked.require.split(",").includes(kind));
    console.log(`no ${kind} market in this world`);
    continue;
  }
  const group = (name, checks, ...given) => judge.group(`[${kind}] ${name}`, checks, client, market, ...given);
  await group("details", details);
  await group("books", books);
  if (kind === "standard") {
    await group("balances", balances, Number(asked.balance));
    await judge.group("rewards", rewards, client, market.condition);
    await group("identity", identity);
  }
  await group("resting", resting);
  await group("until", until, asked.url);
  await group("filled", filled);
  await group("versions", versions);
  await group("rules", rules, Number(asked.balance));
  await group("batches", batches);
}
await judge.group("heartbeats", heartbeats, client);
console.log(`${judge.passed} checks held, ${judge.failed.length} did not`);
process.exitCode = judge.failed.length > 0 ? 1 : 0;
