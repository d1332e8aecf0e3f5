/** Books and exchange of the simulated engine: what its halts say, with both sides and their ages. */
import type { Checked, Difference, Differences, HaltView } from "../types";
import { address, amount, money } from "./entities";
import { MARKETS } from "./fixture/markets";
import { tokenOf } from "./holdings";
import type { World } from "./world";

const KINDS = ["cash_missing", "shares_missing", "shares_unexplained", "foreign_order"] as const;

const kindOf = (halt: HaltView) => KINDS.find((kind) => kind === halt.halt);

/** What the shares beyond the books cost: bought by hand at 64.4 cents, with a fee. */
const BOUGHT = { shares: 40, price: 0.644, cost: 26.13 };

const BLANK: Omit<Difference, "kind" | "since"> = {
  token: null,
  order: null,
  market: null,
  outcome: null,
  outcomeIndex: null,
  confirmed: true,
  books: "0",
  exchange: null,
  difference: "0",
  own: "0",
  inFlight: "0",
  exchangeRead: null,
  booksChanged: null,
  side: null,
  price: null,
  trades: [],
  accept: false,
  give: null,
};

const heldOf = (world: World, token: string | null): number =>
  world.positions.filter((one) => tokenOf(one) === token).reduce((sum, one) => sum + one.shares, 0);

function rowOf(world: World, halt: HaltView): Difference | null {
  const kind = kindOf(halt);
  if (!kind) return null;
  const shares = Number(halt.shares ?? 0);
  const books = heldOf(world, halt.token);
  const row: Difference = {
    ...BLANK,
    kind,
    token: halt.token,
    order: halt.order,
    market: halt.market,
    outcome: halt.outcome,
    outcomeIndex: halt.outcome === null ? null : halt.outcome === "Yes" ? 0 : 1,
    since: halt.since,
    exchangeRead: world.now - 40_000,
    booksChanged: world.now - 3 * 3_600_000,
    accept: kind !== "foreign_order",
  };
  switch (kind) {
    case "cash_missing":
      return {
        ...row,
        books: money(world.cash),
        exchange: money(world.cash - Number(halt.usd ?? 0)),
        difference: money(-Number(halt.usd ?? 0)),
        booksChanged: world.now - 12 * 60_000,
      };
    case "shares_missing":
      return {
        ...row,
        books: amount(Math.max(books, shares)),
        exchange: amount(Math.max(books, shares) - shares),
        difference: amount(-shares),
        inFlight: "5",
      };
    case "shares_unexplained":
      return {
        ...row,
        books: amount(books),
        exchange: amount(books + shares),
        difference: amount(shares),
        trades: [
          {
            side: "BUY",
            shares: String(BOUGHT.shares),
            price: String(BOUGHT.price),
            at: halt.since - 60_000,
          },
        ],
        give: giveOf(world, halt),
      };
    case "foreign_order":
      return {
        ...row,
        exchange: amount(shares),
        difference: amount(shares),
        side: "BUY",
        price: "0.3",
        booksChanged: null,
      };
  }
}

function giveOf(world: World, halt: HaltView): Difference["give"] {
  const missing = world.halts.find((one) => one.halt === "cash_missing");
  return {
    shares: halt.shares ?? "0",
    cost: money(BOUGHT.cost),
    known: true,
    cash: missing ? money(BOUGHT.cost) : "0",
    to: world.follows
      .filter((one) => one.status !== "removed")
      .map((one) => {
        const held = world.positions
          .filter((position) => position.follow === one.id && tokenOf(position) === halt.token)
          .reduce((sum, position) => sum + position.shares, 0);
        return {
          follow: one.id,
          address: address(one.trader),
          trader: one.trader,
          held: amount(held),
          traderHolds: held > 0,
        };
      })
      .sort((a, b) => Number(b.traderHolds) - Number(a.traderHolds) || a.trader.localeCompare(b.trader)),
  };
}

export function differencesOf(world: World): Differences {
  const rows = world.halts.map((halt) => rowOf(world, halt)).filter((row) => row !== null);
  const differs = (token: string | null) =>
    rows.find((row) => row.kind !== "foreign_order" && row.token === token);
  const tokens = [...new Set(world.positions.map(tokenOf))];
  const checked: Checked[] = [null, ...tokens].map((token) => {
    const position = world.positions.find((one) => tokenOf(one) === token);
    const books = token === null ? money(world.cash) : amount(heldOf(world, token));
    return {
      token,
      market: position ? (MARKETS[position.market]?.question ?? null) : null,
      outcome: position ? (position.outcome === 0 ? "Yes" : "No") : null,
      outcomeIndex: position?.outcome ?? null,
      books,
      exchange: differs(token)?.exchange ?? books,
      agrees: differs(token) === undefined,
    };
  });
  return {
    rows,
    checked,
    cashRead: world.now - 40_000,
    sharesRead: world.now - 40_000,
    ordersRead: world.now - 38_000,
  };
}

/** Halts as they stand after a purchase by hand: the shares that came, the cash that went, and an order left open. */
export function differingHalts(world: World): HaltView[] {
  const blank: HaltView = {
    halt: "cash_missing",
    token: null,
    order: null,
    market: null,
    outcome: null,
    since: 0,
    until: null,
    shares: null,
    usd: null,
    words: null,
    remedy: "accept",
  };
  const [first, second] = world.positions;
  const named = (at: number, outcome: 0 | 1) => ({
    market: MARKETS[at]?.question ?? null,
    outcome: outcome === 0 ? "Yes" : "No",
  });
  const ago = (minutes: number) => world.now - minutes * 60_000;
  const halts: HaltView[] = [{ ...blank, halt: "cash_missing", since: ago(190), usd: money(BOUGHT.cost) }];
  if (first)
    halts.push({
      ...blank,
      ...named(first.market, first.outcome),
      halt: "shares_missing",
      token: tokenOf(first),
      since: ago(34),
      shares: "5",
    });
  if (second)
    halts.push({
      ...blank,
      ...named(second.market, second.outcome),
      halt: "shares_unexplained",
      token: tokenOf(second),
      since: ago(188),
      shares: String(BOUGHT.shares),
    });
  halts.push({
    ...blank,
    ...named(3, 0),
    halt: "foreign_order",
    token: "10030",
    order: "0xf00d",
    since: ago(150),
    shares: "40",
    remedy: "wait",
  });
  return halts;
}

/** The shares are held through the follow from now on, and the missing cash that paid for them is not missing any more. */
export function give(world: World, token: string, follow: number): void {
  const given = giveOf(world, world.halts.find((one) => one.token === token) as HaltView);
  if (!given) return;
  const held = world.positions.find((one) => one.follow === follow && tokenOf(one) === token);
  const like = held ?? world.positions.find((one) => tokenOf(one) === token);
  const trader = world.follows.find((one) => one.id === follow)?.trader;
  if (held) {
    held.shares += Number(given.shares);
    held.cost += Number(given.cost);
  } else if (like && trader) {
    world.positions.push({
      ...like,
      follow,
      trader,
      shares: Number(given.shares),
      cost: Number(given.cost),
      gain: 0,
      since: world.now,
    });
  }
  world.cash -= Number(given.cash);
  world.halts = world.halts.filter(
    (one) => one.token !== token && !(one.halt === "cash_missing" && given.cash !== "0"),
  );
  world.touched.add("follows");
}
