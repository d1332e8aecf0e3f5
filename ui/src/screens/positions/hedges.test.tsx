import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { createMock } from "@/platform/mock";
import { openWindow } from "@/test/render";

describe("a hedge", () => {
  it("names its outcomes in the window's language", async () => {
    const mock = createMock({ language: "fr" });
    const read = mock.positions.bind(mock);
    mock.positions = async () => {
      const held = await read();
      const [row] = held.rows;
      if (!row) throw new Error("nothing is held");
      const hedge = {
        condition: "0x1",
        shares: "60",
        outcomes: ["Yes", "No"] as [string, string],
        pays: "60",
        cost: "57.12",
        lockedIn: "2.88",
      };
      const rows = held.rows.map((one, at) => (at === 0 ? { ...one, condition: "0x1" } : one));
      return { ...held, rows, hedges: [hedge] };
    };
    await openWindow({ path: "/positions", mock, language: "fr" });
    const head = await screen.findByText(/Couverture/);
    expect(head.parentElement).toHaveTextContent(/60,00 OUI \+ 60,00 NON/);
  });
});
