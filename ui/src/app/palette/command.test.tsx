import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { FoundMarket, FoundTrader, LimitRoom, LimitsView, Recent } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import { frameIs, keepsSettings } from "@/test/deeds";
import { openScene } from "@/test/scene";
import { walletOf } from "@/test/traders";

const BITCOIN: FoundMarket = {
  condition: `0x${"c0".repeat(31)}01`,
  question: "Bitcoin above $120,000 on 31 December?",
  endsAt: null,
  closed: false,
  held: null,
  outcome: null,
};

const BRAMBLE: FoundTrader = {
  address: walletOf("bramble"),
  name: "bramble",
  follow: null,
  percentage: null,
  own: false,
};

/** The clock, the settings and what was found last are as they were set; only Bitcoin's market and bramble are found. */
function answers(recorded: Recorded): void {
  recorded.changes("settings", (settings) => ({
    ...settings,
    limits: { ...settings.limits, maxDailySpend: "300" },
  }));
  keepsSettings(recorded);
  recorded.says("previewLimits", ({ limits }): LimitRoom[] => {
    const most = Number((limits as LimitsView).maxDailySpend);
    const left = (of: number) => (of - 246.1).toFixed(1);
    return [
      {
        limit: "daily_spend",
        before: "300",
        after: `${most}`,
        used: "246.1",
        leftBefore: left(300),
        leftAfter: left(most),
      },
    ];
  });
  recorded.says("search", ({ text }) => ({
    traders: /bramble/i.test(text as string) ? [BRAMBLE] : [],
    markets: /^bitcoin/i.test(text as string) ? [BITCOIN] : [],
    trouble: null,
  }));
  recorded.says("rememberRecent", ({ recent }) => {
    recorded.changes("remembered", (kept) => ({ ...kept, recents: [recent as Recent] }));
  });
  recorded.says("setClock", ({ speed }) => {
    const { clock } = recorded.read("frame");
    return frameIs(recorded, {
      clock: clock && { ...clock, speed: (speed as number | null) ?? clock.speed },
    });
  });
  recorded.says("skipToNextTrade", () => recorded.read("frame"));
}

async function openPalette(path = "/orders") {
  const opened = await openScene({ path, with: answers });
  await screen.findByRole("heading", { level: 1 });
  await opened.user.keyboard("{Control>}k{/Control}");
  const dialog = within(await screen.findByRole("dialog", { name: "Commands" }));
  return { ...opened, dialog };
}

const saved = (recorded: Recorded) => recorded.sent("saveSettings").at(-1)?.settings;
const limits = (recorded: Recorded) =>
  (saved(recorded) as { limits: LimitsView } | undefined)?.limits.maxDailySpend;

describe("the palette as a command line", () => {
  it("says in figures what a limit will do, and asks before it allows more", async () => {
    const { user, dialog, recorded } = await openPalette();
    await user.keyboard("daily 400");
    expect(dialog.getByRole("option", { selected: true })).toHaveTextContent(/set to \$400\.00/);
    expect(await dialog.findByText("$53.90 → $153.90")).toBeInTheDocument();
    expect(dialog.getByText("$246.10")).toBeInTheDocument();
    expect(dialog.getByText("Higher limits need your confirmation first.")).toBeInTheDocument();
    // What else it could have meant.
    expect(dialog.getByRole("option", { name: /limit total 400/ })).toBeInTheDocument();
    await user.keyboard("{Enter}");
    const question = within(await screen.findByRole("alertdialog"));
    expect(recorded.sent("saveSettings")).toEqual([]);
    await user.click(question.getAllByRole("button").at(-1) as HTMLElement);
    await waitFor(() => expect(limits(recorded)).toBe("400"));
    // And it can be taken back.
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(limits(recorded)).toBe("300"));
  });

  it("sets the theme in the other language's words, and takes it back", async () => {
    const { user, recorded } = await openPalette();
    await user.keyboard("thème clair{Enter}");
    await waitFor(() => expect(saved(recorded)).toMatchObject({ theme: "light" }));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(saved(recorded)).toMatchObject({ theme: "dark" }));
  });

  it("runs the demo's clock, and skips to the next trade", async () => {
    const { user, recorded } = await openPalette();
    await user.keyboard("600x{Enter}");
    await waitFor(() => expect(recorded.sent("setClock")).toMatchObject([{ speed: 600 }]));
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Commands" });
    await user.keyboard("next trade{Enter}");
    await waitFor(() => expect(recorded.sent("skipToNextTrade")).toHaveLength(1));
  });

  it("opens the sheet with the share in it, and follows nobody by itself", async () => {
    const { user, recorded, dialog } = await openPalette();
    await user.keyboard("follow bramble 2.5%");
    expect(await dialog.findByRole("option", { name: /Follow bramble at 2\.5%/ })).toBeInTheDocument();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.getAllByDisplayValue("2.5").length).toBeGreaterThan(0));
    expect(recorded.sent("follow")).toEqual([]);
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
    const { user, dialog, recorded } = await openPalette("/dashboard");
    recorded.refuses("order", "not_found").says("decisions", { rows: [], next: null });
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
