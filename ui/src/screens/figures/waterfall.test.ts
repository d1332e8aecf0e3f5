import { describe, expect, it } from "vitest";
import { labelled } from "./waterfall";

describe("the figures over a waterfall", () => {
  it("never lie on one another, at its edges neither", () => {
    const ticks = ["$262.00", "$262.20", "$262.40", "$262.60"].map((text, i) => ({ at: 4 + 55 * i, text }));
    const kept = labelled(ticks, 360);
    expect(kept[0]).toEqual({ left: 0, text: "$262.00" });
    for (const [i, { left, text }] of kept.entries()) {
      const next = kept[i + 1];
      if (next) expect(next.left).toBeGreaterThan(left + text.length * 6.8);
    }
    const last = labelled([{ at: 358, text: "$1,000" }], 360)[0];
    expect((last?.left ?? 0) + 6 * 6.8).toBeLessThanOrEqual(360);
  });
});
