// Orders of every kind: posted, looked up, filled, cancelled.
import { AssetType, OrderType, Side } from "@polymarket/clob-client-v2";

import { notifications, scoring } from "./account.mjs";
import { ask } from "./judging.mjs";

const ANSWER = {
  success: "boolean", errorMsg: "string", orderID: "string", status: "string", makingAmount: "string",
  takingAmount: "string",
};
const OPEN_ORDER = {
  id: "string", status: "string", owner: "string", maker_address: "string", market: "string", asset_id: "string",
  side: "string", original_size: "string", size_matched: "string", price: "string", associate_trades: "array",
  outcome: "string", created_at: "number", expiration: "string", order_type: "string",
};
const TRADE = {
  id: "string", taker_order_id: "string", market: "string", asset_id: "string", side: "string", size: "string",
  fee_rate_bps: "string", price: "string", status: "string", match_time: "string", last_update: "string",
  outcome: "string", bucket_index: "number", owner: "string", maker_address: "string", maker_orders: "array",
  "transaction_hash?": "string", "err_msg?": "string", trader_side: "string",
};
const MAKER_ORDER = {
  order_id: "string", owner: "string", maker_address: "string", matched_amount: "string", price: "string",
  fee_rate_bps: "string", asset_id: "string", outcome: "string", "side?": "string",
};
const UNKNOWN = `0x${"ab".repeat(32)}`;

/** A price at which a purchase rests. */
export const far = (market, steps = 3) => Number((market.tick * steps).toFixed(4));

/** So many shares as so many dollars buy at that price: what takes must be worth one at least. */
const worth = (market, dollars) => Number((dollars / far(market)).toFixed(2));

export function limitOrder(client, market, price, size, changes = {}) {
  const wish = { tokenID: market.token, price, size, side: Side.BUY, ...changes };
  return client.createOrder(wish, { version: market.version });
}

function marketOrder(client, market, amount, side, orderType, price) {
  return client.createMarketOrder({ tokenID: market.token, amount, side, orderType, price }, { version: market.version });
}

export async function resting(judge, client, market) {
  const name = `[${market.kind}]`;
  const order = await limitOrder(client, market, far(market), 20);
  const answer = await client.postOrder(order, OrderType.GTC);
  judge.shape(`${name} postOrder GTC`, answer, ANSWER);
  judge.equal(`${name} GTC rests`, [answer.success, answer.status, answer.errorMsg], [true, "live", ""]);
  const id = answer.orderID;
  const row = await client.getOrder(id);
  judge.shape(`${name} getOrder`, row, OPEN_ORDER);
  judge.equal(`${name} getOrder says what was posted`,
    [row.id, row.status, row.owner, row.market, row.asset_id, row.side, Number(row.original_size), row.expiration],
    [id, "LIVE", client.creds.key, market.condition, market.token, "BUY", 20, "0"]);
  for (const params of [undefined, { id }, { market: market.condition }, { asset_id: market.token }]) {
    const ids = (await client.getOpenOrders(params)).map((row) => row.id);
    judge.check(`${name} getOpenOrders ${JSON.stringify(params)}`, ids.includes(id), ids);
  }
  await scoring(judge, client, id);
  const again = () => client.postOrder(order, OrderType.GTC);
  await judge.refused(`${name} the same order again`, 400, `order ${id} is invalid. Duplicated.`, again);
  judge.equal(`${name} cancelOrder`, await client.cancelOrder({ orderID: id }), { canceled: [id], not_canceled: {} });
  const late = await client.cancelOrder({ orderID: id });
  judge.check(`${name} cancelOrder again`, late.canceled.length === 0 && id in late.not_canceled, late);
}

/** GTD, and post-only. */
export async function until(judge, client, market, url) {
  const name = `[${market.kind}]`;
  const now = Math.floor((await ask(`${url}/sim/clock`)).now_ms / 1000);
  const lasting = await limitOrder(client, market, far(market), 20, { expiration: now + 3600 });
  const answer = await client.postOrder(lasting, OrderType.GTD, true);
  judge.equal(`${name} GTD, post-only, rests`, answer.status, "live");
  const row = await client.getOrder(answer.orderID);
  judge.equal(`${name} GTD in getOrder`, [row.order_type, row.expiration], ["GTD", String(now + 3600)]);
  const brief = await limitOrder(client, market, far(market), 20, { expiration: now + 30 });
  const ends = () => client.postOrder(brief, OrderType.GTD);
  await judge.refused(`${name} GTD that ends too soon`, 400, "invalid expiration", ends);
  const crossing = await limitOrder(client, market, Number((1 - market.tick).toFixed(4)), 20);
  const crosses = () => client.postOrder(crossing, OrderType.GTC, true);
  await judge.refused(`${name} post-only that crosses`, 400, "invalid post-only order: order crosses book", crosses);
}

