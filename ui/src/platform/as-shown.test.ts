import { describe, expect, it } from "vitest";
import { sumInCents } from "@/format/parts";
import { brokenShown, identitiesShown, type Shown } from "../../e2e-engine/identities";
import { asShown } from "./as-shown";
import { Recorded } from "./recorded/playback";
import type { ClosePreview, ClosesPreview, LedgerFilter, Period, TakePreview } from "./types";

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

describe("what a question says adds up as well", () => {
  const close = (received: string, proceeds: string, fee: string, cost: string): Partial<ClosePreview> => ({
    problem: null,
    received,
    proceeds,
    fee,
    cost,
    result: "0",
  });

  it("for sales: proceeds less fees, and all that comes in", () => {
    const asked: Partial<ClosesPreview> = {
      each: [
        close("1.004", "1.0134", "0.0094", "0.995"),
        close("2.004", "2.0134", "0.0094", "2.5"),
        { ...close("9", "9", "0", "9"), problem: "market_closed" },
      ] as ClosePreview[],
      received: "3.008",
    };
    const shown = asShown("previewClose", asked, []) as ClosesPreview;
    expect(
      shown.each.map(({ received, proceeds, fee, result }) => [received, proceeds, fee, result]),
    ).toEqual([
      ["1.00", "1.01", "0.01", "0.00"],
      ["2.01", "2.02", "0.01", "-0.49"],
      ["9", "9", "0", "0"],
    ]);
  });

  it("for an order that is taken at once: with the fee of a purchase, less that of a sale", () => {
    const taken = (value: string, fee: string, total: string) => {
      const shown = asShown("previewTake", { value, fee, total }, []) as TakePreview;
      return [shown.value, shown.fee];
    };
    expect(taken("1.004", "0.004", "1.008")).toEqual(["1.01", "0.00"]);
    expect(taken("1.006", "0.0075", "0.9985")).toEqual(["1.01", "0.01"]);
  });
});

describe("a part of the ledger", () => {
  it("has days that add up to the total that was chosen", async () => {
    const { platform } = await Recorded.at("demo");
    const filter = { ...EVERYTHING, kind: "fee" } as const;
    const book = await platform.ledger(filter);
    const fees = book.kinds.find(({ kind }) => kind === "fee")?.cash ?? "";
    expect(fees).toMatch(/^-\d+\.\d\d$/);
    expect(sumInCents(book.days.map(({ cash }) => cash))).toBe(fees);
  });
});
