/** The simulated world as the engine's interface shows it. */
import type {
  FollowDraft,
  FollowField,
  FollowList,
  FollowPreview,
  FollowView,
  Frame,
  Leaderboard,
  LeaderboardQuery,
  Mode,
  RequestBudget,
  TraderDeed,
  TraderPage,
} from "../types";
import { hash, walk } from "./dice";
import type { MockFollow } from "./entities";
import { address, amount, defaults, isCopiedSale, money, price } from "./entities";
import { START } from "./fixture/follows";
import { conditionOfQuestion, MARKETS } from "./fixture/markets";
import type { TraderSeed } from "./fixture/traders";
import { TRADERS } from "./fixture/traders";
import { HOUR } from "./ladder";
import { reservedOf } from "./order-rows";
import { figuresOf } from "./records";
import { sumsOf } from "./sums";
import type { World } from "./world";

const DAY = 24 * HOUR;

/** Where the account's money lies: invented, with the checksum of its letters. */
export const WALLET = "0x7A3e90C17027a1f24D862f8B6f6d234452F841Bd";

function budgetsOf(world: World): RequestBudget[] {
  if (world.mode === "demo") return [];
  const active = world.follows.filter((one) => one.status === "active").length;
  const data: RequestBudget = { budget: "data", used: 8 * active - 2, planned: 75, closed: null };
  const orders: RequestBudget = { budget: "orders", used: 1, planned: 200, closed: null };
  return world.mode === "live" ? [data, orders] : [data];
}

/** As the window sees it: while it is locked, nothing of the account. */
export function frameOf(world: World): Frame {
  const frame = wholeFrameOf(world);
  if (!world.locked) return frame;
  return {
    ...frame,
    clock: null,
    balance: null,
    exposure: "0",
    exposureLimit: "0",
    exposurePercent: "0.0",
    pnl: "0",
    reserved: "0",
    follows: 0,
    workingOrders: 0,
    onExchange: 0,
    copiedSales: 0,
    lastTradeSeen: null,
    feeds: [],
    budgets: [],
    wallet: null,
    beside: frame.beside.map((one) => ({ ...one, workingOrders: 0 })),
  };
}

function wholeFrameOf(world: World): Frame {
  const working = world.orders.filter((order) => order.status !== "ended");
  const reserved = working.reduce((sum, order) => sum + reservedOf(order), 0);
  const followed = world.follows.filter((one) => one.status !== "removed");
  const down = world.disconnectedSince !== null;
  const state = world.failed
    ? "failed"
    : world.keyTrouble
      ? "no_key"
      : down
        ? "disconnected"
        : world.stopped
          ? "stopped"
          : world.paused
            ? "paused"
            : "running";
  const seen = (ago: number) => (world.disconnectedSince ?? world.now) - ago;
  return {
    mode: world.mode,
    modes: [...new Set<Mode>(["demo", world.mode, ...(world.beside === null ? [] : [world.beside])])],
    state,
    disconnectedSince: world.disconnectedSince,
    trouble: world.failed
      ? { code: "database_newer", detail: "database version 9, this program knows 4", reason: null }
      : world.keyTrouble
        ? { code: world.keyTrouble, detail: "The keychain is locked.", reason: null }
        : null,
    halts: world.halts,
    now: world.now,
    clock: world.mode === "demo" ? { speed: world.speed, paused: world.clockPaused, skip: world.skip } : null,
    ...sumsOf(world),
    follows: followed.filter((one) => one.status === "active").length,
    onExchange: working.filter(
      (order) => !(world.stopped && order.status === "working" && isCopiedSale(order)),
    ).length,
    copiedSales: working.filter(isCopiedSale).length,
    lastTradeSeen: world.lastTradeSeen,
    feeds: [
      { feed: "trades", up: !down, last: seen(400), age: 400 },
      { feed: "books", up: !down, last: seen(200), age: 200 },
      { feed: "positions", up: true, last: seen(120_000), age: 120_000 },
      { feed: "account", up: !down, last: seen(60_000), age: 60_000 },
    ],
    budgets: budgetsOf(world),
    wallet: world.mode === "live" ? WALLET : null,
    beside:
      world.beside === null
        ? []
        : [
            {
              mode: world.beside,
              state: "running",
              halt: null,
              trouble: null,
              workingOrders: world.beside === "demo" ? 7 : 3,
            },
          ],
    version: "0.1.0",
    testing: world.testing,
    locked: world.locked,
    stop: null,
    closing: world.closing,
    open: world.opening,
    notShown: world.notShown,
    quit:
      world.quitting && working.length > 0
        ? {
            orders: working.length,
            engines: [
              {
                mode: world.mode,
                orders: working.length,
                reserved: money(reserved),
                expires: world.now + 4 * HOUR,
              },
            ],
          }
        : null,
  };
}