export async function filled(judge, client, market) {
  const name = `[${market.kind}]`;
  // A price with two decimals keeps the client's own amounts within the venue's precision for market orders.
  const order = await marketOrder(client, market, 6, Side.BUY, OrderType.FAK, 0.96);
  const answer = await client.postOrder(order, OrderType.FAK);
  judge.shape(`${name} postOrder FAK`, answer, ANSWER);
  judge.equal(`${name} FAK fills`, [answer.success, answer.status], [true, "matched"]);
  judge.check(`${name} FAK makes at most its budget`, Number(answer.makingAmount) <= 6, answer);
  judge.check(`${name} FAK names its trades`, answer.tradeIDs.length > 0, answer);
  judge.check(`${name} the client finds their transactions`, answer.transactionsHashes.length > 0, answer);
  let shares = 0;
  for (const id of answer.tradeIDs) {
    const [trade] = await client.getTrades({ id });
    judge.shape(`${name} getTrades`, trade, TRADE);
    judge.shape(`${name} maker order`, trade.maker_orders[0], MAKER_ORDER);
    judge.equal(`${name} trade is ours`, [trade.taker_order_id, trade.trader_side, trade.owner],
      [answer.orderID, "TAKER", client.creds.key]);
    shares += Number(trade.size);
  }
  judge.check(`${name} trades add up`, Math.abs(shares - Number(answer.takingAmount)) < 1e-6, answer);
  const page = await client.getTradesPaginated({ market: market.condition });
  judge.shape(`${name} getTradesPaginated`, page,
    { trades: "array", next_cursor: "string", limit: "number", count: "number" });
  const asset = { asset_type: AssetType.CONDITIONAL, token_id: market.token };
  const held = Number((await client.getBalanceAllowance(asset)).balance) / 1e6;
  judge.check(`${name} the shares are there`, Math.abs(held - shares) < 1e-6, `${held}, bought ${shares}`);
  await notifications(judge, client, answer.orderID);
  const sale = await marketOrder(client, market, 5, Side.SELL, OrderType.FOK);
  const sold = await client.postOrder(sale, OrderType.FOK, false, true);
  judge.equal(`${name} FOK sale`, [sold.success, sold.status, sold.makingAmount], [true, "matched", "5"]);
  const missed = await limitOrder(client, market, far(market), worth(market, 1.5));
  const fak = () => client.postOrder(missed, OrderType.FAK);
  await judge.refused(`${name} FAK that meets nothing`, 400, "no orders found to match with FAK order", fak);
  const whole = await limitOrder(client, market, far(market), worth(market, 3));
  const fok = () => client.postOrder(whole, OrderType.FOK);
  await judge.refused(`${name} FOK that cannot be filled`, 400, "order couldn't be fully filled", fok);
}

export async function batches(judge, client, market) {
  const name = `[${market.kind}]`;
  const good = [];
  for (const steps of [3, 4, 5]) good.push(await limitOrder(client, market, far(market, steps), 20));
  const orders = [...good, await limitOrder(client, market, far(market), 3)];
  const answers = await client.postOrders(orders.map((order) => ({ order, orderType: OrderType.GTC })));
  answers.forEach((answer) => judge.shape(`${name} postOrders`, answer, ANSWER));
  const ids = answers.slice(0, 3).map((answer) => answer.orderID);
  judge.check(`${name} postOrders rest`, ids.every((id) => id.length === 66), answers);
  const [, , , refused] = answers;
  judge.equal(`${name} a refused leg is a success without an id`, [refused.success, refused.orderID], [true, ""]);
  judge.check(`${name} a refused leg says why`, refused.errorMsg.includes("lower than the minimum: 5"), refused);
  const many = () => client.postOrders(Array(16).fill({ order: orders[0], orderType: OrderType.GTC }));
  await judge.refused(`${name} sixteen orders`, 400, "Too many orders in payload: 16, max allowed: 15", many);
  const some = await client.cancelOrders([ids[0], UNKNOWN]);
  judge.check(`${name} cancelOrders`, some.canceled[0] === ids[0] && UNKNOWN in some.not_canceled, some);
  const one = await client.cancelMarketOrders({ market: market.condition, asset_id: market.token });
  judge.check(`${name} cancelMarketOrders`, ids.slice(1).every((id) => one.canceled.includes(id)), one);
  const last = await client.postOrder(await limitOrder(client, market, far(market), 20), OrderType.GTC);
  judge.equal(`${name} cancelAll`, (await client.cancelAll()).canceled, [last.orderID]);
  judge.equal(`${name} nothing is left`, await client.getOpenOrders(), []);
  await judge.refused(`${name} no id at all`, 400, "Invalid orderID", () => client.cancelOrder({ orderID: "0x12" }));
}

export async function heartbeats(judge, client) {
  const first = await client.postHeartbeat();
  judge.shape("postHeartbeat", first, { heartbeat_id: "string" });
  const second = await client.postHeartbeat(first.heartbeat_id);
  judge.check("postHeartbeat is chained", second.heartbeat_id !== first.heartbeat_id, second);
  const told = await judge.refused("a wrong heartbeat", 400, "", () => client.postHeartbeat("nonsense"));
  judge.equal("a wrong heartbeat is told the right id", told?.heartbeat_id, second.heartbeat_id);
}
