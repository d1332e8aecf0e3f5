import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Recorded } from "@/platform/recorded/playback";
import { openScene } from "@/test/scene";
import { rank, search } from "./items";

/** Whatever is typed, nobody and nothing besides what the window knows is found. */
const finds = (recorded: Recorded) => recorded.says("search", { traders: [], markets: [], trouble: null });

describe("finding in the palette", () => {
  it("needs every word, wherever it stands, and puts beginnings first", () => {
    expect(rank({ label: "Pause new copies" }, "copies pause")).not.toBeNull();
    expect(rank({ label: "Pause new copies" }, "pause orders")).toBeNull();
    const items = ["Resume", "Stop all", "Go to Positions"].map((label) => ({
      id: label,
      label,
      group: "do" as const,
      run: () => undefined,
    }));
    expect(search(items, "st")[0]?.label).toBe("Stop all");
    expect(search(items, "")).toHaveLength(3);
  });

  it("does not mind accents", () => {
    expect(rank({ label: "Réglages" }, "regl")).toBe(0);
  });
});

describe("the palette", () => {
  it("goes to a screen with the keyboard alone", async () => {
    const { user } = await openScene({ path: "/orders", with: finds });
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("{Control>}k{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Commands" }));
    await user.keyboard("posit");
    expect(dialog.getByRole("option", { selected: true })).toHaveTextContent("Positions");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: /^Positions/ })).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("asks before it stops everything", async () => {
    const { user, recorded } = await openScene({ path: "/orders", with: finds });
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Commands" });
    await user.keyboard("stop all{Enter}");
    expect(await screen.findByRole("alertdialog", { name: "Stop everything?" })).toBeInTheDocument();
    expect(recorded.sent("stopAll")).toEqual([]);
  });

  it("begins a new line when it is opened again, however quickly", async () => {
    const { user } = await openScene({ path: "/orders", with: finds });
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Commands" });
    await user.keyboard("posit{Escape}{Control>}k{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Commands" }));
    expect(dialog.getByRole("combobox")).toHaveValue("");
    await user.keyboard("stop all");
    expect(dialog.getByRole("combobox")).toHaveValue("stop all");
  });

  it("finds followed traders and says when nothing answers", async () => {
    const { user } = await openScene({ path: "/orders", with: finds });
    await screen.findByRole("heading", { name: "Orders" });
    await user.keyboard("{Control>}k{/Control}");
    const dialog = within(await screen.findByRole("dialog", { name: "Commands" }));
    await user.keyboard("kestrel");
    expect((await dialog.findAllByRole("option")).length).toBeGreaterThan(0);
    await user.keyboard("qqqqq");
    expect((await dialog.findAllByText(/No results for “kestrelqqqqq”/)).length).toBeGreaterThan(0);
  });
});
