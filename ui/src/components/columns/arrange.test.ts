import { describe, expect, it } from "vitest";
import type { Column } from "@/components/ui/table-row";
import { arrange, asView, drawn, isView, layoutOf, moved, sized, toggled } from "./arrange";

const column = (id: string, more: Partial<Column<object>> = {}): Column<object> => ({
  id,
  header: id.toUpperCase(),
  cell: () => id,
  ...more,
});
const COLUMNS = [
  column("choose", { fixed: true }),
  column("market", { grows: true }),
  column("trader"),
  column("fee", { from: "huge" }),
  column("number", { optional: true }),
  column("close", { fixed: true }),
];
const narrow = (step: Column<object>["from"]) => step === undefined;
const huge = () => true;
const ids = (columns: Column<object>[]) => columns.map(({ id }) => id);

describe("a table's columns", () => {
  it("are the program's where nothing was chosen, by the width of the window", () => {
    expect(ids(drawn(COLUMNS, arrange(COLUMNS, [], narrow)))).toEqual([
      "choose",
      "market",
      "trader",
      "close",
    ]);
    expect(ids(drawn(COLUMNS, arrange(COLUMNS, [], huge)))).toEqual([
      "choose",
      "market",
      "trader",
      "fee",
      "close",
    ]);
  });

  it("are what was chosen at whatever width: nothing vanishes that can not be had back", () => {
    const chosen = toggled(toggled(arrange(COLUMNS, [], narrow), "fee"), "trader");
    const again = arrange(COLUMNS, layoutOf(chosen), narrow);
    expect(ids(drawn(COLUMNS, again))).toEqual(["choose", "market", "fee", "close"]);
  });

  it("keep order and width, and the fixed ones their edges", () => {
    const mine = sized(moved(arrange(COLUMNS, [], huge), "fee", 0), "fee", 1000);
    const columns = drawn(COLUMNS, arrange(COLUMNS, layoutOf(mine), huge));
    expect(ids(columns)).toEqual(["choose", "fee", "market", "trader", "close"]);
    expect(columns[1]?.width).toBe(800);
    expect(columns[2]?.width).toBeUndefined();
  });

  it("leave one in sight, whatever is taken away", () => {
    let all = arrange(COLUMNS, [], narrow);
    for (const id of ["market", "trader"]) all = toggled(all, id);
    expect(all.filter(({ shown }) => shown)).toHaveLength(1);
  });

  it("take in what a later version brings, behind what it follows there, and pass over what is gone", () => {
    const kept = [
      { column: "trader", shown: true, width: null },
      { column: "forgotten", shown: true, width: 90 },
      { column: "market", shown: true, width: null },
    ];
    const all = arrange(COLUMNS, kept, narrow);
    expect(all.map((one) => [one.column.id, one.shown])).toEqual([
      ["trader", true],
      ["market", true],
      ["fee", false],
      ["number", false],
    ]);
  });

  it("may be a view, until they are changed", () => {
    const view = asView(arrange(COLUMNS, [], huge), ["number", "market"]);
    expect(isView(view, ["number", "market"])).toBe(true);
    expect(isView(toggled(view, "fee"), ["number", "market"])).toBe(false);
    expect(ids(drawn(COLUMNS, view))).toEqual(["choose", "number", "market", "close"]);
  });
});
