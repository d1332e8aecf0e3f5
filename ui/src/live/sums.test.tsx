import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { frameIs } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { tipped } from "@/test/tipped";
import { useLive } from "./store";

const amount = (text: string | null) =>
  Number(/-?[\d,]+\.\d\d/.exec(text ?? "")?.[0].replaceAll(",", "") ?? "NaN");

describe("figures beside each other", () => {
  it("are of one moment, whatever the engine tells meanwhile", async () => {
    const { recorded } = await openScene({ path: "/dashboard" });
    const parts = await screen.findByText(/ in positions, .* in orders$/);
    const before = recorded.read("frame").exposure;
    // Something is bought: the next update has it, the dashboard's figures are those of before.
    await act(() => frameIs(recorded, { exposure: "397.67", held: "293.77" }));
    expect(useLive.getState().frame?.exposure).not.toBe(before);
    const tile = parts.closest("div")?.textContent ?? "";
    const [held = "", working = ""] = (parts.textContent ?? "").split(", ");
    expect(amount(held) + amount(working)).toBeCloseTo(amount(tile), 2);
    const bar = tipped(/in positions and open orders, out of a/);
    expect(amount(bar.textContent?.replace(/^.*%/, "") ?? "")).toBeCloseTo(amount(tile), 2);
  });

  it("are live again once the screen is left", async () => {
    const { recorded, user } = await openScene({ path: "/dashboard" });
    await screen.findByText(/ in positions, .* in orders$/);
    await user.click(screen.getByRole("link", { name: "Settings" }));
    await screen.findByRole("heading", { name: "Settings" });
    await act(() => frameIs(recorded, { exposure: "397.67", held: "293.77" }));
    await waitFor(() => expect(useLive.getState().sums).toBeNull());
  });

  it("of removed follows are in the list, so that its rows sum to its total", async () => {
    await openScene({ path: "/following", scene: "demo-unfollowed" });
    const removed = await screen.findByText("1 removed follow");
    const table = within(screen.getByRole("table", { name: "Following" }));
    const rows = table.getAllByRole("row").slice(1);
    const signed = (text: string | null) =>
      (/\u2212/.test(text ?? "") ? -1 : 1) * amount((text ?? "").replace(/[+\u2212$]/g, ""));
    const pnl = rows.map((row) => signed(within(row).getAllByRole("cell")[3]?.textContent ?? null));
    const gone = signed(removed.parentElement?.querySelectorAll("span")[1]?.textContent ?? null);
    const total = signed(screen.getByText("Total").parentElement?.textContent ?? null);
    expect(pnl.reduce((sum, one) => sum + one, gone)).toBeCloseTo(total, 2);
  });
});
