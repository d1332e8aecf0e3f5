import { describe, expect, it } from "vitest";
import { brokenShown, identitiesShown, type Shown } from "../../e2e-engine/identities";
import { Recorded } from "./recorded/playback";
import type { LedgerFilter, Period } from "./types";

const SCENES = Object.keys(import.meta.glob("./recorded/scenes/*.json")).map(
  (path) => path.match(/([^/]+)\.json$/)?.[1] ?? path,
);
const PERIODS: Period[] = ["day", "week", "month", "all"];
const EVERYTHING: LedgerFilter = {
  kind: null,
  trader: null,
  market: null,
  year: null,
  from: null,
  until: null,
  text: null,
};

/** What the window would show of that scene, as far as it was recorded. */
async function shownIn(recorded: Recorded): Promise<Shown[]> {
  const { platform } = recorded;
  const whole: Shown = {
    ...(recorded.has("frame") && { frame: await platform.frame() }),
    ...(recorded.has("positions") && { positions: await platform.positions() }),
    ...(recorded.has("followList") && { follows: await platform.followList() }),
    ...(recorded.has("orderList", { query: { ended: false } }) && {
      orders: await platform.orderList({ ended: false }),
    }),
    ...(recorded.has("ledger", { filter: EVERYTHING }) && { book: await platform.ledger(EVERYTHING) }),
    ...(recorded.has("paperResults") && { paper: await platform.paperResults() }),
  };
  const periods = PERIODS.map(
    async (period): Promise<Shown> => ({
      ...(recorded.has("dashboard", { period }) && { dashboard: await platform.dashboard(period) }),
      ...(recorded.has("performance", { period }) && { performance: await platform.performance(period) }),
    }),
  );
  return [whole, ...(await Promise.all(periods))];
}

describe("what stands beside its sum adds up in the cents that are shown", () => {
  it.each(SCENES)("in the scene %s", async (scene) => {
    const shown = await shownIn(await Recorded.at(scene));
    expect(shown.flatMap(brokenShown)).toEqual([]);
  });

  it("and there is something to add up", async () => {
    const shown = await shownIn(await Recorded.at("demo"));
    const names = shown.flatMap(identitiesShown).map(({ name }) => name.replace(/:.*/, ""));
    for (const screen of ["positions", "following", "orders", "dashboard", "performance", "ledger"])
      expect(names).toContain(screen);
    const paper = await shownIn(await Recorded.at("paper"));
    expect(paper.flatMap(identitiesShown).some(({ name }) => name.startsWith("paper"))).toBe(true);
  });
});
