/**
 * One figure is one cent on every screen: whatever two answers of a scene both say, they say alike. A scene stands still, so that all of
 * its answers are of one moment.
 */
import { describe, expect, it } from "vitest";
import { inCents, sumInCents } from "@/format/parts";
import { Recorded } from "./recorded/playback";
import type { LedgerFilter, Sums } from "./types";

type Given = Record<string, unknown>;
interface Scene {
  entries: [command: string, given: Given, said: { answer?: unknown }][];
}

const files = import.meta.glob<Scene>("./recorded/scenes/*.json", { import: "default" });
const SCENES = Object.keys(files).map((path) => path.match(/([^/]+)\.json$/)?.[1] ?? path);
/** With its fields in the order in which they are recorded. */
const WHOLE_LEDGER: LedgerFilter = {
  from: null,
  kind: null,
  market: null,
  text: null,
  trader: null,
  until: null,
  year: null,
};

/** A figure that was met, as it is shown there. */
type Met = [name: string, where: string, shown: string];

/** Everything that is known of the account in that scene, under one name for each figure. */
async function metIn(scene: string): Promise<Met[]> {
  const { platform } = await Recorded.at(scene);
  const { entries } = (await files[`./recorded/scenes/${scene}.json`]?.()) ?? { entries: [] };
  const own = new Set(
    entries.flatMap(([command, given, said]) =>
      "answer" in said ? [`${command} ${JSON.stringify(given)}`] : [],
    ),
  );
  /** Whether that was asked in this scene: what it has of the one under it is of another moment. */
  const has = (command: string, given: Given = {}) => own.has(`${command} ${JSON.stringify(given)}`);
  const met: Met[] = [];
  const meet = (name: string, where: string, figure: string | null) => {
    if (figure !== null) met.push([name, where, inCents(figure)]);
  };
  const add = (name: string, where: string, figures: (string | null)[]) =>
    meet(name, where, sumInCents(figures.flatMap((one) => one ?? [])));
  const meetSums = (where: string, sums: Sums) => {
    for (const name of ["balance", "exposure", "held", "reserved", "pnl"] as const)
      meet(name, where, sums[name]);
  };

  if (!has("frame")) return met;
  const frame = await platform.frame();
  // A locked window is told nothing of the account, and one that begins or failed knows nothing.
  if (frame.locked || frame.balance === null) return met;
  meetSums("top bar", frame);
  const follows = has("follow_list") ? await platform.followList() : null;
  const positions = has("positions") ? await platform.positions() : null;
  const orders = has("order_list", { query: { ended: false } })
    ? await platform.orderList({ ended: false })
    : null;
  // What was made through removed follows is in a trader's result, and in no row of theirs.
  const whole = follows !== null && follows.removed === null;

  if (positions) {
    meetSums("positions", positions.sums);
    meet("held", "positions, total", positions.cost);
    if (positions.unpriced === 0) meet("open result", "positions", positions.pnl);
    for (const row of positions.rows) {
      const name = `${row.market}, ${row.outcome}, ${row.trader}`;
      meet(`cost of ${name}`, "positions", row.cost);
      meet(`worth of ${name}`, "positions", row.value);
      meet(`result of ${name}`, "positions", row.pnl);
      const page = { market: row.condition };
      if (!has("market", page)) continue;
      const market = await platform.market(row.condition);
      const there = market.positions.find(
        ({ position }) => position.token === row.token && position.follow === row.follow,
      );
      meet(`cost of ${name}`, "market", there?.position.cost ?? null);
      meet(`worth of ${name}`, "market", there?.position.value ?? null);
      meet(`result of ${name}`, "market", there?.position.pnl ?? null);
      for (const order of market.orders.filter(({ endedAt }) => endedAt === null))
        meet(`set aside for order ${order.id}`, "market", order.reserved);
    }
  }
  if (orders) {
    meetSums("orders", orders.sums);
    add(
      "reserved",
      "orders, added up",
      orders.rows.map(({ reserved }) => reserved),
    );
    for (const { id, reserved } of orders.rows) {
      meet(`set aside for order ${id}`, "orders", reserved);
      if (has("order", { order: id }))
        meet(`set aside for order ${id}`, "order", (await platform.order(id)).order.reserved);
    }
  }
  if (follows) {
    meetSums("following", follows.sums);
    const all = [...follows.rows, ...(follows.removed ? [follows.removed] : [])];
    add(
      "open result",
      "following, added up",
      all.map(({ unrealised }) => unrealised),
    );
    add(
      "realised result",
      "following, added up",
      all.map(({ realised }) => realised),
    );
    for (const row of follows.rows) {
      const own = positions?.rows.filter(({ follow }) => follow === row.id) ?? [];
      meet(`open result of ${row.name}`, "following", row.unrealised);
      if (positions && own.every(({ pnl }) => pnl !== null))
        add(
          `open result of ${row.name}`,
          "positions, added up",
          own.map(({ pnl }) => pnl),
        );
      meet(`exposure of ${row.name}`, "following", row.exposure);
      if (positions && orders)
        add(`exposure of ${row.name}`, "positions and orders, added up", [
          ...positions.rows
            .filter(({ traderAddress }) => traderAddress === row.address)
            .map(({ cost }) => cost),
          ...orders.rows
            .filter(({ traderAddress }) => traderAddress === row.address)
            .map(({ reserved }) => reserved),
        ]);
      meet(`result of ${row.name}`, "following", row.pnl);
      if (has("shortfall", { follow: row.id }))
        meet(`result of ${row.name}`, "shortfall", (await platform.shortfall(row.id)).ours);
      if (!has("trader", { address: row.address })) continue;
      const page = (await platform.trader(row.address)).follow;
      meet(`result of ${row.name}`, "trader", page?.pnl ?? null);
      meet(`open result of ${row.name}`, "trader", page?.unrealised ?? null);
      meet(`exposure of ${row.name}`, "trader", page?.exposure ?? null);
    }
  }
  for (const screen of ["dashboard", "performance"] as const) {
    if (!has(screen, { period: "all" })) continue;
    const figures = await platform[screen]("all");
    meetSums(screen, figures.sums);
    meet("pnl", `${screen}, result`, figures.pnl);
    meet("open result", screen, figures.open);
    meet("realised result", screen, figures.realised);
    meet("fees", screen, figures.fees);
    if (whole) for (const trader of figures.traders) meet(`result of ${trader.name}`, screen, trader.pnl);
  }
  if (has("ledger", { filter: WHOLE_LEDGER })) {
    const book = await platform.ledger(WHOLE_LEDGER);
    meetSums("ledger", book.sums);
    meet("balance", "ledger, end", book.end);
    const cash = (kind: string) => book.kinds.find((sum) => sum.kind === kind)?.cash ?? "0";
    // A fill that failed took its fee back, in another kind.
    if (book.kinds.every(({ kind, entries }) => kind !== "reversal" || entries === 0))
      meet("fees", "ledger", cash("fee").replace(/^-/, ""));
  }
  return met;
}

/** Figures that are not one cent everywhere, in words. */
function differing(met: Met[]): string[] {
  const names = new Set(met.map(([name]) => name));
  return [...names].flatMap((name) => {
    const all = met.filter(([of]) => of === name);
    return new Set(all.map(([, , shown]) => shown)).size > 1
      ? [`${name}: ${all.map(([, where, shown]) => `${shown} (${where})`).join(", ")}`]
      : [];
  });
}

describe("one figure is one cent wherever it is shown", () => {
  it.each(SCENES)("in the scene %s", async (scene) => {
    expect(differing(await metIn(scene))).toEqual([]);
  });

  it("and there is something to compare", async () => {
    const met = await metIn("demo");
    const twice = [...new Set(met.map(([name]) => name))].filter(
      (name) => new Set(met.flatMap(([of, where]) => (of === name ? [where] : []))).size > 1,
    );
    for (const figure of [
      /^open result of /,
      /^exposure of /,
      /^result of /,
      /^cost of /,
      /^fees$/,
      /^set aside/,
    ])
      expect(
        twice.some((name) => figure.test(name)),
        String(figure),
      ).toBe(true);
  });
});