/** Rows and what removed follows left sum to the account's figures. */
export function followListOf(world: World): FollowList {
  const rows = world.follows.filter((one) => one.status !== "removed").map((one) => followView(world, one));
  const gone = world.follows.filter((one) => one.status === "removed").map((one) => followView(world, one));
  const sum = (of: (follow: FollowView) => string) =>
    money(gone.reduce((all, one) => all + Number(of(one)), 0));
  const count = (of: (follow: FollowView) => number) => gone.reduce((all, one) => all + of(one), 0);
  const removed = {
    count: gone.length,
    pnl: sum((one) => one.pnl),
    realised: sum((one) => one.realised),
    unrealised: sum((one) => one.unrealised),
    exposure: sum((one) => one.exposure),
    workingOrders: count((one) => one.workingOrders),
    fills: count((one) => one.fills),
    fees: sum((one) => one.fees),
  };
  return { rows, removed: gone.length > 0 ? removed : null, sums: sumsOf(world) };
}

export function followView(world: World, follow: MockFollow): FollowView {
  const working = world.orders.filter((order) => order.follow === follow.id && order.status !== "ended");
  const figures = figuresOf(world, follow);
  const reserved = working.reduce((sum, order) => sum + reservedOf(order), 0);
  return {
    id: follow.id,
    address: address(follow.trader),
    name: follow.trader,
    status: follow.status,
    settings: follow.draft,
    since: follow.since,
    pnl: money(figures.pnl),
    realised: money(figures.realised),
    unrealised: money(figures.open),
    exposure: money(figures.held + reserved),
    workingOrders: working.length,
    fills: figures.fills,
    signals: follow.signals,
    skips: follow.skips,
    slippageBps: figures.bps === null ? null : figures.bps.toFixed(1),
    fees: money(figures.fees),
    lastEventAt: world.journal.findLast((entry) => entry.trader === follow.trader)?.at ?? null,
  };
}

const figure = (n: number | null): string | null => (n === null ? null : n.toFixed(1));

export function leaderboardOf(world: World, query: LeaderboardQuery): Leaderboard {
  const share = { day: 0.06, week: 0.3, month: 1, all: 3.4 }[query.window] ?? 1;
  const wanted = (query.search ?? "")
    .trim()
    .toLowerCase()
    .replace(/^.*\/(@|profile\/)?/, "");
  const list = TRADERS.filter(
    (one) => !query.category || one.categories.some(([name]) => name === query.category),
  )
    .filter((one) => !wanted || one.name.toLowerCase().includes(wanted) || address(one.name) === wanted)
    .sort((a, b) => (query.order === "vol" ? b.volume - a.volume : b.pnl - a.pnl));
  return {
    readAt: world.now - (world.now % 180_000) - 20_000,
    categories: [
      "politics",
      "sports",
      "crypto",
      "culture",
      "mentions",
      "weather",
      "economics",
      "tech",
      "finance",
    ],
    rows: list.map((one, i) => {
      const follow = world.follows.find((f) => f.trader === one.name && f.status !== "removed");
      return {
        own: false,
        rank: i + 1,
        address: address(one.name),
        name: one.name,
        pnl: money(one.pnl * share),
        volume: money(one.volume * share),
        roi: figure(one.roi),
        winRate: figure(one.win),
        winRateOf: one.of,
        markets: one.markets,
        drawdown: fallOf(one),
        drawdownPercent: figure(one.drawdown),
        lastTrade: START - one.last * 1000,
        sparkline: walk(hash(one.name), 30, one.pnl),
        flags: one.flags,
        follow: follow?.id ?? null,
        percentage: follow?.draft.percentage ?? null,
        followOn: follow?.status === "active",
      };
    }),
  };
}

/** A fall of a fifth of what was made, where one is known. */
const fallOf = (one: TraderSeed): string | null =>
  one.drawdown === null ? null : money(-Math.abs(one.pnl) / 5);

