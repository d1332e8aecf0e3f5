import { describe, expect, it } from "vitest";
import type { CloseDraft } from "../types";
import { createMock } from ".";

const cents = (text: string) => Math.round(Number(text) * 100);
const nothing = { trader: null, from: null, until: null, side: null, text: null };

describe("the simulated engine's books", () => {
  it("add up to the figures of the design", async () => {
    const mock = createMock();
    const follows = await mock.follows();
    expect(follows.map((one) => [one.name, one.pnl, one.fills, one.fees])).toEqual([
      ["25usdc", "128.40", 48, "3.61"],
      ["denizz", "61.85", 31, "2.48"],
      ["kestrel", "47.12", 19, "1.72"],
      ["northbound", "8.05", 9, "0.91"],
      ["slippage", "-30.80", 14, "1.12"],
    ]);
    const all = await mock.performance("all");
    expect([all.pnl, all.realised, all.open, all.fills, all.fees]).toEqual([
      "214.62",
      "171.30",
      "43.32",
      121,
      "9.84",
    ]);
    expect([all.wins.won, all.wins.of]).toEqual([34, 58]);
    const held = await mock.positions();
    const frame = await mock.frame();
    expect(cents(frame.exposure)).toBe(cents(held.cost) + cents(frame.reserved));
    expect([held.cost, held.pnl]).toEqual(["531.90", "43.32"]);
  });

  it.each(["day", "week", "month", "all"] as const)("agree with themselves over a %s", async (period) => {
    const mock = createMock();
    const figures = await mock.performance(period);
    const traders = figures.traders.reduce((sum, one) => sum + cents(one.pnl), 0);
    expect(Math.abs(traders - cents(figures.pnl))).toBeLessThanOrEqual(3);
    expect(cents(figures.realised) + cents(figures.open)).toBe(cents(figures.pnl));
    expect(figures.curve.at(-1)?.value).toBeCloseTo(Number(figures.pnl), 2);
    expect(figures.stages.reduce((sum, one) => sum + one.fills, 0)).toBe(figures.fills);
    expect(figures.slippageBins.reduce((sum, one) => sum + one.fills, 0)).toBe(figures.fills);
  });

  it("go from the trader's profit to what was made, to the cent", async () => {
    const mock = createMock();
    const { follows, traders } = await mock.performance("all");
    expect(follows.map((one) => one.name)).toEqual(["25usdc", "denizz", "kestrel", "slippage", "northbound"]);
    for (const { follow, name, fills } of follows) {
      const { paper, ours, difference, parts, ...rest } = await mock.shortfall(follow);
      expect([rest.fills, ours]).toEqual([fills, traders.find((one) => one.name === name)?.pnl]);
      const lost = parts.reduce((sum, part) => sum + cents(part.effect), 0);
      expect([cents(paper) + lost, cents(difference)]).toEqual([cents(ours), lost]);
      expect(parts.map((part) => part.before)).toEqual([
        paper,
        ...parts.slice(0, -1).map((part) => part.after),
      ]);
    }
    const first = await mock.shortfall(follows[0]?.follow ?? 0);
    expect([first.paper, first.ours, first.keptPercent]).toEqual(["171.22", "128.40", "75.0"]);
  });

  it("give the history in pages without gaps or repeats, and sums of all of it", async () => {
    const mock = createMock();
    const totals = await mock.historyTotals(nothing);
    expect(totals.fills).toBe(121);
    const ids: number[] = [];
    let after = null;
    do {
      const page: Awaited<ReturnType<typeof mock.history>> = await mock.history({
        ...nothing,
        after,
        limit: 50,
      });
      ids.push(...page.rows.map((row) => row.id));
      after = page.next;
    } while (after);
    expect(ids).toEqual(Array.from({ length: 121 }, (_, i) => 121 - i));
  });

  const all = ({ follow, token }: { follow: number; token: string }): CloseDraft => ({
    target: { scope: "position", follow, token },
    percent: 100,
    shares: null,
    limit: null,
    notBelow: null,
    despiteForeignOrders: false,
  });

  it("sell a position that is closed, and only what no other close sells", async () => {
    const mock = createMock();
    const { rows } = await mock.positions();
    const gta = rows.find((row) => row.market.startsWith("GTA"));
    if (!gta) throw new Error("no position");
    expect(gta.selling).toBe("35.00");
    // A slower sale of the copy gives its shares up to the user's own.
    expect((await mock.previewClose(all(gta))).each[0]).toMatchObject({ problem: null, shares: "35.00" });
    const other = rows.find((row) => row.market.startsWith("Hottest"));
    if (!other) throw new Error("no position");
    const [id = 0] = (await mock.close(all(other))).orders;
    expect((await mock.previewClose(all(other))).each[0]?.problem).toBe("nothing_to_sell");
    mock.advance(1000);
    expect((await mock.order(id)).order).toMatchObject({ side: "SELL", status: "ended", filled: "85.00" });
    expect((await mock.positions()).rows.some((row) => row.token === other.token)).toBe(false);
  });

  it("show an order's path from its signal to now, and the ladder ahead", async () => {
    const mock = createMock();
    const fed = (await mock.orders({ ended: false })).find((row) => row.market.startsWith("Fed"));
    const path = await mock.orderPath(fed?.id ?? 0);
    expect(path.points[0]?.at).toBe(fed?.signalAt);
    expect(path.points.every((point, i) => i === 0 || point.at > (path.points[i - 1]?.at ?? 0))).toBe(true);
    expect(path.points.at(-1)?.limit).toBe(fed?.limit);
    expect(path.ahead.map((point) => point.stage)).toEqual([4, 5]);
  });
});
