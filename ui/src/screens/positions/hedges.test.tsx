import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

describe("a hedge", () => {
  it("names its outcomes in the window's language", async () => {
    const hedge = {
      condition: "0x1",
      shares: "60",
      outcomes: ["Yes", "No"] as [string, string],
      pays: "60",
      cost: "57.12",
      lockedIn: "2.88",
    };
    await openScene({
      path: "/positions",
      language: "fr",
      with: (recorded) =>
        recorded.changes("positions", (held) => ({
          ...held,
          rows: held.rows.map((one, at) => (at === 0 ? { ...one, condition: "0x1" } : one)),
          hedges: [hedge],
        })),
    });
    const head = await screen.findByText(/Couverture/);
    expect(head.parentElement).toHaveTextContent(/60,00 OUI \+ 60,00 NON/);
  });
});