export function traderOf(world: World, seed: TraderSeed): TraderPage {
  const follow = world.follows.find((one) => one.trader === seed.name && one.status !== "removed");
  const roll = hash(seed.name);
  const pick = (k: number) => MARKETS[(roll + k * 5) % MARKETS.length] ?? MARKETS[0];
  const count = seed.of < 10 ? seed.of : 9;
  const positions = Array.from({ length: count }, (_, k) => {
    const market = pick(k);
    const outcomeIndex = (roll + k) % 3 === 0 ? 1 : 0;
    const now = outcomeIndex === 0 ? (market?.yes ?? 50) : 100 - (market?.yes ?? 50);
    const shares = 400 * (count - k) + (roll % 97);
    const cost = Math.max(2, now - 4 + ((roll >> k) % 8));
    return {
      market: market?.question ?? "",
      condition: conditionOfQuestion(market?.question ?? ""),
      outcome: outcomeIndex === 0 ? "Yes" : "No",
      outcomeIndex,
      shares: amount(shares),
      averageCost: price(cost),
      price: price(now),
      value: money((shares * now) / 100),
      pnl: money((shares * (now - cost)) / 100),
    };
  });
  const trades = Array.from({ length: Math.min(24, seed.of) }, (_, k) => {
    const market = pick(k * 2 + 1);
    const outcomeIndex = (roll + k) % 3 === 0 ? 1 : 0;
    return {
      at: world.now - seed.last * 1000 - k * (2.3 * HOUR) - ((roll >> (k % 8)) % 3_000_000),
      kind: (k % 11 === 9 ? "REDEEM" : k % 4 === 2 ? "SELL" : "BUY") as TraderDeed,
      market: market?.question ?? "",
      condition: conditionOfQuestion(market?.question ?? ""),
      outcome: outcomeIndex === 0 ? "Yes" : "No",
      outcomeIndex,
      shares: amount(140 + ((roll >> (k % 10)) % 9000)),
      price:
        k % 11 === 9 ? null : price(outcomeIndex === 0 ? (market?.yes ?? 50) : 100 - (market?.yes ?? 50)),
    };
  });
  const curve = walk(hash(seed.name), 121, seed.pnl);
  return {
    address: address(seed.name),
    name: seed.name,
    since: Date.parse(seed.since),
    pnlMonth: money(seed.pnl),
    pnlAll: money(seed.pnl * 3.4),
    roi: figure(seed.roi),
    winRate: figure(seed.win),
    winRateOf: seed.of,
    drawdown: fallOf(seed),
    drawdownPercent: figure(seed.drawdown),
    holdingMedian: seed.heldHours * HOUR,
    volume: money(seed.volume),
    trades: Math.round(seed.of * 1.4),
    categories: seed.categories.map(([category, percent]) => ({ category, percent })),
    curve: curve.map((value, i) => ({ at: world.now - ((120 - i) * 30 * DAY) / 120, value })),
    curveAll: walk(hash(seed.name) + 1, 121, seed.pnl * 3.4).map((value, i) => ({
      at: world.now - ((120 - i) * 300 * DAY) / 120,
      value,
    })),
    positions,
    positionsValue: money(positions.reduce((sum, one) => sum + Number(one.value), 0)),
    tradesRecent: trades,
    tradeMedian: seed.of < 10 ? null : money(Math.round(seed.volume / seed.of / 0.67)),
    tradeLargest: seed.of < 10 ? null : money(Math.round(seed.volume / seed.of / 0.67) * 5 + 80),
    follow: follow ? followView(world, follow) : null,
    own: false,
  };
}

export function previewOf(world: World, seed: TraderSeed, draft: FollowDraft): FollowPreview {
  const page = traderOf(world, seed);
  const percentage = Number(draft.percentage) / 100;
  const most = Number(draft.maxOrder);
  const pair = (theirs: string | null) => {
    if (theirs === null || Number.isNaN(percentage)) return null;
    const uncut = Number(theirs) * percentage;
    const cut = uncut > most;
    return {
      theirs,
      ours: money(cut ? most : uncut),
      uncut: cut ? money(uncut) : null,
      skipped: uncut < 1 || most < 1,
      capped: uncut >= 1 && most < 1,
    };
  };
  const existing = page.positions.reduce((sum, one) => sum + Number(one.value), 0);
  const sane = percentage > 0;
  return {
    problems: problemsOf(draft),
    thousand: sane ? money(1000 * percentage) : "0.00",
    usual: pair(page.tradeMedian),
    largest: pair(page.tradeLargest),
    leastShares: sane ? amount(Math.ceil(500 / percentage) / 100) : "0.00",
    existingCount: page.positions.length,
    existingCost: sane ? money(existing * percentage) : "0.00",
    binding: sane ? bindingOf(world, page.volume, percentage) : [],
  };
}

/** A trader buys for half of what they trade, in 30 days. */
function bindingOf(world: World, volume: string | null, percentage: number): FollowPreview["binding"] {
  const daily = (Number(volume ?? "0") / 60) * percentage;
  const most = Number(world.settings.limits.maxDailySpend);
  if (daily <= most) return [];
  const raiseTo = String(100 * Math.ceil(daily / 100));
  return [{ limit: "daily_spend", own: money(daily), others: "0.00", most: money(most), raiseTo }];
}

function problemsOf(draft: FollowDraft): FollowPreview["problems"] {
  const found: FollowPreview["problems"] = [];
  const number = /^\d+(\.\d+)?$/;
  const within = (field: Exclude<FollowField, "excludeKeywords">, least: string, most: string | null) => {
    const value = String(draft[field]);
    if (!number.test(value)) found.push({ field, code: "invalid_number", least, most });
    else if (Number(value) < Number(least) || (most !== null && Number(value) > Number(most))) {
      found.push({ field, code: "out_of_range", least, most });
    }
  };
  within("percentage", "0.1", "20");
  within("maxSlippage", "0", "0.5");
  within("maxOrder", "1", null);
  within("maxMarket", "1", null);
  within("maxTotal", "1", null);
  within("priceMin", "0.001", "0.999");
  within("priceMax", "0.001", "0.999");
  return found;
}

export const draftFor = (world: World, name: string): FollowDraft =>
  world.follows.find((one) => one.trader === name && one.status !== "removed")?.draft ?? defaults("2.0");
