import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openWindow } from "@/test/render";

async function openPalette(path = "/orders") {
  const opened = await openWindow({ path });
  await screen.findByRole("heading", { level: 1 });
  await opened.user.keyboard("{Control>}k{/Control}");
  const dialog = within(await screen.findByRole("dialog", { name: "Commands" }));
  return { ...opened, dialog };
}

describe("the palette as a command line", () => {
  it("says in figures what a limit will do, and asks before it allows more", async () => {
    const { user, dialog, mock } = await openPalette();
    await user.keyboard("daily 400");
    expect(dialog.getByRole("option", { selected: true })).toHaveTextContent(/set to \$400\.00/);
    expect(await dialog.findByText("$53.90 → $153.90")).toBeInTheDocument();
    expect(dialog.getByText("$246.10")).toBeInTheDocument();
    expect(dialog.getByText("Higher limits need your confirmation first.")).toBeInTheDocument();
    // What else it could have meant.
    expect(dialog.getByRole("option", { name: /limit total 400/ })).toBeInTheDocument();
    await user.keyboard("{Enter}");
    const question = within(await screen.findByRole("alertdialog"));
    expect((await mock.settings()).limits.maxDailySpend).toBe("300.00");
    await user.click(question.getAllByRole("button").at(-1) as HTMLElement);
    await waitFor(async () => expect((await mock.settings()).limits.maxDailySpend).toBe("400"));
    // And it can be taken back.
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect((await mock.settings()).limits.maxDailySpend).toBe("300.00"));
  });

  it("sets the theme in the other language's words, and takes it back", async () => {
    const { user, mock } = await openPalette();
    await user.keyboard("thème clair{Enter}");
    await waitFor(async () => expect((await mock.settings()).theme).toBe("light"));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect((await mock.settings()).theme).toBe("dark"));
  });

  it("runs the demo's clock, and skips to the next trade", async () => {
    const { user, mock } = await openPalette();
    await user.keyboard("600x{Enter}");
    await waitFor(async () => expect((await mock.frame()).clock?.speed).toBe(600));
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Commands" });
    await user.keyboard("next trade{Enter}");
    await waitFor(async () => expect((await mock.frame()).clock?.skip?.speed).toBe(600));
  });

  it("opens the sheet with the share in it, and follows nobody by itself", async () => {
    const { user, mock, dialog } = await openPalette();
    const before = (await mock.follows()).length;
    await user.keyboard("follow bramble 2.5%");
    expect(await dialog.findByRole("option", { name: /Follow bramble at 2\.5%/ })).toBeInTheDocument();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getAllByDisplayValue("2.5").length).toBeGreaterThan(0));
    expect(await mock.follows()).toHaveLength(before);
  });

  it("finds traders nobody follows and markets by their titles, and offers them again", async () => {
    const { user, dialog } = await openPalette();
    await user.keyboard("bitcoin");
    const market = await dialog.findByRole("option", { name: /Bitcoin above \$120,000.*Market/ });
    await user.click(market);
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await user.keyboard("{Control>}k{/Control}");
    const again = within(await screen.findByRole("dialog", { name: "Commands" }));
    expect(await again.findByText("Recent")).toBeInTheDocument();
    expect(again.getAllByRole("option")[0]).toHaveTextContent("Bitcoin above $120,000");
  });

  it("jumps to an order by its number, and says when there is none", async () => {
    const { user, dialog } = await openPalette("/dashboard");
    await user.keyboard("#99999");
    expect(await dialog.findByText("No order or decision 99,999")).toBeInTheDocument();
  });

  it("leaves the top bar in the light: what stops everything is not dimmed", async () => {
    await openPalette();
    const scrim = document.querySelector("[class*=bg-scrim]");
    expect(scrim?.className).toMatch(/top-11/);
    expect(scrim?.className).not.toMatch(/(^|\s)inset-0/);
  });
});
