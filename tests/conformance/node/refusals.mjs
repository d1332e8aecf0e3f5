// Orders that must be refused, each with the documented words.
import { OrderType, Side } from "@polymarket/clob-client-v2";

import { far, limitOrder } from "./trading.mjs";

const ZERO = `0x${"00".repeat(20)}`;

export async function identity(judge, client, market) {
  const good = await limitOrder(client, market, far(market), 20);
  const post = (changes) => () => client.postOrder({ ...good, ...changes }, OrderType.GTC);
  const signer = "the order signer address has to be the address of the API KEY";
  await judge.refused("another signer", 400, signer, post({ signer: ZERO }));
  await judge.refused("a changed amount", 400, "invalid signature", post({ takerAmount: "21000000" }));
  await judge.refused("a cut signature", 400, "invalid signature", post({ signature: "0x1234" }));
  await judge.refused("no token", 400, "Invalid order payload", post({ tokenId: "x" }));
}

/** Signed for another exchange than the token's. */
export async function versions(judge, client, market) {
  const wish = { tokenID: market.token, price: far(market), size: 20, side: Side.BUY };
  const post = async (options) => client.postOrder(await client.createOrder(wish, options), OrderType.GTC);
  if (market.kind !== "position") {
    const other = () => post({ version: 2, negRisk: !market.negRisk });
    await judge.refused("signed for the other contract", 400, "invalid signature", other);
  }
  const version = market.kind === "position" ? 2 : 3;
  await judge.refused("signed for the other version", 400, "order_version_mismatch", () => post({ version }));
  if (client.signatureType !== 3) {
    const first = () => post({ version: 1 });
    await judge.refused("an order of the first exchange", 400, "order_version_mismatch", first);
  }
}

export async function rules(judge, client, market, balance) {
  const name = `[${market.kind}]`;
  const small = await limitOrder(client, market, far(market), 4);
  const rest = () => client.postOrder(small, OrderType.GTC);
  await judge.refused(`${name} too small to rest`, 400, "Size (4) lower than the minimum: 5", rest);
  const rich = await limitOrder(client, market, 0.5, balance * 4);
  const pay = () => client.postOrder(rich, OrderType.GTC);
  await judge.refused(`${name} more than the balance`, 400, "not enough balance / allowance: the balance is not", pay);
  const sale = await limitOrder(client, market, 0.99, 900, { side: Side.SELL });
  const sell = () => client.postOrder(sale, OrderType.GTC);
  await judge.refused(`${name} shares not held`, 400, "not enough balance / allowance: the balance is not", sell);
  const book = () => client.getOrderBook("12345");
  await judge.refused(`${name} an unknown token`, 404, "No orderbook exists for the requested token id", book);
  if (market.kind !== "position") return;
  // The client's own form of exact amounts.
  const exact = await client.createExchangeV3OrderFromAmounts({
    tokenID: market.token, makerAmount: String(Math.round(far(market) * 20e6)), takerAmount: "20000000", side: Side.BUY,
  });
  const answer = await client.postOrder(exact, OrderType.GTC);
  judge.equal(`${name} an order from exact amounts rests`, answer.status, "live");
}
