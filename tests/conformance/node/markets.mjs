// Public market data as the client reads it, and the market that is traded.
import { createHash } from "node:crypto";

import { PriceHistoryInterval, Side } from "@polymarket/clob-client-v2";

import { ask } from "./judging.mjs";

export const KINDS = ["standard", "neg-risk", "position"];
const TICKS = ["0.1", "0.01", "0.005", "0.0025", "0.001", "0.0001"];
const BOOK = {
  market: "string", asset_id: "string", timestamp: "string", bids: "array", asks: "array", min_order_size: "string",
  tick_size: "string", neg_risk: "boolean", hash: "string", last_trade_price: "string",
};

const kindOf = (row) => (row.version === "v2" ? "position" : row.negRisk ? "neg-risk" : "standard");

/** The market of that kind that trades nearest to one half, so that neither its end nor its tick is near. */
export async function choose(url, kind) {
  const rows = await ask(`${url}/markets?closed=false&limit=500`);
  const fit = rows.filter((row) => kindOf(row) === kind && row.acceptingOrders && row.bestBid && row.bestAsk);
  const distance = (row) => Math.abs(Number(JSON.parse(row.outcomePrices)[0]) - 0.5);
  const row = fit.sort((a, b) => distance(a) - distance(b))[0];
  if (row === undefined) return undefined;
  const [token, other] = JSON.parse(kind === "position" ? row.positionIds : row.clobTokenIds);
  const tick = row.orderPriceMinTickSize;
  return { kind, condition: row.conditionId, token, other, tick, negRisk: kind === "neg-risk",
           version: kind === "position" ? 3 : 2 };
}

export async function service(judge, client) {
  judge.equal("getOk", await client.getOk(), "OK");
  judge.equal("getVersion", await client.getVersion(), 2);
  judge.check("getServerTime", Number.isInteger(await client.getServerTime()), await client.getServerTime());
}

export async function listings(judge, client) {
  const lists = {
    getMarkets: (cursor) => client.getMarkets(cursor),
    getSamplingMarkets: (cursor) => client.getSamplingMarkets(cursor),
    getSimplifiedMarkets: (cursor) => client.getSimplifiedMarkets(cursor),
    getSamplingSimplifiedMarkets: (cursor) => client.getSamplingSimplifiedMarkets(cursor),
  };
  for (const [name, list] of Object.entries(lists)) {
    let page = await list();
    judge.shape(name, page, { data: "array", next_cursor: "string", limit: "number", count: "number" });
    judge.equal(`${name} counts`, page.count, page.data.length);
    judge.shape(`${name} row`, page.data[0], {
      condition_id: "string", tokens: "array", rewards: "object", active: "boolean", closed: "boolean",
      archived: "boolean", accepting_orders: "boolean",
    });
    const seen = page.data.map((row) => row.condition_id);
    while (page.next_cursor !== "LTE=") {
      page = await list(page.next_cursor);
      seen.push(...page.data.map((row) => row.condition_id));
    }
    judge.equal(`${name} shows each market once`, new Set(seen).size, seen.length);
  }
}

export async function details(judge, client, market) {
  const name = `[${market.kind}]`;
  const whole = await client.getMarket(market.condition);
  judge.equal(`${name} getMarket`, whole.tokens.map((token) => token.token_id), [market.token, market.other]);
  judge.equal(`${name} getMarket neg_risk`, whole.neg_risk, market.negRisk);
  const info = await client.getClobMarketInfo(market.condition);
  judge.shape(`${name} getClobMarketInfo`, info, {
    c: "string", t: "array", mts: "number", "nr?": "boolean", "fd?": "object", "mbf?": "number", "tbf?": "number",
    "r?": "object", "ao?": "boolean", "mos?": "number", "sd?": "number", "gst?": "string", "cbos?": "boolean",
    "aot?": "string", "rfqe?": "boolean", "itode?": "boolean", "ibce?": "boolean",
  });
  judge.check(`${name} getClobMarketInfo names r`, "r" in info, info);
  judge.shape(`${name} fd`, info.fd, { r: "number", e: "number", to: "boolean" });
  judge.check(`${name} tick is one the client knows`, TICKS.includes(info.mts.toString()), info.mts);
  judge.equal(`${name} getTickSize`, await client.getTickSize(market.token), info.mts.toString());
  judge.equal(`${name} getNegRisk`, await client.getNegRisk(market.token), market.negRisk);
  judge.equal(`${name} getFeeRateBps`, await client.getFeeRateBps(market.token), 0);
  judge.equal(`${name} getFeeExponent`, await client.getFeeExponent(market.token), 1);
}

export async function books(judge, client, market) {
  const name = `[${market.kind}]`;
  const book = await client.getOrderBook(market.token);
  judge.shape(`${name} getOrderBook`, book, BOOK);
  // The client hashes the book as it came, its own `hash` emptied: the answer's fields must stand in the venue's order.
  const computed = await client.getOrderBookHash({ ...book });
  const ordered = { market: book.market, asset_id: book.asset_id, timestamp: book.timestamp, hash: "",
    bids: book.bids.map(({ price, size }) => ({ price, size })), asks: book.asks.map(({ price, size }) => ({ price, size })),
    min_order_size: book.min_order_size, tick_size: book.tick_size, neg_risk: book.neg_risk,
    last_trade_price: book.last_trade_price };
  judge.equal(`${name} the book's hash`, book.hash, createHash("sha1").update(JSON.stringify(ordered)).digest("hex"));
  judge.equal(`${name} the book's hash as the client computes it`, computed, book.hash);
  const asked = [{ token_id: market.token, side: Side.BUY }, { token_id: market.other, side: Side.SELL }];
  const both = await client.getOrderBooks(asked);
  judge.equal(`${name} getOrderBooks`, both.map((book) => book.asset_id), [market.token, market.other]);
  const prices = await client.getPrices(asked);
  judge.shape(`${name} getPrices`, prices[market.token], { BUY: "string" });
  judge.shape(`${name} getPrices of the other`, prices[market.other], { SELL: "string" });
  judge.shape(`${name} getPrice`, await client.getPrice(market.token, "BUY"), { price: "string" });
  judge.shape(`${name} getMidpoint`, await client.getMidpoint(market.token), { mid: "string" });
  const flat = { [market.token]: "string", [market.other]: "string" };
  judge.shape(`${name} getMidpoints`, await client.getMidpoints(asked), flat);
  judge.shape(`${name} getSpread`, await client.getSpread(market.token), { spread: "string" });
  judge.shape(`${name} getSpreads`, await client.getSpreads(asked), flat);
  const last = { price: "string", side: "string" };
  judge.shape(`${name} getLastTradePrice`, await client.getLastTradePrice(market.token), last);
  const lasts = await client.getLastTradesPrices(asked);
  judge.equal(`${name} getLastTradesPrices`, lasts.length, 2);
  judge.shape(`${name} getLastTradesPrices row`, lasts[0], { ...last, token_id: "string" });
  const history = await client.getPricesHistory({
    market: market.token, interval: PriceHistoryInterval.ONE_DAY, fidelity: 10,
  });
  judge.shape(`${name} getPricesHistory`, history.history[0], { t: "number", p: "number" });
  for (const event of (await client.getMarketTradesEvents(market.condition)).slice(0, 3)) {
    judge.shape(`${name} getMarketTradesEvents`, event, {
      event_type: "string", market: "object", user: "object", side: "string", size: "string", fee_rate_bps: "string",
      price: "string", outcome: "string", outcome_index: "number", transaction_hash: "string", timestamp: "string",
    });
  }
}
